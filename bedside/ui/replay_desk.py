"""The review screen's link to the record: the list of sessions, and the player of the one that is open.

Nothing here reaches the station: a replayed session can be looked at, never acted upon (ALM-36).
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from bedside.alarms.profile import Profile
from bedside.clock import Clock
from bedside.errors import UserFacingError
from bedside.replay.player import Player
from bedside.store.library import Library, SessionSummary
from bedside.ui.review_screen import ReviewScreen


class ReplayDesk(QObject):
    """Opens recorded sessions and plays them on the review screen."""

    def __init__(
        self,
        screen: ReviewScreen,
        library: Library,
        *,
        running: Callable[[], set[str]],
        profile_of: Callable[[str], Profile],
        clock: Clock,
    ) -> None:
        """Connect the screen.

        Args:
            screen: where it is shown.
            library: the record.
            running: ids of the sessions being recorded now; they are not "interrupted".
            profile_of: the profile a session was recorded with, by its title, for the limits beside the numbers.
            clock: real time of the playing.
        """
        super().__init__(screen)
        self._screen = screen
        self._library = library
        self._running = running
        self._profile_of = profile_of
        self._clock = clock
        self._summaries: dict[str, SessionSummary] = {}
        self._player: Player | None = None
        self._frame_t = 0.0
        screen.open_requested.connect(self._open)
        screen.close_requested.connect(self._close)
        screen.play.connect(self._play)
        screen.speed.connect(self._set_speed)
        screen.seek.connect(self._seek)

    def refresh(self) -> None:
        """Read the list of sessions again."""
        try:
            found = self._library.sessions(running=self._running())
        except UserFacingError as error:
            self._screen.show_refusal(str(error))
            return
        self._summaries = {summary.id: summary for summary in found}
        self._screen.set_sessions(found)

    def frame(self) -> None:
        """Play on by the time since the last frame and show it."""
        now = self._clock.now()
        since, self._frame_t = now - self._frame_t, now
        player = self._player
        if player is not None:
            update = player.advance(since)
            self._screen.show_update(update, playing=player.playing, speed=player.speed)

    @Slot(str)
    def _open(self, session: str) -> None:
        try:
            recorded = self._library.open(session)
            profile = self._profile_of(recorded.opened.profile)
            player = Player(recorded, profile.limits(), profile.nibp_every_min)
            whole = player.overview()
        except UserFacingError as error:
            self._screen.show_refusal(str(error))
            return
        self._player = player
        self._frame_t = self._clock.now()
        self._screen.show_session(self._summaries[session], whole)

    @Slot()
    def _close(self) -> None:
        self._player = None
        self.refresh()

    @Slot(bool)
    def _play(self, on: bool) -> None:
        player = self._player
        if player is not None:
            if on and player.t >= player.duration_s:
                player.seek(0.0)
            player.playing = on

    @Slot(float)
    def _set_speed(self, speed: float) -> None:
        if self._player is not None:
            self._player.speed = speed

    @Slot(float)
    def _seek(self, t: float) -> None:
        if self._player is not None:
            self._player.seek(t)
