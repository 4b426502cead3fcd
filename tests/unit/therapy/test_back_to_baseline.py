"""Vitals back at the baseline for long enough; pressure lying and standing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.back_to_baseline import Back, back_of
from bedside.therapy.baseline import Baseline
from bedside.therapy.last_dose import LastDose
from bedside.therapy.orthostatic import LYING, STANDING, orthostatic_of, orthostatic_words
from bedside.vitals.commands import Entry, MarkEvent
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import Intervals, Protocol
from bedside.vitals.readings import Determination

MIN = 60.0
EVERY = 15 * MIN
NEVER = Intervals(infusion_start=None, infusion=None, recovery_start=None, recovery=None)
PROTOCOL = Protocol(
    key="mood", title="Mood", version=1, family="mood", nibp=NEVER, observation=NEVER, ratings=NEVER
)
BASELINE = Baseline(
    values={Parameter.NIBP_SYS: 120.0, Parameter.NIBP_DIA: 80.0, Parameter.PR: 70.0},
    readings=2,
    complete=True,
)
STOPPED = LastDose(given=True, ended_t=0.0)


def cuff(minute: float, sys: float | None = 120.0, dia: float | None = 80.0) -> Determination:
    return Determination(t=minute * MIN, sys=sys, dia=dia, map=None, pr=None)


def pulse(until_minute: float, *others: tuple[float, float]) -> tuple[list[float], list[float]]:
    """70/min every 10 s from the stop on, but these values at these minutes."""
    times = [10.0 * n for n in range(int(until_minute * 6) + 1)]
    values = [70.0] * len(times)
    for minute, value in others:
        values[times.index(minute * MIN)] = value
    return times, values


def back(
    readings: Sequence[Determination],
    minute: float,
    trend: tuple[list[float], list[float]] | None = None,
    last: LastDose = STOPPED,
    baseline: Baseline | None = BASELINE,
    protocol: Protocol = PROTOCOL,
) -> Back:
    trends = {Parameter.PR: trend if trend is not None else pulse(minute)}
    return back_of(protocol, baseline, readings, trends, last=last, cuff_every_s=EVERY, now=minute * MIN)


def test_both_are_back_since_the_first_reading_inside_and_done_after_ten_minutes() -> None:
    assert back([cuff(5)], 14.9) == Back(since_t=5 * MIN, done_t=15 * MIN, done=False)
    assert back([cuff(5)], 15).done
    assert back([cuff(5), cuff(20), cuff(35)], 40).since_t == 5 * MIN


def test_a_site_may_ask_for_longer() -> None:
    assert not back([cuff(5), cuff(20)], 30, protocol=replace(PROTOCOL, back_to_baseline_min=30.0)).done


@pytest.mark.parametrize("reading", [cuff(20, sys=145), cuff(20, dia=97), cuff(20, sys=95), cuff(20, dia=63)])
def test_a_pressure_outside_begins_the_count_again(reading: Determination) -> None:
    assert back([cuff(5), reading], 21) == Back()
    assert back([cuff(5), reading, cuff(25)], 26).since_t == 25 * MIN


def since_one_by_one(times: list[float], values: list[float], from_t: float, now: float) -> float | None:
    """As the sentences say it: backwards from now, until a gap of over a minute or a pulse outside 70 ± 20 %."""
    since, newer_t = None, now
    for t, value in reversed(list(zip(times, values, strict=True))):
        if math.isnan(value) or t > now:
            continue
        if newer_t - t > MIN or not 56.0 <= value <= 84.0:
            break
        since = newer_t = t
    return None if since is None else max(since, from_t)


a_step_s = st.sampled_from([1.0, 10.0, 30.0, 60.0, 61.0])
a_pulse = st.sampled_from([70.0, 72.0, 56.0, 84.0, 55.9, 84.1, math.nan])


@given(
    beats=st.lists(st.tuples(a_step_s, a_pulse), max_size=20),
    late_s=st.sampled_from([-30.0, 0.0, 59.0, 61.0]),
)
def test_all_pulses_at_once_say_what_they_say_one_by_one(
    beats: list[tuple[float, float]], late_s: float
) -> None:
    times = [5 * MIN + sum(step for step, _ in beats[: n + 1]) for n in range(len(beats))]
    values = [value for _, value in beats]
    now = max(5 * MIN, (times[-1] if times else 5 * MIN) + late_s)
    expected = since_one_by_one(times, values, 6 * MIN, now)
    found = back_of(
        PROTOCOL,
        BASELINE,
        [cuff(6)],
        {Parameter.PR: (times, values)},
        last=STOPPED,
        cuff_every_s=EVERY,
        now=now,
    )
    assert found.since_t == (expected if now >= 6 * MIN else None)


def test_the_edge_of_the_band_is_inside() -> None:
    assert back([cuff(5, sys=144, dia=96)], 6).since_t == 5 * MIN
    assert back([cuff(5, sys=96, dia=64)], 6).since_t == 5 * MIN


@pytest.mark.parametrize("value", [85.0, 55.0])
def test_a_pulse_outside_begins_the_count_again(value: float) -> None:
    found = back([cuff(5), cuff(20)], 25, pulse(25, (18, value)))
    assert found.since_t == 18 * MIN + 10
    assert back([cuff(5)], 18, pulse(18, (18, value))) == Back()


def test_an_old_cuff_reading_does_not_count_as_back() -> None:
    assert back([cuff(5)], 5 + 22.5).done
    assert back([cuff(5)], 5 + 22.6) == Back()
    assert back([cuff(5), cuff(30)], 31).since_t == 30 * MIN, "the hole between them is no proof"


def test_a_hole_in_the_pulse_does_not_count_as_back() -> None:
    times, values = pulse(25)
    hole = [math.nan if 10 * MIN < t < 12 * MIN else v for t, v in zip(times, values, strict=True)]
    assert back([cuff(5), cuff(20)], 25, (times, hole)).since_t == 12 * MIN
    assert back([cuff(5)], 25, pulse(20)) == Back(), "the probe has been off for five minutes"
    assert back([cuff(5)], 6, ([], [])) == Back()


def test_a_single_missing_pulse_does_no_harm() -> None:
    assert back([cuff(5)], 10, pulse(10, (7, math.nan))).since_t == 5 * MIN


@pytest.mark.parametrize("last", [LastDose(given=True), LastDose(given=False)])
def test_nothing_is_back_before_the_stop(last: LastDose) -> None:
    assert back([cuff(5)], 6, last=last) == Back()


def test_readings_from_before_the_stop_do_not_count() -> None:
    assert back([cuff(5), cuff(20)], 25, last=LastDose(given=True, ended_t=10 * MIN)).since_t == 20 * MIN
    assert back([cuff(5)], 12, last=LastDose(given=True, ended_t=10 * MIN)) == Back()


def test_without_a_baseline_nothing_can_be_back() -> None:
    assert back([cuff(5)], 6, baseline=None) == Back()
    half = Baseline(values={Parameter.NIBP_SYS: 120.0, Parameter.PR: 70.0}, readings=1, complete=False)
    assert back([cuff(5)], 6, baseline=half) == Back()
    without_pulse = Baseline(
        values={Parameter.NIBP_SYS: 120.0, Parameter.NIBP_DIA: 80.0}, readings=2, complete=True
    )
    assert back([cuff(5)], 6, baseline=without_pulse) == Back()


def test_what_comes_later_than_now_is_not_known_yet() -> None:
    assert back([cuff(5), cuff(20, sys=200)], 10, pulse(30, (12, 130.0))).since_t == 5 * MIN


# Lying and standing.


def marks(*events: tuple[float, str]) -> list[Entry]:
    return [
        Entry(number=n, t=minute * MIN, entered_t=minute * MIN, command=MarkEvent(bed=1, event=event))
        for n, (minute, event) in enumerate(events, 1)
    ]


def test_the_fall_on_standing_is_that_of_the_two_marked_readings() -> None:
    entries = marks((10, LYING), (13, STANDING))
    pair = orthostatic_of(entries, [cuff(5, sys=150), cuff(11, sys=128), cuff(14, sys=106), cuff(20, sys=90)])
    assert pair is not None
    assert (pair.lying, pair.standing, pair.drop_mmhg) == (128, 106, 22)
    assert orthostatic_words(pair, PROTOCOL) == (
        "Systolic pressure falls by 22 mmHg on standing, from 128 mmHg to 106 mmHg: "
        "let the patient sit or lie down, and measure again before a walk."
    )


@pytest.mark.parametrize(("standing", "told"), [(108, True), (108.1, False), (140, False)])
def test_it_is_told_from_the_sites_number_on(standing: float, told: bool) -> None:
    pair = orthostatic_of(marks((10, LYING), (13, STANDING)), [cuff(11, sys=128), cuff(14, sys=standing)])
    assert bool(orthostatic_words(pair, PROTOCOL)) is told


def test_half_a_pair_says_nothing_yet() -> None:
    assert orthostatic_of([], [cuff(11)]) is None and orthostatic_words(None, PROTOCOL) == ""
    pair = orthostatic_of(marks((10, LYING), (13, STANDING)), [cuff(11, sys=128), cuff(14, sys=None)])
    assert pair is not None and pair.drop_mmhg is None and orthostatic_words(pair, PROTOCOL) == ""


def test_a_reading_long_after_its_mark_is_another_one() -> None:
    pair = orthostatic_of(marks((10, LYING), (13, STANDING)), [cuff(11), cuff(18.5)])
    assert pair is not None and pair.standing is None


def test_lying_down_again_begins_a_new_pair() -> None:
    entries = marks((10, LYING), (13, STANDING), (30, LYING))
    pair = orthostatic_of(entries, [cuff(11, sys=128), cuff(14, sys=100), cuff(31, sys=125)])
    assert pair is not None and (pair.lying, pair.standing) == (125, None)


def test_a_mark_that_was_taken_back_marks_nothing() -> None:
    entries = [replace(entry, retracted=True) for entry in marks((10, LYING))]
    assert orthostatic_of(entries, [cuff(11)]) is None
