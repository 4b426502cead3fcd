"""All beds of the station in a grid that fills the window: a wave and the numbers of each, its alarm around it.

Each grid column is one sweep widget; the tiles paint their numbers into its image, so that a frame of sixteen
beds copies four bands to the screen and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.history import WaveView
from bedside.monitor.updates import MonitorUpdate
from bedside.ui import flash
from bedside.ui.bed_tile import TileWords, tile_words
from bedside.ui.bed_tile_mini import paint_mini
from bedside.ui.bed_tile_paint import key_room, paint_lost, paint_tile, plot_place
from bedside.ui.bed_tile_parts import COMPACT, LARGE
from bedside.ui.extent import Extent, extent_of, grid_of
from bedside.ui.key_button import KeyButton
from bedside.ui.sketch import Sketch
from bedside.ui.sweep import SweepColumn
from bedside.ui.theme import Theme
from bedside.vitals.parameters import Parameter

REFRESH_S: Final = 0.1
# Smaller than this, words would run into each other: the next smaller tile is used.
_LEAST_SCALE: Final = 0.52
_LEAST_LARGE: Final = 0.62


class TileSlot(QWidget):
    """The place of one bed in a column: takes focus and clicks; what it shows is painted into the column.

    Signals:
        opened: the person wants this bed's screen.
        devices_asked: an empty bed's key Devices.
        simulator_asked: an empty bed's key Simulator.
        next_asked: a bed whose session ended makes room for the next patient.
    """

    opened = Signal(int)
    devices_asked = Signal(int)
    simulator_asked = Signal(int)
    next_asked = Signal(int)

    def __init__(self, theme: Theme, bed: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.bed = bed
        self.words: TileWords | None = None
        self.plot: QRect | None = None  # in the column's px; None = no wave in this tile
        self.size_name = "compact"
        self._theme = theme
        self._asked: tuple[MonitorUpdate, float, tuple[bool, bool]] | None = None
        self._dirty = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Bed {n}").format(n=bed))
        self._devices = KeyButton(theme, self.tr("Devices"), "serial-port", token="body.medium", parent=self)
        self._simulator = KeyButton(
            theme, self.tr("Simulator"), "test-tube", token="body.medium", parent=self
        )
        self._devices.clicked.connect(self._ask_devices)
        self._simulator.clicked.connect(self._ask_simulator)
        self.next_key = KeyButton(
            theme, self.tr("Next patient"), "account-outline", token="body.medium", parent=self
        )
        self.next_key.clicked.connect(self._ask_next)
        for key in (self._devices, self._simulator, self.next_key):
            key.hide()

    def forget(self) -> None:
        """Paint again with the next frame, whatever it shows."""
        self._dirty = True
        self._asked = None

    def news(self, update: MonitorUpdate, now: float, lit: tuple[bool, bool]) -> bool:
        """Take an update at station time `now`; True when the tile must be painted."""
        if self._asked is not None:
            before, at, lit_before = self._asked
            same_alarms = update.alarms is before.alarms or update.alarms == before.alarms
            if same_alarms and abs(now - at) < REFRESH_S and (not update.alarms or lit == lit_before):
                return False
        self._asked = (update, now, lit)
        words = tile_words(update, lit)
        if words == self.words and not self._dirty:
            return False
        self.words = words
        self._dirty = False
        self._show_keys(words)
        self.setToolTip(words.lost or words.cuff)
        self.setAccessibleDescription(_spoken(words))
        return True

    def paint(self, painter: QPainter) -> None:
        """Paint the tile; the painter's origin is its top left corner."""
        words = self.words
        if words is None:
            return
        if self.size_name == "mini":
            rect = QRectF(0, 0, self.width(), self.height())
            paint_mini(Sketch(painter, self._theme), rect, words, focused=self.hasFocus())
            return
        large = self.size_name == "large"
        scale = tile_scale(self.width(), self.height(), self.size_name)
        sketch = Sketch(painter, self._theme, scale)
        rect = QRectF(0, 0, self.width() / scale, self.height() / scale)
        paint_tile(sketch, rect, words, large=large, focused=self.hasFocus())
        if words.lost and not words.empty:
            paint_lost(sketch, rect, words, large=large)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        self.forget()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the focus ring away."""
        self.forget()
        super().focusOutEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the bed."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.bed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space open the bed."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.bed)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the keys of an empty bed."""
        scale = tile_scale(self.width(), self.height(), self.size_name)
        pad = 20 * scale
        wide = min((self.width() - 2 * pad - 8 * scale) / 2, 312 * scale)
        high = max(min(48.0 * scale, self.height() * 0.3), 20.0)
        left = (self.width() - 2 * wide - 8 * scale) / 2
        below = 28 * scale if self.size_name != "large" else self.height() / 2 - 60 * scale
        top = self.height() - high - below
        self._devices.setGeometry(QRect(round(left), round(top), round(wide), round(high)))
        self._simulator.setGeometry(
            QRect(round(left + wide + 8 * scale), round(top), round(wide), round(high))
        )
        room = key_room(self.width() / scale, self.height() / scale, large=self.size_name == "large")
        self.next_key.setGeometry(
            round(room.x() * scale),
            round(room.y() * scale),
            round(room.width() * scale),
            round(room.height() * scale),
        )
        for key in (self._devices, self._simulator, self.next_key):
            key.set_scale(max(scale, 0.5))
        super().resizeEvent(event)

    def _show_keys(self, words: TileWords) -> None:
        for key in (self._devices, self._simulator):
            if key.isHidden() == words.empty:
                key.setVisible(words.empty)
        offers_next = words.waiting and self.size_name != "mini"
        if self.next_key.isHidden() == offers_next:
            self.next_key.setVisible(offers_next)

    def _ask_next(self) -> None:
        self.next_asked.emit(self.bed)

    def _ask_devices(self) -> None:
        self.devices_asked.emit(self.bed)

    def _ask_simulator(self) -> None:
        self.simulator_asked.emit(self.bed)


