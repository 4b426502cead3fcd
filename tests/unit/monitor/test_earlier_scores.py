"""Totals of before this session, as the record has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bedside.errors import UserFacingError
from bedside.monitor.earlier_scores import EarlierScoreReader
from bedside.monitor.patient_book import PatientBook
from bedside.monitor.patients import Patients
from bedside.store.library import Library
from tests.helpers.courses import MARTA, OTHER, recorded, reyes_course


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    path: Path = tmp_path_factory.mktemp("earlier") / "record.sqlite"
    return Library(recorded(path, reyes_course()))


def reader(library: Library) -> EarlierScoreReader:
    return EarlierScoreReader(library, Patients(PatientBook(library)))


@pytest.mark.req("SCALE-01")
def test_totals_of_earlier_sessions_and_calls_come_newest_first(library: Library) -> None:
    found = reader(library).read(MARTA, "2026-11-18")
    assert found.fault == "" and not found.reading
    assert [(each.utc.day, each.total) for each in found.of("phq9")] == [(14, 15), (11, 17), (7, 20)]


def test_a_total_that_was_said_in_a_call_is_marked(library: Library) -> None:
    found = reader(library).read(MARTA, "a session that is not filed yet").of("phq9")
    assert (found[0].total, found[0].called) == (8, True)
    assert (found[1].total, found[1].called) == (9, False)


def test_another_patient_has_none_of_them(library: Library) -> None:
    assert reader(library).read(OTHER, "x").scores == ()


def test_a_session_that_cannot_be_read_is_said_and_the_others_are_there(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Library.open

    def broken(self: Library, session: str):
        if session == "2026-11-11":
            raise UserFacingError("The session of 11 Nov cannot be read.")
        return whole(self, session)

    monkeypatch.setattr(Library, "open", broken)
    found = reader(library).read(MARTA, "2026-11-18")
    assert found.fault == "The session of 11 Nov cannot be read."
    assert [each.total for each in found.of("phq9")] == [15, 20]


def test_a_session_that_is_over_is_read_once(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    whole = Library.open

    def counting(self: Library, session: str):
        opened.append(session)
        return whole(self, session)

    monkeypatch.setattr(Library, "open", counting)
    of = reader(library)
    first = of.read(MARTA, "2026-11-18")
    assert of.read(MARTA, "2026-11-18") == first
    assert len(opened) == len(set(opened)) == 3
