"""Entries afterwards: late ones are marked, each can be corrected or completed, the original stays (EVT-01)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.alarms.engine import Engine
from bedside.alarms.profile_file import default_profile
from bedside.monitor.care_rules import as_entered
from bedside.monitor.monitor import Monitor
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.oxygen import oxygen_of
from bedside.ui.panels.entries import EntriesPanel
from bedside.ui.panels.entry_edit import EntryPanel
from bedside.ui.panels.event import EventPanel
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import EnterRespiration, GiveBolus, RecordTreatment
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    MarkEvent,
    PauseInfusion,
    Retract,
    StartInfusion,
    WriteNote,
)
from bedside.vitals.display import Ages
from bedside.vitals.sessions import Actor, Role
from bedside.vitals.timeline import with_entry
from tests.helpers.hosting import host
from tests.helpers.story import BED, NURSE, at, later, story

OTHER = Actor(name="B. Ito, RN", role=Role.NURSE)


def with_command(
    command: Command, t: str = "10:20:00", entered: str = "10:20:00"
) -> tuple[MonitorUpdate, int]:
    update = story("10:28:12")
    number = max(entry.number for entry in update.entries) + 1
    entry = Entry(number=number, t=at(t), entered_t=at(entered), command=command)
    return replace(update, entries=(*update.entries, entry)), number


def edited(qtbot: QtBot, look: Theme, update: MonitorUpdate, number: int) -> tuple[EntryPanel, list[object]]:
    panel = EntryPanel(look)
    host(qtbot, panel, 784, 568)
    commands: list[object] = []
    panel.command.connect(commands.append)
    panel.aim(str(number))
    panel.open_for(update, OTHER)
    return panel, commands


EVENT = MarkEvent(bed=BED, actor=NURSE, event="nausea", severity=1)


@pytest.mark.req("EVT-01")
def test_an_event_gets_its_end_what_was_done_and_words_afterwards(qtbot: QtBot, look: Theme) -> None:
    update, number = with_command(EVENT)
    panel, commands = edited(qtbot, look, update, number)
    assert not panel.save_key.isEnabled(), "nothing is changed yet"
    panel.severity.keys["2"].click()
    for name, typed in {
        "ended_t": "10:24",
        "action": "head up",
        "outcome": "gone",
        "text": "said so",
    }.items():
        panel.fields[name].edit.setText(typed)
    panel.save_key.click()
    assert commands == [
        replace(
            EVENT,
            actor=OTHER,
            severity=2,
            ended_t=at("10:24"),
            action="head up",
            outcome="gone",
            text="said so",
            observed_t=at("10:20"),
            replaces=number,
        )
    ]


@pytest.mark.req("EVT-01")
def test_the_time_of_an_entry_can_be_corrected_and_the_original_is_kept_struck(
    qtbot: QtBot, look: Theme
) -> None:
    update, number = with_command(EVENT)
    panel, commands = edited(qtbot, look, update, number)
    panel.when.edit.setText("10:18")
    qtbot.keyClick(panel.when.edit, Qt.Key.Key_Return)
    (command,) = commands
    assert isinstance(command, MarkEvent)
    assert (command.observed_t, command.replaces) == (at("10:18"), number)
    made = Entry(number=number + 1, t=at("10:18"), entered_t=update.now, command=command)
    after = with_entry(update.entries, made)
    rows = EntriesPanel(look)
    host(qtbot, rows, 784, 568)
    rows.open_for(replace(update, entries=after), NURSE)
    by_number = {row.number: row for row in rows.rows}
    assert by_number[number].struck and not by_number[number].editable
    assert by_number[number + 1].note == "corrected"


@pytest.mark.req("EVT-01", "SCALE-01")
@pytest.mark.parametrize("command", [GiveRating(bed=BED, actor=NURSE, scale="moaas", value=3), EVENT])
def test_the_form_closes_when_the_correction_stands_as_the_station_enters_it(
    qtbot: QtBot, look: Theme, command: Command
) -> None:
    """The rating was made before a version was noted with it; the station adds the one of today."""
    update, number = with_command(command)
    panel, commands = edited(qtbot, look, update, number)
    panel.when.edit.setText("10:18")
    panel.save_key.click()
    assert panel.isVisible(), "nothing stands yet"
    (sent,) = commands
    assert isinstance(sent, Command)
    assert update.session is not None
    monitor = Monitor(BED, update.session, Engine(default_profile()), Ages())
    panel.show_update(later(update, 1.0, as_entered(sent, monitor)))
    assert not panel.isVisible()


def test_an_event_cannot_end_before_it_began(qtbot: QtBot, look: Theme) -> None:
    update, number = with_command(EVENT)
    panel, _ = edited(qtbot, look, update, number)
    panel.fields["ended_t"].edit.setText("10:19")
    assert not panel.save_key.isEnabled()
    assert "before it began" in panel._missing.text()


def test_nor_can_it_begin_after_it_ended_when_its_time_is_corrected(qtbot: QtBot, look: Theme) -> None:
    update, number = with_command(replace(EVENT, ended_t=at("10:22")))
    panel, _ = edited(qtbot, look, update, number)
    panel.when.edit.setText("10:24")
    assert not panel.save_key.isEnabled()
    assert "before it began" in panel._missing.text()
    panel.fields["ended_t"].edit.setText("10:26")
    assert panel.save_key.isEnabled()


def test_a_treatment_that_was_one_tap_gets_dose_unit_route_and_witness(qtbot: QtBot, look: Theme) -> None:
    update, number = with_command(MarkEvent(bed=BED, actor=NURSE, event="ondansetron"))
    panel, commands = edited(qtbot, look, update, number)
    for name, typed in {"dose": "4", "unit": "mg", "route": "IV", "witness": "B. Ito"}.items():
        panel.fields[name].edit.setText(typed)
    panel.save_key.click()
    assert commands == [
        RecordTreatment(
            bed=BED,
            actor=OTHER,
            treatment="ondansetron",
            dose=4.0,
            unit="mg",
            route="IV",
            given_by="A. Moreno, RN",
            witness="B. Ito",
            observed_t=at("10:20"),
            replaces=number,
        )
    ]


@pytest.mark.parametrize(
    ("command", "name", "typed", "value"),
    [
        (GiveRating(bed=BED, scale="rass", value=-1), "value", "-2", -2),
        (WriteNote(bed=BED, text="feels ligt"), "text", "feels light", "feels light"),
        (EnterRespiration(bed=BED, rate_per_min=14.0, counted=7, over_s=30.0), "rate_per_min", "12", 12.0),
        (GiveBolus(bed=BED, mg=5.0, entered_value=5.0), "mg", "3,5", 3.5),
        (
            ChangeRate(bed=BED, rate_ml_h=55.0, entered_value=0.79, entered_unit="mg/kg/h"),
            "rate_ml_h",
            "52",
            52.0,
        ),
        (PauseInfusion(bed=BED), "reason", "nausea", "nausea"),
        (StartInfusion(bed=BED, rate_ml_h=45.0, concentration_mg_ml=1.0), "planned_mg", "35", 35.0),
        (
            StartInfusion(bed=BED, rate_ml_h=45.0, concentration_mg_ml=1.0, checked_by="L. Hartman"),
            "checked_by",
            "L. Hartmann",
            "L. Hartmann",
        ),
    ],
)
def test_every_kind_of_entry_can_be_corrected(
    qtbot: QtBot, look: Theme, command: Command, name: str, typed: str, value: object
) -> None:
    update, number = with_command(command)
    panel, commands = edited(qtbot, look, update, number)
    panel.fields[name].edit.setText(typed)
    panel.save_key.click()
    (made,) = commands
    assert type(made) is type(command)
    assert getattr(made, name) == value
    assert getattr(made, "replaces") == number  # noqa: B009
    if isinstance(made, ChangeRate):
        assert (made.entered_value, made.entered_unit) == (52.0, "mL/h")
    if isinstance(made, EnterRespiration):
        assert made.counted is made.over_s is None


def test_a_number_that_cannot_be_is_said_in_words(qtbot: QtBot, look: Theme) -> None:
    update, number = with_command(GiveBolus(bed=BED, mg=5.0))
    panel, _ = edited(qtbot, look, update, number)
    for typed in ("", "x", "5 mL"):
        panel.fields["mg"].edit.setText(typed)
        assert not panel.save_key.isEnabled()
        assert panel._missing.text()


def test_an_entry_can_be_taken_back_long_after_undo(qtbot: QtBot, look: Theme) -> None:
    update, number = with_command(EVENT)
    panel, commands = edited(qtbot, look, update, number)
    panel.retract_key.click()
    assert commands == [Retract(bed=BED, actor=OTHER, entry=number)]


def test_the_list_marks_what_was_entered_late_and_opens_the_chosen_one(qtbot: QtBot, look: Theme) -> None:
    update, number = with_command(EVENT, "10:20:00", "10:21:01")
    panel = EntriesPanel(look)
    host(qtbot, panel, 784, 568)
    asked: list[str] = []
    panel.panel_asked.connect(asked.append)
    panel.open_for(update, NURSE)
    (late,) = [row for row in panel.rows if row.note == "late"]
    assert late.number == number
    assert [row.clock for row in panel.rows] == sorted((row.clock for row in panel.rows), reverse=True)
    panel.list.setCurrentIndex(panel._model.index(panel.rows.index(late)))
    panel.edit_key.click()
    assert asked == [f"entry:{number}"]


def test_a_minute_is_not_late(qtbot: QtBot, look: Theme) -> None:
    update, number = with_command(EVENT, "10:20:00", "10:21:00")
    panel = EntriesPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(update, NURSE)
    assert next(row for row in panel.rows if row.number == number).note == ""


# -- from the event panel ----------------------------------------------------------------------------


def test_words_are_added_to_the_event_that_was_just_tapped(qtbot: QtBot, look: Theme) -> None:
    panel = EventPanel(look)
    host(qtbot, panel, 784, 568)
    asked: list[str] = []
    commands: list[Command] = []
    panel.panel_asked.connect(asked.append)
    panel.command.connect(commands.append)
    panel.open_for(story("10:17:12"), NURSE)
    panel.keys["dizziness", 1].click()
    assert not panel.foot.more_key.isEnabled(), "the station has not answered yet"
    update = story("10:17:12")
    entry = Entry(number=77, t=update.now, entered_t=update.now, command=commands[0])
    panel.show_update(replace(update, entries=(*update.entries, entry)))
    panel.foot.more_key.click()
    assert asked == ["entry:77"]


def test_an_event_seen_earlier_is_tapped_with_its_time_and_the_next_one_is_now(
    qtbot: QtBot, look: Theme
) -> None:
    panel = EventPanel(look)
    host(qtbot, panel, 784, 568)
    commands: list[object] = []
    panel.command.connect(commands.append)
    panel.open_for(story("10:28:12"), NURSE)
    panel.when.open()
    panel.when.field.edit.setText("10:12")
    panel.keys["nausea", 2].click()
    panel.keys["itching", 1].click()
    assert [(c.event, c.observed_t) for c in commands if isinstance(c, MarkEvent)] == [
        ("nausea", at("10:12")),
        ("itching", None),
    ]


@pytest.mark.req("EVT-01", "DIS-01")
def test_that_the_oxygen_was_taken_off_can_be_said_in_two_taps(qtbot: QtBot, look: Theme) -> None:
    """Until it is said, no saturation counts as one on air and the way home stays closed."""
    panel = EventPanel(look)
    host(qtbot, panel, 784, 568)
    commands: list[Command] = []
    panel.command.connect(commands.append)
    panel.open_for(story("10:17:12"), NURSE)
    panel.keys["oxygen", None].click()
    panel._page_keys[2].click()
    panel.keys["oxygen_off", None].click()
    told = [Entry(number=n, t=600.0 * n, entered_t=600.0 * n, command=c) for n, c in enumerate(commands, 1)]
    assert oxygen_of(told, 700.0).on
    assert (oxygen_of(told, 1300.0).on, oxygen_of(told, 1300.0).off_t) == (False, 1200.0)


def test_letters_find_events_and_treatments_by_any_word_of_their_name(qtbot: QtBot, look: Theme) -> None:
    panel = EventPanel(look)
    host(qtbot, panel, 784, 568)
    commands: list[object] = []
    panel.command.connect(commands.append)
    panel.open_for(story("10:28:12"), NURSE)
    qtbot.keyClicks(panel.focusWidget(), "f")
    qtbot.keyClicks(panel.search.field.edit, "all")
    assert [name.text() for name, _ in panel.search.rows if name.isVisible()] == ["Syncope, fall"]
    qtbot.keyClick(panel.search.field.edit, Qt.Key.Key_3)
    panel.search.begin("mida")
    qtbot.keyClick(panel.search.field.edit, Qt.Key.Key_Return)
    panel.search.begin("qqq")
    qtbot.keyClick(panel.search.field.edit, Qt.Key.Key_Return)
    assert [(c.event, c.severity) for c in commands if isinstance(c, MarkEvent)] == [
        ("syncope", 3),
        ("midazolam", None),
    ]
    assert "Other" in panel.search.none.text()


@pytest.mark.req("DOSE-02")
def test_a_corrected_strength_says_before_saving_what_it_makes_of_the_doses(
    qtbot: QtBot, look: Theme
) -> None:
    update = story("10:28:12")
    (start,) = [entry for entry in update.entries if isinstance(entry.command, StartInfusion)]
    panel, commands = edited(qtbot, look, update, start.number)
    assert "Nothing is changed yet." in panel._missing.text()
    panel.fields["concentration_mg_ml"].edit.setText("2")
    assert panel._missing.text() == (
        "Given until now: 39.2 mg, no longer 19.6 mg. The pump goes on at 55 mL/h: 110 mg/h, no longer 55 mg/h. "
        "The plan stays 35 mg."
    )
    assert commands == []
    panel.save_key.click()
    assert isinstance(commands[0], StartInfusion)
    assert (commands[0].concentration_mg_ml, commands[0].rate_ml_h) == (2.0, 45.0)
