"""QA notes on a replay: written, listed, gone to and put right; and never a part of what was recorded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bedside.errors import RefusedError
from bedside.ui.qa.qa_page import QaPage
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.session.drafts import QA, Drafts, SharedDrafts, Typed
from bedside.ui.session_overview import Overview
from bedside.ui.theme import Theme
from bedside.vitals.review_commands import MarkReviewed, QaMark, WriteQaNote
from bedside.vitals.sessions import UNNAMED
from tests.helpers.courses import DAYS, NOW, NURSE, SUPERVISOR, marta, recorded, saved, whole
from tests.helpers.reviews import Reviewing
from tests.helpers.session_line import LINES

SESSION, OTHER = "2026-11-14", "2026-11-18"
T = 3000.0  # a moment of it, s
CLOCK = "10:20:00"  # of the recording there
PLACE = f"{CLOCK} (+50:00)"
LATE = "The cuff reading came late."
APART = "QA note, written on 2026-11-28 16:52 by Dr. L. Hartmann, supervisor, not part of the record"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sessions of one patient."""
    sessions = [record for day in DAYS[2:4] for record in whole(day, marta())]
    return recorded(tmp_path_factory.mktemp("reviews") / "b.sqlite", [saved(marta()), *sessions])


Make = Callable[..., Reviewing]


