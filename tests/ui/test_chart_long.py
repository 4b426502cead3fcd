"""A day in the session chart: it pans and zooms as an hour does, and says what it does not know exactly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from pytestqt.qtbot import QtBot

from bedside.monitor.past import Past
from bedside.ui import theme
from bedside.ui.chart_exact import Trends
from bedside.ui.chart_record import ChartRecord
from bedside.ui.chart_viewpoint import Viewpoint
from bedside.ui.chart_window import Window
from bedside.ui.session_chart import SessionChart
from bedside.ui.theme import Theme
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from tests.helpers.long_sessions import DAY_S, day, numbers
from tests.helpers.story import at, empty, story

OLD = Window(first=3 * 3600.0, last=3.5 * 3600.0)


@pytest.fixture
def chart(qtbot: QtBot, look: Theme) -> SessionChart:
    widget = SessionChart(look)
    qtbot.addWidget(widget)
    widget.resize(1272, 568)
    widget.show()
    return widget


def cost_s(act: Callable[[], object], times: int = 9) -> float:
    """Median of the processor time of one call, s."""
    spent = []
    for _ in range(times):
        began = time.thread_time()
        act()
        spent.append(time.thread_time() - began)
    return median(spent)


def panned(chart: SessionChart) -> None:
    chart._drag(-120.0)
    chart._view.viewport().repaint()


def test_panning_a_day_costs_hardly_more_than_panning_an_hour(chart: SessionChart) -> None:
    chart.show_update(day())
    chart._go(Window(first=0.0, last=DAY_S))
    whole = cost_s(lambda: panned(chart))
    chart.show_update(day(3600.0))
    chart._go(Window(first=0.0, last=3600.0))
    assert whole < 4 * cost_s(lambda: panned(chart))


def test_thousands_of_alarms_do_not_make_a_pan_slow(chart: SessionChart) -> None:
    chart.show_update(day())
    chart._go(Window(first=0.0, last=DAY_S))
    calm = cost_s(lambda: panned(chart))
    chart.show_update(day(alarm_count=4000))
    chart.redraw()
    assert cost_s(lambda: panned(chart)) < 3 * calm


def test_a_new_alarm_among_thousands_costs_no_folding_of_the_old_ones(chart: SessionChart) -> None:
    many = day(alarm_count=4000)
    chart.show_update(replace(many, alarm_log=many.alarm_log[:-2]))
    folded = []
    fold = chart._index._fold._fold
    chart._index._fold._fold = lambda change: (folded.append(change), fold(change))[1]  # type: ignore[method-assign]
    chart.show_update(many)
    assert len(folded) == 2


def test_where_alarms_crowd_the_most_urgent_is_seen(chart: SessionChart) -> None:
    chart.show_update(day(alarm_count=4000))
    chart._go(Window(first=0.0, last=DAY_S))
    drawn: list[tuple[str, int]] = []
    front = chart._view._painter._front
    paint = front._event
    front._event = lambda p, picture, mark, x, more, *places: (  # type: ignore[method-assign]
        drawn.append((mark.icon, more)),
        paint(p, picture, mark, x, more, *places),
    )
    chart._view.viewport().repaint()
    assert 20 < len(drawn) < 100, "no more icons than have room"
    assert {icon for icon, _ in drawn if icon != "play-circle-outline"} == {"alert-octagon"}
    assert sum(more + 1 for _, more in drawn) == len(chart.picture.marks)  # type: ignore[union-attr]


def test_looking_closely_at_what_memory_let_go_asks_the_record_once(
    chart: SessionChart, qtbot: QtBot
) -> None:
    asked: list[tuple[tuple[Parameter, ...], float, float]] = []
    chart.exact_asked.connect(lambda *what: asked.append(what))
    update = day()
    chart.show_update(update)
    assert not asked, "all of a day needs nothing from the record"
    chart._go(OLD)
    chart._drag(30.0)
    assert len(asked) == 1
    parameters, first, last = asked[0]
    assert set(parameters) == {Parameter.SPO2, Parameter.PR}
    assert first <= OLD.first
    assert last >= OLD.last + 30
    assert "lowest and highest" in chart._header.note


def test_what_the_record_gives_is_drawn_value_by_value(chart: SessionChart) -> None:
    asked: list[tuple[object, float, float]] = []
    chart.exact_asked.connect(lambda *what: asked.append(what))
    chart.show_update(day())
    chart._go(OLD)
    coarse = chart.picture
    assert coarse is not None
    _, first, last = asked[0]
    for parameter, (t, y) in numbers(DAY_S).items():
        inside = (t >= first) & (t <= last)
        chart.set_exact(parameter, t[inside], y[inside])
    exact = chart.picture
    assert exact is not None
    assert not exact.inexact
    assert chart._header.note == ""
    assert len(exact.pr[0]) > 2 * len(coarse.pr[0])
    t, y = numbers(DAY_S)[Parameter.PR]
    inside = (t >= OLD.first) & (t <= OLD.last)
    assert np.nanmin(exact.pr[1]) <= y[inside].min()
    chart._hover(3.25 * 3600)
    assert chart._view._hover is not None
    assert f"PR {y[int(3.25 * 3600)]:.0f} /min" in chart._view._hover[1]


def test_until_then_the_readout_says_between_which_values_it_lay(chart: SessionChart) -> None:
    chart.show_update(day())
    chart._go(OLD)
    chart._hover(3.25 * 3600)
    assert chart._view._hover is not None
    (pulse,) = [line for line in chart._view._hover[1] if line.startswith("PR ")]
    assert "–" in pulse
    assert pulse.endswith(" /min")


@pytest.mark.parametrize("edge_s", [-300.0, -1.0, -0.5, 0.0, 900.0])
def test_a_stretch_of_record_and_memory_together_has_every_value_once(edge_s: float) -> None:
    whole, trends, update = numbers(DAY_S)[Parameter.PR], Trends(), day()
    trends.show(update)
    since = update.trends[Parameter.PR].exact_since
    first, last = since - 600.0, since + edge_s
    assert trends.between(Parameter.PR, first, last) is None
    asked = trends.ask([Parameter.PR], first, last)
    assert asked is not None
    t, y = whole
    given = (t >= asked[1]) & (t <= asked[2])
    trends.take(Parameter.PR, t[given], y[given])
    rows = trends.between(Parameter.PR, first, last)
    assert rows is not None
    there = (t > first) & (t <= last)
    assert there.sum() > 250
    np.testing.assert_array_equal(rows[0], t[there])
    np.testing.assert_array_equal(rows[1], y[there])
    drawn, _ = trends.line(Parameter.PR, first, last, 4000)
    np.testing.assert_array_equal(drawn, t[(t >= first - 1.0) & (t <= last + 1.0)])


def test_a_record_that_cannot_be_read_may_be_asked_again(chart: SessionChart) -> None:
    asked: list[object] = []
    chart.exact_asked.connect(lambda *what: asked.append(what))
    update = day()
    chart.show_update(update)
    chart._go(OLD)
    chart.exact_refused("Nothing is being recorded.")
    chart._drag(1.0)
    assert len(asked) == 1, "not at once: it would be asked with every frame"
    assert chart._header.note == "lowest and highest only: Nothing is being recorded."
    chart.show_update(replace(update, now=update.now + 11.0))
    assert len(asked) == 2


class Shelf:
    """A library of one session; it is read when `free` is set."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.asked: list[str] = []

    def open(self, session: str) -> Shelf:
        self.asked.append(session)
        return self

    def numbers_between(
        self, parameter: Parameter, first: float, last: float
    ) -> tuple[np.ndarray, np.ndarray]:
        assert self.free.wait(10)
        t, y = numbers(DAY_S)[parameter]
        inside = (t >= first) & (t <= last)
        return t[inside], y[inside]


