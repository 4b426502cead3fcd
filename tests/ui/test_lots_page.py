"""The page of the lots, and the vial panel that offers them: by hand, by keyboard, in two windows (DOSE-04)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bedside.monitor.site_changes import words_of
from bedside.therapy.lots import Lot
from bedside.therapy.lots_file import LotsFile
from bedside.ui.lots_desk import LotsDesk
from bedside.ui.panels.vial import VialsPanel
from bedside.ui.settings_lots import LotsPage
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import AccountVial
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import TellChange
from tests.helpers.hosting import host
from tests.helpers.story import NURSE, later, story
from tests.helpers.updates import CALM_T, station
from tests.helpers.windows import feed, open_window

TECHNICIAN = Actor(name="C. Devi", role=Role.TECHNICIAN)
NOW = datetime(2026, 11, 18, 8, 10, tzinfo=UTC)


class Shown:
    """A page with its desk, and what it told the station."""

    def __init__(self, qtbot: QtBot, look: Theme, path: Path, width: int = 1000) -> None:
        self.now = NOW
        self.page = LotsPage(look)
        host(qtbot, self.page, width, 760)
        self.page.show()
        self.sent: list[TellChange] = []
        self.page.command.connect(self.sent.append)
        self.desk = LotsDesk(self.page, LotsFile(path), lambda: self.now)
        self.page.set_actor(TECHNICIAN)

    def type_lot(self, qtbot: QtBot, lot: str, expiry: str, strength: str, vials: str) -> None:
        page = self.page
        for field, words in zip(
            (page.lot, page.expiry, page.strength, page.vials), (lot, expiry, strength, vials), strict=True
        ):
            field.edit.setFocus()
            qtbot.keyClicks(field.edit, words)

    @property
    def rows(self) -> list[str]:
        return [row.words for row in self.page.rows.values()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lots.toml"


@pytest.fixture
def shown(qtbot: QtBot, look: Theme, path: Path) -> Iterator[Shown]:
    yield Shown(qtbot, look, path)


@pytest.mark.req("DOSE-04")
def test_a_technician_adds_counts_looks_through_and_removes_by_keyboard_and_each_leaves_a_line(
    qtbot: QtBot, shown: Shown
) -> None:
    page = shown.page
    assert page.state.text() == "Nobody has looked through the lots yet."
    shown.type_lot(qtbot, "K2317", "2027-04", "10", "12")
    qtbot.keyClick(page.vials.edit, Qt.Key.Key_Return)
    assert shown.rows == ["K2317 · 2027-04 · 10 mg/mL 12 vials, counted by C. Devi, 08:10"]
    assert page.lot.text() == "", "the form is for another one"
    row = page.rows["K2317"]
    qtbot.keyClicks(row.vials.edit, "11")
    qtbot.keyClick(row.vials.edit, Qt.Key.Key_Return)
    assert "11 vials" in row.words and row.vials.text() == ""
    qtbot.keyClick(page.looked_key, Qt.Key.Key_Space)
    assert page.state.text() == "Looked through today by C. Devi, 08:10."
    qtbot.keyClick(row.remove_key, Qt.Key.Key_Space)
    assert shown.rows == [] and page.none.isVisible()
    assert [(words_of(each), each.detail, each.actor) for each in shown.sent] == [
        ("lot K2317 was added to the lots in use", "expiry 2027-04, 10 mg/mL, 12 vials", TECHNICIAN),
        ("the vials of lot K2317 were counted", "12 → 11 vials", TECHNICIAN),
        ("the lots in use were looked through", "K2317: expiry 2027-04, 10 mg/mL, 11 vials", TECHNICIAN),
        ("lot K2317 was removed from the lots in use", "expiry 2027-04, 10 mg/mL, 11 vials", TECHNICIAN),
    ]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        (("", "2027-04", "10", "3"), "lot is missing"),
        (("A", "soon", "10", "3"), "expiry"),
        (("A", "2027-04", "x", "3"), "Strength"),
        (("A", "2027-04", "10", ""), "whole number"),
        (("A", "2027-04", "10", "2.5"), "whole number"),
        (("A", "2027-04", "10", "-1"), "whole number"),
    ],
)
def test_what_is_missing_in_the_form_is_said_and_nothing_is_added(
    qtbot: QtBot, shown: Shown, typed: tuple[str, str, str, str], word: str
) -> None:
    shown.type_lot(qtbot, *typed)
    assert word in shown.page.missing.text()
    qtbot.keyClick(shown.page.vials.edit, Qt.Key.Key_Return)
    assert shown.rows == [] and shown.sent == []


def test_nobody_named_changes_the_list(qtbot: QtBot, shown: Shown) -> None:
    shown.type_lot(qtbot, "A", "2027-04", "10", "3")
    qtbot.keyClick(shown.page.vials.edit, Qt.Key.Key_Return)
    shown.page.set_actor(UNNAMED)
    row = shown.page.rows["A"]
    keys = (shown.page.add_key, shown.page.looked_key, row.count_key, row.remove_key)
    assert not any(key.isEnabled() for key in keys)
    assert "Say who works here" in shown.page.missing.text()


@pytest.mark.req("DOSE-04")
def test_the_next_morning_they_were_not_looked_through_and_an_expiry_is_said(
    qtbot: QtBot, shown: Shown
) -> None:
    shown.type_lot(qtbot, "A", "2026-11-18", "10", "1")
    qtbot.keyClick(shown.page.vials.edit, Qt.Key.Key_Return)
    shown.page.looked_key.click()
    assert shown.rows[0].endswith("1 vial, counted by C. Devi, 08:10 Today is its last day.")
    shown.now += timedelta(days=1)
    shown.desk.look()
    assert shown.page.state.text() == "Not looked through today. Last by C. Devi, 2026-11-18 08:10."
    assert shown.rows[0].endswith("2026-11-18 08:10 Expired on 2026-11-18: take it out of use.")


def test_what_one_window_changes_the_other_shows_and_keeps_what_is_typed(
    qtbot: QtBot, look: Theme, path: Path, shown: Shown
) -> None:
    other = Shown(qtbot, look, path)
    for name in ("A", "B"):
        shown.type_lot(qtbot, name, "2027-04", "10", "3")
        shown.page.add_key.click()
    other.page.show_update(station())
    qtbot.keyClicks(other.page.rows["A"].vials.edit, "2")
    shown.page.rows["B"].remove_key.click()
    other.page.show_update(station(CALM_T + 2.0))
    assert list(other.page.rows) == ["A"]
    assert other.page.rows["A"].vials.text() == "2"


def test_a_lot_that_another_window_removed_is_told_in_words(
    qtbot: QtBot, look: Theme, path: Path, shown: Shown
) -> None:
    shown.type_lot(qtbot, "A", "2027-04", "10", "3")
    shown.page.add_key.click()
    other = Shown(qtbot, look, path)
    shown.page.rows["A"].remove_key.click()
    qtbot.keyClicks(other.page.rows["A"].vials.edit, "2")
    other.page.rows["A"].count_key.click()
    assert "not listed any more" in other.page.refusal.sentence
    assert other.page.rows == {} and other.sent == []


def test_a_damaged_list_is_said_on_the_page(qtbot: QtBot, look: Theme, path: Path) -> None:
    path.write_text("[[lots]", encoding="utf-8")
    shown = Shown(qtbot, look, path)
    assert "not valid TOML" in shown.page.refusal.sentence


# -- the vial panel ----------------------------------------------------------------------------------


def listed(path: Path, *expiries: str) -> LotsFile:
    file = LotsFile(path)
    for n, expiry in enumerate(expiries):
        lot = Lot(lot=f"A{n}", expiry=expiry, strength_mg_ml=12.5, vials=3, by="C. Devi", utc=NOW)
        file.change(lambda lots, lot=lot: lots.adding(lot))  # type: ignore[misc]
    return file


@pytest.mark.req("DOSE-04")
def test_a_lot_in_use_fills_the_label_of_a_vial_and_the_person_types_the_rest(
    qtbot: QtBot, look: Theme, path: Path
) -> None:
    panel = VialsPanel(look, lots=listed(path, "2099-04", "2001-04").read)
    host(qtbot, panel, 784, 568)
    sent: list[object] = []
    panel.command.connect(sent.append)
    panel.open_for(story("10:28:12"), NURSE)
    labels = [key.text() for key in panel.lots.keys.values()]
    assert labels == ["A0 · 2099-04 · 12.5 mg/mL", "A1 · 2001-04 · 12.5 mg/mL · expired"]
    panel.lots.keys["A1"].click()
    assert "Lot A1 expired on 2001-04-30" in panel._missing.text(), "told before anything is saved"
    panel.lots.keys["A0"].click()
    assert "expired" not in panel._missing.text()
    assert (panel.lot.text(), panel.expiry.text()) == ("A0", "2099-04")
    assert panel.amounts["strength_mg_ml"].text() == "12.5"
    panel.amounts["opened_mg"].edit.setText("125")
    qtbot.keyClick(panel.amounts["opened_mg"].edit, Qt.Key.Key_Return)
    (account,) = sent
    assert isinstance(account, AccountVial)
    assert (account.use.lot, account.use.expiry, account.use.strength_mg_ml) == ("A0", "2099-04", 12.5)


def test_lots_that_are_listed_meanwhile_are_offered_and_what_is_typed_stays(
    qtbot: QtBot, look: Theme, path: Path
) -> None:
    panel = VialsPanel(look, lots=LotsFile(path).read)
    host(qtbot, panel, 784, 568)
    update = story("10:28:12")
    panel.open_for(update, NURSE)
    assert not panel.lots.keys and not panel.lots.isVisible()
    panel.lot.edit.setText("Z")
    listed(path, "2099-04")
    panel.show_update(later(update, 2.0))
    assert list(panel.lots.keys) == ["A0"]
    assert panel.lot.text() == "Z"


def test_the_key_of_the_vial_panel_opens_the_page_and_the_panel_keeps_what_was_typed(
    qtbot: QtBot, look: Theme
) -> None:
    window = open_window(qtbot, look, (1366, 768))
    update = story("10:28:12")
    feed(window, update)
    window.open_bed(update.bed)
    window.open_panel("vials")
    panel = window.desk.panel
    assert isinstance(panel, VialsPanel)
    panel.lot.edit.setText("Z")
    panel.lots_key.click()
    assert window.screen_name == "settings"
    assert window.screens.settings.name == "lots"
    window.open_bed(update.bed)
    kept: QWidget | None = window.desk.panel
    assert isinstance(kept, VialsPanel) and kept.lot.text() == "Z"
