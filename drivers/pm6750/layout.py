"""BerryMed PM6750: packets and commands as tables, decoded and encoded.

    55  AA  N  type  data …  SUM        N counts itself, type, data and SUM; SUM = NOT(N + type + data) modulo 256

    03  NIBP         status, cuff pressure / 2, systolic, mean, diastolic (mmHg)      2/s
    04  SpO2         status, SpO2 (127 = none), pulse (255 = none)                    about 1/s
    05  temperature  status, whole and tenths of probe 1, the same of probe 2 (°C)    about 1/s
    FE  pleth        sample (0 = none, as in the maker's other protocols)             50/s
    30, 31           beat of the ECG, of the pulse

A command has the same shape with one data byte. Only those listed here exist for bedside.

Source: bp-monitors.md section 9.1 (Abrunacci/berry_med, single source: maker's manual and its author's recordings);
where oximeters.md section 5B differs, 9.1 holds. The fields of 05 and the command FE come from the same source.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType

HEAD = b"\x55\xaa"
START = HEAD[0]

ECG_WAVE, ECG, NIBP, SPO2, TEMPERATURE = 0x01, 0x02, 0x03, 0x04, 0x05
ECG_BEAT, PULSE_BEAT, PLETH, RESP = 0x30, 0x31, 0xFE, 0xFF

_LENGTHS: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {
        ECG_WAVE: (10,),
        ECG: (6, 7, 8),
        NIBP: (8,),
        SPO2: (6,),
        TEMPERATURE: (6, 8),
        ECG_BEAT: (3, 4),
        PULSE_BEAT: (3, 4),
        PLETH: (4,),
        RESP: (4,),
    }
)
"""N by type; the types bedside does not read are known too, so that they are not taken for damage."""

# status of the SpO2 packet
SPO2_OK, SENSOR_OFF, NO_FINGER, SEARCHING, SEARCHED_TOO_LONG = range(5)
NO_SAMPLE = 0
_NO_SPO2 = 127
_NO_PULSE = 255
_PULSES = range(10, 251)  # /min

# status of the NIBP packet, bits 5-2; the others are in FAULTS
FINISHED, MEASURING, STOPPED = 0, 1, 2
INITIALISING, READY = 9, 10
FAULTS: Mapping[int, NibpFault] = MappingProxyType(
    {
        3: NibpFault.OVERPRESSURE,  # above 300 mmHg
        4: NibpFault.LOOSE,
        5: NibpFault.TIMEOUT,
        6: NibpFault.DEVICE,
        7: NibpFault.MOVEMENT,  # interference
        8: NibpFault.FAILED,  # no result
    }
    | dict.fromkeys(range(11, 16), NibpFault.UNKNOWN)
)
LOCKING = frozenset((3, 6))
"""States of a board that must not be started again before somebody has looked."""
MODES: Mapping[int, tuple[PatientType, ...]] = MappingProxyType(
    {
        0: (PatientType.ADULT,),
        1: (PatientType.ADULT, PatientType.CHILD),
        2: (PatientType.CHILD, PatientType.NEONATE),
        3: (PatientType.NEONATE,),
    }
)
"""Bits 1-0 of that status. Whether they count from 0 or, as the command does, from 1, is not published: what the
patient may be in either case."""

SYS_RANGE = range(30, 256)
DIA_RANGE = range(10, 221)
MAP_RANGE = range(20, 251)

_T1_OFF = 0x01
_TEMPERATURES = (15.0, 45.0)  # °C

MODE_COMMANDS: Mapping[PatientType, int] = MappingProxyType(
    {PatientType.ADULT: 1, PatientType.CHILD: 2, PatientType.NEONATE: 3}
)
TARGETS: Mapping[PatientType, range] = MappingProxyType(
    {
        PatientType.ADULT: range(40, 301),
        PatientType.CHILD: range(40, 211),
        PatientType.NEONATE: range(40, 141),
    }
)
"""Target pressures the board takes, mmHg."""


class Nibp(NamedTuple):
    """An NIBP packet."""

    state: int
    mode: int
    pressure: int  # mmHg
    sys: int  # mmHg; 0 = none
    map: int
    dia: int

    @property
    def plausible(self) -> bool:
        """Whether the three pressures can be a blood pressure at all."""
        return (
            self.sys in SYS_RANGE
            and self.dia in DIA_RANGE
            and self.map in MAP_RANGE
            and self.sys > self.map > self.dia
        )


class Spo2(NamedTuple):
    """An SpO2 packet; numbers only where the status allows them."""

    status: int
    spo2: int | None  # %
    pr: int | None  # /min


def packet(kind: int, *data: int) -> bytes:
    """A whole packet or command."""
    body = bytes((len(data) + 3, kind, *data))
    return HEAD + body + bytes((~sum(body) & 0xFF,))


SPO2_ON = packet(0x03, 1)
TEMPERATURE_ON = packet(0x04, 1)
PLETH_ON = packet(0xFE, 1)
CUFF_START = packet(0x02, 1)
CUFF_STOP = packet(0x02, 0)


def mode_command(patient_type: PatientType) -> bytes:
    """Whose cuff it is.

    Raises:
        KeyError: the patient type is not set.
    """
    return packet(0x09, MODE_COMMANDS[patient_type])


def target_command(patient_type: PatientType, target_mmhg: int) -> bytes:
    """How far the cuff is filled at first; kept inside what the board takes."""
    targets = TARGETS[patient_type]
    return packet(0x0A, max(targets[0], min(targets[-1], target_mmhg)) // 2)


def next_packet(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: the head, a known type with its own length, and the right sum."""
    return _next(buffer, place, _LENGTHS)


