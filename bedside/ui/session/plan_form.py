"""What is planned for this session (T10): numbers a person types, and what follows from them. None is proposed.

The limits of this patient are told here and changed in their own panel.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.therapy.dose_cautions import Caution, plan_cautions
from bedside.therapy.dose_sheet import DoseSheet, Quantity
from bedside.ui.panels.check_box import CheckBox
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_check import Check
from bedside.ui.panels.words import Field, Words
from bedside.ui.session import plan_draft
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.field_grid import FieldGrid, beside
from bedside.ui.session.form import SessionForm
from bedside.ui.session.patient_source import GivenSource
from bedside.ui.spoken import marked, spoken, told
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import SetPlan
from bedside.vitals.patients import SessionPlan
from bedside.vitals.protocol import DoseCautions

_AT: Final = layout("session_patient")
_PREFIX: Final = "plan/"
_SHEET: Final = (
    Quantity.MG,
    Quantity.MG_KG,
    Quantity.ML,
    Quantity.ML_H,
    Quantity.MG_H,
    Quantity.MG_KG_H,
    Quantity.MCG_KG_MIN,
)


class PlanForm(SessionForm):
    """Dose in mg or mg/kg, whichever was typed last; time, concentration, NIBP interval, notes; the derived sheet."""

    def __init__(self, theme: Theme, drafts: Drafts, given: GivenSource) -> None:
        super().__init__(theme, drafts, "", "plan")
        self.title.setText(self.tr("Plan"))
        self.setAccessibleName(self.tr("Plan"))
        self.hint.setText(self.tr("typed by a person; bedside proposes no dose"))
        self._given = given
        self._shown: tuple[object, ...] | None = None
        self._last_words: tuple[str, str] | None = None
        names = (
            ("dose_mg", self.tr("Dose"), "mg"),
            ("dose_mg_kg", self.tr("or dose per kg"), "mg/kg"),
            ("minutes", self.tr("Time"), "min"),
            ("concentration_mg_ml", self.tr("Concentration"), "mg/mL"),
            ("nibp_every_min", self.tr("NIBP every"), "min"),
        )
        self.fields = {
            name: Field(theme, words, unit, token="body.large", height=_AT.field_height)
            for name, words, unit in names
        }
        self.fields["notes"] = Field(theme, self.tr("Notes"), token="body.large", height=_AT.field_height)
        self.fields["reason"] = Field(
            theme, self.tr("Why all the same? Required"), token="body.large", height=_AT.field_height
        )
        for name, field in self.fields.items():
            self.keep(_PREFIX + name, field.edit)
            field.edit.returnPressed.connect(self._save)
        self._numbers = FieldGrid(
            theme, tuple(self.fields[name] for name in plan_draft.UNITS), column=int(_AT.number)
        )
        self._weight = Words(theme, "", "label", "text2", wrap=True)
        self._change = Words(theme, "", "label.medium", "text", wrap=True)
        self._before = Words(theme, "", "label", "text2", wrap=True)
        self._limits = Words(theme, "", "label", "text2", wrap=True)
        self._sheet = QWidget()
        self._cells: dict[Quantity, tuple[Words, Words]] = {}
        self._grid = QGridLayout(self._sheet)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_AT.gap)
        for quantity in _SHEET:
            self._cells[quantity] = (
                Words(theme, "", "num.sm.bold", "text"),
                Words(theme, quantity.value, "label", "text2"),
            )
        self._columns = 0
        self._place(1)
        self._rounding = Words(theme, "", "label", "text2", wrap=True)
        self.box = CheckBox(theme)
        self.save_key = PanelKey(
            theme,
            self.tr("Save the plan"),
            icon="check",
            key=self.tr("Enter"),
            least=_AT.save_size,
            token="body.medium",
        )
        self.save_key.clicked.connect(self._save)
        self.patient_key = PanelKey(theme, self.tr("Weight of the patient"), least=_AT.save_size)
        self.patient_key.clicked.connect(self._ask_patient)
        self.limits_key = PanelKey(theme, self.tr("Limits of this patient"), least=_AT.save_size)
        self.limits_key.clicked.connect(self._ask_limits)
        words = (self._rounding, self._change, self._before, self._limits)
        for part in (self._weight, self._numbers, self._sheet, *words):
            self.body.addWidget(part)
        self.body.addWidget(self.fields["notes"])
        self.body.addWidget(self.box)
        self.body.addWidget(self.fields["reason"])
        self.body.addLayout(beside(self.save_key, self.limits_key, self.patient_key))
        self.body.addStretch(1)

    # -- what is shown ---------------------------------------------------------------------------------

    def begin(self, update: MonitorUpdate) -> None:
        """Another session, another plan."""
        self._shown = self._last_words = None

    def refresh(self, update: MonitorUpdate) -> None:
        """Only where the plan, the patient or the list of the site changed."""
        care = update.care or Care()
        session = update.session
        weight_kg = None if session is None else session.weight_kg
        shown = (care.plan, care.patient, care.protocol, weight_kg, update.limits)
        if shown == self._shown:
            return
        self._shown = shown
        self._load(care.plan)
        weight, basis = self._weight_used()
        self._weight.setText(plan_draft.weight_words(weight, basis, care.plan))
        self._before.setText(self._before_words(care))
        self._before.setVisible(bool(self._before.text()))
        self._limits.setText(plan_draft.limits_words(update.limits))
        self._show()

    def fit(self, room: int) -> None:
        """Columns."""
        self._numbers.fit(room)
        each = _AT.sheet_column * self._theme.text_scale
        self._place(max(1, min(len(_SHEET), int(room / each))))

    def first_focus(self) -> QWidget:
        """The dose, or what follows it."""
        if self._care.plan is not None and not list(self._drafts.fields(self._session, _PREFIX)):
            return self.fields["dose_mg"].edit
        order = ("dose_mg", "minutes", "concentration_mg_ml")
        if self.fields["dose_mg_kg"].text():
            order = ("minutes", "concentration_mg_ml")  # type: ignore[assignment]
        return next(
            (self.fields[name].edit for name in order if not self.fields[name].text()),
            self.fields["dose_mg"].edit,
        )

    def typed(self) -> None:
        """Of mg and mg/kg the one typed last counts; the other follows and is shown in the sheet."""
        name = self.sender().objectName().removeprefix(_PREFIX)
        other = {"dose_mg": "dose_mg_kg", "dose_mg_kg": "dose_mg"}.get(name)
        if other is not None and self.fields[name].text().strip() and self.fields[other].text():
            self._loading = True
            self.fields[other].edit.clear()
            self._loading = False
            self._drafts.keep(self._session, _PREFIX + other, "")
        self._show()

    @property
    def _care(self) -> Care:
        return (self._update.care if self._update is not None else None) or Care()

    def _weight_used(self) -> tuple[float | None, str]:
        patient = self._care.patient
        if patient is not None and patient.weight_used_kg is not None:
            return patient.weight_used_kg, spoken(patient.weight_basis.value)
        session = self._update.session if self._update is not None else None
        return (None if session is None else session.weight_kg), self.tr("as labelled")

    def _load(self, plan: SessionPlan | None) -> None:
        usual = self._care.protocol.minutes if self._care.protocol is not None else None
        for name, text in plan_draft.texts_of(plan, usual).items():
            self.load(_PREFIX + name, text)

    def _read(self) -> tuple[dict[str, Decimal | None], list[str]]:
        texts = {name: self.fields[name].text() for name in plan_draft.UNITS}
        return plan_draft.read_numbers(texts, {name: self.fields[name].name for name in texts})

    def _derived(self, values: dict[str, Decimal | None]) -> DoseSheet:
        return plan_draft.derived(values, self._weight_used()[0])

    def _cautions(self, values: dict[str, Decimal | None]) -> tuple[Caution, ...]:
        protocol, weight = self._care.protocol, self._weight_used()[0]
        plan = plan_cautions(
            protocol.cautions if protocol is not None else DoseCautions(),
            mg=values["dose_mg"],
            mg_kg=values["dose_mg_kg"],
            weight_kg=weight,
            minutes=values["minutes"],
            concentration_mg_ml=values["concentration_mg_ml"],
        )
        return (*plan, *plan_draft.weight_cautions_of(weight, self._care.patient, self._update, self.today))

    def _show(self) -> None:
        values, wrong = self._read()
        derived = self._derived(values)
        for quantity, (number, _) in self._cells.items():
            shown = derived.shown(quantity)
            number.setText("–" if shown is None else marked(shown.marked))
            number.setToolTip(told(derived.missing(quantity)))
            number.setAccessibleName(f"{number.text()} {quantity.value}")
        self._rounding.setText(told(derived.rounding()))
        self._rounding.setVisible(bool(derived.rounding()))
        cautions = () if wrong else self._cautions(values)
        empty = not wrong and not any(values.values()) and not self.fields["notes"].text().strip()
        if wrong:
            check = Check(headline=wrong[0], detail=" ".join(wrong[1:]), refused=True)
        elif cautions:
            words = [told(caution.words) for caution in cautions]
            check = Check(headline=words[0], detail=" ".join(words[1:]), caution=True)
        elif empty:
            check = Check(
                headline=self.tr("Everything may stay empty; nothing is planned then."), refused=True
            )
        else:
            check = Check(headline=self._calm(derived))
        self.box.show_check(check)
        self.fields["reason"].setVisible(check.caution)
        self._change.setText("" if wrong else self._change_words(derived))
        self._change.setVisible(bool(self._change.text()))
        said = not check.caution or bool(self.fields["reason"].text().strip())
        self.save_key.setEnabled(not check.refused and said and self._made(values) != self._care.plan)
        self.save_key.set_primary(self.save_key.isEnabled())
        self.patient_key.setVisible(self._weight_used()[0] is None)

    def _change_words(self, derived: DoseSheet) -> str:
        """What is said where something was given already: a new plan gives and takes nothing."""
        infusion = self._update.infusion if self._update is not None else None
        return "" if self._update is None else plan_draft.given_words(infusion, self._update.now, derived)

    def _calm(self, derived: DoseSheet) -> str:
        mg, minutes = derived.shown(Quantity.MG), derived.shown(Quantity.MINUTES)
        if mg is None or minutes is None:
            return self.tr("Dose and time together give the rates.")
        words = self.tr("{mg} mg in {min} min.")
        return words.format(mg=marked(mg.marked), min=marked(minutes.text))

    def _before_words(self, care: Care) -> str:
        """What was given last time, as it was: facts."""
        if care.patient is None:
            return ""
        return plan_draft.before_words(self._given(care.patient.id, self._session))

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for n, (number, unit) in enumerate(self._cells.values()):
            self._grid.addWidget(number, 2 * (n // columns), n % columns)
            self._grid.addWidget(unit, 2 * (n // columns) + 1, n % columns)
        for n in range(len(_SHEET)):
            self._grid.setColumnStretch(n, 1 if n < columns else 0)

    # -- what a person does ------------------------------------------------------------------------------

    def _made(self, values: dict[str, Decimal | None]) -> SessionPlan:
        before, notes = self._care.plan or SessionPlan(), self.fields["notes"].text().strip()
        return plan_draft.plan_of(values, before, self._weight_used()[0], notes)

    def _save(self) -> None:
        if self._update is None or not self.save_key.isEnabled():
            return
        values, _ = self._read()
        reason = self.fields["reason"].text().strip() if self._cautions(values) else ""
        self.send(SetPlan(bed=self._update.bed, actor=self._actor, plan=self._made(values), reason=reason))
        self._drafts.drop(self._session, _PREFIX + "reason")
        self.asked.emit("start")

    def _ask_limits(self) -> None:
        self.asked.emit("limits")

    def _ask_patient(self) -> None:
        self.asked.emit("patient")
