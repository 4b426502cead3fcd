"""BerryMed PM6750, the device's end: silent until switched on, then streams what the simulated patient has.

NIBP packets come twice a second while it measures and for three seconds after (with `talks`: for ever), as no
recording of an idle board has one. It numbers the patient's mode from 0; the maker does not say how.

Motion and low perfusion have no word in its SpO2 packet.

Source: as `layout`.
"""

from __future__ import annotations

from bedside.driver_api import Counters, CuffPhase, CuffView, Device, Patient
from bedside.vitals.readings import NibpFault
from bedside.vitals.sessions import PatientType
from drivers.display import MANNERS, Display, Shown
from drivers.framing import ResyncBuffer
from drivers.pm6750 import layout

_RATE_HZ = 50.0
_NUMBERS_EVERY = 54  # samples: measured 0.93 packets a second
_NIBP_EVERY = 25
_TALKS_ON_S = 3.0
_FAILED = 8  # state: no result
_STATES = {
    CuffPhase.IDLE: layout.READY,
    CuffPhase.MEASURING: layout.MEASURING,
    CuffPhase.DONE: layout.FINISHED,
    CuffPhase.FAILED: _FAILED,
    CuffPhase.CANCELLED: layout.STOPPED,
}
_STATES_BY_FAULT = {
    NibpFault.OVERPRESSURE: 3,
    NibpFault.LOOSE: 4,
    NibpFault.TIMEOUT: 5,
    NibpFault.DEVICE: 6,
    NibpFault.MOVEMENT: 7,
    NibpFault.CANCELLED: layout.STOPPED,
}
"""State after a determination that failed; every other cause is "no result"."""
_MODES = {PatientType.NOT_SET: 0, PatientType.ADULT: 0, PatientType.CHILD: 1, PatientType.NEONATE: 2}


class Pm6750Device(Device):
    """A virtual board.

    Args:
        patient_type: as it takes the cuff to be, whatever is set; None: as the host sets it.
        talks: it sends NIBP packets also while its cuff is idle, and so repeats its last result for ever.
    """

    step_s = 1 / _RATE_HZ

    def __init__(self, *, patient_type: PatientType | None = None, talks: bool = False) -> None:
        self._fixed_type = patient_type
        self._talks = talks
        self._commands = ResyncBuffer(layout.next_command, Counters())
        self._on: set[bytes] = set()
        self._orders: list[bytes] = []
        self._mode: int | None = None
        self._started_t: float | None = None
        self._ticks = 0
        self._display = Display(MANNERS["pm6750"])
        self._was_beat = False
        self._measured_t: float | None = None

    def feed(self, data: bytes, t: float) -> None:
        """Commands of the host; whatever is not known is ignored."""
        for frame in self._commands.take(data, t):
            body = frame.body
            if body in (layout.SPO2_ON, layout.PLETH_ON, layout.TEMPERATURE_ON):
                self._on.add(body)
            elif body in (layout.CUFF_START, layout.CUFF_STOP):
                self._orders.append(body)
            elif body[3] == 0x09 and body[4] in layout.MODE_COMMANDS.values():
                self._mode = body[4] - 1

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every packet whose time has come."""
        if self._started_t is None:
            self._started_t = t
        for order in self._orders:
            if order == layout.CUFF_START:
                patient.start_cuff(t)
            else:
                patient.cancel_cuff(t)
        self._orders.clear()
        out = bytearray()
        while (at := self._started_t + self._ticks / _RATE_HZ) <= t:
            out += self._tick(patient, at)
            self._ticks += 1
        return bytes(out)

    def _tick(self, patient: Patient, t: float) -> bytes:
        out = bytearray()
        vitals, shown = self._display.sample(patient, t)
        numbers = self._ticks % _NUMBERS_EVERY == 0
        if layout.SPO2_ON in self._on:
            if numbers:
                out += _spo2(shown)
            if vitals.beat and not self._was_beat and vitals.pleth is not None:
                out += layout.packet(layout.PULSE_BEAT)
            self._was_beat = vitals.beat
        if layout.PLETH_ON in self._on:
            out += layout.packet(
                layout.PLETH, layout.NO_SAMPLE if vitals.pleth is None else 1 + round(vitals.pleth * 99)
            )
        if layout.TEMPERATURE_ON in self._on and numbers:
            out += layout.encode_temperature(vitals.temp)
        if self._ticks % _NIBP_EVERY == 0:
            out += self._nibp(patient.cuff(t), t)
        return bytes(out)

    def _nibp(self, cuff: CuffView, t: float) -> bytes:
        if cuff.phase is CuffPhase.MEASURING:
            self._measured_t = t
        if not self._talks and (self._measured_t is None or t - self._measured_t > _TALKS_ON_S):
            return b""
        shown = cuff.phase is CuffPhase.DONE and cuff.sys is not None
        mode = _MODES[cuff.patient_type] if self._mode is None else self._mode
        return layout.encode_nibp(
            layout.Nibp(
                state=_state_of(cuff),
                mode=mode if self._fixed_type is None else _MODES[self._fixed_type],
                pressure=round(cuff.pressure_mmhg),
                sys=min(255, cuff.sys or 0) if shown else 0,
                map=min(255, cuff.map or 0) if shown else 0,
                dia=min(255, cuff.dia or 0) if shown else 0,
            )
        )


def _state_of(cuff: CuffView) -> int:
    if cuff.phase is CuffPhase.FAILED and cuff.fault is not None:
        return _STATES_BY_FAULT.get(cuff.fault, _FAILED)
    return _STATES[cuff.phase]


def _spo2(shown: Shown) -> bytes:
    if shown.off:
        return layout.encode_spo2(layout.NO_FINGER, None, None)
    if shown.searching or shown.spo2 is None or shown.pr is None:
        status = layout.SEARCHED_TOO_LONG if shown.search_long else layout.SEARCHING
        return layout.encode_spo2(status, None, None)
    return layout.encode_spo2(
        layout.SPO2_OK, max(1, min(100, round(shown.spo2))), max(10, min(250, round(shown.pr)))
    )
