"""Numbers that ask for a second look: soft warnings in words, each wants a reason, none ever blocks (DOSE-03).

Beyond the site's own bounds (`DoseCautions` of the protocol) it catches what slips under a hand: a digit too many or
too few, the right number in the wrong unit. It says what a number would mean, and never which
one to take.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Final

from bedside.therapy.dose import (
    DoseUnit,
    RateUnit,
    bolus_mg,
    divided,
    exact,
    shown,
)
from bedside.therapy.typed_rate import TypedRate
from bedside.vitals.protocol import DoseCautions

__all__ = [
    "SLIP_RATIO",
    "Caution",
    "TypedRate",
    "bolus_cautions",
    "near",
    "plan_cautions",
    "rate_cautions",
    "written",
]

FACTOR_RATIO: Final = Decimal(3)  # new/now from here on, or its inverse
OVER_PLAN_RATIO: Final = Decimal("1.2")  # total/plan from here on, or its inverse
SLIP_RATIO: Final = Decimal(10)  # a digit too many or too few
_LEAST_MG_KG: Final = Decimal("0.02")  # a dose below this was hardly typed in mg
_NEAR_RATIO: Final = Decimal("0.02")  # two numbers are meant to be one


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One thing to look at twice."""

    key: str  # "over_mg_kg", "over_mg", "short", "concentrated", "slip", "unit", "factor", "over_plan" …
    words: str  # one or two sentences; numbers with a point


# -- rates ---------------------------------------------------------------------------------------------


def rate_cautions(typed: TypedRate, rules: DoseCautions) -> tuple[Caution, ...]:
    """What to say about a typed rate, the gravest first."""
    grave = _unit_mix_up(typed) or _slip(typed)
    said = [grave] if grave is not None else [*_factor(typed)]
    return (*said, *_total(typed), *_strength(typed.concentration_mg_ml, rules))


def _unit_mix_up(typed: TypedRate) -> Caution | None:
    """The typed number would be the plan, or the rate now, in another unit."""
    mg_h = typed.mg_h
    references = ((typed.planned_mg_h, "the planned"), (typed.now_mg_h, "the rate now,"))
    known = [(reference, words) for reference, words in references if reference is not None]
    if mg_h is None or any(near(mg_h, reference) for reference, _ in known):
        return None
    for reference, words in known:
        own = typed.in_unit(reference, typed.unit)
        for unit in RateUnit:
            other = typed.in_unit(reference, unit)
            if unit is typed.unit or other is None or own is None or not near(exact(typed.value), other):
                continue
            number = written(typed.value)
            return Caution(
                key="unit",
                words=f"{number} {typed.unit}? {number} {unit} would be {words} {_few(own)} {typed.unit}.",
            )
    return None


def _slip(typed: TypedRate) -> Caution | None:
    """The typed number is ten times, or a tenth of, the plan or the rate now."""
    mg_h, number = typed.mg_h, f"{written(typed.value)} {typed.unit}"
    if mg_h is None:
        return None
    for reference, words in ((typed.now_mg_h, "the rate now"), (typed.planned_mg_h, "the planned rate")):
        if reference is None or near(mg_h, reference):
            continue
        if near(mg_h, reference * SLIP_RATIO):
            return Caution(key="slip", words=f"{number} is 10 times {words}. A digit too many?")
        if near(mg_h * SLIP_RATIO, reference):
            return Caution(key="slip", words=f"{number} is a tenth of {words}. A digit missing?")
    return None


def _factor(typed: TypedRate) -> Iterator[Caution]:
    mg_h, number = typed.mg_h, f"{written(typed.value)} {typed.unit}"
    if typed.now_mg_h is not None:
        reference, words = typed.now_mg_h, "the rate now"
    elif typed.planned_mg_h is not None:
        reference, words = typed.planned_mg_h, "the planned rate"
    else:
        return
    if mg_h is None:
        return
    factor = divided(mg_h, reference)
    if factor >= FACTOR_RATIO:
        yield Caution(
            key="factor",
            words=f"{number} is {_few(factor)} times {words}. A digit too many, or another unit?",
        )
    elif factor * FACTOR_RATIO <= 1:
        share = shown(100 * factor, 0).text
        yield Caution(
            key="factor", words=f"{number} is {share} % of {words}. A digit missing, or another unit?"
        )


def _total(typed: TypedRate) -> Iterator[Caution]:
    total = typed.total_mg
    if total is None or not typed.planned_mg:
        return
    plan = exact(typed.planned_mg)
    if total >= OVER_PLAN_RATIO * plan:
        gives, times = shown(total, 1).text, _few(divided(total, plan))
        words = f"To the planned end it would give {gives} mg, {times} times the plan of {written(plan)} mg."
        if typed.end_clock:
            end = typed.end_clock
            words = f"To {end} it would give {gives} mg, {times} times the plan of {written(plan)} mg."
        yield Caution(key="over_plan", words=words)
    elif typed.now_ml_h is None and total * OVER_PLAN_RATIO <= plan:
        yield Caution(
            key="under_plan",
            words=f"This rate gives {shown(total, 1).text} mg in the planned time; the plan says {written(plan)} mg.",
        )


# -- plans and boluses ---------------------------------------------------------------------------------


