"""How an A&D cabinet is recognised: one good record that names its model, else three, because they carry no checksum.

A record with the model's name has some twenty characters that are always the same, a date and pressures in their order.
"""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.and_tm import layout
from drivers.framing import ResyncBuffer, may_be_text

_ENOUGH = 3
_NAMED = bytes((layout.STX, *b"TM-265"))


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    frames = ResyncBuffer(layout.next_record, Counters()).take(data, seconds)
    good = [
        frame.body for frame in frames if (record := layout.decode(frame.body)) is not None and record.good
    ]
    named = any(body.startswith(_NAMED) for body in good)
    return "A&D TM-265x, measurements" if named or len(good) >= _ENOUGH else None


def possible(data: bytes, seconds: float) -> bool:
    """Whether it may be a record that is not whole yet; see `Signature.possible`."""
    return may_be_text(data.replace(bytes((layout.SEPARATOR,)), b" "))
