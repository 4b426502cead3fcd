"""The made-up session an hour after its infusion, as the mock-up of discharge shows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Care
from bedside.therapy.discharge import discharge_of
from bedside.therapy.gate import gate_of
from bedside.therapy.infusion import infusion_of
from bedside.ui.main_window import MainWindow
from bedside.ui.session.session_page import SessionPage
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import AnswerItem, GiveScore
from bedside.vitals.commands import Command, Entry, GiveRating, SetPhase, StartInfusion, StopInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DischargeRules, GateItem, Protocol
from bedside.vitals.sessions import Actor, Phase
from bedside.vitals.timeline import with_entry
from tests.helpers.parts import determination, numeric
from tests.helpers.screening import MARTA, PROTOCOL
from tests.helpers.story import BED, NURSE, at, rating, series, story
from tests.helpers.windows import feed, open_window


def asked(key: str, words: str, **others: Any) -> GateItem:
    return GateItem(key=key, words=words, answers=("yes", "no"), clear=("yes",), **others)


ITEMS = (
    asked("gait", "Gait steady"),
    asked("cannula", "Cannula out"),
    asked("escort", "Escort named and present", fills="escort"),
    asked("advice", "Written advice until tomorrow"),
    asked("next_visit", "Next visit", details=True),
    asked("emergency", "Emergency number given"),
    asked("risk_screen", "Risk screen repeated", fills="risk_screen"),
)
RULES: Protocol = replace(
    PROTOCOL,
    title="Mood",
    discharge=DischargeRules(items=ITEMS),
    scales_before=("phq9", "gad7"),
    advice="No driving until tomorrow after sleep.\nRest today, with an adult at home.",
    emergency_number="555 0100",
)
BASELINE = Baseline(
    values={Parameter.NIBP_SYS: 118.0, Parameter.NIBP_DIA: 72.0, Parameter.PR: 67.0, Parameter.SPO2: 98.0},
    readings=2,
    complete=True,
)


def score(scale: str, *answers: int | None) -> GiveScore:
    return GiveScore(bed=BED, actor=NURSE, scale=scale, version="1", answers=answers)


def answer(item: str, text: str = "", said: str = "yes") -> AnswerItem:
    return AnswerItem(bed=BED, actor=NURSE, form="discharge", item=item, answer=said, text=text)


def _rated(
    clock: str, dissociation: int, nausea: int, anxiety: int, drowsiness: int
) -> list[tuple[str, Command]]:
    values = {"dissociation": dissociation, "nausea": nausea, "anxiety": anxiety, "drowsiness": drowsiness}
    return [(clock, rating(scale, value)) for scale, value in values.items()]


GIVEN: tuple[tuple[str, Command], ...] = (
    *_rated("09:58", 0, 0, 3, 0),
    (
        "10:05",
        StartInfusion(
            bed=BED, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1, planned_mg=35, planned_min=40
        ),
    ),
    *_rated("10:34", 7, 1, 2, 3),
    *_rated("10:43", 7, 1, 1, 4),
    ("10:45", StopInfusion(bed=BED, actor=NURSE)),
    ("10:45:01", SetPhase(bed=BED, phase=Phase.RECOVERY)),
    *_rated("10:58", 4, 3, 1, 5),
    *_rated("11:13", 2, 1, 0, 3),
    *_rated("11:28", 1, 0, 0, 1),
    ("11:36", answer("cannula")),
    ("11:38", answer("gait", "walked 10 m")),
    ("11:40", answer("advice")),
    ("11:40:05", answer("emergency")),
    ("11:40:10", answer("next_visit", "2026-11-18 09:30")),
    ("11:41", score("cssrs", 0, 0, None, None, None, 0)),
    *_rated("11:42", 0, 0, 0, 1),
    ("11:42:05", GiveRating(bed=BED, actor=NURSE, scale="moaas", value=5)),
    ("11:42:18", score("aldrete", 2, 2, 2, 2, 2)),
)
_CUFFS = (
    ("09:51", 119, 73, 88),
    ("09:55", 117, 71, 86),
    ("10:30", 136, 84, 101),
    ("10:44", 141, 86, 104),
    ("11:15", 124, 76, 92),
    ("11:40", 120, 74, 89),
)


def entries_of(given: tuple[tuple[str, Command], ...]) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = ()
    for n, (clock, command) in enumerate(given, 1):
        entries = with_entry(entries, Entry(number=n, t=at(clock), entered_t=at(clock), command=command))
    return entries


def folded(update: MonitorUpdate, protocol: Protocol | None) -> MonitorUpdate:
    """The update with the care its entries say, as a monitor would make it."""
    infusion = infusion_of(update.entries)
    spo2 = update.numerics[Parameter.SPO2]
    gate = discharge_of(
        protocol,
        update.entries,
        infusion,
        update.baseline,
        update.determinations,
        spo2=spo2.value,
        spo2_t=spo2.t,
        patient=MARTA,
        now=update.now,
    )
    phase, phase_t = (
        (update.session.phase, update.session.phase_t) if update.session else (Phase.BASELINE, 0.0)
    )
    for entry in update.entries:
        if isinstance(entry.command, SetPhase) and not entry.retracted:
            phase, phase_t = entry.command.phase, entry.t
    assert update.session is not None
    care = Care(
        protocol=protocol,
        patient=MARTA,
        gate=gate_of(protocol, update.entries, MARTA, update.baseline),
        discharge=gate if infusion is not None else Care().discharge,
        back_since_t=at("11:15") if update.now > at("11:15") else None,
        back_done=update.now > at("11:25"),
    )
    return replace(
        update, infusion=infusion, care=care, session=replace(update.session, phase=phase, phase_t=phase_t)
    )


def recovering(
    clock: str = "11:43:30",
    *,
    given: tuple[tuple[str, Command], ...] = GIVEN,
    protocol: Protocol | None = RULES,
) -> MonitorUpdate:
    """Marta Reyes' bed at this time."""
    now = at(clock)
    update = story(now)
    t = np.arange(0.0, now, 1.0)
    minute = t / 60
    pulse = 67 + 24 * np.exp(-(((minute - 57) / 15) ** 2)) + 2 * (minute > 75)
    spo2 = 98 - np.round(11 * np.exp(-(((t - at("10:31:30")) / 35) ** 4)))
    numerics = {
        **update.numerics,
        Parameter.SPO2: numeric(Parameter.SPO2, 98.0, now),
        Parameter.PR: numeric(Parameter.PR, 69.0, now),
    }
    past = tuple((when, command) for when, command in given if at(when) <= now)
    cuffs = tuple(determination(at(c), s, d, m) for c, s, d, m in _CUFFS if at(c) <= now)
    assert update.nibp is not None
    update = replace(
        update,
        entries=entries_of(past),
        determinations=cuffs,
        baseline=BASELINE,
        numerics=numerics,
        trends={Parameter.SPO2: series(t, spo2), Parameter.PR: series(t, np.round(pulse))},
        nibp=replace(update.nibp, last=cuffs[-1] if cuffs else None),
        alarms=(),
        alarm_log=(),
    )
    return folded(update, protocol)


