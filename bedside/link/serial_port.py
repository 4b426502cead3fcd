"""Serial ports through pyserial: opening with a sentence for every way it fails, then bytes at full speed.

pyserial configures and locks the line; on POSIX the bytes then go straight through the file descriptor, so
that one `select` waits for the device and for `wake` together. A pty is a serial port like any other.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from dataclasses import replace
from typing import Any

import serial

from bedside.driver_api import PortSettings
from bedside.errors import PortError
from bedside.link.transport import READ_SIZE, PortDeniedError, PortMissingError, SelectTransport, Transport

if sys.platform == "win32":
    _LINE_ERRORS: tuple[type[Exception], ...] = ()
else:
    import termios

    _LINE_ERRORS = (termios.error,)  # pyserial lets some of these through

POLL_S = 0.05  # longest wait where a wait cannot be ended from outside
_MISSING = {errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO, errno.ENOTDIR}
_DENIED = {errno.EACCES, errno.EPERM}
_TAKEN = {errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK}
_NO_LINE = {errno.ENOTTY, errno.EINVAL, errno.EISDIR}


def open_serial(port: str, settings: PortSettings) -> Transport:
    """Open a serial port for us alone and throw away what it had already received.

    Raises:
        PortMissingError: there is no such port.
        PortError: permission denied, taken by another program, not a serial port, or settings it cannot do.
    """
    try:
        line = serial.Serial(
            port,
            baudrate=settings.baud,
            bytesize=settings.bits,
            parity=settings.parity,
            stopbits=settings.stop,
            timeout=0,
            write_timeout=0,
            xonxoff=False,
            exclusive=True,
        )
        with contextlib.suppress(OSError, serial.SerialException):
            line.reset_input_buffer()
    except ValueError as error:
        raise PortError(f"{port} cannot do {settings}: use another adapter.") from error
    except (serial.SerialException, OSError, *_LINE_ERRORS) as error:
        bare = replace(settings, bits=8, parity="N")
        if settings != bare and _errno(error) == errno.EINVAL and _is_pty(port):
            return open_serial(port, bare)
        raise _refusal(port, error) from error
    vanished = f"{port} was unplugged: plug the cable in again, bedside goes on by itself."
    if sys.platform == "win32":
        return PolledSerial(line, vanished)
    number: int = line.fileno()
    return SelectTransport(
        number,
        receive=lambda size: os.read(number, size),
        send=lambda rest: os.write(number, rest),
        close=line.close,
        vanished=vanished,
    )


def _is_pty(port: str) -> bool:
    """Whether a port is a pseudo-terminal: it passes on no parity, and refuses to be set to one a second time."""
    return os.path.realpath(port).startswith("/dev/pts/")


def _refusal(port: str, error: BaseException) -> PortError:
    """The sentence for a port that could not be opened."""
    number = _errno(error)
    if number in _MISSING:
        return PortMissingError(f"There is no port {port}: plug the device in or choose another port.")
    if number in _DENIED:
        return PortDeniedError(
            f"Permission denied for {port}: add this user to the group dialout and log in again, or install "
            "the udev rule of bedside (sudo sh packaging/linux/serial-access.sh)."
        )
    if number in _TAKEN:
        return PortError(f"{port} is taken by another program: close that program.")
    if number in _NO_LINE:
        return PortError(f"{port} is not a serial port: choose another port.")
    return PortError(
        f"{port} cannot be opened ({error}): choose another port or unplug and replug the device."
    )


def _errno(error: BaseException) -> int | None:
    """The system's error number behind pyserial's exception, where there is one."""
    cause: BaseException | None = error
    while cause is not None:
        number = getattr(cause, "errno", None)
        if number is None and cause.args and isinstance(cause, _LINE_ERRORS):
            number = cause.args[0]
        if isinstance(number, int):
            return number
        if isinstance(cause, PermissionError):
            return errno.EACCES
        text = str(cause)  # Windows: pyserial only passes the words on
        if "FileNotFoundError" in text:
            return errno.ENOENT
        if "PermissionError" in text:  # Windows says so for a port somebody else has open
            return errno.EBUSY
        cause = cause.__context__
    return None


class PolledSerial:
    """A serial port where `select` does not work (Windows): short waits, so that `wake` is never missed."""

    def __init__(self, line: Any, vanished: str) -> None:
        self._line = line
        self._vanished = vanished

    def read(self, timeout_s: float | None) -> bytes:
        """See `Transport.read`."""
        try:
            self._line.timeout = POLL_S if timeout_s is None else min(timeout_s, POLL_S)
            first: bytes = self._line.read(1)
            if not first:
                return b""
            self._line.timeout = 0
            rest: bytes = self._line.read(min(READ_SIZE, self._line.in_waiting))
        except (serial.SerialException, OSError) as error:
            raise PortMissingError(self._vanished) from error
        return first + rest

    def write(self, data: bytes) -> None:
        """See `Transport.write`."""
        try:
            self._line.write(data)
        except (serial.SerialException, OSError) as error:
            raise PortMissingError(self._vanished) from error

    def wake(self) -> None:
        """See `Transport.wake`."""
        with contextlib.suppress(serial.SerialException, OSError, AttributeError):
            self._line.cancel_read()

    def close(self) -> None:
        """See `Transport.close`."""
        with contextlib.suppress(serial.SerialException, OSError):
            self._line.close()
