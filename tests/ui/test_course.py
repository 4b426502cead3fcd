"""The course of sessions: what it shows, whose a session is, and its report."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.review.session_facts import Told, facts_of
from bedside.therapy.care import Override
from bedside.therapy.course import Point, Trend
from bedside.ui.course.course_report import CoursePages
from bedside.ui.course.course_words import halved_words
from bedside.ui.course.fact_line import Fact
from bedside.ui.course.report_lines import Report, report_of
from bedside.ui.course.session_record import record_facts
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import DecideGo, FileSession
from bedside.vitals.commands import Entry
from bedside.vitals.display import PressureUnit
from bedside.vitals.sessions import Actor, Mode, Role
from tests.helpers.course_desks import Make, course_desks
from tests.helpers.courses import (
    DAYS,
    MARTA,
    NOW,
    NURSE,
    OTHER,
    long_course,
    marta,
    rated_course,
    reyes_course,
    saved,
    whole,
)


@pytest.fixture
def make(qtbot: QtBot, look: Theme, tmp_path: Path) -> Iterator[Make]:
    with course_desks(qtbot, look, tmp_path) as made:
        yield made


# What it shows


def test_the_course_goes_from_the_first_score_to_the_last_call_with_the_half_line(make: Make) -> None:
    page = make().open()
    assert page.outcome.trend is not None
    assert [p.value for p in page.outcome.trend.points] == [20, 17, 15, 12, 11, 9, 8]
    assert page.outcome.trend.half_of_first == 10.0
    assert "7 Nov 20" in page.outcome.accessibleDescription()
    assert "28 Nov 8; mild" in page.outcome.accessibleDescription()
    assert page.so_far.words_of(page.outcome.trend).startswith("PHQ-9 20 → 8, −60 %")


def test_the_outcome_of_a_rating_is_told_before_right_after_and_the_next_day(make: Make) -> None:
    """S1: what the patient said before the drug, right after it, at the call, and before the session after that."""
    page = make(rated_course()).open("2026-11-25")
    outcome = page.outcome
    outcome.choose([trend.scale for trend in outcome._trends].index("pain"))
    said = outcome.accessibleDescription()
    assert said.startswith("before each session, right after it (filled), at calls · lower is better: ")
    assert "7 Nov 8, 7 Nov right after 3, 11 Nov 7, 11 Nov right after 2" in said
    assert said.endswith("25 Nov 5, 25 Nov right after 1, 26 Nov 4")
    assert outcome.accessibleName() == "Pain, 0–10"
    assert outcome.trend is not None
    assert page.so_far.words_of(outcome.trend) == "Pain 8 → 4, −4 of 10"
    assert page.data is not None
    report = report_of(page.data, PressureUnit.MMHG, now=NOW, actor="A. Moreno")
    (line,) = [line.words for line in report.lines if line.label == "Pain"]
    assert line.startswith("8 → 4 (−4 of 10). 7 Nov 2026 8, 7 Nov 2026 right after 3")


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
    assert page.outcome.accessibleDescription() == "No questionnaire is filled and nothing is rated yet."
    assert page.dose.accessibleDescription() == "No infusion is recorded yet."
    assert page.table.notes.text() == "No session is filed under this patient yet."
    assert not page.table.review_key.isEnabled()
    desk.screen.grab()  # an empty axis is painted without an error


def test_esc_goes_back_to_the_list_of_sessions(make: Make, qtbot: QtBot) -> None:
    desk = make()
    page = desk.open()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not desk.screen.course_open and not desk.screen.session_open


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


def test_the_review_of_a_session_says_what_was_rated_before_it_and_right_after(make: Make) -> None:
    desk = make(rated_course())
    facts: list[list[Fact]] = []
    desk.screen.show_facts = lambda _session, told: facts.append(told)  # type: ignore[method-assign]
    desk.screen.open_requested.emit("2026-11-11")
    desk.until(lambda: bool(facts), "the facts were read")
    lines = {fact.label: fact.words for fact in facts[0] if fact.label}
    assert lines["Pain"] == "7 before, 2 right after"
    assert "Anxiety" not in lines, "nobody asked"


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


@pytest.mark.parametrize("size", [(1856, 984), (1302, 660), (576, 300)])
def test_the_keys_of_a_rating_are_large_enough_for_a_finger(make: Make, size: tuple[int, int]) -> None:
    page = make(size=size).open()
    page.calls.add_key.click()
    QApplication.processEvents()
    for row in page.form.ratings.values():
        for key in row.keys.values():
            assert min(key.width(), key.height()) >= 44
    usual = page.form.when.name
    assert "2026-11-15 10:15" in usual, "the example is written as what stands in the field"
