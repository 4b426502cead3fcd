"""The keys at the foot of the connection doctor: which of them are there, and where."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from bedside.ui.device_parts import Spread
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("device_doctor")
_CORNER: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom


def _tr(text: str) -> str:
    return QCoreApplication.translate("DoctorPanel", text)


class DoctorKeys:
    """What can be done about the chosen row, in two lines: `above`, beside the hint, and `foot`."""

    def __init__(self, theme: Theme, hint: Words) -> None:
        self._theme = theme
        self.use = self._key("", icon="power-plug-outline", primary=True)
        self.other = self._key(_tr("Another bed or name"))
        self.ask = self._key(_tr("Ask it"))
        self.again = self._key(_tr("Listen again"), icon="ear-hearing")
        self.leave = self._key(_tr("Leave it alone"), token="label.medium")
        self.detach = self._key("", icon="power-plug-off-outline")
        self.all = (self.use, self.ask, self.again, self.other, self.detach, self.leave)
        self.foot = Spread()
        for key in self.all:
            if key is not self.leave:
                self.foot.addWidget(key)
        self.above = QHBoxLayout()
        self.above.setSpacing(_AT.above_gap)
        self.above.addWidget(hint, 1)
        self.above.addWidget(self.leave, 0, _CORNER)
        self._leave_below = False

    def _key(
        self, label: str, icon: str = "", *, primary: bool = False, token: str = "body.medium"
    ) -> PanelKey:
        key = PanelKey(self._theme, label, icon=icon, primary=primary, token=token)
        key.IDLE = "raised"
        return key

    def set_low(self, *, low: bool) -> None:
        """Lower keys where the window is low."""
        for key in self.all:
            key.set_least(*(_AT.key_low if low else _AT.key))
        self.leave.set_least(*(_AT.leave_key_low if low else _AT.leave_key))

    def show(self, *shown: PanelKey) -> None:
        """Show these and hide the others."""
        self._place_leave(below=self.again in shown)
        held = any(key.hasFocus() for key in self.all if key not in shown)
        for key in self.all:
            key.setVisible(key in shown)
        first = self.first()
        if held and first is not None:  # the keyboard stays where it worked
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> QWidget | None:
        """The first that can be pressed; None: nothing can be done about the row."""
        return next((key for key in self.all if not key.isHidden() and key.isEnabled()), None)

    def _place_leave(self, *, below: bool) -> None:
        """“Leave it alone” stands beside the hint, or among the keys where the hint needs the whole width."""
        if below == self._leave_below:
            return
        self._leave_below = below
        if below:
            self.above.removeWidget(self.leave)
            self.foot.addWidget(self.leave)
        else:
            self.foot.removeWidget(self.leave)
            self.above.addWidget(self.leave, 0, _CORNER)
