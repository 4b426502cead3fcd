"""The plasma estimate of the session chart (PK-01): a dashed line with its band, asked for by a person, seen only.

What is drawn is computed at most every few seconds of session time and never while painting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPolygonF

from bedside.monitor.pump_beside import unknown_from
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy import plasma
from bedside.therapy.plasma_doses import doses_unknown
from bedside.therapy.plasma_models import MODELS
from bedside.ui import formats
from bedside.ui.chart_ink import RIGHT, Ink, text, width_of
from bedside.ui.chart_lanes import Lane
from bedside.ui.chart_window import Window, local
from bedside.ui.spoken import brief, spoken, told
from bedside.ui.theme import layout

_AT: Final = layout("chart_paint")
EVERY_S: Final = 5.0  # of session time, between two computations of an unchanged course
_POINTS_COUNT: Final = 240
_BAND_ALPHA: Final = 0.12
_LINE_ALPHA: Final = 0.9
_LEAST_NG_ML: Final = 100.0  # the scale never ends below it
_HEADROOM: Final = 1.05

Floats = plasma.Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlasmaLine:
    """What is drawn, in session time (s) and ng/mL, or why nothing is."""

    t: Floats
    low: Floats
    middle: Floats
    high: Floats
    top: float  # ng/mL at the top of the lane
    label: str = ""
    warning: str = ""
    brief_warning: str = ""  # the same where there is little room
    ended: bool = False  # before now: what was given since is not known
    current: bool = True  # the line ends now, not in a window of the past
    hidden: str = ""  # one sentence; "" = it is drawn


_NO_VALUES: Final = np.zeros(0)


def _nothing(hidden: str) -> PlasmaLine:
    return PlasmaLine(
        t=_NO_VALUES, low=_NO_VALUES, middle=_NO_VALUES, high=_NO_VALUES, top=1.0, hidden=hidden
    )


def plasma_line(update: MonitorUpdate, model_key: str, window: Window) -> PlasmaLine | None:
    """The estimate of a model in a window, up to now; None while it is off, unknown, or without a session."""
    session, model = update.session, MODELS.get(model_key)
    if session is None or model is None:
        return None
    patient = None if update.care is None else update.care.patient
    age = None if patient is None else patient.age_years(local(session.started_utc, update.now).date())
    infusion, weight = update.infusion, session.weight_kg
    hidden = plasma.hidden_because(
        model,
        age_years=age,
        patient_type=session.patient_type,
        weight_kg=weight,
        infusion=infusion,
        doses_unknown=doses_unknown(update.entries),
    )
    if hidden is not None or infusion is None or not weight:
        return _nothing(spoken(hidden or ""))
    changes = plasma.changes_of(infusion)
    first, last = max(changes[0].t, window.first), min(window.last, update.now)
    if last <= first:
        return _nothing("")
    unknown_t = unknown_from(update)
    since = "" if unknown_t is None else formats.clock_minute_at(session.started_utc, unknown_t, update.now)
    if unknown_t is not None and unknown_t <= first:
        return _nothing(_tr("No plasma estimate from {time} on: {why}.").format(time=since, why=_why()))
    last = last if unknown_t is None else min(last, unknown_t)
    curve = plasma.PlasmaCurve(model, weight, changes)
    inside = [change.t for change in changes if first < change.t < last]  # the corners of the line
    t = np.unique(np.concatenate([np.linspace(first, last, _POINTS_COUNT), np.array(inside)]))
    low, high = curve.band(t)
    ends = "" if last != unknown_t else _tr("unknown from {time} on").format(time=since)
    return PlasmaLine(
        t=t,
        low=low,
        middle=curve.plasma(t),
        high=high,
        top=max(_LEAST_NG_ML, float(high.max()) * _HEADROOM),
        label=told(plasma.label(model)),
        warning=_joined(told(plasma.weight_warning(weight)), ends and f"{ends}: {_why()}"),
        brief_warning=_joined(_brief_warning(weight), ends),
        ended=bool(ends),
        current=last == update.now,
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChartPlasma", text)


def _why() -> str:
    """Why the line does not go on, and what brings it back."""
    return _tr("the pump ran at another rate than recorded; correct the record for that time")


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _brief_warning(weight_kg: float) -> str:
    if not plasma.weight_warning(weight_kg):
        return ""
    low, high = plasma.WARNED_KG
    return _tr("outside {low} to {high} kg: may be far off").format(low=brief(low), high=brief(high))


def words_beside(line: PlasmaLine, font: QFont, room: float) -> str:
    """What stands beside the line in `room` px, whole; "" = it has no room, and so the line is not drawn either."""
    for warning in (line.warning, line.brief_warning):
        words = _joined(line.label, warning)
        if width_of(words, font) <= room:
            return words
    return ""


class PlasmaSource:
    """Keeps the line of one chart, and computes it anew only when something changed or some time has gone by."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._at = 0.0
        self._line: PlasmaLine | None = None
        self.computed = 0  # how often, for whoever wants to know what it costs

    def line(self, update: MonitorUpdate, model: str, window: Window) -> PlasmaLine | None:
        """What is to be drawn now; None while the estimate is off."""
        if not model:
            self._key, self._line = (), None
            return None
        session = update.session
        weight = None if session is None else session.weight_kg
        span = (round(window.first), round(window.last - window.first))
        following = window.first <= update.now <= window.last
        key = (model, update.bed, update.entries, weight, span[1], None if following else span[0])
        same = len(key) == len(self._key) and all(
            a is b or a == b for a, b in zip(key, self._key, strict=True)
        )
        if not same or abs(update.now - self._at) >= EVERY_S:
            self._key, self._at = key, update.now
            self._line = plasma_line(update, model, window)
            self.computed += 1
        return self._line


