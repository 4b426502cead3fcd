"""PAR/Medlab module, the host's end: asks for the status, reads cuff pressures, carries out START and CANCEL.

Commands lie more than a second apart; the abort byte never waits. Which variant it is the frame marks of what arrives
tell; until something has arrived the status is asked for in either form in turn, and START is refused.

A START is four commands: patient type, manual mode, a status that must show both, and only then START itself, once.
A cuff that does not fit the patient is told with the pressures and aborted. A serious error (`layout.LOCKING`) is told
whenever it is new, after opening too: what locks starts above hears of it again after the module was plugged in anew.

A number comes only from a status with a right checksum, in standby, without an error. It is new when cuff pressures
went before it or when it differs from the one before; the first after opening is of unknown age.

Survives: any cut of the stream; garbage; lost answers and a lost end of the pressures; errors that carry old numbers; a
determination begun elsewhere. Recorded frames decode without anything being asked.

Source: as `layout`.
"""

from __future__ import annotations

import math

from bedside.driver_api import Counters, CuffOrder, CuffRequest, Due, Protocol
from bedside.vitals.readings import CuffState, CuffStatus, NibpFault, Reading
from bedside.vitals.sessions import PatientType
from drivers.framing import ResyncBuffer
from drivers.par_medlab import layout, state
from drivers.par_medlab.line import COMMAND_GAP_S, Line
from drivers.par_medlab.oximeter import Oximeter


