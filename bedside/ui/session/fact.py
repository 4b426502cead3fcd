"""One line of a list whose items turn done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Whether it is done, what it is, what is so; `opens`: the panel where it is entered.

    `done` is None for a value that is only told: there is nothing to do about it.
    """

    done: bool | None
    words: str
    found: str = ""
    opens: str = ""
