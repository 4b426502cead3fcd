"""Plays patients: feeds every virtual device what its host says and sends what it says, at real timing.

One loop serves all beds. A device is asked to emit on a fixed grid (its own step, counted from the start), so
that a late step is late once and never adds up. What leaves is counted by reading it with the host's own end
of the protocol: frames, samples and numbers are counted exactly as a faultless reader would take them. Faults of the
line come after that: they spoil what arrives, and so does a host whose port is at another speed.
"""

from __future__ import annotations

import heapq
import select
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bedside.clock import Clock
from bedside.driver_api import Driver, Infused, Patient, PortSettings, Protocol
from bedside.simulation.faults import Fault, Injector
from bedside.simulation.uart import heard_at
from bedside.simulation.virtual_port import VirtualPort
from bedside.vitals.readings import Determination, Numeric, Reading, Wave

SETTLE_S = (
    0.2  # a host that has just opened the port, and said nothing, may still throw away what came before
)
LINGER_S = 0.1  # at the end hosts get so long to read what was sent last
PHASES = 4  # devices with the same step are spread over so many phases of it
LOOK_S = 0.05  # how often a device without a host looks for one


@dataclass(frozen=True, slots=True, kw_only=True)
class CablePull:
    """The cable is out from `start_s` for `duration_s`, s since the patient began."""

    start_s: float
    duration_s: float


@dataclass(slots=True, kw_only=True)
class Sent:
    """What one device has sent to a host that was there."""

    frames: int = 0
    bytes: int = 0
    dropped: int = 0  # emissions the host did not read
    samples: Counter[str] = field(default_factory=Counter)  # per wave parameter
    numerics: Counter[str] = field(default_factory=Counter)  # per parameter
    determinations: int = 0

    def record(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "frames": self.frames,
            "bytes": self.bytes,
            "dropped": self.dropped,
            "samples": dict(self.samples),
            "numerics": dict(self.numerics),
            "determinations": self.determinations,
        }


class PlayedDevice:
    """One virtual device of one patient on its port."""

    def __init__(
        self,
        *,
        bed: int,
        driver: Driver,
        patient: Patient,
        port: VirtualPort,
        pulls: Sequence[CablePull] = (),
        faults: Sequence[Fault] = (),
        seed: int = 0,
        repeat_s: float | None = None,
        waits: bool = False,
    ) -> None:
        """Plug a device of the patient into its port.

        Args:
            bed: number of the bed, from 1.
            driver: whose virtual device it is.
            patient: shared by the devices of a bed.
            port: not yet plugged in.
            pulls: when its cable is out.
            faults: what else is wrong with its line.
            seed: of the faults.
            repeat_s: pulls and faults come again after this time; None: once.
            waits: its time, also that of pulls and faults, begins when a host first opens the port.
        """
        self.bed = bed
        self.driver = driver
        self.port = port
        self._patient = patient
        self._device = driver.device()
        self._pulls = pulls
        self._repeat_s = repeat_s
        self._injector = Injector(faults, driver.info.port, seed)
        self._sent = Sent()
        self._reader: Protocol | None = None  # reads along while a host is there
        self._listening_t = 0.0  # from when on the host reads what it is sent
        self._zero: float | None = None if waits else 0.0  # when its own time began
        port.plug()

    @property
    def step_s(self) -> float:
        """How often `step` wants to be called."""
        return self._device.step_s

    def infuse(self, infused: Infused) -> None:
        """Tell its patient what is infused; times since the patient began, s."""
        self._patient.infuse(infused)

    def hear(self, t: float) -> None:
        """Take what the host has sent, at `t` s since the patient began."""
        data = self.port.read()
        if data:
            own = t - (t if self._zero is None else self._zero)
            self._device.feed(heard_at(data, self._host_line, self.driver.info.port), own)
            reader = self._greet(t)
            reader.due(t)  # the host's end has just asked
            self._listening_t = min(self._listening_t, t)

    def step(self, t: float) -> None:
        """Send what the device says up to `t`, s since the patient began."""
        if self._zero is None:
            if not self.port.connected():
                return
            self._greet(t)
            self._zero = self._listening_t
        own = t - self._zero
        if own < 0.0:
            return
        emitted = self._device.emit(self._patient, own)
        arriving = self._injector.pass_on(emitted, self._at(own))
        if self._is_pulled(own):
            self.port.pull()
        else:
            self.port.plug()
        if not self.port.connected():
            self._stop_reading(t)
            return
        reader = self._greet(t)
        if t < self._listening_t or not (emitted or arriving):
            return
        if self.port.write(heard_at(arriving, self.driver.info.port, self._host_line)):
            self._sent.bytes += len(emitted)
            self._count(reader.feed(emitted, t))
        elif self.port.connected():
            self._sent.dropped += 1
        else:  # the host has hung up just now: that is no loss
            self._stop_reading(t)

    def finish(self, t: float) -> Sent:
        """Take the cable out for good; what was sent."""
        self._stop_reading(t)
        self.port.pull()
        return self._sent

    def _greet(self, t: float) -> Protocol:
        """The reader that reads along with the host; a new one for a new host."""
        if self._reader is None:
            self._reader = self.driver.protocol()
            self._reader.due(t)
            self._listening_t = t + SETTLE_S
        return self._reader

    @property
    def _host_line(self) -> PortSettings:
        """The device's settings at the speed the host's port is set to; a pty passes on no parity."""
        line, baud = self.driver.info.port, self.port.host_baud()
        return line if baud is None else replace(line, baud=baud)

    def _at(self, t: float) -> float:
        """Time within one round of the scenario, s."""
        return t % self._repeat_s if self._repeat_s else t

    def _is_pulled(self, t: float) -> bool:
        at = self._at(t)
        out = any(pull.start_s <= at < pull.start_s + pull.duration_s for pull in self._pulls)
        return out or self._injector.unplugged(at)

    def _stop_reading(self, t: float) -> None:
        if self._reader is not None:
            self._count(self._reader.finish(t))
            self._sent.frames += self._reader.counters.frames
            self._reader = None

    def _count(self, readings: Sequence[Reading]) -> None:
        for reading in readings:
            if isinstance(reading, Wave):
                self._sent.samples[reading.parameter.value] += len(reading.samples)
            elif isinstance(reading, Numeric):
                self._sent.numerics[reading.parameter.value] += 1
            elif isinstance(reading, Determination):
                self._sent.determinations += 1


