"""Panels and pages in a large window: words, keys and lengths grow with it, as the bed screen does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bedside.ui import appearance
from bedside.ui.extent import extent_of
from bedside.ui.main_window import MainWindow
from bedside.ui.page_look import PageLook, zoom_of
from bedside.ui.theme import Theme
from bedside.vitals.display import Appearance
from tests.helpers.updates import reyes
from tests.helpers.windows import feed, open_window

USUAL, WALL = (1920, 1080), (3840, 2160)


@pytest.mark.parametrize(
    ("size", "zoom"),
    [
        ((640, 400), 1.0),
        ((1366, 768), 1.0),
        (USUAL, 1.0),
        ((2400, 1350), 1.25),
        ((2560, 1440), 1.25),
        (WALL, 2.0),
        ((3840, 1080), 1.0),
        ((2160, 3840), 1.0),
        ((7680, 4320), 4.0),
    ],
)
def test_pages_grow_in_quarters_with_the_window_and_never_shrink(size: tuple[int, int], zoom: float) -> None:
    assert zoom_of(extent_of(*size)) == zoom


def test_a_page_has_words_and_lengths_as_much_larger_and_the_least_sizes_of_all(look: Theme) -> None:
    page = PageLook(look)
    assert page.px("body") == look.px("body")
    page.follow(look, 2.0)
    assert page.px("body") == 2 * look.px("body")
    assert page.px("num.elapsed") == 2 * look.px("num.elapsed")
    assert page.length("touch") == 2 * look.length("touch")
    assert page.length("focus") == 2 * look.length("focus")
    for name in ("smallest_type", "smallest_number", "erase_gap", "undo_s", "panel_slide_ms"):
        assert page.length(name) == look.length(name), name
    assert page.plain is look and page.color("bg") == look.color("bg")


@pytest.fixture
def opened(qtbot: QtBot, look: Theme) -> Callable[[tuple[int, int]], MainWindow]:
    def opened(size: tuple[int, int]) -> MainWindow:
        window = open_window(qtbot, look, size)
        feed(window, reyes())
        window.open_bed(3)
        feed(window, reyes())
        return window

    return opened


def test_the_targets_of_a_panel_are_twice_as_large_in_a_window_of_twice_the_size(
    opened: Callable[[tuple[int, int]], MainWindow],
) -> None:
    sizes = []
    for size in (USUAL, WALL):
        window = opened(size)
        window.open_panel("event")
        QApplication.processEvents()
        panel = window.desk.panel
        assert panel is not None
        keys = [panel.close_key, *panel.keys.values()]  # type: ignore[attr-defined]
        sizes.append([(key.width(), key.height()) for key in keys if not key.isHidden()])
    usual, wall = sizes
    assert len(usual) == len(wall) > 30
    for (wide, high), (wider, higher) in zip(usual, wall, strict=True):
        assert abs(wider - 2 * wide) <= 4 and higher == 2 * high


def test_an_open_panel_follows_the_window_and_the_text_size(
    opened: Callable[[tuple[int, int]], MainWindow],
) -> None:
    window = opened(USUAL)
    window.open_panel("rate")
    panel = window.desk.panel
    assert panel is not None
    close = panel.close_key
    high, wide = close.minimumHeight(), close.sizeHint().width()
    window.resize(*WALL)
    QApplication.processEvents()
    assert close.minimumHeight() == 2 * high
    appearance.apply(window, window.theme, Appearance(text_scale=1.5))
    pages = window.screens.page_look
    assert (pages.zoom, pages.text_scale) == (2.0, 3.0)
    window.resize(*USUAL)
    QApplication.processEvents()
    appearance.apply(window, window.theme, Appearance())
    assert (close.minimumHeight(), close.sizeHint().width()) == (high, wide)


def test_the_numbers_of_the_bed_grow_once(opened: Callable[[tuple[int, int]], MainWindow]) -> None:
    window = opened(WALL)
    bed = window.bed_screen
    assert bed.spo2._theme is window.theme
    assert bed.chart._theme is window.theme
