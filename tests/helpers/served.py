"""Virtual devices on pseudo-terminals of this process, for programs that open them."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from types import TracebackType
from typing import Self

from bedside.driver_api import Device
from drivers.patient import SimulatedPatient


class Served:
    """Serves devices from the moment each is put on its port, until it is left."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._ends: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            os.close(end)

    def serve(self, device: Device | None) -> str:
        """The name of a port with this device behind it; None: one that is silent."""
        ours, theirs = os.openpty()
        os.set_blocking(ours, False)
        self._ends += [ours, theirs]
        if device is not None:
            thread = threading.Thread(target=self._run, args=(device, ours))
            thread.start()
            self._threads.append(thread)
        return os.ttyname(theirs)

    def _run(self, device: Device, end: int) -> None:
        patient, began = SimulatedPatient(3), time.monotonic()
        while not self._stop.wait(0.02):
            t = time.monotonic() - began
            with contextlib.suppress(BlockingIOError):
                device.feed(os.read(end, 4096), t)
            with contextlib.suppress(BlockingIOError):  # nobody reads: a real device does not wait either
                os.write(end, device.emit(patient, t))
