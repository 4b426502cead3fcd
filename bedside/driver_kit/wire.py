"""A protocol and a virtual device against each other under a clock that is an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bedside.driver_api import CuffOrder, CuffRequest, Device, Patient, Protocol
from bedside.vitals.readings import Reading
from bedside.vitals.sessions import PatientType


def read_all(protocol: Protocol, stream: bytes, t: float = 0.0) -> list[Reading]:
    """Everything a whole stream says."""
    return protocol.feed(stream, t) + protocol.finish(t)


def of_type(readings: Iterable[Reading], kind: type) -> list[Any]:
    """The readings of one kind."""
    return [reading for reading in readings if isinstance(reading, kind)]


def order(what: CuffOrder, patient_type: PatientType = PatientType.ADULT) -> CuffRequest:
    """An order as the cuff guard would pass it on."""
    return CuffRequest(order=what, patient_type=patient_type)


class Wire:
    """Both ends on one lossless wire. The host asks `due` after every step, as the contract says.

    Args:
        protocol: the host's end.
        device: the device's end; None: nothing is plugged in.
        patient: whom the device measures.
        t: when it begins, s.
    """

    def __init__(self, protocol: Protocol, device: Device | None, patient: Patient, t: float = 0.0) -> None:
        self.protocol, self.device, self.patient, self.t = protocol, device, patient, t
        self.readings: list[Reading] = []
        self.sent: list[tuple[float, bytes]] = []  # by the host
        self.received = bytearray()  # by the host
        self.to_device: Callable[[bytes], bytes] = lambda data: data  # faults of the wire
        self.to_host: Callable[[bytes], bytes] = lambda data: data

    def send(self, data: bytes) -> None:
        """Bytes of the host, on their way now."""
        if data:
            self.sent.append((self.t, data))
            if self.device is not None:
                self.device.feed(self.to_device(data), self.t)

    def request(self, what: CuffOrder, patient_type: PatientType = PatientType.ADULT) -> None:
        """An order to the cuff."""
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
