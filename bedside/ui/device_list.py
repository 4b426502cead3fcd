"""The table of the Devices screen: one painted row a device or searched port, one sentence a state, numbers right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui import device_words, formats
from bedside.ui.device_columns import LEFT as ICON_LEFT
from bedside.ui.device_columns import Column, columns
from bedside.ui.device_words import Row, byte_age, key_of
from bedside.ui.painted_list import PaintedList, RowDelegate, RowModel
from bedside.ui.sketch import CENTRE, RIGHT, Sketch
from bedside.ui.spoken import decimal
from bedside.ui.theme import Theme, layout
from bedside.vitals.devices import DeviceRow, SearchState
from bedside.vitals.sessions import Mode

_AT: Final = layout("device_list")

ROW_PX: Final[int] = _AT.row
HEAD_PX: Final[int] = _AT.head
LOW_ROW_PX: Final[int] = _AT.row_low
LOW_HEAD_PX: Final[int] = _AT.head_low
REPAINT_S: Final = 0.25  # values alone are painted no more often than this
_STEPS_COUNT: Final = 59  # between the seconds of a minute
_HEADROOM: Final = 1.25  # of the line: the busiest second does not touch the row above
_NUMBERS: Final = frozenset({"frames", "bad", "loss", "delay", "byte"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("DeviceList", text)


class _Model(RowModel[Row]):
    station_now = 0.0

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows; a change of values alone keeps selection and scroll."""
        if [key_of(row) for row in rows] != [key_of(row) for row in self.rows]:
            super().set_rows(rows)
            return
        self.rows = tuple(rows)
        if rows:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def row_words(self, row: Row) -> str:
        """Device, port, bed and state."""
        return device_words.spoken(row)


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: _Model, view: QWidget) -> None:
        super().__init__(theme, QSize(_AT.size_width, theme.grown(ROW_PX)), view)
        self._model = model
        self._view = view
        self._places: tuple[float, dict[str, Column]] = (0.0, {})
        self._text_scale = theme.text_scale
        self.chosen = ""

    def set_row_height(self, height: int) -> None:
        """Lower rows for low windows."""
        self._size = QSize(_AT.size_width, height)
        self.sizeHintChanged.emit(QModelIndex())

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Paint a device or a search."""
        row = self._model.rows[n]
        width, height = box.width(), box.height()
        if key_of(row) == self.chosen:
            dx, dy = _AT.chosen_inset
            inside = QRectF(0, 0, width, height).adjusted(dx, dy, -dx, -dy)
            sketch.fill(inside, "raised", _AT.radius)
            focused = self._view.hasFocus()
            sketch.edge(inside, "focus" if focused else "line2", 2.0 if focused else 1.0, _AT.radius)
            x, y, wide, ends = _AT.chosen_bar
            sketch.fill(QRectF(x, y, wide, height - ends), "text", _AT.bar_radius)
        else:
            sketch.line(_AT.line_inset, height - 1, width - _AT.line_inset, height - 1, "line")
        if self._places[0] != width or self._text_scale != self._theme.text_scale:
            self._text_scale = self._theme.text_scale
            self._places = (width, columns(width, self._theme.text_scale))
        places = self._places[1]
        base = height / 2 + _AT.baseline
        away, quiet = device_words.is_away(row), device_words.is_quiet(row)
        words, soft = ("text3", "text3") if away else ("text", "text2")
        tint, icon_y = "text2" if quiet else words, (height - _AT.icon) / 2
        sketch.icon(ICON_LEFT, icon_y, device_words.icon_of(row), tint, _AT.icon)
        self._name(sketch, row, places["device"], base, "text2" if away else words)
        if (port := places.get("port")) is not None:
            shown = _tr("gone") if away else device_words.short_port(device_words.port_of(row))
            self._middle_elided(sketch, port, base, shown, words)
        if (line := places.get("line")) is not None:
            sketch.text(line.left, base, device_words.line_of(row), "label", soft, room=line.room)
        mode = Mode.SIMULATION if row.simulated else Mode.LIVE
        bed = formats.bed_name(row.bed, mode) if isinstance(row, DeviceRow) else "–"
        px = self._theme.px("body")  # of the numbers
        sketch.text(places["bed"].left, base, bed, "num.sm", words, px=px)
        state = places["state"]
        token = "label" if quiet else "label.bold"
        role = "text2" if away else words
        sentence = device_words.short_sentence_of(row)
        sketch.text(state.left, base, sentence, token, role, room=state.room)
        for key, text in self._numbers(row, away=away).items():
            if key in places:
                sketch.text(places[key].right, base, text, "num.sm", words, align=RIGHT, px=px)
        if "spark" in places and isinstance(row, DeviceRow):
            _spark(sketch, row.bytes_per_s, places["spark"], height)

    def _name(self, sketch: Sketch, row: Row, place: Column, base: float, role: str) -> None:
        tag_px = sketch.width(_tr("SIMULATED"), "tiny.medium") + _AT.tag_padding if row.simulated else 0.0
        if tag_px > place.room / 2:
            tag_px = float(_AT.tag_small)
        name = device_words.name_of(row)
        room = place.room - (tag_px + _AT.tag_gap if tag_px else 0.0)
        used = min(room, sketch.text(place.left, base, name, "label.bold", role, room=room))
        if tag_px:
            tag = QRectF(place.left + used + _AT.tag_gap, base - _AT.tag_up, tag_px, _AT.tag_height)
            sketch.fill(tag, "sim", self._theme.length("radius_plot"))
            word = _tr("SIMULATED") if tag_px > _AT.tag_small else _tr("S")
            sketch.text(tag.center().x(), base, word, "tiny.medium", "on_sim", align=CENTRE)

    def _middle_elided(self, sketch: Sketch, place: Column, base: float, words: str, role: str) -> None:
        """A port's two ends tell it from others, its middle seldom does."""
        measure = self._theme.metrics("label", self._theme.px("label"))
        shown = measure.elidedText(words, Qt.TextElideMode.ElideMiddle, place.room)
        sketch.text(place.left, base, shown, "label", role)

    def _numbers(self, row: Row, *, away: bool) -> dict[str, str]:
        none = "–"
        now = self._model.station_now
        if not isinstance(row, DeviceRow):
            return dict.fromkeys(("frames", "bad", "loss", "delay", "byte"), none)
        counters = row.counters
        return {
            "frames": none if row.frames_per_s is None or away else decimal(row.frames_per_s, 1),
            "bad": none if away else str(counters.bad_frames),
            "loss": none if row.loss is None or away else decimal(100 * row.loss, 2),
            "delay": none if row.delay_s is None or away else decimal(row.delay_s, 2),
            "byte": byte_age(counters.last_byte_t, now),
        }


def _spark(sketch: Sketch, per_s: Sequence[int], place: Column, height: float) -> None:
    """Bytes/s of the last minute, newest at the right; the height is the busiest second of the minute."""
    base = (height + min(_AT.spark, height - _AT.spark_room)) / 2
    sketch.line(place.left, base + 0.5, place.right, base + 0.5, "grid")
    if len(per_s) < 2:
        return
    top, high = max(1, *per_s) * _HEADROOM, min(_AT.spark, height - _AT.spark_room)
    step = place.room / _STEPS_COUNT
    first = place.right - step * (len(per_s) - 1)
    line = QPolygonF([QPointF(first + step * n, base - high * v / top) for n, v in enumerate(per_s)])
    sketch.painter.setPen(QPen(sketch.theme.color("text2"), _AT.spark_width))
    sketch.painter.setBrush(Qt.BrushStyle.NoBrush)
    sketch.painter.drawPolyline(line)


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
        self._model = _Model(self)
        self._delegate = _Delegate(theme, self._model, self._view)
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
