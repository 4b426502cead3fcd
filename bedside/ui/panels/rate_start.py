"""The form of a started infusion: what the pump was told, and the plan it follows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.check_box import NARROW_LINES, CheckBox
from bedside.ui.panels.keypad import Keypad
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.pinned import Pinned
from bedside.ui.panels.rate_check import Check
from bedside.ui.panels.rate_start_check import PlannedStart, StartQuestion, StartTyped, planned_start
from bedside.ui.panels.rate_start_foot import StartFoot
from bedside.ui.panels.rate_start_gate import gate_check, missing_of
from bedside.ui.panels.rate_units import PER_KG, DoseUnit, RateUnit
from bedside.ui.panels.when import SHORTCUT
from bedside.ui.panels.words import Field
from bedside.ui.theme import Theme, layout
from bedside.vitals.protocol import DoseCautions

_AT: Final = layout("panel_rate_start")

_BESIDE_KEYPAD: Final = _AT.beside_keypad  # px that hold the fields and the keypad
_VIALS_KEY: Final = Qt.Key.Key_V
_BOLUS_KEY: Final = Qt.Key.Key_B


class RateStart(QWidget):
    """Four typed numbers, of which rate and concentration are needed, and who else checked them.

    A plan that was entered before stands in them.

    Signals:
        record: the `StartSaid` to be recorded.
        letter: a letter was pressed in a field that takes digits only.
        screening: the person wants to do what the gate asks for.
    """

    record = Signal(object)
    letter = Signal(object)
    screening = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._update: MonitorUpdate | None = None
        self._unit = RateUnit.ML_H
        self._dose_unit = DoseUnit.MG
        self._planned = PlannedStart()
        self._refused = ""  # why the station did not take it, until other numbers are typed
        self.rate = Field(theme, self.tr("Rate"))
        self.concentration = Field(theme, self.tr("Concentration"), "mg/mL")
        self.planned_mg = Field(theme, self.tr("Planned dose (may stay empty)"))
        self.planned_min = Field(theme, self.tr("Planned time (may stay empty)"), "min")
        self._fields = (self.rate, self.concentration, self.planned_mg, self.planned_min)
        self.checked_by = Field(
            theme, self.tr("Checked by (may stay empty)"), token="body", height=_AT.checker_height
        )
        self.checked_by.edit.setPlaceholderText(self.tr("nobody else is named"))
        self.units = Picks(theme, self.tr("Unit of the rate"))
        self.units.picked.connect(self._pick_unit)
        self.dose_units = Picks(theme, self.tr("Unit of the planned dose"))
        self.dose_units.picked.connect(self._pick_dose_unit)
        self.keypad = Keypad(theme)
        self.box = CheckBox(theme)
        self.foot = StartFoot(theme)
        self.why, self.when = self.foot.why, self.foot.when
        self.record_key, self.screening_key = self.foot.record_key, self.foot.screening_key
        self.foot.changed.connect(self._show)
        self.foot.accepted.connect(self._record)
        self.foot.screening.connect(self.screening)
        for field in (*self._fields, self.checked_by):
            field.edit.textChanged.connect(self._typed)
            field.edit.returnPressed.connect(self._record)
        for field in self._fields:
            field.edit.installEventFilter(self)
        self._lay_out()

    def _lay_out(self) -> None:
        fields = self._grid = QGridLayout()
        fields.setSpacing(_AT.gap)
        right = self._right = QVBoxLayout()
        right.setSpacing(_AT.gap)
        right.addWidget(self.keypad)
        self._placed = (0, False)
        self._place(2, narrow=False)
        right.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(_AT.gap)
        left.addLayout(fields)
        left.addWidget(self.units)
        left.addWidget(self.dose_units)
        left.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(_AT.top_gap)
        top.addLayout(left, 1)
        top.addLayout(right)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.column_gap)
        column.addLayout(top)
        column.addStretch(1)
        self._end = Pinned(self._theme, self.box, self.foot)
        column.addWidget(self._end)

    def fit(self, room: int) -> None:
        """Without room for the keypad the numbers are typed."""
        narrow = room < _BESIDE_KEYPAD * self._theme.zoom
        self.keypad.setVisible(not narrow)
        left = room if narrow else room - self.keypad.sizeHint().width() - _AT.top_gap
        needed = 2 * max(field.name_width for field in self._fields) + _AT.gap
        self._place(1 if left < needed and narrow else 2, narrow=narrow)
        low = room < self._theme.grown(_AT.beside_foot)
        self.box.set_lines(NARROW_LINES if low else 2)
        self.foot.turn(QBoxLayout.Direction.TopToBottom if low else QBoxLayout.Direction.LeftToRight)

    def _place(self, columns: int, *, narrow: bool) -> None:
        """The fields in so many columns; who checked stands under the keypad, without one under the fields."""
        if (columns, narrow) == self._placed:
            return
        self._placed = (columns, narrow)
        for n, field in enumerate(self._fields):
            self._grid.addWidget(field, n // columns, n % columns)
        if narrow:
            self._grid.addWidget(self.checked_by, len(self._fields) // columns, 0, 1, columns)
        else:
            self._right.insertWidget(1, self.checked_by)

    def begin(self, update: MonitorUpdate) -> None:
        """A newly opened form: what the plan of this session says, as a person entered it; else nothing."""
        self._update = update
        self._refused = ""
        self._unit = RateUnit.ML_H
        plan = None if update.care is None else update.care.plan
        self._planned = PlannedStart()
        if plan is not None:
            weight = plan.weight_kg or self._weight_kg
            self._planned = planned_start(
                plan.dose_mg, plan.dose_mg_kg, weight, plan.minutes, plan.concentration_mg_ml
            )
        self._dose_unit = self._planned.dose_unit
        said = self._planned
        for field, words in zip(
            self._fields, (said.rate, said.concentration, said.dose, said.minutes), strict=True
        ):
            field.edit.setText(words)
        self.rate.edit.selectAll()
        self.checked_by.edit.clear()
        self.why.edit.clear()
        self.when.begin(update)
        self.keypad.target = self.rate.edit
        self._show()

    def say_refused(self, sentence: str) -> None:
        """Why the station did not take it, where the key is; it can be recorded again, and a reason added."""
        self._refused = sentence
        self._show()

    def _typed(self) -> None:
        self._refused = ""
        self._show()

    def refresh(self, update: MonitorUpdate) -> None:
        """The clock goes on; the gate may have opened meanwhile."""
        before = self._gate_words()
        self._update = update
        self.when.refresh(update)
        if self._gate_words() != before:
            self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keypad types where the keyboard is; T in a number's field opens the one of another time."""
        edits = [field.edit for field in self._fields]
        if event.type() == QEvent.Type.FocusIn and watched in edits:
            self.keypad.target = edits[edits.index(watched)]
        if watched in edits and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if event.key() == SHORTCUT and not held:
                self.when.open()
                return True
            if event.key() in (_BOLUS_KEY, _VIALS_KEY) and not held:
                self.letter.emit(Qt.Key(event.key()))
                return True
        return False

    @property
    def _weight_kg(self) -> float | None:
        session = None if self._update is None else self._update.session
        return None if session is None else session.weight_kg

    @property
    def question(self) -> StartQuestion:
        """What is typed."""
        rate, concentration, planned_mg, planned_min = (field.text().strip() for field in self._fields)
        care = None if self._update is None else self._update.care
        protocol = None if care is None else care.protocol
        return StartQuestion(
            rate=rate,
            concentration=concentration,
            planned_mg=planned_mg,
            planned_min=planned_min,
            unit=self._unit,
            dose_unit=self._dose_unit,
            weight_kg=self._weight_kg,
            limits=DoseCautions() if protocol is None else protocol.cautions,
        )

    def _gate_words(self) -> tuple[str, ...]:
        """What the screening still asks for before a start."""
        return missing_of(self._update)

    def _check(self) -> Check:
        """What is said about the start, the gravest first."""
        missing = self._gate_words()
        if missing:
            return gate_check(missing)
        check = self.question.check()
        wrong = self.when.moment.wrong
        return Check(headline=wrong, refused=True) if wrong and not check.refused else check

    @property
    def typed(self) -> StartTyped:
        """What stands in the form now, whole or not."""
        rate, concentration, planned_mg, planned_min = (field.text() for field in self._fields)
        return StartTyped(
            rate=rate,
            concentration=concentration,
            planned_mg=planned_mg,
            planned_min=planned_min,
            unit=self._unit,
            dose_unit=self._dose_unit,
            checked_by=self.checked_by.text(),
            why=self.why.text(),
        )

    def take_up(self, typed: StartTyped) -> None:
        """Go on with what was typed before the screening was opened from here."""
        self._unit, self._dose_unit = typed.unit, typed.dose_unit
        said = (typed.rate, typed.concentration, typed.planned_mg, typed.planned_min)
        fields = (*self._fields, self.checked_by, self.why)
        for field, words in zip(fields, (*said, typed.checked_by, typed.why), strict=True):
            field.edit.setText(words)
        self._show()

    def _pick_unit(self, name: str) -> None:
        self._unit = RateUnit(name)
        self._show()
        self.rate.edit.setFocus()

    def _pick_dose_unit(self, name: str) -> None:
        self._dose_unit = DoseUnit(name)
        self._show()
        self.planned_mg.edit.setFocus()

    def _show(self) -> None:
        weighed = bool(self._weight_kg)
        units = [unit for unit in RateUnit if weighed or unit not in PER_KG]
        self.units.show_picks({unit.value: unit.value for unit in units}, self._unit.value)
        doses = (DoseUnit.MG, DoseUnit.MG_KG) if weighed else (DoseUnit.MG,)
        in_unit = self.tr("plan in {unit}")
        self.dose_units.show_picks(
            {unit.value: in_unit.format(unit=unit.value) for unit in doses}, self._dose_unit.value
        )
        self.rate.set_unit(self._unit.value)
        self.planned_mg.set_unit(self._dose_unit.value)
        question, check = self.question, self._check()
        closed = bool(self._gate_words())
        told = self._planned.check(question, check)
        if self._refused and not closed:
            told = Check(headline=self._refused, detail=told.headline, refused=True)
        self.box.show_check(told)
        self.foot.show_check(check, question.numbers()[0], closed=closed, asks=bool(self._refused))
        self._put_first(closed)

    def _put_first(self, closed: bool) -> None:
        """What holds the start up, and the way to it, over the fields: low windows show the top of a panel only."""
        if closed is (self._column.indexOf(self._end) == 0):
            return
        self._column.removeWidget(self._end)
        self._column.insertWidget(0 if closed else self._column.count(), self._end)

    def _record(self) -> None:
        if self._gate_words():
            self.screening.emit()
            return
        check = self._check()
        if not self.record_key.isEnabled() or check.refused:
            return
        reason = self.foot.reason if check.caution or self._refused else ""
        other = " ".join(self.checked_by.text().split())
        said = self.question.said(reason, self.when.moment.t, other)
        if said is not None:
            self.record.emit(said)
