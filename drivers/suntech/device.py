"""SunTech OEM module, the module's end, with the simulated patient's cuff on it.

Says nothing unasked but K, when a determination has ended, whoever began it. Numbers are given with the status of a
new valid result; after a failure or an abort there is the error code and nothing else. After a locking error it
refuses every start until its supply is switched off.

Source: as `layout`; what a real module holds in the result packet after an abort is not published.
"""

from __future__ import annotations

from bedside.driver_api import Counters, CuffPhase, CuffView, Device, Patient
from bedside.vitals.readings import NibpFault
from drivers.framing import ResyncBuffer
from drivers.suntech import layout

_ANSWERS_AFTER_S = 0.02
_TICK_S = 0.1  # how often it looks whether its determination has ended
_DEFLATES_S = 0.3  # from the abort to K
_STOPPED = 86
_CODES = {
    NibpFault.FAILED: 1,
    NibpFault.MOVEMENT: 2,
    NibpFault.TIMEOUT: 4,
    NibpFault.CANCELLED: _STOPPED,
    NibpFault.LOOSE: 87,
    NibpFault.OVERPRESSURE: 89,
    NibpFault.DEVICE: 90,
}
"""Error code after a determination that failed; any other cause is "weak or no oscillation"."""
_UNTOLD = 2  # where the patient's cuff does not say why
_NOTHING = layout.Result(sys=0, dia=0, beats=0, status=0, pulse=0, map=0, error=0)


class SuntechDevice(Device):
    """A virtual module.

    Args:
        fail_code: the error code of every determination that fails; None: that of the cause.
    """

    step_s = 0.05

    def __init__(self, *, fail_code: int | None = None) -> None:
        self.fail_code = fail_code
        self._packets = ResyncBuffer(layout.next_request, Counters())
        self._requests: list[tuple[float, bytes]] = []  # arrival, request
        self._tick_t: float | None = None
        self._measuring = False
        self._finished_at: float | None = None  # when K will be sent after an abort, s
        self._locked = False

    def feed(self, data: bytes, t: float) -> None:
        """Requests of the host."""
        self._requests += [(t, frame.body) for frame in self._packets.take(data, t)]

    def emit(self, patient: Patient, t: float) -> bytes:
        """K when its time has come, and answers."""
        out = bytearray()
        if self._tick_t is None:
            self._tick_t = t
        while self._tick_t <= t:
            out += self._look(patient, self._tick_t)
            self._tick_t += _TICK_S
        while self._requests and self._requests[0][0] + _ANSWERS_AFTER_S <= t:
            out += self._answer(self._requests.pop(0)[1], patient, t)
        return bytes(out)

    def _look(self, patient: Patient, t: float) -> bytes:
        if self._finished_at is not None and t >= self._finished_at:
            self._finished_at = None
            return layout.encode_acknowledge(layout.FINISHED)
        cuff = patient.cuff(t)
        phase = cuff.phase
        was, self._measuring = self._measuring, phase is CuffPhase.MEASURING
        if not was or self._measuring or self._finished_at is not None:
            return b""
        self._locked = phase is CuffPhase.FAILED and self._code_of(cuff) in layout.LOCKING
        return layout.encode_acknowledge(layout.FINISHED)

    def _answer(self, request: bytes, patient: Patient, t: float) -> bytes:
        cuff = patient.cuff(t)
        measuring = cuff.phase is CuffPhase.MEASURING
        if request == layout.READ_PRESSURE:
            return layout.encode_pressure(round(cuff.pressure_mmhg))
        if request == layout.READ_RESULT:
            return layout.encode_result(self._result(cuff))
        if request == layout.ABORT:
            if measuring:
                patient.cancel_cuff(t)
                self._measuring = False
                self._finished_at = t + _DEFLATES_S
            return layout.encode_acknowledge(layout.ABORTED)
        if measuring:
            return layout.encode_acknowledge("B")
        if self._locked:
            return layout.encode_acknowledge("N")
        patient.start_cuff(t)
        self._measuring = True
        return layout.encode_acknowledge(layout.ACCEPTED)

    def _code_of(self, cuff: CuffView) -> int:
        if self.fail_code is not None:
            return self.fail_code
        return _UNTOLD if cuff.fault is None else _CODES.get(cuff.fault, _CODES[NibpFault.FAILED])

    def _result(self, cuff: CuffView) -> layout.Result:
        if cuff.phase is CuffPhase.CANCELLED:
            return _NOTHING._replace(error=_STOPPED)
        if cuff.phase is CuffPhase.FAILED:
            return _NOTHING._replace(error=self._code_of(cuff))
        if cuff.phase is not CuffPhase.DONE:
            return _NOTHING
        return layout.Result(
            sys=cuff.sys or 0,
            dia=cuff.dia or 0,
            beats=30,
            status=layout.VALID,
            pulse=min(255, cuff.pr or 0),
            map=cuff.map or 0,
            error=0,
        )
