"""B. Braun BCC: frames and quadruples as tables, decoded and encoded.

    SOH  LLLLL  STX  bed/1/1>info  ETX or ETB  CCCCC  EOT

L = length of the whole frame, C = sum of all bytes from SOH to ETX/ETB modulo 256, both five decimal digits.
A SpaceCom may be set to "stuff" its letters: D → EX, E → EE, d → ex, e → ee, over the whole frame and after L and C
were made; the frame itself shows which, because only one of the two readings has the length L.

info of a host: ADMIN:ALIVE or MEM:GET. info of a pump: quadruples "seconds,address,parameter,value" with RS between
them. address 501xy is a pump (50100: the SpaceCom itself). ETB: another block follows.

Source: bp-monitors.md section 11 (vendor specification I0022_000030); INM3, INAVRT and the value _NV as in the tables
and recorded numbers of KaiWU17TUM/icu_devices (single source).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

SOH, STX, ETX, ETB, EOT = 0x01, 0x02, 0x03, 0x17, 0x04
ACK, NAK, RS = 0x06, 0x15, 0x1E

ALIVE = "ADMIN:ALIVE"
READ_ALL = "MEM:GET"
ANY_BED = "1"

RATE = "INRT"  # mL/h, as set
VOLUME = "INVI"  # mL, infused
DRUG = "INSOL"
PUMPING = "INM3"  # 1 while it pumps, 0 while it stands
DELIVERED = "INAVRT"  # mL/h, mean rate since the request before
WANTED = frozenset((RATE, VOLUME, DRUG, PUMPING, DELIVERED))
NO_VALUE = "_NV"

HIGHEST_ML_H = 9999.0
HIGHEST_ML = 99999.0

_LONGEST = 4096  # bytes of a frame before stuffing
_AROUND = 15  # bytes of a frame beside its text from bed to info
_HEAD = 7  # SOH, length, STX
_FRAME = re.compile(rb"\x01(\d{5})\x02([^\x00-\x08]*)([\x03\x17])(\d{5})\x04", re.DOTALL)
_TEXT = re.compile(r"([^/>]{1,40})/1/1>(.*)", re.DOTALL)
_BED = re.compile(r"[A-Za-z0-9 _.-]{1,40}")
_QUADRUPLE = re.compile(r"(\d{1,10}),(50\d{3}),([A-Z0-9]{1,16}),([^\x1e]*)", re.DOTALL)
_NUMBER = re.compile(r"\d{1,5}(?:\.\d{1,3})?")
_STUFFED = re.compile(rb"E[EX]|e[ex]")
_PLAIN = {b"EE": b"E", b"EX": b"D", b"ee": b"e", b"ex": b"d"}
_PAIRS = {plain[0]: pair for pair, plain in _PLAIN.items()}


class Message(NamedTuple):
    """A whole frame, unstuffed."""

    bed: str
    info: str
    last: bool  # False: another block follows
    stuffed: bool


class Quadruple(NamedTuple):
    """One value of a pump."""

    address: str
    parameter: str
    value: str


def next_frame(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a sealed frame, or the single byte ACK or NAK."""
    first = buffer[place]
    if first in (ACK, NAK):
        return 1
    if first != SOH:
        return -1
    head = bytes(buffer[place + 1 : place + _HEAD])
    digits = head[:5]
    if (digits and not digits.isdigit()) or head[5:] not in (b"", b"\x02"):
        return -1
    if len(head) < _HEAD - 1:
        return 0
    if int(digits) > _LONGEST:
        return -1
    limit = place + 2 * int(digits)  # a frame of letters only, all of them stuffed
    end = buffer.find(EOT, place, limit)
    again = buffer.find(SOH, place + 1, limit if end < 0 else end)
    if again >= 0:
        return place - again
    if end < 0:
        return 0 if len(buffer) < limit else -1
    size = end + 1 - place
    return size if decode(bytes(buffer[place : place + size])) is not None else -size


def decode(frame: bytes) -> Message | None:
    """A frame between SOH and EOT, stuffed or not; None: length, sum or form is wrong."""
    stuffed = len(frame) != _length_of(frame)
    if stuffed:
        frame = _STUFFED.sub(lambda pair: _PLAIN[pair[0]], frame)
    found = _FRAME.fullmatch(frame)
    if found is None or int(found[1]) != len(frame) or int(found[4]) != sum(frame[:-6]) & 0xFF:
        return None
    text = _TEXT.fullmatch(found[2].decode("latin-1"))
    if text is None:
        return None
    return Message(bed=text[1], info=text[2], last=found[3][0] == ETX, stuffed=stuffed)


def encode(bed: str, info: str, *, last: bool = True, stuffed: bool = False) -> bytes:
    """The whole frame of either end."""
    text = f"{bed}/1/1>{info}".encode("latin-1")
    head = b"\x01%05d\x02%b%c" % (len(text) + _AROUND - 1, text, ETX if last else ETB)
    frame = head + b"%05d\x04" % (sum(head) & 0xFF)
    return b"".join(_PAIRS.get(byte, bytes((byte,))) for byte in frame) if stuffed else frame


FIRST_REQUEST = encode(ANY_BED, ALIVE)


def is_a_bed(bed: str) -> bool:
    """Whether a bed's name may be used in a request."""
    return _BED.fullmatch(bed) is not None


def quadruple_of(item: str) -> Quadruple | None:
    """A whole quadruple, or None."""
    found = _QUADRUPLE.fullmatch(item)
    return None if found is None else Quadruple(found[2], found[3], found[4])


def is_a_pump(address: str) -> bool:
    """Whether a quadruple belongs to a pump: 501xy with pillar x and slot y."""
    return address.startswith("501")


def number_of(text: str | None, highest: float) -> float | None:
    """A value as a number, or None: missing, _NV, or impossible."""
    if text is None or _NUMBER.fullmatch(text) is None:
        return None
    value = float(text)
    return value if value <= highest else None


def encode_quadruples(seconds: int, address: str, values: Sequence[tuple[str, str]]) -> str:
    """info of a pump's reply."""
    return chr(RS).join(f"{seconds},{address},{name},{value}" for name, value in values)


def _length_of(frame: bytes) -> int:
    digits = frame[1:6]
    return int(digits) if len(digits) == 5 and digits.isdigit() else -1
