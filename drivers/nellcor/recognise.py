"""How a Nellcor monitor is recognised: three whole lines with data."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer
from drivers.nellcor import layout

_ENOUGH = 3


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    frames = ResyncBuffer(layout.next_line, Counters()).take(data, seconds)
    lines = sum(layout.parse(frame.body) is not None for frame in frames)
    if lines < _ENOUGH:
        return None
    model = next((text for frame in frames if (text := layout.model_of(frame.body))), "")
    return f"Nellcor {model}, printing" if model else "Nellcor, printing"
