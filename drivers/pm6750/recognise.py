"""Whether a stream is a PM6750's: listened to while it is on, or after SpO2 and pleth were switched on."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer
from drivers.pm6750 import layout

_IN_A_ROW = 5
_WITH_A_START = 60  # bytes that have a packet's beginning among them
_WANTED = frozenset((layout.PLETH, layout.SPO2))


def recognise(data: bytes, seconds: float) -> str | None:
    """Words for a person, or None.

    Wants ten packets, five of them without a byte between, pleth or SpO2 among these, and nothing else on the line
    but the packet that was cut at the beginning.
    """
    counters = Counters()
    # the lengths, types and sums of a packet leave no room for a stream that only happens to have 55 AA in it
    frames = ResyncBuffer(layout.next_packet, counters).take(data, seconds)
    if len(frames) < 2 * _IN_A_ROW or counters.bad_frames > 1:
        return None
    if counters.bad_frames and not frames[0].after_gap:
        return None
    kinds = {frame.body[3] for frame in frames}
    if not kinds & _WANTED:
        return None
    return "BerryMed PM6750, streaming"


def possible(data: bytes, seconds: float) -> bool:
    """Whether packets begin in it, if there is enough of it; see `Signature.possible`."""
    return len(data) < _WITH_A_START or layout.HEAD in data
