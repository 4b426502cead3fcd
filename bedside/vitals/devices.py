"""A device's link: where it hangs, what state it is in, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bedside.vitals.parameters import Parameter


class LinkState(StrEnum):
    """State of a link, for icons and filters; the sentence beside it carries the meaning."""

    OPENING = "opening"
    WAITING = "waiting"  # open, no valid frame yet
    MEASURING = "measuring"
    SILENT = "silent"  # was measuring; nothing valid for the driver's silence time
    GARBLED = "garbled"  # bytes arrive, none form a frame
    GONE = "gone"  # the port vanished: unplugged
    REFUSED = "refused"  # cannot be opened: permission, taken, no such port
    ENDED = "ended"  # a played-back file is over
    DETACHED = "detached"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChange:
    """A link changed its state. Recorded with its cause, shown in words."""

    t: float  # s; station time above the link, session time in a monitor
    device: str  # device id: "<driver key>@<port>"
    state: LinkState
    sentence: str  # what happened and what to do, one sentence
    lost_t: float | None = (
        None  # same base as t: from when on the link counts as lost (T-COM); None: it does not
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCounters:
    """What the link has seen since it was attached."""

    bytes_in: int = 0
    frames: int = 0  # valid frames
    bad_frames: int = 0  # stretches of bytes that had to be thrown away
    last_byte_t: float | None = None  # station time, s
    last_frame_t: float | None = None  # station time, s


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """Everything the Devices screen and `bedside devices` say about one attached device."""

    device: str
    driver: str  # key
    title: str  # e.g. "Contec V7.0"
    port: str
    line: str  # e.g. "115200 8N1"
    bed: int
    parameters: tuple[Parameter, ...]
    simulated: bool
    state: LinkState
    sentence: str
    since_t: float  # station time, s, of the state
    counters: LinkCounters
    frames_per_s: float | None
    identity: str = ""
