"""The schema as it is now, the steps that lead to it, and the files of earlier releases."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from bedside.errors import StoreError
from bedside.store import schema
from bedside.store.database import writer_engine
from bedside.store.library import Library
from bedside.store.upgrade import MIGRATIONS, is_current, upgrade
from bedside.vitals.alarms import Activation, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.records import Record
from tests.helpers.make_database import (
    DATABASES,
    PATIENT,
    Stream,
    patient_entries,
    record_all,
    review_entries,
    station_alarm,
    station_event,
    whole_session,
)

RELEASED = sorted(DATABASES.glob("*.sqlite"))
THE_SESSION = Stream("20260314-092653-B1")  # in each of them, whole
NEXT = """
import sqlalchemy as sa
from alembic import op
revision = "9999"
down_revision = "{head}"
def upgrade():
    op.add_column("session", sa.Column("room", sa.Text))
    {more}
"""


def with_next_step(folder: Path, more: str = "pass") -> Path:
    """The program's own migrations and one that does not exist yet."""
    steps = folder / "migrations"
    shutil.copytree(MIGRATIONS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "versions" / "r9999_next.py").write_text(NEXT.format(head=schema.REVISION, more=more))
    return steps


def released_copy(released: Path, folder: Path) -> Path:
    path = folder / "copy.sqlite"
    shutil.copyfile(released, path)
    return path


def every_kind() -> list[Record]:
    """Records that leave a row in every table of the log."""
    session = [*whole_session(Stream("one")), *patient_entries("one"), *review_entries("one")]
    return [station_event(), station_alarm(), *session]


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_the_steps_lead_exactly_to_the_schema_the_program_uses(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    engine = writer_engine(path)
    upgrade(engine, path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
    assert is_current(engine, path)


def test_the_programs_revision_is_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.REVISION


def test_every_released_schema_has_its_database_file_and_it_is_small() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    steps = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    assert {path.stem for path in RELEASED} == steps
    assert all(path.stat().st_size < 200_000 for path in RELEASED)


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_database_of_an_earlier_release_opens_and_says_what_it_said(released: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    shutil.copyfile(released, path)
    library = Library(path)
    live, simulated = library.sessions()
    assert (live.id, live.interrupted, live.bed) == ("20260315-101500-B2", True, 2)
    assert (simulated.label, simulated.interrupted) == (
        "Kestrel, Ada" if released.stem >= "0004" else "Room 2 B",
        False,
    )
    assert simulated.alarms == {Priority.HIGH: 1}
    session = library.open(simulated.id)
    assert [record.number for record in session.records()] == list(
        range(1, session.entry_records()[-1].number + 1)
    )
    assert session.numerics(Parameter.SPO2)[1][0] == 96.0
    assert (session.closed, session.segments) == (THE_SESSION.closed(20.001), [THE_SESSION.opened()[1]])
    assert library.station_events_of([station_event().kind], 9) == [station_event()]
    assert library.station_alarms() == ([] if released.stem == "0001" else [station_alarm()])
    filed = library.patients.filings(simulated.id)
    if released.stem < "0004":
        assert (filed, library.patients.cards()) == ([], [])
    else:
        first, second, *rest = patient_entries(simulated.id)
        assert library.patients.versions(PATIENT) == [first, second]
        assert [*filed, *library.patients.follow_ups(PATIENT)] == rest
    reviewed = [] if released.stem < "0005" else review_entries(simulated.id)
    assert library.reviews.all() == library.reviews.of(simulated.id) == reviewed
    onset, acknowledged = session.alarm_changes()
    assert (onset.activation, acknowledged.activation) == (Activation.ON, Activation.OFF)
    assert [(c.episode, c.times, c.escalated) for c in (onset, acknowledged)] == [(1, 1, False)] * 2
    assert library.verify().words.startswith("The log is whole: ")


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_recording_goes_on_in_a_database_of_an_earlier_release(released: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    shutil.copyfile(released, path)
    record_all(path, whole_session(Stream("another")))
    assert len(Library(path).sessions()) == 3
    found = Library(path).verify()
    assert found.whole, found.words
    assert found.rows > Library(released_copy(released, tmp_path)).verify().rows
    assert is_current(writer_engine(path), path)


@pytest.mark.req("ALM-42")
@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE session_close SET reason = 'another'", "session_close"),
        ("DELETE FROM session_close", "session_close"),
        ("UPDATE session_segment SET utc = '2026-01-01'", "session_segment"),
    ],
)
def test_what_an_upgrade_sealed_cannot_be_written_anew_either(
    statement: str, table: str, tmp_path: Path
) -> None:
    path = released_copy(DATABASES / "0001.sqlite", tmp_path)
    assert Library(path).verify().whole
    with closing(sqlite3.connect(path)) as connection, connection:
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER {table}_no_{verb}")
        connection.execute(statement)
    assert not Library(path).verify().whole


def test_an_upgrade_keeps_what_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, whole_session(Stream("one")))
    upgrade(writer_engine(path), path, with_next_step(tmp_path))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
        assert connection.execute("SELECT id, room FROM session").fetchall() == [("one", None)]


def test_an_upgrade_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, whole_session(Stream("one")))
    before = dump(path)
    with pytest.raises(StoreError, match="no such table: nowhere"):
        upgrade(writer_engine(path), path, with_next_step(tmp_path, 'op.execute("DELETE FROM nowhere")'))
    assert dump(path) == before