@pytest.fixture
def make(qtbot: QtBot, look: Theme, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    monkeypatch.setenv("TZ", "UTC")
    import time

    time.tzset()

    def make(size: tuple[int, int] = (1828, 962), **more: object) -> Reviewing:
        screen = ReviewScreen(look)
        qtbot.addWidget(screen)
        screen.resize(*size)
        path = Path(shutil.copyfile(record, tmp_path / "b.sqlite"))
        reviewing = Reviewing(screen, path, **more)  # type: ignore[arg-type]
        screen.show()
        screen.activateWindow()
        return reviewing

    return make


def write(reviewing: Reviewing, words: str = LATE, mark: QaMark = QaMark.NONE) -> QaPage:
    """A note on the moment that is shown, with pointer or finger."""
    page = reviewing.page
    reviewing.screen.page.transport.note_key.click()
    page.form.words.setPlainText(words)
    if mark is not QaMark.NONE:
        page.form.marks[mark].click()
    page.form.save_key.click()
    reviewing.until(lambda: not page.form_open, "the note is in the record")
    return page


def places(parts: list[QWidget], within: QWidget) -> list[QRect]:
    return [QRect(part.mapTo(within, QPoint(0, 0)), part.size()) for part in parts]


# Writing


@pytest.mark.req("QA-01")
def test_a_note_is_written_with_the_keyboard_alone_and_stands_at_the_moment_it_was_begun_at(
    make: Make, qtbot: QtBot
) -> None:
    reviewing = make()
    view = reviewing.screen.library.view
    view.setCurrentIndex(view.model().index(1, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    reviewing.go(T)
    page = reviewing.page
    qtbot.keyClick(reviewing.screen, Qt.Key.Key_Q)
    assert page.form_open and QApplication.focusWidget() is page.form.words
    qtbot.keyClicks(page.form.words, "The cuff reading came lat.")
    qtbot.keyClick(page.form.words, Qt.Key.Key_Left)
    qtbot.keyClick(page.form.words, "e")  # type: ignore[arg-type]
    qtbot.keyClick(page.form.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    reviewing.until(lambda: not page.form_open, "the note is in the record")
    (note,) = page.review.notes
    assert (note.command.note.words, note.command.note.t) == (LATE, T), "its arrows moved in the text alone"
    assert (note.command.note.session, note.command.actor) == (SESSION, SUPERVISOR)
    assert page.list.row_words() == [f"{PLACE}, {LATE} · {APART}"]
    qtbot.keyClick(page.list.add_key, Qt.Key.Key_Return)
    assert page.form_open
    qtbot.keyClick(page.form.words, Qt.Key.Key_Escape)
    assert not page.form_open and reviewing.screen.session_open
    qtbot.keyClick(page.list.add_key, Qt.Key.Key_Escape)
    assert not reviewing.screen.session_open


def test_a_note_is_written_by_touch_with_a_mark_about_the_whole_session(make: Make, qtbot: QtBot) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION, T)
    for key in (
        reviewing.screen.page.transport.note_key,
        page.form.moment.whole_key,
        page.form.marks[QaMark.IMPROVE],
        page.form.marks[QaMark.FINE],
        page.form.save_key,
    ):
        qtbot.mouseClick(key, Qt.MouseButton.LeftButton)
        assert min(key.width(), key.height()) >= 34
    reviewing.until(lambda: not page.form_open, "a mark alone is a note")
    (note,) = page.review.notes
    assert (note.command.note.t, note.command.note.mark) == (None, QaMark.FINE)
    assert page.list.row_words()[0].startswith("Whole session, Fine · ")


def test_the_replay_stands_still_while_a_note_is_begun(make: Make) -> None:
    reviewing = make()
    reviewing.open_session(SESSION, T)
    reviewing.screen.page.transport.play_key.click()
    reviewing.frame(1.0)
    reviewing.screen.page.transport.note_key.click()
    shown = reviewing.screen._now
    reviewing.frame(5.0)
    assert reviewing.screen._now == shown > T


def test_a_note_is_moved_to_the_moment_that_is_shown_only_by_its_key(make: Make) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION, T)
    reviewing.screen.page.transport.note_key.click()
    moment = page.form.moment
    assert (moment.here_key.text(), moment.shown_key.isHidden()) == (f"At {CLOCK}", True)
    reviewing.go(T + 65.0)
    assert moment.t == T
    assert moment.shown_key.text() == "Move to 10:21:05"
    moment.shown_key.click()
    assert (moment.t, moment.shown_key.isHidden()) == (T + 65.0, True)


def test_an_empty_note_is_not_sent_and_the_keyboard_goes_to_its_words(make: Make) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION, T)
    reviewing.screen.page.transport.note_key.click()
    page.form.save_key.click()
    assert page.form.said == "Write some words, or choose a mark."
    assert not reviewing.sent


def test_a_note_needs_a_name_and_waits_for_it_with_what_was_typed(make: Make) -> None:
    reviewing = make(actor=UNNAMED)
    page = reviewing.open_session(SESSION, T)
    reviewing.frame()
    reviewing.screen.page.transport.note_key.click()
    page.form.words.setPlainText(LATE)
    page.form.save_key.click()
    assert page.form.said == "A name is missing: say who you are, then save."
    page.form.who_key.click()
    assert (reviewing.asked_who, reviewing.sent) == (1, [])
    reviewing.actor = NURSE
    reviewing.frame()
    assert page.form.who_key.isHidden()
    assert "Written as A. Moreno, nurse; not part of the record." in page.form.hint.text()
    page.form.save_key.click()
    reviewing.until(lambda: not page.form_open, "the note is in the record")
    assert page.review.notes[0].command.actor == NURSE


def test_a_refusal_of_the_station_stands_in_the_form_and_nothing_typed_is_lost(make: Make) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION, T)
    reviewing.refusal = RefusedError("bedside is overloaded and could not take that: try again.")
    reviewing.screen.page.transport.note_key.click()
    page.form.words.setPlainText(LATE)
    page.form.save_key.click()
    reviewing.frame()
    assert page.form.said == "bedside is overloaded and could not take that: try again."
    assert (page.form.words.toPlainText(), page.form.save_key.isEnabled()) == (LATE, True)
    reviewing.refusal = None
    page.form.save_key.click()
    reviewing.until(lambda: not page.form_open, "the second press saves it")


