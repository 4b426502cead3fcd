"""Where a recorded session has no value of something a device measured, and why.

A *gap* lasts from the last valid value (or from the device's own word that it has none) to the next valid one, when
no value came for longer than a value held when it was recorded (`bedside.review.holding`). What was recorded says
why, in this order: the program was not running, the device was detached, its link was down, the device itself said
so. What a link tells late (a silence, after its holding time) counts from the beginning of the gap; what comes after
it (a port that is open again, a first number that takes its time) belongs to it. When nothing of this was so, the gap
says what did arrive: nothing at all, a wave with holes, or messages without a valid number.

A cuff has no rhythm that could be missed: its gaps are the stretches in which no reading could have come, and the
measurements that failed. They are told of the systolic pressure, which stands for all of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from bedside.alarms.holding import DEFAULT_INTERVAL_S
from bedside.review.gap_causes import Cause, Told, arrived_cause, away_cause
from bedside.review.gap_story import CUFF, Device, Facts, Story, Values
from bedside.vitals.parameters import Parameter

LOOK_BACK_S: Final = 20.0  # a link tells at the latest so long after the last value that it is down
COMING_BACK_S: Final = 15.0  # from an open port, or a link that measures again, to the first number
_DEVICE_SAID: Final = frozenset({Cause.PROBE_OFF, Cause.SEARCHING, Cause.NO_VALUE, Cause.ARTEFACT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch without a value."""

    parameter: Parameter
    start_t: float  # session time, s
    end_t: float
    device: str  # that measured it before, or else after
    kind: Cause
    cause: str  # in words
    sentence: str = ""  # what bedside said at the time; "" = nothing


