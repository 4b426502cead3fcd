"""The baseline of a session that follows a protocol: what the values were before the infusion (ALM-44, ALM-63)."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.limits import proposals
from bedside.alarms.profile_file import default_profile
from bedside.monitor.monitor import Monitor
from bedside.monitor.updates import SessionView
from bedside.therapy.baseline import Baseline
from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.commands import Command, Entry, Retract, SetPhase, StartInfusion, StopInfusion
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueKind, Intervals, Protocol
from bedside.vitals.readings import Determination, Numeric
from bedside.vitals.records import SessionOpened
from bedside.vitals.sessions import Mode, Phase

P = Parameter
PROFILE = default_profile()
EVERY = Intervals(infusion_start=5, infusion=10, recovery_start=15, recovery=30)
MOOD = Protocol(
    key="mood", title="Mood", version=1, family="mood", nibp=EVERY, observation=EVERY, ratings=EVERY
)
START = StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1)


class Room:
    """A monitor whose session is in its baseline since second 0."""

    def __init__(self) -> None:
        opened = SessionOpened(
            session="s",
            bed=1,
            mode=Mode.SIMULATION,
            started_utc=datetime(2026, 3, 1, tzinfo=UTC),
            profile="p",
            version="1",
        )
        self.engine = Engine(PROFILE)
        self.monitor = Monitor(1, SessionView.begun(opened, profile="p"), self.engine, Ages())
        self.enter(0, AdoptProtocol(bed=1, protocol=MOOD))
        self.enter(0, SetPhase(bed=1, phase=Phase.BASELINE))

    def enter(self, at: float, command: Command, t: float | None = None) -> int:
        number = len(self.monitor.entries) + 1
        self.monitor.enter(Entry(number=number, t=at if t is None else t, entered_t=at, command=command), at)
        return number

    def reads(self, t: float, sys: float, pulse: float) -> None:
        self.monitor.take(Determination(t=t, sys=sys, dia=70, map=87, pr=pulse), t, "cuff")
        self.monitor.take(Numeric(parameter=P.PR, t=t, value=pulse), t, "oximeter")

    def baseline(self, now: float) -> Baseline:
        found = self.monitor.step(now, station_now=now).baseline
        assert found is not None
        return found

    @property
    def asks_for_a_reading(self) -> bool:
        return any(item.kind is DueKind.NIBP for item in self.engine.due)


def test_a_correction_of_the_first_start_leaves_the_baseline_before_it() -> None:
    room = Room()
    room.reads(60, 120, 70)
    room.reads(181, 124, 70)
    start = room.enter(200, START)
    room.reads(300, 160, 90)
    room.enter(400, StopInfusion(bed=1))
    room.enter(500, START)
    before = room.baseline(510)
    assert before.values[P.NIBP_SYS] == 122
    room.enter(520, dataclasses.replace(START, checked_by="B. Ruiz", replaces=start), t=200)
    assert room.baseline(600) == before
    assert room.monitor.session.phase is Phase.INFUSION


def test_a_correction_of_a_start_is_no_start_the_recovery_goes_on() -> None:
    room = Room()
    start = room.enter(200, START)
    room.enter(400, StopInfusion(bed=1))
    room.enter(500, dataclasses.replace(START, rate_ml_h=55, replaces=start), t=200)
    assert (room.monitor.session.phase, room.monitor.session.phase_t) == (Phase.RECOVERY, 400)


@pytest.mark.req("ALM-44", "PLAN-01")
def test_two_readings_two_minutes_apart_make_it_complete_and_the_clock_asks_no_more() -> None:
    room = Room()
    assert room.asks_for_a_reading
    room.reads(60, 120, 70)
    assert (room.baseline(61).complete, room.asks_for_a_reading) == (False, True)
    room.reads(179, 124, 70)
    assert (room.baseline(180).complete, room.asks_for_a_reading) == (False, True)
    room.reads(181, 128, 70)
    found = room.baseline(190)
    assert (found.complete, found.values[P.NIBP_SYS], room.asks_for_a_reading) == (True, 124, False)


@pytest.mark.req("ALM-44", "ALM-63")
def test_what_is_measured_in_the_infusion_does_not_move_it_nor_the_limits_it_offers() -> None:
    room = Room()
    room.reads(60, 120, 70)
    room.reads(200, 124, 72)
    room.enter(300, START)
    before = room.baseline(301)
    offered = proposals(before.values, PROFILE)
    room.reads(600, 151, 99)
    after = room.baseline(700)
    assert (after.values, after.readings) == (before.values, 2)
    assert proposals(after.values, PROFILE) == offered
    by_cell = {(edit.parameter, edit.cell): edit.value for edit in offered}
    assert by_cell.get((P.NIBP_SYS, "med_high"), 160) == 160  # max(160, 122 + 30), as the profile has it
    assert by_cell[P.PR, "med_high"] == 101  # 71 + 30
    assert round(100 * (151 / after.values[P.NIBP_SYS] - 1)) == 24  # "+24 %"


@pytest.mark.req("ALM-44", "ALM-63")
def test_a_start_that_was_entered_late_ends_it_when_the_infusion_began() -> None:
    room = Room()
    room.reads(60, 120, 70)
    room.reads(200, 124, 72)
    room.reads(400, 160, 99)
    assert room.baseline(410).readings == 3
    number = room.enter(420, START, t=300)
    assert room.baseline(430).readings == 2
    room.enter(440, dataclasses.replace(START, rate_ml_h=52.5, replaces=number), t=300)
    assert room.baseline(450).readings == 2
    room.enter(460, Retract(bed=1, entry=number + 1))
    assert room.baseline(465).readings == 2, "the start that was corrected stands again"
    room.enter(466, Retract(bed=1, entry=number))
    assert room.baseline(470).readings == 3, "nothing was started after all"


@pytest.mark.parametrize("looks", [1, 3, 7])
def test_it_does_not_hang_on_when_and_how_often_one_looks_at_it(looks: int) -> None:
    often, seldom = Room(), Room()
    for t in range(600):
        often.reads(t, 120, 60 + t / 10)
        often.baseline(t + 1)
        seldom.reads(t, 120, 60 + t / 10)
        if t % 60 == looks:
            seldom.baseline(t + 1)
    assert often.baseline(600.4) == seldom.baseline(600.4)
    late = Room()
    for t in range(600):
        late.reads(t, 120, 60 + t / 10)
    assert late.baseline(600.4) == often.baseline(600.4)


def test_continuous_values_say_for_how_long_they_were_measured_until_it_is_long_enough() -> None:
    room = Room()
    for t in range(0, 130):
        room.reads(t, 120, 70)
    short = room.baseline(131).short_of(P.PR)
    assert short is not None and 115 <= short <= 130
    for t in range(130, 330):
        room.reads(t, 120, 70)
    assert room.baseline(331).short_of(P.PR) is None
    assert room.baseline(331).short_of(P.SPO2) is None, "what is not measured at all is told by its value"


@pytest.mark.req("PLAN-02")
def test_the_sites_own_minutes_say_how_long_is_long_enough_and_what_the_medians_are_of() -> None:
    room = Room()
    room.enter(0, AdoptProtocol(bed=1, protocol=dataclasses.replace(MOOD, baseline_continuous_min=2.0)))
    for t in range(0, 240):
        room.reads(t, 120, 70 if t < 121 else 80)
    found = room.baseline(241)
    assert (found.short_of(P.PR), found.values[P.PR], found.window_s) == (None, 80, 120)
    room.enter(241, AdoptProtocol(bed=1, protocol=MOOD, reason="the clinic's own"))
    short = room.baseline(246).short_of(P.PR)
    assert short is not None and 225 <= short <= 245


def test_a_hole_in_the_values_is_not_counted_as_measured() -> None:
    room = Room()
    for t in (*range(0, 100), *range(200, 330)):
        room.reads(t, 120, 70)
    short = room.baseline(331).short_of(P.PR)
    assert short is not None and 180 <= short <= 230


def test_a_bed_whose_pulse_comes_from_an_electrocardiogram_has_a_pulse_to_come_back_to() -> None:
    room = Room()
    for t in range(0, 300, 2):
        room.monitor.take(Numeric(parameter=P.HR, t=t, value=66), t, "ecg")
    assert room.baseline(301).values == {P.HR: 66}
