"""Sedation scores, entered respiratory rates, an infusion without its stop, a pump at another rate."""

from __future__ import annotations

import dataclasses

import pytest
from alarm_stream import DEVICE, PROFILE, Bed

from bedside.alarms.engine import Engine
from bedside.vitals.alarms import Change, Kind, Presence, Priority
from bedside.vitals.care_commands import EnterRespiration, GiveScore, SetPlan
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    PauseInfusion,
    ResumeInfusion,
    Retract,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import SessionPlan
from bedside.vitals.readings import Quality

P = Parameter
MIN = 60.0
PUMP = "alaris@/dev/ttyUSB1"
MONITOR = "ivy@/dev/ttyUSB2"


def moaas(value: int) -> GiveRating:
    return GiveRating(bed=1, scale="moaas", value=value)


def rass(value: int) -> GiveRating:
    return GiveRating(bed=1, scale="rass", value=value)


def ramsay(value: int) -> GiveRating:
    return GiveRating(bed=1, scale="ramsay", value=value)


def breaths(rate: float) -> EnterRespiration:
    return EnterRespiration(bed=1, rate_per_min=rate)


def late(bed: Bed, at: float, command: Command, observed_t: float) -> None:
    entry = Entry(number=900, t=observed_t, entered_t=at, command=command)
    bed.changes += bed.engine.entered(entry, at)


def shown(bed: Bed, code: str) -> str:
    """Priority of this code on the list, "" without."""
    return next((priority for name, priority in bed.shown() if name == code), "")


# Sedation (2.6)


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize(
    ("scores", "priority"),
    [
        ([moaas(5)], ""),
        ([moaas(3)], ""),  # once
        ([moaas(3), moaas(3)], "LOW"),
        ([moaas(3), moaas(4)], ""),
        ([moaas(4), moaas(3)], ""),
        ([moaas(2)], "MEDIUM"),
        ([moaas(0)], "MEDIUM"),
        ([moaas(2), moaas(3)], "LOW"),
        ([moaas(2), moaas(4)], ""),
        ([rass(-3)], ""),
        ([rass(-3), rass(-3)], ""),
        ([rass(-4)], "MEDIUM"),
        ([rass(-5), rass(-3)], ""),
        ([moaas(3), rass(-4)], "MEDIUM"),
        ([ramsay(1)], ""),  # awake: it rises with sedation
        ([ramsay(4), ramsay(4)], ""),
        ([ramsay(5)], "MEDIUM"),
        ([ramsay(6), ramsay(2)], ""),
        ([moaas(2), ramsay(6)], "MEDIUM"),
        ([GiveScore(bed=1, scale="moaas", version="1", total=2)], "MEDIUM"),
        ([GiveScore(bed=1, scale="moaas", version="1", total=None)], ""),
        ([GiveRating(bed=1, scale="nausea", value=2)], ""),
    ],
)
def test_a_patient_who_is_hard_to_wake_is_an_alarm(scores: list[Command], priority: str) -> None:
    bed = Bed()
    for n, score in enumerate(scores):
        bed.enter(100.0 * n, score)
    bed.advance(100.0 * len(scores))
    assert shown(bed, "P-SEDATION") == priority


@pytest.mark.req("SCALE-01")
def test_it_is_an_alarm_of_the_patient_with_its_number_and_only_an_entry_ends_it() -> None:
    bed = Bed()
    bed.enter(10, moaas(2))
    (onset,) = bed.onsets("P-SEDATION")
    assert (onset.kind, onset.value, onset.limit) == (Kind.PHYSIOLOGICAL, 2, 2)
    assert "MOAA/S 2" in onset.words
    bed.advance(3 * 3600.0)
    assert shown(bed, "P-SEDATION") == "MEDIUM"
    bed.enter(3 * 3600.0, moaas(5))
    assert bed.shown() == []


@pytest.mark.req("SCALE-01")
def test_on_ramsay_a_higher_number_is_the_worse_one() -> None:
    bed = Bed()
    bed.enter(10, ramsay(5))
    (onset,) = bed.onsets("P-SEDATION")
    assert (onset.value, onset.limit) == (5, 5)
    assert "Ramsay 5" in onset.words
    bed.enter(60, ramsay(6))
    assert [c.worst for c in bed.changes if c.change is Change.WORSE] == [6]
    bed.enter(90, ramsay(5))
    assert [c.worst for c in bed.changes if c.change is Change.WORSE] == [6]


