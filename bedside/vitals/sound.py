"""What is known of the loudspeaker, and what it is asked to play. No sound is made here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bedside.vitals.alarms import Activation, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Audible:
    """One alarm signal as far as hearing goes."""

    bed: int  # 0 = the station itself
    condition: int
    priority: Priority
    oxygen: bool  # an oxygen alarm has a pitch of its own (ALM-10)
    activation: Activation
    escalated: bool
    loud_t: float | None  # station time since which it asks to be heard, s; None: it does not
    reminded_t: float | None = None  # station time of its newest reminder, s: one medium burst each
    own_sound: bool = False  # something else already makes its sound (the watchdog)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundState:
    """How the alarm sound is. Written by whoever plays, read by the station and every screen."""

    output: str = ""  # name of the loudspeaker in use; "" = none
    fault: str = ""  # why no alarm can be heard, in words; "" = it can
    checked_t: float | None = None  # station time of the newest check that went well, s
    tested_utc: datetime | None = None  # when the tones of the self test were last played
    volume: float = 1.0  # of bedside itself, 0…1
    system_volume: float | None = None  # of the operating system, 0…1; None: cannot be read
    system_muted: bool | None = None  # None: cannot be read
    pulse_tone: bool = False
    quiet_room: bool = False
    pulse_bed: int | None = None  # whose pulse the tone is; None: nobody's was chosen
    station_output: str = ""  # the second loudspeaker, for quiet rooms, if it is heard; "" = none
    station_fault: str = ""  # why the chosen one is not heard, in words; "" = it is, or none was chosen
    outputs: tuple[str, ...] = ()  # names of the loudspeakers that can stand at the station
    playing: str = ""  # what sounds now: "high", "medium", "low", "tone"; "" = silence
