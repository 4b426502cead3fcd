"""Whether the answers to RAT, DIS, RAT, DIS are a New Era pump's."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer
from drivers.new_era import layout

_LEAST_REPLIES = 3


def recognise(data: bytes, seconds: float) -> str | None:
    """Words for a person, or None. Three whole replies, rate and volume among them, and nothing else on the line."""
    counters = Counters()
    replies = [
        layout.decode(frame.body) for frame in ResyncBuffer(layout.next_reply, counters).take(data, seconds)
    ]
    understood = [reply for reply in replies if reply is not None]
    if counters.bad_frames or len(understood) < max(_LEAST_REPLIES, len(replies)):
        return None
    rated = any(reply.rate_ml_h is not None for reply in understood)
    counted = any(reply.volume_ml is not None for reply in understood)
    return "New Era syringe pump, address 0" if rated and counted else None