@pytest.mark.req("SCALE-01", "ALM-66")
def test_getting_better_step_by_step_is_silent_once_acknowledged_and_getting_worse_is_not() -> None:
    bed = Bed()
    bed.enter(10, moaas(2))
    bed.acknowledge(20, bed.onsets("P-SEDATION")[0].condition)
    bed.enter(60, moaas(3))
    low = bed.onsets("P-SEDATION")[1]
    assert (low.priority, low.presence) == (Priority.LOW, Presence.ACKNOWLEDGED)
    bed.enter(120, moaas(1))
    medium = bed.onsets("P-SEDATION")[2]
    assert (medium.priority, medium.presence) == (Priority.MEDIUM, Presence.ON)
    assert [name for name, _ in bed.shown()] == ["P-SEDATION"]
    bed.enter(180, moaas(0))
    assert [c.worst for c in bed.changes if c.change is Change.WORSE] == [0]


@pytest.mark.req("SCALE-01")
def test_an_older_score_that_comes_late_does_not_change_what_is_so_now() -> None:
    bed = Bed()
    bed.enter(100, moaas(5))
    late(bed, 200, moaas(1), 50)
    assert bed.shown() == []


@pytest.mark.req("SCALE-01")
def test_a_score_that_was_taken_back_or_corrected_was_never_so() -> None:
    bed = Bed()
    number = bed.enter(10, moaas(1))
    bed.enter(20, Retract(bed=1, entry=number))
    assert bed.shown() == []
    wrong = bed.enter(30, moaas(1))
    bed.enter(40, dataclasses.replace(moaas(4), replaces=wrong))
    assert bed.shown() == []


# Respiratory rate (PLAN-04)


@pytest.mark.req("PLAN-04", "ALM-20")
@pytest.mark.parametrize(
    ("rate", "code", "priority"),
    [
        (7, "RR-LOW", "HIGH"),
        (8, "RR-LOW", "MEDIUM"),
        (9, "RR-LOW", "MEDIUM"),
        (10, "RR-LOW", ""),
        (25, "RR-HIGH", ""),
        (26, "RR-HIGH", "MEDIUM"),
        (31, "RR-HIGH", "HIGH"),
    ],
)
def test_an_entered_rate_is_judged_at_once_by_the_limits(rate: float, code: str, priority: str) -> None:
    bed = Bed()
    bed.enter(10, breaths(rate))
    assert shown(bed, code) == priority
    assert all(c.t == 10 for c in bed.onsets(code))


@pytest.mark.req("PLAN-04")
def test_an_entered_rate_holds_until_the_next_and_one_taken_back_ends_what_it_began() -> None:
    bed = Bed()
    number = bed.enter(10, breaths(9))
    bed.advance(3600)
    assert shown(bed, "RR-LOW") == "MEDIUM"
    bed.enter(3600, Retract(bed=1, entry=number))
    assert shown(bed, "RR-LOW") == ""
    bed.enter(3700, breaths(9))
    late(bed, 3800, breaths(14), 3650)  # counted before the other one
    assert shown(bed, "RR-LOW") == "MEDIUM"


@pytest.mark.req("PLAN-04")
@pytest.mark.parametrize("named", [True, False])
def test_the_rate_of_a_device_goes_before_an_entered_one_until_it_has_none(named: bool) -> None:
    bed = Bed({P.RR: 1.0} if named else None)
    bed.changes += bed.engine.linked(
        DeviceChange(t=0, device=MONITOR, state=LinkState.MEASURING, sentence="", interval_s=1.0), 0
    )
    bed.hold(0, 20, 14, P.RR, device=MONITOR)
    bed.enter(20, breaths(6))
    assert shown(bed, "RR-LOW") == "", "the device measures 14"
    bed.advance(60)
    bed.enter(60, breaths(6))
    assert shown(bed, "RR-LOW") == "HIGH", "the device is silent: what was counted holds"
    bed.advance(600)
    bed.hold(600, 640, 14, P.RR, device=MONITOR)
    assert [c.t for c in bed.changes if c.code == "RR-LOW" and c.change is Change.CLEARED] == [600]
    bed.hold(640, 654, 6, P.RR, device=MONITOR)
    bed.advance(654)
    assert len(bed.onsets("RR-LOW")) == 1, "a device's rate has its persistence again"
    bed.hold(654, 660, 6, P.RR, device=MONITOR)
    assert len(bed.onsets("RR-LOW")) == 2


# The infusion that never gets its stop

PLANNED = StartInfusion(bed=1, rate_ml_h=52.5, concentration_mg_ml=1, planned_min=40)