@dataclass
class Recovery:
    """A window with the session flow open; commands come back as entries, as a station's do."""

    qtbot: QtBot
    window: MainWindow
    update: MonitorUpdate
    protocol: Protocol | None = RULES
    sent: list[Command] = field(default_factory=list)
    listens: bool = True
    actor: Actor = NURSE

    def hear(self, command: Command) -> None:
        self.sent.append(command)
        if not self.listens:
            return
        observed = getattr(command, "observed_t", None)
        now = self.update.now
        entry = Entry(
            number=max((e.number for e in self.update.entries), default=0) + 1,
            t=now if observed is None else observed,
            entered_t=now,
            command=command,
        )
        self.update = folded(
            replace(self.update, entries=with_entry(self.update.entries, entry)), self.protocol
        )

    def feed(self) -> None:
        feed(self.window, self.update, frames=2, operator=self.actor)
        QApplication.processEvents()

    def later(self, seconds: float) -> None:
        """Time goes by."""
        numerics = {
            key: replace(each, t=self.update.now + seconds) for key, each in self.update.numerics.items()
        }
        self.update = folded(
            replace(self.update, now=self.update.now + seconds, numerics=numerics), self.protocol
        )
        self.feed()

    @property
    def page(self) -> SessionPage:
        return self.window.bed_screen.session_page

    @property
    def focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    def open(self, form: str) -> None:
        self.page.ask(form)
        self.feed()

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(self.focus, key)
            self.feed()

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.focus, text)
        self.feed()

    def click(self, widget: QWidget) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.feed()

    def of(self, kind: type) -> list:  # type: ignore[type-arg]
        return [command for command in self.sent if isinstance(command, kind)]


def open_recovery(
    qtbot: QtBot,
    look: Theme,
    form: str = "recovery",
    *,
    size: tuple[int, int] = (1920, 1080),
    clock: str = "11:43:30",
    given: tuple[tuple[str, Command], ...] = GIVEN,
    protocol: Protocol | None = RULES,
) -> Recovery:
    """The bed of Marta Reyes with this form of the session flow open."""
    window = open_window(qtbot, look, size)
    made = Recovery(qtbot, window, recovering(clock, given=given, protocol=protocol), protocol)
    window.command.connect(made.hear)
    made.feed()
    with qtbot.waitActive(window):
        window.activateWindow()
    window.open_bed(made.update.bed)
    made.feed()
    window.bed_screen.open_session(form)
    made.feed()
    return made
