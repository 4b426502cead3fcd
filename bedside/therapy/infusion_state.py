"""An infusion as its entries tell it: rate steps, boluses, what was given, what is left of its plan.

Times are session times, s; rates mL/h; doses mg. Sums are made in decimal when the state is built; a look at them costs
one search. What was given never changes because a weight does: only mg/kg is told with the weight in force.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Final, NamedTuple

from bedside.therapy.dose import divided, exact

SECONDS_PER_H: Final = Decimal(3600)
MINUTE_S: Final = 60.0
FORGOTTEN_S: Final = 300.0  # after the plan is over: a stop that nobody recorded is asked for
_DIGITS: Final = 120  # of a sum of products of typed numbers: none is ever cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class RateStep:
    """From `t` on the pump ran at this rate (0 = paused or stopped)."""

    t: float
    rate_ml_h: float
    concentration_mg_ml: float
    weight_kg: float | None = None  # in force when it began
    mg_h: Decimal | None = None  # exactly as it was typed, where that was no mL/h
    paused: bool = False
    stopped: bool = False

    @property
    def flow_mg_h(self) -> Decimal:
        """What it gives, mg/h, exactly."""
        if self.mg_h is not None:
            return self.mg_h
        return exact(self.rate_ml_h) * exact(self.concentration_mg_ml)


@dataclass(frozen=True, slots=True, kw_only=True)
class BolusGiven:
    """Given at once at `t`."""

    t: float
    mg: Decimal
    weight_kg: float | None = None  # in force then
    ml: Decimal | None = None  # None: neither its volume nor the concentration is known


class _Knot(NamedTuple):
    """From `t` on: what was given before, and what runs."""

    t: float
    mg_s: Decimal  # given so far, mg, times 3600: so that nothing is ever divided
    ml_s: Decimal  # through the pump so far, mL, times 3600
    mg: float  # given so far
    mg_per_s: float  # what runs
    mg_h: Decimal
    ml_h: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionState:
    """The infusion at one moment."""

    steps: tuple[RateStep, ...]
    started_t: float  # of the newest one: a start after a stop begins anew
    stopped_t: float | None  # None = not stopped yet
    paused: bool
    rate_ml_h: float  # what it runs at now, or would run at when resumed
    concentration_mg_ml: float
    planned_mg: float | None
    planned_min: float | None
    boluses: tuple[BolusGiven, ...] = ()
    weight_kg: float | None = None  # in force
    begun: bool = True  # False: a bolus was given, and no infusion has begun; it counts as stopped
    unheard: tuple[int, ...] = ()  # numbers of entries that mean nothing where they stand, e.g. a second stop
    _knots: tuple[_Knot, ...] = field(init=False, repr=False, compare=False)
    _times: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        knots = _knots_of(self.steps, self.boluses)
        object.__setattr__(self, "_knots", knots)
        object.__setattr__(self, "_times", tuple(knot.t for knot in knots))

    # -- what was given --------------------------------------------------------------------------------

    def _knot(self, t: float) -> _Knot | None:
        n = bisect_right(self._times, t)
        return self._knots[n - 1] if n else None

    def delivered_mg(self, t: float) -> float:
        """mg given up to session time `t`, boluses included: the integral of the recorded rate (DOSE-02)."""
        knot = self._knot(t)
        return 0.0 if knot is None else knot.mg + knot.mg_per_s * (t - knot.t)

    def delivered_exact(self, t: float) -> Decimal:
        """The same without any rounding but that of a quotient that never ends."""
        knot = self._knot(t)
        if knot is None:
            return Decimal(0)
        with localcontext() as context:
            context.prec = _DIGITS
            total = knot.mg_s + knot.mg_h * (exact(t) - exact(knot.t))
        return divided(total, SECONDS_PER_H)

    def infused_ml(self, t: float) -> Decimal:
        """mL that ran through the pump up to `t`; a bolus by hand is not in it."""
        knot = self._knot(t)
        if knot is None:
            return Decimal(0)
        with localcontext() as context:
            context.prec = _DIGITS
            total = knot.ml_s + knot.ml_h * (exact(t) - exact(knot.t))
        return divided(total, SECONDS_PER_H)

    def given_ml(self, t: float) -> Decimal | None:
        """mL given up to `t`, boluses included; None where the volume of a bolus is not known."""
        total = self.infused_ml(t)
        for bolus in self.boluses:
            if bolus.t <= t:
                if bolus.ml is None:
                    return None
                total += bolus.ml
        return total

    def mg_per_kg(self, t: float, weight_kg: float | None = None) -> float | None:
        """What was given up to `t` per kg of `weight_kg`, else of the weight in force; None without a weight."""
        weight = weight_kg or self.weight_kg
        return self.delivered_mg(t) / weight if weight else None

    def percent_of_plan(self, t: float) -> float | None:
        """What was given up to `t` of the planned dose, %; None without one."""
        return 100.0 * self.delivered_mg(t) / self.planned_mg if self.planned_mg else None

    # -- how long --------------------------------------------------------------------------------------

    def elapsed_s(self, t: float) -> float:
        """Seconds since the start, pauses included, up to the stop."""
        end = t if self.stopped_t is None else min(t, self.stopped_t)
        return max(0.0, end - self.started_t)

    def remaining_s(self, t: float) -> float | None:
        """Seconds of the planned duration still to go (negative = overrun); None without a plan."""
        return None if self.planned_min is None else self.planned_min * MINUTE_S - self.elapsed_s(t)

    def overrun_s(self, t: float) -> float | None:
        """Seconds it ran beyond the planned duration; 0 within it, None without a plan."""
        remaining = self.remaining_s(t)
        return None if remaining is None else max(0.0, -remaining)

    def paused_s(self, t: float) -> float:
        """Seconds it stood paused since the start, up to `t`."""
        return sum(s for step, s in self._lasted(t) if step.paused and step.t >= self.started_t)

    def infused_s(self, t: float) -> float:
        """Seconds from start to stop, pauses included, up to `t`: of all infusions of the session, as its dose is."""
        return sum(s for step, s in self._lasted(t) if not step.stopped)

    def stood_s(self, t: float) -> float:
        """Seconds all infusions of the session stood paused, up to `t`."""
        return sum(s for step, s in self._lasted(t) if step.paused)

    def _lasted(self, t: float) -> list[tuple[RateStep, float]]:
        """Every step, and for how long it lasted up to `t`, s."""
        ends = zip(self.steps, self._ends(t), strict=True)
        return [(step, max(0.0, min(end, t) - step.t)) for step, end in ends]

    def _ends(self, t: float) -> list[float]:
        return [*(step.t for step in self.steps[1:]), t][: len(self.steps)]

    @property
    def infusions(self) -> int:
        """How many there were in the session: a start after a stop begins a new one."""
        befores = (None, *self.steps)
        return sum(
            not step.stopped and (before is None or before.stopped)
            for before, step in zip(befores, self.steps, strict=False)
        )

    @property
    def first_t(self) -> float:
        """When the first infusion of the session began, session time, s: what was so before is the baseline."""
        return self.steps[0].t

    @property
    def open_ended(self) -> bool:
        """It began, and no stop is recorded."""
        return self.begun and self.stopped_t is None

    # -- what was so, and what will be -----------------------------------------------------------------

    def step_at(self, t: float) -> RateStep | None:
        """What ran at session time `t`; None before the first step."""
        return next((step for step in reversed(self.steps) if step.t <= t), None)

    def projected_mg(self, until: float, now: float) -> float:
        """What will have been given at session time `until` if it goes on as it does `now`, mg."""
        step = self.step_at(now)
        per_s = 0.0 if step is None else float(step.flow_mg_h) / float(SECONDS_PER_H)
        return self.delivered_mg(now) + per_s * max(0.0, until - now)

    def reaches_plan_t(self, now: float, mg_h: Decimal | None = None) -> float | None:
        """Session time at which the planned dose will have been given if it goes on as it does `now`.

        Args:
            now: session time, s. mg_h: at this rate from now on; None = at the one that runs.

        None: no dose is planned, it was given already, or nothing runs.
        """
        step = self.step_at(now)
        if mg_h is None:
            mg_h = Decimal(0) if step is None else step.flow_mg_h
        if self.planned_mg is None or mg_h <= 0:
            return None
        missing = exact(self.planned_mg) - self.delivered_exact(now)
        if missing <= 0:
            return None
        return now + float(divided(missing * SECONDS_PER_H, mg_h))

    def plan_over_s(self, t: float) -> float:
        """For how long the plan has been over at `t`, pauses not counted, s; 0 while it is not, or without one."""
        if not self.open_ended:
            return 0.0
        if self.planned_min is not None:
            return max(0.0, self.elapsed_s(t) - self.paused_s(t) - self.planned_min * MINUTE_S)
        step = self.step_at(t)
        if self.planned_mg is None or step is None or step.flow_mg_h <= 0:
            return 0.0
        over = self.delivered_exact(t) - exact(self.planned_mg)
        return max(0.0, min(t - step.t, float(divided(over * SECONDS_PER_H, step.flow_mg_h))))


def never_stopped(infusion: InfusionState | None, t: float) -> str:
    """What to do about an infusion whose plan is long over and that was never stopped, one sentence; "" = nothing.

    It goes on counting as running: nobody said that it stopped.
    """
    if infusion is None:
        return ""
    over_s = infusion.plan_over_s(t)
    if over_s <= FORGOTTEN_S:
        return ""
    minutes = int(over_s // MINUTE_S)
    if infusion.paused:
        return f"The plan was over {minutes} min ago, and the infusion is still paused: record the stop."
    return f"The plan was over {minutes} min ago and no stop is recorded: record the stop, or the new rate."


def _knots_of(steps: tuple[RateStep, ...], boluses: tuple[BolusGiven, ...]) -> tuple[_Knot, ...]:
    """The running sums at every change, in the order of time."""
    changes: list[tuple[float, RateStep | BolusGiven]] = [
        *((step.t, step) for step in steps),
        *((bolus.t, bolus) for bolus in boluses),
    ]
    changes.sort(key=lambda change: change[0])
    knots: list[_Knot] = []
    mg_s = ml_s = mg_h = ml_h = last = Decimal(0)
    with localcontext() as context:
        context.prec = _DIGITS
        for t, change in changes:
            at = exact(t)
            mg_s += mg_h * (at - last)
            ml_s += ml_h * (at - last)
            last = at
            if isinstance(change, RateStep):
                mg_h, ml_h = change.flow_mg_h, exact(change.rate_ml_h)
            else:
                mg_s += change.mg * SECONDS_PER_H
            knots.append(
                _Knot(
                    t=t,
                    mg_s=mg_s,
                    ml_s=ml_s,
                    mg=float(mg_s / SECONDS_PER_H),
                    mg_per_s=float(mg_h) / float(SECONDS_PER_H),
                    mg_h=mg_h,
                    ml_h=ml_h,
                )
            )
    return tuple(knots)
