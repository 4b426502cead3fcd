"""A bed's tile where there is room for numbers only: many beds in a small window. Sizes are px, not scaled."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileWords
from bedside.ui.bed_tile_parts import LINE_ROLE
from bedside.ui.limit_span import BELL, paint_dot, paint_span, span_of, span_width
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.tile_paint import paint_approach
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Priority
from bedside.vitals.parameters import Parameter

_LIMIT = "num.key"


def paint_mini(sketch: Sketch, rect: QRectF, words: TileWords, *, focused: bool) -> None:
    """Bed, name or alarm, SpO2, PR, NIBP, each number with its limits."""
    alarm = words.alarm
    width, height = rect.width(), rect.height()
    ground = "hightint" if words.high else "surface"
    tile_ground(sketch, rect, ground)
    x = 6 + sketch.text(6, 16, words.bed, "num.sm.small.bold", "text") + 6
    if alarm is not None:
        icon = "check" if alarm.acknowledged else formats.priority_icon(alarm.priority)
        sketch.icon(x, 4, icon, LINE_ROLE[alarm.priority], 14)
        room = width - x - 24
        message = alarm.message
        if sketch.width(message, "tiny.medium") > room:
            message = message.lstrip("*! ")  # the shape says the priority too
        sketch.text(x + 18, 16, message, "tiny.medium", "text", room=room)
    else:
        name = formats.DASHES if words.empty else words.short or words.name
        sketch.text(x, 16, name, "tiny", "text2", room=width - x - 6)
    if words.lost:
        sketch.icon(6, height - 20, "power-plug-off-outline", "text2", 14)
    low = max(16.0, (height - 22) * 0.36)  # the line of the cuff; the rest belongs to SpO2 and PR
    for n, (look, parameter) in enumerate(((words.spo2, Parameter.SPO2), (words.pr, Parameter.PR))):
        if look is not None:
            cell = QRectF(4 + n * (width - 8) / 2, 19, (width - 8) / 2, height - 22 - low)
            _pair(sketch, cell, look, parameter, words)
    if words.nibp is not None:
        base = height - 7
        span = span_of(words.limits, Parameter.NIBP_SYS)
        used = span_width(sketch, span, _LIMIT)
        paint_span(sketch, width - 8 - used, base, span, _LIMIT, "text2")
        left = 24 if words.lost else 6
        _number(sketch, width - 14 - used, base, words.nibp, width - 20 - used - left, min(24.0, low))
    if alarm is not None:
        lit = 3.0 if alarm.lit or alarm.priority is Priority.HIGH else 1.5
        sketch.edge(rect, LINE_ROLE[alarm.priority], lit, 6.0)
    if focused:
        sketch.edge(rect.adjusted(3, 3, -3, -3), "focus", 2.0, 4.0)


def _pair(sketch: Sketch, cell: QRectF, look: TileLook, parameter: Parameter, words: TileWords) -> None:
    """A number with its limits at the right, the upper over the lower, as on the large tiles."""
    low, high = formats.limit_range(words.limits, parameter)
    texts = (high, low) if span_of(words.limits, parameter).known else ()
    used = max((sketch.width(text, _LIMIT) if text else 14.0 for text in texts), default=0.0)
    if span_of(words.limits, parameter).high_off:
        used = max(used, 27.0)
    right = cell.right() - 4
    crossed = look.crossed is not None and look.crossed[1] is not Priority.LOW
    role = "text" if crossed else "text2"
    span = span_of(words.limits, parameter)
    edited = (span.high_edited, span.low_edited)
    places = (cell.y() + 12, max(cell.y() + 26, cell.bottom() - 3))
    for text, by_hand, baseline in zip(texts, edited, places, strict=False):
        ink = "text" if by_hand else role
        if by_hand:
            paint_dot(sketch, right + 3, baseline, ink)
        if text is None:
            sketch.icon(right - 14, baseline - 12, BELL, ink, 14)
        else:
            sketch.text(right, baseline, text, _LIMIT, ink, align=RIGHT)
    if span.high_off:  # between the two: a High that a person switched off
        middle = (places[0] + places[1]) / 2
        sketch.icon(right - 14, middle - 11, BELL, "text", 13)
        sketch.icon(right - 27, middle - 11, "alert-octagon", "text", 13)
    room = cell.width() - used - 10
    height = min(56.0, cell.height() - 4)
    middle = cell.y() + cell.height() / 2
    px = min(int(height / 0.78), sketch.fits(look.number, "num.tile", room))
    _number(sketch, right - used - 5, middle + px * 0.38, look, room, height)


def _number(
    sketch: Sketch, right: float, baseline: float, look: TileLook, room: float, height: float
) -> None:
    most = int(height / 0.78)
    px = min(most, sketch.fits(look.number, "num.tile", room))
    advance = sketch.theme.metrics("num.tile", px).horizontalAdvance(look.number)
    if look.fill == "highnum":
        sketch.fill(QRectF(right - advance - 4, baseline - px * 0.82, advance + 8, px * 0.9), "highnum", 3.0)
    sketch.text(right, baseline, look.number, "num.tile", look.number_role, align=RIGHT, px=px)
    paint_approach(sketch, right - advance, baseline, advance, px, look, from_x=right - room)
    if look.struck:
        sketch.line(right - advance, baseline - px * 0.36, right, baseline - px * 0.36, "text", 2.0)
