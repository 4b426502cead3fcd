"""Every screen and panel for assistive technology and the keyboard: names, roles, Tab order, focus, alarms said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from bedside import registry
from bedside.ui import accessible
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Presence, Priority
from tests.helpers import accessible as seen
from tests.helpers import device_rows
from tests.helpers.alarming import NOW, SILENT, alarming, manned, marta, station_alarm
from tests.helpers.updates import bed
from tests.helpers.windows import PANELS, STATION_PANELS, open_window

BIG, SMALL = (1920, 1080), (1024, 640)
SCREENS = ("first start", "station", "empty beds", "bed", "devices", "no devices", "review", "settings")
ON_STATION = (*STATION_PANELS, "help", "next")
PLACES = (*SCREENS, *(f"panel {name}" for name in (*ON_STATION, *(p for p in PANELS if p not in ON_STATION))))
WARD = {"devices": device_rows.ward(), "searches": (device_rows.found(),)}


class Room:
    """A window at one of its places, and a way to give it a frame."""

    def __init__(self, qtbot: QtBot, look: Theme, size: tuple[int, int], place: str) -> None:
        self.window: MainWindow = open_window(qtbot, look, size)
        self._qtbot = qtbot
        self._now = 52_818.0
        self._more: dict[str, object] = WARD if place == "devices" else {}
        beds = {"first start": (), "empty beds": (1, 16)}.get(place, (1, 2, 3, 4, 5))
        self._beds = {n: bed(n) for n in beds}
        self.frame()
        if place.startswith("panel "):
            self._open(place.removeprefix("panel "))
        elif place in ("bed", "review", "settings"):
            self.window.show_screen(place)
        elif "devices" in place:
            self.window.show_screen("devices")
            self.window.devices.set_drivers(list(registry.infos()[0].values()))
        for _ in range(3):
            self.frame()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        qtbot.wait(20)

    def frame(self) -> None:
        self._now += 0.3
        self.window.show_updates(self._beds, manned(**self._more), self._now)
        self._qtbot.wait(0)

    def _open(self, name: str) -> None:
        if name not in ON_STATION:
            self.window.open_bed(1)
            self.frame()
        self.window.open_panel(name)
        assert self.window.screens.panels.name == name
        self.window.screens.panels.set_place(self.window.screens.panels.geometry())  # no sliding meanwhile


@pytest.fixture
def room(qtbot: QtBot, look: Theme) -> Callable[..., Room]:
    look.reduced_motion = True

    def made(place: str, size: tuple[int, int] = BIG) -> Room:
        return Room(qtbot, look, size, place)

    return made


# -- every widget that takes the keyboard ----------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", (BIG, SMALL), ids=("big", "small"))
def test_everything_has_a_name_is_reached_in_order_is_seen_there_and_needs_no_mouse(
    room: Callable[..., Room], place: str, size: tuple[int, int]
) -> None:
    """In one window; the arrow keys, which choose, come last."""
    there = room(place, size)
    window = there.window
    assert seen.focusable(window)
    wrong = {
        "without a name or a sensible role": seen.unnamed(window),
        "for the mouse alone": seen.mouse_only(window),
    }
    if size == BIG:
        wrong["out of the order of the Tab key, top left to bottom right"] = seen.disordered(window)
        wrong["no ring where the keyboard is"] = seen.unseen_focus(window, window, there.frame)
    wrong["not reached, or no way back"] = seen.unreached(window)
    assert {what: which for what, which in wrong.items() if which} == {}


# -- these checks find what they are for ------------------------------------------------------------------


class _Deaf(QWidget):
    """Takes the keyboard and shows nothing."""


_Deaf.__module__ = "bedside.ui.deaf"


class _Clicked(_Deaf):
    def mousePressEvent(self, _event: object) -> None:  # noqa: N802 - Qt's own name
        """Something."""


_Clicked.__module__ = "bedside.ui.deaf"


def test_the_checks_find_a_widget_without_name_role_ring_and_keys(room: Callable[..., Room]) -> None:
    there = room("station")
    made = _Clicked(there.window)
    made.setFocusPolicy(seen.Qt.FocusPolicy.StrongFocus)
    made.setGeometry(300, 300, 80, 40)
    made.show()
    assert len(seen.unnamed(there.window)) == 2  # neither name nor role
    assert len(seen.unseen_focus(there.window, there.window, there.frame)) == 1
    assert len(seen.mouse_only(there.window)) == 1
    made.setFocusPolicy(seen.Qt.FocusPolicy.ClickFocus)
    assert seen.unreached(there.window) == []
    made.setFocusPolicy(seen.Qt.FocusPolicy.StrongFocus)
    made.focusNextPrevChild = lambda _forward: False  # type: ignore[method-assign]
    assert seen.focusable(there.window)


# -- what is painted is said ---------------------------------------------------------------------------


def shown_with(qtbot: QtBot, look: Theme, update, **more: object) -> MainWindow:
    window = open_window(qtbot, look, BIG)
    for n in range(2):
        window.show_updates({update.bed: update}, manned(**more), NOW + 0.2 * n)
    window.open_bed(update.bed)
    window.show_updates({update.bed: update}, manned(**more), NOW + 1.0)
    return window


def said_by(window: MainWindow, kind: str, name: str) -> str:
    for widget in window.findChildren(QWidget):
        if type(widget).__name__ == kind and widget.accessibleName().startswith(name):
            return seen.interface(widget).text(QAccessible.Text.Description)
    raise AssertionError(f"no {kind} {name}")


@pytest.mark.parametrize(
    ("kind", "name", "parts"),
    (
        ("NumberTile", "SpO2", ("86", "%", "HIGH", "limit 88")),
        ("NumberTile", "PR", ("/min", "limits 50–120")),
        ("NibpTile", "NIBP", ("136/84", "mmHg", "mean 101", "1:58")),
        ("NumberTile", "RR", ("no reading yet",)),
        ("AlarmBar", "Alarms", ("SpO2 86 < 88", "HIGH", "Bed 3", "since")),
        ("StatusStrip", "Status", ("Recording", "Sound tested")),
    ),
)
def test_a_number_is_said_with_its_unit_its_age_and_its_alarm(
    qtbot: QtBot, look: Theme, kind: str, name: str, parts: tuple[str, ...]
) -> None:
    said = said_by(shown_with(qtbot, look, alarming(marta())), kind, name)
    assert [part for part in parts if part not in said] == [], said


@pytest.mark.parametrize(
    ("kind", "role"),
    (
        ("AlarmBar", QAccessible.Role.AlertMessage),
        ("StatusStrip", QAccessible.Role.StatusBar),
        ("Rail", QAccessible.Role.ToolBar),
        ("NumberTile", QAccessible.Role.StaticText),
        ("PlethPanel", QAccessible.Role.Graphic),
    ),
)
def test_painted_parts_have_roles(qtbot: QtBot, look: Theme, kind: str, role: QAccessible.Role) -> None:
    window = shown_with(qtbot, look, marta())
    found = [w for w in window.findChildren(QWidget) if type(w).__name__ == kind]
    assert found
    assert {seen.interface(widget).role() for widget in found} == {role}


def test_a_tile_of_the_station_says_bed_numbers_and_alarm(qtbot: QtBot, look: Theme) -> None:
    window = open_window(qtbot, look, BIG)
    beds = {3: alarming(marta()), 4: bed(4)}
    for n in range(2):
        window.show_updates(beds, manned(), NOW + n)
    said = seen.interface(window.station_screen.slots[3])
    assert said.text(QAccessible.Text.Name) == "Bed 3"
    words = said.text(QAccessible.Text.Description)
    assert [part for part in ("SpO2 86 < 88", "Reyes") if part not in words] == [], words


def test_the_strip_without_sound_is_an_alert_with_its_reason(qtbot: QtBot, look: Theme) -> None:
    window = shown_with(qtbot, look, marta(), sound=SILENT)
    strip = seen.interface(window.no_sound)
    assert strip.role() == QAccessible.Role.AlertMessage
    assert SILENT.fault in strip.text(QAccessible.Text.Description)


# -- alarms are said at once ---------------------------------------------------------------------------


def heard_of() -> tuple[accessible.Announcer, list[tuple[str, bool]]]:
    said: list[tuple[str, bool]] = []
    return accessible.Announcer(lambda words, at_once: said.append((words, at_once))), said


def items_of(qtbot: QtBot, look: Theme, *updates, **more: object):
    window = open_window(qtbot, look, BIG)
    window.show_updates({update.bed: update for update in updates}, manned(**more), NOW)
    return window.alarm_bar.alarms


def test_a_new_alarm_is_said_once_and_a_high_one_at_once(qtbot: QtBot, look: Theme) -> None:
    announcer, said = heard_of()
    items = items_of(qtbot, look, alarming(marta()))
    announcer.frame(())
    for _ in range(3):
        announcer.frame(items)
    assert said == [("HIGH alarm, Bed 3: SpO2 86 < 88", True)]


def test_a_medium_alarm_waits_for_what_is_being_said(qtbot: QtBot, look: Theme) -> None:
    announcer, said = heard_of()
    announcer.frame(items_of(qtbot, look, alarming(marta(), Priority.MEDIUM)))
    assert [at_once for _, at_once in said] == [False]
    assert "MEDIUM" in said[0][0]


def test_it_is_said_again_when_it_comes_again_and_not_when_it_is_over(qtbot: QtBot, look: Theme) -> None:
    announcer, said = heard_of()
    announcer.frame(items_of(qtbot, look, alarming(marta())))
    announcer.frame(items_of(qtbot, look, alarming(marta(), presence=Presence.LATCHED)))
    assert len(said) == 1
    announcer.frame(())
    announcer.frame(items_of(qtbot, look, alarming(marta(), times=2)))
    assert len(said) == 2


def test_an_alarm_of_the_station_says_so(qtbot: QtBot, look: Theme) -> None:
    announcer, said = heard_of()
    announcer.frame(items_of(qtbot, look, marta(), alarms=(station_alarm(),)))
    assert [words for words, _ in said] == ["MEDIUM alarm, Station: No alarm can be heard"]


def test_the_window_says_its_alarms(qtbot: QtBot, look: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    window = open_window(qtbot, look, BIG)
    monkeypatch.setattr(
        "bedside.ui.window_chrome.announce", lambda _widget, words, *, at_once: said.append(words)
    )
    update = alarming(marta())
    for n in range(4):
        window.show_updates({3: replace(update, station_now=NOW + n)}, manned(), NOW + n)
    assert said == ["HIGH alarm, Bed 3: SpO2 86 < 88"]


def test_announcing_is_quiet_while_nothing_listens_and_works_when_something_does(
    qtbot: QtBot, look: Theme
) -> None:
    window = open_window(qtbot, look, BIG)
    accessible.announce(window.alarm_bar, "HIGH alarm", at_once=True)
    QAccessible.setActive(True)
    try:
        accessible.announce(window.alarm_bar, "HIGH alarm", at_once=True)
        accessible.announce(window.alarm_bar, "LOW alarm")
        assert seen.interface(window.alarm_bar).role() == QAccessible.Role.AlertMessage
    finally:
        QAccessible.setActive(False)
