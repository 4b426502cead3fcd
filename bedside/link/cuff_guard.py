"""The cuff guard: what must hold before, during and after every inflation bedside asks for.

It stands above the parsers and inside the reader thread, so that it works while everything above hangs.

* A START leaves only for a person's request, once. A lost answer never sends it again.
* The patient type comes from the session, never from a default; a device set to another type refuses.
* Between the end of one determination, whoever began it, and the next start lie 60 s, and an empty cuff.
* A determination bedside began has 180 s (neonate: 90 s); then the cuff is told to deflate. What a person began
  at the monitor may be a STAT series: it has five minutes.
* After over-pressure or a fault of the monitor itself the next START waits until a person has asked twice, and was told
  in between to look at the arm.
* A cuff that does not fit the patient is told to deflate.
* A CANCEL is repeated each 0.75 s until the cuff is idle; after three tries a person must take it off.

Source: DINAMAP, Lepu and PM6750 module texts for the times; the rest is the common practice of NIBP hosts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bedside.driver_api import CuffOrder, CuffRequest
from bedside.link.cuff_lock import CuffLock
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault
from bedside.vitals.sessions import PatientType

REST_S = 60.0  # between the end of a determination and the next start
EMPTY_S = 2.0  # the cuff must have been empty for this long before a start
ABORT_REPEAT_S = 0.75
ABORT_TRIES = 3
STAT_S = 300.0  # the longest series a person may begin at the monitor
ANSWER_S = 10.0  # a cuff still idle this long after a START did not begin


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffLimits:
    """What a patient's cuff may do."""

    longest_s: float  # a determination
    highest_mmhg: float  # soft limit, in addition to the device's own
    empty_mmhg: float  # below this the cuff counts as empty


LIMITS: Mapping[PatientType, CuffLimits] = MappingProxyType(
    {
        PatientType.ADULT: CuffLimits(longest_s=180.0, highest_mmhg=300.0, empty_mmhg=15.0),
        PatientType.CHILD: CuffLimits(longest_s=180.0, highest_mmhg=240.0, empty_mmhg=15.0),
        PatientType.NEONATE: CuffLimits(longest_s=90.0, highest_mmhg=150.0, empty_mmhg=5.0),
        # only for what was begun at the device before anybody said who lies there
        PatientType.NOT_SET: CuffLimits(longest_s=STAT_S, highest_mmhg=300.0, empty_mmhg=5.0),
    }
)

TAKE_OFF = "The cuff does not answer to three cancels: take the cuff off the arm now."
NO_START = "The monitor did not begin the measurement: ask again or press start on the monitor."


@dataclass(slots=True)
class _Run:
    """A determination that is running, or was asked for and may be."""

    since: float  # s
    patient_type: PatientType
    longest_s: float
    seen: bool  # the device has said that it measures
    overdue: bool = False  # it has been told to stop, which is done by itself only once
    unwatched: bool = False  # the link was lost meanwhile


@dataclass(slots=True)
class _Abort:
    """A cancel that is not yet answered."""

    began: float  # s
    tries: int
    again: float  # s, of the next try