def paint_plasma(
    painter: QPainter,
    ink: Ink,
    line: PlasmaLine,
    lane: Lane,
    plot: QRectF,
    x: object,
    busy: Sequence[tuple[float, float]] = (),
    under: Sequence[tuple[float, float]] = (),
) -> QRectF:
    """Band, dashed line and the words that always stand beside it; or the sentence why there is none.

    Args:
        painter: of the chart. ink: of its theme. line: what to draw. lane: the infusion's.
        plot: the lane's place, px. x: session time (s) to px, of one time or many.
        busy: from where to where something else stands at the top of the lane, px.
        under: from where to where the line of what was given runs there, px.

    Returns:
        Where its words stand.
    """
    theme, font = ink.theme, ink.theme.font("tiny")
    half = font.pixelSize() * _AT.plasma_words
    up = lane.top + half
    room = plot.width() - 2 * _AT.infusion_words_x
    left, words = plot.left() + _AT.infusion_words_x, words_beside(line, font, room)
    right = plot.right() - _AT.infusion_words_x
    if _clear_of(busy, left, width_of(words, font), right) is None:  # rather in brief than over something
        words = _joined(line.label, line.brief_warning)
    hidden, found = line.hidden, _clear_of(busy, left, width_of(words, font), right)
    if len(line.t) and (not words or found is None):
        hidden = _tr("Plasma estimate: no room here")
    if hidden or not len(line.t):
        free = _clear_of((*busy, *under), left, min(room, width_of(hidden, font)), right) if hidden else None
        if free is None and not line.hidden:
            hidden = _tr("no room: plasma") if hidden else ""
            free = _clear_of((*busy, *under), left, width_of(hidden, font), right)
            if free is None:  # over the time ahead rather than over what was given
                free = right - width_of(hidden, font)
        free = left if free is None else free  # why there is no estimate is said in any case
        place = QRectF(free, up - half, min(room, width_of(hidden, font)), 2 * half)
        painter.fillRect(place, theme.color("plot"))
        text(painter, free, up, hidden, font, theme.color("text2"), room=room)
        return place
    assert callable(x)
    across = x(line.t)
    high = lane.height - lane.inset_top

    def points(values: Floats) -> list[QPointF]:
        down = lane.bottom - values / line.top * high
        return [QPointF(a, b) for a, b in zip(across, down, strict=True)]

    band = theme.color("text")
    band.setAlphaF(_BAND_ALPHA)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(band)
    painter.drawPolygon(QPolygonF([*points(line.high), *reversed(points(line.low))]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(ink.pen("text", _AT.plasma_width, _AT.plasma_dash, _LINE_ALPHA))
    painter.drawPolyline(points(line.middle))
    shown = width_of(words, font)
    newest = _tr("now ≈ {n} ng/mL").format(
        n=f"{line.middle[-1]:.0f}"
    )  # beside the words: never over the line
    whole = shown + 2 * _AT.infusion_words_x + width_of(newest, font)
    with_newest = line.current and not line.ended and _clear_of(busy, left, whole, right) is not None
    wide = whole if with_newest else shown
    found = _clear_of(busy, left, wide, right)
    left = left if found is None else found
    place = QRectF(left - 2, up - half, wide + _AT.words_spare, 2 * half)
    painter.fillRect(place, theme.color("plot"))
    text(painter, left, up, words, font, theme.color("text2"), room=room)
    if with_newest:
        text(painter, left + whole, up, newest, font, theme.color("text"), RIGHT)
    return place


def _clear_of(busy: Sequence[tuple[float, float]], left: float, wide: float, right: float) -> float | None:
    """The first place from `left` on where something so wide stands beside what is there; None: there is none."""
    for at in (left, *(end + _AT.infusion_words_x for _, end in busy if end > left)):
        if at + wide <= right and not any(begin < at + wide and at < end for begin, end in busy):
            return at
    return None
