"""A screen that stands in a room for a day: what the window keeps does not grow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import StationUpdate
from bedside.ui.chart_window import Window
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from tests.helpers.days import HOUR, Day
from tests.helpers.memory import Memory, brief, grown, look, of_what_is_new
from tests.helpers.updates import station
from tests.helpers.windows import PANELS, STATION_PANELS, open_window

FRAME_S = 20  # some 540 frames in three hours: one object kept in ten of them is seen
LOOK_AT_S = 50 * 60  # of each hour: calm, the same screen and nothing open
SIZE = (1366, 768)
PLACES = ("station", 1, 2)
PLACE_S = 200
NOISE = 20  # objects of one type more or less
MOST_MB = 5.0
MOST_OBJECTS = 4  # of each change of the timeline: a mark, a row of a list, its words
MOST_SHARE = 1.1


class OnScreen:
    """A window and the beds that are shown in it."""

    def __init__(self, qtbot: QtBot, theme: Theme, *, calm: bool) -> None:
        self.theme = theme
        self.calm = calm
        self.days = (Day(1, calm=calm), Day(2, calm=calm))
        self.window: MainWindow = open_window(qtbot, theme, SIZE)
        self.looks: list[Memory] = []
        self.kept: list[dict[str, int]] = []  # sizes of what is kept on purpose

    def live(self, hours: int) -> None:
        """Up to the look in the last of so many hours: the screens by turns, in hours not calm every panel once."""
        for n in range((hours - 1) * HOUR + LOOK_AT_S + 1):
            for day in self.days:
                day.second(n)
            if n % FRAME_S == 0:
                self.frame()
            if n % PLACE_S == 0:
                self.go(n // PLACE_S)
            if n % HOUR == LOOK_AT_S - FRAME_S + 1:
                self.go(1)
                self.frame()
            if n % HOUR == LOOK_AT_S:
                self.look(n)

    def frame(self) -> None:
        """One frame of what is true now, painted."""
        updates = {day.bed.number: day.step() for day in self.days}
        now = self.days[0].clock.now()
        self.window.show_updates(updates, self.station(now), now)
        settle()

    def station(self, now: float) -> StationUpdate:
        """The station of these beds."""
        usual = station()
        recording = replace(usual.recording, last_commit_t=now - 0.4, commits=int(now))
        utc = usual.utc + timedelta(seconds=now)
        return replace(usual, station_now=now, utc=utc, recording=recording)

    def go(self, turn: int) -> None:
        """Show the next screen; at a bed look about."""
        place = PLACES[turn % len(PLACES)]
        if isinstance(place, str):
            self.window.show_screen(place)
            return
        self.window.open_bed(place)
        self.frame()
        chart = self.window.bed_screen.chart
        newest = self.days[0].shown.now
        chart._go(Window(first=max(0.0, newest - HOUR), last=newest))
        self.frame()
        chart.follow()
        if not self.calm:
            names = PANELS + STATION_PANELS
            self.window.open_panel(names[(turn // len(PLACES)) % len(names)])
            self.frame()
            self.window.close_panel()
            self.frame()

    def look(self, n: int) -> None:
        """Count."""
        settle()
        if n > HOUR:  # the first hour does not count: everything is made in it
            self.looks.append(look(n / HOUR, [day.shown for day in self.days]))
            brief(self.looks)
        self.kept.append(
            {
                "fonts": len(self.theme._fonts),
                "metrics": len(self.theme._metrics),
                "pictures of icons": len(self.theme.icons._pixmaps),
                "widgets": len(self.window.findChildren(QWidget)),
            }
        )


def settle() -> None:
    """All events, and what is to be deleted."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


HOURS = [
    pytest.param(3, id="three_hours", marks=pytest.mark.timeout(300)),
    pytest.param(24, id="a_day", marks=[pytest.mark.soak, pytest.mark.timeout(3000)]),
]


@pytest.mark.parametrize("hours", HOURS)
def test_a_window_that_is_only_renewed_keeps_nothing(qtbot: QtBot, look: Theme, hours: int) -> None:
    with of_what_is_new():
        shown = OnScreen(qtbot, look, calm=True)
        shown.live(hours)
    first, last = shown.looks[0], shown.looks[-1]
    kinds = grown(first, last, least=NOISE)
    # Laid-out words are bounded, but not always as many (`ui/lately.py`).
    kinds.pop("PySide6.QtGui.QStaticText", None)
    assert kinds == {}, "by type"
    assert last.objects - first.objects <= 2 * NOISE
    assert shown.kept[-1] == shown.kept[1]
    assert last.rss_mb - first.rss_mb <= MOST_MB


@pytest.mark.parametrize("hours", HOURS)
def test_a_busy_day_grows_by_its_timeline_and_nothing_else(qtbot: QtBot, look: Theme, hours: int) -> None:
    with of_what_is_new():
        shown = OnScreen(qtbot, look, calm=False)
        shown.live(hours)
    first, last = shown.looks[0], shown.looks[-1]
    happened = last.timeline - first.timeline
    assert happened > (hours - 2) * 50, "alarms, entries and cuff readings came all the time"
    assert last.objects - first.objects <= MOST_OBJECTS * happened + NOISE, grown(first, last, least=NOISE)
    for name, count in shown.kept[-1].items():
        assert count <= shown.kept[1][name] * MOST_SHARE, name
    assert last.rss_mb - first.rss_mb <= MOST_MB
