"""How a PAR/Medlab module is recognised: by its answer to the status request, which changes nothing in it.

One status is enough: its 39 characters follow a fixed picture and carry a checksum. Without a status it takes ten
cuff pressures, or five SpO2 packets, one after the other; or two of them that come unasked, one a second, numbered on
and with nothing else on the line.
"""

from __future__ import annotations

from itertools import pairwise

from bedside.driver_api import Counters, PortSettings, Signature
from drivers.framing import ResyncBuffer
from drivers.par_medlab import layout

_PRESSURES = 10
_PACKETS = 5
_NUMBERED = 2  # fixed beginning, checksum and running number: there is no chance in two of them
_WITH_A_FRAME = 40  # bytes


def _kinds(data: bytes) -> tuple[list[tuple[int, str]], int]:
    """First byte and kind of every frame, and how many bytes they have together."""
    kinds, size = [], 0
    for frame in ResyncBuffer(layout.next_frame, Counters()).take(data, 0.0):
        body = frame.body
        size += len(body)
        if len(body) == 1:
            continue
        if body[0] not in layout.VARIANTS:
            kinds.append((body[0], "spo2"))
        elif layout.status_of(body[1:-1]) is not None:
            kinds.append((body[0], "status"))
        elif layout.cuff_of(body[1:-1]) is not None:
            kinds.append((body[0], "cuff"))
    return kinds, size


def _is_module(data: bytes, marks: layout.Marks) -> bool:
    kinds, size = _kinds(data)
    if 10 * size < 8 * len(data):
        return False
    packets = kinds.count((0x55, "spo2"))
    if packets and marks is not layout.COMBI:
        return False
    return (
        (marks.start, "status") in kinds
        or kinds.count((marks.start, "cuff")) >= _PRESSURES
        or packets >= _PACKETS
    )


def recognise_plain(data: bytes, seconds: float) -> str | None:
    """What it is, if it is a board without SpO2."""
    return "PAR/Medlab NIBP module" if _is_module(data, layout.PLAIN) else None


def recognise_combi(data: bytes, seconds: float) -> str | None:
    """What it is, if it is a combi board."""
    return "PAR/Medlab NIBP module with SpO2" if _is_module(data, layout.COMBI) else None


def streaming_combi(data: bytes, seconds: float) -> str | None:
    """What it is, if it is a combi board that nobody has asked: it sends SpO2 by itself."""
    frames = ResyncBuffer(layout.next_frame, Counters()).take(data, 0.0)
    packets = [
        layout.spo2_of(frame.body)
        for frame in frames
        if frame.body[0] not in layout.VARIANTS and len(frame.body) > 1
    ]
    in_a_row = len(packets) == len(frames) and not any(frame.after_gap for frame in frames[1:])
    numbered = all(after.number == (before.number + 1) & 0xFF for before, after in pairwise(packets))
    if len(packets) >= _NUMBERED and in_a_row and numbered and len(packets) <= 1.3 * seconds + 1:
        return "PAR/Medlab NIBP module with SpO2"
    return recognise_combi(data, seconds)


def possible(data: bytes, seconds: float) -> bool:
    """Whether frames are in it, if there is enough of it; see `Signature.possible`."""
    return len(data) < _WITH_A_FRAME or bool(_kinds(data)[0])


SIGNATURES = (
    Signature(
        port=PortSettings(baud=4800),
        recognise=recognise_plain,
        probe=(layout.encode_command(layout.READ, layout.PLAIN),),
    ),
    Signature(
        port=PortSettings(baud=19200),
        recognise=recognise_combi,
        probe=(layout.encode_command(layout.READ, layout.COMBI),),
    ),
    Signature(port=PortSettings(baud=4800), recognise=recognise_plain, possible=possible),
    Signature(port=PortSettings(baud=19200), recognise=streaming_combi, possible=possible),
)
