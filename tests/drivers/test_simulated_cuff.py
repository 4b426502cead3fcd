"""The simulated cuff: its pressure while it measures, its results, its failures, and that it lets go."""

from __future__ import annotations

import random
from itertools import pairwise
from statistics import fmean, pstdev

import pytest

from bedside.driver_api import CuffPhase, CuffView
from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType
from drivers.cuff_run import ADULT, FAULT, HABITS, Curve, Truth, play
from drivers.effects import CuffCause
from drivers.patient import Baseline, Effect, SimulatedPatient

BEGUN = 10.0


def course(patient: SimulatedPatient, seconds: float = 150.0) -> list[tuple[float, CuffView]]:
    """One determination at the 5 Hz at which some devices tell the pressure; times since its begin, s."""
    patient.start_cuff(BEGUN)
    return [(n / 5, patient.cuff(BEGUN + n / 5)) for n in range(int(5 * seconds))]


def measuring(views: list[tuple[float, CuffView]]) -> list[tuple[float, CuffView]]:
    return [(t, view) for t, view in views if view.phase is CuffPhase.MEASURING]


def top(views: list[tuple[float, CuffView]]) -> tuple[float, float]:
    """Highest pressure, mmHg, and when it is first reached, s."""
    highest = max(view.pressure_mmhg for _, view in views)
    return highest, next(t for t, view in views if view.pressure_mmhg == highest)


def steps(views: list[tuple[float, CuffView]]) -> list[float]:
    """The pressures that are held while it steps down, highest first."""
    return [p for p in dict.fromkeys(v.pressure_mmhg for _, v in views) if p > 39.0 and held(views, p)]


def held(views: list[tuple[float, CuffView]], pressure: float) -> bool:
    return sum(view.pressure_mmhg == pressure for _, view in views) >= 2


# a good one


@pytest.mark.req("SIM-02")
@pytest.mark.parametrize("seed", range(6))
def test_pressure_is_there_at_5_hz_and_the_result_only_at_the_end(seed: int) -> None:
    views = course(SimulatedPatient(seed))
    running = measuring(views)
    assert all((view.sys, view.dia, view.map, view.pr, view.age_s) == (None,) * 5 for _, view in running)
    assert len({view.pressure_mmhg for _, view in running}) > 30
    end = running[-1][0]
    done = dict(views)[round(end + 0.2, 1)]
    assert (done.phase, done.pressure_mmhg, done.fault) == (CuffPhase.DONE, 0.0, None)
    assert done.sys > done.map > done.dia > 0
    assert done.pr == pytest.approx(68, abs=6)
    assert done.age_s == pytest.approx(0.1, abs=0.11)


@pytest.mark.parametrize("seed", range(8))
def test_cuff_goes_up_to_160_within_ten_seconds_and_down_in_steps_of_two_beats(seed: int) -> None:
    views = course(SimulatedPatient(seed, baseline=Baseline(sys=112.0)))
    running = measuring(views)
    assert 20.0 <= running[-1][0] <= 45.0
    highest, at = top(running)
    assert highest == pytest.approx(160.0, abs=5.0)
    assert 4.8 <= at <= 10.0
    rising = [view.pressure_mmhg for t, view in running if t <= at]
    falling = [view.pressure_mmhg for t, view in running if t >= at]
    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True)
    drops = [a - b for a, b in pairwise(steps(running)[1:-1])]
    assert all(5.9 <= drop <= 8.1 for drop in drops)
    emptied = next(t for t, view in views if t > at and view.pressure_mmhg < 5.0)
    last_step = max(t for t, view in running if view.pressure_mmhg >= 39.9)
    assert emptied - last_step < 3.0


def test_next_inflation_goes_35_above_the_last_systolic_pressure() -> None:
    patient = SimulatedPatient(3, baseline=Baseline(sys=150.0, dia=90.0))
    result = course(patient)[-1][1].sys
    patient.start_cuff(300.0)
    highest = max(patient.cuff(300.0 + n / 20).pressure_mmhg for n in range(20 * 40))
    assert highest == pytest.approx(result + 35.0, abs=3.0)


