"""A serial line of a test: a virtual device at its own line settings, heard at others as garbage."""

from __future__ import annotations

from collections.abc import Sequence

from bedside.driver_api import Device, Patient, PortSettings, Signature
from bedside.link.detection import Detection, Found, NotFound
from bedside.simulation.uart import heard_at

STEP_S = 0.05


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
