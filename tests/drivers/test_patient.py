"""The simulated patient: seeded, the same for every caller, wave and numbers in agreement."""

from __future__ import annotations

import hashlib
import struct
from itertools import pairwise

import pytest

from bedside.driver_api import CuffPhase, Vitals
from drivers.patient import BEAT_MARK_S, Baseline, Effect, SimulatedPatient


def minute(patient: SimulatedPatient, rate_hz: int = 75) -> list[Vitals]:
    return [patient.at(n / rate_hz) for n in range(60 * rate_hz)]


def digest(patient: SimulatedPatient) -> str:
    """Hash of 60 s of pleth and numbers at 75 Hz."""
    packed = (
        struct.pack("<5d?", *(-1.0 if v is None else v for v in (s.t, s.pleth, s.spo2, s.pr, s.pi)), s.beat)
        for s in minute(patient)
    )
    return hashlib.sha256(b"".join(packed)).hexdigest()


@pytest.mark.req("SIM-01")
def test_same_seed_gives_the_same_minute_and_another_seed_another() -> None:
    assert digest(SimulatedPatient(7)) == digest(SimulatedPatient(7))
    assert digest(SimulatedPatient(7)) != digest(SimulatedPatient(8))


def test_value_at_a_time_depends_neither_on_who_asked_before_nor_in_which_order() -> None:
    asked_in_order, asked_anyhow = SimulatedPatient(7), SimulatedPatient(7)
    times = [n / 60 for n in range(1200)]
    expected = {t: asked_in_order.at(t) for t in times}
    asked_anyhow.at(500.0)
    asked_anyhow.start_cuff(3.0)
    for t in reversed(times):
        assert asked_anyhow.at(t) == expected[t]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("pr", [48.0, 68.0, 130.0])
def test_pulse_rate_agrees_with_the_beats_of_the_wave(seed: int, pr: float) -> None:
    states = minute(SimulatedPatient(seed, baseline=Baseline(pr=pr)), 60)
    onsets = [after.t for before, after in pairwise(states) if after.beat and not before.beat]
    counted = 60.0 * (len(onsets) - 1) / (onsets[-1] - onsets[0])
    shown = sum(s.pr for s in states if s.pr is not None) / len(states)
    assert counted == pytest.approx(shown, abs=1.5)
    assert all(b - a >= 0.29 for a, b in pairwise(onsets))


@pytest.mark.parametrize("rate_hz", [50, 60, 75, 100])
def test_every_device_rate_sees_every_beat(rate_hz: int) -> None:
    states = minute(SimulatedPatient(2), rate_hz)
    seen = sum(after.beat and not before.beat for before, after in pairwise(states))
    fine = minute(SimulatedPatient(2), 1000)
    assert abs(seen - sum(b.beat and not a.beat for a, b in pairwise(fine))) <= 1
    assert BEAT_MARK_S > 1 / 25


def test_pulse_rises_to_one_systolic_peak_early_in_the_beat() -> None:
    states = minute(SimulatedPatient(4), 200)
    onsets = [n for n, (a, b) in enumerate(pairwise(states)) if b.beat and not a.beat]
    for begin, end in pairwise(onsets):
        beat = [state.pleth for state in states[begin:end]]
        peak = beat.index(max(beat)) / len(beat)
        assert 0.12 < peak < 0.24
    values = [state.pleth for state in states]
    assert 0.0 < min(values) < max(values) < 1.0
    assert max(abs(b - a) for a, b in pairwise(values)) < 0.1


def test_values_at_rest_are_steady_and_change_once_a_second_at_most() -> None:
    states = minute(SimulatedPatient(9), 10)
    assert {round(s.spo2) for s in states} <= {97, 98}
    changes = [b.t for a, b in pairwise(states) if (a.spo2, a.pr) != (b.spo2, b.pr)]
    assert all(t == int(t) for t in changes)


def test_desaturation_falls_after_its_lag_reaches_the_nadir_and_recovers() -> None:
    patient = SimulatedPatient(1, [Effect("desaturation", 60.0, nadir=82.0)])
    trend = {t: patient.at(float(t)).spo2 for t in range(0, 240, 5)}
    assert all(trend[t] > 96 for t in range(0, 90, 5))
    assert min(trend.values()) == pytest.approx(82.0, abs=0.5)
    fall = [a - b for a, b in pairwise(trend[t] for t in range(100, 120, 5))]
    assert all(1.5 <= step <= 4.0 for step in fall)  # 0.3 to 0.8 %/s
    assert trend[235] > 96


