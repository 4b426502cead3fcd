r"""Raw capture: every byte both ways, as JSON lines that survive a crash.

    {"format": "bedside-capture", "version": 1, "device": …, "driver": …, "port": …,
     "started": "2026-01-01T00:00:00+00:00"}                    (one line)
    {"t": 0.016, "dir": "rx", "hex": "01e084ac8080c3bc"}

`t` is in seconds since `started`. Each line is one unbuffered append: after a kill at any moment the file
holds everything but at most a torn last line, which the reader ignores.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bedside.clock import Clock
from bedside.driver_api import Driver
from bedside.errors import BrokenFileError

FORMAT = "bedside-capture"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Bytes that went one way at one moment."""

    t: float  # s since the capture began
    received: bool  # from the device; False: sent to it
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A capture file, read back."""

    device: str  # id
    driver: str  # key
    port: str
    started: str  # UTC, ISO 8601
    chunks: tuple[Chunk, ...]


class CaptureWriter:
    """Writes one capture file. Belongs to one reader thread."""

    def __init__(self, path: Path, *, device: str, driver: str, port: str, clock: Clock) -> None:
        """Begin a new file.

        Raises:
            BrokenFileError: the file exists already (a capture is never overwritten) or cannot be made.
        """
        self.path = path
        try:
            self._file: BinaryIO | None = path.open("xb", buffering=0)
        except FileExistsError as error:
            raise BrokenFileError(
                f"{path} exists and a capture is never overwritten: choose another name."
            ) from error
        except OSError as error:
            raise BrokenFileError(
                f"{path} cannot be written ({error.strerror}): choose another place."
            ) from error
        self._start = clock.now()
        self._line(
            {
                "format": FORMAT,
                "version": VERSION,
                "device": device,
                "driver": driver,
                "port": port,
                "started": clock.utc().isoformat(),
            }
        )

    def received(self, data: bytes, t: float) -> None:
        """Keep bytes from the device, station time `t`, s.

        Raises:
            BrokenFileError: the disk takes no more; the file is closed and later calls do nothing.
        """
        self._line({"t": round(t - self._start, 6), "dir": "rx", "hex": data.hex()})

    def sent(self, data: bytes, t: float) -> None:
        """Keep bytes to the device, station time `t`, s. Raises as `received` does."""
        self._line({"t": round(t - self._start, 6), "dir": "tx", "hex": data.hex()})

    def close(self) -> None:
        """End the file. May be called twice."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _line(self, record: dict[str, Any]) -> None:
        if self._file is None:
            return
        try:
            self._file.write(json.dumps(record).encode("ascii") + b"\n")
        except OSError as error:
            self.close()
            raise BrokenFileError(
                f"The raw capture {self.path} stopped ({error.strerror}): make room on the disk."
            ) from error


def is_capture(content: bytes) -> bool:
    """Whether a file's content is a capture (by its first line), rather than plain bytes of a device."""
    return _header(content) is not None


def parse_capture(content: bytes, name: str) -> Capture:
    """A capture file's content; a torn last line is left out.

    Args:
        content: the whole file.
        name: how to call it in a sentence.

    Raises:
        BrokenFileError: not a capture, of a newer version, or damaged in the middle.
    """
    header = _header(content)
    if header is None:
        raise BrokenFileError(f"{name} is not a raw capture of bedside.")
    if header.get("version") != VERSION:
        raise BrokenFileError(
            f"{name} is a capture of version {header.get('version')}, this bedside reads version {VERSION}: "
            "install a newer bedside."
        )
    lines = content.split(b"\n")
    chunks = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            chunks.append(_chunk(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):  # no line end after it: torn by a crash
                break
            raise BrokenFileError(f"{name} is damaged in line {number}: use another copy.") from error
    return Capture(
        device=str(header.get("device", "")),
        driver=str(header.get("driver", "")),
        port=str(header.get("port", "")),
        started=str(header.get("started", "")),
        chunks=tuple(chunks),
    )


def _header(content: bytes) -> dict[str, Any] | None:
    """The first line, if it is a capture's header."""
    if not content.startswith(b"{"):
        return None
    try:
        header = json.loads(content.partition(b"\n")[0])
    except ValueError:
        return None
    return header if isinstance(header, dict) and header.get("format") == FORMAT else None


def _chunk(record: Any) -> Chunk:
    if record["dir"] not in ("rx", "tx"):
        raise ValueError("neither received nor sent")
    return Chunk(t=float(record["t"]), received=record["dir"] == "rx", data=bytes.fromhex(record["hex"]))


def new_capture(folder: Path, device: str, driver: Driver, port: str, clock: Clock) -> CaptureWriter:
    """A new capture file of one device in a folder, named by time and device.

    Raises:
        BrokenFileError: the folder or the file cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BrokenFileError(
            f"{folder} cannot be made ({error.strerror}): choose another folder."
        ) from error
    plain = re.sub(r"[^A-Za-z0-9]+", "-", f"{driver.info.key} {port}").strip("-")
    begun = f"{clock.utc():%Y%m%d-%H%M%S}-{plain}"
    path = folder / f"{begun}.jsonl"
    number = 1
    while path.exists():  # switched off and on again within a second
        number += 1
        path = folder / f"{begun}-{number}.jsonl"
    return CaptureWriter(path, device=device, driver=driver.info.key, port=port, clock=clock)
