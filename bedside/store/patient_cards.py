"""Finding a patient by what somebody remembers: parts of a name, a record number, a date of birth. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bedside.vitals.records import PatientSaved

_SEPARATORS: Final = re.compile(r"[./\-\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a patient is found by."""

    key: int  # of the newest version in the record; 0: not read from there
    patient: str  # id
    simulated: bool
    record_no: str  # as `number_of` has it
    written: tuple[str, ...]  # every way in which a part of it may be written, folded

    @classmethod
    def made(cls, *, key: int, patient: str, simulated: bool, words: Sequence[str | None]) -> Card:
        """From family name, given name, record number and date of birth (ISO 8601), each as it is kept."""
        family, given, record_no, born = (word or "" for word in words)
        number = number_of(record_no)
        names = folded(f"{family} {given}").split()
        written = [*names, *map(_together, names), number, *_dates(born)]
        return cls(
            key=key,
            patient=patient,
            simulated=simulated,
            record_no=number,
            written=tuple(dict.fromkeys(word for word in written if word)),
        )

    @classmethod
    def of(cls, saved: PatientSaved, key: int = 0) -> Card:
        """Of a version of a record."""
        patient = saved.command.patient
        born = None if patient.born is None else patient.born.isoformat()
        return cls.made(
            key=key,
            patient=patient.id,
            simulated=patient.simulated,
            words=(patient.family_name, patient.given_name, patient.record_no, born),
        )


def matching(cards: Iterable[Card], text: str) -> list[Card]:
    """Those that every word of the text is a part of, in their order; all of them for a text without words."""
    asked = [_ways(word) for word in folded(text).replace(",", " ").split()]
    return [
        card
        for card in cards
        if all(any(way in part for way in ways for part in card.written) for ways in asked)
    ]


def folded(text: str) -> str:
    """For comparing: without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def number_of(record_no: str) -> str:
    """A record number for comparing: "ab-12 3" and "AB123" are one."""
    return _together(folded(record_no))


def _together(word: str) -> str:
    return "".join(each for each in word if each.isalnum())


def _ways(word: str) -> set[str]:
    """A word as a part of `Card.written` may have it: as it is, without what separates, as a part of a day."""
    parts = [part for part in _SEPARATORS.split(word) if part]
    day = "-".join(part.zfill(2) for part in parts) if all(part.isdigit() for part in parts) else ""
    return {way for way in (word, _together(word), day if len(parts) > 1 else "") if way}


def _dates(born: str) -> tuple[str, ...]:
    """A day as it is written: year first, or day first, or month first."""
    if not born:
        return ()
    day = date.fromisoformat(born)
    year, of_month, of_year = f"{day.year:04}", f"{day.day:02}", f"{day.month:02}"
    return (f"{year}-{of_year}-{of_month}", f"{of_month}-{of_year}-{year}", f"{of_year}-{of_month}-{year}")