class Player:
    """The loop over all devices."""

    def __init__(self, devices: Sequence[PlayedDevice], clock: Clock) -> None:
        self._devices = tuple(devices)
        self._clock = clock
        self._stopping = False
        self._told: deque[tuple[int, Infused]] = deque()

    def tell(self, bed: int, infused: Infused) -> None:
        """What is infused at a bed, whole, to be passed on soon; times by the player's clock, s. From any thread."""
        self._told.append((bed, infused))

    def stop(self) -> None:
        """End `play` soon. From any thread or a signal."""
        self._stopping = True

    def play(self, for_s: float | None = None) -> tuple[tuple[PlayedDevice, Sent], ...]:
        """Play until `stop`, or for `for_s` seconds; what every device has sent."""
        clock = self._clock
        start = clock.now()
        plan = [
            (device.step_s * (index % PHASES) / PHASES, index) for index, device in enumerate(self._devices)
        ]
        first = [t for t, _ in plan]
        heapq.heapify(plan)
        while not self._stopping and plan:
            self._listen(plan[0][0], start)
            now = clock.now() - start
            self._pass_on(start)
            if for_s is not None and now >= for_s:
                break
            while plan[0][0] <= now:
                due, index = plan[0]
                device = self._devices[index]
                late = int((now - due) / device.step_s)  # steps missed: one emission makes up for all of them
                due += late * device.step_s
                device.step(due)
                steps = round((due - first[index]) / device.step_s) + 1
                heapq.heapreplace(plan, (first[index] + steps * device.step_s, index))
        end = clock.now() - start
        clock.sleep(LINGER_S)
        return tuple((device, device.finish(end)) for device in self._devices)

    def _pass_on(self, start: float) -> None:
        """Tell the patients, in the thread that asks them, what was told of them."""
        while self._told:
            bed, infused = self._told.popleft()
            for device in self._devices:
                if device.bed == bed:
                    device.infuse(infused.moved(-start))

    def _listen(self, due: float, start: float) -> None:
        """Wait for the next step, passing on what hosts say meanwhile.

        When it is late already, what they say still came before it: its answers are for a host that listens.
        """
        wait_s = max(0.0, min(LOOK_S, due - (self._clock.now() - start)))
        speakers = {}
        for device in self._devices:
            waitable = device.port.waitable()
            if waitable is not None:
                speakers[waitable] = device
        if not speakers:
            self._clock.sleep(wait_s)
            return
        ready, _, _ = select.select(list(speakers), (), (), self._clock.real_s(wait_s))
        for waitable in ready:
            speakers[waitable].hear(min(self._clock.now() - start, due))
