"""A captured byte file in a device's place, on a port that any program can open.

Its bytes come at their recorded times (a plain byte file at the driver's nominal pace), from when a host first opens
the port. What the host sends goes nowhere. After the last byte the device is silent, or begins again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bedside import registry
from bedside.driver_api import Device, Driver, Patient
from bedside.errors import BrokenFileError, RefusedError
from bedside.link.capture import Chunk, is_capture, parse_capture
from bedside.link.playback import chunks_of, read_recording
from bedside.simulation.faults import Fault
from bedside.simulation.player import PlayedDevice
from bedside.simulation.scenario import Scenario
from bedside.simulation.virtual_port import VirtualPort

STEP_S: Final = 0.02


class CapturedDevice(Device):
    """Says what a recording's device said.

    Args:
        chunks: by their times, from 0 s on.
        repeat: begin again at the end.
    """

    step_s = STEP_S

    def __init__(self, chunks: Sequence[Chunk], *, repeat: bool) -> None:
        self._times: list[float] = []
        for chunk in chunks:  # a clock that was set back while it was captured must not hold up the rest
            self._times.append(max(chunk.t, self._times[-1] if self._times else 0.0))
        self._data = [chunk.data for chunk in chunks]
        self._round_s = self._times[-1] + STEP_S if repeat and chunks else None
        self._rounds = 0
        self._next = 0

    def feed(self, data: bytes, t: float) -> None:
        """Nobody listens at the other end of a recording."""

    def emit(self, patient: Patient, t: float) -> bytes:
        """The bytes up to `t`, s since the recording began."""
        said = b""
        if self._round_s is not None:
            while t >= (self._rounds + 1) * self._round_s:
                said += b"".join(self._data[self._next :])
                self._next = 0
                self._rounds += 1
            t -= self._rounds * self._round_s
        until = bisect_right(self._times, t)
        said += b"".join(self._data[self._next : until])
        self._next = max(self._next, until)
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A recording that can be played as a device."""

    file: Path
    driver: Driver
    chunks: tuple[Chunk, ...]

    @property
    def duration_s(self) -> float:
        """Until its last byte."""
        return max(chunk.t for chunk in self.chunks)

    def about(self) -> dict[str, object]:
        """What there is, as plain JSON types."""
        return {
            "file": str(self.file),
            "driver": self.driver.info.key,
            "seconds": round(self.duration_s, 3),
            "bytes": sum(len(chunk.data) for chunk in self.chunks),
        }

    def played(
        self,
        port: VirtualPort,
        line: Scenario,
        faults: Sequence[Fault],
        *,
        bed: int,
        seed: int,
        repeat: bool,
    ) -> PlayedDevice:
        """The device on a port, ready to be played.

        Args:
            port: not yet plugged in.
            line: its cable pulls and faults count; its patient is not asked.
            faults: further ones.
            bed: number of the bed, from 1.
            seed: of the faults.
            repeat: begin again at the end.
        """
        return PlayedDevice(
            bed=bed,
            driver=replace(self.driver, device=lambda: CapturedDevice(self.chunks, repeat=repeat)),
            patient=line.patient(seed),
            port=port,
            pulls=line.pulls_of(self.driver),
            faults=(*line.faults_of(self.driver), *faults),
            seed=seed,
            repeat_s=line.repeat_s,
            waits=True,
        )


def read(file: Path, key: str = "") -> Captured:
    """A recording.

    Args:
        file: a capture of bedside, or plain bytes of a device.
        key: of the driver; "": the one that the capture names.

    Raises:
        BrokenFileError: the file cannot be used.
        RefusedError: a plain file does not say which driver.
        DriverError: there is no such driver.
    """
    content = read_recording(file)
    if not key:
        key = parse_capture(content, str(file)).driver if is_capture(content) else ""
    if not key:
        raise RefusedError(
            f"{file} does not say which device it comes from: name its driver with --driver "
            f"({', '.join(registry.keys())})."
        )
    driver = registry.load(key)
    chunks = chunks_of(driver, file)
    if not any(chunk.data for chunk in chunks):
        raise BrokenFileError(f"{file} holds no byte from a device: choose another capture.")
    return Captured(file=file, driver=driver, chunks=chunks)
