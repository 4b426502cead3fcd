"""How a `TileLook` becomes pixels: ground and edges, name and state, number, limits, note. In this order."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.sketch import LEFT, RIGHT, Sketch, tile_ground
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.parameters import Parameter


def paint_ground(sketch: Sketch, rect: QRectF, look: TileLook, *, edge_scale: float = 1.0) -> None:
    """Surface or alarm fill, then the edges that mean its priority."""
    radius = sketch.theme.length("radius_tile")
    tile_ground(sketch, rect, look.fill)
    if look.outer:
        width = look.outer_px * edge_scale
        sketch.edge(rect, look.outer, width, radius)
        if look.inner:
            inside = rect.adjusted(width, width, -width, -width)
            sketch.edge(inside, look.inner, 2.0, max(2.0, radius - width))
    if look.low_line:
        sketch.fill(QRectF(rect.x() + 8, rect.bottom() - 10, rect.width() - 16, 4), "lowline", 2.0)


def paint_name(
    sketch: Sketch, x: float, baseline: float, parameter: Parameter, look: TileLook, unit: str
) -> float:
    """Parameter name in its colour with its unit; returns where the line ends."""
    role = "on_high" if look.fill == "highnum" else formats.role_of(parameter)
    x += sketch.text(x, baseline, formats.short_name(parameter), "title.name", role)
    if unit:
        x += 6 + sketch.text(x + 6, baseline, unit, "body", look.words_role)
    return x


def paint_state(
    sketch: Sketch, x: float, baseline: float, look: TileLook, room: float, *, pinned: str = ""
) -> None:
    """Shape and word of the state, pin when it stays, check mark when acknowledged."""
    end = x + room
    if not look.icon or room < 24:
        return
    sketch.icon(x, baseline - 18, look.icon, look.icon_role, 22)
    x += max(30.0, 14.0 / sketch.scale)
    if look.word and (x + 60 <= end or x + sketch.width(look.word, "title.small") <= end):
        x += sketch.text(x, baseline, look.word, "title.small", look.word_role, room=end - x) + 10
    mark = "check" if look.acknowledged else "pin-outline" if look.pinned else ""
    if mark and x + 22 <= end:
        sketch.icon(x, baseline - 18, mark, look.word_role, 22)
        x += 30
        if look.pinned and pinned and sketch.width(pinned, "body") <= end - x:
            sketch.text(x, baseline, pinned, "body", look.word_role)


def paint_number(
    sketch: Sketch, x: float, baseline: float, look: TileLook, token: str, *, room: float, align: int = RIGHT
) -> float:
    """The number, its edge fixed, smaller only if it would not fit; struck through when it is not current."""
    px = sketch.fits(look.number, token, room)
    advance = sketch.text(x, baseline, look.number, token, look.number_role, align=align, px=px)
    if look.struck:
        left = x if align == LEFT else x - advance
        middle = baseline - px / sketch.scale * 0.34
        sketch.line(left - 6, middle, left + advance + 6, middle, "text", 5.0)
    return advance


def paint_limits(
    sketch: Sketch,
    right: float,
    look: TileLook,
    limits: tuple[LimitView, ...],
    parameter: Parameter,
    height: float,
) -> None:
    """Both limits of both sides at the right edge: upper from the top, lower from the bottom (ALM-05)."""
    pitch = max(24.0, (sketch.theme.px("num.sm", sketch.scale) + 3) / sketch.scale)
    rows = {
        (limit.direction, limit.priority): limit
        for limit in limits
        if limit.parameter is parameter and limit.priority is not Priority.LOW
    }
    upper = [rows.get((Direction.HIGH, priority)) for priority in (Priority.MEDIUM, Priority.HIGH)]
    lower = [rows.get((Direction.LOW, priority)) for priority in (Priority.HIGH, Priority.MEDIUM)]
    first = sketch.first(30, "num.sm")
    top, bottom = _shown(upper, look), _shown(lower, look)
    if (len(top) + len(bottom)) * pitch > height - 12 - (
        first - 30
    ):  # no room for both rows: the one that matters now
        top, bottom = _first(top, look), _first(bottom[::-1], look)
    for n, limit in enumerate(top):
        _paint_limit(sketch, right, first + n * pitch, limit, look)
    for n, limit in enumerate(bottom):
        _paint_limit(sketch, right, height - 16 - n * pitch, limit, look)


def _shown(limits: list[LimitView | None], _look: TileLook) -> list[LimitView]:
    found = [limit for limit in limits if limit is not None]
    if found and all(limit.value is None for limit in found):
        return found[:1]  # a side that is off altogether says so once
    return found


def _first(limits: list[LimitView], look: TileLook) -> list[LimitView]:
    crossed = [limit for limit in limits if (limit.direction, limit.priority) == look.crossed]
    return crossed or limits[:1]


def _paint_limit(sketch: Sketch, right: float, baseline: float, limit: LimitView, look: TileLook) -> None:
    bold = (limit.direction, limit.priority) == look.crossed
    role = "on_high" if look.fill == "highnum" else "text" if bold else "text2"
    if limit.value is None:
        width = sketch.text(right, baseline, formats.limit_text(limit), "body.medium", role, align=RIGHT)
        sketch.icon(right - width - 28, baseline - 16, "bell-off-outline", role, 20)
        return
    token = "num.sm.bold" if bold else "num.sm"
    width = sketch.text(right, baseline, formats.limit_text(limit), token, role, align=RIGHT)
    sketch.icon(right - width - 21, baseline - 15, formats.priority_icon(limit.priority), role, 17)


def paint_rows(sketch: Sketch, rows: tuple[str, str], room: float, height: float) -> None:
    """Unit and note under a small tile's name; the unit gives way when the tile is too low for both."""
    pitch = max(22.0, (sketch.theme.px("label", sketch.scale) + 2) / sketch.scale)
    lines = rows if 30 + 2 * pitch <= height - 4 else rows[1:]
    for n, words in enumerate(lines):
        baseline = 30 + (n + 1) * pitch
        if words and baseline <= height - 2:
            sketch.text(16, baseline, words, "label", "text2", room=room)
