"""One condition of the equipment's table over time: its cause, when it is armed, how it begins, rises and clears.

A condition has a *cause* (probe off since …, link lost since …). It begins `onset_after_s` later, though never
before it is *armed*: by the first valid value or frame, or by the start of the infusion (ALM-25). In the phases of
its row it may rise to a higher priority; it never falls again before it clears. While a cuff inflates on the probe's
arm it is *held*: a cause counts from when it is released (ALM-57).
"""

from __future__ import annotations

from bedside.alarms.phases import Phases
from bedside.alarms.signal import Signal
from bedside.alarms.signals import Signals
from bedside.alarms.technical_rows import CountFrom, TechnicalRow
from bedside.vitals.alarms import Kind, Priority


class Technical:
    """One technical condition over time: its cause, whether it is armed, and its signal."""

    def __init__(self, row: TechnicalRow, phases: Phases, signals: Signals, device: str = "") -> None:
        self.deadline: float | None = None  # s
        self.cause_t: float | None = None  # s; None = no cause
        self.may_rise = True
        self.words = ""
        self._row = row
        self._device = device  # with one, there is a condition for each
        self._phases = phases
        self._signals = signals
        self._armed_t: float | None = None
        self._held = False
        self._signal: Signal | None = None

    @property
    def running(self) -> bool:
        """Whether the condition is so now."""
        return self._signal is not None

    @property
    def priority(self) -> Priority | None:
        """Of the running condition; None = it is not so."""
        return None if self._signal is None else self._signal.priority

    def arm(self, t: float) -> None:
        """A first valid value or frame came at `t`: from now on its loss is an alarm."""
        if self._armed_t is None:
            self._armed_t = t
        self.plan(t)

    def disarm(self, t: float) -> None:
        """Its device was taken away on purpose: only an infusion arms it again without a new value."""
        self._armed_t = None
        self.plan(t)

    def caused(self, cause_t: float, words: str, t: float) -> None:
        """At `t` it is known that there is a cause since `cause_t`; a cause that goes on keeps its first time."""
        if self.cause_t is None:
            self.cause_t = cause_t
        if self._signal is None:
            self.words = words
        self.plan(t)

    def gone(self, t: float) -> None:
        """The cause is gone: the condition clears."""
        self.cause_t = None
        self.plan(t)

    def hold(self, t: float) -> None:
        """From `t` on a cause that has not begun a condition yet does not count."""
        self._held = True
        self.plan(t)

    def release(self, t: float) -> None:
        """Causes count again, from `t`."""
        self._held = False
        if self.cause_t is not None and self._signal is None:
            self.cause_t = max(self.cause_t, t)
        self.plan(t)

    def rise(self, priority: Priority, rule: str, t: float) -> None:
        """Raise the running condition because of what happened, not because of time."""
        if self._signal is not None and self._signal.priority < priority:
            self._signal.rule = rule
            self._signal.words = self.words
            self._signals.rise(self._signal, priority, t)

    def begin_now(self, priority: Priority, rule: str, t: float) -> None:
        """Begin with the given priority, or raise the condition to it."""
        if self._signal is None:
            self._begin(priority, rule, t)
        else:
            self.rise(priority, rule, t)

    def plan(self, t: float) -> None:
        """Find the next deadline after something changed; clear what has no cause or is not armed any more."""
        onset_t = self._onset_t()
        if onset_t is None:
            self.deadline = None
            if self._signal is not None:
                self._signals.clear(self._signal, None, t)
                self._signal = None
        elif self._signal is None:
            self.deadline = None if self._held else onset_t
        else:
            rise = self._row.rise
            raised = rise is None or self._signal.priority >= rise.priority
            self.deadline = None if raised else self._rise_t()

    def fire(self, t: float) -> None:
        """Begin or rise, whichever is due at `t`."""
        if self.deadline is None or self.deadline > t:
            return
        rise_t, rise = self._rise_t(), self._row.rise
        due = rise is not None and rise_t is not None and rise_t <= t
        if rise is not None and due:
            self.begin_now(rise.priority, rise.rule, t)
        else:
            self.begin_now(self._row.priority, self._row.rule, t)
        self.plan(t)

    def _begin(self, priority: Priority, rule: str, t: float) -> None:
        signal = Signal(
            condition=0,
            key=f"{self._row.code} {self._device}" if self._device else self._row.code,
            code=self._row.code,
            kind=Kind.TECHNICAL,
            priority=priority,
            words=self.words,
            rule=rule,
            onset_t=t,
            parameter=self._row.parameter,
            device=self._device,
            latching=self._row.latching,
        )
        self._signal = self._signals.begin(signal, t)

    def _onset_t(self) -> float | None:
        arms = [a for a in (self._armed_t, self._phases.first_infusion_t) if a is not None]
        if self.cause_t is None or not arms:
            return None
        return max(self.cause_t + self._row.onset_after_s, min(arms))

    def _rise_t(self) -> float | None:
        rise = self._row.rise
        if rise is None or self.cause_t is None or not self.may_rise:
            return None
        phase_t = self._phases.since(rise.phases)
        if phase_t is None:
            return None
        start = max(phase_t, self.cause_t) if rise.count_from is CountFrom.BOTH else phase_t
        return start + rise.after_s
