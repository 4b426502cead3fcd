"""How a ChipOx module is recognised: its frames have a checksum, so five in a row are enough."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.chipox import layout
from drivers.framing import ResyncBuffer

_ENOUGH = 5
_WITH_A_START = 80  # bytes that have a frame's beginning among them
_KNOWN = (layout.SPO2, layout.PULSE, layout.PLETH, layout.STATE, layout.BLOCK)


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    in_a_row = 0
    for frame in ResyncBuffer(layout.next_frame, Counters()).take(data, seconds):
        message = layout.message_of(frame.body)
        if frame.after_gap:
            in_a_row = 0
        if message is not None and message.kind in _KNOWN:
            in_a_row += 1
            if in_a_row == _ENOUGH:
                return "ChipOx, streaming"
    return None


def possible(data: bytes, seconds: float) -> bool:
    """Whether frames begin in it, if there is enough of it; see `Signature.possible`."""
    return len(data) < _WITH_A_START or bytes((layout.FLAG, layout.CHANNEL)) in data
