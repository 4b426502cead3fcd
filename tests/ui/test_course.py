"""The course of sessions: what it shows, what is entered on the next day, and whose a session is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.errors import RefusedError
from bedside.ui.course.course_desk import CourseDesk
from bedside.ui.course.course_screen import CourseScreen
from bedside.ui.course.said_when import read_said
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import FileSession, WriteFollowUp
from bedside.vitals.patients import FollowUp
from bedside.vitals.records import Record
from tests.helpers.courses import (
    DAYS,
    MARTA,
    NOW,
    NURSE,
    OTHER,
    Clinic,
    called,
    long_course,
    marta,
    recorded,
    reyes_course,
    saved,
    whole,
)


@dataclass
class Desk:
    screen: ReviewScreen
    desk: CourseDesk
    clinic: Clinic
    folder: Path

    @property
    def page(self) -> CourseScreen:
        return self.desk._page

    def until(self, done: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + 30.0
        while not done():
            assert time.monotonic() < end, what
            self.desk.frame()
            QApplication.processEvents()
            time.sleep(0.005)
        QApplication.processEvents()

    def open(self, session: str = "2026-11-14") -> CourseScreen:
        self.screen.library.course_requested.emit(session)
        self.until(lambda: self.page.data is not None, "the course was read")
        return self.page

    def settled(self) -> None:
        desk = self.desk
        self.until(
            lambda: desk._course is None and desk._kept is None and desk._filed is None, "all was read"
        )


Make = Callable[..., Desk]


@pytest.fixture
def make(qtbot: QtBot, look: Theme, tmp_path: Path) -> Iterator[Make]:
    made: list[Desk] = []

    def make(records: list[Record] | None = None, size: tuple[int, int] = (1856, 984)) -> Desk:
        path = recorded(tmp_path / "record.sqlite", reyes_course() if records is None else records)
        clinic = Clinic(path)
        screen = ReviewScreen(look)
        qtbot.addWidget(screen)
        screen.resize(*size)
        folder = tmp_path / "documents"
        desk = CourseDesk(
            screen, clinic.library, clinic.book, submit=clinic.submit, actor=lambda: NURSE, clock=clinic.clock,
            theme=look, folder=lambda: folder,
        )  # fmt: skip
        screen.set_sessions(clinic.library.sessions())
        screen.show()
        desk.frame()
        made.append(Desk(screen, desk, clinic, folder))
        return made[-1]

    yield make
    for each in made:
        each.desk.stop()


# What it shows


def test_the_course_goes_from_the_first_score_to_the_last_call_with_the_half_line(make: Make) -> None:
    page = make().open()
    assert page.outcome.trend is not None
    assert [p.value for p in page.outcome.trend.points] == [20, 17, 15, 12, 11, 9, 8]
    assert page.outcome.trend.half_of_first == 10.0
    assert "7 Nov 20" in page.outcome.accessibleDescription()
    assert "28 Nov 8; mild" in page.outcome.accessibleDescription()
    assert page.so_far.words_of(page.outcome.trend).startswith("PHQ-9 20 → 8, −60 %")


def test_the_frame_is_the_violet_review_and_says_whose_course_from_when_to_when(make: Make) -> None:
    desk = make()
    desk.open()
    assert desk.screen.frame.word == "REVIEW"
    assert desk.screen.frame._left_words == "Reyes, Marta · course 7 Nov – 28 Nov 2026"
    assert desk.screen.frame._right_words == "6 of 6 sessions · next visit 2 Dec"


@pytest.mark.req("SAFE-01")
def test_a_simulated_course_says_so_in_the_frame_and_in_the_report(make: Make) -> None:
    from bedside.ui.course.report_lines import report_of
    from bedside.vitals.display import PressureUnit

    desk = make(reyes_course(simulated=True))
    page = desk.open()
    assert "SIMULATION, not a patient" in desk.screen.frame._left_words
    assert page.data is not None
    assert report_of(page.data, PressureUnit.MMHG, now=NOW, actor="A. Moreno").simulated


def test_each_session_has_dose_saturation_dissociation_and_alarms(make: Make) -> None:
    page = make().open()
    rows = page.table.row_words()
    assert (
        rows[1]
        == "session 2, 11 Nov, 28.6 mg, lowest SpO2 95, dissociation 8, alarms: 0 High, 0 Medium, 0 Low"
    )
    assert rows[2].endswith("lowest SpO2 86, dissociation 7, alarms: 1 High, 0 Medium, 1 Low")
    assert page.table.notes.text() == "Session 2 stopped at 32:40: nausea 4, patient asked."
    assert "session 2: 28.6 mg of 35.0 planned, 0.41 mg/kg" in page.dose.accessibleDescription()
    assert page.rise.accessibleDescription().startswith("session 1: +27, to 145")


def test_another_questionnaire_is_one_key_away_and_stays_when_the_course_is_read_again(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.outcome.key.click()
    assert page.outcome.trend is not None and page.outcome.trend.scale == "gad7"
    desk.desk.open(MARTA)
    desk.settled()
    assert page.outcome.trend.scale == "gad7"


def test_enter_on_a_session_opens_its_review(make: Make, qtbot: QtBot) -> None:
    desk = make()
    page = desk.open()
    asked: list[str] = []
    desk.screen.open_requested.connect(asked.append)
    page.table.view.setCurrentIndex(page.table.view.model().index(2, 0))
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert asked == ["2026-11-14"]


def test_a_patient_is_found_by_the_record_number_and_enter(make: Make, qtbot: QtBot) -> None:
    desk = make([*reyes_course(), saved(marta(id=OTHER, family="Haddad", no="77001"))])
    desk.screen.library.patients_key.click()
    search = desk.page.patients.search
    qtbot.keyClicks(search.field.edit, "20418")
    assert search.row_words() == ["Reyes, Marta, born 1984-03-02, 42 y · ID 20418"]
    qtbot.keyClick(search.field.edit, Qt.Key.Key_Return)
    desk.until(lambda: desk.page.data is not None, "the course was read")
    assert len(desk.page.table.row_words()) == len(DAYS)


def test_a_patient_without_sessions_and_calls_says_so_everywhere(make: Make) -> None:
    desk = make([saved(marta())])
    desk.desk.open(MARTA)
    desk.until(lambda: desk.page.data is not None, "the course was read")
    page = desk.page
    assert page.outcome.accessibleDescription() == "No questionnaire is filled yet."
    assert page.dose.accessibleDescription() == "No infusion is recorded yet."
    assert page.table.notes.text() == "No session is filed under this patient yet."
    assert not page.table.review_key.isEnabled()
    desk.screen.grab()  # an empty axis is painted without an error


def test_esc_goes_back_to_the_list_of_sessions(make: Make, qtbot: QtBot) -> None:
    desk = make()
    page = desk.open()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not desk.screen.course_open and not desk.screen.session_open


# Follow-ups


def test_a_call_is_written_down_by_key_and_stands_in_the_course(make: Make, qtbot: QtBot) -> None:
    desk = make()
    page = desk.open()
    page.calls.add_key.click()
    form = page.form
    first = form.ratings["mood"].keys[None]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_7)
    ten = form.ratings["pain"].keys[None]
    qtbot.keyClicks(ten, "1")
    qtbot.keyClicks(form.ratings["pain"].keys[1], "0")
    qtbot.keyClicks(form.totals["phq9"].edit, "6")
    qtbot.keyClicks(form.sleep.edit, "through the night")
    qtbot.keyClicks(form.next_visit.edit, "9.12. 10:00")
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settled()
    (sent,) = desk.clinic.sent
    assert isinstance(sent, WriteFollowUp)
    assert (sent.bed, sent.actor, sent.patient) == (0, NURSE, MARTA)
    said = sent.follow_up
    assert (said.session, said.ratings, said.totals) == (
        "2026-11-25",
        (("mood", 7), ("pain", 10)),
        (("phq9", 6),),
    )
    assert (said.sleep, said.next_visit, said.utc) == (
        "through the night",
        "2026-12-09 10:00",
        NOW.isoformat(),
    )
    assert not page.form_open
    desk.until(
        lambda: page.outcome.trend is not None and page.outcome.trend.last == 6, "the course was renewed"
    )
    assert "through the night" in page.calls.list.row_words()[0]
    assert form.sleep.text() == ""


def test_a_total_without_its_items_asks_for_item_9(make: Make, qtbot: QtBot) -> None:
    page = make().open()
    page.calls.add_key.click()
    qtbot.keyClicks(page.form.totals["phq9"].edit, "12")
    assert page.form._prompts.text() == "PHQ-9: Item 9 was not entered: look at it on the form, and ask."


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("when", "tomorrow", "“tomorrow” is no day and time: write it as 15.11. 10:15."),
        ("when", "2026-11-29 10:00", "2026-11-29 10:00 is still to come: write when it was said."),
        ("when", "2026-11-20 10:00", "That is before the session, which began on 2026-11-25 09:30: "),
        ("next_visit", "soon", "“soon” is no day: write it as 18.11. 09:30."),
    ],
)
def test_what_cannot_be_understood_is_said_in_place_and_nothing_is_sent(
    make: Make, qtbot: QtBot, field: str, typed: str, sentence: str
) -> None:
    desk = make()
    page = desk.open()
    page.calls.add_key.click()
    edit = getattr(page.form, field).edit
    edit.setText(typed)
    qtbot.keyClick(page.form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.form.said.startswith(sentence)
    assert desk.clinic.sent == []


def test_a_total_out_of_its_range_is_refused(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.add_key.click()
    page.form.totals["gad7"].edit.setText("22")
    page.form.save()
    assert page.form.said == "The total of GAD-7 is a whole number from 0 to 21: correct “22”."
    assert desk.clinic.sent == []


def test_a_refusal_of_the_station_stands_in_the_form_and_nothing_typed_is_lost(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.add_key.click()
    page.form.save()
    desk.settled()
    assert page.form_open
    assert page.form.said == "The follow-up is empty: enter a rating or some words."
    page.form.words.edit.setText("feels lighter")
    desk.clinic.refusal = RefusedError("The disk is full: free some space.")
    page.form.save()
    desk.settled()
    assert (page.form.said, page.form.words.text()) == ("The disk is full: free some space.", "feels lighter")
    assert page.form.save_key.isEnabled()


def test_what_is_typed_stays_when_the_form_is_closed_and_never_goes_to_another_patient(make: Make) -> None:
    other = marta(id=OTHER, family="Haddad", no="77001")
    desk = make([*reyes_course(), saved(other), *whole(DAYS[0], other, id="h1")])
    page = desk.open()
    page.calls.add_key.click()
    page.form.words.edit.setText("feels lighter")
    page.form.closed.emit()
    page.calls.add_key.click()
    assert page.form.words.text() == "feels lighter"
    page.form.closed.emit()
    desk.desk.open(OTHER)
    desk.until(lambda: page.data is not None and page.data.patient.id == OTHER, "the other course was read")
    page.calls.add_key.click()
    assert page.form.words.text() == ""


def test_a_late_entry_is_marked_with_the_day_it_was_written(make: Make) -> None:
    said = FollowUp(session="", utc="", words="headache")
    page = make([*reyes_course(), called(9, said, written=12)]).open()
    assert "9 Nov, headache, late entry of 12 Nov, A. Moreno" in page.calls.list.row_words()


@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("", NOW),
        ("10:15", NOW.replace(hour=10, minute=15)),
        ("15.11. 10:15", NOW.replace(day=15, hour=10, minute=15)),
        ("15/11/26 10.15", NOW.replace(day=15, hour=10, minute=15)),
        ("2026-11-15 10:15", NOW.replace(day=15, hour=10, minute=15)),
        ("30.12. 10:15", NOW.replace(year=2025, month=12, day=30, hour=10, minute=15)),
    ],
)
def test_a_time_is_read_as_people_write_it_and_lies_in_the_past(
    qtbot: QtBot, typed: str, utc: object
) -> None:
    del qtbot
    assert read_said(typed, NOW).utc == utc


# Whose a session is


def test_a_session_that_is_nobodys_is_filed_at_once_and_opens_the_course(make: Make, qtbot: QtBot) -> None:
    desk = make([*reyes_course(), *whole(DAYS[0], None, id="stray")])
    desk.screen.library.course_requested.emit("stray")
    filing = desk.page.filing
    assert "now under nobody" in filing.hint.text() and filing.reason.isHidden()
    qtbot.keyClicks(filing.search.field.edit, "reyes")
    qtbot.keyClick(filing, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settled()
    (sent,) = desk.clinic.sent
    assert sent == FileSession(bed=0, actor=NURSE, session="stray", patient=MARTA, reason="")
    desk.until(lambda: desk.page.data is not None, "the course was read")
    assert len(desk.page.table.row_words()) == len(DAYS) + 1


def test_a_session_moves_only_with_a_reason_and_its_trace_is_shown(make: Make, qtbot: QtBot) -> None:
    other = marta(id=OTHER, family="Haddad", no="77001")
    desk = make([*reyes_course(), saved(other)])
    page = desk.open()
    page.table.view.setCurrentIndex(page.table.view.model().index(2, 0))
    page.table.move_key.click()
    filing = page.filing
    qtbot.keyClicks(filing.search.field.edit, "haddad")
    assert filing.save_key.text() == "Move it to Haddad, Marta"
    filing.save()
    assert filing.said == "It stands under another patient: write why it moves."
    assert desk.clinic.sent == []
    filing.reason.edit.setText("two patients were mixed up")
    filing.save()
    desk.settled()
    desk.clinic.written()
    desk.clinic.clock.advance(5.0)
    words = "Session 1 was under Reyes, Marta until 28 Nov, moved by A. Moreno: two patients were mixed up."
    desk.until(lambda: page.table.notes.text() == words, "the trace is shown")
    assert page.data is not None and page.data.patient.id == OTHER


def test_a_session_is_not_filed_under_the_patient_it_has(make: Make) -> None:
    page = make().open()
    page.table.move_key.click()
    page.filing.search.field.edit.setText("reyes")
    assert page.filing.save_key.text() == "It is under Reyes, Marta already"
    assert not page.filing.save_key.isEnabled()


@pytest.mark.req("SAFE-01")
def test_a_simulation_is_offered_simulated_patients_only(make: Make) -> None:
    real = marta(id=OTHER, family="Haddad", no="77001")
    desk = make([*reyes_course(simulated=True), saved(real)])
    page = desk.open()
    page.table.move_key.click()
    assert page.filing.search.row_words() == ["Reyes, Marta, born 1984-03-02, 42 y · ID 20418, simulated"]


# Review of one session, report, sizes


def test_the_review_of_a_session_tells_its_facts_with_the_grave_ones_first(make: Make) -> None:
    desk = make()
    facts: list[object] = []
    desk.screen.show_facts = lambda session, told: facts.append((session, told))  # type: ignore[method-assign]
    desk.screen.open_requested.emit("2026-11-11")
    desk.until(lambda: bool(facts), "the facts were read")
    session, told = facts[0]  # type: ignore[misc]
    lines = {fact.label: fact.words for fact in told if fact.label}
    assert session == "2026-11-11"
    assert lines["Now under"] == "Reyes, Marta"
    assert lines["Dose"] == "28.6 of 35.0 mg planned, 82 %, 0.41 mg/kg"
    assert lines["Infusion"] == "32:40 of 40:00 planned, stopped early"
    assert any(label.startswith("Infusion, SpO2") for label in lines)


def test_the_report_is_a_pdf_whose_name_says_no_patient(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.report_key.click()
    (file,) = desk.folder.iterdir()
    assert file.read_bytes().startswith(b"%PDF")
    assert file.name == "course-2026-11-28-1652.pdf"
    assert page.calls.said.text() == f"Saved as {file}"
    page.calls.report_key.click()
    assert len(list(desk.folder.iterdir())) == 2, "a report never overwrites another"


def test_a_report_that_cannot_be_saved_says_why(make: Make) -> None:
    desk = make()
    desk.folder.write_text("in the way")
    page = desk.open()
    page.calls.report_key.click()
    assert page.calls.said.text().startswith("The report could not be saved in ")


@pytest.mark.parametrize("size", [(1856, 984), (1302, 660), (960, 560), (576, 300)])
def test_nothing_needs_scrolling_sideways_and_a_form_is_never_cut(make: Make, size: tuple[int, int]) -> None:
    desk = make(size=size)
    page = desk.open()
    assert page.area.horizontalScrollBar().maximum() == 0
    assert page._inside.width() <= page.area.viewport().width()
    page.calls.add_key.click()
    QApplication.processEvents()
    assert page.form.isVisible()
    assert page.form.save_key.mapTo(page, page.form.save_key.rect().bottomRight()).y() <= page.height()


def test_the_second_look_at_many_sessions_is_cheaper_than_the_first(make: Make) -> None:
    """The second look at a course reads no session again that is over: it costs less than the first."""
    desk = make(long_course(60, NOW - timedelta(days=61)))
    begun = time.perf_counter()
    desk.open("s0001")
    first = time.perf_counter() - begun
    reader = desk.desk._reader
    begun = time.perf_counter()
    again = reader.course(MARTA)
    second = time.perf_counter() - begun
    assert not isinstance(again, str) and len(again.sessions) == 60
    assert second < first
    desk.screen.grab()
