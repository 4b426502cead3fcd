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
from bedside.ui.device_facts import stream_of
from bedside.ui.device_parts import OneLine
from bedside.ui.device_raw_find import MOST, Finder, matches, pattern_of
from bedside.ui.device_raw_layout import place
from bedside.ui.device_raw_lines import RawLines
from bedside.ui.device_raw_view import RawList
from bedside.ui.device_raw_wave import wave_of
from bedside.ui.device_tried import grouped
from bedside.ui.device_words import Row
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
        self._finder = Finder()
        self._low = False
        self.setAccessibleName(self.tr("Raw bytes"))
        self.lines = RawLines()
        self.list = RawList(theme, self.lines)
        self.list.setParent(self)
        self.list.rewrapped.connect(self._rewrapped)
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
        order = (self.field, self.previous_key, self.next_key, self.pause_key)
        for widget in (self._title, self.where, self.said, self.empty, *order):
            widget.setParent(self)
        for before, after in pairwise((*order, self.list)):
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
        self.where.setText(stream_of(row) if row is not None else "")
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

    def _said(self) -> str:
        """What was found, and what arrived while it is paused."""
        parts = []
        pattern, found = self._finder.pattern, self._finder.found
        if pattern is not None and found is not None:
            if not found:
                kind = self.tr("these bytes") if pattern.of_bytes else self.tr("these words")
                parts.append(self.tr("{what} do not stand here").format(what=kind))
            else:
                more = "+" if len(found) >= MOST else ""
                parts.append(self.tr("{n} of {all}").format(n=self._finder.at + 1, all=f"{len(found)}{more}"))
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
        self._finder.pattern = pattern_of(text)
        self._forget_found()
        for key in (self.previous_key, self.next_key):
            key.setEnabled(self._finder.pattern is not None)
        self._mark_visible()
        self._tell()

    def _forget_found(self) -> None:
        self._finder.forget()
        self.list.mark((), None)

    def _mark_visible(self) -> None:
        """While it runs, only what is in view is looked through."""
        pattern = self._finder.pattern
        if self._finder.found is None and pattern is not None:
            self.list.mark(matches(self.list.visible(), pattern, self.list.first_visible), None)

    def _rewrapped(self) -> None:
        """What was found stands on other lines: it is looked for again at the next step."""
        self._forget_found()
        self._mark_visible()
        self._tell()

    def find_next(self) -> None:
        """Go to the next match; the first time the nearest one at or below the first line in view."""
        self._find(1)

    def find_previous(self) -> None:
        """Go to the match before."""
        self._find(-1)

    def _find(self, step: int) -> None:
        if self._finder.pattern is None or not len(self.lines):
            return
        if not self.paused and self._tap is not None:  # what was found has to stay where it is
            self.pause_key.setChecked(True)
        current = self._finder.go(self.lines.part(0, len(self.lines)), self.list.first_visible, step)
        if current is not None:
            self.list.mark(self._finder.found or (), current)
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
        places = place(
            self.width(),
            self.height(),
            pause=self.pause_key.sizeHint().width(),
            words=self._title.sizeHint(),
            said=bool(self.said.text()),
            low=self._low,
            zoom=self._theme.zoom,
        )
        self.field.setFixedHeight(places.field.height())
        for widget, rect in (
            (self.pause_key, places.pause),
            (self.next_key, places.next),
            (self.previous_key, places.previous),
            (self.field, places.field),
            (self._title, places.title),
            (self.where, places.where),
            (self.said, places.said),
            (self.list, places.lines),
            (self.empty, places.empty),
        ):
            widget.setGeometry(rect)
        self.empty.raise_()

    def sizeHint(self) -> QSize:
        """Its place at 1920×1080."""
        return QSize(*_AT.size)

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(*_AT.least)
