"""Which ports there are, what hangs on them, and how each kind of port is opened."""

from __future__ import annotations

import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from serial.tools import list_ports

from bedside.clock import Clock
from bedside.driver_api import Driver
from bedside.errors import PortError
from bedside.link.adapter import AdapterId
from bedside.link.memory_line import SCHEME as MEMORY_SCHEME
from bedside.link.memory_line import open_memory
from bedside.link.playback import Playback
from bedside.link.serial_port import open_serial
from bedside.link.socket_port import SCHEME, open_socket
from bedside.link.transport import Transport

_BY_ID = Path("/dev/serial/by-id")
_BY_PATH = Path("/dev/serial/by-path")
_PTYS = Path("/dev/pts")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortRow:
    """One serial port of this machine."""

    port: str  # e.g. /dev/ttyUSB0, COM3
    steady: str  # a name that stays with the adapter across re-plugs; the port itself where there is none
    words: str  # what the adapter calls itself, e.g. "CP2102 USB to UART (10C4:EA60)"
    usb: bool
    adapter: AdapterId | None = None  # what tells it from others; None: no USB adapter


def list_serial() -> list[PortRow]:
    """The serial ports present now, USB adapters first. An adapter never tells which device hangs on it."""
    by_id, by_path = _names_in(_BY_ID), _names_in(_BY_PATH)
    rows = []
    for found in list_ports.comports():
        words = found.description if found.description not in (None, "", "n/a") else found.name
        adapter = None
        if found.vid is not None:
            adapter = AdapterId.of(found.vid, found.pid or 0, found.serial_number, found.location)
            words = f"{words} ({adapter.vid:04X}:{adapter.pid:04X})"
        # Adapters without a serial number share one name by id, which points at whichever came last.
        names = by_id if adapter is None or adapter.has_serial else by_path
        rows.append(
            PortRow(
                port=found.device,
                steady=names.get(found.device, found.device),
                words=words,
                usb=adapter is not None,
                adapter=adapter,
            )
        )
    return sorted(rows, key=lambda row: (not row.usb, row.port))


def is_simulated(port: str) -> bool:
    """Whether what comes from this port is no patient: a pty (also behind a link), a socket, a recording."""
    if port.startswith((SCHEME, MEMORY_SCHEME)):
        return True
    try:
        path = Path(port).resolve()
        return path.is_relative_to(_PTYS) or stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError, RuntimeError):
        return False


def open_port(port: str, driver: Driver, clock: Clock) -> Transport:
    """Open a serial port, a `socket://` address or a recording.

    Raises:
        PortError: it cannot be opened; the sentence says why.
        BrokenFileError: the recording cannot be used.
    """
    if port.startswith(SCHEME):
        return open_socket(port)
    if port.startswith(MEMORY_SCHEME):
        return open_memory(port, driver.info.port)
    path = Path(port)
    if path.is_file():
        return Playback(driver, path, clock)
    return open_serial(port, driver.info.port)


def open_as(port: str, driver: Driver, clock: Clock, *, simulated: bool) -> Transport:
    """Open a port that must still be what it was when its device was attached (SAFE-01).

    A link may point at nothing at that moment and at a pseudo-terminal later; what comes over it then would be
    filed under a real patient.

    Raises:
        PortError: it has become something else, or cannot be opened.
        BrokenFileError: the recording cannot be used.
    """
    transport = open_port(port, driver, clock)
    if is_simulated(port) == simulated:
        return transport
    transport.close()
    kind = "a simulated" if not simulated else "no longer a simulated"
    raise PortError(f"{port} is {kind} port now: detach this device and attach it again.")


def _names_in(folder: Path) -> Mapping[str, str]:
    """Port → its name in one of the folders of links that udev keeps."""
    if sys.platform != "linux":
        return {}
    try:
        return {str(link.resolve()): str(link) for link in sorted(folder.iterdir())}
    except OSError:
        return {}
