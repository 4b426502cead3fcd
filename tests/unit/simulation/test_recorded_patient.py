from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from bedside.driver_api import CuffPhase
from bedside.simulation import pulses, recording
from bedside.simulation.recorded_patient import RecordedPatient
from bedside.simulation.recording import Numbers, Recording, Samples
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination

NAN = math.nan
P = Parameter


def once_a_second(parameter: Parameter, values: Sequence[float]) -> Numbers:
    return Numbers(parameter, range(len(values)), values)


def pulsing(seconds: float, rate: float = 80.0, rate_hz: float = 125.0) -> Samples:
    """A drawn pleth with breathing under it."""
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    y = [0.2 + 0.05 * math.sin(1.6 * at) + 0.6 * pulses.drawn(at * rate / 60.0 % 1.0) for at in t]
    return Samples(rate_hz=rate_hz, y=np.array(y, dtype=np.float32))


def numbers_only(spo2: Sequence[float], pr: Sequence[float]) -> Recording:
    return Recording(
        title="numbers",
        duration_s=float(len(spo2)),
        numbers={P.SPO2: once_a_second(P.SPO2, spo2), P.PR: once_a_second(P.PR, pr)},
    )


def with_cuff(*readings: Determination, seconds: int = 600) -> Recording:
    calm = numbers_only([97.0] * seconds, [60.0] * seconds)
    return Recording(
        title="cuff", duration_s=float(seconds), numbers=calm.numbers, determinations=tuple(readings)
    )


def measured(t: float, sys: float = 120.0) -> Determination:
    return Determination(t=t, sys=sys, dia=70.0, map=90.0, pr=None)


# numbers and the probe


def test_the_numbers_are_the_recorded_ones_at_their_times() -> None:
    patient = RecordedPatient(numbers_only([97, 96, 95], [61, 62, 63]))
    assert [(patient.at(t).spo2, patient.at(t).pr) for t in (0.0, 0.99, 1.0, 2.5)] == [
        (97, 61),
        (97, 61),
        (96, 62),
        (95, 63),
    ]


def test_the_probe_is_off_where_both_numbers_are_missing_and_nothing_is_held() -> None:
    patient = RecordedPatient(numbers_only([97, NAN, 0, 95, 95], [61, NAN, 0, NAN, 60]))
    seen = [patient.at(t + 0.5) for t in range(5)]
    assert [vitals.probe_on for vitals in seen] == [True, False, False, True, True]
    assert [vitals.spo2 for vitals in seen] == [97, None, None, 95, 95]
    assert [vitals.pr for vitals in seen] == [61, None, None, None, 60]
    assert [vitals.pleth is None for vitals in seen] == [False, True, True, False, False]


@pytest.mark.parametrize("value", [0.0, -3.0, 101.0, 1e300, math.inf, NAN])
def test_what_no_oximeter_shows_is_missing(value: float) -> None:
    assert Numbers(P.SPO2, [0.0], [value]).at(0.0) is None


def test_a_respiratory_rate_of_zero_is_a_value() -> None:
    assert Numbers(P.RR, [0.0], [0.0]).at(0.0) == 0.0


def test_a_number_holds_until_the_next_or_for_three_seconds_or_two_and_a_half_intervals() -> None:
    seconds = Numbers(P.SPO2, [0.0, 1.0, 2.0, 60.0], [97, 96, 95, 94])
    assert (seconds.at(5.0), seconds.at(5.1), seconds.at(60.0)) == (95, None, 94)
    minutes = Numbers(P.SPO2, [0.0, 60.0, 120.0], [97, 96, 95])
    assert (minutes.at(119.0), minutes.at(269.0), minutes.at(271.0)) == (96, 95, None)


def test_after_the_end_the_probe_is_off() -> None:
    vitals = RecordedPatient(numbers_only([97] * 5, [60] * 5)).at(5.0)
    assert not vitals.probe_on
    assert (vitals.spo2, vitals.pr, vitals.pleth, vitals.beat, vitals.rr) == (None, None, None, False, None)


