"""The log's chain: whatever is done to the file behind the program's back is found and said in words."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bedside import __version__
from bedside.clock import ManualClock, boot_id
from bedside.store import rows, schema
from bedside.store.audit import Verified
from bedside.store.batch import Batch
from bedside.store.chain import FORM, FORMS, KINDS
from bedside.store.database import writer_engine
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.store.upgrade import upgrade
from bedside.vitals.alarms import Change
from bedside.vitals.commands import WriteNote
from bedside.vitals.records import AlarmChanged, Record, StationEvent
from tests.helpers.make_database import (
    STARTED,
    Stream,
    patient_entries,
    record_all,
    review_entries,
    station_alarm,
    station_event,
    whole_session,
)

pytestmark = pytest.mark.req("ALM-42")


def every_kind() -> list[Record]:
    """Rows of every kind of the log; the alarm of the station and an event come last."""
    said = [*patient_entries("one"), *review_entries("one")]
    return [*whole_session(Stream("one")), *said, station_alarm(), station_event()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "b.sqlite"
    record_all(path, every_kind())
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(whole, tmp_path / "b.sqlite"))


def without_trace(path: Path, *statements: str) -> None:
    """Somebody with an SQL prompt takes the triggers off and does this."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement


def behind_its_back(path: Path, *statements: str) -> Verified:
    """What is found after that."""
    without_trace(path, *statements)
    found = Library(path).verify()
    assert not found.whole
    return found


