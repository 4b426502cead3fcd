"""A parameter's Medium limits on one line, "50–120", beside its number: a crossed bell where one is off (ALM-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bedside.ui import formats
from bedside.ui.sketch import Sketch
from bedside.vitals.alarms import LimitView
from bedside.vitals.parameters import Parameter

BELL: Final = "bell-off-outline"


@dataclass(frozen=True, slots=True)
class LimitSpan:
    """Both sides as text; None: off. `known` is false before the bed has a profile."""

    low: str | None
    high: str | None
    known: bool

    @property
    def spoken(self) -> str:
        """For assistive tools and tests."""
        return f"{self.low or 'off'}–{self.high or 'off'}" if self.known else ""


def span_of(limits: tuple[LimitView, ...], parameter: Parameter) -> LimitSpan:
    """The limits in force of one parameter."""
    low, high = formats.limit_range(limits, parameter)
    return LimitSpan(low, high, any(limit.parameter is parameter for limit in limits))


def span_width(sketch: Sketch, span: LimitSpan, token: str, dash: str = "–") -> float:
    """Advance at 100 %."""
    if not span.known:
        return 0.0
    bell = _bell_px(sketch, token)
    if span.low is None and span.high is None:
        return bell
    bells = (span.low is None) + (span.high is None)
    return sketch.width(f"{span.low or ''}{dash}{span.high or ''}", token) + bells * (bell + 1)


def paint_span(
    sketch: Sketch, x: float, baseline: float, span: LimitSpan, token: str, role: str, dash: str = "–"
) -> float:
    """Write it from its left edge `x`; returns its advance at 100 %."""
    if not span.known:
        return 0.0
    bell = _bell_px(sketch, token)
    top = baseline - bell * 0.88
    if span.low is None and span.high is None:
        sketch.icon(x, top, BELL, role, bell)
        return bell
    start = x
    if span.low is None:
        sketch.icon(x, top, BELL, role, bell)
        x += bell + 1
    x += sketch.text(x, baseline, f"{span.low or ''}{dash}{span.high or ''}", token, role)
    if span.high is None:
        sketch.icon(x + 1, top, BELL, role, bell)
        x += bell + 1
    return x - start


def _bell_px(sketch: Sketch, token: str) -> float:
    return sketch.theme.px(token, sketch.scale) * 1.07 / sketch.scale
