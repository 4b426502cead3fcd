"""What drawing the sweep costs against the least any design must do: copying the new columns to the screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from bedside.monitor.history import WaveView
from bedside.ui import theme
from bedside.ui.sweep import SweepCanvas
from bedside.ui.sweep_strip import GAP_SHARE

RATE_HZ = 100.0
SWEEP_S = 10.0
FPS = 60.0


class _Copy(QWidget):
    """Copies the columns of each strip that change (new line and erase gap) out of a ready image: the floor."""

    def __init__(self, image: QImage, rows: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._image = image
        self._rows = rows
        self._x = 0

    def advance(self, now: float) -> None:
        x = int(now / SWEEP_S * self.width()) % self.width()
        width = max(1, (x - self._x) % self.width()) + 1 + int(GAP_SHARE * self.width())
        self.update(self._x, 0, width, self.height())
        self._x = x

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        new, height = event.rect(), self.height() // self._rows
        for row in range(self._rows):
            strip = QRect(new.x(), row * height, new.width(), height - 8)
            painter.drawImage(strip, self._image, strip)
        painter.end()


def synthetic_ring(seconds: float) -> WaveView:
    """A pleth-like ring with `seconds` of samples."""
    t = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    beat = (t * 1.2) % 1.0
    y = 60 + 90 * np.exp(-(((beat - 0.2) / 0.1) ** 2)) + 40 * np.exp(-(((beat - 0.5) / 0.15) ** 2))
    return WaveView(t, y.astype(np.float32), np.zeros(len(t), np.uint8), 0, RATE_HZ)


def sweep_window(look: theme.Theme, *, columns: int, rows: int, pen: float, parent: QWidget) -> SweepCanvas:
    """Strips that fill a window of 1920×1080."""
    width, height = 1920 // columns, 1080 // rows
    sweep = SweepCanvas(look, sweep_s=SWEEP_S, pen=pen, parent=parent)
    sweep.setGeometry(0, 0, 1920, 1080)
    places = [(column, row) for row in range(rows) for column in range(columns)]
    sweep.set_strips([QRect(c * width, r * height, width, height - 8) for c, r in places])
    return sweep


def sweep_cost(
    *, columns: int = 4, rows: int = 8, frames: int = 600, pens: Sequence[float] = (2.0,)
) -> dict[str, float]:
    """CPU ms a frame, medians of interleaved stretches: {"floor": …, "pen 2": …} with a figure for each pen.

    Drawing and painting of a 1920×1080 window are counted, in this thread, with its event loop.
    """
    look = theme.load("dark")
    app = QApplication.instance()
    assert app is not None
    floor = QWidget()
    ready = QImage(1920 // columns, 1080, QImage.Format.Format_RGB32)
    ready.fill(look.color("plot"))
    copies = []
    for n in range(columns):
        copy = _Copy(ready, rows, floor)
        copy.setGeometry(n * ready.width(), 0, ready.width(), 1080)
        copies.append(copy)
    windows = [floor]
    ring = synthetic_ring(SWEEP_S + 3 * frames / FPS)

    def draw_floor(now: float) -> None:
        for copy in copies:
            copy.advance(now)

    def drawn_with(pen: float) -> Callable[[float], None]:
        window = QWidget()
        windows.append(window)
        sweep = sweep_window(look, columns=columns, rows=rows, pen=pen, parent=window)

        def draw(now: float) -> None:
            view = WaveView(ring.t, ring.y, ring.quality, int(now * RATE_HZ), RATE_HZ)
            sweep.advance([view] * (rows * columns), now)

        return draw

    steps: dict[str, Callable[[float], None]] = {"floor": draw_floor}
    steps |= {f"pen {pen:g}": drawn_with(pen) for pen in pens}
    for window in windows:
        window.resize(1920, 1080)
        window.show()
    app.processEvents()
    spent: dict[str, list[float]] = {name: [] for name in steps}
    stretch = 50
    for start in range(0, frames, stretch):
        for name, step in steps.items():
            for frame in range(start, start + stretch):
                begun = time.thread_time()
                step(SWEEP_S + frame / FPS)
                app.processEvents()
                spent[name].append((time.thread_time() - begun) * 1e3)
    for window in windows:
        window.close()
    return {name: median(costs[stretch:]) for name, costs in spent.items()}
