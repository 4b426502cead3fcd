"""Several windows on one station: each whole, all alike, none that stops monitoring by going."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.ui import window_set
from bedside.ui.extent import LEAST
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.ui.window_places import Display, displays
from bedside.ui.window_set import MOST_WINDOWS
from bedside.vitals.commands import Acknowledge, AudioPause
from bedside.vitals.display import Appearance, BedView, WindowPlace
from bedside.vitals.station_commands import RememberView, RememberWindows
from tests.helpers.several import Windows
from tests.helpers.updates import bed, desaturation, reyes


@pytest.fixture
def windows(qtbot: QtBot, look: Theme) -> Iterator[Windows]:
    made = Windows(look)
    made.make(size=(1280, 800))
    yield made
    made.end()


def second(windows: Windows, qtbot: QtBot, key: Qt.Key = Qt.Key.Key_N, *, shift: bool = False) -> MainWindow:
    """Press Ctrl+N (or with Shift) in the main window."""
    held = Qt.KeyboardModifier.ControlModifier
    if shift:
        held |= Qt.KeyboardModifier.ShiftModifier
    before = len(windows.all)
    press(windows.main, qtbot, key, held)
    assert len(windows.all) == before + 1
    made = windows.all[-1]
    qtbot.waitUntil(lambda: made.on_screen)
    return made


def press(
    window: MainWindow,
    qtbot: QtBot,
    key: Qt.Key,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press a key in the window that is worked in."""
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, key, held)


