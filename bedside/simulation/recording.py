"""A recording of a patient as the readers of files give it: numbers by time, waves at one rate, cuff readings.

Times are seconds from the recording's beginning; dates are not kept (sources shift them by centuries). Missing is
NaN in the arrays and None in every answer.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median_low
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from bedside.errors import BrokenFileError
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Determination

LONGEST_S: Final = 72 * 3600.0  # what a file may claim at most
MOST_SAMPLES: Final = 20_000_000  # of one wave: 80 MB
_LINE_CHARACTERS: Final = 4096
_HOLD_S: Final = 3.0  # a number holds for this long or for 2.5 intervals, whichever is longer
_HOLD_INTERVALS: Final = 2.5

_NUMBERS: Final = {
    "spo2": Parameter.SPO2,
    "pulse": Parameter.PR,
    "pulserate": Parameter.PR,
    "pr": Parameter.PR,
    "resp": Parameter.RR,
    "resprate": Parameter.RR,
    "rr": Parameter.RR,
    "etco2": Parameter.ETCO2,
}
_CUFF: Final = {
    Parameter.NIBP_SYS: ("nbpsys", "nbps", "nibpsys"),
    Parameter.NIBP_DIA: ("nbpdias", "nbpdia", "nbpd", "nibpdia", "nibpdias"),
    Parameter.NIBP_MAP: ("nbpmean", "nbpm", "nibpmean", "nibpmap"),
}
_LEADS: Final = frozenset({"i", "ii", "iii", "v", "avr", "avl", "avf", "mcl", "mcl1"})

Samples32 = NDArray[np.float32]


def number_of(name: str) -> Parameter | None:
    """What a column of slow numbers holds by its name, e.g. " SpO2" or "NBP Sys"; None: nothing that is played.

    A heart rate from the ECG is no pulse rate and is never put in its place.
    """
    word = re.sub(r"[^a-z0-9]", "", name.lower())
    cuff = next((parameter for parameter, words in _CUFF.items() if word in words), None)
    return cuff or _NUMBERS.get(word)


def wave_of(name: str) -> Parameter | None:
    """What a column of a wave holds by its name; None: nothing that is played."""
    word = re.sub(r"[^a-z0-9]", "", name.lower())
    if word.startswith("pleth") or word == "ppg":
        return Parameter.PLETH
    if word == "resp":
        return Parameter.WAVE_RESP
    return Parameter.WAVE_ECG if word in _LEADS or word.startswith("ecg") else None


class Numbers:
    """One slowly changing number.

    A value holds until the next one, for 3 s or 2.5 usual intervals at most. What lies outside the plausible range of
    the parameter, so also a saturation or a pulse of 0, counts as missing.

    Args:
        parameter: what it is.
        t: s, ascending.
        y: values in the parameter's unit, as many; NaN = missing.
    """

    def __init__(self, parameter: Parameter, t: Iterable[float], y: Iterable[float]) -> None:
        info = PARAMETERS[parameter]
        self._t = array("d", t)
        self._y = array("d", (v if info.low <= v <= info.high else math.nan for v in y))
        steps = [
            after - before for before, after in zip(self._t, self._t[1:], strict=False) if after > before
        ]
        self.interval_s = median_low(steps) if steps else 1.0
        self._hold_s = max(_HOLD_S, _HOLD_INTERVALS * self.interval_s)

    def at(self, t: float) -> float | None:
        """The value that stands at `t`, s."""
        place = bisect_right(self._t, t) - 1
        if place < 0 or t - self._t[place] > self._hold_s:
            return None
        value = self._y[place]
        return None if math.isnan(value) else value

    def __len__(self) -> int:
        """How many values there are, missing ones not counted."""
        return sum(not math.isnan(value) for value in self._y)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """A wave: sample n is at `n / rate_hz` s."""

    rate_hz: float
    y: Samples32  # shape (samples,); NaN = no sample

    def at(self, t: float) -> float | None:
        """Between the two samples around `t`, s, by a straight line; beside a missing one the other sample."""
        place = t * self.rate_hz
        before = math.floor(place)
        if not 0 <= before < len(self.y):
            return None
        first = float(self.y[before])
        second = float(self.y[before + 1]) if before + 1 < len(self.y) else math.nan
        if math.isnan(first) or math.isnan(second):
            near = second if place - before > 0.5 or math.isnan(first) else first
            near = first if math.isnan(near) else near
            return None if math.isnan(near) else near
        return first + (second - first) * (place - before)

    def scaled(self) -> Samples:
        """The same wave within 0…1: its middle 99 % lies within 0.05…0.95, what is beyond is cut off at 0 and 1.

        The files' own units say nothing about the size of a pulse (each monitor amplifies as it likes).
        """
        few = self.y[:: max(1, len(self.y) // 200_000)]
        few = few[np.isfinite(few)]
        if not few.size:
            return Samples(rate_hz=self.rate_hz, y=np.full_like(self.y, np.nan))
        low, high = (float(each) for each in np.percentile(few, (0.5, 99.5)))
        if not high > low:
            low, high = low - 1.0, low + 1.0  # a flat line lies in the middle
        y = np.clip(0.05 + 0.9 * ((self.y - np.float32(low)) / np.float32(high - low)), 0.0, 1.0)
        return Samples(rate_hz=self.rate_hz, y=y.astype(np.float32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What one file, or one recorded session, says about a patient."""

    title: str
    duration_s: float
    numbers: Mapping[Parameter, Numbers] = field(default_factory=dict)
    waves: Mapping[Parameter, Samples] = field(default_factory=dict)  # pleth and breathing 0…1, ECG in mV
    determinations: tuple[Determination, ...] = ()  # by time, all with systolic and diastolic

    def about(self) -> dict[str, Any]:
        """What is in it, as plain JSON types."""
        return {
            "title": self.title,
            "duration_s": round(self.duration_s, 3),
            "numbers": {parameter.value: len(numbers) for parameter, numbers in self.numbers.items()},
            "waves": {parameter.value: round(wave.rate_hz, 3) for parameter, wave in self.waves.items()},
            "determinations": len(self.determinations),
        }


