"""When a bed's equipment cannot measure: a lost link, a cuff that fails, a battery that runs down, nobody watching.

The oximeter's probe is in `oximeter.py`, what is overdue in `overdue.py`.
"""

from __future__ import annotations

from typing import Final

from bedside.alarms.phases import Phases
from bedside.alarms.signal import Signal
from bedside.alarms.signals import Signals
from bedside.alarms.technical import Technical
from bedside.alarms.technical_rows import ROWS
from bedside.vitals.alarms import Kind, Priority
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.readings import BatteryState, CuffState, CuffStatus, NibpFault

REPEATED_FAILURE: Final = "cuff measurement failed twice in a row"
BATTERY_LOW: Final = "battery of the device low: connect it to its charger"
BATTERY_CRITICAL: Final = "battery of the device nearly empty: connect it to its charger now"


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