def next_command(buffer: bytearray, place: int) -> int:
    """The same for the device's end: any command with one data byte."""
    return _next(buffer, place, None)


def decode_nibp(frame: bytes) -> Nibp:
    """Fields of an NIBP packet."""
    status, cuff, high, mean, low = frame[4:9]
    return Nibp(state=status >> 2 & 0x0F, mode=status & 0x03, pressure=cuff * 2, sys=high, map=mean, dia=low)


def encode_nibp(nibp: Nibp) -> bytes:
    """A whole NIBP packet."""
    status = nibp.state << 2 | nibp.mode
    return packet(NIBP, status, min(255, nibp.pressure // 2), nibp.sys, nibp.map, nibp.dia)


def decode_spo2(frame: bytes) -> Spo2 | None:
    """Fields of an SpO2 packet, or None: its status is unknown."""
    status, spo2, pr = frame[4:7]
    if status > SEARCHED_TOO_LONG:
        return None
    usable = status == SPO2_OK
    return Spo2(
        status=status,
        spo2=spo2 if usable and 1 <= spo2 <= 100 else None,
        pr=pr if usable and pr in _PULSES else None,
    )


def encode_spo2(status: int, spo2: int | None, pr: int | None) -> bytes:
    """A whole SpO2 packet."""
    return packet(SPO2, status, _NO_SPO2 if spo2 is None else spo2, _NO_PULSE if pr is None else pr)


def decode_temperature(frame: bytes) -> float | None:
    """Probe 1, °C, or None: it is off, or the number is none."""
    status, whole, tenths = frame[4:7]
    value = whole + tenths / 10.0
    low, high = _TEMPERATURES
    return value if not status & _T1_OFF and tenths <= 9 and low <= value <= high else None


def encode_temperature(value: float | None) -> bytes:
    """A whole temperature packet; the second probe is always off."""
    if value is None:
        return packet(TEMPERATURE, 0x03, 0, 0, 0, 0)
    tenths = round(value * 10)
    return packet(TEMPERATURE, 0x02, tenths // 10, tenths % 10, 0, 0)


def _next(buffer: bytearray, place: int, lengths: Mapping[int, tuple[int, ...]] | None) -> int:
    size = len(buffer) - place
    if buffer[place] != HEAD[0] or (size > 1 and buffer[place + 1] != HEAD[1]):
        return -1
    if size < 4:
        return 0
    length, kind = buffer[place + 2], buffer[place + 3]
    if length not in ((4,) if lengths is None else lengths.get(kind, ())):
        return -1
    if size < length + 2:
        return 0
    end = place + length + 2
    return length + 2 if ~sum(buffer[place + 2 : end - 1]) & 0xFF == buffer[end - 1] else -1
