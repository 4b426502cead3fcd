"""A bolus that was given at once: how much, in mg, mg/kg or mL. Recorded, never proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.dose_cautions import bolus_cautions
from bedside.ui.panels.check_box import NARROW_LINES, CheckBox
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.keypad import Keypad
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.rate_check import Check, filled, rate_words
from bedside.ui.panels.rate_start_gate import SCREENING, gate_check, missing_of_bolus, refusal_of_bolus_at
from bedside.ui.panels.rate_units import DoseUnit, number_fault, parse_decimal, to_mg
from bedside.ui.panels.when import SHORTCUT, When
from bedside.ui.panels.words import Field
from bedside.ui.spoken import decimal, told
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.protocol import DoseCautions

_AT: Final = layout("panel_bolus")


class BolusPanel(Panel):
    """One number and its unit; what it comes to is said before it is recorded.

    Signals:
        panel_asked: name of the panel to open in place of this one.
    """

    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="water-outline", title="", parent=parent)
        self.set_head(title=self.tr("Bolus given"), hint=self._hint())
        self._unit = DoseUnit.MG
        self._said = ""  # why the station did not take it, until another number is typed
        self.amount = Field(theme, self.tr("Given at once"))
        self.amount.edit.setMaxLength(16)
        self.amount.edit.textChanged.connect(self._typed)
        self.amount.edit.installEventFilter(self)
        self.units = Picks(theme, self.tr("Unit of the bolus"))
        self.units.picked.connect(self._pick_unit)
        self.keypad = Keypad(theme)
        self.keypad.target = self.amount.edit
        self.box = CheckBox(theme)
        self.why = Field(theme, self.tr("Why"), token="body", height=_AT.field_height)
        self.why.edit.textChanged.connect(self._show)
        self.when = When(theme)
        self.when.changed.connect(self._show)
        self.record_key = PanelKey(
            theme, "", icon="check", key=self.tr("Enter"), primary=True, token="body.medium", least=_AT.size
        )
        self.record_key.clicked.connect(self._record)
        self.screening_key = PanelKey(
            theme,
            self.tr("Open screening"),
            icon="clipboard-list",
            key=self.tr("Enter"),
            primary=True,
            token="body.medium",
            least=_AT.size,
        )
        self.screening_key.clicked.connect(self._ask_screening)
        self.rate_key = PanelKey(theme, self.tr("Rate"), key="F6", least=_AT.head_key, token="small.medium")
        self.rate_key.clicked.connect(self._ask_rate)
        self.add_head_keys(self.rate_key)
        left = QVBoxLayout()
        left.setSpacing(_AT.gap)
        left.addWidget(self.amount)
        left.addWidget(self.units)
        left.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(_AT.top_gap)
        top.addLayout(left, 1)
        top.addWidget(self.keypad)
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.setSpacing(_AT.gap)
        foot.addWidget(self.why, 1)
        foot.addWidget(self.when)
        foot.addWidget(self.record_key)
        foot.addWidget(self.screening_key)
        self.body.addLayout(top)
        self.body.addStretch(1)
        self.pin(self.box, foot)

    def _hint(self) -> str:
        return self.tr("recorded with the time of recording")

    def prepare(self, update: MonitorUpdate) -> None:
        """Nothing typed, in mg."""
        self.set_head(hint=self._hint())
        self._unit, self._said = DoseUnit.MG, ""
        self.amount.edit.clear()
        self.why.edit.clear()
        self.when.begin(update)
        self._show()

    def refresh(self, update: MonitorUpdate) -> None:
        """The clock goes on; the gate may have opened, or a running infusion ended, meanwhile."""
        self.when.refresh(update)
        if self.screening_key.isHidden() is self.held_up:
            self._show()

    @property
    def held_up(self) -> bool:
        """By the gate; what was given earlier can be recorded all the same."""
        return bool(refusal_of_bolus_at(self._update, self.when.moment.t, "late"))

    @property
    def late(self) -> bool:
        """It was given earlier than the gate would have let it: that takes a reason."""
        return not self.held_up and bool(refusal_of_bolus_at(self._update, self.when.moment.t, ""))

    def show_refusal(self, sentence: str) -> None:
        """Beside the key that was pressed; what was typed stays, and a reason may be added."""
        self._refused, self._awaited, self._said = True, None, sentence
        self._show()
        self.bring_into_view(self.box)

    def typed_so_far(self) -> tuple[str, DoseUnit, str]:
        """The bolus that is being typed."""
        return self.amount.text(), self._unit, self.why.text()

    def take_up(self, typed: object) -> None:
        """Go on with it."""
        match typed:
            case (str() as amount, DoseUnit() as unit, str() as why):
                self._unit = unit
                self.amount.edit.setText(amount)
                self.why.edit.setText(why)

    def fit(self, room: int) -> None:
        """Without room for the keypad the number is typed."""
        narrow = room < _AT.beside_keypad
        self.keypad.setVisible(not narrow)
        self.box.set_lines(NARROW_LINES if narrow else 2)
        low = narrow or room < self._theme.grown(_AT.beside_foot)
        self._foot.setDirection(QBoxLayout.Direction.TopToBottom if low else QBoxLayout.Direction.LeftToRight)

    def first_focus(self) -> QWidget:
        """The number."""
        return self.amount.edit

    def accept_key(self) -> PanelKey:
        """Enter records, or leads to what holds it up."""
        return self.screening_key if self.held_up else self.record_key

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """T in the number's field opens the one of an earlier time."""
        ours = watched is self.amount.edit and event.type() is QEvent.Type.KeyPress
        if ours and isinstance(event, QKeyEvent) and event.key() == SHORTCUT:
            self.when.open()
            return True
        return False

    # -- what the number means -------------------------------------------------------------------------

    @property
    def _weight_kg(self) -> float | None:
        session = None if self._update is None else self._update.session
        return None if session is None else session.weight_kg

    @property
    def _concentration(self) -> float | None:
        infusion = None if self._update is None else self._update.infusion
        return None if infusion is None else infusion.concentration_mg_ml

    @property
    def mg(self) -> float | None:
        """The typed dose in mg; None while it is none."""
        value = parse_decimal(self.amount.text(), self._unit.value)
        if value is None:
            return None
        return to_mg(value, self._unit, concentration_mg_ml=self._concentration, weight_kg=self._weight_kg)

    def check(self) -> Check:
        """What to say about it."""
        typed, mg = self.amount.text().strip(), self.mg
        if self.held_up:
            late = self.tr("T: it was given earlier. That is recorded late, with a reason.")
            return replace(gate_check(missing_of_bolus(self._update)), detail=late)
        if not typed:
            return Check(headline=self.tr("Type how much was given."), refused=True)
        if mg is None:
            fault = number_fault(typed, self._unit.value) or self.tr("This unit needs the weight.")
            return Check(headline=fault, detail=self.tr("Nothing was recorded."), refused=True)
        if mg == 0:
            return Check(headline=self.tr("A bolus of 0 is no bolus."), refused=True)
        wrong = self.when.moment.wrong
        if wrong:
            return Check(headline=wrong, refused=True)
        said, weight = filled(self.tr("%1 mg"), rate_words(mg)), self._weight_kg
        if weight:
            said = filled(self.tr("%1 mg, %2 mg/kg"), rate_words(mg), rate_words(mg / weight))
        caution = self._caution()
        if self.late:
            caution = self.tr("Given before the screening was done: say why. It is recorded late.")
        detail = self._total(mg)
        if caution:
            return Check(headline=caution, detail=f"{said}. {detail}", caution=True)
        return Check(headline=f"{said}.", detail=detail)

    def _caution(self) -> str:
        care = None if self._update is None else self._update.care
        protocol = None if care is None else care.protocol
        limits = DoseCautions() if protocol is None else protocol.cautions
        value = parse_decimal(self.amount.text(), self._unit.value)
        infusion = None if self._update is None else self._update.infusion
        if value is None or self._update is None:
            return ""
        found = bolus_cautions(
            value,
            self._unit,
            limits,
            concentration_mg_ml=self._concentration,
            weight_kg=self._weight_kg,
            planned_mg=None if infusion is None else infusion.planned_mg,
            delivered_mg=0.0 if infusion is None else infusion.delivered_mg(self._update.now),
        )
        return told(found[0].words) if found else ""

    def _total(self, mg: float) -> str:
        """What it comes to with what was given."""
        update = self._update
        if update is None or update.infusion is None:
            return self.tr("Nothing else is recorded as given.")
        total = update.infusion.delivered_mg(update.now) + mg
        planned = update.infusion.planned_mg
        if not planned:
            return filled(self.tr("Given then: %1 mg in all."), decimal(total, 1))
        words = self.tr("Given then: %1 mg in all; the plan is %2 mg.")
        return filled(words, decimal(total, 1), decimal(planned, 1))

    def _show(self) -> None:
        units = {DoseUnit.MG.value: DoseUnit.MG.value}
        if self._weight_kg:
            units[DoseUnit.MG_KG.value] = DoseUnit.MG_KG.value
        if self._concentration:
            units[DoseUnit.ML.value] = DoseUnit.ML.value
        self.units.show_picks(units, self._unit.value)
        self.amount.set_unit(self._unit.value)
        check, mg = self.check(), self.mg
        refused = Check(headline=self._said, detail=check.headline, refused=True)
        self.box.show_check(refused if self._said and not self.held_up else check)
        self.set_head(hint=self.tr("the screening is not done") if self.held_up else self._hint())
        self.screening_key.setVisible(self.held_up)
        self.record_key.setVisible(not self.held_up)
        said = bool(self.why.text().strip())
        self.record_key.setEnabled(not check.refused and (said or not check.caution))
        if check.refused or mg is None:
            self.record_key.set_label(self.tr("Record bolus"), "")
        elif check.caution and not said:
            self.record_key.set_label(self.tr("Record {mg} mg: say why").format(mg=rate_words(mg)), "")
        else:
            self.record_key.set_label(self.tr("Record {mg} mg").format(mg=rate_words(mg)), self.tr("Enter"))

    # -- acts ------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._said = ""
        self._show()

    def _ask_screening(self) -> None:
        self.panel_asked.emit(SCREENING)

    def _pick_unit(self, name: str) -> None:
        self._unit = DoseUnit(name)
        self._show()
        self.amount.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_rate(self) -> None:
        self.panel_asked.emit("rate")

    def _record(self) -> None:
        mg, update = self.mg, self._update
        value = parse_decimal(self.amount.text(), self._unit.value)
        if update is None or mg is None or value is None or self.check().refused:
            return
        command = GiveBolus(
            bed=update.bed,
            actor=self._actor,
            mg=mg,
            entered_value=value,
            entered_unit=self._unit.value,
            weight_kg=self._weight_kg if self._unit is DoseUnit.MG_KG else None,
            reason=self.why.text().strip(),
            observed_t=self.when.moment.t,
        )
        self.send_and_wait(command)
