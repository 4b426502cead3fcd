"""A bed's tile where there is room for numbers only: many beds in a small window. Sizes are px, not scaled."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileWords
from bedside.ui.bed_tile_parts import LINE_ROLE
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Priority


def paint_mini(sketch: Sketch, rect: QRectF, words: TileWords, *, focused: bool) -> None:
    """Bed, name or alarm, SpO2, PR, NIBP."""
    alarm = words.alarm
    width, height = rect.width(), rect.height()
    ground = "hightint" if words.high else "surface"
    tile_ground(sketch, rect, ground)
    x = 6 + sketch.text(6, 16, words.bed, "num.sm.small.bold", "text") + 6
    if alarm is not None:
        icon = "check" if alarm.acknowledged else formats.priority_icon(alarm.priority)
        sketch.icon(x, 4, icon, LINE_ROLE[alarm.priority], 14)
        sketch.text(x + 18, 16, alarm.message, "tiny.medium", "text", room=width - x - 24)
    else:
        name = formats.DASHES if words.empty else words.short or words.name
        sketch.text(x, 16, name, "tiny", "text2", room=width - x - 6)
    if words.lost:
        sketch.icon(6, height - 20, "power-plug-off-outline", "text2", 14)
    numbers = [look for look in (words.spo2, words.pr) if look is not None]
    room = (width - 12) / 2
    half = min(56.0, (height - 26) * 0.56)
    for n, look in enumerate(numbers):
        _number(sketch, 6 + (n + 1) * room - 6, 22 + half, look, room - 8, half)
    if words.nibp is not None:
        rest = height - 30 - half
        if rest >= 10:
            _number(sketch, width - 8, height - 6, words.nibp, width - 34, min(24.0, rest))
    if alarm is not None:
        lit = 3.0 if alarm.lit or alarm.priority is Priority.HIGH else 1.5
        sketch.edge(rect, LINE_ROLE[alarm.priority], lit, 6.0)
    if focused:
        sketch.edge(rect.adjusted(3, 3, -3, -3), "focus", 2.0, 4.0)


def _number(
    sketch: Sketch, right: float, baseline: float, look: TileLook, room: float, height: float
) -> None:
    most = int(height / 0.78)
    px = min(most, sketch.fits(look.number, "num.tile", room))
    advance = sketch.theme.metrics("num.tile", px).horizontalAdvance(look.number)
    if look.fill == "highnum":
        sketch.fill(QRectF(right - advance - 4, baseline - px * 0.82, advance + 8, px * 0.9), "highnum", 3.0)
    sketch.text(right, baseline, look.number, "num.tile", look.number_role, align=RIGHT, px=px)
    if look.struck:
        sketch.line(right - advance, baseline - px * 0.36, right, baseline - px * 0.36, "text", 2.0)
