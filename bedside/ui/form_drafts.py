"""A half-typed form among the drafts of what it is about: what differs from what the form would show by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bedside.ui.session.drafts import Drafts


class FormDrafts:
    """Of one form, which is about one owner (a patient, a recorded session) and one entry of it at a time."""

    def __init__(
        self,
        texts: Callable[[], Mapping[str, str]],
        put: Callable[[Mapping[str, str]], None],
        *,
        kind: str,
        form: str,
    ) -> None:
        """Nothing is shown yet.

        Args:
            texts: tells what stands in the fields.
            put: puts it there.
            kind: what owns the drafts, as `session/drafts.py` has it: `PATIENT`, `QA`.
            form: what the fields' names begin with.
        """
        self.drafts = Drafts()
        self._texts = texts
        self._put = put
        self._kind, self._form = kind, form
        self._usual: dict[str, str] = {}  # without a draft
        self._known: dict[str, str] = {}  # as it was seen last
        self._others = 0
        self._loading = False
        self.owner = ""
        self.prefix = f"{form}/new/"

    def begin(self, about: str, entry: str, usual: Mapping[str, str]) -> None:
        """Show an entry.

        Args:
            about: id of what owns it; "" = nobody.
            entry: `written` of one that is corrected; "" = a new one.
            usual: what its fields show when nobody has typed.
        """
        self.owner = self._kind + about if about else ""
        self.prefix = f"{self._form}/{entry or 'new'}/"
        self._usual = dict(usual)
        self._others = self.drafts.others(self.owner)
        typed = {
            name: text
            for name in usual
            if self.owner and (text := self.drafts.text(self.owner, self.prefix + name)) is not None
        }
        self._known = {**self._usual, **typed}
        self._loading = True
        try:
            self._put(self._known)
        finally:
            self._loading = False

    def leave(self) -> None:
        """The fields are about to be those of something else; what was typed stays among the drafts."""
        self.owner = ""

    def typed(self) -> None:
        """Something changed in the fields."""
        if self._loading or not self.owner:
            return
        texts = dict(self._texts())
        for name, text in texts.items():
            if text == self._known.get(name, ""):
                continue
            if text == self._usual.get(name, ""):
                self.drafts.drop(self.owner, self.prefix + name)
            else:
                self.drafts.keep(self.owner, self.prefix + name, text)
        self._known = texts

    def renew(self) -> None:
        """Another window typed here, or what was kept has just come back: show it."""
        if self.owner and self.drafts.others(self.owner) != self._others:
            self.begin(self.owner.removeprefix(self._kind), self._entry, self._usual)

    def done(self) -> None:
        """It was written down."""
        if self.owner:
            self.drafts.drop_all(self.owner, self.prefix)

    def is_usual(self, name: str) -> bool:
        """Nobody has typed in this field."""
        return self._known.get(name) == self._usual.get(name)

    @property
    def _entry(self) -> str:
        entry = self.prefix.split("/")[1]
        return "" if entry == "new" else entry
