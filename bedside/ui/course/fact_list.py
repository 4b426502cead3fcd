"""Lines of words under each other that scroll, and are read with the keyboard too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from bedside.ui.course.fact_line import Fact, FactLine
from bedside.ui.panels.words import quiet_scroll
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_lines")


class FactList(QScrollArea):
    """Arrow keys and Page Up and Down scroll it."""

    def __init__(self, theme: Theme, name: str, *, inset: bool = False) -> None:
        """`inset`: its tile has no margin of its own."""
        super().__init__()
        self._theme = theme
        self.facts: tuple[Fact, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        quiet_scroll(self, theme)
        self.viewport().setAutoFillBackground(False)
        self._inside = QWidget()
        self._inside.setAutoFillBackground(False)
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(_AT.gap if inset else 0, 0, _AT.gap, 0)
        self._rows.setSpacing(0)
        self._rows.addStretch(1)
        self.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Other lines; nothing happens when they are the same."""
        if tuple(facts) == self.facts:
            return
        self.facts = tuple(facts)
        while self._rows.count() > 1:
            item = self._rows.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for n, fact in enumerate(facts):
            self._rows.insertWidget(n, FactLine(self._theme, fact))
        self.verticalScrollBar().setValue(0)
        self.setAccessibleDescription("; ".join(self.row_words()))

    def row_words(self) -> list[str]:
        """The lines in words."""
        items = (self._rows.itemAt(n) for n in range(self._rows.count() - 1))
        lines = [item.widget() for item in items if item is not None]
        return [line.accessibleName() for line in lines if line is not None]

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring while the keyboard is on it."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            rect, radius = QRectF(self.viewport().rect()), self._theme.length("radius_key")
            Sketch(painter, self._theme).edge(rect, "focus", self._theme.length("focus"), radius)
            painter.end()
