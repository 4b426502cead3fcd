"""The part of a detection that sends: read-only requests, on a line that is silent, after a person allowed it. Pure.

    quickly    at each line setting the first request of each device, and a short wait: whoever answers at once is found
    at leisure the same again with all requests and the time the device documents give, 1 s at the end of each setting

Where bytes come, the rest of that driver's requests follows, 0.3 s apart, and its answer is waited for as long as it
is worth it. Bytes that nobody understands may be the late answer to what was asked one setting before; these two are
the first to be asked at leisure. A line that goes on and on is no answer but a stream: asking ends and listening
begins.

Longer requests go first at one setting: a short one without an end would else stand in front of them in the device's
buffer. Requests of another device are rubbish to the one that is there, at another speed too; a test holds them
against every virtual device to see that none starts anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bedside.driver_api import PortSettings, Signature
from bedside.link.tries import Action, Candidate, Ear, Part, Try

ASKED_FIRST: Final = (
    PortSettings(baud=115200),
    PortSettings(baud=9600),
    PortSettings(baud=19200, parity="O"),
    PortSettings(baud=19200),
    PortSettings(baud=4800, parity="O"),
    PortSettings(baud=4800),
    PortSettings(baud=19200, parity="E"),
    PortSettings(baud=38400),
    PortSettings(baud=115200, parity="E"),
)
"""Settings in the order in which they are asked at, the commonest devices first; others follow as their drivers do."""

REQUEST_EVERY_S: Final = 0.3  # between two requests of one driver
LAST_ANSWER_S: Final = 1.0  # at leisure: after the last request at one setting
_OPENS_S: Final = 0.05  # between opening the port and the first request
_STEP_S: Final = 0.05
_QUIET_S: Final = 0.4  # so long after its last byte an answer is over
_MORE_S: Final = 0.5  # than an answer is worth: whatever still comes is a stream
_BITS: Final = 12  # of the longest character on the wire, with a spare one


@dataclass(frozen=True, slots=True)
class Pace:
    """How long is waited for an answer, s."""

    between_s: float  # before the next driver's request at the same setting; a later answer is still taken
    last_s: float  # after the last request at one setting
    all_requests: bool  # whether or not the first one was answered


QUICKLY: Final = Pace(between_s=0.1, last_s=0.22, all_requests=False)
AT_LEISURE: Final = Pace(between_s=0.4, last_s=LAST_ANSWER_S, all_requests=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    key: str
    signature: Signature
    since: float  # when its first request was sent
    place: int  # in what is heard: its answer cannot begin earlier


def asked_settings(candidates: Sequence[Candidate]) -> list[PortSettings]:
    """Every line setting of those that can be asked, once, in the order in which it is asked at."""
    named = list(dict.fromkeys(signature.port for _, signature in candidates if signature.probe))
    return [known for known in ASKED_FIRST if known in named] + [
        one for one in named if one not in ASKED_FIRST
    ]


def asked_at(candidates: Sequence[Candidate], settings: PortSettings) -> list[Candidate]:
    """Those that are asked at this setting, in their order."""
    here = [each for each in candidates if each[1].probe and each[1].port == settings]
    return sorted(here, key=lambda each: -len(each[1].probe[0]))


def ask(ear: Ear, candidates: Sequence[Candidate]) -> Part:
    """Ask at every setting, quickly and then at leisure; None: nobody answered, or the line streams."""
    ear.asking, ear.asked_from = True, len(ear.heard)
    order = asked_settings(candidates)
    suspects: list[PortSettings] = []
    for pace in (QUICKLY, AT_LEISURE):
        for number, settings in enumerate([*suspects, *(one for one in order if one not in suspects)]):
            tried = Try(settings, asked_at(candidates, settings), ear.t)
            verdict = yield from _ask_at(ear, tried, pace)
            if verdict is not None:
                return verdict
            if _streams(ear, tried):
                ear.streaming = True
                return None
            if tried.count and pace is QUICKLY:
                suspects += [one for one in order[max(0, number - 1) : number + 1] if one not in suspects]
    return None


def _streams(ear: Ear, tried: Try) -> bool:
    """Whether what was heard at the end of this try had gone on for longer than any answer."""
    return tried.count > 0 and ear.t - tried.last_t < _QUIET_S


def _ask_at(ear: Ear, tried: Try, pace: Pace) -> Part:
    yield Action(open=tried.settings, at=ear.t + _OPENS_S)
    asked: list[_Asked] = []
    for number, (key, signature) in enumerate(tried.candidates):
        ear.take(tried)
        asked.append(_Asked(key, signature, ear.t, len(tried.heard)))
        wait_s = pace.last_s if number == len(tried.candidates) - 1 else pace.between_s
        verdict = yield from _ask_one(ear, tried, asked, wait_s, all_requests=pace.all_requests)
        if verdict is not None:
            return verdict
        if _streams(ear, tried):
            break
    ear.note(tried)
    return None


def _ask_one(ear: Ear, tried: Try, asked: list[_Asked], wait_s: float, *, all_requests: bool) -> Part:
    """Send the newest driver's requests and hear what comes; ends when nothing more is to be expected."""
    signature, began, before = asked[-1].signature, ear.t, tried.count
    left = list(signature.probe)
    while left:
        request = left.pop(0)
        sent_t = ear.t
        gone_t = sent_t + len(request) * _BITS / tried.settings.baud  # the last bit has left
        yield Action(send=request, at=max(gone_t, sent_t + _STEP_S))
        while True:
            ear.take(tried)
            found = _recognised(ear, tried, asked)
            if found:
                for rest in left:  # what was begun is also ended
                    yield Action(send=rest, at=ear.t + _STEP_S)
                ear.note(tried)
                return ear.verdict(tried, found, sent_t)
            answered = tried.count > before
            if left and (answered or all_requests):
                over_t = max(sent_t + REQUEST_EVERY_S, gone_t)
            elif answered:
                over_t = min(tried.last_t + _QUIET_S, began + signature.listen_s + _MORE_S)
            else:
                over_t = gone_t + wait_s
            if ear.t >= over_t:
                break
            yield Action(at=min(over_t, ear.t + _STEP_S))
        if not (answered or all_requests):
            break
    if left and left[-1] != signature.probe[0]:  # what may have been begun is ended, whoever heard it
        yield Action(send=left[-1], at=ear.t + max(_STEP_S, len(left[-1]) * _BITS / tried.settings.baud))
    return None


def _recognised(ear: Ear, tried: Try, asked: list[_Asked]) -> list[tuple[str, str]]:
    found = []
    for each in asked:
        heard = bytes(tried.heard[each.place :])
        if heard and (words := each.signature.recognise(heard, ear.t - each.since)) is not None:
            found.append((each.key, words))
    return found
