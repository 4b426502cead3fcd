"""The QA notes of the open session, whether it was reviewed, and the keys for both."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.monitor.session_review import NOT_REVIEWED, SessionReview
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.qa.qa_row import QaRow
from bedside.ui.qa.qa_words import reviewed_words
from bedside.ui.replay_transport import NOTE_KEY
from bedside.ui.session.form import scrolled
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.records import QaNoteWritten

_AT: Final = layout("qa")


class QaList(QWidget):
    """Those of the whole session first, then by their moments; what was put right stands under them.

    Signals:
        time_clicked: session time of the note that was pressed, s.
        add_asked: write one.
        correct_asked: the `QaNoteWritten` that is to be put right.
        marked: the session is reviewed (True), or no longer (False).
    """

    time_clicked = Signal(float)
    add_asked = Signal()
    correct_asked = Signal(object)
    marked = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._review = NOT_REVIEWED
        self.rows: list[QaRow] = []
        self.current: QaNoteWritten | None = None
        self.reviewed = Words(theme, "", "body.bold", "text", wrap=True)
        apart = self.tr("Kept apart: no note changes the session, its alarms or its report.")
        self._apart = Words(theme, apart, "small", "text2", wrap=True)
        self.said = Words(theme, "", "body.bold", "text", wrap=True)
        self.said.hide()
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._none = Words(theme, self.tr("No note is written yet."), "label", "text2", wrap=True)
        self._column.addWidget(self._none)
        self._column.addStretch(1)
        self._inside.setAutoFillBackground(False)
        self.area = scrolled(theme, self._inside)
        self._inside.setAutoFillBackground(False)
        self.add_key = PanelKey(theme, self.tr("Add QA note"), icon="plus", key=NOTE_KEY, least=_AT.key)
        self.add_key.clicked.connect(self.add_asked)
        self.correct_key = PanelKey(theme, self.tr("Correct…"), icon="note-edit-outline", least=_AT.key)
        self.correct_key.clicked.connect(self._ask_correct)
        self.mark_key = PanelKey(theme, "", icon="eye-outline", least=_AT.key)
        self.mark_key.clicked.connect(self._ask_mark)
        keys = Flow(_AT.gap)
        for key in (self.add_key, self.correct_key, self.mark_key):
            keys.addWidget(key)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_AT.pad, _AT.pad, _AT.pad, 0)
        rows.setSpacing(_AT.gap)
        for widget in (self.reviewed, self.said):
            rows.addWidget(widget)
        rows.addWidget(self.area, 1)
        rows.addWidget(self._apart)
        rows.addLayout(keys)
        self.show_review(NOT_REVIEWED, None)

    def show_review(self, review: SessionReview, started_utc: datetime | None) -> None:
        """What was said of a session; None: none is open. The chosen note stays chosen while it stands."""
        self._review = review
        if self.current not in review.notes:
            self.current = None
        had = self.focusWidget() in self.rows
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        if started_utc is not None:
            self.rows = [QaRow(self._theme, note, started_utc) for note in review.notes]
            self.rows += [QaRow(self._theme, each.original, started_utc, each) for each in review.struck]
        for n, row in enumerate(self.rows):
            row.clicked.connect(self._press)
            self._column.insertWidget(n, row)
        self._none.setVisible(not self.rows)
        self.reviewed.setText(reviewed_words(review.reviewed))
        done = review.reviewed is not None
        self.mark_key.set_label(self.tr("Take the mark back") if done else self.tr("Mark as reviewed"))
        self._choose(self.current)
        if had:
            self.add_key.setFocus()

    def say(self, sentence: str) -> None:
        """Why something was not done, in place; "" = nothing to say."""
        self.said.setText(told(sentence))
        self.said.setVisible(bool(sentence))

    def set_waiting(self, waiting: bool) -> None:
        """The station has it: no second press."""
        self.mark_key.setEnabled(not waiting)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Little height: the rows have nearly all of it."""
        low = event.size().height() < _AT.low_from * self._theme.text_scale
        self._apart.setVisible(not low)
        for key in (self.add_key, self.correct_key, self.mark_key):
            key.set_least(*(_AT.low_key if low else _AT.key))
        super().resizeEvent(event)

    def row_words(self) -> list[str]:
        """The rows in words."""
        return [row.accessibleName() for row in self.rows]

    def _press(self) -> None:
        row = self.sender()
        assert isinstance(row, QaRow)
        self._choose(None if row.struck else row.note)
        t = row.note.command.note.t
        if t is not None:
            self.time_clicked.emit(t)

    def _choose(self, note: QaNoteWritten | None) -> None:
        self.current = note
        for row in self.rows:
            row.setChecked(not row.struck and row.note is note)
        self.correct_key.setEnabled(note is not None)
        self.correct_key.setToolTip(
            "" if note is not None else self.tr("Press a note first: it is the one that is corrected.")
        )

    def _ask_correct(self) -> None:
        if self.current is not None:
            self.correct_asked.emit(self.current)

    def _ask_mark(self) -> None:
        self.marked.emit(self._review.reviewed is None)
