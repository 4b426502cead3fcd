"""The pleth of one bed: sweep with its speed and size, signal quality, freeze."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import pleth_view
from bedside.ui import theme as themes
from bedside.ui.choice_key import ChoiceKey
from bedside.ui.frame import paint_mode_tag
from bedside.ui.held_text import held_to
from bedside.ui.key_button import KeyButton
from bedside.ui.lost_device import lost_wave, paint_notice
from bedside.ui.pleth_freeze import Freeze, paint_frozen
from bedside.ui.pleth_view import Calibration
from bedside.ui.pleth_words import signal_words
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.sweep import SweepCanvas
from bedside.ui.theme import Theme
from bedside.vitals.display import Appearance, BedView
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode

_AT: Final = themes.layout("pleth_panel")


class PlethPanel(QWidget):
    """Nominal 1272×216. The wave is a child of its own; the head repaints only when its words change.

    Signals:
        frozen_changed: whether the wave stands still.
        view_changed: a `BedView`: the person wants another speed or size on this bed from now on.
    """

    frozen_changed = Signal(bool)
    view_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._update: MonitorUpdate | None = None
        self._level: int | None = None
        self._words = ""
        self._mode = Mode.LIVE
        self._lost = ""
        self._frozen: Freeze | None = None
        self._scale = 1.0
        self._view = BedView(bed=0)
        usual = Appearance()
        self._known = Calibration(usual.px_per_mm, usual.sweep_mm_s, theme.length("sweep_bed_s"))
        self._sweep = SweepCanvas(theme, sweep_s=self._known.usual_s, pen=theme.length("pleth"), parent=self)
        self._sweep.renewed.connect(self._paint_over)
        self.gain_key = ChoiceKey(theme, self.tr("Size of the wave"), self)
        self.gain_key.chosen.connect(self._choose_gain)
        self.speed_key = ChoiceKey(theme, self.tr("Sweep speed"), self)
        self.speed_key.chosen.connect(self._choose_speed)
        self.freeze_key = KeyButton(theme, self.tr("Freeze"), "snowflake", token="small.medium", parent=self)
        self.freeze_key.setCheckable(True)
        self.freeze_key.toggled.connect(self._set_frozen)
        self.setAccessibleName(self.tr("Pleth"))
        self._offer()

    @property
    def sweep(self) -> SweepCanvas:
        """The wave itself."""
        return self._sweep

    @property
    def lost(self) -> str:
        """What stands in the wave's place: the sentence about a gone oximeter, or ""."""
        return self._lost

    @property
    def words(self) -> str:
        """What the head says of the wave."""
        return self._words

    @property
    def view(self) -> BedView:
        """How this bed is looked at."""
        return self._view

    def set_view(self, view: BedView) -> None:
        """Look at the bed in this way from now on; what else is in the view is kept for `view_changed`."""
        if view != self._view:
            self._view = view
            self._offer()
            self._arrange()

    def set_calibration(self, px_per_mm: float | None, mm_s: float) -> None:
        """What is known of the screen: logical px per mm (None: nothing), and the usual speed, mm/s."""
        known = replace(self._known, px_per_mm=px_per_mm, mm_s=mm_s)
        if known != self._known:
            self._known = known
            self._offer()
            self._arrange()

    def frame(self, update: MonitorUpdate) -> None:
        """Draw the wave of one frame; call it for every frame."""
        self._update = update
        if self._frozen is not None and self._frozen.over(update):
            self.freeze_key.setChecked(False)
        self._sweep.advance((update.waves.get(Parameter.PLETH),), update.now)

    def show_update(self, update: MonitorUpdate) -> None:
        """Take signal quality and mode."""
        self._update = update
        self._show_lost(lost_wave(update))
        frozen = self._frozen
        words = signal_words(update, self._is_flat) if frozen is None else frozen.words(update)
        shown = (update.signal_level, words, update.mode)
        if shown != (self._level, self._words, self._mode):
            arranged = update.mode is self._mode
            self._level, self._words, self._mode = shown
            self.setAccessibleDescription(words)
            if not arranged:
                self._arrange()
            self.update()

    def set_scale(self, scale: float) -> None:
        """Scale of the window."""
        if scale != self._scale:
            self._scale = scale
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the plot inside."""
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme, text size or decimal mark: the keys need other words and room."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._offer()
            self._arrange()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint head and ground; the plot is the sweep's."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme, self._scale)
        width, height = self.width() / self._scale, self.height() / self._scale
        tile_ground(sketch, QRectF(0, 0, width, height))
        middle = self._sweep.y() / self._scale / 2
        baseline = middle + _AT.rise * self._theme.px("title.small", self._scale) / self._scale
        x = _AT.title_x + sketch.text(_AT.title_x, baseline, self.tr("Pleth"), "title.small", "spo2")
        x += _AT.after_title
        for n in range(int(_AT.bars_count)):
            role = "text2" if self._level is not None and n < self._level else "line2"
            high = _AT.bar_least + _AT.bar_more * n
            sketch.fill(
                QRectF(x + n * _AT.bar_pitch, middle + _AT.bar_base - high, _AT.bar_width, high), role
            )
        x += _AT.bars_room
        room = max(0.0, self.gain_key.x() / self._scale - _AT.key_gap - x)
        frozen = self._frozen is not None
        token, role = ("label.medium", "text") if frozen else ("label", "text2")
        fitting = held_to(sketch, self._words, token, room)  # smaller rather than cut
        words = fitting.shortened(self._words, token, room)
        if fitting.width(words, token) <= 2 * room:  # less than half of them says nothing: the bars alone
            fitting.text(x, baseline, words, token, role, room=room)
        paint_mode_tag(sketch, width - _AT.tag_right, _AT.tag_y, self._mode, self._mode_word())
        painter.end()

    # -- what the person does --------------------------------------------------------------------------

    def _choose_speed(self, at: int) -> None:
        offered, _ = pleth_view.speeds(self._view, self._known)
        self._look(pleth_view.with_speed(self._view, offered[at], self._known))

    def _choose_gain(self, at: int) -> None:
        offered, _ = pleth_view.gains(self._view)
        self._look(replace(self._view, wave_gain=offered[at]))

    def _look(self, view: BedView) -> None:
        if self._update is not None:
            view = replace(view, bed=self._update.bed)
        self.set_view(view)
        self.view_changed.emit(view)

    def _set_frozen(self, frozen: bool) -> None:
        if frozen and (self._update is None or self._lost or Parameter.PLETH not in self._update.waves):
            self.freeze_key.setChecked(False)  # there is no wave
            return
        self._frozen = Freeze(self._update) if frozen and self._update is not None else None
        self._sweep.freeze(frozen)
        self.freeze_key.set_label(self.tr("Frozen") if frozen else self.tr("Freeze"))
        if self._update is not None:
            self.show_update(self._update)
        self.update()
        self.frozen_changed.emit(frozen)

    def _show_lost(self, sentence: str) -> None:
        if sentence != self._lost:
            self._lost = sentence
            if sentence:
                self.freeze_key.setChecked(False)
            self._sweep.set_hidden(0, bool(sentence))
            self._paint_over()

    def _paint_over(self) -> None:
        """What happened to the oximeter stands where its wave would be; a frozen wave is marked as one."""
        if self._lost:
            self._sweep.paint_part(self._sweep.rect(), self._draw_lost)
        elif self._frozen is not None or self._sweep.frozen:
            self._sweep.paint_part(self._sweep.rect(), self._draw_frozen)

    def _draw_lost(self, painter: QPainter) -> None:
        scale = max(self._scale, _AT.least_words)
        sketch = Sketch(painter, self._theme, scale)
        place = QRectF(0, 0, self._sweep.width() / scale, self._sweep.height() / scale)
        paint_notice(sketch, place, self._lost, "power-plug-off-outline", "plot")

    def _draw_frozen(self, painter: QPainter) -> None:
        scale = max(self._scale, _AT.least_words)
        sketch = Sketch(painter, self._theme, scale)
        place = QRectF(0, 0, self._sweep.width() / scale, self._sweep.height() / scale)
        paint_frozen(sketch, place, "" if self._frozen is None else self._frozen.clock)

    def _offer(self) -> None:
        offered, at = pleth_view.speeds(self._view, self._known)
        words = [pleth_view.speed_words(each, self._known) for each in offered]
        self.speed_key.offer(words, [pleth_view.speed_words(e, self._known, brief=True) for e in offered], at)
        sizes, at = pleth_view.gains(self._view)
        self.gain_key.offer(
            [pleth_view.gain_words(each) for each in sizes],
            [pleth_view.gain_words(each, brief=True) for each in sizes],
            at,
        )

    def _arrange(self) -> None:
        scale = self._scale
        head, pad = self._head(), round(_AT.pad * scale)
        plot = QRect(pad, head, max(1, self.width() - 2 * pad), max(1, self.height() - head - pad))
        self._sweep.setGeometry(plot)
        self._sweep.set_strips([QRect(0, 0, plot.width(), plot.height())])
        seconds = pleth_view.sweep_seconds(self._view, self._known, plot.width())
        self._sweep.set_view(sweep_s=seconds, gain=self._view.wave_gain)
        self._sweep.set_pen(self._theme.length("pleth") * max(1.0, scale))
        self._sweep.set_hidden(0, bool(self._lost))
        tag = 0.0
        if self._mode is not Mode.LIVE:
            advance = self._theme.metrics("tiny.medium", self._theme.px("tiny.medium", scale))
            tag = advance.horizontalAdvance(self._mode_word()) + (_AT.tag_room + _AT.tag_right) * scale
        right = self.width() - pad - tag
        wide = max(
            _AT.freeze_wide * scale, _AT.freeze_least if scale >= _AT.small_scale else _AT.freeze_small
        )
        for key in (self.gain_key, self.speed_key):
            key.set_scale(scale)
        title = self._theme.metrics("title.small", self._theme.px("title.small", scale))
        left = (_AT.title_x + _AT.after_title + _AT.bars_room + _AT.words_room) * scale
        left += title.horizontalAdvance(self.tr("Pleth"))
        gap = _AT.key_gap * scale
        room = right - left - 2 * gap
        brief = wide + self.speed_key.wanted(brief=False) + self.gain_key.wanted(brief=False) > room
        if brief and wide + self.speed_key.wanted(brief=True) + self.gain_key.wanted(brief=True) > room:
            wide = _AT.icon_alone
        self.freeze_key.set_scale(scale)
        high = max(
            round(_AT.key_high * scale), min(head, round(_AT.head_share * self._theme.px("label", scale)))
        )
        y = (head - high) // 2
        for choice in (self.gain_key, self.speed_key):
            choice.set_brief(brief)
        widths: tuple[tuple[QWidget, float], ...] = (
            (self.freeze_key, wide),
            (self.speed_key, self.speed_key.wanted(brief=brief)),
            (self.gain_key, self.gain_key.wanted(brief=brief)),
        )
        least = left - _AT.words_room * scale  # of a narrow wave: the title and the signal before a choice
        for part, width in widths:
            fits = part is self.freeze_key or right - width >= least
            part.setVisible(fits)
            part.setGeometry(round(right - width if fits else right), y, round(width) if fits else 0, high)
            right -= width + gap if fits else 0
        self.update()

    def _head(self) -> int:
        """Height of the head, px: it grows with large text."""
        px = self._theme.px("title.small", self._scale)
        return max(round(_AT.head * self._scale), round(_AT.head_share * px))

    def _mode_word(self) -> str:
        return self.tr("SIMULATION") if self._mode is Mode.SIMULATION else self.tr("REPLAY")

    def _is_flat(self) -> bool:
        return self._sweep.flat(0)
