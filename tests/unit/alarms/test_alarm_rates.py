"""Changes that are too fast: rows of their side, each of which can be off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alarm_stream import NURSE, PROFILE, Bed
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.alarms.engine import Engine
from bedside.alarms.profile import Rates
from bedside.vitals.alarms import Change, Presence, Priority
from bedside.vitals.commands import Acknowledge
from bedside.vitals.parameters import Parameter

P = Parameter


def onsets(bed: Bed, code: str) -> list[float]:
    return [c.t for c in bed.onsets(code)]


def cleared(bed: Bed, code: str) -> list[float]:
    return [t for t, of in bed.told(Change.CLEARED) if of == code]


@pytest.mark.req("ALM-64")
def test_a_fall_of_four_points_that_stands_is_a_medium() -> None:
    bed = Bed()
    bed.hold(0, 5, 98)
    bed.hold(5, 14.9, 94)
    bed.advance(14.9)
    assert onsets(bed, "SPO2-FALL") == []
    bed.hold(15, 20, 94)
    [fall] = bed.onsets("SPO2-FALL")
    assert (fall.t, fall.priority, fall.value, fall.worst) == (15, Priority.MEDIUM, 94, 94)
    assert fall.limit is None
    assert fall.rule == "SpO2 falls ≥ 4 within 60 s"
    assert fall.words == "SpO2 falls: 98 to 94 within 60 s"


@pytest.mark.req("ALM-64")
def test_a_fall_of_three_points_is_none() -> None:
    bed = Bed()
    bed.hold(0, 5, 98)
    bed.hold(5, 60, 95)
    assert bed.onsets() == []


@pytest.mark.req("ALM-64")
def test_a_slow_fall_over_more_than_a_minute_is_none() -> None:
    bed = Bed()
    for n, value in enumerate([98, 97, 96, 95, 94, 93]):
        bed.hold(n * 20, n * 20 + 20, value)
    assert bed.onsets("SPO2-FALL") == []


@pytest.mark.req("ALM-64")
def test_a_fall_in_steps_within_the_minute_counts_from_the_highest_value() -> None:
    bed = Bed()
    for n, value in enumerate([99, 98, 97, 96, 95]):
        bed.hold(n * 5, n * 5 + 5, value)
    bed.hold(25, 40, 95)
    assert onsets(bed, "SPO2-FALL") == [30]


@pytest.mark.req("ALM-64")
def test_it_clears_when_the_higher_value_is_a_minute_old() -> None:
    bed = Bed()
    bed.hold(0, 5, 98)  # the last one at 4
    bed.hold(5, 80, 94)
    assert cleared(bed, "SPO2-FALL") == [64]


@pytest.mark.req("ALM-64")
def test_it_clears_at_once_when_the_value_recovers() -> None:
    bed = Bed()
    bed.hold(0, 5, 98)
    bed.hold(5, 30, 94)
    bed.hold(30, 40, 95)
    assert cleared(bed, "SPO2-FALL") == [30]
    assert bed.shown() == []


@pytest.mark.req("ALM-64", "ALM-20")
def test_right_after_a_fall_the_limit_row_is_the_one_that_signals_and_no_sooner() -> None:
    bed = Bed()
    bed.hold(0, 5, 97)
    bed.hold(5, 14.9, 91)
    bed.advance(14.9)
    assert bed.onsets() == []
    bed.advance(15.1)
    assert [(c.code, c.t) for c in bed.onsets()] == [("SPO2-LOW", 15)]


@pytest.mark.req("ALM-64", "ALM-66")
def test_a_limit_takes_over_from_an_acknowledged_fall_and_sounds() -> None:
    bed = Bed()
    bed.hold(0, 5, 98)
    bed.hold(5, 20, 93)
    bed.acknowledge(20, bed.onsets("SPO2-FALL")[0].condition)
    bed.hold(21, 40, 91)
    [low] = bed.onsets("SPO2-LOW")
    assert (low.t, low.presence) == (31, Presence.ON)
    assert cleared(bed, "SPO2-FALL") == [31]


@pytest.mark.req("ALM-64", "ALM-66")
def test_a_fall_that_is_still_true_takes_over_silently_from_an_acknowledged_limit() -> None:
    bed = Bed()
    bed.hold(0, 5, 98)
    bed.hold(5, 20, 91)
    bed.acknowledge(20, bed.onsets("SPO2-LOW")[0].condition)
    bed.hold(21, 40, 93)
    [fall] = bed.onsets("SPO2-FALL")
    assert (fall.t, fall.presence) == (26, Presence.ACKNOWLEDGED)


@pytest.mark.req("ALM-64")
@pytest.mark.parametrize(("before", "after", "code"), [(70, 100, "PR-RISE"), (100, 70, "PR-DROP")])
def test_a_pulse_that_moves_by_thirty_is_a_low(before: int, after: int, code: str) -> None:
    bed = Bed()
    bed.hold(0, 10, before, P.PR)
    bed.hold(10, 30, after, P.PR)
    [moved] = bed.onsets()
    assert (moved.code, moved.t, moved.priority) == (code, 20, Priority.LOW)
    bed = Bed()
    bed.hold(0, 10, before, P.PR)
    bed.hold(10, 30, after + (1 if before > after else -1), P.PR)
    assert bed.onsets() == []


@pytest.mark.req("ALM-64")
def test_a_pulse_that_moves_for_less_than_ten_seconds_is_none() -> None:
    bed = Bed()
    bed.hold(0, 10, 70, P.PR)
    bed.hold(10, 19, 105, P.PR)
    bed.hold(19, 60, 80, P.PR)
    assert bed.onsets() == []


@pytest.mark.req("ALM-64")
@pytest.mark.parametrize(("gap_s", "expected"), [(300, 1), (600, 1), (601, 0)])
def test_a_systolic_rise_of_thirty_between_two_readings_is_a_low(gap_s: int, expected: int) -> None:
    bed = Bed()
    bed.value(0, 115, P.NIBP_SYS)
    bed.value(gap_s, 145, P.NIBP_SYS)
    assert [(c.code, c.t, c.priority.name) for c in bed.onsets()] == [
        ("NIBP-SYS-RISE", gap_s, "LOW")
    ] * expected


@pytest.mark.req("ALM-64")
def test_a_systolic_rise_clears_with_the_next_reading_that_says_otherwise() -> None:
    bed = Bed()
    bed.value(0, 115, P.NIBP_SYS)
    bed.value(300, 145, P.NIBP_SYS)
    bed.advance(1000)
    assert cleared(bed, "NIBP-SYS-RISE") == []
    bed.value(1001, 145, P.NIBP_SYS)
    assert cleared(bed, "NIBP-SYS-RISE") == [1001]


@pytest.mark.req("ALM-64")
def test_a_systolic_rise_beyond_the_limit_is_the_limit_s_alarm() -> None:
    bed = Bed()
    bed.value(0, 125, P.NIBP_SYS)
    bed.value(300, 165, P.NIBP_SYS)
    assert [c.code for c in bed.onsets()] == ["NIBP-SYS-HIGH"]


@pytest.mark.req("ALM-64")
@pytest.mark.parametrize(
    ("cell", "parameter", "before", "after"),
    [
        ("spo2_fall", P.SPO2, 98, 93),
        ("pr_rise", P.PR, 70, 110),
        ("pr_drop", P.PR, 110, 70),
        ("nibp_sys_rise", P.NIBP_SYS, 110, 150),
    ],
)
def test_each_can_be_off_in_the_profile(cell: str, parameter: Parameter, before: int, after: int) -> None:
    for off in (False, True):
        bed = Bed()
        rates = replace(Rates(), **{cell: None}) if off else Rates()
        bed.engine = Engine(replace(PROFILE, rates=rates))
        bed.hold(0, 5, before, parameter)
        bed.hold(5, 30, after, parameter)
        assert bool(bed.onsets()) is not off


@pytest.mark.req("ALM-64", "ALM-22")
def test_nothing_begins_and_nothing_ends_while_the_value_is_missing() -> None:
    bed = Bed()
    bed.hold(0, 5, 98)
    bed.hold(5, 10, 93)
    bed.value(10, None)
    bed.advance(30)
    assert onsets(bed, "SPO2-FALL") == []
    bed.hold(30, 40, 93)
    assert onsets(bed, "SPO2-FALL") == [35]
    bed.value(40, None)
    bed.advance(200)
    assert cleared(bed, "SPO2-FALL") == []
    bed.value(200, 93)
    assert cleared(bed, "SPO2-FALL") == [200]


@pytest.mark.req("ALM-64", "ALM-51")
def test_probe_off_forgets_the_values_before() -> None:
    bed = Bed()
    bed.hold(0, 5, 99)
    bed.probe_off(5)
    bed.hold(6, 40, 93)
    assert onsets(bed, "SPO2-FALL") == []


@pytest.mark.req("ALM-64")
def test_the_words_follow_the_value_that_is_said() -> None:
    bed = Bed()
    bed.hold(0, 5, 99)
    bed.hold(5, 20, 95)
    bed.value(20, 94)
    worse = [c for c in bed.changes if c.change is Change.WORSE]
    assert [(c.words, c.worst) for c in worse] == [("SpO2 falls: 99 to 94 within 60 s", 94)]


class PlainPulse:
    """One direction of the pulse's change by the words alone, once a second."""

    def __init__(self, sign: int) -> None:
        self.sign, self.so, self.so_s, self.true = sign, False, 0, False
        self.seen: list[tuple[int, float]] = []
        self.onsets: list[float] = []

    def decide(self, t: int) -> None:
        if not self.true and self.so_s >= 10:
            self.true = True
            self.onsets.append(t)
        elif self.true and not self.so:
            self.true = False

    def second(self, t: int, before: float | None, value: float | None) -> None:
        """At `t`: what has held until now counts, then the new value."""
        self.so_s += self.so and before is not None
        self.decide(t)
        for present in (before, value):
            if present is not None:
                self.so = any(t - s < 60 and (present - v) * self.sign >= 30 for s, v in self.seen)
                self.so_s = self.so_s if self.so else 0
            self.decide(t)
        if value is not None:
            self.seen.append((t, value))


