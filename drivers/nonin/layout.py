"""Nonin Data Formats 2 and 7: frames and packets as tables, decoded and encoded.

    2:  01  STATUS  PLETH  VALUE  CHK            75 frames a second; CHK = sum of the four before, modulo 256
    7:  STATUS  PLETH-MSB  PLETH-LSB  VALUE  CHK    likewise; the pleth is not compressed

25 frames make a packet (1/3 s). SYNC stands in STATUS of its first frame only; what VALUE means depends on
the frame's number. 01 also occurs inside frames, so a stream is never split at 01 alone.

Source: "Nonin 9560 Bluetooth Specification", Data Formats 2 and 7; format 2 checked against published bytes of a
9560.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from drivers.framing import sum8

FRAME_BYTES = 5
PACKET_FRAMES = 25
START = 0x01
STARTS = frozenset((START,))  # what may begin a frame of format 2
STARTS_7 = frozenset(range(0x80, 0x100))

# STATUS
ALWAYS = 0x80
SNSD = 0x40  # sensor disconnected (OEM III, Xpod, iPod; reserved on the 9560)
ARTF = 0x20  # artefact
OOT = 0x10  # out of track: no good pulses in a row
SNSA = 0x08  # sensor alarm: finger removed, nothing usable
RPRF = 0x04  # with the pulse: red perfusion (with GPRF: yellow)
GPRF = 0x02  # with the pulse: green perfusion
SYNC = 0x01

SENSOR_OFF = SNSD | SNSA
NOT_USABLE = SENSOR_OFF | OOT
PULSE = RPRF | GPRF

FIELDS: Mapping[str, int] = MappingProxyType(
    {
        "HR_MSB": 1,
        "HR_LSB": 2,
        "SPO2": 3,
        "SREV": 4,
        "TIMER_MSB": 6,
        "TIMER_LSB": 7,
        "STAT2": 8,
        "SPO2_D": 9,
        "SPO2_FAST": 10,
        "SPO2_BB": 11,
        "E_HR_MSB": 14,
        "E_HR_LSB": 15,
        "E_SPO2": 16,
        "E_SPO2_D": 17,
        "HR_D_MSB": 20,
        "HR_D_LSB": 21,
        "E_HR_D_MSB": 22,
        "E_HR_D_LSB": 23,
    }
)
"""Number of the frame, from 1, whose VALUE has the field. "-D" fields are held 10 s after the finger has gone."""

# STAT2; its other bits are not defined, and a real 9560 sets one of them
SPA = 0x20  # high-quality measurement
LOW_BATTERY = 0x01

NO_HR = 511
NO_SPO2 = 127
_HR_RANGE = range(18, 322)  # values a Nonin really gives, /min


def battery_low(values: Sequence[int]) -> bool:
    """Whether a packet says that the battery is low. The format has no word for a critical one."""
    return bool(values[FIELDS["STAT2"] - 1] & LOW_BATTERY)


class Numbers(NamedTuple):
    """The numbers of one packet that go missing at once when the finger leaves (4-beat averages)."""

    hr: int | None  # /min
    spo2: int | None  # %


def next_frame(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: 01, a status with its top bit, and the right checksum."""
    if buffer[place] != START:
        return -1
    if place + 1 < len(buffer) and not buffer[place + 1] & ALWAYS:
        return -1
    end = place + FRAME_BYTES
    if end > len(buffer):
        return 0
    return FRAME_BYTES if sum(buffer[place : end - 1]) & 0xFF == buffer[end - 1] else -1


def next_frame_7(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer for format 7: a status with its top bit, and the right checksum."""
    if not buffer[place] & ALWAYS:
        return -1
    end = place + FRAME_BYTES
    if end > len(buffer):
        return 0
    return FRAME_BYTES if sum8(buffer[place : end - 1]) == buffer[end - 1] else -1


def frame_of(status: int, pleth: int, value: int) -> bytes:
    """One frame with its checksum."""
    head = bytes((START, status | ALWAYS, pleth, value))
    return head + bytes((sum8(head),))


def frame_7_of(status: int, pleth: int, value: int) -> bytes:
    """One frame of format 7 with its checksum; `pleth` has 16 bits."""
    head = bytes((status | ALWAYS, pleth >> 8, pleth & 0xFF, value))
    return head + bytes((sum8(head),))


def decode_numbers(values: Sequence[int]) -> Numbers:
    """Numbers of a packet from its 25 VALUE bytes (the first three are enough)."""
    hr = (values[FIELDS["HR_MSB"] - 1] & 0x03) << 7 | values[FIELDS["HR_LSB"] - 1] & 0x7F
    return numbers_of(hr, values[FIELDS["SPO2"] - 1] & 0x7F)


def numbers_of(hr: int, spo2: int) -> Numbers:
    """Numbers as any format has them; what no Nonin measures is missing."""
    return Numbers(
        hr=hr if hr in _HR_RANGE else None,
        spo2=spo2 if 1 <= spo2 <= 100 else None,
    )


def encode_values(
    now: Numbers, held: Numbers, *, timer: int = 0, stat2: int = 0, revision: int = 0
) -> list[int]:
    """The 25 VALUE bytes of a packet.

    Args:
        now: for the fields that go missing at once.
        held: for the fields made for displays ("-D").
        timer: 14-bit counter of packets.
        stat2: the second status byte.
        revision: of the firmware.
    """
    values = [0] * PACKET_FRAMES
    fields = {"SREV": revision, "TIMER_MSB": timer >> 7 & 0x7F, "TIMER_LSB": timer & 0x7F, "STAT2": stat2}
    for numbers, spo2_fields, hr_fields in (
        (now, ("SPO2", "SPO2_FAST", "SPO2_BB", "E_SPO2"), ("HR", "E_HR")),
        (held, ("SPO2_D", "E_SPO2_D"), ("HR_D", "E_HR_D")),
    ):
        spo2 = NO_SPO2 if numbers.spo2 is None else numbers.spo2
        hr = NO_HR if numbers.hr is None else numbers.hr
        fields |= dict.fromkeys(spo2_fields, spo2)
        for name in hr_fields:
            fields |= {f"{name}_MSB": hr >> 7, f"{name}_LSB": hr & 0x7F}
    for name, value in fields.items():
        values[FIELDS[name] - 1] = value
    return values
