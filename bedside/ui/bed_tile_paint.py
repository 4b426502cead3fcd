"""A bed's tile in pixels: large (2–4 beds) and compact (5–16 beds), at the places of the mock-ups.

Name and alarm share the header, so an alarm moves nothing. What a tile has more in height goes to the wave.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileWords
from bedside.ui.bed_tile_large import paint_large
from bedside.ui.bed_tile_parts import (
    COMPACT,
    FILL_ROLES,
    LARGE,
    paint_bracketed,
    paint_header_alarm,
    paint_tag,
    tile_tr,
)
from bedside.ui.held_text import held
from bedside.ui.limit_span import paint_span, span_of, span_width
from bedside.ui.lost_device import paint_notice
from bedside.ui.sketch import CENTRE, RIGHT, Sketch, tile_ground
from bedside.ui.theme import layout
from bedside.ui.tile_paint import paint_approach
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Priority
from bedside.vitals.parameters import Parameter

_AT: Final = layout("bed_tile_paint")
_THREE_DIGITS: Final = 3  # such a number is smaller
_LARGE_TEXT_RATIO: Final = 1.4  # larger words would be cut by the next line
_COMPACT_TEXT_RATIO: Final = 1.45
_EDGED_TEXT_RATIO: Final = 1.05  # of the head beside the double edge of a High
_NOTICE_TEXT_RATIO: Final = 1.2


def plot_place(width: float, height: float, *, large: bool) -> QRectF:
    """Where the wave lies in a tile of this size at 100 %; what is above the nominal height is its."""
    if large:
        return QRectF(
            _AT.plot_x,
            _AT.plot_large_y,
            width - _AT.plot_margins,
            _AT.plot_large_height + max(0.0, height - LARGE[1]),
        )
    return QRectF(
        _AT.plot_x, _AT.plot_y, width - _AT.plot_margins, _AT.plot_height + max(0.0, height - COMPACT[1])
    )


def paint_tile(sketch: Sketch, rect: QRectF, words: TileWords, *, large: bool, focused: bool) -> None:
    """Paint a tile; the plot is left to the sweep unless a sentence stands there."""
    alarm = words.alarm
    sketch = held(sketch, _LARGE_TEXT_RATIO if large else _COMPACT_TEXT_RATIO)
    tile_ground(sketch, rect, "hightint" if words.high else "surface")
    if words.empty:
        _paint_empty(sketch, rect, words, large=large)
    else:
        drop = max(0.0, rect.height() - (LARGE if large else COMPACT)[1])
        if large:
            paint_large(sketch, rect, words, drop)
        else:
            _paint_compact(sketch, rect, words, drop)
    if alarm is not None and not words.empty:
        _paint_edges(sketch, rect, words)
    if focused:
        sketch.edge(
            rect.adjusted(_AT.focus_inset, _AT.focus_inset, -_AT.focus_inset, -_AT.focus_inset),
            "focus",
            2.0,
            _AT.focus_radius,
        )


def key_room(width: float, height: float, *, large: bool) -> QRectF:
    """Where the key of a bed that waits stands: beside the sentence, or in place of the cuff's dashes."""
    if large:
        plot = plot_place(width, height, large=True)
        return QRectF(
            plot.right() - _AT.key_right,
            plot.y() + (plot.height() - _AT.key_height) / 2,
            _AT.key_width,
            _AT.key_height,
        )
    left = _AT.key_margin + _AT.cells_nibp * width / COMPACT[0]
    return QRectF(
        left, height - _AT.key_from_bottom + _AT.key_drop, width - _AT.key_margin - left, _AT.key_height
    )


def paint_lost(sketch: Sketch, rect: QRectF, words: TileWords, *, large: bool) -> None:
    """A sentence in the wave's place: about the device that is gone, or what the bed waits for."""
    icon = "information-outline" if words.waiting else "power-plug-off-outline"
    sketch = held(sketch, _NOTICE_TEXT_RATIO)
    ground = "hightint" if words.high else "surface"
    plot = plot_place(rect.width(), rect.height(), large=large)
    sketch.fill(plot, ground)
    if words.waiting and large:
        plot.setRight(key_room(rect.width(), rect.height(), large=True).x() - _AT.key_gap)
    paint_notice(sketch, plot, words.lost, icon, ground)


def _paint_edges(sketch: Sketch, rect: QRectF, words: TileWords) -> None:
    alarm = words.alarm
    if alarm is None:
        return
    radius = sketch.theme.length("radius_tile")
    if alarm.priority is Priority.HIGH:
        sketch.edge(rect, "highline", _AT.edge_high, radius)
        if not alarm.acknowledged:
            sketch.edge(
                rect.adjusted(_AT.edge_high, _AT.edge_high, -_AT.edge_high, -_AT.edge_high),
                "text",
                2.0,
                _AT.edge_inner_radius,
            )
    elif alarm.priority is Priority.MEDIUM:
        sketch.edge(rect, "medline", _AT.edge_medium if alarm.lit else 2.0, radius)


