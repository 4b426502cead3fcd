"""How the ANSAR-B stream is recognised: two whole messages in a row, by listening alone."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer
from drivers.ivy_ansar import layout

_LONGEST = layout.TEXT_AT + layout.LONGEST_TEXT + len(layout.HEADER)
_LONGEST_S = 1.3  # one a second
_IN_A_ROW = 2  # each has a header of nine bytes, a fixed length and well-formed lines, so two are plenty


def recognise(data: bytes, seconds: float) -> str | None:
    """Words for a person, or None; see `Signature`."""
    in_a_row = 0
    for frame in ResyncBuffer(layout.next_message, Counters()).take(data, seconds):
        in_a_row = 1 if frame.after_gap else in_a_row + 1
        if in_a_row >= _IN_A_ROW:
            return "Ivy 450C, ANSAR-B stream"
    return None


def possible(data: bytes, seconds: float) -> bool:
    """Whether a message begins in it, or it may be the end of one; see `Signature.possible`."""
    return layout.HEADER in data or (len(data) < _LONGEST and seconds < _LONGEST_S)
