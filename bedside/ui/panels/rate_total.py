"""What a typed rate comes to: the dose at the end of the plan, or what was given so far."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from bedside.ui.panels.rate_check import RateQuestion
from bedside.ui.panels.words import Words
from bedside.ui.spoken import decimal
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_rate_change")


class RateTotal(QVBoxLayout):
    """A line of words over a figure in mg."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._head = Words(theme, "", "label", "text2", wrap=True)
        self.figure = Words(theme, "", "num.mean", "text")
        self.figure.setFont(theme.font_px("num.mean", _AT.total_px))
        self._unit = Words(theme, "", "num.sm", "text2", wrap=True)
        self._unit.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        figure = QHBoxLayout()
        figure.setSpacing(_AT.figure_gap)
        figure.addWidget(self.figure)
        figure.addWidget(self._unit, 1)
        self.setSpacing(0)
        self.addWidget(self._head)
        self.addLayout(figure)

    def show_question(self, question: RateQuestion) -> None:
        """Another rate, or more given meanwhile."""
        total = question.total_mg
        if total is None:
            head = self.tr("Given so far")
            total = question.delivered_mg
        else:
            head = self.tr("Total if it runs to {clock}").format(clock=question.end_clock)
        self._head.setText(head)
        self.figure.setText(decimal(total, 1))
        per_kg = "" if not question.weight_kg else f"  {decimal(total / question.weight_kg, 2)} mg/kg"
        self._unit.setText(f"mg{per_kg}")
