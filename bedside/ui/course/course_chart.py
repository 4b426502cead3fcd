"""What the charts of a course have in common: tile, title, plot, axis of days, and their words for who cannot see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from bedside.ui.course.course_axis import CourseAxis, axis_of, spread
from bedside.ui.course.course_data import CourseData
from bedside.ui.course.course_words import day
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import CENTRE, RIGHT, Sketch, tile_ground
from bedside.ui.spoken import decimal
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_chart")


class CourseChart(QWidget):
    """A tile with a plot over the days of the course. A kind of chart says what is in it."""

    def __init__(self, theme: Theme, title: str, hint: str, least: int) -> None:
        super().__init__()
        self._theme = theme
        self._title = title
        self._hint = hint
        self._least = least
        self._data: CourseData | None = None
        self._axis: CourseAxis | None = None
        self._fit()

    # -- for the kinds ---------------------------------------------------------------------------------

    def numbers(self) -> Sequence[float]:
        """The steps of the upright axis, lowest first."""
        raise NotImplementedError

    def number_words(self, value: float) -> str:
        """A step of the axis."""
        return decimal(value)

    def days(self) -> Sequence[tuple[datetime, str]]:
        """What stands under the plot: when, which words."""
        raise NotImplementedError

    def words(self) -> str:
        """All of it in words."""
        raise NotImplementedError

    def paint_plot(self, sketch: Sketch, plot: QRectF) -> None:
        """What is in the plot."""
        raise NotImplementedError

    def empty_words(self) -> str:
        """Why there is nothing to draw; "" = there is."""
        return ""

    # -- for the screen --------------------------------------------------------------------------------

    def set_course(self, data: CourseData | None) -> None:
        """Another course, or the same with something new in it."""
        self._data = data
        self._axis = None if data is None else axis_of(data)
        self.renew()

    def renew(self) -> None:
        """Say and draw it anew."""
        said = self.empty_words() if self._data is not None else ""
        self.setAccessibleName(self._title)
        self.setAccessibleDescription("" if self._data is None else said or self.words())
        self.update()

    @property
    def data(self) -> CourseData:
        """The course; only asked while there is one."""
        assert self._data is not None
        return self._data

    # -- places ----------------------------------------------------------------------------------------

    @property
    def narrow(self) -> bool:
        """There is no room for words beside the plot."""
        return self.width() < _AT.narrow * self._theme.text_scale

    def plot(self) -> QRectF:
        """Where the plot lies."""
        grown = self._theme.text_scale
        left = (_AT.left_narrow if self.narrow else _AT.left) * grown
        right = (_AT.right_narrow if self.narrow else _AT.right) * grown
        top, foot = _AT.head * grown, _AT.foot * grown
        return QRectF(left, top, max(1.0, self.width() - left - right), max(1.0, self.height() - top - foot))

    def at_x(self, plot: QRectF, utc: datetime) -> float:
        """Where a time lies."""
        assert self._axis is not None
        inset = min(_AT.inset * self._theme.text_scale, plot.width() / 2)
        return plot.left() + inset + self._axis.share(utc) * (plot.width() - 2 * inset)

    def at_y(self, plot: QRectF, value: float) -> float:
        """Where a number lies."""
        numbers = self.numbers()
        low, high = numbers[0], numbers[-1]
        return plot.bottom() - (value - low) / (high - low) * plot.height()

    def dashed(
        self, sketch: Sketch, ends: tuple[float, float, float, float], role: str, dash: str = "dash"
    ) -> None:
        """A dashed line."""
        pattern = _AT.dash if dash == "dash" else _AT.fine_dash
        pen = QPen(self._theme.ink(role), 1.0)
        pen.setDashPattern([float(part) for part in pattern])
        sketch.painter.setPen(pen)
        x1, y1, x2, y2 = (int(value) + 0.5 for value in ends)
        sketch.painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    # -- Qt --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Its least size."""
        return QSize(_AT.narrow, self.minimumHeight())

    def _fit(self) -> None:
        self.setMinimumHeight(self._theme.grown(self._least))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS and hasattr(self, "_least"):
            self._fit()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Tile, title, plot."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        tile_ground(sketch, QRectF(self.rect()))
        grown = self._theme.text_scale
        room = self.width() - 2 * _AT.title_x - self.head_taken()
        used = sketch.text(_AT.title_x, _AT.title_y * grown, self._title, "title.small", "text", room=room)
        rest = room - used - _AT.hint_gap
        if sketch.width(self._hint, "label") <= rest:
            sketch.text(_AT.title_x + used + _AT.hint_gap, _AT.title_y * grown, self._hint, "label", "text2")
        if self._data is not None:
            self._paint(sketch)
        painter.end()

    def head_taken(self) -> float:
        """Px of the head that keys take."""
        return 0.0

    def _paint(self, sketch: Sketch) -> None:
        plot = self.plot()
        said = self.empty_words()
        if said or self._axis is None:
            sketch.text(
                plot.left(), plot.center().y(), said, "body", "text2", room=self.width() - plot.left()
            )
            return
        grown = self._theme.text_scale
        for value in self.numbers():
            y = self.at_y(plot, value)
            sketch.line(plot.left(), y, plot.right(), y, "grid")
            x, base = plot.left() - _AT.number_gap, y + _AT.number_down * grown
            sketch.text(x, base, self.number_words(value), "num.sm.small", "text2", align=RIGHT)
        self._paint_days(sketch, plot)
        self.paint_plot(sketch, plot)

    def _paint_days(self, sketch: Sketch, plot: QRectF) -> None:
        assert self._axis is not None
        grown, visit = self._theme.text_scale, self._axis.visit
        days = self.days()
        words_wide = max((sketch.width(words, "small") for _, words in days), default=0.0)
        apart = words_wide + _AT.label_gap
        visit_x = None if visit is None else self.at_x(plot, visit)
        xs = [self.at_x(plot, utc) for utc, _ in days]
        base = plot.bottom() + _AT.foot_y * grown
        visit_words = "" if visit is None else self.visit_words(visit)
        taken = sketch.width(visit_words, "small") / 2 + _AT.label_gap
        for x, shown, (_, words) in zip(xs, spread(xs, apart), days, strict=True):
            sketch.line(x, plot.top(), x, plot.bottom(), "grid")
            if shown and (visit_x is None or visit_x - x >= taken + words_wide / 2):
                sketch.text(x, base, words, "small", "text", align=CENTRE)
        if visit_x is not None:
            self.dashed(sketch, (visit_x, plot.top(), visit_x, plot.bottom()), "text2", "fine_dash")
            right = self.width() - sketch.width(visit_words, "small") / 2 - _AT.label_gap
            sketch.text(min(visit_x, right), base, visit_words, "small", "text2", align=CENTRE)

    def visit_words(self, visit: datetime) -> str:
        """What stands under the line of the next visit."""
        return self.tr("next visit {day}").format(day=day(visit))
