"""Who lies in the bed: label, patient type, weight. Monitoring never waits for it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.rate_units import parse_decimal
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import NamePatient
from bedside.vitals.sessions import PatientType

_AT: Final = layout("panel_patient")

HEAVIEST_KG = 400.0
LIGHTEST_KG = 0.3


class PatientPanel(Panel):
    """Three facts, said in seconds; the type decides whether a cuff may be started. The whole record is a key away.

    Signals:
        panel_asked: the session flow, at its patient form, in place of this panel.
    """

    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="account-outline", title="", parent=parent)
        self.set_head(title=self.tr("Name patient"), hint=self.tr("can be changed at any time"))
        self.label = Field(theme, self.tr("Label (name, number, what the clinic uses)"), token="title.panel")
        self.weight = Field(theme, self.tr("Weight (may stay empty)"), "kg")
        self.type_keys: dict[PatientType, PanelKey] = {}
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self.label)
        self.body.addWidget(Words(theme, self.tr("Patient type"), "label", "text2"))
        self.body.addLayout(self._types())
        self._type_words = Words(theme, "", "label", "text2", wrap=True)
        self.body.addWidget(self._type_words)
        row = QHBoxLayout()
        self.weight.setMaximumWidth(_AT.weight_most)
        row.addWidget(self.weight)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self._missing = Words(theme, "", "label", "text", wrap=True)
        self.save_key = PanelKey(
            theme, self.tr("Save"), icon="check", key=self.tr("Enter"), primary=True, least=_AT.save_size
        )
        self.save_key.clicked.connect(self._save)
        self.record_key = PanelKey(
            theme,
            self.tr("Known patient, whole record"),
            icon="card-account-details-outline",
            least=_AT.kind_size,
        )
        self.record_key.clicked.connect(self._ask_record)
        self.body.addWidget(self.record_key)
        foot = QHBoxLayout()
        foot.setSpacing(_AT.foot_gap)
        foot.addWidget(self._missing, 1)
        foot.addWidget(self.save_key)
        self.body.addLayout(foot)
        for field in (self.label, self.weight):
            field.edit.textChanged.connect(self._show)

    def _types(self) -> Flow:
        words = {
            PatientType.ADULT: self.tr("Adult"),
            PatientType.CHILD: self.tr("Child"),
            PatientType.NEONATE: self.tr("Neonate"),
            PatientType.NOT_SET: self.tr("Not set"),
        }
        row = Flow()
        group = QButtonGroup(self)
        for kind, label in words.items():
            key = PanelKey(self._theme, label, least=_AT.kind_size)
            key.setCheckable(True)
            key.clicked.connect(self._show)
            group.addButton(key)
            self.type_keys[kind] = key
            row.addWidget(key)
        return row

    def prepare(self, update: MonitorUpdate) -> None:
        """Show what is known."""
        session = update.session
        self.label.edit.setText("" if session is None else session.label)
        weight = None if session is None else session.weight_kg
        self.weight.edit.setText("" if weight is None else f"{weight:g}")
        self.type_keys[PatientType.NOT_SET if session is None else session.patient_type].setChecked(True)
        self.set_head(hint=self.tr("can be changed at any time"))
        self._show()

    def first_focus(self) -> QWidget:
        """The label."""
        return self.label.edit

    def accept_key(self) -> PanelKey:
        """Enter saves."""
        return self.save_key

    @property
    def _type(self) -> PatientType:
        return next((kind for kind, key in self.type_keys.items() if key.isChecked()), PatientType.NOT_SET)

    def _refusal(self) -> str:
        typed = self.weight.text().strip()
        weight = parse_decimal(typed)
        if typed and weight is None:
            return self.tr("“{typed}” is not a weight: use digits and one comma or point.").format(
                typed=typed
            )
        if weight is not None and not LIGHTEST_KG <= weight <= HEAVIEST_KG:
            return self.tr("{typed} kg is outside {low}–{high} kg: check the number and its unit.").format(
                typed=typed, low=LIGHTEST_KG, high=f"{HEAVIEST_KG:g}"
            )
        if not self.label.text().strip():
            return self.tr("A label is missing.")
        return ""

    def _show(self) -> None:
        refusal = self._refusal()
        self._missing.setText(refusal)
        self.save_key.setEnabled(not refusal)
        self._type_words.setText(
            self.tr("Without a patient type bedside starts no cuff.")
            if self._type is PatientType.NOT_SET
            else self.tr("The cuff is only started if the monitor is set to the same type.")
        )

    def _ask_record(self) -> None:
        self.panel_asked.emit("session:patient")

    def _save(self) -> None:
        if self._update is None or self._refusal():
            return
        self.send(
            NamePatient(
                bed=self._update.bed,
                actor=self._actor,
                label=self.label.text().strip(),
                patient_type=self._type,
                weight_kg=parse_decimal(self.weight.text()),
            )
        )
        self.close_panel()
