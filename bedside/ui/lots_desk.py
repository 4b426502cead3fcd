"""The lots page's link to its file: reads and writes the list, and tells the audit who changed what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Slot

from bedside.errors import UserFacingError
from bedside.monitor.site_changes import LOT_ADDED, LOT_COUNTED, LOT_REMOVED, LOTS_LOOKED_THROUGH, OF_LOTS
from bedside.therapy.lots import Lot, Lots
from bedside.therapy.lots_file import LotsFile
from bedside.ui.protocols.audit_desk import AuditDesk, Events, no_events
from bedside.ui.settings_lots import LotsPage
from bedside.vitals.commands import STATION_BED
from bedside.vitals.sessions import Actor
from bedside.vitals.station_commands import TellChange


class LotsDesk(QObject):
    """Of one window's page; other windows and people may change the file meanwhile."""

    def __init__(
        self, page: LotsPage, file: LotsFile, now: Callable[[], datetime], events: Events = no_events
    ) -> None:
        """Connect the page.

        Args:
            page: where they are shown.
            file: of this site.
            now: wall time of this place.
            events: lines of the audit.
        """
        super().__init__(page)
        self._page = page
        self._file = file
        self._now = now
        self._audit = AuditDesk(self, OF_LOTS, events, page.log.show_events)
        page.look_asked.connect(self.look)
        page.add_asked.connect(self._add)
        page.count_asked.connect(self._count)
        page.remove_asked.connect(self._remove)
        page.looked_asked.connect(self._looked)
        self.refresh()

    def refresh(self) -> None:
        """Look at the file and the audit again."""
        self.look()
        self._audit.look()

    @Slot()
    def look(self) -> None:
        """Look at the file again; cheap where nothing changed."""
        self._page.show_lots(self._file.read(), self._file.fault, self._now())

    @Slot(str, str, float, int, object)
    def _add(self, name: str, expiry: str, strength_mg_ml: float, vials: int, actor: Actor) -> None:
        lot = Lot(
            lot=name,
            expiry=expiry,
            strength_mg_ml=strength_mg_ml,
            vials=vials,
            by=actor.name,
            utc=self._utc(),
        )
        if self._changed(lambda lots: lots.adding(lot)) is not None:
            self._page.added()
            self._tell(LOT_ADDED, actor, name, lot.label)

    @Slot(str, int, object)
    def _count(self, name: str, vials: int, actor: Actor) -> None:
        before = self._file.read().find(name)
        changed = self._changed(lambda lots: lots.counting(name, vials, actor.name, self._utc()))
        if changed is not None and before is not None:
            self._tell(LOT_COUNTED, actor, name, f"{before.vials} → {vials} vials")

    @Slot(str, object)
    def _remove(self, name: str, actor: Actor) -> None:
        before = self._file.read().find(name)
        changed = self._changed(lambda lots: lots.without(name))
        if changed is not None and before is not None:
            self._tell(LOT_REMOVED, actor, name, before.label)

    @Slot(object)
    def _looked(self, actor: Actor) -> None:
        changed = self._changed(lambda lots: lots.looking_through(actor.name, self._utc()))
        if changed is not None:
            listed = "; ".join(f"{each.lot}: {each.label}" for each in changed.lots)
            self._tell(LOTS_LOOKED_THROUGH, actor, "", listed)

    def _changed(self, how: Callable[[Lots], Lots]) -> Lots | None:
        """The new list; None where it was refused, and the page says why."""
        try:
            changed = self._file.change(how)
        except UserFacingError as error:
            self.look()
            self._page.show_refusal(str(error))
            return None
        self._page.done()
        self.look()
        return changed

    def _tell(self, what: str, actor: Actor, of: str, detail: str) -> None:
        self._page.command.emit(TellChange(bed=STATION_BED, actor=actor, what=what, of=of, detail=detail))
        self._audit.expect()

    def _utc(self) -> datetime:
        return self._now().astimezone(UTC).replace(microsecond=0)
