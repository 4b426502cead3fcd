"""All signals of one session that are not off, and the numbered list of what happened to them.

Conditions are decided elsewhere (`conditions`, `technical`); here they get their id and their episode, their signal
moves through the table of `presence`, pauses hold it, and each step becomes one `AlarmChange`. Every condition has
exactly one ONSET, one CLEARED and one ENDED, in this order; where nothing keeps the signal, CLEARED and ENDED come
together.
"""

from __future__ import annotations

from bedside.alarms.episodes import Episodes
from bedside.alarms.pauses import Pauses
from bedside.alarms.presence import (
    ESCALATES_AFTER_S,
    REMINDER_S,
    SHOWN_S,
    State,
    Trigger,
    after,
    clearing,
    latches,
)
from bedside.alarms.signal import Signal
from bedside.vitals.alarms import (
    Activation,
    AlarmChange,
    Change,
    Pause,
    PauseKind,
    Priority,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Actor

_RISEN = frozenset({Trigger.ONSET, Trigger.RAISED, Trigger.AGAIN})  # from here on escalation counts


class Signals:
    """The signals that are not off, in order of their onset."""

    def __init__(self) -> None:
        self.changes: list[AlarmChange] = []  # since they were last taken
        self.deadline: float | None = None
        self.pauses = Pauses()
        self._live: dict[int, Signal] = {}
        self._episodes = Episodes()
        self._sources: dict[Parameter, str] = {}
        self._conditions = 0
        self._changes = 0

    @property
    def any_active(self) -> bool:
        """Whether any signal is not off."""
        return bool(self._live)

    def source(self, parameter: Parameter, device: str) -> None:
        """The newest reading of `parameter` is of this device; its conditions will name it."""
        self._sources[parameter] = device

    def begin(
        self,
        signal: Signal,
        t: float,
        acknowledged_by: Actor | None = None,
        taken_over: Signal | None = None,
    ) -> Signal:
        """Give a new condition its number, its episode and its signal.

        Signals of the same key that are no longer true and of no higher priority end: the new one says it.
        It begins silent with `acknowledged_by` (ALM-66), or where it joins an episode that was acknowledged
        (ALM-61); what rises over `taken_over`, the signal of its side that ended for it, joins and sounds.
        """
        self._conditions += 1
        signal.condition = self._conditions
        for old in [s for s in self._live.values() if s.key == signal.key]:
            if not old.present and old.priority <= signal.priority:
                self.take_over(old, t, signal.rule)
        joined = None if taken_over is None else taken_over.episode
        signal.episode = self._episodes.begin(signal.key, signal.condition, t, joined)
        signal.times = signal.episode.onsets[signal.key]
        if not signal.device and signal.parameter is not None:
            signal.device = self._sources.get(signal.parameter, "")
        signal.acknowledged_by = acknowledged_by
        if taken_over is None or taken_over.priority > signal.priority:
            signal.acknowledged_by = acknowledged_by or signal.episode.covers(signal.priority)
        if signal.acknowledged_by is None:
            self._high_begins(signal, t)
        self._live[signal.condition] = signal
        self._hold(signal)
        if signal.acknowledged_by is None:
            self._move(signal, Trigger.ONSET, t)
        else:
            self._move(signal, Trigger.SILENT_ONSET, t)
            signal.reminder_t = t + REMINDER_S
        self._say(signal, Change.ONSET, t, actor=signal.acknowledged_by)
        self._plan()
        return signal

    def worse(self, signal: Signal, value: float, t: float) -> None:
        """A new worst value of a condition that is true."""
        signal.value = signal.worst = value
        self._say(signal, Change.WORSE, t)

    def again(self, signal: Signal, value: float, t: float) -> bool:
        """A condition worsened to `value`, so much that it sounds again (ALM-60); True if it does.

        One that is not acknowledged has not stopped sounding: nothing changes, unless it is a High that a pause
        holds. A High ends the audio pause and breaks through a care pause, as a new one would; a Medium waits.
        """
        held_high = signal.state is State.ON and signal.held and signal.priority is Priority.HIGH
        if not held_high and after(signal.state, Trigger.AGAIN) is None:
            return False
        signal.value = signal.worst = value
        self._high_begins(signal, t)
        signal.acknowledged_by = signal.reminder_t = None
        self._hold(signal)
        self._move(signal, Trigger.AGAIN, t)
        self._say(signal, Change.AGAIN, t)
        self._plan()
        return True

    def rise(self, signal: Signal, priority: Priority, t: float) -> None:
        """A technical condition rose by its table; an acknowledged one sounds again (ALM-31)."""
        if after(signal.state, Trigger.RAISED) is None:
            return
        self._high_begins(signal, t, priority)
        signal.priority = priority
        signal.acknowledged_by = signal.reminder_t = None
        self._hold(signal)
        self._move(signal, Trigger.RAISED, t)
        self._say(signal, Change.PRIORITY, t)
        self._plan()

    def clear(self, signal: Signal, value: float | None, t: float) -> None:
        """The condition is no longer so; `value` is the one that says it, None where there is none."""
        self._absent(signal, t)
        signal.value = value
        signal.reminder_t = None
        latching = signal.latching or latches(signal.kind, signal.priority)
        self._move(signal, clearing(t - signal.onset_t, latching=latching), t)
        if signal.state is State.LINGERING:
            signal.shown_until = signal.onset_t + SHOWN_S
        self._say(signal, Change.CLEARED, t)
        self._end_if_off(signal, t)
        self._plan()

    def take_over(self, signal: Signal, t: float, by: str) -> None:
        """End a signal, and its condition if still true, because one begun by the row `by` says the same or more."""
        self._end(signal, Trigger.TAKEN_OVER, f"taken over by {by}", t)

    def withdraw(self, signal: Signal, rule: str, t: float) -> None:
        """End a condition that is true, and its signal, because a person switched its limit off.

        `rule` says so in words, e.g. "limit switched off by Ada". One that has cleared stays as it is.
        """
        if signal.present:
            self._end(signal, Trigger.WITHDRAWN, rule, t)

    def acknowledge(self, condition: int, actor: Actor, t: float) -> None:
        """A person acknowledged a condition; one that is off or already acknowledged stays as it is."""
        signal = self._live.get(condition)
        if signal is None or not self._move(signal, Trigger.ACKNOWLEDGE, t):
            return
        signal.acknowledged_by = actor
        signal.episode.acknowledge(signal.priority, actor)
        signal.shown_until = None
        if signal.state is State.ACKNOWLEDGED:
            signal.reminder_t = t + REMINDER_S
        self._say(signal, Change.ACKNOWLEDGED, t, actor=actor)
        self._end_if_off(signal, t)
        self._plan()

    def pause(self, pause: Pause, t: float) -> None:
        """A pause begins to hold what it holds; one of its kind that is already running goes on as it was."""
        if self.pauses.begin(pause):
            self._hold_all(t)

    def resume(self, kind: PauseKind, t: float) -> None:
        """A pause ends."""
        if self.pauses.end(kind):
            self._hold_all(t)

    def end_pauses(self, t: float) -> None:
        """End the pauses whose time is over at `t`."""
        for kind in self.pauses.due(t):
            self.resume(kind, t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`: the reminder, the escalation, or the end of the 5 s. Ties go by condition."""
        for signal in list(self._live.values()):
            deadline = signal.deadline
            if deadline is None or deadline > t:
                continue
            if signal.state is State.LINGERING:
                self._move(signal, Trigger.SHOWN, t)
                self._end_if_off(signal, t)
            elif signal.state is State.ACKNOWLEDGED:
                signal.reminder_t = t + REMINDER_S  # every silence has an end
                self._say(signal, Change.REMINDER, t)
            else:
                signal.escalates_t = None
                signal.escalated = True
                self._say(signal, Change.ESCALATED, t)
        self._plan()

    def taken(self) -> list[AlarmChange]:
        """The changes since the last call."""
        changes, self.changes = self.changes, []
        return changes

    def _move(self, signal: Signal, trigger: Trigger, t: float) -> bool:
        """Through the table; escalation counts from when a signal comes on, and only while it may be heard."""
        state = after(signal.state, trigger)
        if state is None:
            return False
        signal.state = state
        if trigger in _RISEN:
            delay_s = ESCALATES_AFTER_S.get(signal.priority)
            signal.escalates_t = None if delay_s is None else t + delay_s
            signal.escalated = False
        elif state not in (State.ON, State.LATCHED):
            signal.escalates_t = None
            signal.escalated = False
        return True

    def _high_begins(self, signal: Signal, t: float, priority: Priority | None = None) -> None:
        """A signal begins at, or rises to, High: the audio pause is over before it is said (ALM-32)."""
        high = (priority or signal.priority) is Priority.HIGH
        if high and self.pauses.high_begins(signal.condition, signal.kind):
            self._hold_all(t)

    def _hold(self, signal: Signal) -> None:
        signal.held = self.pauses.hold(signal.condition, signal.kind, signal.priority)

    def _hold_all(self, t: float) -> None:
        """The pauses in force changed: say it for every signal that this makes or breaks the sound of."""
        for signal in self._live.values():
            before = signal.activation
            self._hold(signal)
            if signal.activation is not before:
                paused = signal.activation is Activation.PAUSED
                self._say(signal, Change.PAUSED if paused else Change.RESUMED, t)
        self._plan()

    def _absent(self, signal: Signal, t: float) -> None:
        signal.present = False
        signal.episode.cleared[signal.key] = t

    def _end(self, signal: Signal, trigger: Trigger, rule: str, t: float) -> None:
        self._move(signal, trigger, t)
        signal.rule = rule
        if signal.present:
            self._absent(signal, t)
            self._say(signal, Change.CLEARED, t)
        self._end_if_off(signal, t)
        self._plan()

    def _end_if_off(self, signal: Signal, t: float) -> None:
        if signal.state is State.OFF:
            del self._live[signal.condition]
            self._say(signal, Change.ENDED, t)

    def _plan(self) -> None:
        self.deadline = min((d for s in self._live.values() if (d := s.deadline) is not None), default=None)

    def _say(self, signal: Signal, change: Change, t: float, actor: Actor | None = None) -> None:
        self._changes += 1
        self.changes.append(signal.told(change, t, self._changes, actor))
