"""A clinic may change when numbers fade; what was recorded counts by the table it was recorded with."""

from __future__ import annotations

import pytest

from bedside.alarms.profile_file import default_profile
from bedside.review.beyond import beyond, limit_stretches
from bedside.review.holding import Holding
from bedside.review.statistics import statistics
from bedside.review.value_table import alarms_of, read_table
from bedside.vitals.alarms import Change, Direction, LimitView, Priority
from bedside.vitals.commands import Entry, SetAges
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import PROGRAM

LOW_92 = LimitView(parameter=Parameter.SPO2, direction=Direction.LOW, priority=Priority.MEDIUM, value=92)
SYS_160 = LimitView(
    parameter=Parameter.NIBP_SYS, direction=Direction.HIGH, priority=Priority.MEDIUM, value=160
)


def ages(entered_t: float, number: int = 1, **named: float) -> Entry:
    return Entry(
        number=number,
        t=entered_t,
        entered_t=entered_t,
        command=SetAges(bed=1, actor=PROGRAM, ages=Ages(**named)),
    )


def test_a_session_without_a_change_was_recorded_with_the_usual_ages() -> None:
    usual = Holding.of([])
    assert usual.at(5.0) == Ages() and usual.hold_s(5.0, 1.0) == 3.0 and usual.hold_s(5.0, 4.0) == 10.0
    assert usual.words == "A device's value holds for at least 3 s, as usual."


def test_a_change_counts_for_what_comes_after_it() -> None:
    changed = Holding.of([ages(100.0, 2, numeric_valid_s=8.0), ages(0.0, numeric_valid_s=5.0)])
    assert [changed.hold_s(t, 1.0) for t in (0.0, 99.9, 100.0)] == [5.0, 5.0, 8.0]
    assert changed.hold_each_s([0.0, 99.9, 100.0], 1.0).tolist() == [5.0, 5.0, 8.0]
    assert changed.hold_each_s([0.0, 100.0], 2.4).tolist() == [6.0, 8.0]
    assert (
        changed.words
        == "A device's value holds for at least 5 s, 8 s from 1.7 min on, as set when it was recorded."
    )
    other = Holding.of([ages(0.0, nibp_gone_s=1800.0)])  # of other numbers only
    assert "as usual" in other.words


@pytest.mark.parametrize(("entries", "seconds"), [([], 3.0), ([ages(0.0, numeric_valid_s=6.0)], 6.0)])
def test_seconds_beyond_a_limit_count_by_the_sessions_own_ages(entries: list[Entry], seconds: float) -> None:
    values = {Parameter.SPO2: ([0.0, 10.0, 20.0], [97.0, 90.0, 97.0])}
    found = statistics([], entries, 60.0, limits=[LOW_92], values=values)
    assert found.beyond[0].seconds == seconds


def test_a_cuff_reading_counts_until_that_session_showed_dashes() -> None:
    rows = {Parameter.NIBP_SYS: ([0.0], [170.0])}
    stretches = limit_stretches([SYS_160], [], 7200.0)
    shorter = Holding.of([ages(0.0, nibp_gone_s=1800.0)])
    assert beyond(stretches, rows)[0].seconds == 3600.0
    assert beyond(stretches, rows, holding=shorter)[0].seconds == 1800.0


def test_a_table_of_values_alarms_by_the_ages_it_is_judged_with() -> None:
    """Low values 5 s apart among quicker ones: with 3 s each is missing for a while, and the alarm comes later."""
    low = [f"{t},spo2,91" for t in (30, 35, 40, 45)]
    table = read_table(["t_s,parameter,value", *(f"{t},spo2,97" for t in range(30)), *low], "table")

    def onsets(**named: float) -> list[tuple[str, float]]:
        found = alarms_of(table, default_profile(), ages=Ages(**named))
        return [(each.code, each.t) for each in found if each.change is Change.ONSET]

    assert onsets() == [("SPO2-LOW", 46.0)]
    assert onsets(numeric_valid_s=6.0) == [("SPO2-LOW", 40.0)]
