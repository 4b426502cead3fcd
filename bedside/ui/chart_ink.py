"""Ink for the chart: words at a height, mixed colours, and what can be read on them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


def mix(a: QColor, b: QColor, share: float) -> QColor:
    """Colour `share` (0…1) of the way from `a` to `b`."""
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def _luminance(color: QColor) -> float:
    parts = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (color.redF(), color.greenF(), color.blueF())
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def text_on(fill: QColor) -> QColor:
    """Pure white or black, whichever stands out more on `fill` (WCAG contrast)."""
    light = _luminance(fill)
    on_white, on_black = 1.05 / (light + 0.05), (light + 0.05) / 0.05
    return QColor(Qt.GlobalColor.white if on_white >= on_black else Qt.GlobalColor.black)


def text(
    painter: QPainter,
    x: float,
    y: float,
    words: str,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """Draw words with their middle at height `y`; returns their width, px."""
    painter.setFont(font)
    painter.setPen(color)
    width = QFontMetricsF(font).horizontalAdvance(words)
    left = {RIGHT: x - width, CENTER: x - width / 2}.get(align, x)
    painter.drawText(QRectF(left, y - 20, width + 4, 40), LEFT, words)
    return width
