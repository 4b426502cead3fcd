"""The keys under the chart: what a person records about the session, one key each."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.key_button import KeyButton
from bedside.ui.theme import Theme, layout

_AT: Final = layout("keys")
_PARTS_COUNT: Final = 4  # of the row's height: a line between two groups takes the two in the middle

#: names of the keys in order; "" is the line between two groups
ORDER: Final = (
    "rate",
    "pause",
    "stop",
    "",
    "event",
    "ratings",
    "note",
    "care",
    "",
    "nibp",
    "limits",
    "handover",
    "",
    "end",
)


class KeysRow(QWidget):
    """Signals:
    asked: name of the key, one of `ORDER`.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        rows = {
            "rate": (self.tr("Infusion start"), "play-circle-outline", "F6"),
            "pause": (self.tr("Paused"), "pause-circle-outline", ""),
            "stop": (self.tr("Stopped"), "stop-circle-outline", ""),
            "event": (self.tr("Event"), "flag-outline", "F5"),
            "ratings": (self.tr("Ratings"), "emoticon-outline", "F7"),
            "note": (self.tr("Note"), "note-edit-outline", ""),
            "care": (self.tr("Care pause"), "hand-heart-outline", "F8"),
            "nibp": (self.tr("NIBP now"), "arm-flex-outline", "F4"),
            "limits": (self.tr("Limits"), "tune-vertical", ""),
            "handover": (self.tr("Handover"), "card-account-details-outline", "F9"),
            "end": (self.tr("End session"), "exit-to-app", ""),
        }
        self._labels = {name: label for name, (label, _, _) in rows.items()}
        self._low = False
        self.keys: dict[str, KeyButton] = {}
        for name, (label, icon, key) in rows.items():
            button = KeyButton(theme, label, icon, key, stacked=True, parent=self)
            button.setObjectName(name)
            button.clicked.connect(self._pressed)
            self.keys[name] = button
        self.setAccessibleName(self.tr("Record"))

    def show_update(self, update: MonitorUpdate) -> None:
        """Name and enable the keys by the state of the infusion and the cuff."""
        infusion = update.infusion
        running = infusion is not None and infusion.stopped_t is None
        paused = running and infusion is not None and infusion.paused
        session = update.session is not None
        self._say("rate", self.tr("Rate changed") if running else self.tr("Infusion start"))
        self.keys["rate"].set_icon("speedometer-medium" if running else "play-circle-outline")
        self._say("pause", self.tr("Resumed") if paused else self.tr("Paused"))
        self.keys["pause"].set_icon("play-circle-outline" if paused else "pause-circle-outline")
        waits = not session and bool(update.waiting)
        self._say("end", self.tr("Next patient") if waits else self.tr("End session"))
        self.keys["end"].set_icon("account-outline" if waits else "exit-to-app")
        nibp = update.nibp
        ready = {
            "rate": session,
            "pause": running,
            "stop": running,
            "event": session,
            "ratings": session,
            "note": session,
            "care": session,
            "nibp": nibp is not None and nibp.can_start and not nibp.refusal,
            "limits": session,
            "handover": session,
            "end": session or waits,
        }
        for name, enabled in ready.items():
            key = self.keys[name]
            if key.isEnabled() != enabled:
                key.setEnabled(enabled)

    def _say(self, name: str, label: str) -> None:
        """Name a key; in a low row by its short word."""
        self._labels[name] = label
        short = {
            "rate": self.tr("Rate") if label == self.tr("Rate changed") else self.tr("Start"),
            "care": self.tr("Care"),
            "nibp": self.tr("NIBP"),
            "end": self.tr("End") if label == self.tr("End session") else self.tr("Next"),
        }
        self.keys[name].set_label(short.get(name, label) if self._low else label)
        self.keys[name].setAccessibleName(label)

    def set_open(self, name: str) -> None:
        """Fill the key whose panel is open; "" = none."""
        for key_name, key in self.keys.items():
            key.set_primary(key_name == name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width; a low row writes icon and words side by side."""
        stacked = self.height() >= _AT.stacked_from
        self._low = not stacked
        for name, label in self._labels.items():
            self._say(name, label)
        scale = self.height() / (_AT.height if stacked else _AT.height_low)
        pad = _AT.pad * scale if stacked else _AT.pad_low * scale
        gap, split = _AT.gap * scale, _AT.split * scale
        splits = ORDER.count("")
        count = len(ORDER) - splits
        room = self.width() - 2 * pad - splits * split - (count - 1 - splits) * gap
        wide = room / count
        x = pad
        after_split = True
        for name in ORDER:
            if not name:
                x += split
                after_split = True
                continue
            if not after_split:
                x += gap
            after_split = False
            self.keys[name].setGeometry(round(x), round(pad), round(wide), round(self.height() - 2 * pad))
            self.keys[name].set_scale(min(scale, 1.5), stacked=stacked)
            x += wide
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of the row and the lines between groups."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.color("line" if self._theme.tile_edge else "surface"))
        painter.setBrush(self._theme.color("surface"))
        radius = self._theme.length("radius_tile")
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)
        painter.setPen(self._theme.color("line"))
        for first, second in (("stop", "event"), ("care", "nibp"), ("handover", "end")):
            left, right = self.keys[first].geometry(), self.keys[second].geometry()
            x = (left.x() + left.width() + right.x()) // 2
            painter.drawLine(
                x, self.height() // _PARTS_COUNT, x, (_PARTS_COUNT - 1) * self.height() // _PARTS_COUNT
            )
        painter.end()

    def _pressed(self) -> None:
        self.asked.emit(self.sender().objectName())
