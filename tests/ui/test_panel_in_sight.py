"""What stays in sight in a small window: the caution of a typed number, the key that records, whole keys and titles."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bedside.ui import theme as themes
from bedside.ui.main_window import MainWindow
from bedside.ui.panels.bolus import BolusPanel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.theme import Theme
from bedside.vitals.display import Appearance
from tests.helpers.story import story
from tests.helpers.windows import feed, open_window

RUNNING = story("10:14:52")
SMALL = ((1024, 640), (1366, 768))


@pytest.fixture
def still() -> Theme:
    return themes.of(Appearance(reduced_motion=True))


def opened(qtbot: QtBot, look: Theme, size: tuple[int, int], name: str) -> MainWindow:
    window = open_window(qtbot, look, size)
    feed(window, RUNNING)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.open_bed(RUNNING.bed)
    window.open_panel(name)
    settle(window)
    return window


def settle(window: MainWindow) -> None:
    for _ in range(3):
        feed(window, RUNNING, frames=1, appearance=Appearance(reduced_motion=True))
        for _ in range(4):
            QApplication.processEvents()


def in_sight(window: MainWindow, widget: QWidget) -> bool:
    """Whether all of it lies in what the host of the panel shows."""
    seen = window.bed_screen.panels.viewport()
    place = QRect(widget.mapTo(seen, QPoint(0, 0)), widget.size())
    return seen.rect().contains(place)


@pytest.mark.parametrize("size", SMALL)
def test_the_caution_of_a_typed_rate_and_its_keys_are_in_sight_with_the_number(
    qtbot: QtBot, still: Theme, size: tuple[int, int]
) -> None:
    window = opened(qtbot, still, size, "rate")
    panel = window.desk.panel
    assert isinstance(panel, RatePanel)
    assert window.bed_screen.panels.verticalScrollBar().maximum() > 0, (
        "there is too little room for all of it"
    )
    qtbot.keyClicks(panel.change.edit, "550")
    settle(window)
    change = panel.change
    assert change.box.check.caution
    for widget in (change.edit, change.box, change.again_key, change.record_key):
        assert in_sight(window, widget), widget
    assert not place_of(window, change.edit).intersects(place_of(window, change.box))


def place_of(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("size", SMALL)
def test_the_key_that_records_a_bolus_stays_in_sight_while_the_rest_scrolls(
    qtbot: QtBot, still: Theme, size: tuple[int, int]
) -> None:
    window = opened(qtbot, still, size, "bolus")
    panel, bar = window.desk.panel, window.bed_screen.panels.verticalScrollBar()
    assert isinstance(panel, BolusPanel)
    for value in (0, bar.maximum() // 2, bar.maximum()):
        bar.setValue(value)
        settle(window)
        assert in_sight(window, panel.record_key), value
        assert in_sight(window, panel.box), value


@pytest.mark.parametrize("size", SMALL)
def test_what_has_the_keyboard_comes_out_from_behind_what_stays_in_sight(
    qtbot: QtBot, still: Theme, size: tuple[int, int]
) -> None:
    window = opened(qtbot, still, size, "observation")
    panel = window.desk.panel
    assert panel is not None
    focus = QApplication.focusWidget()
    assert focus is panel.tap_key  # type: ignore[attr-defined]
    assert in_sight(window, focus)
    assert not place_of(window, focus).intersects(place_of(window, panel.foot))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ("rate", "event", "ratings", "bolus", "vials", "observation"))
def test_a_narrow_panel_has_its_whole_title_and_no_column_of_single_words(
    qtbot: QtBot, still: Theme, name: str
) -> None:
    window = opened(qtbot, still, (640, 400), name)
    panel = window.desk.panel
    assert panel is not None
    head = panel._head
    assert head.title_fits(head.width())
    assert len(head._lines(head.width())) <= 2


def test_a_key_that_a_panel_would_cut_gives_way_while_it_is_there(qtbot: QtBot, still: Theme) -> None:
    window = opened(qtbot, still, (640, 400), "rate")
    row, host = window.bed_screen.keys, window.bed_screen.panels
    assert row is not None
    edge = host.geometry().x() + host.width() - row.x()
    cut = [key for key in row.keys.values() if key.x() < edge < key.x() + key.width()]
    assert cut and not any(key.isVisible() for key in cut if key.objectName() != "note")
    window.desk.close()
    assert row.keys["ratings"].isVisible()
