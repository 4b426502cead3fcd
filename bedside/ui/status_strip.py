"""The strip at the bottom: the moving proof of recording, the store, the sound, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import formats
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Actor, Mode

TICKS: Final = 8
LATE_S: Final = 3.0  # commits come once a second: after this a stop is said in words
BUSY_BACKLOG: Final = 5_000  # records; what 16 beds bring between two commits is far less


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
    person: str


class StatusStrip(QWidget):
    """Painted in one go, only when a word or a tick of it changed."""

    def __init__(self, theme: Theme, actor: Actor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self.actor = actor
        self._shown: _Shown | None = None
        self.setAccessibleName(self.tr("Status"))

    @property
    def words(self) -> str:
        """What the strip says, left to right."""
        shown = self._shown
        if shown is None:
            return ""
        return " · ".join(part for part in (shown.recording, shown.detail, shown.store, shown.notice) if part)

    @property
    def tick(self) -> int:
        """Which of the eight ticks is tall; -1 when nothing is recorded."""
        return -1 if self._shown is None else self._shown.tick

    def show_station(
        self, station: StationUpdate, updates: Mapping[int, MonitorUpdate], now: float, notice: str = ""
    ) -> None:
        """Take the state of the station at station time `now`, s; `notice` goes before the station's own."""
        shown = self._compute(station, updates, now, notice)
        if shown != self._shown:
            self._shown = shown
            self.setAccessibleDescription(self.words)
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
            person=self.actor.name,
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the strip."""
        painter = QPainter(self)
        scale = self.height() / self._theme.length("strip")
        sketch = Sketch(painter, self._theme, scale)
        width = self.width() / scale
        sketch.fill(QRectF(0, 0, width, 32), "surface")
        sketch.fill(QRectF(0, 0, width, 1), "line")
        if self._shown is not None:
            self._paint_words(sketch, width, self._shown)
        painter.end()

    def _paint_words(self, sketch: Sketch, width: float, shown: _Shown) -> None:
        right = width - 16
        right -= sketch.text(right, 22, shown.clock, "num.sm", "text", align=RIGHT) + 20
        sketch.line(right, 8, right, 24, "line")
        right -= 16
        person = sketch.width(shown.person, "label.medium")
        if person < width * 0.2:
            sketch.text(right, 21, shown.person, "label.medium", "text2", align=RIGHT)
            sketch.icon(right - person - 24, 8, "account-outline", "text2", 16)
            right -= person + 44
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
        token, role = ("label.bold", "text") if shown.loud else ("label", "text2")
        x += sketch.text(x, 21, shown.detail, token, role, room=max(0.0, right - x)) + 20
        for icon, words in (
            ("database-check-outline", shown.store),
            ("volume-off", self.tr("No alarm sound yet")),
        ):
            if x + 40 + sketch.width(words, "label") > right:
                break
            sketch.line(x - 4, 8, x - 4, 24, "line")
            sketch.icon(x + 12, 8, icon, "text2", 16)
            x += 36 + sketch.text(x + 36, 21, words, "label", "text2") + 20
        if shown.notice and x + 80 < right:
            sketch.line(x - 4, 8, x - 4, 24, "line")
            sketch.icon(x + 12, 8, "information-outline", "text2", 16)
            sketch.text(x + 36, 21, shown.notice, "label.medium", "text", room=right - x - 36)