def plan_cautions(
    rules: DoseCautions,
    *,
    mg: float | Decimal | None = None,
    mg_kg: float | Decimal | None = None,
    weight_kg: float | Decimal | None = None,
    minutes: float | Decimal | None = None,
    concentration_mg_ml: float | Decimal | None = None,
) -> tuple[Caution, ...]:
    """What to say about a planned infusion (DOSE-03). What is None is not looked at; mg and mg/kg follow each other."""
    amount = None if mg is None else exact(mg)
    per_kg = None if mg_kg is None else exact(mg_kg)
    if amount is None and per_kg is not None and weight_kg:
        amount = per_kg * exact(weight_kg)
    if per_kg is None and amount is not None and weight_kg:
        per_kg = divided(amount, exact(weight_kg))
    return tuple(
        chain(
            _hardly_mg(amount, per_kg) if mg_kg is None else (),
            _amount(amount, per_kg, rules, bolus=False),
            _short(minutes, rules),
            _strength(concentration_mg_ml, rules),
            _disagree(mg, mg_kg, weight_kg),
        )
    )


def bolus_cautions(
    value: float | Decimal,
    unit: DoseUnit,
    rules: DoseCautions,
    *,
    concentration_mg_ml: float | Decimal | None = None,
    weight_kg: float | Decimal | None = None,
    planned_mg: float | Decimal | None = None,
    delivered_mg: float | Decimal = 0.0,
) -> tuple[Caution, ...]:
    """What to say about a bolus that was given at once."""
    known = {"concentration_mg_ml": concentration_mg_ml, "weight_kg": weight_kg}
    mg = bolus_mg(value, unit, **known)
    if mg is None:
        return ()
    per_kg = divided(mg, exact(weight_kg)) if weight_kg else None
    said = [*(_hardly_mg(mg, per_kg) if unit is DoseUnit.MG else ()), *_amount(mg, per_kg, rules, bolus=True)]
    if planned_mg and exact(delivered_mg) + mg >= OVER_PLAN_RATIO * exact(planned_mg):
        total = shown(exact(delivered_mg) + mg, 1).text
        said.append(
            Caution(
                key="over_plan",
                words=f"With it {total} mg have been given; the plan is {written(exact(planned_mg))} mg.",
            )
        )
    return tuple(said)


def _hardly_mg(mg: Decimal | None, per_kg: Decimal | None) -> Iterator[Caution]:
    """A number that was typed in mg and would be a usual one in mg/kg."""
    if mg is not None and per_kg is not None and per_kg < _LEAST_MG_KG:
        dose, so_few = written(mg), written(per_kg)
        yield Caution(key="hardly_mg", words=f"{dose} mg is only {so_few} mg/kg. Was it meant in mg/kg?")


def _amount(
    mg: Decimal | None, per_kg: Decimal | None, rules: DoseCautions, *, bolus: bool
) -> Iterator[Caution]:
    if per_kg is not None and per_kg > exact(rules.most_mg_kg):
        dose, most = shown(per_kg, 2).text, written(rules.most_mg_kg)
        yield Caution(
            key="over_mg_kg",
            words=f"A bolus of {dose} mg/kg is over this site's {most} mg/kg."
            if bolus
            else f"A plan of {dose} mg/kg is over this site's {most} mg/kg.",
        )
    if mg is not None and mg > exact(rules.most_mg):
        dose, most = shown(mg, 1).text, written(rules.most_mg)
        yield Caution(
            key="over_mg",
            words=f"A bolus of {dose} mg is over {most} mg."
            if bolus
            else f"A plan of {dose} mg is over {most} mg.",
        )


def _short(minutes: float | Decimal | None, rules: DoseCautions) -> Iterator[Caution]:
    if minutes is not None and exact(minutes) < exact(rules.least_minutes):
        yield Caution(
            key="short", words=f"{written(minutes)} min is shorter than {written(rules.least_minutes)} min."
        )


def _strength(concentration: float | Decimal | None, rules: DoseCautions) -> Iterator[Caution]:
    if concentration is not None and exact(concentration) >= exact(rules.concentrated_mg_ml):
        yield Caution(
            key="concentrated",
            words=f"{written(concentration)} mg/mL is undiluted strength. Check the label of the syringe.",
        )


def _disagree(
    mg: float | Decimal | None, mg_kg: float | Decimal | None, weight_kg: float | Decimal | None
) -> Iterator[Caution]:
    if mg is None or mg_kg is None or not weight_kg:
        return
    follows = exact(mg_kg) * exact(weight_kg)
    if not near(exact(mg), follows):
        per_kg, weight, dose = written(mg_kg), written(weight_kg), shown(follows, 1).text
        words = f"{per_kg} mg/kg at {weight} kg are {dose} mg, not {written(mg)} mg."
        yield Caution(key="disagree", words=words)


# -- numbers -------------------------------------------------------------------------------------------


def near(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers are meant to be one."""
    return abs(one - other) <= _NEAR_RATIO * max(abs(one), abs(other))


def written(value: float | Decimal) -> str:
    """At most three decimals."""
    return shown(exact(value), 3).text


def _few(value: Decimal) -> str:
    """About three digits: 120, 12.2, 3.4, 0.64."""
    if value >= SLIP_RATIO:
        return shown(value, 0 if value >= SLIP_RATIO * SLIP_RATIO else 1).text
    return shown(value, 2).text
