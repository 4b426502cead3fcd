"""Every key of every screen and panel has a name, takes the keyboard and shows that it has it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from bedside.ui.main_window import MainWindow
from bedside.ui.panels.keypad import Keypad
from bedside.ui.theme import Theme
from tests.helpers.session_line import LINES
from tests.helpers.story import story
from tests.helpers.updates import bed, desaturation, reyes
from tests.helpers.windows import PANELS, STATION_PANELS, feed, open_window, unplugged, waiting


def keys_of(window: MainWindow) -> list[QAbstractButton]:
    """Visible keys."""
    return [
        key
        for key in window.findChildren(QAbstractButton)
        if key.isVisible() and not key.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    ]


def assert_keys(qtbot: QtBot, window: MainWindow) -> int:
    with qtbot.waitActive(window):
        window.activateWindow()
    keys = keys_of(window)
    for key in keys:
        name = key.accessibleName()
        assert name.strip(), f"{type(key).__name__} “{key.text()}” has no name"
        if isinstance(key.parentWidget(), Keypad):
            continue  # the field keeps the keyboard: digits are typed there
        group = key.group()  # of one choice Tab reaches the chosen one, the arrows the others
        members = group.buttons() if group is not None and group.exclusive() else [key]
        assert any(member.focusPolicy() & Qt.FocusPolicy.TabFocus for member in members), name
        if not key.isEnabled():
            continue
        window.setFocus()
        plain = key.grab().toImage()
        key.setFocus(Qt.FocusReason.TabFocusReason)
        assert QApplication.focusWidget() is key, name
        assert key.grab().toImage() != plain, f"{name}: the keyboard cannot be seen there"
    return len(keys)


@pytest.mark.parametrize("size", ((1920, 1080), (1024, 640)))
def test_keys_of_the_station(qtbot: QtBot, look: Theme, size: tuple[int, int]) -> None:
    window = open_window(qtbot, look, size)
    feed(window, intended_use_accepted=False)
    assert assert_keys(qtbot, window) >= 4  # Accept, Devices, Simulator, the alarm list
    now = reyes().station_now
    feed(window, desaturation(), unplugged(bed(4)), waiting(2, now), bed(16))
    assert assert_keys(qtbot, window) >= 4


@pytest.mark.parametrize("size", ((1920, 1080), (1024, 640)))
def test_keys_of_the_bed_and_its_panels(qtbot: QtBot, look: Theme, size: tuple[int, int]) -> None:
    window = open_window(qtbot, look, size)
    feed(window, desaturation())
    assert assert_keys(qtbot, window) >= 12
    for name in PANELS:
        window.open_panel(name)
        feed(window, desaturation())
        assert_keys(qtbot, window)
    for name in STATION_PANELS:
        window.open_panel(name)
        feed(window, desaturation())
        assert_keys(qtbot, window)
    window.station_desk.close()
    feed(window, replace(reyes(), infusion=None))
    window.open_panel("rate")
    feed(window, replace(reyes(), infusion=None))
    assert_keys(qtbot, window)
    window.close()  # asks in a panel of its own
    assert window.bed_screen.panels.name == "close"
    assert_keys(qtbot, window)


def test_keys_of_devices_and_review(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    window.show_screen("devices")
    feed(window, unplugged(reyes()), devices=unplugged(reyes()).devices)
    assert assert_keys(qtbot, window) >= 6
    window.show_screen("review")
    window.review.set_sessions(LINES)
    assert assert_keys(qtbot, window) >= 7
    window.review.show_session(LINES[0], story("10:55:00"))
    window.review.show_update(story("10:31:58"), playing=False, speed=1.0)
    assert assert_keys(qtbot, window) >= 14
