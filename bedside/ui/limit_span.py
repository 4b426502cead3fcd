"""A parameter's Medium limits on one line, "50–120", beside its number: a crossed bell where one is off (ALM-05).

A limit changed for this patient is bold with a dot. A High that a person switched off is added with its shape and
a bell, although the line shows no other High: what is off is said all the time (ALM-33).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF

from bedside.ui import formats
from bedside.ui.sketch import Sketch
from bedside.ui.theme import layout
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter

_AT: Final = layout("limit_span")
BELL: Final = "bell-off-outline"
_BOLD: Final = {"num.sm": "num.sm.bold", "num.sm.small": "num.sm.small.bold", "num.key": "small.bold"}


@dataclass(frozen=True, slots=True)
class LimitSpan:
    """Both sides as text; None: off. `known` is false before the bed has a profile."""

    low: str | None
    high: str | None
    known: bool
    low_edited: bool = False
    high_edited: bool = False
    high_off: bool = False  # a person switched a High of this parameter off

    @property
    def spoken(self) -> str:
        """For assistive tools and tests."""
        if not self.known:
            return ""
        low, high = self.low or _tr("off"), self.high or _tr("off")
        low = _tr("{limit} (edited)").format(limit=low) if self.low_edited else low
        high = _tr("{limit} (edited)").format(limit=high) if self.high_edited else high
        said = f"{low}–{high}"
        return _tr("{limits}, a High limit is off").format(limits=said) if self.high_off else said

    @property
    def marked(self) -> bool:
        """Whether a person changed any of it."""
        return self.low_edited or self.high_edited or self.high_off


def is_off(limit: LimitView) -> bool:
    """Whether a person switched this limit off for this patient (ALM-33)."""
    return limit.value is None and limit.edited


def span_of(
    limits: tuple[LimitView, ...], parameter: Parameter, unit: PressureUnit = PressureUnit.MMHG
) -> LimitSpan:
    """The limits in force of one parameter, pressures in `unit`."""
    low, high = formats.limit_range(limits, parameter, unit)
    edited = {
        direction: (limit := formats.limit_of(limits, parameter, direction, Priority.MEDIUM)) is not None
        and limit.edited
        for direction in Direction
    }
    return LimitSpan(
        low,
        high,
        any(limit.parameter is parameter for limit in limits),
        low_edited=edited[Direction.LOW],
        high_edited=edited[Direction.HIGH],
        high_off=any(
            limit.parameter is parameter and limit.priority is Priority.HIGH and is_off(limit)
            for limit in limits
        ),
    )


def span_width(sketch: Sketch, span: LimitSpan, token: str, dash: str = "–") -> float:
    """Advance at 100 %."""
    return _lay(sketch, None, 0.0, 0.0, span, token, "text2", dash)


def paint_span(
    sketch: Sketch, x: float, baseline: float, span: LimitSpan, token: str, role: str, dash: str = "–"
) -> float:
    """Write it from its left edge `x`; returns its advance at 100 %."""
    return _lay(sketch, sketch, x, baseline, span, token, role, dash)


def paint_dot(sketch: Sketch, x: float, baseline: float, role: str) -> None:
    """The mark of a limit that was changed for this patient."""
    sketch.fill(
        QRectF(x - _AT.dot_half, baseline - _AT.dot_rise, _AT.dot_size, _AT.dot_size), role, _AT.dot_half
    )


def _lay(
    measure: Sketch,
    ink: Sketch | None,
    x: float,
    baseline: float,
    span: LimitSpan,
    token: str,
    role: str,
    dash: str,
) -> float:
    """Lay the line out from `x`, painted when there is ink; returns its advance."""
    if not span.known:
        return 0.0
    bell = measure.theme.px(token, measure.scale) * 1.07 / measure.scale
    top, start = baseline - bell * 0.88, x

    def icon(name: str, colour: str) -> None:
        nonlocal x
        if ink is not None:
            ink.icon(x, top, name, colour, bell)
        x += bell

    def words(said: str, written: str, colour: str) -> None:
        nonlocal x
        x += measure.width(said, written) if ink is None else ink.text(x, baseline, said, written, colour)

    def side(value: str | None, edited: bool) -> None:
        nonlocal x
        colour = "text" if edited and role == "text2" else role
        if value is None:
            icon(BELL, colour)
        else:
            words(value, _BOLD.get(token, token) if edited else token, colour)
        if edited:
            if ink is not None:
                paint_dot(ink, x + _AT.side_dot_gap, baseline, colour)
            x += _AT.side_dot_room

    if span.low is None and span.high is None:
        side(None, span.low_edited or span.high_edited)
    elif not span.marked:  # one text, so that the dash keeps its place between the numbers
        if span.low is None:
            icon(BELL, role)
            x += 1
        words(f"{span.low or ''}{dash}{span.high or ''}", token, role)
        if span.high is None:
            x += 1
            icon(BELL, role)
    else:
        side(span.low, span.low_edited)
        words(dash, token, role)
        side(span.high, span.high_edited)
    if span.high_off:
        colour = "text" if role == "text2" else role
        x += _AT.off_gap
        icon("alert-octagon", colour)
        icon(BELL, colour)
    return x - start


def _tr(text: str) -> str:
    return QCoreApplication.translate("LimitSpan", text)
