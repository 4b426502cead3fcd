"""The keys that work on every screen do so on each of them, in a second window, and while somebody types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from bedside.ui.help_panel import SHORTCUTS
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.vitals.commands import Acknowledge, AudioPause, StartNibp
from tests.helpers.several import Windows
from tests.helpers.updates import bed, desaturation

SCREENS = ("station", "bed", "devices", "review", "settings")
BED_KEYS = {"F5": "event", "F6": "rate", "F7": "ratings", "F8": "care", "F9": "handover"}


@pytest.fixture
def windows(qtbot: QtBot, look: Theme) -> Iterator[Windows]:
    made = Windows(look)
    made.make(size=(1366, 768))
    yield made
    made.end()


def shown(windows: Windows, qtbot: QtBot, screen: str, *, second: bool) -> MainWindow:
    """A window with this screen, two beds and an alarm on bed 3; the main one, or one opened beside it."""
    windows.feed(desaturation(), bed(4))
    window = windows.main
    if second:
        opened = windows.open(window, "station", None)
        assert opened is not None
        window = opened
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.waitUntil(lambda: window.on_screen)
    if screen == "bed":
        window.open_bed(3)
    else:
        window.show_screen(screen)
    windows.feed(desaturation(), bed(4))
    windows.main.close_panel()
    windows.asked.clear()
    return window


def press(qtbot: QtBot, window: MainWindow, key: str, into: QWidget | None = None) -> None:
    qtbot.keyClick(into or window, getattr(Qt.Key, f"Key_{key}"))


@pytest.mark.parametrize("second", (False, True), ids=("main window", "second window"))
@pytest.mark.parametrize("screen", SCREENS)
def test_alarms_are_answered_and_help_is_there_on_every_screen(
    windows: Windows, qtbot: QtBot, screen: str, second: bool
) -> None:
    window = shown(windows, qtbot, screen, second=second)
    press(qtbot, window, "F2")
    press(qtbot, window, "F3")
    assert [command.bed for command in windows.of(AudioPause)] == [3]
    assert [command.bed for command in windows.of(Acknowledge)] == [3]
    press(qtbot, window, "F1")
    assert window.station_desk.name == "help" and window.screen_name == screen
    windows.asked.clear()
    press(qtbot, window, "Escape")
    assert window.station_desk.name == ""
    assert windows.said == []  # never an alarm
    press(qtbot, window, "F11")
    assert window.isFullScreen()
    press(qtbot, window, "F11")
    assert not window.isFullScreen()


@pytest.mark.parametrize("key", (*BED_KEYS, "F4"))
@pytest.mark.parametrize("screen", ("station", "devices", "review", "settings"))
def test_a_key_about_one_bed_says_what_to_do_where_no_bed_is_meant(
    windows: Windows, qtbot: QtBot, screen: str, key: str
) -> None:
    window = shown(windows, qtbot, screen, second=False)
    press(qtbot, window, key)
    windows.feed(desaturation(), bed(4), frames=1)
    wanted = "Which bed?" if screen == "station" else "Open a bed first."
    assert wanted in window.status.words
    assert window.screen_name == screen and windows.said == []


@pytest.mark.parametrize("key", BED_KEYS)
def test_a_key_about_one_bed_means_the_focused_one_on_the_station(
    windows: Windows, qtbot: QtBot, key: str
) -> None:
    window = shown(windows, qtbot, "station", second=False)
    window.station_screen.slots[4].setFocus()
    press(qtbot, window, key)
    assert (window.screen_name, window.bed) == ("bed", 4)
    assert window.bed_screen.panels.name == BED_KEYS[key]


def test_f10_opens_the_session_of_the_focused_bed_and_goes_back_to_its_chart(
    windows: Windows, qtbot: QtBot
) -> None:
    window = shown(windows, qtbot, "station", second=False)
    window.station_screen.slots[4].setFocus()
    press(qtbot, window, "F10")
    assert (window.screen_name, window.bed) == ("bed", 4)
    assert window.bed_screen.session_open
    windows.remember()  # as its timer would, if making the page took that long
    press(qtbot, window, "F10")
    assert not window.bed_screen.session_open and windows.said == []


def test_f4_starts_the_cuff_of_the_focused_bed(windows: Windows, qtbot: QtBot) -> None:
    window = shown(windows, qtbot, "station", second=True)
    window.station_screen.slots[4].setFocus()
    press(qtbot, window, "F4")
    assert [command.bed for command in windows.of(StartNibp)] == [4]


@pytest.mark.parametrize("panel", ("note", "patient"))
def test_the_keys_work_while_somebody_types(windows: Windows, qtbot: QtBot, panel: str) -> None:
    window = shown(windows, qtbot, "bed", second=False)
    window.open_panel(panel)
    windows.feed(desaturation(), bed(4))
    open_panel = window.bed_screen.panels.panel
    assert open_panel is not None
    fields: list[QWidget] = [
        field for kind in (QLineEdit, QPlainTextEdit, QTextEdit) for field in open_panel.findChildren(kind)
    ]
    fields[0].setFocus()
    assert QApplication.focusWidget() is fields[0]
    press(qtbot, window, "F2", into=fields[0])
    press(qtbot, window, "F3", into=fields[0])
    assert len(windows.of(AudioPause)) == len(windows.of(Acknowledge)) == 1
    press(qtbot, window, "F7", into=fields[0])
    assert window.bed_screen.panels.name == "ratings"


def test_every_key_of_the_help_is_a_key_of_the_window(windows: Windows, qtbot: QtBot) -> None:
    window = shown(windows, qtbot, "bed", second=False)
    keys = {
        shortcut.key().toString()
        for shortcut in window.findChildren(QShortcut)
        if shortcut.parent() is window
    }
    told = {key for key, _ in SHORTCUTS} - {"Tab", "F13"}  # the patient's button is heard before any shortcut
    assert told <= keys
    assert keys - told == {"Ctrl+Shift+N"}  # told in the line of Ctrl+N
