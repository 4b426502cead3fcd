"""The compact tile of a bed, for five to sixteen beds: its head, and three numbers with their limits."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileAlarm, TileWords
from bedside.ui.bed_tile_parts import (
    COMPACT,
    FILL_ROLES,
    header_alarm_width,
    paint_bracketed,
    paint_header_alarm,
    paint_tag,
)
from bedside.ui.bed_tile_pieces import CELLS, Piece
from bedside.ui.held_text import held
from bedside.ui.limit_span import paint_span, span_of, span_width
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import layout
from bedside.ui.tile_approach import paint_approach
from bedside.ui.tile_edges import paint_cell_ground
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Priority
from bedside.vitals.parameters import Parameter

_AT: Final = layout("bed_tile_paint")
_THREE_DIGITS: Final = 3  # such a number is smaller
_EDGED_TEXT_RATIO: Final = 1.05  # of the head beside the double edge of a High
_OUTLINED_TEXT_RATIO: Final = 1.2  # and of the head inside the outline of a Medium
_OUTLINED_NUMBER_RATIO: Final = 0.82
_TRIES_COUNT: Final = 6
_EDGE_RATIO: Final = 0.75  # of the edge of a cell, against that of a tile

_Cell = tuple[Piece, QRectF, TileLook | None, Parameter]


def paint_head(sketch: Sketch, width: float, words: TileWords) -> None:
    """Bed, name, and the time or the alarm, in a tile `width` wide at 100 %."""
    alarm = words.alarm
    role = "text"
    if alarm is not None and alarm.lit and alarm.priority is not Priority.LOW:
        fill, role = FILL_ROLES[alarm.priority]
        sketch.fill(QRectF(0, 0, width, _AT.head_fill_h), fill, sketch.theme.length("radius_tile"))
        sketch.fill(QRectF(0, _AT.head_fill_y, width, _AT.head_fill_y), fill)
    right = width - _AT.head_right
    head = _head_sketch(sketch, width, words)
    if alarm is not None:
        right = paint_header_alarm(head, right, words, role, _AT.head_base)
    else:
        right = _paint_header_time(head, right, words)
    token = "num.sm.large.bold"
    base = head.first(_AT.head_bed_base, token, _AT.head_bed_clear)
    x = _AT.head_left + head.text(_AT.head_left, base, words.bed, token, role)
    x = max(x + _AT.head_name_gap, _AT.head_name_x)
    if words.simulated and right - x > _AT.head_tag_room:
        right = paint_tag(head, right - _AT.head_tag_right, _AT.head_tag_y)
    head.text(
        x, _AT.head_base, words.short or words.name, "body.medium", role, room=right - x - _AT.head_name_spare
    )
    if words.share is not None and not (alarm is not None and alarm.lit):
        sketch.fill(
            QRectF(_AT.share_x, _AT.share_y, width - _AT.share_margins, _AT.share_height), "line", 1.5
        )
        sketch.fill(
            QRectF(_AT.share_x, _AT.share_y, (width - _AT.share_margins) * words.share, _AT.share_height),
            "infusion",
            1.5,
        )


def _head_sketch(sketch: Sketch, width: float, words: TileWords) -> Sketch:
    """The head's own size of text: clear of the edge, and small enough to leave the name whole beside an alarm."""
    alarm = words.alarm
    if alarm is None:
        return sketch
    if words.high:
        sketch = held(sketch, _EDGED_TEXT_RATIO)
    elif alarm.priority is Priority.MEDIUM:
        sketch = held(sketch, _OUTLINED_TEXT_RATIO)
    room = width - _AT.head_right - _AT.head_name_spare
    for _ in range(_TRIES_COUNT):  # type has whole pixels, and a smallest size
        needed = _head_width(sketch, words, alarm)
        if needed <= room or sketch.theme.text_scale <= 1.0:
            break
        sketch = held(sketch, max(1.0, sketch.theme.text_scale * room / needed))
    return sketch


