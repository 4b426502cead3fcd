"""A bed opens, goes on with and ends its sessions."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.profile import Profile
from bedside.alarms.profile_file import default_profile
from bedside.alarms.source import AlarmSource
from bedside.clock import ManualClock
from bedside.errors import RefusedError
from bedside.monitor.bed import Bed
from bedside.monitor.limits_offer import EditedLimits
from bedside.monitor.monitor import Monitor
from bedside.monitor.updates import Age, MonitorUpdate
from bedside.vitals.commands import (
    ChangeLimits,
    Command,
    EndSession,
    Entry,
    GiveRating,
    KeepProfileLimits,
    LimitEdit,
    MarkEvent,
    NamePatient,
    Retract,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Wave
from bedside.vitals.records import (
    DeviceChanged,
    EntryMade,
    ReadingTaken,
    Record,
    SegmentOpened,
    SessionClosed,
    SessionOpened,
)
from bedside.vitals.sessions import Actor, Mode, PatientType, Phase, Role
from tests.helpers.alarms import NoAlarms

DEVICE = "nonin@/dev/ttyUSB0"
NURSE = Actor(name="A. Moreno", role=Role.NURSE)


class Room:
    """One bed with a manual clock, and everything it recorded."""

    def __init__(
        self,
        unfinished: Left | None = None,
        alarms: Callable[[Profile], AlarmSource] = lambda _profile: NoAlarms(),
    ) -> None:
        self.clock = ManualClock(now=1000.0, utc=datetime(2026, 11, 14, 9, 38, tzinfo=UTC))
        self.records: list[Record] = []
        self.earlier: EditedLimits | None = None
        self.bed = Bed(
            3,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=alarms,
            record=self.records.append,
            unfinished=lambda number: unfinished,
            earlier_limits=lambda label, _mode: (
                self.earlier if self.earlier and label == self.earlier.label else None
            ),
        )
        self.bed.attach(DEVICE, self.clock.now(), simulated=False)

    def spo2(self, value: float | None, quality: Quality = Quality.NONE) -> None:
        t = self.clock.now()
        self.bed.arrive(DEVICE, [Numeric(parameter=Parameter.SPO2, t=t, value=value, quality=quality)], t)

    def pressure(self, measured_t: float) -> None:
        reading = Determination(t=measured_t, sys=128.0, dia=76.0, map=93.0, pr=71.0)
        self.bed.arrive(DEVICE, [reading], self.clock.now())

    def command(self, command: Command) -> None:
        self.bed.command(command, self.clock.now())

    def step(self) -> MonitorUpdate:
        return self.bed.step(self.clock.now(), (), can_start_nibp=False, nibp_refusal="")

    def kinds(self) -> list[type]:
        return [type(record) for record in self.records]


def test_a_session_opens_with_the_first_reading_of_a_patient():
    room = Room()
    room.spo2(None, Quality.NO_FINGER)
    assert not room.bed.session_open
    room.clock.advance(2.0)
    room.spo2(97.0)
    assert room.kinds() == [SessionOpened, SegmentOpened, ReadingTaken]
    assert room.step().session is not None


def test_session_time_is_seconds_since_the_first_reading():
    room = Room()
    room.spo2(97.0)
    room.clock.advance(12.5)
    room.spo2(96.0)
    newest = room.records[-1]
    assert isinstance(newest, ReadingTaken)
    assert newest.at == pytest.approx(12.5)
    assert newest.reading.t == pytest.approx(12.5)


def test_inputs_are_numbered_in_the_order_they_were_accepted():
    room = Room()
    room.spo2(97.0)
    room.bed.command(GiveRating(bed=3, scale="anxiety", value=2), room.clock.now())
    room.bed.link(DeviceChange(t=room.clock.now(), device=DEVICE, state=LinkState.GONE, sentence="pulled"))
    room.spo2(96.0)
    numbers = [
        record.number
        for record in room.records
        if isinstance(record, ReadingTaken | EntryMade | DeviceChanged)
    ]
    assert numbers == [1, 2, 3, 4]


def test_arrival_times_never_go_back_even_when_readings_come_late():
    room = Room()
    room.spo2(97.0)
    room.clock.advance(5.0)
    room.bed.command(GiveRating(bed=3, scale="anxiety", value=2), room.clock.now())
    late = room.clock.now() - 1.0
    room.bed.arrive(DEVICE, [Numeric(parameter=Parameter.PR, t=late, value=72.0)], late)
    arrivals = [record.at for record in room.records if hasattr(record, "at")]
    assert arrivals == sorted(arrivals)


def test_a_pressure_measured_before_the_device_came_to_this_bed_is_no_reading_of_it():
    room = Room()
    room.pressure(measured_t=room.clock.now() - 1.0)
    assert not room.bed.session_open
    room.spo2(97.0)
    room.pressure(measured_t=room.clock.now() - 600.0)
    update = room.step()
    assert update.determinations == ()
    assert update.nibp is not None
    assert update.nibp.last is None
    assert update.nibp.reference is not None
    assert update.nibp.reference.sys == 128.0


def test_a_reference_from_before_the_session_is_shown_in_it_and_never_to_the_next_patient():
    room = Room()
    room.pressure(measured_t=room.clock.now() - 600.0)
    room.spo2(97.0)
    nibp = room.step().nibp
    assert nibp is not None
    assert nibp.last is None
    assert nibp.reference is not None
    assert nibp.reference.t == pytest.approx(-600.0)
    room.bed.command(EndSession(bed=3, next_patient=True), room.clock.now())
    room.clock.advance(1.0)
    room.spo2(98.0)
    assert room.step().nibp is None


def test_detaching_a_device_is_in_the_record_and_ends_the_alarm_of_its_link():
    room = Room(alarms=Engine)
    room.spo2(97.0)
    for t, state, lost_t in ((0.0, LinkState.MEASURING, None), (1.0, LinkState.GONE, room.clock.now() + 2.0)):
        change = DeviceChange(
            t=room.clock.now() + t, device=DEVICE, state=state, sentence="…", lost_t=lost_t, interval_s=1.0
        )
        room.bed.link(change)
    room.clock.advance(5.0)
    assert [alarm.change.code for alarm in room.step().alarms if alarm.change.present] == ["T-COM"]
    room.bed.detach(DEVICE, room.clock.now())
    assert not any(a.change.present for a in room.step().alarms if a.change.code == "T-COM")
    assert [r.change.state for r in room.records if isinstance(r, DeviceChanged)][-1] is LinkState.DETACHED


def test_a_pressure_measured_in_this_session_is_shown_with_its_age():
    room = Room()
    room.spo2(97.0)
    room.clock.advance(30.0)
    room.pressure(measured_t=room.clock.now() - 4.0)
    nibp = room.step().nibp
    assert nibp is not None
    assert nibp.last is not None
    assert nibp.last.t == pytest.approx(26.0)
    assert nibp.age is Age.VALID


@pytest.mark.req("T-NIBP-STALE")
@pytest.mark.parametrize(("minutes", "age"), [(14, Age.VALID), (16, Age.FADED), (61, Age.GONE)])
def test_a_pressure_fades_after_15_minutes_and_is_gone_after_60(minutes: int, age: Age):
    room = Room()
    room.spo2(97.0)
    room.pressure(measured_t=room.clock.now())
    for _ in range(minutes * 6):
        room.clock.advance(10.0)
        room.spo2(97.0)
        update = room.step()
    assert update.nibp is not None
    assert update.nibp.age is age


def test_a_number_fades_after_3_s_and_is_gone_after_10_s_without_data():
    room = Room()
    room.spo2(97.0)
    ages = []
    for _ in range(12):
        room.clock.advance(1.0)
        ages.append(room.step().numerics[Parameter.SPO2].age)
    assert ages == [Age.VALID] * 3 + [Age.FADED] * 7 + [Age.GONE] * 2


@pytest.mark.parametrize(
    ("parameter", "interval_s", "valid_s", "gone_s"),
    [(Parameter.SPO2, 1.0, 3, 10), (Parameter.SPO2, 4.0, 10, 17), (Parameter.RR, 2.0, 5, 12)],
)
def test_a_number_of_a_slow_device_holds_for_2_5_of_its_intervals(
    parameter: Parameter, interval_s: float, valid_s: int, gone_s: int
):
    room = Room()
    link = DeviceChange(
        t=room.clock.now(),
        device=DEVICE,
        state=LinkState.MEASURING,
        sentence="Measuring.",
        interval_s=interval_s,
    )
    room.bed.link(link)
    room.spo2(97.0)
    room.bed.arrive(DEVICE, [Numeric(parameter=parameter, t=room.clock.now(), value=14.0)], room.clock.now())
    ages = []
    for _ in range(gone_s + 1):
        room.clock.advance(1.0)
        ages.append(room.step().numerics[parameter].age)
    assert ages == [Age.VALID] * valid_s + [Age.FADED] * (gone_s - valid_s) + [Age.GONE]


@pytest.mark.req("ALM-51")
def test_a_number_is_struck_at_once_when_the_probe_is_off_and_becomes_dashes_at_10_s():
    room = Room()
    room.spo2(97.0)
    ages = []
    for _ in range(12):
        room.clock.advance(1.0)
        room.spo2(None, Quality.NO_FINGER)
        state = room.step().numerics[Parameter.SPO2]
        ages.append(state.age)
    assert ages == [Age.STRUCK] * 10 + [Age.GONE] * 2
    assert state.reason == "probe off"
    assert state.value == 97.0


def test_a_missing_value_is_never_zero_and_makes_a_hole_in_the_trend():
    room = Room()
    room.spo2(97.0)
    room.clock.advance(1.0)
    room.spo2(None, Quality.NO_FINGER)
    times, values = room.step().trends[Parameter.SPO2].rows()
    assert values[0] == 97.0
    assert math.isnan(values[1])
    assert len(times) == 2


def test_a_name_given_before_the_first_reading_belongs_to_the_session_that_opens():
    room = Room()
    name = NamePatient(bed=3, label="Reyes, Marta", patient_type=PatientType.ADULT, weight_kg=70.0)
    room.bed.command(name, room.clock.now())
    room.spo2(97.0)
    session = room.step().session
    assert session is not None
    assert (session.label, session.patient_type, session.weight_kg) == (
        "Reyes, Marta",
        PatientType.ADULT,
        70.0,
    )


def test_phases_follow_the_infusion():
    room = Room()
    room.spo2(97.0)
    phases = [room.step().session.phase]
    start = StartInfusion(bed=3, rate_ml_h=52.5, concentration_mg_ml=1.0)
    for command in (start, StopInfusion(bed=3)):
        room.clock.advance(60.0)
        room.spo2(97.0)
        room.bed.command(command, room.clock.now())
        phases.append(room.step().session.phase)
    assert phases == [Phase.BASELINE, Phase.INFUSION, Phase.RECOVERY]


def test_a_start_that_is_taken_back_takes_its_phase_back():
    room = Room()
    room.spo2(97.0)
    room.bed.command(StartInfusion(bed=3, rate_ml_h=52.5, concentration_mg_ml=1.0), room.clock.now())
    room.bed.command(Retract(bed=3, entry=1), room.clock.now())
    update = room.step()
    assert update.session.phase is Phase.BASELINE
    assert update.infusion is None
    assert [entry.retracted for entry in update.entries] == [True, False]


def test_taking_back_what_is_not_there_is_refused_in_words():
    room = Room()
    room.spo2(97.0)
    with pytest.raises(RefusedError, match="not on the timeline"):
        room.bed.command(Retract(bed=3, entry=7), room.clock.now())


@pytest.mark.req("EVT-01")
def test_an_event_counts_from_when_it_was_seen_and_keeps_when_it_was_entered():
    room = Room()
    room.spo2(97.0)
    room.clock.advance(100.0)
    room.bed.command(MarkEvent(bed=3, event="dizziness", severity=1, observed_t=40.0), room.clock.now())
    entry = room.step().entries[0]
    assert (entry.t, entry.entered_t) == (40.0, pytest.approx(100.0))


@pytest.mark.req("SCALE-01")
def test_a_rating_keeps_its_value_scale_phase_times_and_who_entered_it():
    room = Room()
    room.spo2(97.0)
    room.clock.advance(100.0)
    nurse = Actor(name="A. Moreno", role=Role.NURSE)
    room.bed.command(
        GiveRating(bed=3, actor=nurse, scale="dissociation", value=6, observed_t=80.0), room.clock.now()
    )
    entry = room.step().entries[0]
    assert isinstance(entry.command, GiveRating)
    assert (entry.command.scale, entry.command.value, entry.command.actor) == ("dissociation", 6, nurse)
    assert (entry.t, entry.entered_t) == (80.0, pytest.approx(100.0))


def test_a_command_without_a_session_is_refused_in_words():
    room = Room()
    with pytest.raises(RefusedError, match="no open session"):
        room.bed.command(GiveRating(bed=3, scale="anxiety", value=2), room.clock.now())


@pytest.mark.req("ALM-40")
def test_next_patient_closes_the_session_and_the_next_reading_opens_a_fresh_one():
    room = Room()
    room.spo2(97.0)
    name = NamePatient(bed=3, label="Reyes, Marta", patient_type=PatientType.ADULT)
    room.bed.command(name, room.clock.now())
    room.bed.command(EndSession(bed=3, next_patient=True), room.clock.now())
    assert isinstance(room.records[-1], SessionClosed)
    room.clock.advance(1.0)
    room.spo2(98.0)
    update = room.step()
    assert update.session.label == ""
    assert update.entries == ()
    assert update.session.patient_type is PatientType.NOT_SET


def test_after_end_session_the_same_finger_opens_no_new_session_until_it_was_gone():
    room = Room()
    room.spo2(97.0)
    room.bed.command(EndSession(bed=3), room.clock.now())
    for _ in range(20):
        room.clock.advance(1.0)
        room.spo2(97.0)
    assert not room.bed.session_open
    assert "nothing is monitored" in room.step().waiting
    for _ in range(6):
        room.clock.advance(1.0)
        room.spo2(None, Quality.NO_FINGER)
    room.spo2(95.0)
    assert room.bed.session_open


def test_a_session_ends_after_15_minutes_without_any_device():
    room = Room()
    room.spo2(97.0)
    room.clock.advance(15 * 60 - 1.0)
    assert room.step().session is not None
    room.clock.advance(2.0)
    assert room.step().session is None
    closed = room.records[-1]
    assert isinstance(closed, SessionClosed)
    assert closed.t == pytest.approx(900.0)


@pytest.mark.req("SAFE-01")
def test_a_session_of_a_simulated_device_is_a_simulation_from_its_first_reading():
    room = Room()
    room.bed.attach(DEVICE, room.clock.now(), simulated=True)
    assert room.step().mode is Mode.SIMULATION
    room.spo2(97.0)
    opened = room.records[0]
    assert isinstance(opened, SessionOpened)
    assert opened.mode is Mode.SIMULATION


class Left:
    """A session a dead program left open."""

    def __init__(self, clock: ManualClock, seconds_ago: float, mode: Mode = Mode.LIVE) -> None:
        self.opened = SessionOpened(
            session="20261114-093000-B3",
            bed=3,
            mode=mode,
            started_utc=clock.utc() - timedelta(seconds=600 + seconds_ago),
            profile="adult-subanaesthetic v1",
            version="0.1.0",
        )
        self.newest_t = 600.0
        self.newest_utc = clock.utc() - timedelta(seconds=seconds_ago)
        self.next_number = 1301
        self.last_alarm = 0
        self.measuring: tuple[str, ...] = (DEVICE,)
        self.edits: tuple[LimitEdit, ...] = ()
        self.asked: EditedLimits | None = None
        self.seconds_ago = seconds_ago

    def away_s(self, now_utc: datetime, station_now: float) -> float:
        return self.seconds_ago

    def unwatched_s(self, now_utc: datetime, station_now: float) -> float:
        return self.seconds_ago

    def question(self) -> EditedLimits | None:
        return self.asked

    def refill(self, monitor: Monitor) -> None:
        monitor.interrupt(100.0, 130.0)
        change = DeviceChange(t=1.0, device=DEVICE, state=LinkState.MEASURING, sentence="")
        monitor.link(change, 1.0)
        monitor.take(Numeric(parameter=Parameter.SPO2, t=600.0, value=96.0), 600.0)

    def edited_limits(self) -> EditedLimits:
        return EditedLimits(
            session=self.opened.session, label="Reyes, Marta", ended_utc=self.newest_utc, edits=self.edits
        )


LOWER = LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=90.0)


@pytest.mark.req("ALM-41")
def test_after_a_quarter_of_an_hour_the_profile_holds_and_somebody_must_choose():
    left = Left(Room().clock, seconds_ago=16 * 60.0)
    left.edits = (LOWER,)
    room = Room(unfinished=left)
    room.spo2(95.0)
    offer = room.step().offer
    assert offer is not None
    assert (offer.session, offer.label, offer.edits, offer.forced) == (
        "20261114-093000-B3",
        "Reyes, Marta",
        (LOWER,),
        True,
    )
    assert room.bed.limits_in_force.limit_sets[Parameter.SPO2].med_low == 92.0
    room.command(KeepProfileLimits(bed=3, actor=NURSE, offered=offer.session))
    assert room.step().offer is None
    with pytest.raises(RefusedError, match="no such offer"):
        room.command(KeepProfileLimits(bed=3, actor=NURSE, offered=offer.session))


@pytest.mark.req("ALM-40")
def test_a_new_session_begins_with_the_profile_and_offers_the_same_patients_last_limits():
    room = Room()
    room.spo2(95.0)
    room.command(ChangeLimits(bed=3, actor=NURSE, edits=(LOWER,), reason="lung disease"))
    assert room.bed.limits_in_force.limit_sets[Parameter.SPO2].med_low == 90.0
    room.command(EndSession(bed=3, actor=NURSE, next_patient=True))
    room.earlier = EditedLimits(
        session="the one before", label="Reyes, Marta", ended_utc=room.clock.utc(), edits=(LOWER,)
    )
    room.clock.advance(1.0)
    room.spo2(97.0)
    assert room.bed.limits_in_force.limit_sets[Parameter.SPO2].med_low == 92.0
    room.command(NamePatient(bed=3, actor=NURSE, label="Okafor", patient_type=PatientType.ADULT))
    assert room.step().offer is None
    room.command(NamePatient(bed=3, actor=NURSE, label="Reyes, Marta", patient_type=PatientType.ADULT))
    offer = room.step().offer
    assert offer is not None
    assert (offer.edits, offer.forced) == ((LOWER,), False)
    room.command(ChangeLimits(bed=3, actor=NURSE, edits=offer.edits, basis="from session the one before"))
    assert room.step().offer is None
    assert room.bed.limits_in_force.limit_sets[Parameter.SPO2].med_low == 90.0


def test_limits_that_would_not_be_valid_are_refused_and_nothing_changes():
    room = Room()
    room.spo2(95.0)
    with pytest.raises(RefusedError):
        room.command(
            ChangeLimits(
                bed=3, actor=NURSE, edits=(LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=87.0),)
            )
        )
    assert room.bed.limits_in_force.limit_sets[Parameter.SPO2].med_low == 92.0


@pytest.mark.req("ALM-41")
def test_a_computer_that_slept_leaves_a_hole_and_a_segment():
    room = Room()
    room.spo2(95.0)
    room.clock.advance(600.0)
    now = room.clock.now()
    room.bed.interrupted(now - 590.0, now)
    update = room.step()
    assert update.session.interrupted == ((pytest.approx(10.0), pytest.approx(600.0)),)
    segment = room.records[-1]
    assert isinstance(segment, SegmentOpened)
    assert "slept" in segment.cause


@pytest.mark.req("ALM-41")
def test_a_restart_within_15_minutes_goes_on_with_the_session_and_the_hole_stays_a_hole(expect_log):
    expect_log("goes on after 120 s")
    probe = Room()
    room = Room(unfinished=Left(probe.clock, seconds_ago=120.0))
    room.spo2(95.0)
    update = room.step()
    assert update.session.id == "20261114-093000-B3"
    assert update.now == pytest.approx(720.0)
    assert update.session.interrupted == ((100.0, 130.0), (600.0, pytest.approx(720.0)))
    segment, silent, reading = room.records
    assert isinstance(segment, SegmentOpened)
    assert isinstance(silent, DeviceChanged)
    assert isinstance(reading, ReadingTaken)
    assert (segment.cause, silent.number, reading.number) == ("program restarted", 1301, 1302)


@pytest.mark.req("ALM-41")
def test_a_device_that_does_not_come_back_after_a_restart_is_an_alarm_of_the_session_that_goes_on(expect_log):
    expect_log("goes on after 20 s")
    room = Room(unfinished=Left(Room().clock, seconds_ago=20.0), alarms=Engine)
    gone = DeviceChange(
        t=room.clock.now(), device=DEVICE, state=LinkState.GONE, sentence="The port is not there."
    )
    room.bed.link(gone)
    update = room.step()
    assert update.session is not None
    assert update.session.id == "20261114-093000-B3"
    assert [alarm.change.code for alarm in update.alarms] == ["T-INTERRUPTED", "T-INTERRUPTED"]
    room.clock.advance(13.0)
    assert "T-COM" in [alarm.change.code for alarm in room.step().alarms]
    room.clock.advance(16 * 60.0)
    assert room.step().session is None, "without any device it ends like any other"


@pytest.mark.req("ALM-41")
def test_a_computer_that_slept_for_a_quarter_of_an_hour_leaves_the_session_and_asks_whose_limits_hold():
    room = Room(alarms=Engine)
    room.spo2(95.0)
    room.command(NamePatient(bed=3, actor=NURSE, label="Reyes, Marta", patient_type=PatientType.ADULT))
    room.command(ChangeLimits(bed=3, actor=NURSE, edits=(LOWER,)))
    slept = room.clock.now()
    room.clock.advance(16 * 60.0)
    room.bed.interrupted(slept, room.clock.now())
    assert room.step().session is None
    closed = room.records[-1]
    assert isinstance(closed, SessionClosed)
    assert (closed.t, "nobody watched" in closed.reason) == (pytest.approx(0.0, abs=1.0), True)
    room.spo2(96.0)
    update = room.step()
    assert update.offer is not None
    assert (update.offer.forced, update.offer.label, update.offer.edits) == (True, "Reyes, Marta", (LOWER,))
    (alarm,) = update.alarms
    assert alarm.change.code == "T-INTERRUPTED"
    assert alarm.change.words == "monitoring was interrupted for 0:16:00 before this session"


@pytest.mark.req("ALM-41")
def test_a_sleep_of_minutes_does_not_count_as_no_device():
    room = Room()
    room.spo2(95.0)
    slept = room.clock.now()
    room.clock.advance(14 * 60.0)
    room.bed.interrupted(slept, room.clock.now())
    room.clock.advance(2 * 60.0)
    assert room.step().session is not None


@pytest.mark.req("ALM-41")
def test_somebody_must_choose_after_a_long_interruption_even_if_no_limit_was_changed():
    room = Room(unfinished=Left(Room().clock, seconds_ago=16 * 60.0), alarms=Engine)
    room.spo2(95.0)
    update = room.step()
    assert update.offer is not None
    assert (update.offer.forced, update.offer.edits) == (True, ())
    assert [alarm.change.code for alarm in update.alarms] == ["T-INTERRUPTED"]


@pytest.mark.req("ALM-41")
def test_a_choice_nobody_made_is_asked_again_after_the_next_restart(expect_log):
    expect_log("goes on after 30 s")
    left = Left(Room().clock, seconds_ago=30.0)
    left.asked = EditedLimits(
        session="the one before", label="Reyes, Marta", ended_utc=left.newest_utc, edits=(LOWER,)
    )
    room = Room(unfinished=left)
    room.spo2(95.0)
    offer = room.step().offer
    assert offer is not None
    assert (offer.session, offer.forced) == ("the one before", True)


@pytest.mark.req("ALM-40")
def test_a_name_that_was_a_slip_takes_its_offer_along():
    room = Room()
    room.earlier = EditedLimits(
        session="the one before", label="Ann", ended_utc=room.clock.utc(), edits=(LOWER,)
    )
    room.spo2(97.0)
    for label, offered in (("Ann", True), ("Bob", False)):
        room.command(NamePatient(bed=3, actor=NURSE, label=label, patient_type=PatientType.ADULT))
        assert (room.step().offer is not None) == offered


@pytest.mark.req("ALM-41")
def test_limits_that_no_longer_fit_the_profile_stop_no_other_command(expect_log):
    expect_log("goes on after 30 s")

    class WithEdits(Left):
        def refill(self, monitor: Monitor) -> None:
            wrong = LimitEdit(parameter=Parameter.SPO2, cell="med_low", value=10.0)
            command = ChangeLimits(bed=3, actor=NURSE, edits=(wrong,))
            monitor.enter(Entry(number=1, t=2.0, entered_t=2.0, command=command), 2.0)

    room = Room(unfinished=WithEdits(Room().clock, seconds_ago=30.0))
    room.spo2(95.0)
    room.command(GiveRating(bed=3, actor=NURSE, scale="anxiety", value=2))
    assert room.bed.limits_in_force.limit_sets[Parameter.SPO2].med_low == 92.0


@pytest.mark.req("ALM-41")
@pytest.mark.parametrize(("ago", "mode"), [(16 * 60.0, Mode.LIVE), (60.0, Mode.SIMULATION)])
def test_a_later_restart_or_another_mode_begins_a_new_session(ago: float, mode: Mode):
    probe = Room()
    room = Room(unfinished=Left(probe.clock, seconds_ago=ago, mode=mode))
    room.spo2(95.0)
    assert isinstance(room.records[0], SessionOpened)


def test_a_wave_is_kept_with_a_hole_where_samples_are_missing():
    room = Room()
    quality = (Quality.NONE,) * 3
    t = room.clock.now()
    wave = Wave(parameter=Parameter.PLETH, t=t, rate_hz=10.0, samples=(1, 2, 3), quality=quality)
    room.bed.arrive(DEVICE, [wave], t)
    later = Wave(parameter=Parameter.PLETH, t=t + 1.0, rate_hz=10.0, samples=(4, None, 6), quality=quality)
    room.bed.arrive(DEVICE, [later], t + 1.0)
    view = room.step().waves[Parameter.PLETH]
    _, values = view.slice(0, view.end)
    assert [None if math.isnan(v) else v for v in values] == [1, 2, 3, None, 4, None, 6]
