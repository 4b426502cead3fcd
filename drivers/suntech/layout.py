"""SunTech OEM module: requests and packets as tables, decoded and encoded.

    host to module    3A command [data …] check            no length, it follows from the command
    module to host    3E length data … check               length counts every byte, 3E and check too

The check byte makes the sum of all bytes 0 modulo 256. A payload may contain 3E: packets are found by length.

    3E 04 letter check            acknowledge
    3E 05 lo hi check             cuff pressure, signed 16 bit, mmHg; −1 = invalid
    3E 18 … check                 result of the last determination
    3E 43 text … check            version, only when asked for (bedside does not ask)

Only the five requests below exist here. Pneumatics control, calibration, venous stasis, sleep and reset do not, and
neither does the initial inflation pressure: two published hosts send its bytes in opposite order.

Source: bp-monitors facts, section 4 (public implementations that quote the maker's OEM manual).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType

PACKET_MARK = 0x3E

_ACK, _PRESSURE, _RESULT, _VERSION = 0x04, 0x05, 0x18, 0x43  # lengths, which are the kinds too
_LENGTHS = frozenset((_ACK, _PRESSURE, _RESULT, _VERSION))
_LETTERS = frozenset(b"OKABENDST")
_HIGH_BYTES = frozenset((0x00, 0x01, 0xFF))  # of a pressure below 512 mmHg, or negative
_TEXT = frozenset((0x00, *range(0x20, 0x7F)))

ACCEPTED = "O"
FINISHED = "K"
ABORTED = "A"
ASLEEP = "S"
REFUSALS = frozenset("BENDST")  # busy, error, not possible now, not recognised, asleep, time-out

INVALID_MMHG = -1
VALID = 1  # BP status of a new valid result
MMHG = range(0, 331)  # what a cuff can hold

# what the result of a module may be
SYS_RANGE = range(40, 261)
DIA_RANGE = range(20, 201)
MAP_RANGE = range(20, 226)
PULSE_RANGE = range(30, 221)

FAULTS: Mapping[int, NibpFault] = MappingProxyType(
    {
        1: NibpFault.FAILED,  # weak or no oscillation
        2: NibpFault.MOVEMENT,  # artefact, erratic
        3: NibpFault.FAILED,  # out of range
        4: NibpFault.TIMEOUT,
        85: NibpFault.LOOSE,  # air path blocked: its words send the nurse to the hose
        86: NibpFault.CANCELLED,
        87: NibpFault.LOOSE,  # inflation time-out, leak, loose cuff
        88: NibpFault.DEVICE,  # safety time-out: wants to be switched off and on
        89: NibpFault.OVERPRESSURE,
        90: NibpFault.DEVICE,  # supply or hardware
        91: NibpFault.DEVICE,  # safety override or zeroing failed
        97: NibpFault.DEVICE,  # transducer out of range
        99: NibpFault.DEVICE,  # calibration data
    }
)
"""Error code of a result packet; any other is an unknown state."""

LOCKING = frozenset((88, 89, 90, 91, 97, 99))
"""Error codes of a module that must not be started again before somebody has looked."""


class Result(NamedTuple):
    """A result packet, as sent."""

    sys: int  # mmHg, signed
    dia: int  # mmHg, signed
    beats: int
    status: int  # 1 = new valid result
    pulse: int  # /min
    map: int  # mmHg, signed
    error: int

    @property
    def valid(self) -> bool:
        """Whether its three pressures are a result: finished without an error, and possible."""
        return (
            self.status == VALID
            and self.error == 0
            and self.sys in SYS_RANGE
            and self.dia in DIA_RANGE
            and self.map in MAP_RANGE
            and self.sys > self.map > self.dia
        )

    @property
    def fault(self) -> NibpFault:
        """What a result that is not valid says."""
        return FAULTS.get(self.error, NibpFault.UNKNOWN if self.error else NibpFault.FAILED)


def seal(body: bytes) -> bytes:
    """`body` with its check byte."""
    return body + bytes((-sum(body) & 0xFF,))


STARTS: Mapping[PatientType, bytes] = MappingProxyType(
    {
        PatientType.ADULT: seal(b"\x3a\x20"),
        PatientType.CHILD: seal(b"\x3a\x87"),
        PatientType.NEONATE: seal(b"\x3a\x28"),
    }
)
ABORT = seal(b"\x3a\x79\x01\x00")
READ_PRESSURE = seal(b"\x3a\x79\x05\x00")
READ_RESULT = seal(b"\x3a\x79\x03\x00")
_REQUESTS = (*STARTS.values(), ABORT, READ_PRESSURE, READ_RESULT)


def next_packet(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a packet of the module.

    A length alone would make a damaged packet swallow its neighbours, so what cannot be inside is refused as soon as
    it is seen.
    """
    if buffer[place] != PACKET_MARK:
        return -1
    here = len(buffer) - place
    if here < 2:
        return 0
    length = buffer[place + 1]
    if length not in _LENGTHS or not _may_be(buffer, place, length, min(here, length - 1)):
        return -1
    if here < length:
        return 0
    return length if sum(buffer[place : place + length]) & 0xFF == 0 else -1


