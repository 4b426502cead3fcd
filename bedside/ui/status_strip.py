"""The strip at the bottom: the moving proof of recording, the store, the sound, who works here, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.sketch import LEFT, RIGHT, Sketch
from bedside.ui.sound_words import sound_words
from bedside.ui.strip_key import StripKey, strip_px
from bedside.ui.strip_words import TICKS_COUNT, StripWords, strip_words
from bedside.ui.theme import Theme

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate, StationUpdate

_AT: Final = themes.layout("status_strip")
_PERSON_RATIO: Final = 0.26  # most of the strip's width


_TICKS_WIDE: Final = TICKS_COUNT * _AT.tick_pitch + _AT.ticks_gap


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
        self._shown: StripWords | None = None
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
        shown = strip_words(station, updates, now, notice)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the keys in their places."""
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another look or text size."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._arrange()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the strip; the keys paint themselves."""
        painter = QPainter(self)
        scale = self._scale()
        sketch = Sketch(painter, self._theme, scale)
        width = self.width() / scale
        sketch.fill(QRectF(0, 0, width, _AT.high), "surface")
        sketch.fill(QRectF(0, 0, width, 1), "line")
        if self._shown is not None:
            self._paint_words(sketch, width, self._shown)
        painter.end()

    # -- layout: words at the left, person and clock at the right, sound and store where there is room ----

    def _scale(self) -> float:
        return max(0.1, self.height() / _AT.high)

    def _advance(self, words: str, token: str) -> float:
        scale = self._scale()
        return self._theme.advance(token, strip_px(self._theme, token, scale), words) / scale

    def _head(self, shown: StripWords) -> float:
        """Where the detail of the recording begins."""
        x = _AT.head_x + self._advance(shown.recording, "label.bold" if shown.loud else "label.medium")
        return x + _AT.word_gap + (_TICKS_WIDE if shown.tick >= 0 else 0)

    def _arrange(self) -> None:
        shown = self._shown
        if shown is None:
            return
        width = self.width() / self._scale()
        right = width - _AT.clock_room - self._advance(shown.clock, "num.sm") - _AT.person_gap
        person = self._wide(self.person_key)
        head = self._head(shown)
        said = 0.0  # a sentence that was just said takes the room it needs, from the left to the right end
        if shown.said:
            said = _AT.part_text_x + self._advance(shown.notice, "label.medium") + _AT.rule_left
        has_person = person < width * _PERSON_RATIO and head + said + person <= right
        self.person_key.setVisible(has_person)
        if has_person:
            right -= person
            self._place(self.person_key, right, person)
        sound, store = self._wide(self.sound_key), self._store_wide(shown)
        detail = self._advance(shown.detail, "label.bold" if shown.loud else "label") + _AT.detail_gap
        least = min(detail, _AT.least_detail) if self.sound_key.loud else detail
        has_sound = head + least + sound + said <= right
        has_store = has_sound and head + detail + store + sound + said <= right
        end = max(head, min(head + detail, right - said - (sound if has_sound else 0.0)))
        self._ends = (end, end + store if has_store else end)
        self.sound_key.setVisible(has_sound)
        if has_sound:
            self._place(self.sound_key, self._ends[1], sound)

    def _store_wide(self, shown: StripWords) -> float:
        return _AT.part_text_x + self._advance(shown.store, "label") + _AT.store_gap

    def _wide(self, key: StripKey) -> float:
        token = "label.bold" if key.loud else "label.medium"
        return _AT.key_more + self._advance(key.text(), token)

    def _place(self, key: StripKey, x: float, wide: float) -> None:
        scale = self._scale()
        key.set_scale(scale)
        key.setGeometry(round(x * scale), 1, round(wide * scale), self.height() - 1)

    def _paint_words(self, sketch: Sketch, width: float, shown: StripWords) -> None:
        right = width - _AT.clock_right
        clock = self._write(sketch, right, shown.clock, "num.sm", "text", align=RIGHT)
        right -= clock + _AT.clock_gap
        sketch.line(right, _AT.rule_top, right, _AT.rule_bottom, "line")
        if not self.person_key.isHidden():
            right = self.person_key.x() / sketch.scale
        x = _AT.left
        sketch.icon(x, _AT.icon_top, shown.icon, "text", _AT.icon)
        x += _AT.icon_step
        token = "label.bold" if shown.loud else "label.medium"
        x += self._write(sketch, x, shown.recording, token, "text") + _AT.word_gap
        if shown.tick >= 0:
            for n in range(TICKS_COUNT):
                height = _AT.tick_tall if n == shown.tick else _AT.tick_low
                role = "text" if n == shown.tick else "line2"
                top = (_AT.high - height) / 2
                sketch.fill(QRectF(x + n * _AT.tick_pitch, top, _AT.tick_wide, height), role)
            x += _TICKS_WIDE
        end, after = self._ends
        token, role = ("label.bold", "text") if shown.loud else ("label", "text2")
        self._write(sketch, x, shown.detail, token, role, room=max(0.0, end - _AT.detail_gap - x))
        if after > end:
            self._paint_part(sketch, end, "database-check-outline", "text2")
            self._write(sketch, end + _AT.part_text_x, shown.store, "label", "text2")
        x = after
        if not self.sound_key.isHidden():
            self._rule(sketch, x)
            x = (self.sound_key.x() + self.sound_key.width()) / sketch.scale
        if shown.notice and x + _AT.least_notice < right:
            self._paint_part(sketch, x, "information-outline", "text2")
            x += _AT.part_text_x
            self._write(sketch, x, shown.notice, "label.medium", "text", room=right - x)

    def _write(
        self,
        sketch: Sketch,
        x: float,
        words: str,
        token: str,
        role: str,
        *,
        align: int = LEFT,
        room: float | None = None,
    ) -> float:
        """One line of the strip; its advance."""
        px = strip_px(self._theme, token, sketch.scale)
        baseline = _AT.clock_baseline if align == RIGHT else _AT.baseline
        return sketch.text(x, baseline, words, token, role, align=align, room=room, px=px)

    def _paint_part(self, sketch: Sketch, x: float, icon: str, role: str) -> None:
        """The rule and the icon a part of the strip begins with."""
        self._rule(sketch, x)
        sketch.icon(x + _AT.part_icon_x, _AT.icon_top, icon, role, _AT.icon)

    def _rule(self, sketch: Sketch, x: float) -> None:
        sketch.line(x - _AT.rule_left, _AT.rule_top, x - _AT.rule_left, _AT.rule_bottom, "line")
