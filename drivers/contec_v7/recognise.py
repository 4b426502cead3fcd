"""How a Contec V7.0 oximeter is told from another device: by its stream, or by its answer to the stop commands.

Source: as `layout`.
"""

from __future__ import annotations

from drivers.contec_v7 import layout

WORTH_S = 3.0
ANSWER_S = 1.5
STOP = (layout.command(layout.STOP_STORED), layout.command(layout.STOP_LIVE))

_PACKETS = 10
_DOUBTED = 90  # bytes, ten packets long
_PACKET_REST = 8  # bytes of a packet without its type
_STOPPED = 2  # one answer for each command


def streaming(data: bytes, seconds: float) -> str | None:
    """Whether it was left streaming: ten real-time packets one after the other."""
    size = layout.LENGTHS[layout.LIVE]
    buffer = bytearray(data)
    place = row = 0
    while place + size <= len(buffer):
        if buffer[place] == layout.LIVE and layout.next_packet(buffer, place) == size:
            live = layout.decode_live(bytes(buffer[place : place + size]))
            row = row + 1 if live.signal <= 8 else 0
            if row >= _PACKETS:
                return "Contec V7.0, streaming"
            place += size
        else:
            row = 0
            place += 1
    return None


def possible(data: bytes, seconds: float) -> bool:
    """Whether packets of the protocol are in it, if there is enough of it; see `Signature.possible`."""
    if len(data) < _DOUBTED:
        return True
    size = layout.LENGTHS[layout.LIVE]
    buffer = bytearray(data)
    places = (place for place, byte in enumerate(data) if byte == layout.LIVE)
    return sum(layout.next_packet(buffer, place) == size for place in places) * size >= len(data) // 3


def answer(data: bytes, seconds: float) -> str | None:
    """Whether it has answered both stop commands and says nothing but packets of the protocol.

    The first bytes may be the end of a packet: it may have been streaming when it was told to stop.
    """
    buffer = bytearray(data)
    place = 0
    while place < min(len(buffer), _PACKET_REST) and buffer[place] >= 0x80:
        place += 1
    kinds: list[int] = []
    while place < len(buffer):
        step = layout.next_packet(buffer, place)
        if step < 0:
            return None
        if step == 0:
            break
        kinds.append(buffer[place])
        place += step
    return "Contec V7.0" if kinds.count(layout.FREE) >= _STOPPED else None
