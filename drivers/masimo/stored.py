"""A saved trend dump of a Masimo oximeter: text of nothing but trend lines. Times come from the lines themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Reading
from drivers.masimo import layout
from drivers.masimo.protocol import quality_of


def read_trend(content: bytes) -> list[Reading] | None:
    """Readings of the trend, t = 0 at its first line; None: the first line with text is no trend line.

    Raises:
        ValueError: a line inside cannot be read, or goes back in time.
    """
    readings: list[Reading] = []
    first: datetime | None = None
    before: datetime | None = None
    for number, text in enumerate(content.splitlines(), start=1):
        if not text.strip():
            continue
        line = layout.parse(text) if len(text) <= layout.LONGEST else None
        if first is None and (line is None or not line.trend):
            return None
        at = _time_of(line)
        if line is None or at is None or not line.trend:
            raise ValueError(f"Line {number} is no trend line of a Masimo oximeter: save the trend again.")
        if before is not None and at < before:
            raise ValueError(f"Line {number} goes back in time: save the trend again.")
        first, before = first or at, at
        readings += _readings_of(line, (at - first) / timedelta(seconds=1))
    return readings or None


def _time_of(line: layout.Line | None) -> datetime | None:
    try:
        return datetime.strptime(line.stamp, "%m/%d/%y %H:%M:%S") if line is not None else None
    except ValueError:  # 31 February
        return None


def _readings_of(line: layout.Line, t: float) -> list[Reading]:
    usable = not line.exc & layout.UNUSABLE
    told = ((Parameter.SPO2, line.spo2), (Parameter.PR, line.pr), (Parameter.PI, line.pi))
    return [
        Numeric(
            parameter=parameter,
            t=t,
            value=float(value) if usable and value is not None else None,
            quality=quality_of(line.exc),
        )
        for parameter, value in told
    ]
