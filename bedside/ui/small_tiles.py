"""The small tiles of the number column: the last sedation score and other numbers of the bed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.scale_file import scales
from bedside.ui import formats
from bedside.ui.entry_words import last_sedation
from bedside.ui.held_text import held, held_to
from bedside.ui.other_numbers import OtherNumber, other_numbers
from bedside.ui.painted import Painted
from bedside.ui.sedation_words import number_words, of_words, usual_scale
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.ui.tile_paint import paint_rows, room_clear_of

__all__ = ["OtherTile", "Score", "ScoreTile"]

_AT: Final = layout("small_tiles")
_NARROW_TEXT_RATIO: Final = 1.2  # where the tile shares its row
_COLUMN_ROWS: Final = 3  # other numbers under each other
_HUNDREDTHS_PER_ONE: Final = 100


@dataclass(frozen=True, slots=True)
class Score:
    """A score, of which scale, and how old it is."""

    value: str = formats.DASHES
    age: str = ""
    scale: str = "MOAA/S"
    of: str = ""  # its highest number; "" where a number says nothing of the others


class ScoreTile(Painted[Score]):
    """The newest sedation score on its scale, with its age."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, _AT.score_width, _AT.score_height, Score(), parent)
        self.setAccessibleName("MOAA/S")

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest score."""
        last = last_sedation(update)
        if last is None:
            usual = usual_scale(update)
            self.show_value(Score(age=self.tr("not entered yet"), scale=usual.title, of=of_words(usual)))
            return
        t, value, name = last
        ago = self.tr("{age} ago").format(age=formats.age(update.now - t))
        scale = scales()[name]
        shown = Score(value=number_words(value, scale), age=ago, scale=scale.title, of=of_words(scale))
        self.show_value(shown)

    def scale(self) -> float:
        """By its height: it shares its row."""
        return max(0.1, self.height() / self._nominal[1])

    def spoken(self, value: Score) -> str:
        """Score and age."""
        return f"{value.scale} {value.value} {value.of} {value.age}"

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Paint the tile."""
        tile_ground(sketch, rect)
        width, height = rect.width(), rect.height()
        if width < _AT.score_narrow:
            sketch = held(sketch, _NARROW_TEXT_RATIO)
        shown = self._shown
        top = sketch.first(_AT.name_base, "title.small")
        name = held_to(sketch, shown.scale, "title.small", width - 2 * _AT.pad)
        name.text(_AT.pad, top, shown.scale, "title.small", "text", room=width - 2 * _AT.pad)
        right, base = width - _AT.value_right, height - _AT.value_base
        head = (min(_AT.pad + sketch.width(shown.scale, "title.small"), width - _AT.pad), top)
        number = room_clear_of(sketch, shown.value, "num.md", right, base, head, right - _AT.pad)
        number = min(number, sketch.width(shown.value, "num.md"))
        room = width - _AT.value_right - number - _AT.pad - _AT.value_gap
        age = shown.age
        if shown.value == formats.DASHES and sketch.width(age, "label") > room:
            age = self.tr("none yet")
        if sketch.width(age, "label") > room:  # too narrow: the age alone, under the score
            sketch.text(_AT.pad, height - _AT.score_bottom, age, "small", "text2", room=width - 2 * _AT.pad)
        else:
            paint_rows(sketch, (shown.of, age), room, height)
        role = "text3" if shown.value == formats.DASHES else "text"
        px = sketch.fits(shown.value, "num.md", number)
        sketch.text(right, base, shown.value, "num.md", role, align=RIGHT, px=px)


class OtherTile(Painted[tuple[OtherNumber, ...]]):
    """What the bed's devices measure besides the numbers with a tile of their own: nothing recorded is invisible."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, _AT.others_width, _AT.others_height, (), parent)
        self.setAccessibleName(self.tr("Other numbers"))

    @staticmethod
    def columns(count: int) -> int:
        """How many columns that many numbers take."""
        return max(1, math.ceil(count / _COLUMN_ROWS))

    def scale(self) -> float:
        """By its height: it stretches in width."""
        return max(0.1, self.height() / self._nominal[1])

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest numbers."""
        self.show_value(other_numbers(update))

    def spoken(self, value: tuple[OtherNumber, ...]) -> str:
        """Each with unit and age."""
        return "; ".join(number.spoken for number in value)

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Paint one or two columns of up to three rows; what is old says how old instead of its unit."""
        tile_ground(sketch, rect)
        if rect.width() < _AT.score_narrow:
            sketch = held(sketch, 1.0)  # a name that is cut says less than a smaller one
        columns = self.columns(len(self._shown))
        wide = (rect.width() - 2 * _AT.others_pad - (columns - 1) * _AT.others_gap) / columns
        for n, number in enumerate(self._shown):
            column, row = divmod(n, _COLUMN_ROWS)
            x = _AT.others_pad + column * (wide + _AT.others_gap)
            base = _AT.others_top + row * _AT.others_pitch + _AT.others_base
            self._paint_row(sketch, x, base, wide, number)

    @staticmethod
    def _paint_row(sketch: Sketch, x: float, base: float, wide: float, number: OtherNumber) -> None:
        """Name left, value and unit from a fixed place on; the name gives way, then the unit, never the value."""
        high = _AT.others_pitch * sketch.scale
        small = min(sketch.theme.px("label", sketch.scale), int(high / _AT.row_pitch_least))
        large = min(sketch.theme.px("num.sm", sketch.scale), int(high / _AT.row_pitch_least))
        sizes = sketch.theme
        value = sizes.metrics("num.sm", large).horizontalAdvance(number.value) / sketch.scale
        words = sizes.metrics("label", small)
        beside = f"{number.unit} {number.short_age}".strip()
        if (
            number.short_age
            and words.horizontalAdvance(f"{number.name} {beside}") / sketch.scale + value > wide
        ):
            beside = number.short_age  # an old number says how old before it says its unit
        unit = words.horizontalAdvance(beside) / sketch.scale + _AT.others_unit_gap
        called = number.name
        place = wide * _AT.others_value / _HUNDREDTHS_PER_ONE
        if words.horizontalAdvance(called) / sketch.scale + _AT.others_unit_gap > place:
            called = number.brief
        name = words.horizontalAdvance(called) / sketch.scale
        start = max(x + place, x + name + _AT.others_unit_gap)
        start = max(x, min(start, x + wide - value - unit))
        sketch.text(x, base, called, "label", "text2", px=small, room=start - x - _AT.others_unit_gap)
        end = start + sketch.text(start, base, number.value, "num.sm", number.role, px=large)
        end += _AT.others_unit_gap
        sketch.text(end, base, beside, "label", "text2", px=small, room=max(0.0, x + wide - end))
