"""The rail at the left: from any screen to any other."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme

SCREENS: Final = ("station", "bed", "devices", "review", "settings")
_AT_FOOT: Final = "settings"  # apart from the others, at the bottom
_ICONS: Final = {
    "station": "view-grid-outline",
    "bed": "bed-outline",
    "devices": "serial-port",
    "review": "history",
    "settings": "cog-outline",
}


class RailKey(QAbstractButton):
    """One cell: icon over its word; the active one is raised and carries a bar."""

    def __init__(self, theme: Theme, screen: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.place = screen
        self.scale = 1.0
        self.setText(label)
        self.setAccessibleName(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover fill."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the hover fill away."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the cell."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme, self.scale)
        width, height = self.width() / self.scale, self.height() / self.scale
        radius = self._theme.length("radius_key")
        body = QRectF(4, 2, width - 8, height - 4)
        active = self.isChecked()
        if active or self.underMouse():
            sketch.fill(body, "raised" if active else "hover", radius)
            if active and self._theme.tile_edge:
                sketch.edge(body, "line", 1.0, radius)
        if active:
            sketch.fill(QRectF(0, height / 2 - 20, 4, 40), "text", 2.0)
        role = "text" if active else "text2"
        sketch.icon(width / 2 - 12, height / 2 - 26, _ICONS[self.place], role, 24)
        token = "tiny.medium" if active else "tiny"
        sketch.text(width / 2, height / 2 + 20, self.text(), token, role, align=CENTRE, room=width - 6)
        if self.hasFocus():
            sketch.edge(body, "focus", 2.0, radius)
        painter.end()


class Rail(QWidget):
    """Signals:
    screen_asked: name of the screen to go to, one of `SCREENS`.
    """

    screen_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        labels = {
            "station": self.tr("Station"),
            "bed": self.tr("Bed"),
            "devices": self.tr("Devices"),
            "review": self.tr("Review"),
            "settings": self.tr("Settings"),
        }
        self._keys = [RailKey(theme, name, labels[name], self) for name in SCREENS]
        for key in self._keys:
            key.clicked.connect(self._pressed)
        self.setAccessibleName(self.tr("Screens"))

    def set_screen(self, screen: str) -> None:
        """Mark the screen that is shown."""
        for key in self._keys:
            key.setChecked(key.place == screen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the cells."""
        scale = max(0.6, self.width() / self._theme.length("rail"))
        pitch = min(int(72 * scale), max(1, (self.height() - int(16 * scale)) // len(self._keys)))
        for n, key in enumerate(self._keys):
            key.scale = min(scale, pitch / 72)
            top = int(8 * scale) + n * pitch
            if key.place == _AT_FOOT:
                top = max(top, self.height() - int(8 * scale) - pitch)
            key.setGeometry(0, top, self.width(), pitch)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground and the line to the content."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.color("line"))
        painter.end()

    def _pressed(self) -> None:
        key = self.sender()
        if isinstance(key, RailKey):
            self.set_screen(key.place)
            self.screen_asked.emit(key.place)
