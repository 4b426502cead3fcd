"""One connection at a time for whoever reads: short transactions, foreign errors turned into sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select
from sqlalchemy.exc import DBAPIError

from bedside.errors import StoreError
from bedside.store.sentences import sentence


class Source:
    """Where a library and its sessions read from."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.path = path
        self._engine = engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection inside one transaction: everything read through it belongs to one moment.

        Keep it short: while it lasts, the writer's log cannot be folded back into the database.

        Raises:
            StoreError: the record cannot be read.
        """
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise StoreError(sentence(error, self.path) + ".") from error

    def rows(self, statement: Select[Any]) -> Sequence[RowMapping]:
        """All rows of one statement; see `read`."""
        with self.read() as connection:
            return connection.execute(statement).mappings().all()
