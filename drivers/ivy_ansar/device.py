"""ANSAR-B, the device's end: once a second a message of the second before.

Its ECG and its arterial line (P1) go on while the finger probe is off, with the last rate there was. Without a usable
pulse the SPO2 line is empty; it has no word for motion or low perfusion. P2
is not connected, CO2 and temperature only when asked for. The result of the last determination is repeated in
every message, as the real one does.

Source: as `layout`.
"""

from __future__ import annotations

import math

from bedside.driver_api import CuffView, Device, Patient, Vitals
from drivers.display import MANNERS, Display, HeartRate
from drivers.ivy_ansar import layout

_RATE_HZ = 200  # of the ECG; the other waveforms have every fourth sample
_EVERY = 4
_HIGHEST = 250  # of a sample that is none of the special bytes
_RESTING_MMHG = (120, 75)  # of the arterial line before the cuff knows better


class _ArterialLine:
    """P1: follows the patient's pulse, and the last rate while nobody tells of pulses."""

    def __init__(self) -> None:
        self.rate: float | None = None  # 1/min
        self._beat_t = 0.0
        self._was_beat = False

    def mmhg(self, vitals: Vitals, high: int, low: int) -> float:
        """Pressure at the moment of `vitals`."""
        rate = vitals.pr if vitals.rate is None else vitals.rate
        if rate is not None:
            self.rate = rate
        if vitals.beat and not self._was_beat:
            self._beat_t = vitals.t
        self._was_beat = vitals.beat
        place = (vitals.t - self._beat_t) * (self.rate or 0.0) / 60.0 % 1.0
        return low + (high - low) * (1.0 - math.cos(2.0 * math.pi * math.sqrt(place))) / 2.0


class IvyDevice(Device):
    """A virtual monitor that needs no command.

    Args:
        co2: it has a CO2 module.
        temp: a temperature probe is connected (T1).
    """

    step_s = 0.05

    def __init__(self, *, co2: bool = False, temp: bool = False) -> None:
        self.co2, self.temp = co2, temp
        self._started_t: float | None = None
        self._taken = 0  # ECG samples
        self._samples = {name: bytearray() for name in layout.WAVES}
        self._line = _ArterialLine()
        self._display = Display(MANNERS["ivy_ansar"])
        self._hr = HeartRate(keeps=True)

    def feed(self, data: bytes, t: float) -> None:
        """A host has nothing to say to it."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every message whose time has come."""
        if self._started_t is None:
            self._started_t = t
        out = bytearray()
        while (at := self._started_t + self._taken / _RATE_HZ) <= t:
            if self._taken and self._taken % _RATE_HZ == 0:
                out += self._message(patient, at)
            self._sample(patient, at)
            self._taken += 1
        return bytes(out)

    def _sample(self, patient: Patient, t: float) -> None:
        self._display.follow(patient, t)
        self._hr.follow(patient, t)
        vitals = patient.at(t)
        ecg = layout.ECG_BASELINE + vitals.ecg_mv / layout.ECG_STEP_MV
        self._samples[layout.ECG].append(_byte(ecg))
        if self._taken % _EVERY:
            return
        high, low = _arterial(patient.cuff(t))
        self._samples[layout.RESP].append(_byte(20.0 + 200.0 * vitals.resp))
        self._samples[layout.PLETH].append(0 if vitals.pleth is None else _byte(50.0 + 150.0 * vitals.pleth))
        self._samples[layout.P1].append(_byte(self._line.mmhg(vitals, high, low)))
        self._samples[layout.P2].append(layout.ABSENT)

    def _message(self, patient: Patient, t: float) -> bytes:
        waves = {name: bytes(samples) for name, samples in self._samples.items()}
        for samples in self._samples.values():
            samples.clear()
        vitals, shown = self._display.sample(patient, t)
        cuff = patient.cuff(t)
        high, low = _arterial(cuff)
        temp = vitals.temp if self.temp else None
        nibp = (cuff.sys, cuff.dia, cuff.map, cuff.pr)
        lines = {
            "HR": layout.Line((_text(self._hr.follow(patient, t)),), "ECG-II-DIAG"),
            "RR": layout.Line((_text(vitals.rr),), "APNEA: 20 SEC"),
            "ETCO2": layout.Line((_text(vitals.etco2) if self.co2 else "",)),
            "SPO2": layout.Line((_text(shown.spo2),), f"PR={_text(shown.pr):<3}"),
            "NIBP": layout.Line(tuple(_text(value) for value in nibp)),
            "P1": layout.Line((_text(high), _text(low), _text(low + 0.36 * (high - low)))),
            "P2": layout.Line(("", "", ""), "NO TRANSDUCER"),
            "T1": layout.Line(("" if temp is None else f"{temp:.1f}",)),
            "T2": layout.Line(("",)),
        }
        return layout.encode(waves, lines)


def _arterial(cuff: CuffView) -> tuple[int, int]:
    """Systolic and diastolic pressure of the arterial line, mmHg."""
    return _RESTING_MMHG if cuff.sys is None or cuff.dia is None else (cuff.sys, cuff.dia)


def _byte(value: float) -> int:
    return max(0, min(_HIGHEST, round(value)))


def _text(value: float | None) -> str:
    return "" if value is None else str(round(value))
