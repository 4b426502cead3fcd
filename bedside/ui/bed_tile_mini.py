"""A bed's tile where there is room for numbers only: many beds in a small window. Sizes are px, not scaled."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileAlarm, TileWords
from bedside.ui.bed_tile_parts import LINE_ROLE
from bedside.ui.held_text import held
from bedside.ui.limit_span import BELL, paint_dot, paint_span, span_of, span_width
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.theme import layout
from bedside.ui.tile_approach import paint_approach
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import Parameter

_AT: Final = layout("bed_tile_mini")
_LIMIT: Final = "num.key"
_TEXT_RATIO: Final = 1.2


def paint_mini(sketch: Sketch, rect: QRectF, words: TileWords, *, focused: bool) -> None:
    """Bed, name or alarm, SpO2, PR, NIBP, each number with its limits."""
    sketch = held(sketch, _TEXT_RATIO)
    alarm = words.alarm
    width, height = rect.width(), rect.height()
    ground = "hightint" if words.high else "surface"
    tile_ground(sketch, rect, ground)
    x = _AT.pad + sketch.text(_AT.pad, _AT.head_base, words.bed, "num.sm.small.bold", "text") + _AT.pad
    if alarm is not None:
        shape = formats.priority_icon(alarm.priority)
        sketch.icon(x, _AT.icon_y, shape, LINE_ROLE[alarm.priority], _AT.icon_size)
        if alarm.acknowledged:
            x += _AT.icon_size
            sketch.icon(x, _AT.icon_y, "check", "text", _AT.icon_size)
        room = width - x - _AT.message_room
        message = alarm.message
        if sketch.width(message, "tiny.medium") > room:
            message = message.lstrip("*! ")  # the shape says the priority too
        sketch.text(x + _AT.message_x, _AT.head_base, message, "tiny.medium", "text", room=room)
    else:
        name = formats.DASHES if words.empty else words.short or words.name
        sketch.text(x, _AT.head_base, name, "tiny", "text2", room=width - x - _AT.pad)
    if words.lost:
        sketch.icon(_AT.plug_x, height - _AT.plug_bottom, "power-plug-off-outline", "text2", _AT.plug_size)
    low = max(
        _AT.cuff_least, (height - _AT.head_height) * 0.36
    )  # the line of the cuff; the rest belongs to SpO2 and PR
    for n, (look, parameter) in enumerate(((words.spo2, Parameter.SPO2), (words.pr, Parameter.PR))):
        if look is not None:
            cell = QRectF(
                _AT.cells_margin + n * (width - _AT.cells_margins) / 2,
                _AT.cells_top,
                (width - _AT.cells_margins) / 2,
                height - _AT.head_height - low,
            )
            _pair(sketch, cell, look, parameter, words)
    if words.nibp is not None:
        base = height - _AT.cuff_bottom
        span = span_of(words.limits, Parameter.NIBP_SYS, words.unit)
        used = span_width(sketch, span, _LIMIT)
        paint_span(sketch, width - _AT.cuff_limits_right - used, base, span, _LIMIT, "text2")
        left = _AT.cuff_left_lost if words.lost else _AT.pad
        near = 0.0 if words.nibp.approach is None else _AT.outline
        _number(
            sketch,
            width - _AT.cuff_right - used - near,
            base - (near and 1.0),
            words.nibp,
            width - _AT.cuff_spare - used - left - 2 * near,
            min(_AT.cuff_height_most, low) - 2 * near,
            left,
        )
    if alarm is not None:
        _paint_edges(sketch, rect, alarm)
    if focused:
        sketch.edge(
            rect.adjusted(_AT.focus_inset, _AT.focus_inset, -_AT.focus_inset, -_AT.focus_inset),
            "focus",
            2.0,
            _AT.focus_radius,
        )


def _paint_edges(sketch: Sketch, rect: QRectF, alarm: TileAlarm) -> None:
    """As on the larger tiles: two edges for High, one for Medium, a line at the bottom for Low."""
    role = LINE_ROLE[alarm.priority]
    if alarm.priority is Priority.LOW:
        inset, high = _AT.low_line_inset, _AT.low_line_height
        line = QRectF(rect.x() + inset, rect.bottom() - high, rect.width() - 2 * inset, high)
        sketch.fill(line, role, 1.0)
        return
    wide = _AT.edge_lit if alarm.lit or alarm.priority is Priority.HIGH else 1.5
    sketch.edge(rect, role, wide, _AT.edge_radius)
    if alarm.priority is Priority.HIGH and not alarm.acknowledged:
        inner = rect.adjusted(wide, wide, -wide, -wide)
        sketch.edge(inner, "text", 1.0, max(1.0, _AT.edge_radius - wide))


def _pair(sketch: Sketch, cell: QRectF, look: TileLook, parameter: Parameter, words: TileWords) -> None:
    """A number with its limits at the right, the upper over the lower, as on the large tiles."""
    low, high = formats.limit_range(words.limits, parameter, words.unit)
    texts = (high, low) if span_of(words.limits, parameter, words.unit).known else ()
    used = max((sketch.width(text, _LIMIT) if text else _AT.bell_size for text in texts), default=0.0)
    if span_of(words.limits, parameter, words.unit).high_off:
        used = max(used, _AT.bells_width)
    right = cell.right() - _AT.pair_right
    crossed = look.crossed is not None and look.crossed[1] is not Priority.LOW
    role = "text" if crossed else "text2"
    span = span_of(words.limits, parameter, words.unit)
    edited = (span.high_edited, span.low_edited)
    places = (
        cell.y() + _AT.limit_upper,
        max(cell.y() + _AT.limit_lower_least, cell.bottom() - _AT.limit_bottom),
    )
    for text, by_hand, baseline in zip(texts, edited, places, strict=False):
        ink = "text" if by_hand else role
        if by_hand:
            paint_dot(sketch, right + _AT.dot_gap, baseline, ink)
        if text is None:
            sketch.icon(right - _AT.bell_size, baseline - _AT.bell_rise, BELL, ink, _AT.bell_size)
        else:
            sketch.text(right, baseline, text, _LIMIT, ink, align=RIGHT)
    if span.high_off:  # between the two: a High that a person switched off
        middle = (places[0] + places[1]) / 2
        sketch.icon(right - _AT.bell_size, middle - _AT.off_rise, BELL, "text", _AT.off_size)
        sketch.icon(right - _AT.off_shape_x, middle - _AT.off_rise, "alert-octagon", "text", _AT.off_size)
    room = cell.width() - used - _AT.pair_spare
    height = min(_AT.pair_height_most, cell.height() - _AT.pair_margins)
    middle = cell.y() + cell.height() / 2
    right -= used + _AT.pair_limit_gap
    if look.approach is not None:  # room for the outline, and for the arrow on it
        right, room = right - _AT.outline, room - 2 * _AT.outline
        height -= 2 * _AT.outline + _AT.arrow
        middle += _AT.arrow / 2 if look.approach is Direction.HIGH else -_AT.arrow / 2
    px = min(int(height / 0.78), sketch.fits(look.number, "num.tile", room))
    _number(sketch, right, middle + px * 0.38, look, room, height, cell.x())


def _number(
    sketch: Sketch, right: float, baseline: float, look: TileLook, room: float, height: float, from_x: float
) -> None:
    """A number as large as `room` and `height` allow; `from_x`: where what stands left of it ends."""
    most = int(height / 0.78)
    px = min(most, sketch.fits(look.number, "num.tile", room))
    advance = sketch.theme.metrics("num.tile", px).horizontalAdvance(look.number)
    if look.fill == "highnum":
        sketch.fill(
            QRectF(
                right - advance - _AT.number_pad, baseline - px * 0.82, advance + _AT.number_pads, px * 0.9
            ),
            "highnum",
            _AT.number_radius,
        )
    sketch.text(right, baseline, look.number, "num.tile", look.number_role, align=RIGHT, px=px)
    paint_approach(sketch, right - advance, baseline, "num.tile", px, look, from_x=from_x)
    if look.struck:
        sketch.line(right - advance, baseline - px * 0.36, right, baseline - px * 0.36, "text", 2.0)
