"""The protocol page's link to the shelf, and the PIN page's to its file: every version, saving, setting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Slot

from bedside.errors import UserFacingError
from bedside.pin import EmergencyPin
from bedside.therapy.protocols import ProtocolShelf
from bedside.ui.protocols.pin_page import PinPage
from bedside.ui.protocols.protocol_list import name_of
from bedside.ui.protocols.screen import ProtocolScreen
from bedside.vitals.commands import STATION_BED
from bedside.vitals.protocol import Protocol
from bedside.vitals.sessions import Actor
from bedside.vitals.station_commands import ChooseProtocol


class ProtocolPageDesk(QObject):
    """Reads and writes protocols for the page; the station hears which one new sessions follow."""

    def __init__(self, screen: ProtocolScreen, shelf: ProtocolShelf, now: Callable[[], datetime]) -> None:
        """Connect the screen.

        Args:
            screen: where they are shown.
            shelf: of this site.
            now: wall time of this place, for the day of approval.
        """
        super().__init__(screen)
        self._screen = screen
        self._shelf = shelf
        self._now = now
        screen.approve_asked.connect(self._approve)

    def refresh(self, saved: str = "") -> None:
        """Read the shelf again."""
        found: list[Protocol] = []
        faults: list[str] = []
        for key in self._shelf.keys:
            try:
                newest, fault = self._shelf.get(key)
            except UserFacingError as error:
                faults.append(str(error))
                continue
            if fault:
                faults.append(fault)
            found += [newest, *(each for each in self._shelf.versions(key) if each.version < newest.version)]
        self._screen.set_protocols(
            list({name_of(each): each for each in found}.values()), faults, saved=saved
        )

    @Slot(object, object)
    def _approve(self, protocol: Protocol, actor: Actor) -> None:
        try:
            saved = self._shelf.save(protocol, actor, self._now().date().isoformat())
        except UserFacingError as error:
            self._screen.show_refusal(str(error))
            return
        self.refresh(name_of(saved))
        self._screen.command.emit(ChooseProtocol(bed=STATION_BED, actor=actor, key=saved.key))


class PinDesk(QObject):
    """Sets and removes the PIN of an emergency start."""

    def __init__(self, page: PinPage, pin: EmergencyPin) -> None:
        super().__init__(page)
        self._page = page
        self._pin = pin
        page.set_asked.connect(self._set)
        page.remove_asked.connect(self._remove)
        self.refresh()

    def refresh(self) -> None:
        """Look at its file again."""
        is_set = self._pin.is_set
        self._page.show_state(is_set=is_set, fault=self._pin.fault)

    @Slot(str, object)
    def _set(self, pin: str, actor: Actor) -> None:
        try:
            self._pin.set(pin, actor)
        except UserFacingError as error:
            self._page.show_refusal(str(error))
            return
        self.refresh()

    @Slot(object)
    def _remove(self, actor: Actor) -> None:
        try:
            self._pin.remove(actor)
        except UserFacingError as error:
            self._page.show_refusal(str(error))
            return
        self.refresh()
