"""The lines of raw bytes in view: scrolling, copying, and what is found in them.

Only what is visible is formatted. It follows the newest line as long as it stands at the bottom.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from bedside.ui.device_raw_find import Match
from bedside.ui.device_raw_lines import FEW_BYTES, RawLine, RawLines
from bedside.ui.device_raw_paint import RawPaint
from bedside.ui.device_raw_words import plain, words_of
from bedside.ui.panels.words import quiet_scroll
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.parameters import Parameter

_AT: Final = layout("device_raw_view")

_LINE_BYTES: Final = 16


def _tr(text: str) -> str:
    return QCoreApplication.translate("RawList", text)


class RawList(QAbstractScrollArea):
    """The scrolling part of the raw view.

    Signals:
        rewrapped: other bytes stand on a line now, so what was found has other places.
    """

    rewrapped = Signal()

    def __init__(self, theme: Theme, lines: RawLines) -> None:
        super().__init__()
        self._theme = theme
        self._lines = lines
        self._paint = RawPaint(theme, lines)
        self._seen_away = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_tr("Raw bytes, newest at the bottom"))
        quiet_scroll(self, theme)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # -- for the panel ---------------------------------------------------------------------------------

    def set_low(self, *, low: bool) -> None:
        """Lower rows where the window is low."""
        self._paint.set_low(low=low)
        self.renewed()

    @property
    def wave(self) -> Parameter | None:
        """What is drawn down the page; None: nothing."""
        return self._paint.wave

    @wave.setter
    def wave(self, parameter: Parameter | None) -> None:
        self._paint.wave = parameter

    def set_clock(self, utc0: datetime | None) -> None:
        """Wall time of station time 0; None: the times are not known."""
        self._paint.utc0 = utc0

    def renewed(self) -> None:
        """The lines changed: keep to the bottom, or to what is being looked at."""
        bar = self.verticalScrollBar()
        at_bottom = self.follows
        gone = self._lines.taken_away - self._seen_away
        self._seen_away = self._lines.taken_away
        most = max(0, len(self._lines) - self.visible_rows)
        value = most if at_bottom else max(0, bar.value() - max(0, gone))
        bar.setRange(0, most)
        bar.setPageStep(max(1, self.visible_rows))
        bar.setValue(value)
        self.viewport().update()

    def mark(self, found: Sequence[Match], current: Match | None) -> None:
        """Highlight matches; the current one is brought into view."""
        self._paint.marked, self._paint.current = found, current
        if current is not None:
            bar = self.verticalScrollBar()
            if not bar.value() <= current.line < bar.value() + self.visible_rows:
                bar.setValue(current.line - self.visible_rows // 2)
        self.viewport().update()

    @property
    def follows(self) -> bool:
        """Whether the newest line is in view."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum()

    @property
    def visible_rows(self) -> int:
        """Whole lines in view."""
        return max(1, (self.viewport().height() - self._paint.head - _AT.below) // self._paint.row)

    def visible(self) -> Sequence[RawLine]:
        """The lines in view."""
        first = self.verticalScrollBar().value()
        return self._lines.part(first, first + self.visible_rows)

    @property
    def first_visible(self) -> int:
        """Index of the first line in view."""
        return self.verticalScrollBar().value()

    def text(self) -> str:
        """The lines in view as text, for copying."""
        rows = []
        for line in self.visible():
            words = plain(words_of(line.piece)) if line.first else ""
            rows.append("\t".join((self._paint.time_of(line), _side(line), _hex(line.data), words)).rstrip())
        return "\n".join(rows)

    # -- painting --------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Head and the lines in view."""
        painter = QPainter(self.viewport())
        sketch = Sketch(painter, self._theme)
        wide, high = float(self.viewport().width()), float(self.viewport().height())
        self._paint.paint(sketch, wide, high, self.first_visible, self.visible())
        if self.hasFocus():
            width = self._theme.length("focus")
            sketch.edge(QRectF(0, 0, wide, high), "focus", width, self._theme.length("radius_plot"))
        painter.end()

    # -- Qt --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home, End and copying; the rest scrolls."""
        bar = self.verticalScrollBar()
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sixteen bytes a line, or eight where the width is small."""
        at_bottom = self.follows
        wide = self.viewport().width()
        sixteen = (
            self._paint.grown(_AT.hex_left)
            + _LINE_BYTES * self._paint.grown(_AT.cell)
            + _AT.gap
            + self._paint.grown(_AT.words_least)
            + _AT.gap
        )
        bar = self.verticalScrollBar()
        top = self._lines[bar.value()].piece.number if bar.value() < len(self._lines) else 0
        rewrapped = self._lines.rewrap(_LINE_BYTES if wide >= sixteen else FEW_BYTES)
        self._seen_away = self._lines.taken_away
        self.renewed()
        if at_bottom:
            bar.setValue(bar.maximum())
        elif rewrapped:
            bar.setValue(self._lines.line_of(top))
        if rewrapped:
            self.rewrapped.emit()
        super().resizeEvent(event)

    def _scrolled(self) -> None:
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(*_AT.least)

    def focusInEvent(self, event: object) -> None:
        """Show that it has the keyboard."""
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        """The same."""
        self.viewport().update()


def _hex(data: bytes) -> str:
    return data.hex(" ").upper()


def _side(line: RawLine) -> str:
    if not line.first:
        return ""
    return _tr("sent") if line.piece.sent else _tr("received")
