"""The part of the alarm engine that follows the session: what is due, how the infusion runs, how awake one is."""

from __future__ import annotations

from collections.abc import Mapping

from bedside.alarms.clock import DueClock
from bedside.alarms.holding import HoldingTimes
from bedside.alarms.infusing import RecordedInfusion
from bedside.alarms.infusion_watch import InfusionEnd, PumpMatch
from bedside.alarms.overdue import Overdue
from bedside.alarms.phases import Phases
from bedside.alarms.sedation import Sedation
from bedside.alarms.signals import Signals
from bedside.vitals.commands import Entry
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.readings import NOT_CURRENT, Determination, Numeric


class Flow:
    """What follows the timeline in one session.

    Args:
        phases: of the session; they get an entry before it comes here.
        signals: of the session.
        holding: how long values hold.
        nibp_every_min: minutes between cuff readings where no protocol says.
    """

    def __init__(
        self,
        phases: Phases,
        signals: Signals,
        holding: HoldingTimes,
        nibp_every_min: Mapping[str, float],
    ) -> None:
        self._clock = DueClock(phases, nibp_every_min)
        self._overdue = {kind: Overdue(kind, self._clock, phases, signals) for kind in DueKind}
        self._infusion = RecordedInfusion()
        self._end = InfusionEnd(phases, signals)
        self._pump = PumpMatch(phases, signals, holding)
        self._sedation = Sedation(signals)
        self._items: tuple[DueItem, ...] | None = None  # None: to be found when next asked for
        self.sources: tuple[Overdue | InfusionEnd | PumpMatch, ...] = (
            *self._overdue.values(),
            self._end,
            self._pump,
        )

    @property
    def due(self) -> tuple[DueItem, ...]:
        """What is due next, soonest first."""
        if self._items is None:
            self._items = self._clock.items()
        return self._items

    def entered(self, entry: Entry, t: float, *, phases_changed: bool) -> None:
        """Take an entry that arrived at `t`."""
        if self._clock.entered(entry, t) or phases_changed:
            self._replan(t)
        if self._infusion.entered(entry, t):
            self._pump.recorded(self._infusion.now, t)
            self._end.replan(self._infusion.now, t)
        elif phases_changed:
            self._end.replan(self._infusion.now, t)
        self._sedation.entered(entry, t)

    def measured(self, reading: Determination, t: float) -> None:
        """A cuff measurement ended with a result."""
        self._clock.measured(reading, t)
        self._overdue[DueKind.NIBP].done(t)
        self._replan(t)

    def cuff_seen(self, t: float) -> None:
        """A cuff says something."""
        if self._clock.cuff_seen():
            self._replan(t)

    def breathed(self, reading: Numeric, t: float) -> None:
        """A device said something of the respiratory rate."""
        valid = reading.value is not None and not reading.quality & NOT_CURRENT
        if valid and self._clock.breathed(t):
            self._replan(t)

    def pump(self, reading: Numeric, device: str, t: float) -> None:
        """A pump said its rate."""
        self._pump.take(reading, device, t)

    def detached(self, device: str, t: float) -> None:
        """A device was taken away."""
        self._pump.detached(device, t)

    def _replan(self, t: float) -> None:
        self._items = None
        for each in self._overdue.values():
            each.replan(t)
