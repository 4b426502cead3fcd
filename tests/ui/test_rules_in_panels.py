"""What the station decides is said where somebody pressed the key, and nothing that was typed is lost by it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care, Gate, Override
from bedside.therapy.oxygen import oxygen_of
from bedside.ui.panels.bolus import BolusPanel
from bedside.ui.panels.entry_edit import EntryPanel
from bedside.ui.panels.infusion_keys import last_turn
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import GiveBolus, RecordTreatment
from bedside.vitals.commands import (
    Command,
    Entry,
    MarkEvent,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
)
from tests.helpers.hosting import host
from tests.helpers.story import BED, NURSE, at, later, story

CLOSED = Gate(missing=("1 answer is missing: “Glaucoma”.",))
NO = "The infusion is already running: record a changed rate, or stop it first."


def with_gate(update: MonitorUpdate, gate: Gate) -> MonitorUpdate:
    return replace(update, care=replace(update.care or Care(), gate=gate))


def opened(qtbot: QtBot, panel: Panel, update: MonitorUpdate) -> list[Command]:
    host(qtbot, panel, 784, 568)
    commands: list[Command] = []
    panel.command.connect(commands.append)
    panel.open_for(update, NURSE)
    return commands


def typed_start(panel: RatePanel) -> None:
    for field, text in ((panel.start.rate, "52.5"), (panel.start.concentration, "1")):
        field.edit.setText(text)


# -- a refusal is said beside the key ------------------------------------------------------------------


def test_a_start_that_is_refused_is_told_beside_its_key_and_keeps_what_was_typed(
    qtbot: QtBot, look: Theme
) -> None:
    panel, before = RatePanel(look), story("10:01:00")
    commands = opened(qtbot, panel, before)
    typed_start(panel)
    panel.start.record_key.click()
    panel.show_update(later(before, 1.0))
    assert panel.isVisible(), "it is not on the timeline yet"
    panel.start.record_key.click()
    assert len(commands) == 1, "what is on its way is not sent again"
    panel.show_refusal(NO)
    assert panel.start.box.check.headline == NO and panel.start.box.check.refused
    panel.show_update(later(before, 2.0))
    assert panel.start.box.check.headline == NO, "until other numbers are typed"
    assert (panel.start.rate.text(), panel.start.concentration.text()) == ("52.5", "1")
    assert panel.start.why.isVisible(), "a reason may be what was missing"
    panel.start.why.edit.setText("agreed")
    panel.start.record_key.click()
    assert isinstance(commands[1], StartInfusion) and commands[1].reason == "agreed"
    panel.show_update(later(before, 3.0, commands[1]))
    assert panel.isHidden()


def test_a_changed_rate_that_is_refused_is_told_beside_its_key(qtbot: QtBot, look: Theme) -> None:
    panel, running = RatePanel(look), story("10:14:52")
    commands = opened(qtbot, panel, running)
    panel.change.edit.setText("55")
    panel.change.record_key.click()
    panel.show_refusal("No infusion is running: record its start first.")
    assert panel.change.box.check.headline.startswith("No infusion is running")
    assert panel.change.edit.text() == "55"
    panel.change.record_key.click()
    assert len(commands) == 2
    panel.change.edit.setText("56")
    assert not panel.change.box.check.refused


def test_a_bolus_that_is_refused_is_told_beside_its_key_and_recorded_once(qtbot: QtBot, look: Theme) -> None:
    panel, running = BolusPanel(look), story("10:14:52")
    commands = opened(qtbot, panel, running)
    panel.amount.edit.setText("5")
    for _ in range(2):
        panel.record_key.click()
    assert len(commands) == 1
    panel.show_refusal("It cannot be.")
    assert panel.box.check.headline == "It cannot be."
    assert panel.amount.text() == "5" and panel.isVisible()
    panel.record_key.click()
    panel.show_update(later(running, 1.0, commands[1]))
    assert panel.isHidden()


def test_a_correction_that_is_refused_is_told_beside_its_key(qtbot: QtBot, look: Theme) -> None:
    update = later(story("10:20"), 1.0, GiveBolus(bed=BED, mg=5.0))
    panel = EntryPanel(look)
    panel.aim(str(update.entries[-1].number))
    opened(qtbot, panel, update)
    panel.fields["mg"].edit.setText("101")
    panel.save_key.click()
    panel.show_refusal("A bolus of 101 mg is over 100 mg. This needs a reason: write why.")
    assert panel._missing.text().endswith("write why.")
    assert panel.fields["mg"].text() == "101" and panel.isVisible()


# -- the gate in the form of a bolus --------------------------------------------------------------------


@pytest.mark.req("GATE-01")
def test_a_closed_gate_holds_a_bolus_up_and_leads_to_the_screening(qtbot: QtBot, look: Theme) -> None:
    panel = BolusPanel(look)
    asked: list[str] = []
    panel.panel_asked.connect(asked.append)
    commands = opened(qtbot, panel, with_gate(story("10:01:00"), CLOSED))
    panel.amount.edit.setText("5")
    assert panel.box.check.headline == "1 answer is missing: “Glaucoma”."
    assert panel.screening_key.isVisible() and not panel.record_key.isVisible()
    qtbot.keyClick(panel.amount.edit, Qt.Key.Key_Return)
    assert (asked, commands) == (["session:screening"], [])
    again = BolusPanel(look)
    opened(qtbot, again, with_gate(story("10:01:00"), CLOSED))
    again.take_up(panel.typed_so_far())
    assert again.amount.text() == "5"


@pytest.mark.req("GATE-01")
def test_a_bolus_of_an_earlier_time_is_recorded_late_with_its_reason(qtbot: QtBot, look: Theme) -> None:
    panel = BolusPanel(look)
    commands = opened(qtbot, panel, with_gate(story("10:01:00"), CLOSED))
    panel.amount.edit.setText("5")
    panel.when.open()
    panel.when.field.edit.setText("09:55")
    assert panel.box.check.caution and not panel.record_key.isEnabled()
    assert "say why" in panel.box.check.headline
    panel.why.edit.setText("given on the ward")
    panel.record_key.click()
    (bolus,) = commands
    assert isinstance(bolus, GiveBolus)
    assert (bolus.observed_t, bolus.reason) == (at("09:55"), "given on the ward")


@pytest.mark.req("GATE-01")
@pytest.mark.parametrize("opener", ["answers", "running", "emergency"])
def test_the_gate_holds_no_bolus_up_that_it_need_not(qtbot: QtBot, look: Theme, opener: str) -> None:
    allowed = replace(CLOSED, emergency=Override(by=NURSE, reason="cannot wait", t=1.0))
    update = {
        "answers": with_gate(story("10:01:00"), Gate()),
        "running": with_gate(story("10:20"), CLOSED),
        "emergency": with_gate(story("10:01:00"), allowed),
    }[opener]
    panel = BolusPanel(look)
    commands = opened(qtbot, panel, update)
    panel.amount.edit.setText("5")
    panel.record_key.click()
    assert len(commands) == 1


@pytest.mark.req("GATE-01")
def test_a_used_up_emergency_start_closes_the_forms_again_while_they_are_open(
    qtbot: QtBot, look: Theme
) -> None:
    allowed = replace(CLOSED, emergency=Override(by=NURSE, reason="cannot wait", t=1.0))
    update = story("10:01:00")
    panels: tuple[tuple[Panel, QWidget], ...] = (
        (bolus := BolusPanel(look), bolus.screening_key),
        (rate := RatePanel(look), rate.start.screening_key),
    )
    for panel, screening_key in panels:
        opened(qtbot, panel, with_gate(update, allowed))
        assert screening_key.isHidden()
        panel.show_update(with_gate(update, replace(allowed, start_used=True)))
        assert screening_key.isVisible()


# -- what the keys go by ---------------------------------------------------------------------------------


def test_a_late_entry_is_not_what_the_infusion_does_now() -> None:
    """Entered last, but before what was seen last: paused 10:10, resumed 10:15, and the pause entered at 10:20."""
    update = story("10:20")
    number = 1 + max(entry.number for entry in update.entries)
    resumed = Entry(number=number, t=at("10:15"), entered_t=at("10:15"), command=ResumeInfusion(bed=BED))
    paused = Entry(number=number + 1, t=at("10:10"), entered_t=at("10:20"), command=PauseInfusion(bed=BED))
    turn = last_turn(replace(update, entries=(*update.entries, resumed, paused)))
    assert turn is not None and isinstance(turn.command, ResumeInfusion)


def test_a_corrected_turn_is_the_one_that_counts() -> None:
    update = later(story("10:20"), 1.0, PauseInfusion(bed=BED))
    number = update.entries[-1].number
    corrected = PauseInfusion(bed=BED, observed_t=at("10:18"), replaces=number)
    made = Entry(number=number + 1, t=at("10:18"), entered_t=at("10:21"), command=corrected)
    turn = last_turn(replace(update, entries=(*update.entries, made)))
    assert turn is not None and turn.command is corrected


def test_a_treatment_keeps_its_end_when_its_details_are_added(qtbot: QtBot, look: Theme) -> None:
    """Else oxygen that was taken off would run on, and hold the discharge up."""
    oxygen = MarkEvent(bed=BED, event="oxygen", observed_t=at("10:12"), ended_t=at("10:16"))
    update = story("10:20")
    tap = Entry(number=98, t=at("10:12"), entered_t=at("10:17"), command=oxygen)
    update = replace(update, entries=(*update.entries, tap))
    panel = EntryPanel(look)
    panel.aim("98")
    commands = opened(qtbot, panel, update)
    assert panel.fields["ended_t"].text().startswith("10:16")
    panel.fields["dose"].edit.setText("2")
    panel.save_key.click()
    (made,) = commands
    assert isinstance(made, RecordTreatment) and made.ended_t == at("10:16")
    entry = Entry(number=99, t=at("10:12"), entered_t=update.now, command=made)
    assert oxygen_of([entry], update.now).off_t == at("10:16")
