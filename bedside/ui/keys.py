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

#: where the row is too narrow for all of them: these first, the others under More
FIRST: Final = ("rate", "pause", "stop", "", "event", "ratings", "care")
OTHERS: Final = ("note", "", "nibp", "limits", "handover", "", "end")
_MORE: Final = "more"
_HELD_RATIO: Final = 0.9  # words may be so much smaller before the row is halved


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
            "pause": (self.tr("Paused"), "pause-circle-outline", "F6 P"),
            "stop": (self.tr("Stopped"), "stop-circle-outline", "F6 S"),
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
        self.more_key = KeyButton(theme, self.tr("More"), "chevron-right", parent=self)
        self.more_key.clicked.connect(self._turn)
        self.more_key.hide()
        self._halved = False
        self._others = False  # the keys under More are shown
        self._lines: list[int] = []  # x of the lines between groups, px
        self._covered = (0, 0)  # from and to which x a panel takes the row, px
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
        self._show_others(bool(name) and name in OTHERS)

    def cover(self, left: int, right: int) -> None:
        """A panel takes the row from `left` to `right`, px: a key it would cut goes while it is there."""
        if (left, right) != self._covered:
            self._covered = (left, right)
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width; a low row writes icon and words side by side."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        stacked = self.height() >= _AT.stacked_from
        self._low = not stacked
        for name, label in self._labels.items():
            self._say(name, label)
        scale = self.height() / (_AT.height if stacked else _AT.height_low)
        self._halved = not stacked and self._width_of(ORDER, scale, stacked) < self._needed(scale)
        order = ORDER if not self._halved else (*(OTHERS if self._others else FIRST), _MORE)
        wide = self._width_of(order, scale, stacked)
        pad = _AT.pad * scale if stacked else _AT.pad_low * scale
        gap, split = _AT.gap * scale, _AT.split * scale
        x = pad
        after_split = True
        self._lines = []
        for name in order:
            if not name:
                self._lines.append(round(x + split / 2))
                x += split
                after_split = True
                continue
            if not after_split:
                x += gap
            after_split = False
            key = self._key(name)
            key.setGeometry(round(x), round(pad), round(wide), round(self.height() - 2 * pad))
            key.set_scale(scale, stacked=stacked)
            x += wide
        for name, key in self.keys.items():
            cut = any(key.x() < edge < key.x() + key.width() for edge in self._covered)
            key.setVisible(name in order and not cut)
        self.more_key.setVisible(self._halved)
        self.update()

    def _key(self, name: str) -> KeyButton:
        return self.more_key if name == _MORE else self.keys[name]

    def _width_of(self, order: tuple[str, ...], scale: float, stacked: bool) -> float:
        """Width of each key where these share the row, px."""
        pad = _AT.pad * scale if stacked else _AT.pad_low * scale
        splits = order.count("")
        count = len(order) - splits
        room = self.width() - 2 * pad - splits * _AT.split * scale - (count - 1 - splits) * _AT.gap * scale
        return room / count

    def _needed(self, scale: float) -> float:
        """Width the longest words of a low row ask for, px."""
        metrics = self._theme.metrics("label.medium", self._theme.px("label.medium", scale))
        longest = max(metrics.horizontalAdvance(key.text()) for key in self.keys.values())
        return _HELD_RATIO * longest + 2 * _AT.inset * scale

    def _turn(self) -> None:
        """The other half of the keys."""
        self._show_others(not self._others)

    def _show_others(self, others: bool) -> None:
        if others == self._others:
            return
        self._others = others
        back = self.tr("Back")
        self.more_key.set_label(back if others else self.tr("More"))
        self.more_key.set_icon("" if others else "chevron-right")
        if self._halved:
            self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of the row and the lines between groups."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.color("line" if self._theme.tile_edge else "surface"))
        painter.setBrush(self._theme.color("surface"))
        radius = self._theme.length("radius_tile")
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)
        painter.setPen(self._theme.color("line"))
        left, right = self._covered
        for x in (x for x in self._lines if not left <= x < right):
            painter.drawLine(
                x, self.height() // _PARTS_COUNT, x, (_PARTS_COUNT - 1) * self.height() // _PARTS_COUNT
            )
        painter.end()

    def _pressed(self) -> None:
        name = self.sender().objectName()
        self.asked.emit(name)
        if name == "nibp":  # done, and no panel stays open
            self._show_others(False)
