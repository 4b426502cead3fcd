"""Under a patient's record: what cannot be taken of it, the key that saves it, the key to another patient."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.session.field_grid import beside
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_patient")


class RecordFoot(QWidget):
    """Its keys are pressed by the form's shortcuts as well."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.words = Words(theme, "", "label.medium", "text", wrap=True)
        self.save_key = PanelKey(
            theme,
            self.tr("Save"),
            icon="check",
            key=self.tr("Ctrl+Enter"),
            least=_AT.save_size,
            token="body.medium",
        )
        self.other_key = PanelKey(theme, self.tr("Another patient"), least=_AT.save_size)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.words)
        rows.addLayout(beside(self.save_key, self.other_key))

    def show_state(self, wrong: list[str], *, why: bool, saved: bool) -> None:
        """What is wrong with what is typed; `why`: a reason is missing; `saved`: the record says just this."""
        said = " ".join(wrong)
        if not said and why:
            said = self.tr("Say under the weight why it is right, then save.")
        self.words.setText(said or (self.tr("Saved.") if saved else ""))
        self.save_key.setEnabled(not wrong and not why and not saved)
        self.save_key.set_primary(self.save_key.isEnabled())
