"""Ratings fading since the peak: a lane each, the gate's number dotted, the newest value beside it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.session.fading import Fading, Lane
from bedside.ui.sketch import CENTRE, LEFT, RIGHT, Sketch, tile_ground
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_discharge")


class FadingChart(QWidget):
    """Painted at once; the same picture is not painted twice."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.shown = Fading()
        self.setAccessibleName(self.tr("Ratings fading"))

    def show_fading(self, shown: Fading) -> None:
        """Paint this from now on."""
        if shown != self.shown:
            self.shown = shown
            said = self.tr("{scale} {value}")
            lanes = [lane for lane in shown.lanes if lane.last is not None]
            words = ", ".join(said.format(scale=lane.words, value=lane.last) for lane in lanes)
            self.setAccessibleDescription(words or self.tr("nothing rated yet"))
            self.setMinimumHeight(self._least)
            self.update()

    def sizeHint(self) -> QSize:
        """Room for its lanes."""
        return QSize(int(_AT.gate_least), self._least)

    @property
    def _least(self) -> int:
        grown = self._theme.text_scale
        lanes = max(1, len(self.shown.lanes)) * max(float(_AT.lane_least), float(_AT.ticks) * grown)
        return int(self._head + _AT.ticks * grown + lanes + _AT.gap)

    @property
    def _head(self) -> float:
        """Height of title and hint, px; the hint stands under the title where it has no room beside it."""
        lines = 0 if self._hint_x is not None else 1
        return float(_AT.head + lines * _AT.against_note) * self._theme.text_scale

    @property
    def _hint_x(self) -> float | None:
        """Where the hint begins beside the title, px; None: under it."""
        theme = self._theme
        title = theme.advance("title.name", theme.px("title.name"), self.tr("Ratings fading"))
        x = _AT.pad_x + title + _AT.title_gap
        fits = theme.advance("label", theme.px("label"), self._hint) <= self.width() - x - _AT.pad_x
        return float(x) if fits else None

    @property
    def _hint(self) -> str:
        return self.tr("since the peak, gate line dotted")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower one needs another line."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._least)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Head, lanes, time."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        tile_ground(sketch, QRectF(self.rect()))
        grown = self._theme.text_scale
        base = _AT.head_base * grown
        sketch.text(_AT.pad_x, base, self.tr("Ratings fading"), "title.name", "text")
        top, x = self._head, self._hint_x
        if x is None:
            x, base = float(_AT.pad_x), _AT.head * grown + self._theme.px("label")
        sketch.text(x, base, self._hint, "label", "text2", room=self.width() - x - _AT.pad_x)
        bottom = self.height() - _AT.ticks * grown
        plot = self._plot(top, bottom)
        sketch.fill(plot, "plot")
        self._paint_time(sketch, plot)
        high = plot.height() / max(1, len(self.shown.lanes))
        for n, lane in enumerate(self.shown.lanes):
            self._paint_lane(
                sketch,
                lane,
                QRectF(plot.x(), top + n * high, plot.width(), high),
                last=n == len(self.shown.lanes) - 1,
            )
        self._paint_stop(sketch, plot)
        painter.end()

    def _plot(self, top: float, bottom: float) -> QRectF:
        grown = self._theme.text_scale
        left = _AT.pad_x + (_AT.names_width * grown if self.width() >= _AT.bare_from * grown else 0)
        right = self.width() - _AT.pad_x - (_AT.value_width + _AT.gate_width) * grown
        return QRectF(left, top, max(1.0, right - left), max(1.0, bottom - top))

    def _x(self, plot: QRectF, t: float) -> float:
        shown = self.shown
        share = (t - shown.from_t) / max(1.0, shown.until_t - shown.from_t)
        return plot.x() + _AT.dot + min(1.0, max(0.0, share)) * (plot.width() - 2 * _AT.dot)

    def _paint_time(self, sketch: Sketch, plot: QRectF) -> None:
        stop = self.shown.stop_t
        if stop is not None and stop > self.shown.from_t:
            sketch.fill(QRectF(plot.x(), plot.y(), self._x(plot, stop) - plot.x(), plot.height()), "grid")
        free = plot.x()
        for t, words in self.shown.ticks:
            x = self._x(plot, t)
            sketch.line(x, plot.y(), x, plot.bottom(), "grid")
            if x >= free:
                sketch.text(
                    x,
                    plot.bottom() + _AT.tick_base * self._theme.text_scale,
                    words,
                    "num.key",
                    "text2",
                    align=CENTRE,
                )
                free = x + _AT.tick_apart * self._theme.text_scale

    def _paint_stop(self, sketch: Sketch, plot: QRectF) -> None:
        stop = self.shown.stop_t
        if stop is None or stop < self.shown.from_t:
            return
        x = self._x(plot, stop)
        sketch.line(x, plot.y(), x, plot.bottom(), "text2")
        wide = sketch.width(self.shown.stop_words, "tiny")
        right = x + _AT.stop_gap + wide <= plot.right()
        at = x + _AT.stop_gap if right else x - _AT.stop_gap
        base = plot.y() + _AT.stop_base * self._theme.text_scale
        sketch.text(at, base, self.shown.stop_words, "tiny", "text2", align=LEFT if right else RIGHT)

    def _paint_lane(self, sketch: Sketch, lane: Lane, rect: QRectF, *, last: bool) -> None:
        painter, theme = sketch.painter, self._theme
        middle = rect.center().y()
        base = middle + theme.px("label.medium") * _AT.value_down
        named = self.width() >= _AT.bare_from * theme.text_scale
        if not last:
            sketch.line(_AT.pad_x, rect.bottom(), self.width() - _AT.pad_x, rect.bottom(), "line")
        inside = rect.adjusted(0, _AT.lane_pad, 0, -_AT.lane_pad)

        def y(value: float) -> float:
            return inside.bottom() - inside.height() * value / _AT.lane_most_value

        if lane.most is not None:
            pen = QPen(theme.color("text"), 1)
            pen.setDashPattern([float(part) for part in _AT.gate_dash])
            painter.setPen(pen)
            painter.drawLine(QPointF(rect.x(), y(lane.most)), QPointF(rect.right(), y(lane.most)))
        points = [QPointF(self._x(rect, t), y(value)) for t, value in lane.points]
        if len(points) > 1:
            ground = QPolygonF(
                [QPointF(points[0].x(), inside.bottom()), *points, QPointF(points[-1].x(), inside.bottom())]
            )
            color = theme.color("experience")
            color.setAlphaF(_AT.curve_fill)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPolygon(ground)
            painter.setPen(QPen(theme.color("experience"), _AT.curve))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(theme.color("experience"), _AT.dot_edge))
        painter.setBrush(theme.color("plot"))
        for point in points:
            painter.drawEllipse(point, _AT.dot, _AT.dot)
        if named:
            room = rect.x() - _AT.pad_x - _AT.gap
            sketch.text(_AT.pad_x, base, lane.words, "body.bold", "experience", room=room)
        else:
            sketch.text(
                rect.x() + _AT.gap,
                rect.y() + theme.px("tiny"),
                lane.words,
                "tiny.medium",
                "experience",
                room=rect.width(),
            )
        self._paint_value(sketch, lane, rect.right() + _AT.gap, middle)

    def _paint_value(self, sketch: Sketch, lane: Lane, x: float, middle: float) -> None:
        grown = self._theme.text_scale
        words = "–" if lane.last is None else str(lane.last)
        px = self._theme.px("num.sm.large")
        sketch.text(
            x + _AT.value_width * grown / 2,
            middle + px * _AT.value_down,
            words,
            "num.sm.large",
            "experience",
            align=CENTRE,
        )
        if lane.most is not None:
            met = lane.last is not None and lane.last <= lane.most
            base = middle + self._theme.px("label") * _AT.value_down
            role = "text2" if met else "text"
            sketch.text(
                self.width() - _AT.pad_x,
                base,
                f"≤ {lane.most}",
                "label" if met else "label.bold",
                role,
                align=RIGHT,
            )
