"""Where a virtual device is plugged in: a pty, or a TCP port where there are no ptys.

Within one process, at any speed: `bedside.link.memory_line.MemoryLine`, which is a `VirtualPort` too.

The name of a port stays the same across a cable pull: a pty hangs behind a symbolic link, a TCP port keeps its
number. Nothing here ever waits: a host that does not read loses whole emissions, never parts of them.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
from pathlib import Path
from typing import Protocol

UNPLUGGED = (
    "/dev/pts/unplugged"  # where the link of a pulled cable points: nowhere, and never at a stranger's pty
)
READ_SIZE = 4096


class VirtualPort(Protocol):
    """The device's side of a port."""

    @property
    def name(self) -> str:
        """What a host opens."""
        ...

    def plug(self) -> None:
        """Put the cable in."""
        ...

    def pull(self) -> None:
        """Take the cable out: the host's port vanishes. May be called twice."""
        ...

    def connected(self) -> bool:
        """Whether a host has the port open."""
        ...

    def waitable(self) -> int | socket.socket | None:
        """What to `select` for bytes of the host; None while none is connected."""
        ...

    def read(self) -> bytes:
        """What the host has sent; b"" for nothing."""
        ...

    def write(self, data: bytes) -> bool:
        """Send all of `data`, or nothing and return False when the host does not read."""
        ...

    def host_baud(self) -> int | None:
        """Speed the host has set its port to; None: not known, or it has set none."""
        ...


class _Outbox:
    """Keeps emissions whole where the system takes only a part."""

    def __init__(self) -> None:
        self._rest = b""

    def empty(self) -> None:
        self._rest = b""

    def write(self, data: bytes, send_to: _Sender) -> bool:
        """Send the rest of the emission before, then `data`; False: dropped whole."""
        try:
            if self._rest:
                self._rest = self._rest[send_to(self._rest) :]
            if self._rest:
                return False
            self._rest = data[send_to(data) :]
        except OSError:  # full, or the host went away: both lose this emission only
            return False
        return True


class _Sender(Protocol):
    def __call__(self, data: bytes, /) -> int: ...


if sys.platform != "win32":
    import pty
    import termios
    import tty

    _BAUDS = {
        getattr(termios, name): int(name[1:])
        for name in dir(termios)
        if name[0] == "B" and name[1:].isdecimal() and name not in ("B0", "B38400")
    }
    """The system's number for a speed → baud. A new pty has 38400: nobody has set it."""

    class PtyPort:
        """A pseudo-terminal in raw mode behind a symbolic link."""

        def __init__(self, link: Path) -> None:
            """A port not yet plugged in; `link` is made by `plug` and stays, dangling, after `pull`."""
            self._link = link
            self._master: int | None = None
            self._poll = select.poll()
            self._outbox = _Outbox()

        @property
        def name(self) -> str:
            """See `VirtualPort.name`."""
            return str(self._link)

        def plug(self) -> None:
            """See `VirtualPort.plug`."""
            if self._master is not None:
                return
            self._master, slave = pty.openpty()
            tty.setraw(slave)
            os.set_blocking(self._master, False)
            self._poll.register(self._master, 0)
            self._point_to(os.ttyname(slave))
            os.close(slave)  # from now on a hang-up tells that no host is there

        def pull(self) -> None:
            """See `VirtualPort.pull`."""
            if self._master is None:
                return
            self._point_to(UNPLUGGED)
            self._poll.unregister(self._master)
            os.close(self._master)
            self._master = None
            self._outbox.empty()

        def connected(self) -> bool:
            """See `VirtualPort.connected`."""
            if self._master is None:
                return False
            if any(event & select.POLLHUP for _, event in self._poll.poll(0)):
                self._outbox.empty()
                return False
            return True

        def waitable(self) -> int | None:
            """See `VirtualPort.waitable`."""
            return self._master if self.connected() else None

        def read(self) -> bytes:
            """See `VirtualPort.read`."""
            if self._master is None:
                return b""
            try:
                return os.read(self._master, READ_SIZE)
            except OSError:  # nothing there, or the host has just gone
                return b""

        def write(self, data: bytes) -> bool:
            """See `VirtualPort.write`."""
            master = self._master
            return master is not None and self._outbox.write(data, lambda rest: os.write(master, rest))

        def host_baud(self) -> int | None:
            """See `VirtualPort.host_baud`: both ends of a pty share their settings."""
            if self._master is None:
                return None
            try:
                return _BAUDS.get(termios.tcgetattr(self._master)[tty.OSPEED])
            except termios.error:  # the host has just gone
                return None

        def _point_to(self, target: str) -> None:
            """Move the link in one step, so that a host never finds it missing."""
            fresh = self._link.with_name(self._link.name + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(target)
            fresh.replace(self._link)


class TcpPort:
    """A TCP server on this machine for one host at a time; its name is a `socket://` address."""

    def __init__(self) -> None:
        self._number = 0
        self._server: socket.socket | None = None
        self._host: socket.socket | None = None
        self._outbox = _Outbox()

    @property
    def name(self) -> str:
        """See `VirtualPort.name`; known after the first `plug`."""
        return f"socket://127.0.0.1:{self._number}"

    def plug(self) -> None:
        """See `VirtualPort.plug`."""
        if self._server is None:
            self._server = socket.create_server(("127.0.0.1", self._number), backlog=1)
            self._server.setblocking(False)
            self._number = self._server.getsockname()[1]

    def pull(self) -> None:
        """See `VirtualPort.pull`."""
        self._hang_up()
        if self._server is not None:
            self._server.close()
            self._server = None

    def connected(self) -> bool:
        """See `VirtualPort.connected`."""
        if self._host is None and self._server is not None:
            with contextlib.suppress(BlockingIOError):
                self._host, _ = self._server.accept()
                self._host.setblocking(False)
                self._host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._host is not None

    def waitable(self) -> socket.socket | None:
        """See `VirtualPort.waitable`."""
        return self._host if self.connected() else None

    def read(self) -> bytes:
        """See `VirtualPort.read`."""
        if self._host is None:
            return b""
        try:
            received = self._host.recv(READ_SIZE)
        except BlockingIOError:
            return b""
        except OSError:
            received = b""
        if not received:
            self._hang_up()
        return received

    def write(self, data: bytes) -> bool:
        """See `VirtualPort.write`."""
        return self._host is not None and self._outbox.write(data, self._host.send)

    def host_baud(self) -> int | None:
        """See `VirtualPort.host_baud`: a socket has none."""
        return None

    def _hang_up(self) -> None:
        if self._host is not None:
            self._host.close()
            self._host = None
        self._outbox.empty()


def new_port(folder: Path, name: str) -> VirtualPort:
    """A port not yet plugged in: a pty at `folder`/`name`, or a TCP port where there are no ptys."""
    if sys.platform == "win32":
        return TcpPort()
    return PtyPort(folder / name)
