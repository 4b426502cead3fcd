"""The lane of QA notes under the overview of a recorded session: their marks, apart from all that was recorded."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.ui.replay_transport import NOTE_GLYPH
from bedside.ui.sketch import Sketch
from bedside.ui.theme import layout

_AT: Final = layout("session_overview")
Note = tuple[float, str]  # session time, s, and words


class NoteLane:
    """No room where there are no notes. Lengths are px at 100 %."""

    def __init__(self) -> None:
        self.notes: tuple[Note, ...] = ()
        self.low = False  # no room for a lane: the marks stand among the times of the axis

    @property
    def height(self) -> float:
        """Of the lane."""
        return float(_AT.notes_lane) if self.notes and not self.low else 0.0

    @property
    def _top(self) -> float:
        return float(_AT.height - (_AT.notes_side if self.low else _AT.notes_up))

    @property
    def words(self) -> str:
        """All that the notes say."""
        return "; ".join(words for _, words in self.notes)

    def show(self, notes: Sequence[Note]) -> bool:
        """Other notes; False: they are the same."""
        changed = tuple(notes) != self.notes
        self.notes = tuple(notes)
        return changed

    def at(self, x: float, y: float, place: Callable[[float], float]) -> Note | None:
        """The note whose mark is here; `place` gives the x of a session time."""
        if y < self._top:
            return None
        away, note = min(((abs(place(note[0]) - x), note) for note in self.notes), default=(math.inf, None))
        return note if away <= _AT.notes_reach else None

    def paint(self, sketch: Sketch, place: Callable[[float], float], room: float) -> None:
        """Their glyph, which nothing that was recorded has; `room`: of its name at the left."""
        if not self.notes:
            return
        if not self.low:
            name = QCoreApplication.translate("QaNotes", "QA notes")
            sketch.text(_AT.words_x, _AT.height + _AT.notes_y, name, "small", "text2", room=room)
        side = _AT.notes_side
        for t, _ in self.notes:
            sketch.icon(place(t) - side / 2, self._top, NOTE_GLYPH, "replayline", side)
