"""Rate changed, or infusion started (F6): records what the pump was told; it never proposes a number."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from bedside.monitor.pump_beside import pump_beside
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.infusion import never_stopped
from bedside.ui import formats
from bedside.ui.panels.flow import show_only
from bedside.ui.panels.infusion_keys import (
    last_turn,
    pause_command,
    resume_command,
    stop_command,
    turned_elsewhere,
    turned_words,
)
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.rate_change import (
    BOLUS_KEY,
    PAUSE_KEY,
    STOP_KEY,
    VIALS_KEY,
    RateChange,
)
from bedside.ui.panels.rate_reasons import RateSaid
from bedside.ui.panels.rate_start import RateStart
from bedside.ui.panels.rate_start_check import StartSaid, StartTyped
from bedside.ui.panels.rate_start_gate import SCREENING
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import ChangeRate, StartInfusion

_AT = layout("panel_rate_change")


def is_running(update: MonitorUpdate) -> bool:
    """Whether an infusion was started and not stopped yet (paused counts as running)."""
    return update.infusion is not None and update.infusion.stopped_t is None


def overrun_s(update: MonitorUpdate) -> float | None:
    """How long a running infusion has been past its planned end, s; None while it is not, or has no plan."""
    infusion = update.infusion
    if infusion is None or infusion.stopped_t is not None:
        return None
    return infusion.overrun_s(update.now) or None


class RatePanel(Panel):
    """Shows the start form before an infusion and after its stop, the change form during it.

    Signals:
        rate_typed: the rate typed so far in mL/h, or None: the chart draws it ahead of now.
        panel_asked: name of the panel to open in place of this one.
    """

    rate_typed = Signal(object)
    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="speedometer-medium", title="", parent=parent)
        self._paused = False  # as whoever works here has seen it
        self.change = RateChange(theme)
        self.start = RateStart(theme)
        self.stop_key = self._head_key(self.tr("Stopped"), "S", self._stop)
        self.bolus_key = self._head_key(self.tr("Bolus"), "B", self._ask_bolus)
        self.vials_key = self._head_key(self.tr("Vials"), "V", self._ask_vials)
        self.stop_key.set_primary(True)
        self.add_head_keys(self.stop_key, self.bolus_key, self.vials_key)
        self._forms = QStackedWidget()
        self._forms.addWidget(self.change)
        self._forms.addWidget(self.start)
        self.body.addWidget(self._forms)
        self.end_pinned()
        self.change.record.connect(self._change_rate)
        self.change.typed.connect(self.rate_typed)
        self.change.letter.connect(self._letter)
        self.start.record.connect(self._start)
        self.start.letter.connect(self._letter)
        self.start.screening.connect(self._ask_screening)

    def _head_key(self, label: str, key: str, act: object) -> PanelKey:
        made = PanelKey(self._theme, label, key=key, least=_AT.head_key, token="small.medium")
        made.clicked.connect(act)
        return made

    def prepare(self, update: MonitorUpdate) -> None:
        """Choose the form and empty it."""
        self._paused = update.infusion is not None and update.infusion.paused
        if is_running(update):
            self.set_head(icon="speedometer-medium", title=self.tr("Rate changed"))
            self._show_form(self.change)
            self.change.begin(update)
        else:
            self.set_head(
                icon="play-circle-outline",
                title=self.tr("Infusion start"),
                hint=self.tr("start the pump, then record it"),
            )
            self._show_form(self.start)
            self.start.begin(update)
        self._show_overrun(update)
        for part in (self.change, self.start, self):
            layout_of = part.layout()
            if layout_of is not None:
                layout_of.activate()  # what was shown or hidden just now counts at once

    def _show_form(self, form: QWidget) -> None:
        show_only([self.change, self.start], form)
        self._forms.setCurrentWidget(form)

    def refresh(self, update: MonitorUpdate) -> None:
        """The change form follows what is given; a form whose moment has passed gives way to the other."""
        wanted = self.change if is_running(update) else self.start
        if self._forms.currentWidget() is not wanted:
            self._give_way(update)
        if wanted is self.change:
            self.change.refresh(update)
        else:
            self.start.refresh(update)
        self._show_overrun(update)

    def _give_way(self, update: MonitorUpdate) -> None:
        """Somebody else started or stopped it: nothing that was being typed may mean something else by now."""
        typed_here = self.isAncestorOf(self.focusWidget() or self.window())
        self.prepare(update)
        if (entry := last_turn(update)) is not None:
            super().show_refusal(turned_words(update, entry))
        if typed_here:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refusal(self, sentence: str) -> None:
        """Beside the key that was pressed; what was typed stays."""
        self._refused, self._awaited = True, None
        form = self.change if self._forms.currentWidget() is self.change else self.start
        form.say_refused(sentence)
        self.bring_into_view(form.box)

    def _show_overrun(self, update: MonitorUpdate) -> None:
        """Past its plan: say by how much, and offer to record the stop."""
        over = overrun_s(update)
        self.stop_key.setVisible(over is not None or bool(never_stopped(update.infusion, update.now)))
        if not is_running(update) or self._refused:
            return
        hint = self.tr("set it on the pump, then record it")
        if over is not None:
            hint = self.tr("past its plan by {time}").format(time=formats.duration(over))
        if forgotten := told(never_stopped(update.infusion, update.now)):
            hint = forgotten
        if pump := told(pump_beside(update).words):
            hint = pump if over is None and not forgotten else f"{hint.rstrip('.')}. {pump}"
        self.set_head(hint=hint)

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

    def _letter(self, key: Qt.Key) -> None:
        """A letter where a number is typed: what it means is done at once."""
        {
            PAUSE_KEY: self._pause,
            STOP_KEY: self._stop,
            BOLUS_KEY: self._ask_bolus,
            VIALS_KEY: self._ask_vials,
        }[key]()

    def _pause(self) -> None:
        update = self._update
        if update is None:
            return
        paused = update.infusion is not None and update.infusion.paused
        done = turned_elsewhere(update, None) if paused != self._paused else ""
        self._paused = paused
        if done:  # what the key meant
            super().show_refusal(done)
            return
        command = resume_command(update, self._actor) or pause_command(update, self._actor)
        if command is not None:
            self.send(command)
            self.close_panel()

    def _stop(self) -> None:
        command = None if self._update is None else stop_command(self._update, self._actor)
        if command is not None:
            self.send(command)
            self.close_panel()

    def _ask_bolus(self) -> None:
        self.panel_asked.emit("bolus")

    def _ask_vials(self) -> None:
        self.panel_asked.emit("vials")

    def _ask_screening(self) -> None:
        self.panel_asked.emit(SCREENING)

    def typed_so_far(self) -> StartTyped | None:
        """The start that is being typed."""
        return self.start.typed if self._forms.currentWidget() is self.start else None

    def take_up(self, typed: object) -> None:
        """Go on with it, unless the infusion was started meanwhile."""
        if isinstance(typed, StartTyped) and self._forms.currentWidget() is self.start:
            self.start.take_up(typed)

    def _change_rate(self, said: RateSaid) -> None:
        if self._update is not None:
            command = ChangeRate(
                bed=self._update.bed,
                actor=self._actor,
                rate_ml_h=said.rate_ml_h,
                reason=said.reason,
                weight_kg=said.weight_kg,
                entered_value=said.entered_value,
                entered_unit=said.entered_unit,
                observed_t=said.observed_t,
            )
            self.send_and_wait(command)

    def _start(self, said: StartSaid) -> None:
        if self._update is not None:
            command = StartInfusion(
                bed=self._update.bed,
                actor=self._actor,
                rate_ml_h=said.rate_ml_h,
                concentration_mg_ml=said.concentration_mg_ml,
                planned_mg=said.planned_mg,
                planned_min=said.planned_min,
                weight_kg=said.weight_kg,
                entered_value=said.entered_value,
                entered_unit=said.entered_unit,
                checked_by=said.checked_by,
                reason=said.reason,
                observed_t=said.observed_t,
            )
            self.send_and_wait(command)
