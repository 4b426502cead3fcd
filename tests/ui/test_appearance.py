"""A look that changes while everything runs: afterwards every screen is as if it had been made in that look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import theme
from bedside.ui.appearance import apply
from bedside.ui.main_window import MainWindow
from bedside.ui.panels.words import Words, dress
from bedside.ui.theme import Theme
from bedside.vitals.display import Appearance, PressureUnit
from tests.helpers.updates import bed, desaturation, station
from tests.helpers.windows import PANELS, STATION_PANELS, open_window, rendered

SIZE: Final = (1366, 768)
USUAL: Final = Appearance(reduced_motion=True)  # panels stand at once: nothing is compared while it slides
LOOKS: Final = (
    replace(USUAL, theme="light"),
    replace(USUAL, theme="high-contrast"),
    replace(USUAL, text_scale=1.5),
    replace(USUAL, theme="light", text_scale=2.0, pressure_unit=PressureUnit.KPA),
    USUAL,
)
EDGE: Final = (
    24  # of 255: how far the edge of a large digit may be rounded another way; no wrong colour is so near
)
STRAY_COUNT: Final = (
    20  # px: the end of a scroll bar's handle, where a hidden part of a panel is some px higher
)
PAGES: Final = ("profiles", "ages", "units", "appearance", "display", "sound")


@cache
def beds(count: int) -> tuple[MonitorUpdate, ...]:
    alarm = desaturation()
    others = (n for n in range(1, 17) if n != alarm.bed)
    return (alarm, *(bed(next(others), alarm.station_now) for _ in range(count - 1)))


def go_to_bed(window: MainWindow) -> None:
    window.open_bed(3)


def go_to(name: str) -> Callable[[MainWindow], None]:
    return lambda window: window.show_screen(name)


def page(name: str) -> Callable[[MainWindow], None]:
    def go(window: MainWindow) -> None:
        window.show_screen("settings")
        window.settings.go(name)

    return go


def panel(name: str) -> Callable[[MainWindow], None]:
    def go(window: MainWindow) -> None:
        window.open_bed(3)
        frames(window, beds(1), USUAL, 1)
        window.open_panel(name)

    return go


PLACES: Final[dict[str, tuple[int, Callable[[MainWindow], None]]]] = {
    "station 1": (1, go_to("station")),
    "station 4": (4, go_to("station")),
    "station 16": (16, go_to("station")),
    "bed": (1, go_to_bed),
    "devices": (1, go_to("devices")),
    "review": (1, go_to("review")),
    **{f"settings {name}": (1, page(name)) for name in PAGES},
    **{f"panel {name}": (1, panel(name)) for name in (*PANELS, *STATION_PANELS)},
}


def frames(
    window: MainWindow, updates: tuple[MonitorUpdate, ...], appearance: Appearance, count: int = 2
) -> None:
    """The last is always of the same moment."""
    shown = {update.bed: update for update in updates}
    for n in range(count):
        window.show_updates(shown, station(appearance=appearance), 52_818.4 - (count - 1 - n) * 0.2)
        QApplication.processEvents()


def seen(window: MainWindow) -> np.ndarray:
    """Pixels, without a blinking caret. How far somebody has scrolled is no part of the look."""
    window.setFocus()
    for area in window.findChildren(QScrollArea):
        area.verticalScrollBar().setValue(0)
    QApplication.processEvents()
    return rendered(window)


def opened(qtbot: QtBot, look: Theme, place: str, appearance: Appearance) -> MainWindow:
    """A window that is closed with the test."""
    return led_to(place, open_window(qtbot, look, SIZE), appearance)


def led_to(place: str, window: MainWindow, appearance: Appearance) -> MainWindow:
    count, go = PLACES[place]
    window.close_panel()
    frames(window, beds(count), appearance, 1)
    go(window)
    frames(window, beds(count), appearance, 1)
    window.resize(SIZE[0] + 1, SIZE[1])  # a panel shares the room anew once it shows what it has to say
    window.resize(*SIZE)
    frames(window, beds(count), appearance)
    return window


@pytest.fixture(scope="module")
def made_in(qapp: QApplication) -> Iterator[Callable[[Appearance], MainWindow]]:
    """A window for each look, made in it and never changed: it is led from place to place."""
    made: dict[Appearance, MainWindow] = {}

    def window_of(appearance: Appearance) -> MainWindow:
        if appearance not in made:
            window = made[appearance] = MainWindow(theme.of(appearance))
            window.resize(*SIZE)
            window.show()
        return made[appearance]

    yield window_of
    for window in made.values():
        window._may_close = True
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("place", PLACES)
def test_after_a_live_change_a_screen_is_as_if_made_in_that_look(
    qtbot: QtBot, made_in: Callable[[Appearance], MainWindow], place: str
) -> None:
    look = theme.of(USUAL)
    window = opened(qtbot, look, place, USUAL)
    wrong: list[str] = []
    for wanted in LOOKS:
        apply(window, look, wanted)
        frames(window, beds(PLACES[place][0]), wanted)
        fresh = led_to(place, made_in(wanted), wanted)
        differ = (abs(seen(window) - seen(fresh)) > EDGE).any(axis=2)
        if differ.sum() > STRAY_COUNT:
            rows, columns = np.nonzero(differ)
            wrong.append(
                f"{wanted.theme} {wanted.text_scale:g}: {differ.sum()} px in x {columns.min()}–{columns.max()}, "
                f"y {rows.min()}–{rows.max()}"
            )
    assert not wrong, "\n".join(wrong)


def test_the_look_changes_in_the_middle_of_an_alarm_and_the_alarm_stays(qtbot: QtBot, look: Theme) -> None:
    window = opened(qtbot, look, "bed", Appearance())
    before = window.alarm_bar.alarms
    assert before
    window.show_updates({3: desaturation()}, station(), 52_818.0)  # the lit half of the flash
    for wanted in LOOKS:
        apply(window, look, wanted)
        assert window.alarm_bar.alarms == before
        pixels = rendered(window)[: window.alarm_bar.height()]
        for role in ("high", "highline", "hightint"):
            color = look.color(role)
            if (pixels == [color.blue(), color.green(), color.red()]).all(axis=2).mean() > 0.1:
                break
        else:
            pytest.fail(f"no red in the alarm bar of {wanted.theme}")


def test_applying_what_is_there_already_changes_no_pixel(qtbot: QtBot, look: Theme) -> None:
    window = opened(qtbot, look, "bed", Appearance())
    before = seen(window)
    apply(window, look, Appearance())
    assert (seen(window) == before).all()


def test_a_theme_that_cannot_be_read_leaves_a_look_that_can(qtbot: QtBot, look: Theme, expect_log) -> None:  # type: ignore[no-untyped-def]
    expect_log("There is no theme “neon”")
    window = opened(qtbot, look, "bed", Appearance())
    apply(window, look, Appearance(theme="neon"))
    assert look.name == "dark"
    theme._said.clear()


def test_all_windows_share_one_look(qtbot: QtBot, look: Theme) -> None:
    windows = [opened(qtbot, look, place, Appearance()) for place in ("bed", "devices")]
    for window in windows:
        apply(window, look, Appearance(theme="light"))
    for window, place in zip(windows, ("bed", "devices"), strict=True):
        frames(window, beds(1), Appearance(theme="light"))
        assert window.palette().window().color() == look.color("bg"), place


def test_words_and_fields_follow_the_look_and_a_size_of_their_own_is_left_alone(
    qtbot: QtBot, look: Theme
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    words, large = Words(look, "usual", "body", "text2"), Words(look, "large", "body", "text2")
    field, typed = QLineEdit(), QLineEdit()
    for edit in (field, typed):
        dress(edit, look, "body")
    for widget in (words, large, field, typed):
        column.addWidget(widget)
    for own in (large, typed):
        own.setFont(look.font_px("num.md", 31))
    apply(page, look, Appearance(theme="light", text_scale=2.0))
    assert [widget.font().pixelSize() for widget in (words, large, field, typed)] == [32, 31, 32, 31]
    for label in (words, large):
        assert label.palette().windowText().color() == look.color("text2")
    for edit in (field, typed):
        assert edit.palette().base().color() == look.color("surface")
        assert edit.palette().text().color() == look.color("text")
