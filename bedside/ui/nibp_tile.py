"""The cuff: last determination with its age, what the cuff does now, and the key that starts or stops it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import Age, MonitorUpdate, NibpState, NumericState
from bedside.ui import formats
from bedside.ui.key_button import KeyButton
from bedside.ui.sketch import LEFT, Sketch
from bedside.ui.theme import Theme
from bedside.ui.tile_paint import paint_ground, paint_name, paint_number, paint_state
from bedside.ui.tile_state import Moment, TileLook, look, worst_of
from bedside.vitals.alarms import LimitView
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState

WIDTH: Final = 560
HEIGHT: Final = 208
FADES_S: Final = 900.0  # without a plan a reading fades after 15 min (T-NIBP-STALE)
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
    return look(state, worst_of(update.alarms, NIBP), moment, number=text)


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
        self._share = 0.0 if last is None else round(1.0 - seconds / FADES_S, 2)
        self._cuff = cuff_words(nibp) or self._reference_words(nibp, moment)
        self._measuring = (
            nibp is not None and nibp.status is not None and nibp.status.state is CuffState.MEASURING
        )
        can_start = nibp is not None and nibp.can_start and (self._measuring or not nibp.refusal)
        self._key.setEnabled(can_start and not moment.replay)
        self._key.set_label(self.tr("Stop") if self._measuring else self.tr("Start"))
        shown = (self._look, self._limits, self._mean, self._age, self._share, self._cuff)
        if shown != self._shown:
            self._shown = shown
            mean = f" mean {self._mean}" if self._mean else ""
            self.setAccessibleDescription(f"{self._look.number} mmHg{mean} {self._age} {self._cuff}".strip())
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
        x = paint_name(sketch, 16, 30, Parameter.NIBP_SYS, shown, "mmHg") + 16
        right = rect.width() - 16
        if shown.icon:
            paint_state(sketch, x, 30, shown, right - x)
            return
        for parameter, word in ((Parameter.NIBP_SYS, self.tr("sys")), (Parameter.NIBP_DIA, self.tr("dia"))):
            low, high = formats.limit_range(self._limits, parameter)
            if low is None and high is None:
                continue
            text = f"{low or self.tr('off')} – {high or self.tr('off')}"
            needed = sketch.width(word, "body") + 6 + sketch.width(text, "num.sm")
            if x + needed > right:
                return
            x += sketch.text(x, 30, word, "body", "text2") + 6
            x += sketch.text(x, 30, text, "num.sm", "text2") + 16
        if self._limits and x + 20 <= right:
            sketch.icon(x - 4, 15, "alert", "text2", 16)

    def _paint_value(self, sketch: Sketch, width: float, footer: float, shown: TileLook) -> None:
        baseline = footer - 18
        mean_room = sketch.width(f"({self._mean})", "num.mean") + 24 if self._mean else 0.0
        x = 18.0
        x += paint_number(sketch, x, baseline, shown, "num.lg", room=width - 32 - mean_room, align=LEFT)
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
        x, end = 16.0, width - 168
        if self._age:
            sketch.ring(32, middle, 14, self._share, role, 4.0)
            x = 60.0
            x += sketch.text(x, baseline, self._age, "num.sm.large", "text" if role == "text2" else role) + 8
            x += sketch.text(x, baseline, self.tr("ago"), "label", role) + 20
        words = self._cuff
        if (shown.icon and shown.note) or (not words and not self._age):
            words = shown.note
        if x < end:
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