def _may_be(buffer: bytearray, place: int, length: int, here: int) -> bool:
    """Whether the first `here` bytes can belong to a packet of that length."""
    if length == _ACK:
        return here < 3 or buffer[place + 2] in _LETTERS
    if length == _RESULT:
        return all(buffer[place + n] in _HIGH_BYTES for n in (3, 5) if n < here)
    if length == _VERSION:
        return all(byte in _TEXT for byte in buffer[place + 2 : place + here])
    return True


def next_request(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a request of the host that the virtual module knows."""
    here = bytes(buffer[place : place + 5])
    for request in _REQUESTS:
        if here.startswith(request):
            return len(request)
    return 0 if any(request.startswith(here) for request in _REQUESTS) else -1


def acknowledge_of(packet: bytes) -> str | None:
    """The letter of an acknowledge packet, or None if it is none."""
    return chr(packet[2]) if packet[1] == _ACK else None


def encode_acknowledge(letter: str) -> bytes:
    """An acknowledge packet."""
    return seal(bytes((PACKET_MARK, _ACK, ord(letter))))


def pressure_of(packet: bytes) -> int | None:
    """Cuff pressure of a packet as sent, mmHg, −1 = invalid; None if it is no pressure packet."""
    return _signed(packet, 2) if packet[1] == _PRESSURE else None


def encode_pressure(mmhg: int) -> bytes:
    """A cuff pressure packet."""
    return seal(bytes((PACKET_MARK, _PRESSURE)) + mmhg.to_bytes(2, "little", signed=True))


def result_of(packet: bytes) -> Result | None:
    """A result packet, or None if it is none. Bytes 8 to 15, 17, 21 and 22 mean nothing here."""
    if packet[1] != _RESULT:
        return None
    return Result(
        sys=_signed(packet, 2),
        dia=_signed(packet, 4),
        beats=packet[6],
        status=packet[7],
        pulse=packet[16],
        map=_signed(packet, 18),
        error=packet[20],
    )


def encode_result(result: Result) -> bytes:
    """A result packet."""
    body = bytearray(_RESULT - 1)
    body[0:2] = PACKET_MARK, _RESULT
    body[2:4] = result.sys.to_bytes(2, "little", signed=True)
    body[4:6] = result.dia.to_bytes(2, "little", signed=True)
    body[6], body[7], body[16] = result.beats, result.status, result.pulse
    body[18:20] = result.map.to_bytes(2, "little", signed=True)
    body[20] = result.error
    return seal(bytes(body))


def version_of(packet: bytes) -> str | None:
    """The text of a version packet, or None if it is none."""
    if packet[1] != _VERSION:
        return None
    return packet[2:-1].replace(b"\x00", b"").decode("ascii", "replace").strip()


def _signed(packet: bytes, place: int) -> int:
    return int.from_bytes(packet[place : place + 2], "little", signed=True)
