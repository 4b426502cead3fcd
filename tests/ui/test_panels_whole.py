"""Every key and field of every side panel can be seen whole, in windows of any size and with text of any size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import theme as themes
from bedside.ui.main_window import MainWindow
from bedside.ui.painted_key import PaintedKey
from bedside.ui.panel_host import PanelHost
from bedside.ui.panels.pinned import Pinned
from bedside.ui.panels.words import Field, Words
from bedside.ui.side_panels import PANELS, STATION_PANELS
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme
from bedside.vitals.display import Appearance
from tests.helpers.updates import bed, desaturation
from tests.helpers.windows import feed, open_window

SIZES = ((640, 400), (1024, 640), (1366, 768), (1920, 1080))
TEXTS = (1.0, 1.5, 2.0)
ROUNDING = 1  # px
LAYOUT_COUNT = 4
ONE_TAP = ("event", "ratings")
LIVE_OF_A_BED = (*PANELS, "infusion start")


class Cut(list[str]):
    """Words that were written shorter than they are."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        before = Sketch.text

        def text(sketch, x, baseline, words, token, role, **more):
            room, size = more.get("room"), more.get("px")
            advance = sketch.theme.metrics(
                token, size or sketch.theme.px(token, sketch.scale)
            ).horizontalAdvance(words)
            if room is not None and advance > room * sketch.scale + ROUNDING:
                self.append(words)
            return before(sketch, x, baseline, words, token, role, **more)

        monkeypatch.setattr(Sketch, "text", text)


def settle(window: MainWindow, update: MonitorUpdate, appearance: Appearance) -> None:
    """Two frames, and every request for another layout answered: one may lead to the next."""
    for _ in range(2):
        feed(window, update, frames=1, appearance=appearance)
        for _ in range(LAYOUT_COUNT):
            QApplication.processEvents()


def open_panel(window: MainWindow, name: str, update: MonitorUpdate, appearance: Appearance) -> PanelHost:
    """The host with this panel in it, standing still."""
    if name == "infusion start":
        update, name = replace(update, infusion=None), "rate"
        feed(window, update, frames=1, appearance=appearance)
    window.open_panel(name)
    settle(window, update, appearance)
    hosts = [host for host in window.findChildren(PanelHost) if host.panel is not None]
    assert len(hosts) == 1, name
    return hosts[0]


def place_in(outer: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(outer, QPoint(0, 0)), widget.size())


def scrolled_by(widget: QWidget, panel: QWidget) -> QWidget:
    """What must hold a widget: what the nearest area between it and the panel scrolls, or the panel."""
    inner, parent = widget, widget.parentWidget()
    while parent is not None and inner is not panel:
        if isinstance(parent, QAbstractScrollArea) and inner is not widget:
            return parent.widget() if isinstance(parent, QScrollArea) else inner
        inner, parent = parent, parent.parentWidget()
    return panel


