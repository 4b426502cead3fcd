"""The trend table beside the chart: what a nurse reads in it, and how it moves with the chart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import theme
from bedside.ui.session_chart import SessionChart
from bedside.ui.theme import Theme
from bedside.ui.trend_table_words import Column
from bedside.vitals.alarms import Priority
from bedside.vitals.commands import StartNibp
from bedside.vitals.display import BedView, PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality
from bedside.vitals.sessions import Mode
from tests.helpers.long_sessions import DAY_S, day, numbers
from tests.helpers.parts import determination
from tests.helpers.story import BED, NURSE, at, empty, later, series, story


@pytest.fixture
def chart(qtbot: QtBot, look: Theme) -> SessionChart:
    widget = SessionChart(look)
    qtbot.addWidget(widget)
    widget.resize(1272, 568)
    widget.show()
    widget.set_view(BedView(bed=BED, table=True))
    return widget


def column(chart: SessionChart, which: Column) -> list[str]:
    model = chart.table.model
    return [str(model.data(model.index(row, which))) for row in range(model.rowCount())]


def said(chart: SessionChart, row: int) -> str:
    words = chart.table.model.words(row)
    assert words is not None
    return words.sentence


def test_rows_go_down_in_time_and_the_newest_is_of_this_moment(chart: SessionChart) -> None:
    chart.show_update(story("10:28:12"))
    assert column(chart, Column.TIME) == [
        *("09:50", "09:51", "09:55", "10:00", "10:05", "10:10", "10:15", "10:20", "10:25"),
        "now",
    ]
    assert column(chart, Column.NIBP)[-2] == "134/83 (100)"
    assert column(chart, Column.RATE)[-1] == "55"
    assert column(chart, Column.RATINGS)[-3] == "D5 A2 N1"
    assert "still changing" in said(chart, chart.table.model.rowCount() - 1)


def test_a_choice_of_the_interval_is_said_once_and_kept(chart: SessionChart, qtbot: QtBot) -> None:
    chart.show_update(story("10:28:12"))
    kept: list[BedView] = []
    chart.view_changed.connect(kept.append)
    chart.table.keys[60.0].click()
    assert [view.table_interval_s for view in kept] == [60.0]
    assert chart.table.model.rowCount() == 43 + 1, "no two rows for one minute, a cuff reading in it or not"
    chart.set_view(replace(kept[0], table_interval_s=1800.0))
    assert len(kept) == 1, "what is told to the chart is not told back"
    assert chart.table.keys[1800.0].isChecked()


def test_the_key_in_the_header_brings_the_table_and_takes_it_away(chart: SessionChart) -> None:
    kept: list[BedView] = []
    chart.view_changed.connect(kept.append)
    chart.show_update(story())
    key = chart._header.table_key
    assert chart.table.isVisible()
    key.click()
    assert not chart.table.isVisible()
    key.click()
    assert [view.table for view in kept] == [False, True]
    assert kept[0].bed == BED


def test_a_span_that_is_chosen_is_remembered_too(chart: SessionChart) -> None:
    kept: list[BedView] = []
    chart.view_changed.connect(kept.append)
    chart.show_update(story())
    for key in chart._keys.values():
        key.click()
    assert [view.chart_span for view in kept] == ["half_hour", "ten_minutes"]
    chart.set_view(BedView(bed=BED, chart_span="half_hour"))
    assert chart.window_shown is not None
    assert chart.window_shown.seconds == 1800


@pytest.mark.parametrize(
    ("width", "text", "together"),
    [(1272, 1.0, True), (905, 1.0, True), (664, 1.0, False), (1272, 2.0, False)],
)
def test_it_stands_beside_the_chart_or_in_its_place(
    qtbot: QtBot, width: int, text: float, together: bool
) -> None:
    chart = SessionChart(theme.load("dark", text))
    qtbot.addWidget(chart)
    chart.resize(width, 400)
    chart.show()
    chart.show_update(story())
    chart.show_table(True)
    assert chart.table.isVisible()
    assert chart._view.isVisible() is together
    if together:
        assert not chart._view.geometry().intersects(chart.table.geometry())
        assert chart.table.rows.horizontalScrollBar().maximum() == 0
    else:
        chart.table.chart_key.click()
        assert chart._view.isVisible()
        assert not chart.table.isVisible()


def test_beside_an_open_panel_the_chart_stays_and_the_table_waits(chart: SessionChart) -> None:
    chart.show_update(story())
    chart.set_compact(True)
    assert chart._view.isVisible()
    assert not chart.table.isVisible()
    chart.set_compact(False)
    assert chart.table.isVisible()


def test_an_alarming_cell_says_so_by_shape_and_in_words(chart: SessionChart) -> None:
    chart.show_update(story("10:31:58"))
    row = chart.table.model.rowCount() - 1
    words = chart.table.model.words(row)
    assert words is not None
    cell = words.cells[Column.SPO2]
    assert cell.priority is Priority.HIGH
    assert "HIGH alarm: SpO2 86 < 88" in cell.spoken
    assert ("alert-octagon", "highline") in words.marks


def test_a_missing_value_is_a_dash_with_its_reason(chart: SessionChart) -> None:
    update = story("10:28:12")
    trends = {p: view for p, view in update.trends.items() if p is not Parameter.SPO2}
    chart.show_update(replace(update, trends=trends, alarm_log=()))
    assert set(column(chart, Column.SPO2)) == {"–"}
    model = chart.table.model
    tip = model.data(model.index(0, Column.SPO2), int(Qt.ItemDataRole.ToolTipRole))
    assert tip == "SpO2 –: nothing measures it"


def test_marks_tell_a_manual_cuff_an_automatic_one_and_what_was_entered(chart: SessionChart) -> None:
    asked = later(story("10:26:30"), 40.0, StartNibp(bed=BED, actor=NURSE))
    cuffs = (*asked.determinations, determination(asked.now - 5, 130, 80, 97))
    chart.show_update(replace(asked, determinations=cuffs))
    rows = {word: chart.table.model.words(n) for n, word in enumerate(column(chart, Column.TIME))}
    by_hand, by_monitor, rated = (rows[clock] for clock in ("10:27", "10:25", "10:15"))
    assert by_hand is not None
    assert by_monitor is not None
    assert rated is not None
    assert ("m", "") in by_hand.marks
    assert ("a", "") in by_monitor.marks
    assert ("note-edit-outline", "text2") in rated.marks
    assert "started here" in by_hand.sentence
    assert "by the monitor" in by_monitor.sentence


def test_pressures_follow_the_unit_of_the_clinic(chart: SessionChart, look: Theme) -> None:
    look.pressure_unit = PressureUnit.KPA
    chart.show_update(story("10:28:12"))
    assert column(chart, Column.NIBP)[-2] == "17.9/11.1 (13.3)"
    assert "kPa" in said(chart, chart.table.model.rowCount() - 2)


def test_the_arrow_keys_move_the_row_and_the_line_of_the_chart(chart: SessionChart, qtbot: QtBot) -> None:
    chart.show_update(story("10:28:12"))
    chart.table.rows.setFocus()
    chart.table.rows.setCurrentIndex(chart.table.model.index(3, 0))
    qtbot.keyClick(chart.table.rows, Qt.Key.Key_Up)
    assert chart._view._hover is not None
    assert chart._view._hover[0] == at("09:55")


def test_a_row_out_of_sight_brings_the_chart_along(chart: SessionChart, qtbot: QtBot) -> None:
    chart.show_update(story("10:55:00"))
    chart._header.keys[list(chart._header.keys)[2]].click()
    chart.table.rows.setCurrentIndex(chart.table.model.index(1, 0))
    assert chart.window_shown is not None
    assert chart.window_shown.first <= at("09:51") <= chart.window_shown.last


def test_a_click_on_a_row_moves_the_chart_there(chart: SessionChart, qtbot: QtBot) -> None:
    chart.show_update(story("10:55:00"))
    chart._header.keys[list(chart._header.keys)[2]].click()
    rows = chart.table.rows
    rows.scrollToTop()
    place = rows.visualRect(chart.table.model.index(2, 1)).center()
    with qtbot.waitSignal(chart.time_clicked, timeout=1000) as clicked:
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert clicked.args == [at("09:55")]
    assert chart.window_shown is not None
    assert chart.window_shown.first < at("09:55") < chart.window_shown.last
    assert not chart.following


def test_the_pointer_on_the_chart_lights_the_row_of_its_time(chart: SessionChart) -> None:
    chart.show_update(story("10:28:12"))
    chart._hover(at("10:12"))
    rows = chart.table.rows
    assert rows.hovered_row is not None
    assert column(chart, Column.TIME)[rows.hovered_row] == "10:15"
    chart._hover(None)
    assert rows.hovered_row is None


def test_rows_that_stand_keep_their_place_while_new_ones_come(chart: SessionChart) -> None:
    update = story("10:28:12")
    chart.show_update(update)
    resets: list[object] = []
    chart.table.model.modelReset.connect(lambda: resets.append(1))
    chart.table.rows.setCurrentIndex(chart.table.model.index(4, 0))
    assert column(chart, Column.TIME)[-1] == "now"
    chart.show_update(story("10:40:30"))
    assert not resets
    assert chart.table.rows.currentIndex().row() == 4
    assert column(chart, Column.TIME).count("now") == 1, "the row of that moment has its own time now"
    assert column(chart, Column.TIME)[-1] == "now"
    assert column(chart, Column.TIME)[-2] == "10:40"


def test_the_newest_row_stays_in_sight_unless_someone_looks_further_back(chart: SessionChart) -> None:
    chart.table.set_interval(60.0)
    bar = chart.table.rows.verticalScrollBar()
    for clock in ("10:28:12", "10:31:10"):
        chart.show_update(story(clock))
        QApplication.processEvents()
        assert bar.value() == bar.maximum() > 0
    chart.table.rows.scrollToTop()
    chart.show_update(story("10:34:10"))
    QApplication.processEvents()
    assert bar.value() == 0


def test_rows_older_than_memory_ask_the_record_and_show_between_which_values_they_lay(
    chart: SessionChart,
) -> None:
    asked: list[tuple[object, float, float]] = []
    chart.exact_asked.connect(lambda *what: asked.append(what))
    chart.show_update(day())
    chart.table.rows.scrollToTop()
    assert "–" in column(chart, Column.PR)[1]
    assert asked
    for _ in range(5):
        for what, first, last in asked[:]:
            for parameter, (t, y) in numbers(DAY_S).items():
                if parameter in what:  # type: ignore[operator]
                    inside = (t >= first) & (t <= last)
                    chart.set_exact(parameter, t[inside], y[inside])
            asked.remove((what, first, last))
    assert not asked, "what was answered is not asked for again"
    t, y = numbers(DAY_S)[Parameter.PR]
    row = chart.table.model.time_of(1)
    assert row is not None
    expected = np.median(y[(t > row - 60) & (t <= row)])
    assert column(chart, Column.PR)[1] == f"{expected:.0f}"


def test_a_day_of_rows_is_written_only_as_far_as_someone_looks(chart: SessionChart) -> None:
    chart.table.set_interval(60.0)
    chart.show_update(day())
    chart.grab()
    assert chart.table.model.rowCount() > 1400
    assert len(chart.table.model._words) < 100


def test_a_recorded_session_has_no_row_of_this_moment_and_carries_its_word(chart: SessionChart) -> None:
    chart.show_update(story("10:28:12", mode=Mode.REPLAY))
    assert "now" not in column(chart, Column.TIME)
    assert chart.table._title() == "REPLAY"


def test_without_a_session_the_table_says_what_to_do(chart: SessionChart) -> None:
    chart.show_update(empty())
    assert chart.table.model.rowCount() == 0
    bare = chart.table.grab().toImage()
    chart.show_update(replace(empty(), waiting="Put the probe on: a session opens by itself."))
    chart.table.show_update(
        replace(empty(), waiting="Put the probe on: a session opens by itself."), chart._trends, at_once=True
    )
    assert chart.table.grab().toImage() != bare


def test_assistive_technology_finds_a_table_with_headings_and_cells(chart: SessionChart) -> None:
    chart.show_update(story("10:28:12"))
    seen = QAccessible.queryAccessibleInterface(chart.table.rows)
    assert seen is not None
    assert seen.role() is QAccessible.Role.Table
    children = [seen.child(n) for n in range(seen.childCount())]
    words = {role: [] for role in (QAccessible.Role.Cell, QAccessible.Role.ColumnHeader)}
    for child in children:
        if child is not None and child.role() in words:
            words[child.role()].append(child.text(QAccessible.Text.Name))
    assert len(words[QAccessible.Role.Cell]) == 10 * len(Column)
    assert "NIBP 134/83 (100) mmHg" in words[QAccessible.Role.Cell]
    assert "Oxygen saturation, per cent" in words[QAccessible.Role.ColumnHeader]
    assert seen.text(QAccessible.Text.Name).startswith("Trend table")


def test_another_bed_has_its_own_rows(chart: SessionChart) -> None:
    chart.show_update(story("10:28:12"))
    other: MonitorUpdate = replace(story(620.0), bed=BED + 1)
    assert other.session is not None
    chart.show_update(replace(other, session=replace(other.session, id="other")))
    assert column(chart, Column.TIME)[-1] == "now"
    assert len(column(chart, Column.TIME)) == 4


def test_a_number_that_held_for_less_than_half_a_minute_has_its_sign(chart: SessionChart) -> None:
    update = story("10:30:40")
    started = at("10:30:00")
    few = series(np.arange(started, started + 20.0), np.full(20, 97.0))
    chart.show_update(replace(update, trends={**update.trends, Parameter.SPO2: few}))
    assert column(chart, Column.SPO2)[-1] == "97?"
    assert "doubtful: for less than half of the minute" in said(chart, chart.table.model.rowCount() - 1)


def test_a_doubtful_cuff_reading_has_its_sign_and_says_why(chart: SessionChart) -> None:
    update = story("10:30:40")
    moved = replace(update.determinations[-1], quality=Quality.ARTEFACT)
    chart.show_update(replace(update, determinations=(*update.determinations[:-1], moved)))
    row = next(n for n, text in enumerate(column(chart, Column.NIBP)) if text.endswith("?"))
    assert column(chart, Column.NIBP)[row].endswith(")?")
    assert "doubtful: artefact" in said(chart, row)
    assert sum(text.endswith("?") for text in column(chart, Column.NIBP)) == 1


def test_the_row_that_was_of_this_moment_has_its_own_time_when_only_time_passes(chart: SessionChart) -> None:
    update = story("10:28:12")
    chart.show_update(update)
    place = column(chart, Column.TIME).index("now")
    chart.show_update(later(update, 1200.0))
    times = column(chart, Column.TIME)
    assert len(times) > place + 1
    assert times.count("now") == 1
    assert times[-1] == "now"
