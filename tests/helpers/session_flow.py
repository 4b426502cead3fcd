"""A window with the session flow of one bed open, and a stand-in for the station that takes what is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care, Decision, GateRow, Override
from bedside.ui.main_window import MainWindow
from bedside.ui.session.session_page import SessionPage
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import (
    AllowEmergencyStart,
    AnswerItem,
    DecideGo,
    IdentifyPatient,
    OverrideItem,
    SavePatient,
    SetPlan,
)
from bedside.vitals.commands import Command, SetPhase, StartInfusion
from bedside.vitals.sessions import Actor
from tests.helpers.screening import Records, given_before, screening
from tests.helpers.story import NURSE
from tests.helpers.windows import feed, open_window


@dataclass
class Flow:
    """One window; `take` folds a command into the care, as a station would in the next update."""

    qtbot: QtBot
    window: MainWindow
    update: MonitorUpdate
    records: Records
    actor: Actor = NURSE
    sent: list[Command] = field(default_factory=list)
    listens: bool = True  # commands come back in the next update
    keys: int = 0

    def feed(self, frames: int = 2) -> None:
        feed(self.window, self.update, frames=frames, operator=self.actor)
        QApplication.processEvents()

    @property
    def page(self) -> SessionPage:
        return self.window.bed_screen.session_page

    @property
    def care(self) -> Care:
        assert self.update.care is not None
        return self.update.care

    def show(self, care: Care) -> None:
        self.update = replace(self.update, care=care)
        self.feed()

    def open(self, form: str) -> None:
        self.page.open(form)
        self.feed()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key where the keyboard is."""
        self.keys += 1
        self.qtbot.keyClick(self.focus, key, modifier)
        self.feed()

    def type(self, text: str) -> None:
        """Numbers and names: counted apart."""
        self.qtbot.keyClicks(self.focus, text)
        self.feed()

    @property
    def focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    def of(self, kind: type) -> list:  # type: ignore[type-arg]
        return [command for command in self.sent if isinstance(command, kind)]

    def hear(self, command: Command) -> None:
        self.sent.append(command)
        if self.listens:
            self.update = replace(self.update, care=taken(self.care, command, self.update.now))


def taken(care: Care, command: Command, now: float) -> Care:
    """The care after one command."""
    gate = care.gate
    match command:
        case AnswerItem(item=item, answer=answer, text=text, actor=by):

            def answer_it(row: GateRow) -> GateRow:
                return GateRow(item=row.item, answer=answer, text=text, by=by, t=now)

            rows = tuple(answer_it(row) if row.item.key == item else row for row in gate.rows)
            return replace(care, gate=replace(gate, rows=rows))
        case OverrideItem(item=item, reason=reason, actor=by):
            passed = Override(by=by, reason=reason, t=now)
            rows = tuple(replace(row, override=passed) if row.item.key == item else row for row in gate.rows)
            return replace(care, gate=replace(gate, rows=rows))
        case DecideGo(go=go, reason=reason, actor=by):
            return replace(care, gate=replace(gate, decision=Decision(go=go, by=by, reason=reason, t=now)))
        case AllowEmergencyStart(reason=reason, actor=by):
            return replace(care, gate=replace(gate, emergency=Override(by=by, reason=reason, t=now)))
        case IdentifyPatient(patient=patient):
            before = care.patient
            moved = before is not None and before.id != patient.id
            earlier = (*care.earlier_patients, before) if moved and before else care.earlier_patients
            return replace(care, patient=patient, earlier_patients=earlier)
        case SetPlan(plan=plan):
            return replace(care, plan=plan)
        case SavePatient() | SetPhase() | StartInfusion():
            return care
    return care


def open_flow(
    qtbot: QtBot,
    look: Theme,
    care: Care | None = None,
    *,
    size: tuple[int, int] = (1920, 1080),
    update: MonitorUpdate | None = None,
    prepare: Callable[[SessionPage], None] | None = None,
) -> Flow:
    """The bed of Marta Reyes with the session flow open."""
    window = open_window(qtbot, look, size)
    flow = Flow(qtbot, window, screening(care) if update is None else update, Records())
    window.command.connect(flow.hear)
    flow.feed()
    with qtbot.waitActive(window):
        window.activateWindow()
    window.open_bed(flow.update.bed)
    flow.feed()

    def made(page: SessionPage) -> None:
        page.asks.patients = flow.records
        page.asks.given_before = given_before
        if prepare is not None:
            prepare(page)

    window.bed_screen.session_made.connect(made)
    flow.qtbot.keyClick(window, Qt.Key.Key_F10)
    flow.keys += 1
    flow.feed()
    return flow
