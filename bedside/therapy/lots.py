"""The lots in use, as a technician looks through them before the first patient (DOSE-04). Pure.

No book-keeping of stock: what stands on the label, how many vials somebody counted, and when.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bedside.errors import RefusedError
from bedside.therapy.dose import exact, plain
from bedside.therapy.vials import expiry_of, label_fault

MOST_VIALS: Final = 9999  # typing slips lie beyond it
SOON_DAYS: Final = 30  # an expiry this near is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One lot, and its last count."""

    lot: str
    expiry: str  # as printed: month or day
    strength_mg_ml: float
    vials: int
    by: str  # who counted
    utc: datetime  # when

    @property
    def label(self) -> str:
        """What a line of the audit says of it."""
        return f"expiry {self.expiry}, {plain(exact(self.strength_mg_ml))} mg/mL, {self.vials} vials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Somebody looked through all lots."""

    by: str
    utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """The list of a site."""

    lots: tuple[Lot, ...] = ()  # in the order they were added
    looked: Looked | None = None  # the last time; None = never

    def find(self, name: str) -> Lot | None:
        """The lot of this name, however its letters are written."""
        return next((each for each in self.lots if _same(each.lot, name)), None)

    def adding(self, lot: Lot) -> Lots:
        """With one more lot.

        Raises:
            RefusedError: the label or the count cannot be, or it is listed.
        """
        if fault := label_fault(lot.lot, lot.expiry, lot.strength_mg_ml) or count_fault(lot.vials):
            raise RefusedError(fault)
        if self.find(lot.lot) is not None:
            raise RefusedError(f"Lot {lot.lot} is listed already: count it again, or remove it first.")
        return replace(self, lots=(*self.lots, lot))

    def counting(self, name: str, vials: int, by: str, utc: datetime) -> Lots:
        """With a new count of one lot.

        Raises:
            RefusedError: the count cannot be, or the lot is not listed any more.
        """
        found = self._listed(name)
        if fault := count_fault(vials):
            raise RefusedError(fault)
        counted = replace(found, vials=vials, by=by, utc=utc)
        return replace(self, lots=tuple(counted if each is found else each for each in self.lots))

    def without(self, name: str) -> Lots:
        """With one lot less.

        Raises:
            RefusedError: it is not listed any more.
        """
        found = self._listed(name)
        return replace(self, lots=tuple(each for each in self.lots if each is not found))

    def looking_through(self, by: str, utc: datetime) -> Lots:
        """With a look at all of them.

        Raises:
            RefusedError: there is none.
        """
        if not self.lots:
            raise RefusedError("No lot is listed: add what is in use first.")
        return replace(self, looked=Looked(by=by, utc=utc))

    def _listed(self, name: str) -> Lot:
        found = self.find(name)
        if found is None:
            raise RefusedError(f"Lot {name} is not listed any more: somebody removed it.")
        return found


def count_fault(vials: int) -> str:
    """Why so many vials cannot be, one sentence; "" when they can."""
    if 0 <= vials <= MOST_VIALS:
        return ""
    return f"The vials must be a whole number from 0 to {MOST_VIALS}: count them again."


def expiry_words(lot: Lot, today: date) -> str:
    """A sentence when the lot is expired at `today` or expires within 30 days; "" when it does neither."""
    last = expiry_of(lot.expiry)
    if last is None:
        return ""
    left = (last - today).days
    if left < 0:
        return f"Expired on {last.isoformat()}: take it out of use."
    if left == 0:
        return "Today is its last day."
    if left == 1:
        return "Tomorrow is its last day."
    return f"Its last day is {last.isoformat()}, in {left} days." if left <= SOON_DAYS else ""


def is_expired(lot: Lot, today: date) -> bool:
    """Whether its last good day is over at `today`."""
    last = expiry_of(lot.expiry)
    return last is not None and today > last


def first_twice(lots: Iterable[Lot]) -> str:
    """Name of the first lot that is listed a second time; "" when none is."""
    seen: list[str] = []
    for each in lots:
        if any(_same(each.lot, other) for other in seen):
            return each.lot
        seen.append(each.lot)
    return ""


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
