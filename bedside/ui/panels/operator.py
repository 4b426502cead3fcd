"""Who works here: a name and a role, said once per shift and believed, so marked unverified (ALM-31)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import StationUpdate
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.station_panel import StationPanel
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import STATION_BED
from bedside.vitals.sessions import Actor, Role
from bedside.vitals.station_commands import PickOperator

_AT: Final = layout("panel_operator")


class OperatorPanel(StationPanel):
    """Nothing waits for it but what needs a name: limits off, going on without sound."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="account-outline", title="", parent=parent)
        self.set_head(title=self.tr("Who works here"), hint=self._hint())
        self.name = Field(theme, self.tr("Name, as colleagues know it"), token="title.panel")
        self.name.edit.setMaxLength(60)
        self.role_keys: dict[Role, ChoiceKey] = {}
        self._now = Words(theme, "", "body.medium", "text", wrap=True)
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self._now)
        self.body.addWidget(self.name)
        self.body.addLayout(self._roles())
        self.body.addStretch(1)
        self._missing = Words(theme, "", "label", "text", wrap=True)
        self.save_key = PanelKey(
            theme,
            self.tr("Begin shift"),
            icon="check",
            key=self.tr("Enter"),
            primary=True,
            least=_AT.save_key,
        )
        self.save_key.clicked.connect(self._save)
        foot = QHBoxLayout()
        foot.setSpacing(_AT.foot_gap)
        foot.addWidget(self._missing, 1)
        foot.addWidget(self.save_key)
        self.body.addLayout(foot)
        self.name.edit.textChanged.connect(self._show)

    def prepare_station(self, station: StationUpdate) -> None:
        """Empty, for whoever comes; who works here now is said above."""
        operator = station.operator
        self.name.edit.clear()
        role = Role.NURSE if operator is None else operator.role
        for each, key in self.role_keys.items():
            key.setChecked(each is role)
            key.set_primary(each is role)
        self._show()

    def refresh_station(self, station: StationUpdate) -> None:
        """Who it is now."""
        operator = station.operator
        if operator is None:
            self._now.setText(
                self.tr("Nobody said so yet. Everything works; acts are recorded as “not signed in”.")
            )
        else:
            said = self.tr("{name}, {role}, unverified: as they said themselves.")
            self._now.setText(said.format(name=operator.name, role=role_name(operator.role)))

    def first_focus(self) -> QWidget:
        """The name."""
        return self.name.edit

    def accept_key(self) -> PanelKey:
        """Enter begins the shift."""
        return self.save_key

    def _hint(self) -> str:
        return self.tr("once per shift, unverified: there is no sign-in yet")

    def _roles(self) -> QVBoxLayout:
        meanings = {
            Role.NURSE: (self.tr("Nurse"), self.tr("limits, and switching one off with a reason")),
            Role.SUPERVISOR: (self.tr("Supervisor"), self.tr("also High SpO2 and NIBP limits, profiles")),
            Role.TECHNICIAN: (self.tr("Technician"), self.tr("devices and sound, no limits")),
        }
        rows = QVBoxLayout()
        group = QButtonGroup(self)
        group.setExclusive(True)
        for role, (label, meaning) in meanings.items():
            key = ChoiceKey(self._theme, label, meaning, icon="account-outline")
            key.setCheckable(True)
            key.toggled.connect(self._show_roles)
            group.addButton(key)
            self.role_keys[role] = key
            rows.addWidget(key)
        return rows

    @property
    def role(self) -> Role:
        """The role that is chosen."""
        return next((role for role, key in self.role_keys.items() if key.isChecked()), Role.NURSE)

    def _show_roles(self) -> None:
        for key in self.role_keys.values():
            key.set_primary(key.isChecked())

    def _show(self) -> None:
        name = " ".join(self.name.text().split())
        self._missing.setText("" if name else self.tr("A name is missing."))
        self.save_key.setEnabled(bool(name))

    def _save(self) -> None:
        name = " ".join(self.name.text().split())
        if name:
            operator = Actor(name=name, role=self.role)
            self.send(PickOperator(bed=STATION_BED, actor=operator, operator=operator))
            self.close_panel()


def role_name(role: Role) -> str:
    """A role as a person reads it."""
    return {
        Role.NURSE: _tr("nurse"),
        Role.SUPERVISOR: _tr("supervisor"),
        Role.TECHNICIAN: _tr("technician"),
        Role.PROGRAM: _tr("the program"),
    }[role]


def _tr(text: str) -> str:
    return QCoreApplication.translate("OperatorPanel", text)
