"""The cuff of a PM6750: what its packets mean, and how START and CANCEL are carried out. No stream, no numerics.

START means three commands in a row (whose cuff, target pressure, start), each sent once, for a request. CANCEL goes
out at once and again every 0.75 s until the board says that it does not measure, three times at most. A determination
longer than 90 s is cancelled, and so is one of another patient type than asked for. The board may be silent about an
idle cuff; as long as it streams at all, silence then counts as idle, never as the end of a determination.

Source: as `layout`; times of the cuff rules as noted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bedside.driver_api import CuffOrder, CuffRequest
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Quality, Reading
from bedside.vitals.sessions import PatientType
from drivers.pm6750 import layout

LONGEST_S = 90.0  # the board's own watchdog time, for every patient
_START_WAITS_S = 3.0  # a START that could not be sent by then is dropped, not sent late
_STARTED_BY_S = 5.0  # no sign of a determination by then: it was not started
_CANCEL_STEP_S = 0.75
_CANCEL_TRIES = 3
_SILENT_S = 1.1  # no NIBP packet for so long: two are missing
_LOST_S = 3.0  # the same in the middle of a determination: it is cancelled
_REMEMBERED_S = 900.0  # a systolic pressure guides the target for so long
_ABOVE_LAST_MMHG = 30
_FIRST_TARGETS = {PatientType.ADULT: 160, PatientType.CHILD: 120, PatientType.NEONATE: 90}
_HIGHEST_TARGETS = {PatientType.ADULT: 280, PatientType.CHILD: 200, PatientType.NEONATE: 130}

_Numbers = tuple[int, int, int]  # systolic, mean, diastolic


@dataclass(slots=True, kw_only=True)
class _Run:
    """A determination under way, or one that START should bring about."""

    since: float
    patient_type: PatientType | None  # as asked for; None: not begun by bedside
    seen: bool  # the board has said that it measures
    failed: bool = False  # its end has been told: it could not be cancelled


@dataclass(slots=True, kw_only=True)
class _Cancel:
    """A CANCEL that is being carried through."""

    fault: NibpFault
    step_at: float
    tries: int = 0


class Cuff:
    """State of the cuff. Readings go to `tell`."""

    def __init__(self, tell: Callable[[Reading], None]) -> None:
        self._give = tell
        self._queue: list[bytes] = []
        self._queued_until = 0.0
        self._wanted: PatientType = PatientType.NOT_SET
        self._run: _Run | None = None
        self._cancel: _Cancel | None = None
        self._packet_t: float | None = None
        self._alive_t: float | None = None  # when the board was first heard, or its cuff told of last
        self._state: int | None = None  # of the packet before
        self._last: _Numbers | None = None  # result that stands on the board
        self._guide: tuple[PatientType, int, float] | None = None  # systolic of a START of ours, and when

    @property
    def may_run(self) -> bool:
        """Whether a determination runs or may run."""
        return self._run is not None or self._cancel is not None

    # what comes in

    def see(self, nibp: layout.Nibp, t: float) -> None:
        """An NIBP packet."""
        self._packet_t = t
        changed = self._state is not None and nibp.state != self._state
        self._state = nibp.state
        if nibp.state == layout.MEASURING:
            self._see_measuring(nibp, t)
        elif not self._see_result(nibp, t):
            self._see_end(nibp, t, changed=changed)

    def see_alive(self, t: float) -> None:
        """The board streams, whatever it says of the cuff. To be told several times a second."""
        if self._alive_t is None:
            self._alive_t = t
        since = self._alive_t if self._packet_t is None else max(self._alive_t, self._packet_t)
        if t - since < _SILENT_S:
            return
        run = self._run
        if run is None or not run.seen:
            if run is not None and self._cancel is None and t >= run.since + _STARTED_BY_S:
                self._run = None
                self._tell(CuffState.FAILED, t, fault=NibpFault.REFUSED)
            else:
                self._tell(CuffState.IDLE, t)
        elif t - since >= _LOST_S and run.failed:
            self._run = None  # "take the cuff off" has been told; nothing more comes of it
        elif t - since >= _LOST_S and self._cancel is None:
            self._cancel = _Cancel(fault=NibpFault.UNKNOWN, step_at=t)

    def _see_measuring(self, nibp: layout.Nibp, t: float) -> None:
        run = self._run
        if run is None:
            run = self._run = _Run(since=t, patient_type=None, seen=True)
        run.seen = True
        if run.failed:
            return  # "take the cuff off" stands until the board has come to an end
        may_be = layout.MODES[nibp.mode]
        patient_type = run.patient_type
        if patient_type not in may_be:
            patient_type = may_be[-1] if run.patient_type is not None or len(may_be) == 1 else None
            if run.patient_type is not None and self._cancel is None:
                self._cancel = _Cancel(fault=NibpFault.UNKNOWN, step_at=t)
        self._tell(CuffState.MEASURING, t, nibp.pressure, patient_type=patient_type)

    def _see_result(self, nibp: layout.Nibp, t: float) -> bool:
        """Whether the packet brings a result that was not there before."""
        if nibp.state != layout.FINISHED or not nibp.plausible:
            return False
        numbers = (nibp.sys, nibp.map, nibp.dia)
        run, cancel = self._run, self._cancel
        ended = run is not None and run.seen and not run.failed
        # numbers are cleared when the cuff fills; only a CANCEL may bring the old ones back
        if numbers == self._last and (not ended or cancel is not None):
            return False
        unknown = not ended and self._last is None
        self._last = numbers
        if run is None or run.seen:  # else the board has not begun yet what was asked for
            self._run = self._cancel = None
        if run is not None and run.patient_type is not None and ended:
            self._guide = (run.patient_type, nibp.sys, t)
        self._give(
            Determination(
                t=t,
                sys=float(nibp.sys),
                dia=float(nibp.dia),
                map=float(nibp.map),
                pr=None,
                quality=Quality.TIME_UNKNOWN if unknown else Quality.NONE,
            )
        )
        self._tell(CuffState.IDLE, t, nibp.pressure)
        return True

    def _see_end(self, nibp: layout.Nibp, t: float, *, changed: bool) -> None:
        fault = self._fault_of_end(nibp.state, t, changed=changed)
        if fault is None:
            self._tell(CuffState.IDLE, t, nibp.pressure)
        else:
            self._run = self._cancel = None
            self._tell(CuffState.FAILED, t, nibp.pressure, fault=fault)

    def _fault_of_end(self, state: int, t: float, *, changed: bool) -> NibpFault | None:
        """Why a determination has ended without a result, or None if none has ended now."""
        run, cancel = self._run, self._cancel
        if changed and state in layout.LOCKING and (run is None or run.seen):
            return layout.FAULTS[state]  # told whoever ended it, as it locks starts
        if run is None:
            if cancel is not None and cancel.tries:
                self._cancel = None
            return layout.FAULTS.get(state) if changed else None
        if run.failed:
            self._run = self._cancel = None
            return None
        if not run.seen:
            if cancel is not None:  # the packet may be older than the START
                return cancel.fault if cancel.tries >= 2 else None
            if changed and state in layout.FAULTS:
                return layout.FAULTS[state]
            return NibpFault.REFUSED if t >= run.since + _STARTED_BY_S else None
        if cancel is not None:
            return cancel.fault
        if state == layout.STOPPED:
            return NibpFault.CANCELLED
        if state == layout.FINISHED:
            return NibpFault.FAILED
        return layout.FAULTS.get(state, NibpFault.UNKNOWN)

    def _tell(
        self,
        state: CuffState,
        t: float,
        pressure: int | None = None,
        *,
        patient_type: PatientType | None = None,
        fault: NibpFault | None = None,
    ) -> None:
        self._alive_t = t
        pressure_mmhg = None if pressure is None else float(pressure)
        self._give(
            CuffStatus(t=t, state=state, pressure_mmhg=pressure_mmhg, patient_type=patient_type, fault=fault)
        )

    # what goes out

    def order(self, request: CuffRequest, t: float) -> bytes:
        """Carry out a request. A CANCEL is returned at once; the commands of a START come from `next_command`.

        A START while a determination runs, is being started or cancelled is not carried out.
        """
        if request.order is CuffOrder.CANCEL:
            self._queue.clear()
            if self._cancel is None:
                self._cancel = _Cancel(fault=NibpFault.CANCELLED, step_at=t)
            return self._cancel_once(self._cancel, t)
        if self.may_run or self._queue:
            return b""
        patient_type = request.patient_type
        if patient_type not in layout.MODE_COMMANDS:
            self._tell(CuffState.FAILED, t, fault=NibpFault.REFUSED)
            return b""
        self._wanted = patient_type
        self._queued_until = t + _START_WAITS_S
        self._queue = [
            layout.mode_command(patient_type),
            layout.target_command(patient_type, self._target(patient_type, t)),
            layout.CUFF_START,
        ]
        return b""

    def next_command(self, t: float) -> bytes:
        """The next command, when its time has come; the caller keeps the pause between two."""
        self.expire(t)
        run, cancel = self._run, self._cancel
        if cancel is None and run is not None and not run.failed and t >= run.since + LONGEST_S:
            cancel = self._cancel = _Cancel(fault=NibpFault.TIMEOUT, step_at=t)
        if cancel is not None:
            return self._cancel_once(cancel, t) if t >= cancel.step_at else b""
        if not self._queue:
            return b""
        command = self._queue.pop(0)
        if command == layout.CUFF_START:
            self._run = _Run(since=t, patient_type=self._wanted, seen=False)
        return command

    @property
    def deadline(self) -> float | None:
        """When `next_command` has something to say, s; None: nothing is planned."""
        if self._cancel is not None:
            return self._cancel.step_at
        if self._queue:
            return self._queued_until - _START_WAITS_S
        if self._run is not None and not self._run.failed:
            return self._run.since + LONGEST_S
        return None

    def expire(self, t: float) -> None:
        """Let deadlines pass: a START that could not be sent, a CANCEL that is not answered."""
        if self._queue and t >= self._queued_until:
            self._queue.clear()
            self._tell(CuffState.FAILED, t, fault=NibpFault.REFUSED)
        cancel = self._cancel
        if cancel is not None and cancel.tries >= _CANCEL_TRIES and t >= cancel.step_at:
            self._give_up(cancel, t)

    def _give_up(self, cancel: _Cancel, t: float) -> None:
        run, self._cancel = self._run, None
        if run is None:
            return
        if not run.seen:
            self._run = None
            self._tell(CuffState.FAILED, t, fault=cancel.fault)
            return
        heard = self._packet_t is not None and t - self._packet_t < _SILENT_S
        run.failed = True  # a person has to take the cuff off
        if not heard:
            self._run = None
        self._tell(CuffState.FAILED, t, fault=NibpFault.UNKNOWN)

    def _cancel_once(self, cancel: _Cancel, t: float) -> bytes:
        cancel.tries += 1
        cancel.step_at = t + _CANCEL_STEP_S
        return layout.CUFF_STOP

    def _target(self, patient_type: PatientType, t: float) -> int:
        """How far to fill the cuff at first, mmHg."""
        first = _FIRST_TARGETS[patient_type]
        if self._guide is not None and self._guide[0] is patient_type and t <= self._guide[2] + _REMEMBERED_S:
            first = max(first, self._guide[1] + _ABOVE_LAST_MMHG)
        return min(first, _HIGHEST_TARGETS[patient_type])
