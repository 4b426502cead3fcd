"""The sweep: what is drawn piece by piece is what a fresh drawing shows, and gaps stay gaps."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QLineF, QRect
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from bedside.monitor.history import WaveRing, WaveView
from bedside.ui.sweep import SweepCanvas
from bedside.ui.sweep_ink import Area, Ink
from bedside.ui.sweep_scale import Scale, full_scale
from bedside.ui.sweep_strip import ERASE_STEP, SweepStrip
from bedside.ui.theme import Theme
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality, Wave
from tests.helpers.parts import pleth
from tests.helpers.sweep_cost import sweep_cost

RATE = 60.0
SWEEP = 8.0
AREA = QRect(0, 0, 600, 120)


def fill(ring: WaveRing, first: int, last: int, *, level: int | None = None, size: float = 1.0) -> None:
    for n in range(first, last):
        value = pleth(n / RATE, size=size) if level is None else level
        ring.append(
            Wave(
                parameter=Parameter.PLETH,
                t=n / RATE,
                rate_hz=RATE,
                samples=(value,),
                quality=(Quality.NONE,),
            )
        )


def segments(ink: Ink) -> list[QLineF]:
    """The segments of a frame, as copies: the ink uses its own again."""
    return [QLineF(line) for line in ink.lines[: ink.count]]


def stepped(strip: SweepStrip, view: WaveView | None, now: float) -> tuple[bool, list[Area], list[QLineF]]:
    """One frame: whether it could go on piece by piece, what it erased and what it drew."""
    ink = Ink()
    went_on = strip.step(view, now, 0.0, ink)
    return went_on, ink.areas, segments(ink)


def run(strip: SweepStrip, ring: WaveRing, frames: Sequence[int]) -> list[QLineF]:
    """All segments drawn while the ring grows to each of `frames` samples; one frame a sample."""
    drawn: list[QLineF] = []
    for end in frames:
        fill(ring, ring.view().end, end)
        ink, now = Ink(), end / RATE
        if not strip.step(ring.view(), now, 0.0, ink):
            ink = Ink()
            strip.redraw(ring.view(), now, 0.0, ink)
        drawn += segments(ink)
    return drawn


def new_strip() -> SweepStrip:
    strip = SweepStrip(SWEEP)
    strip.place(AREA)
    return strip


def test_every_sample_joins_the_one_before_it() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 200))  # until the scale has seen the whole wave
    lines = run(strip, ring, range(200, 400))
    assert len(lines) == 200
    assert all(a.x2() == pytest.approx(b.x1()) for a, b in itertools.pairwise(lines))


def test_no_segment_runs_back_across_the_right_edge() -> None:
    lines = run(new_strip(), WaveRing(RATE), range(1, 1000))
    assert all(line.x2() > line.x1() for line in lines)
    assert max(line.x2() - line.x1() for line in lines) < 2 * AREA.width() / (SWEEP * RATE)


def test_after_more_than_a_sweep_everything_is_drawn_afresh_and_nothing_was_drawn_in_vain() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 400))  # until the scale has seen the whole wave
    begun, ended = 399, 399 + int(1.5 * SWEEP * RATE)
    fill(ring, begun, ended)
    ink = Ink()
    assert not strip.step(ring.view(), ended / RATE, 0.0, ink)
    assert (ink.count, ink.lines, ink.spans) == (0, [], [])


def test_a_hole_in_time_is_a_hole_in_the_line() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    before = run(strip, ring, range(1, 141))
    fill(ring, 170, 171)  # half a second is missing
    assert stepped(strip, ring.view(), 171 / RATE)[::2] == (True, [])
    fill(ring, 171, 172)
    went_on, _, lines = stepped(strip, ring.view(), 172 / RATE)
    assert went_on
    assert len(lines) == 1
    assert lines[0].x1() > before[-1].x2() + 30


def test_a_missing_sample_is_never_joined_over() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 150))
    ring.append(
        Wave(
            parameter=Parameter.PLETH,
            t=149 / RATE,
            rate_hz=RATE,
            samples=(None, 100),
            quality=(Quality.NONE,) * 2,
        )
    )
    assert stepped(strip, ring.view(), 151 / RATE)[::2] == (True, [])


def test_the_erase_bar_runs_ahead_of_the_line_by_two_percent() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 120))
    fill(ring, 119, 122)
    _, erase, lines = stepped(strip, ring.view(), 122 / RATE)
    ahead = erase[-1][0] + erase[-1][2] - lines[-1].x2()
    assert 0.02 * AREA.width() - 1.5 <= ahead <= 0.02 * AREA.width() + 1.5 + ERASE_STEP


def test_a_lost_signal_is_erased_while_time_goes_on() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 300))
    erased = 0
    for frame in range(60 * 12):
        went_on, erase, lines = stepped(strip, ring.view(), 5.0 + frame / 60)
        assert went_on
        assert lines == []
        erased += sum(area[2] for area in erase)
    assert erased >= AREA.width()


def test_a_flat_signal_is_a_level_line_and_a_small_one_is_not() -> None:
    flat, small = WaveRing(RATE), WaveRing(RATE)
    fill(flat, 0, 300)
    fill(flat, 300, 900, level=101)
    fill(small, 0, 900, size=0.08)
    heights = []
    for ring in (flat, small):
        strip, ink = new_strip(), Ink()
        strip.redraw(ring.view(), 15.0, 0.0, ink)
        tail = [line.y2() for line in segments(ink)[-200:]]
        assert strip.scale.flat == (ring is flat)
        heights.append(max(tail) - min(tail))
    assert heights[0] == 0.0
    assert heights[1] > 0.3 * AREA.height()


def test_the_scale_follows_a_fading_pulse_slowly() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 600))
    fill(ring, 599, 660, size=0.3)
    _, _, lines = stepped(strip, ring.view(), 11.0)
    height = max(line.y2() for line in lines) - min(line.y2() for line in lines)
    assert height < 0.5 * AREA.height()


def test_a_jump_back_in_time_asks_for_a_fresh_drawing() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 300))
    earlier = WaveRing(RATE)
    fill(earlier, 0, 100)
    assert not stepped(strip, earlier.view(), 100 / RATE)[0]


def grown(column: SweepCanvas, ring: WaveRing, seconds: float) -> None:
    for frame in range(int(seconds * 60)):
        now = frame / 60
        fill(ring, ring.view().end, int(now * RATE) + 1)
        column.advance((ring.view(),), now)


def pixels(image: QImage) -> np.ndarray:
    copy = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(copy.constBits(), np.uint8, copy.sizeInBytes())
    return flat.reshape(copy.height(), copy.bytesPerLine() // 4, 4)[:, : copy.width(), :3].astype(np.int16)


@pytest.mark.parametrize("ratio", (1.0, 1.5, 2.0))
def test_drawn_piece_by_piece_looks_as_drawn_afresh(qtbot: QtBot, look: Theme, ratio: float) -> None:
    class Scaled(SweepCanvas):
        def devicePixelRatioF(self) -> float:  # noqa: N802 - Qt's name
            return ratio

    column, ring = Scaled(look, sweep_s=SWEEP, pen=2.5), WaveRing(RATE)
    qtbot.addWidget(column)
    column.resize(600, 140)
    column.set_strips([QRect(10, 10, 580, 120)])
    column.show()
    grown(column, ring, 20.0)
    pieces = pixels(column.image)
    assert column.image.width() == round(600 * ratio)
    column.resize(601, 140)
    column.resize(600, 140)
    column.advance((ring.view(),), 20.0 - 1 / 60)
    afresh = pixels(column.image)
    # Scales differ a little (one adapted while drawing), so lines may lie a pixel apart: compare where ink is.
    ink_one = np.abs(pieces - pieces[0, 0]).sum(axis=2).max(axis=0) > 120
    ink_two = np.abs(afresh - afresh[0, 0]).sum(axis=2).max(axis=0) > 120
    assert (ink_one == ink_two).mean() > 0.99


@pytest.mark.parametrize("ratio", (1.0, 1.5))
def test_a_fresh_drawing_leaves_nothing_in_the_gap_that_the_sweep_would_not_erase(
    qtbot: QtBot, look: Theme, ratio: float
) -> None:
    class Scaled(SweepCanvas):
        def devicePixelRatioF(self) -> float:  # noqa: N802 - Qt's name
            return ratio

    column, ring = Scaled(look, sweep_s=SWEEP, pen=2.5), WaveRing(RATE)
    qtbot.addWidget(column)
    column.resize(600, 140)
    column.set_strips([QRect(0, 0, 600, 140)])
    for begun in (9.0, 10.3, 11.1, 12.7, 13.4):
        fill(ring, ring.view().end, int(begun * RATE) + 1)
        column.resize(601, 140)
        column.resize(600, 140)
        column.advance((ring.view(),), begun)
        image = pixels(column.image)
        ink = np.abs(image - image[0, 0]).sum(axis=2).max(axis=0) > 12
        side = 2 * ratio  # kept free at both ends for the pen
        width = image.shape[1] - 2 * side
        head = side + ring.view().t[ring.view().end - 1] / SWEEP * width % width
        assert not ink[int(head + 3 * ratio) : int(head + 0.02 * width)].any()


def test_a_frozen_wave_stands_still_and_goes_on_from_the_present(qtbot: QtBot, look: Theme) -> None:
    column, ring = SweepCanvas(look, sweep_s=SWEEP, pen=2.5), WaveRing(RATE)
    qtbot.addWidget(column)
    column.resize(600, 120)
    column.set_strips([AREA])
    grown(column, ring, 3.0)
    column.freeze(True)
    before = pixels(column.image)
    fill(ring, ring.view().end, 300)
    column.advance((ring.view(),), 5.0)
    assert (pixels(column.image) == before).all()
    column.freeze(False)
    column.advance((ring.view(),), 5.0)
    assert (pixels(column.image) != before).any()


def test_one_frame_copies_a_narrow_band_only(qtbot: QtBot, look: Theme) -> None:
    asked: list[int] = []

    class Watched(SweepCanvas):
        def paintEvent(self, event) -> None:  # noqa: N802 - Qt's name
            asked.append(event.rect().width())
            super().paintEvent(event)

    column, ring = Watched(look, sweep_s=SWEEP, pen=2.5), WaveRing(RATE)
    qtbot.addWidget(column)
    column.resize(600, 120)
    column.set_strips([AREA])
    column.show()
    grown(column, ring, 3.0)
    qtbot.wait(1)
    asked.clear()
    fill(ring, ring.view().end, ring.view().end + 1)
    column.advance((ring.view(),), 3.0)
    qtbot.waitUntil(lambda: bool(asked), timeout=2000)
    assert max(asked) <= 40


@pytest.mark.parametrize("ratio", (1.0, 1.5))
def test_whatever_a_frame_draws_is_copied_also_where_strips_lag_behind_each_other(
    qtbot: QtBot, look: Theme, ratio: float
) -> None:
    asked: list[tuple[int, int]] = []

    class Watched(SweepCanvas):
        def devicePixelRatioF(self) -> float:  # noqa: N802 - Qt's name
            return ratio

        def update(self, *where) -> None:
            if len(where) == 4:
                asked.append((where[0], where[0] + where[2]))
            super().update(*where)

    column = Watched(look, sweep_s=SWEEP, pen=2.5)
    qtbot.addWidget(column)
    column.resize(300, 130)
    column.set_strips([QRect(0, 0, 300, 60), QRect(0, 70, 300, 60)])
    first, second = WaveRing(RATE), WaveRing(RATE)
    fill(first, 0, 130)
    fill(second, 0, 110)
    column.advance((first.view(), second.view()), 130 / RATE)
    for frame in range(131, 700):
        before = pixels(column.image)
        asked.clear()
        fill(first, frame - 1, frame)
        fill(second, frame - 21, frame - 20)
        column.advance((first.view(), second.view()), frame / RATE)
        changed = np.flatnonzero((pixels(column.image) != before).any(axis=(0, 2)))
        missed = [x for x in changed if not any(a * ratio <= x and x + 1 <= b * ratio for a, b in asked)]
        assert missed == [], frame
        assert sum(b - a for a, b in asked) <= 110, "the lag of the second strip, and not all where one turns"


def test_the_cost_of_a_frame_can_be_measured_against_its_floor(qtbot: QtBot, look: Theme) -> None:
    cost = sweep_cost(columns=1, rows=2, frames=150)
    assert set(cost) == {"floor", "pen 2"}
    assert all(value > 0 for value in cost.values())


def test_a_wave_that_outgrows_its_scale_is_zoomed_out_in_many_small_steps_and_not_clipped_for_long() -> None:
    scale = Scale()
    rate_hz = 60.0
    t = np.arange(600) / rate_hz
    y = np.where(t < 1.0, 50 + 6 * np.sin(9 * t), 50 + 40 * np.sin(7 * t)).astype(np.float32)
    quality = np.zeros(len(t), np.uint8)
    scale.look(WaveView(t, y, quality, 60, rate_hz), 1.0)
    assert scale.look(WaveView(t, y, quality, 240, rate_hz), 4.0)
    spans = [scale.high - scale.low]
    while scale.wanted is not None:
        scale.ease()
        spans.append(scale.high - scale.low)
    assert max(b / a for a, b in itertools.pairwise(spans)) < 1.15
    assert len(spans) < 60  # within a second
    assert scale.low <= float(y[:240].min())
    assert scale.high >= float(y[:240].max())
    assert not scale.look(WaveView(t, y, quality, 300, rate_hz), 5.0)


@pytest.mark.parametrize(
    ("low", "high", "full"),
    ((0, 100, (0, 127)), (20, 180, (0, 255)), (0, 3000, (0, 4095)), (0, 40_000, (0, 65_535))),
)
def test_the_full_scale_of_a_device_is_that_of_the_smallest_converter_that_fits(low, high, full) -> None:
    assert full_scale(low, high) == full


def test_a_signed_device_has_its_full_scale_around_zero() -> None:
    assert full_scale(-2000, 1500) == (-2048, 2047)


@pytest.mark.parametrize("gain", (0.5, 1.0, 2.0, 4.0))
def test_a_fixed_gain_is_a_share_of_the_full_scale_and_does_not_follow_the_wave(gain: float) -> None:
    scale = Scale(gain)
    large, small = WaveRing(RATE), WaveRing(RATE)
    fill(large, 0, 300)
    fill(small, 0, 300, size=0.2)
    assert scale.look(large.view(), 5.0)
    span = scale.high - scale.low
    assert span == pytest.approx(255 / gain)
    scale.look(small.view(), 6.0)
    assert scale.high - scale.low == span
    level = (min(small.view().y[:300]) + max(small.view().y[:300])) / 2
    assert scale.low < level < scale.high
