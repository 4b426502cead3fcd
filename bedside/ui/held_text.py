"""Text that may grow only as far as its place allows: a line that is cut says less than a smaller one."""

from __future__ import annotations

from copy import copy

from bedside.ui.sketch import Sketch


def held(sketch: Sketch, most: float) -> Sketch:
    """The same sketch, with words at most `most` times their size at 100 % text (1.35 = 135 %)."""
    if sketch.theme.text_scale <= most:
        return sketch
    theme = copy(sketch.theme)  # its fonts and metrics are kept by size and shared
    theme.text_scale = most
    same = copy(sketch)  # whatever kind of sketch it is
    same.theme = theme
    return same


def held_to(sketch: Sketch, words: str, token: str, room: float) -> Sketch:
    """The same sketch, with text only so large that `words` are at most `room` wide, at 100 %."""
    wide = sketch.width(words, token)
    if wide <= room:
        return sketch
    return held(sketch, max(1.0, sketch.theme.text_scale * room / wide))
