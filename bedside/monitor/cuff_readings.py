"""What the cuff measured in a session and what it does now, with the age of its last reading (T-NIBP-STALE)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bedside.monitor.updates import Age, NibpState
from bedside.vitals.display import Ages
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.readings import CuffStatus, Determination

# Where an interval is in force a reading fades by it, not by the table of ages.
_FADES_AFTER: Final = 1.5  # intervals
_GONE_AFTER: Final = 2.0  # intervals, and never sooner than the table says


class CuffReadings:
    """The cuff of one session."""

    def __init__(self) -> None:
        self.determinations: tuple[Determination, ...] = ()  # oldest first
        self._status: CuffStatus | None = None
        self._reference: Determination | None = None

    def preload(self, determinations: Sequence[Determination]) -> None:
        """Those of the record, before anything else is taken."""
        self.determinations = tuple(determinations)

    def take(self, reading: Determination | CuffStatus) -> None:
        """Take a reading of this session."""
        if isinstance(reading, CuffStatus):
            self._status = reading
        else:
            self.determinations = (*self.determinations, reading)

    def refer(self, determination: Determination) -> None:
        """Keep a determination that is older than this session for reference only; it is no reading of it."""
        self._reference = determination

    def state(
        self,
        now: float,
        ages: Ages,
        due_t: float | None,
        *,
        can_start: bool,
        refusal: str,
        interval_s: float | None = None,
    ) -> NibpState | None:
        """What may be shown at session time `now`, s.

        Args:
            now: session time, s.
            ages: when readings fade and go without an interval.
            due_t: session time the next reading is due, s; None: no interval is in force.
            can_start: a device of this bed can start its cuff.
            refusal: why a start would be refused now, in words; "" = it would be accepted.
            interval_s: in force, s, where `due_t` does not tell it (put off, or asked for once); 0: none is.
        Returns:
            None: there is no cuff.
        """
        last = self.determinations[-1] if self.determinations else None
        if last is None and self._status is None and self._reference is None and not can_start:
            return None
        return NibpState(
            last=last,
            age=Age.NONE if last is None else _age(last.t, now, ages, due_t, interval_s),
            status=self._status,
            can_start=can_start,
            refusal=refusal,
            reference=self._reference,
            due_t=due_t,
        )


def nibp_interval_s(due: Sequence[DueItem]) -> float | None:
    """The interval a cuff reading goes by where the time it is due does not tell it, s; None: it does."""
    item = next((item for item in due if item.kind is DueKind.NIBP), None)
    if item is None or not (item.deferred or item.interval_s <= 0.0):
        return None
    return item.interval_s


def _age(
    measured_t: float, now: float, ages: Ages, due_t: float | None, interval_s: float | None = None
) -> Age:
    faded_s, gone_s = ages.nibp_faded_s, ages.nibp_gone_s
    if interval_s is None:
        interval_s = 0.0 if due_t is None else due_t - measured_t
    if interval_s > 0.0:
        faded_s, gone_s = _FADES_AFTER * interval_s, max(gone_s, _GONE_AFTER * interval_s)
    since_s = now - measured_t
    if since_s > gone_s:
        return Age.GONE
    return Age.FADED if since_s > faded_s else Age.VALID
