"""A bed goes on with the session that the record says was left open (with a real record and a clock by hand)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.clock import ManualClock
from bedside.monitor.bed import Bed
from bedside.monitor.resume import unfinished_in
from bedside.monitor.updates import MonitorUpdate
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.alarms import Change
from bedside.vitals.commands import EndSession
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Quality, Reading
from bedside.vitals.sessions import Mode
from tests.helpers.alarms_again import computed_again
from tests.helpers.make_database import OXIMETER, STARTED, Stream, record_all

LASTED_S = 30.0


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session of half a minute that was never closed; the saturation is low and nobody has been told yet."""
    monkeypatch.setattr("bedside.monitor.resume.boot_id", lambda: "a later boot")
    path = tmp_path / "b.sqlite"
    stream = Stream("left-open")
    readings = [stream.taken(spo2(float(t), 79.0)) for t in range(int(LASTED_S) + 1)]
    record_all(path, [*stream.opened(), *readings])
    return path


def spo2(t: float, value: float | None, quality: Quality = Quality.NONE) -> Numeric:
    return Numeric(parameter=Parameter.SPO2, t=t, value=value, quality=quality)


def no_finger(t: float) -> Numeric:
    return spo2(t, None, Quality.NO_FINGER)


class Restarted:
    """The program after its restart, so long after the newest thing recorded."""

    def __init__(self, store: Path, away_s: float, *, simulated: bool = True) -> None:
        self.clock = ManualClock(7000.0, STARTED + timedelta(seconds=LASTED_S + away_s))
        self.recorder = Recorder(store, self.clock, interval_s=0.01)
        self.recorder.start()
        library = Library(store)
        self.bed = Bed(
            1,
            clock=self.clock,
            ages=Ages(),
            profile=lambda _title: default_profile(),
            alarms=Engine,
            record=self.recorder.put,
            unfinished=lambda bed: unfinished_in(library, bed),
        )
        self.bed.attach(OXIMETER, self.clock.now(), simulated=simulated)

    def hears(self, *readings: Callable[[float], Reading]) -> MonitorUpdate:
        t = self.clock.now()
        self.bed.arrive(OXIMETER, [reading(t) for reading in readings], t)
        return self.bed.step(t, (), can_start_nibp=False, nibp_refusal="")


@pytest.fixture
def restart(store: Path):
    rooms: list[Restarted] = []

    def make(away_s: float, *, simulated: bool = True) -> Restarted:
        rooms.append(Restarted(store, away_s, simulated=simulated))
        return rooms[-1]

    yield make
    for room in rooms:
        room.recorder.stop()
        state = room.recorder.state()
        assert (state.backlog, state.dropped, state.fault) == (0, 0, "")


@pytest.mark.req("ALM-41")
@pytest.mark.parametrize("first", [no_finger, lambda t: spo2(t, 95.0)])
def test_whatever_a_device_says_first_the_session_goes_on(restart, expect_log, store, first) -> None:
    expect_log("session left-open goes on after 60 s")
    room = restart(60.0)
    update = room.hears(first)
    assert update.session is not None
    assert update.session.id == "left-open"
    assert update.session.interrupted == ((LASTED_S, pytest.approx(LASTED_S + 60.0)),)
    assert update.now == pytest.approx(LASTED_S + 60.0)
    assert [alarm.change.code for alarm in update.alarms] == ["SPO2-LOW", "T-INTERRUPTED"]
    room.recorder.stop()
    session = Library(store).open("left-open")
    assert [segment.cause for segment in session.segments] == ["session began", "program restarted"]
    assert [change.change for change in session.alarm_changes()][:1] == [Change.ONSET]
    assert computed_again(session) == session.alarm_changes()


@pytest.mark.req("ALM-41")
def test_after_a_quarter_of_an_hour_it_stays_interrupted_and_a_lone_probe_begins_nothing(
    restart, store
) -> None:
    room = restart(901.0)
    assert room.hears(no_finger).session is None
    room.clock.advance(1.0)
    update = room.hears(lambda t: spo2(t, 97.0))
    assert update.session is not None
    assert update.session.id != "left-open"
    room.recorder.stop()
    assert [session.interrupted for session in Library(store).sessions()] == [True, True]


@pytest.mark.req("SAFE-01")
def test_a_real_device_never_goes_on_with_a_simulated_session(restart) -> None:
    update = restart(60.0, simulated=False).hears(lambda t: spo2(t, 97.0))
    assert update.session is not None
    assert (update.session.id == "left-open", update.mode) == (False, Mode.LIVE)


@pytest.mark.req("ALM-41")
def test_a_wall_clock_set_back_meanwhile_does_not_lose_the_session(restart, expect_log) -> None:
    expect_log("session left-open goes on")
    update = restart(-20.0).hears(lambda t: spo2(t, 97.0))
    assert update.session is not None
    assert update.session.id == "left-open"
    assert update.now > LASTED_S


def test_the_store_is_asked_once_and_not_again_after_the_session_ended(restart, expect_log) -> None:
    expect_log("session left-open goes on")
    room = restart(60.0)
    room.hears(no_finger)
    room.clock.advance(16 * 60.0)
    assert room.bed.step(room.clock.now(), (), can_start_nibp=False, nibp_refusal="").session is None
    assert room.hears(no_finger).session is None
    update = room.hears(lambda t: spo2(t, 97.0))
    assert update.session is not None
    assert update.session.id != "left-open"


def test_next_patient_tapped_twice_loses_nobody(restart, store) -> None:
    room = restart(3600.0)
    for _ in range(3):
        assert room.hears(lambda t: spo2(t, 97.0)).session is not None
        room.bed.command(EndSession(bed=1, next_patient=True), room.clock.now())
        room.clock.advance(0.1)
    room.recorder.stop()
    began = [session for session in Library(store).sessions() if session.id != "left-open"]
    assert len(began) == len({session.id for session in began}) == 3
    assert all(len(list(Library(store).open(session.id).readings())) == 1 for session in began)


def test_links_and_late_cuff_readings_of_the_time_before_do_not_disturb(restart, expect_log) -> None:
    expect_log("session left-open goes on")
    room = restart(60.0)
    room.bed.link(
        DeviceChange(t=room.clock.now(), device=OXIMETER, state=LinkState.MEASURING, sentence="measuring")
    )
    old = lambda t: Determination(t=t - 30.0, sys=120.0, dia=80.0, map=93.0, pr=None)  # noqa: E731
    update = room.hears(old)
    assert update.session is not None, "the first word of a device is enough, also one about its port"
    assert update.session.id == "left-open"
    assert update.determinations == (), "measured before the device came to this bed"
    assert room.hears(no_finger).determinations == ()
