"""Scales: what their numbers may be, what a filled one comes to, and what somebody has to be told of it.

The scales are data (resources/scales, read by `scale_file`). No item's text is in them: a scale of items is answered by
item number, beside the clinic's own form (clinical.md 2.6, SCALE-01).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is entered of a scale."""

    SINGLE = "single"  # one number
    ITEMS = "items"  # a number per item
    TOTAL_ONLY = "total_only"  # the total, and where the filled form is


class Number(StrEnum):
    """What the answers of a scale of items come to."""

    SUM = "sum"
    LEVEL = "level"  # the highest of the first items that was answered "yes"


class AskedOf(StrEnum):
    """Who gives the answers."""

    PATIENT = "patient"
    STAFF = "staff"


class Better(StrEnum):
    """Which way is better for the patient."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Totals with one word for them, both ends included."""

    low: int
    high: int
    words: str
    short: str = ""  # where there is little room; "" = `words`


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Neighbouring items with a sum of their own; item numbers from 1, both included."""

    key: str
    words: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRule:
    """Somebody has to be told when an item, or the number of the whole, lies here."""

    key: str
    words: str
    least: int
    most: int | None = None  # None: no upper end
    item: int | None = None  # its number; None: the total or level
    urgent: bool = False
    unknown: str = ""  # said instead when only a total was entered


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleItem:
    """One item whose words are bedside's own (recovery scores); levels from the lowest answer on."""

    words: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """With a "no" (0) to one item, these are not asked; item numbers from 1, both included."""

    after_no: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InARow:
    """Somebody has to be told when so many entries in a row lie below a number."""

    below: int
    times: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From so many points on, a difference of two totals may be called this."""

    least: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One version of one scale. `low` and `high` are those of one answer, or of the total where only that is kept."""

    key: str
    title: str
    version: str
    kind: Kind
    asked_of: AskedOf
    low: int
    high: int
    number: Number = Number.SUM
    better: Better = Better.NEITHER
    items: int = 0  # how many; 0 of a single number
    level_items: int = 0  # how many of the first items a level counts
    credit: str = ""  # to be shown wherever the scale is
    ends: tuple[str, ...] = ()  # what the lowest and the highest number mean
    levels: tuple[str, ...] = ()  # words of every number of a single one, from the lowest on
    own_items: tuple[ScaleItem, ...] = ()
    bands: tuple[Band, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    prompts: tuple[PromptRule, ...] = ()
    changes: tuple[Change, ...] = ()  # least first
    skip: Skip | None = None
    in_a_row: InARow | None = None
    alarm_at_most: int | None = None  # a single number so low, or lower, is an alarm
    alarm_at_least: int | None = None  # the same of a scale that rises with sedation

    @property
    def lowest(self) -> int:
        """Of the number the whole scale comes to."""
        if self.kind is Kind.ITEMS:
            return 0 if self.number is Number.LEVEL else self.items * self.low
        return self.low

    @property
    def highest(self) -> int:
        """As `lowest`."""
        if self.kind is Kind.ITEMS:
            return self.level_items if self.number is Number.LEVEL else self.items * self.high
        return self.high

    def band(self, total: int) -> Band | None:
        """The band a total lies in; None where the scale has none."""
        return next((band for band in self.bands if band.low <= total <= band.high), None)

    def level_words(self, value: int) -> str:
        """Words of one number of a single scale; "" where it has none."""
        at = value - self.low
        return self.levels[at] if 0 <= at < len(self.levels) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Something to be said and done because of an answer, whatever the total is."""

    key: str
    words: str
    urgent: bool = False  # before anything else


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSum:
    """Sum of one cluster; None while one of its answers is missing."""

    cluster: Cluster
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a filled scale comes to."""

    total: int | None  # or level; None while an answer is missing
    band: Band | None = None
    prompts: tuple[Prompt, ...] = ()  # urgent ones first
    clusters: tuple[ClusterSum, ...] = ()
    missing: tuple[int, ...] = ()  # numbers of the items without an answer

    @property
    def complete(self) -> bool:
        """It has a number."""
        return self.total is not None


def result_of(scale: Scale, answers: Sequence[int | None] = (), total: int | None = None) -> Result:
    """What these answers come to, or a total that was entered without them.

    Prompts do not wait for the last item: an answer that has to be spoken of is spoken of at once.

    Args:
        scale: its ranges are taken as held (`scale_rules.refusal_of_score`).
        answers: by item number, None = not answered; () = only a total was entered.
        total: used without answers only.
    """
    if not answers or scale.kind is not Kind.ITEMS:
        return _of_total(scale, total)
    given = (*answers[: scale.items], *[None] * (scale.items - len(answers)))
    skipped = _skipped(scale, given)
    missing = tuple(n for n, answer in enumerate(given, 1) if answer is None and n not in skipped)
    known = {n: answer for n, answer in enumerate(given, 1) if answer is not None}
    so_far = _number(scale, known)
    number = None if missing else so_far
    prompts = []
    for rule in scale.prompts:
        value = so_far if rule.item is None and scale.number is Number.LEVEL else number
        if rule.item is not None:
            value = known.get(rule.item)
        if value is not None and _within(rule, value):
            prompts.append(Prompt(key=rule.key, words=rule.words, urgent=rule.urgent))
    return Result(
        total=number,
        band=None if number is None else scale.band(number),
        prompts=_urgent_first(prompts),
        clusters=tuple(_cluster(each, known) for each in scale.clusters),
        missing=missing,
    )


def change_words(scale: Scale, before: int, after: int) -> str:
    """What a difference of two totals may be called by this scale's own rule; "" when nothing or without a rule."""
    points = abs(after - before)
    reached = [change.words for change in scale.changes if points >= change.least]
    return reached[-1] if reached else ""


def _of_total(scale: Scale, total: int | None) -> Result:
    if total is None:
        return Result(
            total=None, missing=tuple(range(1, scale.items + 1)) if scale.kind is Kind.ITEMS else ()
        )
    prompts = [
        Prompt(key=rule.key, words=rule.words, urgent=rule.urgent)
        for rule in scale.prompts
        if rule.item is None and _within(rule, total)
    ]
    prompts += [Prompt(key=rule.key, words=rule.unknown) for rule in scale.prompts if rule.unknown]
    return Result(
        total=total,
        band=scale.band(total),
        prompts=_urgent_first(prompts),
        clusters=tuple(ClusterSum(cluster=each, total=None) for each in scale.clusters),
    )


def _number(scale: Scale, known: dict[int, int]) -> int:
    if scale.number is Number.LEVEL:
        return max((n for n, answer in known.items() if answer and n <= scale.level_items), default=0)
    return sum(known.values())


def _skipped(scale: Scale, given: Sequence[int | None]) -> range:
    if scale.skip is None or given[scale.skip.after_no - 1] != 0:
        return range(0)
    return range(scale.skip.first, scale.skip.last + 1)


def _within(rule: PromptRule, value: int) -> bool:
    return value >= rule.least and (rule.most is None or value <= rule.most)


def _cluster(cluster: Cluster, known: dict[int, int]) -> ClusterSum:
    inside = [known.get(n) for n in range(cluster.first, cluster.last + 1)]
    answered = [answer for answer in inside if answer is not None]
    return ClusterSum(cluster=cluster, total=sum(answered) if len(answered) == len(inside) else None)


def _urgent_first(prompts: Sequence[Prompt]) -> tuple[Prompt, ...]:
    return tuple(sorted(prompts, key=lambda prompt: not prompt.urgent))
