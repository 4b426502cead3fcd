"""Small windows: nothing runs into anything else, every limit stays, panels need no sideways scrolling."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

from bedside.ui.bed_tile import tile_words
from bedside.ui.bed_tile_mini import paint_mini
from bedside.ui.bed_tile_paint import paint_tile
from bedside.ui.chart_lanes import lay_out
from bedside.ui.extent import bed_places, extent_of
from bedside.ui.limit_span import span_of
from bedside.ui.panels.rate import RatePanel
from bedside.ui.sketch import Sketch
from bedside.ui.station_screen import tile_size
from bedside.ui.theme import Theme, layout
from bedside.ui.tile_slot import tile_scale
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode
from tests.helpers.parts import change, limits
from tests.helpers.updates import desaturation, reyes
from tests.helpers.windows import PANELS, feed, open_window

SIZES = ((1920, 1080), (1366, 768), (1024, 640), (640, 400), (3840, 2160))
MODES = (Mode.LIVE, Mode.SIMULATION)
TILES = ((916, 480), (640, 330), (500, 262), (300, 160), (248, 127), (205, 100), (152, 66))


class Spy(Sketch):
    """Keeps what is written and drawn, px."""

    def __init__(self, painter: QPainter, theme: Theme, scale: float) -> None:
        super().__init__(painter, theme, scale)
        self.texts: list[tuple[str, QRectF]] = []
        self.icons: list[str] = []

    def text(self, x, baseline, words, token, role, *, align=-1, room=None, px=None):
        advance = super().text(x, baseline, words, token, role, align=align, room=room, px=px)
        size = self.theme.px(token, self.scale) if px is None else px
        left = x - (advance if align == 1 else advance / 2 if align == 0 else 0.0)
        high = size / self.scale
        if words.strip():
            self.texts.append((words, QRectF(left, baseline - 0.7 * high, advance, 0.72 * high)))
        return advance

    def icon(self, x, y, name, role, size):
        self.icons.append(name)
        super().icon(x, y, name, role, size)


def painted_tile(look: Theme, width: int, height: int, update=None) -> Spy:
    size = tile_size(width, height, few=width > 600)
    scale = 1.0 if size == "mini" else tile_scale(width, height, size)
    pixmap = QPixmap(width, height)
    painter = QPainter(pixmap)
    spy = Spy(painter, look, scale)
    rect = QRectF(0, 0, width / scale, height / scale)
    words = tile_words(update or reyes(), (True, True))
    if size == "mini":
        paint_mini(spy, rect, words, focused=False)
    else:
        paint_tile(spy, rect, words, large=size == "large", focused=False)
    painter.end()
    return spy


@pytest.mark.req("ALM-05")
@pytest.mark.parametrize("size", TILES)
@pytest.mark.parametrize("alarm", (False, True))
def test_every_tile_shows_the_limits_in_force_and_the_crossed_bell(
    look: Theme, size: tuple[int, int], alarm: bool
) -> None:
    spy = painted_tile(look, *size, desaturation() if alarm else None)
    written = " ".join(words for words, _ in spy.texts)
    for limit in ("92", "50", "120", "90–160"):
        assert limit in written, (limit, written)
    assert "bell-off-outline" in spy.icons


@pytest.mark.req("ALM-05")
def test_a_side_that_is_off_and_a_parameter_that_is_off_altogether_wear_the_bell() -> None:
    off = tuple(replace(limit, value=None) for limit in limits())
    assert span_of(off, Parameter.PR).spoken == "off–off"
    assert span_of((), Parameter.PR).spoken == ""
    one = (LimitView(parameter=Parameter.PR, direction=Direction.LOW, priority=Priority.MEDIUM, value=50),)
    assert span_of(one, Parameter.PR).spoken == "50–off"


@pytest.mark.parametrize("size", TILES)
def test_no_words_of_a_tile_run_into_each_other_or_over_its_edge(look: Theme, size: tuple[int, int]) -> None:
    for update in (reyes(), desaturation()):
        spy = painted_tile(look, *size, update)
        inside = QRectF(0, 0, size[0] / spy.scale, size[1] / spy.scale)
        for n, (words, box) in enumerate(spy.texts):
            assert inside.contains(box), words
            for other, place in spy.texts[n + 1 :]:
                overlap = box.intersected(place)
                assert overlap.width() * spy.scale < 2 or overlap.height() * spy.scale < 2, (words, other)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", SIZES)
def test_side_panels_need_no_sideways_scrolling(
    qtbot: QtBot, look: Theme, size: tuple[int, int], mode: Mode
) -> None:
    window = open_window(qtbot, look, size)
    update = reyes(mode=mode)
    for shown in (update, replace(update, infusion=None)):
        feed(window, shown)
        for name in PANELS if shown is update else ("rate",):
            window.open_panel(name)
            feed(window, shown)
            host = window.bed_screen.panels
            qtbot.waitUntil(lambda host=host: host.widget().width() <= host.viewport().width(), timeout=1000)
            assert host.horizontalScrollBar().maximum() == 0
            assert window.desk.panel.minimumSizeHint().width() <= host.viewport().width(), name  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", MODES)
def test_no_panel_covers_the_keys_row_at_full_size(qtbot: QtBot, look: Theme, mode: Mode) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    update = reyes(mode=mode)
    feed(window, update)
    screen = window.bed_screen
    assert screen.keys is not None
    for name in PANELS:
        window.open_panel(name)
        feed(window, update)
        place = screen.panels.geometry()
        assert place.y() + place.height() <= screen.keys.y(), name
        assert place.y() >= screen.pleth.y() + screen.pleth.height()
        assert screen.panels.verticalScrollBar().maximum() == 0, name


@pytest.mark.parametrize("mode", MODES)
def test_what_is_asked_about_a_number_needs_no_scrolling_at_full_size(
    qtbot: QtBot, look: Theme, mode: Mode
) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    update = reyes(mode=mode)
    feed(window, update)
    bar = window.bed_screen.panels.verticalScrollBar()
    for name, number in (("rate", "550"), ("patient", "7")):
        window.open_panel(name)
        panel = window.desk.panel
        field = panel.change.edit if isinstance(panel, RatePanel) else panel.weight.edit  # type: ignore[union-attr]
        field.setText(number)
        box = panel.change.box if isinstance(panel, RatePanel) else panel.box  # type: ignore[union-attr]
        qtbot.waitUntil(lambda box=box: box.isVisible() and box.check.caution, timeout=1000)
        qtbot.waitUntil(lambda: bar.maximum() == 0, timeout=1000)


def test_a_simulation_takes_its_strip_from_the_pleth() -> None:
    places = bed_places(1824, 912, extent_of(1920, 1080))
    assert 168 <= places["pleth"].height() == places["spo2"].height() < 200
    assert places["chart"].height() >= 545


@pytest.mark.parametrize("height", (150, 190, 250, 310, 404, 568))
def test_rows_of_the_chart_never_touch(height: int) -> None:
    lanes = lay_out(660, height, compact=True)
    rows = [lanes.row(n) for n in range(lanes.ratings + 1)]
    assert rows[-1] == lanes.events_row
    if lanes.ratings:
        assert 8 <= lanes.disc_r <= layout("chart_lanes").disc
        assert np.diff(rows).min() >= 2 * lanes.disc_r
        assert rows[0] - lanes.disc_r >= lanes.experience.top
    assert lanes.events_row < lanes.experience.bottom


@pytest.mark.parametrize("size", ((1024, 640), (640, 400)))
def test_the_alarm_bar_always_shows_message_limit_and_time(
    qtbot: QtBot, look: Theme, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[str, float | None, int | None]] = []
    before = Sketch.text

    def text(self, x, baseline, words, token, role, **more):
        written.append((words, more.get("room"), more.get("px")))
        return before(self, x, baseline, words, token, role, **more)

    monkeypatch.setattr(Sketch, "text", text)
    window = open_window(qtbot, look, size)
    long = "no data from the oximeter Contec CMS50D+, the cable was pulled"
    calm = desaturation()
    technical = replace(
        calm.alarms[0], change=change(9, Priority.MEDIUM, None, 2790.0, direction=None, words=long)
    )
    for update, wanted in (
        (calm, "*** SpO2 86 < 88"),
        (
            replace(calm, alarms=(technical,)),
            "** " + long.capitalize().replace("contec cms50d+", "Contec CMS50D+"),
        ),
    ):
        feed(window, update)
        written.clear()
        window.alarm_bar.grab()
        said = " ".join(words for words, _, _ in written)
        assert wanted in said
        assert re.search(r"\b\d+:\d\d\b", said)  # since when, or at least for how long
        sizes = [px for words, _, px in written if px is not None and words in wanted]
        assert sizes and min(sizes) >= 11
