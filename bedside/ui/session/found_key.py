"""What was found, as a low key at the right of a line of the discharge gate."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtWidgets import QSizePolicy

from bedside.ui.held_text import lines_of
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_discharge")


class FoundKey(PaintedKey):
    """What was found, at the right of a met line that a person answered: pressed, the line opens again."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_found(self, words: str, name: str) -> None:
        """Say something else; `name`: of the line."""
        if words != self.text():
            self.setText(words)
            self.updateGeometry()
            self.update()
        said_aloud = self.tr("{line}: {found}. Press to change it.").format(line=name, found=words)
        if said_aloud != self.accessibleName():
            self.setAccessibleName(said_aloud)

    def sizeHint(self) -> QSize:
        """One line, where there is room."""
        width = int(self._width(self.text(), "label")) + 2 * int(_AT.found_pad)
        return QSize(max(int(_AT.found_least), width), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow ones are higher."""
        return QSize(0, self.heightForWidth(max(int(_AT.found_least), self.width())))

    def heightForWidth(self, width: int) -> int:
        """All its lines, px."""
        lines = len(self._lines(width)) or 1
        high = self._theme.px("label") * _AT.type_line * lines + _AT.line_pad
        return round(max(_AT.line_height - 2 * _AT.gap_small, high))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS:
            self.updateGeometry()
        super().changeEvent(event)

    def _lines(self, width: float) -> list[str]:
        return lines_of(self._theme, self.text(), "label", width - 2 * _AT.found_pad)

    def _ink(self) -> KeyInk:
        return KeyInk("hover" if self._hovered or self.isDown() else "", "text2", "text2")

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        """None: it stands in a list."""

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        lines, px = self._lines(rect.width()), self._theme.px("label")
        high = px * _AT.type_line
        base = rect.height() / 2 + px * _AT.type_base - high * (len(lines) - 1) / 2
        for n, line in enumerate(lines):
            sketch.text(rect.width() - _AT.found_pad, base + n * high, line, "label", ink.words, align=RIGHT)
