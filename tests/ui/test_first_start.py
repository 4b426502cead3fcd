"""First start: nothing connected, no sound, no permission. What to do next stands in place; nothing waits for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from bedside.alarms.profile_file import default_profile
from bedside.export.intended_use import INTENDED_USE
from bedside.monitor.updates import StationUpdate
from bedside.therapy.lots import Looked, Lot, Lots
from bedside.therapy.lots_file import LotsFile
from bedside.ui import theme as themes
from bedside.ui.first_start_list import StepRow
from bedside.ui.first_start_lots import lots_step
from bedside.ui.first_start_step import StepState
from bedside.ui.first_start_steps import counted, limits_in_force, ports_of, ports_title, steps_of
from bedside.ui.lots_glance import LotsGlance, LotsSeen, nothing_seen
from bedside.ui.main_window import MainWindow
from bedside.ui.panels.next_steps import NextStepsPanel
from bedside.ui.theme import Theme
from bedside.vitals.devices import DeviceRow, LinkCounters, LinkState, PortSearch, SearchState
from bedside.vitals.display import Appearance, PressureUnit
from bedside.vitals.records import RecordingState
from bedside.vitals.sound import SoundState
from bedside.vitals.station_commands import AcceptIntendedUse
from tests.helpers.story import NURSE, empty
from tests.helpers.updates import bed, reyes, station
from tests.helpers.windows import open_window

SIZES = ((1920, 1080), (1366, 768), (1024, 640), (640, 400))
DENIED = PortSearch(
    port="/dev/ttyUSB0",
    words="CP2102 USB to UART (10C4:EA60)",
    state=SearchState.NOT_FOUND,
    since_t=0.0,
    sentence="Permission denied for /dev/ttyUSB0.",
    advice="add this user to the group dialout and log in again. Type in a terminal: sudo usermod -aG dialout me.",
)
BARE = PortSearch(port="/dev/ttyS0", words="16550A", state=SearchState.NOT_FOUND, since_t=0.0, built_in=True)
FOUND = replace(
    DENIED, state=SearchState.FOUND, title="Nonin format 2", driver="nonin", sentence="", advice=""
)
LISTENS = replace(DENIED, state=SearchState.LISTENING, sentence="", advice="")
GONE = DeviceRow(
    device="nonin@/dev/ttyUSB0",
    driver="nonin",
    title="Nonin format 2",
    port="/dev/ttyUSB0",
    line="9600 8N1",
    bed=1,
    parameters=(),
    simulated=False,
    state=LinkState.GONE,
    sentence="/dev/ttyUSB0 was unplugged: plug the cable in again.",
    since_t=0.0,
    counters=LinkCounters(),
    frames_per_s=None,
)
LOTS = nothing_seen()
MORNING = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)
NO_LOUDSPEAKER = SoundState(fault="no loudspeaker is connected to this computer")


def step(update: StationUpdate, key: str):
    return next(each for each in steps_of(update, LOTS) if each.key == key)


def shown(qtbot: QtBot, look: Theme, size: tuple[int, int] = (1920, 1080), **more: object) -> MainWindow:
    window = open_window(qtbot, look, size)
    show(qtbot, window, **more)
    return window


def show(qtbot: QtBot, window: MainWindow, updates: object = None, **more: object) -> None:
    for n in range(3):
        window.show_updates(updates or {}, station(**more), 60_000.0 + n)  # type: ignore[arg-type]
        qtbot.wait(1)


# -- the steps -----------------------------------------------------------------------------------------


def test_eight_steps_none_of_which_blocks() -> None:
    steps = steps_of(station(), LOTS)
    assert [each.key for each in steps] == [
        "store",
        "sound",
        "device",
        "operator",
        "lots",
        "profile",
        "screen",
        "keys",
    ]
    assert counted(steps) == "1 of 8 done · none blocks monitoring"


@pytest.mark.parametrize(
    ("key", "update", "state", "words"),
    (
        ("store", station(), StepState.DONE, "ready"),
        (
            "store",
            station(recording=RecordingState(free_bytes=212_000_000_000)),
            StepState.DONE,
            "212 GB free",
        ),
        (
            "store",
            station(recording=RecordingState(fault="/x.db is read-only: choose another file")),
            StepState.FAILING,
            "/x.db is read-only: choose another file",
        ),
        ("sound", station(), StepState.OPEN, "needed before the first infusion"),
        ("sound", station(sound=NO_LOUDSPEAKER), StepState.FAILING, NO_LOUDSPEAKER.fault),
        ("sound", station(sound=SoundState(system_muted=True)), StepState.FAILING, "muted"),
        ("sound", station(sound_answer="not heard: deaf room"), StepState.FAILING, "not heard"),
        ("sound", station(sound_answer="heard", sound=SoundState(output="HDMI")), StepState.DONE, "HDMI"),
        ("device", station(), StepState.OPEN, "plug its cable in"),
        ("device", station(searches=(BARE,)), StepState.OPEN, "plug its cable in"),
        ("device", station(searches=(LISTENS, BARE)), StepState.OPEN, "listening on ttyUSB0"),
        ("device", station(searches=(DENIED,)), StepState.FAILING, "Permission denied for /dev/ttyUSB0."),
        ("device", station(searches=(DENIED, FOUND)), StepState.OPEN, "Nonin format 2 was found on ttyUSB0"),
        ("device", station(devices=(GONE,)), StepState.FAILING, "plug the cable in again"),
        (
            "device",
            station(devices=(replace(GONE, state=LinkState.MEASURING, sentence=""),)),
            StepState.DONE,
            "bed 1",
        ),
        ("operator", station(), StepState.OPEN, "name and role"),
        ("operator", station(operator=NURSE), StepState.DONE, NURSE.name),
        ("profile", station(profiles=(default_profile().title,)), StepState.OPEN, "proposal"),
        ("profile", station(profiles=("by-hand v1",)), StepState.OPEN, "by-hand v1 is a proposal"),
        (
            "profile",
            station(profiles=("our-own v3",), profile_approval=("Dr. L. Hartmann", "2026-11-02")),
            StepState.DONE,
            "our-own v3, approved by Dr. L. Hartmann on 2026-11-02",
        ),
        ("screen", station(), StepState.OPEN, "seconds per sweep"),
        ("screen", station(appearance=Appearance(px_per_mm=3.6)), StepState.DONE, "25 mm/s"),
    ),
)
def test_each_step_tells_its_own_true_state(
    key: str, update: StationUpdate, state: StepState, words: str
) -> None:
    told = step(update, key)
    assert told.state is state
    assert words in told.words


def lots(*expiries: str, looked_days_ago: int | None = None) -> LotsSeen:
    """So many lots, as they are in the morning of 18 November 2026."""
    listed = tuple(
        Lot(lot=f"A{n}", expiry=expiry, strength_mg_ml=50.0, vials=3, by="C. Devi", utc=MORNING)
        for n, expiry in enumerate(expiries, 1)
    )
    looked = None
    if looked_days_ago is not None:
        when = MORNING.replace(hour=7, minute=10) - timedelta(days=looked_days_ago)
        looked = Looked(by="J. Okafor", utc=when)
    return LotsSeen(lots=Lots(lots=listed, looked=looked), now=MORNING)


@pytest.mark.req("DOSE-04")
@pytest.mark.parametrize(
    ("seen", "state", "words"),
    (
        (lots(), StepState.OPEN, "none is listed: add what stands on the vials, and count them"),
        (lots("2027-04"), StepState.OPEN, "1 in use, nobody has looked through them yet"),
        (
            lots("2027-04", "2027-05", "2027-06", looked_days_ago=2),
            StepState.OPEN,
            "3 in use, looked through 2 days ago by J. Okafor",
        ),
        (
            lots("2027-04", looked_days_ago=1),
            StepState.OPEN,
            "1 in use, looked through 1 day ago by J. Okafor",
        ),
        (
            lots("2027-04", looked_days_ago=0),
            StepState.DONE,
            "1 in use, looked through today by J. Okafor, 07:10",
        ),
        (
            lots("2027-04", "2026-11", looked_days_ago=0),
            StepState.DONE,
            "2 in use, looked through today by J. Okafor, 07:10. "
            "Lot A2: Its last day is 2026-11-30, in 12 days.",
        ),
        (
            lots("2026-10", "2027-04", looked_days_ago=0),
            StepState.FAILING,
            "Lot A1: Expired on 2026-10-31: take it out of use.",
        ),
        (
            lots("2026-10", "2026-09", "2026-08"),
            StepState.FAILING,
            "Lot A1: Expired on 2026-10-31: take it out of use. And 2 more.",
        ),
        (LotsSeen(fault="lots.toml cannot be read"), StepState.FAILING, "lots.toml cannot be read"),
    ),
)
def test_the_lots_in_use_tell_how_many_who_looked_through_them_and_what_is_over(
    seen: LotsSeen, state: StepState, words: str
) -> None:
    told = lots_step(seen)
    assert (told.state, told.words) == (state, words)
    assert [act.name for act in told.acts] == ["settings/lots"]


def test_the_list_of_lots_is_read_once_a_second_however_often_it_is_shown(tmp_path: Path) -> None:
    path, now = tmp_path / "lots.toml", [MORNING]
    file = LotsFile(path)
    glance = LotsGlance(file, lambda: now[0])
    assert glance().lots == Lots()
    LotsFile(path).change(lambda _: lots("2027-04").lots)
    assert glance().lots == Lots()
    now[0] += timedelta(seconds=1)
    assert len(glance().lots.lots) == 1
    now[0] -= timedelta(hours=1)
    assert glance().now == now[0], "the clock was set back"


def test_the_step_of_the_lots_leads_to_their_page_from_the_station_and_from_the_panel(
    qtbot: QtBot, look: Theme
) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    window.use_lots(lambda: lots("2027-04", looked_days_ago=2))
    show(qtbot, window)
    row = window.screens.first_start.steps.list.rows["lots"]
    assert row.words.text() == "1 in use, looked through 2 days ago by J. Okafor"
    window.open_panel("next")
    show(qtbot, window)
    panel = window.screens.panels.panel
    assert isinstance(panel, NextStepsPanel)
    assert panel.steps.rows["lots"].words.text() == row.words.text()
    panel.steps.rows["lots"].keys[0].click()
    assert (window.screen_name, window.settings.name) == ("settings", "lots")
    assert window.station_desk.name == "", "the panel has led there and is gone"
    window.show_screen("station")
    row.keys[0].click()
    assert (window.screen_name, window.settings.name) == ("settings", "lots")


def test_every_open_or_failing_step_but_the_disk_has_a_key_that_does_it() -> None:
    bad = station(sound=NO_LOUDSPEAKER, searches=(DENIED,))
    for told in (*steps_of(bad, LOTS), *steps_of(station(), LOTS)):
        assert told.acts or told.key == "store", told


def test_the_list_of_keys_is_ticked_off_only_once_it_was_opened() -> None:
    assert steps_of(station(), LOTS)[-1].state is StepState.OPEN
    assert steps_of(station(), LOTS, keys_read=True)[-1].state is StepState.DONE


def test_ports_say_what_was_heard_and_leave_the_commands_to_the_devices_screen() -> None:
    update = station(searches=(DENIED, BARE, LISTENS))
    told = dict(ports_of(update))
    assert ports_title(update) == "Listening on 3 ports"
    assert ports_title(station()) == "No serial port is there yet"
    assert "nothing was heard" in told["ttyS0"]
    assert not any("sudo" in words for words in told.values())
    assert "Devices" in dict(ports_of(station(searches=(DENIED,))))["ttyUSB0"]


# -- where it stands -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", (1.0, 2.0))
def test_it_stands_under_the_bar_and_every_key_can_be_reached(
    qtbot: QtBot, size: tuple[int, int], text: float
) -> None:
    look = themes.load("dark", text)
    window = shown(
        qtbot, look, size, intended_use_accepted=False, sound=NO_LOUDSPEAKER, searches=(DENIED, BARE)
    )
    first = window.screens.first_start
    assert first.isVisible()
    bar = window.alarm_bar.geometry()
    for part in (window.intended_use, window.no_sound, first):
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        assert not place.intersects(bar)
        assert window.rect().contains(place)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.wait(20)
    for row in first.steps.list.rows.values():
        for key in row.keys:
            key.setFocus(Qt.FocusReason.TabFocusReason)
            assert window.focusWidget() is key
            qtbot.wait(1)
            assert not key.visibleRegion().isEmpty(), (row.step.key, key.text())
            assert key.width() <= first.steps.width()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", (1.0, 2.0))
def test_the_whole_statement_can_be_read(qtbot: QtBot, size: tuple[int, int], text: float) -> None:
    window = shown(qtbot, themes.load("dark", text), size, intended_use_accepted=False)
    strip = window.intended_use
    reading = strip._reading
    assert strip._statement.text == INTENDED_USE
    assert strip._statement.height_for(strip._statement.width()) <= strip._statement.height()
    spare = strip._statement.height() - reading.height()
    assert reading.verticalScrollBar().maximum() >= spare
    if spare > 0:  # what scrolls can be scrolled with the keyboard
        assert reading.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert not strip._accept.geometry().intersects(reading.geometry())


@pytest.mark.parametrize("size", [(640, 400), (1024, 640)])
def test_numbers_keep_their_room_while_the_statement_is_not_accepted(
    qtbot: QtBot, look: Theme, size: tuple[int, int]
) -> None:
    """In the lowest window too they are read, not painted over each other; the statement scrolls."""
    high = {}
    for accepted in (True, False):
        window = shown(qtbot, look, size, updates={3: reyes()}, intended_use_accepted=accepted)
        window.open_bed(3)
        show(qtbot, window, {3: reyes()}, intended_use_accepted=accepted)
        screen = window.bed_screen
        high[accepted] = [tile.height() for tile in (screen.spo2, screen.pr, screen.nibp)]
    assert all(now >= 0.55 * usual for now, usual in zip(high[False], high[True], strict=True)), high


def test_it_goes_by_itself_with_the_first_patient_and_comes_back_after_the_last(
    qtbot: QtBot, look: Theme
) -> None:
    window = shown(qtbot, look)
    first = window.screens.first_start
    assert first.isVisible()
    show(qtbot, window, {1: bed(1), 2: bed(2)})
    assert not first.isVisible()
    assert window.station_screen.isVisible()
    show(qtbot, window)
    assert first.isVisible()


def test_beds_with_devices_keep_their_place_beside_it(qtbot: QtBot, look: Theme) -> None:
    beds = {n: empty(n) for n in (1, 2, 3)}
    window = shown(qtbot, look, updates=beds, devices=(GONE,))
    first = window.screens.first_start
    assert first.isVisible()
    assert window.station_screen.isVisible()
    grid = QRect(window.station_screen.mapTo(window, QPoint(0, 0)), window.station_screen.size())
    steps = QRect(first.steps.mapTo(window, QPoint(0, 0)), first.steps.size())
    assert not grid.intersects(steps)


def test_beds_are_never_covered_where_there_is_no_room_for_both(qtbot: QtBot, look: Theme) -> None:
    beds = {n: empty(n) for n in (1, 2, 3)}
    window = shown(qtbot, look, (640, 400), updates=beds)
    assert window.station_screen.isVisible()
    assert window.screens.first_start.steps.visibleRegion().isEmpty()


def test_another_screen_hides_it_and_the_way_back_shows_it(qtbot: QtBot, look: Theme) -> None:
    window = shown(qtbot, look)
    first = window.screens.first_start
    window.show_screen("devices")
    show(qtbot, window)
    assert not first.isVisible()
    window.show_screen("station")
    show(qtbot, window)
    assert first.isVisible()


def test_the_bar_says_that_no_bed_is_monitored(qtbot: QtBot, look: Theme) -> None:
    window = shown(qtbot, look)
    assert (
        "No bed is monitored" in window.alarm_bar.accessibleDescription() + window.alarm_bar.accessibleName()
    )


def test_nothing_waits_for_accept(qtbot: QtBot, look: Theme) -> None:
    window = shown(qtbot, look, intended_use_accepted=False)
    asked: list[object] = []
    window.command.connect(asked.append)
    show(qtbot, window, {1: bed(1), 2: bed(2)}, intended_use_accepted=False)
    assert window.station_screen.isVisible()
    window.intended_use._accept.click()
    assert [type(command) for command in asked] == [AcceptIntendedUse]


# -- what its keys do ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "panel"), (("sound", "self-test"), ("operator", "operator"), ("keys", "help"))
)
def test_a_step_opens_the_panel_that_does_it(qtbot: QtBot, look: Theme, key: str, panel: str) -> None:
    window = shown(qtbot, look)
    window.screens.first_start.steps.list.rows[key].keys[0].click()
    assert window.station_desk.name == panel


@pytest.mark.parametrize(
    ("key", "screen"), (("device", "devices"), ("profile", "settings"), ("screen", "settings"))
)
def test_a_step_goes_to_the_screen_that_does_it(qtbot: QtBot, look: Theme, key: str, screen: str) -> None:
    window = shown(qtbot, look)
    window.screens.first_start.steps.list.rows[key].keys[0].click()
    assert window.screen_name == screen


@pytest.mark.parametrize(("key", "page"), (("profile", "profiles"), ("screen", "display")))
def test_a_step_of_the_settings_opens_the_page_where_it_is_done(
    qtbot: QtBot, look: Theme, key: str, page: str
) -> None:
    window = shown(qtbot, look)
    window.screens.settings.go("sound")
    window.screens.first_start.steps.list.rows[key].keys[0].click()
    assert window.screens.settings.name == page


def test_the_limits_that_would_be_in_force_are_told_in_the_clinics_unit() -> None:
    kpa = station(appearance=Appearance(pressure_unit=PressureUnit.KPA))
    assert limits_in_force(station()).endswith("systolic 90–160 mmHg")
    assert limits_in_force(kpa).endswith("systolic 12.0–21.3 kPa")


@pytest.mark.parametrize("size", ((1920, 1080), (640, 400)))
def test_the_simulator_can_be_started_at_every_size(qtbot: QtBot, look: Theme, size: tuple[int, int]) -> None:
    window = shown(qtbot, look, size)
    beds: list[int] = []
    window.simulator_asked.connect(beds.append)
    first = window.screens.first_start
    if first.bed.isVisible():
        first.bed.simulator_key.click()
    else:
        first.steps.list.rows["device"].keys[1].click()
    assert beds == [1]


def test_without_sound_the_step_leads_to_what_can_be_done(qtbot: QtBot, look: Theme) -> None:
    window = shown(qtbot, look, sound=NO_LOUDSPEAKER)
    window.screens.first_start.steps.list.rows["sound"].keys[0].click()
    assert window.station_desk.name == "no-sound"


def test_f1_opens_the_keys_without_a_bed_and_from_there_what_to_do_next(qtbot: QtBot, look: Theme) -> None:
    window = shown(qtbot, look)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.station_desk.name == "help"
    window.station_desk.panel.next_key.click()
    assert window.station_desk.name == "next"
    steps = window.station_desk.panel.steps
    assert next(iter(steps.rows)) == "store"
    steps.rows["device"].keys[0].click()
    assert window.screen_name == "devices"
    assert window.station_desk.name == ""


def test_f1_shows_the_same_while_patients_are_monitored(qtbot: QtBot, look: Theme) -> None:
    window = shown(qtbot, look, updates={1: bed(1), 2: bed(2)})
    window.open_bed(1)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.station_desk.name == "help"
    window.station_desk.panel.next_key.click()
    assert window.station_desk.name == "next"
    assert window.screen_name == "bed"


@pytest.mark.parametrize("scale", (1.0, 2.0))
@pytest.mark.parametrize("size", SIZES)
def test_a_step_has_the_whole_width_beside_its_mark(
    qtbot: QtBot, size: tuple[int, int], scale: float
) -> None:
    """Also one without a key: its words never shrink to a column of single words."""
    window = shown(qtbot, themes.load("dark", scale), size)
    rows = [row for row in window.findChildren(StepRow) if row.isVisible()]
    assert {row.step.key for row in rows} >= {"store", "sound"}
    for row in rows:
        beside = sum(key.width() for key in row.keys if key.y() < row.words.geometry().bottom())
        assert row.words.width() >= 0.7 * (row.width() - beside) - row.words.x(), row.step.key
        assert row.words.x() <= 0.2 * row.width(), row.step.key