def test_first_inflation_that_is_too_low_goes_higher_at_once() -> None:
    patient = SimulatedPatient(3, baseline=Baseline(sys=185.0, dia=100.0))
    views = course(patient)
    assert top(measuring(views))[0] == pytest.approx(200.0, abs=3.0)
    assert views[-1][1].sys == pytest.approx(185.0, abs=18.0)


def test_pressure_beyond_the_cuffs_range_has_no_result() -> None:
    patient = SimulatedPatient(1, baseline=Baseline(patient_type=PatientType.NEONATE, sys=180.0, dia=100.0))
    views = course(patient)
    assert (views[-1][1].phase, views[-1][1].fault) == (CuffPhase.FAILED, NibpFault.FAILED)
    assert top(views)[0] <= 140.0


@pytest.mark.parametrize(
    ("patient_type", "first"), [(PatientType.CHILD, 140.0), (PatientType.NEONATE, 110.0)]
)
def test_smaller_patients_are_squeezed_less(patient_type: PatientType, first: float) -> None:
    views = course(SimulatedPatient(2, baseline=Baseline(patient_type=patient_type)))
    assert top(measuring(views))[0] == pytest.approx(first, abs=4.0)
    assert measuring(views)[-1][0] < 45.0
    assert views[-1][1].phase is CuffPhase.DONE
    assert views[-1][1].sys < 125


def test_error_of_many_monitors_is_small_in_the_mean_and_five_in_its_spread() -> None:
    biases, spreads = [], []
    for seed in range(12):
        patient = SimulatedPatient(seed)
        errors = []
        for n in range(40):
            patient.start_cuff(n * 100.0)
            view = patient.cuff(n * 100.0 + 99.0)
            high, _ = patient._circulation.pressures(n * 100.0 + 99.0 - view.age_s)
            errors.append(view.sys - high)
        biases.append(fmean(errors))
        spreads.append(pstdev(errors))
    assert all(abs(bias) < 5.0 for bias in biases)  # ±3, and chance over 40 readings
    assert pstdev(biases) > 0.5  # monitors differ
    assert fmean(spreads) == pytest.approx(5.0, abs=0.6)
    assert all(spread < 8.0 for spread in spreads)


def test_results_lie_apart_by_ten_at_least_and_the_mean_lies_between() -> None:
    patient = SimulatedPatient(1, baseline=Baseline(sys=70.0, dia=62.0))
    for n in range(40):
        patient.start_cuff(n * 100.0)
        view = patient.cuff(n * 100.0 + 99.0)
        assert view.sys - view.dia >= 10
        assert view.dia < view.map < view.sys


def test_monitor_that_cycles_by_itself_measures_whether_or_not_anybody_looks() -> None:
    looked_at, left_alone = SimulatedPatient(1, auto_cuff_s=180.0), SimulatedPatient(1, auto_cuff_s=180.0)
    for t in range(1000):
        looked_at.cuff(float(t))
    assert looked_at.cuff(1000.0) == left_alone.cuff(1000.0)
    assert left_alone.cuff(195.0).phase is CuffPhase.MEASURING


def test_second_start_while_it_measures_changes_nothing() -> None:
    asked_twice, asked_once = SimulatedPatient(1), SimulatedPatient(1)
    for patient in (asked_twice, asked_once):
        patient.start_cuff(0.0)
    asked_twice.start_cuff(5.0)
    assert asked_twice.cuff(60.0) == asked_once.cuff(60.0)


def test_cuff_never_started_is_idle_and_knows_nothing() -> None:
    view = SimulatedPatient(1).cuff(1000.0)
    assert (view.phase, view.sys, view.age_s, view.fault) == (CuffPhase.IDLE, None, None, None)


# letting go


