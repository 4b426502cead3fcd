"""bedside starts the cuff when a reading is due, and only then (PLAN-03)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bedside.alarms.engine import Engine
from bedside.clock import ManualClock
from bedside.driver_api import CuffOrder
from bedside.errors import RefusedError
from bedside.monitor.auto_cuff import (
    NO_DEVICE,
    AutoCuff,
    AutoCuffDesk,
    cuff_rules,
    cycles_by_itself,
    rest_refusal,
)
from bedside.monitor.station_log import StationLog
from bedside.monitor.updates import Age, MonitorUpdate, NibpState, SessionView
from bedside.settings import Settings
from bedside.vitals.care_commands import AdoptProtocol, DeclareNoCuff, SetAutoCuff
from bedside.vitals.commands import Command, Entry, NamePatient, SetPhase, StartNibp
from bedside.vitals.protocol import Intervals, Protocol
from bedside.vitals.readings import CuffState, CuffStatus, Determination
from bedside.vitals.records import Record, SessionOpened, StationEvent
from bedside.vitals.sessions import PROGRAM, Actor, Mode, PatientType, Phase, Role
from tests.helpers.clinics import Clinic
from tests.helpers.readers import ToldReader

EVERY = Intervals(infusion_start=5, infusion=10, recovery_start=15, recovery=30)
ASKING = Protocol(
    key="mood", title="Mood", version=1, family="mood", nibp=EVERY, observation=EVERY, ratings=EVERY
)
ADA = Actor(name="Ada", role=Role.NURSE)
ON = SetAutoCuff(bed=1, actor=ADA, on=True)
NO_CUFF = DeclareNoCuff(bed=1, actor=ADA, no_cuff=True, reason="cannula on that arm")
REST = "Next start in 30 s: the arm needs rest."


def entries(*commands: tuple[float, Command]) -> tuple[Entry, ...]:
    return tuple(
        Entry(number=n, t=t, entered_t=t, command=command) for n, (t, command) in enumerate(commands, 1)
    )


def reading(t: float) -> Determination:
    return Determination(t=t, sys=120, dia=75, map=90, pr=70)


def update(
    now: float,
    due_t: float | None,
    *,
    said: tuple[Entry, ...] = entries((0, ON)),
    readings: tuple[float, ...] = (),
    can_start: bool = True,
    refusal: str = "",
    measuring: bool = False,
    session: str = "s1",
) -> MonitorUpdate:
    opened = SessionOpened(
        session=session,
        bed=1,
        mode=Mode.SIMULATION,
        started_utc=datetime(2026, 3, 1, tzinfo=UTC),
        profile="adult v1",
        version="1",
    )
    found = tuple(map(reading, readings))
    state = CuffState.MEASURING if measuring else CuffState.IDLE
    return MonitorUpdate(
        bed=1,
        now=now,
        station_now=now,
        session=SessionView.begun(opened, profile="adult v1"),
        mode=Mode.SIMULATION,
        entries=said,
        determinations=found,
        nibp=NibpState(
            last=found[-1] if found else None,
            age=Age.VALID,
            status=CuffStatus(t=now, state=state),
            can_start=can_start,
            refusal=refusal,
            due_t=due_t,
        ),
    )


START = StartNibp(bed=1, actor=PROGRAM)


@pytest.mark.req("PLAN-03")
def test_a_reading_that_is_due_is_asked_for_once_by_the_program() -> None:
    cuff = AutoCuff()
    assert cuff.look(update(299.9, 300)) is None
    assert cuff.look(update(300, 300)) == START
    for now in (300.1, 400, 900):
        assert cuff.look(update(now, 300)) is None, (
            "once for each time it is due: a person looks at a failure"
        )
    assert cuff.look(update(900, 900)) == START


@pytest.mark.req("PLAN-03")
@pytest.mark.parametrize(
    "said",
    [
        entries(),
        entries((0, ON), (1, SetAutoCuff(bed=1, on=False))),
        entries((0, ON), (1, NO_CUFF)),
    ],
    ids=["never switched on", "switched off", "no cuff"],
)
def test_unless_it_is_switched_on_and_a_cuff_is_allowed_none_is_started(said: tuple[Entry, ...]) -> None:
    cuff = AutoCuff()
    found = [cuff.look(update(300 + n, 300, said=said)) for n in range(100)]
    assert START not in found


@pytest.mark.req("PLAN-03")
def test_never_within_a_minute_of_the_last_reading_nor_while_one_runs() -> None:
    cuff = AutoCuff()
    assert cuff.look(update(300, 299, readings=(241,))) is None
    assert cuff.look(update(300.9, 299, readings=(241,))) is None
    assert cuff.look(update(301, 299, readings=(241,), measuring=True)) is None
    assert cuff.look(update(301, 299, readings=(241,))) == START


@pytest.mark.req("PLAN-03")
def test_what_the_guard_refuses_waits_and_a_lasting_refusal_is_told_once() -> None:
    cuff = AutoCuff()
    said = [cuff.look(update(300 + n / 10, 300, refusal=REST)) for n in range(600)]
    assert [words for words in said if words] == [REST]
    assert said.index(REST) == 100
    assert cuff.look(update(360, 300)) == START
    again = [cuff.look(update(700 + n, 700, refusal=REST)) for n in range(60)]
    assert [words for words in again if words] == [REST], "the next time it is due it is told again"


@pytest.mark.req("PLAN-03")
def test_without_a_monitor_that_can_be_started_it_says_so() -> None:
    cuff = AutoCuff()
    found = [cuff.look(update(300 + n, 300, can_start=False)) for n in range(30)]
    assert [words for words in found if words] == [NO_DEVICE]


@pytest.mark.req("PLAN-03")
@pytest.mark.parametrize(
    ("readings", "started", "due", "now", "cycles"),
    [
        ((0, 300), (), 600, 600, True),
        ((0, 300), (), 600, 689, True),  # its next one may be a little late
        ((0, 300), (), 600, 691, False),  # it stopped: bedside takes over
        ((0, 120), (), 420, 420, False),  # every 2 min it would have come long ago
        ((0, 600), (), 900, 900, False),  # not often enough for the plan
        ((0, 325), (), 625, 625, True),
        ((300,), (), 600, 600, False),  # one alone is no rhythm
        ((0, 300), (270,), 600, 600, False),  # somebody asked for it
        ((0, 300), (-20,), 600, 600, False),
        ((30, 330), (100,), 630, 630, True),  # that start was long before
    ],
)
def test_a_monitor_that_cycles_by_itself_is_followed(
    readings: tuple[float, ...], started: tuple[float, ...], due: float, now: float, cycles: bool
) -> None:
    assert cycles_by_itself([reading(t) for t in readings], started, due, now) is cycles


@pytest.mark.req("PLAN-03")
def test_bedside_follows_the_readings_of_a_cycling_monitor_and_takes_over_when_they_stop() -> None:
    cuff = AutoCuff()
    assert cuff.look(update(600, 600, readings=(0, 300))) is None
    assert cuff.look(update(640, 905, readings=(0, 300, 605))) is None
    assert cuff.look(update(905, 905, readings=(0, 300, 605))) is None
    assert cuff.look(update(1001, 905, readings=(0, 300, 605))) == START


@pytest.mark.req("PLAN-03")
def test_another_session_begins_anew() -> None:
    cuff = AutoCuff()
    assert cuff.look(update(300, 300)) == START
    assert cuff.look(update(300, 300, session="s2")) == START


@pytest.mark.req("PLAN-03")
def test_no_cuff_is_refused_with_who_said_so_and_why() -> None:
    rules = cuff_rules(entries((0, NO_CUFF)))
    assert rules.refusal == (
        "No cuff may be started here (cannula on that arm): Ada declared that, take it back first."
    )
    lifted = entries((0, NO_CUFF), (1, DeclareNoCuff(bed=1, actor=ADA, no_cuff=False)))
    assert cuff_rules(lifted).refusal == ""


class Desk:
    """The desk with what it obeys and writes."""

    def __init__(self) -> None:
        self.obeyed: list[Command] = []
        self.records: list[Record] = []
        self.refusal = ""
        self.log = StationLog(ManualClock(), self.records.append, ())
        self.desk = AutoCuffDesk(self._obey, self.log)

    def _obey(self, command: Command, now: float) -> None:
        if self.refusal:
            raise RefusedError(self.refusal)
        self.obeyed.append(command)

    @property
    def audit(self) -> list[str]:
        return [r.words for r in self.records if isinstance(r, StationEvent) and r.kind == "auto_cuff"]


@pytest.mark.req("PLAN-03")
def test_a_start_is_carried_out_and_stands_in_the_audit() -> None:
    desk = Desk()
    desk.desk.look(update(1, None, said=entries()), 1)
    desk.desk.look(update(300, 300), 300)
    assert desk.obeyed == [START]
    assert desk.audit == ["bed 1: a reading was due, the cuff was asked to start"]


@pytest.mark.req("PLAN-03")
def test_a_start_that_was_refused_at_the_last_moment_is_tried_again_and_told_once() -> None:
    desk = Desk()
    desk.refusal = "A measurement is running: wait for its end or cancel it."
    for n in range(50):
        desk.desk.look(update(300 + n, 300), 300 + n)
    assert len(desk.log.notices) == 1
    desk.refusal = ""
    desk.desk.look(update(400, 300), 400)
    assert desk.obeyed == [START]


@pytest.mark.req("PLAN-03", "ALM-41")
def test_after_a_restart_it_goes_on_and_the_audit_says_so_once() -> None:
    desk = Desk()
    for n in range(5):
        desk.desk.look(update(100 + n, 300), 100 + n)
    assert desk.audit == ["bed 1: bedside goes on starting the cuff, as before the restart"]


@pytest.mark.req("PLAN-03")
def test_the_audit_and_the_log_name_nobody() -> None:
    desk = Desk()
    said = entries((0, ON), (1, NO_CUFF))
    for n in range(30):
        desk.desk.look(update(300 + n, 300, said=said), 300 + n)
    assert "Ada" in desk.log.notices[-1]
    assert not any("Ada" in words or "cannula" in words for words in desk.audit)


# In a running station


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    made = Clinic(Settings(), alarms=Engine)
    yield made
    made.station.stop()


def with_a_cuff(clinic: Clinic) -> ToldReader:
    clinic.monitor(clinic.attach())
    cuff = clinic.attach(driver="cuff", port="/dev/ttyUSB1")
    clinic.do(NamePatient(bed=3, label="", patient_type=PatientType.ADULT))
    return cuff


@pytest.mark.req("PLAN-03")
def test_no_person_starts_a_cuff_either_while_none_is_allowed(clinic: Clinic) -> None:
    cuff = with_a_cuff(clinic)
    clinic.do(DeclareNoCuff(bed=3, actor=ADA, no_cuff=True, reason="cannula on that arm"))
    with pytest.raises(RefusedError, match="cannula on that arm"):
        clinic.do(StartNibp(bed=3))
    assert cuff.posted == []
    clinic.until(lambda: "Ada" in refusal_shown(clinic), "the refusal shown")
    clinic.do(DeclareNoCuff(bed=3, actor=ADA, no_cuff=False))
    clinic.do(StartNibp(bed=3))
    assert [each.order for each in cuff.posted] == [CuffOrder.START]


@pytest.mark.req("PLAN-03")
def test_the_station_starts_the_cuff_that_is_due_as_an_entry_of_the_timeline(clinic: Clinic) -> None:
    cuff = with_a_cuff(clinic)
    clinic.do(SetAutoCuff(bed=3, actor=ADA, on=True))
    clinic.do(AdoptProtocol(bed=3, actor=PROGRAM, protocol=ASKING))
    assert cuff.posted == []
    clinic.do(SetPhase(bed=3, actor=ADA, phase=Phase.BASELINE))  # the first reading is due at once
    clinic.until(lambda: bool(cuff.posted), "a start")
    clinic.until(lambda: starters(clinic) == [PROGRAM], "one start, by the program")
    assert clinic.kinds().count("auto_cuff") == 1


def refusal_shown(clinic: Clinic) -> str:
    nibp = clinic.station.updates[3].nibp
    return "" if nibp is None else nibp.refusal


def starters(clinic: Clinic) -> list[Actor]:
    entered = clinic.station.updates[3].entries
    return [entry.command.actor for entry in entered if isinstance(entry.command, StartNibp)]


@pytest.mark.req("PLAN-03")
@pytest.mark.parametrize(
    ("ago_s", "words"),
    [
        (0.0, "Next start in 60 s: the arm needs rest."),
        (30.2, "Next start in 30 s: the arm needs rest."),
        (59.9, "Next start in 1 s: the arm needs rest."),
        (60.0, ""),
        (500.0, ""),
        (-3600.0, ""),  # a device's clock that is ahead holds nobody up
    ],
)
def test_the_arm_rests_for_a_minute_after_the_last_reading(ago_s: float, words: str) -> None:
    assert rest_refusal((reading(100.0), reading(1000.0)), 1000.0 + ago_s) == words
    assert rest_refusal((), 1000.0) == ""


@pytest.mark.req("PLAN-03")
def test_the_rest_holds_for_every_device_of_the_bed_and_for_people_too(clinic: Clinic) -> None:
    """A guard knows its own device since it was plugged in only: another one, or a new link, must not begin at once."""
    cuff = with_a_cuff(clinic)
    now = clinic.clock.now()
    clinic.readers["oximeter@/dev/ttyUSB0"].say(now, reading(now - 0.001))
    clinic.until(lambda: "rest" in refusal_shown(clinic), "the rest shown")
    with pytest.raises(RefusedError, match="the arm needs rest"):
        clinic.do(StartNibp(bed=3))
    assert cuff.posted == []
