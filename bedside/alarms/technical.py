"""When the equipment cannot measure or warn: a table of conditions, and what raises and clears each.

A condition has a *cause* (probe off since …, link lost since …). It begins `onset_after_s` later, though never
before it is *armed*: by the first valid value or frame, or by the start of the infusion (ALM-25). In the phases of
its row it may rise to a higher priority; it never falls again before it clears.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from bedside.alarms.phases import Phases
from bedside.alarms.signals import Signal, Signals
from bedside.vitals.alarms import Kind, Priority
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, NibpFault, Quality
from bedside.vitals.sessions import Phase

INFUSING: Final = frozenset({Phase.INFUSION})
WATCHED: Final = frozenset({Phase.INFUSION, Phase.RECOVERY})


class CountFrom(Enum):
    """From when the delay of a rise counts."""

    PHASE = "the phase began"
    BOTH = "the phase began and the cause was there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """A higher priority in some phases."""

    priority: Priority
    phases: frozenset[Phase]
    after_s: float
    count_from: CountFrom
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalRow:
    """One technical condition."""

    code: str
    priority: Priority
    onset_after_s: float
    rule: str
    parameter: Parameter | None = None
    rise: Rise | None = None


ROWS: Mapping[str, TechnicalRow] = MappingProxyType(
    {
        row.code: row
        for row in (
            TechnicalRow(
                code="T-SPO2-OFF",
                priority=Priority.LOW,
                onset_after_s=3.0,
                rule="probe off for 3 s",
                parameter=Parameter.SPO2,
                rise=Rise(
                    priority=Priority.MEDIUM,
                    phases=WATCHED,
                    after_s=15.0,
                    count_from=CountFrom.BOTH,
                    rule="probe off for 15 s in infusion or recovery",
                ),
            ),
            TechnicalRow(
                code="T-COM",
                priority=Priority.MEDIUM,
                onset_after_s=0.0,  # the link's own silence time is in the time it gives
                rule="link lost",
                rise=Rise(
                    priority=Priority.HIGH,
                    phases=INFUSING,
                    after_s=30.0,
                    count_from=CountFrom.PHASE,
                    rule="only device lost, infusing for over 30 s",
                ),
            ),
            TechnicalRow(
                code="T-NIBP-FAIL",
                priority=Priority.LOW,
                onset_after_s=0.0,
                rule="cuff measurement failed",
                parameter=Parameter.NIBP_SYS,
            ),
        )
    }
)

REPEATED_FAILURE: Final = "cuff measurement failed twice in a row"
PROBE_OFF: Final = "probe off the finger: re-seat the probe, try another finger"
NO_PROBE: Final = "no oxygen saturation probe: connect an oximeter and put its probe on"


class Technical:
    """One technical condition over time: its cause, whether it is armed, and its signal."""

    def __init__(self, row: TechnicalRow, key: str, phases: Phases, signals: Signals) -> None:
        self.deadline: float | None = None  # s
        self.cause_t: float | None = None  # s; None = no cause
        self.may_rise = True
        self.words = ""
        self._row = row
        self._key = key
        self._phases = phases
        self._signals = signals
        self._armed_t: float | None = None
        self._signal: Signal | None = None

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

    def rise(self, priority: Priority, rule: str, t: float) -> None:
        """Raise the running condition because of what happened, not because of time."""
        if self._signal is not None and self._signal.priority < priority:
            self._signal.rule = rule
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
            self.deadline = onset_t
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
            key=self._key,
            code=self._row.code,
            kind=Kind.TECHNICAL,
            priority=priority,
            words=self.words,
            rule=rule,
            onset_t=t,
            parameter=self._row.parameter,
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


class Probe:
    """T-SPO2-OFF: the oximeter's probe is off, or there is none."""

    def __init__(self, phases: Phases, signals: Signals) -> None:
        self._condition = Technical(ROWS["T-SPO2-OFF"], "T-SPO2-OFF", phases, signals)
        self._condition.caused(0.0, NO_PROBE, 0.0)  # before the first reading there is none

    @property
    def deadline(self) -> float | None:
        """Next deadline, s."""
        return self._condition.deadline

    def take(self, quality: Quality, t: float, *, valid: bool) -> None:
        """What the oximeter says with a reading of SpO2; `valid` if that is a value."""
        if quality & Quality.NO_FINGER:
            self._condition.caused(t, PROBE_OFF, t)
            return
        self._condition.gone(t)
        if valid:
            self._condition.arm(t)

    def sourceless(self, t: float) -> None:
        """The oximeter was taken away."""
        self._condition.disarm(t)
        self._condition.caused(t, NO_PROBE, t)

    def replan(self, t: float) -> None:
        """The phase changed."""
        self._condition.plan(t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`."""
        self._condition.fire(t)


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
            condition = Technical(ROWS["T-COM"], f"T-COM {device}", self._phases, self._signals)
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
        self._condition = Technical(ROWS["T-NIBP-FAIL"], "T-NIBP-FAIL", phases, signals)
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
