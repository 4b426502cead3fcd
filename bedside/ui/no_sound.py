"""The strip under the alarm bar of every screen while no alarm can be heard (ALM-55)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import StationUpdate
from bedside.ui.key_button import KeyButton
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout

_AT: Final = layout("no_sound")

HEIGHT: Final = float(_AT.height)  # px at 100 %


class NoSoundStrip(QWidget):
    """Says what is wrong until it works, and whether somebody accepted it.

    Signals:
        asked: somebody wants to see what can be done, or to go on without sound.
    """

    asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._scale = 1.0
        self._fault = ""
        self._accepted = False
        self._key = KeyButton(theme, self.tr("What to do"), "volume-off", "F2", parent=self)
        self._key.clicked.connect(self.asked)
        self.setAccessibleName(self.tr("No alarm sound"))

    @property
    def words(self) -> str:
        """The two lines as one."""
        return " ".join(self._lines())

    def show_station(self, station: StationUpdate) -> bool:
        """Take the newest state; whether the strip has to be seen."""
        shown = (station.sound.fault, station.no_sound_accepted)
        if shown != (self._fault, self._accepted):
            self._fault, self._accepted = shown
            self.setAccessibleDescription(self.words)
            self.update()
        return bool(self._fault)

    def set_scale(self, scale: float) -> None:
        """Scale of the window."""
        if scale != self._scale:
            self._scale = scale
            self._arrange()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The key stands at the right."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Icon and two lines, edged."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme, self._scale)
        rect = QRectF(0, 0, self.width() / self._scale, self.height() / self._scale)
        radius = self._theme.length("radius_tile")
        sketch.fill(rect, "bg")
        sketch.fill(rect, "raised", radius)
        sketch.edge(rect, "text", 2.0, radius)
        sketch.icon(_AT.icon_x, (rect.height() - _AT.icon) / 2, "volume-off", "text", _AT.icon)
        right = self._key.x() / self._scale - _AT.text_right
        first, second = self._lines()
        x, middle = _AT.text_x, rect.height() / 2
        sketch.text(x, middle - _AT.first_up, first, "body.bold", "text", room=right - x)
        sketch.text(x, middle + _AT.second_down, second, "label", "text2", room=right - x)
        painter.end()

    def _lines(self) -> tuple[str, str]:
        first = self.tr("NO ALARM SOUND: {why}").format(why=told(self._fault))
        if self._accepted:
            return first, self.tr("Somebody goes on without sound, by name: watch the screen.")
        return first, self.tr("Alarms are only seen. Mend the sound, or accept it by name.")

    def _arrange(self) -> None:
        s = self._scale
        wide, high = _AT.key[0] * s, min(_AT.key[1] * s, self.height() - _AT.inset)
        top = (self.height() - high) / 2
        self._key.setGeometry(
            round(self.width() - wide - _AT.inset * s), round(top), round(wide), round(high)
        )
        self._key.set_scale(s)
