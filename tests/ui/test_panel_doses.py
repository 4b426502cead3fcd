"""Bolus, vials, and what is put off: panels of numbers that are recorded once, exactly, and never proposed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui.panels.bolus import BolusPanel
from bedside.ui.panels.defer import DeferPanel
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.vial import VialsPanel
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import AccountVial, DeferDue, GiveBolus
from bedside.vitals.commands import StartNibp
from bedside.vitals.patients import VialUse
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.sessions import Actor, Role
from tests.helpers.hosting import host
from tests.helpers.story import BED, NURSE, at, later, story


def opened(qtbot: QtBot, panel: Panel, update: MonitorUpdate) -> list[object]:
    host(qtbot, panel, 784, 568)
    commands: list[object] = []
    panel.command.connect(commands.append)
    panel.open_for(update, NURSE)
    return commands


# -- bolus -------------------------------------------------------------------------------------------


@pytest.mark.req("DOSE-01")
@pytest.mark.parametrize(
    ("unit", "typed", "mg", "weight"),
    [("mg", "3,5", 3.5, None), ("mg/kg", "0.1", 7.0, 70.0), ("mL", "5", 5.0, None)],
)
def test_a_bolus_is_recorded_once_in_mg_and_as_it_was_typed(
    qtbot: QtBot, look: Theme, unit: str, typed: str, mg: float, weight: float | None
) -> None:
    panel = BolusPanel(look)
    commands = opened(qtbot, panel, story("10:06:00"))
    panel.units.keys[unit].click()
    qtbot.keyClicks(panel.amount.edit, typed)
    qtbot.keyClick(panel.amount.edit, Qt.Key.Key_Return)
    assert commands == [
        GiveBolus(
            bed=BED,
            actor=NURSE,
            mg=mg,
            entered_value=float(typed.replace(",", ".")),
            entered_unit=unit,
            weight_kg=weight,
        )
    ]


@pytest.mark.req("DOSE-03")
def test_a_large_bolus_needs_a_reason_and_is_never_blocked(qtbot: QtBot, look: Theme) -> None:
    panel = BolusPanel(look)
    commands = opened(qtbot, panel, story("10:06:00"))
    panel.amount.edit.setText("120")
    assert panel.box.check.caution
    assert not panel.record_key.isEnabled()
    panel.why.edit.setText("as prescribed")
    qtbot.keyClick(panel.why.edit, Qt.Key.Key_Return)
    (bolus,) = commands
    assert isinstance(bolus, GiveBolus) and bolus.reason == "as prescribed"


@pytest.mark.parametrize("typed", ("", "0", "x", "1,000", "5 mL"))
def test_what_is_no_dose_is_refused_in_words(qtbot: QtBot, look: Theme, typed: str) -> None:
    panel = BolusPanel(look)
    commands = opened(qtbot, panel, story("10:06:00"))
    panel.amount.edit.setText(typed)
    assert panel.box.check.refused and panel.box.check.headline
    qtbot.keyClick(panel.amount.edit, Qt.Key.Key_Return)
    assert commands == []


def test_without_weight_and_syringe_only_mg_can_be_chosen(qtbot: QtBot, look: Theme) -> None:
    update = story("10:01:00")
    assert update.session is not None
    panel = BolusPanel(look)
    opened(qtbot, panel, replace(update, session=replace(update.session, weight_kg=None)))
    assert list(panel.units.keys) == ["mg"]


# -- vials -------------------------------------------------------------------------------------------

USE = VialUse(
    lot="A7", expiry="2027-04", strength_mg_ml=50, opened_mg=500, drawn_mg=50, given_mg=35, wasted_mg=15
)


def fill(panel: VialsPanel, **other: str) -> None:
    typed = {
        "lot": "A7",
        "expiry": "2027-04",
        "strength_mg_ml": "50",
        "opened_mg": "500",
        "drawn_mg": "50",
        "given_mg": "35",
        "wasted_mg": "15",
        "witness": "B. Ito",
        **other,
    }
    fields = {"lot": panel.lot, "expiry": panel.expiry, "witness": panel.witness, **panel.amounts}
    for name, words in typed.items():
        fields[name].edit.setText(words)


@pytest.mark.req("DOSE-04")
def test_a_vial_is_accounted_for_with_a_second_person_as_witness(qtbot: QtBot, look: Theme) -> None:
    panel = VialsPanel(look)
    commands = opened(qtbot, panel, story("10:28:12"))
    fill(panel)
    assert panel._said.text() == "Every mg is accounted for."
    qtbot.keyClick(panel.lot.edit, Qt.Key.Key_Return)
    witness = Actor(name="B. Ito", role=Role.NURSE)
    assert commands == [AccountVial(bed=BED, actor=NURSE, vial="1", use=USE, witness=witness)]


@pytest.mark.req("DOSE-04")
@pytest.mark.parametrize(
    ("other", "word"),
    [
        ({"witness": ""}, "witness"),
        ({"witness": "a. moreno,  RN"}, "another person"),
        ({"lot": ""}, "lot"),
        ({"expiry": "soon"}, "expiry"),
        ({"given_mg": "45"}, "more than was drawn"),
        ({"drawn_mg": "600"}, "drawn"),
        ({"strength_mg_ml": "x"}, "Strength"),
    ],
)
def test_an_account_that_cannot_be_is_said_in_words(
    qtbot: QtBot, look: Theme, other: dict[str, str], word: str
) -> None:
    panel = VialsPanel(look)
    opened(qtbot, panel, story("10:28:12"))
    fill(panel, **other)
    assert word in panel._missing.text()
    assert not panel.save_key.isEnabled()


@pytest.mark.req("DOSE-04")
def test_what_is_not_accounted_for_is_said_of_each_vial(qtbot: QtBot, look: Theme) -> None:
    first = AccountVial(bed=BED, actor=NURSE, vial="1", use=replace(USE, wasted_mg=0.0))
    panel = VialsPanel(look)
    opened(qtbot, panel, later(story("10:28:12"), 1.0, first))
    assert panel._number == "1", "the open one is shown"
    assert "15 mg are not accounted for" in panel._said.text()
    panel.vials.keys["new"].click()
    assert panel.save_key.text() == "Save vial 2"


@pytest.mark.req("DOSE-04")
def test_an_expired_lot_is_said_once_of_the_vial_in_the_form_beside_its_key(
    qtbot: QtBot, look: Theme
) -> None:
    over = "Lot A7 expired on 2026-10-31: take another vial, or say why it was used."
    panel = VialsPanel(look)
    opened(qtbot, panel, story("10:28:12"))
    fill(panel, expiry="2026-10")
    assert panel._missing.text() == over
    assert panel._said.text() == "Every mg is accounted for."
    first = AccountVial(bed=BED, actor=NURSE, vial="1", use=replace(USE, expiry="2026-10"))
    opened(qtbot, panel, later(story("10:28:12"), 1.0, first))
    assert (panel.save_key.text(), panel._missing.text().count("expired")) == ("Save vial 2", 0)
    assert panel._said.text().count("Vial 1: " + over) == 1, (
        "of a vial that is not in the form it stands here"
    )
    panel.vials.keys["1"].click()
    assert (panel._missing.text().count(over), panel._said.text().count("expired")) == (1, 0)


@pytest.mark.req("DOSE-04")
def test_what_is_left_in_each_vial_and_what_the_record_says_was_given_stand_beside(
    qtbot: QtBot, look: Theme
) -> None:
    first = AccountVial(bed=BED, actor=NURSE, vial="1", use=USE)
    panel = VialsPanel(look)
    opened(qtbot, panel, later(story("10:28:12"), 1.0, first))
    recorded = "recorded as given: 19.6 mg, 19.6 mL"
    assert panel._amounts.text() == f"vial 1: 450 mg left in it · {recorded}"
    fill(panel, drawn_mg="62,5", wasted_mg="27,5")
    assert panel._amounts.text() == (f"vial 1: 450 mg left in it · vial 2: 437.5 mg left in it · {recorded}")


def test_a_bolus_of_unknown_volume_leaves_the_volume_out(qtbot: QtBot, look: Theme) -> None:
    panel = VialsPanel(look)
    before = story("10:00:00")  # no infusion yet, so no concentration
    assert before.infusion is None
    opened(qtbot, panel, later(before, 1.0, GiveBolus(bed=BED, actor=NURSE, mg=5.0)))
    assert panel._amounts.text() == "recorded as given: 5.0 mg"


# -- put off -----------------------------------------------------------------------------------------


def due(kind: DueKind, left: float) -> MonitorUpdate:
    update = story("10:28:12")
    item = DueItem(kind=kind, due_t=update.now + left, interval_s=600.0)
    return replace(update, care=Care(due=(item,)))


@pytest.mark.req("PLAN-01")
@pytest.mark.parametrize("kind", list(DueKind))
def test_what_is_due_is_put_off_with_minutes_and_a_reason(qtbot: QtBot, look: Theme, kind: DueKind) -> None:
    panel = DeferPanel(look)
    panel.aim(kind.value)
    commands = opened(qtbot, panel, due(kind, 48.0))
    assert not panel.defer_key.isEnabled()
    panel.minutes.keys["10"].click()
    panel.reasons.keys["Patient is asleep"].click()
    qtbot.keyClick(panel.reason.edit, Qt.Key.Key_Return)
    assert commands == [DeferDue(bed=BED, actor=NURSE, kind=kind, minutes=10.0, reason="Patient is asleep")]


@pytest.mark.parametrize("typed", ("0", "61", "x", "1 mg"))
def test_a_time_that_cannot_be_is_not_put_off(qtbot: QtBot, look: Theme, typed: str) -> None:
    panel = DeferPanel(look)
    opened(qtbot, panel, due(DueKind.NIBP, 48.0))
    panel.reason.edit.setText("asleep")
    panel.other.edit.setText(typed)
    assert not panel.defer_key.isEnabled()
    assert panel._missing.text()


def test_what_is_not_due_cannot_be_put_off(qtbot: QtBot, look: Theme) -> None:
    panel = DeferPanel(look)
    panel.aim("ratings")
    opened(qtbot, panel, due(DueKind.NIBP, 48.0))
    panel.reason.edit.setText("asleep")
    assert not panel.defer_key.isEnabled()
    assert "nothing to put off" in panel._due.text()


def test_the_cuff_can_be_started_instead(qtbot: QtBot, look: Theme) -> None:
    update = due(DueKind.NIBP, -30.0)
    assert update.nibp is not None
    panel = DeferPanel(look)
    commands = opened(qtbot, panel, replace(update, nibp=replace(update.nibp, can_start=True, refusal="")))
    panel.now_key.click()
    assert commands == [StartNibp(bed=BED, actor=NURSE)]
    assert at("10:28:12") == update.now
