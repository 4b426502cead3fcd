"""The rules of a session at two real windows of one running station: the same refusals, said where the key is."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.ui import theme
from bedside.ui.panels.bolus import BolusPanel
from bedside.ui.panels.rate import RatePanel
from bedside.vitals.care_commands import AllowEmergencyStart, GiveBolus, IdentifyPatient, SavePatient
from bedside.vitals.commands import StartInfusion, StopInfusion
from bedside.vitals.sessions import Actor, Role
from tests.helpers.care_rooms import PATIENT
from tests.helpers.two_windows import BED, Place, Ward, ward_in

SOFIA = Actor(name="Sofia", role=Role.NURSE)


@pytest.fixture
def ward(qtbot: QtBot, home: Path) -> Iterator[Ward]:
    with ward_in(qtbot, theme.load("dark"), home / "b.sqlite") as made:
        made.works_here(SOFIA)
        saved = replace(PATIENT, version=0, simulated=False)
        made.say(
            SavePatient(bed=0, actor=SOFIA, patient=saved),
            IdentifyPatient(bed=BED, actor=SOFIA, patient=replace(saved, version=1)),
        )
        made.until(lambda: BED in made.services.station.updates and made.update.session is not None)
        made.shown()
        yield made


def start_panel(place: Place, rate: str) -> RatePanel:
    """F6 at this window, and numbers typed; not recorded."""
    place.window.open_bed(BED)
    place.press(Qt.Key.Key_F6)
    panel = place.window.desk.panel
    assert isinstance(panel, RatePanel)
    place.write(panel.start.concentration.edit, "1")
    place.write(panel.start.rate.edit, rate)
    return panel


@pytest.mark.req("GATE-01")
def test_the_gate_holds_at_both_windows_and_one_emergency_start_opens_one_start(ward: Ward) -> None:
    for place in (ward.left, ward.right):
        place.window.command.emit(
            StartInfusion(bed=BED, actor=SOFIA, rate_ml_h=50.0, concentration_mg_ml=1.0)
        )
        place.window.command.emit(GiveBolus(bed=BED, actor=SOFIA, mg=5.0))
    ward.shown()
    assert ward.of(StartInfusion) == ward.of(GiveBolus) == []
    ward.say(AllowEmergencyStart(bed=BED, actor=SOFIA, reason="a test"))
    ward.shown()
    panels = [start_panel(place, rate) for place, rate in ((ward.left, "52.5"), (ward.right, "55"))]
    panels[0].start.record_key.click()
    ward.until(lambda: bool(ward.of(StartInfusion)))
    ward.shown()
    assert ward.left.window.desk.panel is None, "it closed once the start stood on the timeline"
    ward.say(StopInfusion(bed=BED, actor=SOFIA))
    ward.shown()
    for place in (ward.left, ward.right):
        panel = start_panel(place, "50")
        assert panel.start.screening_key.isVisible() and not panel.start.record_key.isVisible()
        place.window.desk.open("bolus", place.update)
        bolus = place.window.desk.panel
        assert isinstance(bolus, BolusPanel) and bolus.screening_key.isVisible()


def test_a_start_that_the_station_refuses_is_said_in_the_panel_it_was_typed_in(ward: Ward) -> None:
    """The gate was closed at another place just before the key was pressed: this window had not seen it yet."""
    ward.say(AllowEmergencyStart(bed=BED, actor=SOFIA, reason="a test"))
    ward.shown()
    place = ward.right
    panel = start_panel(place, "52.5")
    station = ward.services.station
    station.submit(StartInfusion(bed=BED, actor=SOFIA, rate_ml_h=50.0, concentration_mg_ml=1.0))
    station.submit(StopInfusion(bed=BED, actor=SOFIA))
    panel.start.record_key.click()
    ward.until(lambda: panel.start.box.check.refused)
    ward.shown()
    assert place.window.desk.panel is panel and panel.isVisible()
    assert (panel.start.rate.text(), panel.start.concentration.text()) == ("52.5", "1")
    assert len(ward.of(StartInfusion)) == 1
