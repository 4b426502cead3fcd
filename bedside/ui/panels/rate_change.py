"""The form of a changed rate: now → new, three units, the number's meaning, and the key that names it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.check_box import NARROW_LINES, CheckBox
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.keypad import Keypad
from bedside.ui.panels.pinned import Pinned
from bedside.ui.panels.rate_asked import question_of, reached_clock
from bedside.ui.panels.rate_check import Check, RateQuestion, rate_words
from bedside.ui.panels.rate_field import RateField, UnitWords
from bedside.ui.panels.rate_reasons import RateSaid, Reasons
from bedside.ui.panels.rate_table import RateTable
from bedside.ui.panels.rate_total import RateTotal
from bedside.ui.panels.rate_unit_keys import UnitKeys
from bedside.ui.panels.rate_units import PER_KG, RateUnit, from_ml_h, parse_decimal
from bedside.ui.panels.when import SHORTCUT, When
from bedside.ui.renewing import renew_with_look
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_rate_change")

_BESIDE_KEYPAD: Final = _AT.beside_keypad  # px that hold field and keypad, also beside a scroll bar
_TWO_KEYS: Final = _AT.two_keys
PAUSE_KEY: Final = Qt.Key.Key_P
STOP_KEY: Final = Qt.Key.Key_S
BOLUS_KEY: Final = Qt.Key.Key_B
VIALS_KEY: Final = Qt.Key.Key_V


class RateChange(QWidget):
    """A typed rate and what it would mean.

    Signals:
        record: `RateSaid`, to be recorded.
        typed: the rate in mL/h as typed so far, or None (the chart draws it ahead of now).
        letter: a letter was pressed in the number's field, which takes digits only: pause, stop, bolus, vials.
    """

    record = Signal(object)
    typed = Signal(object)
    letter = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._update: MonitorUpdate | None = None
        self._refused = ""  # why the station did not take it, until another number is typed
        self._unit = RateUnit.ML_H
        self._field = RateField(theme)
        self._unit_words = UnitWords(theme, self._field)
        self.edit = self._field.edit
        self.keypad = Keypad(theme)
        self.keypad.target = self.edit
        self._units = UnitKeys(theme)
        self.unit_keys = self._units.keys
        self._units.chosen.connect(self._choose_unit)
        self._why = Reasons(theme)
        self._why.chosen.connect(self._reason_chosen)
        self.reason_keys = self._why.keys
        self._table = RateTable(theme)
        self.box = CheckBox(theme)
        self.total = RateTotal(theme)
        self.again_key = PanelKey(
            theme,
            self.tr("Type it again"),
            key=self.tr("Enter"),
            primary=True,
            token="body.medium",
            least=_AT.again_size,
        )
        self.again_key.clicked.connect(self._type_again)
        self.record_key = PanelKey(
            theme, "", icon="check", key=self.tr("Enter"), token="body.medium", least=_AT.record_size
        )
        self.record_key.clicked.connect(self._record)
        self.when = When(theme)
        self.when.changed.connect(self._show)
        self.when.accepted.connect(self.press_enter)
        self._lay_out()
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._changed)
        self.edit.returnPressed.connect(self.press_enter)
        renew_with_look(self, RateChange._show)

    # -- layout ----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(_AT.gap)
        left.addWidget(self._field)
        left.addLayout(self._units)
        left.addLayout(self._table)
        left.addStretch(1)
        self._left = left
        top = self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(_AT.top_gap)
        top.addLayout(left)
        top.addStretch(1)
        top.addWidget(self.keypad, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.column_gap)
        column.addLayout(top)
        column.addLayout(self._why)
        column.addWidget(Pinned(self._theme, self.box, self._bottom()))

    def _bottom(self) -> QBoxLayout:
        keys = self._acts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        keys.setSpacing(_AT.gap)
        keys.addWidget(self.when)
        keys.addWidget(self.again_key)
        keys.addWidget(self.record_key)
        row = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(_AT.gap)
        row.addLayout(self.total, 1)
        row.addLayout(keys)
        return row

    def fit(self, room: int) -> None:
        """Without room for the keypad the number is typed; what stood side by side stands below each other."""
        zoom = self._theme.zoom
        narrow = room < _BESIDE_KEYPAD * zoom
        self.keypad.setVisible(not narrow)
        low = room < self._theme.grown(_AT.beside_foot)
        self.box.set_lines(NARROW_LINES if low else 2)
        self._units.fit(room if narrow else round(_AT.units_room * zoom))
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._foot.setDirection(below if low else beside)
        self._acts.setDirection(below if room < self._theme.grown(_TWO_KEYS) else beside)
        self._table.fit(room if narrow else None)
        needed = self._left.minimumSize().width() + _AT.top_gap + self.keypad.sizeHint().width()
        self._top.setDirection(beside if needed <= room else below)

    # -- state -----------------------------------------------------------------------------------------

    def begin(self, update: MonitorUpdate) -> None:
        """A newly opened form: nothing typed, nothing chosen."""
        self._update = update
        self._refused = ""
        self._unit = RateUnit.ML_H
        self._why.clear()
        self.edit.clear()
        self.when.begin(update)
        self._show()

    def say_refused(self, sentence: str) -> None:
        """Why the station did not take it, where the key is; it can be recorded again."""
        self._refused = sentence
        self._show()

    def refresh(self, update: MonitorUpdate) -> None:
        """What has been given goes on growing while somebody types."""
        before = self._question()
        self._update = update
        self.when.refresh(update)
        if self._question() != before:
            self._show()

    def _question(self) -> RateQuestion | None:
        return None if self._update is None else question_of(self._update, self.edit.text(), self._unit)

    def _check(self, question: RateQuestion) -> Check:
        """What is said about the rate, or about the time that was typed for it."""
        check, wrong = question.check(), self.when.moment.wrong
        return Check(headline=wrong, refused=True) if wrong and not check.refused else check

    @property
    def reason(self) -> str:
        """The chosen reason in the record's words; "" = none."""
        return self._why.reason

    def _changed(self) -> None:
        self._refused = ""
        self._show()
        question = self._question()
        rate = None if question is None else question.new_ml_h
        self.typed.emit(rate if rate else None)

    def _show(self) -> None:
        question = self._question()
        if question is None or self._update is None or self._update.infusion is None:
            return
        self._show_field(question)
        self._table.show_rates(question)
        check = self._check(question)
        self.box.show_check(
            Check(headline=self._refused, detail=check.headline, refused=True) if self._refused else check
        )
        self.total.show_question(question, reached_clock(self._update, question))
        late = not self.when.field.isHidden()
        self.when.setVisible(late or not check.caution)
        rate = question.new_ml_h
        number = "" if rate is None else rate_words(rate)
        self.again_key.setVisible(check.caution and not late)  # there is room for one of both
        self.record_key.setEnabled(not check.refused and (not check.caution or bool(self.reason)))
        self.record_key.set_primary(not check.caution)
        if check.refused:
            self.record_key.set_label(self.tr("Record"), "")
        elif check.caution and not self.reason:
            self.record_key.set_label(self.tr("Record {rate}: say why").format(rate=number), "")
        else:
            hint = "" if check.caution else self.tr("Enter")
            self.record_key.set_label(self.tr("Record {rate} mL/h").format(rate=number), hint)

    def _show_field(self, question: RateQuestion) -> None:
        field = self._field
        concentration = self.tr("{n} mg/mL").format(n=rate_words(question.concentration_mg_ml))
        weight = "" if question.weight_kg is None else f", {rate_words(question.weight_kg)} kg"
        field.syringe = concentration + weight
        now = from_ml_h(
            question.now_ml_h,
            self._unit,
            concentration_mg_ml=question.concentration_mg_ml,
            weight_kg=question.weight_kg,
        )
        field.named = self.tr("Paused from") if question.paused else self.tr("Now")
        field.now = "–" if now is None else rate_words(now)
        field.unit = self._unit.value
        field.update()
        self._unit_words.update()
        self._units.show_unit(self._unit, weighed=bool(question.weight_kg))

    # -- acts ------------------------------------------------------------------------------------------

    def _choose_unit(self, unit: RateUnit) -> None:
        self._unit = unit
        self._changed()
        self.edit.setFocus()

    def _reason_chosen(self) -> None:
        self._show()
        self.edit.setFocus()

    def _type_again(self) -> None:
        self.edit.clear()
        self.edit.setFocus()

    def press_enter(self) -> None:
        """Enter: record what is calm, type again what asks for caution, nothing while it is refused."""
        key = self.record_key if self.record_key.primary else self.again_key
        if key.isEnabled():
            key.click()

    def _record(self) -> None:
        question = self._question()
        if question is None:
            return
        check, rate = self._check(question), question.new_ml_h
        value = parse_decimal(question.typed, question.unit.value)
        if rate is None or value is None or check.refused or (check.caution and not self.reason):
            return
        said = RateSaid(
            rate_ml_h=rate,
            entered_value=value,
            entered_unit=question.unit.value,
            weight_kg=question.weight_kg if question.unit in PER_KG else None,
            reason=self.reason,
            observed_t=self.when.moment.t,
        )
        self.record.emit(said)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters are no part of a number: T is for another time, the others leave the form."""
        if watched is not self.edit or not isinstance(event, QKeyEvent):
            return False
        if event.type() is not QEvent.Type.KeyPress or event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            return False
        key = Qt.Key(event.key())
        if key == SHORTCUT:
            self.when.open()
            return True
        if key in (PAUSE_KEY, STOP_KEY, BOLUS_KEY, VIALS_KEY):
            self.letter.emit(key)
            return True
        return False
