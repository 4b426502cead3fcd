"""A protocol of the tests' own: lines `V<n>` (a value and a sample), `M` measuring, `I` idle, `D` a determination.

The host says `hello` first, `ping` every 2 s, `START`, `CANCEL` and `bye`. Anything else is thrown away by lines.
"""

from __future__ import annotations

from dataclasses import replace

from bedside.driver_api import (
    Counters,
    CuffOrder,
    CuffRequest,
    Device,
    Driver,
    DriverInfo,
    Due,
    Patient,
    PortSettings,
    Protocol,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, Determination, Numeric, Quality, Reading, Wave

PING_S = 2.0
RATE_HZ = 10.0


class LineProtocol(Protocol):
    def __init__(self) -> None:
        self.counters = Counters()
        self._pending = b""
        self._ping_at: float | None = None

    def feed(self, data: bytes, t: float) -> list[Reading]:
        if b"BUG" in data:
            raise ZeroDivisionError("a bug in the driver")
        readings: list[Reading] = []
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            read = _read(line, t)
            self.counters.frames += bool(read)
            self.counters.bad_frames += not read
            readings += read
        return readings

    def finish(self, t: float) -> list[Reading]:
        return []

    def due(self, t: float) -> Due:
        if self._ping_at is None:
            self._ping_at = t + PING_S
            return Due(b"hello\n", self._ping_at)
        if t >= self._ping_at:
            self._ping_at = t + PING_S
            return Due(b"ping\n", self._ping_at)
        return Due(b"", self._ping_at)

    def request(self, request: CuffRequest, t: float) -> bytes:
        return b"START\n" if request.order is CuffOrder.START else b"CANCEL\n"

    def goodbye(self) -> bytes:
        return b"bye\n"


def _read(line: bytes, t: float) -> list[Reading]:
    if line[:1] == b"V" and line[1:].isdigit():
        value = int(line[1:])
        return [
            Wave(parameter=Parameter.PLETH, t=t, rate_hz=RATE_HZ, samples=(value,), quality=(Quality.NONE,)),
            Numeric(parameter=Parameter.SPO2, t=t, value=float(value)),
        ]
    if line == b"D":
        return [Determination(t=t, sys=120.0, dia=80.0, map=93.0, pr=None)]
    if line in (b"M", b"I"):
        return [CuffStatus(t=t, state=CuffState.MEASURING if line == b"M" else CuffState.IDLE)]
    return []


class LineDevice(Device):
    step_s = 1 / RATE_HZ

    def __init__(self) -> None:
        self.heard = b""

    def feed(self, data: bytes, t: float) -> None:
        self.heard += data

    def emit(self, patient: Patient, t: float) -> bytes:
        return b"V97\n"


OXIMETER = Driver(
    info=DriverInfo(
        key="line",
        title="Line device",
        devices=("a test device",),
        port=PortSettings(baud=9600),
        parameters=(Parameter.SPO2, Parameter.PLETH),
        frame_rate_hz=RATE_HZ,
        numeric_interval_s=1.0,
        silence_s=6.0,
        advice="Press its button.",
    ),
    protocol=LineProtocol,
    device=LineDevice,
)
CUFF = replace(OXIMETER, info=replace(OXIMETER.info, starts_cuff=True))
