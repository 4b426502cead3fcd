"""The bar on top of every screen: the alarms of all beds, one at a time, and the key to acknowledge them.

Nothing may cover it. When room is short the bed's line goes first, then the words; never message or time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import flash, formats
from bedside.ui.alarm_list import BedAlarm, Rotation, bed_alarms, unacknowledged_high_s
from bedside.ui.key_button import KeyButton
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme
from bedside.vitals.alarms import AlarmChange, Change, Priority
from bedside.vitals.commands import Acknowledge
from bedside.vitals.sessions import Actor, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What is painted; equal means nothing to paint."""

    icon: str
    icon_role: str
    message: str
    fill: str = "surface"
    on_fill: str = "text"
    edge: str = ""
    edge_px: float = 0.0
    inner: str = ""
    words: str = ""
    bed: str = ""
    since: str = ""
    elapsed: str = ""
    count: str = ""
    calm_note: str = ""


_LEAST_MESSAGE: Final = 0.6  # of its size; a message that must be smaller takes two lines
_PLAIN = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}
_FILL = {
    Priority.HIGH: ("high", "on_high"),
    Priority.MEDIUM: ("med", "on_med"),
    Priority.LOW: ("low", "on_low"),
}


class AlarmBar(QWidget):
    """Signals:
    command: an `Acknowledge` for the alarm shown.
    bed_asked: the bed whose alarm is shown was clicked.
    list_asked: the person wants the list of all alarms.
    """

    command = Signal(object)
    bed_asked = Signal(int)
    list_asked = Signal()

    def __init__(self, theme: Theme, actor: Actor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self.actor = actor
        self._rotation = Rotation(theme.length("rotate_s"))
        self._alarms: list[BedAlarm] = []
        self._current: BedAlarm | None = None
        self._shown = _Shown(icon="bell-outline", icon_role="text2", message="")
        self._small = False
        self._lead = 0.0
        self._acknowledge = KeyButton(theme, self.tr("Acknowledge"), "check", "F3", primary=True, parent=self)
        self._acknowledge.clicked.connect(self.acknowledge)
        self._acknowledge.hide()
        self._list = KeyButton(theme, self.tr("Alarm list"), "format-list-bulleted", parent=self)
        self._list.clicked.connect(self.list_asked)
        self._pill = QRectF()
        self._counted: dict[int, tuple[tuple[AlarmChange, ...], int]] = {}
        # The sound of alarms comes with the next release. Until then the bar says so where its key will stand.
        self._no_sound = KeyButton(theme, self.tr("No alarm sound yet"), "volume-off", "F2", parent=self)
        self._no_sound.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._no_sound.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
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
        """ "1 of 3"; "" for one alarm or none."""
        return self._shown.count

    def show_updates(self, updates: Mapping[int, MonitorUpdate], now: float) -> None:
        """Take the newest updates at station time `now`, s."""
        self._alarms = bed_alarms(updates)
        if self._alarms:
            index = self._rotation.index(self._alarms, now)
            self._current = self._alarms[index]
            shown = self._of_alarm(self._current, index, now)
        else:
            self._rotation.index(self._alarms, now)
            self._current = None
            shown = self._calm(updates)
        if shown != self._shown:
            self._shown = shown
            self.setAccessibleDescription(
                f"{shown.message} {shown.words} {shown.bed} {shown.since} {shown.count}"
            )
            self.update()
        self._list.set_label(self._list_label(updates))
        open_ones = any(not item.acknowledged for item in self._alarms)
        self._acknowledge.setVisible(bool(self._alarms))
        self._list.setVisible(not self._alarms)
        self._acknowledge.setEnabled(open_ones)

    def urgent_s(self, now: float) -> float:
        """Seconds an unacknowledged High has stood."""
        return unacknowledged_high_s(self._alarms, now)

    def acknowledge(self) -> None:
        """Acknowledge the alarm shown, or the first one nobody has taken when that one is taken already."""
        wanted = self._current
        if wanted is None or wanted.acknowledged:
            wanted = next((item for item in self._alarms if not item.acknowledged), None)
        if wanted is not None:
            self.command.emit(
                Acknowledge(bed=wanted.bed, actor=self.actor, condition=wanted.alarm.change.condition)
            )

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the message opens the bed, one on "1 of n" the list."""
        if self._shown.count and self._pill.contains(event.position()):
            self.list_asked.emit()
        elif self._current is not None:
            self.bed_asked.emit(self._current.bed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar."""
        painter = QPainter(self)
        scale = self._scale()
        sketch = Sketch(painter, self._theme, scale)
        width, height = self.width() / scale, self.height() / scale
        sketch.fill(QRectF(0, 0, width, height), "surface")
        sketch.fill(QRectF(0, height - 1, width, 1), "line")
        shown = self._shown
        lead = self._lead / scale
        end = self._keys_left() / scale - 8
        if self._alarms:
            area = QRectF(lead, 0, end - lead, height)
            sketch.fill(area, shown.fill)
            if shown.edge:
                sketch.edge(area, shown.edge, shown.edge_px, 2.0)
            if shown.inner:
                inset = max(shown.edge_px, 3.0)
                sketch.edge(area.adjusted(inset, inset, -inset, -inset), shown.inner, 2.0, 2.0)
            self._paint_alarm(sketch, lead, end, height)
        else:
            self._paint_calm(sketch, lead, end, height)
        painter.end()

    def _paint_calm(self, sketch: Sketch, lead: float, end: float, height: float) -> None:
        shown, middle = self._shown, height / 2
        sketch.icon(lead + 24, middle - 13, shown.icon, shown.icon_role, 26)
        x = lead + 62
        x += sketch.text(x, middle + 7, shown.message, "title.name", "text", room=end - x) + 24
        if x < end - 60:
            sketch.text(x, middle + 6, shown.calm_note, "label", "text3", room=end - x - 8)

    def _paint_alarm(self, sketch: Sketch, lead: float, end: float, height: float) -> None:
        shown, middle = self._shown, height / 2
        role = shown.on_fill
        sketch.icon(lead + 20, middle - 20, shown.icon, shown.icon_role, 40)
        right = end - 20
        if shown.count:
            pill_width = sketch.width(shown.count, "label.medium") + 46
            pill = QRectF(right - pill_width, middle - 16, pill_width, 32)
            self._pill = sketch.rect(pill)
            sketch.edge(pill, role, 1.5, 6.0)
            sketch.text(pill.x() + 12, middle + 5, shown.count, "label.medium", role)
            sketch.icon(pill.right() - 28, middle - 10, "chevron-right", role, 20)
            right = pill.x() - 22
        x = lead + 72
        least = _LEAST_MESSAGE * sketch.theme.px("alarm", sketch.scale)
        elapsed = sketch.width(shown.elapsed, "num.sm.large.bold")
        times = max(sketch.width(shown.since, "label.medium"), elapsed)
        if sketch.fits(shown.message, "alarm", right - times - 20 - x) < least:  # the time since is enough
            times = elapsed
            sketch.text(right, middle + 8, shown.elapsed, "num.sm.large.bold", role, align=RIGHT)
        else:
            sketch.text(right, middle - 4, shown.since, "label.medium", role, align=RIGHT)
            sketch.text(right, middle + 19, shown.elapsed, "num.sm.large.bold", role, align=RIGHT)
        right -= times + 20
        px = sketch.fits(shown.message, "alarm", right - x)
        if px < least:
            self._paint_wrapped(sketch, x, middle, right - x)
            return
        x += sketch.text(x, middle + 12, shown.message, "alarm", role, px=px)
        x += 28
        words_width = sketch.width(shown.words, "body.bold")
        if x + min(words_width, 120) <= right:
            has_bed = x + sketch.width(shown.bed, "label.medium") <= right
            baseline = middle - 6 if has_bed else middle + 6
            sketch.text(x, baseline, shown.words, "body.bold", role, room=right - x)
            if has_bed:
                sketch.text(x, middle + 18, shown.bed, "label.medium", role)

    def _paint_wrapped(self, sketch: Sketch, x: float, middle: float, room: float) -> None:
        """A message too long for one line in two, as large as they can be."""
        words = self._shown.message.split()
        cut = min(
            range(1, max(2, len(words))),
            key=lambda n: max(len(" ".join(words[:n])), len(" ".join(words[n:]))),
        )
        lines = [" ".join(part) for part in (words[:cut], words[cut:]) if part]
        most = sketch.theme.px("title.small", sketch.scale)
        px = min(most, *(sketch.fits(line, "title.small", room) for line in lines))
        for n, line in enumerate(lines):
            baseline = middle - 4 if n == 0 else middle + 4 + px / sketch.scale * 0.8
            sketch.text(x, baseline, line, "title.small", self._shown.on_fill, px=px)

    def _calm(self, updates: Mapping[int, MonitorUpdate]) -> _Shown:
        live = [u for u in updates.values() if u.session is not None and u.mode is not Mode.REPLAY]
        if not live:
            return _Shown(
                icon="bell-outline",
                icon_role="text2",
                message=self.tr("No bed is monitored"),
                calm_note=self.tr("Alarms begin with the first device"),
            )
        profiles = sorted({u.session.profile for u in live if u.session is not None})
        note = self.tr("Limits: {profile}").format(profile=", ".join(profiles))
        if any(u.mode is Mode.SIMULATION for u in live):
            note += self.tr(" · simulated alarms look as real ones")
        return _Shown(
            icon="check-circle-outline",
            icon_role="text2",
            message=self.tr("No active alarms"),
            calm_note=note,
        )

    def _of_alarm(self, item: BedAlarm, index: int, now: float) -> _Shown:
        change = item.alarm.change
        priority = change.priority
        fill, on_fill = _FILL[priority]
        icon_role, edge, edge_px, inner = on_fill, "", 0.0, ""
        lit = flash.flash(priority, now) and not item.acknowledged
        if priority is Priority.HIGH:
            edge, edge_px, inner = ("highline", 3.0, "on_high") if lit else ("highline", 3.0, "text")
        if not lit:
            fill, on_fill, icon_role = "surface", "text", _PLAIN[priority]
            if priority is Priority.HIGH:
                fill = "hightint"
                inner = "" if item.acknowledged else inner
            else:
                edge, edge_px = _PLAIN[priority], 2.0
        bed = self.tr("Bed {n}").format(n=item.bed_name)
        since = ""
        if item.started_utc is not None:
            since = self.tr("since {time}").format(time=formats.clock_at(item.started_utc, change.onset_t))
        many = len(self._alarms) > 1
        return _Shown(
            icon="check" if item.acknowledged else formats.priority_icon(priority),
            icon_role=icon_role,
            message=formats.alarm_message(change),
            fill=fill,
            on_fill=on_fill,
            edge=edge,
            edge_px=edge_px,
            inner=inner,
            words=f"{formats.priority_word(priority)} · {self._detail(item)}",
            bed=f"{bed} · {item.label}" if item.label else bed,
            since=since,
            elapsed=formats.duration(max(0.0, now - item.onset_station_t)),
            count=self.tr("{i} of {n}").format(i=index + 1, n=len(self._alarms)) if many else "",
        )

    def _detail(self, item: BedAlarm) -> str:
        change = item.alarm.change
        if item.acknowledged:
            by = item.alarm.acknowledged_by
            return (
                self.tr("acknowledged")
                if by is None
                else self.tr("acknowledged by {name}").format(name=by.name)
            )
        if not change.present:
            if change.parameter is not None and item.value_now is not None:
                value = formats.number(item.value_now, change.parameter)
                return self.tr("now {value}, stays until acknowledged").format(value=value)
            return self.tr("over, stays until acknowledged")
        if change.limit is not None:
            return change.words
        return change.rule or self.tr("equipment")

    def _list_label(self, updates: Mapping[int, MonitorUpdate]) -> str:
        total = 0
        for bed, update in updates.items():
            log, count = self._counted.get(bed, ((), 0))
            if log is not update.alarm_log:
                count = sum(change.change is Change.ONSET for change in update.alarm_log)
                self._counted[bed] = (update.alarm_log, count)
            total += count
        return self.tr("Alarm list {n}").format(n=total)

    def _scale(self) -> float:
        return (
            max(0.5, self.height() / self._theme.length("bar")) if not self._small else self.height() / 54.0
        )

    def _keys_left(self) -> int:
        return self._acknowledge.x()

    def _arrange(self) -> None:
        scale = self._scale()
        pad = int(6 if self._small else 8 * scale)
        height = self.height() - 2 * pad
        wide = min(272 * scale, self.width() * 0.2)
        x = int(self.width() - pad - wide)
        self._no_sound.setGeometry(x, pad, int(wide), height)
        ack = min(184 * scale, self.width() * 0.16)
        self._acknowledge.setGeometry(int(x - 8 * scale - ack), pad, int(ack), height)
        self._list.setGeometry(self._acknowledge.geometry())
        for key in (self._no_sound, self._acknowledge, self._list):
            key.set_scale(scale)
