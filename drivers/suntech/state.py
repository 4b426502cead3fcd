"""What a SunTech host remembers of orders and determinations, and its times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bedside.driver_api import CuffRequest
from bedside.vitals.readings import Determination, NibpFault
from bedside.vitals.sessions import PatientType
from drivers.suntech import layout
from drivers.suntech.line import QUIET_S, Line

IDLE_POLL_S = 2.0
RUNNING_POLL_S = 0.2
START_WAITS_S = 3.0  # a START that could not be sent by then is dropped, not sent late
STARTED_BY_S = 10.0  # no sign of a determination by then: it was not started
RISES_S = 15.0  # no pressure in the cuff by then: aborted
EMPTIED_S = 5.0  # a cuff that is empty again for so long, and no K came: it has ended
ABORT_STEP_S = 0.75
ABORT_TRIES = 3
GIVE_UP_S = 3.0  # after the last abort
READ_TRIES = 3

EMPTY_MMHG = 15
_EMPTY_NEONATE_MMHG = 5
LONGEST_S = 140.0  # adult, and where nobody said who lies there
_LONGEST: Mapping[PatientType, float] = MappingProxyType(
    {PatientType.CHILD: 100.0, PatientType.NEONATE: 85.0}
)


def longest_s(patient_type: PatientType) -> float:
    """Hard stop of one determination, s."""
    return _LONGEST.get(patient_type, LONGEST_S)


def empty_mmhg(patient_type: PatientType) -> int:
    """Below this pressure the cuff counts as empty."""
    return _EMPTY_NEONATE_MMHG if patient_type is PatientType.NEONATE else EMPTY_MMHG


@dataclass(slots=True, kw_only=True)
class Start:
    """A START that waits for a look at the cuff."""

    request: CuffRequest
    asked_t: float
    until: float


@dataclass(slots=True, kw_only=True)
class Run:
    """A determination under way, or one that START should bring about."""

    started_t: float
    stop_by: float | None  # when it is aborted for taking too long, s
    seen: bool  # the module has accepted it or there was pressure
    empty_mmhg: int = EMPTY_MMHG
    risen: bool = False  # there was pressure
    empty_t: float | None = None  # since when the cuff is empty again, s
    failed: bool = False  # its end has been told: it could not be aborted


@dataclass(slots=True, kw_only=True)
class Cancel:
    """An abort that is being carried through."""

    fault: NibpFault  # what ended the determination
    tries: int = 0
    sent_t: float = 0.0
    looked: bool = False  # the cuff was asked for its pressure since the last abort

    @property
    def next_at(self) -> float:
        """When the abort is repeated, or given up, s."""
        return self.sent_t + (ABORT_STEP_S if self.tries < ABORT_TRIES else GIVE_UP_S)

    def look_at(self, line: Line) -> float:
        """When the cuff is asked for its pressure next, s."""
        return line.next_at(line.asked_t + RUNNING_POLL_S) if self.looked else self.sent_t + QUIET_S


@dataclass(slots=True, kw_only=True)
class Fetch:
    """A result packet is wanted."""

    ended_t: float | None  # when K came, s; None: no number may come of it, only the error code is looked at
    tries: int = 0
    stale: bool = False  # the answer under way was asked for before K

    def may_go(self, run: Run | None) -> bool:
        """Whether it may be asked for now: a determination that runs will bring its own."""
        return run is None or self.ended_t is not None


def begun_elsewhere(t: float) -> Run:
    """A determination that bedside did not begin; nobody knows for whom."""
    return Run(started_t=t, stop_by=t + LONGEST_S, seen=True)


def determination(result: layout.Result, ended_t: float) -> Determination:
    """A valid result of a determination that ended at `ended_t`, s."""
    return Determination(
        t=ended_t,
        sys=float(result.sys),
        dia=float(result.dia),
        map=float(result.map),
        pr=float(result.pulse) if result.pulse in layout.PULSE_RANGE else None,
    )
