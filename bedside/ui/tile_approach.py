"""A number near its limit: an outline around it and an arrow to the limit (ALM-63). No alarm colour, no flash."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF

from bedside.ui.sketch import Sketch
from bedside.ui.theme import layout
from bedside.ui.tile_state import TileLook
from bedside.vitals.alarms import Direction

_AT: Final = layout("tile_approach")
_GAP_RATIO: Final = 0.06  # of the height of the digits: the room between them and the line
_ARROW_RATIO: Final = 0.4  # of the same


def approach_box(sketch: Sketch, left: float, baseline: float, number: str, token: str, px: int) -> QRectF:
    """The outer edge of the outline, at 100 %. It is the same for all digits, and clear of all of them.

    Args:
        sketch: at the scale of the tile.
        left: where the number begins.
        baseline: of the number.
        number: as it is shown.
        token: of its type.
        px: its size, px of the screen.
    """
    scale, theme = sketch.scale, sketch.theme
    ink = theme.metrics(token, px).tightBoundingRect("".join("0" if c.isdigit() else c for c in number))
    line = max(1.0, _AT.line * scale) / scale
    above, below = -ink.top() / scale, ink.bottom() / scale
    gap = min(_AT.gap_most, max(_AT.gap_least, _GAP_RATIO * above, _AT.gap_least_px / scale))
    box = QRectF(left, baseline - above, theme.advance(token, px, number) / scale, above + below)
    return box.adjusted(
        -line - 1, -line - gap, line + 1, line + gap
    )  # digits bring their own room at the sides


def paint_approach(
    sketch: Sketch,
    left: float,
    baseline: float,
    token: str,
    px: int,
    look: TileLook,
    *,
    from_x: float = 0.0,
) -> None:
    """Outline a number that is near its limit, and nothing else.

    The arrow stands at the left, or sits on the outline where there is no room for it right of `from_x`.
    """
    if look.approach is None:
        return
    box = approach_box(sketch, left, baseline, look.number, token, px)
    sketch.edge(box, look.number_role, _AT.line, _AT.radius)
    upwards = look.approach is Direction.HIGH
    size = min(_AT.arrow_most, max(_AT.arrow_least, box.height() * _ARROW_RATIO))
    if box.x() - _AT.arrow_gap - from_x >= size:
        icon = "arrow-up" if upwards else "arrow-down"
        sketch.icon(box.x() - 2 - size, box.center().y() - size / 2, icon, look.number_role, size)
        return
    y = box.y() if upwards else box.bottom()
    tip = -_AT.tip_height if upwards else _AT.tip_height
    points = [(-_AT.tip_half, 0.0), (_AT.tip_half, 0.0), (0.0, tip)]
    sketch.painter.setPen(Qt.PenStyle.NoPen)
    sketch.painter.setBrush(sketch.theme.color(look.number_role))
    sketch.painter.drawPolygon(
        QPolygonF(
            [QPointF((box.center().x() + x) * sketch.scale, (y + dy) * sketch.scale) for x, dy in points]
        )
    )
