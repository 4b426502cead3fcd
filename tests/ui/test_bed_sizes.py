"""Chart and table of a bed in small and large windows, at every size of text, and in review."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bedside.ui import theme
from bedside.ui.chart_window import Span
from bedside.ui.extent import extent_of
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.session_chart import SessionChart
from bedside.ui.session_overview import Overview
from bedside.ui.theme import Theme
from bedside.vitals.display import BedView
from tests.helpers.story import at, story
from tests.helpers.updates import desaturation, reyes
from tests.helpers.windows import feed, open_window
from tests.ui.test_review_screen import LINES, replayed

SIZES = ((1920, 1080), (1366, 768), (1024, 640), (640, 400))
SLACK = 0.92  # of the type: the height of words without what hangs under the line


def chart_of(qtbot: QtBot, size: tuple[int, int], text: float = 1.0) -> SessionChart:
    """The chart of a bed in a window of this size."""
    window = open_window(qtbot, theme.load("dark", text), size)
    feed(window, reyes())
    window.open_bed(3)
    feed(window, reyes())
    return window.screens.bed.chart


def alike(large: QImage, small: QImage) -> float:
    """Share of the points in which a picture of twice the size shows something else."""
    halved = large.scaled(small.size(), mode=Qt.TransformationMode.SmoothTransformation)
    points = [(x, y) for x in range(0, small.width(), 3) for y in range(0, small.height(), 3)]
    far = sum(
        abs(QColor(halved.pixel(x, y)).lightness() - QColor(small.pixel(x, y)).lightness()) > 60
        for x, y in points
    )
    return far / len(points)


@pytest.mark.parametrize("size", SIZES)
def test_the_chart_is_drawn_from_the_start_in_every_window(qtbot: QtBot, size: tuple[int, int]) -> None:
    window = chart_of(qtbot, size).window_shown
    assert window is not None
    assert window.first <= 0.0
    assert window.last >= at("10:45")


def test_in_a_small_window_the_span_can_still_be_chosen(qtbot: QtBot) -> None:
    chart = chart_of(qtbot, (1024, 640))
    key = chart._keys[Span.TEN_MINUTES]
    assert key.isVisible()
    qtbot.mouseClick(key, Qt.MouseButton.LeftButton)
    assert chart.window_shown is not None
    assert chart.window_shown.seconds == 600.0


@pytest.mark.parametrize("width", range(360, 1300, 47))
def test_the_keys_of_the_header_never_cover_each_other(qtbot: QtBot, look: Theme, width: int) -> None:
    chart = SessionChart(look)
    qtbot.addWidget(chart)
    chart.resize(width, 400)
    chart.show()
    chart.show_update(reyes())
    header = chart._header
    keys = [key for key in (header.table_key, *header.keys.values(), header.follow_key) if key.isVisible()]
    places = sorted((key.x(), key.x() + key.width()) for key in keys)
    assert places[0][0] >= 0
    assert all(right <= left for (_, right), (left, _) in pairwise(places))


@pytest.mark.parametrize("text", (1.0, 1.25, 1.5, 1.75, 2.0))
@pytest.mark.parametrize("size", SIZES)
def test_the_names_of_the_lanes_never_stand_over_each_other(
    qtbot: QtBot, size: tuple[int, int], text: float
) -> None:
    chart = chart_of(qtbot, size, text)
    picture = chart.picture
    assert picture is not None
    lanes = picture.lanes
    type_px = 14 * picture.text_scale * SLACK
    rows = [lanes.row(n) for n in range(lanes.ratings + 1)]
    assert all(after - before >= type_px for before, after in pairwise(rows))
    assert lanes.spo2.height >= type_px
    assert lanes.pressure.height >= 2 * type_px
    assert lanes.infusion.height >= type_px
    assert picture.text_scale >= min(text, 1.0)


def test_in_the_lowest_chart_words_grow_only_as_far_as_they_can_be_read(qtbot: QtBot) -> None:
    low, usual = chart_of(qtbot, (640, 400), 2.0).picture, chart_of(qtbot, (1920, 1080), 2.0).picture
    assert low is not None
    assert usual is not None
    assert low.text_scale < 1.3
    assert usual.text_scale == 2.0


def test_a_chart_follows_the_theme_its_window_changes_to(qtbot: QtBot, look: Theme) -> None:
    chart = SessionChart(look)
    qtbot.addWidget(chart)
    chart.resize(900, 400)
    chart.show()
    chart.show_update(reyes())
    dark = chart.grab().toImage()
    look.become(theme.load("light"))
    for widget in (chart, *chart.findChildren(QWidget)):
        QApplication.sendEvent(widget, QEvent(QEvent.Type.PaletteChange))
    light = chart.grab().toImage()
    place = QPoint(300, 300)
    assert light.pixelColor(place).lightness() > dark.pixelColor(place).lightness() + 100
    fresh = SessionChart(theme.load("light"))
    qtbot.addWidget(fresh)
    fresh.resize(900, 400)
    fresh.show()
    fresh.show_update(reyes())
    assert light == fresh.grab().toImage()


def test_the_newest_event_s_words_are_not_crossed_by_the_now_line(qtbot: QtBot, look: Theme) -> None:
    chart = SessionChart(look)
    qtbot.addWidget(chart)
    chart.resize(1272, 568)
    chart.show()
    update = story(at("10:22:50"))  # "Eye mask" at 10:22:06
    chart.show_update(update)
    chart.choose(Span.HALF_HOUR)
    picture = chart.picture
    assert picture is not None
    line = picture.x(update.now)
    mark = picture.x(at("10:22:06"))
    assert mark + 12 < line < mark + 60, "the line stands in the words"
    image, y = chart.grab().toImage(), round(picture.lanes.events_row)
    ink = 0.6 * look.color("text").lightness()
    assert not all(image.pixelColor(int(line), row).lightness() > ink for row in range(y - 6, y + 6))
    assert all(image.pixelColor(int(line), row).lightness() > ink for row in range(y - 40, y - 20))


def test_in_a_window_of_twice_the_size_the_table_is_the_usual_one_twice_as_large(
    qtbot: QtBot, look: Theme
) -> None:
    pictures = []
    for scale in (1, 2):
        chart = SessionChart(look)
        qtbot.addWidget(chart)
        chart.set_scale(scale)
        chart.resize(1272 * scale, 568 * scale)
        chart.set_view(BedView(bed=3, table=True))
        chart.show()
        chart.show_update(desaturation())
        row = chart.table.rows.verticalHeader().defaultSectionSize()
        assert row == 26 * scale
        pictures.append(chart.table.grab().toImage())
    usual, large = pictures
    assert large.width() == pytest.approx(2 * usual.width(), abs=16), "its scroll bar is as narrow as ever"
    assert alike(large.copy(0, 0, 2 * 150, 2 * 560), usual.copy(0, 0, 150, 560)) < 0.03


def test_the_chart_of_a_recording_is_as_large_as_that_of_a_bed(qtbot: QtBot, look: Theme) -> None:
    screen = ReviewScreen(look)
    qtbot.addWidget(screen)
    screen.resize(3700, 1970)
    screen.set_extent(extent_of(3840, 2160))
    screen.show()
    screen.set_sessions(LINES)
    screen.show_session(LINES[0], replayed("10:55:00"))
    screen.show_update(replayed("10:31:58"))
    page = screen.page
    assert page.chart.picture is not None
    assert page.chart.picture.lanes.width < page.chart.width() / 2
    assert page.pleth.height() == 2 * 216
    assert page.overview.height() == 2 * 104
    screen.set_extent(extent_of(1024, 640))
    assert page.overview.height() == 104


def test_a_click_on_a_larger_overview_goes_where_it_points(qtbot: QtBot, look: Theme) -> None:
    told: list[list[float]] = [[], []]
    for n, scale in enumerate((1, 2)):
        overview = Overview(look)
        qtbot.addWidget(overview)
        overview.set_scale(scale)
        overview.resize(1824 * scale, overview.height())
        overview.set_session(replayed("10:55:00"))
        overview.time_clicked.connect(told[n].append)
        QTest.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(900 * scale, 50 * scale))
    assert told[0] == pytest.approx(told[1])


def test_the_overview_of_a_recording_changes_its_look_with_the_window(qtbot: QtBot, look: Theme) -> None:
    overview = Overview(look)
    qtbot.addWidget(overview)
    overview.resize(1824, 104)
    overview.show()
    overview.set_session(replayed("10:55:00"))
    dark = overview.grab().toImage()
    look.become(theme.load("light"))
    QApplication.sendEvent(overview, QEvent(QEvent.Type.PaletteChange))
    light = overview.grab().toImage()
    assert light.pixelColor(20, 95).lightness() > dark.pixelColor(20, 95).lightness() + 100


def test_a_bed_is_looked_at_again_as_it_was(qtbot: QtBot, look: Theme) -> None:
    views: list[BedView] = []
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    window.open_bed(3)
    feed(window, reyes())
    bed = window.screens.bed
    bed.view_changed.connect(views.append)
    bed.chart.show_table(True)
    bed.chart._choose_interval(900.0)
    bed.pleth._choose_gain(2)
    bed.pleth._choose_speed(0)
    bed.chart.choose(Span.TEN_MINUTES)
    kept = views[-1]
    again = open_window(qtbot, theme.load("dark"), (1920, 1080))
    feed(again, reyes(), views=(kept,))
    again.open_bed(3)
    feed(again, reyes(), views=(kept,))
    shown = again.screens.bed
    assert replace(shown.pleth.view, bed=3) == replace(kept, bed=3)
    assert shown.chart.table.isVisible()
    assert shown.chart.table.model.interval_s == 900.0
    assert shown.chart._viewpoint.span is Span.TEN_MINUTES
    assert shown.pleth.sweep.sweep_s == bed.pleth.sweep.sweep_s