@pytest.fixture
def shelf() -> Iterator[tuple[Shelf, Past]]:
    made = Shelf()
    past = Past(made)  # type: ignore[arg-type]
    yield made, past
    made.free.set()
    past.stop()


def test_the_record_answers_a_chart_by_itself(
    chart: SessionChart, qtbot: QtBot, shelf: tuple[Shelf, Past]
) -> None:
    made, past = shelf
    ChartRecord(past, chart)
    made.free.set()
    chart.show_update(day())
    chart._go(OLD)
    qtbot.waitUntil(lambda: chart.picture is not None and not chart.picture.inexact, timeout=10_000)
    assert chart._header.note == ""


def test_values_of_another_session_are_never_drawn(
    chart: SessionChart, qtbot: QtBot, shelf: tuple[Shelf, Past]
) -> None:
    made, past = shelf
    ChartRecord(past, chart)
    update = day()
    chart.show_update(update)
    chart._go(OLD)
    assert update.session is not None
    qtbot.waitUntil(lambda: bool(made.asked), timeout=10_000)
    another = replace(update.session, id="another")
    taken: list[Parameter] = []
    chart._trends.take = lambda parameter, t, y: taken.append(parameter)  # type: ignore[method-assign]
    chart.show_update(replace(update, session=another, trends={}))
    made.free.set()
    qtbot.wait(200)
    assert taken == []


def test_without_a_record_the_header_says_why_only_extremes_are_shown(
    chart: SessionChart, qtbot: QtBot
) -> None:
    past = Past(None)
    ChartRecord(past, chart)
    chart.show_update(day())
    chart._go(OLD)
    qtbot.waitUntil(lambda: "Nothing is being recorded" in chart._header.note, timeout=10_000)
    past.stop()


