"""The one button: raised or primary, icon, words and the key that does the same. Painted, no style sheet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme


class KeyButton(QAbstractButton):
    """A button in the theme: `clicked` as any QAbstractButton.

    `primary` fills it (one per panel); `stacked` puts the icon over the words, as on the keys row. A disabled
    button keeps its place with its words in text3.
    """

    def __init__(
        self,
        theme: Theme,
        label: str,
        icon: str = "",
        key: str = "",
        *,
        primary: bool = False,
        stacked: bool = False,
        token: str = "label.medium",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._key = key
        self._primary = primary
        self._stacked = stacked
        self._token = token
        self._scale = 1.0
        self._hovered = False
        self.setText(label)
        self.setAccessibleName(label)
        self.setToolTip(f"{label} ({key})" if key else "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_label(self, label: str, key: str | None = None) -> None:
        """Change the words; repaints only when they differ."""
        if label != self.text() or (key is not None and key != self._key):
            self.setText(label)
            self.setAccessibleName(label)
            self._key = self._key if key is None else key
            self.update()

    def set_icon(self, icon: str) -> None:
        """Change the glyph."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def set_primary(self, primary: bool) -> None:
        """Fill the button, or not: the key that opened a panel."""
        if primary != self._primary:
            self._primary = primary
            self.update()

    def set_scale(self, scale: float, *, stacked: bool | None = None) -> None:
        """Scale of the place the button stands in; `stacked` changes with the height of the row."""
        wanted = self._stacked if stacked is None else stacked
        if (scale, wanted) != (self._scale, self._stacked):
            self._scale = scale
            self._stacked = wanted
            self.update()

    def sizeHint(self) -> QSize:
        """The touch target at least, and room for its words."""
        least = self._theme.length("touch")
        sketch_width = self._theme.metrics(self._token, self._theme.px(self._token)).horizontalAdvance(
            self.text()
        )
        return QSize(int(max(least, sketch_width + (32 if self._icon else 0) + 32)), int(least))

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
        """Paint the button at once; there are no fades."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme, self._scale)
        rect = QRectF(0, 0, self.width() / self._scale, self.height() / self._scale)
        fill, words, hint = self._roles()
        radius = self._theme.length("radius_key")
        sketch.fill(rect, fill, radius)
        if fill != "primary":
            sketch.edge(rect, "line", 1.0, radius)
        if self._stacked:
            self._paint_stacked(sketch, rect, words, hint)
        else:
            self._paint_row(sketch, rect, words, hint)
        if self.hasFocus():
            sketch.edge(rect.adjusted(2, 2, -2, -2), words if self._primary else "focus", 2.0, radius - 2)
        painter.end()

    def _roles(self) -> tuple[str, str, str]:
        if not self.isEnabled():
            return "raised", "text3", "text3"
        if self._primary or self.isChecked():
            return "primary", "on_primary", "on_primary"
        return "hover" if self._hovered or self.isDown() else "raised", "text", "text3"

    def _paint_row(self, sketch: Sketch, rect: QRectF, words: str, hint: str) -> None:
        label, key = self.text(), self._key
        key_width = sketch.width(key, "num.key") + 8 if key else 0.0
        icon_width = (24 + (8 if label else 0)) if self._icon else 0.0
        room = rect.width() - 12
        label_width = sketch.width(label, self._token)
        if icon_width + label_width + key_width > room:
            key, key_width = "", 0.0
        if icon_width + label_width > room and label and icon_width:
            icon_width = 0.0
        shown = min(label_width, room - icon_width)
        x = (rect.width() - icon_width - shown - key_width) / 2
        middle = rect.height() / 2
        if icon_width:
            sketch.icon(x, middle - 12, self._icon, words, 24)
        base = middle + self._theme.px(self._token, self._scale) / self._scale * 0.35
        sketch.text(x + icon_width, base, label, self._token, words, room=max(0.0, room - icon_width))
        if key:
            sketch.text(x + icon_width + shown + 8, base, key, "num.key", hint)

    def _paint_stacked(self, sketch: Sketch, rect: QRectF, words: str, hint: str) -> None:
        middle = rect.width() / 2
        top = (rect.height() - 28 - 24) / 2
        sketch.icon(middle - 14, top, self._icon, words, 28)
        base = top + 28 + 20
        key_width = sketch.width(self._key, "num.key") + 8 if self._key else 0.0
        label_width = sketch.width(self.text(), self._token)
        if label_width + key_width > rect.width() - 8:
            sketch.text(middle, base, self.text(), self._token, words, align=CENTRE, room=rect.width() - 8)
            return
        x = middle - (label_width + key_width) / 2
        sketch.text(x, base, self.text(), self._token, words)
        if self._key:
            sketch.text(x + label_width + 8, base, self._key, "num.key", hint)