def test_repeated_it_begins_again_and_skipped_it_begins_later() -> None:
    rising = numbers_only([90, 91, 92, 93], [60] * 4)
    again = RecordedPatient(rising, repeat=True, skip_s=2.0)
    assert [again.at(float(t)).spo2 for t in range(6)] == [92, 93, 90, 91, 92, 93]
    assert RecordedPatient(rising, skip_s=3.0).at(0.5).spo2 == 93


# the pleth and its pulses


def test_pulses_are_found_at_the_rate_they_have() -> None:
    for rate in (40.0, 80.0, 150.0):
        found = pulses.find_pulses(pulsing(60.0, rate).scaled())
        assert len(found) == pytest.approx(rate, abs=2)
        steps = np.diff(np.array(found))
        assert steps == pytest.approx(np.full(len(steps), 60.0 / rate), abs=0.05)


def test_a_long_wave_has_the_pulses_of_its_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    wave = pulsing(60.0)
    whole = pulses.find_pulses(wave)
    monkeypatch.setattr(pulses, "_PIECE", 700)
    assert list(pulses.find_pulses(wave)) == pytest.approx(list(whole))


@pytest.mark.parametrize("level", [0.5, NAN])
def test_a_flat_line_and_a_missing_one_have_no_pulse(level: float) -> None:
    wave = Samples(rate_hz=125.0, y=np.full(5000, level, dtype=np.float32))
    assert not pulses.find_pulses(wave.scaled())


def test_the_recorded_pleth_is_played_with_its_pulses_marked_for_50_ms() -> None:
    calm = numbers_only([97] * 20, [80] * 20)
    wave = pulsing(20.0)
    patient = RecordedPatient(
        Recording(title="x", duration_s=20.0, numbers=calm.numbers, waves={P.PLETH: wave})
    )
    at = [n / 75 for n in range(75, 75 * 19)]
    seen = [patient.at(t) for t in at]
    assert [v.pleth for v in seen] == pytest.approx([wave.at(t) for t in at])
    rises = sum(b.beat and not a.beat for a, b in pairwise(seen))
    assert rises == pytest.approx(18 * 80 / 60, abs=1)


def test_a_hole_in_the_pleth_is_a_straight_line_as_long_as_there_are_numbers() -> None:
    y = pulsing(20.0).y.copy()
    y[1000:1500] = np.nan
    calm = numbers_only([97] * 20, [80] * 20)
    waves = {P.PLETH: Samples(rate_hz=125.0, y=y)}
    patient = RecordedPatient(Recording(title="x", duration_s=20.0, numbers=calm.numbers, waves=waves))
    seen = [patient.at(t / 10) for t in range(82, 118)]
    assert {v.pleth for v in seen} == {0.5}
    assert not any(v.beat for v in seen)


def test_without_a_pleth_a_pulse_is_drawn_at_the_recorded_rate() -> None:
    patient = RecordedPatient(numbers_only([97] * 60, [60] * 30 + [120] * 30))
    seen = [patient.at(n / 60) for n in range(60 * 60)]
    rises = [n / 60 for n in range(1, len(seen)) if seen[n].beat and not seen[n - 1].beat]
    assert len([t for t in rises if t < 30]) == pytest.approx(30, abs=1)
    assert len([t for t in rises if t > 30]) == pytest.approx(60, abs=1)
    sizes = [v.pleth for v in seen if v.pleth is not None]
    assert len(sizes) == len(seen)
    assert (min(sizes), max(sizes)) == (pytest.approx(0.15), pytest.approx(0.8, abs=0.02))


def test_a_pleth_alone_gets_a_counted_rate_and_no_saturation() -> None:
    waves = {P.PLETH: pulsing(30.0, 90.0).scaled()}
    patient = RecordedPatient(Recording(title="x", duration_s=30.0, waves=waves))
    assert patient.at(0.2).searching
    late = patient.at(15.0)
    assert (late.probe_on, late.searching, late.spo2) == (True, False, None)
    assert late.pr == pytest.approx(90, abs=1)


def test_a_wave_in_any_unit_is_scaled_to_its_middle_99_percent() -> None:
    y = pulsing(60.0).y
    spiked = np.concatenate((y * 4000 - 700, [1e8])).astype(np.float32)
    scaled = Samples(rate_hz=125.0, y=spiked).scaled().y
    assert scaled[-1] == 1.0
    assert (float(scaled[:-1].min()), float(scaled[:-1].max())) == (
        pytest.approx(0.05, abs=0.03),
        pytest.approx(0.95, abs=0.03),
    )


