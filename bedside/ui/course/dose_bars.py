"""Dose per session: what was given, the planned dose as a dashed line over it, mg/kg in the bar (T10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen

from bedside.therapy.course import SessionNumbers
from bedside.ui.course.course_axis import closest, spread, steps
from bedside.ui.course.course_chart import CourseChart
from bedside.ui.course.course_data import moment
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.spoken import decimal
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_chart")
_NO_DOSE_MG: Final = 10.0  # height of an axis on which nothing stands


class DoseBars(CourseChart):
    """A bar for each session with an infusion."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme, self.tr("Dose per session"), self.tr("mg given · dashed = planned"), _AT.least_bars
        )

    def _sessions(self) -> list[tuple[int, SessionNumbers]]:
        return [
            (n, one.facts.numbers)
            for n, one in enumerate(self.data.sessions, 1)
            if one.facts is not None
            and (one.facts.numbers.mg_given is not None or one.facts.numbers.mg_planned is not None)
        ]

    def empty_words(self) -> str:
        """No infusion yet."""
        return "" if self._sessions() else self.tr("No infusion is recorded yet.")

    def numbers(self) -> Sequence[float]:
        """From 0 to above the largest dose."""
        doses = [dose for _, s in self._sessions() for dose in (s.mg_given, s.mg_planned) if dose is not None]
        return steps(0.0, max(doses, default=_NO_DOSE_MG) * 1.1 or _NO_DOSE_MG)

    def number_words(self, value: float) -> str:
        """Small doses have decimals."""
        return decimal(value, 0 if value == int(value) else 1)

    def days(self) -> Sequence[tuple[datetime, str]]:
        """Which session."""
        return [(moment(s.utc), self.tr("session {n}").format(n=n)) for n, s in self._sessions()]

    def words(self) -> str:
        """Given and planned, session by session."""
        said = []
        for n, session in self._sessions():
            words = self.tr("session {n}: {mg} mg").format(n=n, mg=_mg(session.mg_given))
            if session.mg_planned is not None:
                words += " " + self.tr("of {mg} planned").format(mg=_mg(session.mg_planned))
            if session.mg_kg_given is not None:
                words += ", " + self.tr("{n} mg/kg").format(n=decimal(session.mg_kg_given, 2))
            said.append(words)
        return "; ".join(said)

    def paint_plot(self, sketch: Sketch, plot: QRectF) -> None:
        """The bars."""
        sessions, grown = self._sessions(), self._theme.text_scale
        xs = [self.at_x(plot, moment(session.utc)) for _, session in sessions]
        wide = max(float(_AT.bar_least), min(_AT.bar * grown, closest(xs) * _AT.bar_share))
        label = max((sketch.width(_mg(s.mg_given), "num.sm") for _, s in sessions), default=0.0)
        shown = spread(xs, label + _AT.label_gap)
        for x, written, (_, session) in zip(xs, shown, sessions, strict=True):
            top = plot.bottom()
            if session.mg_given is not None:
                top = self.at_y(plot, session.mg_given)
                sketch.fill(QRectF(x - wide / 2, top, wide, plot.bottom() - top), "infusion", 2, opacity=0.8)
                self._per_kg(sketch, x, wide, top, plot, session)
            over = top
            if session.mg_planned is not None:
                over = min(top, self._planned(sketch, x, wide, plot, session.mg_planned))
            if written:
                sketch.text(x, over - _AT.label_up, _mg(session.mg_given), "num.sm", "text", align=CENTRE)
        self._beside(sketch, plot, [session for _, session in sessions])

    def _planned(self, sketch: Sketch, x: float, wide: float, plot: QRectF, planned_mg: float) -> float:
        y, over = self.at_y(plot, planned_mg), float(_AT.planned_over)
        pen = QPen(self._theme.ink("text"), 2.0)
        pen.setDashPattern([2.0, 2.0])
        sketch.painter.setPen(pen)
        left, right = x - wide / 2 - over, x + wide / 2 + over
        sketch.painter.drawLine(QPointF(left, y), QPointF(right, y))
        return y

    def _per_kg(
        self, sketch: Sketch, x: float, wide: float, top: float, plot: QRectF, session: SessionNumbers
    ) -> None:
        if session.mg_kg_given is None:
            return
        words = decimal(session.mg_kg_given, 2)
        high = 2 * _AT.bar_words_up * self._theme.text_scale
        if sketch.width(words, "num.key") <= wide and plot.bottom() - top >= high:
            sketch.text(x, plot.bottom() - _AT.bar_words_up, words, "num.key", "surface", align=CENTRE)

    def _beside(self, sketch: Sketch, plot: QRectF, sessions: Sequence[SessionNumbers]) -> None:
        if self.narrow:
            return
        x, room = plot.right() + _AT.right_gap, self.width() - plot.right() - 2 * _AT.right_gap
        planned = [session.mg_planned for session in sessions if session.mg_planned is not None]
        if planned:
            words = self.tr("{mg} planned").format(mg=_mg(planned[-1]))
            base = self.at_y(plot, planned[-1]) + _AT.number_down * self._theme.text_scale
            sketch.text(x, base, words, "tiny", "text2", room=room)
        if any(session.mg_kg_given is not None for session in sessions):
            base = plot.bottom() - _AT.bar_words_up
            sketch.text(x, base, self.tr("in bar: mg/kg"), "tiny", "text2", room=room)


def _mg(dose: float | None) -> str:
    return "–" if dose is None else decimal(dose, 1)
