"""A line within this process: what the host's end writes arrives at the device's, and the other way round.

For simulated hours: with a `PacedClock` nothing on it is late, however fast the clock is asked to run, because it
waits until what was sent has been read. Otherwise it is a pseudo-terminal without a system: `plug` makes its name known
("memory://bed1-nonin"), one host at a time opens it at a speed, `pull` takes it from under the host, and a device
whose host does not read loses whole emissions. Every byte is the virtual device's own; a host that opened the line
at another speed is told so by `host_baud`, and whoever plays the device spoils the bytes (`simulation/uart.py`).
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Final

from bedside.clock import Clock
from bedside.driver_api import PortSettings
from bedside.errors import PortError
from bedside.link.transport import READ_SIZE, PortMissingError, Transport
from bedside.paced_clock import PacedClock

SCHEME: Final = "memory://"
CAPACITY: Final = 65_536  # bytes that wait for a host; what begins to be sent below it is taken whole
HEARS: Final = 65_536  # bytes that wait for the device; more than any request

_plugged: dict[str, MemoryLine] = {}  # by name
_plugging = threading.Lock()


def open_memory(port: str, settings: PortSettings) -> Transport:
    """Open a memory line that is plugged in.

    Raises:
        PortMissingError: there is no such line now.
        PortError: somebody else has it open.
    """
    with _plugging:
        line = _plugged.get(port)
    if line is None:
        raise PortMissingError(f"There is no port {port}: its simulated device is unplugged or has ended.")
    return line.open(settings)


class MemoryLine:
    """The device's end, as a virtual port."""

    def __init__(self, name: str, clock: Clock) -> None:
        """A line not yet plugged in.

        Args:
            name: without the scheme, e.g. "bed1-nonin".
            clock: of host and device; a `PacedClock` waits for what is on the line.
        """
        self._name = SCHEME + name
        self._clock = clock
        self._leash = clock.leash(f"the host of {self._name}") if isinstance(clock, PacedClock) else None
        self._lock = threading.Lock()
        self._host: _HostEnd | None = None
        self._to_device = bytearray()
        self._ear: socket.socket | None = None  # what the device's side selects
        self._bell: socket.socket | None = None

    @property
    def name(self) -> str:
        """What a host opens."""
        return self._name

    def plug(self) -> None:
        """Put the cable in. May be called twice.

        Raises:
            PortError: another line of this process has that name.
        """
        with _plugging:
            if _plugged.setdefault(self._name, self) is not self:
                raise PortError(f"There is a port {self._name} already: end the other simulation first.")
        with self._lock:
            if self._ear is None:
                self._ear, self._bell = socket.socketpair()
                self._ear.setblocking(False)
                self._bell.setblocking(False)

    def pull(self) -> None:
        """Take the cable out: what was sent still arrives, then the host's port vanishes. May be called twice."""
        with _plugging:
            if _plugged.get(self._name) is self:
                del _plugged[self._name]
        with self._lock:
            host, self._host = self._host, None
            self._to_device.clear()
            for end in (self._ear, self._bell):
                if end is not None:
                    end.close()
            self._ear = self._bell = None
        if host is not None:
            host.vanish()

    def connected(self) -> bool:
        """Whether a host has the port open."""
        return self._host is not None

    def waitable(self) -> socket.socket | None:
        """What to `select` for bytes of the host; None while none is connected."""
        return self._ear if self._host is not None else None

    def read(self) -> bytes:
        """What the host has sent; b"" for nothing."""
        with self._lock:
            if self._ear is not None:
                with contextlib.suppress(BlockingIOError):
                    self._ear.recv(READ_SIZE)
            received = bytes(self._to_device)
            self._to_device.clear()
            return received

    def write(self, data: bytes) -> bool:
        """Send all of `data`, or nothing and return False when no host is there or it does not read."""
        host = self._host
        return host is not None and host.take(data)

    def host_baud(self) -> int | None:
        """Speed at which the host has opened the line; None: no host is there."""
        host = self._host
        return None if host is None else host.baud

    def open(self, settings: PortSettings) -> Transport:
        """The host's end.

        Raises:
            PortMissingError: it is not plugged in.
            PortError: a host has it open already.
        """
        with self._lock:
            if self._ear is None:
                raise PortMissingError(f"There is no port {self._name}: its simulated device is unplugged.")
            if self._host is not None:
                raise PortError(f"{self._name} is taken by another reader: detach that device first.")
            self._to_device.clear()
            self._host = _HostEnd(self, settings.baud)
            return self._host

    def from_host(self, host: _HostEnd, data: bytes) -> None:
        """Take what the host's end sends.

        Raises:
            PortMissingError: it was unplugged; PortError: the device reads nothing.
        """
        with self._lock:
            if self._host is not host or self._bell is None:
                raise PortMissingError(self.vanished)
            if len(self._to_device) + len(data) > HEARS:
                raise PortError("The port takes no more bytes: check that the simulated device runs.")
            self._to_device += data
            with contextlib.suppress(BlockingIOError):  # full: it rings already
                self._bell.send(b"!")

    def hang_up(self, host: _HostEnd) -> None:
        """The host closed its end."""
        with self._lock:
            if self._host is host:
                self._host = None

    @property
    def vanished(self) -> str:
        """The sentence for a line that was unplugged."""
        return f"{self._name} was unplugged: bedside goes on by itself when its simulated device is back."

    def keep(self) -> None:
        """Bytes wait for the host, or the news that it was unplugged: a paced clock waits too."""
        if self._leash is not None:
            self._leash.hold()

    def taken(self) -> None:
        """The host's thread has them; from its look at the clock here on it holds a paced clock by itself."""
        if self._leash is not None:
            self._clock.now()
            self._leash.free()


class _HostEnd:
    """The host's end: a transport."""

    def __init__(self, line: MemoryLine, baud: int) -> None:
        self.baud = baud
        self._line = line
        self._news = threading.Condition()
        self._received = bytearray()
        self._woken = False
        self._gone = False
        self._closed = False

    def read(self, timeout_s: float | None) -> bytes:
        """See `Transport.read`."""
        with self._news:
            self._news.wait_for(lambda: self._woken or self._received or self._gone, timeout_s)
            self._woken = False
            data = bytes(self._received[:READ_SIZE])
            del self._received[:READ_SIZE]
            if not self._received:
                self._line.taken()
            if self._gone and not data:
                raise PortMissingError(self._line.vanished)
            return data

    def write(self, data: bytes) -> None:
        """See `Transport.write`."""
        self._line.from_host(self, data)

    def wake(self) -> None:
        """See `Transport.wake`."""
        with self._news:
            self._woken = True
            self._news.notify_all()

    def close(self) -> None:
        """See `Transport.close`: what was not read is lost."""
        self._line.hang_up(self)  # first: the device must not take a closing host for one that does not read
        with self._news:
            self._closed = True
            self._received.clear()
            self._line.taken()

    def take(self, data: bytes) -> bool:
        """Bytes of the device; False: dropped, because too many wait already."""
        with self._news:
            if self._gone or self._closed or len(self._received) >= CAPACITY:
                return False
            if data:
                if not self._received:
                    self._line.keep()
                self._received += data
                self._news.notify_all()
            return True

    def vanish(self) -> None:
        """The cable was taken out."""
        with self._news:
            if not self._closed:
                self._gone = True
                self._line.keep()
                self._news.notify_all()
