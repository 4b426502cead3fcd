"""Which device hangs on a line: listening first, asking only where a person allows it. Pure: bytes and times in.

    listen at each line setting ──recognised──► found
        │ silent                 └─not understood─► next setting … ► not found: what was heard
        ▼
    may probe? ──no──► not found: silent, may be …
        └─yes─► the read-only requests of each setting, one after another ──answer──► found

A line that streams brings bytes at any setting, only wrong ones; so a line that is silent at the first is silent at
all, and a line that is not is given time at each. What the bytes say counts alone, never the adapter they come
through. The drivers say how they are recognised (`Signature`); two that recognise the same bytes make neither.

Source of the order: the detection paragraphs of the device documents; docs/detection.md is made from these tables.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bedside.driver_api import DriverInfo, PortSettings, Signature

FIRST: Final = (
    PortSettings(baud=9600),
    PortSettings(baud=19200),
    PortSettings(baud=19200, parity="O"),
    PortSettings(baud=115200),
    PortSettings(baud=19200, parity="E"),
)
"""Settings in the order in which they are tried; others follow in the order of their drivers' keys."""

SILENT_S: Final = 2.2  # the slowest stream known sends a line every 2 s
FIRST_ROUND_S: Final = 3.0  # at each setting; those whose devices are slower get their time afterwards
LONGEST_S: Final = 20.0  # all listening together
PROBE_EVERY_S: Final = 0.3  # between two requests of one driver
ANSWER_S: Final = 0.4  # before the next driver's request; an answer that is later is still taken
LAST_ANSWER_S: Final = 1.0  # after the last request at one setting
TEXT_BYTES: Final = 24  # so many readable ones in a row are no accident
KEPT_BYTES: Final = 16_384  # of what was heard at one setting


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


_Part = Generator[Action, None, Found | NotFound | None]
"""A part of a detection: its actions, and at its end the verdict; None: not yet."""


@dataclass(slots=True)
class _Try:
    """One line setting that is being tried."""

    settings: PortSettings
    signatures: list[tuple[str, Signature]]
    since: float
    heard: bytearray = field(default_factory=bytearray)
    count: int = 0


def candidates_of(infos: Iterable[DriverInfo]) -> list[tuple[str, Signature]]:
    """Every way to recognise every driver."""
    return [(info.key, signature) for info in infos for signature in info.signatures]


def settings_of(candidates: Sequence[tuple[str, Signature]]) -> list[PortSettings]:
    """Every line setting once, in the order in which it is tried."""
    named = list(dict.fromkeys(signature.port for _, signature in candidates))
    return [known for known in FIRST if known in named] + [one for one in named if one not in FIRST]