def gaps_of(facts: Facts) -> tuple[Gap, ...]:
    """Every gap of a session, by time; those of the same time and cause stand together."""
    story = Story(facts)
    order = list(Parameter).index
    found: list[Gap] = []
    for parameter in story.parameters():
        found += _cuff_gaps(story) if parameter is CUFF else _continuous_gaps(story, parameter)
    return tuple(
        sorted(found, key=lambda gap: (gap.start_t, gap.end_t, gap.device, gap.cause, order(gap.parameter)))
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a gap; without a cause of its own, or on the way back only."""

    start_t: float
    end_t: float
    told: Told | None
    soft: bool = False


def _continuous_gaps(story: Story, parameter: Parameter) -> list[Gap]:
    values = story.values.get(parameter, Values())
    found: list[Gap] = []
    for start_t, end_t, name in _stretches(story, parameter, values):
        words = [
            (t, told)
            for t, teller, told in values.words
            if teller == name and start_t <= t < end_t and not story.devices[name].unread(t)
        ]
        pieces = _settled(_pieces(story, name, start_t, end_t, words))
        found += _as_gaps(story, parameter, name, pieces)
    return found


def _stretches(story: Story, parameter: Parameter, values: Values) -> list[tuple[float, float, str]]:
    """Times without a valid value, longer than one holds, and whose they are."""
    end = story.facts.duration_s
    names = [name for name in story.devices if story.measures(name, parameter)]
    first_of = min(names, key=lambda name: story.devices[name].begin_t)
    valid = values.valid
    if not valid:
        return [(story.devices[first_of].begin_t, end, first_of)]
    spans = [(story.devices[first_of].begin_t, valid[0][0], valid[0][1])]
    spans += [(a, b, name) for (a, name), (b, _) in pairwise(valid)]
    spans.append((valid[-1][0], end, valid[-1][1]))
    every_s = {name: _interval(story.devices[name], valid, name) for name in {name for _, _, name in spans}}
    said = [t for t, _, _ in values.words]
    found = []
    for a, b, name in spans:
        holds = story.facts.holding.hold_s(a, every_s[name])
        if b - a <= holds:
            continue
        place = bisect_right(said, a)
        word = said[place] if place < len(said) else b
        found.append((word if a < word < min(b, a + holds) else a, b, name))
    return found


def _interval(device: Device, valid: Sequence[tuple[float, str]], name: str) -> float:
    """How often a device renews its numbers; of records of earlier versions as often as it usually did, s."""
    if device.interval_s is not None:
        return device.interval_s
    times = [t for t, teller in valid if teller == name]
    return median(b - a for a, b in pairwise(times)) if len(times) > 1 else DEFAULT_INTERVAL_S


def _pieces(
    story: Story, name: str, start_t: float, end_t: float, words: Sequence[tuple[float, Told]]
) -> list[_Piece]:
    """The stretch, cut where something recorded changes, each part with its own cause if it has one."""
    device, away = story.devices[name], story.facts.away
    cuts = {start_t, end_t}
    cuts |= {t for t, _, _ in device.links} | {t for t, _ in words}
    cuts |= {t for from_t, until_t, _ in away for t in (from_t, until_t)}
    inside = sorted(t for t in cuts if start_t <= t <= end_t)
    said, linked = [t for t, _ in words], [t for t, _, _ in device.links]
    pieces = []
    for a, b in pairwise(inside):
        gone = next((why for from_t, until_t, why in away if from_t <= a < until_t), None)
        link, word = bisect_right(linked, a) - 1, bisect_right(said, a) - 1
        told, soft = device.links[link][1:] if link >= 0 else (None, False)
        newer = word >= 0 and (link < 0 or said[word] >= linked[link])
        if gone is not None:
            told, soft = away_cause(gone), False
        elif (told is None or soft) and newer:
            told, soft = words[word][1], False
        pieces.append(_Piece(a, b, told, soft))
    return pieces


def _settled(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Give the parts without a cause that of their neighbours: the next, told late, or the one before, just over."""
    found: list[_Piece] = []
    before: tuple[float, Told] | None = None  # when a cause was over, which
    for number, piece in enumerate(pieces):
        told = piece.told
        if told is not None and not piece.soft:
            before = piece.end_t, told
        elif before is not None and piece.end_t - before[0] <= COMING_BACK_S:
            told = before[1]
        else:
            told = _told_later(pieces, number) or told
        found.append(replace(piece, told=told))
    joined: list[_Piece] = []
    for piece in found:
        if joined and joined[-1].told == piece.told:
            joined[-1] = replace(joined[-1], end_t=piece.end_t)
        else:
            joined.append(piece)
    return joined


def _told_later(pieces: Sequence[_Piece], number: int) -> Told | None:
    start_t = pieces[number].start_t
    for later in pieces[number + 1 :]:
        if later.start_t - start_t > LOOK_BACK_S:
            return None
        if later.told is not None and not later.soft:
            return later.told
    return None


def _as_gaps(story: Story, parameter: Parameter, name: str, pieces: Sequence[_Piece]) -> list[Gap]:
    device = story.devices[name]
    found = []
    for piece in pieces:
        told = piece.told
        if told is None:
            share = story.facts.wave_share(name, piece.start_t, piece.end_t)
            arrivals = device.arrivals
            first = bisect_right(arrivals, piece.start_t)
            told = arrived_cause(share, anything=first < bisect_left(arrivals, piece.end_t))
        words = told.words
        if told.cause in _DEVICE_SAID and _half(story.measuring, piece):
            words += ", while a cuff was measuring"
        found.append(
            Gap(
                parameter=parameter,
                start_t=piece.start_t,
                end_t=piece.end_t,
                device=name,
                kind=told.cause,
                cause=words,
                sentence=told.sentence,
            )
        )
    return found


def _half(spans: Sequence[tuple[float, float]], piece: _Piece) -> bool:
    """Whether the spans cover half of the piece or more."""
    covered = sum(max(0.0, min(b, piece.end_t) - max(a, piece.start_t)) for a, b in spans)
    return covered >= 0.5 * (piece.end_t - piece.start_t)


def _cuff_gaps(story: Story) -> list[Gap]:
    found: list[Gap] = []
    for name, device in story.devices.items():
        if not (story.measures(name, CUFF) or device.failed):
            continue
        begin_t, end_t = device.begin_t, story.facts.duration_s
        pieces = [piece for piece in _pieces(story, name, begin_t, end_t, ()) if piece.end_t > piece.start_t]
        pieces = _from_last_word(device, [piece for piece in _on_the_way(pieces) if piece.told is not None])
        pieces += [_Piece(a, b, told) for a, b, told in device.failed]
        found += _as_gaps(story, CUFF, name, pieces)
    return found


def _on_the_way(pieces: Sequence[_Piece]) -> list[_Piece]:
    """What only leads back to a device belongs to what was before."""
    found: list[_Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and last.told is not None and (piece.soft or piece.told == last.told):
            found[-1] = replace(last, end_t=piece.end_t)
        else:
            found.append(piece)
    return found


def _from_last_word(device: Device, pieces: Sequence[_Piece]) -> list[_Piece]:
    """A silence and what cannot be read begin with the last that was heard, but not before the piece before is over."""
    found: list[_Piece] = []
    for piece in pieces:
        start_t = piece.start_t
        if piece.told is not None and piece.told.cause in (Cause.SILENT, Cause.GARBLED):
            place = bisect_left(device.arrivals, start_t) - 1
            last = device.arrivals[place] if place >= 0 else start_t
            if start_t - last <= LOOK_BACK_S:
                start_t = max(last, found[-1].end_t if found else 0.0)
        found.append(replace(piece, start_t=start_t))
    return found
