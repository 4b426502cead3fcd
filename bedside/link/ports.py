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
from bedside.link.playback import Playback
from bedside.link.serial_port import open_serial
from bedside.link.socket_port import SCHEME, open_socket
from bedside.link.transport import Transport

_BY_ID = Path("/dev/serial/by-id")
_PTYS = Path("/dev/pts")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortRow:
    """One serial port of this machine."""

    port: str  # e.g. /dev/ttyUSB0, COM3
    steady: str  # a name that stays with the adapter across re-plugs; the port itself where there is none
    words: str  # what the adapter calls itself, e.g. "CP2102 USB to UART (10C4:EA60)"
    usb: bool


def list_serial() -> list[PortRow]:
    """The serial ports present now, USB adapters first. An adapter never tells which device hangs on it."""
    steady = _steady_names()
    rows = []
    for found in list_ports.comports():
        words = found.description if found.description not in (None, "", "n/a") else found.name
        usb = found.vid is not None
        if usb:
            words = f"{words} ({found.vid:04X}:{found.pid or 0:04X})"
        rows.append(
            PortRow(port=found.device, steady=steady.get(found.device, found.device), words=words, usb=usb)
        )
    return sorted(rows, key=lambda row: (not row.usb, row.port))


def is_simulated(port: str) -> bool:
    """Whether what comes from this port is no patient: a pty (also behind a link), a socket, a recording."""
    if port.startswith(SCHEME):
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


def _steady_names() -> Mapping[str, str]:
    """Port → its name under /dev/serial/by-id."""
    if sys.platform != "linux":
        return {}
    try:
        return {str(link.resolve()): str(link) for link in sorted(_BY_ID.iterdir())}
    except OSError:
        return {}
