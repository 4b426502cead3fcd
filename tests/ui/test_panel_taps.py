"""One-tap panels and the small ones: saved with the tap, undone for ten seconds, Esc loses nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.errors import BrokenFileError
from bedside.ui.catalogue import catalogue, read_catalogue
from bedside.ui.panels.alarm_list import AlarmListPanel
from bedside.ui.panels.close_window import CloseWindowPanel, Closing
from bedside.ui.panels.end_session import EndSessionPanel
from bedside.ui.panels.event import EventPanel
from bedside.ui.panels.note import NotePanel
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.patient import PatientPanel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.panels.ratings import RatingsPanel
from bedside.ui.theme import Theme
from bedside.vitals.commands import (
    Acknowledge,
    EndSession,
    GiveRating,
    MarkEvent,
    NamePatient,
    Retract,
    WriteNote,
)
from bedside.vitals.readings import CuffState, CuffStatus
from bedside.vitals.sessions import PatientType
from tests.helpers.hosting import host
from tests.helpers.story import BED, NURSE, empty, later, story

PANELS = [
    RatePanel,
    EventPanel,
    RatingsPanel,
    NotePanel,
    PatientPanel,
    EndSessionPanel,
    CloseWindowPanel,
    AlarmListPanel,
]


def opened(qtbot: QtBot, panel: Panel) -> list[object]:
    host(qtbot, panel, 784, 568)
    commands: list[object] = []
    panel.command.connect(commands.append)
    panel.open_for(story("10:17:10"), NURSE)
    return commands


@pytest.mark.parametrize("kind", PANELS)
def test_every_panel_fits_its_place_has_a_name_and_closes_with_esc(
    qtbot: QtBot, look: Theme, kind: type[Panel]
) -> None:
    panel = kind(look)
    commands = opened(qtbot, panel)
    assert panel.accessibleName()
    assert panel.minimumSizeHint().width() <= 784
    assert panel.minimumSizeHint().height() <= 568
    with qtbot.waitSignal(panel.closed, timeout=1000):
        qtbot.keyClick(panel.focusWidget() or panel, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert commands == []


@pytest.mark.parametrize("kind", PANELS)
def test_every_panel_opens_for_a_bed_without_a_session(qtbot: QtBot, look: Theme, kind: type[Panel]) -> None:
    panel = kind(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(empty(), NURSE)
    panel.grab()


@pytest.mark.req("EVT-01")
def test_one_tap_saves_an_event_with_its_severity(qtbot: QtBot, look: Theme) -> None:
    panel = EventPanel(look)
    commands = opened(qtbot, panel)
    qtbot.mouseClick(panel.keys["dizziness", 1], Qt.MouseButton.LeftButton)
    assert commands == [MarkEvent(bed=BED, actor=NURSE, event="dizziness", severity=1)]
    assert panel.foot._saved.text() == "Dizziness, mild, saved 10:17:10"


def test_a_treatment_is_one_tap_too(qtbot: QtBot, look: Theme) -> None:
    panel = EventPanel(look)
    commands = opened(qtbot, panel)
    panel.keys["oxygen", None].click()
    assert commands == [MarkEvent(bed=BED, actor=NURSE, event="oxygen")]


@pytest.mark.req("EVT-01")
def test_every_event_of_the_list_is_at_most_two_taps_away(look: Theme, qtbot: QtBot) -> None:
    panel = EventPanel(look)
    opened(qtbot, panel)
    for item in catalogue().events:
        assert all((item.key, severity) in panel.keys for severity in (1, 2, 3))
    for item in catalogue().treatments:
        assert (item.key, None) in panel.keys


def test_the_same_event_twice_is_saved_twice(qtbot: QtBot, look: Theme) -> None:
    panel = EventPanel(look)
    commands = opened(qtbot, panel)
    panel.keys["nausea", 2].click()
    panel.keys["nausea", 2].click()
    assert len(commands) == 2
    assert panel.keys["nausea", 2].isChecked()


def test_a_rating_is_saved_by_its_tap_and_the_last_one_is_dashed(qtbot: QtBot, look: Theme) -> None:
    panel = RatingsPanel(look)
    commands = opened(qtbot, panel)
    assert panel.keys["dissociation", 2].last
    assert not any(panel.keys["pain", value].last for value in range(11))
    panel.keys["dissociation", 7].click()
    assert commands == [GiveRating(bed=BED, actor=NURSE, scale="dissociation", value=7, version="1")]
    assert panel.foot._saved.text() == "Dissociation 7 saved 10:17:10"


@pytest.mark.parametrize("value", range(11))
def test_all_eleven_values_of_all_six_scales_can_be_given(qtbot: QtBot, look: Theme, value: int) -> None:
    panel = RatingsPanel(look)
    commands = opened(qtbot, panel)
    for scale in catalogue().scales:
        panel.keys[scale.key, value].click()
    assert [command.value for command in commands if isinstance(command, GiveRating)] == [value] * 6


# -- undo --------------------------------------------------------------------------------------------


def test_undo_takes_the_entry_of_the_tap_back(qtbot: QtBot, look: Theme) -> None:
    panel = RatingsPanel(look)
    commands = opened(qtbot, panel)
    update = story("10:17:10")
    panel.keys["anxiety", 2].click()
    after = later(update, 2.0, commands[0])  # type: ignore[arg-type]
    panel.show_update(after)
    assert panel.foot.undo_key.text() == "Undo 8 s"
    panel.foot.undo_key.click()
    assert commands[1] == Retract(bed=BED, actor=NURSE, entry=after.entries[-1].number)
    assert not panel.foot.undo_key.isEnabled()


def test_undo_ends_after_ten_seconds(qtbot: QtBot, look: Theme) -> None:
    panel = EventPanel(look)
    commands = opened(qtbot, panel)
    update = story("10:17:10")
    panel.keys["nausea", 1].click()
    saved = later(update, 1.0, commands[0])  # type: ignore[arg-type]
    panel.show_update(saved)
    panel.show_update(replace(saved, now=update.now + 9.9))
    assert panel.foot.undo_key.isEnabled()
    panel.show_update(replace(saved, now=update.now + 10.0))
    assert not panel.foot.undo_key.isEnabled()
    panel.foot.undo()
    assert len(commands) == 1


def test_undo_before_the_station_has_answered_is_carried_out_when_it_does(qtbot: QtBot, look: Theme) -> None:
    panel = EventPanel(look)
    commands = opened(qtbot, panel)
    update = story("10:17:10")
    panel.keys["nausea", 1].click()
    panel.foot.undo_key.click()
    assert len(commands) == 1
    saved = later(update, 0.1, commands[0])  # type: ignore[arg-type]
    panel.show_update(saved)
    assert commands[1] == Retract(bed=BED, actor=NURSE, entry=saved.entries[-1].number)


def test_undo_never_takes_an_older_equal_entry(qtbot: QtBot, look: Theme) -> None:
    older = MarkEvent(bed=BED, actor=NURSE, event="nausea", severity=1)
    update = later(story("10:17:10"), 1.0, older)
    panel = EventPanel(look)
    host(qtbot, panel, 784, 568)
    commands: list[object] = []
    panel.command.connect(commands.append)
    panel.open_for(update, NURSE)
    panel.keys["nausea", 1].click()
    panel.show_update(replace(update, now=update.now + 1))
    panel.foot.undo_key.click()
    assert len(commands) == 1, "its own entry is not there yet"


# -- the small panels --------------------------------------------------------------------------------


def test_ctrl_enter_saves_a_note(qtbot: QtBot, look: Theme) -> None:
    panel = NotePanel(look)
    commands = opened(qtbot, panel)
    assert not panel.save_key.isEnabled()
    qtbot.keyClicks(panel.edit, "feels light")
    qtbot.keyClick(panel.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert commands == [WriteNote(bed=BED, actor=NURSE, text="feels light")]


def test_esc_keeps_a_half_typed_note_for_the_next_time(qtbot: QtBot, look: Theme) -> None:
    drafts: dict[str, str] = {}
    panel = NotePanel(look, drafts=drafts)
    commands = opened(qtbot, panel)
    qtbot.keyClicks(panel.edit, "feels li")
    qtbot.keyClick(panel.edit, Qt.Key.Key_Escape)
    assert commands == []
    again = NotePanel(look, drafts=drafts)
    opened(qtbot, again)
    assert again.edit.toPlainText() == "feels li"


@pytest.mark.req("DOSE-03")
def test_a_weight_that_cannot_be_meant_is_saved_with_a_reason_only(qtbot: QtBot, look: Theme) -> None:
    panel = PatientPanel(look)
    commands = opened(qtbot, panel)
    assert not panel.box.isVisible()
    panel.weight.edit.setText("154 kg")
    assert "70 kg on record in pounds" in panel.box.check.headline and panel.box.isVisible()
    qtbot.keyClick(panel.weight.edit, Qt.Key.Key_Return)
    assert commands == [] and panel._missing.text() == "Say why this weight is right."
    assert panel.focusWidget() is panel.why.edit, "Enter goes on to the reason"
    qtbot.keyClicks(panel.why.edit, "Bed scale, twice")
    qtbot.keyClick(panel.why.edit, Qt.Key.Key_Return)
    (said,) = commands
    assert isinstance(said, NamePatient) and (said.weight_kg, said.reason) == (154.0, "Bed scale, twice")


def test_a_label_that_changes_is_another_patient_with_a_weight_of_its_own(qtbot: QtBot, look: Theme) -> None:
    panel = PatientPanel(look)
    opened(qtbot, panel)
    panel.weight.edit.setText("110")
    assert panel.box.isVisible()
    panel.label.edit.setText("Silva, Tomas")
    assert not panel.box.isVisible() and panel.save_key.isEnabled()
    panel.weight.edit.setText("1.100")
    assert "read as 1100 or as 1.100" in panel._missing.text() and not panel.save_key.isEnabled()


def test_naming_a_patient_takes_label_type_and_weight(qtbot: QtBot, look: Theme) -> None:
    panel = PatientPanel(look)
    commands = opened(qtbot, panel)
    panel.label.edit.setText("  Silva, Tomas ")
    panel.weight.edit.setText("82,5")
    panel.type_keys[PatientType.CHILD].click()
    qtbot.keyClick(panel.label.edit, Qt.Key.Key_Return)
    assert commands == [
        NamePatient(
            bed=BED, actor=NURSE, label="Silva, Tomas", patient_type=PatientType.CHILD, weight_kg=82.5
        )
    ]


@pytest.mark.parametrize(("label", "weight"), [("", "70"), ("A", "x"), ("A", "0"), ("A", "900")])
def test_what_cannot_be_a_patient_is_refused_in_words(
    qtbot: QtBot, look: Theme, label: str, weight: str
) -> None:
    panel = PatientPanel(look)
    opened(qtbot, panel)
    panel.label.edit.setText(label)
    panel.weight.edit.setText(weight)
    assert not panel.save_key.isEnabled()
    assert panel._missing.text()


def test_ending_a_session_is_never_what_enter_does(qtbot: QtBot, look: Theme) -> None:
    panel = EndSessionPanel(look)
    commands = opened(qtbot, panel)
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert commands == []
    assert panel.isHidden()


def test_next_patient_and_end_session_are_told_apart(qtbot: QtBot, look: Theme) -> None:
    panel = EndSessionPanel(look)
    commands = opened(qtbot, panel)
    assert "infusion is recorded as running" in panel._still.text()
    panel.next_key.click()
    panel.open_for(story("10:17:10"), NURSE)
    panel.end_key.click()
    assert [command.next_patient for command in commands if isinstance(command, EndSession)] == [True, False]


def test_closing_the_window_says_which_beds_run_and_that_a_cuff_is_aborted(qtbot: QtBot, look: Theme) -> None:
    panel = CloseWindowPanel(look)
    host(qtbot, panel, 784, 568)
    one = story("10:17:10")
    assert one.nibp is not None
    measuring = replace(one.nibp, status=CuffStatus(t=one.now, state=CuffState.MEASURING))
    panel.open_for_sessions([replace(one, nibp=measuring), replace(one, bed=5), empty(7)], NURSE)
    assert "beds 3, 5" in panel.words
    assert "The cuff on bed 3 is measuring: quitting aborts it." in panel.words


def test_ending_all_and_quitting_ends_every_open_session(qtbot: QtBot, look: Theme) -> None:
    panel = CloseWindowPanel(look)
    host(qtbot, panel, 784, 568)
    commands: list[object] = []
    choices: list[object] = []
    panel.command.connect(commands.append)
    panel.chosen.connect(choices.append)
    one = story("10:17:10")
    panel.open_for_sessions([one, replace(one, bed=5), empty(7)], NURSE)
    panel.end_key.click()
    assert [command.bed for command in commands if isinstance(command, EndSession)] == [3, 5]
    assert choices == [Closing.END_AND_QUIT]
    panel.open_for_sessions([one], NURSE)
    panel.resume_key.click()
    panel.open_for_sessions([one], NURSE)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert choices[1:] == [Closing.QUIT_AND_RESUME, Closing.KEEP_RUNNING]


@pytest.mark.req("ALM-03")
def test_the_alarm_list_is_newest_first_with_its_priority_in_signs(qtbot: QtBot, look: Theme) -> None:
    panel = AlarmListPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(story("10:34:20"), NURSE)
    words = panel.history.row_words()
    assert words[0].startswith("10:31:22 *** SpO2 86 < 88, HIGH")
    assert words[1].startswith("10:11:12 ! SpO2 no signal, LOW")


@pytest.mark.req("ALM-31")
def test_acknowledging_from_the_list_is_one_condition_at_a_time(qtbot: QtBot, look: Theme) -> None:
    panel = AlarmListPanel(look)
    host(qtbot, panel, 784, 568)
    commands: list[object] = []
    panel.command.connect(commands.append)
    panel.open_for(story("10:34:20"), NURSE)
    panel.acknowledge_key.click()
    assert commands == [Acknowledge(bed=BED, actor=NURSE, condition=2)]


def test_a_refusal_is_said_in_the_panel(qtbot: QtBot, look: Theme) -> None:
    panel = EventPanel(look)
    opened(qtbot, panel)
    panel.show_refusal("There is no session on this bed.")
    assert panel._head.hint == "There is no session on this bed."


# -- the lists ---------------------------------------------------------------------------------------


def test_the_catalogue_holds_the_lists_of_the_clinical_notes() -> None:
    lists = catalogue()
    assert [scale.key for scale in lists.scales] == [
        "dissociation",
        "anxiety",
        "nausea",
        "pain",
        "drowsiness",
        "well_being",
    ]
    assert len(lists.events) == 28
    assert lists.event_words("emesis") == "Vomiting"
    assert lists.event_words("a key of the future") == "a key of the future"


def test_a_key_used_twice_is_refused_with_a_sentence(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "events.toml"
    row = '[[{name}]]\nkey = "same"\nwords = "Same"\n'
    scale = '[[scale]]\nkey = "a"\nwords = "A"\nlow = "x"\nhigh = "y"\n'
    text = scale + row.format(name="event") + row.format(name="treatment") + row.format(name="reason")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenFileError, match="twice"):
        read_catalogue(file)
