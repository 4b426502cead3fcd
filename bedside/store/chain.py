"""The log's chain: every row that may only be added is sealed together with the one before it (ALM-42).

All such rows of a record, whatever their table, are counted by one `seq` and followed by one table `chain`:

    hash = SHA-256(hash of the row before, 32 bytes; the row's content)
    content = JSON, ASCII, without spaces: [form, seq, kind, local, mono, value, value, …]

The values of a row are those of its form, in that order. A form is never changed: a table that gets a new column
gets a new form, and rows sealed under the old one are read by the old one. The first row follows 32 zero bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection

ZERO: Final = bytes(32)
FORM: Final = 4  # under which new rows are sealed

_ALARM: Final = (
    *(
        "number",
        "utc",
        "t",
        "condition",
        "change",
        "presence",
        "present",
        "code",
        "kind",
        "priority",
        "words",
    ),
    *("onset_t", "parameter", "direction", "value", "worst", "limit_value", "actor", "rule"),
    *("activation", "escalated", "episode", "times", "device_id"),
)
_INPUT: Final = ("session_id", "number", "at", "utc")

_LINK: Final = (*_INPUT, "device_name", "t", "state", "sentence", "lost_t")
_FIRST: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "run": ("utc", "version", "boot"),
        "session": ("id", "bed", "mode", "started_utc", "profile", "version"),
        "session_segment": ("session_id", "t", "utc", "boot", "cause", "watched_t"),
        "entry": (*_INPUT, "entry", "t", "entered_t", "kind", "actor", "role", "command", "retracted"),
        "alarm_change": ("session_id", *_ALARM),
        "device_change": _LINK,
        "session_close": ("session_id", "t", "utc", "reason"),
        "station_event": ("utc", "kind", "words", "command_kind", "command"),
        "station_alarm": _ALARM,
    }
)

_SECOND: Final = MappingProxyType({**_FIRST, "device_change": (*_LINK, "interval_s")})
_PATIENT: Final = ("session_id", "utc", "patient", "kind", "actor", "role", "command", "before")
_THIRD: Final = MappingProxyType({**_SECOND, "patient_entry": _PATIENT})
_REVIEW: Final = ("session_id", "utc", "kind", "actor", "role", "command")

# form → kind of row, which is the name of its table → its columns; `session_id` and `device_name` stand for keys
FORMS: Final[Mapping[int, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {1: _FIRST, 2: _SECOND, 3: _THIRD, 4: MappingProxyType({**_THIRD, "review_entry": _REVIEW})}
)
KINDS: Final = tuple(FORMS[FORM])
# The highest number ever given. SQLite keeps it for AUTOINCREMENT; anybody may have written nonsense there.
GIVEN: Final = "SELECT CAST(seq AS INTEGER) FROM sqlite_sequence WHERE name = 'chain'"
_REAL: Final = frozenset(
    {
        *("at", "t", "entered_t", "onset_t", "value", "worst", "limit_value", "lost_t", "watched_t"),
        "interval_s",
    }
)


@dataclass(slots=True)
class Link:
    """A row on its way into the log. `row` gets its `seq` when it is sealed."""

    kind: str
    row: dict[str, Any]
    local: str  # wall time here, with its offset from UTC
    mono: float | None  # station time, s


def head(connection: Connection) -> tuple[int, bytes]:
    """Number and hash the next row follows.

    The number is the highest ever given: where the end of the log was cut off, the gap stays.
    """
    given, newest, before = connection.exec_driver_sql(
        f"SELECT ({GIVEN}), (SELECT max(seq) FROM chain), "
        "(SELECT CAST(hash AS BLOB) FROM chain ORDER BY seq DESC LIMIT 1)"
    ).one()
    return max(given or 0, newest or 0), before or ZERO


def sealed(links: Iterable[Link], seq: int, before: bytes) -> list[dict[str, Any]]:
    """Number the rows on from `seq` and seal them on from the hash `before`; their rows of `chain`.

    May be called again with the same links: a write that was taken back leaves nothing behind.
    """
    found = []
    for link in links:
        seq += 1
        link.row["seq"] = seq
        values = [link.row[name] for name in FORMS[FORM][link.kind]]
        before = seal(
            before, form=FORM, seq=seq, kind=link.kind, local=link.local, mono=link.mono, values=values
        )
        found.append(
            {
                "seq": seq,
                "kind": link.kind,
                "form": FORM,
                "local": link.local,
                "mono": link.mono,
                "hash": before,
            }
        )
    return found


def seal(
    before: bytes,
    *,
    form: int,
    seq: int,
    kind: str,
    local: str | None,
    mono: float | None,
    values: Sequence[Any],
) -> bytes:
    """The hash of a row.

    Args:
        before: hash of the row before it.
        form: by which its values are ordered.
        seq: its number in the log.
        kind: its table.
        local: wall time with offset; None in rows of a bedside that did not keep it.
        mono: station time, s; None likewise.
        values: as they are stored, or as they were handed to be stored.
    """
    plain = (stored(name, value) for name, value in zip(FORMS[form][kind], values, strict=True))
    content = json.dumps([form, seq, kind, local, mono, *plain], separators=(",", ":"), default=repr)
    return hashlib.sha256(before + content.encode("ascii")).digest()


def stored(name: str, value: Any) -> Any:
    """A value as it comes back from the database."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and name in _REAL:
        value = float(value)
    if isinstance(value, float):
        return None if math.isnan(value) else value + 0.0  # SQLite keeps no NaN, and no sign of a zero
    return value
