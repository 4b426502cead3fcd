"""The foot of a one-tap panel: what was saved and when, Undo with its digits, Done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.undo import Undo
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import Command, Retract
from bedside.vitals.sessions import Actor

_AT: Final = layout("panel_saved_row")
_NOTHING: Final = "\N{NO-BREAK SPACE}"  # keeps a line free: no key moves with the first tap


class _Check(QWidget):
    """The check mark in front of what was saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.shown = False
        self.setFixedWidth(_AT.mark_width)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it once something was saved."""
        if not self.shown:
            return
        painter = QPainter(self)
        rect = QRectF(self.rect())
        Sketch(painter, self._theme).icon(0, rect.center().y() - _AT.icon_up, "check", "text", _AT.icon_side)
        painter.end()


class SavedRow(QWidget):
    """Counts undo down and takes the last tap back.

    Signals:
        retract: the `Retract` to send. done: the Done key.
        more_asked: number of the entry of the last tap: somebody wants to add to it.
    """

    retract = Signal(object)
    done = Signal()
    more_asked = Signal(int)

    def __init__(self, theme: Theme, *, done_key: str, more: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._undo = Undo()
        self._said = ""
        self._detail = ""
        self.actor: Actor | None = None
        self._check = _Check(theme)
        self._saved = Words(theme, _NOTHING, "label.bold", "text", wrap=True)
        self._by = Words(theme, "", "small", "text2", wrap=True)
        self.undo_key = PanelKey(theme, self.tr("Undo"), icon="undo", key="Ctrl+Z", least=_AT.undo_size)
        self.undo_key.clicked.connect(self.undo)
        self.more_key = PanelKey(theme, self.tr("Add words"), icon="note-edit-outline", least=_AT.more_size)
        self.more_key.clicked.connect(self._ask_more)
        if not more:
            self.more_key.hide()
        self.done_key = PanelKey(theme, self.tr("Done"), key=done_key, primary=True, least=_AT.done_size)
        self.done_key.clicked.connect(self.done)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo, context=Qt.ShortcutContext.WindowShortcut)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._saved)
        words.addWidget(self._by)
        self.row = QHBoxLayout()
        self.row.setSpacing(_AT.gap)
        self.row.addWidget(self._check)
        self.row.addLayout(words, 1)
        keys = self._keys = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        keys.setSpacing(_AT.gap)
        keys.addStretch(1)
        keys.addWidget(self.more_key)
        keys.addWidget(self.undo_key)
        keys.addWidget(self.done_key)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(_AT.gap)
        self._rows.addLayout(self.row, 1)
        self._rows.addLayout(keys)

    def fit(self, room: int) -> None:
        """What was saved over the keys, where `room` px do not hold both beside each other."""
        keys = self.undo_key.sizeHint().width() + self.done_key.sizeHint().width()
        if not self.more_key.isHidden():
            keys += self.more_key.sizeHint().width()
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._keys.setDirection(below if room < keys + 2 * _AT.gap else beside)
        narrow = room < keys + self._theme.grown(_AT.words_least)
        self._rows.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )

    def clear(self) -> None:
        """Start anew: nothing saved yet, nothing to undo."""
        self._undo.forget()
        self._say("", "")
        self._check.shown = False
        self._check.update()
        self._show_digits()

    def tapped(self, command: Command, said: str, detail: str) -> None:
        """A tap went out: say what it saves, offer undo for 10 s."""
        self._undo.tapped(command)
        self._say(said, detail)
        self._check.shown = True
        self._check.update()
        self._show_digits()

    def update_from(self, update: MonitorUpdate) -> None:
        """Find the entry of the tap and count down."""
        command = self._undo.update(update)
        if command is not None:
            self.retract.emit(command)
        self._show_digits()

    def undo(self) -> None:
        """Take the last tap back, at once or as soon as its entry is known."""
        if self.actor is None or self._undo.seconds_left is None:
            return
        command: Retract | None = self._undo.ask(self.actor)
        self._say(
            self.tr("Taken back: {what}").format(what=self._said),
            self.tr("The original stays in the record."),
        )
        if command is not None:
            self.retract.emit(command)
        self._show_digits()

    def _say(self, said: str, detail: str) -> None:
        self._said = said
        self._saved.setText(said or _NOTHING)
        self._by.setText(detail)
        self._by.setVisible(bool(detail))

    def _ask_more(self) -> None:
        if self._undo.entry is not None:
            self.more_asked.emit(self._undo.entry)

    def _show_digits(self) -> None:
        left = self._undo.seconds_left
        self.more_key.setEnabled(self._undo.entry is not None)
        self.undo_key.setEnabled(left is not None)
        self.undo_key.set_label(self.tr("Undo") if left is None else self.tr("Undo {n} s").format(n=left))
