"""Painting of the session chart around its two curves: everything that does not move, and the marks on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from bedside.ui import formats
from bedside.ui.chart_ink import CENTER, RIGHT, mix, text, text_on
from bedside.ui.chart_lanes import Lane, value_ticks
from bedside.ui.chart_marks import Mark, number
from bedside.ui.chart_picture import Picture
from bedside.ui.chart_window import anchor_of, local, ticks
from bedside.ui.theme import Theme
from bedside.vitals.alarms import LimitView, Priority
from bedside.vitals.parameters import Parameter

_DASH = {Priority.MEDIUM: (6.0, 5.0), Priority.HIGH: (2.0, 4.0)}
_LIMIT_ROLES = {Parameter.SPO2: "text2", Parameter.NIBP_SYS: "nibp", Parameter.PR: "pr"}
_LINE_ROLES = {Parameter.SPO2: "spo2", Parameter.NIBP_SYS: "nibp", Parameter.PR: "pr"}
TICK_APART_PX = 22.0
_LABEL_OFF_PX = 14.0
_LINE_PX = 18.0  # a line of small type
_UNITS_FIT_PX = 94.0  # height of the pressure lane that holds both names and both units


class ChartPainter:
    """Paints pictures in one theme."""

    def __init__(self, theme: Theme, words: dict[str, str]) -> None:
        """`words`: translated labels by key (spo2, nibp, pr, infusion, events, planned, to_go, interrupted)."""
        self._theme = theme
        self._words = words

    def _pen(self, role: str, width: float = 1.0, dash: Sequence[float] = (), alpha: float = 1.0) -> QPen:
        color = QColor(self._theme.color(role))
        color.setAlphaF(alpha)
        pen = QPen(color, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dash:
            pen.setDashPattern([part / width for part in dash])
        return pen

    def _icon(self, painter: QPainter, name: str, role: str, size: int, x: float, y: float) -> None:
        device = painter.device()
        dpr = device.devicePixelRatioF() if device is not None else 1.0
        painter.drawPixmap(
            QPointF(round(x - size / 2), round(y - size / 2)), self._theme.icons.pixmap(name, role, size, dpr)
        )

    # -- behind the curves -----------------------------------------------------------------------------

    def background(self, painter: QPainter, rect: QRectF, picture: Picture | None) -> None:
        """The tile, the plot, grid, limits, infusion and everything in the gutters."""
        theme = self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.color("bg"))
        painter.setPen(self._pen("line") if theme.tile_edge else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface"))
        inset = 0.5 if theme.tile_edge else 0.0
        radius = theme.length("radius_tile")
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
        if picture is None:
            return
        lanes = picture.lanes
        plot = QRectF(lanes.left, lanes.spo2.top, lanes.width, lanes.experience.bottom - lanes.spo2.top)
        ahead = mix(theme.color("plot"), theme.color("surface"), 0.5)
        painter.fillRect(plot, ahead)
        past = min(plot.right(), max(plot.left(), picture.x(picture.now)))
        painter.fillRect(
            QRectF(plot.left(), plot.top(), past - plot.left(), plot.height()), theme.color("plot")
        )
        self._grid(painter, picture)
        self._interrupted(painter, picture)
        self._infusion(painter, picture)
        for limit in picture.limits:
            self._limit_line(painter, picture, limit)
        self._separators(painter, rect, picture)
        self._names(painter, picture)
        if not picture.compact:
            self._limit_labels(painter, rect, picture)

    def _lane_of(self, picture: Picture, parameter: Parameter) -> Lane:
        return picture.lanes.spo2 if parameter is Parameter.SPO2 else picture.lanes.pressure

    def _grid(self, painter: QPainter, picture: Picture) -> None:
        lanes = picture.lanes
        painter.setPen(self._pen("grid", self._theme.length("grid")))
        font = self._theme.font("num.key")
        for lane in (lanes.spo2, lanes.pressure, lanes.infusion):
            for value in value_ticks(lane, TICK_APART_PX):
                y = round(lane.y(value)) + 0.5
                painter.setPen(self._pen("grid"))
                painter.drawLine(QPointF(lanes.left, y), QPointF(lanes.right, y))
                text(painter, lanes.left - 9, y, number(value), font, self._theme.color("text3"), RIGHT)
        painter.setPen(self._pen("grid"))
        for n in range(lanes.ratings):
            y = round(lanes.row(n)) + 0.5
            painter.drawLine(QPointF(lanes.left, y), QPointF(lanes.right, y))
        for t in self._ticks(picture):
            x = round(picture.x(t)) + 0.5
            painter.drawLine(QPointF(x, lanes.spo2.top), QPointF(x, lanes.experience.bottom))

    def _ticks(self, picture: Picture) -> list[float]:
        apart = 56.0 if picture.compact else 130.0
        width = picture.lanes.width
        anchor = anchor_of(picture.started_utc)
        return ticks(picture.window, anchor=anchor, width_px=width, apart_px=apart)

    def _interrupted(self, painter: QPainter, picture: Picture) -> None:
        lanes = picture.lanes
        for begin, end in picture.interrupted:
            left, right = max(lanes.left, picture.x(begin)), min(lanes.right, picture.x(end))
            if right <= left and not lanes.left <= left <= lanes.right:
                continue
            hole = QRectF(left, lanes.spo2.top, max(3.0, right - left), lanes.events_top - lanes.spo2.top)
            painter.fillRect(hole, self._theme.color("surface"))
            painter.fillRect(hole, QBrush(self._theme.color("line"), Qt.BrushStyle.BDiagPattern))
            painter.setPen(self._pen("line2", 1.0, (2, 4)))
            painter.drawLine(hole.topLeft(), hole.bottomLeft())
            painter.drawLine(hole.topRight(), hole.bottomRight())
            words = self._words["interrupted"]
            font = self._theme.font("tiny")
            needed = QFontMetricsF(font).horizontalAdvance(words) + 12
            if hole.width() >= needed:
                y = lanes.pressure.top + 14
                label = QRectF(hole.center().x() - needed / 2, y - 10, needed, 20)
                painter.fillRect(label, self._theme.color("surface"))
                text(painter, label.center().x(), y, words, font, self._theme.color("text3"), CENTER)

    def _infusion(self, painter: QPainter, picture: Picture) -> None:
        lane, theme = picture.lanes.infusion, self._theme
        painter.save()
        painter.setClipRect(QRectF(picture.lanes.left, lane.top, picture.lanes.width, lane.height))
        fill = QColor(theme.color("infusion"))
        fill.setAlphaF(0.22)
        line = QPolygonF()
        for begin, end, step in picture.steps():
            x0, x1, y = picture.x(begin), picture.x(end), lane.y(step.rate_ml_h)
            painter.fillRect(QRectF(x0, y, x1 - x0, lane.bottom - y), fill)
            if line.isEmpty():
                line.append(QPointF(x0, lane.bottom))
            line.append(QPointF(x0, y))
            line.append(QPointF(x1, y))
        painter.setPen(self._pen("infusion", 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)
        self._plan_ahead(painter, picture)
        for begin, end, step in picture.steps():
            self._step_words(painter, picture, begin, end, step.rate_ml_h, step.concentration_mg_ml)
        painter.restore()

    def _step_words(
        self, painter: QPainter, picture: Picture, begin: float, end: float, rate: float, concentration: float
    ) -> None:
        if rate <= 0:
            return
        lane, theme = picture.lanes.infusion, self._theme
        x = max(picture.lanes.left, picture.x(begin)) + 8
        room = picture.x(end) - x
        below = lane.bottom - lane.y(rate)
        y = lane.bottom - min(14.0, below / 2)
        font = theme.font("num.key")
        words = f"{number(rate)} mL/h"
        width = QFontMetricsF(font).horizontalAdvance(words)
        if width > room or below < _LINE_PX:
            return
        text(painter, x, y, words, font, theme.color("text"))
        if picture.weight_kg:
            dose = f"{rate * concentration / picture.weight_kg:.2f} mg/kg/h"
            if width + 10 + QFontMetricsF(font).horizontalAdvance(dose) <= room:
                text(painter, x + width + 10, y, dose, font, theme.color("text2"))

    def _plan_ahead(self, painter: QPainter, picture: Picture) -> None:
        infusion, lane = picture.infusion, picture.lanes.infusion
        if infusion is None or infusion.stopped_t is not None:
            return
        end = picture.planned_end
        x0 = picture.x(picture.now)
        preview = picture.preview_ml_h
        if preview is not None:
            y = max(lane.top + 2, lane.y(preview))
            x1 = picture.lanes.right if end is None else picture.x(max(end, picture.now))
            painter.setPen(self._pen("text", 2.5, (6, 4)))
            painter.drawPolyline([QPointF(x0, lane.y(infusion.rate_ml_h)), QPointF(x0, y), QPointF(x1, y)])
        if end is None or end <= picture.now or infusion.paused:
            return
        y, x1 = lane.y(infusion.rate_ml_h), picture.x(end)
        painter.setPen(self._pen("infusion", 1.5, (4, 5)))
        painter.drawPolyline([QPointF(x0, y), QPointF(x1 - 1, y), QPointF(x1 - 1, lane.bottom)])
        if infusion.planned_mg is not None and preview is None:
            to_go = infusion.planned_mg - infusion.delivered_mg(picture.now)
            if to_go > 0 and lane.bottom - y >= _LINE_PX:
                words = self._words["to_go"].replace("%1", f"{to_go:.1f} mg")
                text(
                    painter,
                    x0 + 8,
                    lane.bottom - min(14.0, (lane.bottom - y) / 2),
                    words,
                    self._theme.font("tiny"),
                    self._theme.color("text2"),
                )

    def _limit_line(self, painter: QPainter, picture: Picture, limit: LimitView) -> None:
        if limit.value is None or limit.priority not in _DASH:
            return
        lane = self._lane_of(picture, limit.parameter)
        if not lane.low <= limit.value <= lane.high:
            return
        y = round(lane.y(limit.value)) + 0.5
        width = self._theme.length("limit")
        painter.setPen(
            self._pen(
                _LINE_ROLES[limit.parameter],
                width,
                _DASH[limit.priority],
                0.6 if limit.parameter is Parameter.NIBP_SYS else 0.72,
            )
        )
        painter.drawLine(QPointF(picture.lanes.left, y), QPointF(picture.lanes.right, y))

    def _separators(self, painter: QPainter, rect: QRectF, picture: Picture) -> None:
        lanes = picture.lanes
        painter.setPen(self._pen("line"))
        for lane in (lanes.pressure, lanes.infusion, lanes.experience):
            y = round(lane.top) + 0.5
            painter.drawLine(QPointF(rect.left() + 1, y), QPointF(rect.right() - 1, y))
        y = round(lanes.events_top) + 0.5
        painter.drawLine(QPointF(lanes.left, y), QPointF(lanes.right, y))
        y = round(lanes.experience.bottom) + 0.5
        painter.drawLine(QPointF(lanes.left, y), QPointF(lanes.right, y))

    def _names(self, painter: QPainter, picture: Picture) -> None:
        theme, lanes, words = self._theme, picture.lanes, self._words
        name, unit = theme.font("label.bold"), theme.font("tiny")
        y = lanes.spo2.top + min(15.0, lanes.spo2.height / 2)
        width = text(painter, 16, y, words["spo2"], name, theme.color("spo2"))
        text(painter, 16 + width + 5, y, "%", unit, theme.color("text3"))
        top, high = lanes.pressure.top, lanes.pressure.height
        infusion = lanes.infusion
        rows = [(infusion.top + min(16.0, infusion.height / 2), words["infusion"], "infusion", name)]
        if infusion.height >= 46:
            rows.append((infusion.top + 35, "mL/h", "text3", unit))
        if high >= _UNITS_FIT_PX:
            rows += [
                (top + 17, words["nibp"], "nibp", name),
                (top + 35, "mmHg", "text3", unit),
                (top + 63, words["pr"], "pr", name),
                (top + 81, "/min", "text3", unit),
            ]
        else:  # a low lane keeps the names alone
            rows += [
                (top + high * 0.27, words["nibp"], "nibp", name),
                (top + high * 0.73, words["pr"], "pr", name),
            ]
        for y, label, role, font in rows:
            text(painter, 16, y, label, font, theme.color(role))
        row = theme.font("small.medium")
        for n, scale in enumerate(picture.scales[: lanes.ratings]):
            text(painter, 16, lanes.row(n), words[f"scale.{scale.key}"], row, theme.color("experience"))
        text(painter, 16, lanes.events_row, words["events"], theme.font("small"), theme.color("text2"))

    def _limit_labels(self, painter: QPainter, rect: QRectF, picture: Picture) -> None:
        right = rect.right() - 14
        theme = self._theme
        labels: list[tuple[float, float, LimitView]] = []
        for limit in picture.limits:
            lane = self._lane_of(picture, limit.parameter)
            if limit.value is not None and lane.low <= limit.value <= lane.high:
                labels.append((lane.y(limit.value), limit.value, limit))
        labels.sort(key=lambda item: item[0])
        last = -100.0
        for at, value, limit in labels:
            y = max(at, last + 21)
            if y - at > _LABEL_OFF_PX:
                continue  # it would stand beside another line; the number's tile has it
            last = y
            role = _LIMIT_ROLES[limit.parameter]
            font = theme.font("num.key")
            width = text(painter, right, y, number(value), font, theme.color(role), RIGHT)
            self._icon(painter, formats.priority_icon(limit.priority), role, 14, right - width - 10, y)
        infusion, lane = picture.infusion, picture.lanes.infusion
        if (
            infusion is not None
            and infusion.planned_mg is not None
            and lane.height > max(40.0, last + 26 - lane.top)
        ):
            middle = (lane.top + lane.bottom) / 2
            planned = f"{number(infusion.planned_mg)} mg"
            text(painter, right, middle - 8, planned, theme.font("num.key"), theme.color("text2"), RIGHT)
            text(
                painter,
                right,
                middle + 10,
                self._words["planned"],
                theme.font("tiny"),
                theme.color("text3"),
                RIGHT,
            )

    # -- above the curves ------------------------------------------------------------------------------

    def foreground(self, painter: QPainter, picture: Picture, *, cursor: float | None) -> None:
        """NIBP bars, ratings, events, the now line or the replay cursor, and the time axis."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lanes = picture.lanes
        plot = QRectF(lanes.left, 0, lanes.width, lanes.experience.bottom + 1)
        painter.save()
        painter.setClipRect(plot.adjusted(-14, 0, 14, 0))
        self._bars(painter, picture)
        self._discs(painter, picture)
        painter.restore()
        self._events(painter, picture.marks, picture)
        moment = picture.now if cursor is None else cursor
        role, width = ("text", "now") if cursor is None else ("replayline", "cursor")
        x = picture.x(moment)
        if lanes.left - 1 <= x <= lanes.right + 1:
            painter.setPen(self._pen(role, self._theme.length(width)))
            painter.drawLine(QPointF(x, lanes.spo2.top - 4), QPointF(x, lanes.experience.bottom))
        self._axis(painter, picture, moment, seconds=cursor is not None)

    def _bars(self, painter: QPainter, picture: Picture) -> None:
        lane, theme = picture.lanes.pressure, self._theme
        for determination in picture.determinations:
            x = round(picture.x(determination.t))
            sys, dia, mean = determination.sys, determination.dia, determination.map
            color = theme.color("nibp")
            if sys is not None and dia is not None:
                top, bottom = lane.y(sys), lane.y(dia)
                painter.fillRect(QRectF(x - 2, top, 4, bottom - top), color)
            for value in (sys, dia):
                if value is not None:
                    painter.fillRect(QRectF(x - 6, lane.y(value) - 1, 12, 2), color)
            if mean is not None:
                painter.setPen(QPen(color, 2.0))
                painter.setBrush(theme.color("plot"))
                painter.drawEllipse(QPointF(x, lane.y(mean)), 4.5, 4.5)

    def _discs(self, painter: QPainter, picture: Picture) -> None:
        theme = self._theme
        radius = picture.lanes.disc_r
        font = theme.font_px("small.bold", min(theme.px("small.bold"), round(1.3 * radius)))
        for disc in picture.discs:
            if disc.row >= picture.lanes.ratings:
                continue
            center = QPointF(picture.x(disc.t), picture.lanes.row(disc.row))
            fill = mix(
                theme.color("plot"), theme.color("experience"), 0.12 + 0.088 * min(10, max(0, disc.value))
            )
            painter.setPen(QPen(theme.color("experience"), 1.5))
            painter.setBrush(fill)
            painter.drawEllipse(center, radius, radius)
            text(painter, center.x(), center.y(), str(disc.value), font, text_on(fill), CENTER)

    def _events(self, painter: QPainter, marks: Iterable[Mark], picture: Picture) -> None:
        theme, y = self._theme, picture.lanes.events_row
        shown = list(marks)
        places = [picture.x(mark.t) for mark in shown]
        edge = picture.lanes.left - 10
        for n, (mark, x) in enumerate(zip(shown, places, strict=True)):
            if x < edge:
                continue  # no room even for the icon: the one before already stands here
            size = 18 if mark.alarm is not None else 17
            self._icon(painter, mark.icon, mark.role, size, x, y)
            edge = x + 8
            if picture.compact or not mark.short:
                continue
            font = theme.font("tiny.medium" if mark.bold else "tiny")
            width = QFontMetricsF(font).horizontalAdvance(mark.short)
            following = places[n + 1] - 8 if n + 1 < len(places) else picture.lanes.right + 8
            if x + 12 + width <= following:
                color = theme.color("text" if mark.bold else "text2")
                text(painter, x + 12, y, mark.short, font, color)
                edge = x + 12 + width

    def _axis(self, painter: QPainter, picture: Picture, moment: float, *, seconds: bool) -> None:
        theme, lanes = self._theme, picture.lanes
        y = lanes.experience.bottom + lanes.axis / 2
        at = picture.x(moment)
        font, bold = theme.font("num.key"), theme.font_px("num.sm.small.bold", theme.px("num.key"))
        pattern = "%H:%M:%S" if seconds else "%H:%M"
        fine = "%H:%M:%S" if picture.window.seconds <= 600 and len(self._ticks(picture)) > 1 else "%H:%M"
        words = local(picture.started_utc, moment).strftime(pattern)
        inside = lanes.left <= at <= lanes.right
        half = QFontMetricsF(bold).horizontalAdvance(words) / 2
        for t in self._ticks(picture):
            x = picture.x(t)
            label = local(picture.started_utc, t + 0.001).strftime(fine if t % 60 else "%H:%M")
            width = QFontMetricsF(font).horizontalAdvance(label) / 2
            if inside and abs(x - at) < half + width + 6:
                continue
            if picture.compact and not lanes.left + width <= x <= lanes.right - width + 12:
                continue
            text(painter, x, y, label, font, theme.color("text3"), CENTER)
        if inside:
            text(painter, at, y, words, bold, theme.color("text"), CENTER)