@pytest.mark.parametrize("seconds", [5.0, 26 * 3600.0])
@pytest.mark.parametrize("size", [(380, 190), (1272, 568), (5200, 1300)])
@pytest.mark.parametrize("text", [1.0, 2.0])
def test_sessions_short_and_long_are_painted_at_every_size(
    qtbot: QtBot, seconds: float, size: tuple[int, int], text: float
) -> None:
    chart = SessionChart(theme.load("dark", text))
    qtbot.addWidget(chart)
    chart.resize(*size)
    chart.show()
    chart.show_update(day(seconds))
    chart.show_table(True)
    assert not chart.grab().isNull()
    chart.show_table(False)
    assert not chart.grab().isNull()


def test_over_midnight_the_header_names_both_days(chart: SessionChart) -> None:
    chart.show_update(day())
    chart._go(Window(first=0.0, last=DAY_S))
    assert chart._header.span == "14 Nov 09:45 – 15 Nov 09:45"


def test_a_clock_that_was_set_back_does_not_stop_the_chart(chart: SessionChart) -> None:
    update = story("10:28:12")
    chart.show_update(update)
    chart.show_update(replace(update, now=update.now - 30.0))
    assert chart.picture is not None
    assert chart.picture.now == update.now - 30.0


def test_without_a_session_the_chart_says_what_to_do(chart: SessionChart, look: Theme) -> None:
    chart.show_update(empty())
    bare = chart.grab().toImage()
    chart.show_update(replace(empty(), waiting="Put the probe on: a session opens by itself."))
    assert chart.grab().toImage() != bare
    words = chart._view._empty
    assert words == "Put the probe on: a session opens by itself."


def test_a_session_without_an_oximeter_says_what_to_connect(chart: SessionChart) -> None:
    update = replace(story(), trends={})
    chart.show_update(update)
    assert chart.picture is not None
    assert chart.picture.unmeasured


def test_another_theme_inks_the_curves_at_once(chart: SessionChart, look: Theme, qtbot: QtBot) -> None:
    chart.show_update(story())
    look.become(theme.load("light"))
    for widget in (chart, *chart.findChildren(type(chart._view))):
        from PySide6.QtCore import QCoreApplication

        QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.PaletteChange))
    picture = chart.picture
    assert picture is not None
    image = chart.grab().toImage()
    x = round(picture.x(at("10:21")))
    colors = {image.pixelColor(x, y).name() for y in range(round(picture.lanes.spo2.top), 126)}
    assert theme.load("light").color("spo2").name() in colors
    assert theme.load("dark").color("spo2").name() not in colors


def test_pressures_are_told_in_kilopascal_where_the_clinic_shows_them_so(
    chart: SessionChart, look: Theme
) -> None:
    look.pressure_unit = PressureUnit.KPA
    chart.show_update(story("10:34:20"))
    chart._hover(at("10:26"))
    assert chart._view._hover is not None
    assert "NIBP 17.9/11.1 (13.3) kPa, 1:00 before" in chart._view._hover[1]


@pytest.mark.parametrize(
    ("key", "moves"), [(Qt.Key.Key_PageUp, -1), (Qt.Key.Key_PageDown, 1), (Qt.Key.Key_Home, -1)]
)
def test_the_keys_move_the_chart_and_end_comes_back_to_now(
    chart: SessionChart, qtbot: QtBot, key: Qt.Key, moves: int
) -> None:
    chart.show_update(day())
    chart._go(Window(first=10 * 3600.0, last=11 * 3600.0))
    qtbot.keyClick(chart._view, key)
    assert chart.window_shown is not None
    assert (chart.window_shown.first - 10 * 3600) * moves > 0
    qtbot.keyClick(chart._view, Qt.Key.Key_End)
    assert chart.following


def test_the_keyboard_reads_the_lanes_as_the_pointer_does(chart: SessionChart, qtbot: QtBot) -> None:
    chart.show_update(story())
    qtbot.keyClick(chart._view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert chart._view._hover is not None
    assert "SpO2" in chart._view.accessibleDescription()
    qtbot.keyClick(chart._view, Qt.Key.Key_Escape)
    assert chart._view._hover is None


def test_ahead_of_now_the_readout_tells_the_plan_and_no_value(chart: SessionChart) -> None:
    update = story()
    assert update.nibp is not None
    chart.show_update(replace(update, nibp=replace(update.nibp, due_t=at("10:30"))))
    chart._hover(at("10:30"))
    assert chart._view._hover is not None
    assert chart._view._hover[1] == ["in 1:48", "NIBP due 10:30", "planned 55 mL/h, 21.2 mg by then"]


@pytest.mark.parametrize("away_s", [-1e6, 1e6])
def test_nobody_can_pan_so_far_that_nothing_of_the_session_is_left(away_s: float) -> None:
    update = story("10:28:12")
    viewpoint = Viewpoint()
    viewpoint.go(Window(first=away_s, last=away_s + 600.0), update)
    seen = viewpoint.window(update, compact=False)
    assert seen.seconds == pytest.approx(600.0)
    assert seen.last >= 60.0
    assert seen.first <= at("10:45:00"), "where the infusion is planned to end"
