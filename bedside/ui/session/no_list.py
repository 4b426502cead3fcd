"""What the screening says where it asks nothing: why, and the key that leads to a protocol."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.therapy.care import Care
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.session.gate_words import protocol_words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_gate")


class NoList(QWidget):
    """Shown while the session has no list of questions.

    Signals:
        asked: the person wants to choose a protocol.
    """

    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = Words(theme, "", "label.medium", "text", wrap=True)
        self.key = PanelKey(
            theme,
            self.tr("Choose a protocol"),
            icon="format-list-bulleted",
            least=_AT.choose_size,
            token="body.medium",
            primary=True,
        )
        self.key.clicked.connect(self.asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, int(_AT.row_gap), 0, 0)
        column.setSpacing(int(_AT.choose_gap))
        column.addWidget(self._words)
        column.addWidget(self.key, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_care(self, care: Care) -> None:
        """Say why nothing is asked, or nothing at all where there is a list."""
        self.setVisible(not care.gate.rows)
        if care.protocol is None:
            said = self.tr(
                "This session follows no protocol: nothing is asked before the infusion, and nothing falls due."
            )
        else:
            said = self.tr("The list of {name} is empty: nothing is asked before the infusion.").format(
                name=protocol_words(care.protocol)
            )
        self._words.setText(said)
