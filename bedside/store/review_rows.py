"""What was said of recorded sessions at their review, as rows and back; see `rows`."""

from __future__ import annotations

import json

from sqlalchemy import select

from bedside.errors import StoreError
from bedside.store import schema
from bedside.store.reading import Source
from bedside.store.rows import Row, Stored, command_of, utc_text, utc_time
from bedside.vitals.command_records import name_of, to_record
from bedside.vitals.records import QaNoteWritten, ReviewEntry, SessionReviewed
from bedside.vitals.review_commands import MarkReviewed, WriteQaNote

_ENTRY = schema.review_entry


class ReviewRows:
    """A door to the reviews of a library. From any thread; every call reads what is committed by then."""

    def __init__(self, source: Source) -> None:
        """Nothing is read yet."""
        self._source = source

    def of(self, session: str) -> list[ReviewEntry]:
        """What was said of one session, oldest first."""
        return self._read(session)

    def all(self) -> list[ReviewEntry]:
        """What was said of any session, oldest first."""
        return self._read(None)

    def _read(self, session: str | None) -> list[ReviewEntry]:
        statement = (
            select(_ENTRY.c.key, _ENTRY.c.utc, _ENTRY.c.kind, _ENTRY.c.command)
            .join(schema.session, schema.session.c.key == _ENTRY.c.session)
            .order_by(_ENTRY.c.key)
        )
        if session is not None:
            statement = statement.where(schema.session.c.id == session)
        return [review_entry(row) for row in self._source.rows(statement)]


def review_row(record: ReviewEntry) -> Row:
    """A note or a mark."""
    command = record.command
    return {
        "session_id": record.session,
        "utc": utc_text(record.utc),
        "kind": name_of(command),
        "actor": command.actor.name,
        "role": command.actor.role.value,
        "command": json.dumps(to_record(command)),
    }


def review_entry(row: Stored) -> ReviewEntry:
    """From a row of `review_entry`.

    Raises:
        StoreError: a kind this program does not know, or one it cannot read. The sentence quotes nothing of it: it
            may come into a log.
    """
    utc = utc_time(row["utc"])
    command = command_of(row)
    match command:
        case WriteQaNote():
            return QaNoteWritten(utc=utc, command=command)
        case MarkReviewed():
            return SessionReviewed(utc=utc, command=command)
    raise StoreError(
        f"Review entry {row['key']} cannot be read ({row['kind']}): update this program; nothing was changed."
    )