def test_airway_event_that_ends_early_is_not_as_deep() -> None:
    patient = SimulatedPatient(1, [Effect("desaturation", 0.0, 20.0, nadir=70.0)])
    lowest = min(patient.at(float(t)).spo2 for t in range(200))
    assert 91.0 < lowest < 95.0


def test_hypertensive_peak_shows_in_the_cuff_the_pulse_and_the_perfusion() -> None:
    patient = SimulatedPatient(1, [Effect("hypertensive_peak", 0.0, rise_mmhg=60.0, peak_after_s=300.0)])
    patient.start_cuff(290.0)
    peak = patient.cuff(335.0)
    assert peak.sys is not None
    assert 172 <= peak.sys <= 192
    before, during, after = (patient.at(t) for t in (0.0, 300.0, 700.0))
    assert during.pr > before.pr + 12
    assert during.pi < before.pi * 0.7
    assert after.pr < before.pr + 5


def test_probe_off_is_flagged_after_two_seconds_and_found_again_after_a_search() -> None:
    patient = SimulatedPatient(1, [Effect("probe_off", 20.0, 40.0)])
    held = patient.at(21.0)
    assert (held.probe_on, held.beat) == (True, False)
    assert held.spo2 == patient.at(20.0).spo2
    off = patient.at(30.0)
    assert (off.probe_on, off.pleth, off.spo2, off.pr, off.pi) == (False, None, None, None, None)
    search = patient.at(42.0)
    assert (search.probe_on, search.searching, search.spo2) == (True, True, None)
    assert search.pleth is not None
    assert patient.at(46.0).spo2 is not None


def test_effect_that_is_unknown_or_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="earthquake"):
        Effect("earthquake", 0.0)
    with pytest.raises(ValueError, match="ends before"):
        Effect("probe_off", 10.0, 5.0)


# cuff


@pytest.mark.parametrize("seed", range(6))
def test_cuff_inflates_steps_down_and_only_then_has_a_result(seed: int) -> None:
    patient = SimulatedPatient(seed)
    patient.start_cuff(10.0)
    views = [(n / 5, patient.cuff(n / 5)) for n in range(5 * 60)]
    measuring = [(t, view) for t, view in views if view.phase is CuffPhase.MEASURING]
    assert all(view.sys is None for _, view in measuring)
    assert 20.0 <= measuring[-1][0] - 10.0 <= 45.0
    peak_t = max(measuring, key=lambda pair: pair[1].pressure_mmhg)[0] - 10.0
    assert 4.8 <= peak_t <= 10.0
    falling = [view.pressure_mmhg for t, view in measuring if t - 10.0 > peak_t]
    assert all(a >= b for a, b in pairwise(falling))
    done = views[-1][1]
    assert (done.phase, done.pressure_mmhg) == (CuffPhase.DONE, 0.0)
    assert done.sys > done.map > done.dia > 0
    assert abs(done.sys - 122) < 15
    assert done.age_s == pytest.approx(59.8 - measuring[-1][0], abs=0.3)


def test_cancelled_cuff_is_empty_at_once_and_keeps_the_result_before() -> None:
    patient = SimulatedPatient(1)
    patient.start_cuff(0.0)
    first = patient.cuff(60.0)
    patient.start_cuff(100.0)
    assert patient.cuff(105.0).sys == first.sys
    patient.cancel_cuff(106.0)
    view = patient.cuff(107.0)
    assert (view.phase, view.pressure_mmhg, view.sys) == (CuffPhase.CANCELLED, 0.0, first.sys)
    assert view.age_s == pytest.approx(first.age_s + 47.0)


def test_cuff_never_started_is_idle_and_knows_nothing() -> None:
    view = SimulatedPatient(1).cuff(1000.0)
    assert (view.phase, view.sys, view.age_s) == (CuffPhase.IDLE, None, None)


def test_automatic_cuff_measures_at_its_interval_whether_or_not_anybody_looks() -> None:
    looked_at, left_alone = SimulatedPatient(1, auto_cuff_s=180.0), SimulatedPatient(1, auto_cuff_s=180.0)
    for t in range(1000):
        looked_at.cuff(float(t))
    assert looked_at.cuff(1000.0) == left_alone.cuff(1000.0)
    assert left_alone.cuff(195.0).phase is CuffPhase.MEASURING
