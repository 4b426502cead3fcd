"""Digits for fingers: types into whatever text field is given. The keyboard types there at once without it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from bedside.ui.panels.key import PanelKey
from bedside.ui.renewing import renew_with_look
from bedside.ui.spoken import marked
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_keypad")

_ROWS = ("789", "456", "123", ".0<")


class Keypad(QWidget):
    """Twelve keys 84×60. `typed` follows each press."""

    typed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.target: QLineEdit | None = None
        self.keys: dict[str, PanelKey] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(_AT.gap)
        for row, signs in enumerate(_ROWS):
            for column, sign in enumerate(signs):
                erase = sign == "<"
                key = PanelKey(
                    theme,
                    "" if erase else sign,
                    icon="backspace" if erase else "",
                    token="num.sm.large",
                    least=_AT.key_size,
                )
                key.setFixedSize(key.minimumSize())
                key.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keyboard
                key.setProperty("sign", sign)
                if sign == ".":
                    renew_with_look(key, lambda key: key.set_label(marked(".")))
                if erase:
                    key.setAccessibleName(self.tr("Take the last digit away"))
                key.clicked.connect(self._press)
                grid.addWidget(key, row, column)
                self.keys[sign] = key

    def _press(self) -> None:
        key = self.sender()
        if self.target is None or key is None:
            return
        sign = str(key.property("sign"))
        if sign == "<":
            self.target.backspace()
        else:
            self.target.insert(marked(sign))
        self.typed.emit()
