"""The alarm bar's message, painted. Short of room the words go first, then the bed's name and the time since when.

Message, how long it lasts, and with several beds which one it is, are always there: where the bed's line has no room,
its short name stands in front of the message.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui.bar_words import BarWords
from bedside.ui.sketch import RIGHT, Sketch

_LEAST_MESSAGE: Final = 0.6  # of its size; a message that must be smaller takes two lines
_TWO_LINES: Final = 46  # px at 100 % for two lines of times


def paint_calm(sketch: Sketch, area: QRectF, shown: BarWords) -> None:
    """Icon, message and note on the plain ground."""
    middle, end = area.height() / 2, area.right()
    sketch.icon(area.x() + 24, middle - 13, shown.icon, shown.icon_role, 26)
    x = area.x() + 62
    x += sketch.text(x, middle + 7, shown.message, "title.name", "text", room=end - x) + 24
    if x < end - 60:
        sketch.text(x, middle + 6, shown.note, "label", "text3", room=end - x - 8)


def paint_alarm(sketch: Sketch, area: QRectF, right: float, shown: BarWords) -> None:
    """Fill, edges and everything up to `right`, where the key of the count begins."""
    sketch.fill(area, shown.fill)
    if shown.edge:
        sketch.edge(area, shown.edge, shown.edge_px, 2.0)
    if shown.inner:
        inset = max(shown.edge_px, 3.0)
        sketch.edge(area.adjusted(inset, inset, -inset, -inset), shown.inner, 2.0, 2.0)
    middle, role = area.height() / 2, shown.on_fill
    sketch.icon(area.x() + 20, middle - 20, shown.icon, shown.icon_role, 40)
    x = area.x() + 72
    if shown.off:
        right -= sketch.text(right, middle + 6, shown.off, "label.bold", role, align=RIGHT) + 28
        sketch.icon(right, middle - 11, "bell-off-outline", role, 22)
        right -= 20
    message = shown.message
    bed_width = sketch.width(shown.bed, "label.medium")
    if shown.place:
        beside = sketch.width(message, "alarm") + 28 + bed_width + 20 + _times_width(sketch, shown)
        if x + beside > right:
            message, bed_width = f"{shown.place} {message}", 0.0
    right = _paint_times(sketch, x, right, middle, shown, message)
    px = sketch.fits(message, "alarm", right - x)
    if px < _least(sketch):
        _paint_wrapped(sketch, x, middle, right - x, message, role)
        return
    x += sketch.text(x, middle + 12, message, "alarm", role, px=px) + 28
    has_bed = bed_width > 0 and x + bed_width <= right
    if x + min(sketch.width(shown.words, "body.bold"), 120) <= right:
        baseline = middle - 6 if has_bed else middle + 6
        sketch.text(x, baseline, shown.words, "body.bold", role, room=right - x)
    if has_bed:
        sketch.text(x, middle + 18, shown.bed, "label.medium", role)


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
    too_high = theme.px("label.medium", scale) + theme.px("num.sm.large.bold", scale) > _TWO_LINES * scale
    if too_high or sketch.fits(message, "alarm", right - times - 20 - x) < _least(sketch):
        times = elapsed  # the time since is enough
        sketch.text(right, middle + 8, shown.elapsed, "num.sm.large.bold", role, align=RIGHT)
    else:
        sketch.text(right, middle - 4, shown.since, "label.medium", role, align=RIGHT)
        sketch.text(right, middle + 19, shown.elapsed, "num.sm.large.bold", role, align=RIGHT)
    return right - times - 20


def _paint_wrapped(sketch: Sketch, x: float, middle: float, room: float, message: str, role: str) -> None:
    """A message too long for one line in two, as large as they can be."""
    words = message.split()
    cut = min(
        range(1, max(2, len(words))),
        key=lambda n: max(len(" ".join(words[:n])), len(" ".join(words[n:]))),
    )
    lines = [" ".join(part) for part in (words[:cut], words[cut:]) if part]
    most = sketch.theme.px("title.small", sketch.scale)
    px = min(most, *(sketch.fits(line, "title.small", room) for line in lines))
    for n, line in enumerate(lines):
        baseline = middle - 4 if n == 0 else middle + 4 + px / sketch.scale * 0.8
        sketch.text(x, baseline, line, "title.small", role, px=px)
