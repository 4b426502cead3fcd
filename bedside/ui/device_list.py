"""The table of the Devices screen: its head, its rows, and which of them is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.device_columns import columns
from bedside.ui.device_rows import LOW_ROW_PX, ROW_PX, RowsDelegate, RowsModel
from bedside.ui.device_words import Row, key_of
from bedside.ui.painted_list import PaintedList
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.devices import DeviceRow, SearchState

_AT: Final = layout("device_list")

HEAD_PX: Final[int] = _AT.head
LOW_HEAD_PX: Final[int] = _AT.head_low
REPAINT_S: Final = 0.25  # values alone are painted no more often than this
_NUMBERS: Final = frozenset({"frames", "bad", "loss", "delay", "byte"})


class _Head(QWidget):
    def __init__(self, theme: Theme, view: PaintedList) -> None:
        super().__init__()
        self._theme = theme
        self._view = view
        self.setFixedHeight(theme.grown(HEAD_PX))
        view.verticalScrollBar().rangeChanged.connect(self._moved)

    def _moved(self) -> None:
        """A scroll bar came or went: the columns stand where those of the rows do."""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names of the columns."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        names = {
            "device": self.tr("Device"),
            "port": self.tr("Port"),
            "line": self.tr("Protocol and line"),
            "bed": self.tr("Bed"),
            "state": self.tr("State"),
            "frames": self.tr("Frames/s"),
            "bad": self.tr("Bad"),
            "loss": self.tr("Loss %"),
            "delay": self.tr("Delay s"),
            "byte": self.tr("Last byte"),
            "spark": self.tr("Bytes/s, 60 s"),
        }
        base = self.height() / 2 + _AT.baseline
        for key, column in columns(self._view.viewport().width(), self._theme.text_scale).items():
            if key in _NUMBERS:
                sketch.text(column.right, base, names[key], "small.medium", "text3", align=RIGHT)
            else:
                sketch.text(column.left, base, names[key], "small.medium", "text3", room=column.room)
        sketch.line(0, self.height() - 1, self.width(), self.height() - 1, "line")
        painter.end()


class DeviceList(QWidget):
    """All devices and searched ports.

    Signals:
        chosen: key of the row that was chosen (see `device_words.key_of`).
        entered: Enter or a double click on the chosen row.
    """

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view = PaintedList(theme, self.tr("Devices and ports"))
        self._model = RowsModel(self)
        self._delegate = RowsDelegate(theme, self._model, self._view)
        self._view.show_model(self._model, self._delegate)
        self._view.selectionModel().currentChanged.connect(self._current_changed)
        self._view.activated.connect(self._activated)
        self.setFocusProxy(self._view)
        self._head = _Head(theme, self._view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._view, 1)
        self._painted_t = -1.0
        self._moving = False  # the choice is moved by the program, not by a person

    @property
    def chosen_key(self) -> str:
        """Key of the chosen row; "" = none."""
        return self._delegate.chosen

    def choose(self, row: int) -> None:
        """Choose a row, as a person does."""
        self._view.setCurrentIndex(self._model.index(row))

    def choose_key(self, key: str) -> None:
        """Choose a row for the person; nothing happens where there is none of that key."""
        for n, row in enumerate(self._model.rows):
            if key_of(row) == key:
                self._delegate.chosen = key
                self._point_at(n)
                self._view.viewport().update()
                return

    def row_words(self) -> list[str]:
        """All rows in words."""
        return self._model.all_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chosen row stays in view."""
        super().resizeEvent(event)
        self._view.scrollTo(self._view.currentIndex())

    def set_low(self, *, low: bool) -> None:
        """Lower rows and head where the window is low."""
        self._head.setFixedHeight(self._theme.grown(LOW_HEAD_PX if low else HEAD_PX))
        self._delegate.set_row_height(self._theme.grown(LOW_ROW_PX if low else ROW_PX))

    def show_rows(self, rows: Sequence[Row], station_now: float) -> None:
        """Newest rows: another state at once, values alone a few times a second."""
        shown = tuple(rows)
        old = self._model.rows
        due = abs(station_now - self._painted_t) >= REPAINT_S
        if not due and [_gist(row) for row in shown] == [_gist(row) for row in old]:
            return
        self._painted_t = self._model.station_now = station_now
        if shown == old:
            self._view.viewport().update()
            return
        self._moving = True
        self._model.set_rows(shown)
        self._moving = False
        keys = [key_of(row) for row in shown]
        if self._delegate.chosen not in keys:
            self._delegate.chosen = ""
        elif self._view.currentIndex().row() != (n := keys.index(self._delegate.chosen)):
            self._point_at(n)

    def _point_at(self, n: int) -> None:
        self._moving = True
        self._view.setCurrentIndex(self._model.index(n))
        self._moving = False

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid() and not self._moving:
            self._delegate.chosen = key_of(self._model.rows[current.row()])
            self._view.viewport().update()
            self.chosen.emit(self._delegate.chosen)

    def _activated(self, _index: QModelIndex) -> None:
        self.entered.emit()


def _gist(row: Row) -> tuple[object, ...]:
    """What has to be seen at once when it changes."""
    if isinstance(row, DeviceRow):
        return row.device, row.bed, row.state, row.sentence, row.identity, row.capture, row.port_now
    return row.port, row.state, row.line, row.sentence, len(row.tried), row.state is SearchState.FOUND
