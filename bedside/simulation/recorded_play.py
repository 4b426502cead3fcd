"""What `bedside simulate --from` plays: a recording by its name, with a scenario's cable pulls and faults."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bedside.driver_api import Driver, Patient
from bedside.errors import BrokenFileError
from bedside.simulation import bidmc_file, session_file, wfdb_file
from bedside.simulation.faults import Fault
from bedside.simulation.player import CablePull
from bedside.simulation.recorded_patient import RecordedPatient
from bedside.simulation.recording import Recording
from bedside.simulation.scenario import Scenario

SESSION: Final = "session:"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPlay:
    """A recorded patient and what happens to the cables."""

    recording: Recording
    line: Scenario  # its cable pulls and faults; it changes no patient
    repeat: bool
    skip_s: float

    @property
    def repeat_s(self) -> float | None:
        """After this time pulls and faults come again."""
        return self.line.repeat_s

    def patient(self, seed: int) -> Patient:
        """The recorded patient; whatever the seed, it is the same."""
        return RecordedPatient(self.recording, repeat=self.repeat, skip_s=self.skip_s)

    def pulls_of(self, driver: Driver) -> tuple[CablePull, ...]:
        """When the cable of such a device is out."""
        return self.line.pulls_of(driver)

    def faults_of(self, driver: Driver) -> tuple[Fault, ...]:
        """What is wrong with the line of such a device."""
        return self.line.faults_of(driver)


def play(source: str, store: Path, line: Scenario, *, repeat: bool, skip_s: float) -> RecordedPlay:
    """A recording, ready to be played.

    Args:
        source: a .hea file, a table of BIDMC, or session:ID.
        store: the record that holds the session.
        line: what happens to the cables.
        repeat: begin again at its end.
        skip_s: begin so far into it, s.

    Raises:
        BrokenFileError: it cannot be played so; the sentence says why.
        StoreError: there is no such session, or its record cannot be read.
    """
    if line.effects or line.baseline:
        raise BrokenFileError(
            f"Scenario {line.key} changes the patient, and {source} brings its own: choose a scenario that has only "
            "cable pulls and faults, or leave --from away."
        )
    found = load(source, store)
    if skip_s >= found.duration_s:
        raise BrokenFileError(
            f"{source} is {found.duration_s:.0f} s long and --skip leads behind its end: skip less."
        )
    return RecordedPlay(recording=found, line=line, repeat=repeat, skip_s=skip_s)


def load(source: str, store: Path) -> Recording:
    """A recording by its name; see `play`."""
    if source.startswith(SESSION):
        return session_file.read(store, source.removeprefix(SESSION))
    file = Path(source)
    match file.suffix.lower():
        case ".hea":
            return wfdb_file.read(file)
        case ".csv":
            return bidmc_file.read(file)
        case ".dat":
            raise BrokenFileError(f"{file} is a signal file: give the .hea file beside it.")
    raise BrokenFileError(
        f"{source} is no recording: give the .hea file of a WFDB record, a bidmc_NN_Numerics.csv, or session:ID as "
        "`bedside sessions` lists it."
    )