@pytest.mark.parametrize("door", ["library", "recorder"])
def test_a_newer_database_is_refused_in_words_and_not_touched(door: str, tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, whole_session(Stream("one")))
    upgrade(writer_engine(path), path, with_next_step(tmp_path))
    before = path.read_bytes()
    with pytest.raises(
        StoreError, match=r"was written by a newer bedside .*update this program; nothing was changed"
    ):
        if door == "library":
            Library(path)
        else:
            record_all(path, [])
    assert path.read_bytes() == before


@pytest.mark.req("ALM-42")
@pytest.mark.parametrize("table", [table.name for table in schema.APPEND_ONLY])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET seq = 7"])
def test_the_log_can_only_grow(table: str, statement: str, tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, every_kind())
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement.format(table))


@pytest.mark.req("ALM-42")
@pytest.mark.parametrize("writer", [True, False], ids=["the recorder's connection", "an SQL prompt"])
@pytest.mark.parametrize("table", [table.name for table in schema.APPEND_ONLY])
def test_a_row_of_the_log_cannot_be_replaced(table: str, writer: bool, tmp_path: Path) -> None:
    """REPLACE deletes the row that is in its way, and no trigger that forbids deleting hears of it by default."""
    path = tmp_path / "b.sqlite"
    record_all(path, every_kind())
    replace = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    if writer:
        with (
            writer_engine(path).connect() as connection,
            pytest.raises(IntegrityError, match="append-only"),
        ):
            connection.exec_driver_sql(replace)
    else:
        with (
            closing(sqlite3.connect(path)) as connection,
            pytest.raises(sqlite3.IntegrityError, match="append-only"),
        ):
            connection.execute(replace)


@pytest.mark.req("ALM-42")
def test_a_session_cannot_be_replaced_by_another_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, Stream("one").opened())
    columns = "id, bed, mode, started_utc, profile, version, seq"
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(f"REPLACE INTO session ({columns}) SELECT {columns} FROM session")


@pytest.mark.req("ALM-42")
def test_where_no_trigger_forbids_it_the_recorder_does_not_replace_either(tmp_path: Path) -> None:
    """Its connection also hears of what REPLACE deletes: a second lock on the same door."""
    path = tmp_path / "b.sqlite"
    record_all(path, [station_event()])
    engine = writer_engine(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER station_event_no_replace")
    with engine.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.exec_driver_sql("REPLACE INTO station_event SELECT * FROM station_event")


def test_the_newest_events_of_a_few_kinds_are_found_without_looking_through_those_of_years(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new.sqlite"
    record_all(path, [])
    statement = "SELECT * FROM station_event WHERE kind IN ('a', 'b') ORDER BY key DESC LIMIT 50"
    with closing(sqlite3.connect(path)) as connection:
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
    assert "station_event_by_kind" in plan, plan
