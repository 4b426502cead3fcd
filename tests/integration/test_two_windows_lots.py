"""The lots at a running station: listed at one window, seen at the other and in its vial panel, kept in the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bedside.monitor.site_changes import OF_LOTS
from bedside.ui import theme
from bedside.ui.panels.vial import VialsPanel
from bedside.ui.settings_lots import LotsPage
from bedside.vitals.care_commands import IdentifyPatient, SavePatient
from bedside.vitals.sessions import Actor, Role
from tests.helpers.care_rooms import PATIENT
from tests.helpers.two_windows import BED, Place, Ward, ward_in

TECHNICIAN = Actor(name="C. Devi", role=Role.TECHNICIAN)


@pytest.fixture
def ward(qtbot: QtBot, home: Path) -> Iterator[Ward]:
    with ward_in(qtbot, theme.load("dark"), home / "b.sqlite") as made:
        made.works_here(TECHNICIAN)
        yield made


def lots_page(place: Place) -> LotsPage:
    place.window.acts.go_to("settings/lots")
    page = place.window.screens.settings.pages["lots"]
    assert isinstance(page, LotsPage)
    return page


@pytest.mark.req("DOSE-04")
def test_a_lot_listed_at_one_window_is_seen_at_the_other_and_its_line_stands_in_the_record(
    ward: Ward,
) -> None:
    left, right = lots_page(ward.left), lots_page(ward.right)
    for field, words in zip(left._fields, ("K2317", "2027-04", "10", "12"), strict=True):
        field.edit.setText(words)
    left.add_key.click()
    ward.until(lambda: "K2317" in right.rows)
    left.looked_key.click()
    ward.until(lambda: right.state.text().startswith("Looked through today by C. Devi"))
    library = ward.services.library
    assert library is not None
    ward.until(lambda: len(library.station_events_of(OF_LOTS, 9)) == 2)
    said = {event.words: event.command for event in library.station_events_of(OF_LOTS, 9)}
    assert set(said) == {"lot K2317 was added to the lots in use", "the lots in use were looked through"}
    assert all(command is not None and command.actor == TECHNICIAN for command in said.values())


@pytest.mark.req("DOSE-04")
def test_the_vial_panel_of_the_other_window_offers_what_was_listed(ward: Ward) -> None:
    saved = replace(PATIENT, version=0, simulated=False)
    ward.say(
        SavePatient(bed=0, actor=TECHNICIAN, patient=saved),
        IdentifyPatient(bed=BED, actor=TECHNICIAN, patient=replace(saved, version=1)),
    )
    ward.until(lambda: BED in ward.services.station.updates and ward.update.session is not None)
    ward.shown()
    ward.right.window.open_bed(BED)
    ward.right.window.open_panel("vials")
    panel = ward.right.window.desk.panel
    assert isinstance(panel, VialsPanel) and not panel.lots.keys
    page = lots_page(ward.left)
    for field, words in zip(page._fields, ("K2317", "2027-04", "10", "12"), strict=True):
        field.edit.setText(words)
    page.add_key.click()
    ward.until(lambda: list(panel.lots.keys) == ["K2317"])
