"""How each bed is looked at, kept by the station and handed back when the bed is shown again. No echo comes back.

A view that a person sets goes to the station; one that the station tells goes to the screen, unless the screen told it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from bedside.vitals.commands import Command
from bedside.vitals.display import BedView
from bedside.vitals.sessions import Actor
from bedside.vitals.station_commands import RememberView

if TYPE_CHECKING:
    from bedside.monitor.updates import StationUpdate


class ViewScreen(Protocol):
    """The bed screen, as far as its views go."""

    def set_view(self, view: BedView) -> None:
        """Look at the bed in this way."""

    def set_calibration(self, px_per_mm: float | None, mm_s: float) -> None:
        """The screen has this many logical px per mm (None: not calibrated), waves run at so many mm/s."""


class BedViews:
    """Of one window."""

    def __init__(self, send: Callable[[Command], None]) -> None:
        self._send = send
        self._screen: ViewScreen | None = None
        self._bed: int | None = None  # the one whose view the screen has
        self._told: BedView | None = None  # by the station, newest
        self._own: BedView | None = None  # what the screen shows
        self._setting = False
        self._calibration: tuple[float | None, float] | None = None  # what the screen has

    def show_on(self, screen: ViewScreen) -> None:
        """This screen shows beds from now on."""
        self._screen = screen
        self._calibration = None

    def changed(self, view: BedView, actor: Actor) -> None:
        """A person looks at the bed in another way: the station keeps it."""
        if self._setting or view == self._own:
            return
        self._own = view
        self._send(RememberView(bed=view.bed, actor=actor, view=view))

    def frame(self, bed: int | None, station: StationUpdate) -> None:
        """Hand the view of the bed that is shown to its screen, when it comes or another window changed it."""
        if bed is None or self._screen is None:
            return
        look = station.appearance
        if (look.px_per_mm, look.sweep_mm_s) != self._calibration:
            self._calibration = (look.px_per_mm, look.sweep_mm_s)
            self._screen.set_calibration(*self._calibration)
        told = next((view for view in station.views if view.bed == bed), BedView(bed=bed))
        if bed != self._bed:
            self._bed = bed
        elif told == self._told:
            return
        self._told = told
        if told == self._own:
            return
        self._own = told
        self._setting = True
        try:
            self._screen.set_view(told)
        finally:
            self._setting = False
