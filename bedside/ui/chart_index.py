"""Everything that happened in a session in order of time, so that a window costs what it shows and not what there was.

A pan over 24 h with thousands of alarms looks up two edges; only what came since the last look is folded in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.late import is_late
from bedside.ui.catalogue import Catalogue
from bedside.ui.chart_alarms import AlarmFold, Mark
from bedside.ui.chart_marks import entry_marks
from bedside.vitals.commands import Entry, GiveRating
from bedside.vitals.display import PressureUnit
from bedside.vitals.readings import Determination


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A rating in its lane."""

    t: float  # session time, s
    row: int
    value: int
    late: bool = False  # entered long after it was given


class ChartIndex:
    """The newest update of one bed, cut by time."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._fold = AlarmFold()
        self._unit = PressureUnit.MMHG
        self._entries: tuple[Entry, ...] = ()
        self._laned: frozenset[str] | None = None
        self._entry_marks: list[Mark] = []
        self._marks: list[Mark] = []
        self._mark_times: list[float] = []
        self._discs: list[Disc] = []
        self._disc_times: list[float] = []
        self._cuffs: tuple[Determination, ...] = ()
        self._cuff_times: list[float] = []

    def show(self, update: MonitorUpdate, rows: dict[str, int], *, laned: bool, unit: PressureUnit) -> None:
        """Take an update.

        Args:
            update: of any bed; the next of the same session costs only what is new.
            rows: scale → row of the scales that have a lane.
            laned: whether there is room for those lanes; without it ratings are icons among the events.
            unit: of the pressures in the words of alarms.
        """
        self._show_cuffs(update.determinations)
        # Without any row for them ratings are icons among the events; beside the first row the others are left out.
        lanes = frozenset(rows) if laned else frozenset[str]()
        anew = self._entries is not update.entries or self._laned != lanes
        if anew:
            self._laned, self._entries = lanes, update.entries
            marks = entry_marks(update.entries, self._catalogue, laned=lanes)
            self._entry_marks = [mark for mark in marks if mark.charted]
            self._show_discs(update.entries, rows)
        if unit is not self._unit:
            self._unit, self._fold = unit, AlarmFold()
        if self._fold.take(update.alarm_log, unit) or anew:
            self._marks = sorted([*self._entry_marks, *self._fold.marks()], key=lambda mark: mark.t)
            self._mark_times = [mark.t for mark in self._marks]

    def _show_cuffs(self, cuffs: tuple[Determination, ...]) -> None:
        if cuffs is not self._cuffs:
            self._cuffs = cuffs
            self._cuff_times = [cuff.t for cuff in cuffs]

    def _show_discs(self, entries: Iterable[Entry], rows: dict[str, int]) -> None:
        discs = [
            Disc(
                t=entry.t,
                row=rows[entry.command.scale],
                value=entry.command.value,
                late=is_late(entry.t, entry.entered_t),
            )
            for entry in entries
            if isinstance(entry.command, GiveRating) and entry.command.scale in rows and not entry.retracted
        ]
        self._discs = sorted(discs, key=lambda disc: disc.t)
        self._disc_times = [disc.t for disc in self._discs]

    def marks(self, first: float, last: float) -> Sequence[Mark]:
        """Entries and alarms between two session times (s, inclusive), oldest first."""
        return self._marks[bisect_left(self._mark_times, first) : bisect_right(self._mark_times, last)]

    def discs(self, first: float, last: float) -> Sequence[Disc]:
        """Ratings of the lanes, oldest first."""
        return self._discs[bisect_left(self._disc_times, first) : bisect_right(self._disc_times, last)]

    def known_cuffs(
        self, cuffs: tuple[Determination, ...], first: float, last: float
    ) -> Sequence[Determination]:
        """Those of `cuffs` (of the session, oldest first) between two session times, s."""
        self._show_cuffs(cuffs)
        return self._cuffs[bisect_left(self._cuff_times, first) : bisect_right(self._cuff_times, last)]

    def cuff_before(self, t: float) -> Determination | None:
        """The newest cuff reading at or before a session time, s."""
        n = bisect_right(self._cuff_times, t)
        return self._cuffs[n - 1] if n else None

    def ratings_at(self, t: float) -> dict[int, int]:
        """Row → newest rating at or before a session time, s; rows in their order."""
        found: dict[int, int] = {}
        rows = {disc.row for disc in self._discs}
        for disc in reversed(self._discs[: bisect_right(self._disc_times, t)]):
            found.setdefault(disc.row, disc.value)
            if len(found) == len(rows):
                break
        return dict(sorted(found.items()))


def charted(update: MonitorUpdate) -> tuple[object, ...]:
    """Everything on the chart whose change has to be seen at once."""
    return (
        update.bed,
        update.session,
        update.mode,
        update.entries,
        update.determinations,
        len(update.alarm_log),
        update.limits,
        None if update.baseline is None else update.baseline.pressures,
        None if update.nibp is None else update.nibp.due_t,
        () if update.care is None else update.care.due,
        "" if update.care is None else update.care.plasma_model,
    )
