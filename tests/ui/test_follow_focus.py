"""Nothing has the keyboard where nobody sees it: panels and pages scroll to it, wherever it comes from."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from bedside.ui.main_window import MainWindow
from bedside.ui.panels.panel import Panel
from bedside.ui.settings_screen import SettingsScreen
from bedside.ui.theme import Theme
from tests.helpers.updates import reyes
from tests.helpers.windows import PANELS, feed, open_window


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    made = open_window(qtbot, look, (640, 400))
    with qtbot.waitActive(made):
        made.activateWindow()
    feed(made, reyes())
    return made


def area_of(inside: QWidget) -> QScrollArea:
    found = inside.parentWidget()
    while not isinstance(found, QScrollArea):
        assert found is not None
        found = found.parentWidget()
    return found


@pytest.mark.parametrize("name", PANELS)
def test_the_key_that_closes_a_panel_has_its_name_and_comes_into_view(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    window.open_panel(name)
    feed(window, reyes())
    panel = next(each for each in window.findChildren(Panel) if each.isVisible())
    assert panel.close_key.accessibleName() == f"Close {panel.accessibleName()}"
    assert len(panel.accessibleName()) > 3
    bar = area_of(panel).verticalScrollBar()
    bar.setValue(bar.maximum())
    window.setFocus()
    panel.close_key.setFocus()
    qtbot.waitUntil(lambda: not panel.close_key.visibleRegion().isEmpty())


def test_a_page_of_the_settings_scrolls_to_a_field_that_is_reached_from_outside(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_screen("settings")
    feed(window, reyes())
    (screen,) = window.findChildren(SettingsScreen)
    screen.go("ages")
    feed(window, reyes())
    last = screen.pages["ages"].findChildren(QLineEdit)[-1]
    assert last.visibleRegion().isEmpty(), "it is under the fold"
    last.setFocus()
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())
