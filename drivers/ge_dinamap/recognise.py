"""Whether an answer is that of a DINAMAP monitor."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer
from drivers.ge_dinamap import layout


def recognise(data: bytes, seconds: float) -> str | None:
    """A sealed NA answer of the right length and nothing else; see `Signature`."""
    frames = ResyncBuffer(layout.next_line, Counters()).take(data, 0.0)
    texts = [text for frame in frames if (text := layout.text_of(frame.body))]
    if texts and all(text[1:3] == layout.READ.encode() and layout.decode_nibp(text) for text in texts):
        return "a GE DINAMAP monitor that answers"
    return None
