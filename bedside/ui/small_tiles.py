"""The small tiles of the number column: the last sedation score, other numbers of the bed, and what is due."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.entry_words import last_entries, last_rating
from bedside.ui.held_text import held
from bedside.ui.other_numbers import OtherNumber, other_numbers
from bedside.ui.painted import Painted
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.ui.tile_paint import paint_rows
from bedside.vitals.sessions import Mode

_AT: Final = layout("small_tiles")
SEDATION: Final = "moaas"  # key of the scale MOAA/S, 0–5
_NARROW_TEXT_RATIO: Final = 1.2  # where the tile shares its row
MOST_ROWS: Final = 3
BOLD_S: Final = 120.0  # what is due within this time is written bold
_COLUMN_ROWS: Final = 3  # other numbers under each other
_HUNDREDTHS_PER_ONE: Final = 100


def _tr(text: str) -> str:
    return QCoreApplication.translate("LastEntries", text)


@dataclass(frozen=True, slots=True)
class Score:
    """A score and how old it is."""

    value: str = formats.DASHES
    age: str = ""


class ScoreTile(Painted[Score]):
    """MOAA/S of 5 as last entered, with its age."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, _AT.score_width, _AT.score_height, Score(), parent)
        self.setAccessibleName("MOAA/S")

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest score."""
        last = last_rating(update, SEDATION)
        if last is None:
            self.show_value(Score(age=self.tr("not entered yet")))
        else:
            ago = self.tr("{age} ago").format(age=formats.age(update.now - last[0]))
            self.show_value(Score(value=str(last[1]), age=ago))

    def scale(self) -> float:
        """By its height: it shares its row."""
        return max(0.1, self.height() / self._nominal[1])

    def spoken(self, value: Score) -> str:
        """Score and age."""
        return f"{value.value} {value.age}"

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Paint the tile."""
        tile_ground(sketch, rect)
        width, height = rect.width(), rect.height()
        if width < _AT.score_narrow:
            sketch = held(sketch, _NARROW_TEXT_RATIO)
        shown = self._shown
        top = sketch.first(_AT.name_base, "title.small")
        sketch.text(_AT.pad, top, "MOAA/S", "title.small", "text", room=width - 2 * _AT.pad)
        number = sketch.width(shown.value, "num.md")
        room = width - _AT.value_right - number - _AT.pad - _AT.value_gap
        age = shown.age
        if shown.value == formats.DASHES and sketch.width(age, "label") > room:
            age = self.tr("none yet")
        if sketch.width(age, "label") > room:  # too narrow: the age alone, under the score
            base = height - _AT.score_bottom
            sketch.text(_AT.pad, base, age, "small", "text2", room=width - 2 * _AT.pad)
        else:
            paint_rows(sketch, (self.tr("of 5"), age), room, height)
        role = "text3" if shown.value == formats.DASHES else "text"
        base = height - _AT.value_base
        sketch.text(width - _AT.value_right, base, shown.value, "num.md", role, align=RIGHT)


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
        name = words.horizontalAdvance(number.name) / sketch.scale
        start = max(x + wide * _AT.others_value / _HUNDREDTHS_PER_ONE, x + name + _AT.others_unit_gap)
        start = max(x, min(start, x + wide - value - unit))
        sketch.text(x, base, number.name, "label", "text2", px=small, room=start - x - _AT.others_unit_gap)
        end = start + sketch.text(start, base, number.value, "num.sm", number.role, px=large)
        end += _AT.others_unit_gap
        sketch.text(end, base, beside, "label", "text2", px=small, room=max(0.0, x + wide - end))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: what is due, or what was entered."""

    icon: str
    words: str
    time: str
    due: bool = False
    soon: bool = False  # due now or nearly: bold


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines, what is due first."""

    rows: tuple[Row, ...] = ()


def due_rows(update: MonitorUpdate) -> tuple[Row, ...]:
    """What is due next, as far as this session has a plan for it."""
    nibp = update.nibp
    if nibp is None or nibp.due_t is None or update.mode is Mode.REPLAY:
        return ()
    left = nibp.due_t - update.now
    if left > 0:
        words, time = _tr("NIBP due in"), formats.duration(math.ceil(left))
    else:
        words, time = _tr("NIBP overdue by"), formats.duration(-left)
    return (Row("arm-flex-outline", words, time, due=True, soon=left <= BOLD_S),)


class LastEntries(Painted[Rows]):
    """What is due, then the newest entries: a nurse sees at once what comes and what has been written down."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, _AT.list_width, _AT.list_height, Rows(), parent)
        self.setAccessibleName(self.tr("Due and last entries"))

    def show_update(self, update: MonitorUpdate) -> None:
        """Take what is due and the newest entries."""
        rows = list(due_rows(update))
        for entry, icon, words in last_entries(update, MOST_ROWS - len(rows)):
            ago = self.tr("{age} ago").format(age=formats.age(max(0.0, update.now - entry.t)))
            rows.append(Row(icon, words, ago))
        self.show_value(Rows(tuple(rows)))

    def spoken(self, value: Rows) -> str:
        """The rows as one line."""
        return "; ".join(f"{row.words} {row.time}" for row in value.rows)

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Paint as many rows as there is room for at this size of text."""
        tile_ground(sketch, rect)
        rows = self._shown.rows
        if not rows:
            base = sketch.first(_AT.name_base, "body")
            sketch.text(_AT.pad, base, self.tr("Nothing entered yet"), "body", "text3")
            return
        least = sketch.theme.px("label", sketch.scale) * _AT.row_pitch_least / sketch.scale
        headed = not rows[0].due and least * MOST_ROWS + _AT.list_head <= rect.height()
        top = _AT.list_first if headed else _AT.row_pad
        room = rect.height() - top - _AT.row_pad / 2
        count = max(1, min(len(rows) if not headed else MOST_ROWS, int(room / least)))
        pitch = room / (MOST_ROWS if headed else count)
        if headed:
            sketch.text(_AT.pad, _AT.list_head_base, self.tr("Last entries"), "small.medium", "text2")
        for n, row in enumerate(rows[:count]):
            self._paint_row(
                sketch, rect.width(), top + n * pitch, pitch, row, first=n == 0, line=headed or n > 0
            )

    @staticmethod
    def _paint_row(
        sketch: Sketch, width: float, y: float, pitch: float, row: Row, *, first: bool, line: bool
    ) -> None:
        if line:
            sketch.line(_AT.pad, y, width - _AT.pad, y, "line")
        role = "text" if row.soon or (first and not row.due) or row.due else "text2"
        middle = y + pitch / 2
        base = middle + sketch.theme.px("label", sketch.scale) / sketch.scale * _AT.row_middle
        sketch.icon(_AT.pad, middle - _AT.row_icon / 2, row.icon, role, _AT.row_icon)
        time_token = "num.sm.bold" if row.soon else "num.sm" if row.due else "num.sm.small"
        used = sketch.text(width - _AT.pad, base, row.time, time_token, role, align=RIGHT)
        token = "label.medium" if row.soon or first else "label"
        room = width - 2 * _AT.pad - used - _AT.row_words
        sketch.text(_AT.row_words, base, row.words, token, role, room=room)
