"""What was typed and not sent yet: it outlives the page, another bed on the screen, every update, and the program.

All windows of a station share one `SharedDrafts`; each has its `Drafts`, by which it knows what another one did.
`ui/kept_drafts.py` keeps them on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

NOTE: Final = "note"  # the field of a session's unsaved note
PATIENT: Final = "patient:"  # and an id: what is typed about a patient rather than in a session
PROTOCOL: Final = "protocol:"  # and a key: a protocol that is being edited
QA: Final = "qa:"  # and the id of a recorded session: what is typed about it at its review


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a field."""

    text: str
    utc: datetime | None = None  # when it was typed; None: nobody asked for the time
    before: bool = False  # typed before the program ended, and not looked at since


class SharedDrafts:
    """Texts by owner (the id of a session, or `PATIENT`, `PROTOCOL` or `QA` with an id) and field."""

    def __init__(
        self,
        utc: Callable[[], datetime | None] = lambda: None,
        changed: Callable[[str], None] = lambda _owner: None,
    ) -> None:
        """`utc`: wall time, for the moment of typing. `changed` hears the owner of whatever changed."""
        self._utc = utc
        self._tell = changed
        self._kept: dict[str, dict[str, Typed]] = {}
        self._changes: dict[str, int] = {}
        self._notes: dict[str, str] = {}

    def typed(self, owner: str) -> Mapping[str, Typed]:
        """All fields of an owner; only to be read."""
        return self._kept.get(owner, {})

    def changes(self, owner: str) -> int:
        """Rises with every change."""
        return self._changes.get(owner, 0)

    def put(self, owner: str, field: str, text: str) -> bool:
        """A person typed; whether that is anything new."""
        fields = self._kept.setdefault(owner, {})
        if field in fields and fields[field].text == text:
            return False
        fields[field] = Typed(text, self._utc())
        self._changed(owner)
        return True

    def drop(self, owner: str, field: str) -> bool:
        """It was sent, or given up; whether there was anything."""
        fields = self._kept.get(owner, {})
        if field not in fields:
            return False
        del fields[field]
        if not fields:
            del self._kept[owner]
        self._changed(owner)
        return True

    def drop_owner(self, owner: str) -> None:
        """The session is over, or everything was sent."""
        self._notes.pop(owner, None)
        if self._kept.pop(owner, None) is not None:
            self._changed(owner)

    def bring_back(self, owner: str, fields: Mapping[str, Typed]) -> None:
        """What was kept by the program that ended; a field in which somebody typed since then stays as it is."""
        there = self._kept.setdefault(owner, {})
        for field, typed in fields.items():
            there.setdefault(field, replace(typed, before=True))
        self._changed(owner)

    def note(self, owner: str, sentence: str) -> None:
        """Say in the owner's forms what could not be brought back; "" = it was read."""
        if sentence != self._notes.get(owner, ""):
            self._notes[owner] = sentence
            self._changed(owner)

    def noted(self, owner: str) -> str:
        """What could not be brought back, one sentence; "" = nothing."""
        return self._notes.get(owner, "")

    def _changed(self, owner: str) -> None:
        self._changes[owner] = self.changes(owner) + 1
        self._tell(owner)


class Drafts:
    """One window's way to what is typed. An empty text is a draft too: something was deleted."""

    def __init__(self, shared: SharedDrafts | None = None) -> None:
        """`shared`: of all windows; None: this one is alone and nothing outlives it."""
        self._shared = SharedDrafts() if shared is None else shared
        self._own: dict[str, int] = {}  # changes this window made, by owner

    def keep(self, session: str, field: str, text: str) -> None:
        """Remember what stands in a field now."""
        self._count(session, changed=self._shared.put(session, field, text))

    def text(self, session: str, field: str) -> str | None:
        """What was typed there; None: nothing."""
        typed = self._shared.typed(session).get(field)
        return None if typed is None else typed.text

    def drop(self, session: str, field: str) -> None:
        """It was sent, or given up."""
        self._count(session, changed=self._shared.drop(session, field))

    def drop_all(self, session: str, prefix: str) -> None:
        """All fields of a form were sent, or given up."""
        for field in list(self.fields(session, prefix)):
            self.drop(session, field)

    def fields(self, session: str, prefix: str) -> Iterator[str]:
        """Names of the fields of a form with something typed."""
        return (field for field in self._shared.typed(session) if field.startswith(prefix))

    def others(self, session: str) -> int:
        """Rises when another window typed, sent or gave up something, or when it was brought back."""
        return self._shared.changes(session) - self._own.get(session, 0)

    def typed_before(self, session: str, prefixes: tuple[str, ...]) -> datetime | None:
        """When the newest of these fields was typed that come from before the program ended; None: none does."""
        times = (
            typed.utc
            for field, typed in self._shared.typed(session).items()
            if typed.before and field.startswith(prefixes)
        )
        return max((utc for utc in times if utc is not None), default=None)

    def throw_away(self, session: str, prefixes: tuple[str, ...]) -> None:
        """What was typed before the program ended is not wanted; what was typed since stays."""
        typed = self._shared.typed(session).items()
        for field in [name for name, each in typed if each.before and name.startswith(prefixes)]:
            self.drop(session, field)

    def noted(self, session: str) -> str:
        """What could not be brought back, one sentence; "" = nothing."""
        return self._shared.noted(session)

    def read_note(self, session: str) -> None:
        """That sentence was read."""
        self._shared.note(session, "")

    def _count(self, session: str, *, changed: bool) -> None:
        if changed:
            self._own[session] = self._own.get(session, 0) + 1


class NoteDrafts(MutableMapping[str, str]):
    """The unsaved notes among the drafts, by session id."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self._seen: set[str] = set()

    def __getitem__(self, session: str) -> str:
        text = self.drafts.text(session, NOTE)
        if text is None:
            raise KeyError(session)
        return text

    def __setitem__(self, session: str, text: str) -> None:
        self._seen.add(session)
        self.drafts.keep(session, NOTE, text)

    def __delitem__(self, session: str) -> None:
        if self.drafts.text(session, NOTE) is None:
            raise KeyError(session)
        self.drafts.drop(session, NOTE)

    def __iter__(self) -> Iterator[str]:
        return (session for session in self._seen if self.drafts.text(session, NOTE) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)