def _head_width(sketch: Sketch, words: TileWords, alarm: TileAlarm) -> float:
    bed = _AT.head_left + sketch.width(words.bed, "num.sm.large.bold") + _AT.head_name_gap
    name = sketch.width(words.short or words.name, "body.medium")
    return max(bed, float(_AT.head_name_x)) + name + header_alarm_width(sketch, alarm)


def paint_cells(
    sketch: Sketch, width: float, drop: float, words: TileWords, only: Container[Piece] = CELLS
) -> None:
    """The numbers, or some of them; `drop` px under their nominal place."""
    cells = _cells(width, drop, words)
    below = _below(sketch, cells, words)
    for piece, cell, shown, parameter in cells:
        if shown is not None and piece in only:
            _paint_cell(sketch, cell, shown, parameter, words, below=below)


def cells_apart(sketch: Sketch, width: float, words: TileWords) -> bool:
    """Whether each number keeps to its own cell as long as it looks calm: limits under the numbers may be wider."""
    return not _below(sketch, _cells(width, 0.0, words), words)


def cell_edges(width: float) -> tuple[float, float]:
    """Where the second and the third cell begin in a tile `width` wide, px at 100 %."""
    k = width / COMPACT[0]
    return _AT.cells_left + _AT.cells_pr * k, _AT.cells_left + _AT.cells_nibp * k


def _cells(width: float, drop: float, words: TileWords) -> tuple[_Cell, ...]:
    first, second = cell_edges(width)
    top, high = _AT.cells_top + drop, _AT.cells_height
    k = width / COMPACT[0]
    one, last = _AT.cells_pr * k, width - _AT.cells_margins - _AT.cells_nibp * k
    return (
        (Piece.SPO2, QRectF(_AT.cells_left, top, one, high), words.spo2, Parameter.SPO2),
        (Piece.PR, QRectF(first, top, one, high), words.pr, Parameter.PR),
        (Piece.NIBP, QRectF(second, top, last, high), words.nibp, Parameter.NIBP_SYS),
    )


def _below(sketch: Sketch, cells: tuple[_Cell, ...], words: TileWords) -> bool:
    """Limits stand beside the names; where one does not fit, all stand under the numbers."""
    return any(not _fits_beside(sketch, cell, parameter, words) for _, cell, _, parameter in cells)


def _fits_beside(sketch: Sketch, cell: QRectF, parameter: Parameter, words: TileWords) -> bool:
    name = sketch.width(formats.short_name(parameter), "label.bold")
    span = span_width(sketch, span_of(words.limits, parameter, words.unit), "num.sm.small.bold")
    return name + _AT.cell_span_gap + span <= cell.width() - _AT.cell_pads


def _paint_header_time(sketch: Sketch, right: float, words: TileWords) -> float:
    if words.planned_min:
        right -= (
            sketch.text(right, _AT.head_base, words.planned_min, "label", "text2", align=RIGHT)
            + _AT.time_planned_gap
        )
    right -= sketch.text(right, _AT.head_base, words.elapsed, "num.sm", "text", align=RIGHT) + _AT.time_gap
    if right > _AT.time_phase_room:
        right -= sketch.text(right, _AT.head_base, words.phase, "label", "text2", align=RIGHT) + _AT.time_gap
    return right


