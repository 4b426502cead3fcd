"""Which columns the table of devices has in a given width, and where. Pure arithmetic, px at 100 %.

The least important go first, so that device, bed and state can be read in the smallest window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bedside.ui.theme import layout

_AT: Final = layout("device_columns")
GAP: Final[float] = _AT.gap
LEFT: Final[float] = _AT.icon_left


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


_KEYS: Final = ("device", "port", "line", "bed", "state", "frames", "bad", "loss", "delay", "byte", "spark")
_KEPT: Final = ("device", "bed", "state")
_DROPPED: Final = ("spark", "delay", "line", "bad", "loss", "frames", "byte", "port")


def columns(width: float, text_scale: float = 1.0) -> dict[str, Column]:
    """The columns of a table `width` px wide, by key, in order; larger text makes them wider, and so fewer."""
    least_px = _AT.first + GAP * len(_KEPT) + sum(getattr(_AT, key)[0] for key in _KEPT)
    text_scale = min(text_scale, max(1.0, width / least_px))  # in the smallest window words are shortened
    room = width / text_scale - _AT.first - GAP
    shown = list(_KEYS)
    least = {key: getattr(_AT, key)[0] for key in _KEYS}
    wide = {key: getattr(_AT, key)[1] for key in _KEYS}
    for key in _DROPPED:
        if sum(least[each] for each in shown) + GAP * (len(shown) - 1) <= room:
            break
        shown.remove(key)
    spare = max(0.0, room - sum(least[key] for key in shown) - GAP * (len(shown) - 1))
    wanted = sum(wide[key] - least[key] for key in shown)
    share = min(1.0, spare / wanted)
    placed: dict[str, Column] = {}
    x = _AT.first
    for key in shown:
        wider = least[key] + (wide[key] - least[key]) * share
        if key == "state":
            wider += max(0.0, spare - wanted)
        placed[key] = Column(key, x * text_scale, (x + wider) * text_scale)
        x += wider + GAP
    return placed
