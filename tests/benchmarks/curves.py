"""The same strips as tuned pyqtgraph curves: fixed range, no mouse, one ring with a gap per curve."""

from __future__ import annotations

import time
from statistics import median

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

FPS = 60.0
RATE_HZ = 100.0
SWEEP_S = 10.0


def curves_cost(*, columns: int, rows: int, frames: int = 60, pen: float = 2.0) -> float:
    """CPU ms a frame of a 1920×1080 window full of curves, antialiased."""
    pg.setConfigOptions(antialias=True)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = pg.GraphicsLayoutWidget()
    window.resize(1920, 1080)
    samples = int(RATE_HZ * SWEEP_S)
    x = np.arange(samples) / RATE_HZ
    curves = []
    for row in range(rows):
        for column in range(columns):
            box = window.addViewBox(row=row, col=column, enableMouse=False, enableMenu=False)
            box.setRange(xRange=(0, SWEEP_S), yRange=(0, 200), padding=0, disableAutoRange=True)
            curve = pg.PlotCurveItem(pen=pg.mkPen("w", width=pen))
            curve.setSegmentedLineMode("on")
            box.addItem(curve)
            curves.append(curve)
    window.show()
    app.processEvents()
    beat = (x * 1.2) % 1.0
    source = 60 + 90 * np.exp(-(((beat - 0.2) / 0.1) ** 2)) + 40 * np.exp(-(((beat - 0.5) / 0.15) ** 2))
    gap = int(0.02 * samples)
    costs = []
    for frame in range(frames):
        head = int(frame / FPS * RATE_HZ) % samples
        start = time.thread_time()
        y = source.copy()
        y[head : head + gap] = np.nan
        for curve in curves:
            curve.setData(x, y, connect="finite")
        app.processEvents()
        costs.append(1000 * (time.thread_time() - start))
    window.close()
    return median(costs)
