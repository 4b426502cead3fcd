"""The large tile of a bed: the cell of its cuff, and the foot with scores and what is due or was entered last."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileWords
from bedside.ui.bed_tile_parts import paint_bracketed, tile_tr
from bedside.ui.limit_span import paint_span, span_of, span_width
from bedside.ui.lost_device import first_clause
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import layout
from bedside.ui.tile_approach import paint_approach
from bedside.ui.tile_paint import paint_badge
from bedside.ui.tile_state import TileLook
from bedside.vitals.parameters import Parameter

_AT: Final = layout("bed_tile_large")


def paint_nibp(sketch: Sketch, cell: QRectF, shown: TileLook, words: TileWords, quiet: str) -> None:
    """The cuff's number with mean, limits, age, badge and what is due; `quiet`: role of the words on its ground."""
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
    paint_approach(sketch, x, cell.y() + _AT.nibp_number_base, "num.lg.4", px, shown, from_x=cell.x())
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


def paint_foot(sketch: Sketch, width: float, top: float, sep: float, words: TileWords) -> None:
    """From `top`: the scores and other numbers up to `sep`, then what is due or was entered last."""
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
