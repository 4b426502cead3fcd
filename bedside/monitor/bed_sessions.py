"""How the sessions of a bed come about: newly begun, or taken up where an earlier run left one open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bedside.alarms.profile import Profile
from bedside.alarms.source import AlarmSource
from bedside.clock import Clock
from bedside.monitor.earlier_session import EarlierSession
from bedside.monitor.limits_offer import EditedLimits, offer_of
from bedside.monitor.live_session import LiveSession, newly_opened
from bedside.monitor.opening import new_id
from bedside.monitor.resume import Unfinished
from bedside.monitor.updates import LimitsOffer
from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.display import Ages
from bedside.vitals.protocol import Protocol as CareProtocol
from bedside.vitals.records import Record, SessionOpened
from bedside.vitals.sessions import PROGRAM, Mode

ProfileOf = Callable[[str | None], Profile]
"""The alarm profile of a title (a session that goes on keeps its own), or for a new session (None)."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the site says of every session; without a word it follows no protocol and has no PIN."""

    protocol: Callable[[], CareProtocol | None] = lambda: None  # for a session that begins now
    pin_set: Callable[[], bool] = lambda: False  # an emergency start asks for it


NO_SITE: Final = Site()


class Begun(NamedTuple):
    """A session that runs now, and limits of an earlier one that somebody has to choose about."""

    session: LiveSession
    offer: LimitsOffer | None


class BedSessions:
    """The sessions of one bed, one after the other. Times are station time, s, unless said otherwise."""

    def __init__(
        self,
        bed: int,
        *,
        clock: Clock,
        profile: ProfileOf,
        alarms: Callable[[Profile], AlarmSource],
        record: Callable[[Record], None],
        unfinished: Callable[[int], Unfinished | None],
        site: Site,
    ) -> None:
        self._bed = bed
        self._clock = clock
        self._profile_of = profile
        self._new_alarms = alarms
        self._record = record
        self._site = site
        self._earlier = EarlierSession(bed, clock, unfinished)
        self._ids: list[str] = []  # of those this bed began

    @property
    def usual_profile(self) -> Profile:
        """The one a new session would begin with."""
        return self._profile_of(None)

    def go_on(self, mode: Mode | None, t: float, ages: Ages) -> Begun | None:
        """Go on with the session an earlier run left open, if there is one.

        With the first word of a device, of the mode that it gives the bed; a reading is not waited for, since a device
        that does not come back is what somebody has to know. Without any device (None) only one that had none either.
        """
        going_on = self._earlier.to_go_on_with(mode, t)
        if going_on is None:
            return None
        earlier, at = going_on.earlier, going_on.at
        session = self._live(earlier.opened, t - at, self._profile_of(earlier.opened.profile), ages)
        session.go_on(earlier, at, going_on.utc)
        return Begun(session, offer_or_none(earlier.question(), session.profile, forced=True))

    def begin(self, first: float, mode: Mode, ages: Ages) -> Begun:
        """A new one begins at `first`; its protocol is its first line."""
        utc = self._clock.utc() - timedelta(seconds=max(0.0, self._clock.now() - first))
        profile = self.usual_profile
        opened = newly_opened(self._bed, new_id(self._bed, utc, mode, self._ids), mode, utc, profile)
        session = self._live(opened, first, profile, ages)
        session.begin(opened)
        protocol = self._site.protocol()
        if protocol is not None:
            session.enter(AdoptProtocol(bed=self._bed, actor=PROGRAM, protocol=protocol), first)
        return Begun(session, self._after_what_was_left(session, first, utc))

    def leave(self, session: LiveSession, from_t: float, until_t: float) -> None:
        """Nobody watched this one between these times, and it was closed for that."""
        self._earlier.leave(session, from_t, until_t)

    def _after_what_was_left(self, session: LiveSession, first: float, utc: datetime) -> LimitsOffer | None:
        left = self._earlier.take_left()
        if left is None:
            return None
        session.begin_after(left.limits.session, first - left.t, utc)
        return offer_or_none(left.limits, session.profile, forced=True)

    def _live(self, opened: SessionOpened, zero: float, profile: Profile, ages: Ages) -> LiveSession:
        return LiveSession(
            opened,
            zero=zero,
            clock=self._clock,
            ages=ages,
            profile=profile,
            alarms=self._new_alarms,
            record=self._record,
        )


def offer_or_none(earlier: EditedLimits | None, profile: Profile, *, forced: bool) -> LimitsOffer | None:
    """What is offered of an earlier session's limits."""
    return None if earlier is None else offer_of(earlier, profile, forced=forced)
