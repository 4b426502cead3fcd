"""What a PAR/Medlab host remembers of orders and determinations, its times and its sentences."""

from __future__ import annotations

from dataclasses import dataclass

from bedside.driver_api import CuffRequest
from bedside.vitals.readings import Determination, NibpFault, Quality
from bedside.vitals.sessions import PatientType
from drivers.par_medlab import layout

IDLE_POLL_S = 5.0
AGAIN_S = 2.0  # after a failure: how is it now
SILENT_S = 2.0  # cuff pressures have stopped for so long: ask what it does
STARTED_BY_S = 5.0  # nothing heard by then after START: ask
START_WAITS_S = 8.0  # a START that could not be sent by then is dropped, not sent late
ABORT_STEP_S = 0.75
ABORT_TRIES = 3
LOOK_S = 0.3  # after an abort
GIVE_UP_S = 3.0  # after the last abort

CHILD = (
    "This blood-pressure module knows adults and neonates only, so bedside does not start it for a child: "
    "measure by hand or with another monitor."
)
SERVICE = "The blood-pressure module is in a service mode: end the manometer or leak test before you measure."

_LONGEST_S = 180.0
_LONGEST_NEONATE_S = 90.0


def longest_s(patient_type: PatientType | None) -> float:
    """Hard stop of one determination, s."""
    return _LONGEST_NEONATE_S if patient_type is PatientType.NEONATE else _LONGEST_S


@dataclass(slots=True, kw_only=True)
class Start:
    """A START on its way: patient type, manual mode, a look whether both hold, then START itself."""

    request: CuffRequest
    until: float
    commands: list[str]  # still to be sent before START
    checked: bool = False  # a status has shown that it may be started

    def fits(self, status: layout.Status) -> bool:
        """Whether the module is as START needs it: at rest, in manual mode and set to the patient."""
        at_rest = status.state in (layout.STANDBY, layout.ERROR)
        return at_rest and not status.cycle and status.patient_type is self.request.patient_type


@dataclass(slots=True, kw_only=True)
class Run:
    """A determination under way, or one that START should bring about."""

    started_t: float
    stop_by: float | None  # when it is aborted for taking too long, s
    seen: bool  # the module has said that it measures
    flagged: bool = False  # its cuff does not fit
    failed: bool = False  # its end has been told: it could not be aborted


@dataclass(slots=True, kw_only=True)
class Cancel:
    """An abort that is being carried through."""

    fault: NibpFault  # what ended the determination
    tries: int = 0
    sent_t: float = 0.0
    looked: bool = False  # a status was asked for since the first abort
    ended: bool = False  # the cuff pressures have ended since

    @property
    def next_at(self) -> float:
        """When the abort is repeated, or given up, s."""
        again = self.tries < ABORT_TRIES and not self.ended
        return self.sent_t + (ABORT_STEP_S if again else GIVE_UP_S)


def determination(values: layout.Values, t: float, *, known: bool) -> Determination:
    """A result measured at `t`, s, if that is `known`."""
    high, low, mean, pulse = values
    return Determination(
        t=t,
        sys=float(high),
        dia=float(low),
        map=float(mean),
        pr=None if pulse is None else float(pulse),
        quality=Quality.NONE if known else Quality.TIME_UNKNOWN,
    )
