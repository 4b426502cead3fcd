"""The same strips as pyqtgraph curves: tuned (fixed range, no mouse, one ring with a gap), and as one would begin."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

FPS = 60.0
RATE_HZ = 100.0
SWEEP_S = 10.0


def curves_cost(*, columns: int, rows: int, frames: int = 60, pen: float = 2.0) -> float:
    """CPU ms a frame of a 1920×1080 window full of tuned curves, antialiased."""
    pg.setConfigOptions(antialias=True)
    window = _window()
    x = np.arange(int(RATE_HZ * SWEEP_S)) / RATE_HZ
    curves = []
    for row in range(rows):
        for column in range(columns):
            box = window.addViewBox(row=row, col=column, enableMouse=False, enableMenu=False)
            box.setRange(xRange=(0, SWEEP_S), yRange=(0, 200), padding=0, disableAutoRange=True)
            curve = pg.PlotCurveItem(pen=pg.mkPen("w", width=pen))
            curve.setSegmentedLineMode("on")
            box.addItem(curve)
            curves.append(curve)
    source = _pleth(x)
    gap = int(0.02 * len(x))

    def draw(frame: int) -> None:
        head = int(frame / FPS * RATE_HZ) % len(x)
        y = source.copy()
        y[head : head + gap] = np.nan
        for curve in curves:
            curve.setData(x, y, connect="finite")

    return _cost(window, draw, frames)


def naive_cost(*, columns: int, rows: int, frames: int = 12, pen: float = 2.0) -> float:
    """The same with a plot each, its axes, automatic ranges and a time axis that scrolls."""
    pg.setConfigOptions(antialias=True)
    window = _window()
    curves = []
    for row in range(rows):
        for column in range(columns):
            plot = window.addPlot(row=row, col=column)
            curves.append(plot.plot(pen=pg.mkPen("w", width=pen)))
    count = int(RATE_HZ * SWEEP_S)

    def draw(frame: int) -> None:
        first = int(frame / FPS * RATE_HZ)
        x = np.arange(first, first + count) / RATE_HZ
        y = _pleth(x)
        for curve in curves:
            curve.setData(x, y)

    return _cost(window, draw, frames)


def _window() -> pg.GraphicsLayoutWidget:
    window = pg.GraphicsLayoutWidget()
    window.resize(1920, 1080)
    return window


def _pleth(x: np.ndarray) -> np.ndarray:
    beat = (x * 1.2) % 1.0
    return 60 + 90 * np.exp(-(((beat - 0.2) / 0.1) ** 2)) + 40 * np.exp(-(((beat - 0.5) / 0.15) ** 2))


def _cost(window: pg.GraphicsLayoutWidget, draw: Callable[[int], None], frames: int) -> float:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window.show()
    app.processEvents()
    costs = []
    for frame in range(frames):
        start = time.thread_time()
        draw(frame)
        app.processEvents()
        costs.append(1000 * (time.thread_time() - start))
    window.close()
    return median(costs[1:])
