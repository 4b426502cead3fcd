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
from bedside.ui import formats
from bedside.ui.alarm_list import BedAlarm
from bedside.ui.bed_tile_parts import paint_bracketed
from bedside.ui.frame import paint_mode_tag
from bedside.ui.key_button import KeyButton
from bedside.ui.quiet_words import QuietWords, number_role, quiet_words
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.status_strip import StatusStrip
from bedside.ui.sweep import SweepColumn
from bedside.ui.theme import Theme
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import LimitView, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode

KEYS: Final = ("event", "ratings", "care", "nibp")
_WAKES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
    }
)
_COLUMNS: Final = (48.0, 560.0, 1072.0)  # of the three numbers, px at 100 %


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
        self._sweep = SweepColumn(
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
        words = quiet_words(update, station, alarms, now)
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
        strip = max(24, round(32 * s))
        self.status.setGeometry(0, self.height() - strip, self.width(), strip)
        bottom = height - strip / s
        plot = QRectF(48, 208, width - 96, max(20.0, bottom - 1048 + 250))
        self._sweep.setGeometry(_px(plot, s))
        self._sweep.set_strips([QRect(0, 0, self._sweep.width(), self._sweep.height())])
        self.wake_key.setGeometry(_px(QRectF(width - 288, 8, 280, 48), s))
        wide = min(300.0, (width - 96 - 48) / 4)
        for n, key in enumerate(self.keys.values()):
            key.setGeometry(_px(QRectF(48 + n * (wide + 16), bottom - 136, wide, 72), s))
        for key in (self.wake_key, *self.keys.values()):
            key.set_scale(max(s, 0.6))
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Everything but wave, keys and strip."""
        painter = QPainter(self)
        s = self._scale()
        sketch = Sketch(painter, self._theme, s)
        width, bottom = self.width() / s, (self.height() - max(24, round(32 * s))) / s
        sketch.fill(QRectF(0, 0, width, self.height() / s), "bg")
        self._paint_bar(sketch, width)
        self._paint_head(sketch, width)
        lift = bottom - 1048
        right = width - 48
        for y in (490.0 + lift, 800.0 + lift):
            sketch.fill(QRectF(48, y, right - 48, 1), "line")
        self._paint_numbers(sketch, lift, right)
        self._paint_infusion(sketch, lift, right)
        self._paint_promise(sketch, lift, right)
        painter.end()

    def _paint_bar(self, sketch: Sketch, width: float) -> None:
        shown = self._shown
        sketch.fill(QRectF(0, 0, width, 64), "surface")
        sketch.fill(QRectF(0, 63, width, 1), "line")
        right = width - 304
        role = shown.edge or "text2"
        if shown.edge:
            sketch.fill(QRectF(0, 0, 6, 63), shown.edge)
        sketch.icon(24, 19, shown.icon, role, 26)
        title = shown.message or self.tr("Quiet room")
        x = 62 + sketch.text(62, 39, title, "title.name", "text", room=right - 62) + 24
        if x < right - 80:
            sketch.text(x, 38, shown.bar, "label", "text2", room=right - x)

    def _paint_head(self, sketch: Sketch, width: float) -> None:
        shown = self._shown
        clock = sketch.text(
            width - 48, 128, shown.clock, "num.elapsed", "text2", align=RIGHT, px=_size(48, sketch)
        )
        room = width - 120 - clock
        sketch.text(48, 128, shown.name, "title", "text", px=_size(34, sketch), room=room)
        x = 64 + sketch.text(48, 160, shown.bed, "body", "text2")
        if shown.mode is not Mode.LIVE:
            word = self.tr("SIMULATION")
            paint_mode_tag(sketch, x + sketch.width(word, "tiny.medium") + 26, 143, shown.mode, word)
        sketch.text(width - 48, 160, shown.to_go, "body", "text2", align=RIGHT)

    def _paint_numbers(self, sketch: Sketch, lift: float, right: float) -> None:
        shown = self._shown
        columns = _scaled_columns(right)
        for x in columns[1:]:
            sketch.fill(QRectF(x - 40, 514 + lift, 1, 258), "line")
        base = 712 + lift
        wide = columns[1] - columns[0] - 56
        if shown.spo2 is not None:
            self._paint_number(sketch, columns[0], base, self.tr("SpO2 %"), "spo2", shown.spo2, 200, wide)
            self._paint_limits(sketch, columns[0], 763 + lift, shown.spo2_limits)
        if shown.pr is not None:
            self._paint_number(sketch, columns[1], base, self.tr("PR /min"), "pr", shown.pr, 200, wide)
            self._paint_span(sketch, columns[1], 763 + lift, shown.pr_limits)
        if shown.nibp is None:
            return
        x, room = columns[2], right - columns[2]
        mean = shown.mean if shown.nibp.number != formats.DASHES else ""
        left = room - (sketch.width(f"({mean})", "num.mean") + 24 if mean else 0)
        used = self._paint_number(sketch, x, 690 + lift, self.tr("NIBP mmHg"), "nibp", shown.nibp, 132, left)
        if mean:
            role = number_role(shown.nibp)
            paint_bracketed(sketch, x + used + 24, 690 + lift, mean, "num.mean", role)
        ages = sketch.text(x, 763 + lift, shown.nibp_age, "num.sm", "text2", room=room)
        limits = sketch.width(shown.nibp_limits, "num.sm") + 28
        if ages + 40 + limits < room:
            self._paint_span(sketch, right - limits, 763 + lift, shown.nibp_limits)

    def _paint_number(
        self,
        sketch: Sketch,
        x: float,
        base: float,
        name: str,
        role: str,
        shown: TileLook,
        px: float,
        room: float,
    ) -> float:
        top = self._names_y(sketch)
        after = x + sketch.text(x, top, name, "title.name", role) + 16
        if shown.icon and after + 60 < x + room:
            sketch.icon(after, top - 18, shown.icon, shown.icon_role, 22)
            sketch.text(after + 28, top, shown.word, "label.bold", "text", room=x + room - after - 28)
        elif shown.note and shown.number == formats.DASHES:
            sketch.text(after, top, shown.note, "label", "text2", room=x + room - after)
        token = "num.xxl"
        size = min(_size(px, sketch), _fitting(sketch, shown.number, token, px, room))
        used = sketch.text(x, base, shown.number, token, number_role(shown), px=size)
        if shown.struck:
            middle = base - 0.38 * size / sketch.scale
            sketch.fill(QRectF(x - 6, middle, used + 12, 5), "text2")
        return used

    def _names_y(self, sketch: Sketch) -> float:
        bottom = (self.height() - max(24, round(32 * sketch.scale))) / sketch.scale
        return 536 + bottom - 1048

    def _paint_limits(self, sketch: Sketch, x: float, y: float, limits: tuple[LimitView, ...]) -> None:
        for limit in sorted(limits, key=lambda each: (each.value is None, each.priority)):
            if limit.value is None:
                sketch.icon(x, y - 15, "bell-off-outline", "text2", 18)
                x += 22 + sketch.text(x + 22, y, formats.limit_text(limit), "body", "text2") + 20
                continue
            x += sketch.text(x, y, formats.limit_text(limit), "num.sm", "text2") + 4
            sketch.icon(x, y - 15, formats.priority_icon(limit.priority), "text3", 18)
            x += 42

    def _paint_span(self, sketch: Sketch, x: float, y: float, words: str) -> None:
        x += sketch.text(x, y, words, "num.sm", "text2") + 8
        sketch.icon(x, y - 15, formats.priority_icon(Priority.MEDIUM), "text3", 18)

    def _paint_infusion(self, sketch: Sketch, lift: float, right: float) -> None:
        shown = self._shown
        sketch.text(48, 846 + lift, shown.phase, "body", "text2")
        sketch.text(48, 872 + lift, shown.elapsed, "num.sm", "text2")
        if shown.share is None:
            return
        left = 48 + max(212.0, sketch.width(shown.elapsed, "num.sm") + 24)
        wide = (right - left) / shown.steps
        for n in range(shown.steps):
            step = QRectF(left + n * wide, 850 + lift, wide - 2, 8)
            sketch.fill(step, "line", 3)
            done = min(1.0, max(0.0, shown.share * shown.steps - n))
            if done > 0:
                sketch.fill(QRectF(step.x(), step.y(), max(4.0, step.width() * done), 8), "infusion", 3)

    def _paint_promise(self, sketch: Sketch, lift: float, right: float) -> None:
        lines = (
            self.tr("A High not acknowledged at the station"),
            self.tr("in 30 s lights and sounds here."),
        )
        last = next(reversed(self.keys.values()))
        after = (last.x() + last.width()) / sketch.scale + 24
        if right - after < sketch.width(lines[0], "label"):
            return
        for n, line in enumerate(lines):
            sketch.text(right, 944 + lift + 24 * n, line, "label", "text3", align=RIGHT)

    def _scale(self) -> float:
        return max(0.1, min(self.width() / 1920, self.height() / 1080))

    def _pressed(self) -> None:
        self.woken.emit()
        self.asked.emit(self.sender().objectName())


def _scaled_columns(right: float) -> list[float]:
    share = right / 1872.0
    return [48 + (x - 48) * share for x in _COLUMNS]


def _size(px: float, sketch: Sketch) -> int:
    return max(13, round(px * sketch.scale))


def _fitting(sketch: Sketch, words: str, token: str, px: float, room: float) -> int:
    at = max(1, round(px * sketch.scale))
    advance = sketch.theme.metrics(token, at).horizontalAdvance(words)
    return at if advance <= room * sketch.scale else max(13, int(at * room * sketch.scale / advance))


def _px(rect: QRectF, s: float) -> QRect:
    return QRect(round(rect.x() * s), round(rect.y() * s), round(rect.width() * s), round(rect.height() * s))
