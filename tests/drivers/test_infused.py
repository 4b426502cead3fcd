"""The infusion that is entered at the bed: what the simulated patient and the pump beside it make of it."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import fmean

import pytest

from bedside import registry
from bedside.driver_api import Infused, InfusedBolus, InfusedStep
from drivers.circulation import Circulation
from drivers.effects import Baseline, Effect
from drivers.haemodynamics import PRESETS, Segment, effect_site, plasma
from drivers.infused import first_difference, segments_of
from drivers.patient import SimulatedPatient
from tests.drivers.test_patient import EVENTFUL, digest, eventful

RATE_ML_H, STRENGTH = 52.5, 1.0  # 70 kg, 0.5 mg/kg in 40 min at 1 mg/mL


def steps(*rates: tuple[float, float], strength: float = STRENGTH) -> tuple[InfusedStep, ...]:
    """(minute, mL/h) each."""
    return tuple(
        InfusedStep(t=60.0 * minute, rate_ml_h=rate, concentration_mg_ml=strength) for minute, rate in rates
    )


STANDARD = Infused(steps=steps((0, RATE_ML_H), (40, 0)), weight_kg=70.0)


def person(seed: int, preset: str | None = "typical", infused: Infused = STANDARD) -> Circulation:
    one = Circulation(seed, (), Baseline(responds=preset))
    one.infuse(infused)
    return one


def mean_rise(preset: str, minutes: range, people: int = 200) -> dict[int, float]:
    """Mean systolic pressure of many people above their mean rest, with the slow noise, by minute."""
    rest = Circulation(0, (), Baseline(responds=preset))._rest.sys
    all_of_them = [person(seed, preset) for seed in range(people)]
    return {m: fmean(one.pressures(60.0 * m)[0] - rest for one in all_of_them) for m in minutes}


@pytest.mark.req("SIM-04")
def test_two_hundred_typical_people_peak_at_the_end_of_the_infusion_entered_and_are_nearly_back_at_100_min() -> (
    None
):
    mean = mean_rise("typical", range(101))
    peak = max(mean, key=lambda minute: mean[minute])
    assert 35 <= peak <= 45
    assert mean[peak] == pytest.approx(13.0, abs=1.5)
    assert mean[100] < 4.0


@pytest.mark.req("SIM-04")
@pytest.mark.parametrize(("preset", "rise"), [("quiet", 3.0), ("strong", 20.0), ("hypertensive", 35.0)])
def test_every_preset_rises_by_its_own_number(preset: str, rise: float) -> None:
    mean = mean_rise(preset, range(30, 56))
    peak = max(mean, key=lambda minute: mean[minute])
    assert 35 <= peak <= 45
    assert mean[peak] == pytest.approx(rise, abs=1.5)


@pytest.mark.req("SIM-04")
def test_a_hypertensive_patient_begins_at_142_over_88_and_few_cross_180() -> None:
    people = [Circulation(seed, (), Baseline(responds="hypertensive")) for seed in range(200)]
    assert fmean(one.pressures(0.0)[0] for one in people) == pytest.approx(142.0, abs=1.5)
    assert fmean(one.pressures(0.0)[1] for one in people) == pytest.approx(88.0, abs=1.5)
    for one in people:
        one.infuse(STANDARD)
    # at the one moment of the reading at 40 min, as a nurse sees it
    crossed = sum(one.pressures(2400.0)[0] >= 180.0 for one in people) / len(people)
    assert 0.0 < crossed < 0.5


@pytest.mark.req("SIM-04")
def test_a_vagal_patient_faints_in_minute_twelve_for_three_minutes() -> None:
    vagal, typical = person(5, "vagal"), person(5, "typical")
    times = [60.0 * minute for minute in (11.9, 13.5, 15.1)]
    pulse = [vagal.rate(t) - typical.rate(t) for t in times]
    pressure = [vagal.pressures(t)[0] - typical.pressures(t)[0] for t in times]
    assert pulse == pytest.approx([0.0, -25.0, 0.0])
    assert pressure == pytest.approx([0.0, -30.0, 0.0])


def test_nobody_faints_whose_pump_stood_still_in_minute_twelve() -> None:
    stopped = Infused(steps=steps((0, RATE_ML_H), (11, 0)), weight_kg=70.0)
    assert person(5, "vagal", stopped).rate(810.0) == person(5, "typical", stopped).rate(810.0)
    later = Infused(steps=steps((0, RATE_ML_H), (5, 0), (6, RATE_ML_H)), weight_kg=70.0)
    assert person(5, "vagal", later).rate(810.0) < person(5, "typical", later).rate(810.0) - 20.0


def test_diastolic_pressure_pulse_and_vessels_follow_and_breathing_does_not() -> None:
    t = 41.0 * 60.0
    at_rest, given = person(3, "strong", Infused()), person(3, "strong")
    rise = given.pressures(t)[0] - at_rest.pressures(t)[0]
    assert given.pressures(t)[1] - at_rest.pressures(t)[1] == pytest.approx(0.69 * rise)
    assert given.rate(t) - at_rest.rate(t) == pytest.approx(0.3 * rise)
    assert given.perfusion(t) < 0.8 * at_rest.perfusion(t)
    patient, calm = SimulatedPatient(3), SimulatedPatient(3)
    patient.infuse(STANDARD)
    assert (patient.at(t).pi or 9) < (calm.at(t).pi or 0)
    assert patient.at(t).rr == calm.at(t).rr


@pytest.mark.parametrize("minute", [20, 25, 30, 45, 60, 90])
def test_a_pause_and_a_rate_change_are_pieces_of_constant_rate(minute: int) -> None:
    entered = steps((0, RATE_ML_H), (20, 0), (25, 2 * RATE_ML_H), (35, 0))
    pieces = [Segment(0, 20, 0.875), Segment(25, 35, 1.75)]
    assert segments_of(entered) == pieces
    assert plasma(segments_of(entered), minute) == pytest.approx(plasma(pieces, minute))


def test_the_end_of_what_still_runs_is_not_known() -> None:
    assert segments_of(steps((0, RATE_ML_H))) == [Segment(0.0, math.inf, 0.875)]
    running = person(1, infused=Infused(steps=steps((0, RATE_ML_H)), weight_kg=70.0))
    for minute in (5.0, 20.0, 40.0):
        assert running.rise_mmhg(60.0 * minute) == pytest.approx(person(1).rise_mmhg(60.0 * minute))


def test_a_bolus_is_what_the_same_dose_in_an_instant_would_be() -> None:
    for minute in (0.5, 1.0, 5.0, 30.0):
        instant = [Segment(0.0, 1e-4, 20.0 / 1e-4)]
        assert plasma((), minute, 70.0, [(0.0, 20.0)]) == pytest.approx(plasma(instant, minute), rel=1e-3)
        assert effect_site((), minute, 70.0, [(0.0, 20.0)]) == pytest.approx(
            effect_site(instant, minute), rel=1e-3
        )
    one = person(1, infused=Infused(boluses=(InfusedBolus(t=0.0, mg=20.0),)))
    assert one.rise_mmhg(300.0) > 5.0
    assert one.rise_mmhg(7200.0) < 2.0


def test_twice_the_weight_takes_half_the_rise_and_an_unknown_weight_is_seventy() -> None:
    heavy, unknown = replace(STANDARD, weight_kg=140.0), replace(STANDARD, weight_kg=None)
    assert person(1, infused=heavy).rise_mmhg(2400.0) == pytest.approx(person(1).rise_mmhg(2400.0) / 2)
    assert person(1, infused=unknown).rise_mmhg(2400.0) == person(1).rise_mmhg(2400.0)


# Purity


@pytest.mark.req("SIM-01")
def test_without_anything_entered_not_a_byte_is_different() -> None:
    told_nothing = eventful()
    told_nothing.infuse(Infused())
    assert digest(told_nothing) == digest(eventful())
    plain, answering = SimulatedPatient(7), SimulatedPatient(7, baseline=Baseline(responds="strong"))
    answering.infuse(Infused(weight_kg=82.0))
    assert digest(plain) == digest(answering) == digest(SimulatedPatient(7, baseline=Baseline(responds="no")))


@pytest.mark.req("SIM-01")
def test_a_time_knows_only_what_was_entered_up_to_then() -> None:
    """Told as it happens or long before, all values and waves are the same."""
    before, as_it_happens = SimulatedPatient(7), SimulatedPatient(7)
    story = [
        steps((2, RATE_ML_H)),
        steps((2, RATE_ML_H), (6, 0)),
        steps((2, RATE_ML_H), (6, 0), (7, 3 * RATE_ML_H)),
    ]
    before.infuse(Infused(steps=story[-1], weight_kg=60.0))
    as_it_happens.infuse(Infused(weight_kg=60.0))
    due = {120: story[0], 360: story[1], 420: story[2]}
    for second in range(900):
        if second in due:
            as_it_happens.infuse(Infused(steps=due[second], weight_kg=60.0))
        assert as_it_happens.at(second + 0.25) == before.at(second + 0.25)
        assert as_it_happens.pump(float(second)) == before.pump(float(second))
    assert as_it_happens.at(899.0).pr != SimulatedPatient(7).at(899.0).pr


def test_asking_twice_gives_the_same() -> None:
    patient = SimulatedPatient(7)
    patient.infuse(STANDARD)
    times = [second + 0.5 for second in range(0, 1500, 7)]
    assert [patient.at(t) for t in times] == [patient.at(t) for t in times]


def test_what_is_entered_late_changes_only_what_lies_behind_it() -> None:
    patient, never_late = SimulatedPatient(7), SimulatedPatient(7)
    late = Infused(steps=steps((5, 4 * RATE_ML_H)), weight_kg=70.0)
    times = [float(second) for second in range(0, 900, 3)]
    seen = [patient.at(t) for t in times]
    never_late.infuse(late)
    patient.infuse(late)
    again = [patient.at(t) for t in times]
    assert again == [never_late.at(t) for t in times]
    assert [a for a in again if a.t <= 300] == [s for s in seen if s.t <= 300]
    assert again[-1] != seen[-1]


def test_an_entry_that_is_taken_back_was_never_there() -> None:
    patient = SimulatedPatient(7)
    patient.infuse(Infused(steps=steps((1, 10 * RATE_ML_H))))
    calm = SimulatedPatient(7)
    assert patient.at(600.0).pr != calm.at(600.0).pr
    patient.infuse(Infused())
    assert [patient.at(t) for t in (30.0, 600.0)] == [calm.at(t) for t in (30.0, 600.0)]


def test_hours_of_beats_are_drawn_once_more_only_where_something_was_entered_late() -> None:
    patient = SimulatedPatient(7)
    patient.at(3600.0)
    course, runs = patient._heart.course, list(patient._heart.course._runs)
    patient.infuse(Infused(steps=steps((59, RATE_ML_H))))
    assert course._runs == runs
    patient.infuse(Infused(steps=steps((30, RATE_ML_H))))
    assert course._runs != runs


@pytest.mark.parametrize(
    ("after", "t"),
    [
        (STANDARD, math.inf),
        (replace(STANDARD, steps=steps((0, RATE_ML_H), (30, 0))), 1800.0),
        (replace(STANDARD, steps=steps((0, RATE_ML_H))), 2400.0),
        (replace(STANDARD, steps=()), 0.0),
        (replace(STANDARD, boluses=(InfusedBolus(t=77.0, mg=5.0),)), 77.0),
        (replace(STANDARD, weight_kg=80.0), 0.0),
    ],
)
def test_the_first_difference_of_two_accounts(after: Infused, t: float) -> None:
    assert first_difference(STANDARD, after) == first_difference(after, STANDARD) == t


# Who answers


def test_everybody_answers_who_has_no_infusion_of_the_scenario() -> None:
    fixed = [Effect("ketamine", 0.0)]
    assert Baseline().answers_with([]) == "typical"
    assert Baseline().answers_with(fixed) is None
    assert Baseline(responds="quiet").answers_with(fixed) == "quiet"
    assert Baseline(responds="no").answers_with([]) is None
    with pytest.raises(ValueError, match="there is no answer to an infusion 'wild'; there are quiet"):
        Baseline(responds="wild")
    assert set(PRESETS) == {"quiet", "typical", "strong", "hypertensive", "vagal"}
    deaf = SimulatedPatient(1, fixed)
    deaf.infuse(Infused(steps=steps((0, 5 * RATE_ML_H))))
    assert deaf.at(1200.0).pr == SimulatedPatient(1, fixed).at(1200.0).pr


# The pump


def test_the_pump_runs_as_it_was_entered() -> None:
    patient = SimulatedPatient(1)
    assert patient.pump(60.0).rate_ml_h == 30.0  # nobody told it anything
    patient.infuse(Infused())
    assert (patient.pump(60.0).running, patient.pump(60.0).volume_ml) == (False, 0.0)
    entered = steps((10, 60.0), (20, 0.0), (25, 120.0))
    patient.infuse(Infused(steps=entered))
    seen = {minute: patient.pump(60.0 * minute) for minute in (9, 15, 22, 30)}
    assert {minute: view.rate_ml_h for minute, view in seen.items()} == {9: 0.0, 15: 60.0, 22: 0.0, 30: 120.0}
    assert {minute: view.volume_ml for minute, view in seen.items()} == pytest.approx(
        {9: 0.0, 15: 5.0, 22: 10.0, 30: 20.0}
    )
    assert [seen[minute].running for minute in (9, 15, 22)] == [False, True, False]


def test_a_mismatch_shows_on_the_pump_and_not_in_the_patient() -> None:
    fault = [Effect("pump_mismatch", 120.0, 240.0, rate_factor=2.0)]
    wrong, right = SimulatedPatient(1, fault), SimulatedPatient(1)
    for patient in (wrong, right):
        patient.infuse(Infused(steps=steps((0, 60.0))))
    assert [wrong.pump(t).rate_ml_h for t in (60.0, 180.0, 300.0)] == [60.0, 120.0, 60.0]
    assert wrong.pump(300.0).volume_ml == pytest.approx(right.pump(300.0).volume_ml + 2.0)
    assert wrong.at(1200.0) == right.at(1200.0)
    still = SimulatedPatient(1, [Effect("pump_mismatch", 0.0, rate_factor=0.0)])
    still.infuse(Infused(steps=steps((0, 60.0))))
    assert still.pump(60.0).running is False
    with pytest.raises(ValueError, match="'rate_factor' of at least 0, at most 20"):
        Effect("pump_mismatch", 0.0, rate_factor=-1.0)


@pytest.mark.parametrize("key", ["alaris", "bbraun", "new_era"])
def test_what_a_virtual_pump_tells_is_what_was_entered(key: str) -> None:
    driver, patient = registry.load(key), SimulatedPatient(1)
    patient.infuse(Infused(steps=steps((0, 48.0))))
    device, protocol = driver.device(), driver.protocol()
    rates = []
    for tick in range(600):
        t = tick * 0.05
        device.feed(protocol.due(t).send, t)
        for reading in protocol.feed(device.emit(patient, t), t):
            if getattr(reading, "parameter", None) == "infusion_rate":
                rates.append(reading.value)
    assert rates
    assert set(rates) == {48.0}


def test_the_fixed_effects_play_as_before_beside_what_is_entered() -> None:
    patient = SimulatedPatient(7, EVENTFUL, baseline=Baseline(responds="typical"))
    patient.infuse(STANDARD)
    alone = SimulatedPatient(7, EVENTFUL)
    assert (patient.at(2400.0).pr or 0) > (alone.at(2400.0).pr or 0)
    assert not patient.at(51.0).probe_on or patient.at(52.5).probe_on is False
