"""The course of sessions: what it shows, what is entered on the next day, and whose a session is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.errors import RefusedError
from bedside.review.session_facts import Told, facts_of
from bedside.therapy.care import Override
from bedside.therapy.course import Point, Trend
from bedside.ui.course.course_desk import CourseDesk
from bedside.ui.course.course_report import CoursePages
from bedside.ui.course.course_screen import CourseScreen
from bedside.ui.course.course_words import halved_words
from bedside.ui.course.report_lines import Report, report_of
from bedside.ui.course.said_when import read_said
from bedside.ui.course.session_record import record_facts
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import DecideGo, FileSession, WriteFollowUp
from bedside.vitals.commands import Entry
from bedside.vitals.display import PressureUnit
from bedside.vitals.patients import FollowUp
from bedside.vitals.records import Record
from bedside.vitals.sessions import Actor, Mode, Role
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


def test_the_day_a_questionnaire_was_halved_stands_on_the_course_its_chart_and_its_report(make: Make) -> None:
    page = make().open()
    trend = page.outcome.trend
    assert trend is not None and trend.halved_on is not None
    assert page.so_far.words_of(trend).startswith("PHQ-9 20 → 8, −60 %, halved on 25 Nov")
    assert "halved on 25 Nov" in page.so_far.accessibleDescription()
    assert page.outcome.accessibleDescription().endswith("halved on 25 Nov")
    assert page.data is not None
    report = report_of(page.data, PressureUnit.MMHG, now=NOW, actor="A. Moreno")
    assert any("20 → 8 (−60 %, halved on 25 Nov)" in line.words for line in report.lines)


def test_a_score_that_rose_again_is_not_said_to_be_halved_now() -> None:
    points = tuple(
        Point(utc=f"2026-11-{day:02d}T09:00:00+00:00", value=n) for day, n in ((7, 20), (14, 9), (21, 13))
    )
    assert halved_words(Trend(scale="phq9", points=points)) == "was halved on 14 Nov"
    assert halved_words(Trend(scale="phq9", points=points[:1])) == ""


def test_the_chosen_session_stands_against_those_before_it(make: Make) -> None:
    page = make().open()
    table = page.table
    table.view.setCurrentIndex(table.view.model().index(3, 0))
    assert table.against.text() == (
        "Against the 3 sessions before: Systolic rise +19 mmHg (before +23 to +27, mean +25), lower than ever "
        "before · Highest dissociation 6 (before 7 to 8, mean 7), lower than ever before."
    )
    table.view.setCurrentIndex(table.view.model().index(4, 0))
    assert table.against.text() == ("Against the 4 sessions before: every number within what it was before.")
    table.view.setCurrentIndex(table.view.model().index(0, 0))
    assert table.against.isHidden(), "the first has none before it"


def test_the_frame_is_the_violet_review_and_says_whose_course_from_when_to_when(make: Make) -> None:
    desk = make()
    desk.open()
    assert desk.screen.frame.word == "REVIEW"
    assert desk.screen.frame._left_words == "Reyes, Marta · course 7 Nov – 28 Nov 2026"
    assert desk.screen.frame._right_words == "6 of 6 sessions · next visit 2 Dec"


@pytest.mark.req("SAFE-01")
def test_a_simulated_course_says_so_in_the_frame_and_in_the_report(make: Make) -> None:
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
    qtbot.keyClicks(form.functioning.edit, "back at work")
    qtbot.keyClicks(form.side_effects.edit, "none")
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
    assert (said.functioning, said.side_effects) == ("back at work", "none")
    assert not page.form_open
    desk.until(
        lambda: page.outcome.trend is not None and page.outcome.trend.last == 6, "the course was renewed"
    )
    assert "through the night" in page.calls.list.row_words()[0]
    assert "back at work" in page.calls.list.row_words()[0]
    assert form.sleep.text() == ""


def test_a_total_without_its_items_asks_for_item_9(make: Make, qtbot: QtBot) -> None:
    page = make().open()
    page.calls.add_key.click()
    qtbot.keyClicks(page.form.totals["phq9"].edit, "12")
    assert (
        page.form.fields._prompts.text() == "PHQ-9: Item 9 was not entered: look at it on the form, and ask."
    )


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
    report = report_of(page.data, PressureUnit.MMHG, now=NOW, actor="A. Moreno")
    printed = " ".join(
        (report.name, report.details, *(f"{line.label} {line.words}" for line in report.lines))
    )
    assert "Session 1 was under another patient until 28 Nov" in printed
    assert "Reyes" not in printed, "the paper of one patient names no other"


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
    assert lines["Volume"] == "28.6 mL"
    against = {fact.label: (fact.words, fact.note) for fact in told if "before" in fact.words}
    assert against["Given"] == ("28.6 mg, before 35.0", "lower than ever before")
    assert against["Highest dissociation"] == ("8, before 7", "higher than ever before")
    assert any(label.startswith("Infusion, SpO2") for label in lines)


def test_the_record_of_a_session_names_who_decided_to_go_on(look: Theme) -> None:
    by = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
    entry = Entry(number=1, t=60.0, entered_t=60.0, command=DecideGo(bed=1, actor=by, go=True, reason=""))
    told = Told(
        id="s",
        started_utc=datetime(2026, 5, 12, 9, 0, tzinfo=UTC),
        duration_s=600.0,
        mode=Mode.LIVE,
        entries=[entry],
    )
    lines = record_facts(facts_of(told), None, PressureUnit.MMHG)
    decided = next(line for line in lines if line.label == "Decision")
    assert (decided.words, decided.grave) == ("go", False)
    assert "Dr. L. Hartmann" in decided.note


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


@pytest.mark.req("GATE-01")
def test_an_emergency_start_stands_in_the_report_in_red_under_its_session(make: Make, look: Theme) -> None:
    data = make().open().data
    first = data.sessions[0]
    assert first.facts is not None
    by = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
    allowed = Override(by=by, reason="severe crisis", t=60.0)
    emergency = replace(first, facts=replace(first.facts, emergency=allowed, emergencies=(allowed,)))
    changed = replace(data, sessions=(emergency, *data.sessions[1:]))

    def red(report: Report) -> int:
        image = QImage(595, 842, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        CoursePages(report, look).paint(painter, 0, 72.0)
        painter.end()
        dots = (image.pixelColor(x, y) for y in range(842) for x in range(595))
        return sum(dot.red() > dot.green() + 90 for dot in dots)

    calm, told = (report_of(each, PressureUnit.MMHG, now=NOW, actor="A. Moreno") for each in (data, changed))
    places = [
        n for n, line in enumerate(told.lines) if line.words.startswith("Emergency start: severe crisis")
    ]
    assert len(places) == 1 and told.lines[places[0] - 1].label.startswith("1 · ")
    assert "by Dr. L. Hartmann" in told.lines[places[0]].words
    assert red(told) - red(calm) > 100


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


# A call that was written down wrong


def test_a_call_is_corrected_and_the_original_stays_struck_through_with_who_and_when(make: Make) -> None:
    desk = make()
    page = desk.open()
    before = len(page.data.calls) if page.data is not None else 0
    page.calls.correct_key.click()
    form = page.form
    assert form.title.text() == "Correct a call"
    assert form.corrects is not None
    original = form.corrects.command.follow_up
    assert form.totals["phq9"].text() == "8"
    form.totals["phq9"].edit.setText("9")
    form.which.reason.edit.setText("read from the wrong line")
    form.save()
    desk.settled()
    (sent,) = desk.clinic.sent
    assert isinstance(sent, WriteFollowUp)
    assert (sent.replaces, sent.withdrawn, sent.reason) == (
        form.corrects.written,
        False,
        "read from the wrong line",
    )
    assert sent.follow_up.utc == original.utc  # to the second
    assert sent.follow_up.totals != original.totals
    assert sent.follow_up == replace(original, totals=sent.follow_up.totals)
    desk.until(lambda: page.data is not None and bool(page.data.struck), "the course was renewed")
    assert page.data is not None and len(page.data.calls) == before
    rows = page.calls.list.row_words()
    (old,) = [row for row in rows if "struck through: " in row and "PHQ-9 8" in row]
    assert "corrected by A. Moreno" in old and "read from the wrong line" in old
    assert any("PHQ-9 9" in row and "corrects what is struck through" in row for row in rows)
    assert page.outcome.trend is not None and page.outcome.trend.last == 9


def test_a_call_is_taken_back_with_a_reason_and_counts_no_more(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.correct_key.click()
    page.form.which.withdraw_key.click()
    assert page.form.said == "Say why the call is taken back, then press the key again."
    assert desk.clinic.sent == []
    page.form.which.reason.edit.setText("said by another patient")
    page.form.which.withdraw_key.click()
    desk.settled()
    desk.until(lambda: page.data is not None and bool(page.data.struck), "the course was renewed")
    (old,) = [row for row in page.calls.list.row_words() if "struck through: " in row]
    assert "taken back by A. Moreno" in old and "said by another patient" in old
    assert page.outcome.trend is not None and page.outcome.trend.last != 8


def test_another_call_can_be_chosen_and_nothing_typed_for_one_stands_in_the_other(make: Make) -> None:
    said = FollowUp(session="", utc="", words="headache")
    page = make([*reyes_course(), called(9, said, written=12)]).open()
    page.calls.correct_key.click()
    newest = page.form.corrects
    page.form.words.edit.setText("half typed")
    choice = page.form.which.choice
    choice.chosen.emit(len(choice._words) - 1)
    assert page.form.corrects is not newest
    assert page.form.words.text() == "headache"
    choice.chosen.emit(0)
    assert page.form.words.text() == "half typed"
    page.calls.add_key.click()
    assert (page.form.title.text(), page.form.words.text()) == ("Add a call", "")
    assert page.form.which.isHidden()


def test_a_correction_that_changes_nothing_is_refused_in_the_form(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.correct_key.click()
    page.form.save()
    desk.settled()
    assert page.form_open
    assert page.form.said == "Nothing was changed: correct something, take the call back, or close the form."


def test_a_call_that_somebody_else_corrected_meanwhile_is_refused_with_their_name(make: Make) -> None:
    desk = make()
    page = desk.open()
    page.calls.correct_key.click()
    assert page.form.corrects is not None
    call = page.form.corrects
    other = replace(
        call.command, actor=Actor(name="B. Osei", role=Role.NURSE), replaces=call.written, reason=""
    )
    desk.clinic.submit(replace(other, follow_up=replace(other.follow_up, words="something else")))
    page.form.words.edit.setText("mine")
    page.form.save()
    desk.settled()
    assert page.form.said.startswith("That call was corrected by B. Osei already: ")
    assert page.form.words.text() == "mine"


def test_without_a_call_there_is_nothing_to_correct_and_the_key_says_so(make: Make) -> None:
    other = marta(id=OTHER, family="Haddad", no="77001")
    desk = make([*reyes_course(), saved(other), *whole(DAYS[0], other, id="h1")])
    page = desk.open()
    desk.desk.open(OTHER)
    desk.until(lambda: page.data is not None and page.data.patient.id == OTHER, "the other course was read")
    assert not page.calls.correct_key.isEnabled()
    assert page.calls.correct_key.toolTip() == "No call stands here that could be corrected."
    page.correct_call()
    assert not page.form_open


def test_a_half_typed_call_is_there_again_at_the_next_start(make: Make, look: Theme, qtbot: QtBot) -> None:
    from bedside.ui.session.drafts import PATIENT, Drafts, SharedDrafts, Typed

    shared = SharedDrafts()
    shared.bring_back(
        PATIENT + MARTA,
        {"call/new/words": Typed("feels lighter", NOW), "call/new/rating.mood": Typed("7", NOW)},
    )
    desk = make()
    page = desk.open()
    page.form.use_drafts(Drafts(shared))
    page.calls.add_key.click()
    assert (page.form.words.text(), page.form.ratings["mood"].value) == ("feels lighter", 7)
    assert page.form.before.said.startswith("Typed before the program ended, at ")
    page.form.before.throw_key.click()
    assert (page.form.words.text(), page.form.ratings["mood"].value) == ("", None)
    assert page.form.before.said == ""
    assert not shared.typed(PATIENT + MARTA)


def test_a_half_typed_call_is_forgotten_when_it_was_written_down(make: Make) -> None:
    from bedside.ui.session.drafts import PATIENT, Drafts, SharedDrafts

    shared = SharedDrafts()
    desk = make()
    page = desk.open()
    page.form.use_drafts(Drafts(shared))
    page.calls.add_key.click()
    page.form.words.edit.setText("feels lighter")
    assert shared.typed(PATIENT + MARTA)["call/new/words"].text == "feels lighter"
    page.form.save()
    desk.settled()
    assert not shared.typed(PATIENT + MARTA)


def test_what_is_typed_at_another_window_stands_in_the_open_form_too(make: Make) -> None:
    from bedside.ui.session.drafts import PATIENT, Drafts, SharedDrafts

    shared = SharedDrafts()
    desk = make()
    page = desk.open()
    page.form.use_drafts(Drafts(shared))
    page.calls.add_key.click()
    page.form.sleep.edit.setText("well")
    Drafts(shared).keep(PATIENT + MARTA, "call/new/words", "feels lighter")
    desk.desk.frame()
    assert (page.form.sleep.text(), page.form.words.text()) == ("well", "feels lighter")
