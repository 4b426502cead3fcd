"""Drawing in tokens: text by token, colour by role, positions at 100 % scaled to the place they are painted in."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from bedside.ui.theme import Theme

LEFT: Final = -1
CENTRE: Final = 0
RIGHT: Final = 1
_CIRCLE_DEGREES: Final = 360
_TOP_DEGREES: Final = 90
_STEPS_PER_DEGREE: Final = 16  # Qt counts arcs in them


class Sketch:
    """A painter that speaks the theme. Coordinates are px at 100 %; `scale` maps them to the widget."""

    def __init__(self, painter: QPainter, theme: Theme, scale: float = 1.0) -> None:
        self.painter = painter
        self.theme = theme
        self.scale = scale
        self._dpr = painter.device().devicePixelRatioF()
        self._least_number = int(theme.length("smallest_number"))
        self._least_icon = int(theme.length("smallest_icon"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    @classmethod
    def zoomed(cls, painter: QPainter, theme: Theme) -> Sketch:
        """For a part of a page that is larger as a whole in a large window: coordinates are px at 100 %."""
        return cls(painter, theme.plain, theme.zoom)

    def width(self, words: str, token: str) -> float:
        """Advance of a text at 100 %."""
        return self.theme.advance(token, self.theme.px(token, self.scale), words) / self.scale

    def text(
        self,
        x: float,
        baseline: float,
        words: str,
        token: str,
        role: str,
        *,
        align: int = LEFT,
        room: float | None = None,
        px: int | None = None,
    ) -> float:
        """Write one line and return its advance at 100 %.

        Args:
            x: left edge, centre or right edge by `align`.
            baseline: y of the baseline.
            words: what to write; shortened with an ellipsis when `room` is too small.
            token: of the type scale.
            role: colour.
            align: LEFT, CENTRE or RIGHT.
            room: at most this wide, at 100 %; None = as wide as it is.
            px: another pixel size, already scaled, for numbers that must fit.
        """
        if not words:
            return 0.0
        theme, scale, painter = self.theme, self.scale, self.painter
        size = theme.px(token, scale) if px is None else px
        advance = theme.advance(token, size, words)
        if room is not None and advance > room * scale + 0.5:
            words = theme.elided(token, size, words, max(0.0, room * scale))
            advance = theme.advance(token, size, words)
        left = x * scale - (advance if align == RIGHT else advance / 2 if align == CENTRE else 0.0)
        painter.setFont(theme.font_px(token, size))
        painter.setPen(theme.ink(role))
        written, ascent = theme.written(token, size, words)
        painter.drawStaticText(QPointF(left, baseline * scale - ascent), written)
        return advance / scale

    def fits(self, words: str, token: str, room: float) -> int:
        """The largest pixel size up to the token's at which `words` are at most `room` wide, at 100 %."""
        px = self.theme.px(token, self.scale)
        advance = self.theme.advance(token, px, words)
        wanted = room * self.scale
        return px if advance <= wanted else max(self._least_number, int(px * wanted / advance))

    def shortened(self, words: str, token: str, room: float) -> str:
        """`words` without its last parts (after " · " or ", ") until it is at most `room` wide, at 100 %."""
        for separator in (" · ", ", "):
            while self.width(words, token) > room and separator in words:
                words = words.rpartition(separator)[0]
        return words

    def first(self, baseline: float, token: str, pad: float = 2.0) -> float:
        """`baseline`, or lower where text at its smallest size would be cut at the top, at 100 %."""
        return max(baseline, (self.theme.px(token, self.scale) * 0.8 + pad) / self.scale)

    def fill(self, rect: QRectF, role: str, radius: float = 0.0, opacity: float = 1.0) -> None:
        """Fill a rectangle given at 100 %."""
        color = self.theme.ink(role)
        if opacity < 1.0:
            color = self.theme.color(role)
            color.setAlphaF(opacity)
        scaled = self.rect(rect)
        if radius:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(color)
            self.painter.drawRoundedRect(scaled, radius * self.scale, radius * self.scale)
        else:
            self.painter.fillRect(scaled, color)

    def edge(
        self,
        rect: QRectF,
        role: str,
        width: float,
        radius: float = 0.0,
        *,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw an edge of `width` px (never thinner than 1) just inside a rectangle given at 100 %."""
        pen_width = max(1.0, width * self.scale)
        pen = QPen(self.theme.ink(role), pen_width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        if dash is not None:
            pen.setDashPattern([part * self.scale / pen_width for part in dash])
        half = pen_width / 2
        inside = self.rect(rect).adjusted(half, half, -half, -half)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        corner = max(0.0, radius * self.scale - half)
        if corner:
            self.painter.drawRoundedRect(inside, corner, corner)
        else:
            self.painter.drawRect(inside)

    def line(self, x1: float, y1: float, x2: float, y2: float, role: str, width: float = 1.0) -> None:
        """A line; one of 1 px lies on pixel centres."""
        pen_width = max(1.0, width * self.scale)
        x1, y1, x2, y2 = (value * self.scale for value in (x1, y1, x2, y2))
        if pen_width < 1.5:
            x1, y1, x2, y2 = (int(value) + 0.5 for value in (x1, y1, x2, y2))
        self.painter.setPen(QPen(self.theme.ink(role), pen_width))
        self.painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    def icon(self, x: float, y: float, name: str, role: str, size: float) -> None:
        """A glyph with its top left corner at (x, y)."""
        edge = max(self._least_icon, round(size * self.scale))
        spare = (size * self.scale - edge) / 2
        pixmap = self.theme.icons.pixmap(name, role, edge, self._dpr)
        self.painter.drawPixmap(QPointF(round(x * self.scale + spare), round(y * self.scale + spare)), pixmap)

    def circle(self, x: float, y: float, radius: float, role: str, width: float) -> None:
        """An empty circle."""
        self.painter.setPen(QPen(self.theme.ink(role), max(1.0, width * self.scale)))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawEllipse(self.rect(QRectF(x - radius, y - radius, 2 * radius, 2 * radius)))

    def ring(self, x: float, y: float, radius: float, share: float, role: str, width: float) -> None:
        """A gauge: a quiet full ring and over it `share` (0…1) of it, clockwise from the top."""
        box = self.rect(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
        pen = QPen(self.theme.ink("line"), max(1.5, width * self.scale))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(pen)
        self.painter.drawEllipse(box)
        pen.setColor(self.theme.ink(role))
        self.painter.setPen(pen)
        around = min(1.0, max(0.0, share)) * _CIRCLE_DEGREES
        self.painter.drawArc(box, _TOP_DEGREES * _STEPS_PER_DEGREE, -round(around * _STEPS_PER_DEGREE))

    def rect(self, rect: QRectF) -> QRectF:
        """A rectangle at 100 % in the widget's own px."""
        s = self.scale
        return QRectF(rect.x() * s, rect.y() * s, rect.width() * s, rect.height() * s)


def tile_ground(sketch: Sketch, rect: QRectF, role: str = "surface") -> None:
    """A tile's ground: window colour in the corners, the fill, and the line some themes ask for."""
    radius = sketch.theme.length("radius_tile")
    sketch.fill(rect, "bg")
    sketch.fill(rect, role, radius)
    if sketch.theme.tile_edge:
        sketch.edge(rect, "line", 1.0, radius)


def wrapped(sketch: Sketch, text: str, token: str, room: float, most: int) -> list[str]:
    """`text` in at most `most` lines of `room`, broken at spaces."""
    lines: list[str] = []
    for word in text.split():
        if lines and sketch.width(f"{lines[-1]} {word}", token) <= room:
            lines[-1] += f" {word}"
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return lines
