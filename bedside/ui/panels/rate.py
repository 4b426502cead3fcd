"""Rate changed, or infusion started (F6): records what the pump was told; it never proposes a number."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.flow import show_only
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.rate_change import RateChange
from bedside.ui.panels.rate_check import StartQuestion
from bedside.ui.panels.rate_start import RateStart
from bedside.ui.theme import Theme
from bedside.vitals.commands import ChangeRate, StartInfusion, WriteNote


def is_running(update: MonitorUpdate) -> bool:
    """Whether an infusion was started and not stopped yet (paused counts as running)."""
    return update.infusion is not None and update.infusion.stopped_t is None


class RatePanel(Panel):
    """Shows the start form before an infusion and after its stop, the change form during it.

    Signals:
        rate_typed: the rate typed so far in mL/h, or None: the chart draws it ahead of now.
    """

    rate_typed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="speedometer-medium", title="", parent=parent)
        self.change = RateChange(theme)
        self.start = RateStart(theme)
        self._forms = QStackedWidget()
        self._forms.addWidget(self.change)
        self._forms.addWidget(self.start)
        self.body.addWidget(self._forms)
        self.change.record.connect(self._change_rate)
        self.change.typed.connect(self.rate_typed)
        self.start.record.connect(self._start)

    def prepare(self, update: MonitorUpdate) -> None:
        """Choose the form and empty it."""
        if is_running(update):
            self.set_head(
                icon="speedometer-medium",
                title=self.tr("Rate changed"),
                hint=self.tr("set it on the pump, then record it here"),
            )
            self._show_form(self.change)
            self.change.begin(update)
        else:
            self.set_head(
                icon="play-circle-outline",
                title=self.tr("Infusion start"),
                hint=self.tr("start the pump, then record it here"),
            )
            self._show_form(self.start)
            self.start.begin()

    def _show_form(self, form: QWidget) -> None:
        show_only([self.change, self.start], form)
        self._forms.setCurrentWidget(form)

    def refresh(self, update: MonitorUpdate) -> None:
        """The change form follows what is given; a form whose moment has passed gives way to the other."""
        wanted = self.change if is_running(update) else self.start
        if self._forms.currentWidget() is not wanted:
            self.prepare(update)
        if wanted is self.change:
            self.change.refresh(update)

    def fit(self, room: int) -> None:
        """Both forms."""
        self.change.fit(room)
        self.start.fit(room)

    def first_focus(self) -> QWidget:
        """The number."""
        return self.change.edit if self._forms.currentWidget() is self.change else self.start.rate.edit

    def close_panel(self) -> None:
        """The typed rate leaves the chart with the panel."""
        self.rate_typed.emit(None)
        super().close_panel()

    def _change_rate(self, rate: float, reason: str) -> None:
        if self._update is not None:
            self.send(ChangeRate(bed=self._update.bed, actor=self._actor, rate_ml_h=rate, reason=reason))
            self.close_panel()

    def _start(self, question: StartQuestion, reason: str) -> None:
        rate, concentration, planned_mg, planned_min = question.numbers()
        if self._update is None or rate is None or concentration is None:
            return
        bed = self._update.bed
        self.send(
            StartInfusion(
                bed=bed,
                actor=self._actor,
                rate_ml_h=rate,
                concentration_mg_ml=concentration,
                planned_mg=planned_mg,
                planned_min=planned_min,
            )
        )
        if reason:  # DOSE-03: recorded beside the start
            said = f"{question.check().headline} {reason}"
            self.send(WriteNote(bed=bed, actor=self._actor, text=said))
        self.close_panel()
