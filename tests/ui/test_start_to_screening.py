"""From a start that the gate holds up to the first open line of the screening, and back with what was typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.therapy.care import Criterion, DischargeGate
from bedside.ui import theme as themes
from bedside.ui.panels.end_session import EndSessionPanel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.theme import Theme
from bedside.vitals.commands import StartInfusion
from bedside.vitals.display import Appearance
from tests.helpers.screening import ready_care
from tests.helpers.session_flow import Flow, open_flow
from tests.helpers.updates import reyes


def start_panel(flow: Flow) -> RatePanel:
    panel = flow.window.bed_screen.panels.panel
    assert isinstance(panel, RatePanel)
    return panel


def refused(qtbot: QtBot, look: Theme, size: tuple[int, int] = (1920, 1080)) -> Flow:
    flow = open_flow(qtbot, look, size=size)
    flow.window.bed_screen.close_session()
    qtbot.keyClick(flow.window, Qt.Key.Key_F6)
    flow.feed()
    return flow


@pytest.mark.req("GATE-01")
def test_enter_in_a_refused_start_opens_the_screening_at_its_first_open_line(
    qtbot: QtBot, look: Theme
) -> None:
    flow = refused(qtbot, look)
    start = start_panel(flow).start
    assert start.screening_key.isVisible() and not start.record_key.isVisible()
    flow.press(Qt.Key.Key_Return)
    screen = flow.window.bed_screen
    assert screen.session_open and flow.page.name == "screening" and not screen.panels.name
    assert flow.page.form is not None and flow.focus is flow.page.form.first_focus()
    assert flow.of(StartInfusion) == []


@pytest.mark.parametrize("back", (Qt.Key.Key_Escape, Qt.Key.Key_F10))
def test_closing_comes_back_to_the_start_with_what_was_typed(qtbot: QtBot, look: Theme, back: Qt.Key) -> None:
    flow = refused(qtbot, look)
    start_panel(flow).start.rate.edit.setText("41,5")
    start_panel(flow).start.checked_by.edit.setText("L. Hartmann")
    start_panel(flow).start.screening_key.click()
    flow.feed()
    flow.press(back)
    assert start_panel(flow).start.rate.text() == "41,5"
    assert start_panel(flow).start.checked_by.text() == "L. Hartmann"
    assert start_panel(flow).start.rate.edit.hasFocus()


def test_once_the_gate_is_open_the_start_that_was_typed_can_be_recorded(qtbot: QtBot, look: Theme) -> None:
    flow = refused(qtbot, look)
    start = start_panel(flow).start
    start.rate.edit.setText("52.5")
    start.concentration.edit.setText("1")
    flow.press(Qt.Key.Key_Return)
    flow.show(ready_care())
    flow.press(Qt.Key.Key_Escape)
    start = start_panel(flow).start
    assert start.record_key.isEnabled() and start.screening_key.isHidden()
    flow.press(Qt.Key.Key_Return)
    assert [command.rate_ml_h for command in flow.of(StartInfusion)] == [52.5]


def test_a_screening_that_was_opened_by_itself_comes_back_to_the_chart(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.press(Qt.Key.Key_Escape)
    assert not flow.window.bed_screen.panels.name and not flow.window.bed_screen.session_open


def test_another_session_gets_nothing_of_what_was_typed(qtbot: QtBot, look: Theme) -> None:
    flow = refused(qtbot, look)
    start_panel(flow).start.rate.edit.setText("41")
    start_panel(flow).start.screening_key.click()
    flow.feed()
    assert flow.update.session is not None
    flow.update = replace(flow.update, session=replace(flow.update.session, id="another"))
    flow.feed()
    flow.press(Qt.Key.Key_F10)
    assert not flow.window.bed_screen.panels.name


@pytest.mark.parametrize("size", ((1024, 640), (1366, 768), (1920, 1080)))
def test_what_holds_it_up_and_the_way_there_are_seen_without_scrolling(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    flow = refused(qtbot, themes.of(Appearance(reduced_motion=True)), size)
    for _ in range(3):
        flow.feed()
    start = start_panel(flow).start
    assert start.screening_key.visibleRegion().boundingRect() == start.screening_key.rect()
    seen = start.box.visibleRegion().boundingRect()
    assert seen.contains(start.box.rect().center()) and seen.height() > start.box.height() / 2


@pytest.mark.req("DIS-01")
def test_the_end_of_a_session_counts_what_keeps_the_patient_here_and_leads_there(
    qtbot: QtBot, look: Theme
) -> None:
    gate = DischargeGate(criteria=(Criterion(key="score", words="Aldrete", met=False),))
    update = replace(reyes(), care=replace(ready_care(), discharge=gate))
    flow = open_flow(qtbot, look, update=update)
    flow.window.bed_screen.close_session()
    flow.window.bed_screen.key_asked.emit("end")
    flow.feed()
    panel = flow.window.bed_screen.panels.panel
    assert isinstance(panel, EndSessionPanel)
    assert "not met: 1" in panel._still.text()
    panel.discharge_key.click()
    flow.feed()
    assert flow.page.name == "discharge"
    flow.page.close_page()
    flow.feed()
    assert flow.window.bed_screen.panels.name == "end"
