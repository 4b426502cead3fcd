"""How an Omron HBP monitor is recognised: one whole line with a good result, its columns are unmistakable."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer, may_be_text
from drivers.omron_hbp import layout

_NAMES = {layout.Model.HBP_9030: "Omron HBP-9030", layout.Model.HBP_9020: "Omron HBP-9020"}


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    for frame in ResyncBuffer(layout.next_record, Counters()).take(data, seconds):
        record = layout.decode(frame.body.rstrip(b"\r\n"))
        if record is not None and record.good:
            return f"{_NAMES[record.model]}, a measurement"
    return None


def possible(data: bytes, seconds: float) -> bool:
    """Whether it may be a line that is not whole yet; see `Signature.possible`."""
    return may_be_text(data)
