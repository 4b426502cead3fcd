"""All beds of the station in a grid that fills the window: a wave and the numbers of each, its alarm around it.

Each grid column is one sweep widget; the tiles paint their numbers into its image, so that a frame of sixteen
beds copies four bands to the screen and nothing else.
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
from bedside.ui.sweep import SweepColumn
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
        self._columns: list[SweepColumn] = []
        self._slots: list[list[TileSlot]] = []

    @property
    def slots(self) -> dict[int, TileSlot]:
        """The tile of each bed."""
        return {slot.bed: slot for column in self._slots for slot in column}

    def frame(self, updates: Mapping[int, MonitorUpdate], now: float) -> None:
        """Show one frame at station time `now`, s."""
        beds = tuple(sorted(updates))
        if beds != self._beds:
            self._beds = beds
            self._build()
        lit = flash.phase(now)
        painted = 0
        for column, slots in zip(self._columns, self._slots, strict=True):
            views: list[WaveView | None] = []
            nows: list[float] = []
            shifts: list[float] = []
            for slot in slots:
                update = updates[slot.bed]
                if slot.news(update, now, lit, crowded=painted >= MOST_TILES):
                    painted += 1
                    self._paint(column, slots, slot)
                if slot.plot is not None:
                    views.append(update.waves.get(Parameter.PLETH))
                    nows.append(update.now)
                    shifts.append(update.station_now - update.now)
            column.advance(views, nows, shifts)

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
        for column in self._columns:
            column.hide()
            column.deleteLater()
        self._columns, self._slots = [], []
        if not self._beds:
            return
        across, _ = self._grid()
        few = len(self._beds) <= _FEW_BEDS
        sweep_s = self._theme.length("sweep_four_s" if few else "sweep_compact_s")
        for n in range(across):
            column = SweepColumn(self._theme, sweep_s=sweep_s, pen=self._pen(), parent=self)
            column.renewed.connect(self._renewed)
            slots = [TileSlot(self._theme, bed, column) for bed in self._beds[n::across]]
            for slot in slots:
                slot.opened.connect(self.bed_asked)
                slot.devices_asked.connect(self.devices_asked)
                slot.simulator_asked.connect(self.simulator_asked)
                slot.next_asked.connect(self.next_asked)
            self._columns.append(column)
            self._slots.append(slots)
            column.show()
        for first, second in pairwise(self._order()):
            QWidget.setTabOrder(first, second)
        self._arrange()

    def _pen(self) -> float:
        """How thick the waves are, px: as everything else, thicker in a window larger than the nominal one."""
        few = len(self._beds) <= _FEW_BEDS
        return self._theme.length("pleth" if few else "pleth_compact") * max(1.0, self._extent.scale)

    def _grid(self) -> tuple[int, int]:
        """Columns and rows for the beds there are, in the room there is."""
        return grid_of(len(self._beds), self.width(), self.height())

    def _turn(self) -> None:
        """Build the grid anew with another number of columns; the keyboard stays on its bed."""
        focused = next((bed for bed, slot in self.slots.items() if slot.hasFocus()), None)
        self._build()
        if focused is not None:
            self.slots[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        if not self._columns or self.width() <= 0:
            return
        gap = self._extent.gap
        across, down = self._grid()
        if across != len(self._columns):  # the window was turned, or became very wide
            self._turn()
            return
        tile_width = (self.width() - gap * (across - 1)) // across
        tile_height = (self.height() - gap * (down - 1)) // down
        size = tile_size(tile_width, tile_height, few=len(self._beds) <= _FEW_BEDS)
        for n, (column, slots) in enumerate(zip(self._columns, self._slots, strict=True)):
            column.setGeometry(n * (tile_width + gap), 0, tile_width, self.height())
            plots: list[QRect] = []
            for row, slot in enumerate(slots):
                slot.size_name = size
                place = QRect(0, row * (tile_height + gap), tile_width, tile_height)
                slot.setGeometry(place)
                slot.plot = _plot(place, size)
                if slot.plot is not None:
                    plots.append(slot.plot)
                slot.forget()
            column.set_pen(self._pen())
            column.set_strips(plots)

    def _renewed(self) -> None:
        for column, slots in zip(self._columns, self._slots, strict=True):
            if column is self.sender():
                for slot in slots:
                    slot.forget()

    def _paint(self, column: SweepColumn, slots: list[TileSlot], slot: TileSlot) -> None:
        words = slot.words
        if words is None:
            return
        wordy = bool(words.lost) or words.empty
        if slot.plot is not None:
            strip = [s for s in slots if s.plot is not None].index(slot)
            column.set_ground(strip, "hightint" if words.high else "plot")
            column.set_hidden(strip, wordy)
        for part, draw in slot.parts():
            column.paint_part(part, draw, keep=None if wordy else slot.plot)

    def event(self, event: QEvent) -> bool:
        """The arrow keys walk the grid: to the next bed, or to the one over or under it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _STEPS:
            across, down = _STEPS[event.key()]
            self._walk(across + down * len(self._columns))
            event.accept()
            return True
        return super().event(event)

    def _order(self) -> list[TileSlot]:
        """The tiles row by row."""
        rows = len(self._slots[0]) if self._slots else 0
        return [column[row] for row in range(rows) for column in self._slots if row < len(column)]

    def _walk(self, step: int) -> None:
        """Give the keyboard to the tile so many further, if there is one; from elsewhere to the first."""
        order = self._order()
        at = next((n for n, slot in enumerate(order) if slot.hasFocus()), None)
        wanted = 0 if at is None else at + step
        if 0 <= wanted < len(order):
            order[wanted].setFocus(Qt.FocusReason.TabFocusReason)


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
