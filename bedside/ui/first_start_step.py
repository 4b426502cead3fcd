"""One thing to do before the first patient: what it is, how far it is, and its keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    OPEN = "open"
    FAILING = "failing"  # something is wrong, and the words say what


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A key of a step: what pressing it means, and what stands on it."""

    name: str  # devices, simulator, self-test, no-sound, operator, help, or a page of the settings: settings/display
    label: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do. None of them blocks monitoring."""

    key: str
    title: str
    words: str
    state: StepState
    acts: tuple[Act, ...] = ()
