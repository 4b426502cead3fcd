"""The station owns the beds: it stamps, orders, refuses in words and publishes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from bedside.clock import ManualClock, SystemClock
from bedside.driver_api import CuffOrder
from bedside.errors import DriverError, RefusedError, UserFacingError
from bedside.link.port_watch import PortsSeen
from bedside.monitor.attachments import Attachments
from bedside.monitor.inbox import Inbox
from bedside.monitor.station import Incoming, Station
from bedside.settings import RememberedDevice, Settings
from bedside.vitals.commands import CancelNibp, EndSession, GiveRating, NamePatient, StartNibp
from bedside.vitals.devices import LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.records import (
    EntryMade,
    ReadingTaken,
    Record,
    RecordingState,
    SessionOpened,
    StationEvent,
)
from bedside.vitals.sessions import Mode, PatientType
from bedside.vitals.station_commands import AcceptIntendedUse, AttachDevice, DetachDevice
from tests.helpers.clinics import Clinic
from tests.helpers.readers import load


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    made = Clinic(Settings())
    yield made
    made.station.stop()


def test_a_reading_that_arrives_is_recorded_and_shown(clinic: Clinic):
    reader = clinic.attach()
    clinic.monitor(reader)
    assert clinic.station.updates[3].numerics[Parameter.SPO2].value == 97.0
    assert any(isinstance(record, ReadingTaken) for record in clinic.records)


def test_a_command_is_ordered_with_the_readings(clinic: Clinic):
    reader = clinic.attach()
    clinic.monitor(reader)
    clinic.do(GiveRating(bed=3, scale="anxiety", value=4))
    clinic.spo2(reader, 96.0)
    clinic.until(lambda: sum(isinstance(r, ReadingTaken) for r in clinic.records) == 2, "a second reading")
    order = [type(r) for r in clinic.records if isinstance(r, ReadingTaken | EntryMade)]
    assert order == [ReadingTaken, EntryMade, ReadingTaken]


def test_a_refused_command_comes_back_as_a_sentence_and_is_shown(clinic: Clinic):
    with pytest.raises(RefusedError, match="no open session"):
        clinic.do(GiveRating(bed=3, scale="anxiety", value=4))
    clinic.until(
        lambda: clinic.station.station_update is not None and bool(clinic.station.station_update.notices),
        "a notice",
    )


@pytest.mark.parametrize("bed", [0, 17])
def test_a_bed_that_does_not_exist_is_refused_in_words(clinic: Clinic, bed: int):
    with pytest.raises(RefusedError, match="no bed"):
        clinic.attach(bed=bed)


def test_an_unknown_driver_is_said_in_words_and_nothing_is_attached(clinic: Clinic):
    with pytest.raises(DriverError, match="no driver"):
        clinic.attach(driver="toaster")
    assert clinic.readers == {}


def test_a_second_source_of_the_same_value_is_refused_in_words(clinic: Clinic):
    clinic.attach()
    with pytest.raises(RefusedError, match="already gets SpO2"):
        clinic.attach(port="/dev/ttyUSB1")


def test_a_port_serves_one_bed_only(clinic: Clinic):
    clinic.attach()
    with pytest.raises(RefusedError, match="already in use by bedside for bed 3"):
        clinic.attach(driver="cuff", bed=4)


def test_an_oximeter_and_a_cuff_share_a_bed(clinic: Clinic):
    clinic.attach()
    clinic.attach(driver="cuff", port="/dev/ttyUSB1")
    clinic.until(lambda: len(clinic.station.updates[3].devices) == 2, "two devices")


@pytest.mark.req("SAFE-01")
def test_simulated_and_real_devices_never_share_a_bed(clinic: Clinic):
    clinic.attach()
    with pytest.raises(RefusedError, match="never share a bed"):
        clinic.attach(driver="cuff", port="socket://localhost:4001")


@pytest.mark.req("SAFE-01")
def test_a_simulated_device_never_joins_the_session_of_a_real_patient(clinic: Clinic):
    reader = clinic.attach()
    clinic.monitor(reader)
    clinic.do(DetachDevice(bed=3, device=reader.device))
    with pytest.raises(RefusedError, match="never filed under a real patient"):
        clinic.attach(port="socket://localhost:4001")


@pytest.mark.req("SAFE-01")
def test_what_comes_over_a_socket_is_marked_simulated_and_never_remembered(clinic: Clinic):
    reader = clinic.attach(port="socket://localhost:4001")
    clinic.monitor(reader)
    assert clinic.station.updates[3].mode is Mode.SIMULATION
    assert all(row.simulated for row in clinic.station.updates[3].devices)
    opened = next(record for record in clinic.records if isinstance(record, SessionOpened))
    assert opened.mode is Mode.SIMULATION
    assert clinic.saved == []


def test_an_attached_device_is_remembered_and_a_forgotten_one_is_not(clinic: Clinic):
    reader = clinic.attach()
    assert clinic.saved[-1].devices == (RememberedDevice(driver="oximeter", port="/dev/ttyUSB0", bed=3),)
    clinic.do(DetachDevice(bed=3, device=reader.device))
    assert clinic.saved[-1].devices == ()
    clinic.until(lambda: reader.stopped, "a stopped reader")


def test_remembered_devices_come_back_to_their_bed_with_their_line_settings():
    kept = RememberedDevice(driver="oximeter", port="/dev/ttyUSB0", bed=5, line="4800 8O1")
    clinic = Clinic(Settings(devices=(kept,)))
    try:
        clinic.until(lambda: 5 in clinic.station.updates, "bed 5")
        assert clinic.readers["oximeter@/dev/ttyUSB0"].started
        clinic.until(lambda: bool(clinic.station.updates[5].devices), "the device of bed 5")
        assert clinic.station.updates[5].devices[0].line == "4800 8O1"
    finally:
        clinic.station.stop()


def test_line_settings_that_are_none_are_refused_in_words(clinic: Clinic):
    with pytest.raises(RefusedError, match="9600 8N1"):
        clinic.do(AttachDevice(bed=3, driver="oximeter", port="/dev/ttyUSB0", line="fast"))


def test_a_remembered_device_that_is_refused_at_the_start_is_not_forgotten():
    kept = (
        RememberedDevice(driver="oximeter", port="/dev/ttyUSB0", bed=5),
        RememberedDevice(driver="oximeter", port="/dev/ttyUSB1", bed=5),
    )
    clinic = Clinic(Settings(devices=kept))
    try:
        clinic.until(
            lambda: clinic.station.station_update is not None and bool(clinic.station.station_update.notices),
            "the refusal",
        )
        clinic.attach(port="/dev/ttyUSB7", bed=6)
        assert {device.port for device in clinic.saved[-1].devices} == {
            "/dev/ttyUSB0",
            "/dev/ttyUSB1",
            "/dev/ttyUSB7",
        }
    finally:
        clinic.station.stop()


def test_a_bug_in_one_bed_costs_no_other_bed_a_reading(clinic: Clinic, expect_log):
    expect_log("a bug in the station while taking Arrival")
    broken, sound = clinic.attach(), clinic.attach(port="/dev/ttyUSB1", bed=4)
    clinic.monitor(broken)
    clinic.monitor(sound, bed=4)

    def fall_over(*args: object) -> None:
        raise ValueError("a bug")

    clinic.station._beds.at(3).arrive = fall_over  # type: ignore[method-assign]
    before = sum(isinstance(record, ReadingTaken) for record in clinic.records)
    for value in range(80, 100):
        clinic.spo2(broken, value)
        clinic.spo2(sound, value)
    clinic.until(
        lambda: sum(isinstance(record, ReadingTaken) for record in clinic.records) == before + 20,
        "every reading of bed 4",
    )
    clinic.until(lambda: clinic.kinds().count("internal_error") == 1, "one event")


def test_settings_that_cannot_be_written_stop_nothing(clinic: Clinic):
    clinic.save_error = UserFacingError("The settings could not be written.")
    reader = clinic.attach()
    clinic.monitor(reader)
    assert clinic.station.station_update is not None
    clinic.until(
        lambda: "could not be written" in " ".join(clinic.station.station_update.notices), "a notice"
    )


def test_the_state_of_a_link_is_shown_in_its_own_words(clinic: Clinic):
    reader = clinic.attach()
    clinic.monitor(reader)
    reader.change(clinic.clock.now(), LinkState.GONE, "The cable was pulled: plug it in again.")
    clinic.until(lambda: clinic.station.updates[3].devices[0].state is LinkState.GONE, "gone")
    assert clinic.station.updates[3].devices[0].sentence == "The cable was pulled: plug it in again."


@pytest.mark.req("PLAN-03")
def test_a_cuff_start_without_a_patient_type_is_refused_in_words(clinic: Clinic):
    reader = clinic.attach()
    clinic.monitor(reader)
    cuff = clinic.attach(driver="cuff", port="/dev/ttyUSB1")
    with pytest.raises(RefusedError, match="patient type"):
        clinic.do(StartNibp(bed=3))
    assert cuff.posted == []
    clinic.do(NamePatient(bed=3, label="", patient_type=PatientType.ADULT))
    clinic.do(StartNibp(bed=3))
    assert [(r.order, r.patient_type) for r in cuff.posted] == [(CuffOrder.START, PatientType.ADULT)]


def test_ending_a_session_deflates_a_running_cuff(clinic: Clinic):
    reader = clinic.attach()
    clinic.monitor(reader)
    cuff = clinic.attach(driver="cuff", port="/dev/ttyUSB1")
    clinic.do(NamePatient(bed=3, label="", patient_type=PatientType.ADULT))
    clinic.do(StartNibp(bed=3))
    clinic.do(EndSession(bed=3))
    assert cuff.posted[-1].order is CuffOrder.CANCEL


def test_a_cancel_needs_no_session(clinic: Clinic):
    cuff = clinic.attach(driver="cuff", port="/dev/ttyUSB1")
    clinic.do(CancelNibp(bed=3))
    assert [r.order for r in cuff.posted] == [CuffOrder.CANCEL]


def test_a_bed_without_a_startable_cuff_says_so(clinic: Clinic):
    reader = clinic.attach()
    clinic.monitor(reader)
    with pytest.raises(RefusedError, match="press start on the monitor"):
        clinic.do(StartNibp(bed=3))


def test_accepting_the_intended_use_is_kept_and_logged(clinic: Clinic):
    clinic.do(AcceptIntendedUse(bed=1))
    assert clinic.saved[-1].intended_use_accepted_utc is not None
    assert "accept_intended_use" in clinic.kinds()


def test_stopping_ends_every_reader_and_says_so_in_the_record(clinic: Clinic):
    reader = clinic.attach()
    clinic.station.stop()
    assert reader.stopped
    assert clinic.kinds()[-1] == "stopped"


def test_a_full_inbox_counts_what_it_turned_away():
    inbox: Inbox[int] = Inbox(capacity=2)
    assert [inbox.put(n) for n in range(4)] == [True, True, False, False]
    assert inbox.refused == 2
    assert inbox.take(0.0) == [0, 1]


def test_a_round_is_taken_when_it_is_over_whole_and_in_order():
    inbox: Inbox[int] = Inbox()
    for n in range(5):
        inbox.put(n)
    inbox.ring()
    inbox.ring()  # one round, however often it is said to be over
    assert inbox.take_round(60.0) == [0, 1, 2, 3, 4]
    inbox.put(5)
    assert inbox.take_round(0.001) == [5], "nobody rings: what is there is taken after a moment"
    assert inbox.take_round(0.0) == []


def test_readings_of_many_beds_are_taken_also_where_no_round_ends(clinic: Clinic):
    readers = [clinic.attach(port=f"/dev/ttyUSB{bed}", bed=bed) for bed in range(1, 17)]
    for bed, reader in enumerate(readers, 1):
        clinic.monitor(reader, bed)
    for bed, reader in enumerate(readers, 1):
        clinic.spo2(reader, 80.0 + bed)
    for bed in range(1, 17):
        shown = f"the newest number of bed {bed}"
        clinic.until(
            lambda b=bed: clinic.station.updates[b].numerics[Parameter.SPO2].value == 80.0 + b, shown
        )


@pytest.fixture
def full(clinic: Clinic) -> Station:
    """A station of sixteen beds whose thread has ended, for a test to ask which of them are due."""
    for bed in range(1, 17):
        clinic.monitor(clinic.attach(port=f"/dev/ttyUSB{bed}", bed=bed), bed)
    clinic.station.stop()
    return clinic.station


def looked_at(station: Station, now: float) -> list[int]:
    due = station._due(now)
    station._looked_t.update(dict.fromkeys(due, now))
    return due


def test_many_beds_are_looked_at_in_turns_a_few_a_round_and_each_ten_times_a_second(full: Station):
    begun = SystemClock().now() + 10.0
    looked_at(full, begun)
    rounds = [looked_at(full, begun + n / 60.0) for n in range(1, 601)]
    assert max(len(due) for due in rounds) <= 4
    for bed in range(1, 17):
        at = [n for n, due in enumerate(rounds, 1) if bed in due]
        waits = [b - a for a, b in pairwise([0, *at])]
        assert max(waits) <= 9, "while they spread out"
        assert max(waits[3:]) <= 7, "0.1 s, and a round"


def test_after_a_turn_that_took_long_every_bed_is_due_at_once(full: Station):
    now = SystemClock().now() + 10.0
    assert len(looked_at(full, now)) == 16
    assert looked_at(full, now + 0.05) == []
    assert len(looked_at(full, now + 0.5)) == 16


def empty_station(clock: ManualClock, inbox: Inbox[Incoming], records: list[Record]) -> Station:
    """One without beds and devices, whose thread does not run."""
    return Station(
        clock=clock,
        attachments=Attachments(load, lambda *_, **__: pytest.fail("no device here")),
        new_bed=lambda number: pytest.fail("no bed here"),
        record=records.append,
        recording=RecordingState,
        settings=Settings(),
        save_settings=lambda settings: None,
        inbox=inbox,
    )


def test_what_a_full_inbox_turned_away_is_told_once_with_its_number():
    clock, records = ManualClock(now=500.0), []
    inbox: Inbox[Incoming] = Inbox(capacity=1)
    station = empty_station(clock, inbox, records)
    for turned_away in (3, 0, 2):
        for _ in range(turned_away + (inbox.refused == 0)):
            inbox.put(PortsSeen(ports=()))
        clock.advance(1.0)
        station._step_station(clock.now())
    lost = [r.words for r in records if isinstance(r, StationEvent) and r.kind == "inbox_full"]
    assert lost == [f"{n} items lost: the station could not keep up" for n in (3, 2)]
    assert "2 readings were lost" in station.station_update.notices[-1]


def test_a_stepped_wall_clock_is_an_event_and_touches_no_session_time():
    clock = ManualClock(now=500.0)
    records: list[Record] = []
    station = empty_station(clock, Inbox(), records)
    station._step_station(clock.now())
    clock.advance(1.0)
    clock.step_wall(3600.0)
    station._step_station(clock.now())
    clock.advance(1.0)
    station._step_station(clock.now())
    assert [record.kind for record in records if isinstance(record, StationEvent)] == ["clock_step"]
    assert station.station_update is not None
    assert "+3600.0 s" in station.station_update.notices[-1]
