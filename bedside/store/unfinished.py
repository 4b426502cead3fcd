"""The session of a bed that was not closed, and where a further segment of it has to go on counting (ALM-41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bedside.store import anchors, reach, rows, schema
from bedside.store.reading import Source
from bedside.store.recorded import RecordedSession
from bedside.vitals.records import SessionOpened


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedSession:
    """A session that was not closed, and where a further segment has to go on counting."""

    opened: SessionOpened
    newest_t: float  # session time of the newest thing recorded, s
    newest_utc: datetime  # its wall time, by the wall clock as it went last
    newest_station_t: float | None  # its station time, s; None: not kept
    boot: str  # of the machine, when it was recorded; "" = not known
    last_number: int  # of an input
    last_entry: int  # of a timeline entry
    last_alarm: int  # of an alarm change
    last_condition: int  # of an alarm condition
    recorded: RecordedSession
    idle_s: float = 0.0  # for so long the program still ran after the newest thing of this session, s

    @property
    def next_number(self) -> int:
        """Number of the next input."""
        return self.last_number + 1

    def away_s(self, now_utc: datetime, station_now: float, boot: str) -> float:
        """How long ago the newest thing was recorded, s; never negative.

        By station time while the machine has not been started anew, whatever became of its wall clock. Else only the
        wall clock can tell, and one that was set back meanwhile tells at least by how much: nobody knows better.

        Args:
            now_utc: wall time now.
            station_now: station time now, s.
            boot: identity of the boot now; "" = not known.
        """
        if self.newest_station_t is not None and boot and boot == self.boot:
            return max(0.0, station_now - self.newest_station_t)
        return abs((now_utc - self.newest_utc).total_seconds())

    def unwatched_s(self, now_utc: datetime, station_now: float, boot: str) -> float:
        """How long ago the program was last known to run, s: nothing happens for hours while a form lies open.

        Args:
            now_utc, station_now, boot: as for `away_s`.
        """
        return max(0.0, self.away_s(now_utc, station_now, boot) - self.idle_s)


def unfinished_of(source: Source, bed: int) -> UnfinishedSession | None:
    """The bed's newest session if it was not closed; None: it was, or there is none.

    Raises:
        StoreError: the record cannot be read.
    """
    key = schema.session.c.key
    statement = (
        select(
            schema.session,
            schema.session_close.c.t.label("closed_t"),
            reach.newest_t(key).label("newest_t"),
            reach.last_number(key).label("last_number"),
            reach.last_entry(key).label("last_entry"),
            reach.last_alarm(key).label("last_alarm"),
            reach.last_condition(key).label("last_condition"),
        )
        .outerjoin(schema.session_close, schema.session_close.c.session == key)
        .where(schema.session.c.bed == bed)
        .order_by(key.desc())
        .limit(1)
    )
    with source.read() as connection:
        row = connection.execute(statement).mappings().one_or_none()
        if row is None or row["closed_t"] is not None:
            return None
        began = anchors.beginning(connection, row["key"])
    opened, newest_t = rows.opened(row), float(row["newest_t"])
    return UnfinishedSession(
        opened=opened,
        newest_t=newest_t,
        newest_utc=began.utc + timedelta(seconds=newest_t),
        newest_station_t=None if began.station_t is None else began.station_t + newest_t,
        boot=began.boot,
        last_number=row["last_number"],
        last_entry=row["last_entry"],
        last_alarm=row["last_alarm"],
        last_condition=row["last_condition"],
        recorded=RecordedSession(source, row["key"], opened),
        idle_s=began.idle_s(newest_t),
    )