def test_what_was_typed_stays_until_the_disk_has_it(make: Make) -> None:
    shared = SharedDrafts()
    reviewing = make(drafts=Drafts(shared))
    page = reviewing.open_session(SESSION, T)
    reviewing.holds, reviewing.fault = True, "the disk is full"
    reviewing.screen.page.transport.note_key.click()
    page.form.words.setPlainText(LATE)
    page.form.save_key.click()
    reviewing.frame()
    assert page.form.said.startswith(
        "This is not on the disk yet (the disk is full). It is written as soon as"
    )
    assert (page.form.words.toPlainText(), page.form.save_key.isEnabled()) == (LATE, False)
    assert shared.typed(QA + SESSION)["qa/new/words"].text == LATE, "a kill loses nothing"
    page.close_form()
    reviewing.screen.page.transport.note_key.click()
    assert (page.form.words.toPlainText(), page.form.save_key.isEnabled()) == (LATE, False), "never twice"
    reviewing.holds, reviewing.fault = False, ""
    reviewing.until(lambda: not page.form_open, "the disk took it")
    assert len(page.review.notes) == len(reviewing.sent) == 1
    assert not shared.typed(QA + SESSION)


def test_a_half_typed_note_is_there_again_after_a_kill_at_the_moment_it_was_about(make: Make) -> None:
    shared = SharedDrafts()
    fields = {"qa/new/words": Typed(LATE, NOW), "qa/new/at": Typed(repr(T), NOW)}
    shared.bring_back(QA + SESSION, fields)
    reviewing = make(drafts=Drafts(shared))
    page = reviewing.open_session(SESSION, 4000.0)
    reviewing.screen.page.transport.note_key.click()
    reviewing.frame()
    assert (page.form.words.toPlainText(), page.form.moment.t) == (LATE, T)
    assert page.form.before.said.startswith("Typed before the program ended, at ")
    page.form.before.throw_key.click()
    assert (page.form.words.toPlainText(), page.form.moment.t) == ("", 4000.0)


def test_what_is_typed_stays_when_the_form_closes_and_stands_in_no_other_session(make: Make) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION, T)
    reviewing.screen.page.transport.note_key.click()
    page.form.words.setPlainText(LATE)
    reviewing.screen.show_library()
    reviewing.open_session(OTHER, 10.0)
    assert not page.form_open
    reviewing.screen.page.transport.note_key.click()
    assert page.form.words.toPlainText() == ""
    reviewing.open_session(SESSION, 10.0)
    reviewing.screen.page.transport.note_key.click()
    assert (page.form.words.toPlainText(), page.form.moment.t) == (LATE, T)


# Reading


def test_a_press_on_a_note_takes_the_replay_there(make: Make, qtbot: QtBot) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION, T)
    write(reviewing)
    reviewing.go(10.0)
    qtbot.mouseClick(page.list.rows[0], Qt.MouseButton.LeftButton)
    reviewing.frame(0.0)
    assert reviewing.screen._now == T
    reviewing.go(10.0)
    qtbot.keyClick(page.list.rows[0], Qt.Key.Key_Return)
    reviewing.frame(0.0)
    assert reviewing.screen._now == T


def test_notes_have_marks_in_a_lane_of_their_own_that_say_they_are_no_part_of_the_record(
    make: Make, qtbot: QtBot
) -> None:
    reviewing = make()
    reviewing.open_session(SESSION, T)
    overview = reviewing.screen.page.overview
    bare = overview.height()
    write(reviewing)
    assert overview.height() > bare
    assert overview.accessibleDescription() == f"{PLACE}, {LATE} · {APART}"
    point = QPointF(overview._x(T) + 3, bare + 8)
    assert overview.note_at(point) == (T, f"{PLACE}, {LATE} · {APART}")
    assert overview.note_at(QPointF(overview._x(T), bare - 30)) is None, "not among what was recorded"
    reviewing.go(10.0)
    qtbot.mouseClick(overview, Qt.MouseButton.LeftButton, pos=point.toPoint())
    reviewing.frame(0.0)
    assert reviewing.screen._now == T, "exactly there, not beside it"


