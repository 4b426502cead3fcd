"""The form of a started infusion: what the pump was told, and the plan it follows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.ui.panels.check_box import NARROW_LINES, CheckBox
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.keypad import Keypad
from bedside.ui.panels.rate_check import StartQuestion, rate_words
from bedside.ui.panels.words import Field
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_rate_start")

_BESIDE_KEYPAD: Final = _AT.beside_keypad  # px that hold the fields and the keypad


class RateStart(QWidget):
    """Four typed numbers; rate and concentration are needed.

    Signals:
        record: the `StartQuestion` to be recorded, and the reason of a caution ("" without one).
    """

    record = Signal(object, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rate = Field(theme, self.tr("Rate"), "mL/h")
        self.concentration = Field(theme, self.tr("Concentration"), "mg/mL")
        self.planned_mg = Field(theme, self.tr("Planned dose (may stay empty)"), "mg")
        self.planned_min = Field(theme, self.tr("Planned time (may stay empty)"), "min")
        self._fields = (self.rate, self.concentration, self.planned_mg, self.planned_min)
        self.keypad = Keypad(theme)
        self.box = CheckBox(theme)
        self.why = Field(theme, self.tr("Why"), token="body", height=_AT.field_height)
        self.record_key = PanelKey(
            theme,
            "",
            icon="play-circle-outline",
            key=self.tr("Enter"),
            primary=True,
            token="body.medium",
            least=_AT.start_size,
        )
        self.record_key.clicked.connect(self._record)
        for field in (*self._fields, self.why):
            field.edit.textChanged.connect(self._show)
            field.edit.returnPressed.connect(self._record)
            field.edit.installEventFilter(self)
        left = self._grid = QGridLayout()
        left.setSpacing(_AT.gap)
        self._columns_count = 0
        self._place(2)
        top = QHBoxLayout()
        top.setSpacing(_AT.top_gap)
        top.addLayout(left, 1)
        top.addWidget(self.keypad)
        bottom = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        bottom.setSpacing(_AT.gap)
        bottom.addWidget(self.why, 1)
        bottom.addStretch(0)
        bottom.addWidget(self.record_key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.column_gap)
        column.addLayout(top)
        column.addStretch(1)
        column.addWidget(self.box)
        column.addLayout(bottom)

    def fit(self, room: int) -> None:
        """Without room for the keypad the numbers are typed."""
        narrow = room < _BESIDE_KEYPAD
        self.keypad.setVisible(not narrow)
        left = room if narrow else room - self.keypad.sizeHint().width() - _AT.top_gap
        needed = 2 * max(field.name_width for field in self._fields) + _AT.gap
        self._place(1 if left < needed and narrow else 2)
        self.box.set_lines(NARROW_LINES if narrow else 2)
        self._foot.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )

    def _place(self, columns: int) -> None:
        """The fields in so many columns."""
        if columns == self._columns_count:
            return
        self._columns_count = columns
        for n, field in enumerate(self._fields):
            self._grid.addWidget(field, n // columns, n % columns)
        for row in range(len(self._fields) + 1):
            self._grid.setRowStretch(row, 1 if row == len(self._fields) else 0)

    def begin(self) -> None:
        """A newly opened form: every number is typed by a person, none is proposed."""
        for field in (*self._fields, self.why):
            field.edit.clear()
        self.keypad.target = self.rate.edit
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keypad types where the keyboard is."""
        if event.type() == QEvent.Type.FocusIn:
            for field in self._fields:
                if watched is field.edit:
                    self.keypad.target = field.edit
        return False

    @property
    def question(self) -> StartQuestion:
        """What is typed."""
        rate, concentration, planned_mg, planned_min = (field.text().strip() for field in self._fields)
        return StartQuestion(
            rate=rate, concentration=concentration, planned_mg=planned_mg, planned_min=planned_min
        )

    def _show(self) -> None:
        question = self.question
        check = question.check()
        self.box.show_check(check)
        self.why.setVisible(check.caution)
        ready = not check.refused and (not check.caution or bool(self.why.text().strip()))
        self.record_key.setEnabled(ready)
        rate = question.numbers()[0]
        if check.refused or rate is None:
            self.record_key.set_label(self.tr("Record start"), "")
        elif not ready:
            self.record_key.set_label(self.tr("Record start: say why"), "")
        else:
            words = self.tr("Record start at {rate} mL/h").format(rate=rate_words(rate))
            self.record_key.set_label(words, self.tr("Enter"))

    def _record(self) -> None:
        if self.record_key.isEnabled():
            reason = self.why.text().strip() if self.question.check().caution else ""
            self.record.emit(self.question, reason)
