"""What the pause keys show and ask for: one loudspeaker plays the alarms of all beds, so one key answers it.

Pure: updates in, words or commands out. A pause is always one bed's (ALM-32, ALM-34); its end is always allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import ceil
from typing import TYPE_CHECKING

from bedside.alarms.pauses import AUDIO_S, PRE_SILENCE_S
from bedside.ui import formats
from bedside.vitals.alarms import Activation, Pause, PauseKind
from bedside.vitals.commands import AudioPause, Command, EndAudioPause, EndCarePause
from bedside.vitals.sessions import Actor, Mode

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate

PAUSE_S = max(AUDIO_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A pause in force, and how long it still lasts."""

    bed: int
    pause: Pause
    left_s: float  # s, at the moment of the frame

    @property
    def seconds(self) -> int:
        """What is left in whole seconds, rounded up: never 0 while the pause still holds."""
        return ceil(self.left_s)

    @property
    def countdown(self) -> str:
        """The same as a person reads it, "1:34"."""
        return countdown(self.left_s)

    @property
    def share(self) -> float:
        """How much of it is left, 0…1, in steps of the countdown."""
        whole = self.pause.until_t - self.pause.began_t
        return min(1.0, self.seconds / whole) if whole > 0 else 0.0


class Offer(Enum):
    """What pressing F2 would do."""

    TEST = "test"  # nothing is monitored: the sound can be tried
    PRE_SILENCE = "pre-silence"
    PAUSE = "pause"
    END = "end"


def countdown(left_s: float) -> str:
    """Time left, "1:34", up to the next whole second."""
    return formats.duration(float(ceil(left_s)))


def running(updates: Mapping[int, MonitorUpdate], kind: PauseKind, now: float) -> list[Running]:
    """The pauses of one kind in force at station time `now`, s, the longest first."""
    found = []
    for bed, update in live(updates).items():
        shift = update.station_now - update.now
        for pause in update.pauses:
            left = pause.until_t + shift - now
            if pause.kind is kind and left > 0:
                found.append(Running(bed=bed, pause=pause, left_s=left))
    found.sort(key=lambda item: -item.left_s)
    return found


def live(updates: Mapping[int, MonitorUpdate]) -> dict[int, MonitorUpdate]:
    """The beds with a session that is not a replay."""
    return {
        bed: update
        for bed, update in updates.items()
        if update.session is not None and update.mode is not Mode.REPLAY
    }


def offer(updates: Mapping[int, MonitorUpdate], bed: int | None, now: float) -> Offer:
    """What F2 means at station time `now`, s; `bed`: the one a key means (shown, focused or only), if any.

    While any bed can still be heard the key pauses, even with other beds paused already.
    """
    beds = live(updates)
    if not beds:
        return Offer.TEST
    if any(_heard(update) for update in beds.values()):
        return Offer.PAUSE
    if running(beds, PauseKind.AUDIO, now):
        return Offer.END
    return Offer.PAUSE if _to_pause(beds, bed, now) else Offer.PRE_SILENCE


def audio_commands(
    updates: Mapping[int, MonitorUpdate],
    bed: int | None,
    now: float,
    actor: Actor,
    *,
    seconds: float = PAUSE_S,
) -> list[Command]:
    """What F2 asks the station for; empty where it has to be said which bed is meant.

    Args:
        updates: of all beds.
        bed: the bed shown; on the station the focused or only one; None: no bed in particular.
        now: station time, s.
        actor: who pressed it.
        seconds: how long; without any alarm it is always 60.
    """
    beds = live(updates)
    match offer(beds, bed, now):
        case Offer.TEST:
            return []
        case Offer.END:
            return [EndAudioPause(bed=item.bed, actor=actor) for item in running(beds, PauseKind.AUDIO, now)]
        case Offer.PRE_SILENCE:
            return [] if bed not in beds else [AudioPause(bed=bed, actor=actor, seconds=PRE_SILENCE_S)]
        case Offer.PAUSE:
            return [AudioPause(bed=each, actor=actor, seconds=seconds) for each in _to_pause(beds, bed, now)]


def care_shown(updates: Mapping[int, MonitorUpdate], bed: int | None, now: float) -> Running | None:
    """The care pause F8 would end: that of `bed`; without a bed in particular the one that lasts longest."""
    found = running(updates, PauseKind.CARE, now)
    own = [item for item in found if item.bed == bed]
    return next(iter(own or found), None)


def end_care(item: Running, actor: Actor) -> Command:
    """The command that ends a care pause."""
    return EndCarePause(bed=item.bed, actor=actor)


def _to_pause(beds: Mapping[int, MonitorUpdate], bed: int | None, now: float) -> list[int]:
    """The bed that is meant if anything is active on it, and every bed that can be heard; without one, all active."""
    paused = {item.bed for item in running(beds, PauseKind.AUDIO, now)}
    meant: Iterable[int] = (
        (each for each, update in beds.items() if update.alarms)
        if bed not in beds
        else (each for each, update in beds.items() if (each == bed and update.alarms) or _heard(update))
    )
    return [each for each in sorted(meant) if each not in paused]


def _heard(update: MonitorUpdate) -> bool:
    """Whether anything of this bed sounds, unless something more urgent does."""
    return any(alarm.change.activation is Activation.ON for alarm in update.alarms)
