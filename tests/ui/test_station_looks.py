"""The station as it looks: marks that touch nothing, names that stay, edges that are whole, type that grows with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.ui import theme
from bedside.ui.bed_tile import TileWords, tile_words
from bedside.ui.bed_tile_mini import paint_mini
from bedside.ui.bed_tile_paint import paint_tile, plot_place
from bedside.ui.rail import RailKey
from bedside.ui.sketch import Sketch
from bedside.ui.station_screen import StationScreen, tile_size
from bedside.ui.sweep import SweepCanvas
from bedside.ui.theme import Theme
from bedside.ui.tile_approach import paint_approach
from bedside.ui.tile_slot import tile_scale
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Direction, Presence, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.records import RecordingState
from tests.helpers.alarming import alarming, look_at
from tests.helpers.painted import Painted, keep
from tests.helpers.parts import determination, numeric
from tests.helpers.updates import bed, reyes
from tests.helpers.windows import feed, open_window

NOW = 52_818.0
LIT, DARK = (True, True), (False, False)
COMPACT = ((454, 236), (318, 166))


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Painted:
    """What is painted from now on."""
    return keep(monkeypatch)


def paint(look: Theme, size: tuple[int, int], words: TileWords, name: str = "") -> None:
    """A tile of this size, px."""
    name = name or tile_size(*size, few=False)
    scale = 1.0 if name == "mini" else tile_scale(*size, name)
    pixmap = QPixmap(*size)
    painter = QPainter(pixmap)
    sketch = Sketch(painter, look, scale)
    rect = QRectF(0, 0, size[0] / scale, size[1] / scale)
    if name == "mini":
        paint_mini(sketch, rect, words, focused=False)
    else:
        paint_tile(sketch, rect, words, large=name == "large", focused=False)
    painter.end()


def near_limits(number: int = 1) -> MonitorUpdate:
    """A bed with every number near its limit."""
    update = bed(number)
    assert update.nibp is not None
    return replace(
        update,
        numerics={
            **update.numerics,
            Parameter.SPO2: numeric(Parameter.SPO2, 93, update.now),
            Parameter.PR: numeric(Parameter.PR, 115, update.now),
        },
        nibp=replace(update.nibp, last=determination(update.now - 60, 155, 96, 114)),
    )


# -- a number near its limit (ALM-63) ----------------------------------------------------------------


def ink_of(scale: float, draw: object) -> np.ndarray:
    image = QImage(round(700 * scale), round(300 * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    draw(painter)  # type: ignore[operator]
    painter.end()
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return flat[:, : image.width(), :3].max(axis=2) > 60


@pytest.mark.req("ALM-63")
@pytest.mark.parametrize("scale", (0.55, 0.7, 1.0, 2.0))
@pytest.mark.parametrize(
    ("token", "number"),
    (
        ("num.tile", "93"),
        ("num.tile.three", "115"),
        ("num.nibp16", "155/90"),
        ("num.nibp16", "20.7/12.8"),
        ("num.lg.4", "155/96"),
        ("num.xxl.4", "88"),
    ),
)
def test_the_outline_of_a_number_near_its_limit_touches_no_digit(
    look: Theme, token: str, number: str, scale: float
) -> None:
    shown = TileLook(number=number, number_role="text", approach=Direction.HIGH)
    px = look.px(token, scale)
    digits = ink_of(scale, lambda p: Sketch(p, look, scale).text(60, 220, number, token, "text", px=px))
    outline = ink_of(scale, lambda p: paint_approach(Sketch(p, look, scale), 60, 220, token, px, shown))
    assert digits.any() and outline.any()
    around = digits.copy()
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            around |= np.roll(digits, (down, across), (0, 1))
    assert not (around & outline).any()


@pytest.mark.req("ALM-63")
def test_the_outline_stands_still_while_the_digits_change(look: Theme, painted: Painted) -> None:
    for number in ("90", "91", "94"):
        shown = TileLook(number=number, number_role="text", approach=Direction.LOW)
        ink_of(1.0, lambda p, s=shown: paint_approach(Sketch(p, look, 1.0), 60, 220, "num.tile", 72, s))
    assert len({(shape.rect.top(), shape.rect.height(), shape.rect.width()) for shape in painted.shapes}) == 1


@pytest.mark.req("ALM-63")
@pytest.mark.parametrize("text", (1.0, 2.0))
@pytest.mark.parametrize("size", (*COMPACT, (152, 80)))
def test_outlines_of_a_tile_keep_apart_and_inside_it(
    painted: Painted, qtbot: QtBot, size: tuple[int, int], text: float
) -> None:
    paint(theme.load("dark", text), size, tile_words(near_limits(), LIT, large=False))
    boxes = [shape.rect for role in ("spo2", "pr", "nibp") for shape in painted.of("edge", role)]
    assert len(boxes) == 3
    for n, box in enumerate(boxes):
        assert QRectF(0, 0, *size).contains(box)
        assert not any(box.intersects(other) for other in boxes[n + 1 :])


# -- alarms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("priority", tuple(Priority))
@pytest.mark.parametrize("text", (1.0, 1.5, 2.0))
@pytest.mark.parametrize("size", COMPACT)
def test_an_alarm_leaves_bed_and_name_whole(
    painted: Painted, qtbot: QtBot, size: tuple[int, int], text: float, priority: Priority
) -> None:
    look = theme.load("dark", text)
    for number in (2, 7, 14):
        words = tile_words(alarming(bed(number), priority), LIT, large=False)
        painted.clear()
        paint(look, size, words, "compact")
        edges = [s for s in painted.shapes if s.kind == "edge" and s.rect.width() >= size[0] - 1]
        edge = max((shape.width for shape in edges), default=0.0)
        (shown,) = painted.words(words.bed)
        assert shown.baseline - 0.76 * shown.px >= edge - 0.5, number
        assert painted.words(words.short), [said.words for said in painted.said]


@pytest.mark.req("ALM-03")
def test_the_line_of_a_low_never_runs_through_the_limits(painted: Painted, qtbot: QtBot) -> None:
    for text in (1.0, 1.5, 2.0):
        for size in COMPACT:
            painted.clear()
            words = tile_words(alarming(bed(2), Priority.LOW), LIT, large=False)
            paint(theme.load("dark", text), size, words, "compact")
            (line,) = painted.of("fill", "lowline")
            below = [said for said in painted.said if said.words.startswith("92")]
            assert below and all(said.baseline < line.rect.top() for said in below), (text, size)
            assert line.rect.bottom() <= size[1]


@pytest.mark.req("ALM-02")
def test_a_medium_keeps_the_outline_of_its_number_in_the_dark_half_of_its_flash(
    look: Theme, painted: Painted
) -> None:
    widths = []
    for lit in (LIT, DARK):
        painted.clear()
        paint(look, (454, 236), tile_words(alarming(bed(2), Priority.MEDIUM), lit, large=False))
        tile, cell = sorted(painted.of("edge", "medline"), key=lambda shape: -shape.rect.width())
        assert tile.rect.width() == 454 and cell.rect.width() < 200
        widths.append((tile.width, cell.width))
    assert widths == [(4.0, 3.0), (2.0, 1.5)]


@pytest.mark.req("ALM-03")
def test_in_the_smallest_tile_too_high_has_two_edges_medium_one_and_low_a_line(
    look: Theme, painted: Painted
) -> None:
    found = {}
    for priority in Priority:
        painted.clear()
        paint(look, (152, 80), tile_words(alarming(bed(2), priority), LIT, large=False), "mini")
        edges = [s.role for s in painted.shapes if s.kind == "edge" and s.rect.width() > 140]
        found[priority] = (edges, len(painted.of("fill", "lowline")))
    assert found == {
        Priority.HIGH: (["highline", "text"], 0),
        Priority.MEDIUM: (["medline"], 0),
        Priority.LOW: ([], 1),
    }
    painted.clear()
    taken = alarming(bed(2), Priority.HIGH, presence=Presence.ACKNOWLEDGED)
    paint(look, (152, 80), tile_words(taken, LIT, large=False), "mini")
    assert [s.role for s in painted.shapes if s.kind == "edge" and s.rect.width() > 140] == ["highline"]


@pytest.mark.req("ALM-03")
@pytest.mark.parametrize(
    ("size", "name"), (((916, 480), "large"), ((454, 236), "compact"), ((152, 80), "mini"))
)
def test_an_acknowledged_alarm_keeps_the_shape_of_its_priority_beside_the_check(
    look: Theme, painted: Painted, size: tuple[int, int], name: str
) -> None:
    shapes = {Priority.HIGH: "alert-octagon", Priority.MEDIUM: "alert", Priority.LOW: "alert-circle"}
    for priority, shape in shapes.items():
        painted.clear()
        taken = alarming(replace(bed(2), limits=()), priority, presence=Presence.ACKNOWLEDGED)
        paint(look, size, tile_words(taken, LIT, large=name == "large"), name)
        assert {shape, "check"} <= set(painted.icons)


@pytest.mark.parametrize("count", (4, 9, 16))
def test_the_wave_leaves_the_edges_of_a_high_whole(qtbot: QtBot, look: Theme, count: int) -> None:
    screen = StationScreen(look)
    qtbot.addWidget(screen)
    for width in range(1120, 1300, 9):
        screen.resize(width, 700)
        screen.frame({n: bed(n) for n in range(1, count + 1)}, NOW)
        for slot in screen.slots.values():
            assert slot.plot is not None
            scale = tile_scale(slot.width(), slot.height(), slot.size_name)
            whole = plot_place(slot.width() / scale, slot.height() / scale, large=slot.size_name == "large")
            plot = slot.plot.translated(-slot.pos())
            assert plot.left() >= whole.left() * scale - 1e-6
            assert plot.left() + plot.width() <= whole.right() * scale + 1e-6


# -- ages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "name"), (((454, 236), "compact"), ((916, 480), "large")))
def test_dashes_say_the_last_value_and_its_age(
    look: Theme, painted: Painted, size: tuple[int, int], name: str
) -> None:
    update = bed(2)
    gone = {
        key: replace(state, age=Age.GONE, t=update.now - 41.0, reason="probe off")
        for key, state in update.numerics.items()
    }
    paint(look, size, tile_words(replace(update, numerics=gone), LIT, large=name == "large"), name)
    assert painted.words("last 97, 41 s ago") and painted.words("last 71, 41 s ago")


def test_a_reason_that_does_not_fit_is_left_out_rather_than_cut_to_pieces(
    painted: Painted, qtbot: QtBot
) -> None:
    update = bed(2)
    gone = {
        key: replace(state, age=Age.GONE, t=update.now - 41.0, reason="probe off")
        for key, state in update.numerics.items()
    }
    words = tile_words(replace(update, numerics=gone), LIT)
    for text in (1.0, 1.5, 2.0):
        for size in ((916, 480), (646, 338)):
            painted.clear()
            paint(theme.load("dark", text), size, words, "large")
            said = [each.words for each in painted.said if each.words.startswith("PR")]
            assert set(said) <= {"PR", "PROBE OFF"}, (text, size)
            assert "PROBE OFF" in said


# -- a larger screen, larger text --------------------------------------------------------------------


@pytest.mark.parametrize("screen", ("bed", "station"))
@pytest.mark.parametrize("size", ((3840, 2160), (7680, 2160)))
def test_on_a_screen_twice_as_high_all_words_around_and_in_a_screen_are_twice_as_large(
    qtbot: QtBot, look: Theme, painted: Painted, screen: str, size: tuple[int, int]
) -> None:
    usual, large = {}, {}
    beds = (reyes(), bed(4))
    for found, wanted in ((usual, (1920, 1080)), (large, size)):
        window = open_window(qtbot, look, wanted)
        feed(window, *beds)
        if screen == "bed":
            window.open_bed(3)
        feed(window, *beds)
        painted.clear()
        parts = [window.alarm_bar, window.rail, window.status, window.station_screen]
        for part in [*parts[:3], *([window.bed_screen.keys] if screen == "bed" else [])]:
            part.grab()
        for slot in window.station_screen.slots.values() if screen == "station" else ():
            slot.forget()
        feed(window, *beds)
        found.update({said.words: said.px for said in painted.said})
    assert {"Station", "Local store"} <= set(usual)
    assert ("Ratings" in usual) == (screen == "bed")
    for words, px in usual.items():
        assert words in large, words
        assert large[words] >= 1.9 * px, (words, px, large[words])


def test_the_waves_of_the_station_grow_thicker_with_the_screen(qtbot: QtBot, look: Theme) -> None:
    seen = []
    for size in ((1920, 1080), (3840, 2160)):
        window = open_window(qtbot, look, size)
        feed(window, *(bed(n) for n in range(1, 17)))
        column = window.station_screen.findChildren(SweepCanvas)[0]
        slot = window.station_screen.slots[1]
        assert slot.plot is not None
        part = column.image.copy(QRect(slot.plot))
        wave = look.color("spo2").rgb()
        ink = sum(part.pixel(x, y) == wave for x in range(0, part.width(), 2) for y in range(part.height()))
        seen.append(ink * 2 / part.width())
    assert seen[1] > 1.8 * seen[0]  # px of ink in a column of the picture


def test_the_words_of_the_rail_grow_with_the_text(qtbot: QtBot) -> None:
    sizes = []
    for text in (1.0, 1.5, 2.0):
        window = open_window(qtbot, theme.load("dark", text), (1366, 768))
        sizes.append(min(key.px for key in window.rail.findChildren(RailKey) if key.isVisible()))
        assert window.rail.width() <= 0.08 * window.width()
        assert window.screens.geometry().left() == window.rail.width()
    assert sizes[1] >= 1.4 * sizes[0]
    assert sizes[2] >= sizes[1]


@pytest.mark.parametrize("text", (1.0, 1.5, 2.0))
def test_the_count_of_alarms_is_not_cut_by_its_edge(qtbot: QtBot, painted: Painted, text: float) -> None:
    for size in ((1920, 1080), (1366, 768), (640, 400)):
        window = open_window(qtbot, theme.load("dark", text), size)
        look_at(window, alarming(reyes()), alarming(bed(4, NOW), Priority.LOW))
        painted.clear()
        pill = window.alarm_bar._pill
        pill.grab()
        (count,) = painted.words("1 of 2")
        assert count.baseline - 0.74 * count.px >= 1.0
        assert count.baseline <= pill.height() - 1.0


# -- keyboard, and the proof of recording ------------------------------------------------------------


def test_the_arrow_keys_go_to_the_neighbouring_bed(qtbot: QtBot, look: Theme) -> None:
    screen = StationScreen(look)
    qtbot.addWidget(screen)
    screen.resize(1830, 960)
    screen.show()
    screen.frame({n: bed(n) for n in range(1, 17)}, NOW)
    screen.activateWindow()
    screen.slots[6].setFocus()
    qtbot.waitUntil(screen.slots[6].hasFocus)
    at = 6
    for key, wanted in (
        (Qt.Key.Key_Down, 10),
        (Qt.Key.Key_Right, 11),
        (Qt.Key.Key_Up, 7),
        (Qt.Key.Key_Left, 6),
        (Qt.Key.Key_Up, 2),
        (Qt.Key.Key_Up, 2),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Left, 1),
    ):
        QTest.keyClick(screen.slots[at], key)
        at = wanted
        qtbot.waitUntil(screen.slots[at].hasFocus)


def test_a_session_of_which_nothing_was_ever_saved_is_said_loudly(
    qtbot: QtBot, look: Theme, painted: Painted
) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    update = reyes()
    for lasted_s, role in ((1.0, "text2"), (9.0, "text")):
        feed(window, replace(update, now=lasted_s), recording=RecordingState())
        painted.clear()
        window.status.grab()
        (said,) = [each for each in painted.said if "nothing saved yet" in each.words]
        assert said.role == role
