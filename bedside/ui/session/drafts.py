"""What was typed and not sent yet: it outlives the page, another bed on the screen and every update."""

from __future__ import annotations

from collections.abc import Iterator


class Drafts:
    """Texts by session and field, as long as the window lives. An empty text is a draft too: something was deleted."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def keep(self, session: str, field: str, text: str) -> None:
        """Remember what stands in a field now."""
        self._kept[(session, field)] = text

    def text(self, session: str, field: str) -> str | None:
        """What was typed there; None: nothing."""
        return self._kept.get((session, field))

    def drop(self, session: str, field: str) -> None:
        """It was sent, or given up."""
        self._kept.pop((session, field), None)

    def drop_all(self, session: str, prefix: str) -> None:
        """All fields of a form were sent, or given up."""
        for field in list(self.fields(session, prefix)):
            self.drop(session, field)

    def fields(self, session: str, prefix: str) -> Iterator[str]:
        """Names of the fields of a form with something typed."""
        return (field for of, field in self._kept if of == session and field.startswith(prefix))
