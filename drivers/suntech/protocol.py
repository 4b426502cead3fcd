"""SunTech OEM module, the host's end: polls the cuff pressure, reads results, carries out START and CANCEL.

One request is outstanding at a time, a tenth of a second apart; replies are told by what they are, not by their
order, because K may come between a request and its reply. A START first looks at the cuff and leaves only when it is
empty, once. An abort never waits, is followed by half a second of quiet, and is repeated until the cuff is empty.

A number comes only from the result packet that follows a K of a determination nobody aborted. After opening, and
after an abort, the packet is read too, but only for a serious error (`layout.LOCKING`): it is told as the failure it
was, so that what locks starts above hears of it again after the module was plugged in anew.

Survives: any cut of the stream; lost, late and damaged replies; a determination begun elsewhere, which the pressure
gives away; a K that does not come. Recorded replies decode without anything being asked.

Source: as `layout`.
"""

from __future__ import annotations

import math

from bedside.driver_api import Counters, CuffOrder, CuffRequest, Due, Protocol
from bedside.vitals.readings import CuffState, CuffStatus, Identity, NibpFault, Reading
from drivers.framing import ResyncBuffer
from drivers.suntech import layout, state
from drivers.suntech.line import QUIET_S, Line

_ASLEEP = "The blood-pressure module is asleep: switch it off and on."


