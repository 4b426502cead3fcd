"""32 strips with their numbers in real time, 60 frames a second: what share of a core the whole process takes."""

from __future__ import annotations

import time
from itertools import count
from statistics import median

from PySide6.QtCore import QEventLoop, QRect, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from bedside.clock import SystemClock
from bedside.monitor.history import WaveView
from bedside.ui import theme
from bedside.ui.bridge import FramePacer
from bedside.ui.sketch import RIGHT, Sketch
from tests.benchmarks.harness import report
from tests.benchmarks.rows import Row
from tests.helpers.sweep_cost import RATE_HZ, SWEEP_S, sweep_window, synthetic_ring

RUNS = 5
SECONDS = 6.0
COLUMNS, ROWS = 4, 8
PACKETS_PER_S = 60.0  # of an oximeter: each is painted with the frame that follows it
NUMBERS = (("97", "spo2"), ("72", "pr"), ("128/76", "nibp"))  # of each bed, once a second


class Wall(QWidget):
    """Strips and numbers. The beds take turns with their numbers, as they do where every bed has its own device."""

    def __init__(self) -> None:
        super().__init__()
        self._look = theme.load("dark")
        self.resize(1920, 1080)
        self._sweep = sweep_window(self._look, columns=COLUMNS, rows=ROWS, pen=2.0, parent=self)
        self._ring = synthetic_ring(SWEEP_S + 2 * SECONDS)
        self._told = 0
        self.show()

    def advance(self, seconds: float) -> None:
        """One frame, `seconds` after the first."""
        now = SWEEP_S + seconds
        ring = self._ring
        view = WaveView(ring.t, ring.y, ring.quality, int(now * RATE_HZ), RATE_HZ)
        self._sweep.advance([view] * (COLUMNS * ROWS), now)
        while self._told < seconds * COLUMNS * ROWS:
            self._tell(self._told % (COLUMNS * ROWS))
            self._told += 1

    def _tell(self, bed: int) -> None:
        row, column = divmod(bed, COLUMNS)
        high, wide = 1080 // ROWS, 1920 // COLUMNS
        place = QRect((column + 1) * wide - 120, row * high, 120, high - 8)

        def draw(painter: QPainter) -> None:
            sketch = Sketch(painter, self._look)
            sketch.painter.fillRect(0, 0, 120, high, self._look.color("surface"))
            for n, (words, role) in enumerate(NUMBERS):
                sketch.text(112, 36 + 40 * n, words, "num.sm.large", role, align=RIGHT)

        self._sweep.paint_part(place, draw)


def share(*, drawing: bool) -> tuple[float, float]:
    """Percent of one core, and frames a second; without drawing the beat of the window alone."""
    clock = SystemClock()
    wall = Wall()
    loop = QEventLoop()
    begun = clock.now()
    pacer = FramePacer(lambda: wall.advance(clock.now() - begun) if drawing else None, clock)
    news = QTimer()
    news.setTimerType(Qt.TimerType.PreciseTimer)
    news.setSingleShot(True)
    packets = count(1)

    def tell() -> None:
        due = begun + next(packets) / PACKETS_PER_S
        news.start(max(0, round(1000 * (due - clock.now()))))
        pacer.tell()

    news.timeout.connect(tell)
    tell()
    pacer.start()
    QTimer.singleShot(500, loop.quit)
    loop.exec()
    frames, cpu, start = pacer.frames, time.process_time(), clock.now()
    QTimer.singleShot(round(SECONDS * 1000), loop.quit)
    loop.exec()
    seconds = clock.now() - start
    found = 100 * (time.process_time() - cpu) / seconds, (pacer.frames - frames) / seconds
    news.stop()
    pacer.stop()
    wall.close()
    wall.deleteLater()
    return found


def main() -> None:
    """Measure and report: medians of interleaved runs."""
    app = QApplication.instance() or QApplication([])
    drawn, idle = [], []
    for _ in range(RUNS):
        drawn.append(share(drawing=True))
        idle.append(share(drawing=False))
    del app
    report(
        [
            Row(
                name="32 strips and numbers in real time, whole process",
                value=median(part for part, _ in drawn),
                unit="% core",
                baseline=median(part for part, _ in idle),
                target=8.0,
            ),
            Row(
                name="32 strips and numbers: frames a second",
                value=median(rate for _, rate in drawn),
                unit="/s",
                target=58.0,
                sense="at least",
            ),
        ]
    )


if __name__ == "__main__":
    main()
