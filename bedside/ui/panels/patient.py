"""Who lies in the bed: label, patient type, weight. Monitoring never waits for it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QWidget

from bedside.monitor.patient_refusals import WEIGHT_KG
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.weight_cautions import weight_cautions
from bedside.ui.panels.check_box import NARROW_LINES, CheckBox
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.rate_check import Check
from bedside.ui.panels.rate_units import number_fault, parse_decimal, typable
from bedside.ui.panels.words import Field, Words
from bedside.ui.spoken import brief, told
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import NamePatient
from bedside.vitals.sessions import PatientType

_AT: Final = layout("panel_patient")


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
        self.box = CheckBox(theme)
        self._weighed = self._weight_row()
        self.why = Field(
            theme, self.tr("Why is this weight right? Required"), token="body", height=_AT.why_height
        )
        self.body.addLayout(self._weighed)
        self.body.addWidget(self.why)
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
            least=_AT.record_size,
        )
        self.record_key.clicked.connect(self._ask_record)
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.setSpacing(_AT.foot_gap)
        foot.addWidget(self.record_key)
        foot.addWidget(self._missing, 1)
        foot.addWidget(self.save_key)
        self.body.addLayout(foot)
        for field in (self.label, self.weight, self.why):
            field.edit.textChanged.connect(self._show)
            field.edit.returnPressed.connect(self._look_why)

    def _weight_row(self) -> QBoxLayout:
        """The weight, and beside it what is asked about it."""
        self.weight.setMaximumWidth(_AT.weight_most)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(_AT.gap)
        row.addWidget(self.weight)
        row.addWidget(self.box, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch()
        return row

    def fit(self, room: int) -> None:
        """Without room beside each other they stand below each other."""
        narrow = room < self._theme.grown(_AT.beside)
        across = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._weighed.setDirection(across)
        self._foot.setDirection(across)
        self.box.set_lines(NARROW_LINES if narrow else 2)

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
        self.weight.edit.setText("" if weight is None else typable(weight))
        self.why.edit.clear()
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

    @property
    def _weight(self) -> float | None:
        """What was typed, kg; None while it is no weight."""
        return parse_decimal(self.weight.text(), "kg")

    def _caution(self) -> str:
        """Why the typed weight is asked about; "" = it is not, or it stands so in the record."""
        weight, session = self._weight, None if self._update is None else self._update.session
        same = session is not None and session.label == self.label.text().strip()
        before = session.weight_kg if session is not None and same else None  # else that of somebody else
        if not weight or weight == before:
            return ""
        adult = self._type in (PatientType.ADULT, PatientType.NOT_SET)
        found = weight_cautions(weight, before, adult=adult)
        return told(found[0].words) if found else ""

    def _refusal(self) -> str:
        typed, weight = self.weight.text().strip(), self._weight
        if typed and weight is None:
            return number_fault(typed, "kg")
        if weight is not None and not WEIGHT_KG[0] <= weight <= WEIGHT_KG[1]:
            return self.tr("{typed} kg is outside {low}–{high} kg: check the number and its unit.").format(
                typed=typed, low=brief(WEIGHT_KG[0]), high=brief(WEIGHT_KG[1])
            )
        if not self.label.text().strip():
            return self.tr("A label is missing.")
        return ""

    def _show(self) -> None:
        refusal = self._refusal()
        caution = "" if refusal else self._caution()
        self.box.setVisible(bool(caution))
        self.why.setVisible(bool(caution))
        if caution:
            self.box.show_check(Check(headline=caution, caution=True))
            refusal = "" if self._said else self.tr("Say why this weight is right.")
        self._missing.setText(refusal)
        self.save_key.setEnabled(not refusal)
        self._type_words.setText(
            self.tr("Without a patient type bedside starts no cuff.")
            if self._type is PatientType.NOT_SET
            else self.tr("The cuff is only started if the monitor is set to the same type.")
        )

    @property
    def _said(self) -> str:
        return self.why.text().strip()

    def _look_why(self) -> None:
        """Enter goes on to the reason that is missing."""
        if not self.why.isHidden() and not self._said:
            self.why.edit.setFocus()

    def _ask_record(self) -> None:
        self.panel_asked.emit("session:patient")

    def _save(self) -> None:
        if self._update is None or not self.save_key.isEnabled():
            return
        self.send(
            NamePatient(
                bed=self._update.bed,
                actor=self._actor,
                label=self.label.text().strip(),
                patient_type=self._type,
                weight_kg=self._weight,
                reason=self._said if self._caution() else "",
            )
        )
        self.close_panel()
