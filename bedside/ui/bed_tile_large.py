"""The large tile of a bed, for two to four beds: all numbers, the last scores, the last entry."""

from __future__ import annotations

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
from bedside.ui.tile_paint import paint_approach, paint_badge
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import Parameter


def paint_large(sketch: Sketch, rect: QRectF, words: TileWords, drop: float) -> None:
    """Everything of a large tile but its ground and edges; `drop` px more for the wave."""
    width = rect.width()
    k = width / LARGE[0]
    alarm = words.alarm
    role, soft = "text", "text2"
    if alarm is not None and alarm.lit and alarm.priority is not Priority.LOW:
        fill, role = FILL_ROLES[alarm.priority]
        soft = role
        sketch.fill(QRectF(0, 0, width, 64), fill, sketch.theme.length("radius_tile"))
        sketch.fill(QRectF(0, 32, width, 32), fill)
    box = QRectF(8, 8, 48, 48)
    sketch.fill(box, "raised", 6.0)
    sketch.edge(box, "line", 1.0, 6.0)
    sketch.text(32, 41, words.bed, "num.bed", "text", align=CENTRE)
    right = width - 16
    if alarm is not None:
        right = paint_header_alarm(sketch, right, words, role, 38)
    else:
        right -= sketch.text(right, 48, words.elapsed, "num.elapsed", "text", align=RIGHT) + 12
        phase = sketch.text(right, 29, words.phase, "body.medium", "text", align=RIGHT, room=right * 0.4)
        rest = sketch.text(right, 50, words.remaining, "label", "text2", align=RIGHT, room=right * 0.4)
        right -= max(phase, rest)
    if words.simulated:
        right = paint_tag(sketch, right - 16, 20)
    room = right - 84
    sketch.text(68, 30, words.name, "title.name", role, room=room)
    sketch.text(68, 52, words.details, "label", soft, room=room)
    if words.share is not None:
        sketch.fill(QRectF(8, 65, width - 16, 3), "line", 1.5)
        sketch.fill(QRectF(8, 65, (width - 16) * words.share, 3), "infusion", 1.5)
    top = 212 + drop
    spo2, pr, nibp = words.spo2, words.pr, words.nibp
    if spo2 is None or pr is None or nibp is None:
        return
    sep1, sep2 = 320 * k, 561 * k
    _paint_large_cell(sketch, QRectF(8, top, sep1 - 8, 186), spo2, Parameter.SPO2, words, "num.xxl.4")
    _paint_large_cell(
        sketch, QRectF(sep1 + 1, top, sep2 - sep1 - 1, 186), pr, Parameter.PR, words, "num.xl.4"
    )
    for x in (sep1, sep2):
        sketch.line(x, top + 4, x, top + 178, "line")
    _paint_large_nibp(sketch, QRectF(sep2 + 1, top, width - 9 - sep2, 186), nibp, words)
    _paint_large_foot(sketch, width, top + 196, sep2, words)


def _cell_ground(sketch: Sketch, cell: QRectF, shown: TileLook) -> str:
    if shown.fill == "highnum":
        sketch.fill(cell, "highnum", 6.0)
        return "on_high"
    if shown.outer == "medline":
        sketch.edge(cell, "medline", shown.outer_px, 6.0)
    elif shown.low_line:
        sketch.fill(QRectF(cell.x() + 8, cell.bottom() - 4, cell.width() - 16, 4), "lowline", 2.0)
    return "text2"


def _paint_large_cell(
    sketch: Sketch, cell: QRectF, shown: TileLook, parameter: Parameter, words: TileWords, token: str
) -> None:
    quiet = _cell_ground(sketch, cell, shown)
    x, right, base = cell.x() + 10, cell.right() - 14, cell.y() + 20
    name_role = "on_high" if quiet == "on_high" else formats.role_of(parameter)
    x_unit = x + sketch.text(x, base, formats.short_name(parameter), "body.bold", name_role) + 6
    x_unit += sketch.text(x_unit, base, "%" if parameter is Parameter.SPO2 else "/min", "label", quiet) + 12
    _paint_side(sketch, right, base, Direction.HIGH, shown, parameter, words, quiet, last=False)
    _paint_side(sketch, right, cell.bottom() - 12, Direction.LOW, shown, parameter, words, quiet, last=True)
    limit_room = 62.0
    number_right = right - limit_room + (0.0 if parameter is Parameter.SPO2 else 4.0)
    room = number_right - cell.x() - 4
    px = sketch.fits(shown.number, token, room)
    advance = sketch.text(
        number_right, cell.bottom() - 14, shown.number, token, shown.number_role, align=RIGHT, px=px
    )
    if shown.struck:
        middle = cell.bottom() - 14 - px / sketch.scale * 0.34
        sketch.line(number_right - advance, middle, number_right, middle, "text", 5.0)
    paint_approach(sketch, number_right - advance, cell.bottom() - 14, advance, px, shown, from_x=cell.x())
    if sketch.width(shown.badge, "num.sm.small") + 20 <= limit_room:
        paint_badge(sketch, right, cell.y() + 112, shown)
    if shown.icon and not (words.alarm is not None and shown.outer):
        sketch.text(x_unit, base, shown.word, "small.medium", quiet, room=right - 60 - x_unit)


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
    pitch = max(23.0, (sketch.theme.px("num.sm", sketch.scale) + 3) / sketch.scale)
    for n, limit in enumerate(found):
        y = baseline - n * pitch if last else baseline + n * pitch
        bold = limit.edited or shown.crossed == (limit.direction, limit.priority)
        ink = quiet if quiet == "on_high" else "text" if bold else quiet
        if limit.edited:
            paint_dot(sketch, right + 6, y, ink)
        if limit.value is None:
            token = "label.bold" if bold else "label"
            used = sketch.text(right, y, formats.limit_text(limit), token, ink, align=RIGHT)
            sketch.icon(right - used - 24, y - 15, BELL, ink, 18)
        else:
            token = "num.sm.bold" if bold else "num.sm"
            used = sketch.text(right, y, formats.limit_text(limit), token, ink, align=RIGHT)
            sketch.icon(right - used - 20, y - 14, formats.priority_icon(limit.priority), ink, 16)


