"""What belongs together: onsets of one kind that follow each other closely are one episode (ALM-61).

Every onset is a condition of its own. An onset within `JOINS_S` of the last clearing of its key, and a row that takes
over inside its side (cleared and begun at the same instant), joins the episode of the one before. So a value that
trembles around its limit is counted, not sounded every time: a joined Medium or Low begins silent if the episode was
acknowledged at its priority or a higher one. A joined High always sounds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from bedside.vitals.alarms import Priority
from bedside.vitals.sessions import Actor

JOINS_S: Final = 60.0  # s from the last clearing to the next onset


@dataclass(slots=True)
class Episode:
    """Onsets that belong together."""

    first: int  # condition of the first onset
    onsets: dict[str, int] = field(default_factory=dict)  # key → how many so far
    cleared: dict[str, float] = field(default_factory=dict)  # key → session time of its last clearing, s
    acknowledged: Priority | None = None  # the highest that a person acknowledged in it
    acknowledged_by: Actor | None = None

    def acknowledge(self, priority: Priority, actor: Actor) -> None:
        """A person acknowledged one of its signals."""
        if self.acknowledged is None or priority >= self.acknowledged:
            self.acknowledged, self.acknowledged_by = priority, actor

    def covers(self, priority: Priority) -> Actor | None:
        """Whose acknowledgement makes a joined onset of this priority silent; None = it sounds."""
        silent = self.acknowledged is not None and priority <= self.acknowledged
        return self.acknowledged_by if silent and priority is not Priority.HIGH else None


class Episodes:
    """The newest episode of each key."""

    def __init__(self) -> None:
        self._newest: dict[str, Episode] = {}

    def begin(self, key: str, condition: int, t: float, joined: Episode | None = None) -> Episode:
        """The episode of a new condition, which it joins or begins; its `onsets` count it already.

        `joined`: the episode of the row that it takes over from, which may be of another code.
        """
        episode = joined or self._newest.get(key)
        if episode is None or (joined is None and t - episode.cleared.get(key, t) > JOINS_S):
            episode = Episode(condition)
        self._newest[key] = episode
        episode.onsets[key] = episode.onsets.get(key, 0) + 1
        return episode
