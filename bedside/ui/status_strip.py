"""The strip at the bottom: the moving proof of recording, the store, the sound, who works here, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import formats
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.sound_words import sound_words
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Mode

TICKS: Final = 8
LATE_S: Final = 3.0  # commits come once a second: after this a stop is said in words
BUSY_BACKLOG: Final = 5_000  # records; what 16 beds bring between two commits is far less
_HIGH: Final = 32.0  # of the strip at 100 %


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    recording: str
    icon: str
    tick: int  # -1: no ticks
    detail: str
    loud: bool
    store: str
    clock: str
    notice: str


class StripKey(PaintedKey):
    """A word of the strip that can be pressed: plain until the pointer or the keyboard is on it."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget) -> None:
        super().__init__(theme, "", icon, parent=parent)
        self._loud = False

    def show_words(self, icon: str, words: str, *, loud: bool, hint: str) -> None:
        """Say something else; `hint` is what pressing it does."""
        if (icon, words, loud) != (self._icon, self.text(), self._loud):
            self._icon, self._loud = icon, loud
            self.setText(words)
            self.setAccessibleName(words)
            self.setAccessibleDescription(hint)
            self.setToolTip(hint)
            self.update()

    @property
    def loud(self) -> bool:
        """Whether it is said loudly."""
        return self._loud

    def set_scale(self, scale: float) -> None:
        """Scale of the strip."""
        self._scale = scale

    def _token(self) -> str:
        return "label.bold" if self._loud else "label.medium"

    def _ink(self) -> KeyInk:
        return KeyInk("hover" if self._hovered else "", "text" if self._loud else "text2", "text3")

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        middle = rect.height() / 2
        sketch.icon(12, middle - 8, self._icon, ink.words, 16)
        sketch.text(36, middle + 5, self.text(), self._token(), ink.words, room=rect.width() - 40)


