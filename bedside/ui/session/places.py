"""Where the parts of the bed screen lie while the session flow is open: its page at the left, now at the right."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect

from bedside.ui.extent import Extent, bed_places, rows_of
from bedside.ui.theme import layout

_AT: Final = layout("session_page")


def session_places(width: int, height: int, extent: Extent, *, keys: bool = True) -> dict[str, QRect]:
    """The places of `bed_places` with the page in the room of wave and chart, and the wave over the numbers.

    Names: header, chart (the page, and what a panel may cover), pleth, spo2, pr, perfusion, nibp, keys. The numbers
    that are typed rather than measured wait.
    """
    usual = bed_places(width, height, extent, keys=keys)
    gap, spo2 = extent.gap, usual["spo2"]
    top, bottom = spo2.y(), usual["chart"].y() + usual["chart"].height()
    weights = _AT.column_small if extent.small else _AT.column
    rows = rows_of(top, bottom, weights, gap)
    places: dict[str, QRect] = {name: usual[name] for name in ("header", "keys") if name in usual}
    places["chart"] = QRect(0, top, usual["chart"].width(), bottom - top)
    for name, (y, high) in zip(("pleth", "spo2", "pr", "nibp"), rows, strict=True):
        places[name] = QRect(spo2.x(), y, spo2.width(), high)
    pr, perfusion = usual["pr"], usual["perfusion"]
    (y, high) = rows[2]
    places["pr"] = QRect(pr.x(), y, pr.width(), high)
    places["perfusion"] = QRect(perfusion.x(), y, perfusion.width(), high)
    return places
