"""PAR/Medlab module: commands and frames as tables, decoded and encoded.

    host to module    02 d d ; ; c c 03              combi board with SpO2: FD d d ; ; c c FE CR
    abort             58, alone, outside any frame

    module to host    02 … 03 CR                     combi board: FD … FE CR
        ppp C f S s                                  cuff pressure, several a second while measuring, no checksum
        999                                          end of the cuff pressures, not a pressure
        Ss;Aa;Ccc;Mmm;Psssdddmmm;Rrrr;Ttttt;;kk      status and last result
    combi board, mixed in: 55 AA 07 index flags SpO2 pulse PI sum

Checksums are sums modulo 256 of everything inside the marks before them, as two hexadecimal digits; of an SpO2 packet
the sum from 07 to PI. Only the five commands below exist here, and none of manometer, leak test, reset, cycles, start
pressure or SpO2 switching (30 and 31 mean different things on the two boards).

Source: bp-monitors facts, section 5 (two projects that quote the maker's description by section, five others).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType


class Marks(NamedTuple):
    """What stands around a frame; tells the variant."""

    start: int
    end: int
    tail: bytes  # after a command


PLAIN = Marks(0x02, 0x03, b"")
COMBI = Marks(0xFD, 0xFE, b"\r")
VARIANTS: Mapping[int, Marks] = MappingProxyType({PLAIN.start: PLAIN, COMBI.start: COMBI})

ABORT = b"X"
START = "01"
MANUAL = "03"  # cycles off
READ = "18"
PATIENT_COMMANDS: Mapping[PatientType, str] = MappingProxyType(
    {PatientType.ADULT: "24", PatientType.NEONATE: "25"}
)
COMMANDS = frozenset((START, MANUAL, READ, *PATIENT_COMMANDS.values()))

# states
SELF_TEST, STANDBY, ERROR, MEASURING, MANOMETER, INITIALISING, CYCLE, LEAK_TEST, INFLATING, HOLDING = range(
    10
)
BUSY = frozenset((MEASURING, MANOMETER, LEAK_TEST, INFLATING, HOLDING))
SERVICE = frozenset((MANOMETER, LEAK_TEST))

MMHG = range(0, 331)  # what a cuff can hold
SYS_RANGE = range(40, 301)
DIA_RANGE = range(20, 201)
PULSE_RANGE = range(20, 301)

GOOD = frozenset((0, 3))
STOPPED = 5
FAULTS: Mapping[int, NibpFault] = MappingProxyType(
    {
        5: NibpFault.CANCELLED,
        6: NibpFault.LOOSE,  # or not connected, or inflation too long
        7: NibpFault.LOOSE,
        8: NibpFault.DEVICE,  # pneumatic failure
        9: NibpFault.TIMEOUT,  # or too few oscillations
        10: NibpFault.FAILED,  # out of range
        11: NibpFault.MOVEMENT,
        12: NibpFault.OVERPRESSURE,
        13: NibpFault.FAILED,  # amplitudes saturated
        14: NibpFault.LOOSE,
        15: NibpFault.DEVICE,  # system error
    }
)
"""Message of a status; any other is an unknown state."""

LOCKING = frozenset((8, 12, 15))
"""Messages of a module that must not be started again before somebody has looked."""

_NUMBER = frozenset(b"0123456789- ")
_DIGIT = frozenset(b"0123456789")
_HEX = frozenset(b"0123456789ABCDEFabcdef")
_KINDS: Mapping[str, frozenset[int]] = {"#": _NUMBER, "9": _DIGIT, "5": frozenset(b"012345"), "h": _HEX}


def _template(picture: str) -> tuple[frozenset[int], ...]:
    """Which bytes may stand at each place."""
    return tuple(_KINDS.get(sign, frozenset(sign.encode())) for sign in picture)


_STATUS = _template("S9;A#;C##;M##;P#########;R###;T####;;hh")
_CUFF = _template("999C5S9")
_END = tuple(frozenset((byte,)) for byte in b"999")
_BODIES = (_END, _CUFF, _STATUS)
_SPO2 = b"\x55\xaa\x07"
_SPO2_SIZE = 9
_CR = 0x0D


Values = tuple[int, int, int, int | None]
"""Systolic, diastolic, mean (mmHg) and pulse (/min)."""


class Cuff(NamedTuple):
    """One cuff pressure."""

    mmhg: int
    flag: int  # 0 fine; 1 neonatal cuff, adult measured; 2 adult cuff, neonate measured; 3 to 5 not published
    state: int


class Status(NamedTuple):
    """A status, as sent; None where it says nothing."""

    state: int
    patient: int | None  # 0 adult, 1 neonate
    cycle: int | None  # 0 = manual
    message: int | None
    sys: int | None  # mmHg
    dia: int | None  # mmHg
    map: int | None  # mmHg
    pulse: int | None  # /min
    next_s: int | None  # to the next cycle

    @property
    def patient_type(self) -> PatientType | None:
        """As the module is set."""
        return {0: PatientType.ADULT, 1: PatientType.NEONATE}.get(
            -1 if self.patient is None else self.patient
        )

    @property
    def values(self) -> Values | None:
        """Systolic, diastolic, mean and pulse, if they can be a result of a measurement without an error."""
        high, low, mean = self.sys, self.dia, self.map
        if self.state != STANDBY or self.message not in GOOD or high is None or low is None or mean is None:
            return None
        if high not in SYS_RANGE or low not in DIA_RANGE or not high > mean > low:
            return None
        return high, low, mean, self.pulse if self.pulse in PULSE_RANGE else None


class Spo2(NamedTuple):
    """An SpO2 packet of a combi board, as sent."""

    number: int  # counts packets
    flags: int
    spo2: int  # %, 127 = none
    pulse: int  # /min, 255 = none
    pi: int  # tenths of %


NO_FINGER = 0x02


def next_frame(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a whole frame of the module, or the CR behind one.

    Byte by byte against the pictures above, so that a damaged frame never holds up the one behind it.
    """
    first = buffer[place]
    if first == _CR:
        return 1
    if first == _SPO2[0]:
        return _spo2_at(buffer, place)
    marks = VARIANTS.get(first)
    if marks is None:
        return -1
    here = len(buffer) - place - 1
    more = False
    for body in _BODIES:
        size = len(body)
        if not all(buffer[place + 1 + n] in body[n] for n in range(min(here, size))):
            continue
        if here <= size:
            more = True
        elif buffer[place + 1 + size] == marks.end:
            sealed = body is not _STATUS or _sum_fits(bytes(buffer[place + 1 : place + 1 + size]))
            return size + 2 if sealed else -1
    return 0 if more else -1