def ask(path: Path, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def newest(path: Path) -> int:
    return ask(path, "SELECT max(seq) FROM chain")[0][0]


def test_an_untouched_log_is_whole(path: Path) -> None:
    found = Library(path).verify()
    assert (found.whole, found.fault, found.broken_at, found.cut) == (True, "", None, False)
    assert found.rows == newest(path)
    assert found.head == ask(path, "SELECT hex(hash) FROM chain ORDER BY seq DESC")[0][0].lower()
    assert found.words == (
        f"The log is whole: {found.rows} rows; bedside is running, or its last run did not stop in good order."
    )


def test_a_log_that_ends_with_a_good_stop_says_so(path: Path) -> None:
    record_all(path, [StationEvent(utc=STARTED, kind="stopped", words="bedside stopped in good order")])
    found = Library(path).verify()
    assert found.finished
    assert found.words == f"The log is whole: {found.rows} rows."


def test_an_empty_log_is_whole(tmp_path: Path) -> None:
    record_all(tmp_path / "b.sqlite", [])
    found = Library(tmp_path / "b.sqlite").verify()
    assert (found.whole, found.rows, found.head) == (True, 0, "")


def test_the_chain_holds_every_row_of_every_table_of_the_log_in_the_order_it_was_put(path: Path) -> None:
    kinds = [kind for (kind,) in ask(path, "SELECT kind FROM chain ORDER BY seq")]
    assert set(kinds) == set(KINDS) == {table.name for table in schema.LOG}
    assert kinds[:2] == ["run", "session"]
    assert kinds[-2:] == ["station_alarm", "station_event"]
    for kind in KINDS:
        numbers = ask(path, f"SELECT seq FROM {kind} ORDER BY seq")
        assert numbers == ask(path, f"SELECT seq FROM chain WHERE kind = '{kind}' ORDER BY seq")
    assert [seq for (seq,) in ask(path, "SELECT seq FROM chain")] == list(range(1, len(kinds) + 1))


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_in_use_leaves_no_column_of_a_table_out(kind: str) -> None:
    columns = {column.name for column in schema.metadata.tables[kind].columns} - {"key", "seq"}
    names = {"session": "session_id", "device": "device_name"}
    sealed = set(FORMS[FORM][kind])
    assert {names.get(column, column) for column in columns} == sealed


@pytest.mark.req("AUD-01")
@pytest.mark.parametrize(
    ("kind", "column"), [(kind, column) for kind in KINDS for column in FORMS[FORM][kind]]
)
def test_no_value_of_any_row_can_be_changed_unseen(path: Path, kind: str, column: str) -> None:
    seq = ask(path, f"SELECT max(seq) FROM {kind}")[0][0]
    table, where = kind, f"seq = {seq}"
    if column == "session_id":
        table, where, column = "session", "true", "id"
    elif column == "device_name":
        table, where, column = "device", "true", "name"
    found = behind_its_back(
        path,
        f"UPDATE {table} SET {column} = CASE WHEN typeof({column}) IN ('integer', 'real') THEN {column} + 1 "
        f"ELSE coalesce({column}, '') || 'x' END WHERE {where}",
    )
    assert found.broken_at is not None
    assert found.broken_at <= seq
    assert "was changed after it was written" in found.fault


@pytest.mark.req("AUD-01")
@pytest.mark.parametrize("column", ["kind", "form", "local", "mono", "hash"])
def test_no_link_can_be_changed_unseen(path: Path, column: str) -> None:
    found = behind_its_back(path, f"UPDATE chain SET {column} = 'x' WHERE seq = 5")
    assert found.broken_at == 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_was_taken_out_is_missed(path: Path, kind: str) -> None:
    (seq,) = ask(path, f"SELECT min(seq) FROM {kind}")[0]
    found = behind_its_back(path, f"DELETE FROM {kind} WHERE seq = {seq}")
    assert found.broken_at is not None
    assert found.broken_at <= seq  # what belongs to a session goes wrong with it
    assert kind == "session" or "is missing" in found.fault


def test_rows_cut_out_of_the_middle_with_their_links_are_missed(path: Path) -> None:
    found = behind_its_back(
        path,
        *(
            f"DELETE FROM {kind} WHERE seq IN (6, 7)"
            for (kind,) in ask(path, "SELECT DISTINCT kind FROM chain WHERE seq IN (6, 7)")
        ),
        "DELETE FROM chain WHERE seq IN (6, 7)",
    )
    assert (found.fault, found.broken_at, found.rows) == ("rows 6 to 7 are missing", 6, 5)
    assert not found.cut
    assert found.words == "The log is not whole: rows 6 to 7 are missing."


def test_a_row_cut_out_and_the_rest_numbered_anew_is_found(path: Path) -> None:
    (kind,) = ask(path, "SELECT kind FROM chain WHERE seq = 6")[0]
    later = [name for (name,) in ask(path, "SELECT DISTINCT kind FROM chain WHERE seq > 6")]
    found = behind_its_back(
        path,
        f"DELETE FROM {kind} WHERE seq = 6",
        "DELETE FROM chain WHERE seq = 6",
        "UPDATE chain SET seq = -seq WHERE seq > 6",  # in two steps: a number stands there once
        "UPDATE chain SET seq = -seq - 1 WHERE seq < 0",
        *(f"UPDATE {name} SET seq = seq - 1 WHERE seq > 6" for name in later),
    )
    assert (found.broken_at, "was changed" in found.fault) == (6, True)


def test_two_rows_that_changed_places_are_found(path: Path) -> None:
    (first,), (second,), *_ = ask(path, "SELECT seq FROM entry ORDER BY seq")
    found = behind_its_back(
        path, f"UPDATE entry SET seq = {first + second} - seq WHERE seq IN ({first}, {second})"
    )
    assert found.broken_at == first


@pytest.mark.parametrize("seq", [0, 4, 99_999])
def test_a_row_that_was_put_in_is_found(path: Path, seq: int) -> None:
    found = behind_its_back(
        path,
        f"INSERT INTO station_event (utc, kind, words, seq) VALUES ('2026-01-01', 'stopped', 'all is well', {seq})",
    )
    assert f"an event of the station (numbered {seq}) was put in from outside" in found.fault


def cut_off(path: Path, rows_cut: int) -> list[str]:
    """Takes so many rows off the end, with their links."""
    last = newest(path) - rows_cut
    kinds = ask(path, f"SELECT DISTINCT kind FROM chain WHERE seq > {last}")
    return [
        *(f"DELETE FROM {kind} WHERE seq > {last}" for (kind,) in kinds),
        f"DELETE FROM chain WHERE seq > {last}",
    ]


def test_an_end_that_was_cut_off_is_told_from_a_change(path: Path) -> None:
    last = newest(path)
    found = behind_its_back(path, *cut_off(path, 2))
    assert found.fault == f"its end was cut off, rows {last - 1} to {last} are missing"
    assert (found.cut, found.broken_at, found.rows) == (True, last - 1, last - 2)


def test_an_end_that_was_cut_off_is_still_missed_when_recording_went_on(path: Path) -> None:
    last = newest(path)
    behind_its_back(path, *cut_off(path, 2))
    record_all(path, [station_event()] * 5)
    found = Library(path).verify()
    assert found.fault == f"rows {last - 1} to {last} are missing"


def test_a_whole_log_that_was_taken_out_is_missed(path: Path) -> None:
    found = behind_its_back(path, *cut_off(path, newest(path)))
    assert (found.rows, found.cut) == (0, True)


def test_an_end_that_was_cut_off_without_a_trace_is_found_by_a_head_noted_before(path: Path) -> None:
    library = Library(path)
    noted = library.verify().head
    record_all(path, [station_event()])
    assert library.verify(noted).whole, "what was noted stays in it"
    last = newest(path) - 3
    without_trace(path, *cut_off(path, 3), f"UPDATE sqlite_sequence SET seq = {last}")
    assert library.verify().whole, "nothing in the file tells"
    found = library.verify(noted)
    assert (found.whole, found.cut) == (False, True)
    assert found.fault.startswith(f"the row noted as {noted[:12]}… is not in it")


def test_nonsense_in_the_counter_does_not_stop_the_recorder(path: Path) -> None:
    before = newest(path)
    for nonsense in ("UPDATE sqlite_sequence SET seq = 'x'", "DELETE FROM sqlite_sequence"):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(nonsense)
        record_all(path, [station_event()])
    found = Library(path).verify()
    assert (found.whole, found.rows) == (True, before + 4), "two starts and two events"


# What a session is


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE session_close SET reason = 'another'", "the end of a session"),
        ("UPDATE session_close SET t = t - 10", "the end of a session"),
        ("DELETE FROM session_close", "the end of a session"),
        ("UPDATE session_segment SET cause = 'program restarted'", "the beginning of a stretch"),
        ("UPDATE session_segment SET t = t + 60, watched_t = 9", "the beginning of a stretch"),
        ("DELETE FROM session_segment", "the beginning of a stretch"),
        (
            "INSERT INTO session_segment (session, t, utc, boot, cause) "
            "SELECT session, 7.0, utc, boot, 'program restarted' FROM session_segment",
            "the beginning of a stretch of a session (numbered 0) was put in from outside",
        ),
        (
            "INSERT OR REPLACE INTO session_close SELECT session, t, utc, 'another', seq FROM session_close",
            "the end of a session",
        ),
    ],
)
def test_where_a_session_began_went_on_and_ended_cannot_be_written_anew(
    path: Path, statement: str, what: str
) -> None:
    found = behind_its_back(path, statement)
    assert what in found.fault
    assert not found.cut


