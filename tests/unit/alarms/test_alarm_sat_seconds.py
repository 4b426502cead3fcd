"""Points × seconds under the Medium SpO2 limit, in place of its persistence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alarm_stream import PROFILE, Bed
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.alarms.engine import Engine
from bedside.alarms.profile import Rates
from bedside.vitals.alarms import Priority
from bedside.vitals.parameters import Parameter

P = Parameter
PLAIN = replace(PROFILE, rates=Rates(spo2_fall=None))


def bed_with(points_s: int) -> Bed:
    bed = Bed()
    bed.engine = Engine(replace(PLAIN, sat_seconds=points_s))
    return bed


def onsets(bed: Bed) -> list[tuple[float, str]]:
    return [(c.t, c.priority.name) for c in bed.onsets("SPO2-LOW")]


@pytest.mark.req("ALM-23")
@pytest.mark.parametrize(
    ("points_s", "value", "onset_t"), [(10, 91, 10), (25, 91, 25), (50, 90, 25), (100, 88, 25)]
)
def test_the_deeper_the_sooner(points_s: int, value: int, onset_t: float) -> None:
    bed = bed_with(points_s)
    bed.hold(0, onset_t - 0.1, value)
    bed.advance(onset_t - 0.01)
    assert onsets(bed) == []
    bed.advance(onset_t + 0.01)
    assert onsets(bed) == [(onset_t, "MEDIUM")]
    assert bed.onsets()[0].rule == f"SpO2 < 92 for {points_s} points × s"


@pytest.mark.req("ALM-23")
def test_points_add_up_over_different_depths() -> None:
    bed = bed_with(25)
    bed.hold(0, 5, 91)  # 5
    bed.hold(5, 10, 90)  # 10, together 15
    bed.hold(10, 20, 89)  # 10 more after 3⅓ s
    assert [t for t, _ in onsets(bed)] == [pytest.approx(10 + 10 / 3)]


@pytest.mark.req("ALM-23")
def test_a_value_back_inside_sets_the_sum_to_zero() -> None:
    bed = bed_with(25)
    bed.hold(0, 24, 91)
    bed.value(24, 92)
    bed.hold(25, 49, 91)
    assert onsets(bed) == []
    bed.advance(50)
    assert onsets(bed) == [(50, "MEDIUM")]


@pytest.mark.req("ALM-23")
def test_the_third_crossing_within_a_minute_alarms_at_once() -> None:
    bed = bed_with(100)
    for t in (0, 20, 40):
        bed.value(t, 91)
        bed.hold(t + 1, t + 20, 95)
    assert onsets(bed) == [(40, "MEDIUM")]
    assert bed.onsets()[0].rule == "SpO2 < 92 for the third time within 60 s"


@pytest.mark.req("ALM-23")
def test_three_crossings_in_more_than_a_minute_do_not() -> None:
    bed = bed_with(100)
    for t in (0, 31, 62, 93):
        bed.value(t, 91)
        bed.hold(t + 1, t + 31, 95)
    assert onsets(bed) == []


@pytest.mark.req("ALM-23")
def test_a_gap_without_a_value_is_no_crossing() -> None:
    bed = bed_with(100)
    for t in range(0, 50, 5):
        bed.value(t, 91)
        bed.value(t + 1, None)
    assert onsets(bed) == []


@pytest.mark.req("ALM-23")
def test_the_sum_stands_still_while_the_value_is_missing() -> None:
    bed = bed_with(10)
    bed.hold(0, 6, 91)
    bed.value(6, None)
    bed.value(50, 91)
    bed.hold(51, 60, 91)
    assert onsets(bed) == [(54, "MEDIUM")]


@pytest.mark.req("ALM-23")
def test_the_high_row_keeps_its_persistence() -> None:
    bed = bed_with(100)
    bed.hold(0, 10, 87)
    assert onsets(bed)[0] == (5, "HIGH")
    bed = bed_with(100)
    bed.value(0, 82)
    assert onsets(bed) == [(0, "HIGH")]


@pytest.mark.req("ALM-23")
def test_pulse_is_not_concerned() -> None:
    bed = bed_with(100)
    bed.hold(0, 12, 121, P.PR)
    assert [c.t for c in bed.onsets("PR-HIGH")] == [10]


@pytest.mark.req("ALM-23")
def test_without_the_option_the_persistence_counts() -> None:
    bed = bed_with(0)
    bed.hold(0, 12, 84 + 7)
    assert onsets(bed) == [(10, "MEDIUM")]


@pytest.mark.req("ALM-23")
@given(
    st.lists(st.tuples(st.sampled_from([84, 89, 90, 91, 92, 95, None]), st.integers(1, 20)), max_size=12),
    st.lists(st.floats(0.0, 250.0), max_size=20).map(sorted),
)
@settings(max_examples=100, deadline=None)
def test_stepping_cadence_never_matters(runs: list[tuple[float | None, int]], steps: list[float]) -> None:
    values = [value for value, seconds in runs for _ in range(seconds)]
    stepped, plain = bed_with(25), bed_with(25)
    for t, value in enumerate(values):
        for step in [s for s in steps if t - 1 < s <= t]:
            stepped.advance(step)
        stepped.value(t, value)
        plain.value(t, value)
    stepped.advance(400)
    plain.advance(400)
    assert stepped.changes == plain.changes


@pytest.mark.req("ALM-23")
def test_the_medium_clears_like_any_other() -> None:
    bed = bed_with(10)
    bed.hold(0, 12, 91)
    bed.hold(12, 25, 93)
    cleared = [c for c in bed.changes if not c.present]
    assert [(c.t, c.priority) for c in cleared[:1]] == [(17, Priority.MEDIUM)]
