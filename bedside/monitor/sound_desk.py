"""The station's side of the sound: what is heard, what people answered, and when an infusion has to wait for an answer.

Without a loudspeaker port (a headless recorder) nobody was promised a sound: nothing is asked and nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from bedside.errors import RefusedError, SoundUnconfirmedError
from bedside.monitor.hearing import Hearing
from bedside.monitor.sound_port import SoundPort
from bedside.monitor.updates import MonitorUpdate
from bedside.settings import Settings
from bedside.vitals.alarms import ActiveAlarm
from bedside.vitals.readings import Reading
from bedside.vitals.sessions import Actor
from bedside.vitals.sound import SoundState
from bedside.vitals.station_commands import AcceptNoSound, ConfirmSound, PlaySelfTest, SetQuietRoom, SetSound

_ALARMS: Final = ("high", "medium", "low")  # what a loudspeaker plays when an alarm sounds

SoundCommand = ConfirmSound | PlaySelfTest | AcceptNoSound | SetSound | SetQuietRoom


class SoundDesk:
    """Used by the station's thread only."""

    def __init__(self, port: SoundPort | None, settings: Settings) -> None:
        self._port = port
        self._hearing = None if port is None else Hearing(port)
        self.answer = ""  # of the self test, since the program started
        self.no_sound_accepted = False
        if port is not None:
            port.set(volume=settings.volume, pulse_tone=settings.pulse_tone)

    def state(self) -> SoundState:
        """How the sound is; a fault that is over takes its acceptance along."""
        if self._port is None or self._hearing is None:
            return SoundState()
        state = replace(self._port.state(), pulse_bed=self._hearing.pulse_bed)
        if not state.fault:
            self.no_sound_accepted = False
        return state

    def show(
        self, updates: Mapping[int, MonitorUpdate], station: tuple[ActiveAlarm, ...], now: float
    ) -> None:
        """Hand over what may be heard at station time `now`, s."""
        if self._hearing is not None:
            self._hearing.show(updates, station, now)

    def listen(self, bed: int, readings: Iterable[Reading], update: MonitorUpdate | None) -> None:
        """Readings that just came, for the pulse tone."""
        if self._hearing is not None:
            self._hearing.listen(bed, readings, update)

    def refuse_unheard(self) -> None:
        """Before an infusion starts: somebody must have heard the tones, or have said why one goes on (ALM-45).

        Raises:
            SoundUnconfirmedError: nobody has.
        """
        if self._port is None:
            return
        if self.state().fault and not self.no_sound_accepted:
            raise SoundUnconfirmedError(
                "No alarm can be heard. Before an infusion starts, mend the sound or accept it by name."
            )
        if not self.answer and not self.no_sound_accepted:
            raise SoundUnconfirmedError(
                "Before the first infusion: play the alarm tones and say whether they were heard."
            )

    def obey(self, command: SoundCommand) -> tuple[str, dict[str, float | bool | str]]:
        """Carry a command out.

        Returns:
            What happened, in words, and the settings it changes.
        Raises:
            RefusedError: it needs a name, a reason, or a loudspeaker that is not there.
        """
        port = self._port
        if port is None:
            raise RefusedError("This bedside runs without sound: nothing was changed.")
        match command:
            case ConfirmSound(heard=True):
                if port.state().tested_utc is None:
                    raise RefusedError("No tone has been played yet: play the alarm tones first.")
                self.answer = "heard"
                return "the alarm tones were heard", {}
            case ConfirmSound(reason=reason):
                _need_name(command.actor, reason)
                self.answer = f"not heard: {reason}"
                return self.answer, {}
            case AcceptNoSound(reason=reason):
                _need_name(command.actor, reason)
                if not port.state().fault:
                    raise RefusedError("The sound works: there is nothing to accept.")
                self.no_sound_accepted = True
                return f"goes on without sound: {reason}", {}
            case PlaySelfTest():
                state = port.state()
                if state.fault:
                    raise RefusedError(f"The alarm tones cannot be played: {state.fault}")
                if state.playing in _ALARMS:
                    raise RefusedError("An alarm sounds now: answer it first, then play the alarm tones.")
                port.play_test()
                return "the alarm tones were played", {}
            case SetQuietRoom(on=on):
                if on and not port.state().station_output:
                    raise RefusedError(
                        "A quiet room needs a second loudspeaker at the station: choose one in Settings first."
                    )
                port.set(quiet_room=on)
                return "quiet room on" if on else "quiet room off", {}
            case SetSound():
                return self._set(port, command)

    def _set(self, port: SoundPort, command: SetSound) -> tuple[str, dict[str, float | bool | str]]:
        volume, tone = command.volume, command.pulse_tone
        if volume is not None and not 0.0 <= volume <= 1.0:
            raise RefusedError("The volume lies between 0 and 100 %: nothing was changed.")
        port.set(volume=volume, pulse_tone=tone, station_output=command.station_output)
        if self._hearing is not None and command.pulse_bed is not None:
            self._hearing.pulse_bed = command.pulse_bed
        said = [] if volume is None else [f"volume {volume:.0%}"]
        if tone is not None:
            said.append("pulse tone on" if tone else "pulse tone off")
        if command.station_output is not None:
            said.append(f"loudspeaker at the station: {command.station_output or 'none'}")
        changed: dict[str, float | bool | str] = {} if volume is None else {"volume": volume}
        if tone is not None:
            changed["pulse_tone"] = tone
        if command.station_output is not None:
            changed["station_output"] = command.station_output
        return ", ".join(said) or "pulse tone moved to another bed", changed


def _need_name(actor: Actor, reason: str) -> None:
    if not actor.named:
        raise RefusedError("That needs a name: say who works here first (Ctrl+O).")
    if not reason.strip():
        raise RefusedError("That needs a reason: nothing was changed.")
