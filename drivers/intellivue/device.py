"""Philips IntelliVue MIB/RS-232, the monitor's end: a virtual monitor with the simulated patient on it.

As the real one it introduces itself again until that is confirmed, sends waves in blocks of 256 ms for as
long as they were asked for, sends a flat pleth line with the probe off, shows the last cuff result until
the next, and ends an association in which it hears nothing for 10 s. A second request for an association
while there is one ends that one; what a real monitor does then is not published. It has no heart rate while
the simulated patient's pulse is not known. Motion and low perfusion make the finger's values questionable.

Source: as `messages`; sizes, handles, rates and the states with the probe off as captured from a real
monitor.
"""

from __future__ import annotations

import struct
from datetime import datetime, timedelta

from bedside.driver_api import Counters, CuffPhase, CuffView, Device, Patient
from drivers.display import MANNERS, Display, HeartRate
from drivers.framing import ResyncBuffer
from drivers.intellivue import association, ids, layout, messages, values
from drivers.intellivue.messages import Observation

_ANSWERS_AFTER_S = 0.04
_BLOCK = 32  # samples
_PERIOD = 64  # ticks between two samples
_MIDDLE = 2048  # of 12 bits; the line with the probe off
_HEIGHT = 3600
_FORM_EACH = 16  # blocks after which the form of the samples is sent again
_INTRODUCES_EACH_S = 3.0
_INTRODUCTIONS = 3
_DEAF_S = 10.0
_STARTED = datetime(2026, 1, 5, 8, 0, 0)  # the monitor's clock when the simulation begins
_HANDLES = {"spo2": 0x8400, "pulse": 0x8406, "hr": 0x82CF, "rr": 0x82D6, "temp": 0x864B, "nibp": 0x8272}
_PLETH_HANDLE = 0x0402


