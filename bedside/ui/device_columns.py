"""Which columns the table of devices has in a given width, and where. Pure arithmetic, px at 100 %.

The least important go first, so that device, bed and state can be read in the smallest window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

GAP: Final = 16.0  # between two columns
LEFT: Final = 24.0  # of the icon
_FIRST: Final = 52.0  # left edge of the device's name


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, and its room."""

    key: str
    left: float
    right: float

    @property
    def room(self) -> float:
        """Width, px."""
        return self.right - self.left


# key, least width, width in a wide window (state: takes what is left)
_WIDTHS: Final = (
    ("device", 112.0, 236.0),
    ("port", 84.0, 112.0),
    ("line", 172.0, 232.0),
    ("bed", 30.0, 44.0),
    ("state", 186.0, 0.0),
    ("frames", 62.0, 78.0),
    ("bad", 40.0, 50.0),
    ("loss", 46.0, 64.0),
    ("delay", 52.0, 70.0),
    ("byte", 64.0, 84.0),
    ("spark", 120.0, 264.0),
)
_STATE_WIDE: Final = 392.0  # a whole sentence of the usual length
_DROPPED: Final = ("spark", "delay", "line", "bad", "loss", "frames", "byte", "port")


def columns(width: float) -> dict[str, Column]:
    """The columns of a table `width` px wide, by key, in order."""
    room = width - _FIRST - GAP
    shown = [key for key, _, _ in _WIDTHS]
    least = {key: low for key, low, _ in _WIDTHS}
    wide = {key: high for key, _, high in _WIDTHS} | {"state": _STATE_WIDE}
    for key in _DROPPED:
        if sum(least[each] for each in shown) + GAP * (len(shown) - 1) <= room:
            break
        shown.remove(key)
    spare = max(0.0, room - sum(least[key] for key in shown) - GAP * (len(shown) - 1))
    wanted = sum(wide[key] - least[key] for key in shown)
    share = min(1.0, spare / wanted)
    placed: dict[str, Column] = {}
    x = _FIRST
    for key in shown:
        wider = least[key] + (wide[key] - least[key]) * share
        if key == "state":
            wider += max(0.0, spare - wanted)
        placed[key] = Column(key, x, x + wider)
        x += wider + GAP
    return placed
