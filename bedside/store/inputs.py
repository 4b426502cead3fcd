"""What arrived in one session, in order of arrival: read from several tables, a stretch of time in each transaction.

Times are session time in seconds. Ranges are half-open, `first_t ≤ at < last_t`; None leaves a side open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from typing import Any, Final, TypeVar

import numpy as np
from sqlalchemy import Connection, RowMapping, Select, Table, func, select

from bedside.store import reach, reading_rows, rows, schema
from bedside.store.blocks import LONGEST_S, unpack
from bedside.store.reading import Source
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Reading
from bedside.vitals.records import DeviceChanged, EntryMade, ReadingTaken, SegmentOpened

Input = ReadingTaken | EntryMade | DeviceChanged
Arrived = Input | SegmentOpened
_T = TypeVar("_T", bound=Input)

_CHUNK_S: Final = 60.0  # of session time read in one transaction: the writer's log stays short
_READINGS: Final = (
    (schema.numeric, reading_rows.numeric),
    (schema.determination, reading_rows.determination),
    (schema.status, reading_rows.status),
)


class Inputs:
    """The inputs of one session.

    Args:
        source: of the record.
        key: of the session in it.
        session: id of the session.
    """

    def __init__(self, source: Source, key: int, session: str) -> None:
        self._source = source
        self._key = key
        self._session = session

    @property
    def newest_t(self) -> float:
        """Session time of the newest thing recorded, s."""
        key = schema.session.c.key
        statement = select(reach.newest_t(key)).where(key == self._key)
        with self._source.read() as connection:
            return float(connection.execute(statement).scalar_one())

    def newest_before(self, t: float) -> float | None:
        """When the last input before a session time came, s; None: none did."""
        columns = (
            *((table, table.c.at) for table in schema.INPUTS),
            (schema.wave_block, schema.wave_block.c.last_at),
        )
        with self._source.read() as connection:
            newest = [
                connection.execute(
                    select(func.max(column)).where(table.c.session == self._key, table.c.at < t)
                ).scalar_one()
                for table, column in columns
            ]
        return max((at for at in newest if at is not None), default=None)

    def of_table(
        self, table: Table, first_t: float | None = None, last_t: float | None = None
    ) -> Sequence[RowMapping]:
        """The rows of one table that arrived in the range, in order."""
        return self._source.rows(self._window(table, first_t, last_t))

    def readings(self, first_t: float | None, last_t: float | None, *, waves: bool) -> Iterator[ReadingTaken]:
        """The readings; see `RecordedSession.readings`."""
        return self._merged(first_t, last_t, lambda c, a, b: self._readings(c, a, b, waves=waves))

    def records(
        self,
        first_t: float | None,
        last_t: float | None,
        segments: Sequence[SegmentOpened],
        *,
        waves: bool,
    ) -> Iterator[Arrived]:
        """All inputs, and between them the segments that began in the range; see `RecordedSession.records`."""

        def chunk(connection: Connection, first: float, last: float) -> list[Input]:
            found: list[Input] = [*self._readings(connection, first, last, waves=waves)]
            for row in connection.execute(self._window(schema.entry, first, last)).mappings():
                found.append(rows.entry(row, self._session))
            for row in connection.execute(self._window(schema.device_change, first, last)).mappings():
                found.append(rows.device_change(row, self._session))
            return found

        first, last = -np.inf if first_t is None else first_t, np.inf if last_t is None else last_t
        later = (segment for segment in segments if segment.t > 0.0 and first <= segment.t < last)
        # of what comes at one moment, a segment comes first: it begins before anything arrives in it
        return merge(later, self._merged(first_t, last_t, chunk), key=_arrival_t)

    def of_clock(self) -> list[EntryMade | ReadingTaken]:
        """What the protocol's clock goes by; see `RecordedSession.clock_records`."""
        numeric, status = schema.numeric, schema.status
        breaths = self._window(numeric, None, None).where(numeric.c.parameter == Parameter.RR.value)
        cuff = self._window(status, None, None).where(status.c.kind == "cuff").limit(1)
        found: list[EntryMade | ReadingTaken] = [
            rows.entry(row, self._session) for row in self.of_table(schema.entry)
        ]
        for statement, reading in (
            (breaths, reading_rows.numeric),
            (self._window(schema.determination, None, None), reading_rows.determination),
            (cuff, reading_rows.status),
        ):
            found += [self._taken(row, reading) for row in self._source.rows(statement)]
        return sorted(found, key=lambda record: record.number)

    def _merged(
        self,
        first_t: float | None,
        last_t: float | None,
        chunk: Callable[[Connection, float, float], list[_T]],
    ) -> Iterator[_T]:
        first = 0.0 if first_t is None else first_t
        last = float(np.nextafter(self.newest_t, np.inf)) if last_t is None else last_t
        while first < last:
            until = min(first + _CHUNK_S, last)
            with self._source.read() as connection:
                found = chunk(connection, first, until)
            yield from sorted(found, key=lambda record: record.number)
            first = until

    def _readings(
        self, connection: Connection, first: float, last: float, *, waves: bool
    ) -> list[ReadingTaken]:
        found = [
            self._taken(row, reading)
            for table, reading in _READINGS
            for row in connection.execute(self._window(table, first, last)).mappings()
        ]
        if waves:
            blocks = self._window(schema.wave_block, first - LONGEST_S, last).where(
                schema.wave_block.c.last_at >= first
            )
            for row in connection.execute(blocks).mappings():
                found += [
                    taken
                    for taken in unpack(row, self._session, row["device_name"])
                    if first <= taken.at < last
                ]
        return found

    def _taken(self, row: RowMapping, reading: Callable[[RowMapping], Reading]) -> ReadingTaken:
        return ReadingTaken(
            session=self._session,
            number=row["number"],
            at=row["at"],
            device=row["device_name"],
            reading=reading(row),
        )

    def _window(self, table: Table, first: float | None, last: float | None) -> Select[Any]:
        """Rows of an input table that arrived in the range, in order; with the device's name if they have one."""
        statement = select(table).where(table.c.session == self._key).order_by(table.c.at, table.c.number)
        if "device" in table.c:
            device = schema.device
            statement = statement.add_columns(device.c.name.label("device_name")).join(
                device, device.c.key == table.c.device
            )
        if first is not None:
            statement = statement.where(table.c.at >= first)
        if last is not None:
            statement = statement.where(table.c.at < last)
        return statement


def _arrival_t(record: Arrived) -> float:
    return record.t if isinstance(record, SegmentOpened) else record.at
