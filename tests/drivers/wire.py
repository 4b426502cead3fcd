"""Drive a protocol and a virtual device against each other under a manual clock, and shorthands of the tests."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from bedside.driver_api import CuffOrder, CuffRequest, Device, Patient, Protocol
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Numeric, Reading, Wave
from bedside.vitals.sessions import PatientType

CAPTURES = Path(__file__).parents[3] / "shared" / "captures"


def capture(name: str) -> bytes:
    """Bytes of a published capture; skips the test where the captures are not beside the checkout."""
    path = CAPTURES / name
    if not path.exists():
        pytest.skip(f"the capture {name} is not beside this checkout")
    return path.read_bytes()


def table(name: str) -> list[dict[str, str]]:
    """Rows of a capture's expected values."""
    return list(csv.DictReader(capture(name).decode().splitlines()))


def read_all(protocol: Protocol, stream: bytes, t: float = 0.0) -> list[Reading]:
    """Everything a whole stream says."""
    return protocol.feed(stream, t) + protocol.finish(t)


def samples(readings: Iterable[Reading]) -> list[int | None]:
    return [sample for reading in readings if isinstance(reading, Wave) for sample in reading.samples]


def numbers(readings: Iterable[Reading], parameter: Parameter) -> list[float | None]:
    return [r.value for r in readings if isinstance(r, Numeric) and r.parameter is parameter]


def of_type(readings: Iterable[Reading], kind: type) -> list[Any]:
    return [reading for reading in readings if isinstance(reading, kind)]


def order(what: CuffOrder, patient_type: PatientType = PatientType.ADULT) -> CuffRequest:
    return CuffRequest(order=what, patient_type=patient_type)


class Wire:
    """Both ends on one lossless wire. The host asks `due` after every step, as the contract says."""

    def __init__(self, protocol: Protocol, device: Device | None, patient: Patient, t: float = 0.0) -> None:
        self.protocol, self.device, self.patient, self.t = protocol, device, patient, t
        self.readings: list[Reading] = []
        self.sent: list[tuple[float, bytes]] = []  # by the host
        self.received = bytearray()  # by the host
        self.to_device: Callable[[bytes], bytes] = lambda data: data  # faults of the wire
        self.to_host: Callable[[bytes], bytes] = lambda data: data

    def send(self, data: bytes) -> None:
        if data:
            self.sent.append((self.t, data))
            if self.device is not None:
                self.device.feed(self.to_device(data), self.t)

    def request(self, what: CuffOrder, patient_type: PatientType = PatientType.ADULT) -> None:
        self.send(self.protocol.request(order(what, patient_type), self.t))

    def run(self, seconds: float, step_s: float = 0.05) -> list[Reading]:
        """Let time pass; the readings of that time."""
        begin = len(self.readings)
        until = self.t + seconds
        while self.t < until - 1e-9:
            due = self.protocol.due(self.t)
            self.send(due.send)
            if self.device is not None:
                data = self.to_host(self.device.emit(self.patient, self.t))
                self.received += data
                self.readings += self.protocol.feed(data, self.t)
            self.t = min(until, self.t + step_s)
            if due.at is not None and due.at <= self.t:
                self.readings += self.protocol.feed(b"", self.t)
        return self.readings[begin:]

    def requests(self, opcode: bytes) -> int:
        """How often the host has sent messages with `opcode`."""
        return sum(data.count(opcode) for _, data in self.sent)
