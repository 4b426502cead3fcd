"""What a session is called in lists: the newest name or patient of its timeline, or the patient it was filed under."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, func, select

from bedside.store import schema
from bedside.store.patients import Owner
from bedside.vitals.patients import PatientRecord

_NAMED: Final = "name_patient"
_RETRACTED: Final = "retract"
_LABELLING: Final = (_NAMED, "identify_patient", _RETRACTED)
_PATIENT: Final = tuple(f"$.patient.{name}" for name in ("family_name", "given_name", "record_no"))


def labels_of(
    connection: Connection, owners: Mapping[int, Owner], *, session: int | None = None
) -> dict[int, str]:
    """The label of each session that has one, or of the one with this key; what was taken back does not count.

    Args:
        connection: of a reader.
        owners: whose sessions are, by the key of the session.
        session: key of the only session to look at; None: all.
    """
    labels = _timelines(connection, session)
    filed = {key: owner.patient for key, owner in owners.items() if owner.filed}
    if filed:
        names = _newest_names(connection, set(filed.values()))
        labels |= {key: names.get(patient, "") for key, patient in filed.items()}
    return labels


def _timelines(connection: Connection, session: int | None) -> dict[int, str]:
    lines = schema.entry
    part = func.json_extract
    statement = (
        select(
            *(lines.c.session, lines.c.entry, lines.c.kind),
            part(lines.c.command, "$.entry"),
            part(lines.c.command, "$.label"),
            *(part(lines.c.command, path) for path in _PATIENT),
        )
        .where(lines.c.kind.in_(_LABELLING), lines.c.retracted.is_(False))
        .order_by(lines.c.session, lines.c.number)
    )
    if session is not None:
        statement = statement.where(lines.c.session == session)
    found: dict[int, dict[int, str]] = {}
    for key, entry, kind, gone, label, *name in connection.execute(statement):
        of_session = found.setdefault(key, {})
        if kind == _RETRACTED:
            of_session.pop(gone, None)
        else:
            of_session[entry] = label if kind == _NAMED else _label(*name)
    return {key: labels[max(labels)] for key, labels in found.items() if labels}


def _newest_names(connection: Connection, patients: set[str]) -> dict[str, str]:
    """How the newest versions of these records are called, by the patients' ids."""
    entries = schema.patient_entry
    newest = (
        select(func.max(entries.c.key)).where(entries.c.kind == "save_patient").group_by(entries.c.patient)
    )
    statement = select(
        entries.c.patient, *(func.json_extract(entries.c.command, path) for path in _PATIENT)
    ).where(entries.c.key.in_(newest))
    return {patient: _label(*name) for patient, *name in connection.execute(statement) if patient in patients}


def _label(family: str | None, given: str | None, record_no: str | None) -> str:
    """As `PatientRecord.label`, which is the one place that knows how."""
    return PatientRecord(
        id="", simulated=False, family_name=family or "", given_name=given or "", record_no=record_no or ""
    ).label
