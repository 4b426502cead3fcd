"""A report as its writers get it: sections of rows in words. Every writer shows the same."""

from __future__ import annotations

from dataclasses import dataclass

MOST_ROWS = 400  # of one table: more than a person reads; the files of values have all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a section."""

    cells: tuple[str, ...]  # one for each column, or fewer: the last goes over the rest; else label and words
    grave: bool = False  # must be seen: bold and in red, and its words say so too
    struck: int | None = None  # which cell is struck through: an entry that no longer counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the report. It is never left out: without rows it says in `nothing` what is missing."""

    key: str
    title: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()  # () = rows of a label and words
    nothing: str = ""  # what is said without rows
    grave: bool = False  # the whole of it must be seen
    recorded: int | None = None  # how many of these the record holds; None: it is no list of records
    told: int | None = None  # how many of these were told; None: as many as there are rows

    @property
    def is_table(self) -> bool:
        """Whether its rows stand in columns with a head."""
        return bool(self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What went in and what came out, of one section."""

    title: str
    recorded: int
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole of it, in words."""

    session: str  # id; "" = identifiers are removed
    title: str
    subtitle: str  # whose, and when
    mode: str  # the word that stands on every page: "SIMULATION, not a patient"; "" = a real one
    state: str  # a sentence while it runs, or where it was interrupted; "" = it ended
    sections: tuple[Section, ...]
    counts: tuple[Count, ...]
    written: str  # when, and with which version
    intended_use: str
    language: str = "en"  # of its words, as HTML names it

    def section(self, key: str) -> Section:
        """The section of this key.

        Raises:
            KeyError: there is none.
        """
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)
