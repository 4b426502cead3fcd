"""What a row of the table of ages means: a number that goes from valid over fading to dashes, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize

from bedside.monitor.display_rules import in_words
from bedside.ui import formats
from bedside.ui import theme as themes
from bedside.ui.painted import Painted
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("settings_age_example")
_LONGEST_S: Final = 20.0  # of one round; slower ages run faster here
_REST_SCALE: Final = 1.25  # a round goes on a little after the dashes
_STEPS_COUNT: Final = 200  # places of the marker


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeSpan:
    """Until when a number is valid and when it becomes dashes, s; in between it is faded, or struck."""

    number: str
    role: str  # of a valid number
    faded_s: float
    gone_s: float
    struck: bool = False  # struck from the start until it becomes dashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One moment of the example."""

    span: AgeSpan | None = None
    age_s: float = 0.0
    place: float = 0.0  # of the marker, 0…1

    @property
    def gone(self) -> bool:
        """Whether it is dashes now."""
        return self.span is not None and self.age_s >= self.span.gone_s

    @property
    def faded(self) -> bool:
        """Whether it is faded or struck now."""
        return self.span is not None and not self.gone and self.age_s >= self.span.faded_s


class AgeExample(Painted[Shown]):
    """The number, and under its age a bar with the parts of its life."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _AT.width, _AT.height, Shown())
        self._fit()

    def sizeHint(self) -> QSize:
        """Room for the number and the bar beside it."""
        return QSize(_AT.width, self._theme.grown(_AT.height))

    def minimumSizeHint(self) -> QSize:
        """A short bar."""
        return QSize(_AT.least_width, self._theme.grown(_AT.height))

    def scale(self) -> float:
        """Only its words grow, not the drawing."""
        return 1.0

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        self.setFixedHeight(self._theme.grown(_AT.height))

    def show_at(self, span: AgeSpan | None, now: float) -> None:
        """Show the moment `now` (station time, s) of the round; None: this row cannot be shown.

        With reduced motion the marker stands at the last change instead of gliding.
        """
        if span is None:
            self.show_value(Shown())
            return
        whole = max(1.0, span.gone_s * _REST_SCALE)
        faster = max(1.0, whole / _LONGEST_S)
        age_s = now * faster % whole
        if self._theme.reduced_motion:
            age_s = max(t for t in (0.0, span.faded_s, span.gone_s) if t <= age_s)
        place = round(age_s / whole * _STEPS_COUNT) / _STEPS_COUNT
        self.show_value(Shown(span=span, age_s=place * whole, place=place))

    def spoken(self, value: Shown) -> str:
        """The rule, not the moment: a screen reader is not to speak all the time."""
        span = value.span
        if span is None:
            return ""
        if span.struck:
            return self.tr("struck for {gone}, then dashes").format(gone=in_words(span.gone_s))
        return self.tr("valid for {faded}, then fading, dashes after {gone}").format(
            faded=in_words(span.faded_s), gone=in_words(span.gone_s)
        )

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Number at the left, life at the right."""
        sketch.fill(rect, "surface")
        sketch.fill(rect, "plot", _AT.radius)
        sketch.edge(rect, "line", 1.0, _AT.radius)
        shown, span = self._shown, self._shown.span
        if span is None:
            sketch.text(_AT.bar_x, _AT.number_baseline, self.tr("cannot be shown"), "small", "text3")
            return
        self._paint_number(sketch, span)
        left, width = _AT.bar_x, rect.width() - _AT.bar_x - _AT.bar_right
        whole = max(1.0, span.gone_s * _REST_SCALE)
        fade_x, gone_x = (left + width * t / whole for t in (span.faded_s, span.gone_s))
        grown = self._theme.grown
        y, high = grown(_AT.bar_y), _AT.bar_height
        sketch.fill(QRectF(left, y, fade_x - left, high), span.role)
        sketch.fill(QRectF(fade_x, y, gone_x - fade_x, high), "text3")
        sketch.edge(QRectF(gone_x, y, left + width - gone_x, high), "text3", 1.0, dash=(2, 2))
        state = self.tr("dashes") if shown.gone else self._faded(span) if shown.faded else self.tr("valid")
        age = self.tr("{age} old: {state}").format(age=formats.age(shown.age_s), state=state)
        sketch.text(left, grown(_AT.label_baseline), age, "small.medium", "text", room=width)
        rule = self.tr("{faded} … {gone}").format(faded=in_words(span.faded_s), gone=in_words(span.gone_s))
        words = in_words(span.gone_s) if span.struck else rule
        sketch.text(left + width, grown(_AT.under_baseline), words, "num.key", "text2", align=RIGHT)
        x = left + width * shown.place - _AT.marker_width / 2
        sketch.fill(QRectF(x, y - _AT.marker_up, _AT.marker_width, high + 2 * _AT.marker_up), "text")

    def _faded(self, span: AgeSpan) -> str:
        return self.tr("struck") if span.struck else self.tr("fading")

    def _paint_number(self, sketch: Sketch, span: AgeSpan) -> None:
        shown = self._shown
        words = formats.DASHES if shown.gone else span.number
        role = "text3" if shown.gone or shown.faded else span.role
        base = self._theme.grown(_AT.height) / 2 + _AT.number_baseline - _AT.height / 2
        px = sketch.fits(words, "num.nibp16", _AT.number_right - _AT.radius)
        width = sketch.text(_AT.number_right, base, words, "num.nibp16", role, align=RIGHT, px=px)
        if span.struck and shown.faded:
            line = QRectF(
                _AT.number_right - width, base + _AT.struck_y - _AT.number_baseline, width, _AT.struck_width
            )
            sketch.fill(line, "text")
