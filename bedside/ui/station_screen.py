"""All beds of the station in a grid that fills the window: a wave and the numbers of each, its alarm around it.

The whole grid is one sweep widget; the tiles paint their numbers into its image, so that a frame of sixteen beds copies
four bands to the screen and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import ceil, floor
from typing import Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.history import WaveView
from bedside.monitor.updates import MonitorUpdate
from bedside.ui import flash
from bedside.ui.bed_tile_paint import plot_place
from bedside.ui.extent import NOMINAL, Extent, extent_of, grid_of
from bedside.ui.ground import Ground
from bedside.ui.sweep import SweepCanvas
from bedside.ui.theme import Theme
from bedside.ui.tile_slot import TileSlot, tile_scale
from bedside.vitals.parameters import Parameter

MOST_TILES: Final = 2  # are painted in one frame, where the others may wait for the next
_FEW_BEDS: Final = 4  # so few have large tiles
# Smaller than this, words would run into each other: the next smaller tile is used.
_LEAST_SCALE: Final = 0.52
_LEAST_LARGE: Final = 0.62

_STEPS: Final[Mapping[int, tuple[int, int]]] = {  # beds to the right, rows down
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Up: (0, -1),
}


class StationScreen(Ground):
    """The grid.

    Signals:
        bed_asked: open the screen of this bed.
        devices_asked: open Devices for this bed.
        simulator_asked: start a simulated patient on this bed.
        next_asked: make room for the next patient on this bed.
    """

    bed_asked = Signal(int)
    devices_asked = Signal(int)
    simulator_asked = Signal(int)
    next_asked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._extent = extent_of(*NOMINAL)
        self._beds: tuple[int, ...] = ()
        self._canvas: SweepCanvas | None = None  # None: there are no beds
        self._slots: list[TileSlot] = []  # in the order of the beds, row by row

    @property
    def slots(self) -> dict[int, TileSlot]:
        """The tile of each bed."""
        return {slot.bed: slot for slot in self._slots}

    def frame(self, updates: Mapping[int, MonitorUpdate], now: float) -> None:
        """Show one frame at station time `now`, s."""
        beds = tuple(sorted(updates))
        if beds != self._beds:
            self._beds = beds
            self._build()
        canvas = self._canvas
        if canvas is None:
            return
        lit = flash.phase(now)
        painted = 0
        views: list[WaveView | None] = []
        nows: list[float] = []
        shifts: list[float] = []
        for slot in self._slots:
            update = updates[slot.bed]
            if slot.news(update, now, lit, crowded=painted >= MOST_TILES):
                painted += 1
                self._paint(canvas, slot)
            if slot.plot is not None:
                views.append(update.waves.get(Parameter.PLETH))
                nows.append(update.now)
                shifts.append(update.station_now - update.now)
        canvas.advance(views, nows, shifts)

    def set_extent(self, extent: Extent) -> None:
        """Scale and layout of the window."""
        if extent != self._extent:
            self._extent = extent
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the grid out."""
        self._arrange()
        super().resizeEvent(event)

    def _build(self) -> None:
        if self._canvas is not None:
            self._canvas.hide()
            self._canvas.deleteLater()
        self._canvas, self._slots = None, []
        if not self._beds:
            return
        few = len(self._beds) <= _FEW_BEDS
        sweep_s = self._theme.length("sweep_four_s" if few else "sweep_compact_s")
        canvas = SweepCanvas(self._theme, sweep_s=sweep_s, pen=self._pen(), parent=self)
        canvas.renewed.connect(self._renewed)
        self._slots = [TileSlot(self._theme, bed, canvas) for bed in self._beds]
        for slot in self._slots:
            slot.opened.connect(self.bed_asked)
            slot.devices_asked.connect(self.devices_asked)
            slot.simulator_asked.connect(self.simulator_asked)
            slot.next_asked.connect(self.next_asked)
        self._canvas = canvas
        canvas.show()
        for first, second in pairwise(self._slots):
            QWidget.setTabOrder(first, second)
        self._arrange()

    def _pen(self) -> float:
        """How thick the waves are, px: as everything else, thicker in a window larger than the nominal one."""
        few = len(self._beds) <= _FEW_BEDS
        return self._theme.length("pleth" if few else "pleth_compact") * max(1.0, self._extent.scale)

    def _grid(self) -> tuple[int, int]:
        """Columns and rows for the beds there are, in the room there is."""
        return grid_of(len(self._beds), self.width(), self.height())

    def _arrange(self) -> None:
        canvas = self._canvas
        if canvas is None or self.width() <= 0:
            return
        gap = self._extent.gap
        across, down = self._grid()
        tile_width = (self.width() - gap * (across - 1)) // across
        tile_height = (self.height() - gap * (down - 1)) // down
        size = tile_size(tile_width, tile_height, few=len(self._beds) <= _FEW_BEDS)
        canvas.setGeometry(self.rect())
        plots: list[QRect] = []
        for n, slot in enumerate(self._slots):
            row, column = divmod(n, across)
            slot.size_name = size
            x, y = column * (tile_width + gap), row * (tile_height + gap)
            place = QRect(x, y, tile_width, tile_height)
            slot.setGeometry(place)
            slot.plot = _plot(place, size)
            if slot.plot is not None:
                plots.append(slot.plot)
            slot.forget()
        canvas.set_pen(self._pen())
        canvas.set_strips(plots)

    def _renewed(self) -> None:
        for slot in self._slots:
            slot.forget()

    def _paint(self, canvas: SweepCanvas, slot: TileSlot) -> None:
        words = slot.words
        if words is None:
            return
        wordy = bool(words.lost) or words.empty
        if slot.plot is not None:
            strip = [s for s in self._slots if s.plot is not None].index(slot)
            canvas.set_ground(strip, "hightint" if words.high else "plot")
            canvas.set_hidden(strip, wordy)
        for part, draw in slot.parts():
            canvas.paint_part(part, draw, keep=None if wordy else slot.plot)

    def event(self, event: QEvent) -> bool:
        """The arrow keys walk the grid: to the next bed, or to the one over or under it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _STEPS:
            across, down = _STEPS[event.key()]
            self._walk(across + down * self._grid()[0])
            event.accept()
            return True
        return super().event(event)

    def _walk(self, step: int) -> None:
        """Give the keyboard to the tile so many further, if there is one; from elsewhere to the first."""
        at = next((n for n, slot in enumerate(self._slots) if slot.hasFocus()), None)
        wanted = 0 if at is None else at + step
        if 0 <= wanted < len(self._slots):
            self._slots[wanted].setFocus(Qt.FocusReason.TabFocusReason)


def tile_size(width: int, height: int, *, few: bool) -> str:
    """Which tile fits: large for few beds, compact, or mini (numbers alone) where nothing else is readable."""
    if few and tile_scale(width, height, "large") >= _LEAST_LARGE:
        return "large"
    return "compact" if tile_scale(width, height, "compact") >= _LEAST_SCALE else "mini"


def _plot(place: QRect, size: str) -> QRect | None:
    if size == "mini":
        return None
    scale = tile_scale(place.width(), place.height(), size)
    plot = plot_place(place.width() / scale, place.height() / scale, large=size == "large")
    left, right = ceil(plot.x() * scale), floor(plot.right() * scale)  # clear of the edges beside it
    return QRect(
        place.x() + left,
        place.y() + round(plot.y() * scale),
        right - left,
        round(plot.height() * scale),
    )
