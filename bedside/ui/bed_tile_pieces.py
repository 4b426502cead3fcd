"""Which pieces of a bed's tile differ between two things it says, so that only those are painted again.

Most of what changes from second to second is the time in the head and one number. A piece is painted alone only
where nothing of it reaches into its neighbours: anything else paints the whole tile, or the whole row of numbers.
"""

from __future__ import annotations

from enum import Enum, auto
from operator import attrgetter
from typing import Final

from bedside.ui.bed_tile import TileWords
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Priority


class Piece(Enum):
    """A part of a large or compact tile that can be painted alone."""

    HEAD = auto()
    SPO2 = auto()
    PR = auto()
    NIBP = auto()
    FOOT = auto()


CELLS: Final = frozenset({Piece.SPO2, Piece.PR, Piece.NIBP})
EVERY: Final = frozenset(Piece)
NONE: Final[frozenset[Piece]] = frozenset()

_GROUND: Final = attrgetter("empty", "lost", "waiting", "limits", "unit", "high")
_HEAD: Final = attrgetter(
    "bed", "simulated", "name", "short", "phase", "elapsed", "planned_min", "share", "alarm"
)
_HEAD_LARGE: Final = attrgetter(
    "bed", "simulated", "name", "details", "phase", "elapsed", "remaining", "share", "alarm"
)
_NIBP: Final = attrgetter("nibp", "mean", "nibp_age", "nibp_share")
_CELLS_LARGE: Final = attrgetter("spo2", "pr", "nibp", "mean", "nibp_age", "nibp_share", "cuff", "due")
_FOOT: Final = attrgetter("small", "last_head", "last", "soon")
_MINI: Final = attrgetter("bed", "empty", "lost", "limits", "unit", "name", "short", "spo2", "pr", "nibp")


def pieces(before: TileWords, words: TileWords, size: str, *, apart: bool) -> frozenset[Piece]:
    """What must be painted again where `before` stands and `words` are to stand.

    Args:
        before: what the tile says on the screen.
        words: what it is to say.
        size: of the tile: large, compact or mini.
        apart: whether calm numbers keep to their own cells (`bed_tile_compact.cells_apart`).
    """
    if size == "mini":
        same = _MINI(before) == _MINI(words) and _mini_alarm(before) == _mini_alarm(words)
        return NONE if same else EVERY
    if words.lost and before == words:
        return NONE
    if words.lost or _GROUND(before) != _GROUND(words) or _edges(before) != _edges(words):
        return EVERY
    return _large(before, words) if size == "large" else _compact(before, words, apart=apart)


def _large(before: TileWords, words: TileWords) -> frozenset[Piece]:
    found: set[Piece] = set()
    if _HEAD_LARGE(before) != _HEAD_LARGE(words):
        found.add(Piece.HEAD)
    if _CELLS_LARGE(before) != _CELLS_LARGE(words):
        found |= CELLS
    if _FOOT(before) != _FOOT(words):
        found.add(Piece.FOOT)
    return frozenset(found)


def _compact(before: TileWords, words: TileWords, *, apart: bool) -> frozenset[Piece]:
    found: set[Piece] = set()
    if before.spo2 != words.spo2:
        found.add(Piece.SPO2)
    if before.pr != words.pr:
        found.add(Piece.PR)
    if _NIBP(before) != _NIBP(words):
        found.add(Piece.NIBP)
    if found and not (apart and _calm(before) and _calm(words)):
        found |= CELLS
    if _HEAD(before) != _HEAD(words):
        found.add(Piece.HEAD)
    return frozenset(found)


def _calm(words: TileWords) -> bool:
    """Whether no number has a ground, an edge, an outline or a stroke that reaches into its neighbour's cell."""
    return all(_plain(shown) for shown in (words.spo2, words.pr, words.nibp))


def _plain(shown: TileLook | None) -> bool:
    return shown is None or (
        shown.fill == "surface" and not shown.outer and not shown.struck and shown.approach is None
    )


def _edges(words: TileWords) -> tuple[object, ...]:
    """What the edge around the tile is made of."""
    alarm = words.alarm
    if alarm is None:
        return ()
    lit = alarm.lit and alarm.priority is Priority.MEDIUM
    return alarm.priority, lit, alarm.acknowledged


def _mini_alarm(words: TileWords) -> tuple[object, ...]:
    alarm = words.alarm
    return () if alarm is None else (alarm.priority, alarm.message, alarm.acknowledged, alarm.lit)
