"""A window that is upright, very wide or very large: the grid turns with it, and chart and tags grow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bedside.ui import theme
from bedside.ui.frame import paint_mode_tag
from bedside.ui.session_chart import SessionChart
from bedside.ui.sketch import Sketch
from bedside.ui.station_screen import StationScreen
from bedside.ui.sweep import SweepCanvas
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Mode
from tests.helpers.updates import bed, reyes

NOW = 52_818.0


@pytest.fixture
def grid(qtbot: QtBot, look: Theme) -> StationScreen:
    """The station with sixteen beds in a usual window."""
    screen = StationScreen(look)
    qtbot.addWidget(screen)
    screen.resize(1830, 960)
    screen.show()
    screen.frame({n: bed(n) for n in range(1, 17)}, NOW)
    return screen


def columns(screen: StationScreen) -> int:
    return len({slot.mapTo(screen, QPoint()).x() for slot in screen.slots.values()})


@pytest.mark.parametrize(
    ("size", "across"), (((1830, 960), 4), ((1080, 1750), 2), ((7400, 1900), 6), ((640, 340), 4))
)
def test_the_grid_turns_with_the_window(grid: StationScreen, size: tuple[int, int], across: int) -> None:
    grid.resize(*size)
    grid.frame({n: bed(n) for n in range(1, 17)}, NOW + 1.0)
    assert columns(grid) == across
    assert sorted(grid.slots) == list(range(1, 17))
    for slot in grid.slots.values():
        corner = slot.mapTo(grid, QPoint())
        assert grid.rect().contains(slot.rect().translated(corner)) and slot.words is not None
    assert len([canvas for canvas in grid.findChildren(SweepCanvas) if canvas.isVisible()]) == 1


def test_beds_keep_their_order_row_by_row_when_the_grid_turns(grid: StationScreen) -> None:
    grid.resize(1080, 1750)
    places = {n: slot.mapTo(grid, QPoint()) for n, slot in grid.slots.items()}
    assert sorted(places, key=lambda n: (places[n].y(), places[n].x())) == list(range(1, 17))


def test_the_keyboard_stays_on_its_bed_when_the_grid_turns(qtbot: QtBot, grid: StationScreen) -> None:
    grid.activateWindow()
    slot = grid.slots[7]
    slot.setFocus()
    qtbot.waitUntil(slot.hasFocus)
    grid.resize(1080, 1750)
    assert columns(grid) == 2, "it has turned"
    assert grid.slots[7] is slot
    assert slot.hasFocus()


@pytest.fixture
def chart(qtbot: QtBot, look: Theme) -> SessionChart:
    """The chart of a bed in a window of twice the usual size."""
    made = SessionChart(look)
    qtbot.addWidget(made)
    made.set_scale(2.0)
    made.resize(2400, 1000)
    made.show()
    made.show_update(reyes())
    return made


def test_a_chart_in_a_window_of_twice_the_size_is_the_usual_one_twice_as_large(
    qtbot: QtBot, look: Theme, chart: SessionChart
) -> None:
    usual = SessionChart(look)
    qtbot.addWidget(usual)
    usual.resize(1200, 500)
    usual.show()
    usual.show_update(reyes())
    assert chart.picture is not None and usual.picture is not None
    assert chart.picture.lanes == usual.picture.lanes
    large = chart.grab().toImage().scaled(1200, 500, mode=Qt.TransformationMode.SmoothTransformation)
    small = usual.grab().toImage()
    far = sum(
        abs(QColor(large.pixel(x, y)).lightness() - QColor(small.pixel(x, y)).lightness()) > 60
        for x in range(0, 1200, 3)
        for y in range(0, 500, 3)
    )
    assert far < 400 * 167 * 0.01


def test_the_hand_meets_the_time_it_points_at_on_a_larger_chart(chart: SessionChart) -> None:
    told: list[float] = []
    chart.time_clicked.connect(told.append)
    picture = chart.picture
    assert picture is not None
    wanted = picture.window.first + 0.5 * picture.window.seconds
    view = next(child for child in chart.children() if hasattr(child, "viewport"))
    place = QPoint(round(2.0 * picture.x(wanted)), 500)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    per_px = picture.window.seconds / picture.lanes.width
    assert told == [pytest.approx(wanted, abs=per_px)]


def test_in_a_smaller_window_the_chart_keeps_its_type(qtbot: QtBot, chart: SessionChart) -> None:
    chart.set_scale(0.5)
    assert chart.picture is not None
    assert chart.picture.lanes.right <= 2400
    assert chart.picture.lanes.width > 2000  # px of the screen again


@pytest.mark.parametrize("text", (1.0, 1.5, 2.0))
def test_the_tag_of_a_simulation_holds_its_word_at_any_size_of_text(qtbot: QtBot, text: float) -> None:
    look = theme.load("dark", text)
    image = QImage(400, 80, QImage.Format.Format_RGB32)
    image.fill(look.color("bg"))
    painter = QPainter(image)
    sketch = Sketch(painter, look)
    left = paint_mode_tag(sketch, 380.0, 10.0, Mode.SIMULATION, "SIMULATION")
    painter.end()
    ground, tag = look.color("bg").rgb(), look.color("sim").rgb()
    middle = round((left + 380.0) / 2)
    rows = [y for y in range(80) if image.pixel(round(left) + 5, y) == tag]
    assert len(rows) >= look.px("tiny.medium")
    for y in (*range(rows[0]), *range(rows[-1] + 2, 80)):
        assert all(image.pixel(x, y) == ground for x in range(middle - 60, middle + 60)), y