def _paint_large_nibp(sketch: Sketch, cell: QRectF, shown: TileLook, words: TileWords) -> None:
    quiet = _cell_ground(sketch, cell, shown)
    x, right, base = cell.x() + 14, cell.right() - 8, cell.y() + 20
    used = sketch.text(x, base, "NIBP", "body.bold", "on_high" if quiet == "on_high" else "nibp") + 6
    if sketch.width("mmHg 100–100", "label") + used + 40 < right - x:
        used += sketch.text(x + used, base, "mmHg", "label", quiet)
    span = span_of(words.limits, Parameter.NIBP_SYS)
    width = span_width(sketch, span, "num.sm.small")
    paint_span(sketch, right - width, base, span, "num.sm.small", quiet)
    if used + 60 + width < right - x:
        sketch.text(right - width - 6, base, tile_tr("sys"), "small", quiet, align=RIGHT)
    px = sketch.fits(shown.number, "num.lg.4", right - x)
    advance = sketch.text(x, cell.y() + 105, shown.number, "num.lg.4", shown.number_role, px=px)
    if shown.struck:
        sketch.line(x, cell.y() + 78, x + advance, cell.y() + 78, "text", 5.0)
    paint_approach(sketch, x, cell.y() + 105, advance, px, shown, from_x=cell.x())
    base = cell.bottom() - 14
    if words.mean and shown.number != formats.DASHES:
        paint_bracketed(sketch, x, base, words.mean, "num.mean", shown.number_role)
    left = x + 120
    if shown.badge and not words.cuff:
        paint_badge(sketch, left + sketch.width(shown.badge, "num.sm.small") + 12, base + 4, shown)
    if words.nibp_age:
        sketch.ring(right - 14, base - 24, 12, words.nibp_share, quiet, 4.0)
        ago = words.nibp_age
        sketch.text(right - 34, base - 17, ago, "num.sm", "text" if quiet == "text2" else quiet, align=RIGHT)
    if words.cuff:
        said = words.cuff if sketch.width(words.cuff, "small") <= right - left else first_clause(words.cuff)
        sketch.text(right, base + 6, said, "small", quiet, align=RIGHT, room=right - left)
    elif not words.nibp_age and shown.note:
        sketch.text(right, base, shown.note, "label", quiet, align=RIGHT, room=right - left)


def _paint_large_foot(sketch: Sketch, width: float, top: float, sep: float, words: TileWords) -> None:
    sketch.line(16, top, width - 16, top, "line")
    pitch = (sep - 16) / max(1, len(words.small))
    for n, (word, value, age, role) in enumerate(words.small):
        x = 16 + n * pitch
        sketch.text(x, top + 25, word, "small", "text2", room=pitch - 8)
        used = sketch.text(x, top + 52, value, "num.sm.large", role)
        sketch.text(x + used + 8, top + 52, age, "tiny", "text3", room=pitch - used - 16)
    sketch.line(sep, top + 10, sep, top + 60, "line")
    if words.last is None:
        return
    icon, said, age = words.last
    x, right = sep + 16, width - 16
    sketch.icon(x, top + 16, icon, "text2", 24)
    used = sketch.text(right, top + 47, age, "num.sm", "text2", align=RIGHT)
    sketch.text(x + 38, top + 25, tile_tr("Last entry"), "small", "text2", room=right - x - 38)
    sketch.text(x + 38, top + 48, said, "body.medium", "text", room=right - used - 12 - x - 38)
