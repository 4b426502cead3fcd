"""Simulated hours in minutes: readers, station, alarm engine and recorder on a scaled clock, nothing left out.

How late anything may be: in each hop (a device's step, a reader's wait) the clock's slack of 0.1 s. A number that a
device renews once a second may so fall on either side of a second of its patient: alarms of two runs lie up to
that second and the hops apart.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bedside import registry
from bedside.clock import ScaledClock, SystemClock
from bedside.errors import UserFacingError
from bedside.link.items import Arrival, Item
from bedside.link.ports import open_port
from bedside.link.reader import Reader
from bedside.paced_clock import PacedClock
from bedside.simulation import scenario
from bedside.simulation.fast import FastPatients
from bedside.store.library import Library
from bedside.vitals.alarms import AlarmChange, Change
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Identity, Numeric, Reading, Wave
from bedside.vitals.sessions import Mode
from tests.helpers.alarms_again import computed_again
from tests.helpers.fast_clinics import Played, played

APART_S = 1.0 + 0.5  # see above
STORY = """
title = "Desaturation with a cuff"
summary = "Falls to 84 % after a minute and a half; the cuff goes every two minutes."
auto_cuff_s = 120
[[effect]]
kind = "desaturation"
start_s = 60
nadir = 84
"""
MINUTES = 10.0
BEDS = 2


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("story") / "story.toml"
    file.write_text(STORY)
    return file


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, story: Path) -> Played:
    return played(tmp_path_factory.mktemp("clinic"), [story], minutes=MINUTES, factor=60.0, beds=BEDS)


def samples_of(readings: list[Reading]) -> list[float | None]:
    return [sample for reading in readings if isinstance(reading, Wave) for sample in reading.samples]


def numbers_of(readings: list[Reading]) -> list[tuple[Parameter, float | None]]:
    return [(each.parameter, each.value) for each in readings if isinstance(each, Numeric)]


def pressures_of(readings: list[Reading]) -> list[tuple[float | None, ...]]:
    return [(each.sys, each.dia, each.map) for each in readings if isinstance(each, Determination)]


def told(changes: list[AlarmChange], *kinds: Change) -> list[tuple[str, Change, float]]:
    """What became of the alarms of the patient; the loss of the devices at the end is none of his."""
    return [
        (each.code, each.change, each.t)
        for each in changes
        if each.change in kinds and not each.code.startswith("T-COM")
    ]


def test_no_byte_is_lost_and_none_comes_twice(clinic: Played) -> None:
    for (bed, driver), sent in clinic.sent.items():
        assert sent.dropped == 0
        assert len(clinic.received(bed, driver)) == sent.bytes, (bed, driver)
    assert clinic.recording.dropped == 0
    assert clinic.recording.backlog == 0


@pytest.mark.parametrize("bed", [1, 2])
def test_recorded_is_what_was_sent(clinic: Played, bed: int) -> None:
    recorded = [taken.reading for taken in clinic.session(bed).readings()]
    oximeter, cuff = clinic.sent[bed, "contec_v7"], clinic.sent[bed, "dinamap"]
    assert len(samples_of(recorded)) == oximeter.samples["pleth"] == pytest.approx(60 * 60 * MINUTES, abs=60)
    numbers = dict.fromkeys((Parameter.SPO2, Parameter.PR, Parameter.PI), 0)
    for parameter, _ in numbers_of(recorded):
        numbers[parameter] += 1
    assert {parameter.value: count for parameter, count in numbers.items()} == dict(oximeter.numerics)
    assert len(pressures_of(recorded)) == cuff.determinations == 5


@pytest.mark.parametrize("bed", [1, 2])
def test_the_recorded_values_are_those_of_the_bytes_read_without_any_clock(clinic: Played, bed: int) -> None:
    recorded = [taken.reading for taken in clinic.session(bed).readings()]
    assert samples_of(recorded) == samples_of(clinic.decoded(bed, "contec_v7"))
    assert numbers_of(recorded) == numbers_of(clinic.decoded(bed, "contec_v7"))
    assert pressures_of(recorded) == pressures_of(clinic.decoded(bed, "dinamap"))


@pytest.mark.parametrize("bed", [1, 2])
def test_answers_reach_a_host_that_has_just_asked(clinic: Played, bed: int) -> None:
    identities = [each.text for each in clinic.decoded(bed, "contec_v7") if isinstance(each, Identity)]
    assert any("bedside" in text for text in identities), identities


@pytest.mark.parametrize("bed", [1, 2])
def test_session_time_is_the_patients_time(clinic: Played, bed: int) -> None:
    session = clinic.session(bed)
    assert session.duration_s == pytest.approx(60 * MINUTES, abs=15.0), (
        "until the cables were out and it was ended"
    )
    opened, closed = session.opened, session.closed
    assert closed is not None
    assert (closed.utc - opened.started_utc).total_seconds() == pytest.approx(session.duration_s, abs=0.5)
    t, _ = session.wave(Parameter.PLETH)
    steps = np.diff(t)
    assert np.median(steps) == pytest.approx(1 / 60, abs=1e-4)
    assert steps.min() > 0.0, "in order"
    assert steps.max() < 0.05, "without holes"
    cuffs = [each.t for each in session.determinations()]
    assert np.diff(cuffs) == pytest.approx(120.0, abs=15.0), "a determination takes its time"
    lags = [taken.at - taken.reading.t for taken in session.readings() if isinstance(taken.reading, Numeric)]
    assert max(lags) < 0.5


@pytest.mark.req("SAFE-01")
def test_everything_of_it_is_marked_as_a_simulation(clinic: Played) -> None:
    sessions = Library(clinic.store).sessions()
    assert {each.mode for each in sessions} == {Mode.SIMULATION}
    assert [each.interrupted for each in sessions] == [False] * BEDS


def test_nobody_stood_still_in_simulated_time_however_slow_the_machine(clinic: Played) -> None:
    faults = ("stood_still", "inbox_full", "records_lost", "clock_step", "internal_error")
    assert Library(clinic.store).station_events_of(faults, 9) == []
    assert clinic.kept.given_up == ()


@pytest.mark.parametrize("bed", [1, 2])
def test_no_link_was_lost_but_at_the_end(clinic: Played, bed: int) -> None:
    for record in clinic.session(bed).device_changes():
        if record.change.state not in (LinkState.OPENING, LinkState.WAITING, LinkState.MEASURING):
            assert record.at > 60 * MINUTES - 2.0, record


@pytest.mark.req("ALM-41")
@pytest.mark.parametrize("bed", [1, 2])
def test_the_alarms_are_those_of_the_pure_engine(clinic: Played, bed: int) -> None:
    session = clinic.session(bed)
    changes = session.alarm_changes()
    assert [each.code for each in changes if each.change is Change.ONSET][:2] == ["SPO2-FALL", "SPO2-LOW"]
    assert changes == computed_again(session)


def test_another_speed_makes_the_same_alarms(clinic: Played, tmp_path: Path, story: Path) -> None:
    slower = played(tmp_path, [story], minutes=4.0, factor=30.0)
    before = [
        each
        for each in told(clinic.session(1).alarm_changes(), Change.ONSET, Change.ENDED)
        if each[2] < 235.0
    ]
    again = [
        each
        for each in told(slower.session(1).alarm_changes(), Change.ONSET, Change.ENDED)
        if each[2] < 235.0
    ]
    assert len(before) >= 4
    assert [each[:2] for each in before] == [each[:2] for each in again]
    assert [each[2] for each in before] == pytest.approx([each[2] for each in again], abs=APART_S)
    assert (
        pressures_of([taken.reading for taken in slower.session(1).readings()])
        == (pressures_of([taken.reading for taken in clinic.session(1).readings()])[:2])
    )


def test_a_pulled_cable_is_seen_and_mended_at_its_time(tmp_path: Path) -> None:
    clinic = played(tmp_path, ["cable_pull"], minutes=3.0, factor=60.0)
    changes = [
        (record.change.state, record.at)
        for record in clinic.session(1).device_changes()
        if record.change.device.startswith("contec") and 10.0 < record.at < 170.0
    ]
    assert [state for state, _ in changes] == [LinkState.GONE, LinkState.WAITING, LinkState.MEASURING]
    gone, opened, measuring = (at for _, at in changes)
    assert gone == pytest.approx(60.0, abs=APART_S)
    assert opened == pytest.approx(75.0, abs=2.0 + APART_S), "the reader looks every 2 s"
    assert measuring - opened < 3.0
    assert clinic.sent[1, "contec_v7"].bytes == len(clinic.received(1, "contec_v7")), "also around the pull"


def test_a_line_at_the_wrong_speed_is_garbled_as_on_a_cable(tmp_path: Path) -> None:
    clinic = played(
        tmp_path, ["rest"], minutes=0.5, factor=60.0, keys=("nonin", "dinamap"), lines={"nonin": "19200 8N1"}
    )
    assert Library(clinic.store).sessions() == []
    assert len(clinic.received(1, "nonin")) > 1000
    assert numbers_of(clinic.decoded(1, "nonin")) == []


def test_a_slow_reader_slows_the_time_and_loses_nothing() -> None:
    """Whatever a machine does to it: a reader that takes 10 ms for each arrival, at ×600."""
    patients = FastPatients(["nonin"], [scenario.load("rest")], beds=1, seed=1, factor=600.0)
    real = SystemClock()
    arrivals: list[Arrival] = []

    def slow(item: Item) -> None:
        if isinstance(item, Arrival):
            arrivals.append(item)
            real.sleep(0.01)

    (port,) = patients.ports
    driver = registry.load("nonin")
    reader = Reader(
        "nonin@x",
        driver,
        port.port,
        lambda name, of: open_port(name, of, patients.clock),
        slow,
        patients.clock,
    )
    reader.start()
    patients.go(60.0)
    assert patients.await_end(120.0)
    kept = patients.kept()
    patients.let_go()
    assert reader.stop()
    ((_, sent),) = patients.stop()
    assert sent.dropped == 0
    readings = [reading for arrival in arrivals for reading in arrival.readings]
    assert len(samples_of(readings)) == sent.samples["pleth"] > 4000
    assert all(
        0.0 <= arrival.t - reading.t < 0.5
        for arrival in arrivals
        for reading in arrival.readings
        if isinstance(reading, Numeric)
    )
    assert kept.factor < 0.5 * kept.asked
    assert any("could not go faster" in sentence for sentence in kept.sentences())


def test_a_recording_plays_back_at_the_clocks_pace(tmp_path: Path) -> None:
    patients = FastPatients(["nonin"], [scenario.load("rest")], beds=1, seed=1, factor=60.0)
    patients.stop()
    driver = registry.load("nonin")
    device, patient = driver.device(), scenario.load("rest").patient(1)
    file = tmp_path / "minute.bin"
    file.write_bytes(b"".join(device.emit(patient, n / 75) for n in range(75 * 60)))
    clock = ScaledClock(SystemClock(), 60.0)
    items: list[Item] = []
    reader = Reader(
        "nonin@file", driver, str(file), lambda name, of: open_port(name, of, clock), items.append, clock
    )
    began = clock.now()
    reader.start()
    _until(lambda: any(isinstance(each, DeviceChange) and each.state is LinkState.ENDED for each in items))
    assert reader.stop()
    arrivals = [each.t - began for each in items if isinstance(each, Arrival)]
    assert arrivals[-1] >= 59.0, "a minute of the clock, not of the machine"
    assert len(samples_of([r for each in items if isinstance(each, Arrival) for r in each.readings])) > 4400


def test_patients_that_cannot_be_played_leave_no_port_behind() -> None:
    with pytest.raises(UserFacingError, match="There is no driver called 'nix'"):
        FastPatients(["nonin", "nix"], [scenario.load("rest")], beds=2, seed=1, factor=60.0)
    first = FastPatients(["nonin"], [scenario.load("rest")], beds=2, seed=1, factor=60.0)
    with pytest.raises(UserFacingError, match="already"):
        FastPatients(["dinamap", "nonin"], [scenario.load("rest")], beds=2, seed=1, factor=60.0)
    first.stop()
    again = FastPatients(["dinamap", "nonin"], [scenario.load("rest")], beds=2, seed=1, factor=60.0)
    assert [port.port for port in again.ports] == [
        "memory://bed1-dinamap",
        "memory://bed1-nonin",
        "memory://bed2-dinamap",
        "memory://bed2-nonin",
    ]
    assert again.stop() == ()


def test_their_time_stands_still_until_they_go() -> None:
    patients = FastPatients(["nonin"], [scenario.load("rest")], beds=1, seed=1, factor=600.0)
    assert isinstance(patients.clock, PacedClock)
    before = patients.clock.now()
    SystemClock().sleep(0.05)
    assert patients.clock.now() == before
    patients.go()
    _until(lambda: patients.clock.now() > before + 1.0)
    patients.stop()


@pytest.mark.soak
@pytest.mark.timeout(1500)
def test_eight_hours_are_recorded_whole(tmp_path: Path) -> None:
    clinic = played(tmp_path, ["desaturation"], minutes=8 * 60, factor=300.0)
    session = clinic.session(1)
    assert session.duration_s == pytest.approx(8 * 3600, abs=15.0)
    sent = clinic.sent[1, "contec_v7"]
    _, samples = session.wave(Parameter.PLETH)
    assert np.isfinite(samples).sum() == sent.samples["pleth"] == pytest.approx(8 * 3600 * 60, abs=120)
    assert len(session.determinations()) == clinic.sent[1, "dinamap"].determinations
    onsets = [at for code, _, at in told(session.alarm_changes(), Change.ONSET) if code == "SPO2-FALL"]
    rounds = sorted({int(at // 600) for at in onsets})
    assert rounds == list(range(48)), "one event in every ten minutes"
    assert session.alarm_changes() == computed_again(session)
    assert clinic.kept.given_up == ()


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_the_same_ten_minutes_at_a_third_of_the_speed(clinic: Played, tmp_path: Path, story: Path) -> None:
    slower = played(tmp_path, [story], minutes=MINUTES, factor=20.0, beds=BEDS)
    for bed in (1, 2):
        one = told(clinic.session(bed).alarm_changes(), Change.ONSET, Change.ENDED)
        other = told(slower.session(bed).alarm_changes(), Change.ONSET, Change.ENDED)
        assert [each[:2] for each in one] == [each[:2] for each in other]
        assert [each[2] for each in one] == pytest.approx([each[2] for each in other], abs=APART_S)


def _until(true: Callable[[], bool]) -> None:
    clock = SystemClock()
    deadline = clock.now() + 60.0
    while not true():
        assert clock.now() < deadline
        clock.sleep(0.02)
