"""Keeps patients' records, files sessions that are over, and takes what is said afterwards.

Nothing of it stands on a session's timeline: each is an entry of the log of its own. Sentences in here name no
patient: they may be seen by somebody at another bed.
"""

from __future__ import annotations

import logging
import string
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from bedside.clock import Clock
from bedside.errors import RefusedError, UserFacingError
from bedside.monitor.patient_book import NOT_RECORDING, PatientBook
from bedside.monitor.patient_refusals import refusal_of_record
from bedside.monitor.session_over import may_go_on
from bedside.therapy.follow_up import refusal_of_follow_up
from bedside.therapy.follow_up_corrections import refusal_of_correction
from bedside.therapy.weight_cautions import record_weight_cautions
from bedside.vitals.care_commands import FileSession, IdentifyPatient, SavePatient, WriteFollowUp
from bedside.vitals.patients import PatientRecord
from bedside.vitals.put_right import moment_for
from bedside.vitals.records import FollowUpWritten, PatientEntry, PatientSaved, Record, SessionFiled
from bedside.vitals.sessions import Mode

# One name for whatever part of the station speaks: by it a support bundle knows which lines are free of names.
_log = logging.getLogger("bedside.monitor.station")

_ID_DIGITS: Final = 32


class PatientDesk:
    """Used by the station's thread only."""

    def __init__(self, clock: Clock, record: Callable[[Record], None], book: PatientBook) -> None:
        """`record` is the recorder's; `book` learns of everything that is handed to it."""
        self._clock = clock
        self._record = record
        self._book = book

    def obey(
        self, command: SavePatient | FileSession | WriteFollowUp, open_sessions: Collection[str]
    ) -> None:
        """Carry a command out.

        Args:
            command: what is asked for.
            open_sessions: ids of the sessions that are being recorded now.

        Raises:
            UserFacingError: it cannot be done; one sentence says why, and nothing was changed.
        """
        if self._book.library is None:
            raise RefusedError(NOT_RECORDING)
        match command:
            case SavePatient():
                self._save(command)
            case FileSession():
                self._file(command, open_sessions)
            case WriteFollowUp():
                self._follow_up(command)

    def _keep(self, entry: PatientEntry, words: str) -> None:
        _log.info(words)
        self._record(entry)
        self._book.add(entry)

    # Records

    def _save(self, command: SavePatient) -> None:
        utc = self._clock.utc()
        patient = _tidied(command.patient)
        if wrong := _refusal_of_id(patient.id) or refusal_of_record(patient, utc.astimezone().date()):
            raise RefusedError(wrong)
        self._refuse_older(patient, utc)
        self._ask_why(patient, command.reason)
        others = self._book.with_number(patient.record_no, simulated=patient.simulated)
        if any(other != patient.id for other in others):
            raise RefusedError(
                "Another patient has this record number already: open that record, or correct the number."
            )
        kept = replace(patient, version=patient.version + 1)
        self._keep(
            PatientSaved(utc=utc, command=replace(command, patient=kept)),
            f"save_patient: version {kept.version} of a patient's record",
        )

    def _ask_why(self, patient: PatientRecord, reason: str, before: PatientRecord | None = None) -> None:
        """An unlikely weight needs a reason (DOSE-03), unless it stood so in the record that it is a version of.

        Args:
            before: that record, where it is not in the book.
        """
        newest = None if self._book.library is None else self._book.newest(patient.id)
        base = before if newest is None else newest.command.patient
        if base is None or base.id != patient.id:
            base = PatientRecord(id=patient.id, simulated=patient.simulated)
        cautions = record_weight_cautions(patient, base, self._clock.utc().astimezone().date())
        if cautions and not reason.strip():
            raise RefusedError(f"{cautions[0].words} This needs a reason: write why.")

    def _refuse_older(self, patient: PatientRecord, utc: datetime) -> None:
        """Two windows may edit one patient: who saves second is told, so that neither overwrites the other unseen."""
        newest = self._book.newest(patient.id)
        if newest is None:
            if patient.version:
                raise RefusedError(
                    "This patient's record is not there any more: search for the patient again."
                )
            return
        there = newest.command.patient
        if there.simulated != patient.simulated:
            raise RefusedError(
                "A simulated patient never becomes a real one, nor a real one simulated: make a new record."
            )
        if there.version != patient.version:
            raise RefusedError(_changed_by(newest, utc))

    def identified(self, command: IdentifyPatient, before: PatientRecord | None = None) -> IdentifyPatient:
        """The command with the version of the record it means: what a session keeps is a record as it was saved.

        Somebody else may have saved the record since it was opened; then neither it nor the session changes. Who
        was never saved, or cannot be looked up, is taken as entered: an identification waits for no disk.

        Args:
            command: who it is said to be.
            before: whom the session stands under now; None: nobody.

        Raises:
            RefusedError: the record says something else by now, or its weight needs a reason.
        """
        if self._book.library is None:
            self._ask_why(command.patient, command.reason, before)
            return command
        try:
            newest = self._book.newest(command.patient.id)
        except UserFacingError as error:
            _log.warning("a patient was identified without the record: %s", error)
            return command
        if newest is None:
            self._ask_why(command.patient, command.reason, before)
            return command
        there = newest.command.patient
        if replace(_tidied(command.patient), version=there.version) != there:
            raise RefusedError(_changed_by(newest, self._clock.utc()))
        return replace(command, patient=there)

    # Sessions

    def _file(self, command: FileSession, open_sessions: Collection[str]) -> None:
        line, library = self._book.session(command.session), self._book.library
        if command.session in open_sessions or (
            line is not None and library is not None and may_go_on(library, line, self._clock)
        ):
            raise RefusedError(
                "That session is still open: choose the patient at its bed, or file it after its end."
            )
        if line is None:
            raise RefusedError("There is no such session in the record: choose it from the list of sessions.")
        patient = self._known(command.patient)
        if patient.simulated != (line.mode is Mode.SIMULATION):
            raise RefusedError(
                "That session is a simulation: it is never filed under a real patient."
                if line.mode is Mode.SIMULATION
                else "That session is of a real patient: it is never filed under a simulated one."
            )
        before = "" if line.owner is None else line.owner.patient
        if before == patient.id:
            raise RefusedError("That session stands under this patient already: nothing was changed.")
        if before and not command.reason.strip():
            raise RefusedError(
                "That session stands under another patient: give the reason, then it moves and the record shows it."
            )
        moved = f"session {command.session} was {'moved to another' if before else 'put under a'} patient"
        filed = SessionFiled(utc=self._clock.utc(), command=command, before=before)
        self._keep(filed, f"file_session: {moved}")

    # Follow-ups

    def _follow_up(self, command: WriteFollowUp) -> None:
        patient = self._known(command.patient)
        follow_up = command.follow_up
        written = self._book.follow_ups(patient.id)
        utc = moment_for(self._clock.utc(), {each.utc for each in written})
        wrong = refusal_of_correction(command, written)
        if not command.withdrawn:  # what is taken back is as it was, whatever the rules say now
            wrong = wrong or refusal_of_follow_up(follow_up, utc)
        if wrong:
            raise RefusedError(wrong)
        stood = {each.command.follow_up.session for each in written if each.written == command.replaces}
        if follow_up.session and follow_up.session not in stood:  # what stood there may have been moved since
            line = self._book.session(follow_up.session)
            if line is None or line.owner is None or line.owner.patient != patient.id:
                raise RefusedError(
                    "That session does not stand under this patient: file it there first, or write the follow-up "
                    "without a session."
                )
        about = f"session {follow_up.session}" if follow_up.session else "a course of sessions"
        done = "taken back" if command.withdrawn else "corrected" if command.replaces else "said"
        self._keep(FollowUpWritten(utc=utc, command=command), f"write_follow_up: {done} after {about}")

    def _known(self, patient: str) -> PatientRecord:
        newest = self._book.newest(patient)
        if newest is None:
            raise RefusedError(
                "There is no such patient in the record: search for the patient, or save it first."
            )
        return newest.command.patient


def _changed_by(newest: PatientSaved, now: datetime) -> str:
    who, when = newest.command.actor.name, _when(newest.utc, now)
    return (
        f"This record was changed by {who} {when}, after you had opened it: nothing of theirs was lost and "
        "nothing of yours was saved; open the record again and enter your changes there."
    )


def _refusal_of_id(id: str) -> str:
    if len(id) == _ID_DIGITS and set(id) <= set(string.hexdigits.lower()):
        return ""
    return "This record has no identity of its own: close the form and open it again."


def _tidied(patient: PatientRecord) -> PatientRecord:
    """Without blanks around names and numbers: they cannot be seen, and would keep a patient from being found."""
    return replace(
        patient,
        family_name=_one_line(patient.family_name),
        given_name=_one_line(patient.given_name),
        record_no=_one_line(patient.record_no),
        escort_name=_one_line(patient.escort_name),
        escort_phone=_one_line(patient.escort_phone),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _when(utc: datetime, now: datetime) -> str:
    """A moment as people say it: with the day only if it is not this one."""
    here = utc.astimezone()
    return f"at {here:%H:%M}" if here.date() == now.astimezone().date() else f"on {here:%Y-%m-%d at %H:%M}"