def test_a_bed_in_a_window_of_its_own_has_its_own_bar_and_strip(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(desaturation(), bed(4))
    windows.main.open_bed(3)
    other = second(windows, qtbot)
    windows.main.show_screen("station")
    windows.feed(desaturation(), bed(4))
    assert (other.screen_name, other.bed) == ("bed", 3)
    assert windows.main.screen_name == "station"
    for window in windows.all:
        assert window.alarm_bar.isVisible() and window.status.isVisible()
        assert window.alarm_bar.message == "*** SpO2 86 < 88"
        assert "38.4 MB" in window.status.words
        content = QRect(window.screens.mapTo(window, QPoint(0, 0)), window.screens.size())
        assert not content.intersects(window.alarm_bar.geometry())


def test_the_station_in_a_window_of_its_own(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(reyes())
    assert windows.main.screen_name == "bed"
    other = second(windows, qtbot, shift=True)
    windows.feed(reyes(), bed(4))
    assert other.screen_name == "station"


def test_the_focused_bed_of_the_station_opens_in_the_new_window(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(reyes(), bed(4))
    with qtbot.waitActive(windows.main):
        windows.main.activateWindow()
    windows.main.station_screen.slots[4].setFocus()
    other = second(windows, qtbot)
    windows.feed(reyes(), bed(4))
    assert (other.screen_name, other.bed) == ("bed", 4)


def test_f2_and_f3_do_the_same_in_every_window(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(desaturation(), bed(4))
    other = second(windows, qtbot, shift=True)
    windows.feed(desaturation(), bed(4))
    for window in (windows.main, other):
        windows.asked.clear()
        press(window, qtbot, Qt.Key.Key_F2)
        press(window, qtbot, Qt.Key.Key_F3)
        (paused,) = windows.of(AudioPause)
        (acknowledged,) = windows.of(Acknowledge)
        assert (paused.bed, acknowledged.bed) == (3, 3)
        assert all(asker is window for asker, _ in windows.asked)


def test_a_second_window_closes_without_a_question_and_the_last_one_asks(
    windows: Windows, qtbot: QtBot
) -> None:
    windows.feed(desaturation(), bed(4))
    main, other = windows.main, second(windows, qtbot, shift=True)
    windows.feed(desaturation(), bed(4))
    with qtbot.assertNotEmitted(windows.ended):
        assert main.close()
    assert tuple(windows.all) == (other,) and other.first and other.alone
    windows.feed(desaturation(), bed(4))
    with qtbot.waitSignal(other.close_requested):
        assert not other.close()
    assert other.isVisible()
    with qtbot.waitSignal(windows.ended):
        other.desk.panel.resume_key.click()  # type: ignore[union-attr]


def test_ctrl_w_closes_a_window_and_ctrl_q_ends_all(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(reyes(), bed(4))
    other = second(windows, qtbot, shift=True)
    press(other, qtbot, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert len(windows.all) == 1
    other = second(windows, qtbot, shift=True)
    windows.feed(reyes(), bed(4))
    with qtbot.assertNotEmitted(windows.ended):
        press(other, qtbot, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(windows.ended):
        other.desk.panel.resume_key.click()  # type: ignore[union-attr]
    (kept,) = windows.of(RememberWindows)[-1:]
    assert len(kept.windows) == 2  # type: ignore[attr-defined]


def test_a_window_nobody_sees_is_not_drawn_and_shows_the_newest_when_it_is_seen_again(
    windows: Windows, qtbot: QtBot
) -> None:
    first, newest = reyes(), desaturation()
    windows.feed(first, bed(4))
    windows.main.open_bed(3)
    other = second(windows, qtbot)
    windows.feed(first, bed(4))
    assert other.bed_screen.shown is first
    other.hide()
    windows.feed(newest, bed(4))
    assert other.bed_screen.shown is first
    assert other.alarm_bar.message == "*** SpO2 86 < 88"  # it still listens
    other.show()
    qtbot.waitUntil(lambda: other.on_screen)
    windows.feed(newest, bed(4), frames=1)
    assert other.bed_screen.shown is newest


def test_an_alarm_takes_the_keyboard_from_no_window_that_is_worked_in(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(reyes(), bed(4))
    other = second(windows, qtbot, shift=True)
    windows.feed(reyes(), bed(4))
    with qtbot.waitActive(other):
        other.activateWindow()
    windows.main.attention.come_to_front()
    QApplication.processEvents()
    assert QApplication.activeWindow() is other


def test_more_windows_than_one_look_takes_are_refused_in_a_sentence(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(reyes(), bed(4))
    for _ in range(MOST_WINDOWS - 1):
        second(windows, qtbot, shift=True)
    press(windows.main, qtbot, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    windows.feed(reyes(), bed(4), frames=1)
    assert len(windows.all) == MOST_WINDOWS
    assert "close one first" in windows.main.status.words


def test_the_self_test_is_offered_in_the_main_window_only(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(reyes(), bed(4))
    other = second(windows, qtbot, shift=True)
    windows.feed(reyes(), bed(4))
    assert not other.screens.panel_open


# -- remembered ----------------------------------------------------------------------------------------


def test_where_the_windows_stand_is_remembered_once_they_stand_still(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(reyes(), bed(4))
    other = second(windows, qtbot, shift=True)
    other.setGeometry(60, 70, *LEAST)
    windows.main.open_bed(3)
    assert not windows.of(RememberWindows)
    qtbot.waitUntil(lambda: bool(windows.of(RememberWindows)), timeout=8000)
    (kept,) = windows.of(RememberWindows)
    main, new = kept.windows  # type: ignore[attr-defined]
    assert (main.screen, main.bed) == ("bed", 3)
    assert (new.screen, new.x, new.y, new.width, new.height) == ("station", 60, 70, *LEAST)
    assert new.display == displays()[0].name
    windows.remember()
    assert len(windows.of(RememberWindows)) == 1  # nothing new to say


def test_windows_come_back_as_they_were(windows: Windows, qtbot: QtBot) -> None:
    name = displays()[0].name
    windows.restore(
        (
            WindowPlace(display=name, width=700, height=500),
            WindowPlace(screen="bed", bed=4, display=name, x=10, y=20, width=700, height=500),
            WindowPlace(screen="devices", display="a projector", x=9000, y=20, width=700, height=500),
        )
    )
    windows.feed(reyes(), bed(4))
    _, on_bed, devices = windows.all
    assert (on_bed.screen_name, on_bed.bed) == ("bed", 4)
    assert on_bed.geometry() == QRect(10, 20, 700, 500)
    assert devices.screen_name == "devices"
    assert displays()[0].area.contains(devices.geometry())
    assert "The monitor “a projector” is not there" in devices.status.words


def test_the_main_window_comes_back_to_its_bed_when_that_is_there(windows: Windows) -> None:
    windows.main.come_back(4)
    windows.feed(reyes(), bed(5))
    assert windows.main.screen_name == "station"
    windows.feed(reyes(), bed(4), bed(5))
    assert (windows.main.screen_name, windows.main.bed) == ("bed", 4)


# -- monitors ------------------------------------------------------------------------------------------


def test_a_monitor_is_unplugged_and_comes_back(
    windows: Windows, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = displays()[0]
    windows.feed(reyes(), bed(4))
    other = second(windows, qtbot, shift=True)
    other.setGeometry(real.area.x() + 30, real.area.y() + 30, *LEAST)
    home = other.geometry()
    left = Display(name="left", area=QRect(5000, 0, 1366, 768))
    monkeypatch.setattr(window_set, "displays", lambda: [left])
    screen = QApplication.primaryScreen()
    QApplication.instance().screenRemoved.emit(screen)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: left.area.contains(other.geometry()), timeout=5000)
    windows.feed(reyes(), bed(4), frames=1)
    assert f"The monitor “{real.name}” is not there: this window came to “left”." in other.status.words
    monkeypatch.setattr(window_set, "displays", lambda: [real, left])
    QApplication.instance().screenAdded.emit(screen)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: other.geometry() == home, timeout=5000)
    windows.feed(reyes(), bed(4), frames=1)
    assert "is there again" in other.status.words


# -- looks ---------------------------------------------------------------------------------------------


def test_another_look_reaches_every_window(windows: Windows, qtbot: QtBot) -> None:
    windows.feed(reyes(), bed(4))
    other = second(windows, qtbot, shift=True)
    windows.feed(reyes(), bed(4), appearance=Appearance(theme="light", text_scale=1.5))
    for window in (windows.main, other):
        assert window.theme.name == "light" and window.theme.text_scale == 1.5
        ground = window.alarm_bar.grab().toImage().pixelColor(2, 2)
        assert ground == window.theme.color("surface")


def test_a_view_set_in_one_window_reaches_the_other_and_no_echo_comes_back(
    windows: Windows, qtbot: QtBot
) -> None:
    windows.feed(reyes(), bed(4))
    windows.main.open_bed(3)
    other = second(windows, qtbot)
    windows.feed(reyes(), bed(4))
    view = BedView(bed=3, sweep_s=12.0, chart_span="half_hour")
    told: list[BedView] = []
    windows.main.bed_screen.view_changed.connect(told.append)
    other.bed_screen.view_changed.emit(view)
    (kept,) = windows.of(RememberView)
    assert kept.view == view  # type: ignore[attr-defined]
    shown: list[BedView] = []
    windows.main.bed_screen.set_view = shown.append  # type: ignore[method-assign]
    windows.feed(reyes(), bed(4), views=(view,))
    assert shown == [view]
    assert told == [] and len(windows.of(RememberView)) == 1
