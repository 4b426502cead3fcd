"""The infusion lane of the session chart: what ran, what is planned, what was typed and not recorded yet."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from bedside.ui import formats
from bedside.ui.chart_ink import RIGHT, Ink, text, width_of
from bedside.ui.chart_picture import Picture
from bedside.ui.chart_plasma import paint_plasma
from bedside.ui.spoken import decimal
from bedside.ui.theme import layout

_AT: Final = layout("chart_paint")
_FILL: Final = 0.22  # opacity
_PLAN_WIDTH: Final = 1.5


class InfusionPainter:
    """Paints it in one theme."""

    def __init__(self, ink: Ink, words: dict[str, str]) -> None:
        self._ink = ink
        self._words = words

    def paint(self, painter: QPainter, picture: Picture) -> None:
        """Rate steps with their words, and the plan ahead."""
        lane, theme = picture.lanes.infusion, self._ink.theme
        painter.save()
        painter.setClipRect(QRectF(picture.lanes.left, lane.top, picture.lanes.width, lane.height))
        fill = theme.color("infusion")
        fill.setAlphaF(_FILL)
        line = QPolygonF()
        steps = picture.steps()
        for begin, end, step in steps:
            x0, x1, y = picture.x(begin), picture.x(end), lane.y(step.rate_ml_h)
            painter.fillRect(QRectF(x0, y, x1 - x0, lane.bottom - y), fill)
            if line.isEmpty():
                line.append(QPointF(x0, lane.bottom))
            line.append(QPointF(x0, y))
            line.append(QPointF(x1, y))
        painter.setPen(self._ink.pen("infusion", 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)
        self._plan_ahead(painter, picture)
        if picture.plasma is not None:
            plot = QRectF(picture.lanes.left, lane.top, picture.lanes.width, lane.height)
            paint_plasma(painter, self._ink, picture.plasma, lane, plot, picture.x)
        self._boluses(painter, picture)
        for begin, end, step in steps:
            self._step_words(painter, picture, begin, end, step.rate_ml_h, step.concentration_mg_ml)
        if picture.pump:
            self._pump_words(painter, picture)
        painter.restore()

    def _pump_words(self, painter: QPainter, picture: Picture) -> None:
        """What the pump says otherwise, with a sign: over whatever stands in the lane."""
        lanes, theme = picture.lanes, self._ink.theme
        lane, font = lanes.infusion, theme.font("tiny.medium")
        half = font.pixelSize() * _AT.plasma_words
        y = lane.bottom - half - 1 if lane.height >= _AT.pump_low else (lane.top + lane.bottom) / 2
        left = lanes.left + _AT.infusion_words_x
        words = left + _AT.limit_icon + _AT.infusion_words_x / 2
        room = lanes.right - words - _AT.infusion_words_x
        wide = min(room, width_of(picture.pump, font))
        painter.fillRect(QRectF(left - 2, y - half, words - left + wide + 2, 2 * half), theme.color("plot"))
        self._ink.icon(painter, "alert-outline", "text", _AT.limit_icon, left + _AT.limit_icon / 2, y)
        text(painter, words, y, picture.pump, font, theme.color("text"), room=room)

    def _boluses(self, painter: QPainter, picture: Picture) -> None:
        """A stem with a drop on top for each, and how much."""
        infusion, lane, theme = picture.infusion, picture.lanes.infusion, self._ink.theme
        if infusion is None:
            return
        font, half = theme.font("num.key"), _AT.bolus_half
        for bolus in infusion.boluses:
            if not picture.window.first <= bolus.t <= picture.window.last:
                continue
            x, top = picture.x(bolus.t), lane.top + _AT.bolus_top
            painter.setPen(self._ink.pen("infusion", 2.0))
            painter.drawLine(QPointF(x, top + half), QPointF(x, lane.bottom))
            painter.setBrush(theme.color("infusion"))
            drop = [QPointF(x, top - half), QPointF(x + half, top + half), QPointF(x - half, top + half)]
            painter.drawPolygon(QPolygonF(drop))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            words = f"{formats.plain(float(bolus.mg), 2)} mg"
            if lane.height >= _AT.line_px * picture.text_scale:
                text(painter, x + _AT.bolus_words_x, top + half, words, font, theme.color("text"))

    def _step_words(
        self, painter: QPainter, picture: Picture, begin: float, end: float, rate: float, concentration: float
    ) -> None:
        if rate <= 0:
            return
        lane, theme = picture.lanes.infusion, self._ink.theme
        x = max(picture.lanes.left, picture.x(begin)) + _AT.infusion_words_x
        room, below = picture.x(end) - x, lane.bottom - lane.y(rate)
        y = lane.bottom - min(_AT.infusion_words_up * picture.text_scale, below / 2)
        font = theme.font("num.key")
        words = f"{formats.plain(rate, 2)} mL/h"
        width = width_of(words, font)
        if width > room or below < _AT.line_px * picture.text_scale:
            return
        text(painter, x, y, words, font, theme.color("text"))
        if picture.weight_kg:
            dose = f"{decimal(rate * concentration / picture.weight_kg, 2)} mg/kg/h"
            if width + _AT.infusion_dose_gap + width_of(dose, font) <= room:
                text(painter, x + width + _AT.infusion_dose_gap, y, dose, font, theme.color("text2"))

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
            painter.setPen(self._ink.pen("text", _AT.preview_width, _AT.preview_dash))
            painter.drawPolyline([QPointF(x0, lane.y(infusion.rate_ml_h)), QPointF(x0, y), QPointF(x1, y)])
        if end is None or end <= picture.now or infusion.paused:
            return
        y, x1 = lane.y(infusion.rate_ml_h), picture.x(end)
        painter.setPen(self._ink.pen("infusion", _PLAN_WIDTH, _AT.plan_dash))
        painter.drawPolyline([QPointF(x0, y), QPointF(x1 - 1, y), QPointF(x1 - 1, lane.bottom)])
        if infusion.planned_mg is not None and preview is None:
            to_go = infusion.planned_mg - infusion.delivered_mg(picture.now)
            if to_go > 0 and lane.bottom - y >= _AT.line_px * picture.text_scale:
                words = self._words["to_go"].replace("%1", f"{decimal(to_go, 1)} mg")
                middle = lane.bottom - min(_AT.infusion_words_up * picture.text_scale, (lane.bottom - y) / 2)
                theme = self._ink.theme
                x = x0 + _AT.infusion_words_x
                text(painter, x, middle, words, theme.font("tiny"), theme.color("text2"))

    def paint_planned(self, painter: QPainter, right: float, picture: Picture, *, clear_of: float) -> None:
        """The planned dose in the right gutter, where it stands clear of the label at `clear_of`."""
        infusion, lane, theme = picture.infusion, picture.lanes.infusion, self._ink.theme
        if infusion is None or infusion.planned_mg is None:
            return
        grown = picture.text_scale
        if lane.height <= max(_AT.planned_fits * grown, clear_of + _AT.planned_clear - lane.top):
            return
        middle = (lane.top + lane.bottom) / 2
        number_font, word_font = theme.font("num.key"), theme.font("tiny")
        planned = f"{formats.plain(infusion.planned_mg, 2)} mg"
        up, down = middle - _AT.planned_up * grown, middle + _AT.planned_down * grown
        text(painter, right, up, planned, number_font, theme.color("text2"), RIGHT)
        text(painter, right, down, self._words["planned"], word_font, theme.color("text3"), RIGHT)
