"""The session chart as a widget: what it draws, when, and what the hand does on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from bedside.therapy.baseline import Baseline
from bedside.ui.chart_window import Span
from bedside.ui.session_chart import SessionChart
from bedside.ui.theme import Theme
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode
from tests.helpers.story import at, empty, later, rating, series, story


@pytest.fixture
def chart(qtbot: QtBot, look: Theme) -> SessionChart:
    widget = SessionChart(look)
    qtbot.addWidget(widget)
    widget.resize(1272, 568)
    widget.show()
    return widget


def wheel(chart: SessionChart, notches: int, x: int) -> None:
    place = QPointF(x, 200)
    event = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    chart._view.wheelEvent(event)


def test_it_draws_from_the_start_to_the_planned_end(chart: SessionChart) -> None:
    chart.show_update(story())
    assert chart.window_shown is not None
    assert (chart.window_shown.first, chart.window_shown.last) == (0.0, at("10:45"))
    assert chart._header.span == "09:45–10:45"


def test_a_bed_without_a_session_shows_an_empty_chart(chart: SessionChart) -> None:
    chart.show_update(empty())
    assert chart.picture is None
    chart.grab()


def test_it_is_drawn_at_most_twice_a_second_and_not_for_less_than_a_pixel(
    chart: SessionChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart.show_update(story())
    drawn = []
    monkeypatch.setattr(chart._view, "show_picture", lambda picture, _empty: drawn.append(picture))
    update = story()
    for frame in range(60):
        chart.show_update(replace(update, now=update.now + frame / 60))
    assert len(drawn) <= 2
    chart.choose(Span.TEN_MINUTES)
    drawn.clear()
    for frame in range(600):
        chart.show_update(replace(update, now=update.now + frame / 60))
    assert 10 <= len(drawn) <= 20


def test_it_is_drawn_at_once_for_another_band_of_the_baseline_and_not_for_what_it_does_not_show_of_it(
    chart: SessionChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressures = {Parameter.NIBP_SYS: 118.0, Parameter.NIBP_DIA: 72.0}
    update = replace(story(), baseline=Baseline(values=pressures, readings=1, complete=False))
    chart.show_update(update)
    drawn = []
    monkeypatch.setattr(chart._view, "show_picture", lambda picture, _empty: drawn.append(picture))
    more = Baseline(values={**pressures, Parameter.SPO2: 97.0}, readings=1, complete=False)
    chart.show_update(replace(update, baseline=more))
    assert drawn == []
    higher = replace(more, values={**more.values, Parameter.NIBP_SYS: 119.0})
    chart.show_update(replace(update, baseline=higher))
    assert [picture.baseline for picture in drawn] == [higher]


@pytest.mark.req("EVT-01")
def test_an_entry_is_seen_at_once(chart: SessionChart) -> None:
    update = story()
    chart.show_update(update)
    chart.show_update(later(update, 0.05, rating("dissociation", 7)))
    assert chart.picture is not None
    assert [disc.value for disc in chart.picture.discs if disc.row == 0][-1] == 7


def test_news_that_nobody_waits_for_is_drawn_in_parts_and_seen_when_the_last_is_done(
    chart: SessionChart,
) -> None:
    update = story()
    chart.show_update(update)
    before = chart.grab().toImage()
    rated = later(update, 0.05, rating("dissociation", 7))
    chart.show_update(rated, in_parts=True)
    assert chart.grab().toImage() == before, "its picture is computed"
    assert chart.go_on()
    assert chart.grab().toImage() == before, "its ground is painted"
    assert chart.go_on()
    drawn = chart.grab().toImage()
    assert not chart.go_on()
    chart.redraw()
    assert drawn == chart.grab().toImage() != before


def test_another_session_is_drawn_at_once_though_news_may_be_drawn_in_parts(chart: SessionChart) -> None:
    update = story()
    chart.show_update(update, in_parts=True)
    assert not chart.go_on()
    first = chart.grab().toImage()
    assert update.session is not None
    other = replace(update.session, id="another", started_utc=update.session.started_utc + timedelta(hours=3))
    chart.show_update(replace(update, session=other), in_parts=True)
    assert not chart.go_on()
    assert chart.grab().toImage() != first
    chart.show_update(empty(), in_parts=True)
    assert not chart.go_on()
    assert chart.picture is None


def test_what_the_hand_does_is_seen_at_once_also_while_a_drawing_is_under_way(chart: SessionChart) -> None:
    update = story()
    chart.show_update(update)
    chart.show_update(later(update, 0.05, rating("dissociation", 7)), in_parts=True)
    assert chart.go_on()
    wheel(chart, 3, x=600)
    assert not chart.go_on(), "what was under way is given up"
    zoomed = chart.grab().toImage()
    chart.redraw()
    assert chart.grab().toImage() == zoomed
    chart.show_update(later(update, 0.1, rating("dissociation", 8)), in_parts=True)
    chart.resize(1000, 500)
    assert not chart.go_on()


def test_a_hidden_chart_draws_nothing_until_it_is_shown(qtbot: QtBot, look: Theme) -> None:
    chart = SessionChart(look)
    qtbot.addWidget(chart)
    chart.show_update(story())
    assert chart.picture is None
    chart.show()
    assert chart.picture is not None


def test_the_wheel_zooms_and_back_to_now_returns(chart: SessionChart) -> None:
    chart.show_update(story())
    before = chart.window_shown
    wheel(chart, 3, x=600)
    assert not chart.following
    assert chart._follow_key.text() == "Back to now"
    assert before is not None and chart.window_shown is not None
    assert chart.window_shown.seconds < before.seconds
    chart._follow_key.click()
    assert chart.following
    assert chart.window_shown == before


def test_dragging_moves_time_and_never_out_of_the_session(chart: SessionChart, qtbot: QtBot) -> None:
    chart.show_update(story())
    chart.choose(Span.TEN_MINUTES)
    before = chart.window_shown
    viewport = chart._view.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(400, 200))
    qtbot.mouseMove(viewport, QPoint(500, 200))
    qtbot.mouseMove(viewport, QPoint(900, 200))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(900, 200))
    assert before is not None and chart.window_shown is not None
    assert chart.window_shown.first < before.first
    for _ in range(100):
        chart._drag(-600.0)
    assert chart.window_shown.last > 0


def test_a_click_tells_the_time_under_it(chart: SessionChart, qtbot: QtBot) -> None:
    chart.show_update(story())
    assert chart.picture is not None
    x = round(chart.picture.x(at("10:05")))
    with qtbot.waitSignal(chart.time_clicked, timeout=1000) as clicked:
        qtbot.mouseClick(chart._view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 300))
    assert clicked.args is not None
    assert abs(clicked.args[0] - at("10:05")) < 4


def test_hover_reads_all_lanes_at_that_time(chart: SessionChart) -> None:
    chart.show_update(story("10:34:20"))
    chart._hover(at("10:31:30"))
    assert chart._view._hover is not None
    lines = chart._view._hover[1]
    assert any(line.startswith("SpO2 8") for line in lines)
    assert any(line.startswith("PR ") for line in lines)
    assert "NIBP 136/84 (101) mmHg, 1:30 before" in lines
    assert any(line.startswith("55 mL/h, 22.") for line in lines)
    assert "Dissociation 6 · Anxiety 2 · Nausea 1" in lines
    assert any("SpO2 86 < 88" in line for line in lines)


def test_hover_in_a_gap_says_there_was_no_value(chart: SessionChart) -> None:
    chart.show_update(story())
    chart._hover(at("10:11:30"))
    assert chart._view._hover is not None
    assert "SpO2 –" in chart._view._hover[1]


@pytest.mark.req("ALM-41")
def test_an_interruption_is_a_visible_hole(chart: SessionChart, look: Theme) -> None:
    update = story()
    assert update.session is not None
    begin, end = at("10:06"), at("10:10")
    session = replace(update.session, interrupted=((begin, end),))
    kept = {}
    for parameter, curve in update.trends.items():
        t, y = curve.rows()
        running = (t < begin) | (t > end)
        kept[parameter] = series(t[running], y[running])
    chart.show_update(replace(update, session=session, trends=kept))
    assert chart.picture is not None
    x, y = round(chart.picture.x(at("10:08"))), round(chart.picture.lanes.spo2.y(98))
    image = chart.grab().toImage()
    colors = {image.pixelColor(x + dx, y + dy).name() for dx in range(-6, 7) for dy in range(-6, 7)}
    assert look.color("spo2").name() not in colors
    assert look.color("surface").name() in colors


def test_the_line_has_the_parameters_colour_and_its_gap_has_none(chart: SessionChart, look: Theme) -> None:
    chart.show_update(story())
    chart.choose(Span.HALF_HOUR)
    picture = chart.picture
    assert picture is not None
    image = chart.grab().toImage()

    def column(t: float) -> set[str]:
        x = round(picture.x(t))
        top, bottom = round(picture.lanes.spo2.top) + 2, round(picture.lanes.spo2.y(93))
        return {image.pixelColor(x, y).name() for y in range(top, bottom)}

    assert look.color("spo2").name() in column(at("10:21"))
    assert look.color("spo2").name() not in column(at("10:11:28"))


@pytest.mark.req("SAFE-01")
@pytest.mark.parametrize(
    ("mode", "word"), [(Mode.LIVE, ""), (Mode.SIMULATION, "SIMULATION"), (Mode.REPLAY, "REPLAY")]
)
def test_the_chart_carries_the_word_of_its_mode(chart: SessionChart, mode: Mode, word: str) -> None:
    chart.show_update(story(mode=mode))
    assert chart._header.tag == word


def test_the_replay_cursor_turns_the_page_of_a_following_window(chart: SessionChart) -> None:
    chart.show_update(story("10:55:00", mode=Mode.REPLAY))
    chart.set_cursor(0.0)
    chart.choose(Span.TEN_MINUTES)
    for t in range(0, int(at("10:55:00")), 45):
        chart.set_cursor(float(t))
        assert chart.window_shown is not None
        assert chart.window_shown.first <= t <= chart.window_shown.last


def test_beside_a_panel_it_shows_the_newest_half_hour(chart: SessionChart) -> None:
    chart.resize(480, 568)
    chart.set_compact(True)
    chart.show_update(story("10:34:20"))
    assert chart.window_shown is not None
    assert chart.window_shown.seconds == 1800
    assert not chart._keys[Span.ALL].isVisible()


def test_a_typed_rate_is_drawn_ahead_of_now(chart: SessionChart) -> None:
    chart.show_update(story())
    calm = chart.grab().toImage()
    chart.set_preview_rate(30.0)
    assert chart.grab().toImage() != calm
    chart.set_preview_rate(None)
    assert chart.grab().toImage() == calm


@pytest.mark.parametrize("name", ["dark", "light", "high-contrast"])
def test_it_paints_in_every_theme(qtbot: QtBot, name: str) -> None:
    from bedside.ui import theme

    chart = SessionChart(theme.load(name))
    qtbot.addWidget(chart)
    chart.resize(1272, 568)
    chart.show()
    chart.show_update(story("10:34:20"))
    assert not chart.grab().isNull()


def test_alarms_and_events_have_their_marks(chart: SessionChart) -> None:
    chart.show_update(story("10:34:20"))
    assert chart.picture is not None
    shorts = [(mark.icon, mark.short) for mark in chart.picture.marks]
    assert ("alert-circle", "0:33") in shorts
    assert ("alert-octagon", "SpO2 86") in shorts
    assert ("flag-outline", "Dizziness 1") in shorts
    assert ("play-circle-outline", "Infusion start") in shorts
