"""The alarms as a screen lists them, folded from the changes: the same live and in replay."""

from __future__ import annotations

from bedside.alarms.presence import REMINDER_S
from bedside.vitals.alarms import Activation, ActiveAlarm, AlarmChange, Change, Kind, Presence


class Board:
    """Folds alarm changes, in their order, into the signals that are not off."""

    def __init__(self) -> None:
        self._alarms: dict[int, ActiveAlarm] = {}
        self._ordered: tuple[ActiveAlarm, ...] | None = ()  # None: to be sorted when next asked for

    def apply(self, change: AlarmChange) -> None:
        """Take the next change of the session."""
        if change.presence is Presence.OFF:
            self._alarms.pop(change.condition, None)
        else:
            self._alarms[change.condition] = _after(self._alarms.get(change.condition), change)
        self._ordered = None

    @property
    def active(self) -> tuple[ActiveAlarm, ...]:
        """Signals that are not off: High first, the patient before the equipment, newest first (ALM-50)."""
        if self._ordered is None:
            self._ordered = tuple(sorted(self._alarms.values(), key=_display_order))
        return self._ordered


def _after(before: ActiveAlarm | None, change: AlarmChange) -> ActiveAlarm:
    acknowledged_by = reminder_t = None
    if change.presence is Presence.ACKNOWLEDGED:
        silenced = change.change in (
            Change.ACKNOWLEDGED,
            Change.ONSET,
        )  # an onset that was acknowledged before
        if silenced:
            acknowledged_by = change.actor
        elif before is not None:
            acknowledged_by, reminder_t = before.acknowledged_by, before.reminder_t
        if silenced or change.change is Change.REMINDER:
            reminder_t = change.t + REMINDER_S
    reminded_t = change.t if change.change is Change.REMINDER else before.reminded_t if before else None
    loud_t = None
    if change.activation is Activation.ON:
        loud_t = change.t if before is None or before.loud_t is None else before.loud_t
    return ActiveAlarm(
        change=change,
        acknowledged_by=acknowledged_by,
        reminder_t=reminder_t,
        reminded_t=reminded_t,
        loud_t=loud_t,
    )


def _display_order(alarm: ActiveAlarm) -> tuple[int, bool, float, int]:
    change = alarm.change
    return (-change.priority, change.kind is Kind.TECHNICAL, -change.onset_t, -change.condition)