class StatusStrip(QWidget):
    """Painted in one go, only when a word or a tick of it changed.

    Signals:
        sound_asked: the words about the sound were pressed.
        operator_asked: the name was pressed.
    """

    sound_asked = Signal()
    operator_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._shown: _Shown | None = None
        self._ends = (0.0, 0.0)  # where the words at the left end and the store begins, at 100 %
        self.sound_key = StripKey(theme, "volume-high", self)
        self.sound_key.clicked.connect(self.sound_asked)
        self.person_key = StripKey(theme, "account-outline", self)
        self.person_key.clicked.connect(self.operator_asked)
        self.setAccessibleName(self.tr("Status"))

    @property
    def words(self) -> str:
        """What the strip says, left to right."""
        shown = self._shown
        if shown is None:
            return ""
        said = (shown.recording, shown.detail, shown.store, self.sound_key.text(), shown.notice)
        return " · ".join(part for part in said if part)

    @property
    def tick(self) -> int:
        """Which of the eight ticks is tall; -1 when nothing is recorded."""
        return -1 if self._shown is None else self._shown.tick

    def show_station(
        self, station: StationUpdate, updates: Mapping[int, MonitorUpdate], now: float, notice: str = ""
    ) -> None:
        """Take the state of the station at station time `now`, s; `notice` goes before the station's own."""
        shown = self._compute(station, updates, now, notice)
        said = sound_words(station)
        before = (self.sound_key.text(), self.person_key.text())
        self.sound_key.show_words(
            said.icon, said.words, loud=said.loud, hint=self.tr("Sound: volume and test")
        )
        person = station.operator
        self.person_key.show_words(
            "account-outline",
            self.tr("nobody signed in") if person is None else person.name,
            loud=person is None,
            hint=self.tr("Who works here (Ctrl+O)"),
        )
        if shown != self._shown or before != (self.sound_key.text(), self.person_key.text()):
            self._shown = shown
            self.setAccessibleDescription(self.words)
            self._arrange()
            self.update()

    def _compute(
        self, station: StationUpdate, updates: Mapping[int, MonitorUpdate], now: float, notice: str
    ) -> _Shown:
        state = station.recording
        live = [u for u in updates.values() if u.session is not None and u.mode is not Mode.REPLAY]
        since = None if state.last_commit_t is None else max(0.0, now - state.last_commit_t)
        loud, icon, tick = False, "record-circle-outline", -1
        if state.fault:
            recording, detail, loud, icon = self.tr("Not recording"), state.fault, True, "alert-outline"
        elif not live:
            recording, detail = self.tr("Not recording"), self.tr("no device yet")
        else:
            tick = state.commits % TICKS
            simulated = all(u.mode is Mode.SIMULATION for u in live)
            recording = self.tr("Simulation") if simulated else self.tr("Recording")
            if len(live) > 1:
                recording += " " + self.tr("{n} beds").format(n=len(live))
            parts = [formats.size(state.bytes_on_disk)]
            if simulated:
                parts.insert(0, self.tr("kept apart from patients"))
            if since is None:
                parts.append(self.tr("nothing saved yet"))
            elif since > LATE_S:
                parts.append(self.tr("nothing saved for {n} s").format(n=int(since)))
                loud, icon = True, "alert-outline"
            else:
                parts.append(self.tr("saved {n} s ago").format(n=f"{since:.1f}"))
            if state.dropped:
                parts.append(self.tr("{n} records lost").format(n=state.dropped))
                loud, icon = True, "alert-outline"
            detail = " · ".join(parts)
        store = self.tr("Local store")
        if state.backlog > BUSY_BACKLOG:
            store += " · " + self.tr("{n} waiting").format(n=state.backlog)
        elif not live:
            store += " · " + self.tr("nothing shared")
        return _Shown(
            recording=recording,
            icon=icon,
            tick=tick,
            detail=detail,
            loud=loud,
            store=store,
            clock=formats.clock(station.utc),
            notice=notice or (station.notices[-1] if station.notices else ""),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the keys in their places."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the strip; the keys paint themselves."""
        painter = QPainter(self)
        scale = self._scale()
        sketch = Sketch(painter, self._theme, scale)
        width = self.width() / scale
        sketch.fill(QRectF(0, 0, width, _HIGH), "surface")
        sketch.fill(QRectF(0, 0, width, 1), "line")
        if self._shown is not None:
            self._paint_words(sketch, width, self._shown)
        painter.end()

    # -- layout: words at the left, person and clock at the right, sound and store where there is room ----

    def _scale(self) -> float:
        return max(0.1, self.height() / _HIGH)

    def _advance(self, words: str, token: str) -> float:
        scale = self._scale()
        return self._theme.metrics(token, self._theme.px(token, scale)).horizontalAdvance(words) / scale

    def _head(self, shown: _Shown) -> float:
        """Where the detail of the recording begins."""
        x = 40 + self._advance(shown.recording, "label.bold" if shown.loud else "label.medium") + 12
        return x + (TICKS * 7 + 10 if shown.tick >= 0 else 0)

    def _arrange(self) -> None:
        shown = self._shown
        if shown is None:
            return
        width = self.width() / self._scale()
        right = width - 36 - self._advance(shown.clock, "num.sm") - 8
        person = self._wide(self.person_key)
        has_person = person < width * 0.26
        self.person_key.setVisible(has_person)
        if has_person:
            right -= person
            self._place(self.person_key, right, person)
        sound, store = self._wide(self.sound_key), 36 + self._advance(shown.store, "label") + 20
        head = self._head(shown)
        detail = self._advance(shown.detail, "label.bold" if shown.loud else "label") + 20
        has_sound = head + (min(detail, 60.0) if self.sound_key.loud else detail) + sound <= right
        has_store = has_sound and head + detail + store + sound <= right
        end = min(head + detail, right - (sound if has_sound else 0.0))
        self._ends = (end, end + store if has_store else end)
        self.sound_key.setVisible(has_sound)
        if has_sound:
            self._place(self.sound_key, self._ends[1], sound)

    def _wide(self, key: StripKey) -> float:
        token = "label.bold" if key.loud else "label.medium"
        return 44 + self._advance(key.text(), token)

    def _place(self, key: StripKey, x: float, wide: float) -> None:
        scale = self._scale()
        key.set_scale(scale)
        key.setGeometry(round(x * scale), 1, round(wide * scale), self.height() - 1)

    def _paint_words(self, sketch: Sketch, width: float, shown: _Shown) -> None:
        right = width - 16
        right -= sketch.text(right, 22, shown.clock, "num.sm", "text", align=RIGHT) + 20
        sketch.line(right, 8, right, 24, "line")
        if not self.person_key.isHidden():
            right = self.person_key.x() / sketch.scale
        x = 16.0
        sketch.icon(x, 8, shown.icon, "text", 16)
        x += 24
        x += sketch.text(x, 21, shown.recording, "label.bold" if shown.loud else "label.medium", "text") + 12
        if shown.tick >= 0:
            for n in range(TICKS):
                height = 14.0 if n == shown.tick else 6.0
                role = "text" if n == shown.tick else "line2"
                sketch.fill(QRectF(x + n * 7, 16 - height / 2, 4, height), role)
            x += TICKS * 7 + 10
        end, after = self._ends
        token, role = ("label.bold", "text") if shown.loud else ("label", "text2")
        sketch.text(x, 21, shown.detail, token, role, room=max(0.0, end - 20 - x))
        if after > end:
            sketch.line(end - 4, 8, end - 4, 24, "line")
            sketch.icon(end + 12, 8, "database-check-outline", "text2", 16)
            sketch.text(end + 36, 21, shown.store, "label", "text2")
        x = after
        if not self.sound_key.isHidden():
            sketch.line(x - 4, 8, x - 4, 24, "line")
            x = (self.sound_key.x() + self.sound_key.width()) / sketch.scale
        if shown.notice and x + 80 < right:
            sketch.line(x - 4, 8, x - 4, 24, "line")
            sketch.icon(x + 12, 8, "information-outline", "text2", 16)
            sketch.text(x + 36, 21, shown.notice, "label.medium", "text", room=right - x - 36)
