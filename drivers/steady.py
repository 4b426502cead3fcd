"""When a number of a line without a checksum is believed."""

from __future__ import annotations


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
