"""A respiratory rate that was counted is a number with its age, and a curve, until a device measures it (PLAN-04)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.monitor.monitor import Monitor
from bedside.monitor.updates import Age, NumericState, SessionView
from bedside.vitals.care_commands import AdoptProtocol, DeferDue, EnterRespiration
from bedside.vitals.commands import Command, Entry, Retract, SetPhase, StartInfusion
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueKind, Intervals, Protocol
from bedside.vitals.readings import Determination, Numeric
from bedside.vitals.records import SessionOpened
from bedside.vitals.sessions import Mode, Phase

AGES = Ages()
EVERY = Intervals(infusion_start=5, infusion=10, recovery_start=15, recovery=30)
MOOD = Protocol(
    key="mood", title="Mood", version=1, family="mood", nibp=EVERY, observation=EVERY, ratings=EVERY
)


class Room:
    """A monitor in short words."""

    def __init__(self) -> None:
        opened = SessionOpened(
            session="s",
            bed=1,
            mode=Mode.SIMULATION,
            started_utc=datetime(2026, 3, 1, tzinfo=UTC),
            profile="p",
            version="1",
        )
        view = SessionView.begun(opened, profile="p")
        self.monitor = Monitor(1, view, Engine(default_profile()), AGES)

    def enter(self, at: float, command: Command, t: float | None = None) -> int:
        number = len(self.monitor.entries) + 1
        entry = Entry(number=number, t=at if t is None else t, entered_t=at, command=command)
        self.monitor.enter(entry, at)
        return number

    def device(self, t: float, rate: float) -> None:
        self.monitor.take(Numeric(parameter=Parameter.RR, t=t, value=rate), t, "monitor")

    def shown(self, now: float) -> NumericState | None:
        return self.monitor.step(now, station_now=now).numerics.get(Parameter.RR)

    def curve(self, now: float) -> tuple[list[float], list[float]]:
        return self.monitor.step(now, station_now=now).trends[Parameter.RR].since(0.0)


def breaths(rate: float) -> EnterRespiration:
    return EnterRespiration(bed=1, rate_per_min=rate)


@pytest.mark.req("PLAN-04")
def test_a_counted_rate_is_shown_with_its_age_and_fades_by_the_table_of_ages() -> None:
    room = Room()
    room.enter(100, breaths(16), t=70)
    shown = room.shown(101)
    assert shown is not None
    assert (shown.value, shown.t, shown.age) == (16, 70, Age.VALID)
    for seconds, age in ((AGES.entered_faded_s, Age.FADED), (AGES.entered_gone_s, Age.GONE)):
        later = room.shown(70 + seconds + 1)
        assert later is not None and later.age is age


@pytest.mark.req("PLAN-04")
def test_the_curve_has_each_rate_where_it_was_counted_and_none_that_was_taken_back() -> None:
    room = Room()
    room.enter(100, breaths(16))
    wrong = room.enter(200, breaths(61))
    room.enter(300, breaths(14), t=150)
    assert room.curve(301) == ([100, 150, 200], [16, 14, 61])
    room.enter(310, Retract(bed=1, entry=wrong))
    assert room.curve(311) == ([100, 150], [16, 14])
    shown = room.shown(312)
    assert shown is not None and shown.value == 14


@pytest.mark.req("PLAN-04")
def test_the_rate_of_a_device_is_shown_while_it_is_current_and_the_counted_one_after_it() -> None:
    room = Room()
    for t in range(20):
        room.device(t, 12)
        room.monitor.link(
            DeviceChange(t=t, device="monitor", state=LinkState.MEASURING, sentence="", interval_s=1.0), t
        )
    room.enter(19, breaths(16))
    now = room.shown(20)
    assert now is not None and now.value == 12
    room.enter(300, breaths(18))
    later = room.shown(301)
    assert later is not None and later.value == 18
    assert 18 not in room.curve(302)[1], "the curve is the device's"


@pytest.mark.req("PLAN-01", "T-NIBP-STALE")
def test_a_deferral_does_not_keep_an_old_blood_pressure_fresh_and_the_baseline_has_no_interval() -> None:
    room = Room()
    room.enter(0, AdoptProtocol(bed=1, protocol=MOOD))
    room.enter(1, SetPhase(bed=1, phase=Phase.BASELINE))
    room.monitor.take(Determination(t=10, sys=120, dia=75, map=90, pr=70), 10, "cuff")
    nibp = room.monitor.step(400, station_now=400).nibp
    assert nibp is not None and (nibp.due_t, nibp.age) == (130, Age.VALID)
    room.enter(400, StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1))
    room.monitor.take(Determination(t=500, sys=120, dia=75, map=90, pr=70), 500, "cuff")
    room.enter(510, DeferDue(bed=1, kind=DueKind.NIBP, minutes=30, reason="asleep"))
    nibp = room.monitor.step(1000, station_now=1000).nibp
    assert nibp is not None and (nibp.due_t, nibp.age) == (510 + 1800, Age.FADED)
