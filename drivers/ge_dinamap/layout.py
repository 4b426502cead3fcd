"""DINAMAP host communications (ASCII): messages as tables, decoded and encoded.

    blank  opcode (2 letters)  arguments …  checksum (2 characters)  CR

The leading blank belongs to the message and to its checksum; the checksum may itself end in a blank, so a line
is never stripped. Replies echo blank and opcode. Some hosts and devices add a line feed.

    NA / NF reply   NAspmaaaasssdddmmm   s status, p patient, m mode, aaaa age s, systolic, diastolic, mean mmHg
    RC reply        RCarrr               a source, rrr rate per minute

Source: as implemented by TK-BP and by GE's own DinaWin.dll for the GE "Host Communications Reference Manual"
2010566 (CARESCAPE V100, ProCare, PRO 100-400, Compact).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType
from drivers.framing import dinamap_checksum

READ = "NA"  # NIBP status and result
READ_DISPLAYED = "NF"  # last displayed NIBP, same layout
START = "NC"
CANCEL = "ND"
READ_RATE = "RC"
KNOWN = frozenset((READ, READ_DISPLAYED, START, CANCEL, READ_RATE, "RA", "OA", "TC", "TD"))

MEASURING = 0
GOOD = 1
NORMAL = 0  # mode
STAT = 1  # mode

FAULTS: Mapping[int, NibpFault] = MappingProxyType(
    {
        3: NibpFault.FAILED,
        4: NibpFault.LOOSE,  # pump-up time-out
        6: NibpFault.TIMEOUT,
        7: NibpFault.TIMEOUT,  # at one pressure level
        8: NibpFault.OVERPRESSURE,  # or too much air in the cuff
        9: NibpFault.UNKNOWN,
    }
)
"""Status of an NA reply that says why there is no result."""

PATIENTS: Mapping[int, PatientType] = MappingProxyType({1: PatientType.ADULT, 2: PatientType.NEONATE})

NO_AGE = 9999
OLDEST_S = 5400  # the age counter stops here, then shows 9999
FROM_CUFF = 3  # source of an RC rate

# outer window of plausibility, mmHg
SYS_RANGE = range(30, 291)
DIA_RANGE = range(10, 221)
MAP_RANGE = range(20, 261)
PULSE_RANGE = range(10, 351)  # /min

_LINE_BYTES = 64  # more than any reply has
_END = re.compile(rb"[\r\n]")
_NIBP = re.compile(rb" N[AF](\d)(\d)(\d)(\d{4})(\d{3})(\d{3})(\d{3})")
_RATE = re.compile(rb" RC(\d)(\d{3})")


class NibpReply(NamedTuple):
    """An NA or NF reply, as sent."""

    status: int
    patient: int  # 0 unknown, 1 adult, 2 neonate
    mode: int
    age_s: int  # 0…5400, 9999 = no recent determination
    sys: int  # mmHg
    dia: int  # mmHg
    map: int  # mmHg; last, not second

    @property
    def plausible(self) -> bool:
        """Whether the three pressures can be a blood pressure at all."""
        return (
            self.sys in SYS_RANGE
            and self.dia in DIA_RANGE
            and self.map in MAP_RANGE
            and self.sys > self.map > self.dia
        )


def next_line(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a sealed message with its line end, or an empty line.

    Whatever is glued in front of a message is skipped: of all endings of the line that begin with a blank the
    longest whose checksum fits is the message.
    """
    found = _END.search(buffer, place)
    end = len(buffer) if found is None else found.start()
    if end - place > _LINE_BYTES:
        return place - (end - _LINE_BYTES)
    if found is None:
        return 0
    if end == place:
        return 1
    at = buffer.find(0x20, place, end)
    while at >= 0:
        if end - at >= 4 and buffer[end - 2 : end] == dinamap_checksum(buffer[at : end - 2]):
            return end + 1 - place if at == place else place - at
        at = buffer.find(0x20, at + 1, end)
    return place - end


def seal(text: str) -> bytes:
    """A message ready for the wire. `text` goes from the opcode to the last argument."""
    body = b" " + text.encode("ascii")
    return body + dinamap_checksum(body) + b"\r"


def text_of(line: bytes) -> bytes:
    """The message of a line of `next_line` from its blank to its last argument; empty for an empty line."""
    return line[:-3]


def decode_nibp(text: bytes) -> NibpReply | None:
    """An NA or NF reply, or None: too short, too long, or something else than digits."""
    found = _NIBP.fullmatch(text)
    return None if found is None else NibpReply(*map(int, found.groups()))


def encode_nibp(reply: NibpReply, opcode: str = READ) -> bytes:
    """The whole line of an NA or NF reply."""
    status, patient, mode, age_s, high, low, mean = reply
    return seal(f"{opcode}{status}{patient}{mode}{age_s:04d}{high:03d}{low:03d}{mean:03d}")


def decode_rate(text: bytes) -> tuple[int, int] | None:
    """Source and rate (/min, 0 = none) of an RC reply, or None if it is none."""
    found = _RATE.fullmatch(text)
    return None if found is None else (int(found[1]), int(found[2]))


def encode_rate(rate: int, source: int = FROM_CUFF) -> bytes:
    """The whole line of an RC reply."""
    return seal(f"{READ_RATE}{source}{rate:03d}")
