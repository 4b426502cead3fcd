"""What tells one USB-serial adapter from another. It never tells which device hangs on it.

A good adapter has a serial number and is the same one wherever it is plugged in. Many have none (CH340, PL2303), or
all of a make carry the one their chip left the factory with (CP2102: "0001"); of those only the USB socket is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

_RUNS: Final = ("0123456789ABCDEF", "123456789ABCDEF")
_SHORTEST: Final = 3  # characters of a serial number, zeros in front not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterId:
    """One port of one USB-serial adapter."""

    vid: int  # vendor, 0…FFFFh
    pid: int  # product, 0…FFFFh
    serial: str = ""  # as the adapter says it; "" = none
    location: str = ""  # USB socket, e.g. "1-2.3"; "" = the system does not tell
    interface: str = ""  # which port of an adapter with several, e.g. "1.0"; "" = it has one

    def __str__(self) -> str:
        """A form to keep in a file; `parse` reads it."""
        parts = (self.serial, self.location, self.interface)
        return "/".join((f"{self.vid:04x}:{self.pid:04x}", *(quote(part, safe="") for part in parts)))

    @classmethod
    def parse(cls, text: str) -> AdapterId:
        """What `str` gave.

        Raises:
            ValueError: it is none; says so.
        """
        kind, *parts = text.split("/")
        vid, _, pid = kind.partition(":")
        try:
            serial, location, interface = (unquote(part, errors="strict") for part in parts)
            return cls(
                vid=int(vid, 16), pid=int(pid, 16), serial=serial, location=location, interface=interface
            )
        except ValueError as error:
            raise ValueError(f"{text!r} names no adapter") from error

    @classmethod
    def of(cls, vid: int, pid: int, serial: str | None, location: str | None) -> AdapterId:
        """From what the system tells of a port; `location` may name the interface behind a colon."""
        socket, _, interface = (location or "").partition(":")
        return cls(vid=vid, pid=pid, serial=(serial or "").strip(), location=socket, interface=interface)

    @property
    def has_serial(self) -> bool:
        """Whether its serial number looks like one, and not like what the factory leaves in every chip."""
        return not _is_placeholder(self.serial)

    @property
    def words(self) -> str:
        """For a person: what to look for on the adapter and where it was."""
        number = f"serial number {self.serial}" if self.has_serial else "without a serial number of its own"
        return f"{self.vid:04X}:{self.pid:04X}, {number}"

    def alike(self, other: AdapterId) -> bool:
        """Whether the two differ in nothing but the socket."""
        return (self.vid, self.pid, self.serial, self.interface) == (
            other.vid,
            other.pid,
            other.serial,
            other.interface,
        )

    def told_apart(self, known: Iterable[AdapterId]) -> bool:
        """Whether its serial number alone says that it is this adapter, among all `known` ones."""
        return self.has_serial and not any(
            self.alike(each) and each.location != self.location for each in known
        )


def _is_placeholder(serial: str) -> bool:
    bare = serial.lstrip("0").upper()
    return (
        len(bare) < _SHORTEST
        or len(set(bare)) == 1
        or any(run.startswith(serial.upper()) or run.startswith(bare) for run in _RUNS)
    )
