"""Follow-ups that were put right: the original stays, with who corrected it and when; only what stands counts. Pure.

It is as on a timeline: a correction names what it stands for, a chain of corrections ends in the newest, and what was
taken back counts no more. Of two corrections of one follow-up the station refuses the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bedside.vitals.care_commands import WriteFollowUp
from bedside.vitals.records import FollowUpWritten


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """A follow-up that does not count any more."""

    original: FollowUpWritten
    by: FollowUpWritten  # what stands for it, or took it back


def standing(written: Iterable[FollowUpWritten]) -> tuple[FollowUpWritten, ...]:
    """Those that count, in the order they were given in."""
    entries = tuple(written)
    gone = {entry.command.replaces for entry in entries if entry.command.replaces}
    return tuple(entry for entry in entries if entry.written not in gone and not entry.command.withdrawn)


def struck(written: Iterable[FollowUpWritten]) -> tuple[Struck, ...]:
    """Those that were corrected or taken back, oldest first."""
    entries = tuple(written)
    by = {entry.command.replaces: entry for entry in reversed(entries) if entry.command.replaces}
    return tuple(
        Struck(original=entry, by=by[entry.written])
        for entry in entries
        if entry.written in by and not entry.command.withdrawn
    )


def refusal_of_correction(command: WriteFollowUp, written: Sequence[FollowUpWritten]) -> str:
    """Why this cannot be corrected or taken back, one sentence; "" when it can.

    Args:
        command: what is asked for.
        written: every follow-up of the patient, also those that count no more.
    """
    if not command.replaces:
        return (
            "Nothing is named that could be taken back: choose the call from the list."
            if command.withdrawn
            else ""
        )
    original = next((each for each in written if each.written == command.replaces), None)
    if original is None or original.command.withdrawn:
        return "That call is not written down for this patient: open the course again and choose it there."
    after = next((each for each in written if each.command.replaces == command.replaces), None)
    if after is not None:
        what = "taken back" if after.command.withdrawn else "corrected"
        return (
            f"That call was {what} by {after.command.actor.name} already: open the course again and look at what "
            "stands there now."
        )
    if not command.withdrawn and command.follow_up == original.command.follow_up:
        return "Nothing was changed: correct something, take the call back, or close the form."
    return ""
