"""Nonin Data Formats 1 and 8: numbers only, one group of bytes a second, no checksum.

    1:  FLAGS  HR  SPO2            HR 4-beat average
    8:  FLAGS  HR-D  SPO2-D  STAT2    "-D": for displays, renewed every 1.5 s, held 10 s after the finger has gone

Only FLAGS has its top bit set; its last two bits are the top ones of HR. Missing: HR 511, SpO2 127.

Source: "Nonin 9560 Bluetooth Specification", Data Formats 1 and 8; the older 4100's meaning of STAT2.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.framing import Rule
from drivers.nonin.layout import NO_HR, NO_SPO2, Numbers, numbers_of

STARTS = frozenset(range(0x80, 0x100))
GROUP_BYTES = {1: 3, 8: 4}

# FLAGS
ALWAYS = 0x80
SNSD = 0x40  # sensor disconnected; reserved on the 9560
OOT = 0x20  # out of track
LPRF = 0x10  # low perfusion
MPRF = 0x08  # marginal perfusion
ARTF = 0x04  # artefact, bad pulse

# STAT2
SPA = 0x20  # high-quality measurement
SNSA = 0x08  # sensor alarm; "sensor fault" on the 4100
CRITICAL_BATTERY = 0x02  # of the 4100; not defined elsewhere
LOW_BATTERY = 0x01

SPO2_STEP = 4  # %, a larger one between two groups is doubted
HR_STEP = 20  # /min, likewise


@dataclass(frozen=True, slots=True)
class Group:
    """One group."""

    flags: int
    numbers: Numbers  # as sent: held ones too
    stat2: int | None  # None: format 1
    readable: bool = True  # each number is one a Nonin measures, or the one that means "missing"

    @property
    def sensor_off(self) -> bool:
        """Whether nothing in it can be used because no finger is there."""
        return bool(self.flags & SNSD) or bool((self.stat2 or 0) & SNSA)

    @property
    def current(self) -> bool:
        """Whether its numbers are of now: an oximeter that lost the pulse goes on sending the last ones."""
        return not self.sensor_off and not self.flags & OOT

    @property
    def plausible(self) -> bool:
        """Whether its numbers make sense, and are missing only where a flag says why."""
        return self.readable and (not self.current or None not in self.numbers)

    def follows(self, before: Group) -> bool:
        """Whether it can have come a second after `before`: by small steps, or because the numbers were lost."""
        if not (self.plausible and before.plausible):
            return False
        lost = not self.current and self.numbers == Numbers(None, None)
        return lost or agree(before.numbers, self.numbers)


def next_group(size: int) -> Rule:
    """Rule of the resync buffer: the top bit in the first of `size` bytes only."""

    def rule(buffer: bytearray, place: int) -> int:
        if not buffer[place] & ALWAYS:
            return -1
        for byte in buffer[place + 1 : place + size]:
            if byte & ALWAYS:
                return -1
        return size if place + size <= len(buffer) else 0

    return rule


def decode(body: bytes) -> Group:
    """The group in 3 or 4 bytes."""
    hr = (body[0] & 0x03) << 7 | body[1]
    numbers = numbers_of(hr, body[2])
    readable = (numbers.hr is not None or hr == NO_HR) and (numbers.spo2 is not None or body[2] == NO_SPO2)
    return Group(body[0], numbers, body[3] if len(body) > 3 else None, readable)


def encode(group: Group) -> bytes:
    """Bytes of a group."""
    hr = NO_HR if group.numbers.hr is None else group.numbers.hr
    spo2 = NO_SPO2 if group.numbers.spo2 is None else group.numbers.spo2
    body = bytes((ALWAYS | group.flags & 0x7C | hr >> 7, hr & 0x7F, spo2))
    return body if group.stat2 is None else body + bytes((group.stat2 & 0x7F,))


def agree(one: Numbers, other: Numbers) -> bool:
    """Whether both can be of neighbouring seconds: small steps, and missing in both or in none."""
    return _near(one.spo2, other.spo2, SPO2_STEP) and _near(one.hr, other.hr, HR_STEP)


def _near(one: int | None, other: int | None, step: int) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= step
