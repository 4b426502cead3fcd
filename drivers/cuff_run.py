"""One determination of the simulated cuff: its pressure from the first moment to the last, and how it ends.

Principle: the cuff is filled above the systolic pressure and emptied in steps of two beats; from the size of the
oscillations at each step a monitor finds the mean, and from shares of it the other two. Here the result is known and
only the pressure is played; everything is decided when the determination begins, so it can be asked at any time.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType
from drivers.effects import CuffCause

RETRY_MMHG: Final = 40.0  # a second try goes so much higher
SQUEEZES_MMHG: Final = 20.0  # from here on the arm below has no pulse worth the name

_SHOWS_AFTER: Final = 2  # steps until it is clear that the pressure does not lie above the systolic one
_ABOVE_SYS_MMHG: Final = 10.0
_BELOW_DIA_MMHG: Final = 10.0
_DROP_S: Final = 0.15  # of one step
_FASTEST_STEP_S, _SLOWEST_STEP_S = 0.6, 1.0

FAULT: Final[Mapping[str, NibpFault]] = MappingProxyType(
    {
        CuffCause.WEAK: NibpFault.FAILED,
        CuffCause.MOVEMENT: NibpFault.MOVEMENT,
        CuffCause.LEAK: NibpFault.LOOSE,
        CuffCause.KINK: NibpFault.OVERPRESSURE,
        CuffCause.OVERPRESSURE: NibpFault.OVERPRESSURE,
        CuffCause.TIMEOUT: NibpFault.TIMEOUT,
        CuffCause.WRONG_CUFF: NibpFault.WRONG_CUFF,
        CuffCause.DEVICE: NibpFault.DEVICE,
        CuffCause.LOW_BATTERY: NibpFault.DEVICE,
    }
)


class Truth(NamedTuple):
    """What a perfect cuff would find."""

    sys: float  # mmHg
    dia: float  # mmHg
    pr: float  # /min


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a monitor measures a patient of one type."""

    first_mmhg: float
    most_mmhg: float
    lowest_mmhg: float  # the last step before the cuff is emptied
    step_mmhg: tuple[float, float]
    limit_mmhg: float  # the monitor's own over-pressure switch
    gives_up_s: float


ADULT: Final = Habits(
    first_mmhg=160, most_mmhg=280, lowest_mmhg=40, step_mmhg=(6, 8), limit_mmhg=298, gives_up_s=120
)
HABITS: Final[Mapping[PatientType, Habits]] = MappingProxyType(
    {
        PatientType.ADULT: ADULT,
        PatientType.NOT_SET: ADULT,
        PatientType.CHILD: Habits(
            first_mmhg=140, most_mmhg=200, lowest_mmhg=30, step_mmhg=(5, 7), limit_mmhg=238, gives_up_s=120
        ),
        PatientType.NEONATE: Habits(
            first_mmhg=110, most_mmhg=140, lowest_mmhg=20, step_mmhg=(3, 5), limit_mmhg=148, gives_up_s=87
        ),
    }
)


@dataclass(slots=True)
class Curve:
    """Cuff pressure over time, from corner to corner in straight lines."""

    times: list[float] = field(default_factory=list)  # s
    mmhg: list[float] = field(default_factory=list)

    @property
    def end_s(self) -> float:
        """Time of the last corner, s."""
        return self.times[-1]

    def to(self, mmhg: float, seconds: float) -> None:
        """One more corner, so long after the last."""
        self.times.append(self.times[-1] + seconds if self.times else seconds)
        self.mmhg.append(mmhg)

    def at(self, t: float) -> float:
        """Pressure at `t`, s; before the first and after the last corner it is that corner's."""
        place = bisect_right(self.times, t)
        if place == 0:
            return self.mmhg[0]
        if place == len(self.times):
            return self.mmhg[-1]
        t0, t1 = self.times[place - 1], self.times[place]
        p0, p1 = self.mmhg[place - 1], self.mmhg[place]
        return p0 + (p1 - p0) * (t - t0) / (t1 - t0)

    def cut(self, t: float, mmhg: float) -> None:
        """Forget everything after `t`; there the pressure is `mmhg`."""
        keep = bisect_right(self.times, t)
        self.times[keep:], self.mmhg[keep:] = [t], [mmhg]

    def first_above(self, mmhg: float) -> float | None:
        """When the pressure first passes `mmhg`, s; None: never."""
        place = next((n for n, each in enumerate(self.mmhg) if each >= mmhg), None)
        if place is None or place == 0:
            return None if place is None else self.times[0]
        t0, t1, p0, p1 = *self.times[place - 1 : place + 1], *self.mmhg[place - 1 : place + 1]
        return t0 + (t1 - t0) * (mmhg - p0) / (p1 - p0)

    def last_above(self, mmhg: float) -> float:
        """When the pressure last falls below `mmhg`, s."""
        place = max(n for n, each in enumerate(self.mmhg) if each >= mmhg)
        if place + 1 == len(self.mmhg):
            return self.times[-1]
        t0, t1, p0, p1 = *self.times[place : place + 2], *self.mmhg[place : place + 2]
        return t0 + (t1 - t0) * (p0 - mmhg) / (p0 - p1)