def changed(t: Sequence[float], columns: Mapping[Parameter, Sequence[float]]) -> tuple[Determination, ...]:
    """Cuff readings out of columns in which each stands until the next one.

    A reading is taken as measured when a row differs from the row before; two equal ones in a row are one.

    Args:
        t: times of the rows, s, ascending.
        columns: systolic, diastolic and mean, mmHg; NaN = none.
    """
    if Parameter.NIBP_SYS not in columns or Parameter.NIBP_DIA not in columns:
        return ()
    no_mean = [math.nan] * len(t)
    rows = zip(
        columns[Parameter.NIBP_SYS],
        columns[Parameter.NIBP_DIA],
        columns.get(Parameter.NIBP_MAP, no_mean),
        strict=True,
    )
    found: list[Determination] = []
    before: tuple[float | None, ...] = ()
    for at, row in zip(t, rows, strict=True):
        now = tuple(value if value > 0 else None for value in row)  # NaN is not
        if now != before and (made := whole(at, now[0], now[1], now[2], None)) is not None:
            found.append(made)
        before = now
    return tuple(found)


def whole(
    t: float, sys: float | None, dia: float | None, mean: float | None, pr: float | None
) -> Determination | None:
    """A cuff reading a device can show; None when its parts do not fit together or are not plausible.

    A mean that was not recorded is worked out as a third of the way from diastolic to systolic.
    """
    if sys is None or dia is None:
        return None
    mean = dia + (sys - dia) / 3.0 if mean is None else mean
    parts = ((Parameter.NIBP_SYS, sys), (Parameter.NIBP_DIA, dia), (Parameter.NIBP_MAP, mean))
    if not all(PARAMETERS[part].low <= value <= PARAMETERS[part].high for part, value in parts):
        return None
    return Determination(t=t, sys=sys, dia=dia, map=mean, pr=pr) if sys > mean > dia else None


def check_length(file: Path, duration_s: float, samples: float = 0.0) -> None:
    """Refuse what would not fit into memory.

    Raises:
        BrokenFileError: it is too long, or empty.
    """
    if duration_s <= 0.0:
        raise BrokenFileError(f"{file} is empty: choose another recording.")
    if not duration_s <= LONGEST_S or samples > MOST_SAMPLES:
        raise BrokenFileError(
            f"{file} says that it is {duration_s / 3600:.3g} h long: only recordings of up to "
            f"{LONGEST_S / 3600:g} h and {MOST_SAMPLES // 1_000_000} million samples a wave can be played; cut a piece "
            "out of it."
        )


def lines(file: Path, stream: IO[str]) -> Iterator[tuple[int, str]]:
    """Number and text of each line, without its end; no line may be endless.

    Raises:
        BrokenFileError: a line is far too long for such a file.
    """
    number = 0
    while line := stream.readline(_LINE_CHARACTERS):
        number += 1
        if len(line) == _LINE_CHARACTERS and not line.endswith("\n"):
            raise BrokenFileError(
                f"{file}, line {number}: the line does not end, so this is no table of numbers: check the path."
            )
        yield number, line.rstrip("\r\n")
