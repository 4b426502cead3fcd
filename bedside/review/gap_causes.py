"""Why there was no value: the causes that a record can tell, each from one recorded fact. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.readings import CuffStatus, NibpFault, Quality


class Cause(StrEnum):
    """Kind of cause, for filters and counts; the words beside it carry the meaning."""

    NOT_RUNNING = "not running"  # nobody watched
    DETACHED = "detached"
    UNPLUGGED = "unplugged"
    REFUSED = "refused"
    SILENT = "silent"
    GARBLED = "garbled"
    WAITING = "waiting"  # open, and nothing valid came yet
    ENDED = "ended"  # a played-back file
    PROBE_OFF = "probe off"
    SEARCHING = "searching"
    HELD = "held"
    ARTEFACT = "artefact"
    LOW_PERFUSION = "low perfusion"
    NO_VALUE = "no value"  # the device said so, without a reason
    CUFF_FAILED = "cuff failed"
    DAMAGED = "damaged"  # the link went on, with holes
    NO_NUMBER = "no number"  # something came, but none of this
    NOTHING_CAME = "nothing came"  # for less than a silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A cause with its words."""

    cause: Cause
    words: str  # what was so, as a part of a sentence: "the port was gone: unplugged"
    sentence: str = ""  # what bedside said at the time; "" = nothing


_LINKS: Final[Mapping[LinkState, tuple[Cause, str]]] = MappingProxyType(
    {
        LinkState.OPENING: (Cause.WAITING, "the port was being opened"),
        LinkState.WAITING: (Cause.WAITING, "the port was open and nothing valid came yet"),
        LinkState.SILENT: (Cause.SILENT, "the device was silent"),
        LinkState.GARBLED: (Cause.GARBLED, "what arrived could not be read"),
        LinkState.GONE: (Cause.UNPLUGGED, "the port was gone: unplugged"),
        LinkState.REFUSED: (Cause.REFUSED, "the port could not be opened"),
        LinkState.ENDED: (Cause.ENDED, "the recording that was played was over"),
        LinkState.DETACHED: (Cause.DETACHED, "the device was detached"),
    }
)

_QUALITIES: Final = (
    (Quality.NO_FINGER, Cause.PROBE_OFF, "the device said: probe off"),
    (Quality.SEARCHING, Cause.SEARCHING, "the device was searching for a pulse"),
    (Quality.HELD, Cause.HELD, "the device only repeated an earlier value"),
    (Quality.ARTEFACT, Cause.ARTEFACT, "the device said: motion or interference"),
    (Quality.LOW_PERFUSION, Cause.LOW_PERFUSION, "the device said: too little perfusion"),
)


def link_cause(change: DeviceChange) -> Told | None:
    """Why nothing can come over a link in this state; None: something can."""
    found = _LINKS.get(change.state)
    return None if found is None else Told(cause=found[0], words=found[1], sentence=change.sentence)


def quality_cause(quality: Quality) -> Told:
    """Why a device has no value, by its own word."""
    for flag, cause, words in _QUALITIES:
        if quality & flag:
            return Told(cause=cause, words=words)
    return Told(cause=Cause.NO_VALUE, words="the device said that it had no value")


def cuff_cause(status: CuffStatus) -> Told:
    """Why a measurement of the cuff ended without a result."""
    fault = status.fault or NibpFault.UNKNOWN
    words, _, _ = fault.value.partition(":")
    return Told(cause=Cause.CUFF_FAILED, words=f"the cuff measurement failed: {words}")


def away_cause(why: str) -> Told:
    """Nobody watched."""
    return Told(cause=Cause.NOT_RUNNING, words="bedside was not running", sentence=why)


def arrived_cause(share: float | None, *, anything: bool) -> Told:
    """What did arrive while nothing else explains that there was no value.

    Args:
        share: of the device's wave that arrived, 0…1; None: it has none.
        anything: whether any other word of the device arrived.
    """
    if share is not None and 0.0 < share < WHOLE:
        percent = max(1, round(share * 100))
        return Told(
            cause=Cause.DAMAGED,
            words=f"messages were lost or damaged on the way: {percent} % of the wave and no number arrived whole",
        )
    if share:
        return Told(cause=Cause.NO_NUMBER, words="the device sent its wave but no valid number")
    if anything:
        return Told(cause=Cause.NO_NUMBER, words="the device sent other things but no valid number of this")
    return Told(cause=Cause.NOTHING_CAME, words="nothing came from the device")


WHOLE: Final = (
    0.9  # of a wave; its own clock and the session's differ, and a gap does not begin with a sample
)
