"""GE DINAMAP (ASCII), the host's end: polls, reads results, and carries out START and CANCEL.

One request is outstanding at a time; a START waits for its turn, a CANCEL never waits. START is sent once and
only because `request` was called: if its answer is lost, the status is asked for. CANCEL is repeated until the
monitor is idle, three times at most. A determination that runs too long is cancelled.

Survives: any cut of the stream; garbage in front of a line; line feeds; short, foreign or falsified replies
(never a number from them); late and lost replies; a rate that is never answered (the result is given without);
a result repeated for hours; an age counter at its end. Recorded replies decode without anything being asked.

Source: as `layout`; flow of one determination as in TK-BP; times and ranges of the cuff rules as noted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bedside.driver_api import Counters, CuffOrder, CuffRequest, Due, Protocol
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Reading
from bedside.vitals.sessions import PatientType
from drivers.framing import ResyncBuffer
from drivers.ge_dinamap import layout
from drivers.ge_dinamap.results import Results

_REPLY_S = 1.0
_IDLE_POLL_S = 5.0
_RUNNING_POLL_S = 1.0
_START_WAITS_S = 3.0  # a START that could not be sent by then is dropped, not sent late
_STARTED_BY_S = 5.0  # no sign of a determination by then: it was not started
_CANCEL_STEP_S = 0.5  # CANCEL and the look at the status take turns
_CANCEL_TRIES = 3
_LONGEST_S = 180.0  # adult and child; hard stop of one determination
_LONGEST_NEONATE_S = 90.0


@dataclass(slots=True, kw_only=True)
class _Run:
    """A determination under way, or one that START should bring about."""

    started_t: float
    stop_by: float | None  # when it is cancelled for taking too long, s
    seen: bool  # the monitor has said that it measures
    failed: bool = False  # its end has been told: it could not be cancelled


@dataclass(slots=True, kw_only=True)
class _Cancel:
    """A CANCEL that is being carried through."""

    fault: NibpFault  # what ended the determination
    tries: int = 0  # messages sent
    step_at: float = 0.0
    looked: bool = False  # the last step was a look at the status


class DinamapProtocol(Protocol):
    """Polls the monitor and reads it. `counters.frames` counts NA and NF replies."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._lines = ResyncBuffer(layout.next_line, self.counters)
        self._results = Results()
        self._patient_type: PatientType | None = None  # as set on the monitor
        self._out: list[Reading] = []
        self._awaited: str | None = None  # opcode of the outstanding request
        self._reply_by = 0.0
        self._poll_at = -math.inf
        self._start: tuple[CuffRequest, float] | None = None  # waiting, and until when
        self._run: _Run | None = None
        self._cancel: _Cancel | None = None
        self._unrated: Determination | None = None  # a result that waits for its rate
        self._rate_by: float | None = None  # None: the rate was not asked for

    # what comes in

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data` or by the time; see `Protocol.feed`."""
        self._expire(t)
        for frame in self._lines.take(data, t):
            text = layout.text_of(frame.body)
            if text:
                self._read(text, t)
        return self._given_out()

    def finish(self, t: float) -> list[Reading]:
        """A result that still waits for its rate is given without."""
        self._give_result(None)
        return self._given_out()

    def _given_out(self) -> list[Reading]:
        out, self._out = self._out, []
        return out

    def _read(self, text: bytes, t: float) -> None:
        opcode = text[1:3].decode("ascii", "replace")
        if opcode != layout.READ_RATE:
            self._give_result(None)
        understood = opcode in layout.KNOWN
        if opcode in (layout.READ, layout.READ_DISPLAYED):
            reply = layout.decode_nibp(text)
            understood = reply is not None
            if reply is not None:
                self._read_nibp(reply, t)
        elif opcode == layout.READ_RATE:
            rate = layout.decode_rate(text)
            understood = rate is not None
            if rate is not None:
                source, value = rate
                self._give_result(
                    value if source == layout.FROM_CUFF and value in layout.PULSE_RANGE else None
                )
        if not understood:
            self.counters.throw_away(len(text))
            if self._awaited == layout.START and self._run is not None and not self._run.seen:
                self._run = None
                self._tell(CuffState.FAILED, t, NibpFault.REFUSED)
        if not understood or opcode == self._awaited:
            self._awaited = None

    def _read_nibp(self, reply: layout.NibpReply, t: float) -> None:
        self.counters.frames += 1
        self._patient_type = layout.PATIENTS.get(reply.patient)
        running = self._run is not None and self._run.seen
        failure = self._results.new_failure(reply, t, seen_running=running)
        if reply.status == layout.MEASURING:
            self._read_measuring(reply, t)
            return
        measured_t = self._results.new_result(reply, t)
        if measured_t is not None:
            self._run = self._cancel = None
            self._unrated = Determination(
                t=measured_t, sys=float(reply.sys), dia=float(reply.dia), map=float(reply.map), pr=None
            )
            self._rate_by = None
            self._tell(CuffState.IDLE, t)
            return
        if self._cancel is None or self._cancel.looked:  # else the reply may be older than the CANCEL
            self._tell_end(self._fault_of_end(reply, t, failure), t)

    def _read_measuring(self, reply: layout.NibpReply, t: float) -> None:
        if self._run is None:
            # A STAT series was begun by a person at the monitor and lasts minutes: it is left alone.
            stop_by = None if reply.mode == layout.STAT else t + _longest_s(self._patient_type)
            self._run = _Run(started_t=t, stop_by=stop_by, seen=True)
        self._run.seen = True
        self._poll_at = min(self._poll_at, t + _RUNNING_POLL_S)
        if not self._run.failed:  # "take the cuff off" stands until the monitor has come to an end
            self._tell(CuffState.MEASURING, t)

    def _fault_of_end(self, reply: layout.NibpReply, t: float, failure: bool) -> NibpFault | None:
        """Why a determination has ended without a result, or None if none has ended now."""
        run, cancel = self._run, self._cancel
        self._cancel = None
        if run is None:
            return layout.FAULTS[reply.status] if failure else None
        if run.failed:
            self._run = None
            return None
        if cancel is not None:
            return cancel.fault
        if failure:
            return layout.FAULTS[reply.status]
        if run.seen:
            return NibpFault.CANCELLED if reply.status == layout.GOOD else NibpFault.UNKNOWN
        return NibpFault.REFUSED if t >= run.started_t + _STARTED_BY_S else None

    def _tell_end(self, fault: NibpFault | None, t: float) -> None:
        if fault is None:
            self._tell(CuffState.IDLE, t)
        else:
            self._run = None
            self._tell(CuffState.FAILED, t, fault)

    def _tell(self, state: CuffState, t: float, fault: NibpFault | None = None) -> None:
        self._out.append(CuffStatus(t=t, state=state, patient_type=self._patient_type, fault=fault))

    def _give_result(self, rate: int | None) -> None:
        result, self._unrated = self._unrated, None
        self._rate_by = None
        if result is not None:
            pr = None if rate is None else float(rate)
            self._out.append(Determination(t=result.t, sys=result.sys, dia=result.dia, map=result.map, pr=pr))

    # what goes out

    def due(self, t: float) -> Due:
        """The next request, when its time has come; see `Protocol.due`."""
        self._expire(t)
        send = self._next_request(t)
        if not send and self._poll_is_due(t):
            send = self._poll(t)
        return Due(send, self._next_deadline(t))

    def request(self, request: CuffRequest, t: float) -> bytes:
        """START or CANCEL. A CANCEL goes out at once; a START may have to wait for a reply, then `due` sends it.

        A START while a determination runs, is being started or cancelled is not carried out.
        """
        self._expire(t)
        if request.order is CuffOrder.CANCEL:
            self._start = None
            return self._send_cancel(NibpFault.CANCELLED, t)
        if self._run is None and self._cancel is None and self._start is None:
            self._start = (request, t + _START_WAITS_S)
            return self._next_request(t)
        return b""

    def goodbye(self) -> bytes:
        """CANCEL, if a determination may be running."""
        return layout.seal(layout.CANCEL) if self._run is not None else b""

    def _expire(self, t: float) -> None:
        """Let deadlines pass: replies that did not come, a START that could not be sent."""
        if self._awaited is not None and t >= self._reply_by:
            self._awaited = None
        if self._rate_by is not None and t >= self._rate_by:
            self._give_result(None)
        if self._start is not None and t >= self._start[1]:
            self._start = None
            self._tell(CuffState.FAILED, t, NibpFault.REFUSED)

    def _next_request(self, t: float) -> bytes:
        if self._cancel is not None:
            return self._cancel_step(self._cancel, t)
        run = self._run
        if run is not None and run.stop_by is not None and t >= run.stop_by:
            return self._send_cancel(NibpFault.TIMEOUT, t)
        if self._awaited is not None:
            return b""
        if self._unrated is not None and self._rate_by is None:
            self._rate_by = t + _REPLY_S
            return self._ask(layout.READ_RATE, t)
        if self._start is not None:
            (request, _), self._start = self._start, None
            stop_by = t + _longest_s(request.patient_type)
            self._run = _Run(started_t=t, stop_by=stop_by, seen=False)
            self._poll_at = t + _RUNNING_POLL_S
            return self._ask(layout.START, t, "0")
        return b""

    def _poll_is_due(self, t: float) -> bool:
        return t >= self._poll_at and self._awaited is None and self._cancel is None

    def _next_deadline(self, t: float) -> float:
        if self._out:
            return t
        if self._cancel is not None:
            return self._cancel.step_at
        deadlines = [self._poll_at if self._awaited is None else self._reply_by]
        if self._rate_by is not None:
            deadlines.append(self._rate_by)
        if self._start is not None:
            deadlines.append(self._start[1])
        if self._run is not None and self._run.stop_by is not None:
            deadlines.append(self._run.stop_by)
        return min(deadlines)

    def _ask(self, opcode: str, t: float, arguments: str = "") -> bytes:
        self._awaited = opcode
        self._reply_by = t + _REPLY_S
        return layout.seal(opcode + arguments)

    def _poll(self, t: float) -> bytes:
        self._poll_at = t + (_IDLE_POLL_S if self._run is None else _RUNNING_POLL_S)
        return self._ask(layout.READ, t)

    def _send_cancel(self, fault: NibpFault, t: float) -> bytes:
        if self._cancel is None:
            self._cancel = _Cancel(fault=fault)
        self._cancel.tries += 1
        self._cancel.looked = False
        self._cancel.step_at = t + _CANCEL_STEP_S
        return self._ask(layout.CANCEL, t)

    def _cancel_step(self, cancel: _Cancel, t: float) -> bytes:
        """CANCEL, a look, CANCEL, a look …, half a second apart; gives up after the third look."""
        if t < cancel.step_at:
            return b""
        if not cancel.looked:
            cancel.looked = True
            cancel.step_at = t + _CANCEL_STEP_S
            return self._poll(t)
        if cancel.tries < _CANCEL_TRIES:
            return self._send_cancel(cancel.fault, t)
        self._cancel = None
        if self._run is not None:
            self._run.stop_by = None
            self._run.failed = True  # a person has to take the cuff off
            self._tell(CuffState.FAILED, t, NibpFault.UNKNOWN)
        return b""


def _longest_s(patient_type: PatientType | None) -> float:
    """Hard stop of one determination, s (both values from a module maker's text and a monitor manual)."""
    return _LONGEST_NEONATE_S if patient_type is PatientType.NEONATE else _LONGEST_S
