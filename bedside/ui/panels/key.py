"""Keys of a panel: big targets, chips, and the one primary key. Painted, no style sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme

_ICON = 22


class PanelKey(QAbstractButton):
    """A key on a panel's raised ground. Checked or primary fills it; a closed one keeps its place in text3.

    `last` dashes its edge: the value given before. `plain` leaves the fill out.
    """

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        icon: str = "",
        key: str = "",
        primary: bool = False,
        token: str = "label.medium",
        least: tuple[int, int] = (48, 48),
        pad: int = 12,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._key = key
        self._primary = primary
        self._token = token
        self._least = least
        self._pad = pad
        self._hovered = False
        self._last = False
        self.setText(label)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(*least)

    def set_label(self, label: str, key: str | None = None) -> None:
        """Change the words."""
        self._key = self._key if key is None else key
        if label != self.text():
            self.setText(label)
            self.setAccessibleName(label)
            self.updateGeometry()
        self.update()

    def set_least(self, width: int, height: int) -> None:
        """Another least target: small windows are worked with a mouse."""
        self._least = (width, height)
        self.setMinimumSize(width, height)
        self.updateGeometry()

    def set_primary(self, primary: bool) -> None:
        """Make it the key that takes Enter, or not."""
        if primary != self._primary:
            self._primary = primary
            self.update()

    @property
    def primary(self) -> bool:
        """Whether it is the panel's primary key."""
        return self._primary

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
        width = self._width(self.text(), self._token) + 2 * self._pad
        if self._icon:
            width += _ICON + (8 if self.text() else 0)
        if self._key:
            width += self._width(self._key, "num.key") + 10
        return QSize(max(self._least[0], int(width) + 1), self._least[1])

    def _width(self, words: str, token: str) -> float:
        return self._theme.metrics(token, self._theme.px(token)).horizontalAdvance(words)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover fill."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the hover fill away."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it at once; there are no fades."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        radius = self._theme.length("radius_key")
        filled = self.isEnabled() and (self._primary or self.isChecked())
        words, hint = ("on_primary", "on_primary") if filled else ("text", "text3")
        fill = "primary" if filled else "hover" if self._hovered or self.isDown() else "surface"
        if not self.isEnabled():
            words, hint, fill = "text3", "text3", "raised"
        sketch.fill(rect, fill, radius)
        if self._last and not filled:
            sketch.edge(rect, "text2", 2.0, radius, dash=(4, 3))
        elif not filled:
            sketch.edge(rect, "line", 1.0, radius)
        self._paint_words(sketch, rect, words, hint)
        if self.hasFocus():
            inner = "on_primary" if filled else "focus"
            sketch.edge(rect.adjusted(2, 2, -2, -2), inner, self._theme.length("focus"), radius - 2)
        painter.end()

    def _paint_words(self, sketch: Sketch, rect: QRectF, words: str, hint: str) -> None:
        label, key = self.text(), self._key
        room = rect.width() - 10
        key_width = sketch.width(key, "num.key") + 10 if key else 0.0
        icon_width = (_ICON + (8 if label else 0)) if self._icon else 0.0
        width = sketch.width(label, self._token)
        if icon_width + width + key_width > room:
            key, key_width = "", 0.0
        shown = min(width, room - icon_width)
        x = (rect.width() - icon_width - shown - key_width) / 2
        middle = rect.height() / 2
        if self._icon == "backspace":
            _backspace(sketch, rect.center(), words)
            return
        if self._icon:
            sketch.icon(x, middle - _ICON / 2, self._icon, words, _ICON)
        base = middle + self._theme.px(self._token) * 0.36
        if not icon_width and len(label) <= 2:  # digits are never shortened
            px = sketch.fits(label, self._token, rect.width() - 4)
            sketch.text(rect.width() / 2, base, label, self._token, words, align=CENTRE, px=px)
            return
        sketch.text(x + icon_width, base, label, self._token, words, room=max(0.0, room - icon_width))
        if key:
            sketch.text(x + icon_width + shown + 10, base, key, "num.key", hint)


def _backspace(sketch: Sketch, center: QPointF, role: str) -> None:
    """An arrow-shaped key cap with a cross: take the last digit away."""
    x, y = center.x() + 1, center.y()
    painter = sketch.painter
    painter.setPen(QPen(sketch.theme.color(role), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outline = [(-14, 0), (-7, -9), (12, -9), (12, 9), (-7, 9)]
    painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in outline]))
    painter.drawLine(QPointF(x - 1, y - 4), QPointF(x + 7, y + 4))
    painter.drawLine(QPointF(x - 1, y + 4), QPointF(x + 7, y - 4))