def test_a_session_cannot_be_ended_from_outside(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, Stream("left open").opened())
    found = behind_its_back(
        path, "INSERT INTO session_close (session, t, utc, reason) VALUES (1, 5.0, '2026-01-01', 'ended')"
    )
    assert found.fault == "the end of a session (numbered 0) was put in from outside"


def test_a_session_ends_once(tmp_path: Path, expect_log) -> None:
    path, stream = tmp_path / "b.sqlite", Stream("one")
    expect_log("a row of session_close cannot be stored and is lost: .*append-only")
    expect_log("1 records were lost because they contradict")
    recorder = Recorder(path, ManualClock(utc=STARTED), interval_s=0.01)
    recorder.start()
    for record in [*stream.opened(), stream.closed(5.0), stream.closed(9.0)]:
        recorder.put(record)
    recorder.stop()
    closed = Library(path).open("one").closed
    assert closed is not None
    assert closed.t == 5.0


# Sealing


def test_a_write_that_was_taken_back_is_sealed_anew(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    engine = writer_engine(path)
    upgrade(engine, path)
    stream, batch = Stream("one"), Batch(rows.run_row("1", "boot", STARTED))
    for record in [*stream.opened(), stream.alarmed(Change.ONSET, 1.0)]:
        batch.add(record, 1.0)
    with engine.connect() as connection:
        transaction = connection.begin()
        batch.write(connection)
        transaction.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM chain").scalar() == 0
    with engine.begin() as connection:  # meanwhile something else got in between
        other = Batch()
        other.add(station_event(), 2.0)
        other.write(connection)
    batch.add(stream.alarmed(Change.WORSE, 2.0), 2.0)
    with engine.begin() as connection:
        batch.write(connection)
    found = Library(path).verify()
    assert (found.whole, found.rows) == (True, 6), found.words


def test_a_row_that_cannot_be_stored_leaves_no_gap(tmp_path: Path, expect_log) -> None:
    path, stream = tmp_path / "b.sqlite", Stream("one")
    expect_log("a row of alarm_change cannot be stored and is lost")
    expect_log("a row of entry cannot be stored and is lost")
    expect_log("2 records were lost because they contradict")
    recorder = Recorder(path, ManualClock(utc=STARTED), interval_s=0.01)
    onset = stream.alarmed(Change.ONSET, 1.0)
    other = replace(onset, change=replace(onset.change, value=85.0))
    half = WriteNote(bed=1, text="x")
    object.__setattr__(half, "actor", replace(half.actor, name="\ud800"))
    for record in [*stream.opened(), onset, other, stream.made(half, 2.0), stream.alarmed(Change.WORSE, 3.0)]:
        recorder.put(record)
    recorder.start()
    recorder.stop()
    assert recorder.state().dropped == 2
    library = Library(path)
    assert library.verify().whole, library.verify().words
    assert len(library.station_events_of(["records_lost"], 9)) == 1
    kept = [(change.change, change.value) for change in library.open("one").alarm_changes()]
    assert kept == [(Change.ONSET, 84.0), (Change.WORSE, 84.0)]


@pytest.mark.parametrize("at_once", [True, False], ids=["in one write", "after a restart"])
@pytest.mark.parametrize("value", [84.0, float("nan"), None])
def test_an_alarm_change_that_is_recorded_already_is_no_loss(
    tmp_path: Path, at_once: bool, value: float | None
) -> None:
    """It is computed again after a restart, maybe by a clock that was set meanwhile; the first one stays."""
    path, stream = tmp_path / "b.sqlite", Stream("one")
    onset = stream.alarmed(Change.ONSET, 1.0)
    onset = replace(onset, change=replace(onset.change, value=value))
    again = replace(onset, utc=onset.utc + timedelta(seconds=0.2))
    first = [*stream.opened(), onset]
    then: list[Record] = [again, again, stream.alarmed(Change.WORSE, 3.0)]
    for records in [first + then] if at_once else [first, then]:
        record_all(path, records)  # without a word in the log, and nothing lost
    library = Library(path)
    assert library.verify().whole, library.verify().words
    assert library.station_events_of(["records_lost"], 9) == []
    kept = library.open("one").alarm_records()
    assert [(record.change.number, record.utc) for record in kept] == [
        (1, onset.utc),
        (2, stream.utc(3.0)),
    ]


def test_only_a_repetition_is_to_be_written_and_recording_goes_on(tmp_path: Path) -> None:
    path, stream = tmp_path / "b.sqlite", Stream("one")
    onset = stream.alarmed(Change.ONSET, 1.0)
    record_all(path, [*stream.opened(), onset])
    record_all(path, [onset])  # no fault, no backlog
    assert Library(path).verify().whole


def odd(change: Callable[[AlarmChanged], AlarmChanged]) -> list[Record]:
    stream = Stream("one")
    return [*stream.opened(), change(stream.alarmed(Change.ONSET, 1.0))]


@pytest.mark.parametrize(
    "values",
    [
        {"value": float("nan"), "worst": -0.0, "limit": float("inf")},
        {"value": 90, "t": 3, "onset_t": 0},  # whole numbers where real ones are kept
        {"value": 0.1 + 0.2, "worst": 5e-324, "limit": 1.7976931348623157e308},
        {"value": 2**53 + 1, "episode": 2**62, "times": -1},
        {"words": 'tab\t, "quoted", back\\slash, \x00, \x7f, ✓ 𝄞', "rule": "", "device": "é"},
    ],
)
def test_odd_values_are_sealed_as_they_come_back(tmp_path: Path, values: dict[str, object]) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, odd(lambda record: replace(record, change=replace(record.change, **values))))
    found = Library(path).verify()
    assert found.whole, found.words


