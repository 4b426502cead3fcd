"""First and newest number of each questionnaire and rating, and what became of it: what a supervisor looks at first."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from bedside.therapy.course import Trend
from bedside.ui.course.course_data import CourseData
from bedside.ui.course.course_words import change_of, halved_words, trend_title, trend_words
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_lines")
_MOST_BESIDE_COUNT: Final = 3


class SoFar(QWidget):
    """A figure for each trend, as many beside each other as have room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._trends: tuple[Trend, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_course(None)

    def set_course(self, data: CourseData | None) -> None:
        """The trends of a course."""
        self._trends = () if data is None else data.course.trends
        self.setAccessibleName(self.tr("So far"))
        said = "; ".join(self.words_of(trend) for trend in self._trends)
        self.setAccessibleDescription(said or self.tr("No questionnaire is filled and nothing is rated yet."))
        self.updateGeometry()
        self.update()

    def words_of(self, trend: Trend) -> str:
        """One figure in words."""
        parts = [f"{trend_title(trend)} {trend_words(trend)}"]
        if trend.change:
            parts.append(told(trend.change))
        return ", ".join(parts)

    def sizeHint(self) -> QSize:
        """All figures."""
        return QSize(_AT.narrow, self.heightForWidth(_AT.narrow))

    def heightForWidth(self, width: int) -> int:
        """Rows of figures, px."""
        rows = -(-max(1, len(self._trends)) // self._beside(width))
        return self._theme.grown(_AT.figures_top + rows * _AT.figures_row + _AT.figures_bottom)

    def _beside(self, width: int) -> int:
        room = (width - 2 * _AT.pad) / (_AT.figure_least * self._theme.text_scale)
        return max(1, min(_MOST_BESIDE_COUNT, int(room), max(1, len(self._trends))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other rows."""
        super().resizeEvent(event)
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS and hasattr(self, "_trends"):
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Tile, title, figures."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        tile_ground(sketch, QRectF(self.rect()))
        grown = self._theme.text_scale
        sketch.text(_AT.pad, _AT.title_y * grown, self.tr("So far"), "title.small", "text")
        if not self._trends:
            words, base = (
                self.tr("No questionnaire is filled and nothing is rated yet."),
                (_AT.figures_top + _AT.figure_name_y) * grown,
            )
            sketch.text(_AT.pad, base, words, "body", "text2", room=self.width() - 2 * _AT.pad)
        beside = self._beside(self.width())
        wide = (self.width() - 2 * _AT.pad) / beside
        for n, trend in enumerate(self._trends):
            left = _AT.pad + n % beside * wide
            top = (_AT.figures_top + n // beside * _AT.figures_row) * grown
            if n % beside:
                x, low = left - _AT.gap, top + (_AT.figures_row - _AT.pad) * grown
                sketch.line(x, top, x, low, "line")
            self._figure(sketch, trend, left, top, wide - 2 * _AT.gap)
        painter.end()

    def _figure(self, sketch: Sketch, trend: Trend, left: float, top: float, room: float) -> None:
        grown = self._theme.text_scale
        base = top + _AT.figure_name_y * grown
        sketch.text(left, base, trend_title(trend), "label", "text2", room=room)
        base = top + _AT.figure_y * grown
        x = left
        if len(trend.points) > 1:
            x += sketch.text(x, base, str(trend.first), "num.sm.large", "text2") + _AT.arrow_gap
            x += sketch.text(x, base, "→", "title.name", "text2") + _AT.arrow_gap
        sketch.text(x, base, str(trend.last), "num.elapsed", "text", room=left + room - x)
        base = top + _AT.figure_change_y * grown
        sketch.text(left, base, change_of(trend), "label", "text2", room=room)
        base = top + _AT.figure_halved_y * grown
        sketch.text(left, base, halved_words(trend), "label", "text2", room=room)
