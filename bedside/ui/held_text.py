"""Text that may grow only as far as its place allows: a line that is cut says less than a smaller one."""

from __future__ import annotations

from copy import copy
from typing import Final

from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme

_LEADING: Final = 1.2  # from line to line, of the type
_TWO_LINES_FROM: Final = 0.8  # words that must be smaller than this on one line are better read on two


def held(sketch: Sketch, most: float) -> Sketch:
    """The same sketch, with words at most `most` times their size at 100 % text (1.35 = 135 %)."""
    if sketch.theme.text_scale <= most:
        return sketch
    same = copy(sketch)  # whatever kind of sketch it is
    same.theme = held_theme(sketch.theme, most)
    return same


def held_to(sketch: Sketch, words: str, token: str, room: float) -> Sketch:
    """The same sketch, with text only so large that `words` are at most `room` wide, at 100 %."""
    wide = sketch.width(words, token)
    if wide <= room:
        return sketch
    smaller = held(sketch, max(1.0, sketch.theme.text_scale * room / wide))
    while smaller.width(words, token) > room and smaller.theme.text_scale > 1.0:
        px = smaller.theme.px(token, smaller.scale)  # sizes are whole pixels: one less
        smaller = held(smaller, max(1.0, smaller.theme.text_scale * (1.0 - 1.0 / px)))
    return smaller


def set_words(sketch: Sketch, words: str, token: str, room: float, high: float) -> tuple[list[str], int]:
    """One line, or two, as large as the place allows: nothing is shortened.

    Args:
        sketch: at the scale of the place.
        words: of a key or a field.
        token: of the type scale.
        room: width, px at 100 %.
        high: height, px at 100 %.

    Returns:
        The lines, and the pixel size to write them in.
    """
    most = sketch.theme.px(token, sketch.scale)
    one = _fitting(sketch, [words], token, most, room, high)
    if one >= _TWO_LINES_FROM * most or " " not in words:
        return [words], one
    lines = max(
        ([" ".join(part) for part in parts] for parts in _halves(words.split())),
        key=lambda lines: -max(sketch.width(line, token) for line in lines),
    )
    two = _fitting(sketch, lines, token, most, room, high)
    return (lines, two) if two > one else ([words], one)


def _halves(words: list[str]) -> list[tuple[list[str], list[str]]]:
    return [(words[:n], words[n:]) for n in range(1, len(words))]


def _fitting(sketch: Sketch, lines: list[str], token: str, px: int, room: float, high: float) -> int:
    """The largest size up to `px` in which the lines fit."""
    room, high = room * sketch.scale, high * sketch.scale
    px = max(1, min(px, int(high / (_LEADING * len(lines)))))
    while px > 1 and max(sketch.theme.metrics(token, px).horizontalAdvance(line) for line in lines) > room:
        px -= 1
    return px


def lines_of(theme: Theme, text: str, token: str, room: float) -> list[str]:
    """`text` broken at spaces into as many lines as it needs in `room` px; none for none."""
    metrics = theme.metrics(token, theme.px(token))
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def word_px(theme: Theme, words: list[str], token: str, room: float) -> int:
    """The largest pixel size up to the token's at which no single word of these is wider than `room` px."""
    px = theme.px(token)
    single = [word for text in words for word in text.split()]
    while px > 1 and max(theme.metrics(token, px).horizontalAdvance(word) for word in single) > room:
        px -= 1
    return px


def held_theme(theme: Theme, most: float) -> Theme:
    """The same look with text at most `most` times its size at 100 %."""
    if theme.text_scale <= most:
        return theme
    smaller = copy(theme)  # its fonts and metrics are kept by size and shared
    smaller.text_scale = most
    return smaller
