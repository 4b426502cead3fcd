"""A day of a whole clinic at speed, with its window: memory and the number of objects do not grow.

Patients and devices are simulated within the process, which is more than a clinic has in it; they are bounded too, and
nothing is subtracted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.clock import Clock, SystemClock
from bedside.composition import build
from bedside.heap import keep_one_heap
from bedside.monitor.services import Services
from bedside.simulation import scenario
from bedside.simulation.fast import FastPatients
from bedside.store.library import Library
from bedside.ui import theme
from bedside.ui.chart_window import Window
from bedside.ui.clinic_screen import ClinicScreen
from bedside.ui.main_window import MainWindow
from bedside.ui.tidying import Tidying
from bedside.vitals.parameters import Parameter
from bedside.vitals.station_commands import AttachDevice
from tests.helpers.memory import Memory, brief, grown, look
from tests.helpers.windows import PANELS

HOUR = 3600.0
DEVICES = ("contec_v7", "dinamap")
SCENARIOS = ("desaturation", "rest")
FACTOR = 600.0  # at most; the clock waits for whoever is behind
MOST_MB = 5.0  # after the first hour
NOISE = 200  # objects of one type more or less: what is just on its way from thread to thread
OF_EACH = 4  # objects that a screen keeps of a change of the timeline: a mark, a row of a list, its words
PATIENCE_S = 30.0
ALL_AT = 6  # of the twelve times an hour, the one at which somebody looks at everything: the hours are alike
FRAME_S = 0.2  # real time; some frames a simulated minute
SIZE = (1366, 768)


class Watched:
    """The window of a clinic at speed. Somebody goes from screen to screen and looks at what is in the record."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services = services
        self._turn = 0
        self._tidying = Tidying()  # garbage is collected between frames only, as in the program
        self._tidying.start()
        self.window = MainWindow(theme.load("dark"))
        self.window.resize(*SIZE)
        self.window.show()
        self._screen = ClinicScreen(self.window, services, clock)

    def frame(self) -> None:
        """Draw what is new; the pace is that of the program.

        Time goes some sixty times faster here: in the second after which the program looks for garbage a minute's worth
        would come together. Looked for with every frame, it is nearer to what it is there.
        """
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._tidying.look()

    def go_on(self) -> None:
        """The next screen, and at a bed a panel and an hour of the past."""
        beds = sorted(self._services.station.updates)
        place = self._turn % (len(beds) + 1)
        self._turn += 1
        if place == len(beds):
            self.window.show_screen("station")
            return
        self.window.open_bed(beds[place])
        self.frame()
        chart = self.window.bed_screen.chart
        first = (self._turn * 1000.0) % max(HOUR, self._services.station.updates[beds[place]].now)
        chart._go(Window(first=first, last=first + 600.0))  # older than some hours: read from the record
        self.window.open_panel(PANELS[self._turn % len(PANELS)])
        self.frame()

    def visit_all(self) -> None:
        """Every screen, and every panel on each: what is made when it is first needed is there after the first hour."""
        for _ in range((len(self._services.station.updates) + 1) * len(PANELS)):
            self.go_on()

    def rest(self) -> None:
        """The screen on which all looks are taken, after the same panel: the largest. What it needed may stay kept."""
        self.window.open_bed(1)
        self.frame()
        self.window.open_panel("event")
        self.frame()
        self.window.close_panel()
        self.frame()
        self.window.bed_screen.chart.follow()
        self.frame()

    def stop(self) -> None:
        """Close it."""
        self._screen.stop()
        self.window._may_close = True
        self.window.close()
        self.window.deleteLater()
        self.frame()
        self._tidying.stop()


@contextmanager
def clinic(store: Path, beds: int) -> Iterator[tuple[Services, FastPatients]]:
    """A station with its patients attached; their time stands still."""
    plays = [scenario.load(name) for name in SCENARIOS]
    patients = FastPatients(DEVICES, plays, beds=beds, seed=1, factor=FACTOR)
    services = build(store, remembered=False, clock=patients.clock)
    try:
        for port in patients.ports:
            command = AttachDevice(bed=port.bed, driver=port.driver, port=port.port, remember=False)
            services.station.submit(command).result(PATIENCE_S)
        yield services, patients
    finally:
        patients.let_go()
        services.stop()
        patients.stop()


def lived(store: Path, hours: int, *, beds: int, watched: bool) -> tuple[Services, list[Memory]]:
    """Let patients live for so many hours, and look at the memory after each."""
    looks: list[Memory] = []
    real = SystemClock()
    keep_one_heap()  # as the program does
    with clinic(store, beds) as (services, patients):
        screen = Watched(services, patients.clock) if watched else None
        brake = patients.clock.leash("a look at the memory", for_ever=True)
        began = patients.clock.now()
        patients.go(hours * HOUR + 60.0)
        try:
            for number in range(1, hours + 1):
                for part in range(1, 13):  # every five minutes somebody does something
                    while patients.clock.now() < began + (number - 1 + part / 12.0) * HOUR:
                        if screen is not None:
                            screen.frame()
                        real.sleep(FRAME_S)
                    if screen is not None:
                        screen.visit_all() if part == ALL_AT else screen.go_on()
                if screen is not None:
                    screen.rest()
                brake.hold()  # until what is under way has been written
                until = real.now() + PATIENCE_S
                while services.recorder.state().backlog and real.now() < until:
                    real.sleep(0.02)
                hour = (patients.clock.now() - began) / HOUR
                looks.append(look(hour, list(services.station.updates.values())))
                brief(looks)
                print(looks[-1], f"×{patients.kept().factor:.0f}", file=sys.stderr, flush=True)
                brake.free()
        finally:
            if screen is not None:
                screen.stop()
    return services, looks


def of_the_timeline(first: Memory, last: Memory) -> int:
    """Objects by which a screen may grow, for what happened between two looks."""
    return OF_EACH * (last.timeline - first.timeline)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("watched", [False, True], ids=["station", "station_and_window"])
def test_a_day_of_two_beds_does_not_grow(qtbot: QtBot, tmp_path: Path, watched: bool) -> None:
    hours = int(os.environ.get("BEDSIDE_SOAK_HOURS", "24"))
    services, looks = lived(tmp_path / "day.sqlite", hours=hours, beds=2, watched=watched)
    assert QApplication.instance() is not None
    first, last = looks[0], looks[-1]
    shown = services.station.updates
    print(grown(first, last, least=NOISE), file=sys.stderr)
    assert last.timeline > first.timeline, "alarms and cuff readings have come all day"
    assert max(grown(first, last, least=NOISE).values(), default=0) <= of_the_timeline(first, last)
    assert last.objects - first.objects <= of_the_timeline(first, last) + 5 * NOISE
    assert last.rss_mb - first.rss_mb <= MOST_MB
    for summary in Library(tmp_path / "day.sqlite").sessions():
        recorded = Library(tmp_path / "day.sqlite").open(summary.id)
        t, _ = recorded.numerics(Parameter.SPO2)
        trend = shown[summary.bed].trends[Parameter.SPO2]
        assert t[-1] - t[0] == pytest.approx(hours * HOUR, rel=0.01)
        assert np.diff(t).max() < 2.0, "a value a second, and one whenever it changes: all are in the record"
        assert trend.line(0.0, hours * HOUR, 1000)[0][0] < 120.0, "and the chart begins where the day began"
        assert t[-1] - 3 * HOUR < trend.exact_since < t[-1] - 2 * HOUR
