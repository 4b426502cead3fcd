"""Every screen paints every pixel of its own: nothing of what was there before shines through."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from bedside.ui import theme
from bedside.ui.main_window import MainWindow
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Mode
from tests.helpers.session_line import Line
from tests.helpers.updates import bed, desaturation, reyes
from tests.helpers.windows import PANELS, feed, open_window, rendered, unpainted, unplugged, waiting

MODES = (Mode.LIVE, Mode.SIMULATION)
SIZES = ((1920, 1080), (1024, 640), (640, 400))


def assert_painted(window: MainWindow) -> None:
    assert unpainted(rendered(window)) == 0


def test_the_check_itself_sees_a_hole(qtbot: QtBot, look: Theme) -> None:
    look._colors["bg"].setAlphaF(0.55)
    window = open_window(qtbot, look, (640, 400))
    feed(window, reyes())
    assert unpainted(rendered(window)) > 100


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", SIZES)
def test_the_station_is_painted_whole(qtbot: QtBot, look: Theme, size: tuple[int, int], mode: Mode) -> None:
    window = open_window(qtbot, look, size)
    window.show_screen("station")
    feed(window)
    assert_painted(window)
    for count in (4, 16):
        beds = [bed(n, mode=mode) for n in range(1, count)]
        alarm = replace(desaturation(), bed=3, mode=mode)
        beds[1:3] = [waiting(2, alarm.station_now), unplugged(alarm)]
        feed(window, *beds)
        assert_painted(window)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", SIZES)
def test_the_bed_and_each_of_its_panels_are_painted_whole(
    qtbot: QtBot, look: Theme, size: tuple[int, int], mode: Mode
) -> None:
    window = open_window(qtbot, look, size)
    update = reyes(mode=mode)
    for shown in (update, replace(desaturation(), mode=mode), unplugged(update), waiting(3, 0.0)):
        feed(window, shown)
        assert_painted(window)
    feed(window, update)
    for name in PANELS:
        window.open_panel(name)
        feed(window, update)
        assert_painted(window)
    window.desk.close()
    window.show_screen("devices")
    feed(window, unplugged(update))
    assert_painted(window)


@pytest.mark.parametrize("size", SIZES[:2])
def test_the_review_is_painted_whole(qtbot: QtBot, look: Theme, size: tuple[int, int]) -> None:
    window = open_window(qtbot, look, size)
    feed(window, reyes())
    window.show_screen("review")
    review = window.review
    assert_painted(window)
    whole = desaturation()
    summary = Line(id="one")
    review.set_sessions([summary])
    assert_painted(window)
    review.show_session(summary, whole)
    review.show_update(replace(reyes(2000.0), mode=Mode.REPLAY), playing=False, speed=1.0)
    assert_painted(window)


@pytest.mark.parametrize("name", ("light", "high-contrast"))
def test_the_other_themes_paint_every_pixel_too(qtbot: QtBot, name: str) -> None:
    window = open_window(qtbot, theme.load(name), (1366, 768))
    feed(window, desaturation(), *(bed(n) for n in (1, 2, 16)))
    assert_painted(window)
    window.open_bed(3)
    window.open_panel("event")
    feed(window, desaturation())
    assert_painted(window)


def test_a_colour_of_the_theme_cannot_be_changed_by_whoever_asked_for_it(look: Theme) -> None:
    look.color("bg").setAlphaF(0.2)
    assert look.color("bg").alphaF() == 1.0