def _paint_compact(sketch: Sketch, rect: QRectF, words: TileWords, drop: float) -> None:
    width = rect.width()
    alarm = words.alarm
    role = "text"
    if alarm is not None and alarm.lit and alarm.priority is not Priority.LOW:
        fill, role = FILL_ROLES[alarm.priority]
        sketch.fill(QRectF(0, 0, width, _AT.head_fill_h), fill, sketch.theme.length("radius_tile"))
        sketch.fill(QRectF(0, _AT.head_fill_y, width, _AT.head_fill_y), fill)
    right = width - _AT.head_right
    head = held(sketch, _EDGED_TEXT_RATIO) if words.high else sketch
    if alarm is not None:
        right = paint_header_alarm(head, right, words, role, _AT.head_base)
    else:
        right = _paint_header_time(head, right, words)
    x = _AT.head_left + head.text(_AT.head_left, _AT.head_bed_base, words.bed, "num.sm.large.bold", role)
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
    k = width / COMPACT[0]
    top = _AT.cells_top + drop
    cells = (
        (QRectF(_AT.cells_left, top, _AT.cells_pr * k, _AT.cells_height), words.spo2, Parameter.SPO2),
        (
            QRectF(_AT.cells_left + _AT.cells_pr * k, top, _AT.cells_pr * k, _AT.cells_height),
            words.pr,
            Parameter.PR,
        ),
        (
            QRectF(
                _AT.cells_left + _AT.cells_nibp * k,
                top,
                width - _AT.cells_margins - _AT.cells_nibp * k,
                _AT.cells_height,
            ),
            words.nibp,
            Parameter.NIBP_SYS,
        ),
    )
    # Limits stand beside the names; where one does not fit, all stand under the numbers.
    below = any(not _fits_beside(sketch, cell, parameter, words) for cell, _, parameter in cells)
    for cell, shown, parameter in cells:
        if shown is not None:
            _paint_cell(sketch, cell, shown, parameter, words, below=below)


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
    if shown.fill == "highnum":
        sketch.fill(cell, "highnum", _AT.cell_radius)
    elif shown.outer == "medline" and shown.outer_px > 2.0:
        sketch.edge(cell, "medline", _AT.cell_edge, _AT.cell_radius)
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
    quiet = "on_high" if shown.fill == "highnum" else "text2"
    name_role = "on_high" if shown.fill == "highnum" else formats.role_of(parameter)
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
    paint_approach(sketch, right - _AT.cell_number_right - advance, base, advance, px, shown, from_x=cell.x())


def _paint_cell_nibp(
    sketch: Sketch, cell: QRectF, shown: TileLook, words: TileWords, quiet: str, *, below: bool
) -> None:
    x, right = cell.x() + _AT.cell_pad, cell.right() - _AT.cell_pad
    px = sketch.fits(shown.number, "num.nibp16", cell.width() - _AT.cell_pads)
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
    paint_approach(sketch, x, base, advance, px, shown, from_x=cell.x())
    base = cell.y() + (_AT.nibp_mean_above if below else _AT.nibp_mean_base)
    used = 0.0
    if words.mean and shown.number != formats.DASHES:
        used = paint_bracketed(sketch, x, base, words.mean, "num.mean16", shown.number_role)
    if not words.nibp_age:
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


def _paint_empty(sketch: Sketch, rect: QRectF, words: TileWords, *, large: bool) -> None:
    sketch.fill(rect, "bg")
    sketch.edge(
        rect, "line", 1.5, sketch.theme.length("radius_tile"), dash=(_AT.empty_dash, _AT.empty_dash_gap)
    )
    x = (
        _AT.empty_left
        + sketch.text(_AT.empty_left, _AT.empty_bed_base, words.bed, "num.sm.large.bold", "text2")
        + _AT.empty_gap
    )
    sketch.text(
        x,
        _AT.empty_word_base,
        tile_tr("Empty"),
        "body.medium",
        "text2",
        room=rect.width() - x - _AT.empty_right,
    )
    middle = rect.width() / 2
    y = rect.height() / 2 - (_AT.empty_large_rise if large else _AT.empty_rise)
    if y > _AT.empty_icon_top:
        sketch.icon(middle - _AT.empty_icon_half, y, "power-plug-outline", "text2", _AT.empty_icon_size)
    sentence = tile_tr("Connect a device or start the simulator")
    room = rect.width() - _AT.empty_margins
    base = y + (_AT.empty_large_sentence if large else _AT.empty_sentence)
    sketch.text(middle, base, sentence, "body", "text2", align=CENTRE, room=room)
