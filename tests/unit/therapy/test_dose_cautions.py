"""Numbers that ask for a second look: every kind of slip in words, and nothing said where nothing is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.dose import DoseUnit, RateUnit
from bedside.therapy.dose_cautions import Caution, bolus_cautions, plan_cautions, rate_cautions
from bedside.therapy.typed_rate import TypedRate
from bedside.vitals.protocol import DoseCautions

RULES = DoseCautions()


def keys(cautions: tuple[Caution, ...]) -> list[str]:
    return [caution.key for caution in cautions]


def starting(value: float, unit: RateUnit = RateUnit.ML_H, **more: object) -> TypedRate:
    facts: dict[str, object] = {
        "concentration_mg_ml": 1.0,
        "weight_kg": 70.0,
        "planned_mg": 30.0,
        "planned_min": 40.0,
    }
    return TypedRate(value=value, unit=unit, **(facts | more))  # type: ignore[arg-type]


def running(value: float, unit: RateUnit = RateUnit.ML_H, **more: object) -> TypedRate:
    facts = {
        "now_ml_h": 45.0,
        "delivered_mg": 7.4,
        "remaining_s": 1808.0,
        "end_clock": "10:45",
        "planned_mg": 35.0,
    }
    return starting(value, unit, **(facts | more))


@pytest.mark.req("DOSE-03")
@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"mg_kg": 1.01, "weight_kg": 70.0}, "over_mg_kg"),
        ({"mg": 71.0, "weight_kg": 70.0}, "over_mg_kg"),
        ({"mg": 100.1}, "over_mg"),
        ({"minutes": 9.9}, "short"),
        ({"concentration_mg_ml": 10.0}, "concentrated"),
        ({"mg": 40.0, "mg_kg": 0.5, "weight_kg": 70.0}, "disagree"),
    ],
)
def test_a_plan_beyond_the_site_s_bounds_is_asked_about(facts: dict[str, float], key: str) -> None:
    assert keys(plan_cautions(RULES, **facts)) == [key]


@pytest.mark.req("DOSE-03")
def test_a_plan_on_the_bounds_is_calm() -> None:
    calm = {"mg": 70.0, "mg_kg": 1.0, "weight_kg": 70.0, "minutes": 10.0, "concentration_mg_ml": 9.99}
    assert plan_cautions(RULES, **calm) == ()
    assert plan_cautions(RULES, mg=100.0, minutes=40.0) == ()
    assert plan_cautions(RULES) == ()


@pytest.mark.req("DOSE-03")
def test_the_bounds_are_the_site_s_own() -> None:
    strict = DoseCautions(most_mg_kg=0.4, most_mg=20.0, least_minutes=60.0, concentrated_mg_ml=2.0)
    plan = {"mg": 35.0, "weight_kg": 70.0, "minutes": 40.0, "concentration_mg_ml": 2.0}
    assert keys(plan_cautions(strict, **plan)) == ["over_mg_kg", "over_mg", "short", "concentrated"]
    assert "0.4 mg/kg" in plan_cautions(strict, **plan)[0].words


@pytest.mark.req("DOSE-03")
def test_the_planned_number_in_another_unit_is_named() -> None:
    said = rate_cautions(starting(45.0, RateUnit.MG_KG_H), RULES)
    assert said[0] == Caution(key="unit", words="45 mg/kg/h? 45 mL/h would be the planned 0.64 mg/kg/h.")
    assert said[1].key == "over_plan"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (starting(450.0), "slip"),
        (starting(4.5), "slip"),
        (running(450.0), "slip"),
        (running(4.5), "slip"),
        (running(550.0), "factor"),
        (running(15.0), "factor"),
        (starting(0.64), "unit"),
        (running(45.0, RateUnit.MCG_KG_MIN), "unit"),
        (running(90.0, concentration_mg_ml=2.0), "unit"),  # 45 mL/h are 90 mg/h
        (running(100.0), "over_plan"),
        (starting(20.0), "under_plan"),
        (running(45.0, concentration_mg_ml=10.0, planned_mg=None), "concentrated"),
    ],
)
@pytest.mark.req("DOSE-03")
def test_a_slip_is_told_by_its_kind(typed: TypedRate, key: str) -> None:
    assert keys(rate_cautions(typed, RULES))[0] == key


@pytest.mark.parametrize(
    "typed", [starting(45.0), running(45.0), running(55.0), starting(0.64, RateUnit.MG_KG_H)]
)
def test_a_rate_that_fits_is_calm(typed: TypedRate) -> None:
    assert rate_cautions(typed, RULES) == ()


def test_without_a_plan_or_a_rate_now_there_is_nothing_to_compare_with() -> None:
    alone = TypedRate(value=5000.0, unit=RateUnit.MG_KG_H)
    assert rate_cautions(alone, RULES) == ()


def test_the_total_is_told_with_the_wall_clock() -> None:
    said = rate_cautions(running(550.0), RULES)
    assert said[0].words == "550 mL/h is 12.2 times the rate now. A digit too many, or another unit?"
    assert said[1].words == "To 10:45 it would give 283.6 mg, 8.1 times the plan of 35 mg."


@pytest.mark.req("DOSE-03")
def test_a_large_bolus_and_one_beyond_the_plan_are_asked_about() -> None:
    assert keys(bolus_cautions(1.5, DoseUnit.MG_KG, RULES, weight_kg=70.0)) == ["over_mg_kg", "over_mg"]
    said = bolus_cautions(20.0, DoseUnit.MG, RULES, weight_kg=70.0, planned_mg=35.0, delivered_mg=30.0)
    assert said == (Caution(key="over_plan", words="With it 50 mg have been given; the plan is 35 mg."),)
    assert bolus_cautions(5.0, DoseUnit.ML, RULES) == ()  # without the concentration it is no dose yet


@pytest.mark.req("DOSE-03")
def test_a_dose_per_kg_that_was_typed_in_mg_is_asked_about() -> None:
    words = "0.35 mg is only 0.005 mg/kg. Was it meant in mg/kg?"
    asked = (Caution(key="hardly_mg", words=words),)
    assert bolus_cautions(0.35, DoseUnit.MG, RULES, weight_kg=70.0) == asked
    assert plan_cautions(RULES, mg=0.35, weight_kg=70.0) == asked
    assert bolus_cautions(0.35, DoseUnit.MG, RULES) == ()  # of nobody's weight it cannot be told
    assert bolus_cautions(0.005, DoseUnit.MG_KG, RULES, weight_kg=70.0) == ()  # that is what was typed
    assert plan_cautions(RULES, mg_kg=0.005, weight_kg=70.0) == ()
    assert bolus_cautions(1.4, DoseUnit.MG, RULES, weight_kg=70.0) == ()


@given(
    st.floats(0.01, 5000),
    st.sampled_from(RateUnit),
    st.floats(0.1, 200),
    st.one_of(st.none(), st.floats(1, 400)),
    st.one_of(st.none(), st.floats(0.1, 2000)),
    st.one_of(st.none(), st.floats(0.1, 500)),
    st.one_of(st.none(), st.floats(1, 600)),
)
def test_every_sentence_is_whole_and_proposes_nothing(
    value: float,
    unit: RateUnit,
    strength: float,
    weight: float | None,
    now: float | None,
    mg: float | None,
    minutes: float | None,
) -> None:
    typed = TypedRate(
        value=value,
        unit=unit,
        concentration_mg_ml=strength,
        weight_kg=weight,
        now_ml_h=now,
        planned_mg=mg,
        planned_min=minutes,
    )
    for caution in rate_cautions(typed, RULES):
        assert caution.words.endswith((".", "?"))
        assert "E" not in caution.words.replace("Check", "")
        for word in ("should", "recommend", "suggest", "instead", "try "):
            assert word not in caution.words.lower()
