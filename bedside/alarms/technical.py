"""When the equipment cannot measure or warn: one condition of the table over time, and links, cuffs and batteries.

A condition has a *cause* (probe off since …, link lost since …). It begins `onset_after_s` later, though never
before it is *armed*: by the first valid value or frame, or by the start of the infusion (ALM-25). In the phases of
its row it may rise to a higher priority; it never falls again before it clears. While a cuff inflates on the probe's
arm it is *held*: a cause counts from when it is released (ALM-57).
"""

from __future__ import annotations

from typing import Final

from bedside.alarms.phases import Phases
from bedside.alarms.signal import Signal
from bedside.alarms.signals import Signals
from bedside.alarms.technical_rows import ROWS, CountFrom, TechnicalRow
from bedside.vitals.alarms import Kind, Priority
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.readings import BatteryState, CuffState, CuffStatus, NibpFault

REPEATED_FAILURE: Final = "cuff measurement failed twice in a row"
BATTERY_LOW: Final = "battery of the device low: connect it to its charger"
BATTERY_CRITICAL: Final = "battery of the device nearly empty: connect it to its charger now"


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


class Links:
    """T-COM, one condition per device: nothing valid comes from it any more."""

    def __init__(self, phases: Phases, signals: Signals) -> None:
        self.deadline: float | None = None  # s
        self._phases = phases
        self._signals = signals
        self._devices: dict[str, Technical] = {}
        self._measured: set[str] = set()

    def changed(self, change: DeviceChange, t: float) -> None:
        """A device's link changed its state at `t`."""
        device = change.device
        condition = self._devices.get(device)
        if condition is None:
            condition = Technical(ROWS["T-COM"], self._phases, self._signals, device)
            self._devices[device] = condition
        if change.state is LinkState.MEASURING:
            self._measured.add(device)
            condition.gone(t)
            condition.arm(t)
        elif change.state is LinkState.DETACHED:
            self._measured.discard(device)
            condition.gone(t)
            del self._devices[device]
        elif change.lost_t is not None:
            condition.caused(change.lost_t, f"no data: {change.sentence or device}", t)
        self.replan(t)

    def lost(self, device: str) -> bool:
        """Whether the link of this device is an alarm now."""
        condition = self._devices.get(device)
        return condition is not None and condition.running

    def replan(self, t: float) -> None:
        """The phase changed, or what is left to measure."""
        measuring = {
            device for device, condition in self._devices.items() if self._measures(condition, device, t)
        }
        for device, condition in self._devices.items():
            condition.may_rise = not measuring - {device}
            condition.plan(t)
        deadlines = (c.deadline for c in self._devices.values() if c.deadline is not None)
        self.deadline = min(deadlines, default=None)

    def fire(self, t: float) -> None:
        """Do what is due at `t`: first see which links are lost by now, then what that means for each."""
        self.replan(t)
        for condition in self._devices.values():
            condition.fire(t)
        self.replan(t)

    def _measures(self, condition: Technical, device: str, t: float) -> bool:
        lost = condition.cause_t is not None and condition.cause_t <= t
        return device in self._measured and not lost


class Cuff:
    """T-NIBP-FAIL: a cuff measurement ended without a result; two in a row are worse than one."""

    def __init__(self, phases: Phases, signals: Signals) -> None:
        self._condition = Technical(ROWS["T-NIBP-FAIL"], phases, signals)
        self._failed = False  # the cuff's last known state
        self._in_a_row = 0

    @property
    def deadline(self) -> float | None:
        """Next deadline, s."""
        return self._condition.deadline

    def status(self, status: CuffStatus, t: float) -> None:
        """State of the cuff at `t`; a state that is only repeated is not another failure."""
        failed = status.state is CuffState.FAILED and status.fault is not NibpFault.CANCELLED
        again, self._failed = self._failed, failed
        if status.state is CuffState.MEASURING:
            self._condition.gone(t)
        elif failed and not again:
            self._in_a_row += 1
            fault = status.fault or NibpFault.FAILED
            self._condition.arm(t)
            self._condition.caused(t, f"no blood pressure – {fault.value}", t)
            if self._in_a_row >= 2:
                self._condition.begin_now(Priority.MEDIUM, REPEATED_FAILURE, t)
                self._condition.plan(t)

    def measured(self, t: float) -> None:
        """A measurement ended with a result."""
        self._in_a_row = 0
        self._condition.gone(t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`."""
        self._condition.fire(t)


class Batteries:
    """T-BATT, one condition per device: what a device says of its own battery, until it says otherwise."""

    def __init__(self, phases: Phases, signals: Signals) -> None:
        self._phases = phases
        self._signals = signals
        self._devices: dict[str, Technical] = {}

    def says(self, state: BatteryState, device: str, t: float) -> None:
        """What a device says at `t`."""
        condition = self._devices.get(device)
        if condition is None:
            condition = Technical(ROWS["T-BATT"], self._phases, self._signals, device)
            self._devices[device] = condition
        if state is BatteryState.GOOD:
            condition.gone(t)
            return
        condition.arm(t)
        condition.caused(t, BATTERY_LOW, t)
        if state is BatteryState.CRITICAL:
            condition.words = BATTERY_CRITICAL
            condition.begin_now(Priority.MEDIUM, "device says: battery critical", t)
        condition.fire(t)

    def detached(self, device: str, t: float) -> None:
        """A device was taken away."""
        condition = self._devices.pop(device, None)
        if condition is not None:
            condition.gone(t)


def interrupted(signals: Signals, from_t: float, until_t: float, t: float) -> None:
    """T-INTERRUPTED: nobody watched between these session times, s. The signal stays until acknowledged (ALM-41).

    Each interruption is an alarm of its own, whatever was acknowledged before.
    """
    row = ROWS["T-INTERRUPTED"]
    words = f"monitoring was interrupted {_clock(from_t)}–{_clock(until_t)}"
    if from_t < 0.0:
        words = f"monitoring was interrupted for {_clock(until_t - from_t)} before this session"
    signal = Signal(
        condition=0,
        key=f"{row.code} {until_t}",
        code=row.code,
        kind=Kind.TECHNICAL,
        priority=row.priority,
        words=words,
        rule=row.rule,
        onset_t=t,
        latching=row.latching,
    )
    signals.clear(signals.begin(signal, t), None, t)


def _clock(session_t: float) -> str:
    minutes, seconds = divmod(max(0, round(session_t)), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
