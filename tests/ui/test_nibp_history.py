"""The cuff's earlier readings: opened from its tile, newest first, with what failed in between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.nibp_readings import cuff_rows
from bedside.ui.nibp_tile import NibpTile
from bedside.ui.nibp_words import every_words
from bedside.ui.panels.nibp_history import NibpHistoryPanel
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Kind, Presence, Priority
from bedside.vitals.commands import CancelNibp, Entry, StartNibp
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, NibpFault, Quality
from tests.helpers.hosting import host
from tests.helpers.limits import BASELINE
from tests.helpers.parts import change
from tests.helpers.story import BED, NURSE, at
from tests.helpers.updates import reyes
from tests.helpers.windows import feed, open_window

FAILED = "no blood pressure – cuff loose or leaking: check hose and wrap, measure again"


def entered(update: MonitorUpdate, clock: str, command: StartNibp | CancelNibp) -> MonitorUpdate:
    entry = Entry(number=900 + len(update.entries), t=at(clock), entered_t=at(clock), command=command)
    return replace(update, entries=(*update.entries, entry))


def with_failure(update: MonitorUpdate, clock: str) -> MonitorUpdate:
    told = change(
        40, Priority.LOW, Parameter.NIBP_SYS, at(clock), kind=Kind.TECHNICAL, direction=None, words=FAILED,
        code="T-NIBP-FAIL", presence=Presence.OFF, present=False,
    )  # fmt: skip
    return replace(update, alarm_log=(*update.alarm_log, told))


def panel_of(qtbot: QtBot, look: Theme, update: MonitorUpdate) -> NibpHistoryPanel:
    panel = NibpHistoryPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(update, NURSE)
    return panel


def test_every_reading_is_a_row_with_its_pulse_and_age_newest_first(qtbot: QtBot, look: Theme) -> None:
    panel = panel_of(qtbot, look, reyes())
    assert len(panel.rows) == 7
    assert panel.rows[0].startswith("10:25:00, 134/83 mmHg, mean 100, PR 72 /min")
    assert panel.rows[0].endswith("3 min ago")
    assert panel.rows[-1].startswith("09:51:00, 119/73 mmHg")
    assert panel.plan == "7 readings"


def test_a_row_says_who_started_it_or_that_nobody_did_here() -> None:
    rows = cuff_rows(entered(reyes(), "10:24:20", StartNibp(bed=BED, actor=NURSE)))
    assert rows[0].started == "started by A. Moreno, RN"
    assert rows[1].started == "started at the monitor or by its interval"


def test_a_start_that_was_taken_back_started_nothing() -> None:
    update = entered(reyes(), "10:24:20", StartNibp(bed=BED, actor=NURSE))
    taken_back = replace(update.entries[-1], retracted=True)
    rows = cuff_rows(replace(update, entries=(*update.entries[:-1], taken_back)))
    assert rows[0].started == "started at the monitor or by its interval"


def test_one_press_is_not_taken_for_two_readings() -> None:
    rows = cuff_rows(entered(reyes(), "10:19:30", StartNibp(bed=BED, actor=NURSE)))
    assert [row.started.startswith("started by") for row in rows[:3]] == [False, True, False]


def test_a_failed_attempt_is_a_row_with_its_reason_and_what_to_do() -> None:
    rows = cuff_rows(with_failure(reyes(), "10:22:00"))
    assert rows[1].failed and not rows[0].failed
    assert rows[1].reason == "No result: cuff loose or leaking: check hose and wrap, measure again"


def test_a_failure_that_cuff_and_alarm_tell_is_one_row_and_a_stopped_cuff_says_who_stopped_it() -> None:
    update = with_failure(reyes(), "10:28:00")
    assert update.nibp is not None
    status = CuffStatus(t=at("10:28:01"), state=CuffState.FAILED, fault=NibpFault.LOOSE)
    update = replace(update, nibp=replace(update.nibp, status=status))
    assert [row.failed for row in cuff_rows(update)].count(True) == 1
    stopped = cuff_rows(entered(reyes(), "10:27:00", CancelNibp(bed=BED, actor=NURSE)))
    assert stopped[0].reason == "No result: stopped by A. Moreno, RN"


def test_a_reading_in_the_infusion_says_how_far_it_is_from_the_baseline_one_before_it_does_not() -> None:
    rows = cuff_rows(replace(reyes(), baseline=BASELINE))
    assert rows[0].notes == "systolic +18 mmHg (+16 %) against the baseline"
    assert rows[-1].notes == ""
    assert cuff_rows(reyes())[0].notes == ""


def test_movement_and_a_missing_mean_are_said_and_never_a_zero() -> None:
    update = reyes()
    poor = replace(update.determinations[-1], map=None, pr=None, quality=Quality.ARTEFACT)
    row = cuff_rows(replace(update, determinations=(poor,)))[0]
    assert (row.mean, row.pulse) == ("", "--")
    assert row.notes == "movement during the measurement, no mean"


def test_without_a_reading_the_panel_says_what_to_do(qtbot: QtBot, look: Theme) -> None:
    panel = panel_of(qtbot, look, replace(reyes(), determinations=()))
    assert panel.rows == [] and panel.list.isHidden()
    assert "No cuff reading in this session yet" in panel._none.text()


def test_rows_are_in_the_chosen_unit(qtbot: QtBot, look: Theme) -> None:
    look.pressure_unit = PressureUnit.KPA
    panel = panel_of(qtbot, look, replace(reyes(), baseline=BASELINE))
    assert "17.9/11.1 kPa, mean 13.3" in panel.rows[0]
    assert "systolic +2.4 kPa" in panel.rows[0]


@pytest.mark.parametrize("way", ("press", "enter", "h"))
def test_the_list_opens_from_the_tile_by_hand_and_by_keyboard(qtbot: QtBot, look: Theme, way: str) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    feed(window, reyes())
    with qtbot.waitActive(window):
        window.activateWindow()
    tile = window.bed_screen.nibp
    match way:
        case "press":
            qtbot.mouseClick(tile, Qt.MouseButton.LeftButton, pos=QPoint(40, 90))
        case "enter":
            tile.setFocus(Qt.FocusReason.TabFocusReason)
            qtbot.keyClick(tile, Qt.Key.Key_Return)
        case _:
            tile.setFocus()
            qtbot.keyClick(tile, Qt.Key.Key_H)
    assert window.bed_screen.panels.name == "nibp-history"


def test_the_tile_shows_that_the_keyboard_is_on_it_and_in_a_recording_takes_none(
    qtbot: QtBot, look: Theme
) -> None:
    tile = NibpTile(look)
    qtbot.addWidget(tile)
    tile.resize(560, 208)
    assert tile.focusPolicy() == Qt.FocusPolicy.NoFocus
    tile.open_history(True)
    tile.show()
    with qtbot.waitActive(tile):
        tile.activateWindow()
    tile.clearFocus()
    plain = tile.grab().toImage()
    tile.setFocus(Qt.FocusReason.TabFocusReason)
    assert tile.grab().toImage() != plain


def test_the_interval_is_said_only_where_it_is_one() -> None:
    update = reyes()
    assert update.nibp is not None and update.nibp.last is not None
    last = update.nibp.last.t
    assert every_words(replace(update.nibp, due_t=last + 300.0)) == "every 5 min"
    assert every_words(replace(update.nibp, due_t=last + 340.0)) == ""
    assert every_words(update.nibp) == ""


def test_a_stop_that_was_taken_back_is_no_failed_attempt() -> None:
    update = entered(reyes(), "10:27:00", CancelNibp(bed=BED, actor=NURSE))
    assert cuff_rows(update)[0].reason == "No result: stopped by A. Moreno, RN"
    taken_back = replace(update.entries[-1], retracted=True)
    assert not any(
        row.failed for row in cuff_rows(replace(update, entries=(*update.entries[:-1], taken_back)))
    )
