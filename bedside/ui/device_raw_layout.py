"""Where the parts of the raw view lie: its head in one line, or in two where the width is small. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QSize

from bedside.ui.theme import layout

_AT: Final = layout("device_raw")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPlaces:
    """Rectangles of the parts, px."""

    title: QRect
    where: QRect
    said: QRect
    field: QRect
    previous: QRect
    next: QRect
    pause: QRect
    lines: QRect
    empty: QRect


def place(
    wide: int, high: int, *, pause: int, words: QSize, said: bool, low: bool, zoom: float = 1.0
) -> RawPlaces:
    """Share the room.

    Args:
        wide: of the panel, px.
        high: the same.
        pause: width of the Pause key with its words, px.
        words: of the title, px: large ones make the head higher.
        said: there are words about what was found or missed.
        low: the window is low: lower keys.
        zoom: of the page: its keys and its field are as much larger.
    """
    pad, key = (_AT.padding_low, _AT.key_low) if low else (_AT.padding, _AT.key)
    key = max(round(key * zoom), words.height())
    top = _AT.top_low if low else _AT.top
    narrow = wide < _AT.narrow_under
    gap, keys = _AT.gap, 2 * key + _AT.line_gap
    pause_left = wide - pad - pause
    right = pause_left - gap
    line = top + key + _AT.line_gap if narrow else top
    field_left = pad if narrow else right - gap - keys - _AT.line_gap - round(_AT.field_width * zoom)
    end = wide - pad if narrow else right
    said_most = min(_AT.said_most, (end - field_left) // 2) if narrow else 0
    field_end = end - 2 * key - _AT.keys_room - said_most
    if not narrow:
        right = field_left - gap
    title = min(words.width(), max(0, right - pad))
    rest = max(0, right - pad - title - _AT.title_gap)
    where = rest if narrow or not said else rest * _AT.where_share[0] // _AT.where_share[1]
    if narrow:
        said_place = QRect(field_end + gap, line, said_most - gap, key)
    else:
        said_place = QRect(pad + title + _AT.said_gap + where, top, max(0, rest - where - gap), key)
    below = line + key + _AT.line_gap
    inset, empty = _AT.list_inset, _AT.empty_inset
    return RawPlaces(
        title=QRect(pad, top, title, key),
        where=QRect(pad + title + _AT.title_gap, top, where, key),
        said=said_place,
        field=QRect(field_left, line, field_end - field_left, key),
        previous=QRect(end - keys, line, key, key),
        next=QRect(end - key, line, key, key),
        pause=QRect(pause_left, top, pause, key),
        lines=QRect(inset, below, max(0, wide - 2 * inset), max(0, high - below - inset)),
        empty=QRect(
            empty,
            below + round(_AT.empty_down * zoom),
            max(0, wide - 2 * empty),
            round(_AT.empty_height * zoom),
        ),
    )
