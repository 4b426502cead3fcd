"""Who works here: said once per shift, on everything that is done, and never in the way (ALM-31)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.ui.main_window import MainWindow
from bedside.ui.panels.operator import OperatorPanel
from bedside.ui.theme import Theme
from bedside.vitals.commands import Acknowledge, Command
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import PickOperator
from tests.helpers.alarming import NOW, alarming, look_at, marta
from tests.helpers.story import NURSE
from tests.helpers.updates import bed
from tests.helpers.windows import open_window

OTHER = Actor(name="B. Olsen", role=Role.SUPERVISOR)


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    return open_window(qtbot, look, (1920, 1080))


def panel_of(window: MainWindow) -> OperatorPanel:
    panel = window.station_desk.panel
    assert isinstance(panel, OperatorPanel)
    return panel


@pytest.mark.req("ALM-31")
def test_a_name_and_a_role_are_picked_and_marked_unverified(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta(), operator=None)
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    panel = panel_of(window)
    assert not panel.save_key.isEnabled()
    qtbot.keyClicks(panel.name.edit, "  B.  Olsen ")
    panel.role_keys[Role.SUPERVISOR].click()
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(panel.name.edit, Qt.Key.Key_Return)
    assert sent.args == [PickOperator(bed=0, actor=OTHER, operator=OTHER)]
    assert not OTHER.verified
    look_at(window, marta(), operator=OTHER, at=NOW + 1.0)
    assert window.status.person_key.text() == "B. Olsen"
    window.open_panel("operator")
    assert "unverified" in panel_of(window).accessibleDescription() + panel_of(window)._now.text()


@pytest.mark.req("ALM-31")
def test_everything_that_is_sent_carries_the_operator(window: MainWindow, qtbot: QtBot) -> None:
    sent: list[Command] = []
    window.command.connect(sent.append)
    for operator, actor in ((None, UNNAMED), (NURSE, NURSE), (OTHER, OTHER)):
        sent.clear()
        look_at(window, alarming(marta()), operator=operator, at=NOW + len(actor.name))
        for key in ("F2", "F3", "F4"):
            qtbot.keyClick(window, getattr(Qt.Key, f"Key_{key}"))
        keys = window.bed_screen.keys
        assert keys is not None
        keys.keys["pause"].click()
        window.bed_screen.start_nibp()
        assert len(sent) == 5 and {command.actor for command in sent} == {actor}


@pytest.mark.req("ALM-31")
def test_a_panel_that_is_open_follows_a_change_of_shift(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, marta())
    window.open_panel("care")
    look_at(window, marta(), operator=OTHER, at=NOW + 1.0)
    with qtbot.waitSignal(window.command) as sent:
        window.desk.panel.reason_keys["toilet"].click()  # type: ignore[union-attr]
    assert sent.args[0].actor == OTHER


@pytest.mark.req("ALM-31")
def test_nobody_signed_in_is_a_calm_hint_and_blocks_no_acknowledge(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, alarming(marta()), operator=None)
    key = window.status.person_key
    assert key.text() == "nobody signed in" and "Ctrl+O" in key.accessibleDescription()
    assert window.station_desk.panel is None
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(window, Qt.Key.Key_F3)
    assert sent.args == [Acknowledge(bed=3, actor=UNNAMED, condition=7)]


@pytest.mark.parametrize("screen", ("station", "bed", "devices", "review", "settings"))
def test_the_panel_opens_beside_every_page(window: MainWindow, qtbot: QtBot, screen: str) -> None:
    beds = (marta(), bed(4, NOW))
    look_at(window, *beds)
    window.show_screen(screen)
    look_at(window, *beds, at=NOW + 1.0)
    qtbot.keyClick(window.status.person_key, Qt.Key.Key_Space)
    panel = panel_of(window)
    assert panel.isVisible() and panel.name.edit.hasFocus() and window.screen_name == screen
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert window.station_desk.panel is None


def test_the_grid_of_beds_makes_room_for_a_panel(window: MainWindow, look: Theme) -> None:
    look.reduced_motion = True  # the panel stands at once
    beds = tuple(bed(n, NOW) for n in range(1, 17))
    look_at(window, *beds)
    window.open_panel("sound")
    look_at(window, *beds, at=NOW + 1.0)
    panel = window.station_desk.panel
    assert panel is not None
    edge = panel.mapTo(window, panel.rect().topLeft()).x()
    for slot in window.station_screen.slots.values():
        assert slot.mapTo(window, slot.rect().topRight()).x() < edge
    window.station_desk.close()
    assert window.station_screen.mapTo(window, window.station_screen.rect().topRight()).x() > 1800


def test_going_to_another_page_closes_the_panel(window: MainWindow) -> None:
    look_at(window, marta(), bed(4, NOW))
    window.open_panel("operator")
    window.show_screen("devices")
    assert window.station_desk.panel is None
    window.open_panel("operator")
    window.open_bed(3)
    assert window.station_desk.panel is None
