"""PAR/Medlab module, the module's end, with the simulated patient's cuff on it.

As the real one it ignores a command that comes within a second of the one before, goes on giving the last pressures in
a status that tells of an error, and marks a cuff that does not fit the patient it is set to.

Source: as `layout`; the pace of cuff pressures (five a second here) and of SpO2 packets (one a second here) is not
published.
"""

from __future__ import annotations

import math

from bedside.driver_api import Counters, CuffPhase, CuffView, Device, Patient
from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType
from drivers.display import MANNERS, Display
from drivers.framing import ResyncBuffer
from drivers.par_medlab import layout

_ANSWERS_AFTER_S = 0.1  # a status takes 85 ms at 4800 baud
_COMMAND_GAP_S = 1.0
_TICK_S = 0.2
_SPO2_S = 1.0
_NO_SPO2, _NO_PULSE = 127, 255
_NEONATAL_CUFF, _ADULT_CUFF = 1, 2  # flag of a cuff pressure: the cuff does not fit the patient that is set
_SEARCHING = 0x08  # one of the bits whose order is not confirmed
_WRONG_CUFF_MESSAGE = 10
_MESSAGES = {
    NibpFault.LOOSE: 6,
    NibpFault.TIMEOUT: 9,
    NibpFault.FAILED: 10,
    NibpFault.MOVEMENT: 11,
    NibpFault.OVERPRESSURE: 12,
    NibpFault.DEVICE: 15,
    NibpFault.CANCELLED: layout.STOPPED,
    NibpFault.WRONG_CUFF: _WRONG_CUFF_MESSAGE,  # it is the cuff pressures that tell
}
"""Message after a determination that failed; any other cause is "out of range"."""
_UNTOLD = 11  # where the patient's cuff does not say why


class ParDevice(Device):
    """A virtual board without SpO2.

    Args:
        fail_message: the message of every determination that fails; None: that of the cause.
    """

    step_s = 0.05
    marks = layout.PLAIN
    has_spo2 = False

    def __init__(self, *, fail_message: int | None = None) -> None:
        self.fail_message = fail_message
        self.ignored = 0  # commands that came too early
        self._frames = ResyncBuffer(layout.next_command, Counters())
        self._commands: list[tuple[float, str]] = []  # arrival, command; X is the abort
        self._command_t = -math.inf
        self._neonate = False
        self._message = 0
        self._tick_t: float | None = None
        self._spo2_t = 0.0
        self._display = Display(MANNERS["par_medlab"])
        self._index = 0
        self._measuring = False
        self._mmhg = 0
        self._last: CuffView | None = None  # the last result

    def feed(self, data: bytes, t: float) -> None:
        """Commands of the host; those in the other variant's form are noise to it."""
        for frame in self._frames.take(data, t):
            body = frame.body
            if body == layout.ABORT:
                self._commands.append((t - _ANSWERS_AFTER_S, "X"))
            elif body[0] == self.marks.start and (code := layout.command_of(body)) is not None:
                if t - self._command_t <= _COMMAND_GAP_S:
                    self.ignored += 1
                else:
                    self._commands.append((t, code))
                self._command_t = t

    def emit(self, patient: Patient, t: float) -> bytes:
        """Cuff pressures, SpO2 packets and answers whose time has come."""
        out = bytearray()
        if self._tick_t is None:
            self._tick_t = self._spo2_t = t
        while self._tick_t <= t:
            out += self._look(patient, self._tick_t)
            self._tick_t += _TICK_S
        while self.has_spo2 and self._spo2_t <= t:
            out += self._spo2(patient, self._spo2_t)
            self._spo2_t += _SPO2_S
        for at, code in [command for command in self._commands if command[0] + _ANSWERS_AFTER_S <= t]:
            self._commands.remove((at, code))
            out += self._carry_out(code, patient, t)
        return bytes(out)

    def _look(self, patient: Patient, t: float) -> bytes:
        """A cuff pressure while it measures, the end of them once."""
        cuff = patient.cuff(t)
        was, self._measuring = self._measuring, cuff.phase is CuffPhase.MEASURING
        if self._measuring:
            mmhg = round(cuff.pressure_mmhg)
            state = layout.INFLATING if mmhg > self._mmhg else layout.MEASURING
            self._mmhg = mmhg
            return layout.encode_cuff(layout.Cuff(mmhg, self._flag(cuff), state), self.marks)
        self._mmhg = 0
        if cuff.phase is CuffPhase.DONE:
            self._last = cuff
        if not was:
            return b""
        self._message = self._message_of(cuff)
        if cuff.phase is CuffPhase.FAILED and cuff.fault is NibpFault.WRONG_CUFF:
            # seen while it fills, and the determination given up
            flag = _ADULT_CUFF if cuff.patient_type is PatientType.NEONATE else _NEONATAL_CUFF
            last = layout.encode_cuff(layout.Cuff(0, flag, layout.MEASURING), self.marks)
            return last + layout.encode_end(self.marks)
        return layout.encode_end(self.marks)

    def _message_of(self, cuff: CuffView) -> int:
        if cuff.phase is CuffPhase.CANCELLED:
            return layout.STOPPED
        if cuff.phase is not CuffPhase.FAILED:
            return 0
        if self.fail_message is not None:
            return self.fail_message
        return _UNTOLD if cuff.fault is None else _MESSAGES.get(cuff.fault, _MESSAGES[NibpFault.FAILED])

    def _flag(self, cuff: CuffView) -> int:
        neonate = cuff.patient_type is PatientType.NEONATE
        return 0 if neonate is self._neonate else _NEONATAL_CUFF if neonate else _ADULT_CUFF

    def _carry_out(self, code: str, patient: Patient, t: float) -> bytes:
        if code == "X":
            self._message = layout.STOPPED
            patient.cancel_cuff(t)
        elif code == layout.START:
            if patient.cuff(t).phase is not CuffPhase.MEASURING:
                self._message = 0
                patient.start_cuff(t)
        elif code == layout.READ:
            return layout.encode_status(self._status(), self.marks)
        elif code in layout.PATIENT_COMMANDS.values():
            self._neonate = code == layout.PATIENT_COMMANDS[PatientType.NEONATE]
        return b""

    def _status(self) -> layout.Status:
        last = self._last
        return layout.Status(
            state=layout.MEASURING if self._measuring else layout.STANDBY,
            patient=int(self._neonate),
            cycle=0,
            message=self._message,
            sys=last.sys if last else None,
            dia=last.dia if last else None,
            map=last.map if last else None,
            pulse=last.pr if last else None,
            next_s=None,
        )

    def _spo2(self, patient: Patient, t: float) -> bytes:
        now = self._display.follow(patient, t)
        self._index = self._index + 1 & 0xFF
        flags = layout.NO_FINGER if now.off else _SEARCHING if now.searching else 0
        return layout.encode_spo2(
            layout.Spo2(
                number=self._index,
                flags=flags,
                spo2=_NO_SPO2 if now.spo2 is None else round(now.spo2),
                pulse=_NO_PULSE if now.pr is None else min(254, round(now.pr)),
                pi=0 if now.pi is None else min(200, round(10 * now.pi)),
            )
        )


class ParCombiDevice(ParDevice):
    """A virtual combi board with its SpO2 packets on."""

    marks = layout.COMBI
    has_spo2 = True
