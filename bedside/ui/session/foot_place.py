"""Under the body of a form: what stays in sight while that scrolls."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.theme import layout

_AT: Final = layout("session_page")


class FootPlace(QVBoxLayout):
    """Takes no room while nothing stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(_AT.padding, 0, _AT.padding, _AT.block_gap)

    def stand(self, part: QWidget, body: QVBoxLayout, under: QWidget, *, low: bool) -> None:
        """`part` stays in sight; in a low page it scrolls with the body, right under `under`."""
        here = self.indexOf(part) >= 0
        if low and here:
            self.removeWidget(part)
            body.insertWidget(body.indexOf(under) + 1, part)
        elif not low and not here:
            body.removeWidget(part)
            self.addWidget(part)
