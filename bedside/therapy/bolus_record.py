"""Which boluses are mere records: entered late and with their reason, so that no gate let them in (GATE-01). Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bedside.therapy.late import is_late
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import Entry


def is_record(entry: Entry, boluses: Mapping[int, Entry]) -> bool:
    """Whether this bolus needed neither gate nor emergency start.

    A correction is entered later than what it corrects, which makes no record of it: it stays what that was, until
    its time is no late one any more.

    Args:
        entry: of a bolus.
        boluses: entries of boluses by number, what was corrected among them.
    """
    command = entry.command
    if not isinstance(command, GiveBolus) or not command.reason.strip():
        return False
    corrected = None if command.replaces is None else boluses.get(command.replaces)
    return is_late(entry.t, entry.entered_t) and (corrected is None or is_record(corrected, boluses))
