"""A loudspeaker port that plays nothing and remembers what it was asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bedside.vitals.sound import Audible, SoundState


class ToldLoudspeaker:
    """Implements `bedside.monitor.sound_port.SoundPort`."""

    def __init__(self, state: SoundState | None = None) -> None:
        self.now = state or SoundState(output="speaker")
        self.shown: list[tuple[Audible, ...]] = []
        self.session_open = False
        self.tests = 0
        self.beats: list[float | None] = []
        self.tones = 0

    def show(self, audibles: tuple[Audible, ...], *, session_open: bool) -> None:
        self.shown.append(audibles)
        self.session_open = session_open

    def state(self) -> SoundState:
        return self.now

    def play_test(self) -> None:
        self.tests += 1
        self.now = replace(self.now, tested_utc=datetime(2026, 3, 2, 9, 41, tzinfo=UTC))

    def set(
        self,
        *,
        volume: float | None = None,
        pulse_tone: bool | None = None,
        quiet_room: bool | None = None,
        station_output: str | None = None,
    ) -> None:
        if volume is not None:
            self.now = replace(self.now, volume=volume)
        if pulse_tone is not None:
            self.now = replace(self.now, pulse_tone=pulse_tone)
        if station_output is not None:
            self.now = replace(self.now, station_output=station_output)
        if quiet_room is not None:
            self.now = replace(self.now, quiet_room=quiet_room)

    def beat(self, spo2: float | None) -> None:
        self.beats.append(spo2)

    def tone(self) -> None:
        self.tones += 1
