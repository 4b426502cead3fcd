"""The dim, silent page of a quiet room: the wave, the numbers, four keys, and where the sound is instead.

It covers the window with its own bar. Any key or touch wakes the screen; so does everything in `quiet_words.Rest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui.alarm_list import BedAlarm
from bedside.ui.key_button import KeyButton
from bedside.ui.quiet_paint import paint_room, pressure_name
from bedside.ui.quiet_words import QuietWords, quiet_words
from bedside.ui.sketch import Sketch
from bedside.ui.status_strip import StatusStrip
from bedside.ui.sweep import SweepCanvas
from bedside.ui.theme import Theme, layout
from bedside.vitals.parameters import Parameter

_AT: Final = layout("quiet_room")

KEYS: Final = ("event", "ratings", "care", "nibp")
_WAKES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
    }
)


class QuietRoom(QWidget):
    """Nominal 1920×1080.

    Signals:
        woken: a key was pressed or the screen touched.
        asked: name of a key of `KEYS` that was pressed.
    """

    woken = Signal()
    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """`theme`: that of the quiet room."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._shown = QuietWords()
        self._sweep = SweepCanvas(
            theme, sweep_s=theme.length("sweep_bed_s"), pen=theme.length("pleth"), parent=self
        )
        self.wake_key = KeyButton(theme, self.tr("Wake this screen"), "eye-outline", parent=self)
        self.wake_key.clicked.connect(self.woken)
        labels = {
            "event": (self.tr("Event"), "flag-outline", "F5"),
            "ratings": (self.tr("Ratings"), "emoticon-outline", "F7"),
            "care": (self.tr("Care pause"), "hand-heart-outline", "F8"),
            "nibp": (self.tr("NIBP now"), "arm-flex-outline", "F4"),
        }
        self.keys: dict[str, KeyButton] = {}
        for name, (label, icon, key) in labels.items():
            button = KeyButton(theme, label, icon, key, parent=self)
            button.setObjectName(name)
            button.clicked.connect(self._pressed)
            self.keys[name] = button
        self.status = StatusStrip(theme, self)
        self.status.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for part in (self.status.sound_key, self.status.person_key):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Quiet room"))

    @property
    def pressure_name(self) -> str:
        """The cuff's number by name and unit."""
        return pressure_name(self._theme.pressure_unit)

    @property
    def shown(self) -> QuietWords:
        """What is painted."""
        return self._shown

    def frame(
        self,
        update: MonitorUpdate,
        station: StationUpdate,
        updates: Mapping[int, MonitorUpdate],
        alarms: list[BedAlarm],
        now: float,
    ) -> None:
        """Show numbers and words at station time `now`, s: the bed of `update`, the bar of all `alarms`."""
        words = quiet_words(update, station, alarms, now, self._theme.pressure_unit)
        if words != self._shown:
            self._shown = words
            self.setAccessibleDescription(f"{words.message} {words.bar}".strip())
            self.update()
        self.status.show_station(station, updates, now)

    def advance(self, update: MonitorUpdate) -> None:
        """Draw the wave of one frame; call it for every frame."""
        self._sweep.advance((update.waves.get(Parameter.PLETH),), update.now)

    def event(self, event: QEvent) -> bool:
        """Whatever a person does here wakes the screen; what was pressed still has its effect."""
        if event.type() in _WAKES:
            self.woken.emit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out."""
        s = self._scale()
        width, height = self.width() / s, self.height() / s
        strip = max(_AT.strip_least, round(_AT.strip * s))
        self.status.setGeometry(0, self.height() - strip, self.width(), strip)
        bottom = height - strip / s
        plot = QRectF(
            _AT.margin,
            _AT.plot_y,
            width - _AT.plot_spare,
            max(_AT.plot_least, bottom - _AT.nominal_bottom + _AT.plot_height),
        )
        self._sweep.setGeometry(_px(plot, s))
        self._sweep.set_strips([QRect(0, 0, self._sweep.width(), self._sweep.height())])
        self.wake_key.setGeometry(
            _px(QRectF(width - _AT.wake_right, _AT.wake_y, _AT.wake_width, _AT.wake_height), s)
        )
        wide = min(_AT.key_most, (width - _AT.key_spare - _AT.key_gaps) / len(self.keys))
        for n, key in enumerate(self.keys.values()):
            key.setGeometry(
                _px(
                    QRectF(_AT.margin + n * (wide + _AT.key_gap), bottom - _AT.key_up, wide, _AT.key_height),
                    s,
                )
            )
        for key in (self.wake_key, *self.keys.values()):
            key.set_scale(max(s, 0.6))
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Everything but wave, keys and strip."""
        painter = QPainter(self)
        s = self._scale()
        sketch = Sketch(painter, self._theme, s)
        strip = max(_AT.strip_least, round(_AT.strip * s))
        last = next(reversed(self.keys.values()))
        paint_room(
            sketch,
            self._shown,
            width=self.width() / s,
            height=self.height() / s,
            bottom=(self.height() - strip) / s,
            keys_end=(last.x() + last.width()) / s,
        )
        painter.end()

    def _scale(self) -> float:
        return max(0.1, min(self.width() / _AT.nominal_width, self.height() / _AT.nominal_height))

    def _pressed(self) -> None:
        self.woken.emit()
        self.asked.emit(self.sender().objectName())


def _px(rect: QRectF, s: float) -> QRect:
    return QRect(round(rect.x() * s), round(rect.y() * s), round(rect.width() * s), round(rect.height() * s))
