"""Nonin Data Format 13: one packet for each finger, made for spot checks; and the command that ends it.

    00 02 00 0D  LENGTH(2)  century yy mm dd hh mm ss fraction  STATUS(2)  HR(2)  reserved  SpO2  …  CHK  03

The clock is BCD. LENGTH counts the data and may grow. CHK = sum of the data, modulo 256. HR has nine bits, 1 + 8
(not 2 + 7 as in the other formats). Measurements from the oximeter's memory come first, oldest first.

Source: "Nonin 9560 Bluetooth Specification", Data Format 13 and command 70h.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.framing import sum8
from drivers.nonin.layout import NO_HR, NO_SPO2, Numbers, numbers_of

HEAD = b"\x00\x02\x00\x0d"
END = 0x03
DATA_BYTES = 14  # defined so far
LONGEST_DATA = 64  # no packet is as long; bounds what is waited for

# STATUS, both bytes as one word
SPA = 0x0200  # high-quality measurement
NOMS = 0x0100  # no measurement
MEMORY = 0x0010  # measured earlier, stored
LOW_BATTERY = 0x0001

ACCEPTED = b"\x06"
NOT_SUPPORTED = b"\x15"


def set_format(data_format: int) -> bytes:
    """The command that chooses a data format; the oximeter takes it in the first 5 s of a connection only."""
    return bytes((0x02, 0x70, 0x02, 0x02, data_format, 0x03))


@dataclass(frozen=True, slots=True)
class Spot:
    """One measurement."""

    clock: str  # the oximeter's own, "2018-11-25 13:07:42"; empty: it makes no sense
    status: int
    numbers: Numbers


def next_packet(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer."""
    have = len(buffer) - place
    head = buffer[place : place + len(HEAD)]
    if head != HEAD[: len(head)]:
        return -1
    if have < 6:
        return 0
    size = buffer[place + 4] << 8 | buffer[place + 5]
    if not DATA_BYTES <= size <= LONGEST_DATA:
        return -1
    end = place + 6 + size + 2
    if len(buffer) < end:
        return 0
    good = buffer[end - 1] == END and buffer[end - 2] == sum8(buffer[place + 6 : end - 2])
    return end - place if good else -1


def decode(packet: bytes) -> Spot:
    """The measurement in a packet of the right form."""
    data = packet[6:]
    return Spot(
        clock=_clock_of(data),
        status=data[8] << 8 | data[9],
        numbers=numbers_of((data[10] & 0x01) << 8 | data[11], data[13] & 0x7F),
    )


def encode(clock: Sequence[int], status: int, numbers: Numbers) -> bytes:
    """A packet; `clock` is year, month, day, hour, minute, second."""
    year, *rest = clock
    hr = NO_HR if numbers.hr is None else numbers.hr
    spo2 = NO_SPO2 if numbers.spo2 is None else numbers.spo2
    digits = [_bcd(value) for value in (year // 100, year % 100, *rest)]
    data = bytes((*digits, 0, status >> 8, status & 0xFF, hr >> 8, hr & 0xFF, 0, spo2))
    return HEAD + len(data).to_bytes(2, "big") + data + bytes((sum8(data), END))


def _bcd(value: int) -> int:
    return value // 10 << 4 | value % 10


def _clock_of(data: bytes) -> str:
    digits = data[:7].hex()
    if not digits.isdecimal():
        return ""
    month, day, hour, minute, second = (int(digits[n : n + 2]) for n in range(4, 14, 2))
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 60):
        return ""
    return f"{digits[:4]}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
