"""Ketamine and the circulation: the drug's level, and what presets make of pressure, pulse and vessels."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, pstdev

import pytest

from drivers.chance import Drift, source
from drivers.circulation import Circulation
from drivers.effects import Baseline, Effect
from drivers.haemodynamics import (
    DIA_SHARE,
    PRESETS,
    PULSE_SHARE,
    Segment,
    effect_site,
    plasma,
    reference,
    standard,
)
from drivers.patient import SimulatedPatient

MINUTES = (5, 10, 20, 30, 40, 45, 50, 60, 80, 100, 120, 160, 220)
PLASMA = (155.3, 181.8, 209.6, 226.5, 240.3, 91.4, 71.1, 55.1, 45.8, 40.4, 35.8, 28.1, 19.6)
SITE = (91.1, 147.6, 197.1, 219.2, 234.5, 150.1, 100.1, 62.7, 47.3, 41.5, 36.8, 28.9, 20.1)
PAUSED = [Segment(0.0, 20.0, 0.875), Segment(25.0, 45.0, 0.875)]


@pytest.mark.parametrize(("minute", "level"), list(zip(MINUTES, PLASMA, strict=True)))
def test_plasma_follows_the_published_model(minute: float, level: float) -> None:
    assert plasma(standard(), minute) == pytest.approx(level, abs=0.2)


@pytest.mark.parametrize(("minute", "level"), list(zip(MINUTES, SITE, strict=True)))
def test_effect_site_follows_the_published_model(minute: float, level: float) -> None:
    assert effect_site(standard(), minute) == pytest.approx(level, abs=0.2)


@pytest.mark.parametrize(
    ("minute", "level"), [(20, 209.6), (25, 63.3), (30, 200.0), (45, 237.7), (60, 59.8), (90, 43.7)]
)
def test_an_infusion_that_was_paused_is_two_segments(minute: float, level: float) -> None:
    assert plasma(PAUSED, minute) == pytest.approx(level, abs=0.2)


def test_a_heavier_person_with_a_heavier_dose_has_the_same_level() -> None:
    assert plasma(standard(100.0), 40.0, 100.0) == pytest.approx(240.3, abs=0.2)
    assert effect_site(standard(100.0), 40.0, 100.0) == pytest.approx(reference())


def test_a_long_slow_infusion_reaches_its_level_after_hours() -> None:
    assert plasma([Segment(0.0, 240.0, 35.0 / 60.0)], 240.0) == pytest.approx(259.7, abs=0.2)


def test_nothing_is_in_the_blood_before_the_infusion_and_parts_of_it_add_up() -> None:
    assert plasma(standard(), 0.0) == 0.0
    assert effect_site(standard(), -5.0) == 0.0
    halves = [Segment(0.0, 13.0, 0.875), Segment(13.0, 40.0, 0.875)]
    for minute in (7.0, 13.0, 20.0, 40.0, 90.0):
        assert effect_site(halves, minute) == pytest.approx(effect_site(standard(), minute), rel=1e-9)


def test_what_was_infused_is_in_the_body_or_has_left_it() -> None:
    """The area under the plasma level times the clearance is the dose."""
    clearance = 0.4381 * 0.063 * 70.0  # L/min
    steps = [n * 0.05 for n in range(60_000)]
    area = sum(plasma(standard(), t + 0.025) for t in steps) * 0.05 / 1000.0  # mg·min/L
    assert area * clearance == pytest.approx(35.0, rel=1e-4)


def quiet_rise(preset: str, minute: float, seed: int = 1, **infusion: float) -> float:
    """Rise of the systolic pressure without the slow noise, mmHg."""
    effect = Effect("ketamine", 0.0, preset=preset, **infusion)
    return Circulation(seed, [effect], Baseline()).rise_mmhg(60.0 * minute)


@pytest.mark.parametrize(
    ("preset", "rise"), [("quiet", 3), ("typical", 13), ("strong", 20), ("hypertensive", 35)]
)
def test_a_preset_peaks_at_its_rise_when_the_infusion_ends(preset: str, rise: float) -> None:
    course = {minute: quiet_rise(preset, minute) for minute in range(0, 121, 1)}
    peak = max(course, key=lambda minute: course[minute])
    assert 40 <= peak <= 44  # the delay comes on top
    assert course[peak] == pytest.approx(rise, rel=0.03)
    assert course[0] == 0.0
    assert course[100] < rise / 3


def test_half_the_dose_makes_half_the_rise_and_an_infusion_stopped_early_falls_early() -> None:
    full, half = quiet_rise("strong", 41.0), quiet_rise("strong", 41.0, dose_mg_per_kg=0.25)
    assert half == pytest.approx(full / 2)
    stopped = quiet_rise("strong", 41.0, end_s=900.0)
    assert stopped < full / 2 < quiet_rise("strong", 15.0, end_s=900.0)


def test_mean_of_many_typical_people_peaks_at_the_end_of_the_infusion_and_is_nearly_back_at_100_min() -> None:
    """200 seeded people, 0.5 mg/kg in 40 min at 70 kg: +13 ± 1.5 between 35 and 45 min, under +4 at 100 min."""
    rest = Baseline().resting()
    people = [Circulation(seed, [Effect("ketamine", 0.0)], Baseline()) for seed in range(200)]
    mean = {m: fmean(one.pressures(60.0 * m)[0] - rest.sys for one in people) for m in range(0, 101, 1)}
    peak = max(mean, key=lambda minute: mean[minute])
    assert 35 <= peak <= 45
    assert mean[peak] == pytest.approx(13.0, abs=1.5)
    assert mean[100] < 4.0


def test_diastolic_pressure_and_pulse_follow_in_their_shares() -> None:
    rest = Baseline().resting()
    people = [
        Circulation(seed, [Effect("ketamine", 0.0, preset="strong")], Baseline()) for seed in range(200)
    ]
    t = 41.0 * 60.0
    high = fmean(one.pressures(t)[0] - rest.sys for one in people)
    low = fmean(one.pressures(t)[1] - rest.dia for one in people)
    pulse = fmean(one.rate(t) - rest.pr for one in people)
    assert low == pytest.approx(DIA_SHARE * high, abs=0.01)
    assert pulse == pytest.approx(PULSE_SHARE * high, abs=0.6)


def test_resting_pressure_wanders_by_four_mmhg() -> None:
    one = Circulation(3, [], Baseline())
    values = [one.pressures(float(t))[0] for t in range(0, 40_000, 7)]
    assert pstdev(values) == pytest.approx(4.0, abs=0.3)
    assert fmean(values) == pytest.approx(122.0, abs=0.5)
    drift = Drift(source(1, "a test"))
    assert pstdev([drift.at(float(t)) for t in range(0, 40_000, 7)]) == pytest.approx(1.0, abs=0.05)


def test_vagal_reaction_drops_pulse_and_pressure_in_minute_twelve_for_three_minutes() -> None:
    def course(preset: str) -> tuple[list[float], list[float]]:
        one = Circulation(5, [Effect("ketamine", 60.0, preset=preset)], Baseline())
        times = [60.0 + 60.0 * minute for minute in (11.9, 13.5, 15.1)]
        return [one.rate(t) for t in times], [one.pressures(t)[0] for t in times]

    assert PRESETS["vagal"].rise_mmhg == PRESETS["typical"].rise_mmhg
    (pulse, pressure), (usual_pulse, usual_pressure) = course("vagal"), course("typical")
    assert [a - b for a, b in zip(pulse, usual_pulse, strict=True)] == pytest.approx([0.0, -25.0, 0.0])
    assert [a - b for a, b in zip(pressure, usual_pressure, strict=True)] == pytest.approx([0.0, -30.0, 0.0])


def test_hypertensive_preset_begins_at_142_over_88_unless_the_scenario_says_otherwise() -> None:
    effects = [Effect("ketamine", 600.0, preset="hypertensive")]

    def resting(baseline: Baseline) -> Sequence[float]:
        people = [Circulation(seed, effects, baseline).pressures(0.0) for seed in range(300)]
        return fmean(high for high, _ in people), fmean(low for _, low in people)

    assert resting(Baseline()) == pytest.approx((142.0, 88.0), abs=1.0)
    assert resting(Baseline(sys=130.0, dia=80.0)) == pytest.approx((130.0, 80.0), abs=1.0)


def test_vessels_narrow_by_a_fifth_to_a_half_at_the_peak_of_the_pressure() -> None:
    for preset, least, most in (("typical", 0.15, 0.25), ("strong", 0.25, 0.40), ("hypertensive", 0.45, 0.5)):
        one = Circulation(1, [Effect("ketamine", 0.0, preset=preset)], Baseline())
        assert one.perfusion(0.0) == 1.0
        assert least <= 1.0 - one.perfusion(42.0 * 60.0) <= most


def test_the_cuff_and_the_oximeter_of_the_patient_show_the_infusion() -> None:
    patient = SimulatedPatient(4, [Effect("ketamine", 0.0, preset="strong")])
    at_rest, at_peak = patient.at(30.0), patient.at(42.0 * 60.0)
    assert (at_peak.pr or 0) > (at_rest.pr or 0)
    assert (at_peak.pi or 9) < 0.8 * (at_rest.pi or 0)


def test_agitation_quickens_pulse_and_raises_pressure_as_strongly_as_asked() -> None:
    def at_100(strength: float) -> tuple[float, float]:
        one = Circulation(2, [Effect("agitation", 20.0, 300.0, strength=strength)], Baseline())
        return one.rate(100.0), one.pressures(100.0)[0]

    calm = Circulation(2, [], Baseline())
    for strength in (0.4, 1.0):
        pulse, pressure = at_100(strength)
        assert pulse - calm.rate(100.0) == pytest.approx(25.0 * strength)
        assert pressure - calm.pressures(100.0)[0] == pytest.approx(25.0 * strength)
