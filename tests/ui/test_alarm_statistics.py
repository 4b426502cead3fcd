"""The alarms of a session in numbers, while it runs, at its end and in review."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.alarm_statistics import StatisticsPanel
from bedside.ui.panels.end_session import EndSessionPanel
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Change, Presence
from tests.helpers.hosting import host
from tests.helpers.limits import with_limits
from tests.helpers.story import NURSE, empty, story


def answered() -> MonitorUpdate:
    """The story with its High acknowledged after 24 s."""
    update = with_limits(story("10:34:20"))
    high = next(step for step in update.alarm_log if step.code == "SPO2-LOW")
    taken = replace(
        high, t=high.onset_t + 24, change=Change.ACKNOWLEDGED, presence=Presence.ACKNOWLEDGED, actor=NURSE
    )
    return replace(update, alarm_log=tuple(sorted((*update.alarm_log, taken), key=lambda step: step.t)))


@pytest.mark.req("ALM-65")
def test_counts_times_to_acknowledge_minutes_beyond_and_pauses_are_said(qtbot: QtBot, look: Theme) -> None:
    panel = StatisticsPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(answered(), NURSE)
    words = panel.table.row_words()
    assert words[0] == "Alarms in 49:20: 2"
    assert "Oxygen saturation low (SPO2-LOW): 1×" in words
    assert "High: 1 of 1, median 0:24, longest 0:24" in words
    beyond = next(row for row in words if row.startswith("SpO2 < 88: "))
    assert beyond.endswith(" min") and "0:00" not in beyond
    assert "Sound paused: 0:00 min" in words
    assert "Escalated, because nobody acknowledged: 0" in words
    panel.grab()


@pytest.mark.req("ALM-65")
def test_the_numbers_follow_the_session(qtbot: QtBot, look: Theme) -> None:
    panel = StatisticsPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(with_limits(story("10:20:00")), NURSE)
    assert panel.table.row_words()[0].endswith(": 1")
    panel.show_update(answered())
    assert panel.table.row_words()[0].endswith(": 2")


@pytest.mark.req("ALM-65")
def test_the_end_of_a_session_says_what_its_alarms_came_to(qtbot: QtBot, look: Theme) -> None:
    panel = EndSessionPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(answered(), NURSE)
    assert panel._alarms.text().startswith("Alarms: 2 (1 High, 1 Low). Acknowledged 1 of 2, median 0:24")
    with qtbot.waitSignal(panel.panel_asked, timeout=500) as asked:
        panel.statistics_key.click()
    assert asked.args == ["statistics"]


def test_without_a_session_there_is_nothing_to_count(qtbot: QtBot, look: Theme) -> None:
    panel = StatisticsPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(empty(), NURSE)
    assert panel.table.row_words()[0] == "Alarms in 0:00: 0"
