"""The large tile of a bed, for two to four beds: all numbers, the last scores, the last entry."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileWords
from bedside.ui.bed_tile_large_rest import paint_foot, paint_nibp
from bedside.ui.bed_tile_parts import (
    FILL_ROLES,
    LARGE,
    paint_header_alarm,
    paint_tag,
)
from bedside.ui.bed_tile_pieces import CELLS, EVERY, Piece
from bedside.ui.held_text import held_to
from bedside.ui.limit_span import BELL, is_off, paint_dot
from bedside.ui.sketch import CENTRE, RIGHT, Sketch
from bedside.ui.theme import layout
from bedside.ui.tile_approach import paint_approach
from bedside.ui.tile_edges import paint_cell_ground
from bedside.ui.tile_paint import paint_badge
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import Parameter

_AT: Final = layout("bed_tile_large")


def paint_large(
    sketch: Sketch, width: float, words: TileWords, drop: float, only: frozenset[Piece] = EVERY
) -> None:
    """Everything of a large tile but its ground and edges, or some pieces of it; `drop` px more for the wave."""
    if Piece.HEAD in only:
        _paint_large_head(sketch, width, words)
    spo2, pr, nibp = words.spo2, words.pr, words.nibp
    if spo2 is None or pr is None or nibp is None:
        return
    if only & CELLS:
        _paint_large_cells(sketch, width, words, drop)
    if Piece.FOOT in only:
        paint_foot(sketch, width, foot_top(drop), _AT.sep_second * width / LARGE[0], words)


def foot_top(drop: float) -> float:
    """Where the foot begins in a tile that is `drop` px higher than its nominal size, px at 100 %."""
    return float(_AT.cells_top + drop + _AT.foot_drop)


def _paint_large_head(sketch: Sketch, width: float, words: TileWords) -> None:
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


def _paint_large_cells(sketch: Sketch, width: float, words: TileWords, drop: float) -> None:
    k, top = width / LARGE[0], _AT.cells_top + drop
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
    cell = QRectF(sep2 + 1, top, width - _AT.cells_right - sep2, _AT.cells_height)
    paint_nibp(sketch, cell, nibp, words, _cell_ground(sketch, cell, nibp))


def _cell_ground(sketch: Sketch, cell: QRectF, shown: TileLook) -> str:
    return paint_cell_ground(sketch, cell, shown, radius=_AT.cell_radius)


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
    if shown.approach is not None:
        room -= _AT.cell_approach_spare
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
        token,
        px,
        shown,
        from_x=cell.x(),
    )
    if sketch.width(shown.badge, "num.sm.small") + _AT.cell_badge_pads <= limit_room:
        paint_badge(sketch, right, cell.y() + _AT.cell_badge_y, shown)
    if shown.icon and not (words.alarm is not None and shown.outer):
        room = right - _AT.cell_word_right - x_unit
        smaller = held_to(sketch, shown.word, "small.medium", room)
        if parameter is Parameter.SPO2 or smaller.width(shown.word, "small.medium") <= room:
            smaller.text(x_unit, base, shown.word, "small.medium", quiet, room=room)
    if shown.number == formats.DASHES:
        room = right - limit_room - x
        sketch.text(x, cell.bottom() - _AT.cell_number_base, shown.note, "label", quiet, room=room)


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
