"""What a number stands on: the ground and the edges of a tile or of one cell of a tile, and the line of a Low."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF

from bedside.ui import formats
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import layout
from bedside.ui.tile_state import TileLook

_AT: Final = layout("tile_edges")


def paint_ground(
    sketch: Sketch,
    rect: QRectF,
    look: TileLook,
    *,
    edge_scale: float = 1.0,
    number_bottom: float | None = None,
) -> None:
    """Surface or alarm fill, then the edges that mean its priority.

    Args:
        sketch: of the tile.
        rect: of the tile.
        look: of its number.
        edge_scale: how wide its edge is against that of a tile of its own.
        number_bottom: where the number's part ends, if more stands under it: the line of a Low lies there.
    """
    radius = sketch.theme.length("radius_tile")
    tile_ground(sketch, rect, look.fill)
    if look.outer:
        width = look.outer_px * edge_scale
        sketch.edge(rect, look.outer, width, radius)
        if look.inner:
            inside = rect.adjusted(width, width, -width, -width)
            sketch.edge(inside, look.inner, 2.0, max(2.0, radius - width))
    if not look.low_line:
        return
    if number_bottom is None:
        paint_low_line(sketch, rect, _AT.low_line_lift)
    else:
        paint_low_line(sketch, QRectF(rect.x(), rect.y(), rect.width(), number_bottom))


def paint_cell_ground(
    sketch: Sketch, cell: QRectF, look: TileLook, *, radius: float, edge_scale: float = 1.0, drop: float = 0.0
) -> str:
    """The same in one cell of a tile, whose ground is there already; returns the role of the words on it.

    Args:
        sketch: of the tile.
        cell: of the number.
        look: of the number.
        radius: of the corners.
        edge_scale: how wide its edge is against that of a tile of its own.
        drop: how far under the cell the line of a Low lies, where words stand at the bottom of the cell.
    """
    if look.fill == "highnum":
        sketch.fill(cell, "highnum", radius)
        return "on_high"
    taken = (
        look.acknowledged and look.number == formats.DASHES
    )  # the tile's own edge says enough of no number
    if look.outer == "medline" and not taken:
        sketch.edge(cell, "medline", look.outer_px * edge_scale, radius)
    elif look.low_line:
        paint_low_line(sketch, cell, -drop)
    return "text2"


def paint_low_line(sketch: Sketch, rect: QRectF, lift: float = 0.0) -> None:
    """The line of a Low, `lift` px over the lower edge of `rect`."""
    line = QRectF(rect.x(), rect.bottom() - lift - _AT.low_line_height, rect.width(), _AT.low_line_height)
    sketch.fill(line.adjusted(_AT.low_line_inset, 0, -_AT.low_line_inset, 0), "lowline", 2.0)
