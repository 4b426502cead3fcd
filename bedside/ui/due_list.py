"""What is due, then the newest entries: a nurse sees at once what comes and what has been written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.due_rows import Row, due_rows
from bedside.ui.entry_words import last_entries
from bedside.ui.painted import Painted
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.theme import Theme, layout

_AT: Final = layout("small_tiles")
MOST_ROWS: Final = 3
ENTRIES: Final = "entries"  # the panel of everything that was entered


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines, what is due first."""

    rows: tuple[Row, ...] = ()


class RowKey(PaintedKey):
    """One line of the list, pressed as a whole."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "", parent=parent)
        self.row = Row("", "", "")
        self.first = False
        self.line = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_row(self, row: Row, *, first: bool, line: bool, scale: float) -> None:
        """Paint another line."""
        shown = (row, first, line, scale)
        if shown != (self.row, self.first, self.line, self._scale):
            self.row, self.first, self.line, self._scale = shown
            self.setAccessibleName(f"{row.words} {row.time}")
            self.update()

    def _ink(self) -> KeyInk:
        return KeyInk("hover" if self._hovered or self.isDown() else "", "text", "text2")

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        """A line of a list has none."""

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        width, row = rect.width(), self.row
        if self.line:
            sketch.line(_AT.pad, 0, width - _AT.pad, 0, "line")
        lively = row.soon or (self.first and not row.due)
        role = "text" if lively or row.due else "text2"
        middle = rect.height() / 2
        base = middle + sketch.theme.px("label", sketch.scale) / sketch.scale * _AT.row_middle
        sketch.icon(_AT.pad, middle - _AT.row_icon / 2, row.icon, role, _AT.row_icon)
        time_token = "num.sm.bold" if row.soon else "num.sm" if row.due else "num.sm.small"
        right = width - _AT.pad
        if row.due:
            icon = _AT.row_arrow
            sketch.icon(right - icon, middle - icon / 2, "chevron-right", "text3", icon)
            right -= icon + _AT.row_arrow_gap
        used = sketch.text(right, base, row.time, time_token, role, align=RIGHT)
        token = "label.medium" if row.soon or self.first else "label"
        room = right - used - 2 * _AT.pad + _AT.pad - _AT.row_words
        sketch.text(_AT.row_words, base, row.words, token, role, room=room)


class LastEntries(Painted[Rows]):
    """Up to three lines. Live each is a key: what is due opens its panel, an entry the list of all entries.

    Signals:
        asked: name of the panel.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, _AT.list_width, _AT.list_height, Rows(), parent)
        self.setAccessibleName(self.tr("Due and last entries"))
        self.keys = tuple(RowKey(theme, self) for _ in range(MOST_ROWS))
        for key in self.keys:
            key.clicked.connect(self._pressed)
            key.hide()
        self.open_panels(True)

    def open_panels(self, wanted: bool) -> None:
        """Whether its lines are keys; a replay is only looked at."""
        for key in self.keys:
            key.setFocusPolicy(Qt.FocusPolicy.StrongFocus if wanted else Qt.FocusPolicy.NoFocus)
            key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not wanted)

    def show_update(self, update: MonitorUpdate) -> None:
        """Take what is due and the newest entries."""
        rows = list(due_rows(update))[:MOST_ROWS]
        for entry, icon, words in last_entries(update, MOST_ROWS - len(rows)):
            ago = self.tr("{age} ago").format(age=formats.age(max(0.0, update.now - entry.t)))
            rows.append(Row(icon, words, ago, opens=ENTRIES))
        self.show_value(Rows(tuple(rows)))
        self._place()

    def spoken(self, value: Rows) -> str:
        """The rows as one line."""
        return "; ".join(f"{row.words} {row.time}" for row in value.rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The lines follow."""
        super().resizeEvent(event)
        self._place()

    def _lines(self, height: float, scale: float) -> tuple[bool, float, float, int]:
        """Headed or not, top of the first line, height of one, how many; px at 100 %."""
        rows = self._shown.rows
        least = self._theme.px("label", scale) * _AT.row_pitch_least / scale
        headed = bool(rows) and not rows[0].due and least * MOST_ROWS + _AT.list_head <= height
        top = _AT.list_first if headed else _AT.row_pad
        room = height - top - _AT.row_pad / 2
        count = max(1, min(MOST_ROWS if headed else max(1, len(rows)), int(room / least)))
        return headed, top, room / (MOST_ROWS if headed else count), count

    def _place(self) -> None:
        scale = self.scale()
        headed, top, pitch, count = self._lines(self.height() / scale, scale)
        rows = self._shown.rows
        for n, key in enumerate(self.keys):
            shown = n < min(count, len(rows))
            if shown:
                y, below = (round((top + at * pitch) * scale) for at in (n, n + 1))
                key.setGeometry(0, y, self.width(), below - y)
                key.show_row(rows[n], first=n == 0, line=headed or n > 0, scale=scale)
            key.setVisible(shown)

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """The ground and the head; the lines paint themselves."""
        tile_ground(sketch, rect)
        if not self._shown.rows:
            base = sketch.first(_AT.name_base, "body")
            sketch.text(_AT.pad, base, self.tr("Nothing entered yet"), "body", "text3")
        elif self._lines(rect.height(), sketch.scale)[0]:
            sketch.text(_AT.pad, _AT.list_head_base, self.tr("Last entries"), "small.medium", "text2")

    def _pressed(self) -> None:
        key = self.sender()
        if isinstance(key, RowKey) and key.row.opens:
            self.asked.emit(key.row.opens)
