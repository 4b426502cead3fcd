"""How a Masimo oximeter is recognised: three whole lines."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer
from drivers.masimo import layout

_ENOUGH = 3


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    frames = ResyncBuffer(layout.next_line, Counters()).take(data, seconds)
    lines = [line for frame in frames if (line := layout.parse(frame.body)) is not None]
    if len(lines) < _ENOUGH:
        return None
    return "Masimo, trend lines (set it to AS1)" if all(line.trend for line in lines) else "Masimo, ASCII 1"
