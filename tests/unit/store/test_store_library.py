"""Finding sessions and reading them: lists, windows, arrays, and what a restart needs to know."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bedside.errors import StoreError
from bedside.store.library import Library
from bedside.vitals.alarms import Change, Priority
from bedside.vitals.commands import NamePatient, Retract
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Quality, Wave
from bedside.vitals.records import ReadingTaken, Record, SegmentOpened
from bedside.vitals.sessions import Mode, PatientType
from tests.helpers.make_database import CUFF, RATE_HZ, STARTED, Stream, pleth, record_all, whole_session


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "b.sqlite"


def named(label: str) -> NamePatient:
    return NamePatient(bed=1, label=label, patient_type=PatientType.ADULT)


def test_the_list_says_how_each_session_ended_newest_first(path: Path) -> None:
    later = Stream("two", bed=4, started=STARTED + timedelta(hours=1))
    running = [*later.opened(Mode.LIVE), later.taken(pleth(1.0, 60), at=2.0)]
    record_all(path, [*whole_session(Stream("one")), *running])
    two, one = Library(path).sessions()
    assert (two.id, two.bed, two.mode, two.interrupted, two.ended_utc) == ("two", 4, Mode.LIVE, True, None)
    assert two.duration_s == 2.0
    assert two.newest_sample_t == pytest.approx(1.0 + 59 / RATE_HZ)
    assert (one.label, one.interrupted, one.end_reason) == ("Room 2 B", False, "ended by the operator")
    assert one.ended_utc == STARTED + timedelta(seconds=20.001)
    assert one.duration_s == 20.001
    assert (one.alarms, one.alarms_high, one.alarms_medium) == ({Priority.HIGH: 1}, 1, 0)
    assert not Library(path).sessions(running=["two"])[0].interrupted


def test_the_label_is_the_newest_name_that_was_not_taken_back(path: Path) -> None:
    stream = Stream("one")
    records = [*stream.opened(), stream.made(named("A"), 1.0), stream.made(named("B"), 2.0)]
    records += [stream.made(named("C"), 3.0), stream.made(Retract(bed=1, entry=3), 4.0)]
    record_all(path, records)
    library = Library(path)
    assert library.sessions()[0].label == "B"
    assert [entry.retracted for entry in library.open("one").entries()] == [False, False, True, False]


def test_a_session_that_is_not_there_is_said_so(path: Path) -> None:
    record_all(path, [])
    assert Library(path).sessions() == []
    with pytest.raises(StoreError, match="there is no session nine in"):
        Library(path).open("nine")


def test_windows_laid_end_to_end_give_every_record_once_and_in_order(path: Path) -> None:
    record_all(path, whole_session(Stream("one")))
    session = Library(path).open("one")
    whole = list(session.records())
    edges = [0.0, 0.05, 1.1, 1.15, 7.3, 8.9, 14.0, 14.0, 20.0, 30.0]
    pieces = [record for a, b in pairwise(edges) for record in session.records(a, b)]
    assert pieces == whole
    assert [record.at for record in whole] == sorted(record.at for record in whole)
    assert all(1.1 <= reading.at < 1.3 for reading in session.readings(1.1, 1.3))


def test_a_long_session_is_read_in_pieces_and_comes_out_whole(path: Path) -> None:
    stream = Stream("one")
    record_all(path, [*stream.opened(), *(stream.taken(pleth(float(n), 60), n + 1.0) for n in range(400))])
    session = Library(path).open("one")
    assert [reading.number for reading in session.readings()] == list(range(1, 401))
    assert len(session.wave(Parameter.PLETH)[0]) == 400 * 60


def test_readings_without_waves_are_what_the_alarm_engine_saw(path: Path) -> None:
    records = whole_session(Stream("one"))
    record_all(path, records)
    seen = [r for r in records if isinstance(r, ReadingTaken) and not isinstance(r.reading, Wave)]
    assert list(Library(path).open("one").readings(waves=False)) == seen


def test_a_wave_is_drawn_with_its_holes(path: Path) -> None:
    stream = Stream("one")
    gone = Wave(
        parameter=Parameter.PLETH,
        t=2.0,
        rate_hz=RATE_HZ,
        samples=(7, None, 9),
        quality=pleth(2.0, 3).quality,
    )
    record_all(path, [*stream.opened(), stream.taken(pleth(1.0, 6)), stream.taken(gone)])
    t, y = Library(path).open("one").wave(Parameter.PLETH)
    assert t == pytest.approx([*(1.0 + np.arange(7) / RATE_HZ), *(2.0 + np.arange(3) / RATE_HZ)])
    assert np.isnan(y).tolist() == [False] * 6 + [True] + [False, True, False]
    assert y[7] == 7
    assert y.dtype == np.float32


def test_a_part_of_a_wave_is_exactly_that_part(path: Path) -> None:
    stream = Stream("one")
    record_all(path, [*stream.opened(), *(stream.taken(pleth(n / 10, 6), 5.0) for n in range(300))])
    session = Library(path).open("one")
    t, y = session.wave(Parameter.PLETH)
    for first, last in ((0.0, 1.0), (9.99, 10.01), (12.3, 17.7), (29.9, 99.0), (50.0, 60.0)):
        part_t, part_y = session.wave(Parameter.PLETH, first, last)
        inside = (t >= first) & (t < last)
        np.testing.assert_array_equal(part_t, t[inside])
        np.testing.assert_array_equal(part_y, y[inside])
    assert [len(array) for array in session.wave(Parameter.CUFF)] == [0, 0]


def test_numbers_come_as_arrays_with_missing_values_and_those_of_the_cuff(path: Path) -> None:
    record_all(path, whole_session(Stream("one")))
    session = Library(path).open("one")
    t, y = session.numerics(Parameter.SPO2)
    assert len(t) == 18
    assert np.isnan(y).sum() == 1
    assert [array.tolist() for array in session.numerics(Parameter.NIBP_SYS)] == [[2.5], [128.0]]
    assert np.isnan(session.numerics(Parameter.NIBP_PR)[1]).all()
    assert [array.size for array in session.numerics(Parameter.RR)] == [0, 0]
    assert session.determinations()[0].dia == 79.0


def test_a_number_that_its_device_calls_old_is_no_value_in_any_array(path: Path) -> None:
    stream = Stream("one")
    said = [(1.0, 97.0, Quality.NONE), (2.0, 97.0, Quality.HELD), (3.0, 97.0, Quality.NO_FINGER)]
    said.append((4.0, 96.0, Quality.ARTEFACT))
    readings = [Numeric(parameter=Parameter.SPO2, t=t, value=value, quality=q) for t, value, q in said]
    record_all(path, [*stream.opened(), *map(stream.taken, readings)])
    session = Library(path).open("one")
    for t, y in (session.numerics(Parameter.SPO2), session.numbers_between(Parameter.SPO2, 0.0, 9.0)):
        assert t.tolist() == [1.0, 2.0, 3.0, 4.0]
        assert [None if np.isnan(value) else value for value in y] == [97.0, None, None, 96.0]


def test_an_open_session_shows_the_numbers_that_came_since(path: Path) -> None:
    stream = Stream("one")
    record_all(path, [*stream.opened(), stream.taken(Numeric(parameter=Parameter.PR, t=1.0, value=70.0))])
    session = Library(path).open("one")
    assert session.numerics(Parameter.PR)[1].tolist() == [70.0]
    record_all(path, [stream.taken(Numeric(parameter=Parameter.PR, t=2.0, value=71.0))])
    assert session.numerics(Parameter.PR)[1].tolist() == [70.0, 71.0]


@pytest.mark.req("ALM-41")
def test_a_restart_learns_where_the_session_has_to_go_on(path: Path) -> None:
    stream = Stream("one")
    records = [*stream.opened(Mode.LIVE), stream.made(named("A"), 1.0), stream.taken(pleth(5.0, 6), 5.1)]
    records += [stream.segment(100.0, "program restarted"), stream.alarmed(Change.ONSET, 105.0)]
    records += [stream.taken(pleth(110.0, 6), 110.1), stream.alarmed(Change.WORSE, 112.5)]
    record_all(path, records)
    unfinished = Library(path).unfinished(1)
    assert unfinished is not None
    assert unfinished.opened == records[0]
    assert (unfinished.last_number, unfinished.next_number, unfinished.last_entry) == (3, 4, 1)
    assert (unfinished.last_alarm, unfinished.last_condition) == (2, 1)
    assert unfinished.newest_t == 112.5
    assert unfinished.newest_utc == STARTED + timedelta(seconds=112.5)
    assert unfinished.recorded.interruptions() == ((5.1, 100.0),)
    assert unfinished.recorded.duration_s == 112.5


def test_a_step_of_the_wall_clock_between_segments_moves_the_newest_time(path: Path) -> None:
    stream = Stream("one")
    records = stream.opened()
    stream.started += timedelta(hours=1)
    record_all(path, [*records, stream.segment(60.0, "program restarted")])
    unfinished = Library(path).unfinished(1)
    assert unfinished is not None
    assert unfinished.newest_utc == STARTED + timedelta(hours=1, seconds=60)
    assert (unfinished.last_number, unfinished.last_entry, unfinished.last_alarm) == (0, 0, 0)


def test_only_the_newest_session_of_a_bed_can_go_on(path: Path) -> None:
    left = Stream("left").opened()
    record_all(path, [*left, *whole_session(Stream("after")), *Stream("other", bed=2).opened()])
    library = Library(path)
    assert library.unfinished(1) is None
    other = library.unfinished(2)
    assert other is not None
    assert other.opened.session == "other"
    assert library.unfinished(3) is None


def test_two_devices_of_a_session_keep_their_names(path: Path) -> None:
    records = whole_session(Stream("one"))
    record_all(path, records)
    devices = [r.device for r in records if isinstance(r, ReadingTaken)]
    assert [r.device for r in Library(path).open("one").readings()] == devices
    assert CUFF in devices


@pytest.mark.req("ALM-41")
def test_a_restart_stands_among_the_inputs_where_it_happened(path: Path) -> None:
    stream = Stream("one")
    spo2 = Numeric(parameter=Parameter.SPO2, t=0.0, value=97.0)
    records = [*stream.opened(), stream.taken(spo2, 1.0), stream.taken(pleth(5.0, 6), 5.1)]
    records += [stream.segment(100.0, "program restarted"), stream.taken(spo2, 100.0)]
    records += [stream.taken(spo2, 130.0), stream.segment(150.0, "program restarted", watched_t=149.0)]
    records += [stream.segment(151.0, "program restarted")]
    record_all(path, records)
    session = Library(path).open("one")
    assert list(session.records()) == records[2:]
    assert [type(record) for record in session.records(waves=False)].count(ReadingTaken) == 3
    edges = [0.0, 5.0, 100.0, 140.0, 150.0, 200.0]
    assert [r for a, b in pairwise(edges) for r in session.records(a, b)] == records[2:]
    assert [type(record) for record in session.records(100.0, 100.5)] == [SegmentOpened, ReadingTaken]


@pytest.mark.req("ALM-41")
def test_an_interruption_begins_where_the_segment_says_else_with_the_last_input(path: Path) -> None:
    stream = Stream("one")
    spo2 = Numeric(parameter=Parameter.SPO2, t=0.0, value=97.0)
    records = [*stream.opened(), stream.taken(spo2, 1.0), stream.alarmed(Change.ONSET, 4.0)]
    records += [stream.segment(60.0, "program restarted"), stream.taken(spo2, 61.0)]
    records += [stream.segment(70.0, "program restarted", watched_t=61.4)]
    records += [stream.segment(80.0, "program restarted")]
    record_all(path, records)
    assert Library(path).open("one").interruptions() == ((1.0, 60.0), (61.4, 70.0), (70.0, 80.0))


def ended(
    label: str, session: str, hours: float, *more: NamePatient | Retract, mode: Mode = Mode.LIVE
) -> list[Record]:
    stream = Stream(session, started=STARTED + timedelta(hours=hours))
    made = [stream.made(command, n + 1.0) for n, command in enumerate((named(label), *more))]
    return [*stream.opened(mode), *made, stream.closed(9.0)]


@pytest.mark.req("ALM-40")
def test_the_newest_ended_session_of_a_patient_is_found_by_the_label(path: Path) -> None:
    left_open = ended("Ada", "left open", 5)[:-1]
    records = [*ended("Ada", "first", 0), *ended("Ada", "second", 1), *ended("Bea", "third", 2)]
    record_all(path, [*records, *ended("", "nobody", 3), *left_open])
    library = Library(path)
    found = library.newest_closed("Ada")
    assert found is not None
    session, ended_utc = found
    assert (session.id, ended_utc) == ("second", STARTED + timedelta(hours=1, seconds=9.0))
    assert library.newest_closed(" Ada ") is not None
    assert [library.newest_closed(label) for label in ("", "  ", "Cyd", "A", "%", "ada")] == [None] * 6


@pytest.mark.req("ALM-40")
def test_a_label_that_was_changed_or_taken_back_is_not_the_patients(path: Path) -> None:
    records = [
        *ended("Ada", "hers", 0),
        *ended("Ada", "renamed", 1, named("Bea")),
        *ended("Bea", "taken back", 2, named("Ada"), Retract(bed=1, entry=2)),
        *ended("Ada", "never named after all", 3, Retract(bed=1, entry=1)),
    ]
    record_all(path, records)
    for label, session in (("Ada", "hers"), ("Bea", "taken back")):
        found = Library(path).newest_closed(label)
        assert found is not None
        assert found[0].id == session


@pytest.mark.req("ALM-40", "SAFE-01")
def test_a_real_patient_is_not_looked_for_among_simulated_ones(path: Path) -> None:
    record_all(path, [*ended("Ada", "real", 0), *ended("Ada", "played", 1, mode=Mode.SIMULATION)])
    library = Library(path)
    found = {mode: library.newest_closed("Ada", mode) for mode in (None, Mode.LIVE, Mode.SIMULATION)}
    assert {mode: session and session[0].id for mode, session in found.items()} == {
        None: "played",
        Mode.LIVE: "real",
        Mode.SIMULATION: "played",
    }
