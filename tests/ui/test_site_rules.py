"""The site's own words beside an alarm and beside a limit (PROT-01): never bedside's advice, and never invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from bedside.alarms.high_nibp import PROMPT
from bedside.alarms.rows import code_of
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.therapy.protocol_check import faults_of
from bedside.therapy.protocol_file import default_protocol
from bedside.ui.panels.alarm_list import AlarmListPanel
from bedside.ui.panels.limits import LimitsPanel
from bedside.ui.protocols.rule_words import equipment_rules, other_rules, rule_key, rule_words
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Direction, Kind, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import SiteRule
from tests.helpers.hosting import host
from tests.helpers.story import NURSE
from tests.helpers.updates import desaturation
from tests.helpers.windows import feed, open_window

OWN = "Look at the probe, then at the patient. Oxygen as agreed."


def protocol(*rules: SiteRule) -> Care:
    return Care(protocol=replace(default_protocol(), title="Evening", version=3, rules=rules))


def low_saturation() -> MonitorUpdate:
    """The desaturation of the story, with the code its limit has in the engine."""
    update = desaturation()
    coded = tuple(
        replace(a, change=replace(a.change, code=code_of(a.change.parameter, a.change.direction)))
        for a in update.alarms
        if a.change.parameter is not None and a.change.direction is not None
    )
    assert coded
    return replace(update, alarms=coded)


def open_alarm_key() -> str:
    return rule_key(next(a.change for a in low_saturation().alarms if a.change.kind is Kind.PHYSIOLOGICAL))


@pytest.mark.req("PROT-01")
def test_the_alarm_list_shows_the_sites_own_rule_with_its_version(qtbot: QtBot, look: Theme) -> None:
    panel = AlarmListPanel(look)
    host(qtbot, panel, 560, 700)
    key = open_alarm_key()
    assert key.startswith("spo2.")
    panel.open_for(replace(low_saturation(), care=protocol(SiteRule(key=key, text=OWN))), NURSE)
    assert f"The site's own rule (Evening v3): {OWN}" in panel.rule.text()
    assert panel.rule.text().startswith("SpO2") and not panel.rule.isHidden()
    panel.grab()


@pytest.mark.req("PROT-01")
@pytest.mark.parametrize("care", (None, Care(), protocol(), protocol(SiteRule(key="pr.high_low", text=OWN))))
def test_without_a_rule_for_this_alarm_the_list_says_that_none_was_entered(
    qtbot: QtBot, look: Theme, care: Care | None
) -> None:
    panel = AlarmListPanel(look)
    host(qtbot, panel, 560, 700)
    panel.open_for(replace(low_saturation(), care=care), NURSE)
    assert "No site rule entered" in panel.rule.text() and OWN not in panel.rule.text()


def severe_pressure(*rules: SiteRule) -> MonitorUpdate:
    """A cuff reading over the High limit: it is to be repeated in 2 min."""
    update = low_saturation()
    (first, *_others) = update.alarms
    change = replace(
        first.change,
        code=code_of(Parameter.NIBP_SYS, Direction.HIGH),
        parameter=Parameter.NIBP_SYS,
        direction=Direction.HIGH,
        priority=Priority.HIGH,
        kind=Kind.PHYSIOLOGICAL,
        value=188.0,
        worst=188.0,
        limit=180.0,
        words=f"NIBP systolic high: {PROMPT}",
    )
    return replace(update, alarms=(replace(first, change=change),), care=protocol(*rules))


def pump_alarm(*rules: SiteRule) -> MonitorUpdate:
    update = severe_pressure(*rules)
    (alarm,) = update.alarms
    change = replace(
        alarm.change,
        code="T-PUMP",
        kind=Kind.TECHNICAL,
        priority=Priority.LOW,
        parameter=Parameter.INFUSION_RATE,
        direction=None,
        limit=None,
        value=None,
        worst=None,
        words="the pump gives no rate, recorded is 52.5",
        rule="pump and record differ by over 2 % (at least 0.1 mL/h) for 15 s",
    )
    return replace(update, alarms=(replace(alarm, change=change),))


@pytest.mark.req("PROT-01")
def test_the_prompt_to_repeat_a_pressure_has_the_sites_own_rule_beside_it(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, severe_pressure(SiteRule(key="nibp_sys.high_high", text=f"{OWN}\nSecond line.")))
    assert f"{PROMPT} · site rule: {OWN}" in window.alarm_bar.shown.words
    feed(window, severe_pressure())
    assert "site rule" not in window.alarm_bar.shown.words


@pytest.mark.req("PROT-01")
def test_a_rule_for_the_pump_stands_beside_its_alarm_and_is_offered_in_the_editor(
    qtbot: QtBot, look: Theme
) -> None:
    panel = AlarmListPanel(look)
    host(qtbot, panel, 560, 700)
    key = "t_pump.low"
    assert key in equipment_rules()
    panel.open_for(pump_alarm(SiteRule(key=key, text=OWN)), NURSE)
    assert f"The site's own rule (Evening v3): {OWN}" in panel.rule.text()
    panel.open_for(pump_alarm(), NURSE)
    assert panel.rule.isHidden(), "equipment without a rule asks for none"
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, pump_alarm(SiteRule(key=key, text=OWN)))
    assert f"site rule: {OWN}" in window.alarm_bar.shown.words


def test_every_equipment_rule_that_is_offered_can_be_saved() -> None:
    rules = tuple(SiteRule(key=key, text=OWN) for key in (*equipment_rules(), *other_rules()))
    assert list(faults_of(replace(default_protocol(), rules=rules))) == []
    assert not any(key.startswith(("t_disk", "t_audio")) for key in equipment_rules())


def test_without_a_patient_alarm_nothing_is_said(qtbot: QtBot, look: Theme) -> None:
    panel = AlarmListPanel(look)
    host(qtbot, panel, 560, 700)
    panel.open_for(
        replace(low_saturation(), alarms=(), care=protocol(SiteRule(key=open_alarm_key(), text=OWN))), NURSE
    )
    assert panel.rule.isHidden()


@pytest.mark.req("PROT-01")
def test_the_limits_panel_shows_the_rule_of_the_chosen_limit(qtbot: QtBot, look: Theme) -> None:
    panel = LimitsPanel(look)
    host(qtbot, panel, 640, 800)
    panel.open_for(
        replace(low_saturation(), care=protocol(SiteRule(key="nibp_sys.high_high", text=OWN))), NURSE
    )
    assert panel.rule.text() == "No site rule entered"
    panel.cells[Parameter.NIBP_SYS, "high_high"].click()
    assert panel.rule.text() == f"The site's own rule (Evening v3): {OWN}"
    panel.grab()


def test_an_alarm_of_no_limit_has_a_key_of_its_code_and_priority() -> None:
    change = next(a.change for a in low_saturation().alarms)
    fall = replace(change, code="SPO2-FALL", priority=Priority.MEDIUM)  # with parameter, side and limit
    assert fall.parameter is not None and fall.limit is not None
    assert rule_key(fall) == "spo2_fall.medium"
    assert rule_key(fall) in other_rules()


def test_what_comes_with_bedside_has_no_rule_at_all() -> None:
    for family in ("mood", "pain"):
        shipped = default_protocol(family)
        assert shipped.rules == ()
        assert rule_words(shipped, "spo2.high_low") == "No site rule entered"
