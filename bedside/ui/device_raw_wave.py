"""The wave of the visible samples, drawn down the page beside their bytes: a wrong offset is seen at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF

from bedside.ui import formats
from bedside.ui.device_raw_lines import RawLine
from bedside.ui.sketch import Sketch
from bedside.ui.theme import layout
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Wave

_DOTS_UP_TO: Final = 2.0  # samples a line; more are a line alone
_AT: Final = layout("device_raw_wave")


def wave_of(lines: Sequence[RawLine]) -> Parameter | None:
    """The wave that is drawn: the pleth if there is one, else the first of any."""
    found = [
        reading.parameter
        for line in lines
        if line.first
        for reading in line.piece.readings
        if isinstance(reading, Wave) and PARAMETERS[reading.parameter].wave
    ]
    return Parameter.PLETH if Parameter.PLETH in found else next(iter(found), None)


def stretches(lines: Sequence[RawLine], parameter: Parameter, row_px: float) -> list[list[tuple[float, int]]]:
    """The samples as (y in px below the first line's top, value), in stretches without a hole."""
    runs: list[list[tuple[float, int]]] = [[]]
    n = 0
    while n < len(lines):
        end = n + 1
        while end < len(lines) and not lines[end].first and not lines[end].missing:
            end += 1
        line = lines[n]
        if line.missing:
            runs.append([])
        elif line.first:
            samples = [
                sample
                for reading in line.piece.readings
                if isinstance(reading, Wave) and reading.parameter is parameter
                for sample in reading.samples
            ]
            for k, sample in enumerate(samples):
                y = (n + (end - n) * (k + 0.5) / len(samples)) * row_px
                if sample is None:
                    runs.append([])
                else:
                    runs[-1].append((y, sample))
        n = end
    return [run for run in runs if run]


def paint_wave(
    sketch: Sketch, lines: Sequence[RawLine], parameter: Parameter, box: QRectF, row_px: float
) -> None:
    """Draw the samples of `lines` down `box`, smallest value at the left."""
    for x in (box.left(), box.right()):
        sketch.line(x, box.top(), x, box.bottom(), "line")
    runs = stretches(lines, parameter, row_px)
    if not runs:
        return
    values = [value for run in runs for _, value in run]
    low, span = min(values), max(1, max(values) - min(values))
    room = box.width() - 2 * _AT.inset
    painter = sketch.painter
    role = formats.role_of(parameter)
    dots = len(values) <= _DOTS_UP_TO * max(1, len(lines))
    for run in runs:
        points = [
            QPointF(box.left() + _AT.inset + room * (value - low) / span, box.top() + y) for y, value in run
        ]
        painter.setPen(QPen(sketch.theme.color(role), _AT.width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        if dots:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(sketch.theme.color(role))
            for point in points:
                painter.drawEllipse(point, _AT.dot, _AT.dot)
