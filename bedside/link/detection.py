"""Which device hangs on a line: listening first, asking only where a person allows it. Pure: bytes and times in.

    listen at each line setting ──recognised──► found
        │ silent                 └─not understood─► next setting … ► not found: what was heard
        ▼
    may probe? ──no──► not found: silent, may be …
        └─yes─► the read-only requests of each setting (`asking`) ──answer──► found

A line that streams brings bytes at any setting, only wrong ones; so a line that is silent at the first is silent at
all. One that is not is given time at each, for as long as what comes may still be one of the devices of that setting:
that a driver can say soon (`Signature.possible`), so that a wrong speed costs tenths of a second. What the bytes say
counts alone, never the adapter they come through. The drivers say how they are recognised (`Signature`); two that
recognise the same bytes make neither.

Source of the order: the detection paragraphs of the device documents; docs/detection.md is made from these tables.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Final

from bedside.driver_api import DriverInfo, PortSettings
from bedside.link.asking import ask, asked_settings
from bedside.link.tries import SILENT_S, Action, Candidate, Ear, Found, Heard, NotFound, Part, Try

__all__ = ["FIRST", "LONGEST_S", "SILENT_S", "Action", "Detection", "Found", "Heard", "NotFound"]
__all__ += ["FIRST_ROUND_S", "asked_settings", "candidates_of", "settings_of"]

FIRST: Final = (
    PortSettings(baud=9600),
    PortSettings(baud=19200),
    PortSettings(baud=19200, parity="O"),
    PortSettings(baud=115200),
    PortSettings(baud=19200, parity="E"),
)
"""Settings in the order in which they are listened to; others follow in the order of their drivers' keys."""

FIRST_ROUND_S: Final = (
    3.0  # at each setting, for drivers that cannot say sooner; the slow ones get theirs afterwards
)
LONGEST_S: Final = 20.0  # all listening together
STILL_SILENT_S: Final = 0.4  # where the line was silent just before
TEXT_BYTES: Final = 24  # so many readable ones in a row are no accident
_STEP_S: Final = 0.1
_LEAST_S: Final = 0.3  # at a setting where bytes come
_BESIDE_S: Final = 0.5  # a signature is asked for so much longer than it wants to be listened to


def candidates_of(infos: Iterable[DriverInfo]) -> list[Candidate]:
    """Every way to recognise every driver."""
    return [(info.key, signature) for info in infos for signature in info.signatures]


def settings_of(candidates: Sequence[Candidate]) -> list[PortSettings]:
    """Every line setting once, in the order in which it is listened to."""
    named = list(dict.fromkeys(signature.port for _, signature in candidates))
    return [known for known in FIRST if known in named] + [one for one in named if one not in FIRST]


class Detection:
    """Finds out what hangs on one port.

    Args:
        candidates: as `candidates_of` gives them.
        may_probe: a person allowed to send read-only requests.
        known_silent: a detection of a moment ago heard nothing on this line; it is only made sure of.
    """

    def __init__(
        self, candidates: Sequence[Candidate], *, may_probe: bool, known_silent: bool = False
    ) -> None:
        self._candidates = candidates
        self._may_probe = may_probe
        self._known_silent = known_silent and may_probe
        self._ear = Ear()
        self._steps = self._run()

    def step(self, data: bytes, t: float) -> Action:
        """`data` arrived, or the time of the last action came, at `t`, s. The first call begins it."""
        self._ear.data, self._ear.t = data, t
        return next(self._steps)

    def so_far(self) -> NotFound:
        """The verdict if it is given up now."""
        return NotFound(heard=tuple(self._ear.heard), probed=self._ear.asking)

    def _run(self) -> Iterator[Action]:
        still_silent = False
        if self._known_silent:
            still_silent = yield from self._is_still_silent()
        verdict = None if still_silent else (yield from self._listen())
        if verdict is None and self._may_probe and self._ear.silent:
            verdict = yield from ask(self._ear, self._candidates)
            if verdict is None and self._ear.streaming:  # it was switched on, or plugged in, meanwhile
                verdict = yield from self._listen()
        while True:
            yield Action(verdict=verdict or self.so_far())

    def _is_still_silent(self) -> Generator[Action, None, bool]:
        settings = [*asked_settings(self._candidates), *settings_of(self._candidates)][:1]
        for one in settings:
            tried = Try(one, [], self._ear.t)
            yield Action(open=one, at=self._ear.t + STILL_SILENT_S)
            self._ear.take(tried)
            self._ear.note(tried)
        return self._ear.silent

    def _listen(self) -> Part:
        listening = [(key, signature) for key, signature in self._candidates if not signature.probe]
        slow = [each for each in listening if each[1].possible is None and each[1].listen_s > FIRST_ROUND_S]
        began = self._ear.t
        for round_of in (listening, slow):
            for settings in settings_of(round_of):
                here = [each for each in round_of if each[1].port == settings]
                tried = Try(settings, here, self._ear.t)
                verdict = yield from self._listen_at(tried, began + LONGEST_S, first=round_of is listening)
                if verdict is not None:
                    return verdict
                if self._ear.silent or self._ear.t - began >= LONGEST_S:
                    return None
        return None

    def _listen_at(self, tried: Try, until_t: float, *, first: bool) -> Part:
        """Listen at one setting: until one driver alone recognises its device, or the time is up."""
        ear = self._ear
        yield Action(open=tried.settings, at=ear.t + _STEP_S)
        while True:
            ear.take(tried)
            seconds = ear.t - tried.since
            found = _recognised(tried, seconds)
            worth_s = _worth_s(tried, seconds, first=first) if tried.count else SILENT_S
            over = seconds >= worth_s or ear.t >= until_t
            if len(found) == 1 or (found and over):
                ear.note(tried)
                return ear.verdict(tried, found, tried.since)
            if over:
                ear.note(tried)
                return None
            yield Action(at=ear.t + _STEP_S)


def _recognised(tried: Try, seconds: float) -> list[tuple[str, str]]:
    heard = bytes(tried.heard)
    if not heard:
        return []
    return [
        (key, words)
        for key, signature in tried.candidates
        if seconds <= signature.listen_s + _BESIDE_S
        and (words := signature.recognise(heard, seconds)) is not None
    ]


def _worth_s(tried: Try, seconds: float, *, first: bool) -> float:
    """How long this setting is worth it, as far as can be said now: as its most patient device that is still possible.

    Text that can be read is not heard at a wrong speed, so slow devices that cannot say more get their time at once.
    """
    heard = bytes(tried.heard)
    all_at_once = not first or _is_text(tried.heard)
    worth_s = _LEAST_S
    for _, signature in tried.candidates:
        if signature.possible is None:
            own_s = signature.listen_s if all_at_once else min(signature.listen_s, FIRST_ROUND_S)
        elif signature.possible(heard, seconds):
            own_s = signature.listen_s
        else:
            continue
        worth_s = max(worth_s, own_s)
    return worth_s


def _is_text(heard: bytearray) -> bool:
    """Whether these are lines a person could read."""
    return len(heard) >= TEXT_BYTES and all(
        0x20 <= byte < 0x7F or byte in b"\r\n\t" for byte in heard[-TEXT_BYTES:]
    )
