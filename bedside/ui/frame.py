"""The frame that tells live, simulation and replay apart, around whatever is shown (SAFE-01).

Live is plain. Simulation: teal hatch and the word. Replay: violet and the word. Never a colour of an alarm.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Mode

_PITCH = 24  # of the hatch, px
_STROKE = 5.0


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
        return max(4, round(self._theme.length(name) * self._scale)) if name else 0

    def _strip(self) -> int:
        if self._mode is Mode.LIVE:
            return 0
        return max(28, round(self._theme.length("frame_strip") * self._scale))

    def _arrange(self) -> None:
        edge = self._thickness()
        margin = max(4, round(self._theme.length("margin") * self._scale))
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
        width = rect.width() / scale
        x = self._plate(sketch, 16, self.word, "title.name", role, on_role, spaced=True)
        if self._left_words:
            x = self._plate(sketch, x + 24, self._left_words, "body.bold", role, on_role)
        words = self._right_words
        if words and x + sketch.width(words, "body.bold") + 60 < width:
            advance = sketch.width(words, "body.bold")
            sketch.fill(QRectF(width - advance - 48, 0, advance + 32, 48), role)
            sketch.text(width - 32, 30, words, "body.bold", on_role, align=RIGHT)
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
        sketch.fill(QRectF(x, 0, advance + 32, 48), role)
        sketch.text(x + 16, 31, shown, token, on_role)
        return x + advance + 32

    def _hatch(self, painter: QPainter, rect: QRect) -> None:
        color = QColor(self._theme.color("bg"))
        color.setAlphaF(0.55)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, _STROKE))
        height = rect.height()
        for x in range(-height, rect.width() + height, _PITCH):
            painter.drawLine(x, height, x + height, 0)


def paint_mode_tag(sketch: Sketch, right: float, y: float, mode: Mode, word: str) -> float:
    """The tag every plot carries outside live mode; returns its left edge."""
    if mode is Mode.LIVE:
        return right
    role, on_role = ("sim", "on_sim") if mode is Mode.SIMULATION else ("replay", "on_replay")
    advance = sketch.width(word, "tiny.medium")
    sketch.fill(QRectF(right - advance - 26, y, advance + 26, 24), role, sketch.theme.length("radius_plot"))
    sketch.text(right - 13, y + 17, word, "tiny.medium", on_role, align=RIGHT)
    return right - advance - 26
