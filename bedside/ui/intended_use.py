"""What bedside is, and is not: shown on first start under the alarm bar, never over it; nothing waits for it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.key_button import KeyButton
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme

INTENDED_USE: Final = (
    "bedside is open-source software for recording, teaching and reviewing monitored sessions. It is not a medical "
    "device, has not been cleared or approved by any authority, and meets no alarm standard by claim. It must not be "
    "the primary or only monitor or alarm for a patient: the cleared monitor at the patient, with its own alarms on, "
    "and a trained person watching, remain necessary. It does not recommend doses or treatment. You use it at your "
    "own risk under the licence."
)


class IntendedUse(QWidget):
    """Signals:
    accepted: the person read it.
    """

    accepted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._scale = 1.0
        self._accept = KeyButton(theme, self.tr("Accept"), primary=True, token="body.bold", parent=self)
        self._accept.clicked.connect(self.accepted)
        self.setAccessibleName(self.tr("What bedside is, and is not"))
        self.setAccessibleDescription(self.text())

    def text(self) -> str:
        """The statement in the language of the screen."""
        return QCoreApplication.translate("IntendedUse", INTENDED_USE)

    def height_for(self, width: int, scale: float) -> int:
        """Px it needs at this width."""
        self._scale = scale
        box = self._text_box(width, 10_000)
        metrics = self._theme.metrics("body", self._theme.px("body", scale))
        used = metrics.boundingRect(QRectF(box), int(Qt.TextFlag.TextWordWrap), self.text()).height()
        return round(used + 44 * scale + 2.4 * self._theme.px("small", scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key at the right."""
        s = self._scale
        self._accept.setGeometry(
            QRect(round(self.width() - 176 * s), round(14 * s), round(160 * s), round(56 * s))
        )
        self._accept.set_scale(s)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the statement."""
        painter = QPainter(self)
        s = self._scale
        sketch = Sketch(painter, self._theme, s)
        rect = QRectF(0, 0, self.width() / s, self.height() / s)
        radius = self._theme.length("radius_tile")
        sketch.fill(rect, "bg")
        sketch.fill(rect, "raised", radius)
        sketch.edge(rect, "line2", 1.0, radius)
        sketch.icon(22, 20, "information-outline", "text", 28)
        sketch.text(68, 32, self.tr("What bedside is, and is not"), "title.name", "text")
        painter.setFont(self._theme.font("body", s))
        painter.setPen(self._theme.color("text"))
        painter.drawText(
            self._text_box(self.width(), self.height()), int(Qt.TextFlag.TextWordWrap), self.text()
        )
        note = self.tr("Monitoring and recording start whether or not this is accepted.")
        sketch.text(68, rect.height() - 12, note, "small", "text2", room=rect.width() - 84)
        sketch.text(
            rect.width() - 96, 92, self.tr("logged with time"), "small", "text2", align=CENTRE, room=160
        )
        painter.end()

    def _text_box(self, width: int, height: int) -> QRect:
        s = self._scale
        return QRect(round(68 * s), round(42 * s), max(80, round(width - 68 * s - 196 * s)), height)
