"""Whether bedside starts the cuff and whether one is allowed: said at the bed, where the readings are (PLAN-03)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui.main_window import MainWindow
from bedside.ui.panels.cuff_rule import REASONS
from bedside.ui.panels.nibp_history import NibpHistoryPanel
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import DeclareNoCuff, SetAutoCuff
from bedside.vitals.sessions import Mode
from tests.helpers.hosting import host
from tests.helpers.story import BED, NURSE
from tests.helpers.updates import reyes
from tests.helpers.windows import feed, open_window

DECLARED = (
    "No cuff may be started here (Cannula on that arm): A. Moreno, RN declared that, take it back first."
)


def with_care(**said: bool) -> MonitorUpdate:
    update = reyes()
    care = update.care or Care()
    made = replace(update, care=replace(care, **said))  # type: ignore[arg-type]
    if said.get("no_cuff") and made.nibp is not None:
        made = replace(made, nibp=replace(made.nibp, refusal=DECLARED))
    return made


def opened(qtbot: QtBot, look: Theme, update: MonitorUpdate) -> tuple[NibpHistoryPanel, list[object]]:
    panel = NibpHistoryPanel(look)
    host(qtbot, panel, 784, 568)
    sent: list[object] = []
    panel.command.connect(sent.append)
    panel.open_for(update, NURSE)
    return panel, sent


@pytest.mark.req("PLAN-03")
@pytest.mark.parametrize("on", (True, False))
def test_bedside_is_told_to_start_the_cuff_and_to_leave_it_by_one_key(
    qtbot: QtBot, look: Theme, *, on: bool
) -> None:
    panel, sent = opened(qtbot, look, with_care(auto_cuff=not on))
    assert panel.rule.auto_key.isChecked() is not on
    qtbot.keyClick(panel.list, Qt.Key.Key_A)
    assert sent == [SetAutoCuff(bed=BED, actor=NURSE, on=on)]
    panel.show_update(with_care(auto_cuff=on))
    assert panel.rule.auto_key.isChecked() is on
    assert ("60 s after the last one" in panel.rule.words) is on


@pytest.mark.req("PLAN-03")
def test_that_no_cuff_is_allowed_takes_a_reason_and_is_taken_back_by_one_key(
    qtbot: QtBot, look: Theme
) -> None:
    panel, sent = opened(qtbot, look, with_care())
    qtbot.keyClick(panel.list, Qt.Key.Key_N)
    assert sent == [] and panel.rule.words == "Why may no cuff be started here?"
    panel.rule.reasons.keys[str(REASONS[0])].click()
    assert sent == [DeclareNoCuff(bed=BED, actor=NURSE, no_cuff=True, reason="Cannula on that arm")]
    panel.show_update(with_care(no_cuff=True))
    assert panel.rule.none_key.isChecked() and panel.rule.words == DECLARED
    panel.rule.none_key.click()
    assert sent[1:] == [DeclareNoCuff(bed=BED, actor=NURSE, no_cuff=False)]


def test_a_reason_that_is_not_given_declares_nothing(qtbot: QtBot, look: Theme) -> None:
    panel, sent = opened(qtbot, look, with_care())
    panel.rule.none_key.click()
    panel.rule.none_key.click()
    assert sent == [] and not panel.rule.reasons.keys and not panel.rule.none_key.isChecked()
    panel.rule.none_key.click()
    panel.open_for(with_care(), NURSE)
    assert not panel.rule.reasons.keys, "opened again, nothing is asked"


def test_without_a_monitor_that_can_be_started_it_is_said(qtbot: QtBot, look: Theme) -> None:
    update = with_care(auto_cuff=True)
    assert update.nibp is not None
    panel, _ = opened(qtbot, look, replace(update, nibp=replace(update.nibp, can_start=False)))
    assert "no monitor of this bed can be started" in panel.rule.words


def test_nothing_can_be_switched_without_a_session_or_in_a_replay(qtbot: QtBot, look: Theme) -> None:
    for update in (replace(with_care(), session=None), replace(with_care(), mode=Mode.REPLAY)):
        panel, sent = opened(qtbot, look, update)
        qtbot.keyClick(panel.list, Qt.Key.Key_A)
        assert sent == [] and not panel.rule.none_key.isEnabled()


@pytest.mark.req("PLAN-03")
@pytest.mark.parametrize("size", [(1366, 768), (1024, 640), (640, 400)])
def test_it_is_two_keys_from_the_bed_and_what_is_asked_is_in_sight(
    qtbot: QtBot, look: Theme, size: tuple[int, int]
) -> None:
    window: MainWindow = open_window(qtbot, look, size)
    feed(window, with_care())
    with qtbot.waitActive(window):
        window.activateWindow()
    sent: list[object] = []
    window.command.connect(sent.append)
    window.bed_screen.nibp.setFocus()
    qtbot.keyClick(window.bed_screen.nibp, Qt.Key.Key_H)
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_A)
    assert sent == [SetAutoCuff(bed=BED, actor=window.bed_screen.actor, on=True)]
    qtbot.keyClick(focus, Qt.Key.Key_N)
    feed(window, with_care())
    first = str(REASONS[0])
    qtbot.waitUntil(lambda: (QApplication.focusWidget() or window).objectName() == first)
    asked = QApplication.focusWidget()
    assert asked is not None
    qtbot.waitUntil(lambda: asked.visibleRegion().boundingRect().height() == asked.height())
    qtbot.keyClick(asked, Qt.Key.Key_Space)
    (declared,) = [each for each in sent if isinstance(each, DeclareNoCuff)]
    assert declared.reason == REASONS[0]


@pytest.mark.req("PLAN-03")
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"auto_cuff": True}, "auto in 1:48"),
        ({}, "next in 1:48"),
        ({"auto_cuff": True, "no_cuff": True}, "next in 1:48"),
    ],
)
def test_the_tile_says_who_starts_the_next_reading(
    qtbot: QtBot, look: Theme, said: dict[str, bool], words: str
) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    update = with_care(**said)
    assert update.nibp is not None
    feed(window, replace(update, nibp=replace(update.nibp, due_t=update.now + 107.2)))
    assert words in window.bed_screen.nibp.accessibleDescription()