@pytest.mark.parametrize("at", [0.3, 4.0, 9.0, 15.0, 22.0])
@pytest.mark.parametrize("cause", [None, "timeout", "weak", "overpressure", "leak"])
def test_cuff_can_be_cancelled_at_any_time_and_is_empty_within_three_seconds(
    at: float, cause: str | None
) -> None:
    effects = [] if cause is None else [Effect("cuff_fault", 100.0, cause=cause)]
    patient = SimulatedPatient(1, effects)
    patient.start_cuff(0.0)
    first = patient.cuff(60.0)
    patient.start_cuff(100.0)
    if patient.cuff(100.0 + at).phase is not CuffPhase.MEASURING:
        assert cause in ("overpressure", "leak")  # is over by then
        return
    assert patient.cuff(100.0 + at).sys == first.sys
    patient.cancel_cuff(100.0 + at)
    falling = [patient.cuff(100.0 + at + n / 10) for n in range(40)]
    assert {view.phase for view in falling} == {CuffPhase.CANCELLED}
    assert all(a.pressure_mmhg >= b.pressure_mmhg for a, b in pairwise(falling))
    assert falling[29].pressure_mmhg == 0.0
    assert (falling[-1].sys, falling[-1].fault) == (first.sys, None)
    assert falling[-1].age_s == pytest.approx(first.age_s + 40.0 + at + 3.9)


def test_cuff_that_was_cancelled_can_be_started_again_and_rises_from_what_is_left_in_it() -> None:
    patient = SimulatedPatient(1)
    patient.start_cuff(0.0)
    patient.cancel_cuff(8.0)
    left = patient.cuff(8.2).pressure_mmhg
    assert left > 20.0
    patient.start_cuff(8.2)
    assert patient.cuff(8.2).phase is CuffPhase.MEASURING
    assert patient.cuff(8.3).pressure_mmhg > left
    assert patient.cuff(70.0).phase is CuffPhase.DONE


# failures


@pytest.mark.parametrize("cause", list(CuffCause))
def test_every_scripted_failure_ends_without_a_result_and_with_its_own_reason(cause: CuffCause) -> None:
    patient = SimulatedPatient(4, [Effect("cuff_fault", 0.0, 50.0, cause=cause)])
    views = course(patient)
    end = views[-1][1]
    assert (end.phase, end.sys, end.pressure_mmhg) == (CuffPhase.FAILED, None, 0.0)
    assert end.fault is FAULT[cause]
    assert measuring(views)[-1][0] < 121.0
    assert top(views)[0] < 300.0
    patient.start_cuff(200.0)
    assert patient.cuff(205.0).fault is None
    assert (patient.cuff(260.0).phase, patient.cuff(260.0).fault) == (CuffPhase.DONE, None)


def test_reasons_cover_everything_a_monitor_can_say_but_a_refusal_and_a_cancel() -> None:
    never = {NibpFault.CANCELLED, NibpFault.REFUSED, NibpFault.UNKNOWN}
    assert set(FAULT.values()) == set(NibpFault) - never
    assert set(FAULT) == set(CuffCause)


def test_weak_signal_is_tried_once_more_40_higher() -> None:
    views = course(SimulatedPatient(2, [Effect("cuff_fault", 0.0, cause="weak")]))
    pressures = [view.pressure_mmhg for _, view in measuring(views)]
    turns = [b for a, b, c in zip(pressures, pressures[1:], pressures[2:], strict=False) if a < b >= c]
    assert len(turns) == 2
    assert turns[0] == pytest.approx(160.0, abs=5.0)
    assert turns[1] == pytest.approx(200.0, abs=5.0)


def test_leaking_cuff_never_gets_there() -> None:
    views = course(SimulatedPatient(2, [Effect("cuff_fault", 0.0, cause="leak")]))
    assert 40.0 < top(views)[0] < 100.0


def test_kinked_hose_shoots_up_at_once_and_over_pressure_runs_on() -> None:
    kinked = course(SimulatedPatient(2, [Effect("cuff_fault", 0.0, cause="kink")]))
    assert top(kinked) == (pytest.approx(ADULT.limit_mmhg, abs=40.0), pytest.approx(1.2, abs=0.3))
    assert measuring(kinked)[-1][0] < 5.0
    over = course(SimulatedPatient(2, [Effect("cuff_fault", 0.0, cause="overpressure")]))
    assert top(over)[0] > 280.0


