"""The pace of the frames follows the news."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.clock import ManualClock
from bedside.ui.bridge import FRAME_S, LATEST_MS, FramePacer, Pace


def paced(news: list[float]) -> tuple[list[float], list[float]]:
    """Times of the frames, and how long each piece of news waited for its frame, s."""
    pace, frames, waits, n = Pace(), [], [], 0
    while n < len(news):
        frame = news[n] + max(0.0, pace.wait_s(news[n]))
        shown = [t for t in news[n:] if t <= frame]
        pace.drawn(frame, len(shown))
        frames.append(frame)
        waits += [frame - t for t in shown]
        n += len(shown)
    return frames, waits


def test_each_packet_of_one_device_has_a_frame_at_once() -> None:
    frames, waits = paced([10.0 + n / 60 for n in range(600)])
    assert len(frames) == 600
    assert max(waits) == 0.0


def test_news_out_of_turn_makes_the_packets_late_for_some_frames_only() -> None:
    packets = [10.0 + n / 60 for n in range(1200)]
    seconds = [10.004 + n for n in range(20)]
    _, waits = paced(sorted(packets + seconds))
    assert sorted(waits)[len(waits) // 2] < 0.001
    assert sum(wait > 0.002 for wait in waits) < 0.2 * len(waits)
    assert max(waits) <= FRAME_S


def test_many_beds_have_60_frames_a_second() -> None:
    frames, waits = paced(sorted(10.0 + n / 60 + bed * 0.0011 for n in range(600) for bed in range(16)))
    assert 595 <= len(frames) <= 605
    assert max(waits) <= FRAME_S + 1e-9


def test_a_frame_without_news_makes_the_next_news_wait_no_longer() -> None:
    pace = Pace()
    pace.drawn(10.0, 1)
    pace.drawn(10.018, 0)
    assert pace.wait_s(10.0185) <= 0.0, "news that is late is drawn when it comes"


class Drawn:
    """A pacer on a clock that stands still, and how many frames it has drawn."""

    def __init__(self) -> None:
        self.clock = ManualClock(now=10.0)
        self.count = 0
        self.pacer = FramePacer(self._frame, self.clock)
        self.pacer.start()

    def _frame(self) -> None:
        self.count += 1

    def told(self) -> None:
        """There is news, and the window's thread looks."""
        self.pacer.tell()
        QCoreApplication.processEvents()


@pytest.fixture
def drawn(qapp: QApplication) -> Iterator[Drawn]:
    """One that is stopped in the end."""
    drawn = Drawn()
    yield drawn
    drawn.pacer.stop()


def test_late_news_is_not_waited_for(drawn: Drawn, qtbot: QtBot) -> None:
    drawn.told()
    assert drawn.count == 1
    assert drawn.pacer._timer.interval() == LATEST_MS
    qtbot.waitUntil(lambda: drawn.count == 2)
    assert not drawn.pacer._timer.isActive(), "without news since then it is left to the beat"


def test_news_in_time_is_drawn_at_once_and_once(drawn: Drawn) -> None:
    drawn.told()
    drawn.clock.advance(FRAME_S)
    drawn.told()
    assert drawn.count == 2
    assert drawn.pacer._timer.isActive(), "and the next frame has its latest time again"


def test_news_too_early_waits_for_its_turn(drawn: Drawn) -> None:
    drawn.told()
    drawn.pacer._timer.stop()  # the next frame does not come by itself, however slow this machine is
    drawn.clock.advance(0.001)
    drawn.told()
    assert drawn.count == 1
    assert drawn.pacer._timer.isActive()
    assert 0 < drawn.pacer._timer.interval() < LATEST_MS
