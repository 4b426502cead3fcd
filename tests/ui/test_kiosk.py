"""Full screen, and the kiosk that stays in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.ui.theme import Theme
from bedside.vitals.station_commands import RememberWindows
from tests.helpers.several import Windows
from tests.helpers.updates import bed, reyes


@pytest.fixture
def windows(qtbot: QtBot, look: Theme) -> Iterator[Windows]:
    made = Windows(look)
    made.make(size=(1280, 800))
    yield made
    made.end()


@pytest.fixture
def kiosk(qtbot: QtBot, look: Theme) -> Iterator[Windows]:
    made = Windows(look, kiosk=True)
    made.make()
    yield made
    made.end()


def test_f11_begins_and_ends_full_screen_and_escape_does_not(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(reyes())
    window = windows.main
    before = window.geometry()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.isFullScreen()
    windows.remember()
    (kept,) = windows.of(RememberWindows)[-1:]
    (place,) = kept.windows  # type: ignore[attr-defined]
    assert place.full_screen and (place.width, place.height) == (1280, 800)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen() and window.geometry().size() == before.size()


def test_a_kiosk_fills_the_screen_without_keys_for_windows_and_f11_says_why(
    kiosk: Windows, qtbot: QtBot
) -> None:
    kiosk.feed(reyes())
    window = kiosk.main
    assert window.isFullScreen()
    assert window.windowFlags() & Qt.WindowType.FramelessWindowHint
    qtbot.keyClick(window, Qt.Key.Key_F11)
    kiosk.feed(reyes(), frames=1)
    assert window.isFullScreen() and "Ctrl+Q ends bedside" in window.status.words


def test_a_kiosk_without_a_session_ends_only_when_that_is_confirmed(kiosk: Windows, qtbot: QtBot) -> None:
    kiosk.feed()
    window = kiosk.main
    with qtbot.assertNotEmitted(kiosk.ended):
        assert not window.close()
    panel = window.station_desk.panel
    assert window.station_desk.name == "end-bedside" and panel is not None
    qtbot.keyClick(panel, Qt.Key.Key_Return)  # the harmless key
    assert window.station_desk.name == "" and window.isVisible()
    window.rail.keys["end"].click()
    with qtbot.waitSignal(kiosk.ended):
        window.station_desk.panel.end_key.click()  # type: ignore[union-attr]


def test_a_kiosk_with_a_session_asks_what_becomes_of_it(kiosk: Windows, qtbot: QtBot) -> None:
    kiosk.feed(reyes(), bed(4))
    with qtbot.waitSignal(kiosk.main.close_requested):
        qtbot.keyClick(kiosk.main, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert kiosk.main.bed_screen.panels.name == "close"


def test_a_kiosk_covers_no_window_of_its_own_with_another(kiosk: Windows, qtbot: QtBot) -> None:
    kiosk.feed(reyes())
    qtbot.keyClick(kiosk.main, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    kiosk.feed(reyes(), frames=1)
    assert len(kiosk.all) == 1
    assert "connect another one first" in kiosk.main.status.words
