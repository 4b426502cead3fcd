"""The large tile of a bed, for two to four beds: all numbers, the last scores, the last entry."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileWords
from bedside.ui.bed_tile_parts import (
    FILL_ROLES,
    LARGE,
    paint_bracketed,
    paint_header_alarm,
    paint_tag,
    tile_tr,
)
from bedside.ui.limit_span import BELL, is_off, paint_dot, paint_span, span_of, span_width
from bedside.ui.lost_device import first_clause
from bedside.ui.sketch import CENTRE, RIGHT, Sketch
from bedside.ui.theme import layout
from bedside.ui.tile_paint import paint_approach, paint_badge
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import Parameter

_AT: Final = layout("bed_tile_large")


def paint_large(sketch: Sketch, rect: QRectF, words: TileWords, drop: float) -> None:
    """Everything of a large tile but its ground and edges; `drop` px more for the wave."""
    width = rect.width()
    k = width / LARGE[0]
    alarm = words.alarm
    role, soft = "text", "text2"
    if alarm is not None and alarm.lit and alarm.priority is not Priority.LOW:
        fill, role = FILL_ROLES[alarm.priority]
        soft = role
        sketch.fill(QRectF(0, 0, width, _AT.fill_h), fill, sketch.theme.length("radius_tile"))
        sketch.fill(QRectF(0, _AT.fill_y, width, _AT.fill_y), fill)
    box = QRectF(_AT.box_x, _AT.box_y, _AT.box_w, _AT.box_h)
    sketch.fill(box, "raised", _AT.box_radius)
    sketch.edge(box, "line", 1.0, _AT.box_radius)
    sketch.text(_AT.bed_x, _AT.bed_base, words.bed, "num.bed", "text", align=CENTRE)
    right = width - _AT.header_right
    if alarm is not None:
        right = paint_header_alarm(sketch, right, words, role, _AT.header_alarm_base)
    else:
        right -= (
            sketch.text(right, _AT.elapsed_base, words.elapsed, "num.elapsed", "text", align=RIGHT)
            + _AT.elapsed_gap
        )
        phase = sketch.text(
            right, _AT.phase_base, words.phase, "body.medium", "text", align=RIGHT, room=right * 0.4
        )
        rest = sketch.text(
            right, _AT.remaining_base, words.remaining, "label", "text2", align=RIGHT, room=right * 0.4
        )
        right -= max(phase, rest)
    if words.simulated:
        right = paint_tag(sketch, right - _AT.tag_right, _AT.tag_y)
    room = right - _AT.names_room
    sketch.text(_AT.name_x, _AT.name_base, words.name, "title.name", role, room=room)
    sketch.text(_AT.details_x, _AT.details_base, words.details, "label", soft, room=room)
    if words.share is not None:
        sketch.fill(
            QRectF(_AT.share_x, _AT.share_y, width - _AT.share_margins, _AT.share_height), "line", 1.5
        )
        sketch.fill(
            QRectF(_AT.share_x, _AT.share_y, (width - _AT.share_margins) * words.share, _AT.share_height),
            "infusion",
            1.5,
        )
    top = _AT.cells_top + drop
    spo2, pr, nibp = words.spo2, words.pr, words.nibp
    if spo2 is None or pr is None or nibp is None:
        return
    sep1, sep2 = _AT.sep_first * k, _AT.sep_second * k
    _paint_large_cell(
        sketch,
        QRectF(_AT.cells_left, top, sep1 - _AT.cells_left, _AT.cells_height),
        spo2,
        Parameter.SPO2,
        words,
        "num.xxl.4",
    )
    _paint_large_cell(
        sketch, QRectF(sep1 + 1, top, sep2 - sep1 - 1, _AT.cells_height), pr, Parameter.PR, words, "num.xl.4"
    )
    for x in (sep1, sep2):
        sketch.line(x, top + _AT.sep_top, x, top + _AT.sep_bottom, "line")
    _paint_large_nibp(
        sketch, QRectF(sep2 + 1, top, width - _AT.cells_right - sep2, _AT.cells_height), nibp, words
    )
    _paint_large_foot(sketch, width, top + _AT.foot_drop, sep2, words)


def _cell_ground(sketch: Sketch, cell: QRectF, shown: TileLook) -> str:
    if shown.fill == "highnum":
        sketch.fill(cell, "highnum", _AT.cell_radius)
        return "on_high"
    if shown.outer == "medline":
        sketch.edge(cell, "medline", shown.outer_px, _AT.cell_radius)
    elif shown.low_line:
        sketch.fill(
            QRectF(
                cell.x() + _AT.low_line_inset,
                cell.bottom() - _AT.low_line_height,
                cell.width() - _AT.low_line_insets,
                _AT.low_line_height,
            ),
            "lowline",
            2.0,
        )
    return "text2"


def _paint_large_cell(
    sketch: Sketch, cell: QRectF, shown: TileLook, parameter: Parameter, words: TileWords, token: str
) -> None:
    quiet = _cell_ground(sketch, cell, shown)
    x, right, base = cell.x() + _AT.cell_left, cell.right() - _AT.cell_right, cell.y() + _AT.cell_base
    name_role = "on_high" if quiet == "on_high" else formats.role_of(parameter)
    x_unit = x + sketch.text(x, base, formats.short_name(parameter), "body.bold", name_role) + _AT.unit_gap
    x_unit += (
        sketch.text(x_unit, base, "%" if parameter is Parameter.SPO2 else "/min", "label", quiet)
        + _AT.unit_after
    )
    _paint_side(sketch, right, base, Direction.HIGH, shown, parameter, words, quiet, last=False)
    _paint_side(
        sketch,
        right,
        cell.bottom() - _AT.cell_lower_limit,
        Direction.LOW,
        shown,
        parameter,
        words,
        quiet,
        last=True,
    )
    limit_room = _AT.cell_limit_room
    number_right = right - limit_room + (0.0 if parameter is Parameter.SPO2 else _AT.cell_number_close)
    room = number_right - cell.x() - _AT.cell_number_spare
    px = sketch.fits(shown.number, token, room)
    advance = sketch.text(
        number_right,
        cell.bottom() - _AT.cell_number_base,
        shown.number,
        token,
        shown.number_role,
        align=RIGHT,
        px=px,
    )
    if shown.struck:
        middle = cell.bottom() - _AT.cell_number_base - px / sketch.scale * 0.34
        sketch.line(number_right - advance, middle, number_right, middle, "text", _AT.strike_width)
    paint_approach(
        sketch,
        number_right - advance,
        cell.bottom() - _AT.cell_number_base,
        advance,
        px,
        shown,
        from_x=cell.x(),
    )
    if sketch.width(shown.badge, "num.sm.small") + _AT.cell_badge_pads <= limit_room:
        paint_badge(sketch, right, cell.y() + _AT.cell_badge_y, shown)
    if shown.icon and not (words.alarm is not None and shown.outer):
        sketch.text(
            x_unit, base, shown.word, "small.medium", quiet, room=right - _AT.cell_word_right - x_unit
        )


def _paint_side(
    sketch: Sketch,
    right: float,
    baseline: float,
    direction: Direction,
    shown: TileLook,
    parameter: Parameter,
    words: TileWords,
    quiet: str,
    *,
    last: bool,
) -> None:
    found = [
        limit
        for limit in words.limits
        if limit.parameter is parameter
        and limit.direction is direction
        and limit.priority is not Priority.LOW
    ]
    found.sort(key=lambda limit: limit.priority, reverse=last)
    if found and all(limit.value is None for limit in found):  # one line says it of both
        found = [limit for limit in found if limit.edited][:1] or found[:1]
    elif parameter is not Parameter.SPO2:  # a High has a line where a person switched it off
        found = [limit for limit in found if limit.priority is Priority.MEDIUM or is_off(limit)]
    pitch = max(
        _AT.side_pitch_least, (sketch.theme.px("num.sm", sketch.scale) + _AT.side_pitch_gap) / sketch.scale
    )
    for n, limit in enumerate(found):
        y = baseline - n * pitch if last else baseline + n * pitch
        bold = limit.edited or shown.crossed == (limit.direction, limit.priority)
        ink = quiet if quiet == "on_high" else "text" if bold else quiet
        if limit.edited:
            paint_dot(sketch, right + _AT.side_dot_gap, y, ink)
        if limit.value is None:
            token = "label.bold" if bold else "label"
            used = sketch.text(right, y, formats.limit_text(limit, words.unit), token, ink, align=RIGHT)
            sketch.icon(right - used - _AT.side_bell_x, y - _AT.side_bell_rise, BELL, ink, _AT.side_bell_size)
        else:
            token = "num.sm.bold" if bold else "num.sm"
            used = sketch.text(right, y, formats.limit_text(limit, words.unit), token, ink, align=RIGHT)
            sketch.icon(
                right - used - _AT.side_shape_x,
                y - _AT.side_shape_rise,
                formats.priority_icon(limit.priority),
                ink,
                _AT.side_shape_size,
            )


def _paint_large_nibp(sketch: Sketch, cell: QRectF, shown: TileLook, words: TileWords) -> None:
    quiet = _cell_ground(sketch, cell, shown)
    x, right, base = cell.x() + _AT.nibp_left, cell.right() - _AT.nibp_right, cell.y() + _AT.cell_base
    used = (
        sketch.text(x, base, "NIBP", "body.bold", "on_high" if quiet == "on_high" else "nibp")
        + _AT.nibp_unit_gap
    )
    if sketch.width(f"{words.unit} 100–100", "label") + used + _AT.nibp_unit_room < right - x:
        used += sketch.text(x + used, base, words.unit.value, "label", quiet)
    span = span_of(words.limits, Parameter.NIBP_SYS, words.unit)
    width = span_width(sketch, span, "num.sm.small")
    paint_span(sketch, right - width, base, span, "num.sm.small", quiet)
    if used + _AT.nibp_sys_room + width < right - x:
        sketch.text(right - width - _AT.nibp_sys_gap, base, tile_tr("sys"), "small", quiet, align=RIGHT)
    px = sketch.fits(shown.number, "num.lg.4", right - x)
    advance = sketch.text(
        x, cell.y() + _AT.nibp_number_base, shown.number, "num.lg.4", shown.number_role, px=px
    )
    if shown.struck:
        sketch.line(
            x, cell.y() + _AT.nibp_strike, x + advance, cell.y() + _AT.nibp_strike, "text", _AT.strike_width
        )
    paint_approach(sketch, x, cell.y() + _AT.nibp_number_base, advance, px, shown, from_x=cell.x())
    base = cell.bottom() - _AT.nibp_base
    if words.mean and shown.number != formats.DASHES:
        paint_bracketed(sketch, x, base, words.mean, "num.mean", shown.number_role)
    left = x + _AT.nibp_beside_mean
    if words.mean:
        left = max(left, x + sketch.width(f"({words.mean})", "num.mean") + _AT.nibp_mean_gap)
    ink = "text" if quiet == "text2" else quiet
    if words.nibp_age:
        sketch.ring(
            right - _AT.nibp_ring_right,
            base - _AT.nibp_ring_rise,
            _AT.nibp_ring_radius,
            words.nibp_share,
            quiet,
            _AT.nibp_ring_width,
        )
        end = right - _AT.nibp_age_right
        number = sketch.width(words.nibp_age, "num.sm")
        ago = sketch.width(tile_tr("ago"), "small") + _AT.nibp_ago_gap
        if left + number + ago <= end:
            end -= (
                sketch.text(end, base - _AT.nibp_age_rise, tile_tr("ago"), "small", quiet, align=RIGHT)
                + _AT.nibp_ago_gap
            )
        end -= (
            sketch.text(end, base - _AT.nibp_age_rise, words.nibp_age, "num.sm", ink, align=RIGHT)
            + _AT.nibp_age_gap
        )
    else:
        end = right
    badge = sketch.width(shown.badge, "num.sm.small") + _AT.nibp_badge_pads
    if shown.badge and left + badge - _AT.nibp_badge_back <= end:
        paint_badge(sketch, left + badge - _AT.nibp_badge_back, base - _AT.nibp_badge_rise, shown)
    due, time = words.due
    if due and not words.cuff:
        used = (
            sketch.text(right, base + _AT.nibp_due_drop, time, "num.sm", ink, align=RIGHT) + _AT.nibp_unit_gap
            if time
            else 0.0
        )
        token, role = ("small", quiet) if time else ("small.bold", ink)
        sketch.text(right - used, base + _AT.nibp_due_drop, due, token, role, align=RIGHT)
    if words.cuff:
        said = words.cuff if sketch.width(words.cuff, "small") <= right - left else first_clause(words.cuff)
        sketch.text(right, base + _AT.nibp_said_drop, said, "small", quiet, align=RIGHT, room=right - left)
    elif not words.nibp_age and shown.note:
        sketch.text(right, base, shown.note, "label", quiet, align=RIGHT, room=right - left)


def _paint_large_foot(sketch: Sketch, width: float, top: float, sep: float, words: TileWords) -> None:
    sketch.line(_AT.foot_pad, top, width - _AT.foot_pad, top, "line")
    pitch = (sep - _AT.foot_pad) / max(1, len(words.small))
    for n, (word, value, age, role) in enumerate(words.small):
        x = _AT.foot_pad + n * pitch
        room = pitch - _AT.foot_word_room
        px = sketch.fits(value, "num.sm.large", room)
        used = sketch.text(x, top + _AT.foot_value_base, value, "num.sm.large", role, px=px)
        age_width = sketch.width(age, "tiny") + _AT.foot_age_gap if age else 0.0
        if used + age_width <= room:
            sketch.text(x + used + _AT.foot_age_gap, top + _AT.foot_value_base, age, "tiny", "text3")
        else:  # beside the word where the value takes all the room
            sketch.text(x + room, top + _AT.foot_word_base, age, "tiny", "text3", align=RIGHT)
            room -= age_width
        sketch.text(x, top + _AT.foot_word_base, word, "small", "text2", room=room)
    sketch.line(sep, top + _AT.foot_sep_top, sep, top + _AT.foot_sep_bottom, "line")
    if words.last is None:
        return
    icon, said, age = words.last
    x, right = sep + _AT.foot_pad, width - _AT.foot_pad
    sketch.icon(x, top + _AT.foot_icon_y, icon, "text2", _AT.foot_icon_size)
    token, role = ("num.sm.large.bold", "text") if words.soon else ("num.sm.large", "text2")
    if words.last_head == tile_tr("Last entry"):
        token = "num.sm"
    used = sketch.text(right, top + _AT.foot_time_base, age, token, role, align=RIGHT)
    sketch.text(
        x + _AT.foot_words_x,
        top + _AT.foot_last_head_base,
        words.last_head,
        "small",
        "text2",
        room=right - x - _AT.foot_words_x - used - _AT.foot_words_gap,
    )
    sketch.text(
        x + _AT.foot_words_x,
        top + _AT.foot_said_base,
        said,
        "body.medium",
        "text",
        room=right - used - _AT.foot_words_gap - x - _AT.foot_words_x,
    )
