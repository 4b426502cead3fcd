"""What may be written down after a session, at the call of the next day or later (S1, S17, T3, T8)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bedside.therapy.scale_file import scales
from bedside.therapy.scales import Kind
from bedside.vitals.patients import FollowUp

_LONGEST_CHARS: Final = 2000  # of one field of words


def refusal_of_follow_up(follow_up: FollowUp, today: date) -> str:
    """Why this cannot be kept, one sentence; "" when it can.

    Args:
        follow_up: as it was filled in.
        today: the day it is entered; a next visit is not before it.
    """
    return (
        _wrong_time(follow_up)
        or _wrong_numbers(follow_up.ratings, single=True)
        or _wrong_numbers(follow_up.totals, single=False)
        or _wrong_words(follow_up)
        or _wrong_visit(follow_up.next_visit, today)
    )


def visit_of(words: str) -> tuple[date, str] | None:
    """Day and "HH:MM" ("" without one) of a next visit written as ISO day or day and time; None when it is neither."""
    try:
        if len(words.strip()) == len("2026-11-18"):
            return date.fromisoformat(words.strip()), ""
        moment = datetime.fromisoformat(words.strip())
    except ValueError:
        return None
    return moment.date(), f"{moment:%H:%M}"


def _wrong_time(follow_up: FollowUp) -> str:
    try:
        datetime.fromisoformat(follow_up.utc)
    except ValueError:
        return "When it was said is missing: enter day and time of the call."
    return ""


def _wrong_numbers(numbers: tuple[tuple[str, int], ...], *, single: bool) -> str:
    seen: set[str] = set()
    for key, value in numbers:
        scale = scales().get(key)
        if scale is None or (scale.kind is Kind.SINGLE) is not single:
            return f'"{key}" is not one of the {"ratings" if single else "questionnaires"}: choose one of the list.'
        if key in seen:
            return f"{scale.title} is entered twice: keep one."
        seen.add(key)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not scale.lowest <= value <= scale.highest:
            what = "" if single else "The total of "
            return f"{what}{scale.title} is a whole number from {scale.lowest} to {scale.highest}."
    return ""


def _wrong_words(follow_up: FollowUp) -> str:
    texts = (follow_up.sleep, follow_up.side_effects, follow_up.functioning, follow_up.words)
    if any(len(text) > _LONGEST_CHARS for text in texts):
        return f"A field has more than {_LONGEST_CHARS} characters: shorten it."
    said = follow_up.ratings or follow_up.totals or follow_up.next_visit.strip()
    if not said and not any(text.strip() for text in texts):
        return "Nothing is entered: write what was said, or close the form."
    return ""


def _wrong_visit(words: str, today: date) -> str:
    if not words.strip():
        return ""
    visit = visit_of(words)
    if visit is None:
        return "The next visit must be a day, or a day and a time, like 2026-11-18 09:30."
    if visit[0] < today:
        return f"The next visit, {visit[0].isoformat()}, is in the past: check the date."
    return ""
