"""The two ways to be quiet for a while, as tables: what each holds, how long it may last, what ends it.

An *audio pause* (ALM-32) holds every sound of the bed and ends by itself, by a person, or at the very instant a High
begins. A *care pause* (ALM-34) holds what work at the patient sets off: patient alarms, and equipment below High. A
High of the patient that begins meanwhile breaks through it; the pause goes on for the rest. Neither hides anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from bedside.vitals.alarms import Kind, Pause, PauseKind, Priority
from bedside.vitals.commands import AudioPause, CarePause, Command, EndAudioPause, EndCarePause

AUDIO_S: Final = (30.0, 60.0, 120.0)  # s an audio pause may be asked for
PRE_SILENCE_S: Final = 60.0  # s at most while nothing alarms
CARE_S: Final = 180.0  # s at most

HOLDS: Mapping[tuple[PauseKind, Kind, Priority], bool] = MappingProxyType(
    {
        (PauseKind.AUDIO, Kind.PHYSIOLOGICAL, Priority.HIGH): True,
        (PauseKind.AUDIO, Kind.PHYSIOLOGICAL, Priority.MEDIUM): True,
        (PauseKind.AUDIO, Kind.PHYSIOLOGICAL, Priority.LOW): True,
        (PauseKind.AUDIO, Kind.TECHNICAL, Priority.HIGH): True,
        (PauseKind.AUDIO, Kind.TECHNICAL, Priority.MEDIUM): True,
        (PauseKind.AUDIO, Kind.TECHNICAL, Priority.LOW): True,
        (PauseKind.CARE, Kind.PHYSIOLOGICAL, Priority.HIGH): True,  # one that begins meanwhile breaks through
        (PauseKind.CARE, Kind.PHYSIOLOGICAL, Priority.MEDIUM): True,
        (PauseKind.CARE, Kind.PHYSIOLOGICAL, Priority.LOW): True,
        (PauseKind.CARE, Kind.TECHNICAL, Priority.HIGH): False,
        (PauseKind.CARE, Kind.TECHNICAL, Priority.MEDIUM): True,
        (PauseKind.CARE, Kind.TECHNICAL, Priority.LOW): True,
    }
)
"""What a pause holds."""


def refusal(command: Command, any_active: bool, active_pauses: Collection[Pause]) -> str | None:
    """Why this pause cannot begin or end now, one sentence; None = it can (or it is another command).

    Args:
        command: what is asked for.
        any_active: any alarm of the bed is shown now, acknowledged ones too.
        active_pauses: of the bed.
    """
    running = {pause.kind for pause in active_pauses}
    match command:
        case AudioPause(seconds=seconds):
            if PauseKind.AUDIO in running:
                return "The sound is already paused: end the pause first."
            if seconds not in AUDIO_S:
                return "The sound can be paused for 30, 60 or 120 seconds."
            if not any_active and seconds != PRE_SILENCE_S:
                return "Nothing alarms now: the sound can be paused ahead for 60 seconds only."
        case EndAudioPause():
            if PauseKind.AUDIO not in running:
                return "The sound is not paused."
        case CarePause(seconds=seconds, reason=reason):
            if PauseKind.CARE in running:
                return "A care pause is already running: end it first."
            if not 0 < seconds <= CARE_S:
                return "A care pause can last up to 180 seconds."
            if not reason.strip():
                return "A care pause needs a reason: say what is done at the patient."
        case EndCarePause():
            if PauseKind.CARE not in running:
                return "No care pause is running."
    return None


def granted(command: AudioPause | CarePause, t: float, any_active: bool) -> Pause | None:
    """The pause that begins with this command at session time `t`, s; None = none does.

    Whoever took the command has asked `refusal`. An alarm that went away since then makes the pause shorter
    rather than void, so that nobody believes in a pause there is not.
    """
    if refusal(command, True, ()) is not None:
        return None
    if isinstance(command, CarePause):
        kind, seconds, reason = PauseKind.CARE, command.seconds, command.reason
    else:
        kind, reason = PauseKind.AUDIO, ""
        seconds = command.seconds if any_active else min(command.seconds, PRE_SILENCE_S)
    return Pause(kind=kind, began_t=t, until_t=t + seconds, actor=command.actor, reason=reason)


class Pauses:
    """The pauses in force, at most one of each kind."""

    def __init__(self) -> None:
        self.deadline: float | None = None  # when the next one ends by itself, s
        self._in_force: dict[PauseKind, Pause] = {}
        self._through: set[int] = set()  # conditions that broke through the care pause

    @property
    def in_force(self) -> tuple[Pause, ...]:
        """The oldest first."""
        return tuple(self._in_force.values())

    def begin(self, pause: Pause) -> bool:
        """Begin a pause; False if one of its kind is running: nothing is prolonged by asking again."""
        if pause.kind in self._in_force:
            return False
        self._in_force[pause.kind] = pause
        if pause.kind is PauseKind.CARE:
            self._through.clear()
        self._plan()
        return True

    def end(self, kind: PauseKind) -> bool:
        """End a pause; False if there is none."""
        ended = self._in_force.pop(kind, None) is not None
        self._plan()
        return ended

    def due(self, t: float) -> tuple[PauseKind, ...]:
        """The pauses whose time is over at `t`."""
        return tuple(pause.kind for pause in self._in_force.values() if pause.until_t <= t)

    def high_begins(self, condition: int, kind: Kind) -> bool:
        """A High begins: one of the patient breaks through a care pause; True if it ends an audio pause."""
        if kind is Kind.PHYSIOLOGICAL and PauseKind.CARE in self._in_force:
            self._through.add(condition)
        return self.end(PauseKind.AUDIO)

    def hold(self, condition: int, kind: Kind, priority: Priority) -> bool:
        """Whether any pause holds the sound of this condition."""
        return any(
            HOLDS[pause, kind, priority] and not (pause is PauseKind.CARE and condition in self._through)
            for pause in self._in_force
        )

    def _plan(self) -> None:
        self.deadline = min((pause.until_t for pause in self._in_force.values()), default=None)
