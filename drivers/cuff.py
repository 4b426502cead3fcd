"""The simulated cuff of the simulated patient: one determination after another, the newest of them remembered.

Numbers: first to 160 mmHg (child 140, neonate 110), then 35 above the last systolic pressure; up within 10 s, down in
steps of two beats, 20 to 45 s in all, empty within 3 s; higher at once where the first filling was too low; a second
try 40 mmHg higher where nothing was found; no longer than 120 s (neonate 87 s). Error of a reading: the monitor's own,
within ±3 mmHg, and 5 mmHg standard deviation, which is within what the standard allows (±5, 8).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bedside.driver_api import CuffPhase, CuffView
from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType
from drivers.cuff_run import HABITS, SQUEEZES_MMHG, Curve, Truth, play
from drivers.effects import CuffCause

EMPTIES_S: Final = 0.5  # after a cancel: the valve opens wide

_ABOVE_LAST_MMHG: Final = 35.0
_AUTO_FIRST_S: Final = 10.0
_BIAS_MMHG: Final = 3.0  # of one monitor, at most
_NOISE_SD_MMHG: Final = 5.0
_MEAN_SHARE: Final = 0.36  # of the way from diastolic to systolic
_REMEMBERS: Final = 16  # determinations; over an hour of a cuff that cycles every 5 min
_BY_CHANCE = (CuffCause.WEAK, CuffCause.WEAK, CuffCause.MOVEMENT, CuffCause.MOVEMENT, CuffCause.LEAK)


class Squeeze(NamedTuple):
    """The arm below the cuff has no pulse."""

    start_s: float
    end_s: float
    pressure_mmhg: float  # now


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
    curve: Curve
    result: _Result | None  # None: it will fail
    fault: NibpFault | None
    squeezed: tuple[float, float] | None = field(init=False)  # from, to: the arm below has no pulse
    cancelled: bool = False

    def __post_init__(self) -> None:
        """See `look`."""
        self.look()

    def look(self) -> None:
        """Find out when the arm is squeezed; again whenever the curve has changed."""
        first = self.curve.first_above(SQUEEZES_MMHG)
        self.squeezed = None if first is None else (first, self.curve.last_above(SQUEEZES_MMHG))


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffWorld:
    """What the cuff asks of the patient; times in s."""

    truth: Callable[[float], Truth]
    cause: Callable[[float], str | None]  # why a determination begun then fails; None: it does not
    moves: Callable[[float, float], bool]  # whether the arm moves between two times
    failure_share: Callable[[float], tuple[float, bool]]  # share that fails by chance, and whether restless


class SimulatedCuff:
    """One determination after another.

    Args:
        seed: of its noise.
        patient_type: as set on its monitor.
        world: what it finds.
        auto_s: the cuff measures by itself at this interval, first after 10 s at the latest; None: it does not.
    """

    def __init__(
        self, seed: int, *, patient_type: PatientType, world: CuffWorld, auto_s: float | None
    ) -> None:
        self._seed = seed
        self._patient_type = patient_type
        self._world = world
        self._habits = HABITS[patient_type]
        bias = random.Random(f"bedside cuff {seed}")
        self._bias_mmhg = bias.uniform(-_BIAS_MMHG, _BIAS_MMHG), bias.uniform(-_BIAS_MMHG, _BIAS_MMHG)
        self._auto_s = auto_s
        self._auto_at = math.inf if auto_s is None else min(_AUTO_FIRST_S, auto_s)
        self._runs: list[_Run] = []  # the newest, and the one whose result stands
        self._begun = 0  # determinations so far

    def start(self, t: float) -> None:
        """Begin a determination at `t`; nothing happens while one runs."""
        self._cycle(t)
        if not self._runs or self._runs[-1].end_s <= t:
            self._begin(t)

    def cancel(self, t: float) -> None:
        """Deflate at `t`; nothing happens while none runs."""
        self._cycle(t)
        if self._runs and t < self._runs[-1].end_s:
            run = self._runs[-1]
            run.end_s, run.cancelled = t, True
            run.curve.cut(t, run.curve.at(t))
            run.curve.to(0.0, EMPTIES_S)
            run.look()

    def at(self, t: float) -> CuffView:
        """State at `t`. While it measures and after a cancel the result before still stands."""
        self._cycle(t)
        run = self._last(t)
        if run is None:
            return self._view(CuffPhase.IDLE, None, t)
        mmhg = run.curve.at(t)
        if t < run.end_s:
            return self._view(CuffPhase.MEASURING, self._shown(t), t, pressure_mmhg=mmhg)
        if run.cancelled:
            return self._view(CuffPhase.CANCELLED, self._shown(t), t, pressure_mmhg=mmhg)
        if run.result is None:
            return self._view(CuffPhase.FAILED, run, t, fault=run.fault)
        return self._view(CuffPhase.DONE, run, t)

    def squeezes(self, t: float, ago_s: float) -> Squeeze | None:
        """When the last determination squeezed the arm; None: it has not up to `t`, or that was over `ago_s` before."""
        self._cycle(t)
        run = self._last(t)
        if run is None or run.squeezed is None or not run.squeezed[0] <= t < run.squeezed[1] + ago_s:
            return None
        return Squeeze(*run.squeezed, run.curve.at(t))

    def _cycle(self, t: float) -> None:
        """Begin what the monitor began by itself up to `t`."""
        while self._auto_s is not None and self._auto_at <= t:
            if not self._runs or self._runs[-1].end_s <= self._auto_at:
                self._begin(self._auto_at)
            self._auto_at += self._auto_s

    def _begin(self, t: float) -> None:
        self._runs.append(self._plan(t))
        self._begun += 1
        if len(self._runs) > _REMEMBERS:
            stands = self._shown(t)
            self._runs.remove(next(run for run in self._runs if run is not stands))

    def _last(self, t: float) -> _Run | None:
        """The determination that runs or ran last at `t`."""
        return next((run for run in reversed(self._runs) if run.start_s <= t), None)

    def _shown(self, t: float) -> _Run | None:
        """The determination whose result stands on the display at `t`."""
        ended = (run for run in reversed(self._runs) if run.end_s <= t)
        return next((run for run in ended if run.result is not None and not run.cancelled), None)

    def _plan(self, t: float) -> _Run:
        source = random.Random(f"bedside cuff {self._seed} {self._begun}")
        noise = [bias + source.gauss(0.0, _NOISE_SD_MMHG) for bias in self._bias_mmhg]
        shown, habits = self._shown(t), self._habits
        target_mmhg = habits.first_mmhg
        if shown is not None and shown.result is not None:
            target_mmhg = min(habits.most_mmhg, shown.result.sys + _ABOVE_LAST_MMHG)
        cause = self._cause(t, source)
        curve, fault = play(
            t,
            self._runs[-1].curve.at(t) if self._runs else 0.0,
            target_mmhg,
            chance=source,
            habits=habits,
            truth=self._world.truth(t),
            cause=cause,
            moves=self._world.moves,
        )
        return _Run(
            start_s=t,
            end_s=curve.end_s,
            curve=curve,
            result=None if fault is not None else self._measure(curve.end_s, noise),
            fault=fault,
        )

    def _cause(self, t: float, source: random.Random) -> str | None:
        share, restless = self._world.failure_share(t)
        by_chance, which = source.random() < share, source.choice(_BY_CHANCE)
        scripted = self._world.cause(t)
        if scripted is not None or not by_chance:
            return scripted
        return CuffCause.MOVEMENT if restless else which

    def _measure(self, t: float, error_mmhg: list[float]) -> _Result:
        truth = self._world.truth(t)
        high = round(truth.sys + error_mmhg[0])
        low = min(round(truth.dia + error_mmhg[1]), high - 10)
        return _Result(sys=high, dia=low, map=round(low + _MEAN_SHARE * (high - low)), pr=round(truth.pr))

    def _view(
        self,
        phase: CuffPhase,
        run: _Run | None,
        t: float,
        *,
        pressure_mmhg: float = 0.0,
        fault: NibpFault | None = None,
    ) -> CuffView:
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
            fault=fault,
        )
