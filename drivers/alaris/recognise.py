"""Whether the answers to the three queries, each asked twice, are an Alaris pump's."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.alaris import layout
from drivers.framing import ResyncBuffer

_LEAST_REPLIES = 5
_NAMES = frozenset((layout.SERIAL, layout.RATE, layout.VOLUME))


def recognise(data: bytes, seconds: float) -> str | None:
    """Words for a person, or None. Five sealed replies, all three kinds among them, and nothing else on the line."""
    counters = Counters()
    frames = ResyncBuffer(layout.next_message, counters).take(data, seconds)
    replies = [layout.fields_of(frame.body) for frame in frames if len(frame.body) > 1]
    if counters.bad_frames or len(replies) < _LEAST_REPLIES or any(len(reply) < 2 for reply in replies):
        return None
    if {reply[0] for reply in replies} != _NAMES:
        return None
    serial = next(reply[1].strip() for reply in replies if reply[0] == layout.SERIAL)
    return f"Alaris syringe pump {serial}".strip()
