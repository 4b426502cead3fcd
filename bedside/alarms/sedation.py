"""P-SEDATION: the patient is hard to wake, by the sedation score somebody entered.

MOAA/S of 2 or less, RASS of −4 or less, or Ramsay of 5 or more, is a Medium; two MOAA/S entries running under 4 are a
Low that asks for a look at the patient. Only another entry ends it: a score does not get better by growing old.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bedside.alarms.signal import Signal
from bedside.alarms.signals import Signals
from bedside.alarms.standing import Standing
from bedside.vitals.alarms import Kind, Priority
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import Command, Entry, GiveRating

CODE: Final = "P-SEDATION"
MOAAS: Final = "moaas"  # 5 awake … 0 no answer
RASS: Final = "rass"  # −5 … +4, 0 calm
RAMSAY: Final = "ramsay"  # 1 anxious … 6 no answer
_NAMES: Final = {MOAAS: "MOAA/S", RASS: "RASS", RAMSAY: "Ramsay"}
_MEDIUM: Final = {MOAAS: 2, RASS: -4, RAMSAY: 5}  # from here on, towards deep sedation
_RISING: Final = frozenset({RAMSAY})  # the higher, the deeper; of the others the lower
_TWICE_UNDER: Final = 4  # of MOAA/S: Low


@dataclass(frozen=True, slots=True)
class Score:
    """One sedation score."""

    scale: str
    value: int

    def as_deep_as(self, value: float) -> bool:
        """Whether it is this number of its scale or a deeper one."""
        return self.value >= value if self.scale in _RISING else self.value <= value


@dataclass(frozen=True, slots=True)
class _Finding:
    priority: Priority
    words: str
    rule: str
    limit: float


def score_in(command: Command) -> Score | None:
    """The sedation score that a command enters; None: it enters none."""
    match command:
        case GiveRating(scale=scale, value=value) if scale in _NAMES:
            return Score(scale, value)
        case GiveScore(scale=scale, total=total) if scale in _NAMES and total is not None:
            return Score(scale, total)
    return None


class Sedation:
    """P-SEDATION of one session."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._standing = Standing(GiveRating, GiveScore)
        self._signal: Signal | None = None

    def entered(self, entry: Entry, t: float) -> None:
        """Take an entry of the timeline at `t`; an older score that comes late changes nothing but the order."""
        if not self._standing.take(entry, t):
            return
        scores = [score for _, e in self._standing.rows if (score := score_in(e.command)) is not None]
        self._show(_finding(scores), scores[-1] if scores else None, t)

    def _show(self, finding: _Finding | None, score: Score | None, t: float) -> None:
        old, value = self._signal, None if score is None else score.value
        if old is not None and finding is not None and old.priority is finding.priority:
            worst = old.worst
            if score is not None and worst is not None and score.value != worst and score.as_deep_as(worst):
                self._signals.worse(old, score.value, t)
            old.value, old.words = value, finding.words
            return
        self._signal = None
        rises = old is not None and finding is not None and finding.priority > old.priority
        by = None if old is None else old.acknowledged_by
        if old is not None and finding is not None and rises:
            self._signals.take_over(old, t, finding.rule)
        elif old is not None:
            self._signals.clear(old, value, t)
        if finding is None:
            return
        signal = Signal(
            condition=0,
            key=CODE,
            code=CODE,
            kind=Kind.PHYSIOLOGICAL,
            priority=finding.priority,
            words=finding.words,
            rule=finding.rule,
            onset_t=t,
            value=value,
            worst=value,
            limit=finding.limit,
        )
        self._signal = self._signals.begin(signal, t, None if rises else by, old)


def _finding(scores: list[Score]) -> _Finding | None:
    """What the scores, oldest first, come to."""
    if not scores:
        return None
    newest = scores[-1]
    name, medium = _NAMES[newest.scale], _MEDIUM[newest.scale]
    said = f"{name} {newest.value}".replace("-", "−")
    if newest.as_deep_as(medium):
        words = f"hard to wake, {said}: look at the patient and the breathing"
        sign = "≥" if newest.scale in _RISING else "≤"
        return _Finding(Priority.MEDIUM, words, f"{name} {sign} {medium}".replace("-", "−"), medium)
    before = scores[-2:-1]
    low = [s.scale == MOAAS and s.value < _TWICE_UNDER for s in (*before, newest)]
    if before and all(low):
        words = f"sedation deepens, {said} twice under {_TWICE_UNDER}: look at the patient"
        return _Finding(Priority.LOW, words, f"MOAA/S < {_TWICE_UNDER} in two entries", _TWICE_UNDER)
    return None
