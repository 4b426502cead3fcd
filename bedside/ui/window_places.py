"""Where windows stand on the monitors there are: remembered, fitted when a monitor is gone, beside others when new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication, QScreen

from bedside.ui import theme as themes
from bedside.ui.extent import LEAST, NOMINAL
from bedside.vitals.display import WindowPlace

if TYPE_CHECKING:
    from bedside.ui.main_window import MainWindow

_AT: Final = themes.layout("window_places")
_SCREENS: Final = ("station", "bed", "devices", "review", "settings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """One monitor.

    Attributes:
        name: as the system calls it, e.g. "HDMI-1".
        area: what windows may use of it, logical px of the desktop.
    """

    name: str
    area: QRect


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a window goes.

    Attributes:
        rect: logical px of the desktop, whole on one monitor.
        display: name of that monitor.
        moved_from: name of the monitor it had to leave; "" = it did not.
    """

    rect: QRect
    display: str
    moved_from: str = ""


def displays() -> list[Display]:
    """The monitors there are now, the main one first."""
    return [
        Display(name=name_of(screen), area=screen.availableGeometry()) for screen in QGuiApplication.screens()
    ]


def name_of(screen: QScreen) -> str:
    """What a monitor is called; one without a name by its maker's, or plainly."""
    return screen.name() or f"{screen.manufacturer()} {screen.model()}".strip() or "1"


def stand(place: WindowPlace, there: Sequence[Display]) -> Stand:
    """Where a window that stood at `place` stands on the monitors that are `there` (at least one).

    It stays as it was where it is whole to be seen; else it comes, whole, to the monitor of its name, or without
    that one to the monitor it lies on most, or to the main one.
    """
    rect = QRect(place.x, place.y, max(place.width, LEAST[0]), max(place.height, LEAST[1]))
    named = next((display for display in there if display.name == place.display), None)
    covered = max(there, key=lambda display: _shared(display.area, rect))
    if named is None or not _shared(named.area, rect):
        if place.display and named is None:
            home = covered if _shared(covered.area, rect) else there[0]
            return Stand(rect=_inside(rect, home.area), display=home.name, moved_from=place.display)
        home = named or (covered if _shared(covered.area, rect) else there[0])
        return Stand(rect=_inside(rect, home.area), display=home.name)
    if sum(_shared(display.area, rect) for display in there) >= rect.width() * rect.height():
        return Stand(rect=rect, display=covered.name)
    return Stand(rect=_inside(rect, covered.area), display=covered.name)


def beside(source: QRect, taken: Sequence[QRect], there: Sequence[Display]) -> Stand:
    """Where a new window goes: on a monitor without a window of ours, else a little below the one it came from.

    Args:
        source: the window it was opened from.
        taken: all windows there are.
        there: the monitors, at least one.
    """
    free = [display for display in there if not any(_shared(display.area, rect) for rect in taken)]
    if free:
        size = QSize(*NOMINAL).boundedTo(free[0].area.size())
        return Stand(rect=QRect(free[0].area.topLeft(), size), display=free[0].name)
    home = max(there, key=lambda display: _shared(display.area, source))
    step = int(_AT.step)
    return Stand(rect=_inside(source.translated(step, step), home.area), display=home.name)


def usable(places: Sequence[WindowPlace]) -> tuple[WindowPlace, ...]:
    """Those that make sense: the file of the settings may have been edited by hand."""
    return tuple(
        place
        for place in places
        if all(type(number) is int for number in (place.x, place.y, place.width, place.height))
        and isinstance(place.display, str)
        and place.screen in _SCREENS
        and (place.bed is None or type(place.bed) is int)
    )


def tell(window: MainWindow, at: Stand) -> None:
    """Say why a window is not where it was."""
    if at.moved_from:
        said = window.tr("The monitor “{gone}” is not there: this window came to “{name}”.")
        window.say(said.format(gone=at.moved_from, name=at.display))


def place_of(window: MainWindow) -> WindowPlace:
    """What is to be remembered of a window: what it shows, and where it stands when it does not fill the screen."""
    normal = window.normalGeometry() if window.isFullScreen() else window.geometry()
    screen = window.screen()
    return WindowPlace(
        screen=window.screen_name,
        bed=window.bed if window.screen_name == "bed" else None,
        display="" if screen is None else name_of(screen),
        x=normal.x(),
        y=normal.y(),
        width=normal.width(),
        height=normal.height(),
        full_screen=window.isFullScreen(),
    )


def _shared(area: QRect, rect: QRect) -> int:
    """How many px both have."""
    both = area.intersected(rect)
    return both.width() * both.height()


def _inside(rect: QRect, area: QRect) -> QRect:
    """As large as it was where that fits, and whole within `area`."""
    size = rect.size().boundedTo(area.size())
    x = min(max(rect.x(), area.x()), area.x() + area.width() - size.width())
    y = min(max(rect.y(), area.y()), area.y() + area.height() - size.height())
    return QRect(QPoint(x, y), size)