def test_the_hash_of_a_row_is_the_one_that_is_written_down(tmp_path: Path) -> None:
    """By hand, after the description alone: another program must be able to check it."""
    import hashlib
    import json

    path = tmp_path / "b.sqlite"
    record_all(path, [station_event()])
    before = bytes(32)
    for seq, kind, local, mono, stored in ask(
        path, "SELECT seq, kind, local, mono, hash FROM chain ORDER BY seq"
    ):
        columns = {"run": "utc, version, boot", "station_event": "utc, kind, words, command_kind, command"}[
            kind
        ]
        (values,) = ask(path, f"SELECT {columns} FROM {kind} WHERE seq = {seq}")
        text = json.dumps([4, seq, kind, local, mono, *values], separators=(",", ":"))
        before = hashlib.sha256(before + text.encode()).digest()
        assert before == stored


# What else is kept with every row


def test_every_row_keeps_local_time_station_time_and_version(tmp_path: Path) -> None:
    path, clock, stream = tmp_path / "b.sqlite", ManualClock(4000.0, STARTED), Stream("one")
    recorder = Recorder(path, clock, interval_s=0.01)
    recorder.start()
    for record in [*stream.opened(), stream.alarmed(Change.ONSET, 1.0)]:
        recorder.put(record)
    clock.advance(2.5)
    clock.step_wall(3600.0)
    recorder.put(stream.alarmed(Change.WORSE, 3.5))
    recorder.stop()
    found = ask(path, "SELECT kind, local, mono, boot, version FROM log ORDER BY seq")
    kinds = ["run", "session", "session_segment", "alarm_change", "alarm_change"]
    assert [row[0] for row in found] == kinds
    assert [row[2] for row in found] == [4000.0, 4000.0, 4000.0, 4000.0, 4002.5]
    assert {row[3:] for row in found} == {(boot_id(), __version__)}
    utcs = [stream.utc(t) for t in (1.0, 3.5)]
    locals_ = [datetime.fromisoformat(row[1]) for row in found[3:]]
    assert locals_ == utcs
    assert [moment.utcoffset() for moment in locals_] == [utc.astimezone().utcoffset() for utc in utcs]


def test_each_run_is_a_row_and_what_follows_is_of_its_version(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "b.sqlite"
    for version in ("1.0", "1.1"):
        monkeypatch.setattr("bedside.store.recorder.__version__", version)
        record_all(path, [station_event()])
        record_all(path, [])  # a run that records nothing leaves no trace
    assert ask(path, "SELECT kind, version FROM log ORDER BY seq") == [
        ("run", "1.0"),
        ("station_event", "1.0"),
        ("run", "1.1"),
        ("station_event", "1.1"),
    ]
    assert Library(path).verify().whole


def test_the_log_goes_on_over_many_runs(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    heads = []
    for n in range(5):
        record_all(path, whole_session(Stream(f"number {n}")))
        heads.append(Library(path).verify().head)
    library = Library(path)
    assert all(library.verify(head).whole for head in heads)
    assert all(a != b for a, b in pairwise(heads))
