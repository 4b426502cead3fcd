"""Day and time of something that was said earlier, as a person types it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bedside.ui.course.course_words import tr
from bedside.ui.wall_time import moments

_DAY: Final = re.compile(
    r"(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})|(?P<d>\d{1,2})[./](?P<m>\d{1,2})(?:[./](?P<y>\d{4}|\d{2})?)?)\s*,?\s*"
)
_CLOCK: Final = re.compile(r"(?P<h>\d{1,2})[:.h](?P<min>\d{2})")
_CENTURY: Final = 2000
_SLACK: Final = timedelta(minutes=1)  # the form was opened within the running minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """When it was; or a sentence why that is not known."""

    utc: datetime | None = None
    wrong: str = ""


def shown_time(utc: datetime) -> str:
    """As it stands in the field: "2026-11-28 10:15", at this place."""
    return f"{utc.astimezone():%Y-%m-%d %H:%M}"


def read_said(typed: str, now: datetime) -> Said:
    """Read "2026-11-15 10:15", "15.11. 10:15" or "10:15" (today): the last such time before `now`.

    Args:
        typed: what a person typed; empty means now.
        now: UTC.
    """
    text = " ".join(typed.split())
    if not text:
        return Said(utc=now)
    found = _DAY.match(text)
    rest = text[found.end() :] if found else text
    clock = _CLOCK.fullmatch(rest)
    if clock is None:
        missing = tr("“{typed}” has no time: write it as 2026-11-15 10:15.")
        unread = tr("“{typed}” is no day and time: write it as 2026-11-15 10:15.")
        return Said(wrong=(missing if found and not rest else unread).format(typed=typed.strip()))
    try:
        at = _placed(found, int(clock["h"]), int(clock["min"]), now.astimezone().replace(tzinfo=None))
    except ValueError:
        return Said(
            wrong=tr("“{typed}” is no day and time: write it as 2026-11-15 10:15.").format(
                typed=typed.strip()
            )
        )
    shown = moments(at)
    if not shown:
        skipped = tr("{time} was skipped when the clocks went forward.")
        return Said(wrong=skipped.format(time=f"{at:%Y-%m-%d %H:%M}"))
    past = [utc for utc in shown if utc <= now + _SLACK]
    if not past:
        return Said(
            wrong=tr("{time} is still to come: write when it was said.").format(time=f"{at:%Y-%m-%d %H:%M}")
        )
    return Said(utc=min(past[-1], now))


def _placed(found: re.Match[str] | None, hour: int, minute: int, here: datetime) -> datetime:
    if found is None:
        return here.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if found["iso"]:
        year, month, day = (int(part) for part in found["iso"].split("-"))
        return datetime(year, month, day, hour, minute)
    day, month, year_words = int(found["d"]), int(found["m"]), found["y"]
    if year_words:
        year = int(year_words) + (_CENTURY if len(year_words) == 2 else 0)
        return datetime(year, month, day, hour, minute)
    at = datetime(here.year, month, day, hour, minute)
    return at if at <= here + _SLACK else at.replace(year=here.year - 1)
