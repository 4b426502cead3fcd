from __future__ import annotations

import socket

import pytest

from bedside import registry
from bedside.clock import ManualClock
from bedside.simulation import scenario
from bedside.simulation.faults import Fault
from bedside.simulation.player import SETTLE_S, CablePull, PlayedDevice, Player


class ToldPort:
    """A port without a system: a test says whether a host is there and whether it reads."""

    name = "told"

    def __init__(self) -> None:
        self.plugged = False
        self.host = False
        self.reads = True
        self.sent = b""
        self.from_host = b""
        self.baud: int | None = None

    def host_baud(self) -> int | None:
        return self.baud

    def plug(self) -> None:
        self.plugged = True

    def pull(self) -> None:
        self.plugged = False

    def connected(self) -> bool:
        return self.plugged and self.host

    def waitable(self) -> int | socket.socket | None:
        return None

    def read(self) -> bytes:
        data, self.from_host = self.from_host, b""
        return data

    def write(self, data: bytes) -> bool:
        if self.reads:
            self.sent += data
        return self.reads


def nonin(port: ToldPort, seed: int = 1, pulls: tuple[CablePull, ...] = ()) -> PlayedDevice:
    return PlayedDevice(
        bed=1,
        driver=registry.load("nonin"),
        patient=scenario.load("rest").patient(seed),
        port=port,
        pulls=pulls,
        repeat_s=60.0,
    )


def step_until(device: PlayedDevice, end_s: float, start_s: float = 0.0) -> None:
    for n in range(round(start_s / device.step_s), round(end_s / device.step_s)):
        device.step(n * device.step_s)


@pytest.mark.req("SIM-01")
def test_the_same_seed_sends_the_same_bytes() -> None:
    sent = []
    for seed in (1, 1, 2):
        port = ToldPort()
        port.host = True
        step_until(nonin(port, seed), 60.0)
        sent.append(port.sent)
    assert sent[0] == sent[1] != sent[2]
    assert len(sent[0]) == pytest.approx(75 * (60.0 - SETTLE_S) * 5, abs=50)


def test_what_is_counted_is_what_a_reader_takes() -> None:
    port = ToldPort()
    port.host = True
    device = nonin(port)
    step_until(device, 10.0)
    sent = device.finish(10.0)
    protocol = registry.load("nonin").protocol()
    protocol.feed(port.sent, 0.0)
    protocol.finish(0.0)
    assert sent.frames == protocol.counters.frames == sent.samples["pleth"]
    assert sent.numerics["spo2"] >= 9
    assert sent.bytes == len(port.sent)


def test_without_a_host_nothing_is_sent_nor_counted() -> None:
    port = ToldPort()
    device = nonin(port)
    step_until(device, 5.0)
    assert port.sent == b""
    assert device.finish(5.0).frames == 0


def test_a_host_that_does_not_read_loses_whole_emissions_which_are_counted() -> None:
    port = ToldPort()
    port.host = True
    device = nonin(port)
    step_until(device, 1.0)
    port.reads = False
    step_until(device, 2.0, 1.0)
    assert device.finish(2.0).dropped == pytest.approx(75, abs=2)


def test_a_pulled_cable_is_out_for_its_time_and_again_at_each_repeat() -> None:
    port = ToldPort()
    device = nonin(port, pulls=(CablePull(start_s=10.0, duration_s=5.0),))
    plugged = []
    for t in (9.0, 10.0, 14.9, 15.0, 69.0, 71.0, 76.0):
        device.step(t)
        plugged.append(port.plugged)
    assert plugged == [True, False, False, True, True, False, True]


def test_steps_do_not_drift_however_long_each_takes() -> None:
    """A clock whose every look costs 3 ms: the last step is as punctual as the first."""

    class SlowClock(ManualClock):
        def now(self) -> float:
            self.advance(0.003)
            return super().now()

    times: list[float] = []
    port = ToldPort()
    device = nonin(port)
    device.step = times.append  # type: ignore[method-assign]
    Player([device], SlowClock()).play(10.0)
    assert all(t == pytest.approx(round(t / device.step_s) * device.step_s, abs=1e-6) for t in times)
    assert times[-1] == pytest.approx(10.0, abs=0.05)
    assert len(times) > 700


def test_a_host_at_the_wrong_speed_hears_garbage_and_is_not_understood() -> None:
    port = ToldPort()
    device = nonin(port)
    port.host, port.baud = True, 115200
    for n in range(300):
        device.step(n / 75)
    protocol = registry.load("nonin").protocol()
    protocol.feed(port.sent, 0.0)
    assert len(port.sent) > 2 * 5 * 250
    assert protocol.counters.frames == 0
    port.sent, port.baud = b"", 9600
    for n in range(300, 400):
        device.step(n / 75)
    protocol.feed(port.sent, 5.0)
    assert protocol.counters.frames > 90


def test_a_fault_spoils_what_arrives_and_not_what_is_counted_as_sent() -> None:
    port = ToldPort()
    device = PlayedDevice(
        bed=1,
        driver=registry.load("nonin"),
        patient=scenario.load("rest").patient(1),
        port=port,
        faults=(Fault(kind="silence", start_s=2.0, end_s=3.0),),
    )
    port.host = True
    for n in range(75 * 5):
        device.step(n / 75)
    assert len(port.sent) < 5 * 75 * 4.2
    assert device.finish(5.0).frames >= 75 * 4.7
