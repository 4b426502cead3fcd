"""How an A&D cabinet is recognised: three good records, because they carry no checksum."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.and_tm import layout
from drivers.framing import ResyncBuffer

_ENOUGH = 3


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    frames = ResyncBuffer(layout.next_record, Counters()).take(data, seconds)
    records = [layout.decode(frame.body) for frame in frames]
    good = sum(record is not None and record.good for record in records)
    return "A&D TM-265x, measurements" if good >= _ENOUGH else None
