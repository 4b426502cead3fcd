"""How a BCI stream is told from another.

The framing is the same as that of Contec's five-byte packets, so the rate decides: 500 bytes a second here, 300
there; and the pleth ends at 100 here, at 127 there. At a wrong line speed the framing may hold by chance for a
while; therefore the pleth must move by small steps and the numbers must stand still, as a hundred repeats of the
same second do.
"""

from __future__ import annotations

from itertools import pairwise

from drivers.bci import layout
from drivers.framing import packets_in

WORTH_S = 3.0
_LEAST_S = 2.0
_BYTES_PER_S = range(400, 576)  # nominal 500; 480 is what 4800 baud carries
_SMALL_STEP = 15  # of the pleth, 0…100
_MOST = 0.95
_HALF = 0.5
_DOUBTED = 100  # bytes among which chance makes no such number of packets


def recognise(data: bytes, seconds: float) -> str | None:
    """What `data`, heard in `seconds`, is, in words; None: not a BCI stream, or not yet."""
    if seconds < _LEAST_S or int(len(data) / seconds) not in _BYTES_PER_S:
        return None
    packets = [layout.decode_live(packet) for packet in packets_in(data, layout.next_packet, layout.STARTS)]
    if len(packets) * layout.PACKET_BYTES < _MOST * (len(data) - 2 * layout.PACKET_BYTES):
        return None
    steps = [abs((b.pleth or 0) - (a.pleth or 0)) <= _SMALL_STEP for a, b in pairwise(packets)]
    still = [(a.pr, a.spo2) == (b.pr, b.spo2) for a, b in pairwise(packets)]
    sound = [
        (packet.pleth or 0) <= layout.PLETH_MOST
        and (packet.signal <= layout.SIGNAL_MOST or packet.no_finger or packet.no_signal)
        for packet in packets
    ]
    if all(sum(column) >= _MOST * len(column) for column in (steps, still, sound)):
        return "BCI five-byte, streaming"
    return None


def possible(data: bytes, seconds: float) -> bool:
    """Whether most of it is packets, if there is enough of it; see `Signature.possible`."""
    if len(data) < _DOUBTED:
        return seconds < _LEAST_S
    return len(packets_in(data, layout.next_packet, layout.STARTS)) * layout.PACKET_BYTES >= _HALF * len(data)
