"""Contec V7.0: the packets as tables, decoded and encoded.

    type  high bits  payload 0 … n
    0ttttttt  1hhhhhhh  1xxxxxxx …          bit k of the high bits is bit 7 of payload byte k

There is no checksum. What holds the framing together: only the first byte of a packet has its top bit clear,
and the type says the length. A packet is broken as soon as a byte inside it has the top bit clear; that byte
is taken for the type of the next one.

Source: "Communication protocol of pulse oximeter V7.0" (Contec); lengths of the types it leaves out as in
Contec's own mobile program; both checked against published captures of a CMS50E, CMS50D+ and CMS60CW.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

LIVE = 0x01  # real-time data
MODEL = 0x02  # model text, in two packets
VENDOR = 0x03
FREE = 0x0C  # stopped, in reply to a stop command
HOST = 0x7D  # command of the host

LENGTHS: Mapping[int, int] = MappingProxyType(
    {
        LIVE: 9,
        MODEL: 9,
        VENDOR: 9,
        0x04: 9,  # device id text
        0x05: 9,  # user text
        0x06: 4,  # protocol version
        0x07: 8,  # stored segment: start date
        0x08: 8,  # stored segment: length
        0x09: 6,  # stored data with PI
        0x0A: 4,  # number of segments
        0x0B: 4,  # command result
        FREE: 2,
        0x0D: 3,  # device is leaving
        0x0E: 3,  # PI supported
        0x0F: 8,  # stored data
        0x10: 3,  # number of users
        0x11: 9,  # storage present
        0x12: 8,  # stored segment: start time of day
        0x13: 9,
        0x14: 9,
        0x15: 9,
        0x16: 5,
        0x17: 7,
        0x18: 4,
        HOST: 9,
    }
)
"""Length of a packet by its first byte, bytes."""

STARTS = frozenset(LENGTHS)

# commands
STOP_LIVE = 0xA2
STOP_STORED = 0xA7
START_LIVE = 0xA1
ASK_MODEL = 0xA8
ASK_VENDOR = 0xA9
KEEP_ALIVE = 0xAF

# payload 0
SIGNAL = 0x0F
SEARCH_LONG = 0x10
BEAT = 0x40
PROBE_ERROR = 0x80
# payload 1
PLETH = 0x7F
SEARCHING = 0x80
# payload 2
BAR = 0x0F
PI_INVALID = 0x10

_WITH_TOP_BIT = re.compile(rb"[\x80-\xff]*")
_NO_PR = frozenset((*range(10), 0xFF))  # 0 and FF say "none"; fewer than 10 a minute are no pulse
_NO_SPO2 = 0x7F
_NO_PI = 0xFFFF
_PI_RANGE = range(1, 2201)  # hundredths of a percent


class Live(NamedTuple):
    """A real-time packet, type 01. Numbers that say "none" are None; the flags are as sent."""

    signal: int  # 0…8
    beat: bool
    probe_error: bool
    searching: bool
    search_long: bool
    pleth: int  # 0…127
    bar: int  # 0…15
    pr: int | None  # /min
    spo2: int | None  # %
    pi: int | None  # hundredths of a percent


def next_packet(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a packet of a known type whose bytes after the first have the top bit."""
    length = LENGTHS.get(buffer[place])
    if length is None:
        return -1
    end = place + length
    have = len(buffer)
    whole = end <= have
    run = _WITH_TOP_BIT.match(buffer, place + 1, end)
    stop = place + 1 if run is None else run.end()
    if stop < (end if whole else have):
        return place - stop
    return length if whole else 0


def payload_of(packet: bytes) -> bytes:
    """Payload bytes with their top bits put back."""
    high = packet[1]
    return bytes([byte & 0x7F | (high >> k & 1) << 7 for k, byte in enumerate(packet[2:])])


def packet_of(kind: int, payload: bytes) -> bytes:
    """A packet of type `kind`; the reverse of `payload_of`."""
    high = 0x80
    for k, byte in enumerate(payload):
        high |= (byte >> 7) << k
    return bytes([kind, high, *(byte | 0x80 for byte in payload)])


def decode_live(packet: bytes) -> Live:
    """Fields of a real-time packet of 9 bytes."""
    _, high, flags, pleth, bar, pr, spo2, pi_low, pi_high = packet
    pr = pr & 0x7F | (high & 0x08) << 4
    spo2 = spo2 & 0x7F | (high & 0x10) << 3
    pi = pi_low & 0x7F | (high & 0x20) << 2 | (pi_high & 0x7F | (high & 0x40) << 1) << 8
    return Live(  # in the order of its fields: by name it takes twice as long
        flags & SIGNAL,
        flags & BEAT != 0,
        high & 0x01 != 0,
        high & 0x02 != 0,
        flags & SEARCH_LONG != 0,
        pleth & PLETH,
        bar & BAR,
        None if pr in _NO_PR else pr,
        spo2 if 1 <= spo2 <= 100 else None,
        pi if not bar & PI_INVALID and pi in _PI_RANGE else None,
    )


def encode_live(live: Live) -> bytes:
    """A real-time packet of 9 bytes; the reverse of `decode_live`."""
    flags = live.signal & SIGNAL
    flags |= SEARCH_LONG if live.search_long else 0
    flags |= BEAT if live.beat else 0
    flags |= PROBE_ERROR if live.probe_error else 0
    pi = _NO_PI if live.pi is None else live.pi
    return packet_of(
        LIVE,
        bytes(
            (
                flags,
                live.pleth & PLETH | (SEARCHING if live.searching else 0),
                live.bar & BAR | (PI_INVALID if live.pi is None else 0),
                0xFF if live.pr is None else live.pr,
                _NO_SPO2 if live.spo2 is None else live.spo2,
                pi & 0xFF,
                pi >> 8,
            )
        ),
    )


def command(code: int) -> bytes:
    """A command of the host, 9 bytes, parameters unused."""
    return bytes((HOST, 0x81, code, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80))


def text_of(payload: bytes) -> str:
    """Text of a payload, padding blanks included; bit 7 and anything unprintable left out."""
    return "".join(chr(byte & 0x7F) for byte in payload if 0x20 <= byte & 0x7F < 0x7F)
