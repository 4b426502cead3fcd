"""Limits that were changed for a patient: folded from a timeline, and offered to the next session (ALM-40, ALM-41)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bedside.alarms.limits import LimitsRefusedError, difference, edited
from bedside.alarms.profile import Profile
from bedside.monitor.updates import LimitsOffer
from bedside.store.recorded import RecordedSession
from bedside.vitals.commands import ChangeLimits, Entry, LimitEdit, NamePatient


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedLimits:
    """What a recorded session changed of its profile for its patient."""

    session: str  # id
    label: str
    ended_utc: datetime
    edits: tuple[LimitEdit, ...]


def edits_in(entries: Iterable[Entry]) -> tuple[LimitEdit, ...]:
    """The limits a timeline changed, the newest of each."""
    folded: dict[tuple[str, str], LimitEdit] = {}
    for entry in entries:
        if isinstance(entry.command, ChangeLimits):
            folded |= {(edit.parameter, edit.cell): edit for edit in entry.command.edits}
    return tuple(folded.values())


def limits_of(session: RecordedSession, ended_utc: datetime) -> EditedLimits | None:
    """What a recorded session changed; None without a change."""
    entries = session.entries()
    edits = edits_in(entries)
    if not edits:
        return None
    labels = [e.command.label for e in entries if isinstance(e.command, NamePatient) and not e.retracted]
    return EditedLimits(
        session=session.id, label=labels[-1] if labels else "", ended_utc=ended_utc, edits=edits
    )


def offer_of(earlier: EditedLimits, profile: Profile, *, forced: bool) -> LimitsOffer | None:
    """The offer, against the profile of the new session; None where nothing differs or it no longer fits."""
    try:
        differing = difference(profile, edited(profile, earlier.edits))
    except LimitsRefusedError:
        return None  # the profile has changed since, so that those limits would not be valid with it
    if not differing:
        return None
    return LimitsOffer(
        session=earlier.session,
        label=earlier.label,
        ended_utc=earlier.ended_utc,
        edits=differing,
        forced=forced,
    )
