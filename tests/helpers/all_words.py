"""Every word a window shows or says: of widgets, of their spoken names and tool tips, and what is painted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget

from bedside.ui.theme import Theme


class AllWords:
    """Keeps what is painted from its making on.

    What a widget shows and says is read from the widget itself, scrolled out of sight or not.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._painted: set[str] = set()
        drawn, still = QPainter.drawText, QPainter.drawStaticText

        def draw_text(painter, *what):  # type: ignore[no-untyped-def]
            self._painted |= {each for each in what if isinstance(each, str)}
            return drawn(painter, *what)

        def draw_static(painter, *what):  # type: ignore[no-untyped-def]
            self._painted.add(what[-1].text())
            return still(painter, *what)

        monkeypatch.setattr(QPainter, "drawText", draw_text)
        monkeypatch.setattr(QPainter, "drawStaticText", draw_static)

    def of(self, window: QWidget) -> set[str]:
        """All of them, the widgets hidden in it left out."""
        self._painted.clear()
        window.grab()
        shown = (w for w in (window, *window.findChildren(QWidget)) if w.isVisibleTo(window))
        return {each for widget in shown for each in of_widget(widget) if each} | self._painted


def of_widget(widget: QWidget) -> Iterator[str]:
    """What one widget shows and says."""
    yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield from (widget.text(), widget.placeholderText())
    elif isinstance(widget, QPlainTextEdit):
        yield from (widget.toPlainText(), widget.placeholderText())


class CutWords(list[str]):
    """Words that were painted shorter than they are, while a test looks at them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        before = Theme.elided

        def elided(theme, token, px, words, room):  # type: ignore[no-untyped-def]
            shown = before(theme, token, px, words, room)
            if shown != words:
                self.append(words)
            return shown

        monkeypatch.setattr(Theme, "elided", elided)

    def in_(self, page: QWidget) -> list[str]:
        """Of this page now: painted and of labels, without those whose whole words are its tool tips and its names."""
        self.clear()
        page.grab()
        shown = [w for w in page.findChildren(QWidget) if w.isVisibleTo(page)]
        for label in shown:
            if not isinstance(label, QLabel) or label.wordWrap():
                continue
            if label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1:
                self.append(label.text())
        whole = [(w.toolTip(), f"{w.accessibleName()} {w.accessibleDescription()}") for w in shown]
        return [cut for cut in self if not any(cut in tip and cut in said for tip, said in whole)]
