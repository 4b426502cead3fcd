"""The pauses of a recording: what was asked for, ended by what the recording says ended it.

A recording knows its future, so a pause gets its end when it begins: its own time, a person's word, a High that began
(audio), or an interruption. Hence it does not matter in which order a cursor that jumped meets entries and changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bedside.alarms.pauses import granted
from bedside.vitals.alarms import AlarmChange, Change, Pause, PauseKind, Presence, Priority
from bedside.vitals.commands import AudioPause, CarePause, Command, EndAudioPause, EndCarePause

INTERRUPTED: Final = "T-INTERRUPTED"
_ENDED_BY: Final = {EndAudioPause: PauseKind.AUDIO, EndCarePause: PauseKind.CARE}
_SOUNDING: Final = frozenset({Change.ONSET, Change.PRIORITY, Change.AGAIN})


@dataclass(slots=True)
class _Held:
    pause: Pause
    end_t: float  # session time it really ended, s


class RecordedPauses:
    """Folds the entries of a timeline; `changes` are all alarm changes of the recording, in order."""

    def __init__(self, changes: Sequence[AlarmChange]) -> None:
        self._changes = changes
        self._held: list[_Held] = []

    def entered(self, command: Command, at: float) -> None:
        """Take a command that was entered at session time `at`, s; most mean nothing here."""
        match command:
            case AudioPause() | CarePause():
                pause = granted(command, at, self._any_active(at))
                if pause is not None and not any(p.kind is pause.kind for p in self.at(at)):
                    self._held.append(_Held(pause, min(pause.until_t, self._broken_t(pause))))
            case EndAudioPause() | EndCarePause():
                for held in self._held:
                    if held.pause.kind is _ENDED_BY[type(command)]:
                        held.end_t = min(held.end_t, max(held.pause.began_t, at))

    def at(self, t: float) -> tuple[Pause, ...]:
        """Those in force at session time `t`, s, the oldest first."""
        return tuple(held.pause for held in self._held if held.pause.began_t <= t < held.end_t)

    def _any_active(self, at: float) -> bool:
        newest = {change.condition: change.presence for change in self._changes if change.t <= at}
        return any(presence is not Presence.OFF for presence in newest.values())

    def _broken_t(self, pause: Pause) -> float:
        """When something else than its own time and a person ended it, s."""
        ends = (
            change.t
            for change in self._changes
            if change.t > pause.began_t
            and change.change in _SOUNDING
            and (
                change.code == INTERRUPTED
                or (pause.kind is PauseKind.AUDIO and change.priority is Priority.HIGH)
            )
        )
        return next(ends, pause.until_t)
