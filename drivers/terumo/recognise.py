"""How a Terumo monitor is recognised: one sealed record with its date and a good result."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer, may_be_text
from drivers.terumo import layout


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    for frame in ResyncBuffer(layout.next_record, Counters()).take(data, seconds):
        record = layout.decode(frame.body)
        if record is not None and record.good:
            return "Terumo ES-H / BR-500, a measurement"
    return None


def possible(data: bytes, seconds: float) -> bool:
    """Whether it may be a record that is not whole yet; see `Signature.possible`."""
    return may_be_text(data)
