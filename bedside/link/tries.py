"""What the parts of a detection share: what it can say, and what was heard at each line setting. Pure."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Final

from bedside.driver_api import PortSettings, Signature

SILENT_S: Final = 2.2  # the slowest stream known sends a line every 2 s
KEPT_BYTES: Final = 16_384  # of what was heard at one setting
_SHOWN_BYTES: Final = 64

Candidate = tuple[str, Signature]
"""Key of a driver and one way to recognise its device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came at one line setting."""

    settings: PortSettings
    seconds: float
    count: int  # bytes
    begin: bytes  # the first of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One driver recognised its device."""

    driver: str  # key
    settings: PortSettings
    words: str  # what it is
    seconds: float  # since this setting was tried or the request was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """Nothing was recognised, or more than one driver recognised it."""

    heard: tuple[Heard, ...]
    between: tuple[str, ...] = ()  # keys of the drivers that all recognised it
    probed: bool = False

    @property
    def silent(self) -> bool:
        """Whether not a single byte came."""
        return not any(heard.count for heard in self.heard)


@dataclass(frozen=True, slots=True)
class Action:
    """What to do now, and when to come again at the latest."""

    open: PortSettings | None = None  # close the port and open it with these settings
    send: bytes = b""
    at: float | None = None
    verdict: Found | NotFound | None = None


Part = Generator[Action, None, Found | NotFound | None]
"""A part of a detection: its actions, and at its end the verdict; None: not yet."""


@dataclass(slots=True)
class Try:
    """One line setting that is being tried."""

    settings: PortSettings
    candidates: list[Candidate]
    since: float
    heard: bytearray = field(default_factory=bytearray)
    count: int = 0
    last_t: float = 0.0  # when bytes came last


@dataclass(slots=True)
class Ear:
    """What comes in now, and what came at the settings that were tried."""

    data: bytes = b""
    t: float = 0.0
    heard: list[Heard] = field(default_factory=list)
    asking: bool = False
    asked_from: int = 0  # place in `heard` of the first setting that was asked at
    streaming: bool = False  # asking was given up because the line had begun to speak by itself

    def take(self, tried: Try) -> None:
        """Put down what has arrived."""
        data, self.data = self.data, b""
        if data:
            tried.count += len(data)
            tried.heard += data[: KEPT_BYTES - len(tried.heard)]
            tried.last_t = self.t

    def note(self, tried: Try) -> None:
        """This setting is left. A setting that is asked at twice is noted once."""
        new = Heard(
            settings=tried.settings,
            seconds=self.t - tried.since,
            count=tried.count,
            begin=bytes(tried.heard[:_SHOWN_BYTES]),
        )
        for place in range(self.asked_from if self.asking else len(self.heard), len(self.heard)):
            old = self.heard[place]
            if old.settings == new.settings:
                self.heard[place] = Heard(
                    settings=old.settings,
                    seconds=old.seconds + new.seconds,
                    count=old.count + new.count,
                    begin=old.begin or new.begin,
                )
                return
        self.heard.append(new)

    @property
    def silent(self) -> bool:
        """Whether nothing was ever heard, or for so long that whatever it was is over."""
        silent_s = 0.0
        for heard in reversed(self.heard):
            if heard.count:
                return silent_s >= 2 * SILENT_S
            silent_s += heard.seconds
        return True

    def verdict(self, tried: Try, found: list[tuple[str, str]], since: float) -> Found | NotFound:
        """What the drivers (key, words) that recognised their device since `since` make of it."""
        keys = tuple(dict.fromkeys(key for key, _ in found))
        if len(keys) > 1:
            return NotFound(heard=tuple(self.heard), between=keys, probed=self.asking)
        return Found(driver=keys[0], settings=tried.settings, words=found[0][1], seconds=self.t - since)
