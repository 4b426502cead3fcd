"""Panning 24 h of the session chart: against a plain pyqtgraph curve of the same day, and against a frame.

Each step moves the window by one pixel and paints it, with trends, cuff readings, alarms, ratings and axis. The plain
chart has two curves of every value (no pyramid, nothing else painted) and is moved and painted in the same way. Both
are told in processor time of the painting thread, taken in turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

from bedside.ui import theme
from bedside.ui.chart_window import Window
from bedside.ui.session_chart import SessionChart
from bedside.vitals.parameters import Parameter
from tests.benchmarks.harness import report
from tests.benchmarks.rows import Row
from tests.helpers.long_sessions import DAY_S, day, numbers

RUNS = 5
STEPS = 12
PLAIN_RUNS = 3
FRAME_MS = 1000.0 / 60.0
SIZES = ((1272, 568), (1920, 568))
ALARMS = 300


def step_ms(step: Callable[[int], None], steps: int = STEPS) -> float:
    """Median processor time of a step, ms."""
    spent = []
    for n in range(steps):
        began = time.thread_time()
        step(n)
        spent.append((time.thread_time() - began) * 1e3)
    return median(spent)


class Ours:
    """The session chart with a day in it."""

    def __init__(self, size: tuple[int, int], first: float, last: float) -> None:
        self.chart = SessionChart(theme.load())
        self.chart.resize(*size)
        self.chart.show()
        self.chart.show_update(day(alarm_count=ALARMS))
        self.chart._go(Window(first=first, last=last))
        self.by = (last - first) / size[0]

    def step(self, n: int) -> None:
        """A pixel there, a pixel back."""
        self.chart._drag(self.by if n % 2 else -self.by)
        self.chart._view.viewport().repaint()


class Plain:
    """Two plain curves of every value, with the pens of ours."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.view = pg.PlotWidget()
        self.view.resize(*size)
        for parameter, color in ((Parameter.SPO2, "c"), (Parameter.PR, "g")):
            self.view.plot(*numbers(DAY_S)[parameter], pen=pg.mkPen(color, width=2), antialias=True)
        self.view.show()
        self.by = DAY_S / size[0]

    def step(self, n: int) -> None:
        """A pixel there, a pixel back."""
        first = self.by if n % 2 else 0.0
        self.view.setXRange(first, first + DAY_S, padding=0)
        self.view.viewport().repaint()


def against_plain(app: QApplication) -> Row:
    """A step over a day, against the same by two plain curves."""
    whole, plain = Ours(SIZES[0], 0.0, DAY_S), Plain(SIZES[0])
    app.processEvents()  # nothing is painted before a window is exposed
    ours, theirs = [], []
    for _ in range(PLAIN_RUNS):
        ours.append(step_ms(whole.step))
        theirs.append(step_ms(plain.step, 1))
    whole.chart.close()
    plain.view.close()
    return Row(
        name="plain curves of 24 h, against our whole chart",
        value=median(theirs),
        unit="ms",
        baseline=median(ours),
        judged="ratio",
        target=50.0,
        sense="at least",
    )


def main() -> None:
    """Measure and report: medians of interleaved runs."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    rows = [against_plain(app)]
    for size in SIZES:
        whole, close = Ours(size, 0.0, DAY_S), Ours(size, DAY_S - 1800.0, DAY_S)
        app.processEvents()
        spent: dict[str, list[float]] = {"24 h": [], "30 min": []}
        for _ in range(RUNS):
            spent["24 h"].append(step_ms(whole.step))
            spent["30 min"].append(step_ms(close.step))
        rows += [
            Row(
                name=f"panning {span}, {size[0]} px wide, against a frame",
                value=median(taken),
                unit="ms",
                baseline=FRAME_MS,
                judged="ratio",
                target=1.0,
            )
            for span, taken in spent.items()
        ]
        whole.chart.close()
        close.chart.close()
    del app
    report(rows)


if __name__ == "__main__":
    main()
