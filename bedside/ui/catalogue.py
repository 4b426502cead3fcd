"""The lists a person taps from: rating scales, events, treatments, reasons. Data of resources/events.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from bedside import resources
from bedside.errors import BrokenFileError

PATIENT_PRESSED = "patient_pressed"  # the event of the patient's own button
PANEL_EVENTS = 12  # how many events the event panel shows at once
LANE_SCALES = 3  # how many scales have a lane of their own in the session chart


def spoken(words: str) -> str:
    """Words of the catalogue in the language of the screen."""
    return QCoreApplication.translate("Catalogue", words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that can be tapped. `key` goes into the record, `words` onto the screen."""

    key: str
    words: str
    quick: bool = False  # has its chip on the panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A 0–10 rating by the patient."""

    key: str
    words: str
    low: str  # what 0 means
    high: str  # what 10 means


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All lists, each in the order of the screen."""

    scales: tuple[Scale, ...]
    events: tuple[Item, ...]
    treatments: tuple[Item, ...]
    reasons: tuple[Item, ...]
    others: tuple[Item, ...] = ()  # events that nobody taps: they come by themselves

    def scale_words(self, key: str) -> str:
        """Words of a scale; the key itself if a newer record knows one this version does not."""
        return next((spoken(s.words) for s in self.scales if s.key == key), key)

    @property
    def all_items(self) -> tuple[Item, ...]:
        """Everything an event can be."""
        return (*self.events, *self.treatments, *self.others)

    def found(self, letters: str) -> tuple[Item, ...]:
        """Events and treatments with these letters: names that begin with them first, then words, then inside."""
        wanted = letters.strip().casefold()
        if not wanted:
            return ()

        def place(item: Item) -> int | None:
            words = spoken(item.words).casefold()
            if words.startswith(wanted):
                return 0
            if any(word.startswith(wanted) for word in words.replace(",", " ").split()):
                return 1
            return 2 if wanted in words else None

        ranked = [(at, item) for item in (*self.events, *self.treatments) if (at := place(item)) is not None]
        return tuple(item for _, item in sorted(ranked, key=lambda pair: pair[0]))

    def event_words(self, key: str) -> str:
        """Words of an event or a treatment; the key itself if it is not in the list."""
        return next((spoken(i.words) for i in self.all_items if i.key == key), key)


def read_catalogue(file: Path) -> Catalogue:
    """The lists of one file.

    Raises:
        BrokenFileError: missing, not TOML, an entry without key or words, or a key used twice in what is recorded.
    """
    table = resources.read_toml(file)
    try:
        scales = tuple(
            Scale(key=row["key"], words=row["words"], low=row["low"], high=row["high"])
            for row in table["scale"]
        )
        events, treatments, reasons = (
            tuple(
                Item(key=row["key"], words=row["words"], quick=row.get("quick", False)) for row in table[name]
            )
            for name in ("event", "treatment", "reason")
        )
        others = tuple(Item(key=row["key"], words=row["words"]) for row in table.get("other", ()))
    except KeyError as error:
        raise BrokenFileError(f"{file} lacks {error}: every entry needs its key and its words.") from error
    keys = [item.key for item in (*events, *treatments, *others)]
    if len(keys) != len(set(keys)):
        raise BrokenFileError(
            f"{file} uses an event or treatment key twice: the record could not be read back."
        )
    return Catalogue(scales=scales, events=events, treatments=treatments, reasons=reasons, others=others)


@cache
def catalogue() -> Catalogue:
    """The lists that come with the program."""
    return read_catalogue(resources.path("events.toml"))
