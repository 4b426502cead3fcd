"""Lines of the audit for a page: read when it is shown, and once more when what was just done stands there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from bedside.errors import UserFacingError
from bedside.vitals.records import StationEvent

_log = logging.getLogger(__name__)

Events = Callable[[Collection[str], int], Sequence[StationEvent]]
"""The newest lines of the audit of some kinds, at most so many; may raise a `UserFacingError`."""

_MOST: Final = 50  # lines of a log on a page
_WRITTEN_MS: Final = 1500  # after an act it stands in the record


def no_events(_kinds: Collection[str], _most: int) -> Sequence[StationEvent]:
    """A station without a record has no log."""
    return ()


class AuditDesk(QObject):
    """Of one page."""

    def __init__(
        self,
        parent: QObject,
        kinds: Collection[str],
        events: Events,
        show: Callable[[Sequence[StationEvent], str], None],
    ) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self._events = events
        self._show = show
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_WRITTEN_MS)
        self._again.timeout.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Read it now."""
        try:
            self._show(self._events(self._kinds, _MOST), "")
        except UserFacingError as error:
            _log.warning("the log of changes cannot be read: %s", error)
            self._show((), str(error))

    def expect(self) -> None:
        """Something was done."""
        self._again.start()
