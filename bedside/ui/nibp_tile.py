"""The cuff: last determination with its age, what the cuff does now, and the key that starts or stops it."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import Age, MonitorUpdate, NibpState, NumericState
from bedside.ui import formats
from bedside.ui.key_button import KeyButton
from bedside.ui.limit_span import LimitSpan, paint_span, span_of, span_width
from bedside.ui.lost_device import first_clause, lost_cuff
from bedside.ui.sketch import LEFT, Sketch
from bedside.ui.theme import Theme
from bedside.ui.tile_marks import marked
from bedside.ui.tile_paint import paint_badge, paint_ground, paint_name, paint_number, paint_state
from bedside.ui.tile_state import Moment, TileLook, look, worst_of
from bedside.vitals.alarms import LimitView
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState

WIDTH: Final = 560
HEIGHT: Final = 208
FADES_S: Final = 900.0  # without a plan a reading fades after 15 min (T-NIBP-STALE)
_LEAST_WITH_KEY: Final = 0.5  # scale
NIBP: Final = frozenset({Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP})


def nibp_look(update: MonitorUpdate, moment: Moment) -> TileLook:
    """The look of the cuff's number: systolic/diastolic as one text."""
    nibp = update.nibp
    last = None if nibp is None else nibp.last
    state = NumericState(
        parameter=Parameter.NIBP_SYS,
        value=None if last is None else last.sys,
        t=None if last is None else last.t,
        age=Age.NONE if nibp is None or last is None else nibp.age,
    )
    text = None if last is None else formats.pressure(last.sys, last.dia)
    shown = look(state, worst_of(update.alarms, NIBP), moment, number=text)
    return marked(shown, update, Parameter.NIBP_SYS)


def due_words(nibp: NibpState | None, now: float) -> tuple[str, str]:
    """When the next reading is due, as a word and a time: ("next in", "5:40"); ("", "") without an interval."""
    if nibp is None or nibp.due_t is None:
        return "", ""
    left = nibp.due_t - now
    if left <= 0:
        return QCoreApplication.translate("NibpTile", "due now"), ""
    return QCoreApplication.translate("NibpTile", "next in"), formats.duration(math.ceil(left))


def age_share(nibp: NibpState | None, now: float) -> float:
    """How much of its time a reading has left: until the next is due, or until it fades without an interval."""
    last = None if nibp is None else nibp.last
    if nibp is None or last is None:
        return 0.0
    due_t = nibp.due_t
    whole = FADES_S if due_t is None or due_t <= last.t else due_t - last.t
    return max(0.0, round(1.0 - (now - last.t) / whole, 2))


def cuff_words(nibp: NibpState | None) -> str:
    """What the cuff does now, or why it cannot be started, in words; "" when there is nothing to say."""
    if nibp is None:
        return ""
    status = nibp.status
    if status is not None and status.state is CuffState.MEASURING:
        pressure = status.pressure_mmhg
        if pressure is None:
            return QCoreApplication.translate("NibpTile", "measuring")
        return QCoreApplication.translate("NibpTile", "measuring, cuff {n} mmHg").format(n=f"{pressure:.0f}")
    if status is not None and status.fault is not None:
        return status.fault.value
    return nibp.refusal


