"""How a Contec five-byte stream is told from another.

The framing is the same as that of the BCI protocol, so the rate decides: 300 bytes a second here, 500 there.
At a wrong line speed the framing may hold by chance for a while; therefore the pleth must move by small steps
and the numbers must stand still, as sixty repeats of the same second do.
"""

from __future__ import annotations

from itertools import pairwise

from drivers.contec_5byte import layout
from drivers.framing import packets_in

WORTH_S = 3.0
_LEAST_S = 2.0
_BYTES_PER_S = range(240, 346)  # nominal 300; a stream that begins a moment after the request has fewer
_SMALL_STEP = 20  # of the pleth, 0…127; the steepest rise of a pulse takes about six packets
_MOST = 0.95
_HALF = 0.5
_DOUBTED = 100  # bytes among which chance makes no such number of packets


def recognise(data: bytes, seconds: float) -> str | None:
    """What `data`, heard in `seconds`, is, in words; None: not a Contec five-byte stream, or not yet."""
    return _recognised(data, seconds, _LEAST_S)


def answer(data: bytes, seconds: float) -> str | None:
    """The same where the stream began when it was asked for, which is a sign in itself: half the time will do."""
    return _recognised(data, seconds, _LEAST_S / 2)


def _recognised(data: bytes, seconds: float, least_s: float) -> str | None:
    if seconds < least_s or int(len(data) / seconds) not in _BYTES_PER_S:
        return None
    packets = [layout.decode_live(packet) for packet in packets_in(data, layout.next_packet, layout.STARTS)]
    if len(packets) * layout.PACKET_BYTES < _MOST * (len(data) - 2 * layout.PACKET_BYTES):
        return None
    steps = [abs(b.pleth - a.pleth) <= _SMALL_STEP for a, b in pairwise(packets)]
    still = [(a.pr, a.spo2) == (b.pr, b.spo2) for a, b in pairwise(packets)]
    sound = [packet.signal <= 8 for packet in packets]
    if all(sum(column) >= _MOST * len(column) for column in (steps, still, sound)):
        return "Contec five-byte, streaming"
    return None


def possible(data: bytes, seconds: float) -> bool:
    """Whether most of it is packets, if there is enough of it; see `Signature.possible`."""
    if len(data) < _DOUBTED:
        return seconds < _LEAST_S
    return len(packets_in(data, layout.next_packet, layout.STARTS)) * layout.PACKET_BYTES >= _HALF * len(data)