class Detection:
    """Finds out what hangs on one port.

    Args:
        candidates: as `candidates_of` gives them.
        may_probe: a person allowed to send read-only requests.
    """

    def __init__(self, candidates: Sequence[tuple[str, Signature]], *, may_probe: bool) -> None:
        self._candidates = candidates
        self._may_probe = may_probe
        self._heard: list[Heard] = []
        self._steps = self._run()
        self._data = b""
        self._t = 0.0

    def step(self, data: bytes, t: float) -> Action:
        """`data` arrived, or the time of the last action came, at `t`, s. The first call begins it."""
        self._data, self._t = data, t
        return next(self._steps)

    def so_far(self) -> NotFound:
        """The verdict if it is given up now."""
        return NotFound(heard=tuple(self._heard), probed=False)

    def _run(self) -> Iterator[Action]:
        verdict = yield from self._listen()
        if verdict is None and self._may_probe and self._silent_now:
            verdict = yield from self._probe()
        while True:
            yield Action(verdict=verdict or NotFound(heard=tuple(self._heard), probed=self._may_probe))

    def _listen(self) -> _Part:
        listening = [(key, signature) for key, signature in self._candidates if not signature.probe]
        slow = [each for each in listening if each[1].listen_s > FIRST_ROUND_S]
        began = self._t
        for round_of in (listening, slow):
            for settings in settings_of(round_of):
                here = [each for each in listening if each[1].port == settings]
                longest_s = max(signature.listen_s for _, signature in here)
                if round_of is listening:
                    longest_s = min(longest_s, FIRST_ROUND_S)
                verdict = yield from self._listen_at(settings, here, longest_s, began + LONGEST_S)
                if verdict is not None:
                    return verdict
                if self._silent_now or self._t - began >= LONGEST_S:
                    return None
        return None

    def _listen_at(
        self,
        settings: PortSettings,
        signatures: list[tuple[str, Signature]],
        longest_s: float,
        until_t: float,
    ) -> _Part:
        """Listen at one setting: until one driver alone recognises its device, or the time is up.

        Text that can be read is not heard at a wrong speed, so its slow devices get their time at once.
        """
        slowest_s = max(signature.listen_s for _, signature in signatures)
        tried = _Try(settings, signatures, self._t)
        yield Action(open=settings, at=self._t + 0.1)
        while True:
            self._take(tried)
            seconds = self._t - tried.since
            found = self._recognised(tried, seconds)
            enough_s = slowest_s if _is_text(tried.heard) else longest_s
            over = seconds >= enough_s or self._t >= until_t or (not tried.count and seconds >= SILENT_S)
            if len(found) == 1 or (found and over):
                self._note(tried)
                return self._verdict(tried, found)
            if over:
                self._note(tried)
                return None
            yield Action(at=self._t + 0.1)

    def _probe(self) -> _Part:
        probing = [(key, signature) for key, signature in self._candidates if signature.probe]
        for settings in settings_of(probing):
            tried = _Try(settings, [each for each in probing if each[1].port == settings], self._t)
            yield Action(open=settings, at=self._t + 0.05)
            asked: list[tuple[str, Signature]] = []
            sent_t = self._t
            for number, (key, signature) in enumerate(tried.signatures):
                asked.append((key, signature))
                last = number == len(tried.signatures) - 1
                for number_of, request in enumerate(signature.probe):
                    sent_t = self._t
                    yield Action(send=request, at=self._t + 0.05)
                    wait_s = PROBE_EVERY_S
                    if number_of == len(signature.probe) - 1:
                        wait_s = LAST_ANSWER_S if last else ANSWER_S
                    while True:
                        self._take(tried)
                        found = [
                            (name, words)
                            for name, one in asked
                            if (words := one.recognise(bytes(tried.heard), self._t - tried.since)) is not None
                        ]
                        if found:
                            for rest in signature.probe[number_of + 1 :]:  # what was begun is also ended
                                yield Action(send=rest, at=self._t + 0.05)
                            self._note(tried)
                            return self._verdict(tried, found, since=sent_t)
                        if self._t - sent_t >= wait_s:
                            break
                        yield Action(at=self._t + 0.05)
            self._note(tried)
        return None

    def _take(self, tried: _Try) -> None:
        data, self._data = self._data, b""
        tried.count += len(data)
        tried.heard += data[: KEPT_BYTES - len(tried.heard)]

    def _recognised(self, tried: _Try, seconds: float) -> list[tuple[str, str]]:
        heard = bytes(tried.heard)
        if not heard:
            return []
        return [
            (key, words)
            for key, signature in tried.signatures
            if seconds <= signature.listen_s + 0.5
            and (words := signature.recognise(heard, seconds)) is not None
        ]

    @property
    def _silent_now(self) -> bool:
        """Whether nothing was ever heard, or for so long that whatever it was is over."""
        silent_s = 0.0
        for heard in reversed(self._heard):
            if heard.count:
                return silent_s >= 2 * SILENT_S
            silent_s += heard.seconds
        return True

    def _note(self, tried: _Try) -> None:
        self._heard.append(
            Heard(
                settings=tried.settings,
                seconds=self._t - tried.since,
                count=tried.count,
                begin=bytes(tried.heard[:64]),
            )
        )

    def _verdict(
        self, tried: _Try, found: list[tuple[str, str]], since: float | None = None
    ) -> Found | NotFound:
        keys = tuple(dict.fromkeys(key for key, _ in found))
        if len(keys) > 1:
            return NotFound(heard=tuple(self._heard), between=keys, probed=self._may_probe)
        return Found(
            driver=keys[0],
            settings=tried.settings,
            words=found[0][1],
            seconds=self._t - (tried.since if since is None else since),
        )


def _is_text(heard: bytearray) -> bool:
    """Whether these are lines a person could read."""
    return len(heard) >= TEXT_BYTES and all(
        0x20 <= byte < 0x7F or byte in b"\r\n\t" for byte in heard[-TEXT_BYTES:]
    )
