"""Half-typed forms survive the program: kept about a second after the last key, and filled in again at the next start.

They come back into the session they were typed in and into no other; what cannot be used is told in one sentence and
goes, and nothing else is lost for it. Two windows share one store: what was typed last counts, and the other shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from bedside.monitor.updates import MonitorUpdate, SessionView
from bedside.therapy.care import Care
from bedside.ui.draft_files import DraftFiles, Found, KeptField, KeptFile, written
from bedside.ui.draft_words import form_words, when_words
from bedside.ui.session.drafts import PATIENT, PROTOCOL, QA, Drafts, SharedDrafts, Typed
from bedside.vitals.protocol import Protocol
from bedside.vitals.sessions import Mode

_WRITE_MS: Final = 1000  # after the first key that is not kept yet
_AGAIN_MS: Final = 10_000  # after a write that failed
OF_A_SESSION: Final = timedelta(days=1)  # a session nobody goes on with so long is over
OF_A_PATIENT: Final = timedelta(days=7)  # a call, or a review, is written down within a week, or done again
_EMPTY_IS_NOTHING: Final = (
    "scale/",
    "safety/",
)  # an empty field of these never says that something was deleted
_NOT_KEPT: Final = frozenset({"patient/picking"})  # what was open, not what was typed
_ITEMS_OF: Final = ("screening/", "discharge/")  # fields that answer an item of the protocol
_SCALE: Final = "scale/"


@dataclass(slots=True)
class _Context:
    """What a session was when its drafts were last looked at."""

    bed: int
    patient: str = ""
    protocol: str = ""  # key and version
    simulated: bool = False


class KeptDrafts(QObject):
    """Of all windows of one station; used by the window's thread only.

    Signals:
        told: a sentence for whoever is there.
        changed: the owner whose drafts another window, or the start, has changed.
    """

    told = Signal(str)
    changed = Signal(str)

    def __init__(
        self,
        folder: Path,
        utc: Callable[[], datetime],
        version_of: Callable[[str], str] = lambda _scale: "",
        parent: QObject | None = None,
    ) -> None:
        """Begin to look for what the program that ended had kept.

        Args:
            folder: where the files lie; need not exist.
            utc: wall time.
            version_of: of a questionnaire by its key, as an entry would state it now.
        """
        super().__init__(parent)
        self._utc = utc
        self._version_of = version_of
        self._files = DraftFiles(folder)
        self.shared = SharedDrafts(utc, self._changed)
        self._contexts: dict[str, _Context] = {}  # by session
        self._seen: dict[
            int, tuple[SessionView | None, Care | None]
        ] = {}  # of each bed, when it was followed last
        self._open: dict[int, str] = {}  # the session of each bed, as it was seen last
        self._found: dict[str, KeptFile] = {}  # of sessions nobody has gone on with yet
        self._dirty: set[str] = set()
        self._fault = ""
        self._loading = False
        self._writing = QTimer(self)
        self._writing.setSingleShot(True)
        self._writing.timeout.connect(self._write)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._files.again)
        if _anything_in(folder):
            self._loading = True
            self._files.read()

    def view(self) -> Drafts:
        """For one window."""
        return Drafts(self.shared)

    # -- for the frame clock ---------------------------------------------------------------------------

    def frame(self, updates: Mapping[int, MonitorUpdate]) -> None:
        """Follow the sessions of the beds. May be called for every frame."""
        if self._loading and (found := self._files.take_found()) is not None:
            self._loading = False
            self._take(found)
        for bed, update in updates.items():
            said = update.session, update.care
            before = self._seen.get(bed)
            if before is None or said[0] is not before[0] or said[1] is not before[1]:
                self._seen[bed] = said
                self._follow(bed, update)
        if (fault := self._files.fault) or self._fault:
            self._tell_fault(fault)

    def stop(self) -> None:
        """Keep what is typed, but nothing of simulated patients: they end with the program."""
        for owner, context in self._contexts.items():
            if context.simulated:
                self.shared.drop_owner(owner)
        self._writing.stop()
        self._again.stop()
        self._write()
        self._files.stop()

    # -- what the program before had kept --------------------------------------------------------------

    def _take(self, found: Found) -> None:
        said = list(found.faults)
        now = self._utc()
        old = 0
        for kept in found.files:
            newest = kept.newest
            longest = OF_A_PATIENT if kept.owner.startswith((PATIENT, QA)) else OF_A_SESSION
            if newest is None:
                self._files.put(kept.owner, None)
            elif now - newest > longest and not kept.owner.startswith(PROTOCOL):
                old += 1
                self._files.put(kept.owner, None)
            elif kept.owner.startswith((PATIENT, PROTOCOL, QA)):
                self.shared.bring_back(kept.owner, _typed(kept.fields))
            else:
                self._found[kept.owner] = kept
        if old:
            said.append(self.tr("What was typed and never saved some days ago was deleted."))
        if said:
            self.told.emit(" ".join(said))

    def _follow(self, bed: int, update: MonitorUpdate) -> None:
        session = update.session
        before = self._open.get(bed, "")
        if session is None:
            if before:
                del self._open[bed]
                self._over(before)
            return
        care = update.care
        patient = "" if care is None or care.patient is None else care.patient.id
        protocol = "" if care is None or care.protocol is None else _called(care.protocol)
        context = _Context(bed, patient, protocol, session.mode is Mode.SIMULATION)
        if session.id != before:
            self._open[bed] = session.id
            if before:
                self._over(before)
            self._contexts[session.id] = context
            self._go_on(session.id, context)
        elif context != self._contexts[session.id]:
            self._contexts[session.id] = context
            if self.shared.typed(session.id):
                self._changed(session.id)  # the file says whose it is

    def _over(self, session: str) -> None:
        self._contexts.pop(session, None)
        self.shared.drop_owner(session)

    def _go_on(self, session: str, context: _Context) -> None:
        """A session is there: what was typed in it comes back; what was typed at its bed for another one never does."""
        for kept in [
            each for each in self._found.values() if context.bed == each.bed or session == each.owner
        ]:
            del self._found[kept.owner]
            if kept.owner == session:
                self._fill(kept, context)
                continue
            self._files.put(kept.owner, None)
            self._say(
                session,
                self.tr(
                    "Bed {n}: what was typed {when} belongs to another session, which is over; "
                    "it was not filled in here."
                ).format(n=context.bed, when=self._when(kept.newest)),
            )

    def _fill(self, kept: KeptFile, context: _Context) -> None:
        if kept.patient and kept.patient != context.patient:
            self._files.put(kept.owner, None)
            said = self.tr(
                "Bed {n}: what was typed {when} was about another patient than this session's; it was not filled in."
            )
            self._say(kept.owner, said.format(n=context.bed, when=self._when(kept.newest)))
            return
        now = {name: each for name, each in kept.fields.items() if each.of == self._of(name, context)}
        other = {name: each for name, each in kept.fields.items() if name not in now}
        if now:
            self.shared.bring_back(kept.owner, _typed(now))
            said = self.tr(
                "Bed {n}: what was typed before the program ended is in its forms again: {forms}. "
                "Look at it before you save."
            )
            self.told.emit(said.format(n=context.bed, forms=form_words(now)))
        self._changed(kept.owner)  # the file holds what is there now
        if other:
            said = self.tr(
                "Bed {n}: what was typed {when} answers another version of its form and was not filled in: {forms}."
            )
            when = self._when(max(each.utc for each in other.values()))
            self._say(kept.owner, said.format(n=context.bed, when=when, forms=form_words(other)))

    def _say(self, session: str, sentence: str) -> None:
        """On the strip, and on the session's forms until it was read."""
        self.shared.note(session, sentence)
        self.told.emit(sentence)

    def _when(self, utc: datetime | None) -> str:
        return "" if utc is None else when_words(utc, self._utc())

    # -- keeping ---------------------------------------------------------------------------------------

    def _changed(self, owner: str) -> None:
        if owner:
            self._dirty.add(owner)
            if not self._writing.isActive():
                self._writing.start(_WRITE_MS)
        self.changed.emit(owner)

    @Slot()
    def _write(self) -> None:
        """Hand over what has changed; the thread writes it."""
        dirty, self._dirty = self._dirty, set()
        for owner in sorted(dirty):
            kept = self._kept(owner)
            self._files.put(owner, written(kept) if kept.fields else None)

    def _kept(self, owner: str) -> KeptFile:
        context = self._contexts.get(owner, _Context(0))
        now = self._utc()
        fields = {
            name: KeptField(text=typed.text, utc=typed.utc or now, of=self._of(name, context))
            for name, typed in self.shared.typed(owner).items()
            if name not in _NOT_KEPT and (typed.text or not name.startswith(_EMPTY_IS_NOTHING))
        }
        return KeptFile(owner=owner, bed=context.bed, patient=context.patient, fields=fields)

    def _of(self, field: str, context: _Context) -> str:
        """The version of the form a field belongs to; "" = it has none."""
        if field.startswith(_ITEMS_OF):
            return context.protocol
        if field.startswith(_SCALE):
            key = field.split("/")[1]
            return f"{key} {self._version_of(key)}"
        return ""

    def _tell_fault(self, fault: str) -> None:
        """Said once, until it works again; tried again now and then."""
        first, self._fault = not self._fault, fault
        if fault and not self._again.isActive():
            self._again.start()
        if fault and first:
            self.told.emit(
                self.tr(
                    "What is being typed cannot be kept on the disk ({why}): should bedside end now it would be lost; "
                    "save it soon, and free some space."
                ).format(why=fault)
            )


def _typed(fields: Mapping[str, KeptField]) -> dict[str, Typed]:
    return {name: Typed(each.text, each.utc) for name, each in fields.items()}


def _called(protocol: Protocol) -> str:
    return f"{protocol.key} v{protocol.version}"


def _anything_in(folder: Path) -> bool:
    """Whether there is something to read; what cannot be looked at is said by whoever reads it."""
    try:
        return folder.is_dir() and any(folder.iterdir())
    except OSError:
        return True
