"""Reviews through the whole program: the station takes them, the record keeps them, the session is as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bedside.clock import SystemClock
from bedside.composition import build
from bedside.errors import RefusedError
from bedside.monitor.services import Services
from bedside.store.library import Library
from bedside.vitals.care_commands import IdentifyPatient
from bedside.vitals.commands import Command, EndSession, WriteNote
from bedside.vitals.review_commands import MarkReviewed, QaNote, WriteQaNote
from tests.helpers.make_database import NURSE, SUPERVISOR, patient_record

PATIENCE_S = 30.0


@contextmanager
def running(store: Path) -> Iterator[Services]:
    services = build(store, remembered=False)
    try:
        yield services
    finally:
        services.stop()


def say(services: Services, command: Command) -> None:
    services.station.submit(command).result(PATIENCE_S)


def until(true: Callable[[], bool], what: str) -> None:
    clock = SystemClock()
    deadline = clock.now() + PATIENCE_S
    while not true():
        assert clock.now() < deadline, f"it never came to: {what}"
        clock.sleep(0.01)


@pytest.mark.req("ALM-42")
def test_a_review_is_on_the_disk_when_it_is_said_to_be_and_the_session_is_as_it_was(tmp_path: Path) -> None:
    store = tmp_path / "b.sqlite"
    with running(store) as services:
        patient = patient_record(version=0, simulated=False)
        say(services, IdentifyPatient(bed=1, actor=NURSE, patient=patient))
        say(services, WriteNote(bed=1, actor=NURSE, text="calm"))
        until(lambda: bool(services.library and services.library.sessions()), "the session is recorded")
        assert services.library is not None
        (session,) = (each.id for each in services.library.sessions())
        mark = MarkReviewed(bed=0, actor=SUPERVISOR, session=session)
        with pytest.raises(RefusedError, match="still open: mark it as reviewed after its end"):
            say(services, mark)
        say(services, EndSession(bed=1, actor=NURSE))
        until(lambda: services.library.sessions()[0].ended_utc is not None, "its end is recorded")  # type: ignore[union-attr]
        recorded = services.library.open(session)
        before = (recorded.entries(), recorded.alarm_changes(), recorded.duration_s)
        head = services.library.verify().head
        say(services, WriteQaNote(bed=0, actor=SUPERVISOR, note=QaNote(session=session, words="well done")))
        say(services, mark)
        book = services.station.reviews
        until(lambda: book.is_written(book.entries(session)[-1]), "both are on the disk")
        # from here on a kill takes nothing away: another program reads what this one has committed
        other = Library(store)
        assert other.reviews.of(session) == book.entries(session)
        assert [each.command for each in other.reviews.of(session)][1:] == [mark]
        assert other.verify(noted=head).whole
        again = other.open(session)
        assert (again.entries(), again.alarm_changes(), again.duration_s) == before
    with running(store) as services:
        review = services.station.reviews.review(session)
        assert [note.command.note.words for note in review.notes] == ["well done"]
        assert review.reviewed is not None and review.reviewed.command.actor == SUPERVISOR
        with pytest.raises(RefusedError, match=r"reviewed by Dr\. L\. Hartmann already"):
            say(services, mark)
