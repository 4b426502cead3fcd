"""Serial lines of tests, under a clock of the test: a virtual device heard at other settings, and one on a bad line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bedside.driver_api import Device, Driver, Patient, PortSettings, Signature
from bedside.link.detection import Detection, Found, NotFound
from bedside.link.items import Arrival, Item, Step
from bedside.link.link import Link
from bedside.link.transport import PortMissingError
from bedside.simulation.faults import Fault, Injector
from bedside.simulation.uart import heard_at
from bedside.vitals.devices import DeviceChange
from bedside.vitals.readings import Determination, Numeric

STEP_S = 0.05
UNPLUGGED = "P was unplugged: plug the cable in again, bedside goes on by itself."


class Line:
    """What is heard of a device, second by second, under a clock of the test."""

    def __init__(
        self, device: Device | None, patient: Patient, settings: PortSettings, seed: int = 1
    ) -> None:
        self.device, self.patient, self.settings = device, patient, settings
        self.opened: list[PortSettings] = []
        self.written: list[bytes] = []
        self.t = 100.0

    def detect(
        self, candidates: Sequence[tuple[str, Signature]], *, may_probe: bool = False
    ) -> Found | NotFound:
        """Run a detection to its verdict, which has to come within a minute."""
        detection = Detection(candidates, may_probe=may_probe)
        data, began = b"", self.t
        if self.device is not None:
            self.device.emit(self.patient, self.t)
        while self.t - began < 60.0:
            action = detection.step(data, self.t)
            if action.verdict is not None:
                return action.verdict
            if action.open is not None:
                self.opened.append(action.open)
            if action.send:
                self.written.append(action.send)
                if self.device is not None and self.opened[-1] == self.settings:
                    self.device.feed(action.send, self.t)
            self.t += STEP_S
            data = b"" if self.device is None else self.device.emit(self.patient, self.t)
            data = heard_at(data, self.settings, self.opened[-1])
        raise AssertionError("the detection does not end")


@dataclass
class BadLine:
    """A device, what is wrong with its line, and the link at the other end; the port is called P.

    Args:
        driver: both ends.
        patient: whom the device measures.
        faults: of the line.
        device: its id above the link.
        sink: is given everything that is published, with the time.
    """

    driver: Driver
    patient: Patient
    faults: Sequence[Fault] = ()
    device: str = "device@P"
    sink: Callable[[float, Item], object] | None = None
    items: list[tuple[float, Item]] = field(default_factory=list)
    sent: int = 0  # bytes that reached the link
    t: float = 0.0

    def __post_init__(self) -> None:
        """Plug it in."""
        self._end = self.driver.device()
        self._injector = Injector(self.faults, self.driver.info.port, seed=1)
        self.link = Link(self.device, self.driver, "P", self.t)
        self._zero, self._step = self.t, 0
        self._out = False
        self._take(self.link.opened(self.t))

    def run(self, seconds: float) -> Link:
        """Let time go on."""
        for _ in range(round(seconds / STEP_S)):
            self.step()
        return self.link

    def step(self) -> None:
        """One step of `STEP_S`."""
        since = self._step * STEP_S  # s since it was plugged in
        self.t = self._zero + since
        self._step += 1
        data = self._injector.pass_on(self._end.emit(self.patient, since), since)
        if self._injector.unplugged(since):
            if not self._out:
                self._publish(self.link.closed(self.t, PortMissingError(UNPLUGGED)))
            self._out = True
            return
        if self._out:
            self._out = False
            self._take(self.link.opened(self.t))
        self.sent += len(data)
        self._take(self.link.feed(data, self.t))

    def changes(self, begin: float = 0.0, end: float = 1e9) -> list[tuple[float, DeviceChange]]:
        """What was said about the link from `begin` up to `end`."""
        return [(t, item) for t, item in self.items if isinstance(item, DeviceChange) and begin <= t < end]

    def numbers(self, begin: float = 0.0, end: float = 1e9) -> list[tuple[float, str, tuple[float, ...]]]:
        """What was told from `begin` up to `end`: when, what, and its value or pressures."""
        told: list[tuple[float, str, tuple[float, ...]]] = []
        for t, item in self.items:
            if isinstance(item, Arrival) and begin <= t < end:
                for reading in item.readings:
                    if isinstance(reading, Numeric) and reading.value is not None:
                        told.append((t, reading.parameter.value, (reading.value,)))
                    elif isinstance(reading, Determination):
                        parts = (reading.sys, reading.dia, reading.map)
                        told.append((t, "nibp", tuple(-1.0 if part is None else part for part in parts)))
        return told

    def _take(self, step: Step) -> None:
        self._publish(step.items)
        if step.send:
            self._end.feed(step.send, self.t - self._zero)

    def _publish(self, items: Sequence[Item]) -> None:
        self.items += [(self.t, item) for item in items]
        if self.sink is not None:
            for item in items:
                self.sink(self.t, item)
