"""A note in free words, saved with the time the panel was opened or the time of saving."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.text_frame import TextFrame
from bedside.ui.panels.words import Words, dress, quiet_scroll
from bedside.ui.session.drafts import NOTE, NoteDrafts
from bedside.ui.theme import Theme, layout
from bedside.ui.typed_before import TypedBefore
from bedside.vitals.commands import WriteNote

_AT: Final = layout("panel_note")


class NotePanel(Panel):
    """With `drafts`, what was typed is kept when the panel is closed, until it is saved."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        drafts: MutableMapping[str, str] | None = None,
    ) -> None:
        """`drafts`: unsaved text by session id; it outlives the panel if its owner passes it again."""
        super().__init__(theme, icon="note-edit-outline", title="", parent=parent)
        self.set_head(title=self.tr("Note"), hint=self.tr("saved with the time it is saved at"))
        self._drafts: MutableMapping[str, str] = {} if drafts is None else drafts
        self._esc_words = (
            self.tr("Esc closes without saving.")
            if drafts is None
            else self.tr("Esc closes; what is typed stays here.")
        )
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName(self.tr("Text of the note"))
        self.edit.setTabChangesFocus(True)
        self.edit.setPlaceholderText(self.tr("What was seen, said or done"))
        quiet_scroll(self.edit, theme)
        dress(self.edit, theme, "body.large")
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._show)
        self._kept = Words(theme, "", "label", "text2", wrap=True)
        self.save_key = PanelKey(
            theme,
            self.tr("Save note"),
            icon="check",
            key=self.tr("Ctrl+Enter"),
            primary=True,
            least=_AT.save_size,
        )
        self.save_key.clicked.connect(self._save)
        row = QHBoxLayout()
        row.addWidget(self._kept, 1)
        row.addWidget(self.save_key)
        self._known = ("", "")  # session, and its unsaved text as this panel saw it last
        self.before: TypedBefore | None = None
        if isinstance(drafts, NoteDrafts):
            self.before = TypedBefore(theme, drafts.drafts, (NOTE,), self)
            self.before.thrown.connect(self._thrown)
            self.body.addWidget(self.before)
        self.body.addWidget(TextFrame(theme, self.edit), 1)
        self.body.addLayout(row)

    def prepare(self, update: MonitorUpdate) -> None:
        """An unsaved draft of the same session is still there; another session's is not."""
        self._take(update)
        self.set_head(hint=self.tr("saved with the time it is saved at"))
        self._show()

    def refresh(self, update: MonitorUpdate) -> None:
        """Another session has another note; and what was typed at another window stands here too."""
        session, known = self._known
        kept = self._drafts.get(session, "")
        elsewhere = kept not in (known, self.edit.toPlainText())
        if session != self._session_id(update) or elsewhere:
            self._take(update)
        if self.before is not None and update.session is not None:
            now = update.session.started_utc + timedelta(seconds=update.now)
            self.before.show_owner(self._session_id(update), now)

    def _take(self, update: MonitorUpdate) -> None:
        session = self._session_id(update)
        self._known = (session, self._drafts.get(session, ""))
        self.edit.setPlainText(self._known[1])
        self.edit.moveCursor(QTextCursor.MoveOperation.End)

    def _thrown(self) -> None:
        if self._update is not None:
            self._take(self._update)
            self.refresh(self._update)
        self.edit.setFocus()

    def first_focus(self) -> QWidget:
        """The text."""
        return self.edit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter saves, Esc closes, also while the text has the keyboard."""
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if self.save_key.isEnabled():
                    self._save()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_panel()
                return True
        return False

    @staticmethod
    def _session_id(update: MonitorUpdate) -> str:
        return "" if update.session is None else update.session.id

    def close_panel(self) -> None:
        """What was typed is kept already."""
        self._keep()
        super().close_panel()

    def _keep(self) -> None:
        if self._update is None:
            return
        session = self._session_id(self._update)
        if session != self._known[0]:
            return  # what stands here is of the session before
        text = self.edit.toPlainText() if self._text() else ""
        if text:
            self._drafts[session] = text
        else:
            self._drafts.pop(session, None)
        self._known = (session, text)

    def _text(self) -> str:
        return self.edit.toPlainText().strip()

    def _show(self) -> None:
        self._keep()
        self.save_key.setEnabled(bool(self._text()))
        self._kept.setText(self._esc_words if self._text() else "")

    def _save(self) -> None:
        text = self._text()
        if self._update is None or not text:
            return
        self.send(WriteNote(bed=self._update.bed, actor=self._actor, text=text))
        self.edit.clear()
        self.close_panel()
