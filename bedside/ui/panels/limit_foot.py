"""Under the table of limits: the reason for one that is off, the lists that can be taken, and the key that sets."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import dress
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_limits")
_LONGEST_REASON_CHARS: Final = 200


class LimitFoot(QWidget):
    """Field and keys; whoever owns it listens to them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.reason = QLineEdit()
        dress(self.reason, theme, "body")
        self.reason.setFixedHeight(_AT.reason_height)
        self.reason.hide()  # until a limit is to be off
        self.reason.setMaxLength(_LONGEST_REASON_CHARS)
        self.reason.setPlaceholderText(self.tr("Why this limit is off (needed)"))
        self.reason.setAccessibleName(self.tr("Why this limit is off"))
        self.baseline_key = PanelKey(theme, self.tr("From baseline"), least=_AT.baseline_size)
        self.last_key = PanelKey(theme, self.tr("Last session's"), least=_AT.baseline_size)
        self.profile_key = PanelKey(theme, self.tr("Back to profile"), least=_AT.profile_size)
        self.arm_key = PanelKey(theme, self.tr("Same arm"), icon="arm-flex-outline", least=_AT.arm_size)
        self.arm_key.setCheckable(True)
        self.arm_key.setAccessibleName(self.tr("Cuff and probe are on one arm"))
        self.arm_key.setToolTip(
            self.tr("While the cuff inflates, at most 120 s, SpO2 and pulse limits are held.")
        )
        self.set_key = PanelKey(theme, self.tr("Set limits"), icon="check", primary=True, least=_AT.set_size)
        lists = Flow(_AT.gap)
        for key in (self.baseline_key, self.last_key, self.profile_key, self.arm_key):
            lists.addWidget(key)
        self._keys = QHBoxLayout()
        self._keys.setSpacing(_AT.gap)
        self._keys.addLayout(lists, 1)
        self._keys.addWidget(self.set_key, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addWidget(self.reason)
        column.addLayout(self._keys)

    def fit(self, *, narrow: bool) -> None:
        """The key that sets stands under the lists where they need the width."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._keys.setDirection(way)
