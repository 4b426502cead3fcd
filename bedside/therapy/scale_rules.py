"""What may be entered of a scale, in words; its version on the entry; and what the newest sedation scores ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from bedside.therapy.infusion import living
from bedside.therapy.scale_file import SEDATION, scales
from bedside.therapy.scales import Kind, Prompt, Result, Scale, result_of
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import Entry, GiveRating

_Given = TypeVar("_Given", GiveRating, GiveScore)

_RATING_MOST_SCALE: Final = 10  # of a rating this version does not know: bedside's own go from 0 to 10


def stamped(command: _Given) -> _Given:
    """The command with the version of its scale, where it does not say one (SCALE-01)."""
    scale = scales().get(command.scale)
    return command if scale is None or command.version else replace(command, version=scale.version)


def refusal_of_rating(command: GiveRating) -> str:
    """Why this number cannot be one of its scale, one sentence; "" when it can."""
    scale = scales().get(command.scale)
    if scale is None:
        return _outside(command.value, 0, _RATING_MOST_SCALE, "A rating")
    if scale.kind is not Kind.SINGLE:
        return f"{scale.title} is more than one number: fill it in under Scores."
    own = scale.low == 0 and scale.high == _RATING_MOST_SCALE
    return _outside(command.value, scale.low, scale.high, "A rating" if own else f"{scale.title}")


def refusal_of_score(command: GiveScore) -> str:
    """Why these answers cannot be those of their scale, one sentence; "" when they can.

    A score with unanswered items may be kept: it has no total then.
    """
    scale = scales().get(command.scale)
    if scale is None:
        return f'"{command.scale}" is not one of the scales: choose one of the list.'
    if scale.kind is Kind.SINGLE:
        return f"{scale.title} is one number: enter it under Ratings."
    if scale.kind is Kind.TOTAL_ONLY and command.answers:
        return f"Items of {scale.title} are not kept here: enter its total, and where the filled form is."
    if not command.answers:
        if command.total is None:
            return f"Nothing is entered for {scale.title}: {_what_to_enter(scale)}, or close the form."
        return _outside(command.total, scale.lowest, scale.highest, f"The total of {scale.title}")
    return _wrong_answers(scale, command.answers) or _wrong_total(scale, command)


def result_of_entry(command: GiveScore) -> Result | None:
    """What a score on the timeline comes to; None of a scale this version does not know."""
    scale = scales().get(command.scale)
    return None if scale is None else result_of(scale, command.answers, command.total)


def sedation_prompt(entries: Iterable[Entry]) -> Prompt | None:
    """What the newest sedation scores of this timeline ask for: told when two in a row are low (clinical.md 2.6)."""
    scale = scales()[SEDATION]
    rule = scale.in_a_row
    if rule is None:
        return None
    newest = ratings_of(entries, SEDATION)[-rule.times :]
    if len(newest) < rule.times or any(score.value >= rule.below for _, score in newest):
        return None
    return Prompt(key=f"{SEDATION}_in_a_row", words=rule.words, urgent=True)


def sedation_is_deep(value: int, scale: str = SEDATION) -> bool:
    """Whether a sedation score of this is an alarm (Medium)."""
    at_most, at_least = scales()[scale].alarm_at_most, scales()[scale].alarm_at_least
    return (at_most is not None and value <= at_most) or (at_least is not None and value >= at_least)


def ratings_of(entries: Iterable[Entry], scale: str) -> list[tuple[Entry, GiveRating]]:
    """Entries of one single-number scale by the time they were observed; what was taken back does not count."""
    return [
        (entry, entry.command)
        for entry in living(entries)
        if isinstance(entry.command, GiveRating) and entry.command.scale == scale
    ]


def scores_of(entries: Iterable[Entry], scale: str) -> list[tuple[Entry, GiveScore]]:
    """As `ratings_of`, of scales of items and totals."""
    return [
        (entry, entry.command)
        for entry in living(entries)
        if isinstance(entry.command, GiveScore) and entry.command.scale == scale
    ]


def _wrong_answers(scale: Scale, answers: Sequence[int | None]) -> str:
    if len(answers) != scale.items:
        return (
            f"{scale.title} has {scale.items} items, {len(answers)} answers were given: fill in every line."
        )
    if all(answer is None for answer in answers):
        return f"Nothing is entered for {scale.title}: {_what_to_enter(scale)}, or close the form."
    for n, answer in enumerate(answers, 1):
        if answer is not None and (
            wrong := _outside(answer, scale.low, scale.high, f"Item {n} of {scale.title}")
        ):
            return wrong
    return ""


def _wrong_total(scale: Scale, command: GiveScore) -> str:
    if command.total is None:
        return ""
    result = result_of(scale, command.answers)
    if result.total is None:
        numbers = ", ".join(str(n) for n in result.missing)
        return f"{scale.title} has no total while an item is missing: answer {numbers}, or leave the total empty."
    if result.total != command.total:
        return f"The answers of {scale.title} come to {result.total}, not to {command.total}: check both."
    return ""


def _what_to_enter(scale: Scale) -> str:
    return "enter its total" if scale.kind is Kind.TOTAL_ONLY else "answer its items"


def _outside(value: object, low: int, high: int, what: str) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and low <= value <= high:  # type: ignore[operator]  # whole: it is an int
        return ""
    return f"{what} is a whole number from {str(low).replace('-', '−')} to {high}."
