"""What was due in a recording, at any time of it: the same clock, run once over what was recorded.

What is due changes with an input only, never by itself; so a list of the changes is all there is to know, and it does
not matter in which order a cursor that jumped meets entries and readings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from bedside.alarms.clock import DueClock
from bedside.alarms.phases import Phases
from bedside.alarms.profile import NIBP_EVERY_MIN
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueItem
from bedside.vitals.readings import NOT_CURRENT, CuffStatus, Determination, Numeric
from bedside.vitals.records import EntryMade, ReadingTaken


class RecordedDue:
    """What was due when.

    Args:
        records: entries, cuff readings and states, respiratory rates, in order of arrival; others are passed over.
        nibp_every_min: minutes between cuff readings of a session without a protocol, by its alarm profile.
    """

    def __init__(
        self,
        records: Iterable[EntryMade | ReadingTaken] = (),
        nibp_every_min: Mapping[str, float] = NIBP_EVERY_MIN,
    ) -> None:
        self._times: list[float] = []  # session time of arrival from which on, s
        self._items: list[tuple[DueItem, ...]] = []
        self._phases = Phases()
        self._clock = DueClock(self._phases, nibp_every_min)
        now = 0.0
        for record in records:
            now = max(now, record.at)
            if not self._take(record, now):
                continue
            items = self._clock.items()
            if items != (self._items[-1] if self._items else ()):
                self._times.append(now)
                self._items.append(items)

    def at(self, t: float) -> tuple[DueItem, ...]:
        """What was due next at session time `t`, s, soonest first."""
        place = bisect_right(self._times, t)
        return self._items[place - 1] if place else ()

    def _take(self, record: EntryMade | ReadingTaken, at: float) -> bool:
        """Take the next input; whether it may have changed what is due."""
        if isinstance(record, EntryMade):
            changed = self._phases.take(record.entry, at)
            return self._clock.entered(record.entry, at) or changed
        match record.reading:
            case Determination() as reading:
                self._clock.measured(reading, at)
                return True
            case CuffStatus():
                return self._clock.cuff_seen()
            case Numeric(parameter=Parameter.RR, value=value, quality=quality):
                return value is not None and not quality & NOT_CURRENT and self._clock.breathed(at)
        return False
