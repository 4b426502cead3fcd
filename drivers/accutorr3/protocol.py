"""Datascope Accutorr 3, the host's end: asks for the patient information every two seconds, and nothing else.

There is no checksum. A number that jumps waits until the next reply agrees, and the monitor is asked once more at
once; so does a blood pressure that is new. Every loss of a number is told at once.

The pulse rate is told only while there is an SpO2: without it the monitor goes on showing a rate whose source it
does not say, which may be the cuff's, minutes old.

Survives: any cut of the stream; prompts, the power-up text and garbage before an answer; damaged lines; lost
answers; a blood pressure repeated for hours; a missing oximeter.

Source: as `layout`.
"""

from __future__ import annotations

import math

from bedside.driver_api import Counters, Due, Protocol
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import (
    CuffState,
    CuffStatus,
    Determination,
    NibpFault,
    Numeric,
    Quality,
    Reading,
)
from drivers.accutorr3 import layout
from drivers.accutorr3.results import Results
from drivers.framing import BEGUN_S, ResyncBuffer, text_lines

POLL_S = 2.0
SPO2_STEP = 3  # %; a larger step between two replies needs agreement
PR_STEP = 15  # /min; likewise
OXIMETER_FAULT = (
    "The Accutorr reports a fault of its oximeter part: no SpO2 is taken from it; have the monitor serviced."
)

_LONGEST_LINE = 80  # characters; an answer has about 40


class _Steady:
    """Decides when a number is believed."""

    def __init__(self, step: int) -> None:
        self._step = step
        self._told: int | None = None
        self.waiting: int | None = None

    def believes(self, value: int | None) -> bool:
        """Whether `value` is to be told; None always is."""
        waiting, self.waiting = self.waiting, None
        if value is not None and not (self._near(value, self._told) or self._near(value, waiting)):
            self.waiting = value
            return False
        self._told = value
        return True

    def _near(self, value: int, other: int | None) -> bool:
        return other is not None and abs(value - other) <= self._step


