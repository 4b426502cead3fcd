"""The window: the right screen, the right words, every key, and nothing over an alarm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget
from pytestqt.qtbot import QtBot

from bedside.export.intended_use import INTENDED_USE
from bedside.monitor.updates import MonitorUpdate
from bedside.ui import theme
from bedside.ui.extent import bed_places, extent_of, grid_of
from bedside.ui.fault_page import FaultPage
from bedside.ui.main_window import MainWindow
from bedside.ui.side_panels import Closing
from bedside.ui.theme import Theme
from bedside.vitals.commands import (
    Acknowledge,
    CancelNibp,
    PauseInfusion,
    ResumeInfusion,
    StartNibp,
    StopInfusion,
)
from bedside.vitals.devices import DeviceRow, LinkCounters, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus
from bedside.vitals.records import RecordingState
from bedside.vitals.sessions import Mode
from bedside.vitals.station_commands import AcceptIntendedUse
from tests.helpers.updates import ALARM_T, CALM_T, bed, desaturation, reyes, station

SIZES = (
    (1920, 1080),
    (1366, 768),
    (1024, 640),
    (640, 400),
    (3840, 2160),
    (1200, 1000),
    (7680, 2160),
    (1080, 1920),
)


@pytest.fixture
def window(qtbot: QtBot, look: Theme) -> MainWindow:
    made = MainWindow(look)
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_may_close", True))
    made.resize(1920, 1080)
    made.show()
    return made


def feed(window: MainWindow, *updates: MonitorUpdate, frames: int = 3, **more: object) -> None:
    beds = {update.bed: update for update in updates}
    for n in range(frames):
        window.show_updates(beds, station(**more), 52_818.0 + n * 0.2)  # type: ignore[arg-type]


def gone_row(bed_number: int) -> DeviceRow:
    return DeviceRow(
        device="nonin@x",
        driver="nonin",
        title="Nonin",
        port="/dev/ttyUSB0",
        line="9600 8N1",
        bed=bed_number,
        parameters=(Parameter.SPO2, Parameter.PLETH),
        simulated=False,
        state=LinkState.GONE,
        sentence="The cable was pulled: plug it into any port, it comes back to this bed by itself.",
        since_t=0.0,
        counters=LinkCounters(),
        frames_per_s=None,
    )


def test_one_monitored_bed_opens_its_own_screen_and_several_the_grid(window: MainWindow) -> None:
    feed(window, reyes())
    assert window.screen_name == "bed" and window.bed == 3
    feed(window, reyes(), bed(4))
    assert window.screen_name == "station"


def test_an_empty_station_offers_devices_and_simulator(window: MainWindow, qtbot: QtBot) -> None:
    feed(window)
    offered = window.screens.first_start.findChildren(QAbstractButton)
    keys = {key.text(): key for key in offered if key.isVisible()}
    assert {"Devices", "Start the simulator"} <= set(keys)
    with qtbot.waitSignal(window.simulator_asked) as asked:
        keys["Start the simulator"].click()
    assert asked.args == [1]
    keys["Devices"].click()
    assert window.screen_name == "devices"


@pytest.mark.parametrize("beds", range(1, 17))
def test_the_grid_holds_every_bed_without_overlap(window: MainWindow, beds: int) -> None:
    updates = [bed(n) for n in range(1, beds + 1)]
    feed(window, *updates, frames=1)
    window.station_screen.frame({update.bed: update for update in updates}, 52_818.0)
    slots = window.station_screen.slots
    assert set(slots) == set(range(1, beds + 1))
    columns, rows = grid_of(beds)
    assert columns * rows >= beds
    places = [QRect(slot.mapTo(window.station_screen, QPoint(0, 0)), slot.size()) for slot in slots.values()]
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[n + 1 :])


@pytest.mark.parametrize("size", SIZES)
def test_no_part_of_the_bed_screen_covers_another(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    feed(window, reyes())
    screen = window.bed_screen
    parts = [screen.header, screen.pleth, screen.chart, screen.spo2, screen.pr, screen.perfusion]
    parts += [screen.nibp, screen.rr, screen.moaas, screen.keys]
    places = [part.geometry() for part in parts if part.isVisible()]
    assert len(places) >= 8
    assert all(screen.rect().contains(place) for place in places)
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[n + 1 :])
    frame = [window.alarm_bar.geometry(), window.status.geometry()]
    content = QRect(screen.mapTo(window, QPoint(0, 0)), screen.size())
    assert not any(content.intersects(place) for place in frame)


@pytest.mark.parametrize("size", SIZES)
def test_bed_places_fill_the_content_at_every_size(size: tuple[int, int]) -> None:
    extent = extent_of(*size)
    places = bed_places(size[0] - 80, size[1] - 120, extent)
    nominal = {"header", "pleth", "chart", "spo2", "pr", "perfusion", "nibp", "keys"}
    assert nominal <= set(places)
    assert ("rr" in places and "moaas" in places) or size == (640, 400)
    assert all(places[name].width() > 0 and places[name].height() > 0 for name in places)
    assert places["pleth"].height() == places["spo2"].height()


def test_the_nominal_places_are_those_of_the_mock_up() -> None:
    places = bed_places(1840, 968, extent_of(1920, 1080))
    assert places["header"] == QRect(0, 0, 1840, 80)
    assert places["pleth"] == QRect(0, 88, 1272, 216)
    assert places["spo2"] == QRect(1280, 88, 560, 216)
    assert places["chart"] == QRect(0, 312, 1272, 568)
    assert places["pr"] == QRect(1280, 312, 360, 152)
    assert places["perfusion"] == QRect(1648, 312, 192, 152)
    assert places["nibp"] == QRect(1280, 472, 560, 208)
    assert places["keys"] == QRect(0, 888, 1840, 80)


def test_a_panel_stands_over_the_chart_only(window: MainWindow, qtbot: QtBot) -> None:
    feed(window, reyes())
    window.open_panel("ratings")
    screen = window.bed_screen
    qtbot.waitUntil(lambda: screen.panels.x() > 0, timeout=10_000)
    qtbot.waitUntil(lambda: screen.panels.geometry() == QRect(488, 312, 784, 568), timeout=10_000)
    for part in (screen.pleth, screen.spo2, screen.pr, screen.nibp, screen.keys, screen.header, screen.chart):
        assert not screen.panels.geometry().intersects(part.geometry())
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert screen.panels.name == "" and screen.chart.width() == 1272


@pytest.mark.parametrize(
    ("key", "panel"), (("F5", "event"), ("F6", "rate"), ("F7", "ratings"), ("F8", "care"), ("F1", "help"))
)
def test_keys_open_their_panels(window: MainWindow, qtbot: QtBot, key: str, panel: str) -> None:
    feed(window, reyes())
    qtbot.keyClick(window, getattr(Qt.Key, f"Key_{key}"))
    assert window.bed_screen.panels.name == panel


def test_f3_acknowledges_and_escape_never_does(window: MainWindow, qtbot: QtBot) -> None:
    feed(window, desaturation())
    with qtbot.assertNotEmitted(window.command):
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(window, Qt.Key.Key_F3)
    assert isinstance(sent.args[0], Acknowledge) and sent.args[0].condition == 7


def test_f4_starts_the_cuff_and_stops_one_that_runs(window: MainWindow, qtbot: QtBot) -> None:
    update = reyes()
    feed(window, update)
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(window, Qt.Key.Key_F4)
    assert isinstance(sent.args[0], StartNibp)
    assert update.nibp is not None
    measuring = replace(update.nibp, status=CuffStatus(t=update.now, state=CuffState.MEASURING))
    feed(window, replace(update, nibp=measuring))
    with qtbot.waitSignal(window.command) as sent:
        qtbot.keyClick(window, Qt.Key.Key_F4)
    assert isinstance(sent.args[0], CancelNibp)


def test_pause_resume_and_stop_are_one_tap_each(window: MainWindow, qtbot: QtBot) -> None:
    update = reyes()
    feed(window, update)
    keys = window.bed_screen.keys
    assert keys is not None and update.infusion is not None
    with qtbot.waitSignal(window.command) as sent:
        keys.keys["pause"].click()
    assert isinstance(sent.args[0], PauseInfusion)
    with qtbot.waitSignal(window.command) as sent:
        keys.keys["stop"].click()
    assert isinstance(sent.args[0], StopInfusion)
    feed(window, replace(update, infusion=replace(update.infusion, paused=True)))
    assert keys.keys["pause"].text() == "Resumed"
    with qtbot.waitSignal(window.command) as sent:
        keys.keys["pause"].click()
    assert isinstance(sent.args[0], ResumeInfusion)


def test_click_and_enter_open_a_bed(window: MainWindow, qtbot: QtBot) -> None:
    feed(window, reyes(), bed(4))
    qtbot.mouseClick(window.station_screen.slots[4], Qt.MouseButton.LeftButton)
    assert (window.screen_name, window.bed) == ("bed", 4)
    window.show_screen("station")
    feed(window, reyes(), bed(4))
    qtbot.keyClick(window.station_screen.slots[3], Qt.Key.Key_Return)
    assert (window.screen_name, window.bed) == ("bed", 3)


def test_a_gone_device_says_why_in_its_tile(window: MainWindow) -> None:
    lost = replace(bed(2), devices=(gone_row(2),), waves={})
    feed(window, bed(1), lost)
    words = window.station_screen.slots[2].words
    assert words is not None and "plug it into any port" in words.lost


@pytest.mark.req("SAFE-01")
def test_simulation_wears_its_frame_word_and_title(window: MainWindow) -> None:
    feed(window, reyes(mode=Mode.SIMULATION))
    frame = window.bed_screen.parentWidget()
    assert frame.word == "SIMULATION"  # type: ignore[union-attr]
    assert "SIMULATION" in window.windowTitle()
    assert "kept apart from patients" in window.status.words
    feed(window, reyes())
    assert frame.word == "" and window.windowTitle() == "bedside"  # type: ignore[union-attr]


@pytest.mark.req("SAFE-01")
def test_one_simulated_bed_among_live_ones_marks_its_own_tile_only(window: MainWindow) -> None:
    feed(window, bed(1), bed(2, mode=Mode.SIMULATION))
    assert window.windowTitle() == "bedside"
    slots = window.station_screen.slots
    marks = [slots[n].words.simulated for n in (1, 2)]  # type: ignore[union-attr]
    assert marks == [False, True]
    assert slots[2].words.bed == "S2"  # type: ignore[union-attr]


def test_the_recording_proof_steps_with_each_commit_and_stops_with_them(window: MainWindow) -> None:
    ticks = []
    for commits in range(3):
        state = RecordingState(commits=commits, last_commit_t=52_818.0, bytes_on_disk=38_400_000)
        feed(window, reyes(), frames=1, recording=state)
        window.say("")
        feed(window, reyes(), frames=1, recording=state)
        ticks.append(window.status.tick)
    assert ticks == [0, 1, 2]
    late = RecordingState(commits=3, last_commit_t=52_818.0 - 9.0, bytes_on_disk=38_400_000)
    feed(window, reyes(), recording=late)
    assert "nothing saved for 9 s" in window.status.words
    feed(window, reyes(), recording=RecordingState(fault="the disk is full"))
    assert "the disk is full" in window.status.words


def test_intended_use_is_shown_word_for_word_under_the_bar_until_accepted(
    window: MainWindow, qtbot: QtBot
) -> None:
    feed(window, reyes(), intended_use_accepted=False)
    use = window.intended_use
    assert use.isVisible() and use.text() == INTENDED_USE
    assert use.y() >= window.alarm_bar.height()
    screen = window.bed_screen
    assert not QRect(screen.mapTo(window, QPoint(0, 0)), screen.size()).intersects(use.geometry())
    with qtbot.waitSignal(window.command) as sent:
        use.findChildren(QAbstractButton)[0].click()
    assert isinstance(sent.args[0], AcceptIntendedUse)
    feed(window, reyes())
    assert not use.isVisible()


def test_closing_with_a_session_open_asks_in_a_side_panel(window: MainWindow, qtbot: QtBot) -> None:
    feed(window, reyes(), bed(4))
    with qtbot.waitSignal(window.close_requested):
        assert not window.close()
    assert window.bed_screen.panels.name == "close"
    assert not [w for w in window.findChildren(QDialog) if w.isVisible()]
    panel = window.desk.panel
    with qtbot.waitSignal(window.closing) as chosen:
        panel.resume_key.click()  # type: ignore[union-attr]
    assert chosen.args == [Closing.QUIT_AND_RESUME]
    assert not window.isVisible()


def test_closing_an_idle_window_asks_nothing(window: MainWindow, qtbot: QtBot) -> None:
    feed(window)
    with qtbot.waitSignal(window.closing) as chosen:
        assert window.close()
    assert chosen.args == [None]


def test_a_refusal_is_said_in_words_and_goes_again(window: MainWindow) -> None:
    feed(window, reyes())
    window.show_refusal("Set the patient type first.")
    feed(window, reyes(), frames=1)
    assert "Set the patient type first." in window.status.words
    window.show_updates({3: reyes()}, station(), 52_900.0)
    assert "Set the patient type first." not in window.status.words


def test_every_control_has_a_name_and_can_take_the_keyboard(window: MainWindow) -> None:
    feed(window, reyes())
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and not button.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
            assert button.accessibleName() or button.text(), button
            assert button.focusPolicy() != Qt.FocusPolicy.NoFocus, button.text()


def test_a_small_window_turns_the_rail_into_one_menu_key(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 640)
    feed(window, reyes(), bed(4))
    assert not window.rail.isVisible()
    menu = next(key for key in window.findChildren(QAbstractButton) if key.accessibleName() == "Screens")
    menu.click()
    assert window.rail.isVisible()
    window.rail.screen_asked.emit("devices")
    assert window.screen_name == "devices" and not window.rail.isVisible()


@pytest.mark.parametrize("name", ("dark", "light", "high-contrast"))
@pytest.mark.parametrize("size", SIZES[:4])
def test_all_screens_paint_in_every_theme_and_size(qtbot: QtBot, name: str, size: tuple[int, int]) -> None:
    made = MainWindow(theme.load(name))
    qtbot.addWidget(made, before_close_func=lambda w: setattr(w, "_may_close", True))
    made.resize(*size)
    made.show()
    steps: tuple[Callable[[], None], ...] = (
        lambda: feed(made, desaturation(), *(bed(n) for n in (1, 2, 4, 16))),
        lambda: made.open_bed(3),
        lambda: made.show_screen("devices"),
    )
    for step in steps:
        step()
        feed(made, desaturation(), *(bed(n) for n in (1, 2, 4, 16)))
        assert not made.grab().isNull()


def test_alarm_reaches_the_tile_with_the_very_next_frame(window: MainWindow) -> None:
    calm, struck = reyes(ALARM_T), desaturation()
    window.show_updates({3: replace(calm, alarms=())}, station(CALM_T), 52_818.00)
    window.show_updates({3: struck}, station(CALM_T), 52_818.01)
    assert window.bed_screen.spo2.shown.word == "HIGH"
    assert window.alarm_bar.message == "*** SpO2 86 < 88"


def test_nothing_painted_covers_the_alarm_bar(window: MainWindow) -> None:
    feed(window, desaturation())
    window.open_panel("event")
    for child in window.findChildren(QWidget):
        if child.isVisible() and not (child is window.alarm_bar or window.alarm_bar.isAncestorOf(child)):
            place = QRect(child.mapTo(window, QPoint(0, 0)), child.size())
            assert not place.intersects(window.alarm_bar.geometry()) or child.parent() is not window, child


def test_a_bed_asked_for_before_its_first_update_opens_when_it_comes(window: MainWindow) -> None:
    window.open_bed(2)
    feed(window, bed(1))
    assert window.screen_name == "station"
    feed(window, bed(1), bed(2))
    assert (window.screen_name, window.bed) == ("bed", 2)


def test_a_station_that_cannot_start_is_said_in_the_middle(window: MainWindow) -> None:
    window.show_fault("The store was written by a newer bedside: update this one.")
    page = window.findChild(FaultPage)
    assert page is not None and page.isVisible()
    assert "newer bedside" in page.sentence
    assert page.mapTo(window, QPoint(0, 0)).y() >= window.alarm_bar.height()
