"""The sweep as a picture: whatever happens on the way, it shows what a fresh drawing of the same samples shows."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.monitor.history import WaveRing, WaveView
from bedside.ui import theme
from bedside.ui.sweep import SweepCanvas
from bedside.ui.sweep_ink import copy_image
from bedside.ui.theme import Theme
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality, Wave
from tests.helpers.parts import pleth

RATE = 60.0
SWEEP = 8.0
SIZE = (600, 140)
FAINT = 12  # sum of the three channels' differences that an eye might see


class Scaled(SweepCanvas):
    """A column on a screen of a chosen pixel ratio, which may change."""

    ratio = 1.0

    def devicePixelRatioF(self) -> float:  # noqa: N802 - Qt's name
        return self.ratio


def put(ring: WaveRing, t: float, values: Sequence[int | None], rate_hz: float = RATE) -> None:
    ring.append(
        Wave(
            parameter=Parameter.PLETH,
            t=t,
            rate_hz=rate_hz,
            samples=tuple(values),
            quality=(Quality.NONE,) * len(values),
        )
    )


def feed(ring: WaveRing, first: float, last: float, rate_hz: float = RATE) -> None:
    """The pleth of session times `first` up to `last`, s. The first sample shows the full scale of the device."""
    start, stop = round(first * rate_hz), round(last * rate_hz)
    values = [255 if n == 0 else pleth(n / rate_hz) for n in range(start, stop)]
    if values:
        put(ring, start / rate_hz, values, rate_hz)


def column_of(qtbot: QtBot, look: Theme, *, gain: float | None = 1.0, size: tuple[int, int] = SIZE) -> Scaled:
    column = Scaled(look, sweep_s=SWEEP, pen=2.5, gain=gain)
    qtbot.addWidget(column)
    column.resize(*size)
    column.set_strips([QRect(0, 0, *size)])
    return column


def picture(column: SweepCanvas) -> NDArray[np.int16]:
    image = column.image
    flat = np.frombuffer(image.constBits(), np.uint8, image.sizeInBytes())
    return flat.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width(), :3].astype(np.int16)


def inked(column: SweepCanvas) -> NDArray[np.bool_]:
    """Which columns of pixels carry anything but the ground."""
    shown = picture(column)
    return (np.abs(shown - shown[0, 0]).sum(axis=2) > FAINT).any(axis=0)


def afresh(qtbot: QtBot, look: Theme, ring: WaveView, now: float, like: Scaled) -> Scaled:
    other = column_of(qtbot, look, size=(like.width(), like.height()))
    other.ratio = like.ratio
    other.set_view(sweep_s=like.sweep_s, gain=1.0)
    other.advance((ring,), now)
    return other


def x_of(column: SweepCanvas, t: float) -> float:
    """Where session time `t` lies, device px."""
    side = 2 * column.devicePixelRatioF()
    return side + t % column.sweep_s / column.sweep_s * (column.image.width() - 2 * side)


HOLES = st.lists(st.tuples(st.floats(0.5, 15.0), st.floats(0.05, 2.0)), max_size=3)


@pytest.mark.parametrize("ratio", (1.0, 1.5, 2.0))
@settings(max_examples=15)
@given(frames=st.lists(st.integers(1, 9), min_size=3, max_size=25), holes=HOLES)
def test_however_the_samples_are_split_into_frames_the_picture_is_the_same_pixel_by_pixel(
    qapp: QApplication, ratio: float, frames: list[int], holes: list[tuple[float, float]]
) -> None:
    look = theme.load("dark")
    ring = WaveRing(RATE)
    made = []
    for _ in range(2):
        column = Scaled(look, sweep_s=SWEEP, pen=2.5, gain=1.0)
        column.ratio = ratio
        column.resize(*SIZE)
        column.set_strips([QRect(4, 6, SIZE[0] - 8, SIZE[1] - 12)])
        made.append(column)
    pieces, whole = made
    now, end, n = 0.0, 17.0, 0
    feed(ring, 0.0, 1.0)
    pieces.advance((ring.view(),), 1.0)
    sent = 1.0
    while now < end:
        now = sent + frames[n % len(frames)] / RATE
        n += 1
        if not any(t <= now < t + length for t, length in holes):
            feed(ring, sent if not any(t <= sent < t + length for t, length in holes) else now, now)
        sent = now
        pieces.advance((ring.view(),), now)
    feed(ring, sent, sent + 1.0)  # the last second is whole, so that both know where the present is
    for step in range(60):
        pieces.advance((ring.view(),), sent + step / RATE)
    whole.advance((ring.view(),), sent + 1.0 - 1 / RATE)
    assert (picture(pieces) == picture(whole)).all()
    for column in made:
        column.deleteLater()


@pytest.mark.parametrize("size", ((640, 400), (1280, 216), (7680, 2160)))
def test_after_a_resize_the_wave_is_there_at_once_and_as_if_drawn_afresh(
    qtbot: QtBot, look: Theme, size: tuple[int, int]
) -> None:
    ring, column = WaveRing(RATE), column_of(qtbot, look)
    feed(ring, 0.0, 12.0)
    column.advance((ring.view(),), 12.0)
    column.resize(*size)
    column.set_strips([QRect(0, 0, *size)])
    assert inked(column).mean() > 0.9  # before the next frame
    column.advance((ring.view(),), 12.0)
    assert (picture(column) == picture(afresh(qtbot, look, ring.view(), 12.0, column))).all()


def test_a_window_that_goes_to_a_screen_of_finer_pixels_is_drawn_in_them_at_once(
    qtbot: QtBot, look: Theme
) -> None:
    ring, column = WaveRing(RATE), column_of(qtbot, look)
    feed(ring, 0.0, 12.0)
    for ratio in (1.0, 2.0, 1.5, 1.0):
        column.ratio = ratio
        column.advance((ring.view(),), 12.0)
        assert column.image.width() == round(600 * ratio)
        assert (picture(column) == picture(afresh(qtbot, look, ring.view(), 12.0, column))).all()


def test_another_theme_colours_the_wave_that_is_already_there(qtbot: QtBot) -> None:
    shared = theme.load("dark")
    ring, column = WaveRing(RATE), column_of(qtbot, shared)
    feed(ring, 0.0, 12.0)
    column.advance((ring.view(),), 12.0)
    shared.become(theme.load("light"))
    QApplication.sendEvent(column, QEvent(QEvent.Type.PaletteChange))
    expected = column_of(qtbot, theme.load("light"))
    expected.advance((ring.view(),), 12.0)
    assert (picture(column) == picture(expected)).all()


def test_a_hole_in_the_data_is_a_hole_in_the_picture_and_nothing_joins_over_it(
    qtbot: QtBot, look: Theme
) -> None:
    ring, column = WaveRing(RATE), column_of(qtbot, look)
    feed(ring, 0.0, 4.0)
    feed(ring, 5.0, 6.0)
    column.advance((ring.view(),), 6.0)
    ink = inked(column)
    first, last = x_of(column, 4.0), x_of(column, 5.0)
    assert not ink[int(first) + 4 : int(last) - 4].any()
    assert ink[int(last) + 4 : int(x_of(column, 6.0)) - 4].all()


def test_late_samples_are_not_drawn_over_newer_ones(qtbot: QtBot, look: Theme) -> None:
    on_time = np.arange(0.0, 6.0, 1 / RATE)
    late = np.arange(3.0, 4.0, 1 / RATE)  # sent again, or three seconds late
    after = np.arange(6.0, 7.0, 1 / RATE)

    def view(values_late: int, *parts: NDArray[np.float64]) -> WaveView:
        """A ring that keeps whatever comes, in the order of its coming (our own leaves late samples out)."""
        t = np.concatenate(parts)
        y = np.array([255 if s == 0 else pleth(s) for s in t], np.float32)
        y[len(on_time) : len(on_time) + values_late] = 0
        return WaveView(t, y, np.zeros(len(t), np.uint8), len(t), RATE)

    whole = view(len(late), on_time, late, after)
    column = column_of(qtbot, look)
    column.advance((replace(whole, end=len(on_time)),), 6.0)
    before = picture(column)
    column.advance((replace(whole, end=len(on_time) + len(late)),), 6.0)
    assert (picture(column) == before).all()
    column.advance((whole,), 7.0)
    clean = afresh(qtbot, look, view(0, on_time, after), 7.0, column)
    assert (picture(column) == picture(clean)).all()
    assert (picture(afresh(qtbot, look, whole, 7.0, column)) == picture(clean)).all()


def test_time_that_jumps_forward_leaves_an_empty_plot_and_not_an_old_wave(qtbot: QtBot, look: Theme) -> None:
    ring, column = WaveRing(RATE), column_of(qtbot, look)
    feed(ring, 0.0, 12.0)
    column.advance((ring.view(),), 12.0)
    column.advance((ring.view(),), 3612.0)
    assert not inked(column).any()
    feed(ring, 3612.0, 3613.0)
    column.advance((ring.view(),), 3613.0)
    ink = inked(column)
    assert ink.any()
    assert ink.mean() < 0.2


def test_time_that_is_set_back_shows_the_past_of_that_time(qtbot: QtBot, look: Theme) -> None:
    ring, column = WaveRing(RATE), column_of(qtbot, look)
    feed(ring, 0.0, 12.0)
    column.advance((ring.view(),), 12.0)
    column.advance((ring.view(),), 6.0)
    early = WaveRing(RATE)
    feed(early, 0.0, 7.0 + 1 / RATE)
    assert (picture(column) == picture(afresh(qtbot, look, early.view(), 6.0, column))).all()


def test_a_seek_in_a_replay_shows_the_other_ring_at_once(qtbot: QtBot, look: Theme) -> None:
    column = column_of(qtbot, look)
    for now in (12.0, 5.0, 40.0):
        ring = WaveRing(RATE)
        feed(ring, max(0.0, now - 20.0), now)
        column.advance((ring.view(),), now)
        assert (picture(column) == picture(afresh(qtbot, look, ring.view(), now, column))).all()


@pytest.mark.parametrize("rates", ((60.0, 75.0), (75.0, 60.0), (1.0, 60.0)))
def test_another_sample_rate_in_the_middle_breaks_nothing(
    qtbot: QtBot, look: Theme, rates: tuple[float, float]
) -> None:
    ring, column = WaveRing(75.0), column_of(qtbot, look)
    before, after = rates
    feed(ring, 0.0, 5.0, before)
    column.advance((ring.view(),), 5.0)
    for n in range(1, 61):
        feed(ring, 5.0 + (n - 1) / 60, 5.0 + n / 60, after)
        column.advance((ring.view(),), 5.0 + n / 60)
    # Not the last pixels: where a slow wave ends its next sample is still to come.
    assert inked(column)[int(x_of(column, 0.1)) : int(x_of(column, 5.9))].all()
    assert (picture(column) == picture(afresh(qtbot, look, ring.view(), 6.0, column))).all()


def test_one_sample_a_second_is_a_line(qtbot: QtBot, look: Theme) -> None:
    ring, column = WaveRing(1.0), column_of(qtbot, look)
    put(ring, 0.0, [255], 1.0)
    for frame in range(60 * 7):
        now = frame / 60
        if frame and frame % 60 == 0:
            put(ring, now, [40 if frame // 60 % 2 else 200], 1.0)
        column.advance((ring.view(),), now)
    ink = inked(column)
    assert ink[int(x_of(column, 0.1)) : int(x_of(column, 5.9))].all()
    assert (picture(column) == picture(afresh(qtbot, look, ring.view(), 60 * 7 / 60 - 1 / 60, column))).all()


def test_ten_times_the_usual_rate_is_drawn_whole(qtbot: QtBot, look: Theme) -> None:
    ring, column = WaveRing(600.0), column_of(qtbot, look)
    for frame in range(60 * 9):
        feed(ring, frame / 60, (frame + 1) / 60, 600.0)
        column.advance((ring.view(),), (frame + 1) / 60)
    assert inked(column).mean() > 0.95
    assert (picture(column) == picture(afresh(qtbot, look, ring.view(), 9.0, column))).all()


def test_the_erase_gap_is_empty_at_every_moment_of_a_sweep_and_of_its_width(
    qtbot: QtBot, look: Theme
) -> None:
    ring, column = WaveRing(RATE), column_of(qtbot, look)
    feed(ring, 0.0, 9.0)
    column.advance((ring.view(),), 9.0)
    for frame in range(1, 480):
        now = 9.0 + frame / 60
        feed(ring, now - 1 / 60, now)
        column.advance((ring.view(),), now)
        head = x_of(column, float(ring.view().t[(ring.view().end - 1) % ring.view().capacity]))
        ink = inked(column)
        gap = [n % len(ink) for n in range(int(head) + 4, int(head + 0.02 * len(ink)))]
        inside = [n for n in gap if 4 <= n < len(ink) - 4]
        assert not ink[inside].any()


def test_a_frozen_wave_stands_through_resize_theme_and_new_data(qtbot: QtBot, look: Theme) -> None:
    ring, column = WaveRing(RATE), column_of(qtbot, look)
    feed(ring, 0.0, 12.0)
    column.advance((ring.view(),), 12.0)
    column.freeze(True)
    frozen = picture(column)
    feed(ring, 12.0, 80.0)  # the ring has gone round
    column.advance((ring.view(),), 80.0)
    column.ratio = 2.0
    column.advance((ring.view(),), 80.0)
    assert column.image.width() == 2 * SIZE[0]
    assert inked(column).mean() > 0.9
    column.ratio = 1.0
    column.advance((ring.view(),), 80.0)
    column.resize(500, 100)
    column.set_strips([QRect(0, 0, 500, 100)])
    assert inked(column).mean() > 0.9
    column.resize(*SIZE)
    column.set_strips([QRect(0, 0, *SIZE)])
    assert (picture(column) == frozen).all()
    column.freeze(False)
    column.advance((ring.view(),), 80.0)
    assert (picture(column) == picture(afresh(qtbot, look, ring.view(), 80.0, column))).all()


def test_another_speed_and_gain_draw_what_is_there_again(qtbot: QtBot, look: Theme) -> None:
    ring, column = WaveRing(RATE), column_of(qtbot, look, gain=1.0)
    feed(ring, 0.0, 30.0)
    column.advance((ring.view(),), 30.0)
    heights = {}
    for gain in (0.5, 1.0, 2.0):
        column.set_view(sweep_s=4.0, gain=gain)
        assert inked(column).mean() > 0.9
        shown = picture(column)
        rows = np.flatnonzero((np.abs(shown - shown[0, 0]).sum(axis=2) > FAINT).any(axis=1))
        heights[gain] = rows[-1] - rows[0]
    assert heights[0.5] < heights[1.0] < heights[2.0]


def test_hours_of_frames_keep_no_more_objects_than_minutes(qtbot: QtBot, look: Theme) -> None:
    ring, column = WaveRing(RATE), column_of(qtbot, look, gain=None)

    def frames(first: int, last: int) -> int:
        for frame in range(first, last):
            feed(ring, frame / 60, (frame + 1) / 60)
            column.advance((ring.view(),), (frame + 1) / 60)
        gc.collect()
        return len(gc.get_objects())

    frames(0, 1200)
    early = frames(1200, 1800)
    late = frames(1800, 5400)
    assert late <= early + 50


# -- onto the screen -------------------------------------------------------------------------------------


def test_what_changes_in_several_places_of_one_frame_reaches_the_screen(qtbot: QtBot, look: Theme) -> None:
    column = column_of(qtbot, look)
    column.show()
    qtbot.waitExposed(column)
    ring = WaveRing(RATE)
    for end in np.arange(1.0, 3.0, 0.1):
        feed(ring, end - 0.1, end)
        column.advance([ring.view()], end)
        for place in (QRect(450, 20, 60, 30), QRect(20, 90, 90, 40)):
            column.paint_part(place, lambda painter: painter.fillRect(0, 0, 90, 40, Qt.GlobalColor.white))
        QApplication.processEvents()
    glass = column.screen().grabWindow(column.winId()).toImage().convertToFormat(column.image.format())
    assert glass == column.image


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_every_pixel_of_several_rectangles_is_copied_at_any_pixel_ratio(
    qapp: QApplication, ratio: float
) -> None:
    image = QImage(round(80 * ratio), round(60 * ratio), QImage.Format.Format_RGB32)
    screen = QImage(image.size(), QImage.Format.Format_RGB32)
    for each, color in ((image, Qt.GlobalColor.white), (screen, Qt.GlobalColor.black)):
        each.setDevicePixelRatio(ratio)
        each.fill(color)
    region = QRegion()
    for n in range(12):  # steps: rectangles that touch one another on whole and on parts of pixels
        region += QRect(7 + n, 3 + 3 * n, 25 + 2 * n, 5)
    painter = QPainter(screen)
    painter.setClipRegion(region)
    copy_image(painter, image, region)
    painter.end()

    def inside(x: int, y: int) -> bool:
        """Whether a pixel and all around it lie in the region."""
        around = [(x + dx + 0.5, y + dy + 0.5) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        return all(region.contains(QPoint(int(at / ratio), int(down / ratio))) for at, down in around)

    whole = [(x, y) for x in range(screen.width()) for y in range(screen.height()) if inside(x, y)]
    assert whole
    assert all(screen.pixelColor(x, y) == Qt.GlobalColor.white for x, y in whole)
