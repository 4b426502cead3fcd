"""Settings → Emergency PIN: set, changed and removed by a supervisor. What is typed is never shown nor kept."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from bedside.pin import LEAST_DIGITS, MOST_DIGITS
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.protocols.change_log import ChangeLog
from bedside.ui.settings_page import RefusalBox, SettingsPage
from bedside.ui.theme import Theme
from bedside.vitals.sessions import UNNAMED, Actor, Role

_AT: Final = themes.layout("protocol_editor")


class PinPage(SettingsPage):
    """Twice the same, so that nobody is kept out by a slip.

    Signals:
        set_asked: (PIN, who asks).
        remove_asked: who asks.
    """

    set_asked = Signal(str, object)
    remove_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.set_head(self.tr("Emergency PIN"), self.tr("an emergency start asks for it, beside the reason"))
        self._is_set = False
        self.state = Words(theme, "", "body.bold", "text", wrap=True)
        about = self.tr(
            "It keeps an emergency start from being a slip of the hand. Only a salted hash of it is kept; nobody can "
            "read it, so a forgotten one is replaced. Without a PIN an emergency start asks for a reason only."
        )
        digits = self.tr("{low} to {high} digits").format(low=LEAST_DIGITS, high=MOST_DIGITS)
        self.first = self._field(theme, self.tr("New PIN, {digits}").format(digits=digits))
        self.second = self._field(theme, self.tr("The same again"))
        least = (int(_AT.key_width), int(_AT.key_height))
        self.set_key = PanelKey(theme, self.tr("Set the PIN"), icon="lock-outline", primary=True, least=least)
        self.remove_key = PanelKey(theme, self.tr("Remove the PIN"), icon="close", least=least)
        self.set_key.clicked.connect(self._set)
        self.remove_key.clicked.connect(self._remove)
        self.missing = Words(theme, "", "label.medium", "text", wrap=True)
        self.refusal = RefusalBox(theme)
        fields, keys = Flow(int(_AT.field_gap)), Flow(int(_AT.gap))
        for field in (self.first, self.second):
            field.edit.returnPressed.connect(self._set)
            fields.addWidget(field)
        for key in (self.set_key, self.remove_key):
            keys.addWidget(key)
        self.body.addWidget(self.state)
        self.body.addWidget(Words(theme, about, "body", "text2", wrap=True))
        self.body.addLayout(fields)
        self.body.addWidget(self.missing)
        self.body.addLayout(keys)
        self.body.addWidget(self.refusal)
        self.log = ChangeLog(
            theme,
            self.tr("Set, changed and removed"),
            self.tr("Nobody has set a PIN since this record began."),
        )
        self.body.addWidget(self.log)
        self.body.addStretch(1)
        self._judge()

    def _field(self, theme: Theme, name: str) -> Field:
        field = Field(theme, name, token="num.sm.large", height=int(_AT.field_height))
        field.edit.setEchoMode(QLineEdit.EchoMode.Password)
        field.edit.setMaxLength(MOST_DIGITS)
        field.edit.textChanged.connect(self._judge)
        field.setMinimumWidth(int(_AT.field_width))
        return field

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        super().set_actor(actor)
        self._judge()

    def show_state(self, *, is_set: bool, fault: str) -> None:
        """What there is now; what was typed is forgotten."""
        self._is_set = is_set
        for field in (self.first, self.second):
            field.edit.clear()
        self.state.setText(self.tr("A PIN is set.") if is_set else self.tr("No PIN is set."))
        self.set_key.set_label(self.tr("Change the PIN") if is_set else self.tr("Set the PIN"))
        self.refusal.say(fault)
        self._judge()

    def show_refusal(self, sentence: str) -> None:
        """Under the keys."""
        self.refusal.say(sentence)

    def _judge(self) -> None:
        one, two = self.first.text(), self.second.text()
        supervisor = self._actor.role is Role.SUPERVISOR and self._actor != UNNAMED
        missing = ""
        if not supervisor:
            missing = self.tr("Only a supervisor changes the PIN: say who works here first (Ctrl+O).")
        elif one and not (one.isascii() and one.isdigit() and len(one) >= LEAST_DIGITS):
            missing = self.tr("{low} to {high} digits and nothing else.").format(
                low=LEAST_DIGITS, high=MOST_DIGITS
            )
        elif two and one != two:
            missing = self.tr("The two differ: type them again.")
        self.missing.setText(missing)
        self.set_key.setEnabled(supervisor and bool(one) and one == two and not missing)
        self.remove_key.setEnabled(supervisor and self._is_set)

    def _set(self) -> None:
        if self.set_key.isEnabled():
            self.set_asked.emit(self.first.text(), self._actor)

    def _remove(self) -> None:
        if self.remove_key.isEnabled():
            self.remove_asked.emit(self._actor)
