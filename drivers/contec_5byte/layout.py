"""Contec five-byte packets and stored records as tables, decoded and encoded.

    1sssssss  0ppppppp  0bbbbbbb  0rrrrrrr  0xxxxxxx     state, pleth, bar, pulse rate, SpO2; 60 a second

There is no checksum. What holds the framing together: only the first byte of a packet has its top bit set. A
packet is broken as soon as another byte has it; that byte is taken for the first of the next one.

Source: Contec's "Communication protocol" of the CMS50D+ and CMS-P (one document); line settings, the rate's
eighth bit and the stored records as the published drivers for these devices agree on them. No capture exists.
"""

from __future__ import annotations

from typing import NamedTuple

PACKET_BYTES = 5
STARTS = frozenset(range(0x80, 0x100))

LIVE_REQUEST = b"\xf6\xf6\xf6"  # go to live mode; also ends a download
LIVE_BYTE = 0xF6
STORED_BYTE = 0xF5  # twice: send what is stored

# byte 1
SIGNAL = 0x0F
SEARCH_LONG = 0x10  # one published driver takes it for "finger out"; the document is believed
DROPPING = 0x20  # the device's own hint that SpO2 falls; never used
BEAT = 0x40
# byte 2
PLETH = 0x7F
# byte 3
BAR = 0x0F
PROBE_ERROR = 0x10
SEARCHING = 0x20
PR_BIT_7 = 0x40

_NO_PR = frozenset((*range(10), 0xFF))  # 0 and FF say "none"; fewer than 10 a minute are no pulse
_NO_SPO2 = 0x7F

# stored data
HEADER = 0xF2  # F2 hh mm, three times
RECORD_BYTES = 3
_RECORD = 0xF0  # and bit 7 of the pulse rate


class Live(NamedTuple):
    """A live packet. Numbers that say "none" are None; the flags are as sent."""

    signal: int  # 0…8
    beat: bool
    dropping: bool
    search_long: bool
    pleth: int  # 0…127
    bar: int  # 0…15
    probe_error: bool
    searching: bool
    pr: int | None  # /min
    spo2: int | None  # %


class Stored(NamedTuple):
    """One stored second."""

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
    """Fields of a live packet of 5 bytes."""
    state, pleth, bar, pr, spo2 = packet
    return Live(
        signal=state & SIGNAL,
        beat=bool(state & BEAT),
        dropping=bool(state & DROPPING),
        search_long=bool(state & SEARCH_LONG),
        pleth=pleth & PLETH,
        bar=bar & BAR,
        probe_error=bool(bar & PROBE_ERROR),
        searching=bool(bar & SEARCHING),
        pr=pr_of((bar & PR_BIT_7) << 1 | pr & 0x7F),
        spo2=_spo2_of(spo2 & 0x7F),
    )


def encode_live(live: Live) -> bytes:
    """A live packet of 5 bytes; the reverse of `decode_live`."""
    state = 0x80 | live.signal & SIGNAL
    state |= BEAT if live.beat else 0
    state |= DROPPING if live.dropping else 0
    state |= SEARCH_LONG if live.search_long else 0
    pr = 0xFF if live.pr is None else live.pr
    bar = live.bar & BAR | (PR_BIT_7 if pr & 0x80 else 0)
    bar |= PROBE_ERROR if live.probe_error else 0
    bar |= SEARCHING if live.searching else 0
    return bytes((state, live.pleth & PLETH, bar, pr & 0x7F, _NO_SPO2 if live.spo2 is None else live.spo2))


def is_record(record: bytes) -> bool:
    """Whether 3 bytes have the top bits of a stored record."""
    return record[0] & 0xFE == _RECORD and record[1] >= 0x80 and record[2] < 0x80


def decode_record(record: bytes) -> Stored:
    """A stored record of 3 bytes."""
    return Stored(pr=pr_of((record[0] & 1) << 7 | record[1] & 0x7F), spo2=_spo2_of(record[2] & 0x7F))


def encode_stored(records: list[Stored], hour: int = 0, minute: int = 0) -> bytes:
    """A whole answer to `STORED_BYTE`: header three times, length, one record per second.

    Args:
        records: what was stored, at least one second.
        hour: start of the record by the device's clock; 0 and 0 on a device without one.
        minute: likewise.
    """
    length = len(records) * RECORD_BYTES - 1
    out = bytearray((HEADER, 0x80 | hour, 0x80 | minute)) * 3
    out += bytes((0x80 | length >> 14 & 0x7F, 0x80 | length >> 7 & 0x7F, length & 0x7F))
    for record in records:
        pr = 0xFF if record.pr is None else record.pr
        out += bytes((_RECORD | pr >> 7, 0x80 | pr, _NO_SPO2 if record.spo2 is None else record.spo2))
    return bytes(out)


def pr_of(raw: int) -> int | None:
    """The pulse rate in a byte, /min; None: it holds none."""
    return None if raw in _NO_PR else raw


def _spo2_of(raw: int) -> int | None:
    return raw if 1 <= raw <= 100 else None
