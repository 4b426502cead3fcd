"""Settings → Protocol: versions that never change, a draft with every fault at its place, approved by a supervisor."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from bedside.errors import RefusedError
from bedside.monitor.protocol_choice import ProtocolChoice
from bedside.pin import EmergencyPin
from bedside.therapy.protocol_file import default_protocol
from bedside.therapy.protocols import ProtocolShelf
from bedside.ui import theme
from bedside.ui.protocols.desk import PinDesk, ProtocolPageDesk
from bedside.ui.protocols.draft import ProtocolDraft, number_or_text, section_of
from bedside.ui.protocols.fields import Part
from bedside.ui.protocols.parts import ChoicesPart, DischargePart, GeneralPart, NumbersPart
from bedside.ui.protocols.pin_page import PinPage
from bedside.ui.protocols.row_form import RowForm
from bedside.ui.protocols.rules_part import RulesPart
from bedside.ui.protocols.screen import ProtocolScreen
from bedside.ui.protocols.words import SEDATION_PLACES, parts
from bedside.ui.theme import Theme
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import ChooseProtocol
from tests.helpers.hosting import host
from tests.helpers.story import NURSE
from tests.helpers.updates import station
from tests.helpers.windows import rendered, unpainted

SUPERVISOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
DAY = datetime(2026, 11, 2, 17, 12)
MOOD = default_protocol("mood")


@pytest.fixture
def shelf(tmp_path: Path) -> ProtocolShelf:
    return ProtocolShelf(tmp_path / "protocols")


def page(
    qtbot: QtBot, look: Theme, shelf: ProtocolShelf, width: int = 1600, height: int = 960
) -> ProtocolScreen:
    made = ProtocolScreen(look)
    host(qtbot, made, width, height)
    desk = ProtocolPageDesk(made, shelf, lambda: DAY)
    made.set_actor(SUPERVISOR)
    made.show_update(station(protocol="mood v1"))
    desk.refresh()
    return made


@pytest.fixture
def screen(qtbot: QtBot, look: Theme, shelf: ProtocolShelf) -> ProtocolScreen:
    return page(qtbot, look, shelf)


def typed(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, text)


def numbers(screen: ProtocolScreen, name: str, place: str) -> QLineEdit:
    screen.go(name)
    part = screen.parts[name]
    assert isinstance(part, NumbersPart)
    return next(group.fields[place].edit for group in part.groups if place in group.fields)


def rows(screen: ProtocolScreen, name: str = "screening") -> RowForm:
    screen.go(name)
    part: Part = screen.parts[name]
    if isinstance(part, DischargePart):
        part = part.items
    assert isinstance(part, RowForm)
    return part


def told(screen: ProtocolScreen) -> list[object]:
    sent: list[object] = []
    screen.command.connect(sent.append)
    return sent


# -- the list ------------------------------------------------------------------------------------------------


def test_both_families_are_listed_with_the_one_in_use_and_approved_by_nobody(screen: ProtocolScreen) -> None:
    assert list(screen.list.keys) == ["mood v1", "pain v1"]
    assert screen.list.keys["mood v1"].accessibleDescription() == "new sessions follow it"
    assert "nobody here has approved it" in screen.list.approval
    assert not screen.list.use_key.isEnabled()
    screen.list.keys["pain v1"].click()
    sent = told(screen)
    screen.list.use_key.click()
    assert [(type(each), each.key) for each in sent if isinstance(each, ChooseProtocol)] == [
        (ChooseProtocol, "pain")
    ]


def test_a_version_can_be_read_and_not_typed_into(qtbot: QtBot, screen: ProtocolScreen) -> None:
    for name in parts():
        if name != "changes":
            screen.go(name)
            for edit in screen.parts[name].findChildren(QLineEdit):
                assert edit.isReadOnly(), edit.accessibleName()
    assert screen.tabs["changes"].isHidden()
    assert not rows(screen).add_key.isEnabled()


# -- what is wrong, at its place -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "place", "text", "said"),
    (
        ("intervals", "nibp.infusion", "0.5", "nibp.infusion must lie between 1 and 120 min"),
        ("intervals", "nibp.infusion", "off", "cannot be off: pressure peaks"),
        ("intervals", "ratings.recovery", "soon", "must be a number"),
        ("limits", "start_limits.dia_below", "", "must be a number"),
        ("limits", "cautions.most_mg", "100000", "must lie between"),
        ("limits", "baseline_readings", "1", "must lie between 2 and 6"),
        ("discharge", "discharge.minutes_since_stop", "20", "must lie between 30 and 120"),
    ),
)
def test_a_number_is_refused_in_words_under_it_and_the_draft_cannot_be_approved(
    qtbot: QtBot, screen: ProtocolScreen, part: str, place: str, text: str, said: str
) -> None:
    screen.list.draft_key.click()
    typed(qtbot, numbers(screen, part, place), text)
    made = screen.parts[part]
    assert isinstance(made, NumbersPart)
    group = next(each for each in made.groups if place in each.fields)
    assert said in group.refusal.sentence
    assert group.fields[place].refused
    assert "to correct" in screen.tabs[part].text()
    assert not screen.changes.approve_key.isEnabled()


def test_a_number_with_a_comma_is_taken_and_typing_is_not_disturbed(
    qtbot: QtBot, screen: ProtocolScreen
) -> None:
    screen.list.draft_key.click()
    edit = numbers(screen, "limits", "cautions.most_mg_kg")
    typed(qtbot, edit, "0,75")
    assert edit.text() == "0,75"
    assert screen.draft is not None
    assert screen.draft.protocol().cautions.most_mg_kg == 0.75
    edit = numbers(screen, "intervals", "observation.recovery")
    typed(qtbot, edit, "off")
    assert screen.draft.protocol().observation.recovery is None


@pytest.mark.req("DIS-01")
def test_the_discharge_asks_for_the_number_of_the_scale_that_sedation_is_scored_by(
    qtbot: QtBot, screen: ProtocolScreen
) -> None:
    def shown() -> list[str]:
        screen.go("discharge")
        part = screen.parts["discharge"]
        assert isinstance(part, DischargePart)
        return [name for name in SEDATION_PLACES if not part.groups[0].fields[name].isHidden()]

    screen.list.draft_key.click()
    assert shown() == ["discharge.moaas"]
    screen.go("general")
    general = screen.parts["general"]
    assert isinstance(general, GeneralPart) and screen.draft is not None
    general.sedation_keys["rass"].click()
    assert shown() == ["discharge.rass"]
    edit = numbers(screen, "discharge", "discharge.rass")
    for text, number in (("-1", -1), ("0", 0)):
        typed(qtbot, edit, text)
        assert (edit.text(), screen.draft.protocol().discharge.rass) == (text, number)
    typed(qtbot, edit, "-2")
    assert "discharge.rass must lie between -1 and 0" in " ".join(screen.draft.faults)
    typed(qtbot, edit, "off")
    assert shown() == ["discharge.moaas", "discharge.rass"], "then MOAA/S is asked for"


def test_choosing_a_scale_that_has_no_number_yet_begins_with_full_wakefulness() -> None:
    before = replace(MOOD, discharge=replace(MOOD.discharge, rass=None, ramsay=None))
    draft = ProtocolDraft(before)
    assert number_or_text("\N{MINUS SIGN}1") == -1
    draft.put("sedation", "ramsay")
    assert (draft.protocol().discharge.ramsay, draft.protocol().discharge.rass) == (2, None)
    assert ("discharge.ramsay", "off", "2") in draft.changes()


# -- rows ----------------------------------------------------------------------------------------------------


def test_screening_items_are_added_worded_moved_and_removed(qtbot: QtBot, screen: ProtocolScreen) -> None:
    screen.list.draft_key.click()
    form = rows(screen)
    form.add_key.click()
    assert "words is empty" in form.wrong.sentence
    typed(qtbot, form.lines["words"].edit, "Contact lenses out")
    typed(qtbot, form.lines["answers"].edit, "yes, no")
    typed(qtbot, form.lines["clear"].edit, "never")
    assert 'names "never" in clear' in form.wrong.sentence
    typed(qtbot, form.lines["clear"].edit, "yes")
    assert form.wrong.isHidden()
    form.toggles["required"].click()
    form.up_key.click()
    draft = screen.draft
    assert draft is not None
    made = draft.protocol().screening[-2]
    assert (made.key, made.words, made.answers, made.clear, made.required) == (
        "contact_lenses_out",
        "Contact lenses out",
        ("yes", "no"),
        ("yes",),
        False,
    )
    form.list.setCurrentRow(0)
    form.remove_key.click()
    assert draft.protocol().screening[0].key == MOOD.screening[1].key
    screen.go("changes")
    said = [row[0] for row in screen.changes.rows]
    assert said == ["Screening “hypertension”", "Screening “contact_lenses_out”"]


def test_moving_a_row_is_told_as_a_change_of_the_order(screen: ProtocolScreen) -> None:
    screen.list.draft_key.click()
    form = rows(screen, "discharge")
    form.list.setCurrentRow(0)
    form.down_key.click()
    screen.go("changes")
    assert [row[0] for row in screen.changes.rows] == ["Discharge, order"]
    assert form.chosen == 1


def test_a_key_in_the_record_stays_when_its_words_change(qtbot: QtBot, screen: ProtocolScreen) -> None:
    screen.list.draft_key.click()
    form = rows(screen, "medicines")
    form.list.setCurrentRow(0)
    typed(qtbot, form.lines["words"].edit, "Sleeping pills")
    assert screen.draft is not None
    row = screen.draft.protocol().medicines[0]
    assert (row.key, row.words) == (MOOD.medicines[0].key, "Sleeping pills")


# -- approval ------------------------------------------------------------------------------------------------


@pytest.mark.req("PROT-01")
def test_a_supervisor_approves_a_site_rule_and_new_sessions_follow_that_version(
    qtbot: QtBot, screen: ProtocolScreen, shelf: ProtocolShelf
) -> None:
    choice = ProtocolChoice(shelf, "mood", lambda _said: None)
    sent = told(screen)
    screen.list.draft_key.click()
    screen.go("rules")
    part = screen.parts["rules"]
    assert isinstance(part, RulesPart)
    box = part.boxes["nibp_sys.high_high"]
    assert box.edit.placeholderText() == "No site rule entered"
    box.edit.setPlainText("Slow the pump, call the doctor, repeat in 5 min.")
    screen.go("changes")
    (what, before, after) = screen.changes.rows[0]
    assert (what, before) == ("Site rule NIBP systolic High high", "")
    assert "Slow the pump, call the doctor, repeat in 5 min." in after and len(screen.changes.rows) == 1
    screen.set_actor(NURSE)
    assert not screen.changes.approve_key.isEnabled()
    assert "Only a supervisor" in screen.changes.missing.text()
    screen.set_actor(UNNAMED)
    assert not screen.changes.approve_key.isEnabled()
    screen.set_actor(SUPERVISOR)
    screen.changes.approve_key.click()
    saved, fault = shelf.get("mood")
    assert not fault and saved.version == 2
    assert (saved.approved_by, saved.approved_on) == ("Dr. L. Hartmann", "2026-11-02")
    assert saved.rules[0].key == "nibp_sys.high_high"
    asked = sent[-1]
    assert isinstance(asked, ChooseProtocol)
    choice.choose(asked)
    assert choice.name() == "mood v2"
    assert screen.draft is None
    assert list(screen.list.keys) == ["mood v2", "mood v1", "pain v1"]
    assert "approved by Dr. L. Hartmann on 2026-11-02" in screen.list.approval
    screen.list.keys["mood v1"].click()  # an old version stays readable
    screen.go("rules")
    assert part.boxes["nibp_sys.high_high"].edit.toPlainText() == ""
    assert part.boxes["nibp_sys.high_high"].edit.isReadOnly()


def test_a_duplicate_is_a_protocol_of_its_own_named_by_its_title(
    qtbot: QtBot, screen: ProtocolScreen, shelf: ProtocolShelf
) -> None:
    screen.list.copy_key.click()
    screen.go("general")
    part = screen.parts["general"]
    assert isinstance(part, GeneralPart)
    typed(qtbot, part.title.edit, "Mood")
    assert "There is a protocol of this title" in screen.words
    typed(qtbot, part.title.edit, "Evening clinic")
    typed(qtbot, part.number.edit, "000 000")
    part.family_keys["pain"].click()
    part.sedation_keys["ramsay"].click()
    assert [name for name, key in part.sedation_keys.items() if key.isChecked()] == ["ramsay"]
    screen.go("changes")
    screen.changes.approve_key.click()
    saved, fault = shelf.get("evening_clinic")
    assert not fault
    assert (saved.title, saved.version, saved.family, saved.emergency_number, saved.sedation) == (
        "Evening clinic",
        1,
        "pain",
        "000 000",
        "ramsay",
    )
    assert shelf.get("mood")[0] == MOOD


def test_a_folder_that_cannot_be_written_is_said_and_the_draft_stays(
    qtbot: QtBot, look: Theme, tmp_path: Path
) -> None:
    (tmp_path / "protocols").write_text("a file where the folder belongs")
    screen = page(qtbot, look, ProtocolShelf(tmp_path / "protocols"))
    screen.list.draft_key.click()
    screen.go("changes")
    screen.changes.approve_key.click()
    assert "could not be written" in screen.changes.missing.text()
    assert screen.draft is not None


def test_a_draft_is_not_lost_by_looking_at_another_version(screen: ProtocolScreen) -> None:
    screen.list.draft_key.click()
    screen.list.keys["pain v1"].click()
    assert screen.draft is not None and screen.draft.base.key == "mood"
    assert "Approve or discard" in screen.words
    screen.go("changes")
    screen.changes.discard_key.click()
    assert screen.tabs["changes"].isHidden() and screen.list.draft_key.isEnabled()


def test_indications_and_history_are_lists_too(qtbot: QtBot, screen: ProtocolScreen) -> None:
    screen.list.draft_key.click()
    screen.go("choices")
    part = screen.parts["choices"]
    assert isinstance(part, ChoicesPart)
    part.indications.add_key.click()
    typed(qtbot, part.indications.lines["words"].edit, "Chronic cluster headache")
    assert screen.draft is not None
    assert screen.draft.protocol().indications[-1].key == "chronic_cluster_headache"


def test_every_sentence_of_the_judge_finds_its_part() -> None:
    """Each list and table broken once; none of its sentences lands under "General"."""
    draft = ProtocolDraft(MOOD)
    for place in ("screening", "discharge.items", "medicines", "indications", "history"):
        draft.put_in_row(place, 0, "words", "")
        draft.put_in_row(place, 1, "key", draft.rows(place)[0]["key"])
    draft.put_rule("Nibp", "x")
    draft.put("advice", "x" * 5000)
    draft.put_number("nibp.infusion", "x")
    draft.put_number("start_limits.pr_low", "x")
    assert {section_of(fault) for fault in draft.faults} == {
        "screening",
        "discharge.items",
        "medicines",
        "indications",
        "history",
        "rules",
        "texts",
        "intervals",
        "limits",
    }


@pytest.mark.parametrize("size", ((1576, 968), (1050, 620), (640, 330)))
@pytest.mark.parametrize("text", (1.0, 2.0))
@pytest.mark.parametrize("name", ("dark", "light"))
def test_every_part_is_painted_at_every_size(
    qtbot: QtBot, shelf: ProtocolShelf, size: tuple[int, int], text: float, name: str
) -> None:
    look = theme.load(name)
    look.text_scale = text
    screen = page(qtbot, look, shelf, *size)
    screen.list.draft_key.click()
    for part in parts():
        screen.go(part)
        assert not unpainted(rendered(screen))
        for child in screen.parts[part].findChildren(QWidget):
            if isinstance(child, QLineEdit) and child.isVisible():
                assert child.accessibleName()


# -- the PIN -------------------------------------------------------------------------------------------------


@pytest.fixture
def pin(tmp_path: Path) -> EmergencyPin:
    return EmergencyPin(tmp_path / "pin.json")


@pytest.fixture
def pin_page(qtbot: QtBot, look: Theme, pin: EmergencyPin) -> PinPage:
    made = PinPage(look)
    host(qtbot, made, 1000, 600)
    PinDesk(made, pin)
    made.set_actor(SUPERVISOR)
    return made


def test_a_supervisor_sets_changes_and_removes_the_pin_and_only_its_hash_is_kept(
    qtbot: QtBot, pin_page: PinPage, pin: EmergencyPin, tmp_path: Path
) -> None:
    assert pin_page.state.text() == "No PIN is set." and not pin_page.remove_key.isEnabled()
    typed(qtbot, pin_page.first.edit, "482913")
    assert not pin_page.set_key.isEnabled()
    typed(qtbot, pin_page.second.edit, "482914")
    assert "differ" in pin_page.missing.text() and not pin_page.set_key.isEnabled()
    typed(qtbot, pin_page.second.edit, "482913")
    pin_page.set_key.click()
    assert pin.check("482913") and pin_page.state.text() == "A PIN is set."
    assert pin_page.first.text() == pin_page.second.text() == ""
    assert "482913" not in (tmp_path / "pin.json").read_text()
    typed(qtbot, pin_page.first.edit, "7777")
    typed(qtbot, pin_page.second.edit, "7777")
    qtbot.keyClick(pin_page.second.edit, Qt.Key.Key_Return)
    assert pin.check("7777") and not pin.check("482913")
    pin_page.remove_key.click()
    assert not pin.is_set


@pytest.mark.parametrize("who", (NURSE, UNNAMED))
def test_nobody_else_changes_the_pin(qtbot: QtBot, pin_page: PinPage, pin: EmergencyPin, who: Actor) -> None:
    pin_page.set_actor(who)
    typed(qtbot, pin_page.first.edit, "4829")
    typed(qtbot, pin_page.second.edit, "4829")
    assert not pin_page.set_key.isEnabled() and "Only a supervisor" in pin_page.missing.text()
    with pytest.raises(RefusedError):
        pin.set("4829", who)
