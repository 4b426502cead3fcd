"""A reader without a port: a test says what the device says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bedside.driver_api import CuffRequest, Driver, DriverInfo, PortSettings
from bedside.errors import DriverError
from bedside.link.items import Arrival
from bedside.link.raw_tap import RawTap
from bedside.vitals.devices import DeviceChange, LinkCounters, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Reading
from bedside.vitals.sessions import PatientType


def _driver(key: str, title: str, *parameters: Parameter, cuff: bool = False) -> Driver:
    info = DriverInfo(
        key=key,
        title=title,
        devices=("a test device",),
        port=PortSettings(baud=9600),
        parameters=parameters,
        frame_rate_hz=1.0,
        numeric_interval_s=1.0,
        silence_s=5.0,
        starts_cuff=cuff,
    )
    return Driver(info=info, protocol=_never, device=_never)


def _never() -> Any:
    raise AssertionError("a test reader runs no protocol")


DRIVERS = {
    "oximeter": _driver("oximeter", "Test oximeter", Parameter.SPO2, Parameter.PR, Parameter.PLETH),
    "cuff": _driver("cuff", "Test cuff", Parameter.NIBP_SYS, Parameter.NIBP_DIA, cuff=True),
}


def load(key: str) -> Driver:
    if key not in DRIVERS:
        raise DriverError(f"There is no driver {key!r}.")
    return DRIVERS[key]


class ToldReader:
    """Stands where a `Reader` stands; publishes only what it is told to."""

    def __init__(self, device: str, sink: Callable[[Any], Any]) -> None:
        self.device = device
        self._sink = sink
        self.started = False
        self.stopped = False
        self.posted: list[CuffRequest] = []
        self.refusal: str | None = None
        self.frames = 0
        self.tap = RawTap()
        self.capture_file = ""
        self.can_capture = True

    def switch_capture(self, *, on: bool) -> bool:
        self.capture_file = "captures/one.jsonl" if on and self.can_capture else ""
        return self.can_capture

    def start(self) -> None:
        self.started = True

    def stop(self, timeout_s: float = 1.0) -> bool:
        self.stopped = True
        return True

    def post(self, request: CuffRequest) -> None:
        self.posted.append(request)

    def may_start(self, patient_type: PatientType) -> str | None:
        return "The patient type is not set." if patient_type is PatientType.NOT_SET else self.refusal

    @property
    def cuff_running(self) -> bool:
        return bool(self.posted)

    def say(self, t: float, *readings: Reading) -> None:
        self.frames += 1
        counters = LinkCounters(bytes_in=self.frames, frames=self.frames, last_byte_t=t, last_frame_t=t)
        self._sink(Arrival(device=self.device, t=t, readings=readings, counters=counters))

    def change(self, t: float, state: LinkState, sentence: str, lost_t: float | None = None) -> None:
        self._sink(DeviceChange(t=t, device=self.device, state=state, sentence=sentence, lost_t=lost_t))
