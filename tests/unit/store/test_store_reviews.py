"""Reviews in the record: they are in the log, and change nothing of the session they are about."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.errors import StoreError
from bedside.export.report.saving import Wanted, write_report
from bedside.store import schema
from bedside.store.library import Library
from bedside.store.review_rows import review_entry, review_row
from bedside.vitals.care_commands import FileSession
from bedside.vitals.records import QaNoteWritten, ReviewEntry, SessionFiled, SessionReviewed
from bedside.vitals.review_commands import MarkReviewed, QaMark, QaNote, WriteQaNote
from bedside.vitals.sessions import Actor, Role
from tests.helpers.courses import NOW, recorded
from tests.helpers.make_database import (
    NURSE,
    PATIENT,
    STARTED,
    Stream,
    patient_entries,
    record_all,
    review_entries,
    whole_session,
)
from tests.helpers.report_sessions import SESSION, limits_of, whole

OTHERS = [
    table.name
    for table in schema.metadata.sorted_tables
    if table.name not in ("review_entry", "chain", "run")
]

text = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
actors = st.builds(Actor, name=text, role=st.sampled_from(Role), verified=st.booleans())
station = {"bed": st.just(0), "actor": actors}
notes = st.builds(
    QaNote, session=text, words=text, t=st.none() | st.floats(0, 1e6), mark=st.sampled_from(QaMark)
)
times = st.datetimes().map(lambda t: t.replace(tzinfo=STARTED.tzinfo))
entries = st.builds(
    QaNoteWritten,
    utc=times,
    command=st.builds(
        WriteQaNote, note=notes, replaces=text, withdrawn=st.booleans(), reason=text, **station
    ),
) | st.builds(
    SessionReviewed,
    utc=times,
    command=st.builds(MarkReviewed, session=text, reviewed=st.booleans(), reason=text, **station),
)


def rows_of(path: Path, tables: list[str]) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(path)) as connection:
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


@given(entries)
def test_any_entry_of_a_review_survives_its_row(entry: ReviewEntry) -> None:
    row = {"key": 1, **review_row(entry)}
    assert review_entry(row) == entry
    assert row["session_id"] == entry.session


def test_an_entry_that_cannot_be_read_is_refused_without_quoting_it() -> None:
    row = {"key": 7, **review_row(review_entries("one")[0])}
    row["command"] = json.dumps({"note": {"words": "Cuff reading"}})
    with pytest.raises(StoreError, match=r"Review entry 7 cannot be read .*: update this program") as error:
        review_entry(row)
    assert "Cuff" not in str(error.value)


@pytest.mark.req("ALM-42", "QA-01")
def test_a_review_is_in_the_log_and_changes_no_row_and_no_hash_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, [*whole_session(Stream("one")), *patient_entries("one")])
    before, rows, chain = Library(path).verify(), rows_of(path, OTHERS), rows_of(path, ["chain"])["chain"]
    record_all(path, review_entries("one"))
    after = Library(path).verify()
    assert rows_of(path, OTHERS) == rows
    assert rows_of(path, ["chain"])["chain"][: len(chain)] == chain
    assert after.rows == before.rows + len(review_entries("one")) + 1, "and the start of the program"
    assert Library(path).verify(noted=before.head).whole, "what was sealed before is in it, as it was"


@pytest.mark.req("ALM-42")
def test_a_note_that_is_changed_behind_the_programs_back_is_found(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, [*whole_session(Stream("one")), *review_entries("one")])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER review_entry_no_update")
        connection.execute(
            "UPDATE review_entry SET command = replace(command, 'late', 'early') WHERE key = 1"
        )
    assert "what was said of a session at its review" in Library(path).verify().fault


def test_a_session_opens_with_reviews_just_as_without(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, [*whole_session(Stream("one")), *patient_entries("one")])
    library = Library(path)
    (summary,), session = library.sessions(), library.open("one")
    told = (list(session.records()), session.entries(), session.alarm_changes(), session.duration_s)
    record_all(path, review_entries("one"))
    again = Library(path)
    assert again.sessions() == [summary]
    session = again.open("one")
    assert (list(session.records()), session.entries(), session.alarm_changes(), session.duration_s) == told
    assert again.patients.sessions(PATIENT) == library.patients.sessions(PATIENT)


@pytest.mark.req("QA-01")
def test_notes_stay_with_a_session_that_moves_to_another_patient(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    record_all(path, [*whole_session(Stream("one")), *patient_entries("one"), *review_entries("one")])
    first, *_ = patient_entries("one")
    other = replace(first.command.patient, id="0ther" * 6 + "00", record_no="X-1")  # type: ignore[union-attr]
    moved = FileSession(bed=0, actor=NURSE, session="one", patient=other.id, reason="wrong file")
    saved = replace(first, command=replace(first.command, patient=other))  # type: ignore[call-arg]
    filed = SessionFiled(utc=STARTED + timedelta(days=4), command=moved, before=PATIENT)
    record_all(path, [saved, filed])
    library = Library(path)
    assert [line.id for line in library.patients.sessions(other.id)] == ["one"]
    assert library.reviews.of("one") == review_entries("one")


@pytest.mark.req("QA-01")
def test_the_report_of_a_session_is_byte_for_byte_the_same_with_a_review(tmp_path: Path) -> None:
    path = recorded(tmp_path / "b.sqlite", whole())

    def files(to: str) -> list[bytes]:
        found = [
            write_report(
                Library(path),
                Wanted(session=SESSION, to=tmp_path / to / f"r{ending}"),
                limits_of=limits_of,
                now=NOW,
            ).files
            for ending in (".html", ".csv")
        ]
        return [file.read_bytes() for each in found for file in each]

    for folder in ("before", "after"):
        (tmp_path / folder).mkdir()
    before = files("before")
    recorded(path, review_entries(SESSION))
    assert Library(path).reviews.of(SESSION) == review_entries(SESSION)
    assert files("after") == before
