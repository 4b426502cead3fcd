"""What the large and the compact tile share: sizes, alarm roles, header alarm, marks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF

from bedside.ui import formats
from bedside.ui.bed_tile import TileAlarm, TileWords
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import layout
from bedside.vitals.alarms import Priority

_AT: Final = layout("bed_tile_parts")
LARGE: Final = (_AT.large_width, _AT.large_height)
COMPACT: Final = (_AT.compact_width, _AT.compact_height)
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
    right -= (
        sketch.text(right, baseline, alarm.elapsed, "num.sm.bold", role, align=RIGHT)
        + _AT.header_alarm_elapsed_gap
    )
    room = right - _AT.header_alarm_left
    token = "num.sm.bold"
    needed = sketch.width(alarm.message, token)
    if needed > room:
        token, needed = "label.medium", min(sketch.width(alarm.message, "label.medium"), room)
    sketch.text(right - needed, baseline, alarm.message, token, role, room=room)
    right -= needed + _AT.header_alarm_icon_gap
    icon = formats.priority_icon(alarm.priority)
    tint = role if alarm.lit and alarm.priority is not Priority.LOW else LINE_ROLE[alarm.priority]
    top, size = baseline - _AT.header_alarm_icon_rise, _AT.header_alarm_icon_size
    sketch.icon(right, top, icon, tint, size)
    if alarm.acknowledged:  # beside the shape: that says the priority
        right -= _AT.header_alarm_check
        sketch.icon(right, top, "check", role, size)
    return right


def header_alarm_width(sketch: Sketch, alarm: TileAlarm) -> float:
    """The room all of it needs, at 100 %: shape, message, time."""
    token = "num.sm.bold"
    gaps = _AT.header_alarm_elapsed_gap + _AT.header_alarm_icon_gap
    gaps += _AT.header_alarm_check if alarm.acknowledged else 0.0
    return sketch.width(alarm.message, token) + sketch.width(alarm.elapsed, token) + float(gaps)


def paint_tag(sketch: Sketch, right: float, y: float) -> float:
    """The mark of a simulated bed; returns its left edge."""
    word = "SIM"
    advance = sketch.width(word, "tiny.medium")
    sketch.fill(
        QRectF(right - advance - _AT.tag_pads, y, advance + _AT.tag_pads, _AT.tag_height),
        "sim",
        _AT.tag_radius,
    )
    sketch.text(right - _AT.tag_pad, y + _AT.tag_word_base, word, "tiny.medium", "on_sim", align=RIGHT)
    return right - advance - _AT.tag_room


def paint_bracketed(sketch: Sketch, x: float, baseline: float, number: str, token: str, role: str) -> float:
    """A number in the words' parentheses (B612's look like brackets); returns its width."""
    px = sketch.theme.px(token, sketch.scale)
    start = x
    x += sketch.text(x, baseline, "(", "body", role, px=px)
    x += sketch.text(x, baseline, number, token, role)
    return x + sketch.text(x, baseline, ")", "body", role, px=px) - start
