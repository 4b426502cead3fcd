"""The session before on a bed: one to go on with, or one whose limits somebody has to choose about (ALM-41)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bedside.clock import Clock
from bedside.monitor.limits_offer import EditedLimits, edits_in
from bedside.monitor.live_session import LiveSession, resumed_at
from bedside.monitor.resume import Unfinished
from bedside.vitals.sessions import Mode

RESUME_WITHIN_S: Final = 15 * 60.0  # nobody watched for longer: a session is left, not gone on with


@dataclass(frozen=True, slots=True)
class GoingOn:
    """A session that is gone on with."""

    earlier: Unfinished
    at: float  # session time it goes on from, s
    utc: datetime  # wall time of that


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A session that was left because nobody watched for too long."""

    limits: EditedLimits
    t: float  # station time at which it was left, s


class EarlierSession:
    """What an earlier run, or a long standstill of this one, left on one bed."""

    def __init__(self, bed: int, clock: Clock, unfinished: Callable[[int], Unfinished | None]) -> None:
        """`unfinished` asks the record for the session that a bed's newest record left open."""
        self._bed = bed
        self._clock = clock
        self._unfinished = unfinished
        self._asked_store = False
        self._found: Unfinished | None = None
        self._left: LeftBehind | None = None

    def to_go_on_with(self, mode: Mode | None, t: float) -> GoingOn | None:
        """The session an earlier run left open, if it goes on at station time `t`, s.

        With the first word of a device, of the mode that device gives the bed; without one (`mode` None) only a
        session that had none either, one opened for a patient before anything was connected. Found once. One that is
        too old is left behind: its limits are offered to the next session.
        """
        if not self._asked_store:
            self._asked_store = True
            self._found = self._unfinished(self._bed)
        earlier = self._found
        if earlier is None or (mode is None and earlier.measuring):
            return None
        self._found = None
        if mode is not None and earlier.opened.mode is not mode:
            return None
        now, utc = self._clock.now(), self._clock.utc()
        ago_s = max(0.0, now - t)
        away_s = max(0.0, earlier.away_s(utc, now) - ago_s)
        if max(0.0, earlier.unwatched_s(utc, now) - ago_s) > RESUME_WITHIN_S:
            self._left = LeftBehind(earlier.edited_limits(), t - away_s)
            return None
        return GoingOn(earlier, resumed_at(earlier, away_s), utc - timedelta(seconds=ago_s))

    def leave(self, session: LiveSession, from_t: float, until_t: float) -> None:
        """Nobody watched this session between these station times, s, and it was closed for that."""
        self._left = LeftBehind(
            EditedLimits(
                session=session.id,
                label=session.monitor.session.label,
                ended_utc=self._clock.utc() - timedelta(seconds=until_t - from_t),
                edits=edits_in(session.monitor.entries),
            ),
            from_t,
        )

    def take_left(self) -> LeftBehind | None:
        """The session that was left, for the one that begins now; once."""
        left, self._left = self._left, None
        return left
