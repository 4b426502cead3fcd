"""Keys of a panel: big targets, chips, and the one primary key. Painted, no style sheet."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from bedside.ui.held_text import set_words
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_key")

_ICON = _AT.icon_side


class PanelKey(PaintedKey):
    """A key on a panel's raised ground. Checked or primary fills it; a closed one keeps its place in text3.

    `last` dashes its edge: the value given before. `start`: its words begin at its edge, for a list of keys.
    """

    IDLE = "surface"
    ZOOMS = True

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        icon: str = "",
        key: str = "",
        primary: bool = False,
        token: str = "label.medium",
        least: tuple[int, int] = _AT.least,
        pad: int = _AT.pad,
        start: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, icon, key, primary=primary, parent=parent)
        self._start = start
        self._token = token
        self._least: tuple[float, float] = least
        self._pad = pad
        self._last = False
        self._zoom = theme.zoom
        self._hold_least()

    def set_least(self, width: float, height: float) -> None:
        """Another least target, px at 100 %: small windows are worked with a mouse."""
        self._least = (width, height)
        self._hold_least()
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """A larger window has larger targets."""
        if event.type() in LOOK_EVENTS and self._theme.zoom != self._zoom:
            self._hold_least()
        super().changeEvent(event)

    def _hold_least(self) -> None:
        self._zoom = zoom = self._theme.zoom
        self.setMinimumSize(round(self._least[0] * zoom), round(self._least[1] * zoom))

    def set_last(self, last: bool) -> None:
        """Dash the edge: this was the value before."""
        if last != self._last:
            self._last = last
            self.setAccessibleDescription(self.tr("last value") if last else "")
            self.update()

    @property
    def last(self) -> bool:
        """Whether this key shows the value given before."""
        return self._last

    def sizeHint(self) -> QSize:
        """Its words with padding, never under the least target."""
        around = 2 * self._pad
        if self._icon:
            around += _ICON + (_AT.icon_gap if self.text() else 0)
        if self._key:
            around += _AT.key_gap
        words = self._width(self.text(), self._token) + self._width(self._key, "num.key")
        zoom = self._theme.zoom
        wide = max(self._least[0] * zoom, int(words + around * zoom) + 1)
        return QSize(round(wide), round(self._least[1] * zoom))

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        if self._last:
            sketch.edge(rect, "text2", 2.0, radius, dash=_AT.last_dash)
        else:
            super()._paint_edge(sketch, rect, radius)

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        words, hint = ink.words, ink.hint
        label, key = self.text(), self._key
        room = rect.width() - _AT.room_spare
        if self._icon == "backspace":
            _backspace(sketch, rect.center(), words)
            return
        icon_width = (_ICON + (_AT.icon_gap if label else 0)) if self._icon else 0.0
        if not icon_width and len(label) <= 2:  # digits fill their key
            room = rect.width() - _AT.narrow_spare
        lines, px = set_words(sketch, label, self._token, room - icon_width, rect.height() - _AT.high_spare)
        metrics = sketch.theme.metrics(self._token, px)
        width = max(metrics.horizontalAdvance(line) for line in lines) / sketch.scale
        key_width = sketch.width(key, "num.key") + _AT.key_gap if key else 0.0
        if icon_width + width + key_width > room:
            key, key_width = "", 0.0
        x = self._pad if self._start else (rect.width() - icon_width - width - key_width) / 2
        middle, high = rect.height() / 2, px / sketch.scale
        if self._icon:
            sketch.icon(x, middle - _ICON / 2, self._icon, words, _ICON)
        base = middle + high * _AT.base - high * _AT.line * (len(lines) - 1) / 2
        for n, line in enumerate(lines):
            centre = x + icon_width + width / 2
            sketch.text(centre, base + n * high * _AT.line, line, self._token, words, align=CENTRE, px=px)
        if key:
            base = middle + high * _AT.base
            sketch.text(x + icon_width + width + _AT.key_gap, base, key, "num.key", hint)


def _backspace(sketch: Sketch, center: QPointF, role: str) -> None:
    """An arrow-shaped key cap with a cross: take the last digit away."""
    x, y = center.x() + 1, center.y()
    painter = sketch.painter
    painter.save()
    painter.scale(sketch.scale, sketch.scale)
    painter.setPen(QPen(sketch.theme.color(role), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outline = [_AT.back_tip, _AT.back_top, _AT.back_right_top, _AT.back_right_bottom, _AT.back_bottom]
    painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in outline]))
    painter.drawLine(QPointF(x - 1, y - _AT.cross_side), QPointF(x + _AT.cross_right, y + _AT.cross_side))
    painter.drawLine(QPointF(x - 1, y + _AT.cross_side), QPointF(x + _AT.cross_right, y - _AT.cross_side))
    painter.restore()
