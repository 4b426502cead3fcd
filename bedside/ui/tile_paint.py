"""How a `TileLook` becomes pixels, on the ground of `tile_edges`: name and state, number, limits, note.

In this order.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.held_text import held_to
from bedside.ui.limit_span import BELL, is_off, paint_dot
from bedside.ui.sketch import LEFT, RIGHT, Sketch
from bedside.ui.theme import layout
from bedside.ui.tile_approach import paint_approach
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.parameters import Parameter

_AT: Final = layout("tile_paint")


def paint_name(
    sketch: Sketch, x: float, baseline: float, parameter: Parameter, look: TileLook, unit: str
) -> float:
    """Parameter name in its colour with its unit; returns where the line ends."""
    role = "on_high" if look.fill == "highnum" else formats.role_of(parameter)
    x += sketch.text(x, baseline, formats.short_name(parameter), "title.name", role)
    if unit:
        x += _AT.name_unit_gap + sketch.text(x + _AT.name_unit_gap, baseline, unit, "body", look.words_role)
    return x


def paint_state(
    sketch: Sketch, x: float, baseline: float, look: TileLook, room: float, *, pinned: str = ""
) -> None:
    """Shape and word of the state, pin when it stays, check mark when acknowledged."""
    end = x + room
    if not look.icon or room < _AT.state_least:
        return
    sketch.icon(x, baseline - _AT.state_icon_rise, look.icon, look.icon_role, _AT.state_icon_size)
    x += max(_AT.state_word_gap_icon, _AT.state_word_px_least / sketch.scale)
    word = held_to(sketch, look.word, "title.small", end - x)
    if look.word and word.width(look.word, "title.small") <= end - x:  # whole, or its shape alone
        x += word.text(x, baseline, look.word, "title.small", look.word_role) + _AT.state_word_gap
    mark = "check" if look.acknowledged else "pin-outline" if look.pinned else ""
    if mark and x + _AT.state_mark_room <= end:
        sketch.icon(x, baseline - _AT.state_icon_rise, mark, look.word_role, _AT.state_icon_size)
        x += _AT.state_word_gap_icon
        if look.pinned and pinned and sketch.width(pinned, "body") <= end - x:
            sketch.text(x, baseline, pinned, "body", look.word_role)


def with_whole_numbers(sketch: Sketch, words: str, token: str, room: float) -> str:
    """`words`, which may be cut in `room`, at 100 %; "" where they have a number: half of one says something else."""
    cut = sketch.width(words, token) > room
    return "" if cut and any(letter.isdigit() for letter in words) else words


def paint_number(
    sketch: Sketch, x: float, baseline: float, look: TileLook, token: str, *, room: float, align: int = RIGHT
) -> float:
    """The number, its edge fixed, smaller only if it would not fit; struck through when it is not current."""
    px = sketch.fits(look.number, token, room)
    advance = sketch.text(x, baseline, look.number, token, look.number_role, align=align, px=px)
    if look.struck:
        left = x if align == LEFT else x - advance
        middle = baseline - px / sketch.scale * 0.34
        sketch.line(
            left - _AT.strike_beyond,
            middle,
            left + advance + _AT.strike_beyond,
            middle,
            "text",
            _AT.strike_width,
        )
    if look.approach is not None:
        paint_approach(sketch, x if align == LEFT else x - advance, baseline, token, px, look)
    return advance


def room_clear_of(
    sketch: Sketch,
    number: str,
    token: str,
    right: float,
    baseline: float,
    head: tuple[float, float],
    room: float,
) -> float:
    """How wide a number may be that it does not run into the line of words over it, px at 100 %.

    Args:
        sketch: of the tile.
        number: what is written, with its right edge at `right` and on `baseline`.
        token: of the number.
        right: right edge of the number.
        baseline: of the number.
        head: where the line of words ends, and its baseline.
        room: what there would be without it.
    """
    px, (head_end, head_base) = sketch.fits(number, token, room), head
    wide = sketch.theme.metrics(token, px).horizontalAdvance(number) / sketch.scale
    high = px * _AT.digit_height / sketch.scale
    under = baseline - head_base - _AT.number_clear
    if right - wide >= head_end + _AT.number_clear or high <= under:
        return room
    return max(wide * under / high, wide * _AT.number_least)


def paint_badge(sketch: Sketch, right: float, baseline: float, look: TileLook) -> float:
    """How far from the baseline, on a neutral ground, its right edge fixed; returns its width."""
    if not look.badge:
        return 0.0
    width = sketch.width(look.badge, "num.sm.small") + _AT.badge_pad_both
    high = sketch.theme.px("num.sm.small", sketch.scale) / sketch.scale + _AT.badge_pad_high
    filled = look.fill == "highnum"
    if not filled:
        sketch.fill(
            QRectF(right - width, baseline - high + _AT.badge_below, width, high), "raised", _AT.badge_radius
        )
    role = "on_high" if filled else "text"
    sketch.text(right - _AT.badge_pad, baseline, look.badge, "num.sm.small", role, align=RIGHT)
    return width


def paint_limits(
    sketch: Sketch,
    right: float,
    look: TileLook,
    limits: tuple[LimitView, ...],
    parameter: Parameter,
    height: float,
    badge_room: float = _AT.limits_badge_room,
    *,
    both: bool = True,
) -> bool:
    """The limits of both sides at the right edge: upper from the top, lower from the bottom (ALM-05).

    Medium and High of each side, or without `both` only Medium and those that a person changed or that are crossed.

    Between them, where it is at most `badge_room` wide, the badge against the baseline: True if it is there.
    """
    pitch = max(
        _AT.limits_pitch_least,
        (sketch.theme.px("num.sm", sketch.scale) + _AT.limits_pitch_gap) / sketch.scale,
    )
    rows = {
        (limit.direction, limit.priority): limit
        for limit in limits
        if limit.parameter is parameter
        and limit.priority is not Priority.LOW
        and (
            both
            or limit.priority is Priority.MEDIUM
            or limit.edited
            or (limit.direction, limit.priority) == look.crossed
        )
    }
    upper = [rows.get((Direction.HIGH, priority)) for priority in (Priority.MEDIUM, Priority.HIGH)]
    lower = [rows.get((Direction.LOW, priority)) for priority in (Priority.HIGH, Priority.MEDIUM)]
    edges = look.outer_px + (2 if look.inner else 0)  # text grows no further than to them
    first = sketch.first(_AT.limits_base, "num.sm", edges + 2)
    top, bottom = _shown(upper), _shown(lower)
    every = [*top, *bottom]
    if (len(top) + len(bottom)) * pitch > height - _AT.limits_spare - (
        first - _AT.limits_base
    ):  # no room for both rows: the one that matters now
        top, bottom = _first(top, look), _first(bottom[::-1], look)
    places = [(first + n * pitch, limit) for n, limit in enumerate(top)]
    places += [(height - _AT.limits_bottom - n * pitch, limit) for n, limit in enumerate(bottom)]
    for baseline, limit in places:
        left = _paint_limit(sketch, right, baseline, limit, look)
        for hidden in every:  # what a person switched off is said even where its own line has no room
            if hidden not in (*top, *bottom) and hidden.direction is limit.direction and is_off(hidden):
                _paint_off_mark(sketch, left - _AT.limits_off_gap, baseline, hidden, look)
    upper_end = first + (len(top) - 1) * pitch + _AT.limits_upper_below if top else _AT.limits_upper_free
    lower_start = (
        height - _AT.limits_bottom - (len(bottom) - 1) * pitch - _AT.limits_lower_above
        if bottom
        else height - _AT.limits_bottom
    )
    if (
        lower_start - upper_end < pitch
        or sketch.width(look.badge, "num.sm.small") + _AT.limits_spare > badge_room
    ):
        return False
    return paint_badge(sketch, right, (upper_end + lower_start) / 2 + _AT.limits_badge_drop, look) > 0.0


def _shown(limits: list[LimitView | None]) -> list[LimitView]:
    found = [limit for limit in limits if limit is not None]
    if found and all(limit.value is None for limit in found):
        by_hand = [limit for limit in found if limit.edited]
        return by_hand[:1] or found[:1]  # a side that is off altogether says so once
    return found


def _first(limits: list[LimitView], look: TileLook) -> list[LimitView]:
    crossed = [limit for limit in limits if (limit.direction, limit.priority) == look.crossed]
    return crossed or limits[:1]


def _paint_limit(sketch: Sketch, right: float, baseline: float, limit: LimitView, look: TileLook) -> float:
    """A limit with its shape, or the crossed bell where it is off; returns its left edge.

    One that a person changed for this patient is bold, with a dot behind it.
    """
    bold = limit.edited or (limit.direction, limit.priority) == look.crossed
    role = "on_high" if look.fill == "highnum" else "text" if bold else "text2"
    if limit.edited:
        paint_dot(sketch, right + _AT.limit_dot_gap, baseline, role)
    if limit.value is None:
        token = "body.bold" if bold else "body.medium"
        width = sketch.text(right, baseline, formats.limit_text(limit), token, role, align=RIGHT)
        sketch.icon(
            right - width - _AT.limit_bell_x, baseline - _AT.limit_bell_rise, BELL, role, _AT.limit_bell_size
        )
        return right - width - _AT.limit_bell_x
    token = "num.sm.bold" if bold else "num.sm"
    width = sketch.text(right, baseline, formats.limit_text(limit), token, role, align=RIGHT)
    sketch.icon(
        right - width - _AT.limit_shape_x,
        baseline - _AT.limit_shape_rise,
        formats.priority_icon(limit.priority),
        role,
        _AT.limit_shape_size,
    )
    return right - width - _AT.limit_shape_x


def _paint_off_mark(sketch: Sketch, right: float, baseline: float, limit: LimitView, look: TileLook) -> None:
    role = "on_high" if look.fill == "highnum" else "text"
    sketch.icon(right - _AT.off_bell_x, baseline - _AT.off_rise, BELL, role, _AT.off_size)
    sketch.icon(
        right - _AT.off_shape_x,
        baseline - _AT.off_rise,
        formats.priority_icon(limit.priority),
        role,
        _AT.off_size,
    )


def paint_rows(sketch: Sketch, rows: tuple[str, str], room: float, height: float) -> None:
    """Unit and note under a small tile's name; the unit gives way when the tile is too low for both."""
    pitch = max(_AT.rows_pitch_least, (sketch.theme.px("label", sketch.scale) + 2) / sketch.scale)
    lines = rows if _AT.rows_first + 2 * pitch <= height - _AT.rows_spare else rows[1:]
    for n, words in enumerate(lines):
        baseline = _AT.rows_first + (n + 1) * pitch
        if words and baseline <= height - 2:
            sketch.text(_AT.rows_x, baseline, words, "label", "text2", room=room)
