"""Which ports are plugged in: looked at once a second in a thread of its own, told when it changes.

Listing takes about a millisecond and nothing waits for it: the station only ever hears of changes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bedside.link.doctor import no_serial_port
from bedside.link.ports import PortRow

POLL_S: Final = 1.0
_USB: Final = Path("/sys/bus/usb/devices")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortsSeen:
    """The serial ports that are there now."""

    ports: tuple[PortRow, ...]
    usb: str = ""  # what to say of an oximeter that is no serial port; "" = there is none


class PortWatch:
    """Tells of the ports at the start and at every change, from `start` to `stop`."""

    def __init__(
        self,
        list_ports: Callable[[], Sequence[PortRow]],
        told: Callable[[PortsSeen], bool],
        *,
        list_usb: Callable[[], Sequence[tuple[str, str]]] = lambda: (),
        poll_s: float = POLL_S,
    ) -> None:
        """Prepare; nothing runs before `start`.

        Args:
            list_ports: the serial ports present now.
            told: takes what is there, in the watch's thread; False: it could not, and is told again.
            list_usb: vendor and product number of every USB device, four capital hexadecimal digits each.
            poll_s: how often to look, s.
        """
        self._list_ports = list_ports
        self._list_usb = list_usb
        self._told = told
        self._poll_s = poll_s
        self._last: PortsSeen | None = None
        self._failing = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="port watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """End the thread, within `timeout_s`."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def look(self) -> None:
        """Look once; tell if it is not as it was."""
        try:
            seen = PortsSeen(ports=tuple(self._list_ports()), usb=no_serial_port(self._list_usb()))
        except Exception:  # noqa: BLE001  an adapter that vanishes while it is listed must not end the watch
            if not self._failing:
                _log.exception("the ports cannot be listed; tried again every %g s", self._poll_s)
            self._failing = True
            return
        self._failing = False
        if seen != self._last and self._told(seen):
            self._last = seen

    def _run(self) -> None:
        # The first look waits too: what comes of it loads every driver, and the window is being built meanwhile.
        while not self._stopping.wait(self._poll_s):
            self.look()


class UsbList:
    """Vendor and product of every USB device of this machine; Linux only, elsewhere there are none to be read."""

    def __init__(self, folder: Path = _USB) -> None:
        """A list that is read again only when a device came or went."""
        self._folder = folder
        self._names: frozenset[str] | None = None
        self._found: tuple[tuple[str, str], ...] = ()

    def __call__(self) -> tuple[tuple[str, str], ...]:
        """The devices present now."""
        try:
            names = frozenset(entry.name for entry in self._folder.iterdir())
        except OSError:  # no such folder on this system
            return ()
        if names != self._names:
            numbers = (self._numbers(self._folder / name) for name in sorted(names))
            self._found = tuple(each for each in numbers if each is not None)
            self._names = names
        return self._found

    @staticmethod
    def _numbers(device: Path) -> tuple[str, str] | None:
        try:
            vendor, product = (
                (device / name).read_text(encoding="ascii").strip().upper()
                for name in ("idVendor", "idProduct")
            )
        except OSError:  # an interface of a device, not a device
            return None
        return vendor, product
