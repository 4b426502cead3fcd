"""Limits that were changed for a patient: folded from a timeline, and offered to the next session (ALM-40, ALM-41)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bedside.alarms.limits import LimitsRefusedError, difference, edited
from bedside.alarms.profile import Profile
from bedside.monitor.timeline import session_after
from bedside.monitor.updates import LimitsOffer, SessionView
from bedside.store.recorded import RecordedSession
from bedside.vitals.commands import ChangeLimits, Entry, LimitEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedLimits:
    """What a recorded session changed of its profile for its patient."""

    session: str  # id
    label: str
    ended_utc: datetime
    edits: tuple[LimitEdit, ...]

    def unless_empty(self) -> EditedLimits | None:
        """None where nothing was changed."""
        return self if self.edits else None


def edits_in(entries: Iterable[Entry]) -> tuple[LimitEdit, ...]:
    """The limits a timeline changed, the newest of each."""
    folded: dict[tuple[str, str], LimitEdit] = {}
    for entry in entries:
        if isinstance(entry.command, ChangeLimits):
            folded |= {(edit.parameter, edit.cell): edit for edit in entry.command.edits}
    return tuple(folded.values())


def in_force(profile: Profile, entries: Iterable[Entry]) -> Profile:
    """A profile with what a timeline changed; a change that does not fit it (any more) changes nothing."""
    for entry in entries:
        if isinstance(entry.command, ChangeLimits):
            try:
                profile = edited(profile, entry.command.edits)
            except LimitsRefusedError:
                continue  # as the engine has it: recorded under another version of the profile
    return profile


def limits_of(session: RecordedSession, ended_utc: datetime) -> EditedLimits:
    """What a recorded session changed."""
    entries = session.entries()
    edits = edits_in(entries)
    label = session_after(SessionView.begun(session.opened, profile=session.opened.profile), entries).label
    return EditedLimits(session=session.id, label=label, ended_utc=ended_utc, edits=edits)


def offer_of(earlier: EditedLimits, profile: Profile, *, forced: bool) -> LimitsOffer | None:
    """The offer, against the profile of the new session.

    A forced one is a question even without a difference: whose session is this? Else None where nothing differs, or
    where the profile has changed since, so that those limits would not be valid with it.
    """
    try:
        differing = difference(profile, edited(profile, earlier.edits))
    except LimitsRefusedError:
        differing = ()
    if not differing and not forced:
        return None
    return LimitsOffer(
        session=earlier.session,
        label=earlier.label,
        ended_utc=earlier.ended_utc,
        edits=differing,
        forced=forced,
    )
