"""The simulated patient: seeded, the same for every caller, wave and numbers in agreement."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
from dataclasses import astuple
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev, stdev

import pytest

from bedside.driver_api import Vitals
from bedside.vitals.sessions import PatientType
from drivers.patient import BEAT_MARK_S, TAKES, Baseline, Effect, EffectKind, SimulatedPatient, not_of_kind

CHECKOUT = Path(__file__).resolve().parents[2]
EVENTFUL = (
    Effect("desaturation", 5.0, lag_s=5.0),
    Effect("apnoea", 20.0, 45.0, lag_s=10.0),
    Effect("ketamine", 0.0),
    Effect("agitation", 30.0, 50.0),
    Effect("motion", 35.0, 40.0),
    Effect("probe_off", 50.0, 53.0),
    Effect("low_perfusion", 10.0, 30.0, pi=0.05),
)


def minute(patient: SimulatedPatient, rate_hz: int = 75) -> list[Vitals]:
    return [patient.at(n / rate_hz) for n in range(60 * rate_hz)]


def digest(patient: SimulatedPatient) -> str:
    """Hash of 60 s of everything there is at 75 Hz."""
    return digest_of(minute(patient))


def digest_of(states: list[Vitals]) -> str:
    packed = (
        struct.pack("<d", -1.0 if value is None else float(value))
        for state in states
        for value in astuple(state)
    )
    return hashlib.sha256(b"".join(packed)).hexdigest()


def eventful(seed: int = 7) -> SimulatedPatient:
    return SimulatedPatient(seed, EVENTFUL, auto_cuff_s=60.0, baseline=Baseline(same_arm=True))


@pytest.mark.req("SIM-01")
def test_same_seed_gives_the_same_minute_and_another_seed_another() -> None:
    assert digest(SimulatedPatient(7)) == digest(SimulatedPatient(7))
    assert digest(SimulatedPatient(7)) != digest(SimulatedPatient(8))
    assert digest(eventful()) == digest(eventful())
    assert digest(eventful()) != digest(eventful(8))


@pytest.mark.req("SIM-01")
def test_same_seed_gives_the_same_minute_in_another_process() -> None:
    """Nothing hangs on the hash of a text or an address, which differ from process to process."""
    code = "from tests.drivers.test_patient import digest, eventful; print(digest(eventful()))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONHASHSEED": "99"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.strip() == digest(eventful())


@pytest.mark.req("SIM-01")
def test_same_seed_gives_the_same_minute_whatever_others_have_asked_meanwhile() -> None:
    expected, asked_by_many = digest(eventful()), eventful()
    states = []
    for n in range(60 * 75):
        if n % 50 == 0:
            for t in (n / 75 + 100.0, n / 75 / 2, 3.0):
                asked_by_many.at(t)
            asked_by_many.cuff(n / 75)
        states.append(asked_by_many.at(n / 75))
    assert digest_of(states) == expected


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
    peak = patient.cuff(345.0)
    assert peak.sys is not None
    assert 165 <= peak.sys <= 200
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


# wave


def beats_of(patient: SimulatedPatient, rate_hz: int = 200) -> list[list[Vitals]]:
    states = minute(patient, rate_hz)
    onsets = [n for n, (a, b) in enumerate(pairwise(states), 1) if b.beat and not a.beat]
    return [states[begin:end] for begin, end in pairwise(onsets)]


def heights(patient: SimulatedPatient) -> list[float]:
    return [max(s.pleth for s in beat) - min(s.pleth for s in beat) for beat in beats_of(patient)]


def intervals_ms(patient: SimulatedPatient, rate_hz: int = 200) -> list[float]:
    return [1000.0 * len(beat) / rate_hz for beat in beats_of(patient, rate_hz)]


@pytest.mark.parametrize("seed", range(4))
def test_no_two_pulses_are_alike_but_all_are_near_the_usual(seed: int) -> None:
    beats = beats_of(SimulatedPatient(seed), 500)
    peaks = [max(range(len(beat)), key=lambda n: beat[n].pleth) / len(beat) for beat in beats]
    assert fmean(peaks) == pytest.approx(0.175, abs=0.008)
    assert 0.005 < pstdev(peaks) < 0.016
    tall = [max(s.pleth for s in beat) - min(s.pleth for s in beat) for beat in beats]
    assert 0.04 < pstdev(tall) / fmean(tall) < 0.16


def with_the_breath(values: list[float], breaths: list[float]) -> float:
    """Slope of `values` over `breaths` (−1 … 1) by least squares, as a share of the mean value, from end to end."""
    mean, centre = fmean(values), fmean(breaths)
    slope = sum((b - centre) * (v - mean) for v, b in zip(values, breaths, strict=True))
    return 2.0 * slope / sum((b - centre) ** 2 for b in breaths) / mean


@pytest.mark.parametrize("seed", range(4))
def test_breathing_moves_base_height_and_interval_of_the_pulse(seed: int) -> None:
    beats = beats_of(SimulatedPatient(seed), 200)
    breaths = [(beat[0].resp - 0.5) / 0.4 for beat in beats]
    pulse = fmean(max(s.pleth for s in beat) - beat[0].pleth for beat in beats)
    base = [1.0 + beat[0].pleth / pulse for beat in beats]
    assert 0.05 <= -with_the_breath(base, breaths) * fmean(base) <= 0.16  # ± 5 … 8 % of the pulse
    tall = [max(s.pleth for s in beat) - beat[0].pleth for beat in beats]
    assert 0.10 <= -with_the_breath(tall, breaths) <= 0.30  # ± 5 … 15 %
    lengths = [float(len(beat)) for beat in beats]
    assert 0.04 <= -with_the_breath(lengths, breaths) <= 0.12  # ± 3 … 6 %, with chance on top


@pytest.mark.parametrize("seed", range(4))
def test_beat_to_beat_variability_is_a_resting_persons_and_falls_with_fear_and_pressure(seed: int) -> None:
    rest = stdev(intervals_ms(SimulatedPatient(seed)))
    assert 20.0 <= rest <= 60.0
    afraid = SimulatedPatient(seed, [Effect("agitation", -60.0)])
    pressed = SimulatedPatient(
        seed, [Effect("hypertensive_peak", -100.0, 300.0, rise_mmhg=40.0, peak_after_s=50.0)]
    )
    assert stdev(intervals_ms(afraid)) < 0.7 * rest
    assert stdev(intervals_ms(pressed)) < 0.7 * rest


def test_pulse_is_smaller_by_a_fifth_to_a_half_when_the_vessels_are_narrow() -> None:
    drug = [Effect("ketamine", -41.0 * 60.0, preset="strong")]
    share = fmean(heights(SimulatedPatient(3, drug))) / fmean(heights(SimulatedPatient(3)))
    assert 0.5 <= share <= 0.8


def test_wave_wanders_slowly_only_where_that_is_asked_for() -> None:
    def feet(share: float) -> list[float]:
        return [b[0].pleth for b in beats_of(SimulatedPatient(3, baseline=Baseline(pleth_drift=share)), 100)]

    moved = [a - b for a, b in zip(feet(0.1), feet(0.0), strict=True)]
    assert max(moved) == pytest.approx(0.1, abs=0.02)
    assert min(moved) == pytest.approx(-0.1, abs=0.02)


# what comes between


def test_movement_is_flagged_noisy_and_draws_the_saturation_toward_85() -> None:
    patient = SimulatedPatient(1, [Effect("motion", 60.0, 120.0, strength=0.8)])
    calm, moving = (
        [patient.at(30.0 + n / 75) for n in range(1000)],
        [patient.at(90.0 + n / 75) for n in range(1000)],
    )
    assert not any(s.artefact for s in calm)
    assert all(s.artefact for s in moving)
    assert all(0.0 <= s.pleth <= 1.0 for s in moving)
    still = SimulatedPatient(1)
    noise = [s.pleth - still.at(s.t).pleth for s in moving]
    assert pstdev(noise) > 0.08
    assert all(86.0 < s.spo2 < 92.0 for s in moving)
    assert max(s.rate for s in moving) - min(s.rate for s in moving) > 25
    after = patient.at(150.0)
    assert not after.artefact
    assert after.spo2 > 96


def test_movement_lifts_a_low_saturation_toward_85_just_the_same() -> None:
    patient = SimulatedPatient(1, [Effect("motion", 0.0)], baseline=Baseline(spo2=75.0))
    assert 77.0 < patient.at(40.0).spo2 < 85.0


def test_cold_hand_has_a_small_pulse_and_an_index_under_three_tenths() -> None:
    patient = SimulatedPatient(1, [Effect("low_perfusion", 60.0, 200.0)])
    cold = patient.at(100.0)
    assert 0.1 < cold.pi < 0.3
    assert (cold.weak, cold.searching) == (False, False)
    assert cold.spo2 is not None
    beat = [patient.at(100.0 + n / 75).pleth for n in range(75)]
    assert max(beat) - min(beat) < 0.15
    assert patient.at(250.0).pi > 2.0


def test_very_cold_hand_loses_the_pulse_and_after_ten_seconds_the_numbers() -> None:
    patient = SimulatedPatient(1, [Effect("low_perfusion", 60.0, 200.0, pi=0.04)])
    held, lost, found = patient.at(75.0), patient.at(100.0), patient.at(206.0)
    assert (held.weak, held.beat, held.spo2) == (True, False, patient.at(70.0).spo2)
    assert (lost.weak, lost.searching, lost.spo2, lost.pr, lost.pi) == (True, True, None, None, None)
    assert lost.probe_on
    assert lost.sao2 is not None  # the blood is what it is; each device decides what it can still see
    assert lost.rate is not None
    assert patient.at(201.0).searching
    assert (found.weak, found.searching) == (False, False)
    assert found.spo2 is not None


def test_cuff_on_the_arm_of_the_probe_flattens_the_wave_for_the_whole_inflation() -> None:
    patient = SimulatedPatient(1, baseline=Baseline(same_arm=True))
    patient.start_cuff(30.0)
    states = [(patient.at(n / 50), patient.cuff(n / 50)) for n in range(50 * 90)]
    squeezed = [(s, c) for s, c in states if c.pressure_mmhg > 25.0]
    assert 15.0 < squeezed[-1][0].t - squeezed[0][0].t < 45.0
    assert all(s.weak and not s.beat for s, _ in squeezed)
    full = [s.pleth for s, c in squeezed if c.pressure_mmhg > 65.0]
    assert max(full) - min(full) < 0.12  # breath only
    assert squeezed[100][0].spo2 is not None  # frozen for ten seconds
    assert squeezed[-1][0].spo2 is None
    assert squeezed[-1][0].searching
    assert not any(s.weak for s, c in states if c.pressure_mmhg < 15.0)
    assert states[-1][0].spo2 is not None


def test_cuff_on_the_other_arm_is_no_matter_to_the_oximeter() -> None:
    cuffed, left_alone = SimulatedPatient(1), SimulatedPatient(1)
    cuffed.start_cuff(0.0)
    assert minute(cuffed, 20) == minute(left_alone, 20)


def test_cancelled_cuff_gives_the_pulse_back() -> None:
    patient = SimulatedPatient(1, baseline=Baseline(same_arm=True))
    patient.start_cuff(0.0)
    assert patient.at(6.0).weak
    patient.cancel_cuff(6.5)
    assert not patient.at(10.0).weak
    assert patient.at(10.0).spo2 is not None


# breath


def test_breathing_at_rest_varies_a_little() -> None:
    patient = SimulatedPatient(4)
    rates = [patient.at(float(t)).rr for t in range(0, 1200, 15)]
    assert fmean(rates) == pytest.approx(14.0, abs=1.0)
    assert 0.2 < pstdev(rates) < 2.0


def test_apnoea_stops_the_chest_first_the_rate_next_and_the_saturation_last() -> None:
    patient = SimulatedPatient(3, [Effect("apnoea", 60.0, 130.0, nadir=80.0)])
    assert patient.at(50.0).rr == pytest.approx(14.0, abs=3.0)
    chest = [patient.at(68.0 + n / 10).resp for n in range(600)]
    assert max(chest) - min(chest) < 0.01
    early, later, late = patient.at(72.0), patient.at(92.0), patient.at(140.0)
    assert 0 < early.rr < 13
    assert early.spo2 > 95
    assert (later.rr, later.etco2) == (0.0, None)
    assert later.spo2 > 94
    assert late.spo2 < 85
    assert late.rr > 8
    assert late.etco2 > patient.at(50.0).etco2 + 2  # what could not go comes with the first breaths
    assert patient.at(260.0).spo2 > 96


def test_hypoventilation_is_slow_and_shallow_carbon_dioxide_climbs_and_saturation_follows() -> None:
    effect = Effect("hypoventilation", 60.0, 360.0, nadir=89.0, lag_s=60.0, fall_per_s=0.1)
    patient = SimulatedPatient(3, [effect])
    before, during, after = patient.at(55.0), patient.at(300.0), patient.at(700.0)
    assert during.rr == pytest.approx(6.0, abs=1.0)
    chest = [patient.at(200.0 + n / 10).resp for n in range(600)]
    assert max(chest) < 0.65
    assert during.etco2 > before.etco2 + 12
    assert during.spo2 == pytest.approx(89.0, abs=0.5)
    assert patient.at(110.0).spo2 > 96
    assert after.etco2 == pytest.approx(before.etco2, abs=1.0)
    assert after.spo2 > 96


def test_wave_and_chest_stay_within_their_scale_whatever_comes() -> None:
    effects = [*EVENTFUL, Effect("hypertensive_peak", 0.0)]
    for seed in range(4):
        patient = SimulatedPatient(seed, effects, baseline=Baseline(pleth_drift=0.2))
        states = [patient.at(n / 25) for n in range(25 * 400)]
        assert all(state.pleth is None or 0.0 <= state.pleth <= 1.0 for state in states)
        assert all(0.0 <= state.resp <= 1.0 for state in states)


def test_temperature_drifts_slowly() -> None:
    patient = SimulatedPatient(2)
    values = [patient.at(60.0 * minute).temp for minute in range(240)]
    assert 0.02 < pstdev(values) < 0.2
    assert max(abs(b - a) for a, b in pairwise(values)) < 0.1


def test_arterial_saturation_and_rate_run_ahead_of_the_display() -> None:
    patient = SimulatedPatient(1, [Effect("desaturation", 0.0, lag_s=30.0, fall_per_s=0.8)])
    falling = patient.at(45.0)
    assert falling.sao2 < falling.spo2 - 1.5
    rates = {patient.at(n / 10).rate for n in range(300)}
    assert len(rates) > 25  # a new one with every beat
    off = SimulatedPatient(1, [Effect("probe_off", 10.0)]).at(20.0)
    assert (off.sao2, off.rate) == (None, None)


def test_children_and_neonates_rest_at_their_own_numbers() -> None:
    for patient_type, pr in ((PatientType.CHILD, 92.0), (PatientType.NEONATE, 135.0)):
        patient = SimulatedPatient(1, baseline=Baseline(patient_type=patient_type))
        assert patient.at(60.0).pr == pytest.approx(pr, abs=6.0)
        assert patient.at(60.0).rr > 17


# words of a scenario


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "ketamine", "preset": "mild"}, "no ketamine preset 'mild'.*typical"),
        ({"kind": "cuff_fault", "cause": "gnomes"}, "no cause of a cuff fault 'gnomes'.*kink"),
        ({"kind": "ketamine", "duration_s": 0.0}, "'duration_s' above 0"),
        ({"kind": "desaturation", "fall_per_s": 0.0}, "'fall_per_s' above 0"),
        ({"kind": "desaturation", "nadir": 10.0}, "'nadir' from 30"),
        ({"kind": "motion", "strength": 2.0}, "'strength' above 0"),
        ({"kind": "low_perfusion", "pi": 0.0}, "'pi' above 0"),
        ({"kind": "apnoea"}, "needs an 'end_s'"),
    ],
)
def test_effect_that_cannot_be_played_is_refused_in_words(fields: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Effect(start_s=0.0, **fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"pr": 0.0}, "'pr' from 30"),
        ({"spo2": 101.0}, "'spo2' from 30 to 100"),
        ({"cuff_failure_rest": 3.0}, "'cuff_failure_rest' from 0 to 1"),
        ({"sys": 100.0, "dia": 110.0}, "'dia' below 'sys'"),
    ],
)
def test_baseline_that_cannot_be_played_is_refused_in_words(fields: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Baseline(**fields)


def test_a_field_of_another_kind_is_known_to_be_foreign() -> None:
    assert not_of_kind("motion", ["kind", "start_s", "end_s", "strength"]) is None
    assert not_of_kind("motion", ["kind", "start_s", "nadir"]) == "nadir"
    assert set(TAKES) <= set(EffectKind)
