"""All signals of one session that are not off, and the numbered list of what happened to them.

Conditions are decided elsewhere (`conditions`, `technical`); here they get their id, their signal moves through
the table of `presence`, and each move becomes one `AlarmChange`. Every condition has exactly one ONSET, one CLEARED
and one ENDED, in this order; where nothing keeps the signal, CLEARED and ENDED come together.
"""

from __future__ import annotations

from dataclasses import dataclass

from bedside.alarms.presence import REMINDER_S, SHOWN_S, State, Trigger, after, clearing
from bedside.vitals.alarms import AlarmChange, Change, Direction, Kind, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Actor


@dataclass(slots=True, kw_only=True)
class Signal:
    """One condition and its signal while it is not off."""

    condition: int
    key: str  # what it is about; signals of one key replace each other
    code: str
    kind: Kind
    priority: Priority
    words: str
    rule: str
    onset_t: float  # s
    parameter: Parameter | None = None
    direction: Direction | None = None
    value: float | None = None
    worst: float | None = None
    limit: float | None = None
    state: State = State.OFF
    present: bool = True
    acknowledged_by: Actor | None = None
    shown_until: float | None = None  # s; set while it lingers
    reminder_t: float | None = None  # s

    @property
    def deadline(self) -> float | None:
        """When something happens to it by itself, s."""
        return self.shown_until if self.shown_until is not None else self.reminder_t


class Signals:
    """The signals that are not off, in order of their onset."""

    def __init__(self) -> None:
        self.changes: list[AlarmChange] = []  # since they were last taken
        self.deadline: float | None = None
        self._live: dict[int, Signal] = {}
        self._conditions = 0
        self._changes = 0

    def begin(self, signal: Signal, t: float, acknowledged_by: Actor | None = None) -> Signal:
        """Give a new condition its number and its signal.

        Signals of the same key that are no longer true and of no higher priority end: the new one says it.
        With `acknowledged_by` the signal begins silent (ALM-66).
        """
        self._conditions += 1
        signal.condition = self._conditions
        for old in [s for s in self._live.values() if s.key == signal.key]:
            if not old.present and old.priority <= signal.priority:
                self.take_over(old, t, signal.rule)
        self._live[signal.condition] = signal
        signal.acknowledged_by = acknowledged_by
        self._move(signal, Trigger.ONSET if acknowledged_by is None else Trigger.SILENT_ONSET)
        if signal.state is State.ACKNOWLEDGED:
            signal.reminder_t = t + REMINDER_S
        self._say(signal, Change.ONSET, t, actor=acknowledged_by)
        self._plan()
        return signal

    def worse(self, signal: Signal, value: float, t: float) -> None:
        """A new worst value of a condition that is true."""
        signal.value = signal.worst = value
        self._say(signal, Change.WORSE, t)

    def rise(self, signal: Signal, priority: Priority, t: float) -> None:
        """A technical condition rose by its table; an acknowledged one sounds again (ALM-31)."""
        if self._move(signal, Trigger.RAISED):
            signal.priority = priority
            signal.acknowledged_by = signal.reminder_t = None
            self._say(signal, Change.PRIORITY, t)
            self._plan()

    def clear(self, signal: Signal, value: float | None, t: float) -> None:
        """The condition is no longer so; `value` is the one that says it, None where there is none."""
        signal.present = False
        signal.value = value
        signal.reminder_t = None
        self._move(signal, clearing(signal.kind, signal.priority, t - signal.onset_t))
        if signal.state is State.LINGERING:
            signal.shown_until = signal.onset_t + SHOWN_S
        self._say(signal, Change.CLEARED, t)
        self._end_if_off(signal, t)
        self._plan()

    def take_over(self, signal: Signal, t: float, by: str) -> None:
        """End a signal, and its condition if still true, because one begun by the row `by` says the same or more."""
        self._move(signal, Trigger.TAKEN_OVER)
        signal.rule = f"taken over by {by}"
        if signal.present:
            signal.present = False
            self._say(signal, Change.CLEARED, t)
        self._end_if_off(signal, t)
        self._plan()

    def acknowledge(self, condition: int, actor: Actor, t: float) -> None:
        """A person acknowledged a condition; one that is off or already acknowledged stays as it is."""
        signal = self._live.get(condition)
        if signal is None or not self._move(signal, Trigger.ACKNOWLEDGE):
            return
        signal.acknowledged_by = actor
        signal.shown_until = None
        if signal.state is State.ACKNOWLEDGED:
            signal.reminder_t = t + REMINDER_S
        self._say(signal, Change.ACKNOWLEDGED, t, actor=actor)
        self._end_if_off(signal, t)
        self._plan()

    def fire(self, t: float) -> None:
        """Do what is due at `t`: the reminder, or the end of the 5 s. Ties go by condition."""
        for signal in list(self._live.values()):
            if signal.deadline is None or signal.deadline > t:
                continue
            if signal.state is State.LINGERING:
                self._move(signal, Trigger.SHOWN)
                signal.shown_until = None
                self._end_if_off(signal, t)
            else:
                signal.reminder_t = None
                self._say(signal, Change.REMINDER, t)
        self._plan()

    def taken(self) -> list[AlarmChange]:
        """The changes since the last call."""
        changes, self.changes = self.changes, []
        return changes

    def _move(self, signal: Signal, trigger: Trigger) -> bool:
        state = after(signal.state, trigger)
        if state is None:
            return False
        signal.state = state
        return True

    def _end_if_off(self, signal: Signal, t: float) -> None:
        if signal.state is State.OFF:
            del self._live[signal.condition]
            self._say(signal, Change.ENDED, t)

    def _plan(self) -> None:
        self.deadline = min((s.deadline for s in self._live.values() if s.deadline is not None), default=None)

    def _say(self, signal: Signal, change: Change, t: float, actor: Actor | None = None) -> None:
        self._changes += 1
        self.changes.append(
            AlarmChange(
                t=t,
                number=self._changes,
                condition=signal.condition,
                change=change,
                presence=signal.state.presence,
                present=signal.present,
                code=signal.code,
                kind=signal.kind,
                priority=signal.priority,
                words=signal.words,
                onset_t=signal.onset_t,
                parameter=signal.parameter,
                direction=signal.direction,
                value=signal.value,
                worst=signal.worst,
                limit=signal.limit,
                actor=actor,
                rule=signal.rule,
            )
        )
