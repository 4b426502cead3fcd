"""The pleth panel: speed, size and freeze by hand and by key, each said in words, and remembered per bed."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.pleth_panel import PlethPanel
from bedside.ui.theme import Theme
from bedside.vitals.display import BedView
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode
from tests.helpers.hosting import host
from tests.helpers.parts import wave
from tests.helpers.updates import ALARM_T, CALM_T, bed, desaturation, reyes


@pytest.fixture
def panel(qtbot: QtBot, look: Theme) -> PlethPanel:
    """At its nominal size, with a wave."""
    made = PlethPanel(look)
    host(qtbot, made, 1272, 216)
    show(made, reyes())
    return made


def show(panel: PlethPanel, update: MonitorUpdate) -> None:
    panel.frame(update)
    panel.show_update(update)


def later(seconds: float) -> MonitorUpdate:
    return reyes(CALM_T + seconds)


def heard(panel: PlethPanel) -> list[BedView]:
    views: list[BedView] = []
    panel.view_changed.connect(views.append)
    return views


def test_the_speed_is_said_in_seconds_until_the_screen_is_calibrated(panel: PlethPanel) -> None:
    assert panel.speed_key.text() == "8 s per sweep"
    panel.set_calibration(4.0, 25.0)
    assert panel.speed_key.text() == "25 mm/s"
    assert panel.sweep.sweep_s == pytest.approx(panel.sweep.width() / (4.0 * 25.0))
    panel.set_calibration(None, 25.0)
    assert panel.sweep.sweep_s == 8.0


def test_the_speed_changes_by_click_and_by_arrow_keys_and_is_told_for_its_bed(
    qtbot: QtBot, panel: PlethPanel
) -> None:
    views = heard(panel)
    qtbot.mouseClick(panel.speed_key, Qt.MouseButton.LeftButton)
    assert panel.sweep.sweep_s == 6.0
    qtbot.keyClick(panel.speed_key, Qt.Key.Key_Left)
    qtbot.keyClick(panel.speed_key, Qt.Key.Key_Left)
    assert panel.sweep.sweep_s == 12.0
    assert panel.speed_key.text() == "12 s per sweep"
    assert [(each.bed, each.sweep_s) for each in views] == [(3, 6.0), (3, 8.0), (3, 12.0)]


def test_all_speeds_are_within_reach_and_the_ends_hold(qtbot: QtBot, panel: PlethPanel) -> None:
    for _ in range(6):
        qtbot.keyClick(panel.speed_key, Qt.Key.Key_Down)
    assert panel.sweep.sweep_s == 20.0
    for _ in range(9):
        qtbot.keyClick(panel.speed_key, Qt.Key.Key_Up)
    assert panel.sweep.sweep_s == 4.0
    panel.set_calibration(4.0, 25.0)
    said = set()
    for _ in range(4):
        said.add(panel.speed_key.text())
        qtbot.keyClick(panel.speed_key, Qt.Key.Key_Space)
    assert said == {"6.25 mm/s", "12.5 mm/s", "25 mm/s", "50 mm/s"}


def test_a_calibrated_speed_stays_true_when_the_window_is_made_wider(panel: PlethPanel) -> None:
    panel.set_calibration(4.0, 25.0)
    panel.resize(700, 216)
    assert panel.sweep.sweep_s == pytest.approx(panel.sweep.width() / 100.0)


def test_a_fixed_size_always_says_so(qtbot: QtBot, panel: PlethPanel) -> None:
    assert panel.gain_key.text() == "size auto"
    said = []
    views = heard(panel)
    for _ in range(5):
        qtbot.mouseClick(panel.gain_key, Qt.MouseButton.LeftButton)
        said.append(panel.gain_key.text())
    assert said == ["size ×½ fixed", "size ×1 fixed", "size ×2 fixed", "size ×4 fixed", "size auto"]
    assert [each.wave_gain for each in views] == [0.5, 1.0, 2.0, 4.0, None]


def test_what_else_is_remembered_of_the_bed_is_kept(qtbot: QtBot, panel: PlethPanel) -> None:
    panel.set_view(BedView(bed=3, table=True, sweep_s=12.0, wave_gain=2.0))
    assert (panel.sweep.sweep_s, panel.gain_key.text()) == (12.0, "size ×2 fixed")
    views = heard(panel)
    qtbot.mouseClick(panel.speed_key, Qt.MouseButton.LeftButton)
    assert views == [BedView(bed=3, table=True, sweep_s=8.0, wave_gain=2.0)]


def test_a_speed_that_is_not_offered_any_more_is_shown_and_left_by_the_next_choice(
    qtbot: QtBot, panel: PlethPanel
) -> None:
    panel.set_view(BedView(bed=3, sweep_s=10.0))
    assert panel.speed_key.text() == "10 s per sweep"
    qtbot.keyClick(panel.speed_key, Qt.Key.Key_Right)
    assert panel.speed_key.text() == "8 s per sweep"


@pytest.mark.parametrize("width", (1272, 760, 664, 400, 310))
def test_the_keys_never_cover_each_other_or_leave_the_panel(qtbot: QtBot, look: Theme, width: int) -> None:
    panel = PlethPanel(look)
    host(qtbot, panel, width, 120)
    panel.set_scale(0.72)
    panel.set_view(BedView(bed=3, sweep_s=20.0, wave_gain=0.5))
    show(panel, replace(reyes(), mode=Mode.SIMULATION))
    keys = [panel.gain_key, panel.speed_key, panel.freeze_key]
    edges = [(key.x(), key.x() + key.width()) for key in keys]
    assert edges[0][0] > 0
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(edges))
    assert edges[-1][1] <= width
    for key in keys:
        assert key.accessibleName()


def test_a_frozen_wave_says_since_when_for_how_long_and_until_when(panel: PlethPanel) -> None:
    live = panel.sweep.grab().toImage()
    panel.freeze_key.click()
    assert panel.sweep.frozen
    assert panel.freeze_key.text() == "Frozen"
    frozen = panel.sweep.grab().toImage()
    assert frozen != live
    show(panel, later(14.2))
    assert panel.words == "frozen 10:28:12, 0:14 ago, live again in 0:46"
    assert panel.sweep.grab().toImage() == frozen
    panel.freeze_key.click()
    assert not panel.sweep.frozen
    assert panel.words == "Signal good"


def test_a_frozen_wave_goes_on_by_itself_after_a_minute(panel: PlethPanel) -> None:
    panel.freeze_key.click()
    show(panel, later(59.0))
    assert panel.sweep.frozen
    show(panel, later(60.0))
    assert not panel.sweep.frozen
    assert not panel.freeze_key.isChecked()


def test_a_new_alarm_of_the_bed_makes_the_wave_live(qtbot: QtBot, look: Theme) -> None:
    panel = PlethPanel(look)
    host(qtbot, panel, 1272, 216)
    show(panel, reyes(ALARM_T))
    panel.freeze_key.click()
    show(panel, reyes(ALARM_T + 1))
    assert panel.sweep.frozen
    show(panel, desaturation(ALARM_T + 2))
    assert not panel.sweep.frozen
    panel.freeze_key.click()  # with the alarm that is known already it may be frozen again
    show(panel, desaturation(ALARM_T + 3))
    assert panel.sweep.frozen


def test_another_bed_is_never_shown_frozen(panel: PlethPanel) -> None:
    panel.freeze_key.click()
    show(panel, bed(5))
    assert not panel.sweep.frozen


def test_what_is_not_there_cannot_be_frozen(panel: PlethPanel) -> None:
    show(panel, replace(reyes(), waves={}))
    panel.freeze_key.click()
    assert not panel.sweep.frozen
    assert not panel.freeze_key.isChecked()


def test_the_frozen_picture_keeps_its_mark_through_a_resize(panel: PlethPanel) -> None:
    panel.freeze_key.click()
    frozen = panel.sweep.grab().toImage()
    panel.resize(900, 216)
    panel.resize(1272, 216)
    assert panel.sweep.grab().toImage() == frozen


def test_a_flat_wave_is_said_to_be_flat_and_a_small_one_is_not(panel: PlethPanel) -> None:
    small = replace(reyes(), waves={Parameter.PLETH: wave(CALM_T, size=0.15)})
    show(panel, small)
    show(panel, replace(small, now=small.now + 0.3))
    assert panel.words == "Signal good"
    flat = replace(reyes(), waves={Parameter.PLETH: wave(CALM_T, size=0.0)})
    show(panel, flat)
    show(panel, flat)
    assert panel.words == "Signal good, wave flat"
