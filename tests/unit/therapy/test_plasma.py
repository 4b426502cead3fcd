"""The plasma estimate: the vectors of the specification, exact steps, and when no line is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.infusion import InfusionState
from bedside.therapy.plasma import (
    Change,
    Floats,
    PlasmaCurve,
    changes_of,
    hidden_because,
    label,
    weight_warning,
)
from bedside.therapy.plasma_doses import doses_unknown
from bedside.therapy.plasma_models import DEFAULT, MODELS, PlasmaModel
from bedside.vitals.care_commands import GiveBolus, RecordTreatment
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    PauseInfusion,
    ResumeInfusion,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.sessions import PatientType, Phase
from drivers import haemodynamics
from tests.unit.therapy.test_infusion import MIN, infusion, start, timeline

MINUTES = (5, 10, 20, 30, 40, 45, 50, 60, 80, 100, 120, 160, 220)
STANDARD = infusion((0.0, start()), (40 * MIN, StopInfusion(bed=1)))
PAUSED = infusion(
    (0.0, start()),
    (20 * MIN, PauseInfusion(bed=1)),
    (25 * MIN, ResumeInfusion(bed=1)),
    (45 * MIN, StopInfusion(bed=1)),
)
NG_ML = 0.2  # of the specification
DOMINO = MODELS["domino"]


def curve(model: str, state: InfusionState, weight: float = 70.0, ke0: float | None = None) -> PlasmaCurve:
    return PlasmaCurve(MODELS[model], weight, changes_of(state), ke0=ke0)


def seconds(minutes: tuple[int, ...]) -> np.ndarray:
    return np.array(minutes) * MIN


@pytest.mark.req("PK-02")
@pytest.mark.parametrize(
    ("model", "vector"),
    [
        ("domino", (155.3, 181.8, 209.6, 226.5, 240.3, 91.4, 71.1, 55.1, 45.8, 40.4, 35.8, 28.1, 19.6)),
        ("kamp", (109.3, 154.5, 198.3, 228.0, 253.1, 155.0, 120.3, 95.9, 73.7, 59.6, 49.9, 37.8, 27.9)),
        ("clements", (33.2, 62.0, 109.5, 146.9, 177.3, 157.4, 140.8, 115.4, 84.7, 68.4, 58.8, 47.7, 37.3)),
        ("hijazi", (52.2, 94.5, 156.7, 197.9, 225.3, 183.3, 149.3, 99.6, 46.0, 23.1, 13.1, 6.8, 4.9)),
    ],
)
def test_35_mg_in_40_min_is_the_vector_of_the_specification(model: str, vector: tuple[float, ...]) -> None:
    assert curve(model, STANDARD).plasma(seconds(MINUTES)) == pytest.approx(vector, abs=NG_ML)


@pytest.mark.req("PK-02")
def test_the_effect_site_is_the_vector_of_the_specification() -> None:
    expected = (91.1, 147.6, 197.1, 219.2, 234.5, 150.1, 100.1, 62.7, 47.3, 41.5, 36.8, 28.9, 20.1)
    found = curve("domino", STANDARD, ke0=DOMINO.effect_sites[0].ke0).effect_site(seconds(MINUTES))
    assert found == pytest.approx(expected, abs=NG_ML)


@pytest.mark.req("PK-02")
@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("domino", (209.6, 63.3, 200.0, 237.7, 59.8, 43.7)),
        ("kamp", (198.3, 104.6, 182.8, 248.7, 102.3, 68.2)),
    ],
)
def test_a_pause_is_in_it(model: str, expected: tuple[float, ...]) -> None:
    found = curve(model, PAUSED).plasma(seconds((20, 25, 30, 45, 60, 90)))
    assert found == pytest.approx(expected, abs=NG_ML)


@pytest.mark.req("PK-02")
@pytest.mark.parametrize(("model", "expected"), [("domino", 240.3), ("kamp", 253.1), ("kamp_075", 267.8)])
def test_of_100_kg_the_two_ways_to_scale_clearances_differ(model: str, expected: float) -> None:
    heavy = infusion((0.0, start(75.0)), (40 * MIN, StopInfusion(bed=1)))
    assert curve(model, heavy, 100.0).plasma(40 * MIN)[0] == pytest.approx(expected, abs=NG_ML)


@pytest.mark.req("PK-02")
@pytest.mark.parametrize(("model", "expected"), [("domino", 259.7), ("kamp", 313.9)])
def test_the_pain_case_of_4_hours(model: str, expected: float) -> None:
    pain = infusion((0.0, start(35.0)), (240 * MIN, StopInfusion(bed=1)))
    assert curve(model, pain).plasma(240 * MIN)[0] == pytest.approx(expected, abs=NG_ML)


@pytest.mark.req("PK-02")
def test_a_third_of_the_way_after_hours_follows_the_slowest_half_life() -> None:
    for model, half_life in (("domino", 115.0), ("kamp", 184.0)):
        late = curve(model, STANDARD).plasma(np.array([2000.0, 2000.0 + half_life]) * MIN)
        assert late[1] / late[0] == pytest.approx(0.5, abs=0.002)


@pytest.mark.parametrize("model", MODELS)
def test_of_a_child_or_an_adult_every_model_gives_a_course(model: str) -> None:
    found = curve(model, STANDARD, 20.0).plasma(seconds(MINUTES))
    assert np.all(found > 0) and np.all(np.isfinite(found))


# -- exactness -----------------------------------------------------------------------------------------

CHANGES = st.lists(
    st.tuples(st.floats(0, 600), st.floats(0, 20), st.one_of(st.just(0.0), st.floats(0, 100))),
    min_size=1,
    max_size=8,
    unique_by=lambda change: change[0],
).map(lambda raw: [Change(t=t * MIN, mg_min=rate, bolus_mg=bolus) for t, rate, bolus in sorted(raw)])
ANY_MODEL = st.sampled_from([*MODELS.values()])
TIMES = st.lists(st.floats(-100, 2000), min_size=1, max_size=20).map(lambda raw: np.array(raw) * MIN)


@pytest.mark.req("PK-02")
@given(ANY_MODEL, st.floats(20, 200), CHANGES, st.floats(0, 3000))
def test_nothing_is_lost(model: PlasmaModel, weight: float, changes: list[Change], after: float) -> None:
    """What was given is in the compartments or was eliminated; the three are reckoned each on its own."""
    amounts = PlasmaCurve(model, weight, changes).amounts(changes[0].t + after * MIN)
    assert abs(amounts.error) <= 1e-9 * max(1.0, amounts.given)
    assert min(amounts.compartments) >= -1e-9
    assert amounts.eliminated >= -1e-9


@pytest.mark.req("PK-02")
@given(ANY_MODEL, CHANGES, st.lists(st.floats(0, 1000), max_size=12), TIMES)
def test_any_split_of_the_course_gives_the_same(
    model: PlasmaModel, changes: list[Change], cuts: list[float], times: Floats
) -> None:
    known = {change.t: change for change in changes}
    for cut in sorted(cuts):
        t = cut * MIN
        running = [change for change in changes if change.t <= t]
        if t not in known and running:
            known[t] = Change(t=t, mg_min=running[-1].mg_min)
    split = [known[t] for t in sorted(known)]
    whole, parts = (PlasmaCurve(model, 70.0, each, ke0=0.238) for each in (changes, split))
    assert parts.plasma(times) == pytest.approx(whole.plasma(times), rel=1e-9, abs=1e-7)
    assert parts.effect_site(times) == pytest.approx(whole.effect_site(times), rel=1e-9, abs=1e-7)


@pytest.mark.req("PK-02")
@given(ANY_MODEL, CHANGES, st.floats(0.1, 10), TIMES)
def test_twice_the_dose_is_twice_the_level_and_never_below_0(
    model: PlasmaModel, changes: list[Change], factor: float, times: Floats
) -> None:
    more = [Change(t=c.t, mg_min=factor * c.mg_min, bolus_mg=factor * c.bolus_mg) for c in changes]
    one, other = (PlasmaCurve(model, 70.0, each, ke0=1.39) for each in (changes, more))
    assert other.plasma(times) == pytest.approx(factor * one.plasma(times), rel=1e-9, abs=1e-7)
    assert np.all(one.plasma(times) >= 0) and np.all(one.effect_site(times) >= 0)
    assert np.all(one.plasma(times)[times < changes[0].t] == 0)


@given(st.floats(40, 120), CHANGES, TIMES)
def test_the_closed_form_of_the_simulator_agrees(weight: float, changes: list[Change], times: Floats) -> None:
    """Two ways of reckoning, written apart: by modes here, by partial fractions in the simulated patient."""
    ends = [*(change.t for change in changes[1:]), 1e9]
    segments = [
        haemodynamics.Segment(change.t / MIN, end / MIN, change.mg_min)
        for change, end in zip(changes, ends, strict=True)
    ]
    boluses = [(change.t / MIN, change.bolus_mg) for change in changes if change.bolus_mg]
    after = np.array(
        [t for t in times if all(t != change.t for change in changes)]
    )  # whether a bolus of now counts
    if not len(after):
        return
    ours = PlasmaCurve(DOMINO, weight, changes, ke0=haemodynamics.KE0)
    theirs = [haemodynamics.plasma(segments, t / MIN, weight, boluses) for t in after]
    assert ours.plasma(after) == pytest.approx(theirs, rel=1e-6, abs=1e-5)
    theirs = [haemodynamics.effect_site(segments, t / MIN, weight, boluses) for t in after]
    assert ours.effect_site(after) == pytest.approx(theirs, rel=1e-6, abs=1e-5)


def test_where_the_effect_site_is_as_fast_as_the_body_nothing_breaks() -> None:
    changes = changes_of(STANDARD)
    slowest = np.log(2) / 115.0
    ours = PlasmaCurve(DOMINO, 70.0, changes, ke0=slowest).effect_site(seconds(MINUTES))
    assert np.all(np.isfinite(ours)) and np.all(ours > 0)
    fast = PlasmaCurve(DOMINO, 70.0, changes, ke0=2.791).effect_site([0.0, 86400.0, 864000.0])
    assert np.all(np.isfinite(fast))


def test_a_bolus_is_in_the_central_compartment_at_once() -> None:
    state = infusion((60.0, GiveBolus(bed=1, mg=35.0)))
    level = curve("domino", state).plasma([59.9, 60.0])
    assert level == pytest.approx([0.0, 35.0 / (0.063 * 70.0) * 1000.0])


def test_the_recorded_infusion_is_what_is_reckoned_with() -> None:
    state = infusion(
        (0.0, start(60.0, 2.0)), (60.0, ChangeRate(bed=1, rate_ml_h=30.0)), (60.0, GiveBolus(bed=1, mg=5.0))
    )
    assert changes_of(state) == (Change(t=0.0, mg_min=2.0), Change(t=60.0, mg_min=1.0, bolus_mg=5.0))
    given = curve("kamp", state).amounts(600.0).given
    assert given == pytest.approx(state.delivered_mg(600.0))


def test_changes_have_to_be_in_order_and_a_weight_more_than_0() -> None:
    with pytest.raises(ValueError, match="order"):
        PlasmaCurve(DOMINO, 70.0, [Change(t=60.0, mg_min=1.0), Change(t=0.0, mg_min=1.0)])
    for model in MODELS.values():
        with pytest.raises(ValueError, match="weight"):
            PlasmaCurve(model, 0.0, [])
    assert PlasmaCurve(DOMINO, 70.0, []).plasma([0.0, 60.0]).tolist() == [0.0, 0.0]
    with pytest.raises(ValueError, match="effect site"):
        PlasmaCurve(DOMINO, 70.0, []).effect_site([0.0])


# -- what may be shown ---------------------------------------------------------------------------------


@pytest.mark.req("PK-01")
def test_the_band_is_35_percent_to_both_sides() -> None:
    low, high = curve("domino", STANDARD).band([40 * MIN])
    assert (low[0], high[0]) == pytest.approx((0.65 * 240.3, 1.35 * 240.3), abs=0.3)


@pytest.mark.req("PK-01")
def test_the_label_names_the_model_and_says_what_it_is_not_for() -> None:
    assert label(MODELS[DEFAULT]) == "model estimate (Domino), not measured; not for dosing"
    assert label(MODELS["kamp"]) == "model estimate (Kamp), not measured; not for dosing"


@pytest.mark.req("PK-01")
@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({}, None),
        ({"age_years": None}, None),
        ({"age_years": 17}, "under 18"),
        ({"age_years": None, "patient_type": PatientType.NOT_SET}, "date of birth"),
        ({"weight_kg": None}, "weight"),
        ({"infusion": None}, "no dose"),
        ({"doses_unknown": "No plasma estimate: because."}, "because"),
        ({"model": MODELS["herd"]}, "children"),
        ({"model": MODELS["hornik"]}, "children"),
    ],
)
def test_no_line_is_drawn_where_it_would_mean_nothing(facts: dict[str, object], word: str | None) -> None:
    usual: dict[str, object] = {
        "age_years": 34,
        "patient_type": PatientType.ADULT,
        "weight_kg": 70.0,
        "infusion": STANDARD,
    }
    given = usual | facts
    said = hidden_because(given.pop("model", DOMINO), **given)  # type: ignore[arg-type]
    assert (said is None) if word is None else (said is not None and word in said)


@pytest.mark.req("PK-01")
@pytest.mark.parametrize(("weight", "warns"), [(39.9, True), (40.0, False), (120.0, False), (120.1, True)])
def test_outside_40_to_120_kg_the_line_carries_a_warning(weight: float, warns: bool) -> None:
    assert bool(weight_warning(weight)) is warns


@pytest.mark.req("PK-01")
@pytest.mark.parametrize(
    ("commands", "word"),
    [
        ((start(), GiveBolus(bed=1, mg=5.0)), ""),
        ((RecordTreatment(bed=1, treatment="oxygen", dose=2.0, unit="L/min"),), ""),
        ((RecordTreatment(bed=1, treatment="ketamine", dose=50.0, unit="mg", route="IM"),), "another way"),
        ((RecordTreatment(bed=1, treatment="other", text="Ketamin oral 50 mg"),), "another way"),
        ((RecordTreatment(bed=1, treatment="other", text="Ketalar 20 mg", route="IM"),), "another way"),
        ((RecordTreatment(bed=1, treatment="other", text="Kétamine 20 mg", route="IM"),), "another way"),
        ((RecordTreatment(bed=1, treatment="ketamine", dose=50.0, unit="mg", route="i.v."),), "as a bolus"),
        ((start(), StopInfusion(bed=1), StopInfusion(bed=1)), "do not fit"),
        ((SetPhase(bed=1, phase=Phase.INFUSION),), "no start is recorded"),
        ((SetPhase(bed=1, phase=Phase.INFUSION), start()), ""),
        ((SetPhase(bed=1, phase=Phase.INFUSION), GiveBolus(bed=1, mg=5.0)), "no start is recorded"),
    ],
)
def test_a_dose_that_is_not_known_hides_the_line(commands: tuple[Command, ...], word: str) -> None:
    said = doses_unknown(timeline(*((60.0 * n, command) for n, command in enumerate(commands))))
    assert (word in said) if word else said == ""


def test_a_dose_that_was_taken_back_is_not_unknown() -> None:
    taken = RecordTreatment(bed=1, treatment="ketamine", route="IM")
    assert doses_unknown(timeline((0.0, taken), retracted=(1,))) == ""


def test_a_start_taken_as_typed_per_kg_is_reckoned_as_typed() -> None:
    typed = StartInfusion(
        bed=1,
        rate_ml_h=17.5,
        concentration_mg_ml=3.0,
        weight_kg=70.0,
        entered_value=0.75,
        entered_unit="mg/kg/h",
    )
    assert changes_of(infusion((0.0, typed)))[0].mg_min == pytest.approx(0.875)
