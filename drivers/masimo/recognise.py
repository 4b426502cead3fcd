"""How a Masimo oximeter is recognised: two whole lines a second or two apart on its own clock, or any three.

A line has a date, a time, and keys whose values have a fixed form: a second one whose clock has gone on as far as the
lines lie apart is as good as a third one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer, may_be_text
from drivers.masimo import layout

_ENOUGH = 3
_APART = (timedelta(seconds=1), timedelta(seconds=2))  # ASCII 1, and trend lines
_STAMP = "%m/%d/%y %H:%M:%S"


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    frames = ResyncBuffer(layout.next_line, Counters()).take(data, seconds)
    lines = [line for frame in frames if (line := layout.parse(frame.body)) is not None]
    if len(lines) < _ENOUGH and not any(_follows(after, before) for before, after in pairwise(lines)):
        return None
    return "Masimo, trend lines (set it to AS1)" if all(line.trend for line in lines) else "Masimo, ASCII 1"


def _follows(after: layout.Line, before: layout.Line) -> bool:
    try:
        apart = datetime.strptime(after.stamp, _STAMP) - datetime.strptime(before.stamp, _STAMP)
    except ValueError:  # 31 February
        return False
    return apart in _APART and after.trend is before.trend and after.serial == before.serial


def possible(data: bytes, seconds: float) -> bool:
    """Whether it may be a line that is not whole yet; see `Signature.possible`."""
    return may_be_text(data)
