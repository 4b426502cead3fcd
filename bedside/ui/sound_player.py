"""What is played on which loudspeaker, and whether it can be heard. Driven from outside, in one thread; no Qt here.

With a quiet room alarms sound at the station; a High that nobody answers is heard in the room as well. Whatever
fails, the other loudspeaker takes over at once: never is it quiet because of a choice of loudspeaker.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bedside.alarms.loudness import volume_in_force
from bedside.alarms.routing import routed
from bedside.alarms.sounding import Mixer
from bedside.clock import Clock
from bedside.ui.loudspeaker import Loudspeaker, Outlets
from bedside.ui.system_volume import UNREAD, USUAL, SystemVolume
from bedside.vitals.sound import Audible, SoundState

CHECK_S: Final = 10.0  # with the time a stalled one takes to be known as such, within ALM-55's 15 s
FEED_S: Final = 0.06
AGAIN_S: Final = 1.0  # while something is wrong


class SoundPlayer:
    """Every method belongs to the thread that plays. Each call ends with the state as it is then."""

    def __init__(
        self, outlets: Outlets, clock: Clock, *, volume: float, pulse_tone: bool, station_output: str
    ) -> None:
        self.systems: Mapping[str, SystemVolume] = {}  # the operating system's volume of each of `keys`
        self._clock = clock
        self._room = Loudspeaker(outlets, outlets.room)
        self._outlets = outlets
        self._station: Loudspeaker | None = None
        self._volume = volume  # as chosen
        self._pulse_tone = pulse_tone
        self._quiet_room = False
        self._session_open = False
        self._audibles: tuple[Audible, ...] = ()
        self._routed: tuple[tuple[Audible, ...], tuple[Audible, ...]] | None = None
        self._checked_t: float | None = None
        self._check_due_t = self._again_due_t = clock.now()
        self._tested: tuple[int, datetime | None] = (0, None)
        self._choose_station(station_output)
        self._set_volume()

    def show(self, audibles: tuple[Audible, ...], *, session_open: bool) -> None:
        """The signals as they are now."""
        self._audibles, self._session_open = audibles, session_open
        self._set_volume()
        self._play()

    def set(
        self,
        *,
        volume: float | None = None,
        pulse_tone: bool | None = None,
        quiet_room: bool | None = None,
        station_output: str | None = None,
    ) -> None:
        """Change what is named."""
        if station_output is not None:
            self._choose_station(station_output)
        self._volume = self._volume if volume is None else volume
        self._pulse_tone = self._pulse_tone if pulse_tone is None else pulse_tone
        self._quiet_room = self._quiet_room if quiet_room is None else quiet_room
        self._set_volume()
        self._play()

    def beat(self, spo2: float | None) -> None:
        """A pulse with its saturation in %, if the pulse tone is on."""
        if self._pulse_tone:
            self._mixer.beat(spo2)
            self._play()

    def tone(self) -> None:
        """An information tone."""
        self._mixer.tone(self._clock.now())
        self._play()

    def test(self) -> None:
        """The self test, on every loudspeaker."""
        for speaker in self._speakers:
            speaker.mixer.test()
        self._play()

    def look_again(self) -> None:
        """The loudspeakers of this computer changed."""
        self._check(self._speakers)
        self._play()

    @property
    def keys(self) -> tuple[str, ...]:
        """The loudspeakers whose volume in the operating system matters."""
        return (USUAL, self._station.key) if self._station is not None and self._station.key else (USUAL,)

    def step(self) -> float:
        """Do what is due.

        Returns:
            Seconds until it must be called again; a call that comes earlier does no harm.
        """
        now = self._clock.now()
        if now >= self._check_due_t:
            self._check_due_t, self._again_due_t = now + CHECK_S, now + AGAIN_S
            self._check(self._speakers)
        elif now >= self._again_due_t:
            self._again_due_t = now + AGAIN_S
            self._check([s for s in self._speakers if s.fault])
        self._play()
        proofs = [s.proven_t for s in self._speakers if s.works and s.proven_t is not None]
        self._checked_t = max(proofs, default=self._checked_t)
        if any(s.hungry(now) for s in self._speakers):
            return FEED_S
        due_t = self._again_due_t if any(s.fault for s in self._speakers) else self._check_due_t
        return max(FEED_S, due_t - now)

    def close(self) -> None:
        """Let the loudspeakers go."""
        for speaker in self._speakers:
            speaker.close()

    @property
    def state(self) -> SoundState:
        """How the sound is."""
        main, system = self._room, self.systems.get(USUAL, UNREAD)
        if self._at_station and self._station is not None:
            main, system = self._station, self._station_system
        return SoundState(
            output=self._room.name,
            fault=self._fault,
            checked_t=self._checked_t,
            tested_utc=self._tested[1],
            volume=self._room.mixer.volume,
            system_volume=system.volume,
            system_muted=system.muted,
            pulse_tone=self._pulse_tone,
            quiet_room=self._quiet_room,
            station_output=self._station.name
            if self._station is not None and not self._station_fault
            else "",
            station_fault=self._station_fault,
            playing=main.mixer.playing if main.works else "",
            outputs=self._outlets.others(),
        )

    @property
    def _speakers(self) -> list[Loudspeaker]:
        return [self._room] if self._station is None else [self._room, self._station]

    @property
    def _at_station(self) -> bool:
        """True if alarms sound at the station: as chosen, or because the room's loudspeaker fails."""
        heard = self._station is not None and not self._station_fault
        return heard and (self._quiet_room or bool(self._room.fault))

    @property
    def _station_system(self) -> SystemVolume:
        return UNREAD if self._station is None else self.systems.get(self._station.key, UNREAD)

    @property
    def _station_fault(self) -> str:
        """Why nothing is heard at the station, in words; "" = it is, or no loudspeaker was chosen for it."""
        station, system = self._station, self._station_system
        if station is None or (station.works and not system.silent):
            return ""
        if not station.works:
            return station.fault or "the loudspeaker at the station was not heard yet."
        how = "muted" if system.muted else "at 0 %"
        return f"the loudspeaker “{station.name}” is {how} in the sound settings of this computer. Turn it up there."

    @property
    def _mixer(self) -> Mixer:
        """Where tones belong."""
        return self._station.mixer if self._at_station and self._station is not None else self._room.mixer

    @property
    def _fault(self) -> str:
        if self._room.fault:
            where = "not in the room, only at the station: " if self._at_station else ""
            return where + self._room.fault
        if self._room.mixer.volume <= 0.0:
            return "the volume of bedside is 0. Turn it up in the settings."
        return ""

    def _choose_station(self, name: str) -> None:
        """The second loudspeaker, by its name; "" = none."""
        if self._station is not None:
            self._station.close()
        outlets = self._outlets
        self._station = Loudspeaker(outlets, lambda: outlets.station(name)) if name else None
        self._routed = None
        self._check_due_t = self._clock.now()

    def _check(self, speakers: list[Loudspeaker]) -> None:
        now = self._clock.now()
        for speaker in speakers:
            speaker.check(now)

    def _set_volume(self) -> None:
        for speaker in self._speakers:
            speaker.mixer.volume = volume_in_force(self._volume, session_open=self._session_open)

    def _play(self) -> None:
        now = self._clock.now()
        in_room, at_station = routed(self._audibles, now, to_station=self._at_station)
        shown = (in_room, at_station)
        if shown != self._routed:
            self._routed = shown
            self._room.mixer.show(in_room, now)
            if self._station is not None:
                self._station.mixer.show(at_station, now)
        for speaker in self._speakers:
            speaker.feed(now)
        tests = sum(speaker.mixer.tests for speaker in self._speakers)
        if tests != self._tested[0]:
            self._tested = (tests, self._clock.utc())