class SuntechProtocol(Protocol):
    """Polls the module and reads it. `counters.frames` counts pressure and result packets."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._packets = ResyncBuffer(layout.next_packet, self.counters)
        self._out: list[Reading] = []
        self._notices: list[str] = []
        self._asleep = False
        self._line = Line()
        self._poll_at = -math.inf
        self._pressure: int | None = None  # mmHg
        self._pressure_t = -math.inf
        self._start: state.Start | None = None
        self._run: state.Run | None = None
        self._cancel: state.Cancel | None = None
        self._fetch: state.Fetch | None = state.Fetch(ended_t=None)
        self._void = False  # a K that comes belongs to an abort

    # what comes in

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data` or by the time; see `Protocol.feed`."""
        self._expire(t)
        for frame in self._packets.take(data, t):
            self._read(frame.body, t)
        return self._given_out()

    def finish(self, t: float) -> list[Reading]:
        """Nothing is held back."""
        return self._given_out()

    def _given_out(self) -> list[Reading]:
        out, self._out = self._out, []
        return out

    def _read(self, packet: bytes, t: float) -> None:
        if (mmhg := layout.pressure_of(packet)) is not None:
            self._line.answered(layout.READ_PRESSURE)
            self.counters.frames += 1
            self._asleep = False
            self._read_pressure(mmhg if mmhg in layout.MMHG else None, t)
        elif (letter := layout.acknowledge_of(packet)) is not None:
            self._read_acknowledge(letter, t)
        elif (result := layout.result_of(packet)) is not None:
            self._line.answered(layout.READ_RESULT)
            self.counters.frames += 1
            self._read_result(result, t)
        elif text := layout.version_of(packet):
            self._out.append(Identity(t=t, text=text))

    def _read_acknowledge(self, letter: str, t: float) -> None:
        starting = self._line.awaited in layout.STARTS.values()
        if letter == layout.ACCEPTED:
            self._line.answered(*layout.STARTS.values())
            if self._cancel is None:  # else it is older than the abort
                self._void = False
                self._run = self._run or state.begun_elsewhere(t)
                self._run.seen = True
                self._tell(CuffState.MEASURING, t)
        elif letter == layout.FINISHED:
            fetched = self._fetch is not None and self._fetch.ended_t is not None
            if self._cancel is None and not self._void and not fetched:
                self._fetch = state.Fetch(ended_t=t, stale=self._line.awaited == layout.READ_RESULT)
        elif letter == layout.ABORTED:
            self._line.answered(layout.ABORT)
            self._void = True
            if self._cancel is None and self._run is not None and self._run.seen:
                self._end(NibpFault.CANCELLED, t)
        elif letter in layout.REFUSALS:
            self._line.awaited = None
            if letter == layout.ASLEEP and not self._asleep:
                self._asleep = True
                self._notices.append(_ASLEEP)
            if starting and self._run is not None:
                self._end(NibpFault.REFUSED, t)

    def _read_pressure(self, mmhg: int | None, t: float) -> None:
        self._pressure, self._pressure_t = mmhg, t
        run, cancel = self._run, self._cancel
        if run is None and mmhg is not None and mmhg >= state.EMPTY_MMHG:
            run = self._run = state.begun_elsewhere(t)
            self._void = cancel is not None
        if cancel is not None:
            limit = state.EMPTY_MMHG if run is None else run.empty_mmhg
            if cancel.looked and mmhg is not None and mmhg < limit:
                self._cancel = None
                self._end(None if run is None else cancel.fault, t)
                self._fetch = state.Fetch(ended_t=None)
            else:
                self._tell(CuffState.IDLE if run is None else CuffState.MEASURING, t)
            return
        if run is None:
            self._tell(CuffState.IDLE, t)
            return
        self._poll_at = min(self._poll_at, t + state.RUNNING_POLL_S)
        self._follow(run, mmhg, t)

    def _follow(self, run: state.Run, mmhg: int | None, t: float) -> None:
        """One more pressure of a determination: is it still going on?"""
        if mmhg is None or mmhg >= state.EMPTY_MMHG:
            run.empty_t = None
            run.seen = run.seen or mmhg is not None
            run.risen = run.risen or mmhg is not None
        elif run.failed and mmhg < run.empty_mmhg:
            self._end(None, t)
            return
        elif run.risen and run.empty_t is None:
            run.empty_t = t
        if run.seen and not run.risen and run.stop_by is not None and t >= run.started_t + state.RISES_S:
            run.stop_by = min(run.stop_by, t)
        if run.failed:  # "take the cuff off" stands until it is empty
            self._tell(CuffState.FAILED, t, NibpFault.UNKNOWN)
        elif run.empty_t is not None and t >= run.empty_t + state.EMPTIED_S and self._fetch is None:
            self._end(NibpFault.UNKNOWN, t)  # its K was lost: a number of unknown age is none
            self._fetch = state.Fetch(ended_t=None)
        elif not run.seen and t >= run.started_t + state.STARTED_BY_S:
            self._end(NibpFault.REFUSED, t)
        else:
            self._tell(CuffState.MEASURING if run.seen else CuffState.IDLE, t)

    def _read_result(self, result: layout.Result, t: float) -> None:
        if self._fetch is not None and self._fetch.stale:
            self._fetch.stale = False
            return
        ended_t = None if self._fetch is None else self._fetch.ended_t
        self._fetch = None
        if self._cancel is not None:
            return  # it is read again when the cuff is empty
        if ended_t is None:
            if result.error in layout.LOCKING and self._run is None:
                if self._start is not None:
                    self._refuse(t)
                self._end(result.fault, t)
            return
        if result.valid:
            self._out.append(state.determination(result, ended_t))
        self._end(None if result.valid else result.fault, t)

    def _refuse(self, t: float) -> None:
        self._start = None
        self._tell(CuffState.FAILED, t, NibpFault.REFUSED)

    def _end(self, fault: NibpFault | None, t: float) -> None:
        """The determination is over; `fault` says why without a result."""
        self._run = None
        self._tell(CuffState.IDLE if fault is None else CuffState.FAILED, t, fault)

    def _tell(self, told: CuffState, t: float, fault: NibpFault | None = None) -> None:
        pressure = None if self._pressure is None else float(self._pressure)
        self._out.append(CuffStatus(t=t, state=told, pressure_mmhg=pressure, fault=fault))

    # what goes out

    def due(self, t: float) -> Due:
        """The next request, when its time has come; see `Protocol.due`."""
        self._expire(t)
        send = self._next_request(t)
        if not send and self._cancel is None and self._line.free(t) and t >= self._poll_at:
            running = self._run is not None and not self._run.failed
            self._poll_at = t + (state.RUNNING_POLL_S if running else state.IDLE_POLL_S)
            send = self._line.ask(layout.READ_PRESSURE, t)
        return Due(send, self._next_deadline(t))

    def request(self, request: CuffRequest, t: float) -> bytes:
        """START or CANCEL. A CANCEL goes out at once; a START waits for a look at the cuff, then `due` sends it.

        A START while a determination runs, is being started, read or aborted is not carried out.
        """
        self._expire(t)
        if request.order is CuffOrder.CANCEL:
            self._start = None
            return self._abort(NibpFault.CANCELLED, t)
        reading = self._fetch is not None and self._fetch.ended_t is not None
        if reading or self._run is not None or self._cancel is not None or self._start is not None:
            return b""
        if request.patient_type not in layout.STARTS:
            self._refuse(t)
            return b""
        self._start = state.Start(request=request, asked_t=t, until=t + state.START_WAITS_S)
        return self._next_request(t)

    def goodbye(self) -> bytes:
        """The abort, if a determination may be running."""
        return layout.ABORT if self._run is not None or self._cancel is not None else b""

    def take_notices(self) -> list[str]:
        """What the module reports that a person must hear."""
        notices, self._notices = self._notices, []
        return notices

    def _expire(self, t: float) -> None:
        """Let deadlines pass: replies that did not come, a START that could not be sent."""
        self._line.expire(t)
        if self._start is not None and t >= self._start.until:
            self._refuse(t)

    def _next_request(self, t: float) -> bytes:
        run = self._run
        if self._cancel is not None:
            return self._cancel_step(self._cancel, t)
        if run is not None and run.stop_by is not None and t >= run.stop_by:
            return self._abort(NibpFault.TIMEOUT, t)
        if not self._line.free(t):
            return b""
        fetch = self._fetch
        if fetch is not None and fetch.may_go(run):
            if fetch.tries < state.READ_TRIES:
                fetch.tries += 1
                return self._line.ask(layout.READ_RESULT, t)
            self._fetch = None
            if fetch.ended_t is not None:
                self._end(NibpFault.UNKNOWN, t)
        return b"" if self._start is None else self._start_step(self._start, t)

    def _start_step(self, start: state.Start, t: float) -> bytes:
        """A look at the cuff, then the START if it is empty; without an answer another look."""
        if self._pressure_t < start.asked_t:
            return self._line.ask(layout.READ_PRESSURE, t)
        patient_type = start.request.patient_type
        limit = state.empty_mmhg(patient_type)
        if self._run is not None or self._pressure is None or self._pressure >= limit:
            self._refuse(t)
            return b""
        self._start = None
        stop_by = t + state.longest_s(patient_type)
        self._run = state.Run(started_t=t, stop_by=stop_by, seen=False, empty_mmhg=limit)
        self._fetch, self._void = None, False
        self._poll_at = t + state.RUNNING_POLL_S
        return self._line.ask(layout.STARTS[patient_type], t)

    def _abort(self, fault: NibpFault, t: float) -> bytes:
        if self._cancel is None:
            self._cancel = state.Cancel(fault=fault)
        self._cancel.tries += 1
        self._cancel.sent_t, self._cancel.looked = t, False
        self._fetch, self._void = None, True
        return self._line.ask(layout.ABORT, t, gap_s=QUIET_S)

    def _cancel_step(self, cancel: state.Cancel, t: float) -> bytes:
        """Abort, quiet, a look, abort …; looks go on for three seconds after the third, then it is given up."""
        if t >= cancel.next_at:
            if cancel.tries < state.ABORT_TRIES:
                return self._abort(cancel.fault, t)
            self._cancel = None
            if self._run is not None:
                self._run.stop_by = None
                self._run.failed = True  # a person has to take the cuff off
                self._tell(CuffState.FAILED, t, NibpFault.UNKNOWN)
            return b""
        if t < cancel.look_at(self._line):
            return b""
        cancel.looked = True
        return self._line.ask(layout.READ_PRESSURE, t)

    def _next_deadline(self, t: float) -> float:
        if self._out:
            return t
        if self._cancel is not None:
            return min(self._cancel.next_at, self._cancel.look_at(self._line))
        fetch = self._fetch
        now = self._start is not None or (fetch is not None and fetch.may_go(self._run))
        deadlines = [self._line.next_at(-math.inf if now else self._poll_at)]
        if self._start is not None:
            deadlines.append(self._start.until)
        if self._run is not None and self._run.stop_by is not None:
            deadlines.append(self._run.stop_by)
        return min(deadlines)
