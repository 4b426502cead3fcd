"""The one editor of the limits table: a field with a key on each side, Off, and back to the profile's value."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bedside.alarms.limits import SUPERVISOR_ONLY
from bedside.ui import formats
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.limit_row import bounds_of, limit_name
from bedside.ui.panels.rate_units import parse_decimal, typable
from bedside.ui.panels.words import Words, dress
from bedside.ui.spoken import brief
from bedside.ui.theme import Theme, layout
from bedside.vitals.parameters import PARAMETERS, Parameter

_AT: Final = layout("panel_limit_editor")

_HEIGHT: Final = _AT.height


class LimitEditor(QWidget):
    """Typed, stepped or switched off; what it is set to is not in force before somebody sends it.

    Signals:
        put: the value the limit is to have, in the parameter's unit; None = off.
        unclear: what stands in the field is no number.
        switched_off: Off was pressed.
    """

    put = Signal(object)
    unclear = Signal()
    switched_off = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._key: tuple[Parameter, str] = (Parameter.SPO2, "med_low")
        self._value: float | None = None
        self._usual: float | None = None
        self._name = Words(theme, "", "label.bold", "text", wrap=True)
        self._bounds = Words(theme, "", "tiny", "text2")
        self.minus_key = PanelKey(theme, "", icon="minus", least=(_AT.step_width, _HEIGHT))
        self.plus_key = PanelKey(theme, "", icon="plus", least=(_AT.step_width, _HEIGHT))
        self.off_key = PanelKey(
            theme, self.tr("Off"), icon="bell-off-outline", least=(_AT.off_width, _HEIGHT)
        )
        self.usual_key = PanelKey(theme, "", icon="undo", least=(_AT.usual_width, _HEIGHT))
        self.minus_key.setAccessibleName(self.tr("One less"))
        self.plus_key.setAccessibleName(self.tr("One more"))
        self.off_key.setCheckable(True)
        self.edit = QLineEdit()
        dress(self.edit, theme, "num.sm.large.bold")
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setFixedSize(_AT.edit_width, _HEIGHT)
        self.edit.setMaxLength(5)
        self.edit.installEventFilter(self)
        self.minus_key.clicked.connect(self._less)
        self.plus_key.clicked.connect(self._more)
        self.off_key.clicked.connect(self._off_clicked)
        self.usual_key.clicked.connect(self._to_usual)
        self.edit.textEdited.connect(self._typed)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._bounds)
        keys = QHBoxLayout()
        keys.setSpacing(_AT.gap)
        for part in (self.minus_key, self.edit, self.plus_key, self.off_key, self.usual_key):
            keys.addWidget(part)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_AT.gap)
        row.addLayout(names, 1)
        row.addLayout(keys)

    def show_limit(
        self, key: tuple[Parameter, str], value: float | None, usual: float | None, *, known: bool
    ) -> None:
        """Another limit, or another value of it.

        Args:
            key: parameter and cell.
            value: as it would be, in the parameter's unit; None = off.
            usual: the profile's.
            known: whether `usual` is known.
        """
        parameter, cell = self._key = key
        self._usual = usual
        low, high = bounds_of(parameter, cell)
        unit = PARAMETERS[parameter].unit
        allowed = self.tr("allowed {low}–{high} {unit}").format(low=brief(low), high=brief(high), unit=unit)
        if key in SUPERVISOR_ONLY:
            allowed += self.tr(" · off by a supervisor only")
        self._name.setText(limit_name(parameter, cell))
        self._bounds.setText(allowed)
        self.edit.setAccessibleName(f"{limit_name(parameter, cell)} {unit}")
        words = self.tr("off") if usual is None else formats.number(usual, parameter)
        self.usual_key.set_label(self.tr("Profile {value}").format(value=words))
        self.usual_key.setEnabled(known)
        self._fill(value)

    @property
    def bounds(self) -> str:
        """What the limit may be, and who may switch it off."""
        return self._bounds.text()

    @property
    def wrong(self) -> str:
        """Why what stands in the field is no limit; "" = it is one, or off."""
        text = self.edit.text().strip()
        if (self._value is None and not text) or parse_decimal(text) is not None:
            return ""
        return self.tr("“{typed}” is not a limit: use digits.").format(typed=text)

    def begin_typing(self, digit: str) -> None:
        """A digit that was pressed on the limit's own key."""
        self.edit.setFocus()
        self.edit.setText(digit)
        self._typed(digit)

    def fit(self, *, narrow: bool, below: bool = False) -> None:
        """Where there is little room the profile's value stands in the table alone; `below`: name over the keys."""
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if below else right)
        self.usual_key.setHidden(narrow)
        self._bounds.setWordWrap(narrow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down in the field are one more and one less."""
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0}
            if (by := steps.get(Qt.Key(event.key()))) is not None:
                self._step(by)
                return True
        return False

    def _fill(self, value: float | None) -> None:
        self._value = value
        self.edit.setText("" if value is None else typable(value))
        self.off_key.setChecked(value is None)

    def _give(self, value: float | None) -> None:
        self._fill(value)
        self.put.emit(value)

    def _typed(self, text: str) -> None:
        value = parse_decimal(text)
        if value is None:
            self.unclear.emit()
        else:
            self._value = value
            self.off_key.setChecked(False)
            self.put.emit(value)

    def _step(self, by: float) -> None:
        low, high = bounds_of(*self._key)
        if self._value is not None:
            self._give(min(max(self._value + by, low), high))
        else:  # on again
            self._give((low + high) // 2 if self._usual is None else self._usual)

    def _less(self) -> None:
        self._step(-1.0)

    def _more(self) -> None:
        self._step(1.0)

    def _off_clicked(self) -> None:
        if self.off_key.isChecked():
            self._give(None)
            self.switched_off.emit()
        else:
            self._step(0.0)

    def _to_usual(self) -> None:
        self._give(self._usual)
