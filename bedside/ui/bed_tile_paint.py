"""A bed's tile in pixels: large (2–4 beds) and compact (5–16 beds), at the places of the mock-ups.

Name and alarm share the header, so an alarm moves nothing. What a tile has more in height goes to the wave.
"""

from __future__ import annotations

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
from bedside.ui.limit_span import paint_span, span_of, span_width
from bedside.ui.lost_device import paint_notice
from bedside.ui.sketch import CENTRE, RIGHT, Sketch, tile_ground
from bedside.ui.tile_paint import paint_approach
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Priority
from bedside.vitals.parameters import Parameter


def plot_place(width: float, height: float, *, large: bool) -> QRectF:
    """Where the wave lies in a tile of this size at 100 %; what is above the nominal height is its."""
    if large:
        return QRectF(8, 76, width - 16, 126 + max(0.0, height - LARGE[1]))
    return QRectF(8, 46, width - 16, 62 + max(0.0, height - COMPACT[1]))


def paint_tile(sketch: Sketch, rect: QRectF, words: TileWords, *, large: bool, focused: bool) -> None:
    """Paint a tile; the plot is left to the sweep unless a sentence stands there."""
    alarm = words.alarm
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
        sketch.edge(rect.adjusted(3, 3, -3, -3), "focus", 2.0, 6.0)


def key_room(width: float, height: float, *, large: bool) -> QRectF:
    """Where the key of a bed that waits stands: beside the sentence, or in place of the cuff's dashes."""
    if large:
        plot = plot_place(width, height, large=True)
        return QRectF(plot.right() - 176, plot.y() + (plot.height() - 48) / 2, 172, 48)
    left = 8 + 268 * width / COMPACT[0]
    return QRectF(left, height - 122 + 30, width - 8 - left, 48)


def paint_lost(sketch: Sketch, rect: QRectF, words: TileWords, *, large: bool) -> None:
    """A sentence in the wave's place: about the device that is gone, or what the bed waits for."""
    icon = "information-outline" if words.waiting else "power-plug-off-outline"
    ground = "hightint" if words.high else "surface"
    plot = plot_place(rect.width(), rect.height(), large=large)
    sketch.fill(plot, ground)
    if words.waiting and large:
        plot.setRight(key_room(rect.width(), rect.height(), large=True).x() - 8)
    paint_notice(sketch, plot, words.lost, icon, ground)


def _paint_edges(sketch: Sketch, rect: QRectF, words: TileWords) -> None:
    alarm = words.alarm
    if alarm is None:
        return
    radius = sketch.theme.length("radius_tile")
    if alarm.priority is Priority.HIGH:
        sketch.edge(rect, "highline", 6.0, radius)
        if not alarm.acknowledged:
            sketch.edge(rect.adjusted(6, 6, -6, -6), "text", 2.0, 3.0)
    elif alarm.priority is Priority.MEDIUM:
        sketch.edge(rect, "medline", 4.0 if alarm.lit else 2.0, radius)


def _paint_compact(sketch: Sketch, rect: QRectF, words: TileWords, drop: float) -> None:
    width = rect.width()
    alarm = words.alarm
    role = "text"
    if alarm is not None and alarm.lit and alarm.priority is not Priority.LOW:
        fill, role = FILL_ROLES[alarm.priority]
        sketch.fill(QRectF(0, 0, width, 36), fill, sketch.theme.length("radius_tile"))
        sketch.fill(QRectF(0, 18, width, 18), fill)
    right = width - 14
    if alarm is not None:
        right = paint_header_alarm(sketch, right, words, role, 25)
    else:
        right = _paint_header_time(sketch, right, words)
    x = 14 + sketch.text(14, 26, words.bed, "num.sm.large.bold", role)
    x = max(x + 10, 46)
    if words.simulated and right - x > 190:
        right = paint_tag(sketch, right - 8, 8)
    sketch.text(x, 25, words.short or words.name, "body.medium", role, room=right - x - 8)
    if words.share is not None and not (alarm is not None and alarm.lit):
        sketch.fill(QRectF(14, 36, width - 28, 3), "line", 1.5)
        sketch.fill(QRectF(14, 36, (width - 28) * words.share, 3), "infusion", 1.5)
    k = width / COMPACT[0]
    top = 114 + drop
    cells = (
        (QRectF(8, top, 134 * k, 114), words.spo2, Parameter.SPO2),
        (QRectF(8 + 134 * k, top, 134 * k, 114), words.pr, Parameter.PR),
        (QRectF(8 + 268 * k, top, width - 16 - 268 * k, 114), words.nibp, Parameter.NIBP_SYS),
    )
    # Limits stand beside the names; where one does not fit, all stand under the numbers.
    below = any(not _fits_beside(sketch, cell, parameter, words) for cell, _, parameter in cells)
    for cell, shown, parameter in cells:
        if shown is not None:
            _paint_cell(sketch, cell, shown, parameter, words, below=below)


