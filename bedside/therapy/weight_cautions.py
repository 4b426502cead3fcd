"""Weights that ask for a second look: a decimal mark in the wrong place, pounds, another patient (DOSE-03).

Every dose per kg hangs on this number; a warning asks for a reason and never blocks. It says what a number would mean,
and never which one to take.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from bedside.therapy.dose import divided, exact, shown
from bedside.therapy.dose_cautions import SLIP_RATIO, Caution, near, written
from bedside.vitals.patients import PatientRecord, WeightBasis
from bedside.vitals.sessions import PatientType

WEIGHT_CHANGE_PERCENT: Final = Decimal(10)  # of the weight on record; more is asked about
GROWN_UP_YEARS: Final = 18
KG_PER_LB: Final = Decimal("0.45359237")  # the international pound
_ADULT_KG: Final = (Decimal(30), Decimal(250))  # outside, a weight is asked about
_LIKELY_KG: Final = (Decimal(40), Decimal(160))  # a slip of ten, or pounds, that land here are named
_ADULT_BMI: Final = (Decimal(13), Decimal(45))  # kg/m²; outside, weight and height do not go together
_LIKELY_BMI: Final = (Decimal(17), Decimal(40))  # pounds that land here are named
_CM_PER_M: Final = 100
_CHILD_BASE_KG, _CHILD_KG_PER_YEAR = Decimal(7), Decimal(3)  # the usual estimate 3 × age + 7, from 1 year on
_CHILD_RATIOS: Final = (Decimal("0.5"), Decimal("2.5"))  # of that estimate; outside, a weight is asked about


def weight_cautions(
    weight_kg: float | Decimal,
    last_kg: float | Decimal | None = None,
    *,
    adult: bool = True,
    height_cm: float | Decimal | None = None,
    age_years: int | None = None,
) -> tuple[Caution, ...]:
    """What to say about an entered weight, the gravest first; at most one thing.

    Args:
        weight_kg: as entered. last_kg: on record before; None or 0 = none.
        adult: no adult: height and age decide, of neither is there a usual weight.
        height_cm, age_years: None = not known. The age decides over `adult`.
    """
    weight = exact(weight_kg)
    last = exact(last_kg) if last_kg else None
    height = exact(height_cm) if height_cm else None
    grown = adult if age_years is None else age_years >= GROWN_UP_YEARS
    said = "" if last is None else _slip_of_last(weight, last)
    if said:
        return (Caution(key="weight_changed", words=said),)
    said = _unlikely_adult(weight, height) if grown else _unlikely_child(weight, age_years)
    if said:
        return (Caution(key="weight_unlikely", words=said),)
    said = "" if last is None else _changed(weight, last)
    return (Caution(key="weight_changed", words=said),) if said else ()


def record_weight_cautions(made: PatientRecord, base: PatientRecord, today: date) -> tuple[Caution, ...]:
    """What to ask about the weights of a record; of those that stood in `base` already nothing is asked again."""
    adult, years = made.patient_type in (PatientType.ADULT, PatientType.NOT_SET), made.age_years(today)
    said: tuple[Caution, ...] = ()
    if made.weight_kg and (made.weight_kg, made.height_cm) != (base.weight_kg, base.height_cm):
        said = weight_cautions(
            made.weight_kg, base.weight_kg, adult=adult, height_cm=made.height_cm, age_years=years
        )
    by_hand = made.weight_used_kg if made.weight_basis is WeightBasis.BY_HAND else None
    if by_hand and not said and by_hand not in (base.weight_used_kg, made.weight_kg):
        said = weight_cautions(by_hand, base.weight_used_kg or made.weight_kg, adult=adult, age_years=years)
    return said


def plan_weight_cautions(
    weight_kg: float | None,
    patient: PatientRecord | None,
    labelled_kg: float | None,
    *,
    adult: bool,
    today: date | None,
) -> tuple[Caution, ...]:
    """What to ask about the weight that doses are told by, where it is none of the patient's record.

    Args:
        weight_kg: what the plan uses; None: nothing to ask.
        patient: None: nobody is named; then it is held against the label.
        labelled_kg: the weight on the bed's label, or in force otherwise; None = none.
        adult: where the record says nothing.
        today: for the age; None: it is not looked at.
    """
    if not weight_kg:
        return ()
    on_record = () if patient is None else (patient.weight_used_kg, patient.weight_kg)
    known = tuple(each for each in on_record if each) or ((labelled_kg,) if labelled_kg else ())
    if weight_kg in known:
        return ()
    before = known[0] if known else None
    if patient is None:
        return weight_cautions(weight_kg, before, adult=adult)
    grown = patient.patient_type in (PatientType.ADULT, PatientType.NOT_SET)
    years = None if today is None else patient.age_years(today)
    height = patient.height_cm
    return weight_cautions(weight_kg, before, adult=grown, height_cm=height, age_years=years)


def _slip_of_last(weight: Decimal, last: Decimal) -> str:
    now, then = written(weight), written(last)
    if near(weight, last * SLIP_RATIO):
        return f"{now} kg is ten times the {then} kg on record. Is the decimal mark in its place?"
    if near(weight * SLIP_RATIO, last):
        return f"{now} kg is a tenth of the {then} kg on record. Is the decimal mark in its place?"
    if near(weight * KG_PER_LB, last):
        return f"{now} would be the {then} kg on record in pounds. Is it in kg?"
    return ""


def _changed(weight: Decimal, last: Decimal) -> str:
    now, then = written(weight), written(last)
    change = divided(100 * (weight - last), last)
    if change > WEIGHT_CHANGE_PERCENT:
        return f"{now} kg is {shown(change, 0).text} % more than the {then} kg on record."
    if change < -WEIGHT_CHANGE_PERCENT:
        return f"{now} kg is {shown(-change, 0).text} % less than the {then} kg on record."
    return ""


def _unlikely_adult(weight: Decimal, height: Decimal | None) -> str:
    now = written(weight)
    if not _ADULT_KG[0] <= weight <= _ADULT_KG[1]:
        meant = weight * SLIP_RATIO if weight < _ADULT_KG[0] else divided(weight, SLIP_RATIO)
        if _LIKELY_KG[0] <= meant <= _LIKELY_KG[1]:
            return f"{now} kg is unusual for an adult. Is the decimal mark in its place?"
        return f"{now} kg is unusual for an adult. Is it in kg?"
    if height is None:
        return ""
    index = _index(weight, height)
    if _ADULT_BMI[0] <= index <= _ADULT_BMI[1]:
        return ""
    tall, bmi = written(height), shown(index, 0).text
    in_lb = weight * KG_PER_LB
    if index > _ADULT_BMI[1] and _LIKELY_BMI[0] <= _index(in_lb, height) <= _LIKELY_BMI[1]:
        as_lb = shown(in_lb, 1).text
        return f"{now} kg at {tall} cm is a BMI of {bmi}; {now} lb would be {as_lb} kg. Is it in kg?"
    return f"{now} kg at {tall} cm is a BMI of {bmi}. Check weight and height."


def _unlikely_child(weight: Decimal, age_years: int | None) -> str:
    """Only from the first birthday on: newborns differ by more than any rule."""
    if not age_years:
        return ""
    usual = _CHILD_BASE_KG + _CHILD_KG_PER_YEAR * age_years
    if _CHILD_RATIOS[0] * usual <= weight <= _CHILD_RATIOS[1] * usual:
        return ""
    return f"{written(weight)} kg is unusual at {age_years} years. Check the weight, its unit and the date of birth."


def _index(weight: Decimal, height_cm: Decimal) -> Decimal:
    return divided(weight * _CM_PER_M * _CM_PER_M, height_cm * height_cm)
