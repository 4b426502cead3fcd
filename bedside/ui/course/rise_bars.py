"""Peak systolic rise of each session over its own baseline: a stem from zero, the pressure it reached beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QRectF

from bedside.therapy.course import SessionNumbers
from bedside.ui import formats
from bedside.ui.course.course_axis import closest, spread, steps
from bedside.ui.course.course_chart import CourseChart
from bedside.ui.course.course_data import moment
from bedside.ui.course.course_words import signed
from bedside.ui.formats import MMHG_PER_KPA
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.display import PressureUnit

_AT: Final = layout("course_chart")
_LEAST_MMHG: Final = 20.0  # height of the axis


class RiseBars(CourseChart):
    """A stem for each session with a baseline and a reading after it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Peak systolic rise"), "", _AT.least_bars)

    def renew(self) -> None:
        """The unit is that of the screens."""
        unit = self.tr("kPa") if self._kpa else self.tr("mmHg")
        self._hint = self.tr("highest reading minus the session baseline, {unit}").format(unit=unit)
        super().renew()

    @property
    def _kpa(self) -> bool:
        return self._theme.pressure_unit is PressureUnit.KPA

    def _shown(self, mmhg: float) -> float:
        return mmhg / MMHG_PER_KPA if self._kpa else mmhg

    def _words(self, mmhg: float) -> str:
        return signed(self._shown(mmhg), 1 if self._kpa else 0)

    def _sessions(self) -> list[tuple[int, SessionNumbers, float]]:
        return [
            (n, one.facts.numbers, rise)
            for n, one in enumerate(self.data.sessions, 1)
            if one.facts is not None and (rise := one.facts.numbers.rise_mmhg) is not None
        ]

    def empty_words(self) -> str:
        """No pressure to tell of."""
        return (
            "" if self._sessions() else self.tr("No session has both a baseline and a reading after it yet.")
        )

    def numbers(self) -> Sequence[float]:
        """With 0 and every rise."""
        rises = [rise for _, _, rise in self._sessions()]
        high = max(_LEAST_MMHG, *rises) * 1.2
        return steps(self._shown(min(0.0, *rises)), self._shown(high))

    def number_words(self, value: float) -> str:
        """kPa may need decimals."""
        return formats.plain(value)

    def days(self) -> Sequence[tuple[datetime, str]]:
        """Which session."""
        return [(moment(s.utc), self.tr("session {n}").format(n=n)) for n, s, _ in self._sessions()]

    def words(self) -> str:
        """Rise and peak, session by session."""
        said = self.tr("session {n}: {rise}, to {peak}")
        unit = self._theme.pressure_unit
        return "; ".join(
            said.format(n=n, rise=self._words(rise), peak=formats.pressure(session.peak_sys, unit))
            for n, session, rise in self._sessions()
        )

    def paint_plot(self, sketch: Sketch, plot: QRectF) -> None:
        """The stems."""
        sessions, grown, unit = self._sessions(), self._theme.text_scale, self._theme.pressure_unit
        xs = [self.at_x(plot, moment(session.utc)) for _, session, _ in sessions]
        near = closest(xs)
        half = min(float(_AT.rise_cap), near * _AT.bar_share) / 2
        label = max((sketch.width(self._words(rise), "num.sm") for _, _, rise in sessions), default=0.0)
        shown = spread(xs, label + _AT.label_gap)
        zero = self.at_y(plot, 0.0)
        sketch.line(plot.left(), zero, plot.right(), zero, "line")
        for x, written, (_, session, rise) in zip(xs, shown, sessions, strict=True):
            top = self.at_y(plot, self._shown(rise))
            thick = min(float(_AT.rise_line), max(1.0, half))
            sketch.line(x, zero, x, top, "nibp", thick)
            sketch.line(x - half, top, x + half, top, "nibp", thick)
            if written:
                up = top - _AT.label_up if rise >= 0 else zero - _AT.label_up
                sketch.text(x, up, self._words(rise), "num.sm", "text", align=CENTRE)
            if near >= _AT.to_room * grown and x + _AT.to_room * grown <= plot.right():
                words = self.tr("to {pressure}").format(pressure=formats.pressure(session.peak_sys, unit))
                sketch.text(x + _AT.to_x, zero - _AT.to_y, words, "tiny", "text2")
        mean = self.data.course.mean_rise_mmhg
        if mean is not None and not self.narrow and len(sessions) > 1:
            words = self.tr("mean {rise}").format(rise=self._words(mean))
            base = self.at_y(plot, self._shown(mean)) + _AT.number_down * grown
            sketch.text(plot.right() + _AT.right_gap, base, words, "tiny", "text2")
