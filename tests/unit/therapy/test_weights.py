"""Weights: which are asked about and in what words, and what another weight does to a session that runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.infusion import infusion_of
from bedside.therapy.weight_cautions import weight_cautions
from bedside.therapy.weight_change import plan_weight_words, weight_change_words
from bedside.vitals.commands import Command, Entry, StartInfusion, StopInfusion
from bedside.vitals.patients import SessionPlan
from bedside.vitals.sessions import Actor, Role

NURSE = Actor(name="A. Moreno, RN", role=Role.NURSE)
PLAN = SessionPlan(dose_mg=35.0, dose_mg_kg=0.5, weight_kg=70.0, minutes=40.0)


@pytest.mark.req("DOSE-03")
@pytest.mark.parametrize(
    ("weight", "last", "word"),
    [
        (7.0, 70.0, "a tenth"),
        (700.0, 70.0, "ten times"),
        (154.3, 70.0, "70 kg on record in pounds"),
        (80.0, 70.0, "14 % more"),
        (58.0, 70.0, "17 % less"),
        (77.0, 70.0, ""),  # exactly 10 %
        (75.0, 70.0, ""),
        (7.0, None, "decimal mark"),
        (700.0, None, "decimal mark"),
        (20.0, None, "in kg"),
        (300.0, None, "in kg"),
        (70.0, None, ""),
    ],
)
def test_a_weight_that_cannot_be_is_asked_about(weight: float, last: float | None, word: str) -> None:
    said = weight_cautions(weight, last)
    assert (word in said[0].words) if word else said == ()


@pytest.mark.req("DOSE-03")
@pytest.mark.parametrize(
    ("weight", "height", "word"),
    [
        (70.0, 170.0, ""),
        (130.0, 170.0, ""),  # BMI 45: heavy, and meant
        (154.0, 168.0, "154 lb would be 69.9 kg"),
        (70.0, 70.0, "Check weight and height"),  # height and weight of the same number
        (70.0, 1.7, "Check weight and height"),  # metres
        (35.0, 175.0, "BMI of 11"),
    ],
)
def test_weight_and_height_have_to_go_together(weight: float, height: float, word: str) -> None:
    said = weight_cautions(weight, height_cm=height)
    assert (word in said[0].words) if word else said == ()


@pytest.mark.req("DOSE-03")
@pytest.mark.parametrize(
    ("weight", "years", "asked"),
    [
        (12.0, 2, False),
        (40.0, 2, True),  # 20 kg at most would be usual
        (20.0, 6, False),
        (44.0, 6, False),
        (9.0, 6, True),
        (9.0, 35, True),  # the date of birth decides, whatever the type says
        (3.2, 0, False),
    ],
)
def test_of_a_child_the_age_decides_what_is_asked(weight: float, years: int, asked: bool) -> None:
    said = weight_cautions(weight, adult=False, age_years=years)
    assert bool(said) == asked


def test_a_child_of_unknown_age_may_weigh_anything_but_a_tenth_of_last_time() -> None:
    assert weight_cautions(12.0, adult=False) == ()
    assert weight_cautions(12.0, 120.0, adult=False) != ()


@given(
    st.floats(0.3, 400),
    st.one_of(st.none(), st.floats(0.3, 400)),
    st.one_of(st.none(), st.floats(20, 260)),
    st.one_of(st.none(), st.integers(0, 120)),
    st.booleans(),
)
def test_one_whole_sentence_at_most_which_proposes_no_weight(
    weight: float, last: float | None, height: float | None, years: int | None, adult: bool
) -> None:
    said = weight_cautions(weight, last, adult=adult, height_cm=height, age_years=years)
    assert len(said) <= 1
    for caution in said:
        assert caution.words.endswith((".", "?")) and "E" not in caution.words
        assert not any(word in caution.words.lower() for word in ("should", "suggest", "instead"))


# -- in the middle of a session --------------------------------------------------------------------------


def told(*commands: tuple[float, Command]) -> list[Entry]:
    return [
        Entry(number=n, t=t, entered_t=t, command=command) for n, (t, command) in enumerate(commands, start=1)
    ]


START = StartInfusion(
    bed=1, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1.0, planned_mg=35.0, planned_min=40.0
)


@pytest.mark.req("DOSE-02")
def test_another_weight_changes_what_is_told_per_kg_and_no_milligram() -> None:
    infusion = infusion_of(told((0.0, START)))
    assert weight_change_words(70.0, 80.0, infusion=infusion, plan=PLAN, now=1200.0) == (
        "The 17.5 mg given stay 17.5 mg: 0.22 mg/kg at 80 kg, no longer 0.25 at 70 kg.",
        "The pump goes on at 52.5 mL/h: 0.66 mg/kg/h at 80 kg.",
        "The plan stays 35 mg until it is saved again; 0.5 mg/kg at 80 kg are 40 mg.",
    )


def test_after_the_stop_nothing_is_said_of_a_pump_that_goes_on() -> None:
    infusion = infusion_of(told((0.0, START), (1200.0, StopInfusion(bed=1, actor=NURSE))))
    said = weight_change_words(70.0, 80.0, infusion=infusion, plan=None, now=2400.0)
    assert said == ("The 17.5 mg given stay 17.5 mg: 0.22 mg/kg at 80 kg, no longer 0.25 at 70 kg.",)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, 80.0, "The 17.5 mg given stay 17.5 mg: 0.22 mg/kg at 80 kg."),
        (70.0, None, "The 17.5 mg given stay 17.5 mg; without a weight nothing is told per kg."),
    ],
)
def test_a_weight_that_comes_or_goes_is_told_as_well(
    before: float | None, after: float | None, words: str
) -> None:
    infusion = infusion_of(told((0.0, START)))
    assert weight_change_words(before, after, infusion=infusion, plan=None, now=1200.0)[0] == words


def test_where_nothing_hangs_on_the_weight_nothing_is_said() -> None:
    assert weight_change_words(70.0, 80.0, infusion=None, plan=None, now=0.0) == ()
    assert weight_change_words(70.0, 70.0, infusion=infusion_of(told((0.0, START))), plan=PLAN, now=9.0) == ()
    assert plan_weight_words(PLAN, 70.0) == ""
    assert plan_weight_words(SessionPlan(dose_mg=35.0), 80.0) == ""  # planned in mg: no weight was asked
