"""A recording in a device's place: a raw capture at its recorded pace, a plain byte file at its nominal one.

Which of the two a file is, its content tells. A plain file knows nothing of time: its pace is the driver's
nominal frame rate times the mean length of the frames the driver finds in it; where it finds none, the line's
full speed. What the host sends to a recording goes nowhere.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

from bedside.clock import Clock
from bedside.driver_api import Driver, Protocol
from bedside.errors import BrokenFileError
from bedside.link.capture import Chunk, is_capture, parse_capture
from bedside.link.foreign import what_else
from bedside.link.sample_clock import SampleClock
from bedside.link.transport import RecordingOverError
from bedside.link.waves import join_waves, place_waves
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Reading

STEP_S = 0.02  # a plain file comes in slices of this length
_NO_PROGRESS = 1e-6  # s; a protocol whose deadline does not move on is asked again when bytes come


def read_recording(path: Path) -> bytes:
    """The whole file.

    Raises:
        BrokenFileError: it cannot be read or is empty.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BrokenFileError(f"{path} cannot be read ({error.strerror}): check the path.") from error
    if not content:
        raise BrokenFileError(f"{path} is empty: choose another file.")
    return content


def bytes_per_s(driver: Driver, content: bytes) -> float:
    """The nominal pace of a plain file, estimated as the module's text says."""
    protocol = driver.protocol()
    protocol.feed(content, 0.0)
    protocol.finish(0.0)
    if protocol.counters.frames:
        return len(content) / protocol.counters.frames * driver.info.frame_rate_hz
    return driver.info.port.baud / 10


def chunks_of(driver: Driver, path: Path) -> tuple[Chunk, ...]:
    """What a recording's device sent, timed from 0 s: of a capture the received bytes only.

    Raises:
        BrokenFileError: the file cannot be used; the sentence says why.
    """
    content = read_recording(path)
    _refuse_saved(driver, path, content)
    if is_capture(content):
        return tuple(chunk for chunk in parse_capture(content, str(path)).chunks if chunk.received)
    pace = bytes_per_s(driver, content)
    size = max(1, round(pace * STEP_S))
    return tuple(
        Chunk(t=min(start + size, len(content)) / pace, received=True, data=content[start : start + size])
        for start in range(0, len(content), size)
    )


class Playback:
    """A recording as a transport."""

    def __init__(self, driver: Driver, path: Path, clock: Clock) -> None:
        """Read the file; its first second begins now.

        Raises:
            BrokenFileError: the file cannot be used.
        """
        self._name = path.name
        self._chunks = chunks_of(driver, path)
        self._next = 0
        self._clock = clock
        self._start = clock.now()
        self._woken = threading.Event()

    def read(self, timeout_s: float | None) -> bytes:
        """See `Transport.read`; raises `RecordingOverError` after the last byte."""
        if self._next == len(self._chunks):
            raise RecordingOverError(
                f"The recording {self._name} is over: attach it again to play it once more."
            )
        wait = self._start + self._chunks[self._next].t - self._clock.now()
        if wait > 0:
            wait = self._clock.real_s(wait)
            self._woken.wait(wait if timeout_s is None else min(wait, timeout_s))
            self._woken.clear()
        return b"".join(chunk.data for chunk in self._take(self._clock.now() - self._start))

    def _take(self, t: float) -> Iterator[Chunk]:
        while self._next < len(self._chunks) and self._chunks[self._next].t <= t:
            yield self._chunks[self._next]
            self._next += 1

    def write(self, data: bytes) -> None:
        """Nobody listens at the other end of a recording."""

    def wake(self) -> None:
        """See `Transport.wake`."""
        self._woken.set()

    def close(self) -> None:
        """See `Transport.close`."""


def decode_file(driver: Driver, path: Path) -> Iterator[Reading]:
    """Every reading in a file, in order, t in seconds since its beginning.

    A plain file is timed by its frames (frame n lies at n / nominal rate), and a determination lies its age before
    the frame that tells it, so also before the file's beginning; a capture by its recorded times,
    with evenly spaced samples, as the live link would have done it.

    Raises:
        BrokenFileError: the file cannot be used.
    """
    content = read_recording(path)
    if is_capture(content):
        return _decode_chunks(driver, parse_capture(content, str(path)).chunks)
    saved = _saved(driver, path, content)
    if saved is not None:
        return iter(saved)
    if words := what_else(content):
        raise BrokenFileError(f"{path} {words}.")
    return _decode_plain(driver, content)


def _saved(driver: Driver, path: Path, content: bytes) -> list[Reading] | None:
    """Readings of a file that the device's own PC program saved; None: it is none."""
    if driver.read_file is None:
        return None
    try:
        return driver.read_file(content)
    except ValueError as error:
        raise BrokenFileError(f"{path} cannot be used. {error}") from error


def _refuse_saved(driver: Driver, path: Path, content: bytes) -> None:
    """A file without the times or the bytes of a stream cannot stand in a device's place."""
    if is_capture(content):
        return
    if _saved(driver, path, content) is not None:
        raise BrokenFileError(
            f"{path} holds values that were stored, not a stream of bytes: read it with `bedside decode`."
        )
    if words := what_else(content):
        raise BrokenFileError(f"{path} {words}.")


def _decode_plain(driver: Driver, content: bytes) -> Iterator[Reading]:
    protocol = driver.protocol()
    rate_hz = driver.info.frame_rate_hz
    for byte in content:
        yield from protocol.feed(bytes((byte,)), protocol.counters.frames / rate_hz)
    yield from protocol.finish(protocol.counters.frames / rate_hz)


def _decode_chunks(driver: Driver, chunks: tuple[Chunk, ...]) -> Iterator[Reading]:
    protocol = driver.protocol()
    clocks: dict[Parameter, SampleClock] = {}
    t = 0.0
    deadline = protocol.due(t).at
    for chunk in itertools.chain(chunks, (None,)):
        while chunk is not None and deadline is not None and t + _NO_PROGRESS < deadline <= chunk.t:
            t = deadline
            yield from _placed(protocol, b"", t, clocks)
            deadline = protocol.due(t).at
        if chunk is None:
            yield from place_waves(join_waves(protocol.finish(t)), clocks)
        elif chunk.received:
            t = max(t, chunk.t)
            yield from _placed(protocol, chunk.data, t, clocks)
            deadline = protocol.due(t).at


def _placed(protocol: Protocol, data: bytes, t: float, clocks: dict[Parameter, SampleClock]) -> list[Reading]:
    bad_before = protocol.counters.bad_frames
    readings = join_waves(protocol.feed(data, t))
    return place_waves(readings, clocks, lost=protocol.counters.bad_frames > bad_before)
