"""Emergency start: the gate is passed by with a reason and, where the site has one, its PIN (GATE-01)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.form import SessionForm
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import AllowEmergencyStart
from bedside.vitals.sessions import UNNAMED, Actor

_AT: Final = layout("session_gate")
_REASON: Final = "emergency/reason"
_NAME: Final = "emergency/name"


class EmergencyForm(SessionForm):
    """Says what is passed by; needs a reason, and a name or the site's PIN."""

    def __init__(self, theme: Theme, drafts: Drafts, pin: Callable[[], Callable[[str], bool] | None]) -> None:
        super().__init__(theme, drafts, "", "emergency")
        self.title.setText(self.tr("Emergency start"))
        self.setAccessibleName(self.tr("Emergency start"))
        self.hint.setText(self.tr("the gate is passed by; the report shows it in red"))
        self._pin_check = pin
        self._missing = Words(theme, "", "label", "text2", wrap=True)
        self.reason = Field(theme, self.tr("Reason, required"), token="body.large", height=_AT.field_height)
        self.by = Field(theme, self.tr("Your name"), token="body.large", height=_AT.field_height)
        self.pin = Field(theme, self.tr("PIN of the site"), token="body.large", height=_AT.field_height)
        self.pin.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep(_REASON, self.reason.edit)
        self.keep(_NAME, self.by.edit)
        self.pin.edit.textChanged.connect(self._show)
        for field in (self.reason, self.by, self.pin):
            field.edit.returnPressed.connect(self._give)
        self.give_key = PanelKey(
            theme,
            self.tr("Allow the start"),
            icon="alert-outline",
            least=_AT.override_size,
            token="body.medium",
        )
        self.give_key.clicked.connect(self._give)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(_AT.gap)
        self._row.addWidget(self.by, 1)
        self._row.addWidget(self.pin, 1)
        self._row.addWidget(self.give_key)
        self._after = Words(
            theme,
            self.tr(
                "This starts no pump and gives no dose: it opens one start and one bolus. What is missing stays open."
            ),
            "label",
            "text2",
            wrap=True,
        )
        self.body.addWidget(self._missing)
        self.body.addWidget(self.reason)
        self.body.addLayout(self._row)
        self.body.addWidget(self._after)
        self.body.addStretch(1)

    def begin(self, update: MonitorUpdate) -> None:
        """Another session."""
        self.pin.edit.clear()
        self._load()

    def refresh(self, update: MonitorUpdate) -> None:
        """What is passed by, or who allowed it."""
        gate = (update.care or Care()).gate
        self._open = not (gate.ready and gate.bolus_ready)
        if gate.emergency is not None and not self._open:
            by = gate.emergency
            words = self.tr("Allowed by {name}, {time}: “{reason}”")
            self._missing.setText(words.format(name=by.by.name, time=self.clock(by.t), reason=by.reason))
        elif not gate.missing:
            self._missing.setText(self.tr("Nothing is missing: the start is open without this."))
        else:
            self._missing.setText("\n".join(f"– {told(each)}" for each in gate.missing))
        self._load()
        self._show()

    _open = False

    def fit(self, room: int) -> None:
        """One under the other in a narrow form."""
        beside = int(room / self._theme.text_scale) >= _AT.beside_from
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def first_focus(self) -> QWidget:
        """The reason."""
        return self.reason.edit

    def typed(self) -> None:
        """The key follows what is typed."""
        self._show()

    def _load(self) -> None:
        self.load(_REASON, "")
        self.load(_NAME, "" if self._actor == UNNAMED else self._actor.name)

    def _show(self) -> None:
        checked = self._pin_check() is not None
        self.pin.setVisible(checked)
        said = bool(self.reason.text().strip()) and bool(self.by.text().strip())
        self.give_key.setEnabled(self._open and said and (not checked or bool(self.pin.text())))

    def _give(self) -> None:
        if self._update is None or not self.give_key.isEnabled():
            return
        check = self._pin_check()
        if check is not None and not check(self.pin.text()):
            self.pin.edit.clear()
            self.say(self.tr("That is not the site's PIN: nothing was opened. Type it again."))
            self.pin.edit.setFocus()
            return
        name = self.by.text().strip()
        actor = self._actor if name == self._actor.name else Actor(name=name, role=self._actor.role)
        self.send(
            AllowEmergencyStart(
                bed=self._update.bed,
                actor=actor,
                reason=self.reason.text().strip(),
                pin_checked=check is not None,
            )
        )
        self.pin.edit.clear()
        self._drafts.drop_all(self._session, "emergency/")
        self._load()
