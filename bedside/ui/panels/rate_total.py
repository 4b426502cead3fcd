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
        self.figure.setFont(theme.font_px("num.mean", round(_AT.total_px * theme.zoom)))
        self._unit = Words(theme, "", "num.sm", "text2", wrap=True)
        self._unit.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        figure = QHBoxLayout()
        figure.setSpacing(_AT.figure_gap)
        figure.addWidget(self.figure)
        figure.addWidget(self._unit, 1)
        self.setSpacing(0)
        self.addWidget(self._head)
        self.addLayout(figure)

    def show_question(self, question: RateQuestion, reached: str = "") -> None:
        """Another rate, or more given meanwhile.

        Args:
            question: the typed rate. reached: clock at which the planned dose is given at it, or at the rate now;
                "" = it never is, or was given already.
        """
        total = question.total_mg
        if total is not None:
            said = [self.tr("Total if it runs to {clock}").format(clock=question.end_clock)]
        else:
            said = [self.tr("Given so far")]
            total = question.delivered_mg
            if question.percent_of_plan is not None:
                said = [self.tr("Given so far, {n} %").format(n=decimal(question.percent_of_plan))]
        if reached:
            said.append(self.tr("plan reached {clock}").format(clock=reached))
        self._head.setText(" · ".join(said))
        self.figure.setText(decimal(total, 1))
        per_kg = "" if not question.weight_kg else f"  {decimal(total / question.weight_kg, 2)} mg/kg"
        self._unit.setText(f"mg{per_kg}")

    @property
    def words(self) -> str:
        """Everything it says, as one text."""
        return f"{self._head.text()}: {self.figure.text()} {self._unit.text()}"
