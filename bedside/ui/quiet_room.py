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
from bedside.ui.theme import Theme, layout
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import LimitView, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode

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
_COLUMNS: Final = _AT.columns  # of the three numbers, px at 100 %


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
        width, bottom = self.width() / s, (self.height() - max(_AT.strip_least, round(_AT.strip * s))) / s
        sketch.fill(QRectF(0, 0, width, self.height() / s), "bg")
        self._paint_bar(sketch, width)
        self._paint_head(sketch, width)
        lift = bottom - _AT.nominal_bottom
        right = width - _AT.margin
        for y in (_AT.rule_upper + lift, _AT.rule_lower + lift):
            sketch.fill(QRectF(_AT.margin, y, right - _AT.margin, 1), "line")
        self._paint_numbers(sketch, lift, right)
        self._paint_infusion(sketch, lift, right)
        self._paint_promise(sketch, lift, right)
        painter.end()

    def _paint_bar(self, sketch: Sketch, width: float) -> None:
        shown = self._shown
        sketch.fill(QRectF(0, 0, width, _AT.bar), "surface")
        sketch.fill(QRectF(0, _AT.bar_edge_y, width, 1), "line")
        right = width - _AT.wake_room
        role = shown.edge or "text2"
        if shown.edge:
            sketch.fill(QRectF(*_AT.edge_rect), shown.edge)
        sketch.icon(_AT.bar_icon_x, _AT.bar_icon_y, shown.icon, role, _AT.bar_icon_side)
        title = shown.message or self.tr("Quiet room")
        x = (
            _AT.bar_words_x
            + sketch.text(
                _AT.bar_words_x, _AT.bar_title_y, title, "title.name", "text", room=right - _AT.bar_words_x
            )
            + _AT.bar_gap
        )
        if x < right - _AT.bar_least:
            sketch.text(x, _AT.bar_words_y, shown.bar, "label", "text2", room=right - x)

    def _paint_head(self, sketch: Sketch, width: float) -> None:
        shown = self._shown
        clock = sketch.text(
            width - _AT.margin,
            _AT.head_y,
            shown.clock,
            "num.elapsed",
            "text2",
            align=RIGHT,
            px=_size(_AT.clock_px, sketch),
        )
        room = width - _AT.name_spare - clock
        sketch.text(
            _AT.margin, _AT.head_y, shown.name, "title", "text", px=_size(_AT.name_px, sketch), room=room
        )
        x = _AT.bed_gap + sketch.text(_AT.margin, _AT.second_y, shown.bed, "body", "text2")
        if shown.mode is not Mode.LIVE:
            word = self.tr("SIMULATION")
            paint_mode_tag(
                sketch, x + sketch.width(word, "tiny.medium") + _AT.tag_gap, _AT.tag_y, shown.mode, word
            )
        sketch.text(width - _AT.margin, _AT.second_y, shown.to_go, "body", "text2", align=RIGHT)

    def _paint_numbers(self, sketch: Sketch, lift: float, right: float) -> None:
        shown = self._shown
        columns = _scaled_columns(right)
        for x in columns[1:]:
            sketch.fill(QRectF(x - _AT.divider_left, _AT.divider_y + lift, 1, _AT.divider_height), "line")
        base = _AT.base + lift
        wide = columns[1] - columns[0] - _AT.column_spare
        if shown.spo2 is not None:
            self._paint_number(
                sketch, columns[0], base, self.tr("SpO2 %"), "spo2", shown.spo2, _AT.number_px, wide
            )
            self._paint_limits(sketch, columns[0], _AT.limits_y + lift, shown.spo2_limits)
        if shown.pr is not None:
            self._paint_number(
                sketch, columns[1], base, self.tr("PR /min"), "pr", shown.pr, _AT.number_px, wide
            )
            self._paint_span(sketch, columns[1], _AT.limits_y + lift, shown.pr_limits)
        if shown.nibp is None:
            return
        x, room = columns[2], right - columns[2]
        mean = shown.mean if shown.nibp.number != formats.DASHES else ""
        left = room - (sketch.width(f"({mean})", "num.mean") + _AT.mean_gap if mean else 0)
        used = self._paint_number(
            sketch, x, _AT.nibp_base + lift, self.tr("NIBP mmHg"), "nibp", shown.nibp, _AT.nibp_px, left
        )
        if mean:
            role = number_role(shown.nibp)
            paint_bracketed(sketch, x + used + _AT.mean_gap, _AT.nibp_base + lift, mean, "num.mean", role)
        ages = sketch.text(x, _AT.limits_y + lift, shown.nibp_age, "num.sm", "text2", room=room)
        limits = sketch.width(shown.nibp_limits, "num.sm") + _AT.limits_left
        if ages + _AT.limits_apart + limits < room:
            self._paint_span(sketch, right - limits, _AT.limits_y + lift, shown.nibp_limits)

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
        after = x + sketch.text(x, top, name, "title.name", role) + _AT.name_gap
        if shown.icon and after + _AT.icon_room < x + room:
            sketch.icon(after, top - _AT.icon_up, shown.icon, shown.icon_role, _AT.icon_side)
            sketch.text(
                after + _AT.state_gap,
                top,
                shown.word,
                "label.bold",
                "text",
                room=x + room - after - _AT.state_gap,
            )
        elif shown.note and shown.number == formats.DASHES:
            sketch.text(after, top, shown.note, "label", "text2", room=x + room - after)
        token = "num.xxl"
        size = min(_size(px, sketch), _fitting(sketch, shown.number, token, px, room))
        used = sketch.text(x, base, shown.number, token, number_role(shown), px=size)
        if shown.struck:
            middle = base - 0.38 * size / sketch.scale
            sketch.fill(
                QRectF(x - _AT.strike_left, middle, used + _AT.strike_more, _AT.strike_height), "text2"
            )
        return used

    def _names_y(self, sketch: Sketch) -> float:
        bottom = (self.height() - max(_AT.strip_least, round(_AT.strip * sketch.scale))) / sketch.scale
        return _AT.top_of_numbers + bottom - _AT.nominal_bottom

    def _paint_limits(self, sketch: Sketch, x: float, y: float, limits: tuple[LimitView, ...]) -> None:
        for limit in sorted(limits, key=lambda each: (each.value is None, each.priority)):
            if limit.value is None:
                sketch.icon(x, y - _AT.mark_up, "bell-off-outline", "text2", _AT.mark_side)
                x += (
                    _AT.bell_gap
                    + sketch.text(
                        x + _AT.bell_gap,
                        y,
                        formats.limit_text(limit, self._theme.pressure_unit),
                        "body",
                        "text2",
                    )
                    + _AT.mark_gap
                )
                continue
            x += (
                sketch.text(x, y, formats.limit_text(limit, self._theme.pressure_unit), "num.sm", "text2")
                + _AT.limit_gap
            )
            sketch.icon(x, y - _AT.mark_up, formats.priority_icon(limit.priority), "text3", _AT.mark_side)
            x += _AT.mark_pitch

    def _paint_span(self, sketch: Sketch, x: float, y: float, words: str) -> None:
        x += sketch.text(x, y, words, "num.sm", "text2") + _AT.span_gap
        sketch.icon(x, y - _AT.mark_up, formats.priority_icon(Priority.MEDIUM), "text3", _AT.mark_side)

    def _paint_infusion(self, sketch: Sketch, lift: float, right: float) -> None:
        shown = self._shown
        sketch.text(_AT.margin, _AT.phase_y + lift, shown.phase, "body", "text2")
        sketch.text(_AT.margin, _AT.elapsed_y + lift, shown.elapsed, "num.sm", "text2")
        if shown.share is None:
            return
        left = _AT.margin + max(_AT.steps_from, sketch.width(shown.elapsed, "num.sm") + _AT.steps_gap)
        wide = (right - left) / shown.steps
        for n in range(shown.steps):
            step = QRectF(left + n * wide, _AT.steps_y + lift, wide - 2, _AT.step_height)
            sketch.fill(step, "line", _AT.step_radius)
            done = min(1.0, max(0.0, shown.share * shown.steps - n))
            if done > 0:
                sketch.fill(
                    QRectF(step.x(), step.y(), max(_AT.step_least, step.width() * done), _AT.step_height),
                    "infusion",
                    _AT.step_radius,
                )

    def _paint_promise(self, sketch: Sketch, lift: float, right: float) -> None:
        lines = (
            self.tr("A High not acknowledged at the station"),
            self.tr("in 30 s lights and sounds here."),
        )
        last = next(reversed(self.keys.values()))
        after = (last.x() + last.width()) / sketch.scale + _AT.steps_after
        if right - after < sketch.width(lines[0], "label"):
            return
        for n, line in enumerate(lines):
            sketch.text(right, _AT.footer_y + lift + _AT.footer_line * n, line, "label", "text3", align=RIGHT)

    def _scale(self) -> float:
        return max(0.1, min(self.width() / _AT.nominal_width, self.height() / _AT.nominal_height))

    def _pressed(self) -> None:
        self.woken.emit()
        self.asked.emit(self.sender().objectName())


def _scaled_columns(right: float) -> list[float]:
    share = right / _AT.nominal_right
    return [_AT.margin + (x - _AT.margin) * share for x in _COLUMNS]


def _size(px: float, sketch: Sketch) -> int:
    return max(_AT.smallest, round(px * sketch.scale))


def _fitting(sketch: Sketch, words: str, token: str, px: float, room: float) -> int:
    at = max(1, round(px * sketch.scale))
    advance = sketch.theme.metrics(token, at).horizontalAdvance(words)
    return (
        at if advance <= room * sketch.scale else max(_AT.smallest, int(at * room * sketch.scale / advance))
    )


def _px(rect: QRectF, s: float) -> QRect:
    return QRect(round(rect.x() * s), round(rect.y() * s), round(rect.width() * s), round(rect.height() * s))
