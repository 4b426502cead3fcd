"""What to try, in words, with the commands to type on lines of their own."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.device_parts import CommandLine
from bedside.ui.device_words import in_parts
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("devices")


class Advice(QWidget):
    """Words and commands in turn; hidden while there is nothing to say."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._said = ""
        self.commands: list[CommandLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_AT.keys_gap)
        self.hide()

    def text(self) -> str:
        """What is said, commands included."""
        return self._said

    def say(self, words: str) -> None:
        """Say something else; "" hides it."""
        if words == self._said:
            return
        self._said = words
        self.commands = []
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for text, command in in_parts(words):
            if command:
                line = CommandLine(self._theme, text)
                self.commands.append(line)
                self._column.addWidget(line)
            else:
                self._column.addWidget(Words(self._theme, text, "body", "text", wrap=True))
        self.setVisible(bool(words))
