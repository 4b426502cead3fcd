"""How an Accutorr 3 is recognised: two answers to its read-only request that agree on the blood pressure."""

from __future__ import annotations

from itertools import pairwise

from bedside.driver_api import Counters
from drivers.accutorr3 import layout
from drivers.framing import ResyncBuffer, text_lines


def recognise(data: bytes, seconds: float) -> str | None:
    """What was heard in words, or None; see `Signature.recognise`."""
    frames = ResyncBuffer(text_lines(80), Counters()).take(data, seconds)
    replies = [layout.decode(frame.body.rstrip(b"\r\n")) for frame in frames]
    for one, other in pairwise([reply for reply in replies if reply is not None]):
        if one[2:5] == other[2:5]:
            return "Datascope Accutorr 3"
    return None