class AccutorrProtocol(Protocol):
    """Polls and reads. `counters.frames` counts answers."""

    def __init__(self) -> None:
        self.counters = Counters()
        self._lines = ResyncBuffer(text_lines(_LONGEST_LINE), self.counters, quiet_s=BEGUN_S)
        self._results = Results()
        self._spo2, self._pr = _Steady(SPO2_STEP), _Steady(PR_STEP)
        self._had_spo2 = False  # an oximeter is fitted and in use
        self._overpressure = False
        self._oximeter_fault: int | None = None  # None: waits for the agreement of the next reply
        self._notices: list[str] = []
        self._poll_at = -math.inf
        self._again = False  # one more request is wanted to confirm a number
        self._asked_again = False  # and was sent since the last regular one

    def feed(self, data: bytes, t: float) -> list[Reading]:
        """Readings completed by `data`; see `Protocol.feed`."""
        out: list[Reading] = []
        for frame in self._lines.take(data, t):
            line = frame.body.rstrip(b"\r\n")
            reply = layout.decode(line)
            if reply is not None:
                self.counters.frames += 1
                out += self._read(reply, t)
            elif b":" in line:
                self.counters.throw_away(
                    len(line)
                )  # a damaged answer; prompts and the power-up text are none
        return out

    def finish(self, t: float) -> list[Reading]:
        """What waits for agreement is not told without it."""
        self._lines.finish()
        return []

    def due(self, t: float) -> Due:
        """The next request, when its time has come; see `Protocol.due`."""
        again, self._again = self._again, False
        if t >= self._poll_at:
            self._poll_at = t + POLL_S
            self._asked_again = False
            return Due(layout.SHOW_PATIENT, self._poll_at)
        if again and not self._asked_again:
            self._asked_again = True
            return Due(layout.SHOW_PATIENT, self._poll_at)
        return Due(b"", self._poll_at)

    def take_notices(self) -> list[str]:
        """A fault of the oximeter part, once until it has gone."""
        notices, self._notices = self._notices, []
        return notices

    def _read(self, reply: layout.Reply, t: float) -> list[Reading]:
        out: list[Reading] = self._read_oximeter(reply, t)
        out += self._read_cuff(reply, t)
        waits = self._results.waits or self._spo2.waiting is not None or self._pr.waiting is not None
        self._again = waits
        return out

    def _read_oximeter(self, reply: layout.Reply, t: float) -> list[Reading]:
        quality, current = self._state(reply)
        spo2 = _plausible(Parameter.SPO2, reply.spo2) if current else None
        rate_lost = reply.status[0] & layout.RATE_LOW or reply.status[1] & layout.RATE_HIGH
        pulse = None if spo2 is None or rate_lost else _plausible(Parameter.PR, reply.pulse)
        out: list[Reading] = []
        if self._spo2.believes(spo2):
            self._had_spo2 = self._had_spo2 or spo2 is not None
            if spo2 is None and quality is Quality.NONE and self._had_spo2:
                quality = Quality.NO_FINGER
            value = None if spo2 is None else float(spo2)
            out.append(Numeric(parameter=Parameter.SPO2, t=t, value=value, quality=quality))
        if self._pr.believes(pulse):
            held = spo2 is None and reply.pulse is not None and quality is Quality.NONE
            out.append(
                Numeric(
                    parameter=Parameter.PR,
                    t=t,
                    value=None if pulse is None else float(pulse),
                    quality=Quality.HELD if held else quality,
                )
            )
        return out

    def _state(self, reply: layout.Reply) -> tuple[Quality, bool]:
        """What the status bytes say of the oximeter's numbers, and whether these are current."""
        first, second, _ = reply.status
        self._note_fault(bool(second & layout.OXIMETER_FAULTS) and reply.spo2 is not None)
        if first & (layout.NO_SENSOR | layout.SENSOR_OFF):
            return Quality.NO_FINGER, False
        if first & (layout.PULSE_SEARCH | layout.NO_PULSE):
            return Quality.SEARCHING, False
        if second & (layout.OXIMETER_FAULTS | layout.SELF_TEST):
            return Quality.NONE, False
        quality = Quality.NONE
        if first & (layout.INTERFERENCE | layout.CHECK_SITE):
            quality |= Quality.ARTEFACT
        if first & layout.WEAK_PULSE:
            quality |= Quality.LOW_PERFUSION
        return quality, True

    def _note_fault(self, fault: bool) -> None:
        """Two replies in a row make a fault a notice; without an oximeter its bits mean nothing."""
        before, self._oximeter_fault = (
            self._oximeter_fault,
            0 if not fault else (self._oximeter_fault or 0) + 1,
        )
        if self._oximeter_fault == 2 and before == 1:
            self._notices.append(OXIMETER_FAULT)

    def _read_cuff(self, reply: layout.Reply, t: float) -> list[Reading]:
        overpressure = bool(reply.status[2] & layout.OVERPRESSURE)
        out: list[Reading] = []
        if overpressure != self._overpressure:
            self._overpressure = overpressure
            state, fault = CuffState.IDLE, None
            if overpressure:
                state, fault = CuffState.FAILED, NibpFault.OVERPRESSURE
            out.append(CuffStatus(t=t, state=state, fault=fault))
        pressures = reply.pressures
        if pressures is None or reply.minutes is None or overpressure:
            self._results.forget_waiting()
            return out
        measured_t = self._results.new(pressures, reply.minutes, t)
        if measured_t is not None:
            high, mean, low = map(float, pressures)
            quality = Quality.ARTEFACT if reply.status[2] & layout.MOTION else Quality.NONE
            out.append(Determination(t=measured_t, sys=high, dia=low, map=mean, pr=None, quality=quality))
        return out


def _plausible(parameter: Parameter, value: int | None) -> int | None:
    """`value` if it can be one; zero never is."""
    info = PARAMETERS[parameter]
    return value if value is not None and info.low <= value <= info.high else None
