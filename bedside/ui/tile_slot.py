"""The place of one bed in the station's grid: its focus, its clicks, its keys, and what its tile says and when."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import theme as themes
from bedside.ui.bed_tile import TileWords, tile_words
from bedside.ui.bed_tile_compact import cells_apart
from bedside.ui.bed_tile_mini import paint_mini
from bedside.ui.bed_tile_paint import key_room, paint_lost, paint_tile, piece_places
from bedside.ui.bed_tile_parts import COMPACT, LARGE
from bedside.ui.bed_tile_pieces import EVERY, Piece, pieces
from bedside.ui.key_button import KeyButton
from bedside.ui.pressable import Pressable
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("tile_slot")
REFRESH_S: Final = 0.1  # what is new in a bed is painted within this
TICK_S: Final = 0.5  # where only time has passed
_LOOKS_LATE: Final = 2  # so many `REFRESH_S` after the look before, words no longer wait for a calmer frame
MOST_BEDS: Final = 16
_LEAST_KEY_SCALE: Final = 0.5  # of the keys of an empty bed


class TileSlot(Pressable):
    """The place of one bed in the grid: takes focus and clicks; what it shows is painted into the grid's canvas.

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
        self.plot: QRect | None = None  # in the canvas's px; None = no wave in this tile
        self.size_name = "compact"
        self._theme = theme
        self._before: MonitorUpdate | None = None  # what the words were made of
        self._lit = (False, False)
        self._content: tuple[object, ...] = ()
        self._phase = (
            bed / MOST_BEDS
        )  # of a turn: the beds take turns, so that no frame has to make all words
        self._turn = self._look = 0
        self._dirty = True
        self._apart = False  # each calm number keeps to its own cell
        self.pieces: frozenset[Piece] = EVERY  # what is to be painted
        self.set_pressable(True)
        self.pressed.connect(self._open)
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

    def news(
        self, update: MonitorUpdate, now: float, lit: tuple[bool, bool], *, crowded: bool = False
    ) -> bool:
        """Take an update at station time `now`; True when something of the tile must be painted (`pieces`).

        Words cost more than a wave: they are made at once for an alarm, within `REFRESH_S` for anything else that is
        new, and where only time has passed twice a second, each bed at its own moment. In a `crowded` frame, which
        has painted other tiles, they wait for the next one, but not longer than another `REFRESH_S`.
        """
        phase = self._phase
        if self._before is not None and not self._dirty:
            before = self._before.alarms
            same = update.alarms is before or update.alarms == before
            if same and (lit == self._lit or not update.alarms):
                look = int(now / REFRESH_S + phase)
                if int(now / TICK_S + phase) == self._turn:
                    if look == self._look:
                        return False
                    if content(update) == self._content:
                        self._look = look
                        return False
                if crowded and 0 <= look - self._look < _LOOKS_LATE:
                    return False
        self._turn, self._look = int(now / TICK_S + phase), int(now / REFRESH_S + phase)
        self._before, self._lit, self._content = update, lit, content(update)
        words = tile_words(update, lit, self._theme.pressure_unit, large=self.size_name == "large")
        if self._dirty or self.words is None:
            self.pieces = EVERY
        else:
            self.pieces = pieces(self.words, words, self.size_name, apart=self._apart)
        if words != self.words:
            self._say(words)
        self.words = words
        self._dirty = False
        return bool(self.pieces)

    def parts(self) -> list[tuple[QRect, Callable[[QPainter], None]]]:
        """What must be painted into the canvas after `news`: where, px of the canvas, and what paints it there."""
        place, words, plot = self.geometry(), self.words, self.plot
        if words is None:
            return []
        whole = self.pieces == EVERY or plot is None or bool(words.lost) or words.empty
        if whole or plot is None:
            return [(place, self.paint)]
        scale = tile_scale(self.width(), self.height(), self.size_name)
        found = piece_places(self.pieces, place, plot, scale, large=self.size_name == "large")
        return [
            (part, partial(self._paint_piece, place.topLeft() - part.topLeft(), only)) for part, only in found
        ]

    def _paint_piece(self, offset: QPoint, only: frozenset[Piece], painter: QPainter) -> None:
        painter.translate(offset)
        self.paint(painter, only)

    def paint(self, painter: QPainter, only: frozenset[Piece] = EVERY) -> None:
        """Paint the tile, or some pieces of it; the painter's origin is the tile's top left corner."""
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
        paint_tile(sketch, rect, words, large=large, focused=self.hasFocus(), only=only)
        if words.lost and not words.empty:
            paint_lost(sketch, rect, words, large=large)
        if only == EVERY and not large:
            self._apart = cells_apart(sketch, rect.width(), words)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        self.forget()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the focus ring away."""
        self.forget()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the keys of an empty bed."""
        scale = tile_scale(self.width(), self.height(), self.size_name)
        pad, gap = _AT.pad * scale, _AT.key_gap * scale
        wide = min((self.width() - 2 * pad - gap) / 2, _AT.key_wide * scale)
        high = max(min(_AT.key_high * scale, self.height() * _AT.key_high_share), _AT.key_high_least)
        left = (self.width() - 2 * wide - gap) / 2
        below = _AT.keys_bottom * scale
        if self.size_name == "large":
            below = self.height() / 2 - _AT.keys_over_middle * scale
        top = self.height() - high - below
        self._devices.setGeometry(QRect(round(left), round(top), round(wide), round(high)))
        self._simulator.setGeometry(QRect(round(left + wide + gap), round(top), round(wide), round(high)))
        room = key_room(self.width() / scale, self.height() / scale, large=self.size_name == "large")
        self.next_key.setGeometry(
            round(room.x() * scale),
            round(room.y() * scale),
            round(room.width() * scale),
            round(room.height() * scale),
        )
        for key in (self._devices, self._simulator, self.next_key):
            key.set_scale(max(scale, _LEAST_KEY_SCALE))
        super().resizeEvent(event)

    def _say(self, words: TileWords) -> None:
        """Keys, tool tip and what assistive tools say; each of them only where it is another one."""
        self._show_keys(words)
        tip = words.lost or words.cuff
        if tip != self.toolTip():
            self.setToolTip(tip)
        self.setAccessibleDescription(_spoken(words))

    def _show_keys(self, words: TileWords) -> None:
        for key in (self._devices, self._simulator):
            if key.isHidden() == words.empty:
                key.setVisible(words.empty)
        offers_next = words.waiting and self.size_name != "mini"
        if self.next_key.isHidden() == offers_next:
            self.next_key.setVisible(offers_next)

    def _open(self) -> None:
        self.opened.emit(self.bed)

    def _ask_next(self) -> None:
        self.next_asked.emit(self.bed)

    def _ask_devices(self) -> None:
        self.devices_asked.emit(self.bed)

    def _ask_simulator(self) -> None:
        self.simulator_asked.emit(self.bed)


def content(update: MonitorUpdate) -> tuple[object, ...]:
    """What the words of a tile are made of besides the time; cheap to make and to compare."""
    return (
        update.session,
        update.mode,
        update.waiting,
        tuple((p, s.value, s.age, s.quality, s.reason) for p, s in update.numerics.items()),
        update.nibp,
        update.limits,
        update.entries,
        update.infusion,
        update.pauses,
        update.offer,
        update.baseline,
        tuple((row.device, row.state, row.sentence) for row in update.devices),
    )


def tile_scale(width: int, height: int, size: str) -> float:
    """Scale of a tile of this size and name, against its nominal size."""
    nominal = LARGE if size == "large" else COMPACT
    return max(0.1, min(width / nominal[0], height / nominal[1]))


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