class Outcome(NamedTuple):
    """How a determination goes."""

    curve: Curve
    fault: NibpFault | None  # None: it has a result


def play(
    start_s: float,
    from_mmhg: float,
    target_mmhg: float,
    *,
    chance: random.Random,
    habits: Habits,
    truth: Truth,
    cause: str | None,
    moves: Callable[[float, float], bool],
) -> Outcome:
    """A whole determination.

    Args:
        start_s: when it begins.
        from_mmhg: what is still in the cuff.
        target_mmhg: of the first inflation.
        chance: of times and steps.
        habits: of the monitor.
        truth: what there is to find.
        cause: why it fails, one of `CuffCause`; None: it does not.
        moves: whether the arm moves between two times, s.
    """
    curve = Curve([start_s], [from_mmhg])
    up_s, dump_s, step = chance.uniform(5.0, 9.5), chance.uniform(1.2, 2.6), chance.uniform(*habits.step_mmhg)
    moment = chance.uniform(0.3, 0.9)
    fault = FAULT[cause] if cause is not None else None
    match cause:
        case CuffCause.LEAK:  # the pump runs, the pressure creeps up to half and no further
            half = target_mmhg * (0.35 + 0.2 * moment)
            curve.to(half, 2.0 * up_s)
            curve.to(half * 0.95, 4.0)
        case CuffCause.KINK:  # a small volume fills at once
            curve.to(habits.limit_mmhg, 1.2)
        case CuffCause.OVERPRESSURE:
            curve.to(target_mmhg, up_s)
            curve.to(habits.limit_mmhg, up_s * (habits.limit_mmhg - target_mmhg) / target_mmhg)
        case CuffCause.WRONG_CUFF | CuffCause.LOW_BATTERY:
            curve.to(target_mmhg * moment, up_s * moment)
        case CuffCause.DEVICE:
            curve.to(target_mmhg, up_s)
            _steps(curve, target_mmhg * moment, step, truth.pr)
        case CuffCause.TIMEOUT:
            curve.to(target_mmhg, up_s)
            _steps(curve, truth.dia, step, truth.pr)
            curve.to(curve.mmhg[-1], habits.gives_up_s)
        case _:
            fault = _tries(curve, target_mmhg, up_s, step, habits, truth, cause, moves)
    if curve.end_s + dump_s > start_s + habits.gives_up_s:
        until = start_s + habits.gives_up_s - dump_s
        curve.cut(until, curve.at(until))
        fault = NibpFault.TIMEOUT
    curve.to(0.0, dump_s)
    return Outcome(curve, fault)


def _tries(
    curve: Curve,
    target_mmhg: float,
    up_s: float,
    step: float,
    habits: Habits,
    truth: Truth,
    cause: str | None,
    moves: Callable[[float, float], bool],
) -> NibpFault | None:
    """Fill and empty; once more and higher where nothing was found."""
    lowest = max(10.0, min(habits.lowest_mmhg, truth.dia - _BELOW_DIA_MMHG))
    per_mmhg = up_s / target_mmhg  # s
    pulse = 200.0 if cause == CuffCause.WEAK else truth.pr  # without pulses there is no beat to wait for
    fault: NibpFault | None = None
    for _ in range(2):
        curve.to(target_mmhg, max(0.5, per_mmhg * (target_mmhg - curve.mmhg[-1])))
        while cause is None and target_mmhg < min(truth.sys + _ABOVE_SYS_MMHG, habits.most_mmhg):
            _steps(
                curve, target_mmhg - _SHOWS_AFTER * step, step, truth.pr
            )  # pulses at once: not high enough
            target_mmhg = min(habits.most_mmhg, target_mmhg + RETRY_MMHG)
            curve.to(target_mmhg, per_mmhg * (target_mmhg - curve.mmhg[-1]))
        begun_s = curve.end_s
        _steps(curve, lowest, step, pulse)
        if cause is not None:
            fault = FAULT[cause]
        elif moves(begun_s, curve.end_s):
            fault = NibpFault.MOVEMENT
        elif target_mmhg <= truth.sys:  # out of this monitor's range
            fault = NibpFault.FAILED
        else:
            return None
        target_mmhg = min(habits.most_mmhg, target_mmhg + RETRY_MMHG)
    return fault


def _steps(curve: Curve, lowest_mmhg: float, step_mmhg: float, pulse: float) -> None:
    """Down to `lowest_mmhg`, two beats a step."""
    seconds = max(_FASTEST_STEP_S, min(_SLOWEST_STEP_S, 120.0 / pulse))
    while curve.mmhg[-1] > lowest_mmhg:
        held = curve.mmhg[-1]
        curve.to(held, seconds - _DROP_S)
        curve.to(max(lowest_mmhg, held - step_mmhg), _DROP_S)
