"""The draft of the protocol page outlives the page and the program, and is the same in every window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Slot

from bedside.ui.kept_drafts import KeptDrafts
from bedside.ui.protocols.draft import ProtocolDraft
from bedside.ui.protocols.resumed import DRAFT, OWNER, LostDraft, draft_of, text_of
from bedside.ui.protocols.screen import ProtocolScreen
from bedside.vitals.protocol import Protocol


class DraftDesk(QObject):
    """Of one page."""

    def __init__(self, screen: ProtocolScreen, kept: KeptDrafts, now: Callable[[], datetime]) -> None:
        """`now`: wall time."""
        super().__init__(screen)
        self._screen = screen
        self._now = now
        self._drafts = kept.view()
        self._found: Sequence[Protocol] = ()
        self._others = -1  # what others did to the draft, as it was seen last; -1: nothing was seen yet
        self._keeping = False
        screen.before.drafts = self._drafts
        screen.drafted.connect(self.keep)
        kept.changed.connect(self._changed)

    def show(self, found: Sequence[Protocol]) -> None:
        """These versions there are; what was kept is gone on with."""
        self._found = found
        self._renew()

    @Slot(object)
    def keep(self, draft: ProtocolDraft | None) -> None:
        """As it stands now; None: it was approved or given up."""
        self._keeping = True
        if draft is None:
            self._drafts.drop(OWNER, DRAFT)
        else:
            self._drafts.keep(OWNER, DRAFT, text_of(draft))
        self._keeping = False
        self._others = self._drafts.others(OWNER)
        self._screen.before.show_owner(OWNER, self._now())

    @Slot(str)
    def _changed(self, owner: str) -> None:
        if owner == OWNER and not self._keeping:
            self._renew()

    def _renew(self) -> None:
        """Show what another window typed last, or what the program before had kept."""
        drafts = self._drafts
        if not self._found or drafts.others(OWNER) == self._others:
            return
        self._others = drafts.others(OWNER)
        text = drafts.text(OWNER, DRAFT)
        if text is None:
            if self._screen.draft is not None:
                said = self.tr("The draft was approved or given up at another window.")
                self._screen.resume_draft(None, said)
        else:
            try:
                self._screen.resume_draft(draft_of(text, self._found))
            except LostDraft as lost:
                self.keep(None)
                self._screen.resume_draft(None, str(lost))
        self._screen.before.show_owner(OWNER, self._now())
