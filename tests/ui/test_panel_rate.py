"""Rate changed and infusion start: what is said about a number, what is refused, what is recorded."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care, Gate
from bedside.therapy.infusion import never_stopped
from bedside.ui.panels.infusion_keys import pause_command, resume_command, stop_command
from bedside.ui.panels.rate import RatePanel
from bedside.ui.panels.rate_check import RateQuestion
from bedside.ui.panels.rate_start_check import StartQuestion
from bedside.ui.panels.rate_units import RateUnit, parse_decimal, to_ml_h
from bedside.ui.session_chart import SessionChart
from bedside.ui.spoken import use_decimal_mark
from bedside.ui.theme import Theme
from bedside.vitals.commands import ChangeRate, PauseInfusion, ResumeInfusion, StartInfusion, StopInfusion
from bedside.vitals.display import DecimalMark
from bedside.vitals.patients import SessionPlan
from tests.helpers.hosting import host
from tests.helpers.story import BED, NURSE, at, later, story


@pytest.fixture
def panel(qtbot: QtBot, look: Theme) -> RatePanel:
    widget = RatePanel(look)
    host(qtbot, widget, 784, 568)
    return widget


def sent(panel: RatePanel) -> list[object]:
    commands: list[object] = []
    panel.command.connect(commands.append)
    return commands


def question(typed: str, **more: object) -> RateQuestion:
    facts: dict[str, object] = {
        "typed": typed,
        "unit": RateUnit.ML_H,
        "now_ml_h": 45.0,
        "concentration_mg_ml": 1.0,
        "weight_kg": 70.0,
        "delivered_mg": 7.4,
        "planned_mg": 35.0,
        "remaining_s": 1808.0,
        "end_clock": "10:45",
    }
    return RateQuestion(**(facts | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "value"), [("55", 55), ("52,5", 52.5), ("52.5", 52.5), (".5", 0.5), ("0", 0), (" 7 ", 7)]
)
def test_comma_and_point_both_mark_decimals(typed: str, value: float) -> None:
    assert parse_decimal(typed) == value


@pytest.mark.parametrize(
    "typed", ["", "x", "5x", "1,000", "1.2.3", "--5", "-5", "1e3", "٤", "nan", "inf", "."]
)
def test_what_is_not_a_number_is_no_number(typed: str) -> None:
    assert parse_decimal(typed) is None


def test_a_rate_inside_the_plan_is_calm() -> None:
    check = question("55").check()
    assert not check.caution and not check.refused
    assert check.headline == "1.2 times the rate now, inside the plan of 35.0 mg."


def test_a_digit_too_many_is_asked_about_in_words() -> None:
    check = question("550").check()
    assert check.caution
    assert check.headline == "550 mL/h is 12 times the rate now. A digit too many, or another unit?"
    assert "283.6 mg" in check.detail
    assert "the plan of 35.0 mg" in check.detail


@pytest.mark.parametrize(
    ("typed", "caution"),
    [("135", True), ("134", True), ("100", True), ("60", False), ("15", True), ("16", False)],
)
def test_caution_begins_at_three_times_a_third_or_past_the_plan(typed: str, caution: bool) -> None:
    assert question(typed).check().caution is caution


def test_the_present_rate_read_in_another_unit_is_asked_about() -> None:
    check = question("90", concentration_mg_ml=2.0, remaining_s=None).check()
    assert check.caution
    assert "mg/h" in check.headline


@pytest.mark.req("DOSE-03")
def test_undiluted_strength_asks_for_caution() -> None:
    assert question("45", concentration_mg_ml=10.0, planned_mg=None, remaining_s=None).check().caution


@pytest.mark.parametrize("typed", ["", "0", "0,0", "abc", "5..5"])
def test_nothing_zero_and_nonsense_are_refused_in_words(typed: str) -> None:
    check = question(typed).check()
    assert check.refused
    assert check.headline


def test_units_convert_by_concentration_and_weight() -> None:
    assert to_ml_h(35, RateUnit.MG_H, concentration_mg_ml=2, weight_kg=None) == 17.5
    assert to_ml_h(0.75, RateUnit.MG_KG_H, concentration_mg_ml=1, weight_kg=70) == 52.5
    with pytest.raises(ValueError, match="weight"):
        to_ml_h(1, RateUnit.MG_KG_H, concentration_mg_ml=1, weight_kg=None)


def test_no_sentence_ever_proposes_a_number() -> None:
    for typed in ("", "0", "5", "15", "55", "90", "550"):
        words = question(typed).check()
        for word in ("should", "recommend", "suggest", "instead", "try "):
            assert word not in f"{words.headline} {words.detail}".lower()


# -- the panel ---------------------------------------------------------------------------------------


def test_typing_goes_to_the_number_at_once_and_enter_records_it(panel: RatePanel, qtbot: QtBot) -> None:
    commands = sent(panel)
    before = story("10:14:52")
    panel.open_for(before, NURSE)
    qtbot.keyClicks(panel.change.edit, "55")
    assert panel.change.record_key.text() == "Record 55 mL/h"
    qtbot.keyClick(panel.change.edit, Qt.Key.Key_Return)
    assert commands == [ChangeRate(bed=3, actor=NURSE, rate_ml_h=55.0, entered_value=55.0)]
    panel.show_update(later(before, 1.0, commands[0]))  # type: ignore[arg-type]
    assert panel.isHidden()


def test_the_keypad_types_and_erases(panel: RatePanel) -> None:
    panel.open_for(story("10:14:52"), NURSE)
    for sign in "52.5<<":
        panel.change.keypad.keys[sign].click()
    assert panel.change.edit.text() == "52"


def test_a_chosen_reason_is_recorded(panel: RatePanel) -> None:
    commands = sent(panel)
    panel.open_for(story("10:14:52"), NURSE)
    panel.change.edit.setText("55")
    panel.change.reason_keys["low_response"].click()
    panel.change.record_key.click()
    assert commands == [
        ChangeRate(bed=3, actor=NURSE, rate_ml_h=55.0, entered_value=55.0, reason="Low response")
    ]


def test_under_caution_enter_types_again_and_recording_needs_a_reason(panel: RatePanel, qtbot: QtBot) -> None:
    commands = sent(panel)
    panel.open_for(story("10:14:52"), NURSE)
    panel.change.edit.setText("550")
    assert panel.change.record_key.text() == "Record 550: say why"
    assert not panel.change.record_key.isEnabled()
    qtbot.keyClick(panel.change.edit, Qt.Key.Key_Return)
    assert commands == []
    assert panel.change.edit.text() == ""
    panel.change.edit.setText("550")
    panel.change.reason_keys["plan_step"].click()
    panel.change.record_key.click()
    assert commands == [
        ChangeRate(bed=3, actor=NURSE, rate_ml_h=550.0, entered_value=550.0, reason="Plan step")
    ]


def test_a_rate_typed_in_mg_is_recorded_in_ml(panel: RatePanel) -> None:
    commands = sent(panel)
    update = story("10:14:52")
    assert update.infusion is not None
    update = replace(update, infusion=replace(update.infusion, concentration_mg_ml=2.0))
    panel.open_for(update, NURSE)
    panel.change.unit_keys[RateUnit.MG_H].click()
    panel.change.edit.setText("60")
    assert panel.change.record_key.text() == "Record 30 mL/h"
    panel.change.reason_keys["other"].click()
    panel.change.record_key.click()
    assert commands == [
        ChangeRate(
            bed=3, actor=NURSE, rate_ml_h=30.0, entered_value=60.0, entered_unit="mg/h", reason="Other"
        )
    ]


def test_without_a_weight_the_per_kg_key_is_closed_and_keeps_its_place(panel: RatePanel) -> None:
    update = story("10:14:52")
    assert update.session is not None
    panel.open_for(replace(update, session=replace(update.session, weight_kg=None)), NURSE)
    key = panel.change.unit_keys[RateUnit.MG_KG_H]
    assert key.isVisible() and not key.isEnabled()


def test_nothing_can_be_recorded_from_an_empty_or_zero_field(panel: RatePanel, qtbot: QtBot) -> None:
    commands = sent(panel)
    panel.open_for(story("10:14:52"), NURSE)
    for typed in ("", "0", "x"):
        panel.change.edit.setText(typed)
        assert not panel.change.record_key.isEnabled()
        qtbot.keyClick(panel.change.edit, Qt.Key.Key_Return)
    assert commands == []


def test_the_chart_hears_the_typed_rate_and_its_end(panel: RatePanel) -> None:
    heard: list[object] = []
    panel.rate_typed.connect(heard.append)
    panel.open_for(story("10:14:52"), NURSE)
    panel.change.edit.setText("55")
    panel.close_panel()
    assert heard[-2:] == [55.0, None]


def test_the_total_goes_on_while_somebody_types(panel: RatePanel) -> None:
    update = story("10:14:52")
    panel.open_for(update, NURSE)
    panel.change.edit.setText("55")
    before = panel.change.total.figure.text()
    panel.show_update(later(update, 600.0))
    assert panel.change.total.figure.text() != before
    assert panel.change.edit.text() == "55"


@pytest.mark.req("DOSE-02")
def test_while_paused_the_form_says_so_with_the_rate_it_was_paused_from(panel: RatePanel) -> None:
    running = story("10:14:52")
    panel.open_for(running, NURSE)
    assert (panel.change._field.named, panel.change._field.now) == ("Now", "45")
    paused = later(running, 5.0, PauseInfusion(bed=BED, actor=NURSE))
    panel.show_update(paused)
    assert (panel.change._field.named, panel.change._field.now) == ("Paused from", "45")
    assert "paused from" in [each.text() for each in panel.findChildren(QLabel)]
    for typed, said in (
        ("50", "times the rate it was paused from"),
        ("450", "450 mL/h is 10 times the rate it was paused from. A digit too many, or another unit?"),
        ("4,5", "4.5 mL/h is 10 % of the rate it was paused from. A digit missing, or another unit?"),
    ):
        panel.change.edit.setText(typed)
        assert said in panel.change.box.check.headline
    panel.change.edit.setText("50")
    assert panel.change.box.check.detail == "It stays paused: the rate holds from when it is resumed."
    panel.show_update(later(paused, 5.0, ResumeInfusion(bed=BED, actor=NURSE)))
    assert panel.change._field.named == "Now"


# -- start -------------------------------------------------------------------------------------------


def fill(panel: RatePanel, rate: str, concentration: str, mg: str = "", minutes: str = "") -> None:
    form = panel.start
    for field, text in (
        (form.rate, rate),
        (form.concentration, concentration),
        (form.planned_mg, mg),
        (form.planned_min, minutes),
    ):
        field.edit.setText(text)


def test_before_the_infusion_the_panel_asks_for_its_start_and_proposes_nothing(panel: RatePanel) -> None:
    panel.open_for(story("10:01:00"), NURSE)
    assert panel.start.isVisible()
    assert panel.start.question == StartQuestion(
        rate="", concentration="", planned_mg="", planned_min="", weight_kg=70.0
    )
    assert not panel.start.record_key.isEnabled()


def test_a_start_is_recorded_with_its_plan(panel: RatePanel) -> None:
    commands = sent(panel)
    panel.open_for(story("10:01:00"), NURSE)
    fill(panel, "52,5", "1", "35", "40")
    assert panel.start.record_key.text() == "Record start at 52.5 mL/h"
    panel.start.record_key.click()
    assert commands == [
        StartInfusion(
            bed=3,
            actor=NURSE,
            rate_ml_h=52.5,
            concentration_mg_ml=1.0,
            planned_mg=35.0,
            planned_min=40.0,
            weight_kg=70.0,
            entered_value=52.5,
        )
    ]


def test_who_else_checked_is_typed_after_the_numbers_and_enter_there_records_the_start(
    panel: RatePanel, qtbot: QtBot
) -> None:
    commands = sent(panel)
    panel.open_for(story("10:01:00"), NURSE)
    fill(panel, "52.5", "1", "35", "40")
    form = panel.start
    form.planned_min.edit.setFocus()
    qtbot.keyClick(form.planned_min.edit, Qt.Key.Key_Tab)
    assert form.checked_by.edit.hasFocus()
    qtbot.keyClicks(form.checked_by.edit, " Bo  Vets, T")
    form.keypad.keys["7"].click()
    assert form.checked_by.text() == " Bo  Vets, T", "its letters are no keys, and digits are for the numbers"
    form.planned_min.edit.setText("40")
    qtbot.keyClick(form.checked_by.edit, Qt.Key.Key_Return)
    (start,) = commands
    assert isinstance(start, StartInfusion)
    assert (start.checked_by, start.planned_min) == ("Bo Vets, T", 40.0)


def test_without_a_second_person_the_form_says_so_and_records_the_start(panel: RatePanel) -> None:
    commands = sent(panel)
    panel.open_for(story("10:01:00"), NURSE)
    assert panel.start.checked_by.edit.placeholderText() == "nobody else is named"
    fill(panel, "45", "1")
    assert not panel.start.box.check.caution
    panel.start.record_key.click()
    assert [getattr(command, "checked_by") for command in commands] == [""]  # noqa: B009


def test_a_refused_second_person_can_be_typed_again(panel: RatePanel) -> None:
    panel.open_for(story("10:01:00"), NURSE)
    fill(panel, "45", "1")
    panel.start.checked_by.edit.setText("A. Moreno")
    panel.start.record_key.click()
    panel.show_refusal("Another person must have checked it.")
    assert panel.start.box.check.headline == "Another person must have checked it."
    panel.start.checked_by.edit.setText("L. Hartmann")
    assert not panel.start.box.check.refused and panel.start.record_key.isEnabled()


def test_the_plan_may_stay_empty(panel: RatePanel) -> None:
    commands = sent(panel)
    panel.open_for(story("10:01:00"), NURSE)
    fill(panel, "45", "1")
    panel.start.record_key.click()
    assert commands == [
        StartInfusion(
            bed=3,
            actor=NURSE,
            rate_ml_h=45.0,
            concentration_mg_ml=1.0,
            weight_kg=70.0,
            entered_value=45.0,
        )
    ]


@pytest.mark.req("DOSE-03")
@pytest.mark.parametrize(
    ("rate", "concentration", "mg", "minutes"),
    [
        ("4.5", "10", "30", "40"),
        ("300", "1", "120", "24"),
        ("240", "1", "35", "8.75"),
        ("45", "1", "70", "40"),
    ],
)
def test_an_unusual_start_needs_a_reason_and_is_never_blocked(
    panel: RatePanel, rate: str, concentration: str, mg: str, minutes: str
) -> None:
    commands = sent(panel)
    panel.open_for(story("10:01:00"), NURSE)
    fill(panel, rate, concentration, mg, minutes)
    assert not panel.start.record_key.isEnabled()
    panel.start.why.edit.setText("pain protocol")
    panel.start.record_key.click()
    (start,) = commands
    assert isinstance(start, StartInfusion)
    assert start.reason == "pain protocol"


@pytest.mark.parametrize("row", [("0", "1"), ("x", "1"), ("45", ""), ("", "1"), ("45", "0")])
def test_an_incomplete_start_is_refused_in_words(row: tuple[str, str]) -> None:
    check = StartQuestion(rate=row[0], concentration=row[1], planned_mg="", planned_min="").check()
    assert check.refused
    assert check.headline


@pytest.mark.req("DOSE-01")
@pytest.mark.parametrize(
    ("unit", "typed", "ml_h"),
    [
        (RateUnit.MG_H, "35", 35.0),
        (RateUnit.MG_KG_H, "0,75", 52.5),
        (RateUnit.MCG_KG_MIN, "12.5", 52.5),
    ],
)
def test_a_start_in_any_unit_keeps_what_was_typed(
    panel: RatePanel, unit: RateUnit, typed: str, ml_h: float
) -> None:
    commands = sent(panel)
    panel.open_for(story("10:01:00"), NURSE)
    panel.start.units.keys[unit.value].click()
    fill(panel, typed, "1")
    panel.start.record_key.click()
    (start,) = commands
    assert isinstance(start, StartInfusion)
    assert (start.rate_ml_h, start.entered_value, start.entered_unit) == (
        ml_h,
        float(typed.replace(",", ".")),
        unit.value,
    )


def test_a_plan_in_mg_per_kg_is_recorded_in_mg(panel: RatePanel) -> None:
    commands = sent(panel)
    panel.open_for(story("10:01:00"), NURSE)
    panel.start.dose_units.keys["mg/kg"].click()
    fill(panel, "52.5", "1", "0.5", "40")
    panel.start.record_key.click()
    (start,) = commands
    assert isinstance(start, StartInfusion)
    assert start.planned_mg == 35.0


def planned(clock: str = "10:01:00") -> MonitorUpdate:
    plan = SessionPlan(dose_mg_kg=0.5, weight_kg=70.0, minutes=40.0, concentration_mg_ml=1.0)
    return replace(story(clock), care=Care(plan=plan))


def test_a_start_from_the_plan_somebody_entered_is_one_enter(panel: RatePanel, qtbot: QtBot) -> None:
    commands = sent(panel)
    panel.open_for(planned(), NURSE)
    assert "As planned" in panel.start.box.check.detail
    qtbot.keyClick(panel.first_focus(), Qt.Key.Key_Return)
    (start,) = commands
    assert isinstance(start, StartInfusion)
    assert (start.rate_ml_h, start.planned_mg, start.planned_min) == (52.5, 35.0, 40.0)


@pytest.mark.req("GATE-01")
def test_a_start_waits_for_the_screening_and_says_for_what(panel: RatePanel) -> None:
    update = planned()
    assert update.care is not None
    gate = Gate(missing=("Say whether the consent is valid.", "Name the driver."))
    panel.open_for(replace(update, care=replace(update.care, gate=gate)), NURSE)
    assert panel.start.box.check.headline == "Say whether the consent is valid."
    assert "1 more" in panel.start.box.check.detail
    assert not panel.start.record_key.isEnabled()
    panel.show_update(update)
    assert panel.start.record_key.isEnabled()


# -- late, and from the keyboard ---------------------------------------------------------------------


def test_a_rate_that_was_changed_earlier_is_recorded_at_its_own_time(panel: RatePanel, qtbot: QtBot) -> None:
    commands = sent(panel)
    panel.open_for(story("10:14:52"), NURSE)
    qtbot.keyClicks(panel.change.edit, "55t")
    assert panel.change.edit.text() == "55"
    qtbot.keyClicks(panel.change.when.field.edit, "10:12")
    qtbot.keyClick(panel.change.when.field.edit, Qt.Key.Key_Return)
    (change,) = commands
    assert isinstance(change, ChangeRate)
    assert change.observed_t == at("10:12")


@pytest.mark.parametrize(("typed", "word"), [("10:40", "still to come"), ("09:30", "before"), ("1x", "time")])
def test_a_time_that_cannot_be_is_refused_in_words(panel: RatePanel, typed: str, word: str) -> None:
    panel.open_for(story("10:14:52"), NURSE)
    panel.change.edit.setText("55")
    panel.change.when.open()
    panel.change.when.field.edit.setText(typed)
    assert word in panel.change.box.check.headline
    assert not panel.change.record_key.isEnabled()


def test_an_infusion_past_its_plan_says_so_and_offers_its_stop(panel: RatePanel) -> None:
    commands = sent(panel)
    panel.open_for(story("10:20:00"), NURSE)
    assert panel.stop_key.isHidden()
    panel.show_update(later(story("10:20:00"), 1560.0))
    assert panel._head.hint == "past its plan by 1:00"
    panel.stop_key.click()
    assert commands == [StopInfusion(bed=3, actor=NURSE)]


# -- one-tap keys ------------------------------------------------------------------------------------


def test_pause_resume_and_stop_are_offered_only_where_they_mean_something() -> None:
    before, running = story("10:01:00"), story("10:20:00")
    assert (
        pause_command(before, NURSE) is resume_command(before, NURSE) is stop_command(before, NURSE) is None
    )
    pause = pause_command(running, NURSE)
    assert pause == PauseInfusion(bed=3, actor=NURSE)
    assert resume_command(running, NURSE) is None
    assert pause is not None
    paused = later(running, 5, pause)
    assert pause_command(paused, NURSE) is None
    assert resume_command(paused, NURSE) is not None
    stop = stop_command(paused, NURSE)
    assert isinstance(stop, StopInfusion)
    assert stop_command(later(paused, 5, stop), NURSE) is None


def test_a_stop_while_the_change_form_is_open_turns_it_into_the_start_form(panel: RatePanel) -> None:
    running = story("10:20:00")
    panel.open_for(running, NURSE)
    stop = stop_command(running, NURSE)
    assert stop is not None
    panel.show_update(later(running, 1, stop))
    assert panel.start.isVisible()


def test_every_number_of_the_form_has_the_decimal_mark_of_the_screen(qtbot: QtBot, panel: RatePanel) -> None:
    """A rate with a comma in one place and a point in another would be two notations on one form."""
    use_decimal_mark(DecimalMark.COMMA)
    try:
        panel.open_for(story(), NURSE)
        panel.change.edit.setText("172,5")
        said = [each.text() for each in panel.findChildren(QLabel)]
        check = panel.change.box.check
        said += [check.headline, check.detail]
        assert any("," in words for words in said)
        assert [words for words in said if re.search(r"[0-9][.][0-9]", words)] == []
    finally:
        use_decimal_mark(DecimalMark.POINT)


@pytest.mark.req("DOSE-02")
def test_before_a_rate_is_typed_the_panel_says_how_much_of_the_plan_is_given_and_when_it_is_reached(
    panel: RatePanel,
) -> None:
    panel.open_for(story("10:14:52"), NURSE)
    assert panel.change.total.words == "Given so far, 21 % · plan reached 10:51: 7.4 mg  0.11 mg/kg"


@pytest.mark.req("DOSE-02")
@pytest.mark.parametrize(
    ("typed", "words"),
    (
        ("55", "Total if it runs to 10:45 · plan reached 10:44: 35.0 mg  0.50 mg/kg"),
        ("60", "Total if it runs to 10:45 · plan reached 10:42: 37.5 mg  0.54 mg/kg"),
        ("27,5", "Total if it runs to 10:45 · plan reached 11:15: 21.2 mg  0.30 mg/kg"),
    ),
)
def test_a_typed_rate_says_when_the_planned_dose_is_reached_at_it(
    panel: RatePanel, typed: str, words: str
) -> None:
    panel.open_for(story("10:14:52"), NURSE)
    panel.change.edit.setText(typed)
    assert panel.change.total.words == words


@pytest.mark.req("DOSE-02")
@pytest.mark.parametrize("minutes", (0, 3, 29))
def test_the_rate_that_runs_typed_again_leads_where_the_infusion_says_it_leads(minutes: int) -> None:
    update = story("10:14:52")
    infusion = update.infusion
    assert infusion is not None
    remaining = 60.0 * minutes
    asked = question(
        "45", delivered_mg=infusion.delivered_mg(update.now), remaining_s=remaining, planned_mg=None
    )
    assert asked.total_mg == pytest.approx(infusion.projected_mg(update.now + remaining, update.now))


def test_a_stop_that_nobody_recorded_is_asked_for_in_the_panel_and_in_the_lane_of_the_chart(
    qtbot: QtBot, look: Theme, panel: RatePanel
) -> None:
    update = story("10:28:12")
    late = replace(update, now=update.now + 3600.0)
    words = never_stopped(late.infusion, late.now)
    assert "no stop is recorded" in words
    panel.open_for(late, NURSE)
    assert panel._head.hint == words and panel.stop_key.isVisible()
    chart = SessionChart(look)
    host(qtbot, chart, 1272, 568)
    chart.show_update(late)
    assert chart.picture is not None and chart.picture.pump == words
    panel.close_panel()
    panel.open_for(update, NURSE)
    assert "no stop" not in panel._head.hint and not panel.stop_key.isVisible()
