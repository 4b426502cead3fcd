"""Numbers as the reader chose them: kPa and the comma, live, on every page and panel of the session and the station."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from bedside.alarms.profile_file import default_profile
from bedside.alarms.profiles import ProfileShelf
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.orthostatic import LYING, STANDING
from bedside.therapy.protocols import ProtocolShelf
from bedside.ui import theme as themes
from bedside.ui.appearance import apply
from bedside.ui.main_window import MainWindow
from bedside.ui.profile_desk import ProfileDesk
from bedside.ui.profiles_screen import ProfilesScreen
from bedside.ui.protocols.desk import ProtocolPageDesk
from bedside.ui.protocols.screen import ProtocolScreen
from bedside.ui.protocols.words import parts
from bedside.ui.review_screen import ReviewScreen
from bedside.ui.side_panels import PANELS, STATION_PANELS
from bedside.ui.spoken import decimal, use_decimal_mark
from bedside.ui.theme import Theme
from bedside.ui.window_set import WindowSet
from bedside.vitals.alarms import ActiveAlarm, Direction, Priority
from bedside.vitals.commands import MarkEvent
from bedside.vitals.display import Appearance, BedView, DecimalMark, PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import SessionPlan
from bedside.vitals.sessions import Mode
from tests.helpers.all_words import AllWords
from tests.helpers.discharging import BASELINE, GIVEN, RULES, folded, recovering
from tests.helpers.hosting import host
from tests.helpers.parts import change, determination, numeric
from tests.helpers.screening import SUPERVISOR, ready_care
from tests.helpers.session_line import LINES
from tests.helpers.story import BED, NURSE, at
from tests.helpers.updates import desaturation, station
from tests.helpers.windows import feed, open_window

SIZE: Final = (1366, 768)
USUAL: Final = Appearance(reduced_motion=True, decimal_mark=DecimalMark.POINT)
FORMS: Final = (
    "screening",
    "baseline",
    "infusion",
    "recovery",
    "patient",
    "plan",
    "scales",
    "advice",
    "protocol",
    "emergency",
)
SETTINGS: Final = ("profiles", "ages", "units", "appearance", "display", "sound")
POINT: Final = re.compile(r"(?<![\w.])[0-9]+\.[0-9]+(?!\w|\.[0-9])")
CHOICE: Final = {"120.5", "Point: 120.5"}  # the key that chooses the point
DATE: Final = "18.11. 09:30"  # how a day is typed


def form(name: str) -> Callable[[MainWindow], None]:
    def go(window: MainWindow) -> None:
        window.open_bed(3)
        window.bed_screen.open_session(name)

    return go


def panel(name: str) -> Callable[[MainWindow], None]:
    def go(window: MainWindow) -> None:
        window.open_bed(3)
        window.open_panel(name)

    return go


def page(name: str) -> Callable[[MainWindow], None]:
    def go(window: MainWindow) -> None:
        window.show_screen("settings")
        window.settings.go(name)

    return go


def running() -> MonitorUpdate:
    """In the infusion: decimals in rate, plan, bolus and weight, alarms of pressure and perfusion, a pump beside."""
    update = desaturation()
    high = change(9, Priority.MEDIUM, Parameter.NIBP_SYS, update.now - 21.0, value=168.0, limit=160.0)
    high = replace(high, words="systolic high", rule="NIBP systolic > 160 at once", direction=Direction.HIGH)
    weak = change(10, Priority.LOW, Parameter.PI, update.now - 40.0, value=0.2, limit=0.3)
    weak = replace(weak, words="perfusion low", rule="perfusion index < 0.3 % for 30 s")
    plan = SessionPlan(dose_mg=37.5, dose_mg_kg=0.55, weight_kg=68.2, minutes=42.5, concentration_mg_ml=1.25)
    more = {
        Parameter.PI: numeric(Parameter.PI, 0.2, update.now),
        Parameter.TEMP: numeric(Parameter.TEMP, 36.6, update.now),
        Parameter.RR: numeric(Parameter.RR, 14.5, update.now - 60.0),
    }
    assert update.session is not None
    return replace(
        update,
        session=replace(update.session, weight_kg=68.2),
        numerics={**update.numerics, **more},
        alarms=(*update.alarms, ActiveAlarm(change=high), ActiveAlarm(change=weak)),
        alarm_log=(*update.alarm_log, high, weak),
        baseline=BASELINE,
        care=ready_care(plan=plan),
    )


def outside_and_standing() -> MonitorUpdate:
    """Before the infusion: a baseline just over its start limit, and a pressure that falls on standing."""
    early = GIVEN[:4]
    marks = (
        ("09:53", MarkEvent(bed=BED, actor=NURSE, event=LYING)),
        ("09:56", MarkEvent(bed=BED, actor=NURSE, event=STANDING)),
    )
    update = recovering("10:00", given=(*early, *marks))
    cuffs = (*update.determinations, determination(at("09:57"), 92, 60, 71))
    high = replace(BASELINE, values={**BASELINE.values, Parameter.NIBP_SYS: 160.25})
    return folded(replace(update, determinations=cuffs, baseline=high), RULES)


STATES: Final = {"running": running, "recovering": recovering, "before": outside_and_standing}
PLACES: Final[dict[str, Callable[[MainWindow], None]]] = {
    "station": lambda window: window.show_screen("station"),
    "bed": lambda window: window.open_bed(3),
    "review": lambda window: window.show_screen("review"),
    **{f"form {name}": form(name) for name in FORMS},
    **{f"panel {name}": panel(name) for name in (*PANELS, *STATION_PANELS)},
    **{f"settings {name}": page(name) for name in SETTINGS},
}


BOTH: Final = (
    "bed",
    "panel rate",
    "panel bolus",
    "panel handover",
    "panel entries",
    "panel nibp-history",
    "panel end",
)
WALK: Final = [
    (place, state)
    for place in PLACES
    for state in (STATES if place.startswith("form") or place in BOTH else ("running",))
]
#: limits are kept, checked and approved in mmHg: these say so beside each number
IN_MMHG: Final = {"panel limits", *(f"settings {name}" for name in SETTINGS)}
MMHG: Final = re.compile(r"mmHg|\b1[0-9][0-9]/[0-9]{2}\b")  # or a pressure of the story: 134/83


@pytest.fixture(autouse=True)
def point_again() -> Iterator[None]:
    yield
    use_decimal_mark(DecimalMark.POINT)


def with_point(words: Iterable[str]) -> set[str]:
    return {each for each in words if POINT.search(each.replace(DATE, ""))} - CHOICE


class Place:
    """A window at one place, opened as usual and then changed while it is open."""

    def __init__(self, qtbot: QtBot, name: str, update: MonitorUpdate) -> None:
        self.look = themes.of(USUAL)
        self.update = update
        self.window = open_window(qtbot, self.look, SIZE)
        self.frame(USUAL)
        PLACES[name](self.window)
        self.frame(USUAL)

    def frame(self, wanted: Appearance) -> None:
        feed(self.window, self.update, operator=NURSE, appearance=wanted)
        QApplication.processEvents()

    def become(self, wanted: Appearance) -> None:
        """As a window set does it."""
        use_decimal_mark(wanted.decimal_mark)
        apply(self.window, self.look, wanted)
        self.frame(wanted)


@pytest.mark.parametrize(("place", "state"), WALK)
def test_every_number_follows_the_choice_where_it_stands(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, place: str, state: str
) -> None:
    words = AllWords(monkeypatch)
    there = Place(qtbot, place, STATES[state]())
    there.become(replace(USUAL, decimal_mark=DecimalMark.COMMA, pressure_unit=PressureUnit.KPA))
    said = words.of(there.window)
    typed = {edit.text() for edit in there.window.findChildren(QLineEdit)} if "panel" in place else set()
    points = with_point(said) - typed  # a field is left to who types in it, till it opens anew
    assert not points, "\n".join(sorted(points))
    in_mmhg = set() if place in IN_MMHG else {each for each in said if MMHG.search(each)}
    assert not in_mmhg, "\n".join(sorted(in_mmhg))
    PLACES[place](there.window)
    points = with_point(words.of(there.window))
    assert not points, "\n".join(sorted(points))


@pytest.fixture
def comma() -> None:
    use_decimal_mark(DecimalMark.COMMA)


def assert_no_point(monkeypatch: pytest.MonkeyPatch, page: QWidget) -> None:
    QApplication.processEvents()
    found = with_point(AllWords(monkeypatch).of(page))
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("place", ["de_DE", "es_ES"])
def test_the_mark_of_this_computer_is_the_usual_one_and_comes_with_the_first_window(place: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(place))
    try:
        windows = WindowSet(themes.of(Appearance()), Appearance())
        assert decimal(120.5, 1) == "120,5"
        windows.frame({}, station(appearance=Appearance(decimal_mark=DecimalMark.POINT)), 0.0)
        assert decimal(120.5, 1) == "120.5"
    finally:
        QLocale.setDefault(before)


def test_a_session_in_review(qtbot: QtBot, look: Theme, comma: None, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ReviewScreen(look)
    qtbot.addWidget(page)
    page.resize(1856, 984)
    page.set_sessions(LINES)
    page.show()
    assert_no_point(monkeypatch, page)
    shown = replace(running(), mode=Mode.REPLAY)
    page.show_session(LINES[0], shown)
    page.show_update(shown, playing=False, speed=0.5)
    assert_no_point(monkeypatch, page)


def test_the_trend_table(qtbot: QtBot, comma: None, monkeypatch: pytest.MonkeyPatch) -> None:
    there = Place(qtbot, "bed", running())
    there.become(replace(USUAL, decimal_mark=DecimalMark.COMMA))
    there.window.bed_screen.set_view(BedView(bed=BED, table=True))
    there.frame(USUAL)
    assert_no_point(monkeypatch, there.window)


def test_the_protocol_editor_and_every_part_of_it(
    qtbot: QtBot, look: Theme, comma: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = ProtocolScreen(look)
    host(qtbot, page, 1600, 960)
    desk = ProtocolPageDesk(page, ProtocolShelf(tmp_path), lambda: datetime(2026, 11, 2, 17, 12))
    page.set_actor(SUPERVISOR)
    page.show_update(station(protocol="mood v1"))
    desk.refresh()
    for name in parts():
        page.go(name)
        assert_no_point(monkeypatch, page)


def test_alarm_profiles(
    qtbot: QtBot, look: Theme, comma: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = ProfilesScreen(look)
    host(qtbot, page, 1840, 968)
    desk = ProfileDesk(page, ProfileShelf(tmp_path), lambda: datetime(2026, 11, 2, 17, 12))
    desk.refresh()
    page.show_update(station(profiles=(default_profile().title,)))
    assert_no_point(monkeypatch, page)