def _fits_beside(sketch: Sketch, cell: QRectF, parameter: Parameter, words: TileWords) -> bool:
    name = sketch.width(formats.short_name(parameter), "label.bold")
    span = span_width(sketch, span_of(words.limits, parameter), "num.sm.small.bold")
    return name + 6 + span <= cell.width() - 16


def _paint_header_time(sketch: Sketch, right: float, words: TileWords) -> float:
    if words.planned_min:
        right -= sketch.text(right, 25, words.planned_min, "label", "text2", align=RIGHT) + 6
    right -= sketch.text(right, 25, words.elapsed, "num.sm", "text", align=RIGHT) + 8
    if right > 190:
        right -= sketch.text(right, 25, words.phase, "label", "text2", align=RIGHT) + 8
    return right


def _paint_cell(
    sketch: Sketch, cell: QRectF, shown: TileLook, parameter: Parameter, words: TileWords, *, below: bool
) -> None:
    if shown.fill == "highnum":
        sketch.fill(cell, "highnum", 4.0)
    elif shown.outer == "medline" and shown.outer_px > 2.0:
        sketch.edge(cell, "medline", 3.0, 4.0)
    elif shown.low_line:
        sketch.fill(QRectF(cell.x() + 8, cell.bottom() - 4, cell.width() - 16, 4), "lowline", 2.0)
    quiet = "on_high" if shown.fill == "highnum" else "text2"
    name_role = "on_high" if shown.fill == "highnum" else formats.role_of(parameter)
    x, right = cell.x() + 8, cell.right() - 8
    sketch.text(x, cell.y() + 21, formats.short_name(parameter), "label.bold", name_role)
    span = span_of(words.limits, parameter)
    bold = shown.crossed is not None and shown.crossed[1] is not Priority.LOW
    token = "num.sm.small.bold" if bold else "num.sm.small"
    ink = quiet if quiet == "on_high" else "text" if bold else quiet
    if below:
        paint_span(sketch, x, cell.bottom() - 5, span, token, ink)
    else:
        width = span_width(sketch, span, token)
        paint_span(sketch, right - width, cell.y() + 21, span, token, ink)
    if parameter is Parameter.NIBP_SYS:
        _paint_cell_nibp(sketch, cell, shown, words, quiet, below=below)
        return
    token = "num.tile" if len(shown.number) < 3 else "num.tile.three"
    base = cell.y() + (84 if below else 92)
    px = min(sketch.fits(shown.number, token, cell.width() - 12), sketch.theme.px(token, sketch.scale))
    advance = sketch.text(right - 10, base, shown.number, token, shown.number_role, align=RIGHT, px=px)
    if shown.struck:
        sketch.line(right - 14 - advance, base - 25, right - 6, base - 25, "text", 4.0)
    paint_approach(sketch, right - 10 - advance, base, advance, px, shown, from_x=cell.x())


def _paint_cell_nibp(
    sketch: Sketch, cell: QRectF, shown: TileLook, words: TileWords, quiet: str, *, below: bool
) -> None:
    x, right = cell.x() + 8, cell.right() - 8
    px = sketch.fits(shown.number, "num.nibp16", cell.width() - 16)
    base = cell.y() + (57 if below else 63)
    advance = sketch.text(x, base, shown.number, "num.nibp16", shown.number_role, px=px)
    if shown.struck:
        sketch.line(x, base - 13, x + advance, base - 13, "text", 3.0)
    paint_approach(sketch, x, base, advance, px, shown, from_x=cell.x())
    base = cell.y() + (84 if below else 96)
    used = 0.0
    if words.mean and shown.number != formats.DASHES:
        used = paint_bracketed(sketch, x, base, words.mean, "num.mean16", shown.number_role)
    if not words.nibp_age:
        return
    old = "text" if quiet == "text2" and shown.number_role == "text3" else quiet
    age = sketch.text(right, base, words.nibp_age, "body", old, align=RIGHT)
    if used + age + 40 < right - x:
        sketch.ring(right - age - 18, base - 6, 9, words.nibp_share, quiet, 3.0)


def _paint_empty(sketch: Sketch, rect: QRectF, words: TileWords, *, large: bool) -> None:
    sketch.fill(rect, "bg")
    sketch.edge(rect, "line", 1.5, sketch.theme.length("radius_tile"), dash=(6, 5))
    x = 14 + sketch.text(14, 28, words.bed, "num.sm.large.bold", "text2") + 10
    sketch.text(x, 27, tile_tr("Empty"), "body.medium", "text2", room=rect.width() - x - 8)
    middle = rect.width() / 2
    y = rect.height() / 2 - (70 if large else 46)
    if y > 32:
        sketch.icon(middle - 14, y, "power-plug-outline", "text2", 28)
    sentence = tile_tr("Connect a device or start the simulator")
    room = rect.width() - 20
    base = y + (66 if large else 52)
    sketch.text(middle, base, sentence, "body", "text2", align=CENTRE, room=room)
