"""Ink for the chart: pens by role, icons, words at a height, mixed colours, and what can be read on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QStaticText

from bedside.ui.theme import Theme, layout

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
_AT: Final = layout("chart_paint")
# Relative luminance and contrast of WCAG 2.2
_SRGB_LINEAR_RATIO: Final = 12.92
_SRGB_GAMMA_SCALE: Final = 2.4
_WEIGHTS: Final = (0.2126, 0.7152, 0.0722)
_FLARE: Final = 0.05
_MOST_COUNT: Final = 64
_MOST_WORDS_COUNT: Final = 64  # laid out, of each font; as a picture goes on, its times are ever new words


class _Kept(NamedTuple):
    """A font with what was measured and laid out in it; it is kept itself, so that its id stays its own."""

    font: QFont
    metrics: QFontMetricsF
    written: dict[str, QStaticText]


_KEPT: dict[int, _Kept] = {}


def mix(a: QColor, b: QColor, share: float) -> QColor:
    """Colour `share` (0…1) of the way from `a` to `b`."""
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )


def _luminance(color: QColor) -> float:
    parts = (
        c / _SRGB_LINEAR_RATIO if c <= 0.04045 else ((c + 0.055) / 1.055) ** _SRGB_GAMMA_SCALE
        for c in (color.redF(), color.greenF(), color.blueF())
    )
    return sum(weight * part for weight, part in zip(_WEIGHTS, parts, strict=True))


def text_on(fill: QColor) -> QColor:
    """Pure white or black, whichever stands out more on `fill` (WCAG contrast)."""
    light = _luminance(fill)
    on_white, on_black = (1.0 + _FLARE) / (light + _FLARE), (light + _FLARE) / _FLARE
    return QColor(Qt.GlobalColor.white if on_white >= on_black else Qt.GlobalColor.black)


def _kept(font: QFont) -> _Kept:
    """One of a theme's fonts with its metrics, kept: making them costs more than using them."""
    kept = _KEPT.get(id(font))
    if kept is None or kept.font is not font:
        if len(_KEPT) >= _MOST_COUNT:
            _KEPT.clear()
        kept = _KEPT[id(font)] = _Kept(font, QFontMetricsF(font), {})
    return kept


def _written(words: str, kept: _Kept) -> QStaticText:
    """Words laid out for painting: a chart says the same again with every picture."""
    written = kept.written.get(words)
    if written is None:
        if len(kept.written) >= _MOST_WORDS_COUNT:
            kept.written.clear()
        written = kept.written[words] = QStaticText(words)
        written.setTextFormat(Qt.TextFormat.PlainText)
        written.prepare(font=kept.font)
    return written


def width_of(words: str, font: QFont) -> float:
    """Advance of some words, px."""
    return _kept(font).metrics.horizontalAdvance(words)


def text(
    painter: QPainter,
    x: float,
    y: float,
    words: str,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = LEFT,
    room: float | None = None,
) -> float:
    """Draw words with their middle at height `y`; returns their width, px. In less `room` they are shortened."""
    kept = _kept(font)
    metrics = kept.metrics
    width = metrics.horizontalAdvance(words)
    if room is not None and width > room:
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, room))
        width = metrics.horizontalAdvance(words)
    painter.setFont(font)
    painter.setPen(color)
    left = {RIGHT: x - width, CENTER: x - width / 2}.get(align, x)
    painter.drawStaticText(
        QPointF(left, y - (metrics.ascent() + metrics.descent()) / 2), _written(words, kept)
    )
    return width


class Ink:
    """Pens and icons of one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def pen(self, role: str, width: float = 1.0, dash: Sequence[float] = (), alpha: float = 1.0) -> QPen:
        """A pen of a role; `dash`: px drawn and left out."""
        color = self.theme.color(role)
        color.setAlphaF(alpha)
        pen = QPen(color, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dash:
            pen.setDashPattern([part / width for part in dash])
        return pen

    def icon(self, painter: QPainter, name: str, role: str, size: float, x: float, y: float) -> None:
        """A glyph with its middle at (x, y)."""
        device = painter.device()
        dpr = device.devicePixelRatioF() if device is not None else 1.0
        dpr *= painter.worldTransform().m11()  # sharp also where everything is drawn larger
        pixmap = self.theme.icons.pixmap(name, role, round(size), dpr)
        painter.drawPixmap(QPointF(round(x - size / 2), round(y - size / 2)), pixmap)
