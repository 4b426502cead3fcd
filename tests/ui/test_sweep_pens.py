"""The pen of the sweep on larger and finer screens, and the size of a wave that is frozen and goes on."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from bedside.monitor.history import WaveRing
from bedside.ui.pleth_panel import PlethPanel
from bedside.ui.theme import Theme
from tests.ui.test_sweep_pictures import FAINT, RATE, SWEEP, Scaled, feed, picture, put

AREA = QRect(10, 50, 580, 100)


def strip_in_a_tile(qtbot: QtBot, look: Theme, ratio: float, pen: float, gain: float | None) -> Scaled:
    """A strip in the middle of a tile, as on the station."""
    column = Scaled(look, sweep_s=SWEEP, pen=pen, gain=gain)
    column.ratio = ratio
    qtbot.addWidget(column)
    column.resize(600, 200)
    column.set_strips([AREA])
    return column


@pytest.mark.parametrize("pen", (2.0, 2.5, 5.0, 10.0))
@pytest.mark.parametrize("ratio", (1.0, 1.5, 2.0))
def test_a_wave_that_is_cut_off_leaves_no_ink_outside_its_strip(
    qtbot: QtBot, look: Theme, ratio: float, pen: float
) -> None:
    column, ring = strip_in_a_tile(qtbot, look, ratio, pen, 4.0), WaveRing(RATE)
    for n in range(int(2 * SWEEP * RATE)):
        put(ring, n / RATE, (0 if n // 30 % 2 else 255,))
        column.advance((ring.view(),), n / RATE)
    shown = picture(column)
    strange = np.abs(shown - shown[0, 0]).sum(axis=2) > FAINT / 2
    edges = (AREA.y(), AREA.y() + AREA.height(), AREA.x(), AREA.x() + AREA.width())
    top, bottom, left, right = (round(edge * ratio) for edge in edges)
    strange[top:bottom, left:right] = False
    assert not strange.any()


def thickness(panel: PlethPanel) -> int:
    """Rows of pixels of a level line."""
    ring = WaveRing(RATE)
    put(ring, 0.0, (255,))
    for n in range(1, int(SWEEP * RATE)):
        put(ring, n / RATE, (100,))
    panel.sweep.advance((ring.view(),), SWEEP)
    column = picture(panel.sweep)[:, panel.sweep.image.width() // 2]
    return int((np.abs(column - column[0]).sum(axis=1) > FAINT).sum())


def test_in_a_window_of_twice_the_size_the_wave_is_twice_as_thick(qtbot: QtBot, look: Theme) -> None:
    thick = []
    for scale in (0.6, 1.0, 2.0):
        panel = PlethPanel(look)
        qtbot.addWidget(panel)
        panel.resize(round(1272 * scale), round(216 * scale))
        panel.set_scale(scale)
        panel.show()
        thick.append(thickness(panel))
    small, usual, large = thick
    assert abs(small - usual) <= 1  # as far as its edges lie between pixels; it stays visible in a small one
    assert large >= usual + 2


def heights(column: Scaled, t: float) -> tuple[int, int]:
    """First and last row of ink of the second before session time `t`, px."""
    x = round(t % SWEEP / SWEEP * column.width())
    shown = picture(column)[:, max(0, x - column.width() // round(SWEEP)) : x]
    rows = np.flatnonzero((np.abs(shown - shown[0, 0]).sum(axis=2) > FAINT).any(axis=1))
    return int(rows[0]), int(rows[-1])


def test_freezing_does_not_change_the_size_of_the_wave_nor_does_going_on(qtbot: QtBot, look: Theme) -> None:
    column, ring = strip_in_a_tile(qtbot, look, 1.0, 2.5, None), WaveRing(RATE)
    for n in range(int(11 * RATE)):
        fading = 1.0 if n < 10 * RATE else 0.4
        put(ring, n / RATE, (round(128 + fading * 100 * np.sin(n / RATE * 2 * np.pi)),))
        column.advance((ring.view(),), n / RATE)
    live = heights(column, 11.0)
    column.freeze(True)
    frozen = heights(column, 11.0)
    column.freeze(False)
    column.advance((ring.view(),), 11.0)
    assert frozen == pytest.approx(live, abs=2)
    assert heights(column, 11.0) == pytest.approx(live, abs=2)


def test_another_bed_s_wave_does_not_take_the_size_of_the_frozen_one(qtbot: QtBot, look: Theme) -> None:
    column, ring, other = strip_in_a_tile(qtbot, look, 1.0, 2.5, None), WaveRing(RATE), WaveRing(RATE)
    feed(ring, 0.0, 11.0)
    put(other, 0.0, [round(128 + 10 * np.sin(n / RATE * 2 * np.pi)) for n in range(int(11 * RATE))])
    column.advance((ring.view(),), 11.0)
    column.freeze(True)
    column.freeze(False)
    column.advance((other.view(),), 11.0)
    top, bottom = heights(column, 11.0)
    assert bottom - top > AREA.height() / 2
