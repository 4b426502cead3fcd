"""A bed's tile in pixels: large (2–4 beds) and compact (5–16 beds), at the places of the mock-ups.

Name and alarm share the header, so an alarm moves nothing. What a tile has more in height goes to the wave.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF

from bedside.ui.bed_tile import TileWords
from bedside.ui.bed_tile_compact import cell_edges, paint_cells, paint_head
from bedside.ui.bed_tile_large import foot_top, paint_large
from bedside.ui.bed_tile_parts import COMPACT, LARGE, tile_tr
from bedside.ui.bed_tile_pieces import CELLS, EVERY, Piece
from bedside.ui.held_text import held
from bedside.ui.lost_device import paint_notice
from bedside.ui.sketch import CENTRE, Sketch, tile_ground
from bedside.ui.theme import layout
from bedside.vitals.alarms import Priority

_AT: Final = layout("bed_tile_paint")
_THREE_DIGITS: Final = 3  # such a number is smaller
_LARGE_TEXT_RATIO: Final = 1.4  # larger words would be cut by the next line
_COMPACT_TEXT_RATIO: Final = 1.45
_EDGED_TEXT_RATIO: Final = 1.05  # of the head beside the double edge of a High
_NOTICE_TEXT_RATIO: Final = 1.2


def plot_place(width: float, height: float, *, large: bool) -> QRectF:
    """Where the wave lies in a tile of this size at 100 %; what is above the nominal height is its."""
    if large:
        return QRectF(
            _AT.plot_x,
            _AT.plot_large_y,
            width - _AT.plot_margins,
            _AT.plot_large_height + max(0.0, height - LARGE[1]),
        )
    return QRectF(
        _AT.plot_x, _AT.plot_y, width - _AT.plot_margins, _AT.plot_height + max(0.0, height - COMPACT[1])
    )


def paint_tile(
    sketch: Sketch,
    rect: QRectF,
    words: TileWords,
    *,
    large: bool,
    focused: bool,
    only: frozenset[Piece] = EVERY,
) -> None:
    """Paint a tile; the plot is left to the sweep unless a sentence stands there.

    Args:
        sketch: clipped to the places of `only` (`piece_place`) where not all of the tile is to be painted.
        rect: the whole tile at 100 %.
        words: what it says.
        large: which of the two layouts.
        focused: whether it has the keyboard.
        only: the pieces to paint.
    """
    alarm = words.alarm
    sketch = held(sketch, _LARGE_TEXT_RATIO if large else _COMPACT_TEXT_RATIO)
    tile_ground(sketch, rect, "hightint" if words.high else "surface")
    if words.empty:
        _paint_empty(sketch, rect, words, large=large)
    else:
        drop = max(0.0, rect.height() - (LARGE if large else COMPACT)[1])
        if large:
            paint_large(sketch, rect.width(), words, drop, only)
        else:
            if Piece.HEAD in only:
                paint_head(sketch, rect.width(), words)
            if only & CELLS:
                paint_cells(sketch, rect.width(), drop, words, only)
    if alarm is not None and not words.empty:
        _paint_edges(sketch, rect, words)
    if focused:
        sketch.edge(
            rect.adjusted(_AT.focus_inset, _AT.focus_inset, -_AT.focus_inset, -_AT.focus_inset),
            "focus",
            2.0,
            _AT.focus_radius,
        )


def piece_places(
    only: frozenset[Piece], place: QRect, plot: QRect, scale: float, *, large: bool
) -> list[tuple[QRect, frozenset[Piece]]]:
    """Rectangles, px of what holds the tile, to paint for some pieces of it, each with the pieces it holds.

    Args:
        only: what is to be painted.
        place: where the tile lies, px.
        plot: where its wave lies, px.
        scale: px per px at 100 %.
        large: which of the two layouts.
    """
    found = []
    if Piece.HEAD in only:
        found.append((QRect(place.topLeft(), QPoint(place.right(), plot.top() - 1)), frozenset({Piece.HEAD})))
    cells = only & CELLS
    top, end = plot.bottom() + 1, place.bottom()
    if large:
        drop = max(0.0, place.height() / scale - LARGE[1])
        foot = place.top() + round((foot_top(drop) - _AT.foot_clear) * scale)
        if cells:
            found.append((QRect(QPoint(place.left(), top), QPoint(place.right(), foot - 1)), CELLS))
        if Piece.FOOT in only:
            found.append((QRect(QPoint(place.left(), foot), place.bottomRight()), frozenset({Piece.FOOT})))
    elif cells == CELLS:
        found.append((QRect(QPoint(place.left(), top), place.bottomRight()), CELLS))
    elif cells:
        first, second = (place.left() + round(x * scale) for x in cell_edges(place.width() / scale))
        sides = {
            Piece.SPO2: (place.left(), first - 1),
            Piece.PR: (first, second - 1),
            Piece.NIBP: (second, place.right()),
        }
        found += [
            (QRect(QPoint(sides[piece][0], top), QPoint(sides[piece][1], end)), frozenset({piece}))
            for piece in cells
        ]
    return found


def key_room(width: float, height: float, *, large: bool) -> QRectF:
    """Where the key of a bed that waits stands: beside the sentence, or in place of the cuff's dashes."""
    if large:
        plot = plot_place(width, height, large=True)
        return QRectF(
            plot.right() - _AT.key_right,
            plot.y() + (plot.height() - _AT.key_height) / 2,
            _AT.key_width,
            _AT.key_height,
        )
    left = _AT.key_margin + _AT.cells_nibp * width / COMPACT[0]
    return QRectF(
        left, height - _AT.key_from_bottom + _AT.key_drop, width - _AT.key_margin - left, _AT.key_height
    )


