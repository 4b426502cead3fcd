"""Reads BIDMC tables: numbers once a second, and the wave beside them.

    bidmc_01_Numerics.csv           Time [s], HR, PULSE, RESP, SpO2        a missing value is NaN or nothing
    bidmc_01_Signals.csv            Time [s], RESP, PLETH, V, AVR, II      125 Hz
    bidmc_01_Pleth125Hz.csv.gz      PLETH alone, one value a line; row n is at n / 125 s

Names may begin with a blank. A respiratory rate of 0 is a value here (no breath was seen); a saturation or a pulse rate
of 0 is none. The heart rate of the ECG is not played: no device reads it here. Signals and pleth may be gzipped or not.

Source: the tables of the BIDMC PPG and Respiration set (Pimentel et al. 2016) as they are published.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from bedside.errors import BrokenFileError
from bedside.simulation import recording
from bedside.simulation.recording import MOST_SAMPLES, Numbers, Recording, Samples
from bedside.vitals.parameters import Parameter

_PLETH_HZ: Final = 125.0
_TIME: Final = "time"
_PART: Final = re.compile(r"^(?P<head>.*_)Numerics\.csv$", re.IGNORECASE)
_WITH_TIME: Final = ("Signals.csv", "Signals.csv.gz")
_PLETH_ONLY: Final = ("Pleth125Hz.csv", "Pleth125Hz.csv.gz")


def read(file: Path) -> Recording:
    """A table of numbers and, where it lies beside it, the wave.

    Args:
        file: the `_Numerics.csv`.

    Raises:
        BrokenFileError: it cannot be read; the sentence says where and what to do.
    """
    names, columns = _table(file, recording.number_of)
    t = columns[0]
    numbers = {
        parameter: Numbers(parameter, t, column)
        for parameter, column in zip(names, columns[1:], strict=True)
        if not parameter.value.startswith("nibp")
    }
    cuff = {p: c for p, c in zip(names, columns[1:], strict=True) if p.value.startswith("nibp")}
    if not numbers and not cuff:
        raise BrokenFileError(
            f"{file}, line 1: no column is called SpO2, PULSE, RESP or NBPSys: choose a table of numbers, such as "
            "bidmc_01_Numerics.csv."
        )
    duration_s = t[-1] + (t[-1] / (len(t) - 1) if len(t) > 1 else 1.0)
    waves = _waves(file)
    duration_s = max([duration_s, *(len(wave.y) / wave.rate_hz for wave in waves.values())])
    recording.check_length(file, duration_s)
    return Recording(
        title=file.stem.removesuffix("_Numerics"),
        duration_s=duration_s,
        numbers=numbers,
        waves=waves,
        determinations=recording.changed(t, cuff),
    )


def _waves(file: Path) -> dict[Parameter, Samples]:
    """What lies beside the numbers, the whole signals before the pleth alone."""
    part = _PART.match(file.name)
    if part is None:
        return {}
    for end in (*_WITH_TIME, *_PLETH_ONLY):
        beside = file.with_name(part["head"] + end)
        if beside.exists():
            found = _signals(beside) if end in _WITH_TIME else _pleth(beside)
            return {p: wave if p is Parameter.WAVE_ECG else wave.scaled() for p, wave in found.items()}
    return {}


def _signals(file: Path) -> dict[Parameter, Samples]:
    names, columns = _table(file, recording.wave_of)
    t = columns[0]
    span_s = t[-1] - t[0]
    rate_hz = (len(t) - 1) / span_s if span_s > 0 else _PLETH_HZ
    return {
        parameter: Samples(rate_hz=rate_hz, y=np.array(column, dtype=np.float32))
        for parameter, column in zip(names, columns[1:], strict=True)
    }


def _pleth(file: Path) -> dict[Parameter, Samples]:
    y = array("f")
    for number, text in _lines(file):
        if number == 1 and recording.wave_of(text) is Parameter.PLETH:
            continue
        if text.strip():
            y.append(_value(file, number, "PLETH", text))
        if len(y) > MOST_SAMPLES:
            recording.check_length(file, len(y) / _PLETH_HZ, len(y))
    return {Parameter.PLETH: Samples(rate_hz=_PLETH_HZ, y=np.array(y, dtype=np.float32))} if y else {}


def _table(
    file: Path, meaning: Callable[[str], Parameter | None]
) -> tuple[list[Parameter], list[array[float]]]:
    """The columns that mean something and, before them, the times from the first row on, s."""
    rows = _rows(file)
    head = next(rows, (1, []))[1]
    times = next((place for place, name in enumerate(head) if name.strip().lower().startswith(_TIME)), None)
    if times is None:
        raise BrokenFileError(
            f"{file}, line 1: no column is called 'Time [s]': choose a BIDMC table, such as bidmc_01_Numerics.csv."
        )
    places: dict[Parameter, int] = {}
    for place, name in enumerate(head):
        parameter = None if place == times else meaning(name)
        if parameter is not None:
            places.setdefault(parameter, place)
    columns = [array("d") for _ in range(1 + len(places))]
    first = math.nan
    for number, row in rows:
        if not row:
            continue
        if len(row) != len(head):
            raise BrokenFileError(
                f"{file}, line {number}: {len(row)} values where the first line names {len(head)}: copy the file again."
            )
        t = _value(file, number, head[times], row[times])
        if not columns[0]:
            first = t
        if not math.isfinite(t) or (columns[0] and t - first <= columns[0][-1]):
            raise BrokenFileError(
                f"{file}, line {number}: the time {row[times].strip()!r} does not come after the one before: put the "
                "rows in order."
            )
        columns[0].append(t - first)
        for column, place in zip(columns[1:], places.values(), strict=True):
            column.append(_value(file, number, head[place], row[place]))
        if len(columns[0]) > MOST_SAMPLES or t - first > recording.LONGEST_S:
            recording.check_length(file, t - first, len(columns[0]))
    if not columns[0]:
        raise BrokenFileError(f"{file} has no rows: choose another file.")
    return list(places), columns


def _value(file: Path, number: int, name: str, text: str) -> float:
    """A number; NaN where there is none."""
    text = text.strip()
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise BrokenFileError(
            f"{file}, line {number}: {name.strip()} is {text[:40]!r}, which is no number: correct the line or "
            "leave the value empty."
        ) from None
    return value if math.isfinite(value) else math.nan


def _rows(file: Path) -> Iterator[tuple[int, Sequence[str]]]:
    for number, text in _lines(file):
        yield number, next(csv.reader([text]), [])


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        with file.open("rb") as raw:
            data = gzip.GzipFile(fileobj=raw) if file.suffix == ".gz" else raw
            with io.TextIOWrapper(data, encoding="utf-8-sig", errors="replace") as stream:
                yield from recording.lines(file, stream)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BrokenFileError(f"{file} is not a whole gzip file ({error}): copy it again.") from error
    except (OSError, csv.Error) as error:
        raise BrokenFileError(f"{file} cannot be read ({error}): check the path.") from error
