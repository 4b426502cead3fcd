"""One loudspeaker that is opened, fed and watched: it is trusted only while it takes what it is given. No Qt here.

A sound server may lose its device, or die, without a word: its stream then stands still. So what counts is that the
written samples drain. Nothing drained for `STALL_S` is a fault, and a fault is over when samples drain again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, Protocol

import numpy as np

from bedside.alarms.bursts import RATE_HZ, Samples
from bedside.alarms.sounding import Mixer
from bedside.errors import UserFacingError

STALL_S: Final = 2.0
STALL_LOOKS: Final = (
    8  # as often it must have been looked at, too: a computer that slept is no broken loudspeaker
)
REST_S: Final = 0.3  # so long nothing to play, and it is closed
_PROBE: Final = np.zeros(RATE_HZ // 20, np.int16)
_AWAY: Final = "the sound of this computer does not answer. If it stays so, start the computer again."
_NONE: Final = "no loudspeaker is connected. Plug one in, or switch it on."
_log = logging.getLogger(__name__)


class LoudspeakerError(UserFacingError):
    """A loudspeaker does not work."""


class Sink(Protocol):
    """An open way to a loudspeaker."""

    def room(self) -> int:
        """Samples it would take now without waiting.

        Raises:
            LoudspeakerError: it is broken.
        """
        ...

    def waiting(self) -> int:
        """Samples it took that are not played yet."""
        ...

    def write(self, samples: Samples) -> None:
        """Take samples, at most `room()` of them.

        Raises:
            LoudspeakerError: it did not take all.
        """
        ...

    def close(self) -> None:
        """Play no more."""
        ...


class Outlets(Protocol):
    """The loudspeakers this computer has."""

    @property
    def reachable(self) -> bool:
        """True if one may be opened now."""
        ...

    def room(self) -> str:
        """Key of the one the computer uses for everything; "" = there is none."""
        ...

    def station(self, name: str) -> str:
        """Key of the one called `name`; "" = there is none, or it is the room's."""
        ...

    def others(self) -> tuple[str, ...]:
        """Names of all but the room's: what can stand at the station."""
        ...

    def name(self, key: str) -> str:
        """What people call it."""
        ...

    def open(self, key: str) -> Sink:
        """Open it.

        Raises:
            LoudspeakerError: it cannot be opened.
        """
        ...


class Loudspeaker:
    """One loudspeaker and its mixer. Open while something sounds and for each check, as an open stream has its cost."""

    def __init__(self, outlets: Outlets, wanted: Callable[[], str]) -> None:
        self.mixer = Mixer()
        self.fault = ""  # in words; "" = it takes what it is given
        self.proven_t: float | None = None  # station time at which it was last seen to play, s
        self.name = ""  # what people call the one in use; "" = none
        self._outlets = outlets
        self._wanted = wanted
        self._key = ""
        self._sink: Sink | None = None
        self._waited = 0  # samples waiting when last looked at
        self._moved_t = 0.0  # station time at which they were last seen to become fewer, or none waited, s
        self._looks = 0  # since then
        self._used_t = 0.0  # station time at which it last had something to play, s

    @property
    def key(self) -> str:
        """Which one it is, or was last; "" = none yet."""
        return self._key

    @property
    def works(self) -> bool:
        """True if it plays what is given to it."""
        return bool(self.name) and not self.fault

    def hungry(self, now: float) -> bool:
        """True if it has to be fed, or looked at, within the length of its buffer; one that stands still need not."""
        return self._sink is not None and now - self._moved_t < STALL_S

    def check(self, now: float) -> None:
        """See whether it is there and lets itself be written to; the proof comes with the next feeding."""
        key = self._wanted()
        if not key:
            self._break(_NONE)
            return
        if key != self._key or self.fault:
            self._reopen(key, now)
        elif self._sink is None:
            self._open(key, now)
        if self._sink is not None and not self._waited and self.mixer.idle:
            self._write(self._sink, _PROBE, now)
        self.feed(now)

    def feed(self, now: float) -> None:
        """Give it what it has room for, and see whether it played what it was given before."""
        if self._sink is None and not self.fault and self._key and not self.mixer.idle:
            self._open(self._key, now)
        sink = self._sink
        if sink is None:
            return
        try:
            self._look(sink, now)
            room = 0 if self.mixer.idle else sink.room()
        except LoudspeakerError as error:
            self._break(str(error))
            return
        if room:
            bursts = self.mixer.bursts
            samples = self.mixer.render(room)
            if self.mixer.bursts != bursts and not self._wanted():
                self._break(_NONE)
                return
            self._write(sink, samples, now)
        if self._waited or self.fault:
            self._used_t = now
        elif now - self._used_t >= REST_S:
            self.close()

    def close(self) -> None:
        """Let go of it."""
        if self._sink is not None:
            self._sink.close()
            self._sink, self._waited = None, 0

    def _reopen(self, key: str, now: float) -> None:
        """Begin anew, on another loudspeaker or on one that failed."""
        if self._outlets.reachable:
            self.close()
            self.mixer.restart()
            self._open(key, now)

    def _open(self, key: str, now: float) -> None:
        if not self._outlets.reachable:
            self._break(_AWAY)
            return
        try:
            self._sink = self._outlets.open(key)
        except LoudspeakerError as error:
            self._break(str(error))
            return
        self._key, self.name = key, self._outlets.name(key)
        self._waited, self._looks = 0, 0
        self._moved_t = self._used_t = now

    def _look(self, sink: Sink, now: float) -> None:
        waiting = sink.waiting()
        if waiting < self._waited:
            if self.fault:
                _log.info("the loudspeaker works again")
            self.fault, self.proven_t, self._moved_t, self._looks = "", now, now, 0
        elif waiting:
            self._looks += 1
            if now - self._moved_t >= STALL_S and self._looks >= STALL_LOOKS:
                self._fail(
                    f"the loudspeaker “{self.name}” plays nothing. Check its plug and the sound settings of this "
                    "computer; if that does not help, start bedside again."
                )
        else:
            self._moved_t, self._looks = now, 0
        self._waited = waiting

    def _write(self, sink: Sink, samples: Samples, now: float) -> None:
        try:
            sink.write(samples)
        except LoudspeakerError as error:
            self._break(str(error))
            return
        if not self._waited:
            self._moved_t, self._looks = now, 0
        self._waited += samples.size
        self._used_t = now

    def _break(self, words: str) -> None:
        """It cannot be used as it is."""
        self.close()
        self.name = ""
        self._fail(words)

    def _fail(self, words: str) -> None:
        if words == self.fault:
            return
        _log.warning("no alarm sound: %s", words)
        self.fault = words
        self.mixer.restart()
