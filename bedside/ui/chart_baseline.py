"""The baseline of the pressure lane: its band, and its words where they lie over nothing that was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bedside.ui import formats
from bedside.ui.chart_ink import Ink, text, width_of
from bedside.ui.chart_picture import Picture
from bedside.ui.theme import layout

_AT: Final = layout("chart_paint")
_SHADE: Final = 0.06  # of the text's colour over the plot


def paint_band(painter: QPainter, ink: Ink, picture: Picture) -> None:
    """From the diastolic to the systolic value, over all time that is shown."""
    found, lanes = _baseline(picture), picture.lanes
    if found is None:
        return
    top, bottom = lanes.pressure.y(found[0]), lanes.pressure.y(found[1])
    shade = ink.theme.color("text")
    shade.setAlphaF(_SHADE)
    painter.fillRect(QRectF(lanes.left, top, lanes.width, bottom - top), shade)


def paint_label(painter: QPainter, ink: Ink, picture: Picture, word: str) -> None:
    """The numbers of the band, at the right where nothing is yet, else in the first gap; else the tiles have them."""
    found, theme = _baseline(picture), ink.theme
    if found is None or picture.compact:
        return
    words, font = f"{word} {formats.pressures(*found, picture.unit)}", theme.font("tiny")
    wide, high = width_of(words, font), font.pixelSize()  # a limit's line may run behind the words
    up = _AT.baseline_label_up * picture.text_scale
    for place in _places(picture, wide + 2, high, (found[1], found[0]), up):
        if _is_free(picture, place):
            painter.fillRect(place, theme.color("plot"))
            text(painter, place.left() + 1, place.center().y(), words, font, theme.color("text2"))
            return


def _baseline(picture: Picture) -> tuple[float, float] | None:
    return None if picture.baseline is None else picture.baseline.pressures


def _places(
    picture: Picture, wide: float, high: float, values: tuple[float, float], up: float
) -> Iterator[QRectF]:
    """From the right to the left, over the lower edge of the band before its upper one."""
    lanes, lane = picture.lanes, picture.lanes.pressure
    for value in values:
        y = lane.y(value) - up
        right = lanes.right - _AT.baseline_label_x + 1  # of the ground, which is a px wider than the words
        while right - wide >= lanes.left + _AT.baseline_label_x and y - high / 2 >= lane.top:
            yield QRectF(right - wide, y - high / 2, wide, high)
            right -= wide


def _is_free(picture: Picture, place: QRectF) -> bool:
    """Neither the now line nor a cuff reading nor the pulse runs through a place."""
    lane, clear = picture.lanes.pressure, _AT.baseline_label_clear
    around = place.adjusted(-clear, -clear, clear, clear)
    if around.left() <= picture.x(picture.now) <= around.right():
        return False
    bars = (picture.x(reading.t) for reading in picture.determinations)
    if any(around.left() <= x <= around.right() for x in bars):
        return False
    times, values = picture.pr
    begin = np.searchsorted(times, picture.t(around.left()), side="left")
    end = np.searchsorted(times, picture.t(around.right()), side="right")
    heights = [lane.y(float(value)) for value in values[begin:end] if not math.isnan(value)]
    return not any(around.top() <= y <= around.bottom() for y in heights)