@pytest.mark.req("ALM-64")
@given(
    st.lists(st.tuples(st.sampled_from([62, 75, 88, 92, 100, 118, None]), st.integers(1, 40)), max_size=10),
)
@settings(max_examples=200, deadline=None)
def test_a_plain_engine_finds_the_same_changes_of_the_pulse(runs: list[tuple[float | None, int]]) -> None:
    values = [value for value, seconds in runs for _ in range(seconds)]
    rise, drop = PlainPulse(1), PlainPulse(-1)
    bed = Bed()
    before: float | None = None
    for t, value in enumerate(values):
        for plain in (rise, drop):
            plain.second(t, before, value)
        before = value
        bed.value(t, value, P.PR)
    assert onsets(bed, "PR-RISE") == [t for t in rise.onsets if t < len(values)]
    assert onsets(bed, "PR-DROP") == drop.onsets


@pytest.mark.req("ALM-64")
def test_an_acknowledged_change_is_silent_until_it_clears() -> None:
    bed = Bed()
    bed.hold(0, 5, 70, P.PR)
    bed.hold(5, 20, 105, P.PR)
    bed.enter(20, Acknowledge(bed=1, actor=NURSE, condition=bed.onsets()[0].condition))
    assert bed.engine.active[0].change.presence is Presence.ACKNOWLEDGED
