"""The bar on top of every screen: the alarms of all beds and the station, one at a time, and the keys that answer them.

Nothing may cover it. What it says is in `bar_words`, how it is painted in `bar_paint`, what F2 does in `pauses`.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui import bar_words, flash, formats, pauses
from bedside.ui import theme as themes
from bedside.ui.alarm_list import BedAlarm, LimitOff, Rotation, bed_alarms, limits_off
from bedside.ui.bar_paint import paint_alarm, paint_calm
from bedside.ui.bar_words import BarWords
from bedside.ui.count_key import CountKey
from bedside.ui.key_button import KeyButton
from bedside.ui.pause_key import PauseKey, audio_face, care_face
from bedside.ui.pauses import Running
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme
from bedside.vitals.alarms import AlarmChange, Change, PauseKind, Priority
from bedside.vitals.commands import STATION_BED, Acknowledge
from bedside.vitals.sessions import UNNAMED, Actor

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate, StationUpdate

_AT: Final = themes.layout("alarm_bar")
_LEAST_SCALE: Final = 0.5
_PAUSE_KEY_RATIO: Final = 0.2  # most of the bar's width
_ACKNOWLEDGE_RATIO: Final = 0.16


class AlarmBar(QWidget):
    """The bar.

    Signals:
        command: an `Acknowledge` for the alarm shown, or the end of a care pause.
        bed_asked: the bed whose alarm is shown was clicked.
        sound_asked: the alarm shown is the station's own, or no alarm can be heard: what can be done.
        list_asked: the person wants the list of all alarms.
        pause_asked: the F2 key was pressed.
    """

    command = Signal(object)
    bed_asked = Signal(int)
    sound_asked = Signal()
    list_asked = Signal()
    pause_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._actor: Actor = UNNAMED
        self._rotation = Rotation(theme.length("rotate_s"))
        self._alarms: list[BedAlarm] = []
        self._line: BedAlarm | LimitOff | None = None  # what the message is about
        self._shown = BarWords(icon="bell-outline", icon_role="text2", message="")
        self._care: Running | None = None
        self._small = False
        self._lead = 0.0
        self._counted: dict[int, tuple[tuple[AlarmChange, ...], int]] = {}
        self._pill = CountKey(theme, "", parent=self)
        self._pill.clicked.connect(self.list_asked)
        self._pill.hide()
        self.care_key = PauseKey(theme, self)
        self.care_key.clicked.connect(self.end_care)
        self.care_key.hide()
        self._acknowledge = KeyButton(theme, self.tr("Acknowledge"), "check", "F3", primary=True, parent=self)
        self._acknowledge.clicked.connect(self.acknowledge)
        self._acknowledge.hide()
        self._list = KeyButton(theme, self.tr("Alarm list"), "format-list-bulleted", parent=self)
        self._list.clicked.connect(self.list_asked)
        self.pause_key = PauseKey(theme, self)
        self.pause_key.clicked.connect(self.pause_asked)
        self.setAccessibleName(self.tr("Alarms"))

    @property
    def alarms(self) -> list[BedAlarm]:
        """Every alarm the bar rotates through, in display order."""
        return self._alarms

    @property
    def message(self) -> str:
        """The message shown now."""
        return self._shown.message

    @property
    def count_words(self) -> str:
        """ "1 of 3"; "" for one line or none."""
        return self._shown.count

    @property
    def shown(self) -> BarWords:
        """Everything that is painted."""
        return self._shown

    @property
    def care_pause(self) -> Running | None:
        """The care pause its key shows and ends."""
        return self._care

    def set_actor(self, actor: Actor) -> None:
        """Who acknowledges from now on."""
        self._actor = actor

    def show_updates(
        self,
        updates: Mapping[int, MonitorUpdate],
        now: float,
        station: StationUpdate | None = None,
        *,
        bed: int | None = None,
    ) -> None:
        """Take the newest updates.

        Args:
            updates: of every bed.
            now: station time, s.
            station: its own alarms and sound; None: not known yet.
            bed: the one a pause key would mean; None: no bed in particular.
        """
        self._alarms = bed_alarms(updates, station)
        off = limits_off(updates)
        lines = self._alarms or off
        index = self._rotation.index(lines, now)
        self._line = lines[index] if lines else None
        if self._alarms:
            shown = bar_words.of_alarms(
                self._alarms,
                index,
                off,
                now,
                several=len(pauses.live(updates)) > 1,
                unit=self._theme.pressure_unit,
            )
        elif off:
            shown = bar_words.of_limits(off, index)
        else:
            shown = bar_words.calm(updates)
        self._show_keys(updates, now, station, bed)
        if shown != self._shown:
            recounted = shown.count != self._shown.count
            self._shown = shown
            self._pill.on_fill = shown.on_fill
            self._pill.set_label(shown.count)
            self._pill.setAccessibleName(self.tr("{count}, list of all alarms").format(count=shown.count))
            if recounted:
                self._arrange()
            self._pill.setVisible(bool(shown.count))
            self.setAccessibleDescription(shown.spoken)
            self.update()

    def acknowledge(self) -> None:
        """Acknowledge the alarm shown, or the first one nobody has taken when that one is taken already."""
        wanted = self._line if isinstance(self._line, BedAlarm) else None
        if wanted is None or wanted.acknowledged:
            wanted = next((item for item in self._alarms if not item.acknowledged), None)
        if wanted is not None:
            self.command.emit(
                Acknowledge(bed=wanted.bed, actor=self._actor, condition=wanted.alarm.change.condition)
            )

    def end_care(self) -> None:
        """End the care pause that is shown."""
        if self._care is not None:
            self.command.emit(pauses.end_care(self._care, self._actor))

    def set_small(self, small: bool, lead: float) -> None:
        """Low bar of a small window; `lead` px at the left belong to the menu key."""
        self._small = small
        self._lead = lead
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the keys at the right."""
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another look or text size."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._arrange()
            self.update()
        super().changeEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click on the message opens the bed, or what can be done about the station's own alarm."""
        line = self._line
        if line is None:
            return
        if line.bed == STATION_BED:
            self.sound_asked.emit()
        else:
            self.bed_asked.emit(line.bed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar; the keys paint themselves."""
        painter = QPainter(self)
        scale = self._scale()
        sketch = Sketch(painter, self._theme, scale)
        width, height = self.width() / scale, self.height() / scale
        sketch.fill(QRectF(0, 0, width, height), "surface")
        sketch.fill(QRectF(0, height - 1, width, 1), "line")
        lead = self._lead / scale
        end = self._keys_left() / scale - _AT.area_gap
        right = self._pill.x() / scale - _AT.right_count
        if self._pill.isHidden():
            right = end - _AT.right_calm
        area = QRectF(lead, 0, end - lead, height)
        if self._shown.alarm:
            paint_alarm(sketch, area, right, self._shown)
        else:
            paint_calm(sketch, QRectF(lead, 0, right - lead, height), self._shown)
        painter.end()

    def _show_keys(
        self, updates: Mapping[int, MonitorUpdate], now: float, station: StationUpdate | None, bed: int | None
    ) -> None:
        self._list.set_label(self._list_label(updates, station))
        self._acknowledge.setVisible(bool(self._alarms))
        self._list.setVisible(not self._alarms)
        self._acknowledge.setEnabled(any(not item.acknowledged for item in self._alarms))
        fault = "" if station is None else station.sound.fault
        offered = pauses.offer(updates, bed, now)
        self.pause_key.show_face(
            audio_face(
                offered,
                pauses.running(updates, PauseKind.AUDIO, now),
                pauses.PAUSE_S,
                fault=fault,
                accepted=station is not None and station.no_sound_accepted,
                lit=flash.flash(Priority.MEDIUM, now),
            )
        )
        before, self._care = self._care, pauses.care_shown(updates, bed, now)
        if self._care is not None:
            name = formats.bed_name(self._care.bed, updates[self._care.bed].mode)
            self.care_key.show_face(care_face(self._care, name, bed))
        if (before is None) != (self._care is None):
            self.care_key.setVisible(self._care is not None)
            self._arrange()
            self.update()

    def _list_label(self, updates: Mapping[int, MonitorUpdate], station: StationUpdate | None) -> str:
        logs = {bed: update.alarm_log for bed, update in updates.items()}
        if station is not None:
            logs[STATION_BED] = station.alarm_log
        total = 0
        for bed, newest in logs.items():
            log, count = self._counted.get(bed, ((), 0))
            if log is not newest:
                count = sum(change.change is Change.ONSET for change in newest)
                self._counted[bed] = (newest, count)
            total += count
        return self.tr("Alarm list {n}").format(n=total)

    def _scale(self) -> float:
        if self._small:
            return self.height() / _AT.bar_small
        return max(_LEAST_SCALE, self.height() / self._theme.length("bar"))

    def _keys_left(self) -> int:
        return (self._acknowledge if self._care is None else self.care_key).x()

    def _arrange(self) -> None:
        scale = self._scale()
        for key in (self.pause_key, self.care_key, self._acknowledge, self._list, self._pill):
            key.set_scale(scale)
        pad = int(_AT.pad_small if self._small else _AT.pad * scale)
        height = self.height() - 2 * pad
        gap = _AT.gap * scale
        wide = min(_AT.pause_key * scale, self.width() * _PAUSE_KEY_RATIO)
        x = self.width() - pad - wide
        self.pause_key.setGeometry(int(x), pad, int(wide), height)
        whole = max(_AT.acknowledge_key * scale, self._acknowledge.whole_width())
        ack = min(whole, self.width() * _ACKNOWLEDGE_RATIO)
        x -= gap + ack
        self._acknowledge.setGeometry(int(x), pad, int(ack), height)
        self._list.setGeometry(self._acknowledge.geometry())
        if self._care is not None:
            care = wide if wide >= _AT.care_words * scale else _AT.care_mark * scale
            x -= gap + care
            self.care_key.setGeometry(int(x), pad, int(care), height)
        pill = self._pill.wide() * scale
        low = min(_AT.count_high * scale, self.height() - _AT.count_least_margin)
        left = int(x - gap - _AT.count_gap * scale - pill)
        self._pill.setGeometry(left, int((self.height() - low) / 2), ceil(pill), int(low))
