"""The pace of the frames follows the news."""

from __future__ import annotations

from bedside.ui.bridge import FRAME_S, Pace


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
