"""Philips IntelliVue MIB/RS-232: frames, their check sequence, and numbers, decoded and encoded.

    C0  11 01  length (2)  data …  FCS (2, low byte first)  C1

C0, C1 and 7D inside are sent as 7D and the byte xor 20h; the length counts the data before that. The FCS is
CRC-16/X-25 over everything between C0 and itself, before that too. So C0 never stands inside a frame.

Source: "IntelliVue Data Export Interface Programming Guide"; checked against a capture (40 frames, every
FCS).
"""

from __future__ import annotations

import struct

START = 0xC0
END = 0xC1
ESCAPE = 0x7D
FLIP = 0x20
HEAD = b"\x11\x01"  # data export, version 1

LONGEST_DATA = 1500  # bytes; the largest message a monitor may announce has 1456
_LONGEST_FRAME = 2 * (LONGEST_DATA + 6) + 2
_ESCAPED = (ESCAPE, START, END)
_NAN = 0x7FFFFF
_SPECIAL = frozenset(
    (_NAN, 0x800000, 0x7FFFFE, 0x800002, 0x800001)
)  # NaN, not at this resolution, ±∞, reserved


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8408 if crc & 1 else crc >> 1
        table.append(crc)
    return tuple(table)


_CRC = _crc_table()


def fcs(data: bytes | bytearray) -> int:
    """CRC-16/X-25."""
    crc = 0xFFFF
    table = _CRC
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFF


def next_frame(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a whole frame whose length and FCS are right."""
    if buffer[place] != START:
        start = buffer.find(START, place)
        return place - (len(buffer) if start < 0 else start)
    end = buffer.find(END, place + 1, place + _LONGEST_FRAME)
    start = buffer.find(START, place + 1, end if end >= 0 else place + _LONGEST_FRAME)
    if start >= 0:
        return place - start  # it broke off: the next one begins before it ended
    if end < 0:
        return 0 if len(buffer) - place < _LONGEST_FRAME else -1
    frame = bytes(buffer[place : end + 1])
    return len(frame) if unwrap(frame) is not None else -1


def unwrap(frame: bytes) -> bytes | None:
    """The data of a frame from C0 to C1, or None: not a frame, or damaged."""
    pieces = frame[1:-1].split(b"\x7d")
    plain = bytearray(pieces[0])
    for piece in pieces[1:]:
        if not piece:
            return None  # an escape that escapes nothing
        plain.append(piece[0] ^ FLIP)
        plain += piece[1:]
    if len(plain) < 6 or plain[:2] != HEAD or len(plain) != 6 + (plain[2] << 8 | plain[3]):
        return None
    if fcs(plain[:-2]) != plain[-2] | plain[-1] << 8:
        return None
    return bytes(plain[4:-2])


def wrap(data: bytes) -> bytes:
    """The frame that carries `data`."""
    plain = HEAD + struct.pack(">H", len(data)) + data
    plain += struct.pack("<H", fcs(plain))
    frame = bytearray((START,))
    for byte in plain:
        frame += bytes((ESCAPE, byte ^ FLIP)) if byte in _ESCAPED else bytes((byte,))
    frame.append(END)
    return bytes(frame)


def decode_float(raw: int) -> float | None:
    """Value of a 32-bit FLOAT (8-bit exponent, 24-bit mantissa, base 10); None: it stands for none."""
    mantissa = raw & 0xFFFFFF
    if mantissa in _SPECIAL:
        return None
    if mantissa & 0x800000:
        mantissa -= 0x1000000
    exponent = raw >> 24 & 0xFF
    if exponent & 0x80:
        return mantissa / 10.0 ** (0x100 - exponent)
    return mantissa * 10.0**exponent


def encode_float(value: float | None, decimals: int = 0) -> int:
    """A 32-bit FLOAT with so many decimals; None: NaN."""
    if value is None:
        return _NAN
    return (-decimals & 0xFF) << 24 | round(value * 10.0**decimals) & 0xFFFFFF
