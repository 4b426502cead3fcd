"""What the frames of a running clinic cost the window's thread, and how evenly they come.

Work is what a frame computes and what is painted for it, in wall time: waiting for the interpreter is part of it,
because a frame that waits is late. Painting follows in an event of each window (UpdateRequest), so that is timed too.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from bedside.clock import Clock
from bedside.ui.bridge import FramePacer
from bedside.ui.main_window import MainWindow
from tests.benchmarks.harness import percentile


class FrameWatch(QObject):
    """Times every frame of a pacer from now on."""

    def __init__(self, pacer: FramePacer, windows: list[MainWindow], clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._frame = pacer._frame
        pacer._frame = self._timed
        for window in windows:
            window.installEventFilter(self)
        self._begun: list[float] = []
        self._work: list[float] = []

    def forget(self) -> None:
        """Count from here on."""
        self._begun.clear()
        self._work.clear()

    @property
    def work_p99_ms(self) -> float:
        """99th percentile of the work of a frame, ms."""
        return 1000 * percentile(self._work, 0.99)

    @property
    def gap_p99_ms(self) -> float:
        """99th percentile of the time from one frame to the next, ms."""
        return 1000 * percentile([b - a for a, b in pairwise(self._begun)], 0.99)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Paint, and add what it took to the frame it belongs to."""
        if event.type() != QEvent.Type.UpdateRequest or not isinstance(watched, QWidget):
            return False
        start = self._clock.now()
        watched.event(event)
        if self._work:
            self._work[-1] += self._clock.now() - start
        return True

    def _timed(self) -> None:
        start = self._clock.now()
        self._begun.append(start)
        self._frame()
        self._work.append(self._clock.now() - start)