# the cuff


def test_a_recorded_reading_comes_when_it_came_after_half_a_minute_of_measuring() -> None:
    patient = RecordedPatient(with_cuff(measured(100.0, 131.0)))
    phases = [patient.cuff(float(t)).phase for t in (0, 69, 71, 99, 100, 300)]
    idle, measuring, done = CuffPhase.IDLE, CuffPhase.MEASURING, CuffPhase.DONE
    assert phases == [idle, idle, measuring, measuring, done, done]
    view = patient.cuff(300.0)
    assert (view.sys, view.dia, view.map, view.pr, view.age_s) == (131, 70, 90, 60, 200.0)


def test_while_it_measures_the_cuff_rises_and_falls_and_the_reading_before_stands() -> None:
    patient = RecordedPatient(with_cuff(measured(100.0, 131.0), measured(400.0, 150.0)))
    pressures = [patient.cuff(370.0 + n).pressure_mmhg for n in range(30)]
    top = pressures.index(max(pressures))
    assert 150 < max(pressures) <= 185
    assert pressures[:top] == sorted(pressures[:top])
    assert pressures[top:] == sorted(pressures[top:], reverse=True)
    assert patient.cuff(399.0).sys == 131
    assert patient.cuff(400.0).sys == 150


def test_a_started_reading_gives_the_nearest_recorded_one_after_half_a_minute() -> None:
    patient = RecordedPatient(with_cuff(measured(100.0, 131.0), measured(500.0, 150.0)))
    patient.start_cuff(320.0)
    assert patient.cuff(349.9).phase is CuffPhase.MEASURING
    view = patient.cuff(350.0)
    assert (view.phase, view.sys, view.age_s) == (CuffPhase.DONE, 150, 0.0)


def test_a_cancelled_reading_gives_nothing() -> None:
    patient = RecordedPatient(with_cuff(measured(100.0, 131.0)))
    patient.start_cuff(300.0)
    patient.cancel_cuff(310.0)
    view = patient.cuff(340.0)
    assert (view.phase, view.sys, view.pressure_mmhg) == (CuffPhase.CANCELLED, 131, 0.0)


def test_without_recorded_readings_and_after_the_end_every_determination_fails() -> None:
    none, ended = RecordedPatient(with_cuff()), RecordedPatient(with_cuff(measured(100.0), seconds=200))
    none.start_cuff(10.0)
    ended.start_cuff(250.0)
    assert (none.cuff(50.0).phase, none.cuff(50.0).sys) == (CuffPhase.FAILED, None)
    assert (ended.cuff(280.0).phase, ended.cuff(280.0).sys) == (CuffPhase.FAILED, None)


def test_repeated_and_skipped_the_readings_come_again_at_their_places() -> None:
    recorded = with_cuff(measured(100.0, 131.0), measured(500.0, 150.0))
    patient = RecordedPatient(recorded, repeat=True, skip_s=200.0)
    shown = [patient.cuff(float(t)).sys for t in (299, 300, 499, 500, 900)]
    assert shown == [None, 150, 150, 131, 150]


def test_a_mean_that_is_not_there_is_worked_out_and_impossible_readings_are_left_out() -> None:
    made = recording.whole(1.0, 120.0, 60.0, None, None)
    assert made is not None
    assert made.map == 80.0
    assert recording.whole(1.0, 60.0, 120.0, None, None) is None
    assert recording.whole(1.0, 120.0, 60.0, 130.0, None) is None
    assert recording.whole(1.0, 3000.0, 60.0, None, None) is None
    assert recording.whole(1.0, 120.0, None, 80.0, None) is None


def test_standing_columns_give_a_reading_where_they_change() -> None:
    sys, dia = [NAN, 120, 120, NAN, 120, 130, 0], [NAN, 70, 70, NAN, 70, 75, 0]
    found = recording.changed(range(7), {P.NIBP_SYS: sys, P.NIBP_DIA: dia})
    assert [(each.t, each.sys) for each in found] == [(1, 120), (4, 120), (5, 130)]