@pytest.mark.req("QA-01")
def test_the_recorded_events_alarms_statistics_and_times_are_those_of_a_session_without_notes(
    make: Make,
) -> None:
    reviewing = make()
    reviewing.open_session(SESSION)
    events = reviewing.screen.page.events

    def told() -> tuple[object, ...]:
        events.keys["all"].click()
        words = [key.text() for name, key in events.keys.items() if name != "qa"]
        return words, events.list.marks, events.alarms.row_words(), events.statistics.row_words()

    before, library = told(), [replace(each) for each in reviewing.library.sessions()]
    write(reviewing, mark=QaMark.LOOK_AT)
    reviewing.page.list.mark_key.click()
    reviewing.frame()
    reviewing.screen.show_library()
    reviewing.open_session(SESSION)
    assert told() == before
    assert reviewing.library.sessions() == library
    assert events.keys["qa"].text() == "QA 1"


def test_a_note_that_is_written_at_another_window_stands_here_too(make: Make) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION, T)
    note = write(reviewing).review.notes[0].command.note
    reviewing._desk.obey(WriteQaNote(bed=0, actor=NURSE, note=replace(note, words="Also seen.")), ())
    reviewing.frame()
    assert {each.command.note.words for each in page.review.notes} == {LATE, "Also seen."}


# Putting right


def test_a_note_is_corrected_and_the_original_stays_struck_through_with_who_when_and_why(make: Make) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION, T)
    write(reviewing)
    assert not page.list.correct_key.isEnabled() and page.list.correct_key.toolTip()
    page.list.rows[0].click()
    page.list.correct_key.click()
    page.form.words.setPlainText("It came in time.")
    page.form.reason.edit.setText("wrong line")
    page.form.save_key.click()
    reviewing.until(lambda: not page.form_open, "the correction is in the record")
    assert page.list.row_words() == [
        f"{PLACE}, It came in time. · {APART}",
        f"struck through: {PLACE}, {LATE} · {APART}; "
        "corrected by Dr. L. Hartmann, supervisor, 2026-11-28 16:52: wrong line",
    ]
    assert [t for t, _ in page.moments] == [T]


def test_a_note_is_taken_back_with_a_reason_and_has_no_mark_any_more(make: Make) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION, T)
    write(reviewing)
    page.list.rows[0].click()
    page.list.correct_key.click()
    page.form.withdraw_key.click()
    assert page.form.said == "Say why the note is taken back, then press the key again."
    page.form.reason.edit.setText("of another session")
    page.form.withdraw_key.click()
    reviewing.until(lambda: not page.form_open, "it is taken back")
    assert page.moments == []
    (row,) = page.list.row_words()
    assert row.startswith("struck through: ") and row.endswith("of another session")
    assert reviewing.screen.page.overview.accessibleDescription() == ""


# Reviewed


@pytest.mark.req("QA-01")
def test_a_reviewed_session_says_by_whom_and_leaves_those_that_wait(make: Make) -> None:
    reviewing = make()
    library = reviewing.screen.library
    assert all(words.endswith("not reviewed") for words in library.row_words())
    library.filter_keys["unreviewed"].click()
    assert {line.id for line in library.shown} == {SESSION, OTHER}
    page = reviewing.open_session(SESSION, T)
    assert page.list.reviewed.text() == "Not reviewed yet"
    write(reviewing)
    page.list.mark_key.click()
    reviewing.frame()
    assert page.list.reviewed.text() == "Reviewed by Dr. L. Hartmann, supervisor on 2026-11-28 16:52"
    reviewing.screen.show_library()
    assert [line.id for line in library.shown] == [OTHER]
    library.filter_keys["unreviewed"].click()
    assert library.row_words()[1].endswith("reviewed by Dr. L. Hartmann, 28 Nov · 1 QA note")
    reviewing.open_session(SESSION)
    page.list.mark_key.click()
    reviewing.frame()
    assert page.list.reviewed.text() == "Not reviewed yet"


