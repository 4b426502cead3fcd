"""A patient who does exactly what a test says, for what virtual devices make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bedside.driver_api import CuffPhase, CuffView, Patient, Vitals
from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType

MEASURES_S = 20.0


class ScriptedPatient(Patient):
    """A steady patient (97 %, 60 /min, a pulse at every full second), but for what `script` changes.

    Args:
        script: what is different at a time, s: fields of `Vitals`.
        fault: why every determination fails; None: none does.
    """

    def __init__(
        self, script: Callable[[float], dict[str, Any]] = lambda t: {}, *, fault: NibpFault | None = None
    ) -> None:
        self.script = script
        self.fault = fault
        self.looks: list[float] = []
        self._started_t: float | None = None
        self._cancelled_t: float | None = None

    def at(self, t: float) -> Vitals:
        """State at `t`, s. Without a finger or a pulse to be found there are no numbers."""
        self.looks.append(t)
        vitals = Vitals(
            t=t,
            pleth=0.2 + 0.5 * (t % 1.0),
            beat=t % 1.0 < 0.05,
            spo2=97.0,
            pr=60.0,
            pi=3.0,
            probe_on=True,
            searching=False,
            sao2=97.0,
            rate=60.0,
        )
        vitals = replace(vitals, **self.script(t))
        if not vitals.probe_on:
            vitals = replace(vitals, pleth=None, beat=False)
        if vitals.searching or not vitals.probe_on:
            vitals = replace(vitals, spo2=None, pr=None, pi=None, sao2=None, rate=None)
        return vitals

    def cuff(self, t: float) -> CuffView:
        """State of the cuff at `t`, s: 120/80 or a failure, `MEASURES_S` after its start."""
        begun, cancelled = self._started_t, self._cancelled_t
        phase, age_s, pressure = CuffPhase.IDLE, None, 0.0
        if begun is not None and cancelled is not None:
            phase, age_s = CuffPhase.CANCELLED, t - cancelled
        elif begun is not None and t < begun + MEASURES_S:
            phase, pressure = CuffPhase.MEASURING, 100.0
        elif begun is not None:
            phase = CuffPhase.DONE if self.fault is None else CuffPhase.FAILED
            age_s = t - begun - MEASURES_S
        done = phase is CuffPhase.DONE
        return CuffView(
            phase=phase,
            pressure_mmhg=pressure,
            sys=120 if done else None,
            dia=80 if done else None,
            map=93 if done else None,
            pr=60 if done else None,
            age_s=age_s,
            patient_type=PatientType.ADULT,
            fault=self.fault if phase is CuffPhase.FAILED else None,
        )

    def start_cuff(self, t: float) -> None:
        """Begin a determination."""
        self._started_t, self._cancelled_t = t, None

    def cancel_cuff(self, t: float) -> None:
        """Deflate."""
        if self.cuff(t).phase is CuffPhase.MEASURING:
            self._cancelled_t = t


def between(start: float, end: float, **changes: Any) -> Callable[[float], dict[str, Any]]:
    """A script: these fields from one time to the other."""
    return lambda t: changes if start <= t < end else {}