def _paint_cell(
    sketch: Sketch, cell: QRectF, shown: TileLook, parameter: Parameter, words: TileWords, *, below: bool
) -> None:
    quiet = paint_cell_ground(
        sketch,
        cell,
        shown,
        radius=_AT.cell_radius,
        edge_scale=_EDGE_RATIO,
        drop=_AT.low_line_drop if below else 0.0,
    )
    name_role = "on_high" if quiet == "on_high" else formats.role_of(parameter)
    x, right = cell.x() + _AT.cell_pad, cell.right() - _AT.cell_pad
    sketch.text(x, cell.y() + _AT.cell_name_base, formats.short_name(parameter), "label.bold", name_role)
    span = span_of(words.limits, parameter, words.unit)
    bold = shown.crossed is not None and shown.crossed[1] is not Priority.LOW
    token = "num.sm.small.bold" if bold else "num.sm.small"
    ink = quiet if quiet == "on_high" else "text" if bold else quiet
    if below:
        paint_span(sketch, x, cell.bottom() - _AT.cell_limits_bottom, span, token, ink)
    else:
        width = span_width(sketch, span, token)
        paint_span(sketch, right - width, cell.y() + _AT.cell_name_base, span, token, ink)
    if parameter is Parameter.NIBP_SYS:
        _paint_cell_nibp(sketch, cell, shown, words, quiet, below=below)
        return
    token = "num.tile" if len(shown.number) < _THREE_DIGITS else "num.tile.three"
    base = cell.y() + (_AT.cell_number_above if below else _AT.cell_number_base)
    px = min(
        sketch.fits(shown.number, token, cell.width() - _AT.cell_number_spare),
        sketch.theme.px(token, sketch.scale),
    )
    if below and shown.approach is not None:  # room for the outline and its arrow between name and limits
        px, base = int(px * _OUTLINED_NUMBER_RATIO), base - _AT.cell_outline_lift
    advance = sketch.text(
        right - _AT.cell_number_right, base, shown.number, token, shown.number_role, align=RIGHT, px=px
    )
    if shown.struck:
        sketch.line(
            right - _AT.strike_left - advance,
            base - _AT.strike_rise,
            right - _AT.strike_right,
            base - _AT.strike_rise,
            "text",
            _AT.strike_width,
        )
    if shown.number == formats.DASHES and not below and sketch.width(shown.note, "label") <= right - x:
        sketch.text(x, cell.bottom() - _AT.cell_note_bottom, shown.note, "label", quiet)
    paint_approach(sketch, right - _AT.cell_number_right - advance, base, token, px, shown, from_x=cell.x())


def _paint_cell_nibp(
    sketch: Sketch, cell: QRectF, shown: TileLook, words: TileWords, quiet: str, *, below: bool
) -> None:
    x, right = cell.x() + _AT.cell_pad, cell.right() - _AT.cell_pad
    px = sketch.fits(shown.number, "num.nibp16", cell.width() - _AT.cell_pads)
    if below and shown.approach is not None:
        px = int(px * _OUTLINED_NUMBER_RATIO)
    base = cell.y() + (_AT.nibp_number_above if below else _AT.nibp_number_base)
    advance = sketch.text(x, base, shown.number, "num.nibp16", shown.number_role, px=px)
    if shown.struck:
        sketch.line(
            x,
            base - _AT.nibp_strike_rise,
            x + advance,
            base - _AT.nibp_strike_rise,
            "text",
            _AT.nibp_strike_width,
        )
    paint_approach(sketch, x, base, "num.nibp16", px, shown, from_x=cell.x())
    base = cell.y() + (_AT.nibp_mean_above if below else _AT.nibp_mean_base)
    used = 0.0
    if words.mean and shown.number != formats.DASHES:
        used = paint_bracketed(sketch, x, base, words.mean, "num.mean16", shown.number_role)
    if not words.nibp_age:
        if not below and sketch.width(shown.note, "label") <= right - x:
            sketch.text(x, base, shown.note, "label", quiet)
        return
    old = "text" if quiet == "text2" and shown.number_role == "text3" else quiet
    age = sketch.text(right, base, words.nibp_age, "body", old, align=RIGHT)
    if used + age + _AT.nibp_ring_room < right - x:
        sketch.ring(
            right - age - _AT.nibp_ring_x,
            base - _AT.nibp_ring_rise,
            _AT.nibp_ring_radius,
            words.nibp_share,
            quiet,
            _AT.nibp_ring_width,
        )
