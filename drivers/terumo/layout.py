"""The Terumo ES-H / BR-500 record, decoded and encoded. The MEAN stands second.

    02  R1,<9 characters id>,yymmdd,hhmmss,SYS,MAP,DIA,PUL,0000,0000,00000,000  03  bcc

bcc is the sum of all bytes from 02 to 03, modulo 256. The host answers 06; the monitor may repeat the record
until it does. What the four last fields mean is not published: a record in which they are not zero is taken for
one that the monitor qualifies in an unknown way, so it gives no number.

Source: two public clients that read the same record; the sum recomputed on their examples. No range of values is
published: the outer window of plausibility is used.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from drivers.framing import sum8

STX, ETX, ACK = 0x02, 0x03, 0x06
LONGEST = 128  # bytes from STX to ETX; the known record has 73

_NOTHING_ELSE = (b"0000", b"0000", b"00000", b"000")
_RECORD = re.compile(
    rb"\x02R1,([ -~]{9}),(\d\d)(\d\d)(\d\d),(\d\d)(\d\d)(\d\d),"
    rb"([ -~]{3}),([ -~]{3}),([ -~]{3}),([ -~]{3}),([ -~]{4}),([ -~]{4}),([ -~]{5}),([ -~]{3})\x03"
)


class Record(NamedTuple):
    """One record. Values are None when there is no number."""

    stamp: datetime  # clock of the monitor: only ever compared with other stamps
    sys: int | None  # mmHg
    map: int | None  # mmHg
    dia: int | None  # mmHg
    pulse: int | None  # /min
    plain: bool = True  # nothing in the four last fields

    @property
    def good(self) -> bool:
        """Whether the pressures can be a result, and nothing unknown qualifies them."""
        if not self.plain or self.sys is None or self.map is None or self.dia is None:
            return False
        in_range = 30 <= self.sys <= 290 and 20 <= self.map <= 260 and 10 <= self.dia <= 220
        return in_range and self.sys > self.map > self.dia

    @property
    def rate(self) -> int | None:
        """The pulse rate if it can be one, /min."""
        return self.pulse if self.pulse is not None and 30 <= self.pulse <= 250 else None


def next_record(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: STX, printable characters, ETX and the right sum."""
    if buffer[place] != STX:
        at = buffer.find(STX, place)
        return place - (at if at >= 0 else len(buffer))
    size = len(buffer)
    for at in range(place + 1, min(size, place + LONGEST)):
        if buffer[at] == ETX:
            if at + 1 >= size:
                return 0
            if sum8(buffer[place : at + 1]) == buffer[at + 1]:
                return at + 2 - place
            return -1
        if not 0x20 <= buffer[at] < 0x7F:
            return place - at
    return 0 if size < place + LONGEST else -1


def decode(frame: bytes) -> Record | None:
    """The record of a sealed frame, or None: it is another kind of message."""
    found = _RECORD.fullmatch(frame[:-1])
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(found[n]) for n in range(2, 8))
        stamp = datetime(2000 + year, month, day, hour, minute, second)
    except ValueError:
        return None
    high, mean, low, pulse = (_number(found[n]) for n in range(8, 12))
    plain = all(found[12 + n] == nothing for n, nothing in enumerate(_NOTHING_ELSE))
    return Record(stamp, high, mean, low, pulse, plain)


def encode(record: Record, patient_id: str = "000000000") -> bytes:
    """The whole frame of a record."""
    values = ",".join(f"{value or 0:03d}" for value in (record.sys, record.map, record.dia, record.pulse))
    rest = "0000,0000,00000,000" if record.plain else "0001,0000,00000,000"
    return seal(f"R1,{patient_id:0>9.9},{record.stamp:%y%m%d,%H%M%S},{values},{rest}")


def seal(text: str) -> bytes:
    """A message ready for the wire."""
    body = bytes((STX, *text.encode("ascii"), ETX))
    return body + bytes((sum8(body),))


def _number(field: bytes) -> int | None:
    text = field.strip()
    return int(text) if text.isdigit() else None