def held(widget: QWidget) -> Pinned | None:
    """The end of the panel that the widget stands in, while that stays in sight over the rest."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, Pinned):
        around = around.parentWidget()
    return around if around is not None and around.stuck else None


def complaints(panel: QWidget, cut: Cut) -> Iterator[str]:
    shown = [w for w in panel.findChildren(QWidget) if w.isVisibleTo(panel)]
    keys = [w for w in shown if isinstance(w, PaintedKey)]
    for widget in shown:
        if not isinstance(widget, PaintedKey | QLineEdit | QPlainTextEdit | Field | Words):
            continue
        said = widget.text() if isinstance(widget, PaintedKey | Words) else widget.accessibleName()
        outer = scrolled_by(widget, panel)
        if not outer.rect().contains(place_in(outer, widget)):
            yield f"“{said}” lies outside: {place_in(outer, widget)} in {outer.size()}"
        if widget.parentWidget() is not panel and not widget.parentWidget().rect().contains(
            widget.geometry()
        ):
            yield f"“{said}” is cut by its own ground"
    for widget in shown:
        if isinstance(widget, Words) and widget.text():
            if widget.wordWrap():
                needed = widget.heightForWidth(widget.width())
            else:
                needed = widget.fontMetrics().height()
                wide = widget.fontMetrics().horizontalAdvance(widget.text())
                if wide > widget.width() + ROUNDING:
                    yield f"words “{widget.text()}” need {wide} px and have {widget.width()}"
            if needed > widget.height() + 2 * ROUNDING:
                yield f"words “{widget.text()}” need {needed} px of height and have {widget.height()}"
    for n, key in enumerate(keys):
        for other in keys[n + 1 :]:
            if held(key) is not held(other):
                continue  # what stays in sight covers what scrolls behind it
            if place_in(panel, key).intersects(place_in(panel, other)):
                yield f"the keys “{key.text()}” and “{other.text()}” lie over each other"
    cut.clear()
    panel.grab()
    names = {key.text() for key in keys} | {field.name for field in shown if isinstance(field, Field)}
    for words in cut:
        if words in names:
            yield f"“{words}” is shortened"


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", SIZES)
def test_every_key_and_field_of_every_panel_is_seen_whole(
    qtbot: QtBot, size: tuple[int, int], text: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    appearance = Appearance(reduced_motion=True, text_scale=text)
    cut = Cut(monkeypatch)
    window = open_window(qtbot, themes.of(appearance), size)
    update = desaturation()
    settle(window, update, appearance)
    window.open_bed(update.bed)
    settle(window, update, appearance)
    wrong: list[str] = []
    for name in (*LIVE_OF_A_BED, *STATION_PANELS):
        host = open_panel(window, name, update, appearance)
        if name in ONE_TAP:  # what was saved is said as well
            first = window.desk.panel.first_focus()  # type: ignore[union-attr]
            first.click()  # type: ignore[attr-defined]
            settle(window, update, appearance)
        panel, seen = host.panel, host.viewport()
        assert panel is not None
        if panel.width() > seen.width() or host.horizontalScrollBar().maximum():
            wrong.append(f"{name}: {panel.width()} px wide in {seen.width()}")
        if panel.height() > seen.height() + host.verticalScrollBar().maximum():
            wrong.append(f"{name}: does not scroll to its end")
        wrong += [f"{name}: {said}" for said in complaints(panel, cut)]
        host.clear()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", ((1920, 1080), (1366, 768)))
def test_a_panel_of_the_station_slides_in_from_the_right_edge_and_one_of_a_bed_over_the_chart(
    qtbot: QtBot, look: Theme, size: tuple[int, int]
) -> None:
    window = open_window(qtbot, look, size)
    update = desaturation()
    beds = (update, bed(4, update.station_now))  # one alone is shown as its own screen
    feed(window, *beds)
    for screen, name in (("station", "sound"), ("bed", "event")):
        if screen == "bed":
            window.open_bed(update.bed)
        feed(window, *beds)
        window.open_panel(name)
        (host,) = (host for host in window.findChildren(PanelHost) if host.panel is not None)
        slide, room = host._slide, host.parentWidget().width()
        start, end = slide.startValue(), slide.endValue()
        assert start.y() == end.y()  # the position alone, across
        assert slide.duration() == 160
        assert start.x() == (room if screen == "station" else -host.width())
        if screen == "bed":
            pleth = window.bed_screen.pleth.geometry()
            assert not QRect(start, host.size()).united(QRect(end, host.size())).intersects(pleth)
            assert end.x() + host.width() <= window.bed_screen.spo2.x()
        qtbot.waitUntil(lambda host=host, end=end: host.pos() == end)
        host.clear()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", SIZES)
def test_every_key_of_the_row_can_be_read_whole_and_reached(
    qtbot: QtBot, size: tuple[int, int], text: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    appearance = Appearance(reduced_motion=True, text_scale=text)
    cut = Cut(monkeypatch)
    window = open_window(qtbot, themes.of(appearance), size)
    update = desaturation()
    settle(window, update, appearance)
    window.open_bed(update.bed)
    settle(window, update, appearance)
    row = window.bed_screen.keys
    assert row is not None
    seen: set[str] = set()
    for _ in range(2):
        shown = [key for key in (*row.keys.values(), row.more_key) if key.isVisible()]
        cut.clear()
        row.grab()
        for n, key in enumerate(shown):
            assert row.rect().contains(key.geometry()), key.text()
            assert key.text() not in cut
            assert not any(key.geometry().intersects(other.geometry()) for other in shown[n + 1 :])
        seen |= {key.objectName() for key in shown} & set(row.keys)
        if row.more_key.isVisible():
            row.more_key.click()
    assert seen == set(row.keys)


def test_the_half_of_the_row_with_the_key_of_the_open_panel_is_shown(qtbot: QtBot, look: Theme) -> None:
    look.reduced_motion = True
    window = open_window(qtbot, look, (640, 400))
    update = desaturation()
    settle(window, update, Appearance(reduced_motion=True))
    window.open_bed(update.bed)
    settle(window, update, Appearance(reduced_motion=True))
    row = window.bed_screen.keys
    assert row is not None and row.more_key.text() == "More"
    assert row.keys["event"].isVisible() and not row.keys["limits"].isVisible()
    window.open_panel("limits")
    assert row.keys["limits"].isVisible() and row.more_key.text() == "Back"
    window.desk.close()
    assert row.keys["event"].isVisible() and not row.keys["limits"].isVisible()
