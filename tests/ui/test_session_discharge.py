"""Recovery and discharge on the bed screen: the gate turns done line by line, in place, by keys alone (DIS-01)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.ui.panels.observation import ObservationPanel
from bedside.ui.session.advice_form import AdviceForm
from bedside.ui.session.fading import against_of, back_words, fading_of
from bedside.ui.session.next_visit import read_visit, visit_words
from bedside.ui.session.recovery_page import RecoveryPage
from bedside.ui.session.scale_form import ScaleForm
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import AnswerItem, GiveScore, OverrideItem
from bedside.vitals.commands import SetPhase
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Actor, Phase, Role
from tests.helpers.accessible import unnamed
from tests.helpers.discharging import GIVEN, RULES, Recovery, open_recovery, recovering
from tests.helpers.story import at, rating

DOCTOR = Actor(name="Dr. L. Hartmann", role=Role.SUPERVISOR)
RATED = tuple(each for each in GIVEN if not isinstance(each[1], (AnswerItem, GiveScore)))


def page_of(flow: Recovery) -> RecoveryPage:
    form = flow.page.form
    assert isinstance(form, RecoveryPage)
    return form


def found(flow: Recovery, key: str) -> str:
    line = page_of(flow).gate.lines[key]
    return line.found_key.text() if not line.found_key.isHidden() else line.found.text()


@pytest.mark.req("DIS-01")
def test_the_gate_says_of_each_line_what_was_found_and_when(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look)
    gate = page_of(flow).gate
    assert (gate.count.text(), gate.of.text()) == ("12", "of 14 met")
    assert found(flow, "since_stop") == "1:30 to go, turns done by itself at 11:45:00"
    assert {key: found(flow, key) for key in list(gate.lines)[1:]} == {
        "score": "Aldrete 10 at 11:42",
        "moaas": "5 at 11:42",
        "dissociation": "0 at 11:42",
        "pressure": "120/74 mmHg, +2 % and +3 %",
        "spo2": "98 now",
        "gait": "walked 10 m, 11:38",
        "nausea": "0 at 11:42",
        "cannula": "11:36",
        "escort": "Luis Reyes is named, not yet here",
        "advice": "given 11:40",
        "next_visit": "18 Nov, 09:30",
        "emergency": "given 11:40",
        "risk_screen": "level 0 at 11:41",
    }
    assert [key for key, line in gate.lines.items() if line.raised] == ["since_stop", "escort"]
    assert gate.discharge_key.text() == "Discharge: 2 missing"
    assert not gate.discharge_key.isEnabled()
    missing = "Missing: 60 min since the infusion stopped, Escort named and present."
    assert gate.discharge_key.accessibleDescription() == missing


@pytest.mark.req("DIS-01")
def test_one_key_says_the_escort_is_here_time_does_the_rest_and_the_patient_goes(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_recovery(qtbot, look)
    gate = page_of(flow).gate
    assert flow.focus is gate.lines["escort"].keys["yes"]
    assert gate.lines["escort"].keys["yes"].text() == "Is here"
    flow.press(Qt.Key.Key_Space)
    assert [(c.form, c.item, c.answer) for c in flow.of(AnswerItem)] == [("discharge", "escort", "yes")]
    assert found(flow, "escort") == "Luis Reyes is here, 11:43"
    assert gate.discharge_key.text() == "Discharge: 1 missing"
    flow.later(89)
    assert not gate.discharge_key.isEnabled()
    flow.later(1)
    assert gate.discharge_key.text() == "Discharge"
    gate.discharge_key.setFocus()
    flow.press(Qt.Key.Key_Space)
    assert flow.of(SetPhase)[-1].phase is Phase.DISCHARGE
    assert gate.discharge_key.text() == "End session"
    assert flow.page.name == "recovery"  # both phases are on this page


@pytest.mark.req("DIS-01")
def test_a_line_passes_with_a_reason_and_a_supervisor_only(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look)
    gate = page_of(flow).gate
    flow.click(gate.override_key)
    assert list(gate.form.picks.keys) == ["since_stop", "escort"]
    flow.click(gate.form.picks.keys["escort"])
    assert not gate.form.key.isEnabled()
    gate.form.reason.edit.setFocus()
    flow.type("sister waits downstairs")
    assert not gate.form.key.isEnabled()  # nobody signs it
    gate.form.by.edit.setFocus()
    flow.type("Dr. L. Hartmann")
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(OverrideItem)
    assert (sent.form, sent.item, sent.reason) == ("discharge", "escort", "sister waits downstairs")
    assert sent.actor == DOCTOR
    assert found(flow, "escort") == "overridden by Dr. L. Hartmann, 11:43: “sister waits downstairs”"
    assert gate.form.isHidden()
    assert gate.discharge_key.text() == "Discharge: 1 missing"


def test_a_met_line_can_be_answered_again_or_left_as_it_is(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look)
    line = page_of(flow).gate.lines["cannula"]
    assert line.found_key.accessibleName() == "Cannula out: 11:36. Press to change it."
    line.found_key.setFocus()
    flow.press(Qt.Key.Key_Space)
    assert line.raised
    flow.click(line.leave_key)
    assert not line.raised
    assert flow.of(AnswerItem) == []
    flow.click(line.found_key)
    flow.click(line.keys["no"])
    assert [(c.item, c.answer) for c in flow.of(AnswerItem)] == [("cannula", "no")]
    assert line.raised
    assert not line.line.met


def test_the_next_visit_is_typed_in_place_and_a_day_that_is_past_is_refused_in_words(
    qtbot: QtBot, look: Theme
) -> None:
    given = tuple(each for each in GIVEN if getattr(each[1], "item", "") != "next_visit")
    flow = open_recovery(qtbot, look, given=given)
    page = page_of(flow)
    line = page.gate.lines["next_visit"]
    assert line.field is not None
    line.field.edit.setFocus()
    flow.type("3.11.2026 9:30")
    flow.press(Qt.Key.Key_Return)
    assert flow.of(AnswerItem) == []
    assert page.said == "2026-11-03 is past: write a day to come."
    line.field.edit.clear()
    flow.type("18.11. 9:30")
    flow.later(5)  # what is typed outlives the updates
    assert line.field.text() == "18.11. 9:30"
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(AnswerItem)
    assert (sent.item, sent.answer, sent.text) == ("next_visit", "yes", "2026-11-18 09:30")
    assert found(flow, "next_visit") == "18 Nov, 09:30"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-11-18 09:30", "2026-11-18 09:30"),
        ("18.11. 9:30", "2026-11-18 09:30"),
        ("18/11/26", "2026-11-18"),
        ("18 Nov, 09.30", "2026-11-18 09:30"),
        ("18 November 2026", "2026-11-18"),
        ("2.1.", "2027-01-02"),
        ("14.11.", "2026-11-14"),
        ("31.2.", ""),
        ("soon", ""),
        ("", ""),
        ("18.11. 25:00", ""),
        ("18.11. perhaps", ""),
        ("1.1.2030", ""),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, kept: str) -> None:
    visit = read_visit(typed, recovering().session.started_utc.date())  # type: ignore[union-attr]
    assert visit.text == kept
    assert bool(visit.wrong) is not bool(kept)


def test_words_that_are_no_day_are_shown_as_they_are() -> None:
    assert visit_words("2026-11-18") == "18 Nov"
    assert visit_words("the clinic calls") == "the clinic calls"


@pytest.mark.req("DIS-01")
def test_five_digits_score_the_recovery_and_a_late_tap_begins_a_new_score(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look, given=RATED)
    page = page_of(flow)
    flow.click(page.gate.lines["score"].open_key)
    flow.press(*[Qt.Key.Key_2] * 4)
    assert flow.of(GiveScore) == []
    assert "1 to go" in page.score.hint.text()
    flow.press(Qt.Key.Key_1)
    (sent,) = flow.of(GiveScore)
    assert (sent.scale, sent.version, sent.answers, sent.total) == ("aldrete", "1", (2, 2, 2, 2, 1), 9)
    assert page.score.total.text() == "9"
    assert page.score.of.text() == "of 10, needs 9"
    flow.press(Qt.Key.Key_2)  # the keyboard is still on the last row: a slip is corrected
    assert flow.of(GiveScore)[-1].replaces is not None
    assert page.score.total.text() == "10"
    flow.later(600)
    flow.click(page.score.grids["aldrete"].rows[0].keys[1])
    assert len(flow.of(GiveScore)) == 2  # a new one begins: nothing is taken from the old one
    assert page.score.total.text() == "–"
    assert page.score.grids["aldrete"].rows[1].keys[2].last


def test_padss_is_the_other_score_and_lets_the_line_pass_too(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look, given=RATED)
    page = page_of(flow)
    flow.click(page.score.picks["padss"])
    flow.press(*[Qt.Key.Key_2] * 5)
    assert flow.of(GiveScore)[0].scale == "padss"
    assert found(flow, "score") == "PADSS 10 at 11:43"


def test_the_risk_screen_opens_its_form_and_its_answers_come_back_to_the_gate(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_recovery(qtbot, look, given=RATED)
    flow.click(page_of(flow).gate.lines["risk_screen"].open_key)
    form = flow.page.form
    assert isinstance(form, ScaleForm)
    assert form.scale.key == "cssrs"
    flow.press(Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_N)  # items 3 to 5 are not asked after a no to 2
    form.keep_it()
    assert flow.of(GiveScore)[0].answers == (0, 0, None, None, None, 0)
    flow.open("discharge")
    assert found(flow, "risk_screen") == "level 0 at 11:43"


def test_ratings_fade_from_the_peak_with_the_gate_s_number_beside_them() -> None:
    update = recovering()
    assert update.care is not None
    shown = fading_of(update, update.care)
    assert [(lane.words, lane.last, lane.most) for lane in shown.lanes] == [
        ("Dissociation", 0, 1),
        ("Nausea", 0, 3),
        ("Drowsiness", 1, None),
        ("Anxiety", 0, None),
    ]
    assert shown.from_t == at("10:34")
    assert shown.stop_words == "stop 10:45"
    assert [words for _, words in shown.ticks] == ["10:45", "11:00", "11:15", "11:30"]


def test_against_the_baseline_the_farthest_and_the_present_value_stand_in_per_cent() -> None:
    update = recovering()
    assert update.care is not None
    rows = {row.words: row for row in against_of(update, update.care)}
    assert [(row.now_words, row.base_words, row.off) for row in rows.values()] == [
        ("120", "118", "+2 %"),
        ("74", "72", "+3 %"),
        ("69", "67", "+3 %"),
        ("98", "98", "0"),
    ]
    assert rows["Systolic"].peak == 141
    assert rows["SpO2"].peak == 87
    assert rows["SpO2"].low_percent == pytest.approx(-200 / 98)
    assert (
        back_words(update, update.care) == "Pressure and pulse back at the baseline for 10 min, since 11:15."
    )


def test_a_saturation_that_is_not_measured_now_is_not_shown_as_now() -> None:
    update = recovering()
    numerics = {key: each for key, each in update.numerics.items() if key is not Parameter.SPO2}
    assert update.care is not None
    row = against_of(replace(update, numerics=numerics), update.care)[-1]
    assert (row.now, row.off) == (None, "")


def test_without_a_protocol_nothing_is_asked_and_nothing_is_claimed(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look, protocol=None)
    gate = page_of(flow).gate
    assert gate.empty.text() == "No protocol of the site: nothing is asked before the patient goes."
    assert gate.lines == {}
    assert gate.discharge_key.text() == "Discharge"
    assert gate.discharge_key.isEnabled()


def test_a_running_infusion_closes_the_way_out(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look, clock="10:40")
    gate = page_of(flow).gate
    assert found(flow, "since_stop") == "the infusion is running: record its stop"
    assert not gate.discharge_key.isEnabled()


def test_a_refused_answer_is_said_in_place(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look)
    flow.page.show_refusal("Not yet done: the escort.")
    assert page_of(flow).said == "Not yet done: the escort."


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1024, 640), (640, 400)])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_numbers_stay_seen_and_every_key_has_a_name_at_any_size(
    qtbot: QtBot, size: tuple[int, int], scale: float
) -> None:
    from bedside.ui import theme

    flow = open_recovery(qtbot, theme.load("dark", scale), size=size)
    screen = flow.window.bed_screen
    for part in (screen.pleth, screen.spo2, screen.pr, screen.nibp):
        assert not part.isHidden()
        assert not part.geometry().intersects(flow.page.geometry())
    page = page_of(flow)
    assert page.gate.width() <= flow.page.width()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.isAncestorOf(focus)
    assert unnamed(flow.page) == []


def test_the_menu_key_brings_the_rail_beside_the_page_and_takes_it_away(qtbot: QtBot, look: Theme) -> None:
    flow = open_recovery(qtbot, look)
    assert flow.page.rail.isHidden()
    flow.click(page_of(flow).gate.menu_key)
    assert not flow.page.rail.isHidden()
    flow.click(flow.page.rail.rows["baseline"])
    assert flow.page.name == "baseline"
    flow.open("recovery")
    assert flow.page.rail.isHidden()


def test_the_sheet_opens_from_its_line(qtbot: QtBot, look: Theme) -> None:
    given = tuple(each for each in GIVEN if getattr(each[1], "item", "") != "advice")
    flow = open_recovery(qtbot, look, given=given)
    flow.click(page_of(flow).gate.lines["advice"].open_key)
    assert isinstance(flow.page.form, AdviceForm)


@pytest.mark.req("DIS-01", "SCALE-01")
@pytest.mark.parametrize(
    ("own", "asked", "enough"), [({}, "moaas", 5), ({"rass": 0}, "rass", 0)], ids=["of before", "its own"]
)
def test_the_sedation_line_opens_the_scale_it_asks_for_and_one_tap_meets_it(
    qtbot: QtBot, look: Theme, own: dict[str, int], asked: str, enough: int
) -> None:
    """Approved before RASS was asked at discharge, a protocol asks for MOAA/S, whatever was scored until then."""
    rules = replace(RULES, sedation="rass", discharge=replace(RULES.discharge, **own))
    given = (
        *(each for each in GIVEN if getattr(each[1], "scale", "") != "moaas"),
        ("10:50", rating("rass", -1)),
    )
    flow = open_recovery(qtbot, look, protocol=rules, given=given)
    assert page_of(flow).gate.lines[asked].raised
    flow.click(page_of(flow).gate.lines[asked].open_key)
    panel = flow.window.desk.panel
    assert isinstance(panel, ObservationPanel)
    assert panel.sedation.shown == asked
    flow.click(panel.sedation.keys[asked, enough])
    panel.close_panel()
    flow.feed()
    assert flow.update.care is not None
    assert [line.met for line in flow.update.care.discharge.criteria if line.key == asked] == [True]
