"""When there are too many alarms to be of use: what to review, and when a list is better grouped (ALM-62)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bedside.vitals.alarms import AlarmChange, Change, Kind
from bedside.vitals.parameters import Parameter

WINDOW_S: Final = 600.0
EPISODES: Final = 6  # of one code; more ask for a review of its limit or probe
ALARMS: Final = 10  # of any kind; more are listed by parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One code alarms so often that its limit, or the equipment behind it, wants a look."""

    code: str
    words: str  # of its newest alarm
    kind: Kind  # a patient's alarm: its limit first; equipment: the probe, the cable
    parameter: Parameter | None
    episodes: int  # begun or gone on with in the last 10 min


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """So many alarms that the list is grouped by parameter."""

    alarms: int  # that began in the last 10 min


Hint = Review | Grouped


def hints(alarm_log: Sequence[AlarmChange], now: float) -> tuple[Hint, ...]:
    """What the last 10 min of a session's alarms suggest: grouping first, then reviews, the most frequent first.

    Args:
        alarm_log: changes in their order.
        now: session time, s; later changes are left out, as in a replay.
    """
    onsets: list[AlarmChange] = []
    for change in reversed(alarm_log):
        if change.t <= now - WINDOW_S:
            break
        if change.t <= now and change.change is Change.ONSET:
            onsets.append(change)
    found: list[Hint] = [Grouped(alarms=len(onsets))] if len(onsets) > ALARMS else []
    episodes: dict[str, set[int]] = defaultdict(set)
    newest: dict[str, AlarmChange] = {}
    for onset in onsets:
        episodes[onset.code].add(onset.episode or onset.condition)
        newest.setdefault(onset.code, onset)
    often = sorted(
        (code for code in episodes if len(episodes[code]) > EPISODES), key=lambda code: -len(episodes[code])
    )
    for code in often:
        onset = newest[code]
        found.append(
            Review(
                code=code,
                words=onset.words,
                kind=onset.kind,
                parameter=onset.parameter,
                episodes=len(episodes[code]),
            )
        )
    return tuple(found)
