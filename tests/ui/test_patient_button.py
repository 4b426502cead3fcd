"""The patient's own button: it marks that it was pressed, and is felt by nothing else (issue: experience)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.ui.main_window import MainWindow
from bedside.ui.patient_button import RESERVED
from bedside.ui.theme import Theme
from bedside.vitals.commands import MarkEvent
from bedside.vitals.sessions import THE_PATIENT
from tests.helpers.updates import bed, desaturation, reyes, station
from tests.helpers.windows import feed, open_window, waiting

PRESSED = MarkEvent(bed=3, actor=THE_PATIENT, event="patient_pressed")


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    made = open_window(qtbot, look, (1366, 768))
    with qtbot.waitActive(made):
        made.activateWindow()
    feed(made, desaturation())
    return made


def sent(window: MainWindow) -> list[object]:
    commands: list[object] = []
    window.command.connect(commands.append)
    return commands


def press(window: MainWindow, *, times: int = 1) -> None:
    """As the system does: the key comes to the window, whatever has the focus in it."""
    for _ in range(times):
        QTest.keyClick(window.windowHandle(), RESERVED)


def go_on(window: MainWindow, seconds: float) -> None:
    window.show_updates({3: desaturation()}, station(), window.now + seconds)


def test_a_press_marks_that_the_patient_pressed_and_says_so_to_the_nurse(window: MainWindow) -> None:
    commands = sent(window)
    press(window)
    assert commands == [PRESSED]
    assert (
        "the patient pressed the button" in window.status.accessibleDescription()
        or "patient pressed" in str(vars(window._chrome))
    )


def test_it_moves_no_focus_closes_nothing_and_acknowledges_nothing(window: MainWindow) -> None:
    window.open_panel("event")
    feed(window, desaturation())
    panel, focus = window.desk.panel, QApplication.focusWidget()
    commands = sent(window)
    press(window)
    assert commands == [PRESSED]
    assert window.desk.panel is panel and panel is not None and panel.isVisible()
    assert QApplication.focusWidget() is focus


@pytest.mark.parametrize("name", ("rate", "note", "event", "patient"))
def test_it_is_not_typed_into_what_has_the_keyboard(window: MainWindow, name: str) -> None:
    window.open_panel(name)
    feed(window, desaturation())
    field = QApplication.focusWidget()
    before = [field.text() if hasattr(field, "text") else field.property("plainText")]
    commands = sent(window)
    press(window)
    after = [field.text() if hasattr(field, "text") else field.property("plainText")]
    assert commands == [PRESSED]
    assert after == before
    assert QApplication.focusWidget() is field


def test_a_held_key_is_one_press(window: MainWindow) -> None:
    commands = sent(window)
    for n in range(20):
        kind = QEvent.Type.KeyPress
        event = QKeyEvent(kind, RESERVED, Qt.KeyboardModifier.NoModifier, "", n > 0)
        QApplication.sendEvent(window.windowHandle(), event)
        go_on(window, 0.25)
    assert commands == [PRESSED]


def test_presses_within_two_seconds_are_one_and_later_ones_are_others(window: MainWindow) -> None:
    commands = sent(window)
    press(window, times=3)
    go_on(window, 1.9)
    press(window)
    assert len(commands) == 1
    go_on(window, 0.2)
    press(window)
    assert commands == [PRESSED, PRESSED]


def test_it_works_on_every_screen_for_the_bed_the_window_belongs_to(window: MainWindow) -> None:
    commands = sent(window)
    for screen in ("devices", "settings"):
        window.show_screen(screen)
        press(window)
        window.show_updates({3: desaturation()}, station(), window.now + 3.0)
    assert commands == [PRESSED, PRESSED]


def test_of_several_beds_it_is_the_one_shown(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1366, 768))
    feed(window, reyes(), bed(5))
    commands = sent(window)
    press(window)
    assert commands == [], "nobody said whose button it is"
    window.open_bed(5)
    window.show_updates({3: reyes(), 5: bed(5)}, station(), window.now + 5.0)
    press(window)
    assert commands == [replace(PRESSED, bed=5)]


def test_without_a_session_nothing_is_recorded_and_it_is_said(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1366, 768))
    feed(window, waiting(3, 50_000.0))
    said: list[str] = []
    window.patient_button.said.connect(said.append)
    commands = sent(window)
    press(window)
    assert commands == []
    assert said == ["The patient's button was pressed, and no session is open: nothing was recorded."]
