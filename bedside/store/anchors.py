"""When a recorded session took place: by station time, and by the wall clock as it went last.

Session time runs on in steps with station time as long as the program runs; the wall clock may be stepped at any
moment. So the wall time of something is told by the newest row that has one, not by the beginning of its segment.
Readings have neither time; the rows of the log have both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Float, Subquery, func, literal, select, union_all

from bedside.store import rows, schema

_OF_SESSION: Final = (  # table → session time of a row of the log and the wall time it had
    (schema.session_segment, schema.session_segment.c.t),
    (schema.entry, schema.entry.c.at),
    (schema.device_change, schema.device_change.c.at),
    (schema.alarm_change, schema.alarm_change.c.t),
)
_OF_STATION: Final = (schema.station_event.name, schema.station_alarm.name)  # written when they happen


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Where session time 0 lies, as the newest run that recorded the session counts."""

    utc: datetime  # by the wall clock as it went last
    station_t: float | None  # station time, s; None: not kept
    boot: str  # of which that station time is; "" = not known
    alive_t: float | None = None  # station time of the newest thing that this run recorded of anything, s

    def idle_s(self, newest_t: float) -> float:
        """For how long the run went on after session time `newest_t`, s, as far as the record tells."""
        if self.alive_t is None or self.station_t is None:
            return 0.0
        return max(0.0, self.alive_t - self.station_t - newest_t)


def beginning(connection: Connection, session: int) -> Beginning:
    """Of the session with this key, inside the caller's transaction."""
    found = _times(session)
    seq, t, text = connection.execute(select(found).order_by(found.c.seq.desc()).limit(1)).one()
    utc = rows.utc_time(text) - timedelta(seconds=t)
    run = schema.run
    began = connection.execute(
        select(run.c.seq, run.c.boot).where(run.c.seq <= seq).order_by(run.c.seq.desc()).limit(1)
    ).one_or_none()
    if began is None:  # recorded before runs were
        return Beginning(utc=utc, station_t=None, boot="")
    chain = schema.chain
    # Rows are handed over when they happen or later, never before: the earliest is the right one.
    station_t = connection.execute(
        select(func.min(chain.c.mono - found.c.t))
        .join(found, found.c.seq == chain.c.seq)
        .where(chain.c.seq > began.seq)
    ).scalar_one()
    if station_t is None:
        return Beginning(utc=utc, station_t=None, boot="")
    next_run = select(run.c.seq).where(run.c.seq > seq).order_by(run.c.seq).limit(1).scalar_subquery()
    alive_t = connection.execute(
        select(func.max(chain.c.mono)).where(
            chain.c.seq >= seq, chain.c.seq < func.coalesce(next_run, chain.c.seq + 1)
        )
    ).scalar_one()
    newer = connection.execute(
        select(chain.c.local, chain.c.mono)
        .where(chain.c.seq > seq, chain.c.seq < func.coalesce(next_run, chain.c.seq + 1))
        .where(chain.c.kind.in_(_OF_STATION), chain.c.local.is_not(None), chain.c.mono.is_not(None))
        .order_by(chain.c.seq.desc())
        .limit(1)
    ).one_or_none()
    if newer is not None:  # the clock may have been stepped since the session's own newest row
        utc = rows.utc_time(newer.local).astimezone(UTC) - timedelta(seconds=newer.mono - station_t)
    return Beginning(utc=utc, station_t=float(station_t), boot=began.boot, alive_t=alive_t)


def _times(session: int) -> Subquery:
    """Number in the log, session time and wall time of each row of it."""
    own = schema.session
    began = select(own.c.seq, literal(0.0, Float).label("t"), own.c.started_utc.label("utc"))
    return union_all(
        began.where(own.c.key == session),
        *(
            select(table.c.seq, t.label("t"), table.c.utc).where(table.c.session == session)
            for table, t in _OF_SESSION
        ),
    ).subquery()