class IntellivueDevice(Device):
    """A virtual monitor.

    Args:
        model: what it calls itself.
        demo: it shows demo data, and says so.
        waves: it exports waves.
    """

    step_s = 0.02

    def __init__(self, *, model: str = "M8000", demo: bool = False, waves: bool = True) -> None:
        self.demo = demo
        self._model = model
        self._extensions = ids.NUMBERS_EACH_SECOND | (ids.WAVES if waves else 0)
        self._frames = ResyncBuffer(layout.next_frame, Counters())
        self._inbox: list[tuple[float, bytes]] = []
        self._heard_t = 0.0
        self._display = Display(MANNERS["intellivue"])
        self._hr = HeartRate(keeps=False)
        self._end()

    def _end(self) -> None:
        """There is no association."""
        self._associated = False
        self._confirmed = False
        self._introduced = 0  # times
        self._introduce_at = 0.0
        self._waves: messages.Request | None = None
        self._waves_until = 0.0
        self._waves_from = 0.0
        self._sampled = 0
        self._blocks = 0
        self._samples: list[int] = []

    def feed(self, data: bytes, t: float) -> None:
        """Messages of the host; a damaged one is not answered."""
        for frame in self._frames.take(data, t):
            message = layout.unwrap(frame.body)
            if message:
                self._inbox.append((t, message))
                self._heard_t = t

    def emit(self, patient: Patient, t: float) -> bytes:
        """Answers, blocks of waves and the rest whose time has come."""
        self._display.follow(patient, t)
        self._hr.follow(patient, t)
        out: list[bytes] = self._wave_blocks(patient, t)
        while self._inbox and self._inbox[0][0] + _ANSWERS_AFTER_S <= t:
            out += self._answer(self._inbox.pop(0)[1], patient, t)
        waits = self._associated and not self._confirmed and self._introduced < _INTRODUCTIONS
        if waits and t >= self._introduce_at:
            out.append(self._introduction(t))
        if self._associated and t >= self._heard_t + _DEAF_S:
            self._end()
            out.append(association.abort())
        return b"".join(layout.wrap(message) for message in out)

    def _answer(self, message: bytes, patient: Patient, t: float) -> list[bytes]:
        kind = message[0]
        if kind == ids.ASSOCIATE and self._associated:
            self._end()
            return [association.abort()]
        if kind == ids.ASSOCIATE and association.terms_of(message) is not None:
            self._end()
            self._associated, self._introduce_at = True, t
            return [association.accept(association.Terms(self._extensions, server=True))]
        if kind == ids.RELEASE and self._associated:
            self._end()
            return [association.released()]
        operation = messages.operation_of(message)
        if operation is None or not self._associated:
            return []
        if operation.kind == ids.RESULT and operation.command == ids.EVENT:
            self._confirmed = True
        if not self._confirmed:
            return []
        if operation.kind == ids.INVOKE and operation.command == ids.SET:
            return [messages.waves_set(operation)]
        request = messages.request_of(operation)
        return [] if request is None else self._poll(request, patient, t)

    def _poll(self, request: messages.Request, patient: Patient, t: float) -> list[bytes]:
        if request.kind == ids.NUMERIC:
            observations = self._numbers(patient, t)
            return [messages.answer(request, 0, _ticks(t), observations)]
        if request.kind == ids.SAMPLES and self._extensions & ids.WAVES:
            period = int.from_bytes(request.attributes.get(ids.POLL_PERIOD, b""), "big") / ids.TICKS_PER_S
            if self._waves is None:
                self._waves_from, self._sampled, self._blocks, self._samples = t, 0, 0, []
            self._waves, self._waves_until = request, t + period
        return []

    def _introduction(self, t: float) -> bytes:
        self._introduced += 1
        self._introduce_at = t + _INTRODUCES_EACH_S
        model = self._model.encode("ascii") + b"\0"
        maker = b"Philips\0"
        name = struct.pack(">H", len(maker)) + maker + struct.pack(">H", len(model)) + model
        clock = values.clock(_STARTED + timedelta(seconds=int(t)))
        ticks = _ticks(int(t))
        about = {ids.MODEL: name, ids.CLOCK: clock, ids.TICKS: struct.pack(">I", ticks)}
        return messages.create(1, ticks, about)

    def _wave_blocks(self, patient: Patient, t: float) -> list[bytes]:
        """Take samples at their times; a block is sent when it is full."""
        out: list[bytes] = []
        if self._waves is None:
            return out
        until = min(t, self._waves_until)
        while (at := self._waves_from + self._sampled * _PERIOD / ids.TICKS_PER_S) <= until:
            pleth = patient.at(at).pleth
            self._samples.append(_MIDDLE if pleth is None else round(200 + _HEIGHT * pleth))
            self._sampled += 1
            if len(self._samples) == _BLOCK:
                out.append(self._block(self._waves, at))
                self._samples = []
        if t > self._waves_until:
            self._waves = None
        return out

    def _block(self, request: messages.Request, t: float) -> bytes:
        about: dict[int, bytes] = {}
        if self._blocks % _FORM_EACH == 0:
            about[ids.SAMPLE_FORM] = struct.pack(">HBBH", _BLOCK, 16, 12, 0x8000)
            about[ids.SAMPLE_PERIOD] = struct.pack(">I", _PERIOD)
            about[ids.LABEL] = struct.pack(">HH", 2, ids.PLETH)
        about[ids.SAMPLE_ARRAY] = values.array(ids.PLETH, self._finger_state, self._samples)
        self._blocks += 1
        return messages.answer(request, self._blocks - 1, _ticks(t), [Observation(_PLETH_HANDLE, about)])

    @property
    def _state(self) -> int:
        return ids.DEMO_DATA if self.demo else 0

    @property
    def _finger_state(self) -> int:
        shown = self._display.shown
        doubtful = not shown.off and (shown.artefact or shown.weak)
        return self._state | (ids.QUESTIONABLE if doubtful else 0)

    def _numbers(self, patient: Patient, t: float) -> list[Observation]:
        vitals, shown = self._display.sample(patient, t)
        cuff = patient.cuff(t)
        simple = (
            ("nibp", None, 0, 0, 0),
            ("hr", self._hr.follow(patient, t), ids.HEART_RATE, ids.PER_MINUTE, 0),
            ("rr", vitals.rr, ids.BREATHS, ids.BREATHS_PER_MINUTE, 0),
            ("temp", vitals.temp, ids.TEMPERATURE, ids.CELSIUS, 1),
            ("spo2", shown.spo2, ids.SPO2, ids.PERCENT, 0),
            ("pulse", shown.pr, ids.PULSE, ids.PER_MINUTE, 0),
        )
        found: list[Observation] = []
        for name, value, what, unit, decimals in simple:
            if name == "nibp":
                about = self._pressures(cuff, t)
            else:
                state = self._finger_state if name in ("spo2", "pulse") else self._state
                state = ids.INVALID if value is None else state
                about = {ids.NUMBER: values.number(what, state, unit, value, decimals)}
            found.append(Observation(_HANDLES[name], about))
        return found

    def _pressures(self, cuff: CuffView, t: float) -> dict[int, bytes]:
        state = self._state
        if cuff.phase is CuffPhase.MEASURING:
            state |= ids.MEASURING
        elif cuff.phase is CuffPhase.FAILED:
            state |= ids.INVALID
        elif cuff.sys is None:
            state |= ids.UNAVAILABLE
        parts = ((ids.NIBP_SYS, cuff.sys), (ids.NIBP_DIA, cuff.dia), (ids.NIBP_MEAN, cuff.map))
        about: dict[int, bytes] = {}
        if cuff.age_s is not None:
            about[ids.MEASURED_AT] = values.clock(_STARTED + timedelta(seconds=int(round(t - cuff.age_s, 1))))
        about[ids.NUMBERS] = values.several(
            [
                values.number(what, state, ids.MMHG, None if state & ids.INVALID else part)
                for what, part in parts
            ]
        )
        return about


def _ticks(t: float) -> int:
    """The monitor's relative time, which began some minutes before the simulation."""
    return round((t + 240.0) * ids.TICKS_PER_S) & 0xFFFFFFFF