class CuffGuard:
    """The interlocks of one device. Pure: times in, orders and sentences out."""

    def __init__(self, *, starts_cuff: bool) -> None:
        self._starts_cuff = starts_cuff
        self._linked = False
        self._status: CuffStatus | None = None
        self._run: _Run | None = None
        self._abort: _Abort | None = None
        self._ended: float | None = None
        self._empty_since: float | None = None
        self._orders: list[CuffRequest] = []
        self._sentences: list[str] = []
        self._lock = CuffLock()

    @property
    def running(self) -> bool:
        """Whether a determination runs or may run."""
        return self._run is not None

    @property
    def aborting(self) -> bool:
        """Whether a cancel is not answered yet."""
        return self._abort is not None

    @property
    def at(self) -> float | None:
        """When `advance` has something to do next, s."""
        times = [self._abort.again] if self._abort is not None else []
        if self._run is not None and not self._run.overdue:
            times.append(self._run.since + self._run.longest_s)
        return min(times, default=None)

    def may_start(self, patient_type: PatientType, now: float) -> str | None:
        """Why a start for this patient would be refused now, in one sentence; None: it may.

        Only reads: any thread may ask. What counts is the answer in the reader thread, when the order leaves.
        """
        status, run = self._status, self._run
        if not self._starts_cuff:
            return "bedside cannot start this cuff: press start on the monitor."
        if patient_type is PatientType.NOT_SET:
            return "The patient type is not set: set it before the first cuff measurement."
        if not self._linked:
            return "The monitor does not answer: check its cable, then ask again."
        if status is None:
            return "The monitor has not told the state of its cuff yet: wait for its answer."
        if status.patient_type is not None and status.patient_type is not patient_type:
            return (
                f"The monitor is set to {status.patient_type} but the patient is {patient_type}: "
                "set it to the patient, or start the measurement on the monitor itself."
            )
        if self._abort is not None:
            return "The cuff is being told to deflate: wait until it is empty."
        if run is not None or status.state is CuffState.MEASURING:
            return "A measurement is running: wait for its end or cancel it."
        if status.pressure_mmhg is not None:
            empty_since = self._empty_since
            if status.pressure_mmhg >= LIMITS[patient_type].empty_mmhg:
                return "There is still pressure in the cuff: wait until it is empty."
            if empty_since is None or now - empty_since < EMPTY_S:
                return "The cuff has only just become empty: wait two seconds."
        if self._ended is not None and now - self._ended < REST_S:
            return f"Next start in {math.ceil(self._ended + REST_S - now)} s: the arm needs rest."
        return None

    def ask(self, request: CuffRequest, now: float) -> str | None:
        """Take a person's request; a granted one is among the orders of the next `advance`.

        Returns:
            The refusal in one sentence, or None.
        """
        if request.order is CuffOrder.CANCEL:
            self.abort(now)
            return None
        refusal = self.may_start(request.patient_type, now) or self._lock.ask(now)
        if refusal is None:
            self._run = _Run(now, request.patient_type, LIMITS[request.patient_type].longest_s, seen=False)
            self._orders.append(request)
        return refusal

    def abort(self, now: float) -> None:
        """Tell the cuff to deflate, before everything else."""
        if not self._starts_cuff or self._abort is not None:
            return
        self._orders.clear()  # a start that has not left yet never leaves
        self._abort = _Abort(began=now, tries=0, again=now)

    def see(self, reading: CuffStatus | Determination, now: float) -> None:
        """Learn from what the device says, arrived at `now`."""
        if isinstance(reading, Determination):
            self._see_determination(reading, now)
        else:
            self._see_status(reading, now)

    def link_up(self, now: float) -> None:
        """The device answers. A cuff that was running when the link broke is told to deflate."""
        if self._run is not None and self._run.unwatched:
            self._run.unwatched = False
            self.abort(now)
        self._linked = True

    def link_down(self, now: float, *, gone: bool) -> None:
        """The device has fallen silent, or its port is `gone`.

        Says so if a cuff may be inflated; a port that is still there gets the cancel.
        """
        was_linked, self._linked = self._linked, False
        self._status = None
        self._empty_since = None
        if gone:
            self._abort = None
            self._orders.clear()
        if self._run is None or not was_linked:
            return
        self._run.unwatched = True
        self._sentences.append(
            "The link was lost while the cuff was measuring: look at the arm, and take the cuff off if it "
            "stays tight."
        )
        if not gone:
            self.abort(now)

    def advance(self, now: float) -> list[CuffRequest]:
        """Every order due by `now`, in order."""
        run = self._run
        if run is not None and not run.overdue and now >= run.since + run.longest_s:
            run.overdue = True
            self._sentences.append(
                f"The cuff measured for more than {run.longest_s:g} s and was told to "
                "deflate: look at the arm."
            )
            self.abort(now)
        orders, self._orders = self._orders, []
        abort = self._abort
        if abort is not None and now >= abort.again:
            if abort.tries == ABORT_TRIES:
                self._abort = None
                self._sentences.append(TAKE_OFF)
            else:
                abort.tries += 1
                abort.again = now + ABORT_REPEAT_S
                orders.append(CuffRequest(order=CuffOrder.CANCEL, patient_type=self._type_of_run()))
        return orders

    def take_sentences(self) -> list[str]:
        """What a person must hear since the last call."""
        sentences, self._sentences = self._sentences, []
        return sentences

    def _type_of_run(self) -> PatientType:
        return self._run.patient_type if self._run is not None else PatientType.NOT_SET

    def _see_determination(self, determination: Determination, now: float) -> None:
        ended = min(determination.t, now)
        self._ended = ended if self._ended is None else max(self._ended, ended)
        if self._run is not None and ended >= self._run.since:
            self._run = None

    def _see_status(self, status: CuffStatus, now: float) -> None:
        before, self._status = self._status, status
        repeated = self._run is None and before is not None and before.fault is status.fault
        if status.fault is not None and not repeated:  # one that is only told again locks no second time
            self._lock.failed(status.fault)
        if status.state is CuffState.MEASURING:
            self._see_measuring(status, now)
        else:
            self._see_idle(status, now)
        limits = LIMITS[status.patient_type or self._type_of_run()]
        if status.pressure_mmhg is None or status.pressure_mmhg >= limits.empty_mmhg:
            self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = now

    def _see_measuring(self, status: CuffStatus, now: float) -> None:
        run = self._run
        if run is None:  # begun at the device itself
            run = self._run = _Run(now, status.patient_type or PatientType.NOT_SET, STAT_S, seen=True)
        run.seen = True
        own = run.patient_type
        if status.patient_type is not None and PatientType.NOT_SET is not own is not status.patient_type:
            self._stop_for(f"The monitor measures as {status.patient_type} but the patient is {own}", now)
        if status.fault is NibpFault.WRONG_CUFF:
            self._stop_for("The cuff does not fit the patient set on the monitor", now)
        pressure = status.pressure_mmhg
        if pressure is not None and pressure > LIMITS[own].highest_mmhg:
            self._stop_for(f"The cuff pressure passed {LIMITS[own].highest_mmhg:g} mmHg", now)

    def _stop_for(self, reason: str, now: float) -> None:
        if self._abort is None and self._run is not None and not self._run.overdue:
            self._run.overdue = True
            self._sentences.append(f"{reason}: the cuff was told to deflate, look at the arm.")
            self.abort(now)

    def _see_idle(self, status: CuffStatus, now: float) -> None:
        run, abort = self._run, self._abort
        if run is not None:
            refused = status.fault is NibpFault.REFUSED
            if run.seen:
                self._ended = now
                self._run = None
            elif refused or now - run.since >= ANSWER_S:
                self._run = None
                if not refused and abort is None:
                    self._sentences.append(NO_START)
        if abort is None or not abort.tries:
            return
        emptied = (
            status.pressure_mmhg is None or status.pressure_mmhg < LIMITS[self._type_of_run()].empty_mmhg
        )
        # an idle cuff proves nothing while a start is unanswered: the answer may be older than the start
        if emptied and (self._run is None or now - abort.began >= ABORT_REPEAT_S):
            self._abort = None
            self._run = None
