"""The frame that tells live, simulation and replay apart, around whatever is shown (SAFE-01).

Live is plain. Simulation: teal hatch and the word. Replay: violet and the word. Never a colour of an alarm.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui import theme as themes
from bedside.ui.held_text import held_to
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Mode

_AT: Final = themes.layout("frame")
_TAG_TYPE_RATIO: Final = 1.2  # height of a tag, of its type, at least
_CAPITAL_RATIO: Final = 0.7  # height of a capital letter, of its type
_HATCH_RATIO: Final = 0.55  # how much of the ground shines through the hatch


class ModeFrame(QWidget):
    """Holds one content widget with the frame of its mode around it.

    The content is inset by the margin; with a frame also by the strip that carries the word.
    """

    def __init__(self, theme: Theme, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._content = content
        self._mode = Mode.LIVE
        self._left_words = ""
        self._right_words = ""
        self._scale = 1.0
        content.setParent(self)

    @property
    def mode(self) -> Mode:
        """What the frame says the content is."""
        return self._mode

    @property
    def word(self) -> str:
        """SIMULATION, REPLAY, or "" when live: for titles and reports too."""
        return {
            Mode.LIVE: "",
            Mode.SIMULATION: self.tr("SIMULATION"),
            Mode.REPLAY: self.tr("REPLAY"),
        }[self._mode]

    @property
    def content(self) -> QWidget:
        """What it holds."""
        return self._content

    def set_mode(self, mode: Mode, left_words: str = "", right_words: str = "") -> None:
        """Say what is shown; the words stand on the strip beside the mode's own word."""
        wanted = (mode, left_words, right_words)
        if wanted != (self._mode, self._left_words, self._right_words):
            self._mode, self._left_words, self._right_words = wanted
            self.setAccessibleName(f"{self.word} {left_words}".strip())
            self._arrange()
            self.update()

    def set_scale(self, scale: float) -> None:
        """Scale of the window."""
        if scale != self._scale:
            self._scale = scale
            self._arrange()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the content inside."""
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another look or text size."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._arrange()
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and frame; the content covers the rest."""
        painter = QPainter(self)
        painter.setClipRegion(QRegion(self.rect()) - QRegion(self._content.geometry()))
        painter.fillRect(self.rect(), self._theme.color("bg"))
        if self._mode is not Mode.LIVE:
            self._paint_mode(painter)
        painter.end()

    def _thickness(self) -> int:
        name = {Mode.LIVE: "", Mode.SIMULATION: "frame_simulation", Mode.REPLAY: "frame_replay"}[self._mode]
        return max(int(_AT.least_edge), round(self._theme.length(name) * self._scale)) if name else 0

    def _strip(self) -> int:
        if self._mode is Mode.LIVE:
            return 0
        return max(int(_AT.least_strip), round(self._theme.length("frame_strip") * self._scale))

    def _arrange(self) -> None:
        edge = self._thickness()
        margin = max(int(_AT.least_margin), round(self._theme.length("margin") * self._scale))
        top = self._strip() + margin
        side = edge + margin
        self._content.setGeometry(
            side, top, max(0, self.width() - 2 * side), max(0, self.height() - top - side)
        )

    def _paint_mode(self, painter: QPainter) -> None:
        edge, strip = self._thickness(), self._strip()
        role, on_role = ("sim", "on_sim") if self._mode is Mode.SIMULATION else ("replay", "on_replay")
        rect = self.rect()
        inside = rect.adjusted(edge, strip, -edge, -edge)
        painter.save()
        frame = QRegion(rect) - QRegion(inside)
        painter.setClipRegion(frame, Qt.ClipOperation.IntersectClip)
        painter.fillRect(rect, self._theme.color(role))
        if self._mode is Mode.SIMULATION:
            self._hatch(painter, rect)
        scale = strip / self._theme.length("frame_strip")
        sketch = Sketch(painter, self._theme, scale)
        width, high = rect.width() / scale, self._theme.length("frame_strip")
        x = self._plate(sketch, _AT.plate_x, self.word, "title.name", role, on_role, spaced=True)
        if self._left_words:
            x += _AT.plate_gap
            room = width - x - 2 * _AT.plate_padding  # smaller, then without its last parts: no number is cut
            fitting = held_to(sketch, self._left_words, "body.bold", room)
            left = fitting.shortened(self._left_words, "body.bold", room)
            x = self._plate(fitting, x, left, "body.bold", role, on_role)
        words = self._right_words
        advance = sketch.width(words, "body.bold")
        if words and x + advance + _AT.words_least_gap < width:
            from_x = width - _AT.words_right - advance - _AT.words_padding
            sketch.fill(QRectF(from_x, 0, advance + 2 * _AT.words_padding, high), role)
            right = width - _AT.words_right
            sketch.text(right, _AT.words_baseline, words, "body.bold", on_role, align=RIGHT)
        painter.restore()

    def _plate(
        self,
        sketch: Sketch,
        x: float,
        words: str,
        token: str,
        role: str,
        on_role: str,
        *,
        spaced: bool = False,
    ) -> float:
        shown = "\u2009".join(words) if spaced else words  # thin spaces: the word is seen from afar
        advance = sketch.width(shown, token)
        wide = advance + 2 * _AT.plate_padding
        sketch.fill(QRectF(x, 0, wide, self._theme.length("frame_strip")), role)
        sketch.text(x + _AT.plate_padding, _AT.plate_baseline, shown, token, on_role)
        return x + wide

    def _hatch(self, painter: QPainter, rect: QRect) -> None:
        color = QColor(self._theme.color("bg"))
        color.setAlphaF(_HATCH_RATIO)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, _AT.hatch_stroke))
        height = rect.height()
        for x in range(-height, rect.width() + height, int(_AT.hatch_pitch)):
            painter.drawLine(x, height, x + height, 0)


def paint_mode_tag(sketch: Sketch, right: float, y: float, mode: Mode, word: str) -> float:
    """The tag every plot carries outside live mode; returns its left edge."""
    if mode is Mode.LIVE:
        return right
    role, on_role = ("sim", "on_sim") if mode is Mode.SIMULATION else ("replay", "on_replay")
    advance = sketch.width(word, "tiny.medium")
    left = right - advance - 2 * _AT.tag_padding
    type_px = sketch.theme.px("tiny.medium", sketch.scale) / sketch.scale
    high, baseline = _AT.tag_high, _AT.tag_baseline
    if type_px * _TAG_TYPE_RATIO > high:  # large words: the tag grows around their middle
        high = type_px * _TAG_TYPE_RATIO
        baseline = high / 2 + type_px * _CAPITAL_RATIO / 2
    sketch.fill(QRectF(left, y, right - left, high), role, sketch.theme.length("radius_plot"))
    baseline += y
    sketch.text(right - _AT.tag_padding, baseline, word, "tiny.medium", on_role, align=RIGHT)
    return left