class StationScreen(QWidget):
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
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._extent = extent_of(1920, 1080)
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
        for column, slots in zip(self._columns, self._slots, strict=True):
            views: list[WaveView | None] = []
            nows: list[float] = []
            shifts: list[float] = []
            for slot in slots:
                update = updates[slot.bed]
                if slot.news(update, now, lit):
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """The gutters between the columns."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("bg"))
        painter.end()

    def _build(self) -> None:
        for column in self._columns:
            column.hide()
            column.deleteLater()
        self._columns, self._slots = [], []
        if not self._beds:
            return
        across, _ = grid_of(len(self._beds))
        few = len(self._beds) <= 4
        sweep_s = self._theme.length("sweep_four_s" if few else "sweep_compact_s")
        pen = self._theme.length("pleth" if few else "pleth_compact")
        for n in range(across):
            column = SweepColumn(self._theme, sweep_s=sweep_s, pen=pen, parent=self)
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
        order = [
            slot
            for row in range(len(self._slots[0]))
            for slot in (c[row] for c in self._slots if row < len(c))
        ]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
        self._arrange()

    def _arrange(self) -> None:
        if not self._columns or self.width() <= 0:
            return
        gap = self._extent.gap
        across, down = grid_of(len(self._beds))
        tile_width = (self.width() - gap * (across - 1)) // across
        tile_height = (self.height() - gap * (down - 1)) // down
        size = tile_size(tile_width, tile_height, few=len(self._beds) <= 4)
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
        column.paint_part(slot.geometry(), slot.paint, keep=None if wordy else slot.plot)

    def event(self, event: QEvent) -> bool:
        """The arrow keys walk the grid, as Tab does."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
                return self.focusNextChild()
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
                return self.focusPreviousChild()
        return super().event(event)


def tile_scale(width: int, height: int, size: str) -> float:
    """Scale of a tile of this size and name, against its nominal size."""
    nominal = LARGE if size == "large" else COMPACT
    return max(0.1, min(width / nominal[0], height / nominal[1]))


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
    return QRect(
        place.x() + round(plot.x() * scale),
        place.y() + round(plot.y() * scale),
        round(plot.width() * scale),
        round(plot.height() * scale),
    )


def _spoken(words: TileWords) -> str:
    if words.empty:
        return "empty"
    parts = [words.name, words.phase, words.elapsed]
    if words.alarm is not None:
        parts.insert(0, words.alarm.message)
    for look in (words.spo2, words.pr, words.nibp):
        if look is not None:
            parts.append(look.number)
    parts += [words.lost, words.cuff]
    return " ".join(part for part in parts if part)
