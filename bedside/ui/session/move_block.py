"""A session that stood under the wrong patient moves: both names, what moves, and the reason that is kept."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.field_grid import beside
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_patient")


class MoveBlock(QWidget):
    """Signals:
    moved: the reason stands, the session is to move.
    left: everything stays as it is.
    """

    moved = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = Words(theme, self.tr("The session moves:"), "body.medium", "text", wrap=True)
        self._old = Words(theme, "", "body", "text2", wrap=True)
        self._new = Words(theme, "", "body.bold", "text", wrap=True)
        self._kept = Words(
            theme,
            self.tr(
                "Everything recorded so far moves with it. The record keeps both names, the time and the reason."
            ),
            "label",
            "text2",
            wrap=True,
        )
        self.reason = Field(
            theme,
            self.tr("Why was it another patient? Required"),
            token="body.large",
            height=_AT.field_height,
        )
        self.reason.edit.returnPressed.connect(self._move)
        self.reason.edit.textChanged.connect(self.show_key)
        self.move_key = PanelKey(theme, self.tr("Move the session"), least=_AT.save_size)
        self.move_key.clicked.connect(self._move)
        self.stay_key = PanelKey(theme, self.tr("Leave it"), least=_AT.save_size)
        self.stay_key.clicked.connect(self.left)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(_AT.row_gap)
        for words in (self._words, self._old, self._new, self._kept):
            rows.addWidget(words)
        rows.addWidget(self.reason)
        rows.addLayout(beside(self.move_key, self.stay_key))
        self.show_key()

    @property
    def words(self) -> str:
        """What would happen."""
        return " ".join(each.text() for each in (self._words, self._old, self._new, self._kept))

    def show_names(self, old: str, new: str) -> None:
        """Whose session it was, and whose it would be, each on a line of its own."""
        self._old.setText(self.tr("from {name}").format(name=old))
        self._new.setText(self.tr("to {name}").format(name=new))

    def show_key(self) -> None:
        """Nothing moves without a reason."""
        self.move_key.setEnabled(bool(self.reason.text().strip()))

    def _move(self) -> None:
        if self.move_key.isEnabled():
            self.moved.emit()
