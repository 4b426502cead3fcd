"""The whole session in one strip: phases, trends, infusion, alarms; a brush for the chart's window; click to seek."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from bedside.monitor.polyline import Line
from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.chart_alarms import Mark, alarm_marks
from bedside.ui.chart_window import MINUTE, Window, anchor_of, ticks
from bedside.ui.overview_notes import Note, NoteLane
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.session_phases import phases_of
from bedside.ui.sketch import CENTRE, Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.vitals.parameters import Parameter

_AT: Final = layout("session_overview")
_SHORTEST_S: Final = 60.0  # of the axis
_SPO2_PERCENT: Final = (60, 101)  # lowest and highest of the plot
_PR_PER_MIN: Final = (30, 240)

_LEFT, _RIGHT = _AT.left_and_right
_TOP, _BOTTOM = _AT.top_and_bottom  # of the plot, at 104 px


class Overview(QWidget):
    """Drawn once a session; a frame only moves the brush and the cursor.

    Signals:
        time_clicked: session time under the pointer, s, on press and while dragging.
    """

    time_clicked = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Whole session: click to go there"))
        self._theme = theme
        self._whole: MonitorUpdate | None = None
        self._ground: QPixmap | None = None
        self._cursor = 0.0
        self._brush: Window | None = None
        self._lane = NoteLane()
        self._scale = 1.0
        self._fit()

    def set_scale(self, scale: float) -> None:
        """Px per px at 100 %: larger words and lines in a larger window."""
        if scale != self._scale:
            self._scale, self._ground = scale, None
            self._fit()
            self.update()

    def _fit(self) -> None:
        self.setFixedHeight(round((_AT.height + self._lane.height) * self._scale))

    def set_notes(self, notes: Sequence[Note]) -> None:
        """QA notes, in a lane of their own under all that was recorded."""
        if self._lane.show(notes):
            self._ground = None
            self.setAccessibleDescription(self._lane.words)
            self._fit()
            self.update()

    def set_low(self, *, low: bool) -> None:
        """A low window has no room for that lane."""
        if low != self._lane.low:
            self._lane.low, self._ground = low, None
            self._fit()
            self.update()

    def note_at(self, point: QPointF) -> Note | None:
        """The note whose mark is at this point of the widget, px."""
        return self._lane.at(point.x() / self._scale, point.y() / self._scale, self._x)

    def set_session(self, whole: MonitorUpdate | None) -> None:
        """Show another session, as it stood at its end."""
        self._whole = whole
        self._ground = None
        self.update()

    def set_cursor(self, t: float, brush: Window | None) -> None:
        """Put the cursor at session time `t`, s, and the brush over the chart's window."""
        if abs(self._x(t) - self._x(self._cursor)) >= 0.5 or brush != self._brush:
            self._cursor, self._brush = t, brush
            self.update()

    @property
    def _length(self) -> float:
        return max(_SHORTEST_S, self._whole.now if self._whole is not None else _SHORTEST_S)

    @property
    def _wide(self) -> float:
        """Its width, px at 100 %."""
        return self.width() / self._scale

    def _x(self, t: float) -> float:
        return _LEFT + t / self._length * (self._wide - _LEFT - _RIGHT)

    def time_at(self, x: float) -> float:
        """Session time at a position of the pointer, px, in s, kept inside the session."""
        share = (x / self._scale - _LEFT) / (self._wide - _LEFT - _RIGHT)
        return min(1.0, max(0.0, share)) * self._length

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek."""
        if (
            event.button() is Qt.MouseButton.LeftButton
            and event.position().x() / self._scale >= _LEFT - _AT.grip_reach
        ):
            note = self.note_at(event.position())
            self.time_clicked.emit(self.time_at(event.position().x()) if note is None else note[0])

    def event(self, event: QEvent) -> bool:
        """Over the mark of a note: what it says, and that it is none of the record."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            note = self.note_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if note is None else note[1], self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.time_clicked.emit(self.time_at(event.position().x()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture depends on the width."""
        self._ground = None
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another look or size of words: the kept picture is drawn anew."""
        if event.type() in LOOK_EVENTS:
            self._ground = None
            self.update()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as the screen."""
        return QSize(*_AT.size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The kept picture, the brush, the cursor."""
        if self._ground is None or self._ground.devicePixelRatio() != self.devicePixelRatioF():
            self._ground = self._drawn()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        painter.scale(self._scale, self._scale)
        if self._whole is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._brush is not None:
                self._paint_brush(painter, self._brush)
            x = self._x(self._cursor)
            painter.setPen(QPen(self._theme.color("text"), self._theme.length("cursor")))
            painter.drawLine(QPointF(x, _TOP - 2), QPointF(x, _BOTTOM + 2))
        painter.end()

    def _paint_brush(self, painter: QPainter, window: Window) -> None:
        left = max(_LEFT, self._x(window.first))
        right = min(self._wide - _RIGHT, self._x(window.last))
        fill = QColor(self._theme.color("replay"))
        fill.setAlphaF(0.16)
        box = QRectF(left, _TOP - 1, right - left, _BOTTOM - _TOP + 2)
        painter.setPen(QPen(self._theme.color("replayline"), 2))
        painter.setBrush(fill)
        painter.drawRoundedRect(box, _AT.radius, _AT.radius)
        for x in (left, right):
            grip = QRectF(x - _AT.grip_half, box.center().y() - _AT.grip_up, _AT.grip_width, _AT.grip_height)
            painter.fillRect(grip, self._theme.color("replayline"))

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        painter.scale(self._scale, self._scale)
        sketch = Sketch(painter, self._theme)
        tile_ground(sketch, QRectF(0, 0, self._wide, self.height() / self._scale))
        if self._whole is not None and self._whole.session is not None:
            self._paint_session(sketch, self._whole)
            self._lane.paint(sketch, self._x, _LEFT - _AT.words_x)
        painter.end()
        return pixmap

    def _paint_session(self, sketch: Sketch, whole: MonitorUpdate) -> None:
        session = whole.session
        if session is None:
            return
        theme, right = self._theme, self._wide - _RIGHT
        _paint_side(sketch, _AT.title_y, self.tr("Session"), "label.bold", "text")
        _paint_side(sketch, _AT.length_y, formats.length_words(whole.now), "small", "text2")
        if session.interrupted:
            lost = sum(end - begin for begin, end in session.interrupted)
            gaps = self.tr("gaps {length}").format(length=formats.duration(lost))
            _paint_side(sketch, _AT.gaps_y, gaps, "tiny", "text2")
        sketch.fill(QRectF(_LEFT, _TOP, right - _LEFT, _BOTTOM - _TOP), "plot")
        self._paint_infusion(sketch, whole)
        for parameter, role, (low, high) in (
            (Parameter.SPO2, "spo2", _SPO2_PERCENT),
            (Parameter.PR, "pr", _PR_PER_MIN),
        ):
            series = whole.trends.get(parameter)
            if series is not None:
                line = series.line(0.0, self._length, int(right - _LEFT), session.interrupted)
                self._paint_line(sketch, line, role, low, high)
        for t, phase in phases_of(whole):
            x = self._x(t)
            sketch.line(x, _AT.phase_top, x, _BOTTOM, "line")
            sketch.text(x + _AT.phase_words_x, _AT.phase_y, formats.phase_name(phase), "small", "text2")
        for mark in self._apart(alarm_marks(whole.alarm_log)):
            sketch.icon(self._x(mark.t) - _AT.icon_half, _AT.icon_y, mark.icon, mark.role, _AT.icon_side)
        span = Window(first=0.0, last=self._length)
        marks = ticks(
            span, anchor=anchor_of(session.started_utc), width_px=right - _LEFT, apart_px=_AT.tick_apart
        )
        close = any(after - before < MINUTE for before, after in pairwise(marks))
        words = formats.clock_at if close else formats.clock_minute_at
        for t in marks:
            clock = words(session.started_utc, t + 0.001)
            if self._x(t) < right - _AT.clock_room:
                sketch.text(self._x(t), _AT.clock_y, clock, "num.key", "text3", align=CENTRE)
        painter = sketch.painter
        for begin, end in session.interrupted:
            x0 = self._x(begin)
            hole = QRectF(x0, _TOP, max(2.0, self._x(end) - x0), _BOTTOM - _TOP)
            painter.fillRect(hole, theme.color("surface"))

    def _apart(self, marks: Sequence[Mark]) -> list[Mark]:
        """Those that have room: of alarms closer than a mark is wide the gravest, of equals the first."""
        shown: list[Mark] = []
        for mark in sorted(marks, key=lambda mark: (-(mark.alarm or 0), mark.t)):
            if all(abs(self._x(mark.t) - self._x(other.t)) >= _AT.icon_side for other in shown):
                shown.append(mark)
        return shown

    def _paint_infusion(self, sketch: Sketch, whole: MonitorUpdate) -> None:
        infusion = whole.infusion
        if infusion is None:
            return
        highest = max((step.rate_ml_h for step in infusion.steps), default=0.0) or 1.0
        ends = [step.t for step in infusion.steps[1:]] + [whole.now]
        color = QColor(self._theme.color("infusion"))
        color.setAlphaF(0.5)
        for step, end in zip(infusion.steps, ends, strict=True):
            height = _AT.infusion_height * step.rate_ml_h / highest
            x = self._x(step.t)
            sketch.painter.fillRect(QRectF(x, _BOTTOM - height, self._x(end) - x, height), color)

    def _paint_line(self, sketch: Sketch, line: Line, role: str, low: float, high: float) -> None:
        times, values = line
        xs = _LEFT + times / self._length * (self._wide - _LEFT - _RIGHT)
        ys = (
            _BOTTOM
            - _AT.base_up
            - np.clip((values - low) / (high - low), 0, 1) * (_BOTTOM - _TOP - _AT.range_less)
        )
        sketch.painter.setPen(QPen(self._theme.color(role), 1.5))
        piece = QPolygonF()
        for x, y in zip(xs, ys, strict=True):
            if np.isnan(y):
                sketch.painter.drawPolyline(piece)
                piece = QPolygonF()
            else:
                piece.append(QPointF(float(x), float(y)))
        sketch.painter.drawPolyline(piece)


def _paint_side(sketch: Sketch, base: float, words: str, token: str, role: str) -> None:
    """Beside the plot, smaller where larger words would run into it."""
    px = sketch.fits(words, token, _LEFT - _AT.words_x - _AT.side_gap)
    sketch.text(_AT.words_x, base, words, token, role, px=px)
