"""Numbers of the clinical notes (2.2 to 2.9, 3.4, 3.5) that are shipped as data, written out once more by hand.

The other tests here compare with what is shipped or with the defaults of a type; these compare with the notes.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace

import numpy as np
import pytest

from bedside import resources
from bedside.therapy.plasma_models import MODELS
from bedside.therapy.protocol_file import default_protocol
from bedside.therapy.scale_file import scales
from bedside.therapy.scales import Kind
from bedside.vitals.commands import StopInfusion
from bedside.vitals.protocol import DischargeRules, DoseCautions, Protocol, StartLimits
from drivers import haemodynamics
from drivers.circulation import PRESSURE_SD
from tests.unit.therapy.test_infusion import MIN, infusion, start

MOOD, PAIN = default_protocol("mood"), default_protocol("pain")
BOTH = pytest.mark.parametrize("protocol", [MOOD, PAIN], ids=lambda protocol: protocol.key)


def tapped(table: str) -> set[str]:
    with resources.path("events.toml").open("rb") as file:
        return {row["key"] for row in tomllib.load(file)[table]}


# 2.2 and 2.5: what a plan and a baseline are held against


@pytest.mark.req("DOSE-03")
def test_a_shipped_plan_asks_for_a_reason_above_100_mg_below_10_min_and_from_10_mg_per_ml() -> None:
    mood = DoseCautions(most_mg_kg=1.0, most_mg=100.0, least_minutes=10.0, concentrated_mg_ml=10.0)
    assert MOOD.cautions == mood
    assert replace(PAIN.cautions, most_mg_kg=mood.most_mg_kg) == mood


@pytest.mark.req("GATE-01")
@BOTH
def test_a_shipped_start_wants_less_than_160_over_100_a_pulse_of_50_to_100_and_95_percent(
    protocol: Protocol,
) -> None:
    assert protocol.start_limits == StartLimits(
        sys_below=160.0, dia_below=100.0, pr_low=50.0, pr_high=100.0, spo2_least=95.0
    )


@pytest.mark.req("DOSE-02")
def test_an_infusion_of_24_hours_is_exact_to_the_last_milligram() -> None:
    state = infusion((0.0, start(22.0)), (24 * 60 * MIN, StopInfusion(bed=1)))
    assert state.delivered_mg(30 * 60 * MIN) == 528.0


# 2.6: scales


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize(
    ("key", "items", "most"),
    [("phq9", 9, 3), ("gad7", 7, 3), ("pcl5", 20, 4), ("cssrs", 6, 1), ("aldrete", 5, 2), ("padss", 5, 2)],
)
def test_a_scale_with_items_has_as_many_as_its_form(key: str, items: int, most: int) -> None:
    scale = scales()[key]
    assert (scale.kind, scale.items, scale.low, scale.high) == (Kind.ITEMS, items, 0, most)


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize("key", ["cadss", "cadss6", "qids_sr16", "madrs", "hamd", "bdi2"])
def test_of_a_scale_whose_texts_belong_to_somebody_only_totals_are_kept(key: str) -> None:
    assert scales()[key].kind is Kind.TOTAL_ONLY


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize(
    ("key", "said"),
    [("aldrete", ("20–50 %", "within 20 %", "> 92 %")), ("padss", ("20–40 %", "within 20 %"))],
)
def test_a_recovery_score_says_the_numbers_of_its_levels(key: str, said: tuple[str, ...]) -> None:
    text = resources.path("scales").joinpath(f"{key}.toml").read_text(encoding="utf-8")
    assert all(words in text for words in said)


# 2.8: what can be logged


@pytest.mark.req("EVT-01")
def test_every_event_and_treatment_of_the_notes_can_be_logged() -> None:
    events = {
        *("dissociation", "drowsiness", "dizziness", "nausea", "emesis", "headache", "anxiety", "agitation"),
        *("tearfulness", "hallucination", "double_vision", "salivation", "itching", "hypertension"),
        *("hypotension", "tachycardia", "bradycardia", "desaturation", "airway_obstruction", "apnoea"),
        *("chest_pain", "syncope", "seizure", "iv_infiltration", "urinary_symptoms", "allergy"),
        *("suicidal_statement", "other_event"),
    }
    treatments = {
        *("oxygen", "position", "fluid_bolus", "ondansetron", "metoclopramide", "labetalol", "clonidine"),
        *("hydralazine", "metoprolol", "midazolam", "lorazepam", "diphenhydramine", "glycopyrrolate"),
        *("naloxone", "flumazenil", "adrenaline", "other_treatment"),
    }
    assert tapped("event") == events
    assert treatments - tapped("treatment") == set()


# 2.9: the way home


@pytest.mark.req("DIS-01")
@BOTH
def test_a_shipped_discharge_asks_for_an_hour_and_the_numbers_of_the_notes(protocol: Protocol) -> None:
    assert replace(protocol.discharge, items=()) == DischargeRules(
        minutes_since_stop=60.0,
        aldrete_least=9,
        padss_least=9,
        moaas=5,
        rass=0,
        ramsay=2,
        dissociation_most=1,
        nausea_most=3,
        pressure_percent=20.0,
        sys_below=None,
        dia_below=None,
        spo2_below_baseline=2.0,
    )


# 3.4 and 3.5: models


@pytest.mark.req("SIM-04")
def test_the_simulated_answer_has_the_ratios_delay_and_noise_of_the_notes() -> None:
    assert (haemodynamics.DIA_SHARE, haemodynamics.PULSE_SHARE) == (0.69, 0.3)
    assert (haemodynamics.DELAYS_MIN, PRESSURE_SD) == ((1.0, 3.0), 4.0)


@pytest.mark.req("PK-02")
@pytest.mark.parametrize(
    ("model", "half_lives"), [("domino", (0.40, 4.6, 115.0)), ("kamp", (2.8, 28.0, 184.0))]
)
def test_all_three_half_lives_are_those_of_the_notes(model: str, half_lives: tuple[float, ...]) -> None:
    rates = MODELS[model].for_weight(70.0)
    flows = np.array(
        [
            [-(rates.k10 + rates.k12 + rates.k13), rates.k21, rates.k31],
            [rates.k12, -rates.k21, 0.0],
            [rates.k13, 0.0, -rates.k31],
        ]
    )
    found = sorted(np.log(2.0) / -np.linalg.eigvals(flows).real)
    assert found == pytest.approx(half_lives, rel=0.02)


@pytest.mark.req("PK-02")
@pytest.mark.parametrize(
    ("model", "volumes", "clearances"),
    [
        ("kamp", (25.0, 56.0, 157.0), (84.0, 161.0, 79.0)),
        ("herd", (38.7, 102.0), (90.0, 215.0)),
        ("hornik", (32.8, 152.0), (38.9, 54.9)),
    ],
)
def test_a_model_by_clearances_has_the_published_numbers_and_its_rates_follow(
    model: str, volumes: tuple[float, ...], clearances: tuple[float, ...]
) -> None:
    rates = MODELS[model].for_weight(70.0)
    v1, v2, cl, q2 = volumes[0], volumes[1], clearances[0] / 60.0, clearances[1] / 60.0
    assert (rates.v1_l, rates.k10, rates.k12, rates.k21) == pytest.approx((v1, cl / v1, q2 / v1, q2 / v2))
    if len(volumes) > 2:
        q3 = clearances[2] / 60.0
        assert (rates.k13, rates.k31) == pytest.approx((q3 / v1, q3 / volumes[2]))
        assert 200.0 <= sum(volumes) <= 304.0, "the meta-analysis of 18 studies, of 70 kg"
        assert 69.0 <= clearances[0] <= 90.0


@pytest.mark.req("PK-02")
def test_the_ways_to_the_effect_site_that_do_not_agree_are_named_and_none_is_chosen() -> None:
    assert [site.ke0 for site in MODELS["domino"].effect_sites] == [0.238, 0.652]
    assert [site.ke0 for site in MODELS["kamp"].effect_sites] == [1.39, 2.791]
    assert "abuhelwa" not in " ".join(MODELS).casefold()
