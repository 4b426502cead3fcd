"""The screening on the bed screen: flagged first, one tap each, nothing typed is lost, nobody overwritten silently."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.therapy.care import Care, GateRow
from bedside.ui.session.gate_words import answer_for, sorted_rows
from bedside.ui.session.screening_form import ScreeningForm
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import AllowEmergencyStart, AnswerItem, DecideGo, OverrideItem
from bedside.vitals.protocol import GateItem
from bedside.vitals.sessions import Actor, Phase, Role
from tests.helpers.screening import SUPERVISOR, answered, care_of, ready_care, rows_of, screening
from tests.helpers.session_flow import Flow, open_flow
from tests.helpers.story import NURSE

OTHER = Actor(name="B. Ruiz", role=Role.NURSE)


def form_of(flow: Flow) -> ScreeningForm:
    form = flow.page.form
    assert isinstance(form, ScreeningForm)
    return form


def row_of(care: Care, key: str) -> GateRow:
    return next(row for row in care.gate.rows if row.item.key == key)


def with_row(care: Care, row: GateRow) -> Care:
    rows = tuple(row if each.item.key == row.item.key else each for each in care.gate.rows)
    return replace(care, gate=replace(care.gate, rows=rows))


@pytest.mark.req("GATE-01")
def test_flagged_stand_first_then_open_then_clear_with_their_counts(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    form = form_of(flow)
    assert list(form.flags) == ["bladder", "food"]
    assert list(form.opens) == ["pregnancy_test", "equipment", "limits"]
    assert len(form.clear.keys) == 25
    assert form.counts.text() == "2 flagged   3 open   25 clear"
    tops = [
        w.mapTo(form, w.rect().topLeft()).y() for w in (form.flags["food"], form.opens["limits"], form.clear)
    ]
    assert tops == sorted(tops)
    assert flow.page.rail.line("screening").state == "27 of 30 answered"


def test_a_letter_answers_the_item_and_the_keyboard_goes_on_to_the_next(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    assert flow.focus is form_of(flow).opens["pregnancy_test"].keys["negative"]
    flow.press(Qt.Key.Key_P)
    assert flow.focus is form_of(flow).opens["equipment"].keys["yes"]
    flow.press(Qt.Key.Key_Y)
    assert [(c.item, c.answer, c.form, c.actor) for c in flow.of(AnswerItem)] == [
        ("pregnancy_test", "positive", "screening", NURSE),
        ("equipment", "yes", "screening", NURSE),
    ]
    form = form_of(flow)
    assert "pregnancy_test" in form.flags  # it moved where it belongs
    assert "equipment" in form.clear.keys


def test_answers_typed_faster_than_the_station_answers_each_mean_the_next_item(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look, care_of(rows_of(opened=("equipment", "pregnancy_test", "consent_valid"))))
    flow.listens = False
    flow.press(Qt.Key.Key_Y)
    flow.press(Qt.Key.Key_1)
    flow.press(Qt.Key.Key_N)
    assert [(c.item, c.answer) for c in flow.of(AnswerItem)] == [
        ("consent_valid", "yes"),
        ("pregnancy_test", "negative"),
        ("equipment", "no"),
    ]


def test_arrows_move_between_rows_and_answers_and_enter_gives_the_answer(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.press(Qt.Key.Key_Down)
    flow.press(Qt.Key.Key_Right)
    assert flow.focus is form_of(flow).opens["equipment"].keys["no"]
    flow.press(Qt.Key.Key_Up)
    assert flow.focus is form_of(flow).opens["pregnancy_test"].keys["positive"]
    flow.press(Qt.Key.Key_Return)
    assert [(c.item, c.answer) for c in flow.of(AnswerItem)] == [("pregnancy_test", "positive")]


@pytest.mark.req("GATE-01")
def test_an_answer_that_is_none_without_words_leads_to_their_field_and_enter_there_gives_both(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look, care_of(rows_of(opened=("food", "equipment"))))
    row = form_of(flow).opens["food"]
    answer = row.row.item.clear[0]
    flow.press(Qt.Key(ord(answer[0].upper())))
    assert flow.focus is row.details.edit
    assert not flow.of(AnswerItem)
    assert row.keys[answer].primary, "what was meant can be seen"
    flow.press(Qt.Key.Key_Return)
    assert not flow.of(AnswerItem), "no words yet"
    flow.type("06:30 toast")
    flow.press(Qt.Key.Key_Return)
    assert [(c.item, c.answer, c.text) for c in flow.of(AnswerItem)] == [("food", answer, "06:30 toast")]
    assert flow.focus is form_of(flow).opens["equipment"].keys["yes"]


@pytest.mark.req("GATE-01")
def test_after_the_go_the_keyboard_is_in_the_plan_nobody_has_made_yet(qtbot: QtBot, look: Theme) -> None:
    ready = ready_care()
    flow = open_flow(qtbot, look, replace(ready, plan=None, gate=replace(ready.gate, decision=None)))
    flow.open("screening")
    form_of(flow).decision.by.edit.setFocus()
    flow.type("Dr. L. Hartmann")
    flow.press(Qt.Key.Key_Tab)
    flow.press(Qt.Key.Key_Return)
    assert [c.go for c in flow.of(DecideGo)] == [True]
    assert flow.page.name == "plan"
    assert flow.focus is flow.page.form.first_focus()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("answers", "typed", "meant"),
    (
        (("no", "yes"), "Y", "yes"),
        (("no", "yes"), "n", "no"),
        (("negative", "positive", "not needed"), "n", ""),  # two begin with it
        (("negative", "positive", "not needed"), "3", "not needed"),
        (("negative", "positive", "not needed"), "9", ""),
        (("no", "yes"), "x", ""),
        (("no", "yes"), "", ""),
    ),
)
def test_a_key_means_an_answer_only_where_it_can_mean_one(
    answers: tuple[str, ...], typed: str, meant: str
) -> None:
    assert answer_for(GateItem(key="x", words="X", answers=answers), typed) == meant


@pytest.mark.req("GATE-01")
def test_an_override_takes_a_reason_and_a_supervisor_and_stays_beside_the_answer(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look)
    row = form_of(flow).flags["food"]
    assert not row.override_key.isEnabled()
    row.reason.edit.setFocus()
    flow.type("Half a slice only.")
    assert not row.override_key.isEnabled()
    row.by.edit.setFocus()
    flow.type("Dr. L. Hartmann")
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(OverrideItem)
    assert (sent.form, sent.item, sent.reason) == ("screening", "food", "Half a slice only.")
    assert (sent.actor.name, sent.actor.role) == ("Dr. L. Hartmann", Role.SUPERVISOR)
    assert not row.reason.isVisible() and row.amend_key.isVisible()
    assert not list(form_of(flow).flags["food"].reason.text())  # it stands in the record now


@pytest.mark.req("GATE-01")
def test_a_nurse_makes_no_supervisor_of_herself(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    form, row = form_of(flow), form_of(flow).flags["food"]
    row.reason.edit.setFocus()
    flow.type("Half a slice only.")
    row.by.edit.setFocus()
    flow.type(f" {flow.actor.name.lower()} ")
    flow.press(Qt.Key.Key_Return)
    assert flow.of(OverrideItem) == []
    assert "does not work here as a supervisor" in form.said
    assert row.reason.text() == "Half a slice only.", "nothing that was typed is lost"


def test_a_supervisor_at_work_is_named_by_itself(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.actor = SUPERVISOR
    flow.feed()
    row = form_of(flow).flags["food"]
    assert row.by.text() == "Dr. L. Hartmann"
    row.reason.edit.setFocus()
    flow.type("Looked at it.")
    qtbot.mouseClick(row.override_key, Qt.MouseButton.LeftButton)
    assert flow.of(OverrideItem)[0].actor == SUPERVISOR


def test_a_clear_item_is_changed_with_one_press_and_can_be_left(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    form = form_of(flow)
    qtbot.mouseClick(form.clear.keys["mania_now"], Qt.MouseButton.LeftButton)
    flow.feed()
    row = form.opens["mania_now"]
    assert row.isVisible() and row.leave_key.isVisible() and row.details.isVisible()
    assert row.keys["no"].last  # the answer it has
    qtbot.mouseClick(row.leave_key, Qt.MouseButton.LeftButton)
    flow.feed()
    assert "mania_now" not in form.opens and flow.of(AnswerItem) == []
    form.clear.keys["mania_now"].click()
    flow.feed()
    form.opens["mania_now"].details.edit.setFocus()
    flow.type("since Tuesday")
    form.opens["mania_now"].keys["yes"].click()
    flow.feed()
    (sent,) = flow.of(AnswerItem)
    assert (sent.item, sent.answer, sent.text) == ("mania_now", "yes", "since Tuesday")
    assert "mania_now" in form.flags


def test_what_fills_itself_shows_what_it_waits_for_and_has_no_answer_to_press(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look, care_of(rows_of(opened=("limits", "identity"))))
    form = form_of(flow)
    limits, identity = form.opens["limits"], form.opens["identity"]
    assert not any(key.isVisible() for key in limits.keys.values())
    assert "2 NIBP readings" in limits._hint.text() and "2 min apart" in limits._hint.text()
    assert not limits.open_key.isVisible()
    qtbot.mouseClick(identity.open_key, Qt.MouseButton.LeftButton)
    flow.feed()
    assert flow.page.name == "patient"


def test_a_typed_reason_survives_the_page_an_update_another_bed_and_another_window(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look)
    form_of(flow).flags["food"].reason.edit.setFocus()
    flow.type("Half a sl")
    qtbot.keyClick(flow.window, Qt.Key.Key_Escape)
    assert not flow.window.bed_screen.session_open
    another = screening(care_of(rows_of(opened=())))
    assert another.session is not None
    mine = flow.update
    flow.update = replace(another, session=replace(another.session, id="another session"))
    qtbot.keyClick(flow.window, Qt.Key.Key_F10)
    flow.feed()
    assert form_of(flow).flags["food"].reason.text() == ""
    flow.update = mine
    flow.feed()
    flow.page.open("screening")
    assert form_of(flow).flags["food"].reason.text() == "Half a sl"
    flow.show(with_row(flow.care, answered(row_of(flow.care, "equipment").item, "yes", by=OTHER)))
    assert form_of(flow).flags["food"].reason.text() == "Half a sl"


def test_an_answer_from_another_window_is_said_with_its_name_and_what_is_typed_here_stays(
    qtbot: QtBot, look: Theme
) -> None:
    care = care_of(rows_of(opened=("equipment", "bladder")))
    flow = open_flow(qtbot, look, care)
    form = form_of(flow)
    form.opens["bladder"].details.edit.setFocus()
    flow.type("burning sin")
    flow.show(with_row(flow.care, answered(row_of(care, "bladder").item, "no", by=OTHER, clock="09:47:19")))
    assert "Bladder symptoms: “no” by B. Ruiz, 09:47:19" in form._notice.text()
    assert form._notice.isVisible()
    row = form.opens["bladder"]  # still here, to be answered again with what was typed
    assert row.details.text() == "burning sin" and "B. Ruiz" in row._hint.text()


def test_of_many_answers_from_another_window_three_are_said_and_the_others_counted(
    qtbot: QtBot, look: Theme
) -> None:
    keys = ("equipment", "pregnancy_test", "consent_valid", "bladder", "food")
    flow = open_flow(qtbot, look, care_of(rows_of(opened=keys)))
    care = flow.care
    for key in keys:
        care = with_row(care, answered(row_of(care, key).item, row_of(care, key).item.clear[0], by=OTHER))
    flow.show(care)
    assert form_of(flow)._notice.text().count("B. Ruiz") == 3
    assert form_of(flow)._notice.text().endswith("; and 2 more")


def test_ones_own_answer_is_not_told_as_one_from_another_window(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.press(Qt.Key.Key_P)
    assert not form_of(flow)._notice.isVisible()


def test_a_refusal_stands_in_the_form_and_the_item_can_be_answered_again(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.listens = False
    flow.press(Qt.Key.Key_P)
    flow.window.show_refusal("The session was ended: nothing can be answered any more.")
    flow.feed()
    form = form_of(flow)
    assert form.said == "The session was ended: nothing can be answered any more."
    form.opens["pregnancy_test"].keys["negative"].click()
    assert form.said == "" and len(flow.of(AnswerItem)) == 2


@pytest.mark.req("GATE-01")
def test_go_takes_a_name_and_no_go_a_reason_as_well(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look, replace(ready_care(), gate=replace(ready_care().gate, decision=None)))
    flow.open("screening")
    row = form_of(flow).decision
    assert row.by.isVisible() and not row.go_key.isEnabled() and not row.no_key.isEnabled()
    row.by.edit.setFocus()
    flow.type("Dr. L. Hartmann")
    assert row.go_key.isEnabled() and not row.no_key.isEnabled()
    row.reason.edit.setFocus()
    flow.type("Pressure since Monday")
    row.no_key.click()
    flow.feed()
    (sent,) = flow.of(DecideGo)
    assert (sent.go, sent.reason, sent.actor.role) == (False, "Pressure since Monday", Role.SUPERVISOR)
    assert "No-go by Dr. L. Hartmann" in row._state.text()


def test_reminders_of_the_medicines_stand_beside_as_text(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    assert form_of(flow)._medicines.text() == (
        "Lorazepam 1 mg, not taken today: a high daily dose went with a poorer response"
    )


@pytest.mark.req("GATE-01")
def test_an_emergency_start_takes_a_reason_and_a_name_and_the_sites_pin_where_there_is_one(
    qtbot: QtBot, look: Theme
) -> None:
    flow = open_flow(qtbot, look, prepare=lambda page: setattr(page.asks, "check_pin", "4711".__eq__))
    assert flow.page.rail.emergency_key.text() == "Emergency start, PIN"
    flow.page.rail.emergency_key.click()
    flow.feed()
    form = flow.page.forms.others["emergency"]
    assert flow.focus is form.reason.edit  # type: ignore[attr-defined]
    flow.type("Severe crisis, prescriber at the bed")
    assert not form.give_key.isEnabled()  # type: ignore[attr-defined]
    form.pin.edit.setFocus()  # type: ignore[attr-defined]
    flow.type("1234")
    flow.press(Qt.Key.Key_Return)
    assert "not the site's PIN" in form.said and flow.of(AllowEmergencyStart) == []
    flow.type("4711")
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(AllowEmergencyStart)
    assert sent.pin_checked and sent.reason == "Severe crisis, prescriber at the bed" and sent.actor == NURSE
    assert flow.page.rail.start_key.isEnabled()


def test_without_a_pin_a_reason_and_a_name_open_the_start(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look)
    flow.page.rail.emergency_key.click()
    flow.feed()
    flow.type("Crisis")
    flow.press(Qt.Key.Key_Return)
    (sent,) = flow.of(AllowEmergencyStart)
    assert not sent.pin_checked and sent.actor == NURSE


def test_rows_are_sorted_alike_whatever_their_order(qtbot: QtBot) -> None:
    del qtbot
    rows = rows_of()
    one, other = sorted_rows(rows), sorted_rows(tuple(reversed(rows)))
    assert {r.item.key for r in one.clear} == {r.item.key for r in other.clear}
    assert [r.item.key for r in one.flagged] == ["bladder", "food"] == [r.item.key for r in other.flagged]
    assert one.open[-1].item.fills == other.open[-1].item.fills == "start_limits"


def test_a_session_without_a_protocol_asks_nothing_and_says_so(qtbot: QtBot, look: Theme) -> None:
    flow = open_flow(qtbot, look, Care())
    flow.open(Phase.SCREENING.value)
    assert "nothing is asked" in form_of(flow).hint.text()
    assert flow.page.rail.start_key.isEnabled()


@pytest.mark.req("GATE-01")
def test_a_pin_that_is_set_while_the_page_is_there_is_asked_for_when_a_form_is_opened(
    qtbot: QtBot, look: Theme
) -> None:
    site: list[str] = []
    flow = open_flow(
        qtbot,
        look,
        prepare=lambda page: setattr(page.asks, "find_pin", lambda: site[0].__eq__ if site else None),
    )
    assert flow.page.asks.check_pin is None
    site.append("4711")
    flow.open("emergency")
    assert flow.page.asks.check_pin is not None
    assert flow.page.asks.check_pin("4711")
    site.clear()
    flow.open("screening")
    assert flow.page.asks.check_pin is None


@pytest.mark.req("GATE-01", "SCALE-01")
def test_what_was_said_after_the_start_says_so_in_its_row_in_the_counts_and_in_the_rail(
    qtbot: QtBot, look: Theme
) -> None:
    care = ready_care()
    assert care.gate.decision is not None
    glaucoma, bladder = row_of(care, "glaucoma"), row_of(care, "bladder")
    assert bladder.override is not None
    care = with_row(care, replace(glaucoma, late=True))
    care = with_row(care, replace(bladder, late=True, override=replace(bladder.override, late=True)))
    gate = replace(care.gate, decision=replace(care.gate.decision, late=True))
    flow = open_flow(qtbot, look, care=replace(care, gate=gate))
    flow.page.open("screening")
    form = form_of(flow)
    assert form.clear.keys["glaucoma"].text().endswith(" · after the start")
    assert "09:43:00, after the start" in form.clear.keys["glaucoma"].accessibleName()
    assert not any("after" in key.text() for name, key in form.clear.keys.items() if name != "glaucoma")
    flag = form.flags["bladder"]
    assert flag._said.text().startswith("Answer, after the start: yes · Burning after session 2")
    assert flag._state.text() == "✓ Overridden by Dr. L. Hartmann, 09:45:02, after the start"
    assert form.decision._state.text() == "Go by Dr. L. Hartmann, 09:47:00, after the start"
    assert form.counts.text() == "2 flagged   0 open   28 clear   2 late"
    assert flow.page.rail.line("screening").state == "30 of 30, 2 late"
