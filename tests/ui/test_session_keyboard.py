"""A nurse at the keyboard of a real window on a bed that really answers: the time budgets as counts of keys."""

from __future__ import annotations

import locale
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.errors import RefusedError
from bedside.therapy.dose import exact
from bedside.therapy.typed_number import read_number
from bedside.ui import formats, spoken
from bedside.ui.main_window import MainWindow
from bedside.ui.panels.end_session import EndSessionPanel
from bedside.ui.session import patient_draft, plan_draft
from bedside.ui.theme import Theme
from bedside.vitals.care_commands import SetPlan
from bedside.vitals.commands import Acknowledge, ChangeRate, Command, MarkEvent, StartInfusion, StopInfusion
from bedside.vitals.display import DecimalMark
from bedside.vitals.sessions import Phase
from tests.helpers.care_rooms import NURSE, PATIENT, Room, room_in
from tests.helpers.hosting import host
from tests.helpers.updates import station
from tests.helpers.windows import open_window


class Nurse:
    """Types at a window; what she asks for goes to the bed, and the window shows what the bed says to it."""

    def __init__(self, window: MainWindow, room: Room) -> None:
        self.window, self.room = window, room
        self.keys, self.asked = 0, list[Command]()
        self.refused: list[str] = []
        self._waiting: list[Command] = []
        window.command.connect(self._waiting.append)
        self.look()

    def look(self, frames: int = 2) -> None:
        """Some frames."""
        for _ in range(frames):
            waiting, self._waiting[:] = list(self._waiting), []
            for command in waiting:
                self.asked.append(command)
                if command.bed:
                    try:
                        self.room.say(command)
                    except RefusedError as refused:
                        self.refused.append(str(refused))
            self.room.clock.advance(0.2)
            update = self.room.step()
            self.window.show_updates({1: update}, station(operator=NURSE), self.room.clock.now())
            QApplication.processEvents()

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self.keys += 1
            QTest.keyClick(self.window.windowHandle(), key)
            self.look()

    def type(self, text: str) -> None:
        """A number: its signs are not counted."""
        for sign in text:
            QTest.keyClick(self.window.windowHandle(), sign)
        self.look()

    def of(self, kind: type[Command]) -> list[Command]:
        return [command for command in self.asked if type(command) is kind]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with room_in(tmp_path / "b.sqlite") as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    made = open_window(qtbot, look, (1920, 1080))
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def at_the_bed(window: MainWindow, room: Room) -> Nurse:
    nurse = Nurse(window, room)
    window.open_bed(1)
    nurse.look(3)
    return nurse


def infusing(room: Room) -> None:
    room.screened()
    room.based()
    room.infused()
    room.wait(60.0)


@pytest.mark.req("DOSE-01", "GATE-01")
def test_a_screened_patients_infusion_is_recorded_with_few_keys(window: MainWindow, room: Room) -> None:
    """Session start ≤ 60 s: at a second and a half a key there is time for forty."""
    room.screened()
    room.based()
    nurse = at_the_bed(window, room)
    nurse.press(Qt.Key.Key_F6)
    nurse.type("52.5")
    for _ in range(8):
        if nurse.of(StartInfusion):
            break
        nurse.press(Qt.Key.Key_Return)
    assert nurse.refused == []
    update = room.step()
    assert update.infusion is not None
    assert (update.infusion.rate_ml_h, update.infusion.concentration_mg_ml) == (52.5, 1.0)
    assert update.session is not None
    assert update.session.phase is Phase.INFUSION
    assert nurse.keys <= 3, "the syringe and the plan are known from the plan form"


@pytest.mark.req("DOSE-01")
def test_a_rate_change_is_two_keys_besides_its_number_and_the_bed_takes_it(
    window: MainWindow, room: Room
) -> None:
    infusing(room)
    nurse = at_the_bed(window, room)
    nurse.press(Qt.Key.Key_F6)
    nurse.type("60")
    nurse.press(Qt.Key.Key_Return)
    assert nurse.keys <= 2
    assert nurse.refused == []
    assert room.step().infusion.rate_ml_h == 60.0  # type: ignore[union-attr]
    nurse.press(Qt.Key.Key_F6, Qt.Key.Key_S)
    assert nurse.keys <= 4
    assert [type(each) for each in nurse.asked if isinstance(each, ChangeRate | StopInfusion)] == [
        ChangeRate,
        StopInfusion,
    ]
    assert room.step().session.phase is Phase.RECOVERY  # type: ignore[union-attr]


