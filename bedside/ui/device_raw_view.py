"""The lines of raw bytes, painted: time, direction, hex, words, and the wave of these samples down the page.

Only what is visible is formatted. It follows the newest line as long as it stands at the bottom.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from bedside.ui.device_raw_find import Match
from bedside.ui.device_raw_lines import RawLine, RawLines
from bedside.ui.device_raw_wave import paint_wave
from bedside.ui.device_raw_words import Said, plain, words_of
from bedside.ui.panels.words import quiet_scroll
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.parameters import Parameter

_AT: Final = layout("device_raw_view")

_FEW_BYTES: Final = 8  # a piece of no more is written wide; also the bytes of a line where the width is small
_LINE_BYTES: Final = 16
_LEAST_BYTES: Final = 5  # for which there is always room


def _tr(text: str) -> str:
    return QCoreApplication.translate("RawList", text)


class RawList(QAbstractScrollArea):
    """The scrolling part of the raw view."""

    def __init__(self, theme: Theme, lines: RawLines) -> None:
        super().__init__()
        self._theme = theme
        self._lines = lines
        self._row = theme.grown(_AT.row)
        self._head = theme.grown(_AT.head)
        self._seen_away = 0
        self._utc0: datetime | None = None
        self._marked: Sequence[Match] = ()
        self._current: Match | None = None
        self.wave: Parameter | None = None
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
        self._row, self._head = (
            self._theme.grown(px) for px in ((_AT.row_low, _AT.head_low) if low else (_AT.row, _AT.head))
        )
        self.renewed()

    def set_clock(self, utc0: datetime | None) -> None:
        """Wall time of station time 0; None: the times are not known."""
        self._utc0 = utc0

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
        self._marked, self._current = found, current
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
        return max(1, (self.viewport().height() - self._head - _AT.below) // self._row)

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
            rows.append("\t".join((self._time(line), self._side(line), _hex(line.data), words)).rstrip())
        return "\n".join(rows)

    # -- painting --------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Head and the lines in view."""
        painter = QPainter(self.viewport())
        sketch = Sketch(painter, self._theme)
        wide, high = float(self.viewport().width()), float(self.viewport().height())
        sketch.fill(QRectF(0, 0, wide, high), "plot", self._theme.length("radius_plot"))
        has_wave = self.wave is not None and wide >= self._grown(_AT.wave_from)
        wave_room = self._grown(_AT.wave_room if wide >= self._grown(_AT.wide_from) else _AT.wave_room_small)
        words_right = wide - _AT.gap - (wave_room + _AT.gap if has_wave else 0.0)
        words_left = self._grown(_AT.hex_left) + self._hex_room() + _AT.gap
        self._paint_head(sketch, words_left, words_right, has_wave=has_wave)
        first = self.first_visible
        shown = self.visible()
        marked: dict[int, list[tuple[int, int]]] = {}
        for match in self._marked:
            for n, low, end in match.cells:
                marked.setdefault(n, []).append((low, end))
        now = {n: (low, end) for n, low, end in self._current.cells} if self._current is not None else {}
        waiting: list[Said] = []
        for n, line in enumerate(shown):
            top = self._head + n * self._row
            self._paint_line(sketch, line, top, wide, marked.get(first + n, ()), now.get(first + n))
            waiting = list(words_of(line.piece)) if line.first else waiting
            last = n + 1 == len(shown) or shown[n + 1].first or bool(shown[n + 1].missing)
            waiting = self._paint_words(sketch, waiting, top, words_left, words_right, last=last)
        if has_wave and self.wave is not None:
            box = QRectF(
                wide - _AT.gap - wave_room, self._head, wave_room, high - self._head - _AT.wave_below
            )
            paint_wave(sketch, shown, self.wave, box, self._row)
        if self.hasFocus():
            width = self._theme.length("focus")
            sketch.edge(QRectF(0, 0, wide, high), "focus", width, self._theme.length("radius_plot"))
        painter.end()

    def _grown(self, px: float) -> float:
        """A length that holds words, at the size of the text."""
        return px * self._theme.text_scale

    def _cell(self) -> float:
        """Width of a byte."""
        few = self._lines.longest <= _FEW_BYTES and self.viewport().width() >= self._grown(_AT.wide_from)
        return self._grown(_AT.cell_wide if few else _AT.cell)

    def _hex_room(self) -> float:
        """Width of the bytes: of a whole line, or of the longest piece where none fills one."""
        return min(self._lines.per_line, max(_LEAST_BYTES, self._lines.longest)) * self._cell()

    def _paint_head(self, sketch: Sketch, left: float, right: float, *, has_wave: bool) -> None:
        base = self._head / 2 + _AT.baseline
        token = "small.medium"
        labelled = len(self._lines) > 0 and bool(self._lines[0].label)
        sketch.text(self._grown(_AT.time), base, _tr("Tried") if labelled else _tr("Time"), token, "text3")
        sketch.text(self._grown(_AT.hex_left), base, _tr("Hex"), token, "text3")
        sketch.text(left, base, _tr("Decoded"), token, "text3", room=max(0.0, right - left))
        if has_wave and self.wave is not None:
            words = _tr("Pleth as drawn") if self.wave is Parameter.PLETH else _tr("Wave as drawn")
            sketch.text(right + _AT.gap, base, words, token, "text3")

    def _paint_line(
        self,
        sketch: Sketch,
        line: RawLine,
        top: float,
        wide: float,
        marked: Sequence[tuple[int, int]],
        now: tuple[int, int] | None,
    ) -> None:
        base, cell = top + self._row / 2 + _AT.baseline, self._cell()
        if line.missing:
            words = _tr("{n} pieces arrived here that are no longer kept").format(n=line.missing)
            sketch.text(
                self._grown(_AT.hex_left),
                base,
                words,
                "small",
                "text2",
                room=wide - self._grown(_AT.hex_left) - _AT.gap,
            )
            return
        if now is not None:
            inset = _AT.chosen_inset
            box = QRectF(inset, top, wide - 2 * inset, self._row)
            sketch.fill(box, "raised", _AT.radius)
            sketch.edge(box, "line2", 1.0, _AT.radius)
        if line.first:
            sketch.text(
                self._grown(_AT.time),
                base,
                self._time(line),
                "num.sm",
                "text2",
                room=self._grown(_AT.side - _AT.time) - _AT.time_gap,
                px=self._theme.px("small"),
            )
            sketch.text(self._grown(_AT.side), base, "→" if line.piece.sent else "←", "label", "text2")
        for low, end in marked:
            left, width = (
                self._grown(_AT.hex_left) + low * cell - _AT.mark_left,
                (end - low - 1) * cell + self._grown(_AT.mark_width),
            )
            box = QRectF(left, top + _AT.mark_top, width, self._row - 2 * _AT.mark_top)
            if end > low:
                sketch.edge(box, "text" if (low, end) == now else "line2", _AT.mark_edge, _AT.radius)
        role = "text2" if line.piece.sent else "text"
        px = self._theme.px("label")
        for n, byte in enumerate(line.data):
            sketch.text(self._grown(_AT.hex_left) + n * cell, base, f"{byte:02X}", "num.sm", role, px=px)

    def _paint_words(
        self, sketch: Sketch, said: list[Said], top: float, left: float, right: float, *, last: bool
    ) -> list[Said]:
        """Write what fits on this line; the rest waits for the piece's next line."""
        x, base = left, top + self._row / 2 + _AT.baseline
        while said:
            part = said[0]
            token = "small.bold" if part.fault else "small"
            words = part.text + ("," if len(said) > 1 else "")
            lead = float(_AT.fault_lead) if part.fault else 0.0
            room = right - x - lead
            fits = sketch.width(words, token) <= room
            if not fits and not last and x > left:
                break
            if room < _AT.word_least:
                break
            if part.fault:
                sketch.icon(x, base - _AT.fault_up, "alert-outline", "text", _AT.fault_icon)
            x += lead + sketch.text(x + lead, base, words, token, part.role, room=room) + _AT.word_gap
            said = said[1:]
            if not fits:
                break
        return said

    def _time(self, line: RawLine) -> str:
        if line.missing or not line.first:
            return ""
        if line.label or self._utc0 is None:
            return line.label
        at = (self._utc0 + timedelta(seconds=line.piece.t)).astimezone()
        return f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"

    def _side(self, line: RawLine) -> str:
        if not line.first:
            return ""
        return _tr("sent") if line.piece.sent else _tr("received")

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
            self._grown(_AT.hex_left)
            + _LINE_BYTES * self._grown(_AT.cell)
            + _AT.gap
            + self._grown(_AT.words_least)
            + _AT.gap
        )
        self._lines.rewrap(_LINE_BYTES if wide >= sixteen else _FEW_BYTES)
        self._seen_away = self._lines.taken_away
        self.renewed()
        if at_bottom:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
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