class NibpTile(QWidget):
    """Systolic/diastolic (mean), limits, age ring, cuff state, Start or Stop.

    Signals:
        start_asked: the person wants a measurement now.
        stop_asked: the person wants the cuff deflated now.
    """

    start_asked = Signal()
    stop_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._look = look(None, None, Moment(now=0.0))
        self._limits: tuple[LimitView, ...] = ()
        self._mean = ""
        self._age = ""
        self._share = 0.0
        self._cuff = ""
        self._due = ("", "")
        self._shown: tuple[object, ...] = ()
        self._measuring = False
        self._key = KeyButton(theme, self.tr("Start"), "arm-flex-outline", "F4", parent=self)
        self._key.setAccessibleName(self.tr("Start NIBP"))
        self._key.clicked.connect(self._key_pressed)
        self.setAccessibleName("NIBP")

    @property
    def shown(self) -> TileLook:
        """What the tile shows."""
        return self._look

    @property
    def key(self) -> KeyButton:
        """The Start or Stop key."""
        return self._key

    def show_update(self, update: MonitorUpdate, moment: Moment) -> None:
        """Take the newest state of the cuff."""
        nibp = update.nibp
        last = None if nibp is None else nibp.last
        self._look = nibp_look(update, moment)
        self._limits = update.limits
        self._mean = "" if last is None or last.map is None else formats.number(last.map, Parameter.NIBP_MAP)
        seconds = 0.0 if last is None else moment.now - last.t
        self._age = "" if last is None else formats.age(seconds)
        self._share = age_share(nibp, moment.now)
        self._due = ("", "") if moment.replay else due_words(nibp, moment.now)
        self._cuff = cuff_words(nibp) or lost_cuff(update) or self._reference_words(nibp, moment)
        self._measuring = (
            nibp is not None and nibp.status is not None and nibp.status.state is CuffState.MEASURING
        )
        can_start = nibp is not None and nibp.can_start and (self._measuring or not nibp.refusal)
        self._key.setEnabled(can_start and not moment.replay)
        # In the smallest windows the reason for a refusal takes the place of the key it closes.
        self._key.setVisible(can_start or not self._cuff or self._scale() >= _LEAST_WITH_KEY)
        self._key.set_label(self.tr("Stop") if self._measuring else self.tr("Start"))
        shown = (self._look, self._limits, self._mean, self._age, self._share, self._cuff, self._due)
        if shown != self._shown:
            self._shown = shown
            self.setToolTip(self._cuff)
            mean = f" mean {self._mean}" if self._mean else ""
            due = " ".join(self._due).strip()
            limits = ", ".join(
                f"{word} {span.spoken}" for word, span in self._spans() if span.spoken and span.marked
            )
            near = self.tr("near a limit") if self._look.approach is not None else ""
            parts = (
                f"{self._look.number} mmHg{mean}", self._age, self._look.word, self._look.badge, near, due, limits,
                self._cuff,
            )  # fmt: skip
            self.setAccessibleDescription(" ".join(part for part in parts if part))
            self.update()

    def sizeHint(self) -> QSize:
        """The nominal size."""
        return QSize(WIDTH, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key at its place in the footer."""
        scale = self._scale()
        width, height = self.width() / scale, self.height() / scale
        key_height = min(max(44.0, 24 / scale), 54.0)
        box = QRectF(width - 152, height - 8 - key_height, 136, key_height)
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
        paint_ground(sketch, rect, shown)
        self._paint_head(sketch, rect, shown)
        footer = rect.height() - 62
        self._paint_value(sketch, rect.width(), footer, shown)
        sketch.line(16, footer, rect.width() - 16, footer, "line")
        self._paint_footer(sketch, rect.width(), footer, shown)
        painter.end()

    def _paint_head(self, sketch: Sketch, rect: QRectF, shown: TileLook) -> None:
        """Name, state, limits; where it is narrow the unit goes, then the words, never a limit (ALM-05)."""
        top, right = sketch.first(30, "title.name"), rect.width() - 16
        role = "on_high" if shown.fill == "highnum" else "text2"
        spans = self._spans()
        name = sketch.width("NIBP", "title.name") + 16
        unit = sketch.width("mmHg", "body") + 6
        state = 30 + sketch.width(shown.word, "title.small") + 16 if shown.icon else 0.0
        words = sum(sketch.width(word, "body") + 6 for word, _ in spans)
        for token, dash, gap in (("num.sm", " – ", 16.0), ("num.sm.small", "–", 10.0)):
            limits = sum(span_width(sketch, span, token, dash) + gap for _, span in spans)
            if 16 + name + limits <= right:
                break
        left = right - 16 - name - limits
        with_words = words <= left - state
        left -= words if with_words else 0.0
        with_unit = unit <= left - state
        x = paint_name(sketch, 16, top, Parameter.NIBP_SYS, shown, "mmHg" if with_unit else "") + 16
        if shown.icon:
            room = left - (unit if with_unit else 0.0)
            paint_state(sketch, x, top, shown, room)
            x = right - limits - (words if with_words else 0.0) + gap
        for word, span in spans:
            if with_words:
                x += sketch.text(x, top, word, "body", role) + 6
            x += paint_span(sketch, x, top, span, token, role, dash) + gap
        if spans and not shown.icon and x + 20 <= right:
            sketch.icon(x - 4, top - 15, "alert", role, 16)

    def _spans(self) -> list[tuple[str, LimitSpan]]:
        """Limits of systolic and diastolic; of the mean only what a person changed."""
        spans = [
            (word, span_of(self._limits, parameter))
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
        baseline = footer - 18
        mean_room = sketch.width(f"({self._mean})", "num.mean") + 24 if self._mean else 0.0
        badge_room = sketch.width(shown.badge, "num.sm.small") + 28 if shown.badge else 0.0
        mean_room = max(mean_room, badge_room)
        x = 18.0
        if shown.approach is not None:
            x += 34  # the outline and its arrow
        x += paint_number(sketch, x, baseline, shown, "num.lg", room=width - 14 - x - mean_room, align=LEFT)
        if badge_room:  # over the mean
            paint_badge(sketch, x + 16 + badge_room - 16, baseline - 50, shown)
        if not self._mean or shown.number == formats.DASHES:
            return
        # B612's parenthesis looks like a bracket: the words' font draws it.
        px = sketch.theme.px("num.mean", sketch.scale)
        x += 16
        x += sketch.text(x, baseline, "(", "body", shown.number_role, px=px)
        x += sketch.text(x, baseline, self._mean, "num.mean", shown.number_role)
        sketch.text(x, baseline, ")", "body", shown.number_role, px=px)

    def _paint_footer(self, sketch: Sketch, width: float, footer: float, shown: TileLook) -> None:
        middle = footer + 31
        baseline = middle + 7
        role = shown.words_role
        x, end = 16.0, width - (16 if self._key.isHidden() else 168)
        if self._age:
            sketch.ring(32, middle, 14, self._share, role, 4.0)
            x = 60.0
            x += sketch.text(x, baseline, self._age, "num.sm.large", "text" if role == "text2" else role) + 8
            x += sketch.text(x, baseline, self.tr("ago"), "label", role) + 20
            due, left = self._due
            if due and x + sketch.width(f"{due} {left}", "label") + 40 <= end:
                bold = "label.bold" if not left else "label"
                x += sketch.text(x, baseline, due, bold, "text" if not left and role == "text2" else role) + 6
                ink = "text" if role == "text2" else role
                x += sketch.text(x, baseline, left, "num.sm.large", ink) + 20
        words = self._cuff
        if (shown.icon and shown.note) or (not words and not self._age):
            words = shown.note
        words = sketch.shortened(words, "label", end - x)
        if sketch.width(words, "label") > end - x:
            words = first_clause(words)
        if x < end - 40 or sketch.width(words, "label") <= end - x:
            sketch.text(x, baseline, words, "label", role, room=end - x)

    def _reference_words(self, nibp: NibpState | None, moment: Moment) -> str:
        reference = None if nibp is None or nibp.last is not None else nibp.reference
        if reference is None:
            return ""
        value = formats.pressure(reference.sys, reference.dia)
        if moment.started_utc is None:
            return self.tr("before this session {value}").format(value=value)
        when = formats.clock_minute_at(moment.started_utc, reference.t)
        return self.tr("before this session {value} at {time}").format(value=value, time=when)

    def _scale(self) -> float:
        return max(0.1, min(self.width() / WIDTH, self.height() / HEIGHT))

    def _key_pressed(self) -> None:
        if self._measuring:
            self.stop_asked.emit()
        else:
            self.start_asked.emit()
