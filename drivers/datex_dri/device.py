"""DRI, the device's end: a monitor that sends what it was asked for, at its real pace.

Displayed values come at the interval that was asked for (5 s at the shortest), the pleth wave once a second with
the 100 samples before. While the cuff measures, and after it was cancelled, the numbers of the result before
still stand. The ECG goes on while the finger probe is off, with the last rate there was. Motion and low perfusion
have no word among what is read of its displayed values: a pulse that is lost leaves none.

Source: as `layout`.
"""

from __future__ import annotations

import math

from bedside.driver_api import Counters, CuffPhase, Device, Patient
from drivers.datex_dri import layout
from drivers.display import MANNERS, Display, HeartRate
from drivers.framing import ResyncBuffer

_SHORTEST_S = 5
_ANSWERS_AFTER_S = 0.1
_STARTED_UNIX_S = 1_700_000_000  # the monitor's clock at 0 s
_OLD_S = 60.0
_TICK_HZ = 100  # of the pleth
_PLETH_STEPS = 1000


class DatexDriDevice(Device):
    """A virtual monitor."""

    step_s = 0.05

    def __init__(self) -> None:
        self._requests = ResyncBuffer(layout.next_record, Counters())
        self._started_t: float | None = None
        self._ticks = 0
        self._records = 0
        self._interval_s = math.inf  # of displayed values
        self._values_at = math.inf
        self._size = layout.ALL_CLASSES_BYTES
        self._streams = False  # the pleth wave was asked for
        self._samples: list[int | None] = []
        self._display = Display(MANNERS["datex_dri"])
        self._hr = HeartRate(keeps=True)

    def feed(self, data: bytes, t: float) -> None:
        """Requests of the host; others than those for displayed values and pleth are ignored."""
        for frame in self._requests.take(data, t):
            plain = layout.unseal(frame.body[1:-1])
            record = None if plain is None else layout.parse(plain)
            if record is None:
                continue
            for kind, part in record.parts:
                if kind == layout.REQUEST and record.main_type == layout.VALUES:
                    self._subscribe_values(part, t)
                elif kind == layout.REQUEST and record.main_type == layout.WAVES:
                    self._subscribe_waves(part)

    def _subscribe_values(self, part: bytes, t: float) -> None:
        request = layout.decode_request_values(part)
        if request is None:
            return
        interval_s, mask = request
        all_classes = bool(mask & layout.ALL_CLASSES)
        self._size = layout.ALL_CLASSES_BYTES if all_classes else layout.ONE_CLASS_BYTES
        self._interval_s = max(_SHORTEST_S, interval_s) if interval_s > 0 else math.inf
        self._values_at = math.inf if interval_s == 0 else t + _ANSWERS_AFTER_S

    def _subscribe_waves(self, part: bytes) -> None:
        request = layout.decode_request_wave(part)
        if request is None:
            return
        starts, types = request
        self._streams = starts and layout.PLETH in types
        self._samples.clear()

    def emit(self, patient: Patient, t: float) -> bytes:
        """Every record whose time has come."""
        if self._started_t is None:
            self._started_t = t
        out = bytearray()
        while (at := self._started_t + self._ticks / _TICK_HZ) <= t:
            self._ticks += 1
            self._display.follow(patient, at)
            self._hr.follow(patient, at)
            if at >= self._values_at:
                self._values_at = max(self._values_at + self._interval_s, at)
                part = self._displayed(patient, at)
                out += self._record(layout.VALUES, layout.DISPLAYED, part, at)
            if self._streams:
                pleth = patient.at(at).pleth
                self._samples.append(None if pleth is None else round(pleth * _PLETH_STEPS))
                if len(self._samples) == _TICK_HZ:
                    out += self._record(layout.WAVES, layout.PLETH, layout.encode_wave(self._samples), at)
                    self._samples.clear()
        return bytes(out)

    def _record(self, main_type: int, kind: int, part: bytes, t: float) -> bytes:
        self._records += 1
        return layout.build(main_type, [(kind, part)], number=self._records, time=_unix_s(t))

    def _displayed(self, patient: Patient, t: float) -> bytes:
        vitals, shown = self._display.sample(patient, t)
        displayed = layout.Displayed(
            hr=self._hr.follow(patient, t),
            temp=vitals.temp,
            spo2=shown.spo2,
            pr=shown.pr,
            probe_on=not shown.off,
            nibp=_nibp(patient, t),
        )
        return layout.encode_displayed(displayed, size=self._size, time=_unix_s(t))


def _nibp(patient: Patient, t: float) -> layout.Nibp:
    cuff = patient.cuff(t)
    label = layout.MEASURING if cuff.phase is CuffPhase.MEASURING else 0
    if cuff.age_s is not None and cuff.age_s > _OLD_S:
        label |= layout.OLDER_THAN_60_S
    return layout.Nibp(exists=True, label=label, sys=cuff.sys, dia=cuff.dia, map=cuff.map, pr=cuff.pr)


def _unix_s(t: float) -> int:
    return (_STARTED_UNIX_S + int(t)) & 0xFFFFFFFF
