"""What stands on top of the lines of the session chart: cuff readings, ratings, events, now, and the time axis."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from bedside.ui import formats
from bedside.ui.chart_ground import time_ticks
from bedside.ui.chart_ink import CENTER, Ink, mix, text, text_on, width_of
from bedside.ui.chart_marks import Mark
from bedside.ui.chart_picture import Picture
from bedside.ui.chart_readout import day_words
from bedside.ui.chart_window import MINUTE, TEN_MINUTES_S, axis_time, is_midnight
from bedside.ui.theme import layout
from bedside.vitals.protocol import DueKind

_AT: Final = layout("chart_paint")
_MEAN_WIDTH: Final = 2.0
_DISC_WIDTH: Final = 1.5
_THIN_BAR: Final = 0.6  # opacity of a cuff reading among many


class Front:
    """Paints it in one theme."""

    def __init__(self, ink: Ink, words: dict[str, str]) -> None:
        self._ink = ink
        self._words = words

    def paint(self, painter: QPainter, picture: Picture, *, cursor: float | None) -> None:
        """NIBP bars, ratings, events, the now line or the replay cursor, and the time axis."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lanes = picture.lanes
        plot = QRectF(lanes.left, 0, lanes.width, lanes.experience.bottom + 1)
        painter.save()
        painter.setClipRect(plot.adjusted(-_AT.clip_spare, 0, _AT.clip_spare, 0))
        if self._crowded(picture):
            self._thin_bars(painter, picture)
        else:
            self._bars(painter, picture)
        self._due_discs(painter, picture)
        self._discs(painter, picture)
        painter.restore()
        moment = picture.now if cursor is None else cursor
        role, width = ("text", "now") if cursor is None else ("replayline", "cursor")
        x = picture.x(moment)
        if lanes.left - 1 <= x <= lanes.right + 1:
            painter.setPen(self._ink.pen(role, self._ink.theme.length(width)))
            painter.drawLine(QPointF(x, lanes.spo2.top - _AT.now_above), QPointF(x, lanes.experience.bottom))
        self._events(painter, picture, x)
        self._axis(painter, picture, moment, seconds=cursor is not None)

    # -- cuff readings ---------------------------------------------------------------------------------

    def _crowded(self, picture: Picture) -> bool:
        shown = picture.determinations
        if len(shown) <= 2:
            return False
        return picture.x(shown[-1].t) - picture.x(shown[0].t) < _AT.bars_apart * (len(shown) - 1)

    def _bars(self, painter: QPainter, picture: Picture) -> None:
        lane, theme = picture.lanes.pressure, self._ink.theme
        color, hollow = theme.color("nibp"), theme.color("plot")
        half, cap = _AT.bar_half, _AT.bar_cap_half
        for determination in picture.determinations:
            x = round(picture.x(determination.t))
            sys, dia, mean = determination.sys, determination.dia, determination.map
            if sys is not None and dia is not None:
                top, bottom = lane.y(sys), lane.y(dia)
                painter.fillRect(QRectF(x - half, top, 2 * half, bottom - top), color)
            for value in (sys, dia):
                if value is not None:
                    painter.fillRect(QRectF(x - cap, lane.y(value) - 1, 2 * cap, 2), color)
            if mean is not None:
                painter.setPen(QPen(color, _MEAN_WIDTH))
                painter.setBrush(hollow)
                painter.drawEllipse(QPointF(x, lane.y(mean)), _AT.bar_mean, _AT.bar_mean)

    def _thin_bars(self, painter: QPainter, picture: Picture) -> None:
        """Readings so near to each other that caps and circles would touch: a thin bar and a dot for each."""
        lane, shown = picture.lanes.pressure, picture.determinations
        rows = np.array([(d.t, d.sys, d.dia, d.map) for d in shown], dtype=float)
        x = np.round(picture.x(rows[:, 0]))
        y = lane.bottom - lane.inset_bottom - (rows[:, 1:] - lane.low) * lane.per_unit
        whole, known = np.isfinite(y[:, :2]).all(axis=1), np.isfinite(y[:, 2])
        bars = [QLineF(a, top, a, low) for a, top, low in zip(x[whole], *y[whole, :2].T, strict=True)]
        dot = _AT.thin_mean / 2
        dots = [QLineF(a - dot, b, a + dot, b) for a, b in zip(x[known], y[known, 2], strict=True)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(self._ink.pen("nibp", 2.0, alpha=_THIN_BAR))
        painter.drawLines(bars)
        painter.setPen(self._ink.pen("nibp", _AT.thin_mean))
        painter.drawLines(dots)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    # -- what a person wrote down, and alarms ----------------------------------------------------------

    def _discs(self, painter: QPainter, picture: Picture) -> None:
        theme = self._ink.theme
        radius = picture.lanes.disc_r
        font = theme.font_px("small.bold", min(theme.px("small.bold"), round(_AT.disc_text * radius)))
        edge, plot = theme.color("experience"), theme.color("plot")
        for disc in picture.discs:
            if disc.row >= picture.lanes.ratings:
                continue
            center = QPointF(picture.x(disc.t), picture.lanes.row(disc.row))
            shade = _AT.disc_shade_first + _AT.disc_shade_step * min(_AT.disc_most, max(0, disc.value))
            fill = mix(plot, edge, shade)
            pen = QPen(edge, _DISC_WIDTH)
            if disc.late:
                pen.setDashPattern([part / _DISC_WIDTH for part in _AT.due_disc_dash])
            painter.setPen(pen)
            painter.setBrush(fill)
            painter.drawEllipse(center, radius, radius)
            text(painter, center.x(), center.y(), str(disc.value), font, text_on(fill), CENTER)

    def _due_discs(self, painter: QPainter, picture: Picture) -> None:
        """Ratings that are due ahead, as empty dashed discs; what a nurse observes has its disc among the events."""
        lanes, theme, radius = picture.lanes, self._ink.theme, picture.lanes.disc_r
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for item in picture.due:
            if item.kind is DueKind.NIBP or not max(picture.now, picture.window.first) <= item.due_t:
                continue
            if item.due_t > picture.window.last:
                continue
            x = picture.x(item.due_t)
            ratings = item.kind is DueKind.RATINGS
            rows = [lanes.row(n) for n in range(lanes.ratings)] if ratings else [lanes.events_row]
            painter.setPen(self._ink.pen("text2", _AT.due_disc_width, _AT.due_disc_dash))
            for y in rows:
                painter.drawEllipse(QPointF(x, y), radius, radius)
            if not rows or picture.compact or not ratings:
                continue
            clock = formats.clock_minute_at(picture.started_utc, item.due_t)
            words, font = self._words["due"].replace("%1", clock), theme.font("tiny")
            left, wide = x + radius + _AT.due_disc_gap, width_of(words, font)
            if left + wide > lanes.right:  # before it, as far as nothing was rated there yet
                left = x - radius - _AT.due_disc_gap - wide
            if left > picture.x(picture.now) + _AT.due_disc_gap:
                text(painter, left, rows[0], words, font, theme.color("text2"))

    def _events(self, painter: QPainter, picture: Picture, line: float) -> None:
        """One icon for each, or for several that would touch: the most urgent of them, and how many more.

        Words over the now line, which stands at x = `line`, have a ground of their own: the newest are read first.
        """
        marks = [m for m in picture.marks if picture.x(m.t) >= picture.lanes.left - _AT.event_left]
        times = [mark.t for mark in marks]
        step = _AT.event_step * picture.window.seconds / max(1.0, picture.lanes.width)
        n, least = 0, picture.lanes.left - _AT.event_left
        while n < len(marks):
            after = max(n + 1, bisect_left(times, times[n] + step))
            mark = max(marks[n:after], key=_urgency)
            following = picture.lanes.right + _AT.event_words_clear
            if after < len(marks):
                following = picture.x(times[after]) - _AT.event_words_clear
            more = after - n - 1
            x = max(least, picture.x(mark.t))  # beside the one before, never over it
            self._event(painter, picture, mark, x, more, following, line)
            n, least = after, x + _AT.event_step

    def _event(
        self,
        painter: QPainter,
        picture: Picture,
        mark: Mark,
        x: float,
        more: int,
        following: float,
        line: float,
    ) -> None:
        theme, y = self._ink.theme, picture.lanes.events_row
        size = _AT.icon_alarm if mark.alarm is not None else _AT.icon_event
        self._ink.icon(painter, mark.icon, mark.role, size, x, y)
        words = f"+{more}" if more else mark.short
        if not words or (picture.compact and not more):
            return
        font = theme.font("tiny.medium" if mark.bold else "tiny")
        left, wide = x + _AT.event_words_x, width_of(words, font)
        if left + wide <= following:
            if left - 1 <= line <= left + wide + 1:
                high = font.pixelSize() + 2
                painter.fillRect(
                    QRectF(left - _AT.words_spare / 2, y - high / 2, wide + _AT.words_spare, high),
                    theme.color("plot"),
                )
            color = theme.color("text" if mark.bold else "text2")
            text(painter, left, y, words, font, color)

    # -- time ------------------------------------------------------------------------------------------

    def _axis(self, painter: QPainter, picture: Picture, moment: float, *, seconds: bool) -> None:
        theme, lanes = self._ink.theme, picture.lanes
        y = lanes.experience.bottom + lanes.axis / 2
        at = picture.x(moment)
        font, bold = theme.font("num.key"), theme.font_px("num.sm.small.bold", theme.px("num.key"))
        words = axis_time(picture.started_utc, moment, seconds=seconds)
        inside = lanes.left <= at <= lanes.right
        half = width_of(words, bold) / 2
        shown = time_ticks(picture)
        fine = picture.window.seconds <= TEN_MINUTES_S and len(shown) > 1
        before = None
        for t in shown:
            x = picture.x(t)
            label = self._time(picture, t, before, seconds=fine and bool(t % MINUTE))
            before = t
            width = width_of(label, font) / 2
            if inside and abs(x - at) < half + width + _AT.time_gap:
                continue
            if picture.compact and not lanes.left + width <= x <= lanes.right - width + _AT.time_edge:
                continue
            text(painter, x, y, label, font, theme.color("text3"), CENTER)
        if inside:
            text(painter, at, y, words, bold, theme.color("text"), CENTER)

    def _time(self, picture: Picture, t: float, before: float | None, *, seconds: bool) -> str:
        """The clock on the wall; at midnight the day that begins."""
        if is_midnight(picture.started_utc, t):
            return day_words(picture.started_utc, t)
        return axis_time(picture.started_utc, t, seconds=seconds, after=before)


def _urgency(mark: Mark) -> int:
    return 0 if mark.alarm is None else int(mark.alarm)
