"""Lines of the Omron HBP-9030 and HBP-9020, decoded and encoded.

HBP-9030, numeric output ("function item 32 = 5"), exactly 53 characters and CR LF:

    YYYY,MM,DD,hh,mm,<20 characters id>,e,SYS,DIA,PUL,m     e 0 = good, else the values are blanks; m movement

HBP-9020, output mode 5, fixed columns and CR LF; the MEAN stands second:

    bp,<20 digits>,YYYY/MM/DD,hh:mm,SYS,MAP,DIA,PUL,m

There is no checksum: length, commas, calendar and the order of the pressures are all the protection there is.

Source: columns of the HBP-9030 as three public clients read them, one after the maker's manual 2873643-0F; of
the HBP-9020 as two do. Ranges of the HBP-9030 from the same manual.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple

LINE_BYTES = 53  # HBP-9030
LONGEST = 96  # characters of a line; more than any known line has
SHORT_FORM_BYTES = 40  # STX … ETX
STX, ETX = 0x02, 0x03

_9030 = re.compile(
    rb"(\d{4}),(\d\d),(\d\d),(\d\d),(\d\d),([ -~]{20}),(\d),([\d ]{3}),([\d ]{3}),([\d ]{3}),(\d)"
)
_9020 = re.compile(
    rb"bp,([\d ]{20}),(\d{4})/(\d\d)/(\d\d),(\d\d):(\d\d),([ -~]{3}),([ -~]{3}),([ -~]{3}),([ -~]{3}),(\d)"
)
_SHORT = re.compile(rb'\x02"? ?\d{6} \d{4} \d{3} \d{3} \d{3}"?\x03')
_OTHER_STARTS = (b"MMBP203N", b"ID", b"bp,")


class Model(Enum):
    """Which of the two lines."""

    HBP_9030 = auto()
    HBP_9020 = auto()


class Record(NamedTuple):
    """One line. Values are None when the line has no number there."""

    model: Model
    stamp: datetime  # clock of the monitor: only ever compared with other stamps
    error: int  # 0 = good; an HBP-9020 has none
    sys: int | None  # mmHg
    map: int | None  # mmHg; an HBP-9030 has none
    dia: int | None  # mmHg
    pulse: int | None  # /min
    movement: int  # 0 = none

    @property
    def good(self) -> bool:
        """Whether the line says that it holds a result, and the numbers can be one."""
        if self.error or self.sys is None or self.dia is None or self.pulse is None:
            return False
        if self.model is Model.HBP_9030:
            in_range = 60 <= self.sys <= 260 and 30 <= self.dia <= 215 and 40 <= self.pulse <= 180
            return in_range and self.sys > self.dia
        if self.map is None:
            return False
        in_range = 30 <= self.sys <= 290 and 10 <= self.dia <= 220 and 30 <= self.pulse <= 250
        return in_range and self.sys > self.map > self.dia


def next_record(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a printable line with its LF, an empty line, or a short STX … ETX record.

    A CR is part of the line, so that a line and its end are one frame however they arrive.
    """
    size = len(buffer)
    if buffer[place] == STX:
        for at in range(place + 1, min(size, place + SHORT_FORM_BYTES)):
            if buffer[at] == ETX:
                return at + 1 - place
            if not 0x20 <= buffer[at] < 0x7F:
                return -1
        return 0 if size < place + SHORT_FORM_BYTES else -1
    for at in range(place, size):
        byte = buffer[at]
        if byte == 0x0A:
            return at + 1 - place
        if byte == STX and at > place:
            return place - at
        if not 0x20 <= byte < 0x7F and byte != 0x0D:
            return place - at - 1
        if at - place >= LONGEST:
            return place - at
    return 0


def decode(line: bytes) -> Record | None:
    """The record of a line without its end, or None: it is not one of the two lines."""
    found = _9030.fullmatch(line)
    if found is not None:
        stamp = _stamp(found, 1)
        values = [_number(found[n]) for n in (8, 9, 10)]
        if stamp is None:
            return None
        high, low, pulse = values
        return Record(Model.HBP_9030, stamp, int(found[7]), high, None, low, pulse, int(found[11]))
    found = _9020.fullmatch(line)
    if found is None:
        return None
    stamp = _stamp(found, 2)
    if stamp is None:
        return None
    high, mean, low, pulse = (_number(found[n]) for n in (7, 8, 9, 10))
    return Record(Model.HBP_9020, stamp, 0, high, mean, low, pulse, int(found[11]))


def is_other_format(line: bytes) -> bool:
    """Whether a line that `decode` refuses is one of the monitor's other output formats."""
    return line.startswith(_OTHER_STARTS) or _SHORT.fullmatch(line) is not None


def encode(record: Record, patient_id: str = "") -> bytes:
    """The line of a record as the monitor sends it."""
    s = record.stamp
    high, mean, low, pulse = map(_text, (record.sys, record.map, record.dia, record.pulse))
    if record.model is Model.HBP_9030:
        text = f"{s:%Y,%m,%d,%H,%M},{patient_id:>20.20},{record.error},{high},{low},{pulse},{record.movement}\r\n"
    else:
        text = f"bp,{patient_id:9>20.20},{s:%Y/%m/%d,%H:%M},{high},{mean},{low},{pulse},{record.movement}\r\n"
    return text.encode("ascii")


def _stamp(found: re.Match[bytes], first: int) -> datetime | None:
    try:
        year, month, day, hour, minute = (int(found[n]) for n in range(first, first + 5))
        return datetime(year, month, day, hour, minute)
    except ValueError:
        return None


def _number(field: bytes) -> int | None:
    text = field.strip()
    return int(text) if text.isdigit() else None


def _text(value: int | None) -> str:
    return "   " if value is None else f"{value:03d}"
