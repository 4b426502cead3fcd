"""The infusion lane of the session chart: what ran, what is planned, what was typed and not recorded yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from bedside.therapy.infusion import RateStep
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
        boluses, taken = self._bolus_places(picture), []
        if picture.plasma is not None:
            plot = QRectF(picture.lanes.left, lane.top, picture.lanes.width, lane.height)
            busy = [(place.left(), place.right()) for place in boluses]
            high = lane.top + 2 * theme.font("tiny").pixelSize() * _AT.plasma_words
            under = [
                (picture.x(begin), picture.x(end))
                for begin, end, step in steps
                if step.rate_ml_h > 0 and lane.y(step.rate_ml_h) < high
            ]
            taken.append(paint_plasma(painter, self._ink, picture.plasma, lane, plot, picture.x, busy, under))
        self._boluses(painter, picture)
        if picture.pump:
            taken.append(self._pump_words(painter, picture))
        for begin, end, step in steps:
            self._step_words(painter, picture, begin, end, step, taken)
        self._to_go(painter, picture, taken)
        painter.restore()

    def _pump_words(self, painter: QPainter, picture: Picture) -> QRectF:
        """What the pump says otherwise, with a sign: over whatever stands in the lane. Returns where."""
        lanes, theme = picture.lanes, self._ink.theme
        lane, font = lanes.infusion, theme.font("tiny.medium")
        half = font.pixelSize() * _AT.plasma_words
        y = lane.bottom - half - 1 if lane.height >= _AT.pump_low else (lane.top + lane.bottom) / 2
        left = lanes.left + _AT.infusion_words_x
        words = left + _AT.limit_icon + _AT.infusion_words_x / 2
        room = lanes.right - words - _AT.infusion_words_x
        said = picture.pump
        # First without what to do, then without the record: never half a number.
        for separator in (": ", ", "):
            if width_of(said, font) > room:
                said = said.split(separator, maxsplit=1)[0]
        wide = min(room, width_of(said, font))
        place = QRectF(left - 2, y - half, words - left + wide + 2, 2 * half)
        painter.fillRect(place, theme.color("plot"))
        self._ink.icon(painter, "alert-outline", "text", _AT.limit_icon, left + _AT.limit_icon / 2, y)
        text(painter, words, y, said, font, theme.color("text"), room=room)
        return place

    def _bolus_places(self, picture: Picture) -> list[QRectF]:
        """Where drops stand with how much, px; the heights are those of the lane."""
        infusion, lane, font = picture.infusion, picture.lanes.infusion, self._ink.theme.font("num.key")
        if infusion is None:
            return []
        spare = 2 * _AT.bolus_half
        return [
            QRectF(
                picture.x(bolus.t) - spare,
                lane.top,
                spare + _AT.bolus_words_x + width_of(_bolus_words(float(bolus.mg)), font),
                lane.height,
            )
            for bolus in infusion.boluses
            if picture.window.first <= bolus.t <= picture.window.last
        ]

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
            words = _bolus_words(float(bolus.mg))
            if lane.height >= _AT.line_px * picture.text_scale:
                text(painter, x + _AT.bolus_words_x, top + half, words, font, theme.color("text"))

    def _step_words(
        self,
        painter: QPainter,
        picture: Picture,
        begin: float,
        end: float,
        step: RateStep,
        taken: Sequence[QRectF],
    ) -> None:
        """The rate in its step, where it has room and nothing is written; the estimate's line gives way to it."""
        rate = step.rate_ml_h
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
        dose, half = "", font.pixelSize() * _AT.plasma_words
        if picture.weight_kg:
            dose = f"{decimal(rate * step.concentration_mg_ml / picture.weight_kg, 2)} mg/kg/h"
        whole = width + _AT.infusion_dose_gap + width_of(dose, font)
        if not dose or whole > room:
            dose, whole = "", width
        place = QRectF(x - 2, y - half, whole + _AT.words_spare, 2 * half)
        if any(_touch(place, other) for other in taken):
            return
        if picture.plasma is not None:
            ground = theme.color("infusion")
            ground.setAlphaF(_FILL)
            painter.fillRect(place, theme.color("plot"))
            painter.fillRect(place, ground)
        text(painter, x, y, words, font, theme.color("text"))
        if dose:
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

    def _to_go(self, painter: QPainter, picture: Picture, taken: Sequence[QRectF]) -> None:
        """What is left of the plan, in the time ahead, where nothing else is written."""
        infusion, lane, end = picture.infusion, picture.lanes.infusion, picture.planned_end
        if infusion is None or infusion.planned_mg is None or picture.preview_ml_h is not None:
            return
        if infusion.stopped_t is not None or infusion.paused or end is None or end <= picture.now:
            return
        to_go, high = (
            infusion.planned_mg - infusion.delivered_mg(picture.now),
            lane.bottom - lane.y(infusion.rate_ml_h),
        )
        if to_go <= 0 or high < _AT.line_px * picture.text_scale:
            return
        words = self._words["to_go"].replace("%1", f"{decimal(to_go, 1)} mg")
        theme, font = self._ink.theme, self._ink.theme.font("tiny")
        x, half = picture.x(picture.now) + _AT.infusion_words_x, font.pixelSize() * _AT.plasma_words
        middle = lane.bottom - min(_AT.infusion_words_up * picture.text_scale, high / 2)
        place = QRectF(x, middle - half, width_of(words, font), 2 * half)
        if not any(_touch(place, other) for other in taken):
            text(painter, x, middle, words, font, theme.color("text2"))

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


def _bolus_words(mg: float) -> str:
    return f"{formats.plain(mg, 2)} mg"


def _touch(words: QRectF, others: QRectF) -> bool:
    """Whether two lines of words run into each other; the grounds around them may."""
    spare = words.height() * _AT.words_over
    return words.adjusted(0, spare, 0, -spare).intersects(others.adjusted(0, spare, 0, -spare))
