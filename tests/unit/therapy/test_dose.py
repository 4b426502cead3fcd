"""Dose arithmetic: exact in decimal, both ways, and what is rounded says so."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.dose import (
    DoseUnit,
    RateUnit,
    bolus_in,
    bolus_mg,
    converted,
    exact,
    shown,
)
from bedside.therapy.dose_sheet import DoseSheet, Quantity, Typed, sheet, with_typed

D = Decimal
SEED: Typed = ((Quantity.MG_KG, D("0.5")), (Quantity.MINUTES, D(40)))
EXPECTED = {
    Quantity.MG_KG: D("0.5"),
    Quantity.MG: D(35),
    Quantity.ML: D(35),
    Quantity.MINUTES: D(40),
    Quantity.ML_H: D("52.5"),
    Quantity.MG_H: D("52.5"),
    Quantity.MG_KG_H: D("0.75"),
    Quantity.MCG_KG_MIN: D("12.5"),
}
NUMBERS = st.decimals(min_value="0.01", max_value="2000", places=2)
STRENGTHS = st.sampled_from([D(1), D(2), D(5), D(10), D("0.5"), D(3), D(7)])
WEIGHTS = st.decimals(min_value="30", max_value="250", places=1)


def seed(typed: Typed = SEED) -> DoseSheet:
    return sheet(weight_kg=70.0, concentration_mg_ml=1.0, typed=typed)


@pytest.mark.req("DOSE-01")
@pytest.mark.parametrize("quantity", Quantity)
def test_half_a_mg_per_kg_in_40_min_is_the_row_of_the_specification(quantity: Quantity) -> None:
    assert seed().value(quantity) == EXPECTED[quantity]


@pytest.mark.req("DOSE-01")
@pytest.mark.parametrize(
    "pair",
    [
        (one, other)
        for one, other in permutations(Quantity, 2)
        if len(with_typed(with_typed((), one, D(1)), other, D(1))) == 2
    ],
    ids=lambda pair: f"{pair[0]}+{pair[1]}",
)
def test_any_two_numbers_of_two_kinds_give_all_the_others(pair: tuple[Quantity, Quantity]) -> None:
    found = seed(tuple((quantity, EXPECTED[quantity]) for quantity in pair))
    assert {quantity: found.value(quantity) for quantity in Quantity} == EXPECTED


@pytest.mark.req("DOSE-01")
def test_a_new_number_takes_the_place_of_its_kind_else_of_the_older_one() -> None:
    typed = with_typed(SEED, Quantity.MG, D(40))  # the amount again
    assert dict(typed) == {Quantity.MINUTES: D(40), Quantity.MG: D(40)}
    typed = with_typed(typed, Quantity.ML_H, D(60))  # a third kind: the older one goes
    assert dict(typed) == {Quantity.MG: D(40), Quantity.ML_H: D(60)}
    assert seed(typed).value(Quantity.MINUTES) == 40
    assert with_typed(typed, Quantity.ML_H, None) == ((Quantity.MG, D(40)),)


def test_without_a_weight_or_a_concentration_the_others_are_still_told() -> None:
    typed: Typed = ((Quantity.MG, D(35)), (Quantity.MINUTES, D(40)))
    without = sheet(weight_kg=None, concentration_mg_ml=None, typed=typed)
    assert without.value(Quantity.MG_H) == D("52.5")
    assert without.value(Quantity.ML_H) is None
    assert without.value(Quantity.MG_KG_H) is None
    assert without.missing(Quantity.MG_KG_H) == "needs the patient's weight"
    assert without.missing(Quantity.ML_H) == "needs the concentration of the syringe"
    assert seed(()).missing(Quantity.MG) == "needs two numbers of the dose"


@pytest.mark.parametrize("bad", [D(0), D(-1), D("NaN"), D("Infinity")])
def test_what_is_not_more_than_0_never_gets_into_a_sheet(bad: Decimal) -> None:
    with pytest.raises(ValueError):
        seed(((Quantity.MG, bad),))
    with pytest.raises(ValueError):
        sheet(weight_kg=bad, concentration_mg_ml=1.0)


@pytest.mark.req("DOSE-01")
def test_a_rounded_number_says_so_and_what_the_rounded_rate_gives() -> None:
    found = sheet(
        weight_kg=71.0, concentration_mg_ml=3.0, typed=((Quantity.MG, D(35)), (Quantity.MINUTES, D(40)))
    )
    rate = found.shown(Quantity.ML_H)
    assert rate is not None and rate.text == "17.5" and not rate.rounded
    found = sheet(
        weight_kg=71.0, concentration_mg_ml=3.0, typed=((Quantity.MG, D(40)), (Quantity.MINUTES, D(35)))
    )
    rate = found.shown(Quantity.ML_H)
    assert rate is not None and rate.marked == "≈ 22.86"
    assert found.rounding() == "The rate is rounded: 22.86 mL/h for 35 min give 40.005 mg."
    typed = found.shown(Quantity.MG)
    assert typed is not None and typed.marked == "40"
    assert seed().rounding() == ""


@pytest.mark.parametrize(
    ("value", "decimals", "text", "rounded"),
    [
        ("52.50", 2, "52.5", False),
        ("35.0", 0, "35", False),
        ("0.125", 2, "0.13", True),  # half a unit upwards, as people round
        ("2.5", 0, "3", True),
        ("0.0004", 2, "0.0004", False),  # never 0 for what is more
        ("0.00044444", 2, "0.00044", True),
        ("1234567.891", 1, "1234567.9", True),
        ("0", 2, "0", False),
    ],
)
def test_what_is_shown_is_rounded_apart_from_the_exact_number(
    value: str, decimals: int, text: str, rounded: bool
) -> None:
    found = shown(D(value), decimals)
    assert (found.text, found.rounded) == (text, rounded)


@pytest.mark.req("DOSE-01")
def test_a_tenth_is_a_tenth() -> None:
    assert exact(0.1) + exact(0.2) == D("0.3")
    assert converted(0.1, RateUnit.MG_KG_H, RateUnit.ML_H, concentration_mg_ml=0.1, weight_kg=70.0) == 70
    with pytest.raises(ValueError):
        exact(float("nan"))


@pytest.mark.req("DOSE-01")
@given(NUMBERS, st.sampled_from(RateUnit), st.sampled_from(RateUnit), STRENGTHS, WEIGHTS)
def test_a_rate_comes_back_from_any_unit(
    value: Decimal, unit: RateUnit, other: RateUnit, strength: Decimal, weight: Decimal
) -> None:
    there = converted(value, unit, other, concentration_mg_ml=strength, weight_kg=weight)
    assert there is not None and there > 0
    back = converted(there, other, unit, concentration_mg_ml=strength, weight_kg=weight)
    assert back is not None and abs(back - value) < value * D("1e-25")


@given(NUMBERS, st.sampled_from(DoseUnit), STRENGTHS, WEIGHTS)
def test_a_bolus_comes_back_from_any_unit(
    value: Decimal, unit: DoseUnit, strength: Decimal, weight: Decimal
) -> None:
    mg = bolus_mg(value, unit, concentration_mg_ml=strength, weight_kg=weight)
    assert mg is not None
    back = bolus_in(mg, unit, concentration_mg_ml=strength, weight_kg=weight)
    assert back is not None and abs(back - value) < value * D("1e-25")


@given(NUMBERS, NUMBERS, STRENGTHS, WEIGHTS)
def test_the_sheet_agrees_with_itself(
    mg: Decimal, minutes: Decimal, strength: Decimal, weight: Decimal
) -> None:
    typed: Typed = ((Quantity.MG, mg), (Quantity.MINUTES, minutes))
    found = sheet(weight_kg=weight, concentration_mg_ml=strength, typed=typed)
    rate, volume = found.value(Quantity.ML_H), found.value(Quantity.ML)
    assert rate is not None and volume is not None
    assert abs(rate * minutes / 60 - volume) < volume * D("1e-25")
    assert abs(volume * strength - mg) < mg * D("1e-25")


@pytest.mark.parametrize("unit", [RateUnit.MG_KG_H, RateUnit.MCG_KG_MIN])
def test_a_rate_per_kg_needs_a_weight(unit: RateUnit) -> None:
    assert converted(1.0, unit, RateUnit.ML_H, concentration_mg_ml=1.0, weight_kg=None) is None
    assert converted(1.0, unit, unit, concentration_mg_ml=None, weight_kg=None) == 1
    assert bolus_mg(1.0, DoseUnit.MG_KG) is None
    assert bolus_mg(1.0, DoseUnit.ML) is None
    assert bolus_mg(1.0, DoseUnit.MG) == 1
