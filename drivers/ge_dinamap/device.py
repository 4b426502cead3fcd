"""GE DINAMAP (ASCII), the device's end: answers as a monitor with the simulated patient's cuff on it.

The age counter runs from 0 to 5400 s and then shows 9999; while it measures, the monitor goes on giving the age
and the numbers of the result before. The form of a real monitor's refusal is not published: this one answers
with an opcode of its own, which is all that a host may rely on.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Counters, CuffPhase, CuffView, Device, Patient
from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType
from drivers.framing import ResyncBuffer
from drivers.ge_dinamap import layout

_ANSWERS_AFTER_S = 0.05  # about the time 21 characters take at 9600 baud, and some thought
_STATUS_FAILED = 3
_STATUSES = {
    NibpFault.LOOSE: 4,
    NibpFault.TIMEOUT: 6,
    NibpFault.OVERPRESSURE: 8,
    NibpFault.DEVICE: 9,
    NibpFault.UNKNOWN: 9,
    NibpFault.CANCELLED: layout.GOOD,  # the result before stands
}
"""Status after a determination that failed; every other cause is "failed"."""
_REFUSAL = "ER"
_PATIENT_CODES = {
    PatientType.NOT_SET: 0,
    PatientType.ADULT: 1,
    PatientType.CHILD: 1,
    PatientType.NEONATE: 2,
}


class DinamapDevice(Device):
    """A virtual monitor.

    Args:
        patient_type: as set on the monitor; None: whatever the simulated patient is.
    """

    step_s = 0.05

    def __init__(self, *, patient_type: PatientType | None = None) -> None:
        self.patient_type = patient_type
        self._lines = ResyncBuffer(layout.next_line, Counters())
        self._requests: list[tuple[float, str]] = []  # arrival, message without its blank

    def feed(self, data: bytes, t: float) -> None:
        """Requests of the host. A line whose checksum is wrong is not answered."""
        for frame in self._lines.take(data, t):
            text = layout.text_of(frame.body)
            if text:
                self._requests.append((t, text[1:].decode("ascii", "replace")))

    def emit(self, patient: Patient, t: float) -> bytes:
        """Answers whose time has come."""
        out = bytearray()
        while self._requests and self._requests[0][0] + _ANSWERS_AFTER_S <= t:
            _, text = self._requests.pop(0)
            out += self._answer(text, patient, t)
        return bytes(out)

    def _answer(self, text: str, patient: Patient, t: float) -> bytes:
        cuff = patient.cuff(t)
        if text in (layout.READ, layout.READ_DISPLAYED):
            return layout.encode_nibp(self._nibp(cuff), text)
        if text == layout.READ_RATE:
            return layout.encode_rate(cuff.pr or 0)
        if text == "RA":
            return layout.seal(f"RA{layout.FROM_CUFF}{cuff.pr or 0:03d}")
        if text == "OA":
            return layout.seal("OA0000000")  # no oximeter in this monitor
        if text == f"{layout.START}0" and cuff.phase is not CuffPhase.MEASURING:
            patient.start_cuff(t)
            return layout.seal(text)
        if text == layout.CANCEL:
            patient.cancel_cuff(t)
            return layout.seal(text)
        return layout.seal(_REFUSAL)

    def _nibp(self, cuff: CuffView) -> layout.NibpReply:
        status = layout.GOOD
        if cuff.phase is CuffPhase.MEASURING:
            status = layout.MEASURING
        elif cuff.phase is CuffPhase.FAILED:
            status = _STATUS_FAILED if cuff.fault is None else _STATUSES.get(cuff.fault, _STATUS_FAILED)
        age_s = layout.NO_AGE if cuff.age_s is None else int(cuff.age_s)
        patient_type = self.patient_type or cuff.patient_type
        return layout.NibpReply(
            status=status,
            patient=_PATIENT_CODES[patient_type],
            mode=layout.NORMAL,
            age_s=age_s if age_s <= layout.OLDEST_S else layout.NO_AGE,
            sys=cuff.sys or 0,
            dia=cuff.dia or 0,
            map=cuff.map or 0,
        )