def _spo2_at(buffer: bytearray, place: int) -> int:
    packet = bytes(buffer[place : place + _SPO2_SIZE])
    if packet[:3] != _SPO2[: len(packet)]:
        return -1
    if len(packet) < _SPO2_SIZE:
        return 0
    return _SPO2_SIZE if sum(packet[2:8]) & 0xFF == packet[8] else -1


def next_command(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a command of the host, the abort, or the CR behind a command."""
    if buffer[place] in (_CR, ABORT[0]):
        return 1
    marks = VARIANTS.get(buffer[place])
    if marks is None:
        return -1
    frame = bytes(buffer[place : place + 8])
    if len(frame) < 8:
        return 0 if marks.end not in frame else -1
    return 8 if command_of(frame) else -1


def command_of(frame: bytes) -> str | None:
    """The two digits of a command, if its checksum and end are right."""
    text = frame[1:3].decode("ascii", "replace")
    marks = VARIANTS.get(frame[0])
    return text if marks is not None and frame == encode_command(text, marks)[:8] else None


def encode_command(code: str, marks: Marks) -> bytes:
    """A command in the form of a variant."""
    body = f"{code};;".encode("ascii", "replace")
    return bytes((marks.start,)) + body + _sum_of(body) + bytes((marks.end,)) + marks.tail


def is_end(body: bytes) -> bool:
    """Whether the inside of a frame ends the cuff pressures."""
    return body == b"999"


def cuff_of(body: bytes) -> Cuff | None:
    """The inside of a frame as a cuff pressure, or None."""
    return Cuff(int(body[:3]), body[4] - 0x30, body[6] - 0x30) if len(body) == len(_CUFF) else None


def status_of(body: bytes) -> Status | None:
    """The inside of a frame as a status, or None."""
    if len(body) != len(_STATUS):
        return None
    text = body.decode("ascii")
    places = ((4, 5), (7, 9), (11, 13), (15, 18), (18, 21), (21, 24), (26, 29), (31, 35))
    return Status(int(text[1]), *(_number(text[a:b]) for a, b in places))


def encode_frame(text: str, marks: Marks) -> bytes:
    """A frame of the module."""
    return bytes((marks.start,)) + text.encode("ascii") + bytes((marks.end, _CR))


def encode_cuff(cuff: Cuff, marks: Marks) -> bytes:
    """A cuff pressure."""
    return encode_frame(f"{cuff.mmhg:03d}C{cuff.flag}S{cuff.state}", marks)


def encode_end(marks: Marks) -> bytes:
    """The end of the cuff pressures."""
    return encode_frame("999", marks)


def encode_status(status: Status, marks: Marks) -> bytes:
    """A status with its checksum."""
    pressures = "".join(_field(value, 3) for value in (status.sys, status.dia, status.map))
    text = (
        f"S{status.state};A{_field(status.patient, 1)};C{_field(status.cycle, 2)};M{_field(status.message, 2)};"
        f"P{pressures};R{_field(status.pulse, 3)};T{_field(status.next_s, 4, ' ')};;"
    )
    return encode_frame(text + _sum_of(text.encode("ascii")).decode("ascii"), marks)


def spo2_of(packet: bytes) -> Spo2:
    """A whole SpO2 packet."""
    return Spo2(*packet[3:8])


def encode_spo2(packet: Spo2) -> bytes:
    """An SpO2 packet."""
    body = _SPO2 + bytes(packet)
    return body + bytes((sum(body[2:]) & 0xFF,))


def _sum_of(body: bytes) -> bytes:
    return f"{sum(body) & 0xFF:02X}".encode("ascii")


def _sum_fits(body: bytes) -> bool:
    return int(body[-2:], 16) == sum(body[:-2]) & 0xFF


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _field(value: int | None, width: int, nothing: str = "-") -> str:
    return nothing * width if value is None else f"{value:0{width}d}"
