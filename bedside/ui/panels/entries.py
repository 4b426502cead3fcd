"""Entries of this session, newest first: late ones are marked, struck ones kept, and each can be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStyle, QStyleOptionViewItem, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.late import late_numbers
from bedside.ui import formats
from bedside.ui.entry_words import entry_words
from bedside.ui.painted_list import Index, PaintedList, RowDelegate, RowModel
from bedside.ui.panels.entry_fields import is_editable
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Words
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import Entry

_AT: Final = layout("panel_entries")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One entry as a line."""

    number: int
    clock: str
    icon: str
    words: str
    note: str  # "late", "corrects an entry" …; "" = nothing
    struck: bool
    editable: bool


class _Model(RowModel[EntryRow]):
    """The rows in words."""

    def row_words(self, row: EntryRow) -> str:
        """Time, words, what is to say of it."""
        return " ".join(part for part in (row.clock, row.words, row.note) if part)


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: _Model, parent: QWidget) -> None:
        super().__init__(theme, QSize(), parent)
        self._model = model
        self.fit()

    def fit(self) -> None:
        """As high as its line and a finger."""
        self._size = QSize(0, max(int(_AT.row), round(self._theme.px("label") * _AT.row_lines)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row, with a ring where the keyboard is."""
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            rect = QRectF(option.rect).adjusted(2, 2, -2, -2)
            radius, width = self._theme.length("radius_key"), self._theme.length("focus")
            Sketch(painter, self._theme).edge(rect, "focus", width, radius)

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Clock, icon, words, note; struck ones with a line through them."""
        row = self._model.rows[n]
        role = "text3" if row.struck else "text"
        middle = box.height() / 2
        base = middle + self._theme.px("label") * _AT.base
        sketch.line(0, box.height() - 1, box.width(), box.height() - 1, "line")
        x = _AT.clock_x + sketch.text(_AT.clock_x, base, row.clock, "num.sm.small", "text2") + _AT.gap
        sketch.icon(x, middle - _AT.icon / 2, row.icon, "text2", _AT.icon)
        x += _AT.icon + _AT.gap
        right = box.width() - _AT.right
        note = sketch.text(right, base, row.note, "small", "text2", align=RIGHT) if row.note else 0.0
        room = right - x - note - _AT.gap
        wide = min(room, sketch.text(x, base, row.words, "label", role, room=room))
        if row.struck:
            sketch.line(x, middle, x + wide, middle, "text3", 1.5)


class EntriesPanel(Panel):
    """The list of entries; Enter or a tap on one opens it.

    Signals:
        panel_asked: name of the panel to open in place of this one.
    """

    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="format-list-bulleted", title="", parent=parent)
        self.set_head(title=self.tr("Entries"), hint=self._hint())
        self._entries: tuple[Entry, ...] | None = None
        self._model = _Model(self)
        self.list = PaintedList(theme, self.tr("Entries of this session"))
        self.list.show_model(self._model, _Delegate(theme, self._model, self))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setMinimumHeight(_AT.list_least)
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        self._none = Words(theme, self.tr("Nothing is recorded yet."), "body", "text2", wrap=True)
        self._said = Words(theme, "", "label", "text2", wrap=True)
        self.edit_key = PanelKey(
            theme, self.tr("Correct"), icon="note-edit-outline", key=self.tr("Enter"), least=_AT.key_size
        )
        self.edit_key.clicked.connect(self._open_current)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(self.edit_key)
        self.body.addWidget(self._none)
        self.body.addWidget(self.list, 1)
        self.body.addStretch()
        self.body.addLayout(foot)

    def _hint(self) -> str:
        return self.tr("newest first; what is corrected stays, struck through")

    @property
    def rows(self) -> tuple[EntryRow, ...]:
        """What is listed."""
        return self._model.rows

    def prepare(self, update: MonitorUpdate) -> None:
        """All of this session."""
        self.set_head(hint=self._hint())
        self._entries = None

    def refresh(self, update: MonitorUpdate) -> None:
        """What is entered meanwhile comes on top; the chosen one stays chosen."""
        if update.entries is self._entries:
            return
        current = self._current()
        self._entries = update.entries
        rows = rows_of(update)
        self._model.set_rows(rows)
        chosen = None if current is None else current.number
        at = next((n for n, row in enumerate(rows) if row.number == chosen), 0)
        if rows:
            self.list.setCurrentIndex(self._model.index(at))
        self._none.setHidden(bool(rows))
        self.list.setVisible(bool(rows))
        late = sum(bool(row.note) and not row.struck for row in rows)
        count = self.tr("{n} entries").format(n=len(rows))
        if late:
            count = self.tr("{n} entries, {late} with a note").format(n=len(rows), late=late)
        self._said.setText(count if rows else "")
        self.edit_key.setEnabled(any(row.editable for row in rows))

    def first_focus(self) -> QWidget:
        """The list; without a row, the key that closes."""
        return self.list if self.rows else self.close_key

    def accept_key(self) -> PanelKey:
        """Enter opens the chosen one."""
        return self.edit_key

    def _current(self) -> EntryRow | None:
        index = self.list.currentIndex()
        return self._model.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None

    def _open_current(self) -> None:
        row = self._current()
        if row is not None and row.editable:
            self.panel_asked.emit(f"entry:{row.number}")

    def _open(self, index: QModelIndex) -> None:
        row = self._model.rows[index.row()]
        if row.editable:
            self.panel_asked.emit(f"entry:{row.number}")


def rows_of(update: MonitorUpdate) -> list[EntryRow]:
    """The entries that say something, newest first."""
    session = update.session
    if session is None:
        return []
    rows, late = [], late_numbers(update.entries)
    for entry in sorted(update.entries, key=lambda each: (each.t, each.number), reverse=True):
        said = entry_words(entry.command)
        if said is None:
            continue
        rows.append(
            EntryRow(
                number=entry.number,
                clock=formats.clock_at(session.started_utc, entry.t, update.now),
                icon=said[0],
                words=said[1],
                note=note_of(entry, late=entry.number in late),
                struck=entry.retracted,
                editable=not entry.retracted and is_editable(entry.command),
            )
        )
    return rows


def note_of(entry: Entry, *, late: bool) -> str:
    """What is to say of how it was entered: late, as a correction, taken back; "" = nothing."""
    words = []
    if entry.retracted:
        words.append(_tr("struck"))
    if getattr(entry.command, "replaces", None) is not None:
        words.append(_tr("corrected"))
    elif late:
        words.append(_tr("late"))
    return ", ".join(words)


def _tr(text: str) -> str:
    return QCoreApplication.translate("EntriesPanel", text)
