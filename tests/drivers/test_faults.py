"""Each fault of the line against each driver: the right words, no wrong number, and back by itself when it is over."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bedside import registry
from bedside.driver_api import Device, Driver
from bedside.link.link import Arrival, Item, Link
from bedside.simulation.faults import Fault, Injector
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.readings import Determination, Numeric
from drivers.patient import SimulatedPatient

KEYS = registry.keys()
STREAMING = [key for key in KEYS if not registry.load(key).info.push_only]
STEP_S = 0.05
BEGINS_S, LASTS_S = 20.0, 20.0
HOLD_S = 6.5  # until a silence is told, at the latest, beyond what a slow device may be silent for


@dataclass
class Room:
    """A device, a bad line and the link, under a clock of the test."""

    driver: Driver
    fault: Fault
    items: list[tuple[float, Item]] = field(default_factory=list)

    def run(self, seconds: float) -> Link:
        patient, device = SimulatedPatient(3, auto_cuff_s=60.0), self.driver.device()
        injector = Injector((self.fault,), self.driver.info.port, seed=1)
        link = Link("device@P", self.driver, "P", 0.0)
        self._take(0.0, device, link.opened(0.0))
        for n in range(round(seconds / STEP_S)):
            t = n * STEP_S
            data = injector.pass_on(device.emit(patient, t), t)
            self._take(t, device, link.feed(data, t))
        return link

    def _take(self, t: float, device: Device, step) -> None:
        self.items += [(t, item) for item in step.items]
        if step.send:
            device.feed(step.send, t)

    def changes(self) -> list[tuple[float, DeviceChange]]:
        return [(t, item) for t, item in self.items if isinstance(item, DeviceChange)]

    def numbers(self, begin: float, end: float) -> set[tuple]:
        told = set()
        for t, item in self.items:
            if isinstance(item, Arrival) and begin <= t < end:
                for reading in item.readings:
                    if isinstance(reading, Numeric) and reading.value is not None:
                        told.add((reading.parameter, reading.value))
                    elif isinstance(reading, Determination):
                        told.add(("nibp", reading.sys, reading.dia))
        return told


def room(key: str, kind: str, amount: float = 0.0) -> Room:
    fault = Fault(kind=kind, start_s=BEGINS_S, end_s=BEGINS_S + LASTS_S, amount=amount)
    return Room(registry.load(key), fault)


@pytest.mark.parametrize("key", STREAMING)
def test_a_device_that_falls_silent_is_told_with_what_to_try_and_comes_back(key: str) -> None:
    bad = room(key, "silence")
    link = bad.run(BEGINS_S + LASTS_S + 30.0)
    silent = [(t, c) for t, c in bad.changes() if c.state is LinkState.SILENT]
    assert len(silent) == 1, bad.changes()
    t, change = silent[0]
    assert BEGINS_S < t <= BEGINS_S + max(HOLD_S, bad.driver.info.silence_s + 1.0)
    assert bad.driver.info.title in change.sentence and "silent" in change.sentence
    assert bad.driver.info.advice.rstrip(".") in change.sentence
    assert change.lost_t is not None and change.lost_t <= t + STEP_S
    assert link.state is LinkState.MEASURING, "it comes back by itself"
    assert bad.numbers(t, BEGINS_S + LASTS_S) == set()


@pytest.mark.parametrize("key", STREAMING)
def test_a_line_at_the_wrong_speed_tells_no_number_and_comes_back(key: str) -> None:
    driver = registry.load(key)
    bad = room(key, "baud_mismatch", driver.info.port.baud / 2)
    link = bad.run(BEGINS_S + LASTS_S + 30.0)
    lost = [t for t, c in bad.changes() if c.state in (LinkState.SILENT, LinkState.GARBLED) and t > BEGINS_S]
    assert lost
    assert lost[0] <= BEGINS_S + max(HOLD_S, driver.info.silence_s + 1.0)
    assert bad.numbers(BEGINS_S + 1.0, BEGINS_S + LASTS_S) == set()
    assert link.state is LinkState.MEASURING


@pytest.mark.parametrize("key", STREAMING)
def test_a_flood_of_rubbish_brings_no_number_that_the_device_did_not_send(key: str) -> None:
    bad = room(key, "flood", registry.load(key).info.port.baud / 20)
    link = bad.run(BEGINS_S + LASTS_S + 30.0)
    calm = room(key, "silence")
    calm.fault = Fault(kind="silence", start_s=1e6)
    calm.run(BEGINS_S + LASTS_S + 30.0)
    if registry.load(key).info.sealed:
        assert bad.numbers(0.0, 1e6) <= calm.numbers(0.0, 1e6)
    assert link.state is LinkState.MEASURING
    assert link.counters().bad_frames > 0


@pytest.mark.parametrize("key", STREAMING)
def test_a_line_that_loses_bytes_says_so_and_comes_back(key: str) -> None:
    bad = room(key, "byte_loss", 0.2)
    link = bad.run(BEGINS_S + LASTS_S + 30.0)
    calm = room(key, "byte_loss", 0.2)
    calm.fault = Fault(kind="silence", start_s=1e6)
    calm.run(BEGINS_S + LASTS_S + 30.0)
    assert link.counters().bad_frames > 0
    assert link.state is LinkState.MEASURING
    if registry.load(key).info.sealed:
        sent = calm.numbers(0.0, 1e6)
        for name, *values in bad.numbers(BEGINS_S, 1e6):
            assert any(name == known[0] and _near(values, known[1:]) for known in sent), (name, values)


def _near(values: list[float | None], others: tuple[float | None, ...]) -> bool:
    """The same, but for the moment at which a monitor that was asked again took its numbers."""
    return all(
        a == b or (a is not None and b is not None and abs(a - b) <= 1.0)
        for a, b in zip(values, others, strict=True)
    )
