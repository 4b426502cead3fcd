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
from bedside.ui.sweep import SweepColumn
from bedside.ui.sweep_strip import ERASE_STEP, Area, Scale, SweepStrip
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


def run(strip: SweepStrip, ring: WaveRing, frames: Sequence[int]) -> list[QLineF]:
    """All segments drawn while the ring grows to each of `frames` samples; one frame a sample."""
    drawn: list[QLineF] = []
    for end in frames:
        fill(ring, ring.view().end, end)
        lines: list[QLineF] = []
        now = end / RATE
        if not strip.step(ring.view(), now, 0.0, [], lines):
            strip.redraw(ring.view(), now, 0.0, lines)
        drawn += lines
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


def test_a_hole_in_time_is_a_hole_in_the_line() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    before = run(strip, ring, range(1, 101))
    lines: list[QLineF] = []
    fill(ring, 130, 131)  # half a second is missing
    assert strip.step(ring.view(), 131 / RATE, 0.0, [], lines)
    assert lines == []
    fill(ring, 131, 132)
    assert strip.step(ring.view(), 132 / RATE, 0.0, [], lines)
    assert len(lines) == 1
    assert lines[0].x1() > before[-1].x2() + 30


def test_a_missing_sample_is_never_joined_over() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 50))
    ring.append(
        Wave(
            parameter=Parameter.PLETH,
            t=49 / RATE,
            rate_hz=RATE,
            samples=(None, 100),
            quality=(Quality.NONE,) * 2,
        )
    )
    lines: list[QLineF] = []
    assert strip.step(ring.view(), 51 / RATE, 0.0, [], lines)
    assert lines == []


def test_the_erase_bar_runs_ahead_of_the_line_by_two_percent() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 120))
    erase: list[Area] = []
    lines: list[QLineF] = []
    fill(ring, 119, 122)
    strip.step(ring.view(), 122 / RATE, 0.0, erase, lines)
    ahead = erase[-1][0] + erase[-1][2] - lines[-1].x2()
    assert 0.02 * AREA.width() - 1.5 <= ahead <= 0.02 * AREA.width() + 1.5 + ERASE_STEP


def test_a_lost_signal_is_erased_while_time_goes_on() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 300))
    erased = 0
    for frame in range(60 * 12):
        erase: list[Area] = []
        lines: list[QLineF] = []
        assert strip.step(ring.view(), 5.0 + frame / 60, 0.0, erase, lines)
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
        strip, lines = new_strip(), []
        strip.redraw(ring.view(), 15.0, 0.0, lines)
        tail = [line.y2() for line in lines[-200:]]
        heights.append(max(tail) - min(tail))
    assert heights[0] == 0.0
    assert heights[1] > 0.3 * AREA.height()


def test_the_scale_follows_a_fading_pulse_slowly() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 600))
    lines: list[QLineF] = []
    fill(ring, 599, 660, size=0.3)
    strip.step(ring.view(), 11.0, 0.0, [], lines)
    height = max(line.y2() for line in lines) - min(line.y2() for line in lines)
    assert height < 0.5 * AREA.height()


def test_a_jump_back_in_time_asks_for_a_fresh_drawing() -> None:
    strip, ring = new_strip(), WaveRing(RATE)
    run(strip, ring, range(1, 300))
    earlier = WaveRing(RATE)
    fill(earlier, 0, 100)
    assert not strip.step(earlier.view(), 100 / RATE, 0.0, [], [])


def grown(column: SweepColumn, ring: WaveRing, seconds: float) -> None:
    for frame in range(int(seconds * 60)):
        now = frame / 60
        fill(ring, ring.view().end, int(now * RATE) + 1)
        column.advance((ring.view(),), now)


def pixels(image: QImage) -> np.ndarray:
    copy = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(copy.constBits(), np.uint8, copy.sizeInBytes())
    return flat.reshape(copy.height(), copy.bytesPerLine() // 4, 4)[:, : copy.width(), :3].astype(int)


@pytest.mark.parametrize("ratio", (1.0, 1.5, 2.0))
def test_drawn_piece_by_piece_looks_as_drawn_afresh(qtbot: QtBot, look: Theme, ratio: float) -> None:
    class Scaled(SweepColumn):
        def devicePixelRatioF(self) -> float:  # noqa: N802 - Qt's name
            return ratio

    column, ring = Scaled(look, sweep_s=SWEEP), WaveRing(RATE)
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
    class Scaled(SweepColumn):
        def devicePixelRatioF(self) -> float:  # noqa: N802 - Qt's name
            return ratio

    column, ring = Scaled(look, sweep_s=SWEEP), WaveRing(RATE)
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
    column, ring = SweepColumn(look, sweep_s=SWEEP), WaveRing(RATE)
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

    class Watched(SweepColumn):
        def paintEvent(self, event) -> None:  # noqa: N802 - Qt's name
            asked.append(event.rect().width())
            super().paintEvent(event)

    column, ring = Watched(look, sweep_s=SWEEP), WaveRing(RATE)
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

    class Watched(SweepColumn):
        def devicePixelRatioF(self) -> float:  # noqa: N802 - Qt's name
            return ratio

        def update(self, *where) -> None:
            if len(where) == 4:
                asked.append((where[0], where[0] + where[2]))
            super().update(*where)

    column = Watched(look, sweep_s=SWEEP)
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
        if len(changed):
            left, right = min(a for a, _ in asked), max(b for _, b in asked)
            assert left * ratio <= changed[0] and changed[-1] < right * ratio


def test_the_cost_of_a_frame_can_be_measured_against_its_floor(qtbot: QtBot, look: Theme) -> None:
    cost = sweep_cost(columns=1, rows=2, frames=150)
    assert set(cost) == {"floor", "sweep"}
    assert all(value > 0 for value in cost.values())


def test_a_wave_that_outgrows_its_scale_is_fitted_at_once_and_not_clipped() -> None:
    scale = Scale()
    rate_hz = 60.0
    t = np.arange(600) / rate_hz
    y = np.where(t < 1.0, 50 + np.sin(t), 50 + 40 * np.sin(7 * t)).astype(np.float32)
    quality = np.zeros(len(t), np.uint8)
    scale.look(WaveView(t, y, quality, 60, rate_hz), 1.0)
    grown = scale.look(WaveView(t, y, quality, 240, rate_hz), 4.0)
    assert grown
    assert scale.low <= float(y[:240].min())
    assert scale.high >= float(y[:240].max())
    assert not scale.look(WaveView(t, y, quality, 300, rate_hz), 5.0)
