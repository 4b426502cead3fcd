"""How many keys a nurse presses: the counts of the clinical notes, on the whole window, digits of a number apart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import EnterRespiration
from bedside.vitals.commands import (
    Acknowledge,
    ChangeRate,
    Command,
    GiveRating,
    MarkEvent,
    PauseInfusion,
    ResumeInfusion,
    StopInfusion,
)
from tests.helpers.updates import desaturation, reyes, station
from tests.helpers.windows import feed, open_window


class Keyboard:
    """Presses keys where the focus is, and counts them; digits of a number are not counted."""

    def __init__(self, window: MainWindow, update: MonitorUpdate) -> None:
        self.window = window
        self.update = update
        self.sent: list[Command] = []
        self.pressed = 0
        window.command.connect(self.sent.append)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.pressed += 1
            QTest.keyClick(self.window.windowHandle(), key)
            self._frame()

    def digits(self, number: str) -> None:
        for sign in number:
            QTest.keyClick(self.window.windowHandle(), sign)
        self._frame()

    def _frame(self) -> None:
        self.window.show_updates({self.update.bed: self.update}, station(), self.window.now + 0.2)
        QApplication.processEvents()


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    made = open_window(qtbot, look, (1366, 768))
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


@pytest.fixture
def keyboard(window: MainWindow) -> Keyboard:
    feed(window, reyes())
    return Keyboard(window, reyes())


def test_a_rate_change_is_two_keys_besides_its_number(keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_F6)
    keyboard.digits("60")
    keyboard.press(Qt.Key.Key_Return)
    (change,) = keyboard.sent
    assert isinstance(change, ChangeRate) and change.rate_ml_h == 60.0
    assert keyboard.pressed <= 2


@pytest.mark.parametrize(("letter", "kind"), [(Qt.Key.Key_P, PauseInfusion), (Qt.Key.Key_S, StopInfusion)])
def test_pause_and_stop_are_two_keys(keyboard: Keyboard, letter: Qt.Key, kind: type[Command]) -> None:
    keyboard.press(Qt.Key.Key_F6, letter)
    assert [type(command) for command in keyboard.sent] == [kind]
    assert keyboard.pressed <= 2


def test_resume_is_two_keys(window: MainWindow) -> None:
    from tests.helpers.story import NURSE, later

    paused = later(reyes(), 1.0, PauseInfusion(bed=3, actor=NURSE))
    feed(window, paused)
    keyboard = Keyboard(window, paused)
    keyboard.press(Qt.Key.Key_F6, Qt.Key.Key_P)
    assert [type(command) for command in keyboard.sent] == [ResumeInfusion]


@pytest.mark.req("EVT-01")
def test_an_event_is_its_key_a_few_letters_and_its_severity(keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_F5, Qt.Key.Key_D, Qt.Key.Key_I, Qt.Key.Key_Z, Qt.Key.Key_2)
    (event,) = keyboard.sent
    assert isinstance(event, MarkEvent)
    assert (event.event, event.severity, event.observed_t) == ("dizziness", 2, None)


@pytest.mark.req("EVT-01")
def test_an_event_is_at_most_two_taps(keyboard: Keyboard, qtbot: QtBot) -> None:
    window, taps = keyboard.window, 0
    qtbot.mouseClick(window.bed_screen.keys.keys["event"], Qt.MouseButton.LeftButton)
    taps += 1
    qtbot.mouseClick(window.desk.panel.keys["nausea", 1], Qt.MouseButton.LeftButton)
    taps += 1
    assert [command.event for command in keyboard.sent if isinstance(command, MarkEvent)] == ["nausea"]
    assert taps <= 2


def test_six_ratings_are_one_key_and_a_digit_each(keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_F7)
    keyboard.press(Qt.Key.Key_6, Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_3, Qt.Key.Key_X)
    given = [command for command in keyboard.sent if isinstance(command, GiveRating)]
    assert [(each.scale, each.value) for each in given] == [
        ("dissociation", 6),
        ("anxiety", 2),
        ("nausea", 1),
        ("pain", 0),
        ("drowsiness", 3),
        ("well_being", 10),
    ]
    assert keyboard.pressed == 7


def test_a_sedation_score_is_three_keys(keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_F7, Qt.Key.Key_O, Qt.Key.Key_5)
    (given,) = keyboard.sent
    assert isinstance(given, GiveRating)
    assert (given.scale, given.value) == ("moaas", 5)


def test_acknowledging_is_one_key(window: MainWindow) -> None:
    feed(window, desaturation())
    keyboard = Keyboard(window, desaturation())
    keyboard.press(Qt.Key.Key_F3)
    assert [type(command) for command in keyboard.sent] == [Acknowledge]
    assert keyboard.pressed == 1


@pytest.mark.req("PLAN-04")
def test_a_typed_respiratory_rate_is_recorded_from_the_keyboard(keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_F7, Qt.Key.Key_O)
    keyboard.window.desk.panel.typed.edit.setFocus()
    keyboard.digits("14")
    keyboard.press(Qt.Key.Key_Return)
    (entered,) = [command for command in keyboard.sent if isinstance(command, EnterRespiration)]
    assert entered.rate_per_min == 14.0
