"""The support bundle: where it is written, what is in it and what is not."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bedside.ui.device_page import FootPage
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("devices")


class BundleForm(FootPage):
    """Asks where.

    Signals:
        bundle_asked: path of the file to write.
    """

    bundle_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            self.tr("Support bundle"),
            self.tr("for whoever looks into a technical problem"),
            self.tr("Write the bundle"),
            "content-save-outline",
        )
        self._usual = ""
        self.path = Field(theme, self.tr("File to write"), token="body.medium", height=_AT.field_height)
        self.path.edit.textChanged.connect(self.refresh)
        self.left.addWidget(self.path)
        for words in (
            self.tr("In it: the log, the settings, the devices with their counts, the ports and drivers."),
            self.tr("Not in it: names, notes, readings, waves, recordings and raw captures."),
            self.tr("Look into it before you send it: it is an ordinary ZIP file of texts."),
        ):
            self.right.addWidget(Words(theme, words, "body", "text2", wrap=True))
        self.left.addStretch(1)
        self.right.addStretch(1)
        self.refresh()

    def set_usual(self, path: str) -> None:
        """Where it is written if nobody says otherwise."""
        self._usual = path

    def begin(self) -> None:
        """A newly opened page."""
        self.path.edit.setText(self._usual)
        self.refresh()

    def show_written(self, sentence: str) -> None:
        """Where it was written, or why it was not."""
        self.missing.setText(sentence)

    def first_focus(self) -> QWidget:
        """The key where the path is given, else the path."""
        return self.act_key if self.path.text() else self.path.edit

    def lacks(self) -> str:
        """Only a path can be missing."""
        return "" if self.path.text().strip() else self.tr("Type where the bundle is to be written.")

    def act(self) -> None:
        """Ask for it."""
        if not self.lacks():
            self.missing.setText(self.tr("Writing …"))
            self.bundle_asked.emit(self.path.text().strip())
