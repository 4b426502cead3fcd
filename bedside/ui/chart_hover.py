"""The readout of the session chart: a line under the pointer and, beside it, what every lane shows there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from bedside.ui.chart_ink import text
from bedside.ui.chart_picture import Picture
from bedside.ui.chart_window import local
from bedside.ui.theme import Theme, layout

_AT: Final = layout("chart_hover")


def paint_hover(painter: QPainter, theme: Theme, picture: Picture, t: float, lines: Sequence[str]) -> None:
    """The hover line at session time `t`, s, and the readout of all lanes beside it."""
    lanes = picture.lanes
    x = picture.x(t)
    painter.setPen(QPen(theme.color("text2"), 1.0))
    painter.drawLine(QPointF(x, lanes.spo2.top), QPointF(x, lanes.experience.bottom))
    head = local(picture.started_utc, t).strftime("%H:%M:%S")
    font, bold = theme.font("small"), theme.font("num.sm.small.bold")
    metrics = QFontMetricsF(font)
    room = max(_AT.least_room, lanes.width - _AT.room_spare)
    pitch = metrics.height() + _AT.gap
    bottom = lanes.experience.bottom + lanes.axis
    most = max(1, int((bottom - _AT.spare_y) / pitch) - 1)  # a low chart drops the last ones
    rows = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines[:most]]
    widest = max([QFontMetricsF(bold).horizontalAdvance(head), *map(metrics.horizontalAdvance, rows)])
    box = QRectF(
        x + _AT.beside,
        lanes.spo2.top + _AT.below,
        widest + 2 * _AT.pad,
        (len(rows) + 1) * pitch + _AT.spare_y,
    )
    if box.right() > lanes.right:
        box.moveRight(x - _AT.beside)
    if box.left() < lanes.left:
        box.moveLeft(lanes.left + _AT.inside)
    box.moveTop(max(2.0, min(box.top(), bottom - 2 - box.height())))
    painter.setPen(QPen(theme.color("line2"), 1.0))
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(box, _AT.radius, _AT.radius)
    y = box.top() + _AT.first_y + pitch / 2
    text(painter, box.left() + _AT.pad, y, head, bold, theme.color("text"))
    for row in rows:
        y += pitch
        text(painter, box.left() + _AT.pad, y, row, font, theme.color("text2"))
