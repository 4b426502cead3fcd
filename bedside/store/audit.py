"""Goes along the log's chain and says whether it is whole (ALM-42)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection

from bedside.store import schema
from bedside.store.chain import FORMS, GIVEN, KINDS, ZERO, seal

STOPPED: Final = "stopped"  # kind of the station event a program ends with when it ends in good order

_NAMES: Final = MappingProxyType(
    {
        "run": "a start of bedside",
        "session": "the beginning of a session",
        "session_segment": "the beginning of a stretch of a session",
        "entry": "an entry of a timeline",
        "alarm_change": "an alarm change",
        "device_change": "a change of a link",
        "session_close": "the end of a session",
        "station_event": "an event of the station",
        "station_alarm": "an alarm change of the station",
        "patient_entry": "an entry about a patient",
        "review_entry": "what was said of a session at its review",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What going along the chain found."""

    rows: int  # proved to be as they were written, from the first on
    head: str  # hash of the last of them, hex; noted elsewhere, it proves later that none of them was cut off
    fault: str = ""  # the first broken link, in words; "" = whole
    broken_at: int | None = None  # number in the log of the first row that is not as it was
    cut: bool = False  # everything that is there is whole, but the newest rows are gone
    finished: bool = False  # the newest row says that bedside stopped in good order

    @property
    def whole(self) -> bool:
        """Nothing was changed, put in or taken out."""
        return not self.fault

    @property
    def words(self) -> str:
        """The finding in one sentence."""
        if self.fault:
            return f"The log is not whole: {self.fault}."
        end = "" if self.finished else "; bedside is running, or its last run did not stop in good order"
        return f"The log is whole: {self.rows} rows{end}."


def verify(connection: Connection, noted: str = "") -> Verified:
    """Compute every hash of the log again, inside the caller's transaction.

    Args:
        connection: of a reader.
        noted: a `Verified.head` of an earlier time; "" = none.

    Cutting off the end is seen by the number of the newest row ever written, which the database keeps beside the
    rows. Whoever also sets that back can only be caught by `noted`.
    """
    return _Walk(connection, noted).result()


@dataclass(slots=True)
class _Row:
    seq: int
    values: dict[str, Any]


class _Broken(Exception):  # noqa: N818 — no error: it ends the walk with what it found
    def __init__(self, at: int, words: str, *, cut: bool = False) -> None:
        super().__init__(words)
        self.at, self.words, self.cut = at, words, cut


class _Walk:
    """One way along the chain, from its first row."""

    def __init__(self, connection: Connection, noted: str) -> None:
        self._connection = connection
        self._noted = noted.strip().lower()
        self._seen = not noted
        self._rows = 0
        self._hash = ZERO
        self._newest: tuple[str, dict[str, Any]] | None = None
        self._waiting = {kind: _rows_of(connection, kind) for kind in KINDS}
        self._next = {kind: next(rows, None) for kind, rows in self._waiting.items()}

    def result(self) -> Verified:
        """Go, and say what was found."""
        fault, at, cut = "", None, False
        try:
            self._go()
        except _Broken as broken:
            fault, at, cut = broken.words, broken.at, broken.cut
        kind, values = self._newest or ("", {})
        return Verified(
            rows=self._rows,
            head=self._hash.hex() if self._rows else "",
            fault=fault,
            broken_at=at,
            cut=cut,
            finished=kind == "station_event" and values["kind"] == STOPPED,
        )

    def _go(self) -> None:
        links = self._connection.exec_driver_sql(
            "SELECT seq, kind, form, local, mono, hash FROM chain ORDER BY seq"
        )
        for seq, kind, form, local, mono, stored in links:
            if seq != self._rows + 1:
                raise _Broken(self._rows + 1, _gone(self._rows + 1, seq - 1))
            self._take(seq, kind, form, local, mono, stored)
        self._look_behind_the_end()

    def _take(
        self, seq: int, kind: str, form: int, local: str | None, mono: float | None, stored: bytes
    ) -> None:
        what = f"row {seq} ({_NAMES.get(kind, 'of an unknown kind')}{f', written {local}' if local else ''})"
        columns = FORMS.get(form, {}).get(kind)
        if columns is None:
            raise _Broken(seq, f"{what} was changed after it was written")
        row = self._next[kind]
        if row is None or row.seq != seq:
            if row is not None and row.seq < seq:
                raise _Broken(seq, _put_in(kind, row.seq))
            raise _Broken(seq, f"{what} is missing")
        values = [row.values[name] for name in columns]
        found = seal(self._hash, form=form, seq=seq, kind=kind, local=local, mono=mono, values=values)
        if found != stored:
            raise _Broken(seq, f"{what} was changed after it was written")
        self._hash = found
        self._rows = seq
        self._newest = kind, row.values
        self._next[kind] = next(self._waiting[kind], None)
        self._seen = self._seen or found.hex() == self._noted

    def _look_behind_the_end(self) -> None:
        given = self._connection.exec_driver_sql(GIVEN).scalar() or 0
        if given > self._rows:
            raise _Broken(self._rows + 1, f"its end was cut off, {_gone(self._rows + 1, given)}", cut=True)
        for kind, row in self._next.items():
            if row is not None:
                raise _Broken(self._rows + 1, _put_in(kind, row.seq))
        if not self._seen:
            raise _Broken(
                self._rows + 1,
                f"the row noted as {self._noted[:12]}… is not in it; its end was cut off, or it was written anew",
                cut=True,
            )


def _gone(first: int, last: int) -> str:
    return f"row {first} is missing" if first == last else f"rows {first} to {last} are missing"


def _put_in(kind: str, seq: int) -> str:
    return f"{_NAMES[kind]} (numbered {seq}) was put in from outside"


def _rows_of(connection: Connection, kind: str) -> Iterator[_Row]:
    """Rows of a table by their number in the log, raw: a value of a wrong type must not stop the walk."""
    table = schema.metadata.tables[kind]
    columns = [
        f"own.{column.name}" for column in table.columns if column.name not in ("session", "device", "seq")
    ]
    joins = ""
    for key, name, value in (("session", "session_id", "id"), ("device", "device_name", "name")):
        if key in table.columns:
            columns.append(f"{key}.{value} AS {name}")
            joins += f" LEFT JOIN {key} ON {key}.key = own.{key}"
    statement = (
        f"SELECT CAST(own.seq AS INTEGER) AS seq, {', '.join(columns)} FROM {kind} AS own{joins} ORDER BY 1"
    )
    for row in connection.exec_driver_sql(statement).mappings():
        yield _Row(row["seq"], dict(row))
