"""When a session's alarms were held by a pause, read from its timeline and its alarm changes.

The rules are those of `bedside.alarms.pauses`: a pause ends at its time, by the entry that ends it, when nobody
watched, or, an audio pause, at the instant a High begins or something rises to High (ALM-32, ALM-34).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bedside.alarms.board import Board
from bedside.alarms.pauses import Pauses, granted
from bedside.vitals.alarms import AlarmChange, Change, Pause, PauseKind, Priority
from bedside.vitals.commands import AudioPause, CarePause, EndAudioPause, EndCarePause, Entry

_BEGINNINGS = (Change.ONSET, Change.PRIORITY, Change.AGAIN)


def pauses(
    entries: Sequence[Entry],
    changes: Sequence[AlarmChange],
    duration_s: float,
    interrupted: Sequence[tuple[float, float]] = (),
) -> tuple[Pause, ...]:
    """Every pause of a session, oldest first, with the time it really ended.

    Args:
        entries: the timeline.
        changes: the alarm changes, oldest first.
        duration_s: length of the session so far, s; what is in force then ends there.
        interrupted: session times without the program running, s.
    """
    told = _Told()
    happened: list[tuple[float, int, AlarmChange | Entry | None]] = [
        *((change.t, 0, change) for change in changes),
        *((from_t, 1, None) for from_t, _ in interrupted),
        # an entry comes after everything that was due at its instant, as in the engine
        *((entry.entered_t, 2, entry) for entry in entries),
    ]
    for t, _, what in sorted(happened, key=lambda each: each[:2]):
        told.expire(t)
        match what:
            case AlarmChange():
                told.changed(what)
            case Entry():
                told.entered(what)
            case None:
                told.end(PauseKind, t)
    told.expire(duration_s)
    told.end(PauseKind, duration_s)
    return tuple(sorted(told.over, key=lambda pause: pause.began_t))


def seconds(found: Sequence[Pause], kind: PauseKind) -> float:
    """How long pauses of one kind were in force, s."""
    return sum(pause.until_t - pause.began_t for pause in found if pause.kind is kind)


class _Told:
    """The pauses in force while the story is told, and those that are over."""

    def __init__(self) -> None:
        self.over: list[Pause] = []
        self._board = Board()
        self._pauses = Pauses()

    def changed(self, change: AlarmChange) -> None:
        """An alarm change: a High that begins ends an audio pause."""
        self._board.apply(change)
        if change.change in _BEGINNINGS and change.priority is Priority.HIGH:
            self.end([PauseKind.AUDIO], change.t)

    def entered(self, entry: Entry) -> None:
        """An entry of the timeline."""
        match entry.command:
            case AudioPause() | CarePause() as command:
                pause = granted(command, entry.entered_t, bool(self._board.active))
                if pause is not None:
                    self._pauses.begin(pause)
            case EndAudioPause():
                self.end([PauseKind.AUDIO], entry.entered_t)
            case EndCarePause():
                self.end([PauseKind.CARE], entry.entered_t)

    def expire(self, t: float) -> None:
        """End the pauses whose time is over at `t`."""
        for kind in self._pauses.due(t):
            self.end([kind], None)

    def end(self, kinds: Iterable[PauseKind], t: float | None) -> None:
        """End pauses at `t`, at their own time with None."""
        for pause in self._pauses.in_force:
            if pause.kind in kinds:
                self._pauses.end(pause.kind)
                self.over.append(pause if t is None else replace(pause, until_t=t))
