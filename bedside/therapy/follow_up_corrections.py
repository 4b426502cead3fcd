"""Which follow-ups can be put right; the original stays, with who and when (`vitals/put_right.py`). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bedside.vitals.care_commands import WriteFollowUp
from bedside.vitals.records import FollowUpWritten


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
