"""The list of a session's alarms: what a row says, what the filters keep, what too many alarms suggest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.alarm_rows import AlarmRow, Heading, alarm_rows, grouped
from bedside.ui.panels.alarm_list import AlarmListPanel
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Activation, AlarmChange, Change, Direction, Kind, Presence, Priority
from bedside.vitals.parameters import Parameter
from tests.helpers.hosting import host
from tests.helpers.parts import change
from tests.helpers.story import NURSE, at, story

NOW = at("10:34:20")


def systolic(condition: int, t: float, *, lasts: float = 20.0, times: int = 1) -> list[AlarmChange]:
    """A systolic pressure that was high for a while."""
    onset = change(
        condition,
        Priority.MEDIUM,
        Parameter.NIBP_SYS,
        t,
        direction=Direction.HIGH,
        value=168,
        limit=160,
        words="systolic high",
        code="NIBP-SYS-HIGH",
    )
    onset = replace(onset, episode=condition, times=times)
    over = replace(onset, t=t + lasts, change=Change.CLEARED, presence=Presence.OFF, present=False)
    return [onset, over]


def flooded() -> MonitorUpdate:
    """Eleven episodes of a systolic pressure within ten minutes, between the alarms of the story."""
    update = story(NOW)
    log = list(update.alarm_log)
    for n in range(11):
        log += systolic(20 + n, at("10:25") + 45 * n)
    return replace(update, alarm_log=tuple(sorted(log, key=lambda step: step.t)))


def opened(qtbot: QtBot, theme: Theme, update: MonitorUpdate) -> AlarmListPanel:
    panel = AlarmListPanel(theme)
    host(qtbot, panel, 784, 568)
    panel.open_for(update, NURSE)
    return panel


def test_a_row_says_onset_length_worst_limit_who_when_and_what_happened_to_it() -> None:
    onset, _ = systolic(7, 100.0, times=3)
    louder = replace(onset, t=110.0, change=Change.ESCALATED, escalated=True)
    worse = replace(onset, t=112.0, change=Change.WORSE, value=175, worst=175)
    held = replace(worse, t=115.0, change=Change.PAUSED, activation=Activation.PAUSED)
    taken = replace(worse, t=124.0, change=Change.ACKNOWLEDGED, presence=Presence.ACKNOWLEDGED, actor=NURSE)
    over = replace(taken, t=150.0, change=Change.CLEARED, presence=Presence.OFF, present=False)
    (row,) = alarm_rows([onset, louder, worse, held, taken, over])
    assert row.change.onset_t == 100.0
    assert row.lasted_s(900.0) == 50.0
    assert (row.change.worst, row.change.limit, row.change.times) == (175, 160, 3)
    assert (row.acknowledged_by, row.acknowledged_after_s) == ("A. Moreno, RN", 24.0)
    assert row.escalated and row.paused and not row.open


@pytest.mark.req("ALM-61")
def test_the_list_shows_all_of_it_in_words(qtbot: QtBot, look: Theme) -> None:
    update = story(NOW)
    onset, over = systolic(7, at("10:20"), times=2)
    taken = replace(
        onset, t=onset.t + 9, change=Change.ACKNOWLEDGED, presence=Presence.ACKNOWLEDGED, actor=NURSE
    )
    panel = opened(qtbot, look, replace(update, alarm_log=(*update.alarm_log[:2], onset, taken, over)))
    assert panel.history.row_words()[0] == (
        "10:20:00 ** NIBP 168 > 160 ×2, MEDIUM, lasted 0:20, worst 168, limit 160 · "
        "acknowledged by A. Moreno, RN after 0:09 · systolic high"
    )
    panel.grab()


def test_the_filters_keep_priority_kind_parameter_and_what_is_open(qtbot: QtBot, look: Theme) -> None:
    update = story(NOW)
    log = (*update.alarm_log, *systolic(9, at("10:33")))
    panel = opened(qtbot, look, replace(update, alarm_log=log))
    keys = panel.history.keys

    def kept(*names: Priority | Kind | str) -> list[str]:
        for name, key in keys.items():
            if key.isChecked() != (name in names):
                key.click()
        return [words.split(",")[0][9:] for words in panel.history.row_words()]

    every = ["** NIBP 168 > 160", "*** SpO2 86 < 88", "! SpO2 no signal"]
    assert kept() == every
    assert kept(Priority.HIGH) == every[1:2]
    assert kept(Priority.HIGH, Priority.LOW) == every[1:]
    assert kept(Kind.TECHNICAL) == every[2:]
    assert kept("SpO2") == every[1:]
    assert kept("SpO2", Kind.PHYSIOLOGICAL) == every[1:2]
    assert kept("open") == every[1:2]
    assert kept("RR") == []
    assert panel.history._none.text() == "No alarm of this kind."


@pytest.mark.req("ALM-62")
def test_a_flood_is_grouped_by_parameter_and_asks_for_a_review(qtbot: QtBot, look: Theme) -> None:
    panel = opened(qtbot, look, flooded())
    words = panel.history.row_words()
    assert words[0] == "NIBP · 11 alarms"
    assert words[12] == "SpO2 · 2 alarms"
    assert "listed by parameter" in panel.history.hint
    assert "Systolic high: 11 times in 10 min. Review its limit and the probe." in panel.history.hint
    panel.grab()
    later = replace(flooded(), now=NOW + 1200)
    panel.show_update(later)
    assert not panel.history.hint
    assert not any("alarms" in row for row in panel.history.row_words())


def test_a_calm_session_has_no_hint_and_no_headings(qtbot: QtBot, look: Theme) -> None:
    panel = opened(qtbot, look, story("09:50"))
    assert panel.history.row_words() == []
    assert panel.history._none.text() == "No alarm in this session."


def test_equipment_without_a_parameter_is_a_group_of_its_own() -> None:
    log = [
        change(
            1,
            Priority.LOW,
            None,
            5.0,
            kind=Kind.TECHNICAL,
            direction=None,
            code="T-BATT",
            words="battery low",
        ),
        change(
            2,
            Priority.LOW,
            None,
            6.0,
            kind=Kind.TECHNICAL,
            direction=None,
            code="T-SPO2-OFF",
            words="probe off",
        ),
    ]
    items = grouped(alarm_rows(log))
    assert [item.words for item in items if isinstance(item, Heading)] == [
        "SpO2 · 1 alarm",
        "Equipment · 1 alarm",
    ]
    assert sum(isinstance(item, AlarmRow) for item in items) == 2


def test_a_row_is_chosen_with_the_keyboard(qtbot: QtBot, look: Theme) -> None:
    panel = opened(qtbot, look, story(NOW))
    times: list[float] = []
    panel.time_clicked.connect(times.append)
    view = panel.history.list
    view.setFocus()
    view.setCurrentIndex(view.model().index(0))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    view.activated.emit(view.currentIndex())
    assert times == [at("10:11:12")]


@pytest.mark.req("ALM-65")
def test_the_list_leads_to_the_statistics(qtbot: QtBot, look: Theme) -> None:
    panel = opened(qtbot, look, story(NOW))
    with qtbot.waitSignal(panel.panel_asked, timeout=500) as asked:
        panel.statistics_key.click()
    assert asked.args == ["statistics"]
