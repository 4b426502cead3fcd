"""Datascope Accutorr 3, the device's end: answers the patient request, and prompts.

The pressures stand until the next measurement, with their age in whole minutes; while it measures it goes on
giving the result before. After a measurement without a result it has none; of the causes it tells over-pressure and
motion.

Source: as `layout`. What it shows after a failed measurement, and past 99 minutes, is a guess.
"""

from __future__ import annotations

from bedside.driver_api import CuffPhase, Device, Patient
from bedside.vitals.readings import NibpFault
from drivers.accutorr3 import layout
from drivers.display import MANNERS, Display

_ANSWERS_AFTER_S = 0.08  # about the time an answer takes at 9600 baud, and some thought
_MOST_MINUTES = 99
_KEPT = 16  # requests
_FAULT_BITS = {NibpFault.OVERPRESSURE: layout.OVERPRESSURE, NibpFault.MOVEMENT: layout.MOTION}


class AccutorrDevice(Device):
    """A virtual monitor.

    Args:
        mean_first: the mean before the diastolic, as the manual's heading has it.
        oximeter: fitted with SpO2.
    """

    step_s = 0.05

    def __init__(self, *, mean_first: bool = True, oximeter: bool = True) -> None:
        self._mean_first = mean_first
        self._oximeter = oximeter
        self._requests: list[float] = []  # arrival, s
        self._display = Display(MANNERS["accutorr3"])

    def feed(self, data: bytes, t: float) -> None:
        """Requests of the host; other characters are ignored."""
        self._requests += [t] * data.count(layout.SHOW_PATIENT)
        del self._requests[:-_KEPT]

    def emit(self, patient: Patient, t: float) -> bytes:
        """Answers whose time has come."""
        self._display.follow(patient, t)
        out = bytearray()
        while self._requests and self._requests[0] + _ANSWERS_AFTER_S <= t:
            self._requests.pop(0)
            out += layout.encode(self._reply(patient, t))
        return bytes(out)

    def _reply(self, patient: Patient, t: float) -> layout.Reply:
        shown, cuff = self._display.follow(patient, t), patient.cuff(t)
        first = third = 0
        spo2 = pulse = None
        if self._oximeter:
            for bit, there in (
                (layout.SENSOR_OFF, shown.off),
                (layout.PULSE_SEARCH, shown.searching),
                (layout.NO_PULSE, shown.searching and shown.no_pulse),
                (layout.WEAK_PULSE, shown.weak),
                (layout.INTERFERENCE, shown.artefact),
            ):
                first |= bit if there else 0
            if shown.spo2 is not None and shown.pr is not None:
                spo2, pulse = round(shown.spo2), round(shown.pr)
        if cuff.phase is CuffPhase.FAILED:
            third = _FAULT_BITS.get(cuff.fault, 0) if cuff.fault is not None else 0
        pair = (cuff.map, cuff.dia) if self._mean_first else (cuff.dia, cuff.map)
        minutes = None
        if cuff.sys is not None and cuff.age_s is not None:
            minutes = min(int(cuff.age_s // 60), _MOST_MINUTES)
        if pulse is None and not self._oximeter:
            pulse = cuff.pr
        return layout.Reply(spo2, pulse, cuff.sys, *pair, (first, 0, third), minutes)