def test_a_session_that_is_still_recording_does_not_wait_for_a_review(make: Make) -> None:
    library = make().screen.library
    running = replace(LINES[0], id="running", ended_utc=None, end_reason="")
    library.set_sessions([*LINES, running])
    library.filter_keys["unreviewed"].click()
    assert [line.id for line in library.shown] == [line.id for line in LINES]
    assert "review" not in library._model.row_words(running)


def test_who_is_no_supervisor_is_told_so_and_marks_nothing(make: Make) -> None:
    reviewing = make(actor=NURSE)
    page = reviewing.open_session(SESSION)
    page.list.mark_key.click()
    reviewing.frame()
    assert page.list.said.text().startswith("A session is marked as reviewed by a supervisor")
    assert page.review.reviewed is None and page.list.mark_key.isEnabled()


# The replay


@pytest.mark.req("ALM-36")
def test_a_replay_still_submits_nothing_and_its_notes_nothing_but_what_is_said_of_it(make: Make) -> None:
    reviewing = make()
    reviewing.open_session(SESSION, T)
    page = reviewing.screen.page
    for key in page.transport.findChildren(QWidget):
        if hasattr(key, "click") and key not in (page.transport.note_key, page.transport.close_key):
            key.click()
            reviewing.frame()
    page.overview.time_clicked.emit(100.0)
    reviewing.frame()
    assert reviewing.sent == []
    assert not any(hasattr(reviewing.replay, name) for name in ("_submit", "submit", "command"))
    write(reviewing)
    reviewing.page.list.mark_key.click()
    reviewing.frame()
    assert [type(command) for command in reviewing.sent] == [WriteQaNote, MarkReviewed]


def test_q_over_the_list_of_sessions_opens_no_form(make: Make, qtbot: QtBot) -> None:
    reviewing = make()
    page = reviewing.open_session(SESSION)
    reviewing.screen.show_library()
    qtbot.keyClick(reviewing.screen.library.view, Qt.Key.Key_Q)
    assert not page.form_open


@pytest.mark.parametrize("size", ((1828, 962), (1287, 676), (996, 546), (620, 330)))
def test_form_and_list_have_room_in_every_window_and_cover_nothing(
    make: Make, size: tuple[int, int], qtbot: QtBot
) -> None:
    reviewing = make(size)
    page = reviewing.open_session(SESSION, T)
    whole_page = reviewing.screen.page
    write(reviewing)

    def shown() -> list[QWidget]:
        parts = (
            whole_page.overview,
            whole_page.pleth,
            whole_page._numbers,
            whole_page.chart,
            whole_page.events,
        )
        QApplication.processEvents()
        return [part for part in (*parts, whole_page.transport) if part.isVisible()]

    def apart(parts: list[QWidget]) -> bool:
        found = places(parts, whole_page)
        inside = all(whole_page.rect().contains(place) for place in found)
        return inside and not any(a.intersects(b) for n, a in enumerate(found) for b in found[n + 1 :])

    assert apart(shown())
    assert page.list.rows[0].visibleRegion().boundingRect().height() >= 20
    for key in (page.list.add_key, page.list.mark_key):
        assert key.visibleRegion().boundingRect().size() == key.size()
    whole_page.transport.note_key.click()
    assert apart(shown())
    for part in (
        page.form.save_key,
        page.form.close_key,
        page.form.moment.here_key,
        page.form.words.viewport(),
    ):
        assert part.visibleRegion().boundingRect().height() >= 24
    page.close_form()
    reviewing.screen.setFocus()
    if size[1] == 330:
        assert not whole_page._numbers.isVisible()
        qtbot.keyClick(reviewing.screen, Qt.Key.Key_Escape)
        assert whole_page._numbers.isVisible() and reviewing.screen.session_open
        overview = whole_page.overview
        assert overview.note_at(QPointF(overview._x(T), overview.height() - 8.0)) is not None
        assert overview.height() == Overview(reviewing.screen.pages).height(), (
            "its lane costs the numbers nothing"
        )
