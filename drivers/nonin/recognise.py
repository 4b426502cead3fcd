"""How a Nonin is recognised on a line, by the data format it sends. Listening is enough; nothing is sent.

Formats 2 and 7: a whole packet of frames with right checksums in a row, SYNC in its first and in the frame after
it only. Formats 1 and 8 have no checksum: ten groups in a row that agree, one a second, and nothing else on the
line. Format 13: one packet, which has a checksum and ten bytes that are always the same or decimal.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from bedside.driver_api import PortSettings, Signature
from drivers.framing import Rule
from drivers.nonin import groups, layout, spot

_GROUPS = 10
_PORT = PortSettings(baud=9600)


def _runs(data: bytes, rule: Rule) -> list[list[bytes]]:
    """Frames in `data`, those in one list without a byte between them."""
    buffer, place = bytearray(data), 0
    runs: list[list[bytes]] = [[]]
    while place < len(buffer) and (step := rule(buffer, place)) != 0:
        if step > 0:
            runs[-1].append(data[place : place + step])
        elif runs[-1]:
            runs.append([])
        place += abs(step)
    return runs


def _has_packet(data: bytes, rule: Rule, status_at: int) -> bool:
    whole = [True, *[False] * (layout.PACKET_FRAMES - 1), True]
    for run in _runs(data, rule):
        syncs = [bool(frame[status_at] & layout.SYNC) for frame in run]
        if any(syncs[n : n + len(whole)] == whole for n in range(len(syncs) - len(whole) + 1)):
            return True
    return False


def recognise_2(data: bytes, seconds: float) -> str | None:
    """Data Format 2."""
    return "Nonin, Data Format 2 (pleth)" if _has_packet(data, layout.next_frame, 1) else None


def recognise_7(data: bytes, seconds: float) -> str | None:
    """Data Format 7."""
    return "Nonin, Data Format 7 (pleth)" if _has_packet(data, layout.next_frame_7, 0) else None


def _groups_in(data: bytes, seconds: float, size: int) -> list[groups.Group] | None:
    """The groups, one a second, if there is nothing else; None: there is."""
    start = next((place for place, byte in enumerate(data[:size]) if byte & groups.ALWAYS), None)
    if start is None:  # listening may have begun within a group
        return [] if len(data) < size else None
    runs = _runs(data[start:], groups.next_group(size))
    found = [groups.decode(body) for body in runs[0]]
    if len(runs) > 1 or not 0.75 * seconds - 1 <= len(found) <= 1.25 * seconds + 2:
        return None
    if len(found) == 1:
        return found if found[0].plausible else None
    # the second way round: the numbers came back
    agree = all(after.follows(before) or before.follows(after) for before, after in pairwise(found))
    return found if agree else None


def recognise_1(data: bytes, seconds: float) -> str | None:
    """Data Format 1."""
    return (
        "Nonin, Data Format 1 (numbers only)" if len(_groups_in(data, seconds, 3) or ()) >= _GROUPS else None
    )


def recognise_8(data: bytes, seconds: float) -> str | None:
    """Data Format 8."""
    return (
        "Nonin, Data Format 8 (numbers only)" if len(_groups_in(data, seconds, 4) or ()) >= _GROUPS else None
    )


def recognise_13(data: bytes, seconds: float) -> str | None:
    """Data Format 13."""
    packets = [packet for run in _runs(data, spot.next_packet) for packet in run]
    if any(spot.decode(packet).clock for packet in packets):
        return "Nonin, Data Format 13 (spot checks: set it to Data Format 2)"
    return None


def _possible(rule: Rule, enough: int) -> Callable[[bytes, float], bool]:
    def possible(data: bytes, seconds: float) -> bool:
        return len(data) < enough or any(_runs(data, rule))

    return possible


def _may_be_groups(size: int) -> Callable[[bytes, float], bool]:
    def possible(data: bytes, seconds: float) -> bool:
        return _groups_in(data, seconds, size) is not None

    return possible


SIGNATURES = (
    Signature(port=_PORT, recognise=recognise_2, possible=_possible(layout.next_frame, 40)),
    Signature(port=_PORT, recognise=recognise_7, possible=_possible(layout.next_frame_7, 40)),
    Signature(port=_PORT, recognise=recognise_13, possible=_possible(spot.next_packet, 80)),
    Signature(port=_PORT, recognise=recognise_8, possible=_may_be_groups(4), listen_s=12.0),
    Signature(port=_PORT, recognise=recognise_1, possible=_may_be_groups(3), listen_s=12.0),
)
