"""The protocol page's link to the shelf, and the PIN page's to its file: versions, saving, setting, and the audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, Slot

from bedside.errors import UserFacingError
from bedside.monitor.site_changes import (
    OF_PIN,
    OF_PROTOCOLS,
    PIN_CHANGED,
    PIN_REMOVED,
    PIN_SET,
    PROTOCOL_APPROVED,
    RULES_CHANGED,
)
from bedside.pin import EmergencyPin
from bedside.therapy.protocols import ProtocolShelf
from bedside.ui.kept_drafts import KeptDrafts
from bedside.ui.protocols.audit_desk import AuditDesk, Events, no_events
from bedside.ui.protocols.draft_desk import DraftDesk
from bedside.ui.protocols.pin_page import PinPage
from bedside.ui.protocols.screen import ProtocolScreen
from bedside.ui.protocols.words import place_words
from bedside.ui.version_desk import VersionDesk
from bedside.vitals.commands import STATION_BED
from bedside.vitals.protocol import Protocol
from bedside.vitals.sessions import Actor
from bedside.vitals.station_commands import ChooseProtocol, TellChange

_RULES: Final = "rules"
Change = tuple[str, str, str]  # place, before, after


class ProtocolPageDesk(VersionDesk[Protocol]):
    """Reads and writes protocols for the page; the station hears which one new sessions follow, and what changed."""

    def __init__(
        self,
        screen: ProtocolScreen,
        shelf: ProtocolShelf,
        now: Callable[[], datetime],
        *,
        events: Events = no_events,
        kept: KeptDrafts | None = None,
    ) -> None:
        """Connect the screen.

        Args:
            screen: where they are shown.
            shelf: of this site.
            now: wall time of this place, for the day of approval.
            events: lines of the audit.
            kept: where a draft outlives the program; None: it ends with the page.
        """
        super().__init__(screen, shelf, now)
        self._page = screen
        self._protocols = shelf
        self._changes: list[Change] = []
        self._audit = AuditDesk(self, OF_PROTOCOLS, events, screen.show_log)
        self._drafts = None if kept is None else DraftDesk(screen, kept, now)
        screen.command.connect(self._audit.expect)

    def refresh(self, saved: str = "") -> None:
        """Read the shelf again; `saved` is the name of a version that was just approved."""
        if saved and self._drafts is not None:
            self._drafts.keep(None)
        super().refresh(saved)
        self._audit.look()
        if self._drafts is not None:
            self._drafts.show(self._page.versions)

    def _saved(self, draft: Protocol, actor: Actor, day: str, reason: str) -> Protocol:
        typed = self._page.draft
        self._changes = [] if typed is None else typed.changes("{:g}".format)  # the record has a point
        return self._protocols.save(draft, actor, day)

    def _after(self, saved: Protocol, actor: Actor) -> None:
        of = f"{saved.title} v{saved.version}"
        rules = [change for change in self._changes if change[0].split(" ")[0] == _RULES]
        rest = [change for change in self._changes if change not in rules]
        told = [(PROTOCOL_APPROVED, rest), *([(RULES_CHANGED, rules)] if rules else [])]
        for what, changes in told:
            self._screen.command.emit(
                TellChange(bed=STATION_BED, actor=actor, what=what, of=of, detail=_listed(changes))
            )
        self._screen.command.emit(ChooseProtocol(bed=STATION_BED, actor=actor, key=saved.key))


class PinDesk(QObject):
    """Sets and removes the PIN of an emergency start."""

    def __init__(self, page: PinPage, pin: EmergencyPin, events: Events = no_events) -> None:
        super().__init__(page)
        self._page = page
        self._pin = pin
        self._audit = AuditDesk(self, OF_PIN, events, page.log.show_events)
        page.set_asked.connect(self._set)
        page.remove_asked.connect(self._remove)
        self.refresh()

    def refresh(self) -> None:
        """Look at its file again."""
        is_set = self._pin.is_set
        self._page.show_state(is_set=is_set, fault=self._pin.fault)
        self._audit.look()

    @Slot(str, object)
    def _set(self, pin: str, actor: Actor) -> None:
        before = self._pin.is_set
        try:
            self._pin.set(pin, actor)
        except UserFacingError as error:
            self._page.show_refusal(str(error))
            return
        self._tell(PIN_CHANGED if before else PIN_SET, actor)

    @Slot(object)
    def _remove(self, actor: Actor) -> None:
        try:
            self._pin.remove(actor)
        except UserFacingError as error:
            self._page.show_refusal(str(error))
            return
        self._tell(PIN_REMOVED, actor)

    def _tell(self, what: str, actor: Actor) -> None:
        self._page.command.emit(TellChange(bed=STATION_BED, actor=actor, what=what))
        self.refresh()
        self._audit.expect()


def _listed(changes: Sequence[Change]) -> str:
    """What differs, as the page lists it: "Blood pressure, infusion: 5 → 10"."""
    return "; ".join(
        f"{place_words(place)}: {before or '–'} → {after or '–'}" for place, before, after in changes
    )
