"""The capture of one reader: begun and ended as others ask for it, written in the reader's own thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from bedside.errors import BrokenFileError
from bedside.link.capture import CaptureWriter


class KeptBytes:
    """Where every byte of a device is kept, if anywhere. A full disk costs the capture, not the link."""

    def __init__(self, writer: CaptureWriter | None, begin: Callable[[], CaptureWriter] | None) -> None:
        """Nothing is written yet.

        Args:
            writer: the file that is kept from the beginning.
            begin: makes another when somebody asks; raises `BrokenFileError` when it cannot. None: there is no place.
        """
        self._writer = writer
        self._begin = begin
        self._asked: deque[bool] = deque()  # on or off, by another thread

    @property
    def on(self) -> bool:
        """Whether bytes are kept now."""
        return self._writer is not None

    @property
    def path(self) -> str:
        """The file; "" = none. From any thread."""
        writer = self._writer
        return "" if writer is None else str(writer.path)

    def ask(self, *, on: bool) -> bool:
        """Begin a new file, or end it, with the next `follow`. From any thread; False: there is no place for one."""
        if on and self._begin is None:
            return False
        self._asked.append(on)
        return True

    def follow(self) -> str:
        """Do what was asked; why it could not be done, "" = it was."""
        fault = ""
        while self._asked:
            on = self._asked.popleft()
            if on and self._writer is None and self._begin is not None:
                try:
                    self._writer = self._begin()
                except BrokenFileError as error:
                    fault = str(error)
            elif not on:
                self.close()
                self._writer = None
        return fault

    def received(self, data: bytes, t: float) -> str:
        """Keep bytes of the device; why that ended the capture, "" = it goes on."""
        return self._keep(None if self._writer is None else self._writer.received, data, t)

    def sent(self, data: bytes, t: float) -> str:
        """Keep bytes of bedside; as `received`."""
        return self._keep(None if self._writer is None else self._writer.sent, data, t)

    def close(self) -> None:
        """End the file."""
        if self._writer is not None:
            self._writer.close()

    def _keep(self, write: Callable[[bytes, float], None] | None, data: bytes, t: float) -> str:
        if write is None or not data:
            return ""
        try:
            write(data, t)
        except BrokenFileError as error:
            self._writer = None
            return str(error)
        return ""
