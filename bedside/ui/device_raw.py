"""Raw bytes of the chosen device: what arrives and what is made of it, with Pause and Find."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.link.raw_tap import RawPiece, RawTap
from bedside.ui.device_parts import OneLine
from bedside.ui.device_raw_find import MOST, Match, Pattern, matches, pattern_of
from bedside.ui.device_raw_lines import RawLines
from bedside.ui.device_raw_view import RawList
from bedside.ui.device_raw_wave import wave_of
from bedside.ui.device_tried import grouped
from bedside.ui.device_words import Row, port_of, short_port
from bedside.ui.key_button import KeyButton
from bedside.ui.panels.words import Field, dress
from bedside.ui.theme import Theme, layout
from bedside.vitals.devices import DeviceRow, PortSearch

_AT: Final = layout("device_raw")

TakeTap = Callable[[str], RawTap | None]

LOOK_S: Final = 0.1  # how often news are taken
_CLOCK_S: Final = 0.05  # the wall clock was stepped if it differs by more
_LOOK_BACK_LINES: Final = 40  # lines in which a wave is looked for


class RawPanel(QWidget):
    """Title, Find, Pause, and the list of lines."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tap: RawTap | None = None
        self._key: object = None  # what is shown: a device, or a search and what it has tried
        self._utc0: datetime | None = None
        self._looked_t = 0.0
        self._pattern: Pattern | None = None
        self._found: list[Match] | None = None  # of a paused view; None: not looked for yet
        self._at = -1
        self._low = False
        self.setAccessibleName(self.tr("Raw bytes"))
        self.lines = RawLines()
        self.list = RawList(theme, self.lines)
        self.list.setParent(self)
        self._title = OneLine(theme, self.tr("Raw bytes"), "title.small", "text")
        self.where = OneLine(theme, "", "label", "text2")
        self.said = OneLine(theme, "", "small", "text2", right=True)
        self.empty = OneLine(theme, "", "body", "text2")
        self.field = Field(
            theme, self.tr("Find: 84 .. or words"), token="label", height=_AT.field_height, search=True
        )
        dress(self.field.edit, theme, "label")
        self.field.edit.setToolTip(
            self.tr("Bytes as hexadecimal pairs, a full stop for any digit (84 .. 8.), or decoded words")
        )
        self.field.edit.setAccessibleDescription(self.field.edit.toolTip())
        self.field.edit.textChanged.connect(self._typed)
        self.field.edit.returnPressed.connect(self.find_next)
        self.previous_key = self._small("arrow-up", self.tr("Previous match"), self.find_previous)
        self.next_key = self._small("arrow-down", self.tr("Next match"), self.find_next)
        self.pause_key = KeyButton(theme, self.tr("Pause"), "pause", token="label.medium")
        self.pause_key.setCheckable(True)
        self.pause_key.toggled.connect(self._paused)
        for widget in (
            self._title,
            self.where,
            self.said,
            self.empty,
            self.field,
            self.previous_key,
            self.next_key,
            self.pause_key,
        ):
            widget.setParent(self)
        order = (self.field, self.previous_key, self.next_key, self.pause_key, self.list)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _small(self, icon: str, name: str, act: Callable[[], None]) -> KeyButton:
        key = KeyButton(self._theme, "", icon)
        key.setAccessibleName(name)
        key.setToolTip(name)
        key.setEnabled(False)
        key.clicked.connect(act)
        return key

    # -- for the screen --------------------------------------------------------------------------------

    @property
    def paused(self) -> bool:
        """Whether what is shown stands still."""
        return self.pause_key.isChecked()

    def set_low(self, *, low: bool) -> None:
        """Lower rows where the window is low."""
        self._low = low
        self.list.set_low(low=low)
        self._arrange()

    def show_row(self, row: Row | None, take_tap: TakeTap, utc: datetime, station_now: float) -> None:
        """The chosen row; call it with every update, it looks for news ten times a second.

        Args:
            row: None: nothing is chosen.
            take_tap: the newest bytes of a device by its id; None while there are none.
            utc: wall time of `station_now`.
            station_now: s.
        """
        self._follow_clock(utc - timedelta(seconds=station_now))
        key = (row.port, row.tried) if isinstance(row, PortSearch) else row.device if row else None
        if key != self._key:
            self._begin(row, key)
        elif abs(station_now - self._looked_t) < LOOK_S:
            return
        self._looked_t = station_now
        if isinstance(row, DeviceRow):
            tap = take_tap(row.device)
            if tap is not self._tap:  # attached again: its pieces are counted from 1 again
                self._tap = tap
                self.lines.clear()
                self._forget_found()
            self._look()
        self._say(row)

    def _follow_clock(self, utc0: datetime) -> None:
        if self._utc0 is None or abs((utc0 - self._utc0).total_seconds()) > _CLOCK_S:
            self._utc0 = utc0
            self.list.set_clock(utc0)

    def _begin(self, row: Row | None, key: object) -> None:
        """Another row: nothing of the one before stays."""
        self._key = key
        self._tap = None
        self.lines.clear()
        self._forget_found()
        self.list.wave = None
        if self.paused:
            self.pause_key.setChecked(False)
        if isinstance(row, PortSearch):
            number = 0
            for tried in row.tried:
                if tried.begin:
                    number += 1
                    self.lines.take([RawPiece(number, 0.0, False, tried.begin)], label=tried.line)
        self.list.renewed()

    def _look(self) -> None:
        tap = self._tap
        if tap is None or self.paused or tap.newest <= self.lines.newest:
            return
        self.lines.take(tap.pieces(self.lines.newest))
        wave = wave_of(self.lines.part(len(self.lines) - _LOOK_BACK_LINES, len(self.lines)))
        self.list.wave = wave or self.list.wave
        self.list.renewed()
        self._mark_visible()

    # -- what it says ----------------------------------------------------------------------------------

    def _say(self, row: Row | None) -> None:
        self.where.setText(self._of(row))
        empty = ""
        if not len(self.lines):
            if row is None:
                empty = self.tr("Choose a row to see its bytes.")
            elif isinstance(row, PortSearch):
                empty = self.tr("No byte was heard on this port.")
            else:
                empty = self.tr("No byte has arrived.")
        self.empty.setText(empty)
        self.empty.setVisible(bool(empty))
        self._tell()

    def _tell(self) -> None:
        """What was found and missed; the words before it make room for it."""
        before = bool(self.said.text())
        self.said.setText(self._said())
        if bool(self.said.text()) != before:
            self._arrange()

    def _of(self, row: Row | None) -> str:
        if row is None:
            return ""
        if isinstance(row, PortSearch):
            return self.tr("{port} · the first bytes at each line setting").format(port=short_port(row.port))
        port = short_port(port_of(row))
        parts = [f"{port} · {row.title}"]
        if row.line:
            parts[0] = self.tr("{port} at {line}").format(port=port, line=row.line)
            parts.append(row.title)
        if row.frames_per_s is not None:
            parts.append(self.tr("{n} frames/s").format(n=f"{row.frames_per_s:.0f}"))
        if row.capture:
            parts.insert(0, self.tr("kept in {file}").format(file=row.capture))
        return " · ".join(parts)

    def _said(self) -> str:
        """What was found, and what arrived while it is paused."""
        parts = []
        if self._pattern is not None and self._found is not None:
            if not self._found:
                kind = self.tr("these bytes") if self._pattern.of_bytes else self.tr("these words")
                parts.append(self.tr("{what} do not stand here").format(what=kind))
            else:
                more = "+" if len(self._found) >= MOST else ""
                parts.append(self.tr("{n} of {all}").format(n=self._at + 1, all=f"{len(self._found)}{more}"))
        if self.paused and self._tap is not None:
            missed = sum(len(piece.data) for piece in self._tap.pieces(self.lines.newest) if not piece.sent)
            parts.append(self.tr("{n} bytes arrived meanwhile").format(n=grouped(missed)))
        return " · ".join(parts)

    # -- Pause and Find --------------------------------------------------------------------------------

    def _paused(self, paused: bool) -> None:
        self.pause_key.set_label(self.tr("Go on") if paused else self.tr("Pause"))
        self.pause_key.set_icon("play" if paused else "pause")
        if not paused:
            self._forget_found()
            self._look()
            bar = self.list.verticalScrollBar()
            bar.setValue(bar.maximum())
            self._mark_visible()
        self._tell()
        self._arrange()

    def _typed(self, text: str) -> None:
        self._pattern = pattern_of(text)
        self._forget_found()
        for key in (self.previous_key, self.next_key):
            key.setEnabled(self._pattern is not None)
        self._mark_visible()
        self._tell()

    def _forget_found(self) -> None:
        self._found, self._at = None, -1
        self.list.mark((), None)

    def _mark_visible(self) -> None:
        """While it runs, only what is in view is looked through."""
        if self._found is None and self._pattern is not None:
            self.list.mark(matches(self.list.visible(), self._pattern, self.list.first_visible), None)

    def find_next(self) -> None:
        """Go to the next match; the first time the nearest one at or below the first line in view."""
        self._find(1)

    def find_previous(self) -> None:
        """Go to the match before."""
        self._find(-1)

    def _find(self, step: int) -> None:
        if self._pattern is None or not len(self.lines):
            return
        if not self.paused and self._tap is not None:  # what was found has to stay where it is
            self.pause_key.setChecked(True)
        if self._found is None:
            self._found = matches(self.lines.part(0, len(self.lines)), self._pattern)
            top = self.list.first_visible
            before = sum(match.line < top for match in self._found)
            self._at = before - 1 if step > 0 else before
        if self._found:
            self._at = (self._at + step) % len(self._found)
            self.list.mark(self._found, self._found[self._at])
        self._tell()

    # -- Qt --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space pauses, F3-like keys are the window's; Ctrl+F goes to the search."""
        if event.key() == Qt.Key.Key_Space:
            self.pause_key.toggle()
        elif event.key() == Qt.Key.Key_F and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.field.edit.setFocus()
            self.field.edit.selectAll()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the head out in one line, or in two where the width is small."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        pad, high = (_AT.padding_low, _AT.key_low) if self._low else (_AT.padding, _AT.key)
        wide, top = self.width(), _AT.top_low if self._low else _AT.top
        narrow = wide < _AT.narrow_under
        gap, keys = _AT.gap, 2 * high + _AT.line_gap
        right = wide - pad
        pause = self.pause_key.sizeHint().width()
        self.pause_key.setGeometry(right - pause, top, pause, high)
        right -= pause + gap
        line = top
        if narrow:
            line = top + high + _AT.line_gap
            field_left, end = pad, wide - pad
        else:
            field_left, end = right - gap - keys - _AT.line_gap - _AT.field_width, right
        self.next_key.setGeometry(end - high, line, high, high)
        self.previous_key.setGeometry(end - keys, line, high, high)
        said = min(_AT.said_most, (end - field_left) // 2) if narrow else 0
        self.field.setFixedHeight(high)
        field_end = end - 2 * high - _AT.keys_room - said
        self.field.setGeometry(field_left, line, field_end - field_left, high)
        if narrow:
            self.said.setGeometry(field_end + gap, line, said - gap, high)
        else:
            right = field_left - gap
        title = min(self._title.sizeHint().width(), max(0, right - pad))
        self._title.setGeometry(pad, top, title, high)
        rest = max(0, right - pad - title - _AT.title_gap)
        where = rest if narrow or not self.said.text() else rest * _AT.where_share[0] // _AT.where_share[1]
        self.where.setGeometry(pad + title + _AT.title_gap, top, where, high)
        if not narrow:
            left = pad + title + _AT.said_gap + where
            self.said.setGeometry(left, top, max(0, rest - where - gap), high)
        below = line + high + _AT.line_gap
        inset, empty = _AT.list_inset, _AT.empty_inset
        self.list.setGeometry(inset, below, max(0, wide - 2 * inset), max(0, self.height() - below - inset))
        self.empty.setGeometry(empty, below + _AT.empty_down, max(0, wide - 2 * empty), _AT.empty_height)
        self.empty.raise_()

    def sizeHint(self) -> QSize:
        """Its place at 1920×1080."""
        return QSize(*_AT.size)

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(*_AT.least)
