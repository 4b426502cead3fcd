"""When the oximeter cannot measure: probe off, no usable signal, hardly any blood in the finger."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bedside.alarms.phases import Phases
from bedside.alarms.signals import Signals
from bedside.alarms.technical import Technical
from bedside.alarms.technical_rows import ROWS
from bedside.vitals.readings import Quality

PROBE_OFF: Final = "probe off the finger: re-seat the probe, try another finger"
NO_PROBE: Final = "no oxygen saturation probe: connect an oximeter and put its probe on"
NO_SIGNAL: Final = "no pulse found by the probe: re-seat it, try another finger"
NO_VALUES: Final = "no oxygen saturation arrives any more: check the oximeter and its probe"
LOW_PERFUSION: Final = "little blood in the finger: warm the hand, try another finger"
LOW_PI: Final = 0.3  # %, below which the perfusion is too little to rely on

DISTURBED: Mapping[Quality, str] = MappingProxyType(
    {
        Quality.SEARCHING: NO_SIGNAL,
        Quality.ARTEFACT: "probe signal disturbed: keep the hand still, re-seat the probe",
        Quality.LOW_PERFUSION: "probe signal weak: warm the hand, try another finger",
    }
)
"""Flags that make the signal unusable if they stay, the worst first, and what to say."""


class Probe:
    """T-SPO2-OFF: the oximeter's probe is off, or there is none."""

    def __init__(self, phases: Phases, signals: Signals) -> None:
        self._condition = Technical(ROWS["T-SPO2-OFF"], phases, signals)
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

    def hold(self, t: float) -> None:
        """A cuff inflates on the probe's arm."""
        self._condition.hold(t)

    def release(self, t: float) -> None:
        """The cuff is done, or took too long."""
        self._condition.release(t)

    def replan(self, t: float) -> None:
        """The phase changed."""
        self._condition.plan(t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`."""
        self._condition.fire(t)


class ProbeSignal:
    """T-SPO2-SIG: the probe is on, yet there is nothing to rely on.

    Held while a cuff inflates on its arm, and while the link of its oximeter is an alarm itself (T-COM): what has not
    begun yet counts from the end of that.
    """

    def __init__(self, phases: Phases, signals: Signals) -> None:
        self._condition = Technical(ROWS["T-SPO2-SIG"], phases, signals)
        self._lost = False  # the newest reading was no value, or its time is over
        self._cuffed = False
        self._unlinked = False

    @property
    def deadline(self) -> float | None:
        """Next deadline, s."""
        return self._condition.deadline

    def take(self, quality: Quality, t: float, *, valid: bool) -> None:
        """What the oximeter says with a reading of SpO2; `valid` if that is a current value."""
        words = next((text for flag, text in DISTURBED.items() if flag & quality), None)
        if quality & Quality.NO_FINGER:
            self._lost = True
            self._condition.gone(t)
        elif words is not None or not valid:
            self._lost = not valid
            self._condition.caused(t, words or NO_SIGNAL, t)
        else:
            self._lost = False
            self._condition.gone(t)
        if valid:
            self._condition.arm(t)

    def lapsed(self, t: float) -> None:
        """The newest value is over and no other came: whoever sends on, it is not the saturation."""
        self._lost = True
        self._condition.caused(t, NO_VALUES, t)

    def linked(self, t: float, *, lost: bool) -> None:
        """Whether the link of the oximeter is known to be lost; that alarm says it already."""
        if lost != self._unlinked:
            self._unlinked = lost
            self._hold(t)

    def sourceless(self, t: float) -> None:
        """The oximeter was taken away."""
        self._lost = False
        self._condition.gone(t)
        self._condition.disarm(t)

    def hold(self, t: float) -> None:
        """A cuff inflates on the probe's arm."""
        self._cuffed = True
        self._hold(t)

    def release(self, t: float) -> None:
        """The cuff is done."""
        self._cuffed = False
        self._hold(t)

    def too_long(self, t: float) -> None:
        """The cuff took longer than a loss of the signal can be put down to it (ALM-57)."""
        self.release(t)
        if self._lost and not self._unlinked and not self._condition.running:
            self._condition.caused(t, NO_SIGNAL, t)
            self._condition.begin_now(ROWS["T-SPO2-SIG"].priority, "lost for 120 s of cuff inflation", t)
            self._condition.plan(t)

    def replan(self, t: float) -> None:
        """The phase changed."""
        self._condition.plan(t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`."""
        self._condition.fire(t)

    def _hold(self, t: float) -> None:
        if self._cuffed or self._unlinked:
            self._condition.hold(t)
        else:
            self._condition.release(t)


class Perfusion:
    """T-PERF: the perfusion index says that hardly any blood reaches the finger. Only where a device gives it."""

    def __init__(self, phases: Phases, signals: Signals) -> None:
        self._condition = Technical(ROWS["T-PERF"], phases, signals)

    @property
    def deadline(self) -> float | None:
        """Next deadline, s."""
        return self._condition.deadline

    def take(self, value: float | None, quality: Quality, t: float) -> None:
        """A reading of the perfusion index, %."""
        if value is None or quality & (Quality.NO_FINGER | Quality.SEARCHING) or value >= LOW_PI:
            self._condition.gone(t)
        elif not quality & Quality.HELD:
            self._condition.arm(t)
            self._condition.caused(t, LOW_PERFUSION, t)

    def off(self, t: float) -> None:
        """The probe is off or its device was taken away."""
        self._condition.gone(t)

    def fire(self, t: float) -> None:
        """Do what is due at `t`."""
        self._condition.fire(t)