@pytest.mark.req("EVT-01")
def test_an_event_stands_on_the_timeline_at_the_time_of_its_key(window: MainWindow, room: Room) -> None:
    infusing(room)
    nurse = at_the_bed(window, room)
    began = room.step().now
    nurse.press(Qt.Key.Key_F5, Qt.Key.Key_D, Qt.Key.Key_I, Qt.Key.Key_Z, Qt.Key.Key_2)
    (entry,) = [e for e in room.step().entries if isinstance(e.command, MarkEvent)]
    assert (entry.command.event, entry.command.severity) == ("dizziness", 2)
    assert began <= entry.t <= began + 3.0
    assert nurse.keys <= 5


def test_an_alarm_is_acknowledged_with_one_key(window: MainWindow, room: Room) -> None:
    infusing(room)
    room.saturation = 78.0
    room.wait(40.0)
    alarm = room.step().alarms[0]
    nurse = at_the_bed(window, room)
    nurse.press(Qt.Key.Key_F3)
    assert [each.condition for each in nurse.asked if isinstance(each, Acknowledge)] == [
        alarm.change.condition
    ]
    assert nurse.keys == 1
    assert nurse.refused == []


# A comma for a point


@pytest.fixture(params=["de_DE", "en_US"])
def somewhere(request: pytest.FixtureRequest) -> Iterator[str]:
    """The whole computer speaks another language; its C library too, where it knows it."""
    before, numeric = QLocale(), locale.setlocale(locale.LC_NUMERIC)
    QLocale.setDefault(QLocale(request.param))
    spoken.use_decimal_mark(DecimalMark.PLACE)
    for name in (f"{request.param}.UTF-8", f"{request.param}.utf8"):
        try:
            locale.setlocale(locale.LC_NUMERIC, name)
        except locale.Error:
            continue
        break
    yield request.param
    locale.setlocale(locale.LC_NUMERIC, numeric)
    spoken.use_decimal_mark(DecimalMark.POINT)
    QLocale.setDefault(before)


@pytest.mark.parametrize("typed", ["47,5", "47.5"])
def test_a_rate_typed_with_comma_or_point_is_the_same_rate_everywhere(
    somewhere: str, typed: str, window: MainWindow, room: Room
) -> None:
    infusing(room)
    nurse = at_the_bed(window, room)
    nurse.press(Qt.Key.Key_F6)
    nurse.type(typed)
    nurse.press(Qt.Key.Key_Return)
    (change,) = nurse.of(ChangeRate)
    assert isinstance(change, ChangeRate)
    assert change.rate_ml_h == 47.5
    assert nurse.refused == []
    shown = formats.plain(change.rate_ml_h)
    assert shown == ("47,5" if somewhere == "de_DE" else "47.5")
    assert read_number(shown, "mL/h") == Decimal("47.5"), "what is shown can be typed again"


@pytest.mark.parametrize("mark", [",", "."])
def test_plan_and_patient_take_comma_and_point_and_record_the_same(somewhere: str, mark: str) -> None:
    def typed(text: str) -> str:
        return text.replace(".", mark)

    names = dict.fromkeys(plan_draft.UNITS, "it")
    texts = dict.fromkeys(plan_draft.UNITS, "") | {
        "dose_mg_kg": typed("0.45"),
        "minutes": typed("42.5"),
        "concentration_mg_ml": typed("1.25"),
    }
    values, wrong = plan_draft.read_numbers(texts, names)
    assert wrong == []
    plan = plan_draft.plan_of(values, SetPlan(bed=1, plan=plan_draft.SessionPlan()).plan, 70.0, "")
    assert (plan.dose_mg, plan.minutes, plan.concentration_mg_ml) == (31.5, 42.5, 1.25)
    again, _ = plan_draft.read_numbers({**texts, **plan_draft.texts_of(plan, None)}, names)
    assert again["minutes"] == exact(42.5), "what the form shows is what it reads"
    record = patient_draft.texts_of(PATIENT) | {"weight_kg": typed("71.5")}
    made, wrong = patient_draft.read_record(record, PATIENT, PATIENT.born.replace(year=2026))  # type: ignore[union-attr]
    assert wrong == []
    assert made.weight_kg == 71.5


def test_end_session_says_that_no_stop_was_recorded(qtbot: QtBot, look: Theme, room: Room) -> None:
    infusing(room)
    room.wait(4000.0, every_s=5.0)
    panel = EndSessionPanel(look)
    host(qtbot, panel, 784, 568)
    panel.open_for(room.step(), NURSE)
    said = panel._still.text()
    assert "The infusion is recorded as running: record its stop first if it has ended." in said
    room.say(StopInfusion(bed=1, actor=NURSE))
    panel.refresh(room.step())
    assert "recorded as running" not in panel._still.text()
