"""The rail at the left: from any screen to any other, and to a second window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from bedside.ui import theme as themes
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme

SCREENS: Final = ("station", "bed", "devices", "review", "settings")
SECOND_WINDOW: Final = "window"
END: Final = "end"  # of bedside; only where the window has no keys of its own for that
_AT: Final = themes.layout("rail")
_AT_FOOT: Final = (SECOND_WINDOW, "settings", END)  # apart from the others, at the bottom
_ICONS: Final = {
    "station": "view-grid-outline",
    "bed": "bed-outline",
    "devices": "serial-port",
    "review": "history",
    "settings": "cog-outline",
    SECOND_WINDOW: "second-window",
    END: "exit-to-app",
}
_LEAST_SCALE: Final = 0.6


class RailKey(QAbstractButton):
    """One cell: icon over its word; the active one is raised and carries a bar."""

    def __init__(self, theme: Theme, screen: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.place = screen
        self.scale = 1.0
        self.px = 1  # of its word
        self.setText(label)
        self.setAccessibleName(label)
        self.setCheckable(screen in SCREENS)
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
        body = QRectF(0, 0, width, height)
        body.adjust(_AT.cell_inset_x, _AT.cell_inset_y, -_AT.cell_inset_x, -_AT.cell_inset_y)
        active = self.isChecked()
        if active or self.underMouse():
            sketch.fill(body, "raised" if active else "hover", radius)
            if active and self._theme.tile_edge:
                sketch.edge(body, "line", 1.0, radius)
        if active:
            mark = QRectF(0, (height - _AT.mark_high) / 2, _AT.mark_wide, _AT.mark_high)
            sketch.fill(mark, "text", 2.0)
        role = "text" if active else "text2"
        top = height / 2 - _AT.icon_over_middle
        sketch.icon((width - _AT.icon) / 2, top, _ICONS[self.place], role, _AT.icon)
        token = "tiny.medium" if active else "tiny"
        baseline, room = height / 2 + _AT.label_under_middle, width - _AT.label_margin
        sketch.text(width / 2, baseline, self.text(), token, role, align=CENTRE, room=room, px=self.px)
        if self.hasFocus():
            sketch.edge(body, "focus", 2.0, radius)
        painter.end()


class Rail(QWidget):
    """Signals:
    screen_asked: name of the screen to go to, one of `SCREENS`.
    window_asked: what is shown, in a window of its own.
    end_asked: end bedside; asked only in a kiosk.
    """

    screen_asked = Signal(str)
    window_asked = Signal()
    end_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        labels = {
            "station": self.tr("Station"),
            "bed": self.tr("Bed"),
            "devices": self.tr("Devices"),
            "review": self.tr("Review"),
            SECOND_WINDOW: self.tr("Window"),
            "settings": self.tr("Settings"),
            END: self.tr("End"),
        }
        self._keys = {name: RailKey(theme, name, label, self) for name, label in labels.items()}
        for key in self._keys.values():
            key.clicked.connect(self._pressed)
        window = self._keys[SECOND_WINDOW]
        window.setAccessibleName(self.tr("Open in a new window"))
        window.setToolTip(self.tr("Open in a new window (Ctrl+N); the station: Ctrl+Shift+N"))
        end = self._keys[END]
        end.setAccessibleName(self.tr("End bedside"))
        end.setToolTip(self.tr("End bedside (Ctrl+Q)"))
        end.hide()
        self.setAccessibleName(self.tr("Screens"))

    @property
    def keys(self) -> Mapping[str, RailKey]:
        """Its cells by name: the screens, the second window, the end."""
        return self._keys

    def set_screen(self, screen: str) -> None:
        """Mark the screen that is shown."""
        for key in self._keys.values():
            key.setChecked(key.place == screen)

    def offer_end(self, offered: bool) -> None:
        """Show the cell that ends bedside, in a window without keys of its own."""
        self._keys[END].setVisible(offered)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the cells."""
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another look or text size."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            for child in self.findChildren(RailKey):
                child.update()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground and the line to the content."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._theme.color("line"))
        painter.end()

    def _arrange(self) -> None:
        shown = [key for key in self._keys.values() if not key.isHidden()]
        scale = max(_LEAST_SCALE, self.width() / self._theme.length("rail"))
        top = int(_AT.top * scale)
        room = self.height() - int(_AT.margins * scale)
        pitch = min(int(_AT.cell * scale), max(1, room // len(shown)))
        above = [key for key in shown if key.place not in _AT_FOOT]
        foot = [key for key in shown if key.place in _AT_FOOT]
        foot_top = max(top + len(above) * pitch, self.height() - top - len(foot) * pitch)
        for first, keys in ((top, above), (foot_top, foot)):
            for n, key in enumerate(keys):
                key.scale = min(scale, pitch / _AT.cell)
                key.px = self._label_px(key.scale)
                key.setGeometry(0, first + n * pitch, self.width(), pitch)

    def _label_px(self, scale: float) -> int:
        """One size for all words, at which the longest is whole, also where the type is large."""
        px = self._theme.px("tiny.medium", scale)
        measure = self._theme.metrics("tiny.medium", px)
        longest = max(measure.horizontalAdvance(key.text()) for key in self._keys.values())
        room = self.width() - _AT.label_margin * scale
        return px if longest <= room else max(1, int(px * room / longest))

    def _pressed(self) -> None:
        key = self.sender()
        if not isinstance(key, RailKey):
            return
        if key.place == SECOND_WINDOW:
            self.window_asked.emit()
        elif key.place == END:
            self.end_asked.emit()
        else:
            self.set_screen(key.place)
            self.screen_asked.emit(key.place)
