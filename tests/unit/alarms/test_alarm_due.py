"""When the next cuff reading is due, and T-NIBP-DUE when it does not come."""

from __future__ import annotations

import dataclasses

import pytest
from alarm_stream import PROFILE, Bed

from bedside.alarms.due import next_due
from bedside.alarms.engine import Engine
from bedside.vitals.alarms import Change
from bedside.vitals.commands import (
    ChangeRate,
    Retract,
    SetPhase,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState
from bedside.vitals.sessions import Phase

P = Parameter
MIN = 60.0
START = StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1)
FASTER = ChangeRate(bed=1, rate_ml_h=60)
SLOWER = ChangeRate(bed=1, rate_ml_h=40)
EVERY = PROFILE.nibp_every_min
INF, REC = Phase.INFUSION, Phase.RECOVERY


@pytest.mark.req("T-NIBP-DUE")
@pytest.mark.parametrize(
    ("reading", "phase", "began", "more_given", "due", "interval"),
    [
        (None, INF, 0, (0,), 5, 5),
        (-3, INF, 0, (0,), 5, 5),  # what was read before the phase does not count for it
        (5, INF, 0, (0,), 10, 5),
        (14.9, INF, 0, (0,), 19.9, 5),
        (15, INF, 0, (0,), 25, 10),
        (30, INF, 0, (0, 25), 35, 5),  # the rate went up 5 min ago
        (30, INF, 0, (0, 15), 40, 10),  # that was 15 min ago
        (30, INF, 0, (0, 32), 37, 5),  # it went up after the reading: brought forward
        (30, INF, 0, (0, 38), 40, 10),  # never put off
        (None, REC, 60, (0,), 75, 15),
        (75, REC, 60, (0,), 90, 15),
        (90, REC, 60, (0,), 120, 30),
        (59, REC, 60, (0,), 75, 15),
    ],
)
def test_due_times_follow_the_plan(
    reading: float | None,
    phase: Phase,
    began: float,
    more_given: tuple[float, ...],
    due: float,
    interval: float,
) -> None:
    found = next_due(
        None if reading is None else reading * MIN, phase, began * MIN, [t * MIN for t in more_given], EVERY
    )
    assert found == (pytest.approx(due * MIN), interval * MIN)


@pytest.mark.req("T-NIBP-DUE")
@pytest.mark.parametrize("phase", [Phase.SCREENING, Phase.BASELINE, Phase.DISCHARGE])
def test_outside_infusion_and_recovery_nothing_is_due(phase: Phase) -> None:
    assert next_due(0, phase, 0, (), EVERY) is None


@pytest.mark.req("T-NIBP-DUE")
def test_a_reading_a_minute_overdue_is_low_and_a_whole_interval_medium() -> None:
    bed = Bed()
    bed.value(0, 120, P.NIBP_SYS)
    bed.enter(60, START)
    assert bed.engine.nibp_due_t == 360
    bed.advance(419.9)
    assert bed.onsets("T-NIBP-DUE") == []
    bed.advance(5000)
    due = [(c.change, c.t, c.priority.name) for c in bed.changes if c.code == "T-NIBP-DUE"]
    assert due[:2] == [(Change.ONSET, 420, "LOW"), (Change.PRIORITY, 660, "MEDIUM")]
    assert bed.engine.nibp_due_t == 360


@pytest.mark.req("T-NIBP-DUE")
def test_a_reading_clears_it_and_sets_the_next_time() -> None:
    bed = Bed()
    bed.value(0, 120, P.NIBP_SYS)
    bed.enter(0, START)
    bed.advance(400)
    bed.value(410, 120, P.NIBP_SYS)
    assert [code for code, _ in bed.shown()] == ["T-SPO2-OFF"]
    assert bed.engine.nibp_due_t == 710


@pytest.mark.req("T-NIBP-DUE")
def test_without_a_cuff_in_the_session_nothing_is_due_until_it_says_something() -> None:
    bed = Bed()
    bed.enter(0, START)
    assert bed.engine.nibp_due_t is None
    bed.advance(1000)
    assert bed.onsets("T-NIBP-DUE") == []
    bed.cuff(1000, CuffState.IDLE)
    assert bed.engine.nibp_due_t == 300
    assert [c.t for c in bed.onsets("T-NIBP-DUE")] == [1000]
    assert ("T-NIBP-DUE", "MEDIUM") in bed.shown()


@pytest.mark.req("T-NIBP-DUE")
def test_a_failed_measurement_is_not_a_reading() -> None:
    bed = Bed()
    bed.value(0, 120, P.NIBP_SYS)
    bed.enter(0, START)
    bed.cuff(290, CuffState.MEASURING)
    bed.cuff(310, CuffState.FAILED)
    assert bed.engine.nibp_due_t == 300


@pytest.mark.req("T-NIBP-DUE")
def test_a_rate_that_goes_up_brings_the_reading_forward_and_one_that_goes_down_does_not() -> None:
    bed = Bed()
    bed.enter(0, START)
    bed.value(20 * MIN, 120, P.NIBP_SYS)
    assert bed.engine.nibp_due_t == 30 * MIN
    bed.enter(21 * MIN, SLOWER)
    assert bed.engine.nibp_due_t == 30 * MIN
    number = bed.enter(22 * MIN, FASTER)
    assert bed.engine.nibp_due_t == 27 * MIN
    bed.enter(23 * MIN, Retract(bed=1, entry=number))
    assert bed.engine.nibp_due_t == 30 * MIN


@pytest.mark.req("T-NIBP-DUE")
def test_the_end_of_the_infusion_counts_anew_and_clears_what_was_overdue() -> None:
    bed = Bed()
    bed.value(0, 120, P.NIBP_SYS)
    bed.enter(0, START)
    bed.advance(400)
    bed.enter(401, StopInfusion(bed=1))
    assert bed.engine.nibp_due_t == 401 + 15 * MIN
    bed.advance(500)
    assert bed.shown() == [("T-SPO2-OFF", "MEDIUM")]
    bed.enter(600, SetPhase(bed=1, phase=Phase.DISCHARGE))
    assert bed.engine.nibp_due_t is None


@pytest.mark.req("T-NIBP-DUE")
def test_a_rate_that_goes_up_while_a_reading_is_overdue_leaves_it_overdue() -> None:
    bed = Bed()
    bed.value(0, 120, P.NIBP_SYS)
    bed.enter(0, START)
    bed.advance(400)
    bed.enter(401, FASTER)
    assert [c.change for c in bed.changes if c.code == "T-NIBP-DUE"] == [Change.ONSET]


@pytest.mark.req("T-NIBP-DUE")
def test_the_profile_says_how_often() -> None:
    bed = Bed()
    every = {"infusion_start": 2.0, "infusion": 3.0, "recovery_start": 4.0, "recovery": 6.0}
    bed.engine = Engine(dataclasses.replace(PROFILE, nibp_every_min=every))
    bed.value(0, 120, P.NIBP_SYS)
    bed.enter(0, START)
    assert bed.engine.nibp_due_t == 120
