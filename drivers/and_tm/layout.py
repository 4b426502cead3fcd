"""The record an A&D TM-265x sends by itself, decoded and encoded.

STX, fields with 1E between them, ETX:

    0 model   1 yymmddhhmm   2, 3 not known   4 Ecc error   5 Ssys   6 Mmap   7 Ddia   8 Ppulse
    9 inflation   10 maximum amplitude

The record as it is known has no checksum; letters, calendar and the order of the pressures are the protection.
Systolic, diastolic and pulse agree in two sources; all else is from one.

The monitor can also be started by command. That command is not here: the arm is in a tunnel that the host cannot
see.

Source: two public readers of the record. No range of values is published: the outer window is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from bedside.vitals.readings import NibpFault

STX, ETX, SEPARATOR = 0x02, 0x03, 0x1E
LONGEST = 160  # bytes; the known fields need about 60
NO_ERROR = "00"

_FIELDS = range(9, 17)  # how many a record may have; the known ones are 11
_PARTS = (b"S", b"M", b"D", b"P")  # fields 5 to 8
_STAMP = re.compile(rb"\d{10}")
_ERROR = re.compile(rb"E(\d\d)")

FAULTS: Mapping[str, NibpFault] = MappingProxyType(
    {
        "11": NibpFault.OVERPRESSURE,  # pressure in the cuff at the start
        "12": NibpFault.LOOSE,  # pressure not reached in time
        "13": NibpFault.OVERPRESSURE,  # inflated too fast
        "15": NibpFault.OVERPRESSURE,  # pressure in the cuff at the start
        "21": NibpFault.OVERPRESSURE,  # emptied too slowly
        "22": NibpFault.LOOSE,  # emptied too fast
        "23": NibpFault.OVERPRESSURE,
        "24": NibpFault.TIMEOUT,
        "42": NibpFault.FAILED,  # too little pressure
        "43": NibpFault.FAILED,  # no pulse
        "44": NibpFault.MOVEMENT,
        "45": NibpFault.FAILED,  # no diastolic
        "46": NibpFault.FAILED,  # no mean
        "48": NibpFault.FAILED,  # no systolic
        "61": NibpFault.FAILED,  # no pulse rate
        "63": NibpFault.FAILED,  # out of range
    }
)
"""What an error code means; others are unknown states."""


class Record(NamedTuple):
    """One record. Values are None when there is no number."""

    stamp: datetime  # clock of the monitor: only ever compared with other stamps
    error: str  # two digits, "00" = none
    sys: int | None  # mmHg
    map: int | None  # mmHg
    dia: int | None  # mmHg
    pulse: int | None  # /min

    @property
    def good(self) -> bool:
        """Whether the record has no error, and its pressures can be a result. The mean may be missing."""
        if self.error != NO_ERROR or self.sys is None or self.dia is None:
            return False
        if not (30 <= self.sys <= 290 and 10 <= self.dia <= 220 and self.sys > self.dia):
            return False
        return self.map is None or self.sys > self.map > self.dia

    @property
    def rate(self) -> int | None:
        """The pulse rate if it can be one, /min."""
        return self.pulse if self.pulse is not None and 30 <= self.pulse <= 250 else None


def next_record(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: STX, printable characters and separators, ETX."""
    if buffer[place] != STX:
        at = buffer.find(STX, place)
        return place - (at if at >= 0 else len(buffer))
    size = len(buffer)
    for at in range(place + 1, min(size, place + LONGEST)):
        byte = buffer[at]
        if byte == ETX:
            return at + 1 - place
        if not 0x20 <= byte < 0x7F and byte != SEPARATOR:
            return place - at
    return 0 if size < place + LONGEST else -1


def decode(frame: bytes) -> Record | None:
    """The record of a frame from STX to ETX, or None: it is something else."""
    fields = frame[1:-1].split(b"\x1e")
    if len(fields) not in _FIELDS or _STAMP.fullmatch(fields[1]) is None:
        return None
    error = _ERROR.fullmatch(fields[4])
    if error is None or any(not fields[5 + n].startswith(part) for n, part in enumerate(_PARTS)):
        return None
    try:
        year, month, day, hour, minute = (int(fields[1][n : n + 2]) for n in range(0, 10, 2))
        stamp = datetime(2000 + year, month, day, hour, minute)
    except ValueError:
        return None
    high, mean, low, pulse = (_number(fields[n][1:]) for n in range(5, 9))
    return Record(stamp, error[1].decode("ascii"), high, mean, low, pulse)


def encode(record: Record, model: str = "TM-2657P") -> bytes:
    """The whole frame of a record."""
    values = [
        letter.decode("ascii") + ("   " if value is None else f"{value:03d}")
        for letter, value in zip(_PARTS, (record.sys, record.map, record.dia, record.pulse), strict=True)
    ]
    fields = [model, f"{record.stamp:%y%m%d%H%M}", "", "", f"E{record.error}", *values, "180", "045"]
    return bytes((STX, *"\x1e".join(fields).encode("ascii"), ETX))


def _number(field: bytes) -> int | None:
    """One to three digits, blanks around them allowed."""
    text = field.strip(b" ")
    return int(text) if text.isdigit() and len(text) <= 3 else None
