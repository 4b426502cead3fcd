"""BCI five-byte packets as tables, decoded and encoded.

    1sssssss  0ppppppp  0bbbbbbb  0rrrrrrr  0xxxxxxx     state, pleth, bar, pulse rate, SpO2; 100 a second

There is no checksum. What holds the framing together: only the first byte of a packet has its top bit set. A
packet is broken as soon as another byte has it; that byte is taken for the first of the next one.

Source: "BCI Protocol V1.2" (BerryMed); flags as the published drivers for such modules agree on them. No
capture exists.
"""

from __future__ import annotations

from typing import NamedTuple

PACKET_BYTES = 5
STARTS = frozenset(range(0x80, 0x100))

# byte 1
SIGNAL = 0x0F  # 0…8; 15 has been seen without a finger
NO_SIGNAL = 0x10
UNPLUGGED = 0x20
BEAT = 0x40
# byte 2
PLETH = 0x7F  # 0 = none
# byte 3
BAR = 0x0F
NO_FINGER = 0x10
SEARCHING = 0x20
PR_BIT_7 = 0x40

SIGNAL_MOST = 8
PLETH_MOST = 100

_NO_PR = frozenset((*range(10), 0xFF))  # 0 and FF say "none"; fewer than 10 a minute are no pulse
_NO_SPO2 = 0x7F


class Live(NamedTuple):
    """A packet. Values that say "none" are None; the flags are as sent."""

    signal: int  # 0…8, 15
    beat: bool
    no_signal: bool
    unplugged: bool
    pleth: int | None  # 1…100
    bar: int  # 0…15
    no_finger: bool
    searching: bool
    pr: int | None  # /min
    spo2: int | None  # %


def next_packet(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: a byte with its top bit set, then four without."""
    if buffer[place] < 0x80:
        return -1
    end = place + PACKET_BYTES
    for at in range(place + 1, min(end, len(buffer))):
        if buffer[at] >= 0x80:
            return place - at
    return PACKET_BYTES if end <= len(buffer) else 0


def decode_live(packet: bytes) -> Live:
    """Fields of a packet of 5 bytes."""
    state, pleth, bar, pr, spo2 = packet
    pleth &= PLETH
    pr = (bar & PR_BIT_7) << 1 | pr & 0x7F
    return Live(
        signal=state & SIGNAL,
        beat=bool(state & BEAT),
        no_signal=bool(state & NO_SIGNAL),
        unplugged=bool(state & UNPLUGGED),
        pleth=pleth or None,
        bar=bar & BAR,
        no_finger=bool(bar & NO_FINGER),
        searching=bool(bar & SEARCHING),
        pr=None if pr in _NO_PR else pr,
        spo2=spo2 if 1 <= spo2 <= 100 else None,
    )


def encode_live(live: Live) -> bytes:
    """A packet of 5 bytes; the reverse of `decode_live`."""
    state = 0x80 | live.signal & SIGNAL
    state |= BEAT if live.beat else 0
    state |= NO_SIGNAL if live.no_signal else 0
    state |= UNPLUGGED if live.unplugged else 0
    pr = 0xFF if live.pr is None else live.pr
    bar = live.bar & BAR | (PR_BIT_7 if pr & 0x80 else 0)
    bar |= NO_FINGER if live.no_finger else 0
    bar |= SEARCHING if live.searching else 0
    pleth = 0 if live.pleth is None else live.pleth
    return bytes((state, pleth & PLETH, bar, pr & 0x7F, _NO_SPO2 if live.spo2 is None else live.spo2))
