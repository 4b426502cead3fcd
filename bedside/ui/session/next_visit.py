"""The day of the next visit, as a person types it: kept as an ISO day, or day and time. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

_ISO: Final = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
_NUMBERS: Final = re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./]?(?P<y>\d{4}|\d{2})?")
_NAMED: Final = re.compile(r"(?P<d>\d{1,2})\.?\s+(?P<name>[^\W\d]{3,12})\.?,?(?:\s+(?P<y>\d{4}))?")
_CLOCK: Final = re.compile(r"(?P<h>\d{1,2})[:.h](?P<min>\d{2})")
_CENTURY: Final = 2000  # of a year with two digits
_MONTHS_COUNT: Final = 12
_ENGLISH: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_CHARS: Final = 3
_FAR_DAYS: Final = 731  # a visit later than this is more likely a wrong year


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`text` as it is kept, "2026-11-18 09:30" or "2026-11-18"; "" with a sentence why not."""

    text: str = ""
    wrong: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("NextVisit", text)


def read_visit(typed: str, today: date) -> Visit:
    """Read a day with or without a time: "2026-11-18 9:30", "18.11. 09:30", "18 Nov". Day before month.

    Without a year the next such day is meant.
    """
    text = " ".join(typed.replace(",", " ").split())
    found = _ISO.match(text) or _NUMBERS.match(text) or _NAMED.match(text)
    if found is None:
        return _unread(typed)
    parts = found.groupdict()
    month = int(parts["m"]) if parts.get("m") else _month(parts["name"] or "")
    rest = text[found.end() :].strip()
    clock = _CLOCK.fullmatch(rest) if rest else None
    if month is None or (rest and clock is None):
        return _unread(typed)
    day = _day(int(parts["d"]), month, parts["y"], today)
    if day is None:
        return _unread(typed)
    if day < today:
        words = _tr("{day} is past: write a day to come.")
        return Visit(wrong=words.format(day=day.isoformat()))
    if (day - today).days > _FAR_DAYS:
        return Visit(wrong=_tr("{day} is more than two years away: look at the year.").format(day=day))
    if clock is None:
        return Visit(text=day.isoformat())
    try:
        at = time(int(clock["h"]), int(clock["min"]))
    except ValueError:
        return _unread(typed)
    return Visit(text=f"{day.isoformat()} {at:%H:%M}")


def visit_words(kept: str) -> str:
    """A visit as the screens show it, "18 Nov, 09:30"; other words as they are."""
    text = kept.strip()
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    day = f"{when.day} {QLocale().standaloneMonthName(when.month, QLocale.FormatType.ShortFormat)}"
    return day if len(text) <= len("2026-11-18") else f"{day}, {when:%H:%M}"


def _unread(typed: str) -> Visit:
    return Visit(wrong=_tr("“{typed}” is no day: write it as 2026-11-18 09:30.").format(typed=typed.strip()))


def _month(name: str) -> int | None:
    short = name.casefold()[:_MONTH_CHARS]
    here = QLocale()
    for n in range(1, _MONTHS_COUNT + 1):
        own = here.standaloneMonthName(n, QLocale.FormatType.LongFormat).casefold()
        if short == _ENGLISH[n - 1] or own.startswith(name.casefold().rstrip(".")):
            return n
    return None


def _day(day: int, month: int, year: str | None, today: date) -> date | None:
    try:
        if year:
            number = int(year)
            return date(number + _CENTURY if len(year) == 2 else number, month, day)
        here = date(today.year, month, day)
        return here if here >= today else date(today.year + 1, month, day)
    except ValueError:
        return None
