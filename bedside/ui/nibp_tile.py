"""The cuff: last determination with its age, what the cuff does now, and the key that starts or stops it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.held_text import held
from bedside.ui.key_button import KeyButton
from bedside.ui.limit_span import LimitSpan, paint_span, span_of, span_width
from bedside.ui.lost_device import first_clause, lost_cuff
from bedside.ui.nibp_words import (
    age_share,
    cuff_words,
    due_words,
    every_words,
    is_measuring,
    nibp_look,
    reference_words,
    starts_itself,
)
from bedside.ui.pressable import Pressable
from bedside.ui.sketch import LEFT, RIGHT, Sketch
from bedside.ui.theme import Theme, layout
from bedside.ui.tile_edges import paint_ground
from bedside.ui.tile_paint import paint_badge, paint_name, paint_number, paint_state, with_whole_numbers
from bedside.ui.tile_state import Moment, TileLook, look
from bedside.vitals.alarms import LimitView
from bedside.vitals.parameters import Parameter

_AT: Final = layout("nibp_tile")
_WITH_KEY_SCALE: Final = 0.5  # smaller, and a refusal takes the place of the key it closes


class NibpTile(Pressable):
    """Systolic/diastolic (mean), limits, age ring, cuff state, Start or Stop. Pressed, it asks for the readings before.

    Signals:
        start_asked: the person wants a measurement now.
        stop_asked: the person wants the cuff deflated now.
        history_asked: the person wants the earlier readings.
    """

    start_asked = Signal()
    stop_asked = Signal()
    history_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._look = look(None, None, Moment(now=0.0))
        self._limits: tuple[LimitView, ...] = ()
        self._unit = theme.pressure_unit
        self._mean = ""
        self._age = ""
        self._share = 0.0
        self._cuff = ""
        self._due = ("", "")
        self._every = ""
        self._shown: tuple[object, ...] = ()
        self._measuring = False
        self._key = KeyButton(theme, self.tr("Start"), "arm-flex-outline", "F4", parent=self)
        self._key.setAccessibleName(self.tr("Start NIBP"))
        self._key.clicked.connect(self._key_pressed)
        self.pressed.connect(self.history_asked)
        self.setAccessibleName("NIBP")

    @property
    def shown(self) -> TileLook:
        """What the tile shows."""
        return self._look

    @property
    def key(self) -> KeyButton:
        """The Start or Stop key."""
        return self._key

    def open_history(self, wanted: bool) -> None:
        """Whether a press asks for the readings before; without it the tile is only looked at."""
        self.set_pressable(wanted)
        self._key.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(self.tr("NIBP, Enter shows the earlier readings") if wanted else "NIBP")

    def show_update(self, update: MonitorUpdate, moment: Moment) -> None:
        """Take the newest state of the cuff."""
        nibp = update.nibp
        last = None if nibp is None else nibp.last
        self._look = nibp_look(update, moment)
        self._limits = update.limits
        self._unit = moment.unit
        self._mean = "" if last is None or last.map is None else formats.pressure(last.map, moment.unit)
        self._age = "" if last is None else formats.age(moment.now - last.t)
        self._share = age_share(nibp, moment.now)
        self._due = ("", "") if moment.replay else due_words(nibp, moment.now, auto=starts_itself(update))
        self._every = "" if moment.replay else every_words(nibp)
        self._cuff = cuff_words(nibp, moment.unit) or lost_cuff(update) or reference_words(nibp, moment)
        self._measuring = is_measuring(nibp)
        can_start = nibp is not None and nibp.can_start and (self._measuring or not nibp.refusal)
        self._key.setEnabled(can_start and not moment.replay)
        # In the smallest windows the reason for a refusal takes the place of the key it closes.
        self._key.setVisible(
            not moment.replay and (can_start or not self._cuff or self._scale() >= _WITH_KEY_SCALE)
        )
        self._key.set_label(self.tr("Stop") if self._measuring else self.tr("Start"))
        shown = (
            self._look, self._limits, self._unit, self._mean, self._age, self._share, self._cuff, self._due,
            self._every,
        )  # fmt: skip
        if shown != self._shown:
            self._shown = shown
            self.setToolTip(self._cuff)
            self.setAccessibleDescription(self._spoken())
            self.update()

    def _spoken(self) -> str:
        mean = f" mean {self._mean}" if self._mean else ""
        limits = ", ".join(
            f"{word} {span.spoken}" for word, span in self._spans() if span.spoken and span.marked
        )
        near = self.tr("near a limit") if self._look.approach is not None else ""
        due = " ".join(self._due).strip()
        parts = (
            f"{self._look.number} {self._unit}{mean}", self._age, self._look.word, self._look.badge, near, due,
            self._every, limits, self._cuff,
        )  # fmt: skip
        return " ".join(part for part in parts if part)

    def sizeHint(self) -> QSize:
        """The nominal size."""
        return QSize(int(_AT.width), int(_AT.height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key at its place in the footer."""
        scale = self._scale()
        width, height = self.width() / scale, self.height() / scale
        high = min(max(_AT.key_height, _AT.key_px_least / scale), _AT.key_height_most)
        box = QRectF(width - _AT.key_right, height - _AT.key_bottom - high, _AT.key_width, high)
        self._key.setGeometry(
            QRect(
                int(box.x() * scale),
                int(box.y() * scale),
                int(box.width() * scale),
                int(box.height() * scale),
            )
        )
        self._key.set_scale(scale)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tile."""
        scale = self._scale()
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme, scale)
        rect = QRectF(0, 0, self.width() / scale, self.height() / scale)
        shown = self._look
        footer = rect.height() - _AT.footer_height
        paint_ground(sketch, rect, shown, number_bottom=footer)
        self._paint_head(sketch, rect, shown)
        self._paint_value(sketch, rect.width(), footer, shown)
        sketch.line(_AT.pad, footer, rect.width() - _AT.pad, footer, "line")
        self._paint_footer(sketch, rect.width(), footer, shown)
        if self.hasFocus():
            inset = _AT.focus_inset
            width = self._theme.length("focus")
            sketch.edge(rect.adjusted(inset, inset, -inset, -inset), "focus", width, _AT.focus_radius)
        painter.end()

    def _paint_head(self, sketch: Sketch, rect: QRectF, shown: TileLook) -> None:
        """Name, state, limits; in turn unit, size, the state's word, sys and dia give way, never a limit (ALM-05)."""
        top, right = sketch.first(_AT.head_base, "title.name"), rect.width() - _AT.pad
        role = "on_high" if shown.fill == "highnum" else "text2"
        spans = self._spans()
        name = sketch.width("NIBP", "title.name") + _AT.pad
        unit = sketch.width(self._unit, "body") + _AT.unit_gap
        shape = _AT.state_word if shown.icon else 0.0
        state = shape + sketch.width(shown.word, "title.small") + _AT.pad if shown.icon else 0.0
        for token, dash, gap, word_token, beside in (
            ("num.sm", " – ", _AT.span_gap, "body", state),
            ("num.sm.small", "–", _AT.span_gap_narrow, "small", state),
            ("num.sm.small", "–", _AT.span_gap_narrow, "small", shape),
            ("num.sm", " – ", _AT.span_gap, "body", None),
            ("num.sm.small", "–", _AT.span_gap_narrow, "small", None),
        ):
            words = sum(sketch.width(word, word_token) + _AT.word_gap for word, _ in spans)
            limits = sum(span_width(sketch, span, token, dash) + gap for _, span in spans)
            if _AT.pad + name + limits + (0.0 if beside is None else words + beside) <= right:
                break
        left = right - _AT.pad - name - limits
        with_words = words <= left - (beside or 0.0)
        left -= words if with_words else 0.0
        with_unit = unit <= left - state
        x = paint_name(sketch, _AT.pad, top, Parameter.NIBP_SYS, shown, self._unit if with_unit else "")
        x += _AT.pad
        if shown.icon:
            room = left - (unit if with_unit else 0.0)
            paint_state(sketch, x, top, shown, room)
            x = right - limits - (words if with_words else 0.0) + gap
        for word, span in spans:
            if with_words:
                x += sketch.text(x, top, word, word_token, role) + _AT.word_gap
            x += paint_span(sketch, x, top, span, token, role, dash) + gap
        if spans and not shown.icon and x + _AT.shape_room <= right:
            sketch.icon(x - _AT.shape_left, top - _AT.shape_rise, "alert", role, _AT.shape_size)
            x += _AT.shape_size
        if self._every and not shown.icon and x + _AT.every_gap + sketch.width(self._every, "body") <= right:
            sketch.text(right, top, self._every, "body", role, align=RIGHT)

    def _spans(self) -> list[tuple[str, LimitSpan]]:
        """Limits of systolic and diastolic; of the mean only what a person changed."""
        spans = [
            (word, span_of(self._limits, parameter, self._unit))
            for word, parameter in (
                (self.tr("sys"), Parameter.NIBP_SYS),
                (self.tr("dia"), Parameter.NIBP_DIA),
                (self.tr("mean"), Parameter.NIBP_MAP),
            )
        ]
        if not spans[-1][1].marked:
            spans.pop()
        return [(word, span) for word, span in spans if span.known]

    def _paint_value(self, sketch: Sketch, width: float, footer: float, shown: TileLook) -> None:
        baseline = footer - _AT.value_rise
        mean_room = sketch.width(f"({self._mean})", "num.mean") + _AT.mean_room if self._mean else 0.0
        badge_room = sketch.width(shown.badge, "num.sm.small") + _AT.badge_room if shown.badge else 0.0
        mean_room = max(mean_room, badge_room)
        x = _AT.value_x
        if shown.approach is not None:
            x += _AT.approach_room
        room = width - _AT.value_right - x - mean_room
        x += paint_number(sketch, x, baseline, shown, "num.lg", room=room, align=LEFT)
        if badge_room:  # over the mean
            paint_badge(sketch, x + badge_room, baseline - _AT.badge_rise, shown)
        if not self._mean or shown.number == formats.DASHES:
            return
        # B612's parenthesis looks like a bracket: the words' font draws it.
        px = sketch.theme.px("num.mean", sketch.scale)
        x += _AT.mean_gap
        x += sketch.text(x, baseline, "(", "body", shown.number_role, px=px)
        x += sketch.text(x, baseline, self._mean, "num.mean", shown.number_role)
        sketch.text(x, baseline, ")", "body", shown.number_role, px=px)

    def _paint_footer(self, sketch: Sketch, width: float, footer: float, shown: TileLook) -> None:
        due = " ".join(self._due)
        if self._age and self._due[0]:  # smaller rather than without the time of the next one
            said = sketch.width(f"{self._age} {self.tr('ago')} {due}", "num.sm.large")
            room = width - _AT.age_x - _AT.key_room - 2 * _AT.next_gap
            sketch = held(sketch, max(1.0, sketch.theme.text_scale * min(1.0, room / said)))
        middle = footer + _AT.footer_middle
        baseline = middle + _AT.footer_base
        role = shown.words_role
        ink = "text" if role == "text2" else role
        x, end = _AT.pad, width - (_AT.pad if self._key.isHidden() else _AT.key_room)
        if self._age:
            sketch.ring(_AT.ring_x, middle, _AT.ring_radius, self._share, role, _AT.ring_width)
            x = _AT.age_x
            x += sketch.text(x, baseline, self._age, "num.sm.large", ink) + _AT.ago_gap
            x += sketch.text(x, baseline, self.tr("ago"), "label", role) + _AT.next_gap
            due, left = self._due
            if due and x + sketch.width(f"{due} {left}", "label") + _AT.next_room <= end:
                token, ink_due = (
                    ("label.bold", ink) if not self._share else ("label", role)
                )  # overdue is bold
                x += sketch.text(x, baseline, due, token, ink_due) + _AT.word_gap
                x += sketch.text(x, baseline, left, "num.sm.large", ink) + _AT.next_gap
        words, noted = self._cuff, bool(shown.icon and shown.note) or not (self._cuff or self._age)
        if noted:
            words = shown.note
            if shown.brief_note and sketch.width(words, "label") > end - x:
                words = shown.brief_note
        words = sketch.shortened(words, "label", end - x)
        if sketch.width(words, "label") > end - x:
            words = first_clause(words)
        if noted:
            words = with_whole_numbers(sketch, words, "label", end - x)
        if x < end - _AT.words_least or sketch.width(words, "label") <= end - x:
            sketch.text(x, baseline, words, "label", role, room=end - x)

    def _scale(self) -> float:
        return max(0.1, min(self.width() / _AT.width, self.height() / _AT.height))

    def _key_pressed(self) -> None:
        if self._measuring:
            self.stop_asked.emit()
        else:
            self.start_asked.emit()