@pytest.mark.parametrize(
    ("patient_type", "least", "most"), [(PatientType.ADULT, 118.0, 120.5), (PatientType.NEONATE, 85.0, 90.0)]
)
def test_measurement_that_never_ends_is_given_up(
    patient_type: PatientType, least: float, most: float
) -> None:
    effects = [Effect("cuff_fault", 0.0, cause="timeout")]
    views = course(SimulatedPatient(2, effects, baseline=Baseline(patient_type=patient_type)))
    assert least <= measuring(views)[-1][0] <= most
    assert views[-1][1].fault is NibpFault.TIMEOUT


def test_movement_is_outwaited_by_the_second_try_or_fails() -> None:
    short = course(SimulatedPatient(2, [Effect("motion", 20.0, 25.0)]))
    assert short[-1][1].phase is CuffPhase.DONE
    assert top(measuring(short))[0] == pytest.approx(200.0, abs=5.0)
    long = course(SimulatedPatient(2, [Effect("motion", 0.0)]))
    assert (long[-1][1].phase, long[-1][1].fault) == (CuffPhase.FAILED, NibpFault.MOVEMENT)


def failures(baseline: Baseline, effects: list[Effect], count: int = 500) -> list[NibpFault]:
    patient = SimulatedPatient(9, effects, baseline=baseline)
    found = []
    for n in range(count):
        patient.start_cuff(n * 80.0)
        found.append(patient.cuff(n * 80.0 + 79.0).fault)
    return [fault for fault in found if fault is not None]


def test_determinations_fail_by_chance_only_where_the_scenario_says_so() -> None:
    assert failures(Baseline(), []) == []
    usual = Baseline(cuff_failure_rest=0.03, cuff_failure_agitated=0.10)
    calm = failures(usual, [])
    assert 0.01 <= len(calm) / 500 <= 0.06
    restless = failures(usual, [Effect("agitation", -60.0)])
    assert 0.06 <= len(restless) / 500 <= 0.15
    assert set(restless) == {NibpFault.MOVEMENT}


# the curve by itself


def test_curve_knows_when_the_arm_is_squeezed() -> None:
    curve = Curve([0.0], [0.0])
    curve.to(100.0, 10.0)
    curve.to(0.0, 2.0)
    assert (curve.first_above(20.0), curve.last_above(20.0)) == (pytest.approx(2.0), pytest.approx(11.6))
    assert (curve.at(-1.0), curve.at(5.0), curve.at(11.0), curve.at(99.0)) == (0.0, 50.0, 50.0, 0.0)
    curve.cut(1.0, 10.0)
    assert curve.first_above(20.0) is None
    assert (curve.end_s, curve.at(5.0)) == (1.0, 10.0)


@pytest.mark.parametrize("patient_type", [PatientType.ADULT, PatientType.CHILD, PatientType.NEONATE])
def test_no_determination_whatever_lasts_too_long_or_passes_the_limit(patient_type: PatientType) -> None:
    chance, habits = random.Random(5), HABITS[patient_type]
    for n in range(400):
        high = chance.uniform(45.0, 300.0)
        truth = Truth(sys=high, dia=chance.uniform(0.4, 0.9) * high, pr=chance.uniform(30.0, 240.0))
        target = chance.uniform(60.0, habits.most_mmhg)
        curve, fault = play(
            5.0,
            chance.choice([0.0, 120.0]),
            target,
            chance=random.Random(n),
            habits=habits,
            truth=truth,
            cause=chance.choice([None, *CuffCause]),
            moves=lambda begin, end: int(begin) % 2 == 0,
        )
        assert curve.end_s - 5.0 <= habits.gives_up_s + 1e-6
        assert 0.0 <= min(curve.mmhg) <= max(curve.mmhg) <= habits.limit_mmhg
        assert curve.mmhg[-1] == 0.0
        assert all(b > a for a, b in pairwise(curve.times)) or fault is NibpFault.TIMEOUT
        if fault is None:
            assert max(curve.mmhg) > truth.sys
