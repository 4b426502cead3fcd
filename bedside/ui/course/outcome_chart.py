"""Totals of a questionnaire over sessions and calls: bands at the right, and the line of half the first score (S1).

Of a 0–10 rating what was said before and right after each session, and at the calls.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen, QPolygonF, QResizeEvent

from bedside.therapy.course import Trend
from bedside.therapy.scale_file import scales
from bedside.therapy.scales import Better
from bedside.ui.choice_key import ChoiceKey
from bedside.ui.course.course_axis import newest_apart, steps
from bedside.ui.course.course_chart import CourseChart
from bedside.ui.course.course_data import CourseData, moment
from bedside.ui.course.course_words import day, halved_words, point_words, scale_title
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_chart")


class OutcomeChart(CourseChart):
    """One questionnaire or rating at a time; a key goes on to the next one the patient has."""

    def __init__(self, theme: Theme) -> None:
        self._trends: tuple[Trend, ...] = ()
        self._at = 0
        super().__init__(theme, self.tr("Questionnaires"), "", _AT.least_outcome)
        self.key = ChoiceKey(theme, self.tr("Questionnaire or rating"), self)
        self.key.chosen.connect(self.choose)
        self.key.hide()

    def set_course(self, data: CourseData | None) -> None:
        """Keep the questionnaire that was chosen, where this course has it."""
        before = self._trends[self._at].scale if self._trends else ""
        self._trends = () if data is None else tuple(t for t in data.course.trends if t.item is None)
        self._at = next((n for n, each in enumerate(self._trends) if each.scale == before), 0)
        super().set_course(data)
        self._offer()

    def choose(self, number: int) -> None:
        """Show another one of them."""
        self._at = number
        self._offer()
        self.renew()

    @property
    def trend(self) -> Trend | None:
        """What is shown; None: nothing was filled or rated."""
        return self._trends[self._at] if self._trends else None

    def _offer(self) -> None:
        titles = [scale_title(each.scale) for each in self._trends]
        self.key.setVisible(len(titles) > 1)
        self.key.offer(titles, titles, self._at)
        self._place()

    def _place(self) -> None:
        size = self.key.sizeHint()
        self.key.setGeometry(
            self.width() - size.width() - _AT.key_right, _AT.key_top, size.width(), round(_AT.key_size[1])
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The key stays in its corner."""
        super().resizeEvent(event)
        self._place()

    def head_taken(self) -> float:
        """The key's room."""
        return self.key.width() + _AT.key_right if not self.key.isHidden() else 0.0

    def renew(self) -> None:
        """Title and direction are those of the questionnaire."""
        trend = self.trend
        if trend is None:
            self._title, self._hint = self.tr("Questionnaires"), ""
        else:
            scale = scales().get(trend.scale)
            better = {
                Better.LOWER: self.tr("lower is better"),
                Better.HIGHER: self.tr("higher is better"),
                Better.NEITHER: "",
            }[Better.NEITHER if scale is None else scale.better]
            words = self.tr("{scale}, 0–10") if trend.rated else self.tr("{scale} total")
            self._title = words.format(scale=scale_title(trend.scale))
            where = self.tr("at sessions and follow-up calls")
            if trend.rated:
                where = self.tr("before each session, right after it (filled), at calls")
            self._hint = " · ".join(part for part in (where, better) if part)
        super().renew()

    def empty_words(self) -> str:
        """Nothing was filled or rated yet."""
        return "" if self._trends else self.tr("No questionnaire is filled and nothing is rated yet.")

    def numbers(self) -> Sequence[float]:
        """The range of the scale."""
        assert self.trend is not None
        scale = scales().get(self.trend.scale)
        values = [point.value for point in self.trend.points]
        if scale is None:
            return steps(min(0, *values), max(values))
        inside = [each for each in steps(scale.lowest, scale.highest) if each <= scale.highest]
        return [*inside, float(scale.highest)] if inside[-1] < scale.highest else inside

    def number_words(self, value: float) -> str:
        """The end of the scale is no round number: only the steps are written."""
        numbers = self.numbers()
        odd = len(numbers) > 2 and value == numbers[-1] and value - numbers[-2] != numbers[1] - numbers[0]
        return "" if odd else super().number_words(value)

    def days(self) -> Sequence[tuple[datetime, str]]:
        """Of the answers."""
        assert self.trend is not None
        return [(at, day(at)) for at in (moment(point.utc) for point in self.trend.points)]

    def words(self) -> str:
        """All totals with their days, and the band of the newest."""
        trend = self.trend
        assert trend is not None
        points = ", ".join(point_words(point, day(moment(point.utc))) for point in trend.points)
        said = (f"{self._hint}: {points}", spoken(trend.band) if trend.band else "", halved_words(trend))
        return "; ".join(part for part in said if part)

    def paint_plot(self, sketch: Sketch, plot: QRectF) -> None:
        """Bands, half of the first, the line and its points."""
        trend = self.trend
        assert trend is not None
        self._paint_bands(sketch, plot, trend)
        xs = [self.at_x(plot, moment(point.utc)) for point in trend.points]
        ys = [self.at_y(plot, point.value) for point in trend.points]
        grown = self._theme.text_scale
        if trend.half_of_first is not None and len(trend.points) > 1:
            y = self.at_y(plot, trend.half_of_first)
            self.dashed(sketch, (xs[0], y, plot.right(), y), "text2")
            base = y - _AT.half_up
            sketch.text(xs[0] + _AT.half_x, base, self.tr("half of the first score"), "tiny", "text2")
        sketch.painter.setPen(QPen(self._theme.ink("experience"), _AT.line))
        sketch.painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)]))
        radius = _AT.point * grown
        # of many, the newest is always written out; the others where they do not cover each other
        shown = newest_apart(list(zip(xs, ys, strict=True)), _AT.points_apart * grown)
        for x, y, whole, point in zip(xs, ys, shown, trend.points, strict=True):
            filled = point.after or not (whole or trend.rated)
            sketch.painter.setPen(QPen(self._theme.ink("experience"), _AT.line))
            sketch.painter.setBrush(self._theme.ink("experience" if filled else "surface"))
            size = radius if whole else float(_AT.dot)
            sketch.painter.drawEllipse(QPointF(x, y), size, size)
            if whole:
                base, ink = y + _AT.point_down * grown, "surface" if filled else "experience"
                sketch.text(x, base, str(point.value), "num.sm.small.bold", ink, align=CENTRE)

    def _paint_bands(self, sketch: Sketch, plot: QRectF, trend: Trend) -> None:
        scale = scales().get(trend.scale)
        if scale is None or not scale.bands:
            return
        tops = []
        for number, band in enumerate(scale.bands):
            top, bottom = (
                self.at_y(plot, min(band.high + 0.5, scale.highest)),
                self.at_y(plot, max(band.low - 0.5, 0)),
            )
            if number % 2:
                sketch.fill(QRectF(plot.left(), top, plot.width(), bottom - top), "grid", opacity=0.5)
            tops.append((top + bottom) / 2)
        room = self.width() - plot.right() - 2 * _AT.right_gap
        high = min((a - b for a, b in itertools.pairwise(tops)), default=plot.height())
        if self.narrow or high < _AT.band_apart * self._theme.text_scale:
            return
        for middle, band in zip(tops, scale.bands, strict=True):
            words = f"{spoken(band.short or band.words)} {band.low}–{band.high}"
            base = middle + _AT.number_down * self._theme.text_scale
            sketch.text(plot.right() + _AT.right_gap, base, words, "tiny", "text2", room=room)
