"""An alarm nobody takes: the border around everything, and the window at the front (ALM-35)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from bedside.ui.alarm_list import bed_alarms
from bedside.ui.escalation import NO_BORDER, Escalations, border
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Activation, Presence, Priority
from tests.helpers.alarming import NOW, alarming, look_at, marta
from tests.helpers.updates import bed
from tests.helpers.windows import open_window


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    return open_window(qtbot, look, (1920, 1080))


def pixel(window: MainWindow, x: int, y: int) -> str:
    return window.grab().toImage().pixelColor(QPoint(x, y)).name().upper()


@pytest.mark.req("ALM-35")
@pytest.mark.parametrize("screen", ("station", "bed", "devices", "review", "settings"))
def test_an_escalated_high_edges_the_whole_content_on_every_page(window: MainWindow, screen: str) -> None:
    beds = (alarming(marta(), escalated=True), bed(4, NOW))
    look_at(window, marta(), bed(4, NOW))
    window.show_screen(screen)
    look_at(window, *beds, at=NOW + 1.0)
    bar, strip = window.alarm_bar.height(), window.height() - window.status.height()
    middle = window.width() // 2
    for x, y in ((1, 500), (window.width() - 2, 500), (middle, bar + 1), (middle, strip - 2)):
        assert pixel(window, x, y) == "#FF3347", (x, y)
    for x, y in ((5, 500), (window.width() - 6, 500)):
        assert pixel(window, x, y) == "#E9EEF2", "the white inner edge: seen without colour"


@pytest.mark.req("ALM-35")
def test_the_border_goes_with_the_acknowledge_and_stays_while_the_audio_is_paused(
    window: MainWindow,
) -> None:
    held = alarming(marta(), escalated=True, activation=Activation.PAUSED)
    look_at(window, held)
    assert window.attention.border.shown.role == "highline"
    taken = alarming(marta(), escalated=True, presence=Presence.ACKNOWLEDGED, activation=Activation.OFF)
    look_at(window, taken, at=NOW + 1.0)
    assert window.attention.border.shown == NO_BORDER


@pytest.mark.req("ALM-35")
def test_neither_a_medium_nor_a_fresh_high_has_the_border() -> None:
    for update in (alarming(marta(), Priority.MEDIUM, escalated=True), alarming(marta())):
        assert border(bed_alarms({3: update}), NOW, no_sound=False) == NO_BORDER


@pytest.mark.req("ALM-35")
@pytest.mark.parametrize("priority", (Priority.MEDIUM, Priority.HIGH))
def test_each_escalation_is_news_once(priority: Priority) -> None:
    known = Escalations()
    fresh = bed_alarms({3: alarming(marta(), priority)})
    late = bed_alarms({3: alarming(marta(), priority, escalated=True)})
    other = bed_alarms({3: alarming(marta(), priority, escalated=True), 4: alarming(bed(4), escalated=True)})
    assert [known.news(each) for each in (fresh, late, late, other, other)] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert not known.news(fresh), "it sounds again"
    assert known.news(late), "and nobody took it again"


@pytest.mark.req("ALM-35")
def test_an_escalation_brings_the_window_back_once(window: MainWindow, qtbot: QtBot) -> None:
    look_at(window, alarming(marta(), Priority.MEDIUM))
    window.showMinimized()
    look_at(window, alarming(marta(), Priority.MEDIUM), at=NOW + 1.0)
    assert window.isMinimized(), "nothing has escalated yet"
    late = alarming(marta(), Priority.MEDIUM, escalated=True)
    look_at(window, late, at=NOW + 2.0)
    assert not window.isMinimized()
    with qtbot.waitActive(window):
        pass
    window.showMinimized()
    look_at(window, late, at=NOW + 3.0)
    assert window.isMinimized(), "somebody put it away knowing it"