def ends(bed: Bed) -> list[tuple[float, str]]:
    """Onsets and rises of T-INFUSION-END, min."""
    return [
        (c.t / MIN, c.priority.name)
        for c in bed.changes
        if c.code == "T-INFUSION-END" and c.change in (Change.ONSET, Change.PRIORITY)
    ]


@pytest.mark.req("T-INFUSION-END")
def test_five_minutes_past_the_plan_is_low_and_fifteen_medium() -> None:
    bed = Bed()
    bed.enter(0, PLANNED)
    bed.advance(3 * 3600)
    assert ends(bed) == [(45, "LOW"), (55, "MEDIUM")]
    assert bed.onsets("T-INFUSION-END")[0].words.startswith("infusion past its planned end: record the stop")
    bed.enter(3 * 3600, StopInfusion(bed=1))
    assert shown(bed, "T-INFUSION-END") == ""


@pytest.mark.req("T-INFUSION-END")
@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([(39, StopInfusion(bed=1))], []),
        ([(30, SetPlan(bed=1, plan=SessionPlan(minutes=60)))], [(65, "LOW"), (75, "MEDIUM")]),
        ([(50, SetPlan(bed=1, plan=SessionPlan(minutes=60)))], [(45, "LOW"), (65, "LOW"), (75, "MEDIUM")]),
        ([(30, SetPlan(bed=1, plan=SessionPlan(nibp_every_min=5)))], [(45, "LOW"), (55, "MEDIUM")]),
        ([(10, PauseInfusion(bed=1)), (20, ResumeInfusion(bed=1))], [(55, "LOW"), (65, "MEDIUM")]),
        ([(10, PauseInfusion(bed=1))], []),  # it stands: the plan is not used up
        ([(44, PauseInfusion(bed=1))], [(45, "LOW"), (55, "MEDIUM")]),  # it stands after its end
        ([(30, ChangeRate(bed=1, rate_ml_h=70))], [(45, "LOW"), (55, "MEDIUM")]),
    ],
)
def test_the_planned_end_moves_with_the_plan_and_with_pauses(
    entries: list[tuple[float, Command]], expected: list[tuple[float, str]]
) -> None:
    bed = Bed()
    bed.enter(0, PLANNED)
    for at, command in entries:
        bed.enter(at * MIN, command)
    bed.advance(3 * 3600)
    assert ends(bed) == expected


@pytest.mark.req("T-INFUSION-END")
def test_an_infusion_without_any_plan_has_no_end_and_one_takes_the_plan_of_its_session() -> None:
    bed = Bed()
    bed.enter(0, dataclasses.replace(PLANNED, planned_min=None))
    bed.advance(3600)
    assert ends(bed) == []
    planned = Bed()
    planned.enter(0, SetPlan(bed=1, plan=SessionPlan(minutes=20)))
    planned.enter(0, dataclasses.replace(PLANNED, planned_min=None))
    planned.advance(30 * MIN)
    assert ends(planned) == [(25, "LOW")]
    emptied = Bed()
    emptied.enter(0, SetPlan(bed=1, plan=SessionPlan(minutes=20)))
    emptied.enter(0, SetPlan(bed=1, plan=SessionPlan(notes="as the pump is programmed")))
    emptied.enter(0, dataclasses.replace(PLANNED, planned_min=None))
    emptied.advance(30 * MIN)
    assert ends(emptied) == [], "a plan that was saved anew before the start is the whole plan"


# The pump


def pump(bed: Bed, start: float, end: float, rate: float | None, device: str = PUMP) -> None:
    bed.hold(start, end, rate, P.INFUSION_RATE, device=device)


@pytest.mark.req("T-PUMP")
@pytest.mark.parametrize(
    ("recorded", "rate", "told"),
    [
        (52.5, 52.5, False),
        (52.5, 53.55, False),  # 2 %
        (52.5, 53.6, True),
        (52.5, 45, True),
        (2.0, 2.1, False),  # 0.1 mL/h
        (2.0, 2.2, True),
        (2.0, 1.9, False),
    ],
)
def test_a_pump_at_another_rate_than_recorded_is_told_after_fifteen_seconds(
    recorded: float, rate: float, told: bool
) -> None:
    bed = Bed()
    bed.enter(0, dataclasses.replace(PLANNED, rate_ml_h=recorded))
    pump(bed, 10, 40, rate)
    assert [c.t for c in bed.onsets("T-PUMP")] == ([25] if told else [])


@pytest.mark.req("T-PUMP")
def test_the_words_say_both_rates_and_the_record_of_the_change_ends_it() -> None:
    bed = Bed()
    bed.enter(0, PLANNED)
    pump(bed, 0, 30, 45)
    assert bed.onsets("T-PUMP")[0].words == "the pump says 45 mL/h, recorded is 52.5"
    assert shown(bed, "T-PUMP") == "LOW"
    bed.enter(30, ChangeRate(bed=1, rate_ml_h=45))
    assert shown(bed, "T-PUMP") == ""


