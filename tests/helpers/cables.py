"""Virtual devices on pseudo-terminals behind links that a test plugs in and pulls."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

from bedside import registry
from bedside.link.ports import PortRow
from bedside.simulation import scenario
from bedside.simulation.uart import heard_at
from bedside.simulation.virtual_port import PtyPort


class Cable:
    """One device on one pty, heard at the speed its host has set."""

    def __init__(self, link: Path, driver: str, seed: int) -> None:
        self.driver = registry.load(driver)
        self.port = PtyPort(link)
        self._device = self.driver.device()
        self._patient = scenario.load("rest").patient(seed)
        self._lock = threading.Lock()
        self.plugged = False

    @property
    def row(self) -> PortRow:
        """The cable in a list of ports."""
        return PortRow(
            port=self.port.name, steady=self.port.name, words=f"cable of {self.port.name}", usb=True
        )

    def plug(self) -> None:
        with self._lock:
            self.port.plug()
            self.plugged = True

    def pull(self) -> None:
        with self._lock:
            self.port.pull()
            self.plugged = False

    def serve(self, t: float) -> None:
        """Hear and send what is due at `t`, s."""
        with self._lock:
            if not self.plugged:
                return
            self._device.feed(self.port.read(), t)
            sent = self._device.emit(self._patient, t)
            line, baud = self.driver.info.port, self.port.host_baud()
            if self.port.connected() and sent:
                self.port.write(heard_at(sent, line, replace(line, baud=baud or line.baud)))


class Cables:
    """Some cables and the thread that plays their devices."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.cables: dict[str, Cable] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="cables")
        self._thread.start()

    def add(self, driver: str, *, plugged: bool = True) -> Cable:
        """A device of this driver on a new port."""
        cable = Cable(self._folder / driver, driver, seed=len(self.cables) + 1)
        if plugged:
            cable.plug()
        self.cables = {**self.cables, driver: cable}
        return cable

    def rows(self) -> list[PortRow]:
        """The ports that are plugged in, as the system would list them."""
        return [cable.row for cable in self.cables.values() if cable.plugged]

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        for cable in self.cables.values():
            cable.pull()

    def _serve(self) -> None:
        began = time.monotonic()
        while not self._stop.wait(0.02):
            for cable in self.cables.values():
                cable.serve(time.monotonic() - began)
