"""Base of the painted keys: ground, edge, hover, focus ring and spoken name. A kind of key adds its layout."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class KeyInk:
    """Colour roles of a key as it stands now."""

    fill: str  # "" = no ground and no edge
    words: str
    hint: str

    @property
    def filled(self) -> bool:
        """Whether it stands out as the primary or the chosen key."""
        return self.fill == "primary"


class PaintedKey(QAbstractButton):
    """`clicked` as any QAbstractButton. Painted at once and without a style sheet; there are no fades."""

    IDLE = "raised"  # fill of a key that is neither chosen nor under the pointer
    ZOOMS = False  # on a page of a large window its face is larger as a whole; else only its words are
    RING_INSET = 2.0  # how far the focus ring lies inside the edge, px at 100 %

    def __init__(
        self,
        theme: Theme,
        label: str,
        icon: str = "",
        key: str = "",
        *,
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._key = key
        self._primary = primary
        self._scale = 1.0
        self._hovered = False
        self.setText(label)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_label(self, label: str, key: str | None = None) -> None:
        """Change the words, and the key that does the same; repaints only when they differ."""
        if label != self.text():
            self.setText(label)
            self.setAccessibleName(label)
        if key is not None and key != self._key:
            self._key = key
            self.update()

    def set_primary(self, primary: bool) -> None:
        """Fill it, or not: the one key of its place that asks to be pressed."""
        if primary != self._primary:
            self._primary = primary
            self.update()

    @property
    def primary(self) -> bool:
        """Whether it is the primary key of its place."""
        return self._primary

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, whatever the desktop thinks of Enter; inside of what means its own key by it, that one."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or self._enter_is_taken():
            event.ignore()
        elif not event.isAutoRepeat():
            self.click()

    def _enter_is_taken(self) -> bool:
        around = self.parentWidget()
        while around is not None and not getattr(around, "takes_enter", False):
            around = around.parentWidget()
        return around is not None

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
        """Ground, face, focus ring."""
        painter = QPainter(self)
        theme, scale = self._drawn()
        sketch = Sketch(painter, theme, scale)
        rect = QRectF(0, 0, self.width() / scale, self.height() / scale)
        radius = theme.length("radius_key")
        ink = self._ink()
        if ink.fill:
            sketch.fill(rect, ink.fill, radius)
            if not ink.filled:
                self._paint_edge(sketch, rect, radius)
        self._paint_face(sketch, rect, ink)
        if self.hasFocus():
            by = self.RING_INSET
            width = theme.length("focus")
            sketch.edge(rect.adjusted(by, by, -by, -by), self._ring(ink), width, radius - by)
        painter.end()

    def _drawn(self) -> tuple[Theme, float]:
        """The look and the scale of its face."""
        return (
            (self._theme.plain, self._scale * self._theme.zoom) if self.ZOOMS else (self._theme, self._scale)
        )

    def _ink(self) -> KeyInk:
        if not self.isEnabled():
            return KeyInk("raised", "text3", "text3")
        if self._primary or self.isChecked():
            return KeyInk("primary", "on_primary", "on_primary")
        return KeyInk("hover" if self._hovered or self.isDown() else self.IDLE, "text", "text3")

    def _ring(self, ink: KeyInk) -> str:
        """Role of the focus ring."""
        return "on_primary" if ink.filled else "focus"

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        sketch.edge(rect, "line", 1.0, radius)

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        """Icon and words."""
        raise NotImplementedError

    def _width(self, words: str, token: str) -> float:
        """Advance of a text at 100 %, px."""
        return self._theme.advance(token, self._theme.px(token), words)
