"""From the station's thread to the screen's: news wakes the screen, the screen takes the newest updates.

An update carries views of rings, not samples, and only the newest one of a bed counts, so nothing is queued but
one "there is news". Frames are paced: about 60 a second, each right after news where the pace allows it (a stream of
60 packets a second with some jitter is painted packet by packet), else as soon as it does. News that is late is not
waited for: the ports are read in rounds (`link/switchboard`), and one late round would make all beds stand still.
Without news a slow beat keeps ages, countdowns and flashing true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from bedside.clock import Clock

FRAME_S: Final = 1.0 / 60.0
CATCH_UP: Final = 0.9  # of a frame, between two frames with one piece of news each
LATEST_MS: Final = 18  # after a frame with news, the next one with or without: a bit over 1/60 s
BEAT_MS: Final = 50  # flashing at 2 Hz needs a look every 250 ms; twice the Nyquist of that is plenty
REST_MS: Final = 200  # how often the beat looks whether news still flows: each look wakes the processor


class Pace:
    """When the next frame may be drawn. Pure; times are station time in s."""

    def __init__(self) -> None:
        self._due = 0.0

    def wait_s(self, now: float) -> float:
        """How long the next frame has to wait, s; 0 or less: it need not."""
        return self._due - now

    def drawn(self, now: float, news: int) -> None:
        """A frame was drawn at `now`.

        Args:
            news: how often there was news since the frame before. More than once: the screen cannot show each, and
                60 frames a second are the limit. Otherwise a little more than 60 are allowed, because after one frame
                out of turn a stream of 60 packets a second would else be late for ever. None: the frame kept nobody
                waiting, and the next news need not wait for it.
        """
        if news == 0:
            return
        # Half a frame of credit, so that jitter of the news is not answered with a wait.
        self._due = max(self._due, now - FRAME_S / 2) + (FRAME_S if news > 1 else CATCH_UP * FRAME_S)


class FramePacer(QObject):
    """Calls `frame` at the pace of the news, and at the slow beat without."""

    _news = Signal()

    def __init__(self, frame: Callable[[], None], clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self._clock = clock
        self._told = False
        self._news_count = 0  # since the last frame; only the pace leans on it
        self._pace = Pace()
        self.frames = 0  # drawn so far
        self._frames_before = 0  # by the last beat
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._draw)
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        # A bound method of a QObject: the slot runs in this thread, whoever emits.
        self._news.connect(self._on_news, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to draw."""
        self._beat.start()

    def stop(self) -> None:
        """Draw no more."""
        self._beat.stop()
        self._timer.stop()

    def tell(self) -> None:
        """There is news. Called from the station's thread; costs nothing while the screen has not looked yet."""
        self._news_count += 1
        if not self._told:
            self._told = True
            self._news.emit()

    @Slot()
    def _on_news(self) -> None:
        stopped = not self._beat.isActive()  # news may still be queued then
        if stopped:
            return
        wait_s = self._pace.wait_s(self._clock.now())
        if wait_s <= 0.0005:
            self._draw()
        else:
            self._timer.start(max(1, round(wait_s * 1000)))

    @Slot()
    def _on_beat(self) -> None:
        flows = self.frames > self._frames_before
        if not flows and not self._timer.isActive():
            self._draw()
        self._frames_before = self.frames
        every_ms = REST_MS if flows else BEAT_MS
        if self._beat.interval() != every_ms:
            self._beat.setInterval(every_ms)

    @Slot()
    def _draw(self) -> None:
        news, self._news_count = self._news_count, 0
        self._told = False
        self._pace.drawn(self._clock.now(), news)
        if news:
            self._timer.start(LATEST_MS)
        else:
            self._timer.stop()
        self.frames += 1
        self._frame()
