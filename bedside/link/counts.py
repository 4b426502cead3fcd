"""What a link has seen since it was attached, over all the protocols that were begun on it."""

from __future__ import annotations

from typing import Final

from bedside.driver_api import Counters, Protocol
from bedside.vitals.devices import LinkCounters

_NONE: Final = Counters()


class LinkCounts:
    """Bytes and frames of one link."""

    def __init__(self) -> None:
        self.bytes_in = 0
        self.byte_t: float | None = None  # of the newest byte, station time, s
        self.frame_t: float | None = None  # of the newest frame, station time, s
        self._frames = 0  # of protocols that have ended
        self._bad_frames = 0
        self._thrown = 0

    def end(self, protocol: Protocol) -> None:
        """A protocol ended; what it counted is kept."""
        self._frames += protocol.counters.frames
        self._bad_frames += protocol.counters.bad_frames
        self._thrown += protocol.counters.thrown_bytes

    def by_now(self, protocol: Protocol | None) -> LinkCounters:
        """The counters with those of the protocol that runs, if one does."""
        now = _NONE if protocol is None else protocol.counters
        return LinkCounters(
            bytes_in=self.bytes_in,
            frames=self._frames + now.frames,
            bad_frames=self._bad_frames + now.bad_frames,
            thrown_bytes=self._thrown + now.thrown_bytes,
            last_byte_t=self.byte_t,
            last_frame_t=self.frame_t,
        )
