"""Whether the answer to ADMIN:ALIVE is a B. Braun SpaceCom's.

One request only: two must lie half a second apart. Its answer is one frame, sealed twice (length and sum), made of
whole quadruples; that much structure stands for the repetition asked of other devices.
"""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.bbraun import layout
from drivers.framing import ResyncBuffer


def recognise(data: bytes, seconds: float) -> str | None:
    """Words for a person, or None. Sealed frames of whole quadruples, and nothing else on the line."""
    counters = Counters()
    frames = ResyncBuffer(layout.next_frame, counters).take(data, seconds)
    messages = [message for frame in frames if (message := layout.decode(frame.body)) is not None]
    if counters.bad_frames or not messages:
        return None
    for message in messages:
        items = [item for item in message.info.split(chr(layout.RS)) if item]
        if not items or any(layout.quadruple_of(item) is None for item in items):
            return None
    return f"B. Braun Space, bed {messages[0].bed}"
