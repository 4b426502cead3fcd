"""Numerics of real intensive-care patients, where the recordings lie beside the checkout, and what the engine says.

Two formats: BIDMC's table (one row a second, "NaN" or empty = no value) and WFDB format 16 as MIMIC II wrote its
numerics (one frame a minute; 0, or −32768, = no value). Values are never dated: times are seconds from the start.
"""

from __future__ import annotations

import array
import csv
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from bedside.alarms.engine import Engine
from bedside.alarms.profile import Profile
from bedside.vitals.alarms import AlarmChange, Change, Kind
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric
from tests.helpers.brute_alarms import EPISODIC, Condition, Sample

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "recordings"
_COLUMNS = {"SpO2": Parameter.SPO2, "PULSE": Parameter.PR, "RESP": Parameter.RR}
_CUFF = {"NBPSys": Parameter.NIBP_SYS, "NBPDias": Parameter.NIBP_DIA, "NBPMean": Parameter.NIBP_MAP}
_NO_SAMPLE = -32768
_MEASURED_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Recording:
    """One patient's numbers in order of their arrival."""

    name: str
    samples: tuple[Sample, ...]
    interval_s: Mapping[Parameter, float]
    duration_s: float
    step_s: float  # widest cell in which nothing is lost


def recordings() -> list[Recording]:
    """All there are; none when they are not beside the checkout."""
    tables = sorted((FOLDER / "bidmc").glob("*_Numerics.csv"))
    headers = sorted((FOLDER / "wfdb_mimic2_numerics").glob("*.hea"))
    return [bidmc(file) for file in tables] + [mimic(file) for file in headers]


def bidmc(file: Path) -> Recording:
    """A table of BIDMC."""
    samples: list[Sample] = []
    t = 0.0
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, skipinitialspace=True):
            t = float(row["Time [s]"])
            for column, parameter in _COLUMNS.items():
                number = float(row[column] or "nan")
                samples.append(Sample(t, parameter, None if math.isnan(number) else number))
    every_s = dict.fromkeys(_COLUMNS.values(), 1.0)
    return Recording(file.stem, tuple(samples), every_s, t, 1.0)


def mimic(header: Path) -> Recording:
    """A record of MIMIC II numerics.

    A cuff pressure stands in every frame until the next measurement; it is taken as measured when it changes, so two
    equal measurements in a row are one.
    """
    first, *lines = [line for line in header.read_text(encoding="ascii").splitlines() if line[0] != "#"]
    _, _, rate, frames, *_ = first.split()
    every_s = float(1 / Fraction(rate.split("/")[0]).limit_denominator(3600))
    signals = [line.split() for line in lines]
    raw = array.array("h", (header.parent / signals[0][0]).read_bytes())
    if sys.byteorder == "big":
        raw.byteswap()
    samples: list[Sample] = []
    cuff: tuple[float | None, ...] = ()
    for frame in range(int(frames)):
        t = frame * every_s
        numbers = raw[frame * len(signals) : (frame + 1) * len(signals)]
        values = {words[-1]: _value(number, words) for words, number in zip(signals, numbers, strict=True)}
        samples += [Sample(t, parameter, values[column]) for column, parameter in _COLUMNS.items()]
        measured = tuple(values[column] for column in _CUFF)
        if measured != cuff and None not in measured:
            samples += [Sample(t, parameter, values[column]) for column, parameter in _CUFF.items()]
        cuff = measured
    intervals = dict.fromkeys(_COLUMNS.values(), every_s)
    return Recording(header.stem, tuple(samples), intervals, int(frames) * every_s, 5.0)


def _value(number: int, words: Sequence[str]) -> float | None:
    """One number in its unit; None where the monitor had none. `words`: its line of the header."""
    gain, _, _ = words[2].partition("/")
    return None if number in (0, _NO_SAMPLE) else number / float(gain)


def heard(
    samples: Iterable[Sample], profile: Profile, interval_s: Mapping[Parameter, float], end: float
) -> list[AlarmChange]:
    """What the engine says to these samples up to `end`, s. Cuff values that arrive together are one measurement."""
    engine = Engine(profile, interval_s)
    changes: list[AlarmChange] = []
    cuff: dict[Parameter, float | None] = {}
    cuff_t = 0.0
    for sample in samples:
        if cuff and (sample.parameter not in EPISODIC or sample.t != cuff_t):
            changes += engine.observe(_determination(cuff, cuff_t), cuff_t)
            cuff = {}
        if sample.parameter in EPISODIC:
            cuff[sample.parameter], cuff_t = sample.value, sample.t
            continue
        numeric = Numeric(parameter=sample.parameter, t=sample.t, value=sample.value, quality=sample.quality)
        changes += engine.observe(numeric, sample.t)
    if cuff:
        changes += engine.observe(_determination(cuff, cuff_t), cuff_t)
    return changes + engine.advance(end)


def _determination(cuff: Mapping[Parameter, float | None], t: float) -> Determination:
    return Determination(
        t=t,
        sys=cuff.get(Parameter.NIBP_SYS),
        dia=cuff.get(Parameter.NIBP_DIA),
        map=cuff.get(Parameter.NIBP_MAP),
        pr=None,
    )


def found(changes: Sequence[AlarmChange]) -> list[Condition]:
    """The patient's conditions as the engine's changes tell them, in order of onset and code."""
    onsets = {c.condition: c for c in changes if c.change is Change.ONSET and c.kind is Kind.PHYSIOLOGICAL}
    cleared = {c.condition: c.t for c in changes if c.change is Change.CLEARED}
    conditions = [
        Condition(c.code, c.priority, c.t, cleared.get(number), onsets[c.episode].t, c.times)
        for number, c in onsets.items()
    ]
    return sorted(conditions, key=lambda c: (c.onset, c.code, c.priority))
