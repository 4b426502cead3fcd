"""Review: the list of sessions, and a session that can never be mistaken for a live one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import theme
from bedside.ui.chart_alarms import Mark
from bedside.ui.mark_list import MarkList
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.session_overview import Overview
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Priority
from bedside.vitals.sessions import Mode
from tests.helpers.session_line import LINES
from tests.helpers.story import at, story


def replayed(clock: str) -> MonitorUpdate:
    return replace(story(clock), mode=Mode.REPLAY)


@pytest.fixture
def screen(qtbot: QtBot, look: Theme) -> ReviewScreen:
    widget = ReviewScreen(look)
    qtbot.addWidget(widget)
    widget.resize(1856, 984)
    widget.set_sessions(LINES)
    widget.show()
    return widget


@pytest.fixture
def opened(screen: ReviewScreen) -> ReviewScreen:
    screen.show_session(LINES[0], replayed("10:55:00"))
    screen.show_update(replayed("10:31:58"), playing=False, speed=1.0)
    return screen


def heard(signal: object) -> list[object]:
    values: list[object] = []
    signal.connect(values.append)  # type: ignore[attr-defined]
    return values


def test_all_sessions_are_listed_the_interrupted_one_too(screen: ReviewScreen) -> None:
    words = screen.library.row_words()
    assert len(words) == 3
    assert "Reyes, Marta" in words[0]
    assert words[1].endswith("interrupted")
    assert "not named" in words[1]


def test_searching_narrows_the_list_and_says_how_much(screen: ReviewScreen, qtbot: QtBot) -> None:
    qtbot.keyClicks(screen.library.search.edit, "reyes 2026-11")
    assert [line.id for line in screen.library.shown] == ["2026-11-14-3"]
    assert screen.library.count_words == "1 of 3 shown"
    screen.library.search.edit.clear()
    screen.library.filter_keys["patients"].click()
    assert [line.id for line in screen.library.shown] == ["2026-11-14-3", "b"]
    screen.library.filter_keys["interrupted"].click()
    assert [line.id for line in screen.library.shown] == ["b"]


def test_an_empty_library_says_why(qtbot: QtBot, look: Theme) -> None:
    screen = ReviewScreen(look)
    qtbot.addWidget(screen)
    screen.set_sessions([])
    assert "No session is recorded yet" in screen.library._none.text()


def test_enter_and_the_review_key_open_a_session(screen: ReviewScreen, qtbot: QtBot) -> None:
    asked = heard(screen.open_requested)
    view = screen.library.view
    view.setCurrentIndex(view.model().index(1, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    row = view.visualRect(view.model().index(2, 0))
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(row.right() - 60, row.center().y())
    )
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, row.center().y()))
    assert asked == ["b", "c"]


@pytest.mark.req("SAFE-01")
def test_a_session_stands_in_the_replay_frame_with_the_word_on_every_plot(opened: ReviewScreen) -> None:
    assert opened.frame.mode is Mode.REPLAY
    assert opened.frame.word == "REPLAY"
    assert opened.page.chart._header.tag == "REPLAY"
    opened.show_library()
    assert opened.frame.word == "REVIEW"


@pytest.mark.req("SAFE-01")
def test_a_simulated_session_says_so_in_replay_too(screen: ReviewScreen) -> None:
    screen.show_session(LINES[2], replayed("10:55:00"))
    assert "SIMULATION" in screen.frame._left_words


@pytest.mark.req("ALM-04", "SAFE-01")
def test_the_alarms_of_the_recording_stand_in_turn_under_the_word_replay(opened: ReviewScreen) -> None:
    update = replayed("10:31:58")
    assert opened.frame.word == "REPLAY"
    assert "*** SpO2 86 < 88 since 10:31:2" in opened.frame._left_words
    many = replace(update, alarms=(update.alarms[0], update.alarms[0]))
    seen = set()
    for second in range(4):
        opened.show_update(replace(many, now=many.now + second), playing=False, speed=1.0)
        seen.add(opened.frame._left_words.rsplit(" · ", 1)[1])
    assert seen == {"1 of 2", "2 of 2"}


@pytest.mark.req("ALM-36")
def test_a_replayed_alarm_is_outlined_never_filled_and_nothing_can_be_started(opened: ReviewScreen) -> None:
    shown = opened.page.spo2.shown
    assert shown.word == "HIGH"
    assert shown.outer == "highline"
    assert shown.fill == "surface"
    assert not opened.page.nibp.key.isEnabled()
    assert not hasattr(opened, "command")


def test_chart_overview_list_and_clock_show_one_time(opened: ReviewScreen) -> None:
    now = at("10:31:58")
    assert opened.page.transport._clock.time == "10:31:58"
    assert opened.page.chart._viewpoint.cursor == now
    assert opened.page.overview._cursor == now
    events = opened.page.events.list
    assert events.marks[events.current_row].words.startswith("*** SpO2 86 < 88")
    assert events.marks[events.current_row + 1].t > now


def test_scrubbing_back_moves_the_current_row_back(opened: ReviewScreen) -> None:
    opened.show_update(replayed("10:17:30"), playing=False, speed=1.0)
    events = opened.page.events.list
    assert events.marks[events.current_row].words == "Dizziness, severity 1"
    opened.show_update(replayed("09:46:00"), playing=False, speed=1.0)
    assert events.current_row == -1


def test_one_round_of_ratings_is_one_row(opened: ReviewScreen) -> None:
    rows = [mark.words for mark in opened.page.events.list.marks]
    assert "Dissociation 6, anxiety 2, nausea 1" in rows
    opened.page.events.keys["alarms"].click()
    assert len(opened.page.events.alarms.row_words()) == 2


@pytest.mark.req("ALM-36")
def test_the_recorded_alarms_are_a_list_to_read_and_to_go_to(opened: ReviewScreen) -> None:
    sought = heard(opened.seek)
    events = opened.page.events
    events.keys["alarms"].click()
    assert events.alarms.isVisible() and not events.list.isVisible()
    assert not hasattr(events.alarms, "command")
    events.alarms.list.activated.emit(events.alarms.list.model().index(0))
    assert sought == [at("10:31:22")]


@pytest.mark.req("ALM-65")
def test_the_recorded_session_has_its_alarm_statistics(opened: ReviewScreen) -> None:
    events = opened.page.events
    events.keys["statistics"].click()
    assert events.statistics.isVisible()
    assert events.statistics.row_words()[0].startswith("Alarms in ")


@pytest.mark.parametrize(
    ("key", "modifier", "target"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 5),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, -5),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 1),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, -1),
    ],
)
def test_arrows_step(
    opened: ReviewScreen, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, target: int
) -> None:
    sought = heard(opened.seek)
    opened.activateWindow()
    opened.setFocus()
    qtbot.keyClick(opened, key, modifier)
    assert sought == [at("10:31:58") + target]


def test_space_plays_and_pauses_wherever_the_keyboard_is(opened: ReviewScreen, qtbot: QtBot) -> None:
    played = heard(opened.play)
    opened.activateWindow()
    opened.page.transport.speed_keys[10].setFocus()
    qtbot.keyClick(opened.page.transport.speed_keys[10], Qt.Key.Key_Space)
    qtbot.keyClick(opened.page.transport.speed_keys[10], Qt.Key.Key_Space)
    assert played == [True, False]


def test_next_and_previous_go_from_alarm_to_alarm(opened: ReviewScreen, qtbot: QtBot) -> None:
    sought = heard(opened.seek)
    opened.activateWindow()
    opened.setFocus()
    opened.show_update(replayed("10:20:00"))
    qtbot.keyClick(opened, Qt.Key.Key_N)
    qtbot.keyClick(opened, Qt.Key.Key_P)
    assert sought == [at("10:31:22"), at("10:11:12")]
    opened.show_update(replayed("10:11:12"))
    qtbot.keyClick(opened, Qt.Key.Key_P)
    assert len(sought) == 2


def test_speeds_of_one_ten_and_sixty_can_be_chosen(opened: ReviewScreen) -> None:
    speeds = heard(opened.speed)
    for n in (10, 60, 1):
        opened.page.transport.speed_keys[n].click()
    assert speeds == [10.0, 60.0, 1.0]


def test_a_click_on_overview_chart_or_row_seeks(opened: ReviewScreen, qtbot: QtBot) -> None:
    sought = heard(opened.seek)
    overview = opened.page.overview
    qtbot.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(round(overview._x(at("10:05"))), 60))
    chart = opened.page.chart
    assert chart.picture is not None
    x = round(chart.picture.x(at("10:25")))
    qtbot.mouseClick(chart._view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 300))
    events = opened.page.events.list
    rect = events.visualRect(events.model().index(events.current_row, 0))
    qtbot.mouseClick(events.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    for got, wanted in zip(sought, (at("10:05"), at("10:25"), at("10:31:22")), strict=True):
        assert abs(float(str(got)) - wanted) < 4


def test_the_end_of_the_session_stops_the_keys(opened: ReviewScreen) -> None:
    opened.page.transport.show_state(playing=True)
    opened.show_update(replayed("10:55:00"))
    assert not opened.page.transport.playing


def test_esc_goes_back_to_the_list(opened: ReviewScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.close_requested, timeout=1000):
        qtbot.keyClick(opened, Qt.Key.Key_Escape)
    assert not opened.session_open


def test_a_session_that_cannot_be_opened_says_why(screen: ReviewScreen) -> None:
    screen.show_refusal("The record was made by a newer bedside: install the newer version.")
    assert "newer bedside" in screen.frame._left_words
    assert not screen.session_open


def test_times_under_a_short_session_are_told_to_the_second(
    qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    before = Sketch.text

    def text(self, x, baseline, words, token, role, **more):
        written.append(words)
        return before(self, x, baseline, words, token, role, **more)

    monkeypatch.setattr(Sketch, "text", text)
    overview = Overview(look)
    qtbot.addWidget(overview)
    overview.resize(1824, 104)
    whole = story("10:28:12")
    for now, form in ((90.0, r"\d\d:\d\d:\d\d"), (3600.0, r"\d\d:\d\d")):
        overview.set_session(replace(whole, now=now))
        written.clear()
        overview.grab()
        times = [words for words in written if re.fullmatch(r"\d\d:\d\d(:\d\d)?", words)]
        assert len(times) > 1 and len(set(times)) == len(times)
        assert all(re.fullmatch(form, words) for words in times)


def test_the_search_text_stands_in_the_middle_of_its_box(screen: ReviewScreen) -> None:
    search = screen.library.search
    assert search.height() == 48
    assert abs(search.edit.geometry().center().y() - search.rect().center().y()) <= 1
    assert search.edit.placeholderText().startswith("Search")


@pytest.mark.parametrize("size", ((1828, 962), (1287, 676), (996, 546), (620, 330)))
def test_nothing_of_a_replay_covers_anything_else(
    opened: ReviewScreen, size: tuple[int, int], qtbot: QtBot
) -> None:
    opened.resize(*size)
    page = opened.page
    qtbot.waitUntil(lambda: page.width() < size[0], timeout=1000)
    page.layout().activate()
    transport = page.transport
    transport.layout().activate()
    groups = (
        [page.overview, page.pleth, page.chart, page.events, transport, page.spo2, page.pr, page.nibp],
        transport.findChildren(QAbstractButton),
    )
    for parts in groups:
        places = [QRect(part.mapTo(page, QPoint(0, 0)), part.size()) for part in parts if part.isVisible()]
        assert len(places) >= 5
        assert all(page.rect().contains(place) for place in places)
        assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[n + 1 :])


def test_of_alarms_closer_than_a_mark_is_wide_the_overview_marks_the_gravest(
    qtbot: QtBot, look: Theme
) -> None:
    def mark(t: float, alarm: Priority) -> Mark:
        return Mark(t=t, icon="alert", role="med", short="", words="", alarm=alarm)

    overview = Overview(look)
    qtbot.addWidget(overview)
    overview.resize(928, 104)
    overview.set_session(replace(story("10:28:12"), now=800.0))  # 1 s is 1 px
    low, high, medium = mark(100.0, Priority.LOW), mark(110.0, Priority.HIGH), mark(130.0, Priority.MEDIUM)
    again = mark(140.0, Priority.MEDIUM)
    assert overview._apart([low, high, medium, again]) == [high, medium]


def test_in_a_usual_laptop_window_wave_and_numbers_leave_the_chart_its_room(
    opened: ReviewScreen, qtbot: QtBot
) -> None:
    for size, least in (((1308, 698), 236), ((1828, 962), 450)):
        opened.resize(*size)
        page = opened.page
        qtbot.waitUntil(lambda page=page, size=size: page.width() < size[0], timeout=1000)
        page.layout().activate()
        assert page.chart.height() >= least
        assert page.pleth.height() >= 140


@pytest.mark.parametrize("text", (1.0, 1.5, 2.0))
def test_time_sign_and_words_of_an_event_stand_beside_each_other_in_any_text(
    qtbot: QtBot, text: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = theme.load("dark", text)
    places: list[tuple[float, float]] = []
    before = Sketch.text

    def write(self, x, baseline, words, token, role, **more):
        wide = before(self, x, baseline, words, token, role, **more)
        places.append((x, x + wide))
        return wide

    events = MarkList(look)
    qtbot.addWidget(events)
    events.resize(560, 300)
    events.set_marks(
        [Mark(t=60.0, icon="alert", role="med", short="", words="Dizziness, mild")],
        datetime(2026, 11, 14, 9, 45, tzinfo=UTC),
    )
    events.show()
    monkeypatch.setattr(Sketch, "text", write)
    events.grab()
    (_, clock_end), (words, _) = places[-2:]
    sign = look.grown(layout("mark_list").icon_x)
    assert clock_end < sign < words
