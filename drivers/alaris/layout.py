"""Alaris GH / CC: requests and replies as tables, decoded and encoded.

    !  text  |  CCCC  CR            CCCC = CRC-16/CCITT-FALSE over text, four hexadecimal digits
    text = name, or name ^ field ^ field …

    query           reply
    INST_SERIALNO   INST_SERIALNO^8002-51740
    INF_RATE        INF_RATE^3.50^ml/h       with fields in the query it would SET the rate: never built here
    INF_VI          INF_VI^17.910^ml         volume infused

ESC breaks a message off.

Source: bp-monitors.md section 11 (jaj42/infupy, single source); frames printed by mdpnp's Asena driver check.
"""

from __future__ import annotations

import re
from typing import NamedTuple

START, CR, ESC = 0x21, 0x0D, 0x1B

SERIAL = "INST_SERIALNO"
RATE = "INF_RATE"
VOLUME = "INF_VI"

HIGHEST_ML_H = 9999.0
HIGHEST_ML = 99999.0

_LONGEST = 160  # longer than any of the replies asked for
_NUMBER = re.compile(r" *(\d{1,5}(?:\.\d{1,3})?) *")


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte << 8
        for _ in range(8):
            crc = crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1
        table.append(crc & 0xFFFF)
    return tuple(table)


_CRC = _crc_table()


def crc16(text: bytes | bytearray) -> int:
    """CRC-16/CCITT-FALSE: polynomial 1021h, begins with FFFFh."""
    crc = 0xFFFF
    for byte in text:
        crc = crc << 8 & 0xFFFF ^ _CRC[crc >> 8 ^ byte]
    return crc


def seal(text: str) -> bytes:
    """A message ready for the wire."""
    body = text.encode("ascii")
    return b"!%b|%04X\r" % (body, crc16(body))


REQUESTS = (seal(SERIAL), seal(RATE), seal(VOLUME))
"""Everything a host ever sends."""


class Value(NamedTuple):
    """A number of a reply."""

    value: float  # mL/h or mL
    step: float  # what one in its last decimal is worth


def next_message(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: from "!" to CR with the right CRC; a line feed after it is a frame of its own."""
    if buffer[place] == 0x0A:
        return 1
    if buffer[place] != START:
        return -1
    for at in range(place + 1, min(len(buffer), place + _LONGEST)):
        byte = buffer[at]
        if byte == CR:
            return at + 1 - place if _is_sealed(buffer[place + 1 : at]) else -1
        if not 0x20 <= byte < 0x7F or byte == START:
            return place - at
    return 0 if len(buffer) < place + _LONGEST else -1


def fields_of(message: bytes) -> list[str]:
    """Name and fields of a message of `next_message`."""
    return message[1:-6].decode("ascii", "replace").split("^")


def number_of(fields: list[str], unit: str, highest: float) -> Value | None:
    """The number of a reply `name ^ number ^ unit`, or None: none, another unit, or impossible."""
    if len(fields) < 3 or fields[2].strip().lower() != unit:
        return None
    found = _NUMBER.fullmatch(fields[1])
    if found is None or float(found[1]) > highest:
        return None
    return Value(float(found[1]), 10.0 ** -len(found[1].partition(".")[2]))


def _is_sealed(line: bytearray) -> bool:
    """Whether `line`, without "!" and CR, ends in its own CRC."""
    return len(line) > 5 and line[-5:].upper() == b"|%04X" % crc16(line[:-5])
