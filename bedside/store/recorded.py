"""One recorded session: its inputs in order of arrival, and its waves and numbers as arrays.

Times are session time in seconds. Ranges are half-open, `first_t ≤ at < last_t`, so that ranges laid end to end
give every record once; None leaves a side open. A session that is still being recorded can be read too: each
call sees what was committed by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Table, func, select

from bedside.store import alarm_rows, reading_rows, rows, schema
from bedside.store.inputs import Arrived, Inputs
from bedside.store.reading import Source
from bedside.store.stretch import lowest_of, numbers_between, samples_between
from bedside.vitals.alarms import AlarmChange
from bedside.vitals.commands import Entry
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import NOT_CURRENT, Determination
from bedside.vitals.records import (
    AlarmChanged,
    DeviceChanged,
    EntryMade,
    ReadingTaken,
    SegmentOpened,
    SessionClosed,
    SessionOpened,
)
from bedside.vitals.timeline import timeline_of

Floats = NDArray[np.float64]

_NOT_CURRENT: Final = int(NOT_CURRENT)  # no value, whatever it says
_CUFF: Final = {
    Parameter.NIBP_SYS: "sys",
    Parameter.NIBP_DIA: "dia",
    Parameter.NIBP_MAP: "map",
    Parameter.NIBP_PR: "pr",
}


class RecordedSession:
    """A door into one session of a library. One thread at a time."""

    def __init__(self, source: Source, key: int, opened: SessionOpened) -> None:
        self._source = source
        self._key = key
        self.opened = opened
        self._inputs = Inputs(source, key, opened.session)
        self._numbers: dict[str, tuple[list[float], list[float]]] = {}
        self._numbers_to = 0  # number of the newest numeric in `_numbers`

    # The session itself

    @property
    def id(self) -> str:
        """The session's id."""
        return self.opened.session

    @property
    def closed(self) -> SessionClosed | None:
        """How it ended; None while it runs or when it was interrupted."""
        table = schema.session_close
        with self._source.read() as connection:
            row = connection.execute(select(table).where(self._in(table))).mappings().one_or_none()
        return None if row is None else rows.closed(row, self.id)

    @property
    def newest_t(self) -> float:
        """Session time of the newest thing recorded, s."""
        return self._inputs.newest_t

    @property
    def duration_s(self) -> float:
        """Until its end, or until the newest thing recorded, s."""
        closed = self.closed
        return self.newest_t if closed is None else closed.t

    @property
    def segments(self) -> list[SegmentOpened]:
        """The stretches in which the program was running, oldest first."""
        table = schema.session_segment
        found = self._source.rows(select(table).where(self._in(table)).order_by(table.c.t))
        return [rows.segment(row, self.id) for row in found]

    def interruptions(self) -> tuple[tuple[float, float], ...]:
        """Stretches that nobody watched: until when it was watched, and the beginning of the next segment, s.

        Where the segment does not say it (records of earlier versions), it was watched until the last input.
        """
        segments = self.segments
        return tuple(
            (
                self._last_input_before(after, before.t) if after.watched_t is None else after.watched_t,
                after.t,
            )
            for before, after in pairwise(segments)
        )

    def _last_input_before(self, segment: SegmentOpened, earliest: float) -> float:
        newest = self._inputs.newest_before(segment.t)
        return earliest if newest is None else max(newest, earliest)

    # What happened

    def entry_records(self, first_t: float | None = None, last_t: float | None = None) -> list[EntryMade]:
        """The timeline as it was recorded, in order of arrival: a retraction is an entry of its own."""
        return [rows.entry(row, self.id) for row in self._inputs.of_table(schema.entry, first_t, last_t)]

    def entries(self) -> list[Entry]:
        """The timeline as it stands at the end: what was taken back or corrected is marked as retracted."""
        return list(timeline_of(record.entry for record in self.entry_records()))

    def alarm_records(self) -> list[AlarmChanged]:
        """The alarm changes with their wall times, in order."""
        table = schema.alarm_change
        found = self._source.rows(select(table).where(self._in(table)).order_by(table.c.number))
        return [alarm_rows.alarm(row, self.id) for row in found]

    def alarm_changes(self) -> list[AlarmChange]:
        """The alarm changes, in order."""
        return [record.change for record in self.alarm_records()]

    def device_changes(
        self, first_t: float | None = None, last_t: float | None = None
    ) -> list[DeviceChanged]:
        """What became of the links, in order of arrival."""
        return [
            rows.device_change(row, self.id)
            for row in self._inputs.of_table(schema.device_change, first_t, last_t)
        ]

    def sources(self) -> dict[Parameter, str]:
        """The device each number came from; the newest one where several gave it."""
        table, device = schema.numeric, schema.device
        newest = (
            select(table.c.parameter, device.c.name)
            .join(device, device.c.key == table.c.device)
            .where(self._in(table))
            .group_by(table.c.parameter, device.c.name)
            .order_by(func.max(table.c.number))
        )
        with self._source.read() as connection:
            return {Parameter(parameter): name for parameter, name in connection.execute(newest)}

    def first_values(self) -> dict[Parameter, float]:
        """When each number was first heard with a value, session time, s."""
        table = schema.numeric
        first = (
            select(table.c.parameter, func.min(table.c.at))
            .where(self._in(table), table.c.value.is_not(None))
            .group_by(table.c.parameter)
        )
        with self._source.read() as connection:
            return {Parameter(parameter): at for parameter, at in connection.execute(first)}

    # Inputs, in order of arrival

    def readings(
        self, first_t: float | None = None, last_t: float | None = None, *, waves: bool = True
    ) -> Iterator[ReadingTaken]:
        """Readings that arrived in the range, in order of arrival, as they were taken.

        Args:
            first_t: from this session time of arrival on, s.
            last_t: up to, not including, this one, s.
            waves: with the waves; without them it is the alarm engine's input and far less to read.
        """
        return self._inputs.readings(first_t, last_t, waves=waves)

    def records(
        self, first_t: float | None = None, last_t: float | None = None, *, waves: bool = True
    ) -> Iterator[Arrived]:
        """All inputs that arrived in the range, in the order of their numbers, and between them the interruptions.

        An interruption is the segment that begins after it; `interruptions` says since when nobody had watched.
        For replay, and (without the waves) for computing the alarms again; those recorded are in `alarm_changes`.
        """
        return self._inputs.records(first_t, last_t, self.segments, waves=waves)

    def clock_records(self) -> list[EntryMade | ReadingTaken]:
        """What the protocol's clock goes by, in order of arrival: entries, cuff readings and states, breaths."""
        return self._inputs.of_clock()

    # Arrays

    def wave(
        self, parameter: Parameter, first_t: float | None = None, last_t: float | None = None
    ) -> tuple[Floats, NDArray[np.float32]]:
        """Samples whose own time lies in the range.

        Returns:
            Session times in s and device units, shape (samples,), oldest first. NaN is no sample: one where the
            device sent none, and one behind the last sample before a hole, so that no line crosses it.
        """
        with self._source.read() as connection:
            return samples_between(connection, self._key, parameter, first_t, last_t)

    def numerics(self, parameter: Parameter) -> tuple[Floats, Floats]:
        """All values of one numeric, those of the cuff from its determinations.

        Returns:
            Session times in s and values in the parameter's unit, shape (values,), oldest first; NaN = the
            device had no valid value.
        """
        if parameter in _CUFF:
            part = _CUFF[parameter]
            found = [(d.t, getattr(d, part)) for d in self.determinations()]
            times, values = [t for t, _ in found], [v for _, v in found]
        else:
            self._read_numbers()
            times, values = self._numbers.get(parameter.value, ([], []))
        t, y = np.array(times, dtype=float), np.array(values, dtype=float)
        order = np.argsort(t, kind="stable")
        return t[order], y[order]

    def numbers_between(self, parameter: Parameter, first: float, last: float) -> tuple[Floats, Floats]:
        """Values of one numeric between two session times, s, without reading the rest; see `store.stretch`."""
        with self._source.read() as connection:
            return numbers_between(connection, self._key, parameter, first, last)

    def lowest(self, parameter: Parameter) -> float | None:
        """The lowest valid value of one numeric, without reading them all; None without any."""
        with self._source.read() as connection:
            return lowest_of(connection, self._key, parameter)

    def determinations(self) -> list[Determination]:
        """All cuff measurements, in order of arrival."""
        return [reading_rows.determination(row) for row in self._inputs.of_table(schema.determination)]

    def _read_numbers(self) -> None:
        """Read the numerics that came since the last time; a session has 100 000 of them in 8 h."""
        table = schema.numeric
        statement = (
            select(table.c.number, table.c.parameter, table.c.t, table.c.value, table.c.quality)
            .where(self._in(table), table.c.number > self._numbers_to)
            .order_by(table.c.number)
        )
        with self._source.read() as connection:
            for number, parameter, t, value, quality in connection.execute(statement):
                times, values = self._numbers.setdefault(parameter, ([], []))
                times.append(t)
                values.append(np.nan if value is None or quality & _NOT_CURRENT else value)
                self._numbers_to = number

    def _in(self, table: Table) -> ColumnElement[bool]:
        return table.c.session == self._key
