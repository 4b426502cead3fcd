"""What happens to a clinic's screen in a bad hour: every bed alarms, the window is pulled about, the look changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import theme as themes
from bedside.ui.appearance import apply
from bedside.ui.main_window import MainWindow
from bedside.ui.sweep import SweepCanvas
from bedside.ui.theme import Theme
from bedside.vitals.alarms import Priority
from bedside.vitals.display import Appearance, PressureUnit
from tests.helpers.alarming import NOW, alarming, look_at, manned
from tests.helpers.updates import bed
from tests.helpers.windows import open_window, rendered, unpainted

FULL_HOUSE = 16
SIZES = ((1920, 1080), (640, 400), (7680, 2160), (1080, 1920), (1024, 640))


def in_alarm(station_now: float = NOW) -> Mapping[int, MonitorUpdate]:
    """Sixteen beds, each with a High, a Medium and a Low."""
    beds = {}
    for number in range(1, FULL_HOUSE + 1):
        update = bed(1 + (number - 1) % 15, station_now)
        update = replace(update, bed=number)
        for n, priority in enumerate((Priority.HIGH, Priority.MEDIUM, Priority.LOW)):
            update = alarming(update, priority, condition=10 * number + n)
        beds[number] = update
    return beds


def show(window: MainWindow, at: float) -> None:
    """One frame of the full house."""
    window.show_updates(in_alarm(at), manned(station_now=at), at)


@pytest.fixture
def house(qtbot: QtBot, look: Theme) -> MainWindow:
    window = open_window(qtbot, look, (1920, 1080))
    show(window, NOW)
    return window


def test_sixteen_beds_in_alarm_are_all_seen_at_every_size(house: MainWindow, qtbot: QtBot) -> None:
    for n, size in enumerate(SIZES):
        house.resize(*size)
        for frame in range(3):
            show(house, NOW + n + 0.2 * frame)
            QCoreApplication.processEvents()
        assert house.alarm_bar.isVisible()
        assert unpainted(rendered(house)) == 0, size
        slots = house.station_screen.slots
        assert len(slots) == FULL_HOUSE
        for slot in slots.values():
            assert slot.words is not None
            assert slot.words.alarm is not None
            assert slot.words.alarm.priority is Priority.HIGH
            inside = house.rect().contains(slot.mapTo(house, slot.rect().center()))
            assert inside, f"bed {slot.bed} is outside a window of {size}"
    assert "of 48" in house.alarm_bar.shown.spoken


def test_the_look_changes_in_the_middle_of_an_alarm_and_the_alarm_stays(
    house: MainWindow, look: Theme
) -> None:
    said = house.alarm_bar.shown.message
    for n, name in enumerate((*themes.names(), "dark")):
        for scale in (1.0, 2.0):
            apply(house, look, Appearance(theme=name, text_scale=scale, pressure_unit=PressureUnit.KPA))
            show(house, NOW + n)
            QCoreApplication.processEvents()
            assert house.alarm_bar.shown.message == said
            assert house.alarm_bar.isVisible()
            assert unpainted(rendered(house)) == 0, (name, scale)
            high = look.color("high")
            pixels = rendered(house.alarm_bar)
            apart = abs(pixels - (high.blue(), high.green(), high.red())).max(axis=2)
            assert (apart <= 3).mean() > 0.3, (name, scale)  # the lit half of the flash fills the message


def test_a_bed_in_alarm_is_pulled_from_the_smallest_to_the_largest_window_and_back(
    qtbot: QtBot, look: Theme
) -> None:
    window = open_window(qtbot, look, (1920, 1080))
    beds = in_alarm()
    look_at(window, *beds.values())
    window.open_bed(3)
    for size in (*SIZES, (1920, 1080)):
        window.resize(*size)
        look_at(window, *beds.values(), frames=3)
        QCoreApplication.processEvents()
        assert unpainted(rendered(window)) == 0, size
        bar, wave = window.alarm_bar.geometry(), window.bed_screen.pleth
        top_left = wave.mapTo(window, wave.rect().topLeft())
        assert top_left.y() >= bar.bottom(), size


def test_a_clock_that_is_set_back_an_hour_and_forth_again_draws_on(house: MainWindow) -> None:
    for at in (NOW, NOW - 3600.0, NOW + 3600.0, NOW + 3600.05):
        show(house, at)
        QCoreApplication.processEvents()
    assert unpainted(rendered(house)) == 0


def test_frames_that_nobody_could_see_are_not_made_up_for(house: MainWindow) -> None:
    """A screen lock hides the window for hours: the next frame shows the newest, at once and once."""
    painted = []
    canvas = house.station_screen.findChildren(SweepCanvas)[0]
    house.hide()
    beds = in_alarm()
    for n in range(200):
        newest = {bed: replace(update, station_now=NOW + n) for bed, update in beds.items()}
        house.watch(newest, manned(station_now=NOW + n), NOW + n)
    canvas.renewed.connect(lambda: painted.append(1))
    house.show()
    show(house, NOW + 200)
    QCoreApplication.processEvents()
    assert len(painted) <= 1
    assert unpainted(rendered(house)) == 0