@pytest.mark.req("T-PUMP")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (PauseInfusion(bed=1), "the pump says 52.5 mL/h, recorded is a pause"),
        (StopInfusion(bed=1), "the pump says 52.5 mL/h, recorded is a stop"),
    ],
)
def test_a_pump_that_runs_on_after_a_recorded_stop_is_told_and_one_that_stands_is_not(
    command: Command, words: str
) -> None:
    bed = Bed()
    bed.enter(0, PLANNED)
    bed.enter(60, command)
    pump(bed, 60, 90, 0.0)
    assert bed.onsets("T-PUMP") == []
    pump(bed, 90, 120, 52.5)
    assert [(c.t, c.words) for c in bed.onsets("T-PUMP")] == [(105, words)]


@pytest.mark.req("T-PUMP")
def test_a_pump_that_runs_before_a_start_is_recorded_is_told_and_one_that_stands_is_not() -> None:
    bed = Bed()
    pump(bed, 0, 60, 0)
    pump(bed, 60, 80, 45)
    assert [(c.t, c.words) for c in bed.onsets("T-PUMP")] == [
        (75, "the pump says 45 mL/h, no start is recorded")
    ]
    bed.enter(80, dataclasses.replace(PLANNED, rate_ml_h=45.0))
    assert (80, "T-PUMP") in bed.told(Change.CLEARED)


@pytest.mark.req("T-PUMP")
def test_while_the_pump_says_nothing_there_is_no_mismatch() -> None:
    bed = Bed()
    bed.enter(0, PLANNED)
    pump(bed, 60, 70, 45)
    bed.advance(200)  # the cable is pulled: 10 s and what its last value held
    assert bed.onsets("T-PUMP") == []
    pump(bed, 200, 214, 45)
    bed.value(214, 45, P.INFUSION_RATE, Quality.HELD, device=PUMP)
    pump(bed, 215, 229, 45)
    assert bed.onsets("T-PUMP") == []
    pump(bed, 229, 232, 45)
    assert [c.t for c in bed.onsets("T-PUMP")] == [230]
    bed.link(233, LinkState.DETACHED, device=PUMP)
    assert (233, "T-PUMP") in bed.told(Change.CLEARED)
    bed.advance(240)
    assert shown(bed, "T-PUMP") == ""


@pytest.mark.req("T-PUMP")
def test_a_pump_that_answers_and_gives_no_rate_stands_and_that_is_told_while_it_is_recorded_to_run() -> None:
    bed = Bed()
    pump(bed, 0, 40, None)
    assert bed.onsets("T-PUMP") == [], "nothing runs, nothing is recorded"
    bed.enter(40, PLANNED)
    pump(bed, 40, 60, 52.5)
    pump(bed, 60, 90, None)
    assert [(c.t, c.words) for c in bed.onsets("T-PUMP")] == [
        (75, "the pump gives no rate, recorded is 52.5")
    ]
    bed.enter(90, PauseInfusion(bed=1))
    assert shown(bed, "T-PUMP") == ""
    pump(bed, 90, 120, None)
    assert len(bed.onsets("T-PUMP")) == 1


@pytest.mark.req("T-PUMP")
def test_one_of_two_pumps_is_enough_and_another_difference_is_another_alarm() -> None:
    bed = Bed()
    bed.enter(0, PLANNED)
    for t in range(40):
        bed.value(t, 100, P.INFUSION_RATE, device=DEVICE)  # saline
        bed.value(t + 0.5, 52.5, P.INFUSION_RATE, device=PUMP)
    assert bed.onsets("T-PUMP") == []
    alone = Bed()
    alone.enter(0, PLANNED)
    pump(alone, 0, 30, 45)
    pump(alone, 30, 60, 60)
    assert [(c.t, c.words.split(",")[0]) for c in alone.onsets("T-PUMP")] == [
        (15, "the pump says 45 mL/h"),
        (45, "the pump says 60 mL/h"),
    ]


@pytest.mark.req("T-PUMP")
def test_a_quality_that_says_not_current_is_no_rate() -> None:
    engine = Bed()
    engine.engine = Engine(PROFILE)
    engine.enter(0, PLANNED)
    for t in range(40):
        engine.value(t, 45, P.INFUSION_RATE, Quality.HELD, device=PUMP)
    assert engine.onsets("T-PUMP") == []
