"""What carries the bytes: the one interface of serial ports, sockets and recordings.

A transport belongs to one reader thread. Only `wake` may be called from another thread.
"""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Callable
from typing import Protocol

from bedside.errors import PortError

READ_SIZE = 4096  # bytes; more than any device sends between two reads
WRITE_PATIENCE_S = 0.25  # a port that takes no byte for this long is not working


class PortMissingError(PortError):
    """There is no such port now: not yet plugged in, or unplugged."""


class PortDeniedError(PortError):
    """The system does not let this user open the port."""


class RecordingOverError(PortError):
    """A played-back recording has come to its end. No fault, but no more bytes either."""


class Transport(Protocol):
    """An open way to a device."""

    def read(self, timeout_s: float | None) -> bytes:
        """Whatever has arrived, waiting at most `timeout_s` of real time (None: until bytes come) for the first byte.

        Returns:
            b"" after the time-out or a `wake`.
        Raises:
            PortError: the port vanished; `RecordingOverError` at the end of a recording.
        """
        ...

    def write(self, data: bytes) -> None:
        """Send all of `data`.

        Raises:
            PortError: the port vanished or takes no more bytes.
        """
        ...

    def wake(self) -> None:
        """End a running or the next `read`. May be called from any thread, also after `close`."""
        ...

    def close(self) -> None:
        """Give the port back. May be called twice."""
        ...


class SelectTransport:
    """A transport over anything `select` can wait for: a serial port on POSIX, a socket everywhere."""

    def __init__(
        self,
        waitable: int | socket.socket,
        *,
        receive: Callable[[int], bytes],
        send: Callable[[bytes], int],
        close: Callable[[], None],
        vanished: str,
    ) -> None:
        """Wrap an open, non-blocking port.

        Args:
            waitable: what `select` waits for.
            receive: takes a size, returns bytes; b"" or OSError mean that the port is gone.
            send: returns how many bytes it took.
            close: gives the port back.
            vanished: the sentence for a port that went away.
        """
        self.number = waitable if isinstance(waitable, int) else waitable.fileno()  # file descriptor
        self._waitable = waitable
        self._receive = receive
        self._send = send
        self._close_port = close
        self._vanished = vanished
        self._closed = False
        self._ear, self._bell = socket.socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)
        self._watched: list[int | socket.socket] = [waitable, self._ear]

    def read(self, timeout_s: float | None) -> bytes:
        """See `Transport.read`."""
        try:
            ready, _, _ = select.select(self._watched, (), (), timeout_s)
            if self._ear in ready:
                self._ear.recv(64)
        except OSError as error:
            raise PortMissingError(self._vanished) from error
        return self.take() if self._waitable in ready else b""

    def take(self) -> bytes:
        """Whatever has arrived, without waiting; raises as `read` does."""
        try:
            received = self._receive(READ_SIZE)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise PortMissingError(self._vanished) from error
        if not received:
            raise PortMissingError(self._vanished)
        return received

    def write(self, data: bytes) -> None:
        """See `Transport.write`."""
        rest = data
        while rest:
            try:
                rest = rest[self._send(rest) :]
            except BlockingIOError:
                _, ready, _ = select.select((), (self._waitable,), (), WRITE_PATIENCE_S)
                if not ready:
                    raise PortError(
                        "The port takes no more bytes: check the cable and that the device is on."
                    ) from None
            except OSError as error:
                raise PortMissingError(self._vanished) from error

    def wake(self) -> None:
        """See `Transport.wake`."""
        with contextlib.suppress(OSError):  # full: it rings already; closed: nobody reads any more
            self._bell.send(b"!")

    def close(self) -> None:
        """See `Transport.close`."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(OSError):  # the port may be gone already
            self._close_port()
        self._ear.close()
        self._bell.close()


class HeldTransport:
    """An open port of a device; closing it gives it back."""

    def __init__(self, transport: Transport, closed: Callable[[], None], port_now: str = "") -> None:
        """Wrap an open transport.

        Args:
            transport: what carries the bytes.
            closed: called when it is closed.
            port_now: the port, if it is not the one the device was attached to.
        """
        self.port_now = port_now
        self.transport = transport
        self._closed = closed

    def read(self, timeout_s: float | None) -> bytes:
        """See `Transport.read`."""
        return self.transport.read(timeout_s)

    def write(self, data: bytes) -> None:
        """See `Transport.write`."""
        self.transport.write(data)

    def wake(self) -> None:
        """See `Transport.wake`."""
        self.transport.wake()

    def close(self) -> None:
        """See `Transport.close`."""
        self.transport.close()
        self._closed()
