"""The painted rows of the Devices screen: a device or searched port each, one sentence a state, numbers right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from bedside.ui import device_words, formats
from bedside.ui.device_columns import LEFT as ICON_LEFT
from bedside.ui.device_columns import Column, columns
from bedside.ui.device_words import Row, byte_age, key_of
from bedside.ui.painted_list import RowDelegate, RowModel
from bedside.ui.sketch import CENTRE, RIGHT, Sketch
from bedside.ui.spoken import decimal
from bedside.ui.theme import Theme, layout
from bedside.vitals.devices import DeviceRow
from bedside.vitals.sessions import Mode

_AT: Final = layout("device_list")

ROW_PX: Final[int] = _AT.row
LOW_ROW_PX: Final[int] = _AT.row_low
_STEPS_COUNT: Final = 59  # between the seconds of a minute
_HEADROOM: Final = 1.25  # of the line: the busiest second does not touch the row above


def _tr(text: str) -> str:
    return QCoreApplication.translate("DeviceList", text)


class RowsModel(RowModel[Row]):
    """What the rows say. `station_now`: station time at which they were shown, s."""

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


class RowsDelegate(RowDelegate):
    """How a row is painted. `chosen`: key of the chosen one; "" = none."""

    def __init__(self, theme: Theme, model: RowsModel, view: QWidget) -> None:
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