def paint_lost(sketch: Sketch, rect: QRectF, words: TileWords, *, large: bool) -> None:
    """A sentence in the wave's place: about the device that is gone, or what the bed waits for."""
    icon = "information-outline" if words.waiting else "power-plug-off-outline"
    sketch = held(sketch, _NOTICE_TEXT_RATIO)
    ground = "hightint" if words.high else "surface"
    plot = plot_place(rect.width(), rect.height(), large=large)
    sketch.fill(plot, ground)
    if words.waiting and large:
        plot.setRight(key_room(rect.width(), rect.height(), large=True).x() - _AT.key_gap)
    paint_notice(sketch, plot, words.lost, icon, ground)


def _paint_edges(sketch: Sketch, rect: QRectF, words: TileWords) -> None:
    alarm = words.alarm
    if alarm is None:
        return
    radius = sketch.theme.length("radius_tile")
    if alarm.priority is Priority.HIGH:
        sketch.edge(rect, "highline", _AT.edge_high, radius)
        if not alarm.acknowledged:
            sketch.edge(
                rect.adjusted(_AT.edge_high, _AT.edge_high, -_AT.edge_high, -_AT.edge_high),
                "text",
                2.0,
                _AT.edge_inner_radius,
            )
    elif alarm.priority is Priority.MEDIUM:
        sketch.edge(rect, "medline", _AT.edge_medium if alarm.lit else 2.0, radius)


def _paint_empty(sketch: Sketch, rect: QRectF, words: TileWords, *, large: bool) -> None:
    sketch.fill(rect, "bg")
    sketch.edge(
        rect, "line", 1.5, sketch.theme.length("radius_tile"), dash=(_AT.empty_dash, _AT.empty_dash_gap)
    )
    token = "num.sm.large.bold"
    base = sketch.first(_AT.empty_bed_base, token, _AT.head_bed_clear)
    x = _AT.empty_left + sketch.text(_AT.empty_left, base, words.bed, token, "text2") + _AT.empty_gap
    sketch.text(
        x,
        _AT.empty_word_base,
        tile_tr("Empty"),
        "body.medium",
        "text2",
        room=rect.width() - x - _AT.empty_right,
    )
    middle = rect.width() / 2
    y = rect.height() / 2 - (_AT.empty_large_rise if large else _AT.empty_rise)
    if y > _AT.empty_icon_top:
        sketch.icon(middle - _AT.empty_icon_half, y, "power-plug-outline", "text2", _AT.empty_icon_size)
    sentence = tile_tr("Connect a device or start the simulator")
    room = rect.width() - _AT.empty_margins
    base = y + (_AT.empty_large_sentence if large else _AT.empty_sentence)
    sketch.text(middle, base, sentence, "body", "text2", align=CENTRE, room=room)
