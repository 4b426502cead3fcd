"""The door to whatever makes sounds, as the station sees it. Nothing behind it may make the station wait."""

from __future__ import annotations

from typing import Protocol

from bedside.vitals.sound import Audible, SoundState


class SoundPort(Protocol):
    """Every call comes from the station's thread and returns at once."""

    def show(self, audibles: tuple[Audible, ...], *, session_open: bool) -> None:
        """The signals that may be heard now, of all beds and the station itself; called with every change.

        `session_open`: a session runs, so the volume has its floor (ALM-12).
        """
        ...

    def state(self) -> SoundState:
        """How the sound is, as of its newest check."""
        ...

    def play_test(self) -> None:
        """One pulse of each priority, one after the other (ALM-45)."""
        ...

    def set(
        self,
        *,
        volume: float | None = None,
        pulse_tone: bool | None = None,
        quiet_room: bool | None = None,
        station_output: str | None = None,
    ) -> None:
        """Change what is named; None leaves it."""
        ...

    def beat(self, spo2: float | None) -> None:
        """A pulse of the bed whose pulse tone is on, with its newest saturation in % (ALM-14)."""
        ...

    def tone(self) -> None:
        """One soft information tone (ALM-13): a reminder that a limit is off, a cuff reading is there."""
        ...
