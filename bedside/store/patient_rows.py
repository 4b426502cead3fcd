"""What belongs to patients, as rows and back; see `rows`."""

from __future__ import annotations

import json

from bedside.errors import StoreError
from bedside.store.rows import Row, Stored, command_of, utc_text, utc_time
from bedside.vitals.care_commands import FileSession, SavePatient, WriteFollowUp
from bedside.vitals.command_records import name_of, to_record
from bedside.vitals.records import FollowUpWritten, PatientEntry, PatientSaved, SessionFiled


def patient_row(record: PatientEntry) -> Row:
    """An entry about a patient."""
    command = record.command
    return {
        "session_id": _session_of(record),
        "utc": utc_text(record.utc),
        "patient": record.patient,
        "kind": name_of(command),
        "actor": command.actor.name,
        "role": command.actor.role.value,
        "command": json.dumps(to_record(command)),
        "before": record.before if isinstance(record, SessionFiled) else "",
    }


def _session_of(record: PatientEntry) -> str | None:
    match record:
        case SessionFiled(command=command):
            return command.session
        case FollowUpWritten(command=said):
            return said.follow_up.session or None
    return None


def patient_entry(row: Stored) -> PatientEntry:
    """From a row of `patient_entry`.

    Raises:
        StoreError: a kind this program does not know, or one it cannot read. The sentence quotes nothing of it: it
            may come into a log.
    """
    utc = utc_time(row["utc"])
    command = command_of(row)
    match command:
        case SavePatient():
            return PatientSaved(utc=utc, command=command)
        case FileSession():
            return SessionFiled(utc=utc, command=command, before=row["before"])
        case WriteFollowUp():
            return FollowUpWritten(utc=utc, command=command)
    raise StoreError(
        f"Entry {row['key']} about a patient cannot be read ({row['kind']}): update this program; "
        "nothing was changed."
    )
