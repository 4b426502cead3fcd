"""The pleth of one bed: sweep, signal quality, seconds per sweep, freeze."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.frame import paint_mode_tag
from bedside.ui.key_button import KeyButton
from bedside.ui.lost_device import lost_wave, paint_notice
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.sweep import SweepColumn
from bedside.ui.theme import Theme
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode

_LEAST_WORDS: Final = 0.75  # scale of a sentence in the wave's place


class PlethPanel(QWidget):
    """Nominal 1272×216. The wave is a child of its own; the head repaints only when its words change.

    Signals:
        frozen_changed: whether the wave stands still.
    """

    frozen_changed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._level: int | None = None
        self._words = ""
        self._mode = Mode.LIVE
        self._lost = ""
        self._scale = 1.0
        self._sweep = SweepColumn(
            theme, sweep_s=theme.length("sweep_bed_s"), pen=theme.length("pleth"), parent=self
        )
        self._sweep.renewed.connect(self._paint_lost)
        self._freeze = KeyButton(theme, self.tr("Freeze"), "snowflake", token="small.medium", parent=self)
        self._freeze.setCheckable(True)
        self._freeze.toggled.connect(self._set_frozen)
        self.setAccessibleName(self.tr("Pleth"))

    @property
    def sweep(self) -> SweepColumn:
        """The wave itself."""
        return self._sweep

    @property
    def lost(self) -> str:
        """What stands in the wave's place: the sentence about a gone oximeter, or ""."""
        return self._lost

    def frame(self, update: MonitorUpdate) -> None:
        """Draw the wave of one frame; call it for every frame."""
        self._sweep.advance((update.waves.get(Parameter.PLETH),), update.now)

    def show_update(self, update: MonitorUpdate) -> None:
        """Take signal quality and mode."""
        self._show_lost(lost_wave(update))
        words = self._signal_words(update)
        shown = (update.signal_level, words, update.mode)
        if shown != (self._level, self._words, self._mode):
            self._level, self._words, self._mode = shown
            self.setAccessibleDescription(words)
            self._arrange()
            self.update()

    def _show_lost(self, sentence: str) -> None:
        if sentence != self._lost:
            self._lost = sentence
            self._sweep.set_hidden(0, bool(sentence))
            self._paint_lost()

    def _paint_lost(self) -> None:
        """What happened to the oximeter stands where its wave would be."""
        if self._lost:
            self._sweep.paint_part(self._sweep.rect(), self._draw_lost)

    def _draw_lost(self, painter: QPainter) -> None:
        scale = max(self._scale, _LEAST_WORDS)
        sketch = Sketch(painter, self._theme, scale)
        place = QRectF(0, 0, self._sweep.width() / scale, self._sweep.height() / scale)
        paint_notice(sketch, place, self._lost, "power-plug-off-outline", "plot")

    def set_scale(self, scale: float) -> None:
        """Scale of the window."""
        if scale != self._scale:
            self._scale = scale
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the plot inside."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint head and ground; the plot is the sweep's."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme, self._scale)
        width, height = self.width() / self._scale, self.height() / self._scale
        tile_ground(sketch, QRectF(0, 0, width, height))
        x = 16 + sketch.text(16, 27, self.tr("Pleth"), "title.small", "spo2") + 20
        for n in range(4):
            role = "text2" if self._level is not None and n < self._level else "line2"
            high = 4.0 + 3.5 * n
            sketch.fill(QRectF(x + n * 7, 26 - high, 5, high), role)
        x += 36
        right = self._freeze.x() / self._scale - 16
        seconds = self.tr("{n} s per sweep").format(n=f"{self._sweep.sweep_s:g}")
        if self._sweep.frozen:
            seconds = self.tr("frozen, the wave is not live")
        needed = sketch.width(seconds, "label")
        if x + 100 + needed < right:
            sketch.text(right, 27, seconds, "label", "text" if self._sweep.frozen else "text2", align=RIGHT)
            right -= needed + 16
        sketch.text(x, 27, self._words, "label", "text2", room=max(0.0, right - x))
        paint_mode_tag(sketch, width - 8, 8, self._mode, self._mode_word())
        painter.end()

    def _arrange(self) -> None:
        scale = self._scale
        head, pad = round(40 * scale), round(8 * scale)
        plot = QRect(pad, head, max(1, self.width() - 2 * pad), max(1, self.height() - head - pad))
        self._sweep.setGeometry(plot)
        self._sweep.set_strips([QRect(0, 0, plot.width(), plot.height())])
        self._sweep.set_hidden(0, bool(self._lost))
        tag = 0.0
        if self._mode is not Mode.LIVE:
            advance = self._theme.metrics("tiny.medium", self._theme.px("tiny.medium", scale))
            tag = advance.horizontalAdvance(self._mode_word()) + (26 + 8) * scale
        wide = max(100 * scale, 92.0 if scale >= 0.6 else 70.0)
        self._freeze.setGeometry(
            round(self.width() - pad - tag - wide), round(6 * scale), round(wide), round(28 * scale)
        )
        self._freeze.set_scale(scale)
        self.update()

    def _mode_word(self) -> str:
        return self.tr("SIMULATION") if self._mode is Mode.SIMULATION else self.tr("REPLAY")

    def _signal_words(self, update: MonitorUpdate) -> str:
        if Parameter.PLETH not in update.waves:
            return self.tr("No oximeter")
        words = {
            None: self.tr("No finger"),
            0: self.tr("No signal"),
            1: self.tr("Signal poor"),
            2: self.tr("Signal weak"),
            3: self.tr("Signal fair"),
        }
        return words.get(update.signal_level, self.tr("Signal good"))

    def _set_frozen(self, frozen: bool) -> None:
        self._sweep.freeze(frozen)
        self.update()
        self.frozen_changed.emit(frozen)
