"""The trend table: numbers, cuff readings, infusion and ratings as rows in order of time, the newest at the bottom.

A cuff reading makes a row of its own; what else a row says is in `bedside.review.trend_rows`.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.review.trend_rows import INTERVALS_S
from bedside.ui.catalogue import Catalogue
from bedside.ui.chart_exact import Trends
from bedside.ui.chart_key import ChartKey
from bedside.ui.chart_window import MINUTE
from bedside.ui.formats import plain
from bedside.ui.sketch import CENTRE, Sketch, tile_ground, wrapped
from bedside.ui.theme import Theme, layout
from bedside.ui.trend_table_model import TrendModel
from bedside.ui.trend_table_view import TableRows
from bedside.ui.trend_table_words import legend
from bedside.vitals.sessions import Mode

_AT: Final = layout("trend_table")
_FOOTER_LINES: Final = 2


class _IntervalKey(ChartKey):
    """A key of a few digits: it may be narrower than one with words."""

    def sizeHint(self) -> QSize:
        """Its digits."""
        hint = super().sizeHint()
        digits = self._width(self.text(), self._token())
        return QSize(round((digits + 2 * _AT.key_pad) * self._scale), hint.height())

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: object) -> None:
        base = rect.height() / 2 + _AT.baseline * self._theme.text_scale
        sketch.text(rect.width() / 2, base, self.text(), self._token(), ink.words, align=CENTRE)  # type: ignore[attr-defined]


class TrendTable(QWidget):
    """Beside the session chart, or in its place where there is no room for both.

    Signals:
        time_reached: session time of the row the keyboard came to, s: the chart's line follows.
        time_pressed: session time of a row that was clicked, s: the chart shows it.
        interval_chosen: s between two rows. chart_asked: back to the chart alone.
        exact_wanted: a stretch of session time (s) whose values are not in memory any more.
    """

    time_reached = Signal(float)
    time_pressed = Signal(float)
    interval_chosen = Signal(float)
    chart_asked = Signal()
    exact_wanted = Signal(float, float)

    def __init__(self, theme: Theme, catalogue: Catalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._update: MonitorUpdate | None = None
        self._trends = Trends()
        self._alone = False
        self._row: int | None = None  # whose words stand below
        self._scale = 1.0
        self._keys_x = 0.0  # left edge of the keys, px at 100 %
        self.setAccessibleName(self.tr("Trend table"))
        self.model = TrendModel(catalogue, self)
        self.rows = TableRows(theme, self.model, self)
        self.rows.row_reached.connect(self._reached)
        self.rows.row_pressed.connect(self._pressed)
        self.rows.looked.connect(self._ask)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.keys: dict[float, ChartKey] = {}
        for seconds in INTERVALS_S:
            label = plain(seconds / MINUTE)
            key = _IntervalKey(theme, label, parent=self)
            key.setCheckable(True)
            key.setAccessibleName(self.tr("A row every {n} minutes").format(n=label))
            self._group.addButton(key)
            self.keys[seconds] = key
        self._group.buttonClicked.connect(self._choose)
        self.chart_key = ChartKey(theme, self.tr("Chart"), parent=self)
        self.chart_key.setAccessibleName(self.tr("Back to the chart"))
        self.chart_key.clicked.connect(self.chart_asked)
        self.set_interval(self.model.interval_s)

    # -- what it shows ---------------------------------------------------------------------------------

    def show_update(self, update: MonitorUpdate, trends: Trends, *, at_once: bool = False) -> None:
        """Take the newest update; most calls cost a comparison."""
        self._trends = trends
        if not at_once and self._update is not None and not self.model.is_due(update):
            return
        before, self._update = self._update, update
        self.model.unit = self._theme.pressure_unit
        self.model.show(update, trends)
        if before is None or before.bed != update.bed:
            self.rows.go_to_end()
        self.rows.setVisible(update.session is not None)
        self._ask()
        self.update()

    def values_came(self) -> None:
        """The record gave values back: rows that waited for them are written anew."""
        self.model.refresh_inexact()
        self._ask()
        self.update()

    def set_interval(self, seconds: float) -> None:
        """A row so often, s."""
        nearest = min(INTERVALS_S, key=lambda known: abs(known - seconds))
        self.keys[nearest].setChecked(True)
        if nearest != self.model.interval_s:
            self.model.interval_s = nearest
            if self._update is not None:
                self.show_update(self._update, self._trends, at_once=True)
                self.rows.go_to_end()

    def set_alone(self, alone: bool) -> None:
        """In the chart's place: then it has the key that brings the chart back."""
        self._alone = alone
        self.chart_key.setVisible(alone)
        self._arrange()

    def set_hover(self, t: float | None) -> None:
        """The row of the chart's pointer at session time `t`, s."""
        row = None if t is None else self.model.row_at(t)
        self.rows.set_hovered(row)
        shown = row if row is not None else self._current()
        if shown != self._row:
            self._row = shown
            self.update()

    def row_words(self) -> list[str]:
        """The rows in words."""
        found = [self.model.words(row) for row in range(self.model.rowCount())]
        return [words.sentence for words in found if words is not None]

    def _current(self) -> int | None:
        index = self.rows.currentIndex()
        return index.row() if index.isValid() else None

    def _choose(self, key: ChartKey) -> None:
        seconds = next(seconds for seconds, known in self.keys.items() if known is key)
        self.set_interval(seconds)
        self.interval_chosen.emit(seconds)

    def _reached(self, row: int) -> None:
        self._row = row
        self.update()
        t = self.model.time_of(row)
        if t is not None:
            self.time_reached.emit(t)

    def _pressed(self, row: int) -> None:
        t = self.model.time_of(row)
        if t is not None:
            self.time_pressed.emit(t)

    def _ask(self) -> None:
        """Rows in sight that only know least and greatest values want the exact ones."""
        if self.isVisible():
            wanted = self.model.wanted(*self.rows.rows_in_sight())
            if wanted is not None:
                self.exact_wanted.emit(*wanted)

    # -- layout and painting ---------------------------------------------------------------------------

    def wanted_width(self) -> int:
        """px beside the chart."""
        bar = self.rows.verticalScrollBar().sizeHint().width()
        needed = self.rows.needed_width(self._theme.pressure_unit) + bar
        return max(round(_AT.width * self._scale), needed)

    def set_scale(self, scale: float) -> None:
        """Px per px at 100 %: in a larger window it is read from as far away as the chart beside it."""
        if scale != self._scale:
            self._scale = scale
            self.rows.set_scale(scale)
            for key in (*self.keys.values(), self.chart_key):
                key.set_scale(scale)
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        """A few rows; narrower it is scrolled sideways."""
        return QSize(round(_AT.least_height), round(_AT.least_height))

    def _head(self) -> int:
        low = self.height() < _AT.low * self._scale
        return round((_AT.head_low if low else _AT.head) * self._theme.text_scale * self._scale)

    def _footer(self) -> int:
        fits = self.height() >= _AT.footer_fits * self._scale
        return round(_AT.footer * self._theme.text_scale * self._scale) if fits else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Head, rows, the line below."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """What was not asked for while it was hidden."""
        super().showEvent(event)
        self._ask()

    def changeEvent(self, event: QEvent) -> None:
        """Another look, another size of words, another unit."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "chart_key"):
            if self._update is not None:
                self.model.unit = self._theme.pressure_unit
                self.show_update(self._update, self._trends, at_once=True)
                self.model.refresh()
            self._arrange()

    def _arrange(self) -> None:
        head, scale = self._head(), self._scale
        self.rows.setGeometry(1, head, self.width() - 2, max(0, self.height() - head - self._footer() - 1))
        self.rows.fit(self._theme.pressure_unit)
        x = self.width() - _AT.right * scale
        for key in [*([self.chart_key] if self._alone else []), *reversed(self.keys.values())]:
            key.resize(key.sizeHint())
            x -= key.width()
            key.move(int(x), (head - key.height()) // 2)
            x -= _AT.key_gap * scale
        self.chart_key.setVisible(self._alone)
        self._keys_x = x / scale
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile, its head, and the words of the row one looks at."""
        painter = QPainter(self)
        scale = self._scale
        sketch = Sketch(painter, self._theme, scale)
        width = self.width() / scale
        tile_ground(sketch, QRectF(0, 0, width, self.height() / scale))
        head, grown = self._head() / scale, self._theme.text_scale
        base = head / 2 + _AT.title_drop * grown
        x = _AT.title_x
        room = self._keys_x - x - _AT.right
        title = self._title()
        if sketch.width(title, "label.bold") <= room:
            x += sketch.text(x, base, title, "label.bold", "text2")
        unit = self.tr("min")
        if x + _AT.right + sketch.width(unit, "small") <= self._keys_x:
            sketch.text(self._keys_x - _AT.key_gap, base - 1, unit, "small", "text3", align=1)
        sketch.line(1, head, width - 1, head, "line")
        if self._update is None or self._update.session is None:
            self._paint_empty(sketch)
        elif self._footer():
            self._paint_footer(sketch)
        painter.end()

    def _title(self) -> str:
        mode = Mode.LIVE if self._update is None else self._update.mode
        words = {Mode.REPLAY: self.tr("REPLAY"), Mode.SIMULATION: self.tr("SIMULATION")}.get(mode)
        return words or self.tr("Table")

    def _paint_footer(self, sketch: Sketch) -> None:
        scale, grown = self._scale, self._theme.text_scale
        top, width = (self.height() - self._footer()) / scale, self.width() / scale
        sketch.line(1, top, width - 1, top, "line")
        words = None if self._row is None else self.model.words(self._row)
        said, role = (legend(), "text3") if words is None else (words.sentence, "text2")
        room = width - 2 * _AT.footer_x
        for n, line in enumerate(wrapped(sketch, said, "tiny", room, _FOOTER_LINES)):
            y = top + (_AT.footer_y + n * _AT.footer_pitch) * grown
            sketch.text(_AT.footer_x, y, line, "tiny", role, room=room)

    def _paint_empty(self, sketch: Sketch) -> None:
        said = self.tr("Rows begin with the first value: connect a device, or put the probe on.")
        if self._update is not None and self._update.waiting:
            said = self._update.waiting
        room, grown = self.width() / self._scale - 2 * _AT.footer_x, self._theme.text_scale
        head = self._head() / self._scale
        most = max(1, int((self.height() / self._scale - head) / (_AT.empty_pitch * grown)) - 1)
        for n, line in enumerate(wrapped(sketch, said, "label", room, most)):
            y = head + (_AT.empty_y + n * _AT.empty_pitch) * grown
            sketch.text(_AT.footer_x, y, line, "label", "text2", room=room)
