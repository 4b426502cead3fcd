"""One line of a list whose items turn done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Whether it is done, what it is, what is so; `opens`: the panel where it is entered."""

    done: bool
    words: str
    found: str = ""
    opens: str = ""
