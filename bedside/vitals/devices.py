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
    interval_s: float | None = None  # how often the device renews its numbers at the latest; None: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCounters:
    """What the link has seen since it was attached."""

    bytes_in: int = 0
    frames: int = 0  # valid frames
    bad_frames: int = 0  # stretches of bytes that had to be thrown away
    thrown_bytes: int = 0  # bytes in them, as far as the protocol counts them
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
    loss: float | None = (
        None  # 0…1: part of the bytes of the last minute that had to be thrown away; None: no bytes, or not counted
    )
    delay_s: float | None = None  # from a byte's arrival to the station's step, median of the last seconds
    bytes_per_s: tuple[int, ...] = ()  # of each of the last 60 whole seconds, newest last
    capture: str = ""  # file in which every byte is being kept; "" = none
    port_now: str = ""  # where the device is now, if it came back on another port than it was attached to


class SearchState(StrEnum):
    """How far bedside is in finding out what hangs on a port."""

    LISTENING = "listening"
    ASKING = "asking"  # a person allowed to send read-only requests
    FOUND = "found"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLine:
    """What came at one line setting."""

    line: str  # e.g. "19200 8O1"
    count: int  # bytes
    seconds: float
    verdict: str  # "no frame", "silent", "Contec 5-byte"
    begin: bytes = b""  # the first of them, at most 64


@dataclass(frozen=True, slots=True, kw_only=True)
class PortSearch:
    """A port nobody attached yet: what was heard on it and what it may be."""

    port: str
    words: str  # what the adapter calls itself
    state: SearchState
    since_t: float  # station time, s
    line: str = ""  # being tried now
    tried: tuple[TriedLine, ...] = ()
    sentence: str = ""  # what there is, or what is wrong
    advice: str = ""  # what to try; "" = nothing is wrong
    driver: str = ""  # key, when found
    title: str = ""  # of the driver
    may_ask: bool = False  # silent, and nothing was sent yet: a person may allow to ask
    simulated: bool = False
    built_in: bool = False  # of the computer itself: nobody plugged it in, and silence is usual there

    @property
    def idle(self) -> bool:
        """Whether it is a port of the computer on which nothing was ever heard."""
        heard = any(each.count for each in self.tried)
        return self.built_in and not heard and not self.driver
