"""The simulated cuff of the simulated patient: inflates, steps down, and only then knows a result.

Shape: up in 5 to 9 s (to 160 mmHg, later to 35 above the last systolic), down in steps, 20 to 45 s in all.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from bedside.driver_api import CuffPhase, CuffView
from bedside.vitals.sessions import PatientType

_FIRST_MMHG = 160.0
_ABOVE_LAST_MMHG = 35.0
_MAX_MMHG = 280.0
_LOWEST_MMHG = 40.0  # the last step before the cuff is emptied
_STEP_S = 0.8
_AUTO_FIRST_S = 10.0


class Truth(NamedTuple):
    """What a perfect cuff would find."""

    sys: float  # mmHg
    dia: float  # mmHg
    pr: float  # /min


class _Result(NamedTuple):
    sys: int  # mmHg
    dia: int  # mmHg
    map: int  # mmHg
    pr: int  # /min


@dataclass(slots=True, kw_only=True)
class _Run:
    """One determination, planned as a whole when it begins."""

    start_s: float
    end_s: float
    inflated_s: float  # s after the start
    target_mmhg: float
    result: _Result | None  # None: it will fail
    cancelled: bool = False

    def pressure_mmhg(self, t: float) -> float:
        """Cuff pressure at `t` within the run."""
        since_s = t - self.start_s
        if since_s < self.inflated_s:
            return self.target_mmhg * since_s / self.inflated_s
        steps = (self.end_s - self.start_s - self.inflated_s) / _STEP_S
        step = math.floor((since_s - self.inflated_s) / _STEP_S)
        return self.target_mmhg - step * (self.target_mmhg - _LOWEST_MMHG) / steps


class SimulatedCuff:
    """One determination after another, none forgotten.

    Args:
        seed: of its noise.
        patient_type: as set on its monitor.
        truth: what a perfect cuff would find at a time, s.
        fails: whether a determination begun at a time, s, ends without a result.
        auto_s: the cuff measures by itself at this interval, first after 10 s at the latest; None: it does not.
    """

    def __init__(
        self,
        seed: int,
        *,
        patient_type: PatientType,
        truth: Callable[[float], Truth],
        fails: Callable[[float], bool],
        auto_s: float | None,
    ) -> None:
        self._seed = seed
        self._patient_type = patient_type
        self._truth = truth
        self._fails = fails
        self._auto_s = auto_s
        self._auto_at = math.inf if auto_s is None else min(_AUTO_FIRST_S, auto_s)
        self._runs: list[_Run] = []

    def start(self, t: float) -> None:
        """Begin a determination at `t`; nothing happens while one runs."""
        self._cycle(t)
        if not self._runs or self._runs[-1].end_s <= t:
            self._runs.append(self._plan(t))

    def cancel(self, t: float) -> None:
        """Deflate at `t`; nothing happens while none runs."""
        self._cycle(t)
        if self._runs and t < self._runs[-1].end_s:
            self._runs[-1].end_s = t
            self._runs[-1].cancelled = True

    def at(self, t: float) -> CuffView:
        """State at `t`. While it measures and after a cancel the result before still stands."""
        self._cycle(t)
        run = next((run for run in reversed(self._runs) if run.start_s <= t), None)
        if run is None:
            return self._view(CuffPhase.IDLE, None, t)
        if t < run.end_s:
            shown = self._shown(t)
            return self._view(CuffPhase.MEASURING, shown, t, pressure_mmhg=run.pressure_mmhg(t))
        if run.cancelled:
            return self._view(CuffPhase.CANCELLED, self._shown(t), t)
        return self._view(CuffPhase.FAILED if run.result is None else CuffPhase.DONE, run, t)

    def _cycle(self, t: float) -> None:
        """Begin what the monitor began by itself up to `t`."""
        while self._auto_s is not None and self._auto_at <= t:
            if not self._runs or self._runs[-1].end_s <= self._auto_at:
                self._runs.append(self._plan(self._auto_at))
            self._auto_at += self._auto_s

    def _shown(self, t: float) -> _Run | None:
        """The determination whose result stands on the display at `t`."""
        ended = (run for run in reversed(self._runs) if run.end_s <= t)
        return next((run for run in ended if run.result is not None and not run.cancelled), None)

    def _plan(self, t: float) -> _Run:
        source = random.Random(f"bedside cuff {self._seed} {len(self._runs)}")
        inflated_s = source.uniform(5.0, 9.0)
        end_s = t + inflated_s + source.uniform(18.0, 30.0)
        noise = source.gauss(0.0, 2.0), source.gauss(0.0, 2.0)
        shown = self._shown(t)
        target_mmhg = _FIRST_MMHG
        if shown is not None and shown.result is not None:
            target_mmhg = shown.result.sys + _ABOVE_LAST_MMHG
        # a cuff that finds no end of the pulse inflates further at once
        target_mmhg = min(_MAX_MMHG, max(target_mmhg, self._truth(t).sys + 20.0))
        return _Run(
            start_s=t,
            end_s=end_s,
            inflated_s=inflated_s,
            target_mmhg=target_mmhg,
            result=None if self._fails(t) else self._measure(end_s, noise),
        )

    def _measure(self, t: float, noise_mmhg: tuple[float, float]) -> _Result:
        truth = self._truth(t)
        high = round(truth.sys + noise_mmhg[0])
        low = min(round(truth.dia + noise_mmhg[1]), high - 10)
        return _Result(sys=high, dia=low, map=round(low + 0.36 * (high - low)), pr=round(truth.pr))

    def _view(self, phase: CuffPhase, run: _Run | None, t: float, *, pressure_mmhg: float = 0.0) -> CuffView:
        result = None if run is None else run.result
        return CuffView(
            phase=phase,
            pressure_mmhg=pressure_mmhg,
            sys=None if result is None else result.sys,
            dia=None if result is None else result.dia,
            map=None if result is None else result.map,
            pr=None if result is None else result.pr,
            age_s=None if run is None else t - run.end_s,
            patient_type=self._patient_type,
        )
