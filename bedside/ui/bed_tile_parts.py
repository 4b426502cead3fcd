"""What the large and the compact tile share: sizes, alarm roles, header alarm, marks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileWords
from bedside.ui.sketch import RIGHT, Sketch
from bedside.vitals.alarms import Priority

LARGE: Final = (916.0, 480.0)
COMPACT: Final = (454.0, 236.0)
LINE_ROLE: Final = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}
FILL_ROLES: Final = {
    Priority.HIGH: ("high", "on_high"),
    Priority.MEDIUM: ("med", "on_med"),
    Priority.LOW: ("low", "on_low"),
}


def tile_tr(text: str) -> str:
    """Words of the tiles in the language of the screen."""
    return QCoreApplication.translate("BedTile", text)


def paint_header_alarm(sketch: Sketch, right: float, words: TileWords, role: str, baseline: float) -> float:
    """The alarm at the right of a header: shape, message, time; returns its left edge."""
    alarm = words.alarm
    if alarm is None:
        return right
    right -= sketch.text(right, baseline, alarm.elapsed, "num.sm.bold", role, align=RIGHT) + 10
    room = right - 90
    token = "num.sm.bold"
    needed = sketch.width(alarm.message, token)
    if needed > room:
        token, needed = "label.medium", min(sketch.width(alarm.message, "label.medium"), room)
    sketch.text(right - needed, baseline, alarm.message, token, role, room=room)
    right -= needed + 26
    icon = "check" if alarm.acknowledged else formats.priority_icon(alarm.priority)
    tint = role if alarm.lit and alarm.priority is not Priority.LOW else LINE_ROLE[alarm.priority]
    sketch.icon(right, baseline - 16, icon, tint, 20)
    return right


def paint_tag(sketch: Sketch, right: float, y: float) -> float:
    """The mark of a simulated bed; returns its left edge."""
    word = "SIM"
    advance = sketch.width(word, "tiny.medium")
    sketch.fill(QRectF(right - advance - 16, y, advance + 16, 20), "sim", 4.0)
    sketch.text(right - 8, y + 15, word, "tiny.medium", "on_sim", align=RIGHT)
    return right - advance - 20


def paint_bracketed(sketch: Sketch, x: float, baseline: float, number: str, token: str, role: str) -> float:
    """A number in the words' parentheses (B612's look like brackets); returns its width."""
    px = sketch.theme.px(token, sketch.scale)
    start = x
    x += sketch.text(x, baseline, "(", "body", role, px=px)
    x += sketch.text(x, baseline, number, token, role)
    return x + sketch.text(x, baseline, ")", "body", role, px=px) - start
