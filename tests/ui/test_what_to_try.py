"""When the equipment cannot measure, the alarm list says what to try and when it last could."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from bedside.alarms.technical_rows import ROWS
from bedside.monitor.updates import MonitorUpdate
from bedside.ui import what_to_try as words
from bedside.ui.panels.alarm_list import AlarmListPanel
from bedside.ui.theme import Theme
from bedside.vitals.alarms import ActiveAlarm, Kind
from bedside.vitals.parameters import Parameter
from tests.helpers.hosting import host
from tests.helpers.story import NURSE
from tests.helpers.updates import desaturation


def failing(code: str, *, present: bool = True) -> MonitorUpdate:
    """A bed whose only alarm is this one of the equipment."""
    update = desaturation()
    change = replace(
        update.alarms[0].change,
        code=code,
        kind=Kind.TECHNICAL,
        parameter=None,
        direction=None,
        words="it cannot measure",
        present=present,
    )
    return replace(update, alarms=(ActiveAlarm(change=change),), alarm_log=(change,))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("T-SPO2-OFF", ("probe", "another finger", "Last good SpO2 at ")),
        ("T-SPO2-SIG", ("still and warm", "another finger", "Last good SpO2 at ")),
        ("T-PERF", ("Warm the hand", "another finger", "Last good SpO2 at ")),
        ("T-NIBP-FAIL", ("hose", "cuff", "measure again", "Last good NIBP at ")),
        ("T-NIBP-DUE", ("F4", "Last good NIBP at ")),
        ("T-COM", ("cable at both ends",)),
        ("T-BATT", ("power supply",)),
    ],
)
def test_the_list_says_of_each_failure_what_to_try_and_when_it_last_was_good(
    code: str, said: tuple[str, ...], qtbot: QtBot, look: Theme
) -> None:
    panel = AlarmListPanel(look)
    host(qtbot, panel, 560, 700)
    panel.open_for(failing(code), NURSE)
    assert panel.to_try.text().startswith("To try · it cannot measure: ")
    assert all(part in panel.to_try.text() for part in said)
    assert not panel.to_try.isHidden()
    panel.open_for(failing(code, present=False), NURSE)
    assert panel.to_try.isHidden(), "what is over needs no help"


def test_a_number_that_never_came_has_no_last_good_time() -> None:
    update = failing("T-SPO2-OFF")
    without = dict(update.numerics)
    del without[Parameter.SPO2]
    assert words.what_to_try(replace(update, numerics=without)).endswith("Nothing good was measured yet.")


def test_alarms_of_the_patient_and_of_what_is_due_get_no_advice() -> None:
    assert words.what_to_try(desaturation()) == ""
    touched = {"T-SPO2-OFF", "T-SPO2-SIG", "T-PERF", "T-COM", "T-BATT", "T-NIBP-FAIL", "T-NIBP-DUE"}
    assert {code for code in ROWS if words.what_to_try(failing(code))} == touched
    assert not [code for code in ("T-PUMP", "T-INFUSION-END") if words.what_to_try(failing(code))]
