"""When a number of a line without a checksum is believed.

`Steady` is for lines of text, one a second or so: most are told at once. `Agreement` and `Agreed` are for streams of
packets, 60 or 100 a second: waiting for another packet costs nothing, so nothing is told before others agree.
"""

from __future__ import annotations

from typing import Final

AGREEING: Final = 2  # packets running that say the same, before what they say is told
AGREEING_AFTER_DAMAGE: Final = 4  # on a bad line two or three packets are damaged in the same way by chance
CLEAN_PACKETS: Final = 300
"""So long ago is the last damage when the line counts as good again. Of all damaged packets half are thrown away, so
with 0.5 % of the bytes damaged there are 4 (packets of five bytes) to 7 (of nine) of these in 300: it never is."""


class Steady:
    """Decides for one number whether the newest line's value is told.

    Told at once: the first number and the first after none, whatever lies near the number told before, a fall that
    the device's own alarm marks as well, and every loss of the number. A value that jumps, or differs right after
    bytes that were thrown away, waits for the next line: one damaged character must not become a number.

    Args:
        step: a larger change from one line to the next needs agreement, in the number's unit.
    """

    __slots__ = ("_held", "_step", "_told")

    def __init__(self, step: float) -> None:
        self._step = step
        self._told: float | None = None
        self._held: float | None = None  # waits for the agreement of the next line

    def passes(self, value: float | None, *, after_gap: bool, marked_low: bool) -> bool:
        """Whether `value` is to be told now."""
        held, self._held = self._held, None
        if value is not None and self._is_doubtful(value, held, after_gap, marked_low):
            self._held = value
            return False
        self._told = value
        return True

    def _is_doubtful(self, value: float, held: float | None, after_gap: bool, marked_low: bool) -> bool:
        told = self._told
        near = told is None or abs(value - told) <= self._step
        jumps = not near and not (marked_low and told is not None and value < told)
        if not jumps and not (after_gap and value != told):
            return False
        if held is None:
            return True
        # two lines in a row agree: the same, or both away from the number told before on the same side
        same_side = told is not None and (value - told) * (held - told) > 0
        return not (abs(value - held) <= self._step or same_side)


class Agreement:
    """How many packets of one stream have to agree: few on a good line, more while it is damaged."""

    __slots__ = ("_clean", "_framed", "broken", "counts", "needed")

    def __init__(self) -> None:
        self.needed = AGREEING  # packets running, the newest among them
        self.counts = True  # the newest packet is one of them
        self.broken = False  # bytes had to be thrown away between two packets, ever
        self._clean = CLEAN_PACKETS  # packets since the last damage
        self._framed = False  # any packet came

    def packet(self, *, after_gap: bool) -> None:
        """Another packet came; to be called before the fields of it are looked at.

        Args:
            after_gap: bytes were thrown away in front of it. In front of the first packet they may be the end of one
                that began before anybody listened.
        """
        # at a wrong speed nearly every packet stands alone between bytes that make none, and says what others said
        self.counts = not after_gap
        if after_gap:
            self._clean = 0
            self.broken = self.broken or self._framed
        self._framed = True
        self._clean += 1
        self.needed = AGREEING if self._clean > CLEAN_PACKETS else AGREEING_AFTER_DAMAGE


class Agreed:
    """Decides when a field of packets is told: a number, or that there is none and why.

    Whatever differs from what was told waits until as many packets running as needed say it. That goes for the loss of
    a number too: one damaged packet that says "no finger" would put the alarms of the number to sleep for seconds.
    What stays the same is told again every `renewal` packets, and after half as many while the line is damaged, because
    there some of them are thrown away. A number that never settles is missing: after `renewal` packets running, none of
    which said what was told and not enough of which agreed.

    Args:
        agreement: of the stream.
        renewal: packets after which it is told again.
        step: a number that changes in every packet, and from one packet to the next by no more than this, is told after
            half of `renewal` packets, and again after each further half; in the field's unit. 0: it has to settle.
    """

    __slots__ = (
        "_agreement",
        "_apart",
        "_near",
        "_newest",
        "_packets",
        "_renewal",
        "_same",
        "_step",
        "_told",
        "state",
        "value",
    )

    def __init__(self, agreement: Agreement, renewal: int, step: int = 0) -> None:
        self.value: int | None = None  # as told
        self.state = 0  # why there is none, as told
        self._agreement = agreement
        self._renewal = renewal
        self._step = step
        self._told: tuple[int | None, int] | None = None  # None: nothing yet
        self._newest: tuple[int | None, int] | None = (
            None  # of the packet before, where it differs from what was told
        )
        self._same = 0  # packets running that say so
        self._near = 0  # packets running of which each is near the one before
        self._apart = 0  # packets running that differ from what was told
        self._packets = 0  # since it was told

    def takes(self, value: int | None, state: int) -> bool:
        """Whether `self.value` and `self.state` are to be told now.

        Args:
            value: as the newest packet has it.
            state: why it has none, any number that stands for it; 0: nothing is said.
        """
        self._packets += 1
        newest = (value, state)
        if newest == self._told:
            self._newest, self._apart = None, 0
            if self._packets < (self._renewal if self._agreement.needed == AGREEING else self._renewal // 2):
                return False
            self._packets = 0
            return True
        before, self._newest = self._newest, newest
        self._apart += 1
        counts, needed = self._agreement.counts, self._agreement.needed
        self._same = (self._same if newest == before else 0) + counts
        self._near = (self._near if self._is_near(before) else 0) + counts
        drifts = self._step > 0 and self._near >= needed and self._apart > self._renewal // 2
        if self._same < needed and not drifts:
            if self._apart <= self._renewal:
                return False
            newest = (None, 0)  # nobody knows it
        self._tell(newest)
        return True

    def finish(self) -> bool:
        """Whether `self.value` and `self.state` are to be told now that no packet follows: only if nothing ever was,
        and nothing was damaged between the few packets that came. A file may hold a single one.
        """
        if self._told is not None or self._newest is None or self._agreement.broken:
            return False
        self._tell(self._newest)
        return True

    def _is_near(self, before: tuple[int | None, int] | None) -> bool:
        if self._newest is None or before is None:
            return False
        value, was = self._newest[0], before[0]
        return value is not None and was is not None and abs(value - was) <= self._step

    def _tell(self, newest: tuple[int | None, int]) -> None:
        self._told, self._newest = newest, None
        self.value, self.state = newest
        self._apart = self._packets = 0