class ParProtocol(Protocol):
    """Polls the module and reads it. `counters.frames` counts cuff pressures, statuses and SpO2 packets."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._frames = ResyncBuffer(layout.next_frame, self.counters)
        self._oximeter = Oximeter()
        self._out: list[Reading] = []
        self._notices: list[str] = []
        self._service = False
        self._line = Line()
        self._poll_at = -math.inf
        self._patient_type: PatientType | None = None  # as set on the module
        self._start: state.Start | None = None
        self._run: state.Run | None = None
        self._ended_t: float | None = None  # when the cuff pressures ended, s; None: nothing to be fetched
        self._cancel: state.Cancel | None = None
        self._wrong_cuff = False  # an abort for it must go out
        self._last: layout.Values | None = None  # the last result
        self._message: int | None = None  # of the last status

    # what comes in

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data` or by the time; see `Protocol.feed`."""
        self._expire(t)
        for frame in self._frames.take(data, t):
            if frame.body[0] == 0x55:
                self._line.marks = self._line.marks or layout.COMBI
                self.counters.frames += 1
                self._out += self._oximeter.read(layout.spo2_of(frame.body), t)
            elif len(frame.body) > 1:
                self._line.marks = layout.VARIANTS[frame.body[0]]
                self._read(frame.body[1:-1], t)
        return self._given_out()

    def finish(self, t: float) -> list[Reading]:
        """Nothing is held back."""
        return self._given_out()

    def _given_out(self) -> list[Reading]:
        out, self._out = self._out, []
        return out

    def _read(self, body: bytes, t: float) -> None:
        if layout.is_end(body):
            self._poll_at = t
            if self._cancel is not None:
                self._cancel.ended = True
            elif self._run is None or not self._run.failed:
                self._ended_t = t
            return
        self.counters.frames += 1
        if (cuff := layout.cuff_of(body)) is not None:
            self._read_cuff(cuff, t)
        elif (status := layout.status_of(body)) is not None:
            self._line.answered()
            self._patient_type = status.patient_type
            self._read_status(status, t)
            self._message = status.message

    def _measures(self, module_state: int, t: float) -> state.Run:
        """The module says that it measures."""
        if self._run is None:
            self._run = state.Run(started_t=t, stop_by=t + state.longest_s(self._patient_type), seen=True)
        if self._cancel is not None:
            self._cancel.ended = False
        if module_state in layout.SERVICE and not self._service:
            self._notices.append(state.SERVICE)
        self._service = module_state in layout.SERVICE
        self._run.seen = True
        self._ended_t = None
        return self._run

    def _read_cuff(self, cuff: layout.Cuff, t: float) -> None:
        run = self._measures(cuff.state, t)
        self._poll_at = t + state.SILENT_S
        if cuff.flag and not run.flagged and self._cancel is None:
            run.flagged = self._wrong_cuff = True
        self._tell_running(run, t, float(cuff.mmhg) if cuff.mmhg in layout.MMHG else None)

    def _read_status(self, status: layout.Status, t: float) -> None:
        run, start = self._run, self._start
        if status.state in layout.BUSY:
            self._poll_at = t + COMMAND_GAP_S
            self._tell_running(self._measures(status.state, t), t, None)
            return
        changed = status.message != self._message
        failed = status.message is not None and status.message not in layout.GOOD
        locks = status.message in layout.LOCKING and (changed or (run is not None and run.seen))
        news = locks or (failed and changed and self._message is not None)
        if start is not None and not start.commands:
            start.checked = start.fits(status) and not locks
            if not start.checked:
                self._refuse(t)
        if self._cancel is not None or (run is not None and run.failed):
            if self._cancel is None or self._cancel.looked:
                self._last = status.values or self._last  # whatever it is, it is not told
                fault = None if self._cancel is None or run is None else self._cancel.fault
                self._end(layout.FAULTS[status.message or 0] if locks else fault, t)
            else:
                self._tell(CuffState.IDLE if run is None else CuffState.MEASURING, t)
        elif run is not None and not run.seen and not news and t < run.started_t + state.STARTED_BY_S:
            self._tell(CuffState.IDLE, t)  # older than START
        else:
            self._conclude(status, t, failed=failed, news=news)

    def _conclude(self, status: layout.Status, t: float, *, failed: bool, news: bool) -> None:
        """A status of a module at rest: what has become of the determination before it, if there was one."""
        run, ended_t = self._run, self._ended_t
        finished = ended_t is not None or (run is not None and run.seen)
        values = status.values
        if values is not None and (finished or values != self._last):
            first = self._last is None and not finished
            self._last = values
            measured_t = t if ended_t is None else ended_t
            self._out.append(state.determination(values, measured_t, known=not first))
            self._end(None, t)
        elif failed and (finished or news):
            self._end(layout.FAULTS.get(status.message or 0, NibpFault.UNKNOWN), t)
        elif finished:
            self._end(NibpFault.FAILED if status.state == layout.STANDBY else NibpFault.UNKNOWN, t)
        else:
            self._end(None if run is None else NibpFault.REFUSED, t)

    def _refuse(self, t: float) -> None:
        self._start = None
        self._tell(CuffState.FAILED, t, NibpFault.REFUSED)

    def _end(self, fault: NibpFault | None, t: float) -> None:
        """The determination is over; `fault` says why without a result."""
        self._run = self._ended_t = self._cancel = None
        self._wrong_cuff = False
        if fault is not None:
            self._poll_at = min(self._poll_at, t + state.AGAIN_S)
        self._tell(CuffState.IDLE if fault is None else CuffState.FAILED, t, fault)

    def _tell_running(self, run: state.Run, t: float, mmhg: float | None) -> None:
        if run.failed:  # "take the cuff off" stands until it is at rest
            self._tell(CuffState.FAILED, t, NibpFault.UNKNOWN, mmhg)
        else:
            self._tell(CuffState.MEASURING, t, NibpFault.WRONG_CUFF if run.flagged else None, mmhg)

    def _tell(
        self, told: CuffState, t: float, fault: NibpFault | None = None, mmhg: float | None = None
    ) -> None:
        # At rest the type on the module means nothing: every START sets it before, and looks whether it is set.
        patient_type = self._patient_type if told is CuffState.MEASURING else None
        self._out.append(
            CuffStatus(t=t, state=told, pressure_mmhg=mmhg, patient_type=patient_type, fault=fault)
        )

    # what goes out

    def due(self, t: float) -> Due:
        """The next command, when its time has come; see `Protocol.due`."""
        self._expire(t)
        return Due(self._next_command(t), self._next_deadline(t))

    def request(self, request: CuffRequest, t: float) -> bytes:
        """START or CANCEL. A CANCEL goes out at once; a START goes out in steps, with `due`.

        A START while a determination runs, is being started, fetched or aborted is not carried out.
        """
        self._expire(t)
        if request.order is CuffOrder.CANCEL:
            self._start = None
            return self._abort(NibpFault.CANCELLED, t)
        if any(x is not None for x in (self._run, self._cancel, self._start, self._ended_t)):
            return b""
        if request.patient_type is PatientType.CHILD:
            self._notices.append(state.CHILD)
        code = layout.PATIENT_COMMANDS.get(request.patient_type)
        if code is None or self._line.marks is None:
            self._refuse(t)
            return b""
        commands = [code, layout.MANUAL, layout.READ]
        self._start = state.Start(request=request, until=t + state.START_WAITS_S, commands=commands)
        return self._next_command(t)

    def goodbye(self) -> bytes:
        """The abort, if a determination may be running."""
        return layout.ABORT if self._run is not None or self._cancel is not None else b""

    def take_notices(self) -> list[str]:
        """What the module reports that a person must hear."""
        notices, self._notices = self._notices, []
        return notices

    def _expire(self, t: float) -> None:
        """Let deadlines pass: a status that did not come, a START that could not be sent."""
        if self._line.expire(t) and self._ended_t is not None:
            self._poll_at = min(self._poll_at, t)
        if self._start is not None and t >= self._start.until:
            self._refuse(t)

    def _next_command(self, t: float) -> bytes:
        run, start = self._run, self._start
        if self._wrong_cuff:
            return self._abort(NibpFault.WRONG_CUFF, t)
        if self._cancel is not None:
            return self._cancel_step(self._cancel, t)
        if run is not None and run.stop_by is not None and t >= run.stop_by:
            return self._abort(NibpFault.TIMEOUT, t)
        if not self._line.free(t):
            return b""
        if start is not None:
            return self._start_step(start, t)
        return self._poll(t) if t >= self._poll_at else b""

    def _start_step(self, start: state.Start, t: float) -> bytes:
        if self._run is not None or self._ended_t is not None:  # somebody else was first
            self._refuse(t)
            return b""
        if start.checked:
            self._start = None
            stop_by = t + state.longest_s(start.request.patient_type)
            self._run = state.Run(started_t=t, stop_by=stop_by, seen=False)
            self._poll_at = t + state.STARTED_BY_S
            return self._line.send(layout.START, t)
        if len(start.commands) > 1:
            return self._line.send(start.commands.pop(0), t)
        start.commands.clear()
        return self._poll(t)

    def _abort(self, fault: NibpFault, t: float) -> bytes:
        if self._cancel is None:
            self._cancel = state.Cancel(fault=NibpFault.WRONG_CUFF if self._wrong_cuff else fault)
        self._wrong_cuff, self._start = False, None
        self._cancel.tries += 1
        self._cancel.sent_t = t
        self._ended_t = None
        return layout.ABORT

    def _cancel_step(self, cancel: state.Cancel, t: float) -> bytes:
        """Abort, again until the pressures end, and a status that shows the module at rest."""
        if t >= cancel.next_at:
            if cancel.tries < state.ABORT_TRIES:
                return self._abort(cancel.fault, t)
            self._cancel = None
            if self._run is not None:
                self._run.stop_by = None
                self._run.failed = True  # a person has to take the cuff off
                self._tell(CuffState.FAILED, t, NibpFault.UNKNOWN)
            return b""
        if not self._line.free(t) or t < cancel.sent_t + state.LOOK_S:
            return b""
        cancel.looked = True
        return self._poll(t)

    def _next_deadline(self, t: float) -> float:
        if self._out or self._wrong_cuff:
            return t
        free_at = self._line.free_at
        if self._cancel is not None:
            return min(max(free_at, self._cancel.sent_t + state.LOOK_S), self._cancel.next_at)
        if self._start is not None:
            return min(free_at, self._start.until)
        deadlines = [max(self._poll_at, free_at)]
        if self._run is not None and self._run.stop_by is not None:
            deadlines.append(self._run.stop_by)
        return min(deadlines)

    def _poll(self, t: float) -> bytes:
        send = self._line.read(t)
        self._poll_at = t + (state.IDLE_POLL_S if self._line.marks is not None else 0.0)
        return send
