"""The alarm bar's message, painted. Short of room the words go first, then the bed's name and the time since when.

Message, how long it lasts, and with several beds which one it is, are always there: where the bed's line has no room,
its short name stands in front of the message.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import theme
from bedside.ui.bar_words import BarWords
from bedside.ui.held_text import held
from bedside.ui.sketch import RIGHT, Sketch

_LEAST_MESSAGE: Final = 0.6  # of its size; a message that must be smaller takes two lines
_AT: Final = theme.layout("alarm_bar")
_TWO_LINES_MOST: Final = 1.5  # of the text size: the words and the bed's name stand over each other
_CAPITAL: Final = 0.8  # height of a line of capitals, of its type


def paint_calm(sketch: Sketch, area: QRectF, shown: BarWords) -> None:
    """Icon, message and note on the plain ground."""
    middle, end = area.height() / 2, area.right()
    icon = _AT.calm_icon
    sketch.icon(area.x() + _AT.calm_icon_x, middle - icon / 2, shown.icon, shown.icon_role, icon)
    grown = sketch.theme.grown
    x, baseline = area.x() + _AT.calm_text_x, middle + grown(_AT.calm_baseline)
    x += sketch.text(x, baseline, shown.message, "title.name", "text", room=end - x) + _AT.calm_note_gap
    if x < end - _AT.calm_note_least:
        room, baseline = end - x - _AT.calm_note_right, middle + grown(_AT.calm_note_baseline)
        sketch.text(x, baseline, shown.note, "label", "text3", room=room)


def paint_alarm(sketch: Sketch, area: QRectF, right: float, shown: BarWords) -> None:
    """Fill, edges and everything up to `right`, where the key of the count begins."""
    sketch.fill(area, shown.fill)
    if shown.edge:
        sketch.edge(area, shown.edge, shown.edge_px, 2.0)
    if shown.inner:
        inset = max(shown.edge_px, _AT.edge_high)
        sketch.edge(area.adjusted(inset, inset, -inset, -inset), shown.inner, 2.0, 2.0)
    middle, role = area.height() / 2, shown.on_fill
    icon = _AT.icon
    sketch.icon(area.x() + _AT.icon_x, middle - icon / 2, shown.icon, shown.icon_role, icon)
    x = area.x() + _AT.text_x
    grown, two = sketch.theme.grown, held(sketch, _TWO_LINES_MOST)
    if shown.off:
        baseline, icon = middle + grown(_AT.off_baseline), _AT.off_icon
        right -= sketch.text(right, baseline, shown.off, "label.bold", role, align=RIGHT) + _AT.off_icon_left
        sketch.icon(right, middle - icon / 2, "bell-off-outline", role, icon)
        right -= _AT.off_gap
    message = shown.message
    bed_width = two.width(shown.bed, "label.medium")
    if shown.place:
        beside = sketch.width(message, "alarm") + _AT.bed_gap + bed_width
        if x + beside + _AT.times_gap + _times_width(sketch, shown) > right:
            message, bed_width = f"{shown.place} {message}", 0.0
    right = _paint_times(sketch, x, right, middle, shown, message)
    px = sketch.fits(message, "alarm", right - x)
    if px < _least(sketch):
        _paint_wrapped(sketch, x, middle, right - x, message, role)
        return
    x += sketch.text(x, middle + _AT.message_baseline, message, "alarm", role, px=px) + _AT.bed_gap
    has_bed = bed_width > 0 and x + bed_width <= right
    beside = two if has_bed else sketch
    words = beside.shortened(shown.words, "body.bold", right - x)
    if x + beside.width(words, "body.bold") <= right:
        baseline = middle - _AT.words_over if has_bed else middle + grown(_AT.words_alone)
        beside.text(x, baseline, words, "body.bold", role)
    if has_bed:
        two.text(x, middle + _AT.bed_under, shown.bed, "label.medium", role)


def _least(sketch: Sketch) -> float:
    return _LEAST_MESSAGE * sketch.theme.px("alarm", sketch.scale)


def _times_width(sketch: Sketch, shown: BarWords) -> float:
    return max(sketch.width(shown.since, "label.medium"), sketch.width(shown.elapsed, "num.sm.large.bold"))


def _paint_times(
    sketch: Sketch, x: float, right: float, middle: float, shown: BarWords, message: str
) -> float:
    """Since when and for how long; returns where the message has to end."""
    role = shown.on_fill
    elapsed = sketch.width(shown.elapsed, "num.sm.large.bold")
    times = _times_width(sketch, shown)
    theme, scale = sketch.theme, sketch.scale
    too_high = theme.px("label.medium", scale) + theme.px("num.sm.large.bold", scale) > _AT.two_lines * scale
    if too_high or sketch.fits(message, "alarm", right - times - _AT.times_gap - x) < _least(sketch):
        times = elapsed  # the time since is enough
        baseline = middle + theme.grown(_AT.elapsed_alone)
        sketch.text(right, baseline, shown.elapsed, "num.sm.large.bold", role, align=RIGHT)
    else:
        over, under = middle - _AT.since_over, middle + _AT.elapsed_under
        sketch.text(right, over, shown.since, "label.medium", role, align=RIGHT)
        sketch.text(right, under, shown.elapsed, "num.sm.large.bold", role, align=RIGHT)
    return right - times - _AT.times_gap


def _paint_wrapped(sketch: Sketch, x: float, middle: float, room: float, message: str, role: str) -> None:
    """A message too long for one line in two, as large as they can be."""
    words = message.split()
    cut = min(
        range(1, max(2, len(words))),
        key=lambda n: max(len(" ".join(words[:n])), len(" ".join(words[n:]))),
    )
    lines = [" ".join(part) for part in (words[:cut], words[cut:]) if part]
    high = (
        middle - _AT.wrapped_over - _AT.edge_high
    ) / _CAPITAL  # a line and its edge fit into half of the bar
    most = min(sketch.theme.px("title.small", sketch.scale), int(high * sketch.scale))
    px = min(most, *(sketch.fits(line, "title.small", room) for line in lines))
    for n, line in enumerate(lines):
        under = middle + _AT.wrapped_under + px / sketch.scale * _CAPITAL
        baseline = middle - _AT.wrapped_over if n == 0 else under
        sketch.text(x, baseline, line, "title.small", role, px=px)
