"""Records as rows and back: one pair of functions per kind, so that `from_row(to_row(x)) == x` can be a test.

Rows on their way in name their session and device (`session_id`, `device_name`); the statements of `batch.py`
look the keys up. Rows on their way out carry the device's name as `device_name`.

Here: sessions, their timeline and links, the station. Readings are in `reading_rows`, alarms in `alarm_rows`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bedside.errors import StoreError
from bedside.vitals.command_records import from_record, name_of, to_record
from bedside.vitals.commands import Command, Entry
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.records import (
    DeviceChanged,
    EntryMade,
    SegmentOpened,
    SessionClosed,
    SessionOpened,
    StationEvent,
)
from bedside.vitals.sessions import Mode

Row = dict[str, Any]  # on its way in
Stored = Mapping[Any, Any]  # on its way out


def utc_text(utc: datetime) -> str:
    """Wall time as stored: ISO 8601, UTC, always with microseconds, so that text sorts as time does."""
    return utc.astimezone(UTC).isoformat(timespec="microseconds")


def local_text(utc: datetime) -> str:
    """The same moment by the clock on the wall here, with its offset from UTC."""
    return utc.astimezone().isoformat(timespec="microseconds")


def utc_time(text: str) -> datetime:
    """Wall time from its stored form."""
    return datetime.fromisoformat(text)


def command_of(row: Stored) -> Command | None:
    """The command of a row with the columns `kind` and `command`; None where this program cannot read it.

    Whoever asks says so in a sentence that quotes nothing of it: it may come into a log.
    """
    try:
        return from_record(row["kind"], json.loads(row["command"]))
    except (KeyError, TypeError, ValueError):
        return None


def run_row(version: str, boot: str, utc: datetime) -> Row:
    """A start of the program."""
    return {"utc": utc_text(utc), "version": version, "boot": boot}


def opened_row(record: SessionOpened) -> Row:
    """A session that began."""
    return {
        "id": record.session,
        "bed": record.bed,
        "mode": record.mode.value,
        "started_utc": utc_text(record.started_utc),
        "profile": record.profile,
        "version": record.version,
    }


def opened(row: Stored) -> SessionOpened:
    """From a row of `session`."""
    return SessionOpened(
        session=row["id"],
        bed=row["bed"],
        mode=Mode(row["mode"]),
        started_utc=utc_time(row["started_utc"]),
        profile=row["profile"],
        version=row["version"],
    )


def closed_row(record: SessionClosed) -> Row:
    """The end of a session."""
    return {
        "session_id": record.session,
        "t": record.t,
        "utc": utc_text(record.utc),
        "reason": record.reason,
    }


def closed(row: Stored, session: str) -> SessionClosed:
    """From a row of `session_close`."""
    return SessionClosed(session=session, t=row["t"], utc=utc_time(row["utc"]), reason=row["reason"])


def segment_row(record: SegmentOpened) -> Row:
    """A stretch of running program."""
    return {
        "session_id": record.session,
        "t": record.t,
        "utc": utc_text(record.utc),
        "boot": record.boot,
        "cause": record.cause,
        "watched_t": record.watched_t,
    }


def segment(row: Stored, session: str) -> SegmentOpened:
    """From a row of `session_segment`."""
    return SegmentOpened(
        session=session,
        t=row["t"],
        utc=utc_time(row["utc"]),
        boot=row["boot"],
        cause=row["cause"],
        watched_t=row["watched_t"],
    )


def entry_row(record: EntryMade) -> Row:
    """One line of the timeline."""
    entry = record.entry
    return {
        "session_id": record.session,
        "number": record.number,
        "at": record.at,
        "utc": utc_text(record.utc),
        "entry": entry.number,
        "t": entry.t,
        "entered_t": entry.entered_t,
        "kind": name_of(entry.command),
        "actor": entry.command.actor.name,
        "role": entry.command.actor.role.value,
        "command": json.dumps(to_record(entry.command)),
        "retracted": entry.retracted,
    }


def entry(row: Stored, session: str) -> EntryMade:
    """From a row of `entry`.

    Raises:
        StoreError: a command this program does not know.
    """
    made = Entry(
        number=row["entry"],
        t=row["t"],
        entered_t=row["entered_t"],
        command=_command(row["kind"], row["command"], f"entry {row['entry']} of session {session}"),
        retracted=bool(row["retracted"]),
    )
    return EntryMade(
        session=session, number=row["number"], at=row["at"], utc=utc_time(row["utc"]), entry=made
    )


def _command(kind: str, text: str, what: str) -> Command:
    try:
        return from_record(kind, json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{what} cannot be read ({kind}: {error}): update this program; nothing was changed."
        ) from error


def device_change_row(record: DeviceChanged) -> Row:
    """A link that changed its state."""
    change = record.change
    return {
        "session_id": record.session,
        "number": record.number,
        "at": record.at,
        "utc": utc_text(record.utc),
        "device_name": change.device,
        "t": change.t,
        "state": change.state.value,
        "sentence": change.sentence,
        "lost_t": change.lost_t,
        "interval_s": change.interval_s,
    }


def device_change(row: Stored, session: str) -> DeviceChanged:
    """From a row of `device_change`."""
    change = DeviceChange(
        t=row["t"],
        device=row["device_name"],
        state=LinkState(row["state"]),
        sentence=row["sentence"],
        lost_t=row["lost_t"],
        interval_s=row["interval_s"],
    )
    return DeviceChanged(
        session=session, number=row["number"], at=row["at"], utc=utc_time(row["utc"]), change=change
    )


def event_row(record: StationEvent) -> Row:
    """Something about the station."""
    command = record.command
    return {
        "utc": utc_text(record.utc),
        "kind": record.kind,
        "words": record.words,
        "command_kind": None if command is None else name_of(command),
        "command": None if command is None else json.dumps(to_record(command)),
    }


def event(row: Stored) -> StationEvent:
    """From a row of `station_event`."""
    command = None
    if row["command_kind"] is not None:
        command = _command(row["command_kind"], row["command"], f"the station event of {row['utc']}")
    return StationEvent(utc=utc_time(row["utc"]), kind=row["kind"], words=row["words"], command=command)
