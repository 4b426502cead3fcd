"""What the list of sessions and the review need to know of a recorded session."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bedside.vitals.sessions import Mode


class Summary(Protocol):
    """What a line of the list needs of a recorded session."""

    @property
    def id(self) -> str:
        """Session id."""
        ...

    @property
    def bed(self) -> int:
        """Bed."""
        ...

    @property
    def mode(self) -> Mode:
        """Live or simulation."""
        ...

    @property
    def label(self) -> str:
        """Patient label; "" = never named."""
        ...

    @property
    def started_utc(self) -> datetime:
        """UTC of session time 0."""
        ...

    @property
    def ended_utc(self) -> datetime | None:
        """None: not closed."""
        ...

    @property
    def end_reason(self) -> str:
        """Why it ended."""
        ...

    @property
    def interrupted(self) -> bool:
        """Neither closed nor running."""
        ...

    @property
    def duration_s(self) -> float:
        """Length, s."""
        ...

    @property
    def alarms_high(self) -> int:
        """Onsets of High."""
        ...

    @property
    def alarms_medium(self) -> int:
        """Onsets of Medium."""
        ...

    @property
    def alarms_low(self) -> int:
        """Onsets of Low."""
        ...
