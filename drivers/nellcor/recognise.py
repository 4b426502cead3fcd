"""How a Nellcor monitor is recognised: two whole lines with data, 2 s apart on its own clock, or any three.

A line has a date, a time and three columns of fixed form. A second one whose clock has gone on by just the 2 s between
two lines is as good as a third one, which would take 2 s more.
"""

from __future__ import annotations

from itertools import pairwise

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer, may_be_text
from drivers.nellcor import layout

_ENOUGH = 3
_APART_S, _DAY_S = 2, 86_400


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    frames = ResyncBuffer(layout.next_line, Counters()).take(data, seconds)
    lines = [line for frame in frames if (line := layout.parse(frame.body)) is not None]
    if len(lines) < _ENOUGH and not any(_follows(after, before) for before, after in pairwise(lines)):
        return None
    model = next((text for frame in frames if (text := layout.model_of(frame.body))), "")
    return f"Nellcor {model}, printing" if model else "Nellcor, printing"


def _follows(after: layout.Line, before: layout.Line) -> bool:
    return (_clock_s(after) - _clock_s(before)) % _DAY_S == _APART_S


def _clock_s(line: layout.Line) -> int:
    hours, minutes, seconds = (int(part) for part in line.stamp.split()[1].split(":"))
    return 3600 * hours + 60 * minutes + seconds


def possible(data: bytes, seconds: float) -> bool:
    """Whether it may be a line that is not whole yet; see `Signature.possible`."""
    return may_be_text(data)
