"""A bed without a session: who was named for the next one, and whether the finger of the last patient is waited out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bedside.errors import RefusedError
from bedside.monitor.opening import Rest, opens
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy import entries as entry_rules
from bedside.therapy.asked_reasons import Known, refusal_without_reason
from bedside.vitals.commands import Command, EndSession, NamePatient
from bedside.vitals.devices import DeviceRow
from bedside.vitals.protocol import DoseCautions
from bedside.vitals.readings import Reading
from bedside.vitals.sessions import Mode, PatientType

_NOBODY: Final = Known(rules=DoseCautions())  # was here before
_RESTING: Final = (
    "Session ended, nothing is monitored: take the probe off; put on again it opens a new session."
)


class EmptyBed:
    """What a bed keeps between two sessions. Times are station time, s."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._rest = Rest()
        self._name: NamePatient | None = None  # waits for the session that it is of

    @property
    def patient_type(self) -> PatientType:
        """Of the patient named for the next session."""
        return PatientType.NOT_SET if self._name is None else self._name.patient_type

    def command(self, command: Command) -> None:
        """What may be said without a session.

        Raises:
            RefusedError: this may not; nothing was changed.
        """
        if isinstance(command, NamePatient):
            if wrong := entry_rules.refusal(command, None) or refusal_without_reason(command, _NOBODY):
                raise RefusedError(wrong)
            self._name = command
        elif isinstance(command, EndSession) and self._rest.resting:
            if command.next_patient:
                self._rest.end()
        else:
            raise RefusedError(
                f"Bed {self._number} has no open session: choose the patient, or connect a device; "
                "the session opens with either."
            )

    def ended(self, t: float) -> None:
        """A session was ended at `t`: the same finger opens no new one until it has been gone."""
        self._rest.begin(t)

    def next_patient(self) -> None:
        """The next patient is here: nothing is waited for."""
        self._rest.end()

    def opens_with(self, readings: Sequence[Reading], t: float) -> bool:
        """Whether a session may open, or go on, with what arrived at `t`."""
        return self._rest.over(readings, t) and bool(readings)

    def begins_with(self, readings: Sequence[Reading]) -> bool:
        """Whether a new session begins with these: one of them is of a patient."""
        return any(opens(reading) for reading in readings)

    def take_name(self) -> NamePatient | None:
        """Who was named for the session that opens now; None: nobody."""
        name, self._name = self._name, None
        return name

    def update(self, now: float, mode: Mode, devices: tuple[DeviceRow, ...]) -> MonitorUpdate:
        """What may be shown at `now`."""
        return MonitorUpdate(
            bed=self._number,
            now=0.0,
            station_now=now,
            session=None,
            mode=mode,
            devices=devices,
            waiting=_RESTING if self._rest.resting else "",
        )
