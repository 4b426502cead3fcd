"""What may be written down after a session, at the call of the next day or later (S1, S17, T3, T8). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from bedside.therapy.scale_file import scales
from bedside.therapy.scales import Kind, Scale
from bedside.vitals.patients import FollowUp

LONGEST_CHARS: Final = 2000  # of one field of words
RATING: Final = (0, 10)  # also of "mood", which only a call asks for and which is no scale
_AHEAD: Final = timedelta(minutes=5)  # clocks of two computers differ


def refusal_of_follow_up(said: FollowUp, now: datetime) -> str:
    """Why this follow-up cannot be kept, one sentence; "" when it can.

    A scale this version does not know is taken as it is, so that a correction loses no number of a newer one.

    Args:
        said: as it was filled in.
        now: UTC, when it is entered.
    """
    when = _moment(said.utc)
    if when is None or when.tzinfo is None:
        return "The time of the follow-up cannot be read: enter day and time again."
    if when > now + _AHEAD:
        return "The follow-up lies in the future: enter when it was said."
    return (
        _twice((*said.ratings, *said.totals))
        or _wrong_ratings(said.ratings)
        or _wrong_totals(said.totals)
        or _wrong_words(said)
        or _wrong_visit(said.next_visit, when)
    )


def words_of(said: FollowUp) -> tuple[str, ...]:
    """Everything that was said in words, in the order of the form."""
    support = (said.psychotherapy, said.support)
    texts = (said.sleep, said.side_effects, said.functioning, *support, said.words)
    return tuple(words for text in texts if (words := text.strip()))


def visit_of(words: str) -> tuple[date, str] | None:
    """Day and "HH:MM" ("" without one) of a next visit written as ISO day or day and time; None when it is neither."""
    try:
        if len(words.strip()) == len("2026-11-18"):
            return date.fromisoformat(words.strip()), ""
        moment = datetime.fromisoformat(words.strip())
    except ValueError:
        return None
    return moment.date(), f"{moment:%H:%M}"


def _twice(numbers: Iterable[tuple[str, int]]) -> str:
    seen: set[str] = set()
    for key, _ in numbers:
        if key in seen:
            return f"{_title(key)} is entered twice: keep one."
        seen.add(key)
    return ""


def _wrong_ratings(ratings: Iterable[tuple[str, int]]) -> str:
    least, most = RATING
    if not all(_whole(value) and least <= value <= most for _, value in ratings):
        return f"A rating goes from {least} to {most}: correct it."
    return ""


def _wrong_totals(totals: Iterable[tuple[str, int]]) -> str:
    for key, total in totals:
        scale: Scale | None = scales().get(key)
        if not _whole(total) or total < 0:
            return "The total of a questionnaire cannot be below 0: correct it."
        if scale is not None and scale.kind is Kind.SINGLE:
            return f"{scale.title} is a rating and no questionnaire: enter it among the ratings."
        if scale is not None and not scale.lowest <= total <= scale.highest:
            return f"The total of {scale.title} is a whole number from {scale.lowest} to {scale.highest}: correct it."
    return ""


def _wrong_words(said: FollowUp) -> str:
    words = words_of(said)
    if any(len(text) > LONGEST_CHARS for text in words):
        return f"A field has more than {LONGEST_CHARS} characters: shorten it."
    if not (said.ratings or said.totals or words or said.next_visit.strip()):
        return "The follow-up is empty: enter a rating or some words."
    return ""


def _wrong_visit(words: str, said: datetime) -> str:
    if not words.strip():
        return ""
    visit = visit_of(words)
    if visit is None:
        return "The next visit cannot be read: enter a day, or a day and a time."
    if visit[0] < said.astimezone().date():
        return f"The next visit, {visit[0].isoformat()}, is before the follow-up itself: check the day."
    return ""


def _title(key: str) -> str:
    known = scales().get(key)
    return key if known is None else known.title


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
