"""The readout of the session chart: a line under the pointer and, beside it, what every lane shows there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from bedside.ui.chart_ink import text
from bedside.ui.chart_picture import Picture
from bedside.ui.chart_window import local
from bedside.ui.theme import Theme


def paint_hover(painter: QPainter, theme: Theme, picture: Picture, t: float, lines: Sequence[str]) -> None:
    """The hover line at session time `t`, s, and the readout of all lanes beside it."""
    lanes = picture.lanes
    x = picture.x(t)
    painter.setPen(QPen(theme.color("text2"), 1.0))
    painter.drawLine(QPointF(x, lanes.spo2.top), QPointF(x, lanes.experience.bottom))
    head = local(picture.started_utc, t).strftime("%H:%M:%S")
    font, bold = theme.font("small"), theme.font("num.sm.small.bold")
    metrics = QFontMetricsF(font)
    room = max(120.0, lanes.width - 40)
    rows = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines]
    width = max([QFontMetricsF(bold).horizontalAdvance(head), *map(metrics.horizontalAdvance, rows)]) + 24
    pitch = metrics.height() + 3
    box = QRectF(x + 12, lanes.spo2.top + 8, width, (len(rows) + 1) * pitch + 14)
    if box.right() > lanes.right:
        box.moveRight(x - 12)
    if box.left() < lanes.left:
        box.moveLeft(lanes.left + 4)
    box.moveTop(max(2.0, min(box.top(), lanes.experience.bottom + lanes.axis - 2 - box.height())))
    painter.setPen(QPen(theme.color("line2"), 1.0))
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(box, 6, 6)
    y = box.top() + 7 + pitch / 2
    text(painter, box.left() + 12, y, head, bold, theme.color("text"))
    for row in rows:
        y += pitch
        text(painter, box.left() + 12, y, row, font, theme.color("text2"))
