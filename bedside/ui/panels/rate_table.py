"""A typed rate in every unit beside the one that runs: now, new, and by how much it changes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from bedside.ui.panels.rate_check import CAUTION_FACTOR_RATIO, RateQuestion, rate_words, times_words
from bedside.ui.panels.rate_units import RateUnit, from_ml_h
from bedside.ui.panels.words import Rule, Words
from bedside.ui.spoken import decimal
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_rate_change")
_COLUMNS: Final = _AT.columns  # unit, now, new, change
_DECIMALS: Final = {RateUnit.MG_H: 1, RateUnit.MG_KG_H: 2, RateUnit.MCG_KG_MIN: 2}
_NONE: Final = "–"


class RateTable(QGridLayout):
    """A row for each unit."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows: dict[RateUnit, tuple[Words, Words, Words]] = {}
        self.setVerticalSpacing(0)
        self.setHorizontalSpacing(_AT.gap)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._theme = theme
        self._room: int | None = None  # px, where there is little of it
        self._now = Words(theme, self.tr("now"), "small", "text3")
        heads = (
            self._now,
            *(Words(theme, words, "small", "text3") for words in (self.tr("new"), self.tr("change"))),
        )
        self._cells: list[list[Words]] = [[], *([head] for head in heads)]  # of each column
        for column, head in enumerate(heads, start=1):
            self.addWidget(head, 0, column, right)
        for n, unit in enumerate(RateUnit):
            self.addWidget(Rule(theme), 2 * n + 1, 0, 1, len(_COLUMNS))
            cells = (
                Words(theme, "", "num.sm", "text2"),
                Words(theme, "", "num.sm.bold", "text"),
                Words(theme, "", "num.sm", "text"),
            )
            name = Words(theme, unit.value, "label", "text2")
            name.setMinimumHeight(_AT.row_height)
            name.setContentsMargins(0, 0, 0, _AT.name_up)  # on the line of the numbers
            self.addWidget(name, 2 * n + 2, 0)
            self._cells[0].append(name)
            for column, cell in enumerate(cells, start=1):
                self.addWidget(cell, 2 * n + 2, column, right)
                self._cells[column].append(cell)
            self._rows[unit] = cells
        self.fit(None)

    def fit(self, room: int | None) -> None:
        """Narrower columns in a form of `room` px; None: there is enough."""
        self._room = room
        self._show_changes()

    def _show_changes(self) -> None:
        """Where its column has no room, the change is left to the words under the table."""
        leasts = [
            round(px * self._theme.zoom) for px in (_COLUMNS if self._room is None else _AT.columns_narrow)
        ]
        needed = [
            max(least, *(words.sizeHint().width() for words in cells))
            for least, cells in zip(leasts, self._cells, strict=True)
        ]
        changes = self._room is None or sum(needed) + _AT.gap * (len(needed) - 1) <= self._room
        for words in self._cells[-1]:
            if words.parentWidget() is not None:  # before it is placed, shown it would be a window of its own
                words.setVisible(changes)
        for column, least in enumerate(leasts):
            last = column == len(leasts) - 1
            self.setColumnMinimumWidth(column, 0 if last and not changes else least)

    def show_rates(self, question: RateQuestion) -> None:
        """Other rates."""
        new_rate = question.new_ml_h
        self._now.setText(self.tr("paused from") if question.paused else self.tr("now"))
        for unit, (now, new, change) in self._rows.items():
            now.setText(_in_unit(question, question.now_ml_h, unit))
            new.setText(_in_unit(question, new_rate, unit))
            change.setText(_change_words(question.now_ml_h, new_rate) if unit is RateUnit.ML_H else "")
        self._show_changes()


def _in_unit(question: RateQuestion, rate_ml_h: float | None, unit: RateUnit) -> str:
    value = None
    if rate_ml_h is not None:
        value = from_ml_h(
            rate_ml_h,
            unit,
            concentration_mg_ml=question.concentration_mg_ml,
            weight_kg=question.weight_kg,
        )
    if value is None:
        return _NONE
    decimals = _DECIMALS.get(unit)
    return rate_words(value) if decimals is None else decimal(value, decimals)


def _change_words(now: float, new: float | None) -> str:
    if new is None or now <= 0:
        return ""
    factor = new / now
    if factor >= CAUTION_FACTOR_RATIO:
        return f"×{times_words(factor)}"
    return f"{100 * (factor - 1):+.0f} %".replace("-", "−")
