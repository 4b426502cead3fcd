"""The two small tiles of the number column: the last sedation score, and the newest entries of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.entry_words import last_entries, last_rating
from bedside.ui.painted import Painted
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.theme import Theme
from bedside.ui.tile_paint import paint_rows

SEDATION: Final = "moaas"  # key of the scale MOAA/S, 0–5


@dataclass(frozen=True, slots=True)
class Score:
    """A score and how old it is."""

    value: str = formats.DASHES
    age: str = ""


class ScoreTile(Painted[Score]):
    """MOAA/S of 5 as last entered, with its age."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, 276, 88, Score(), parent)
        self.setAccessibleName("MOAA/S")

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest score."""
        last = last_rating(update, SEDATION)
        if last is None:
            self.show_value(Score(age=self.tr("not entered yet")))
        else:
            ago = self.tr("{age} ago").format(age=formats.age(update.now - last[0]))
            self.show_value(Score(value=str(last[1]), age=ago))

    def spoken(self, value: Score) -> str:
        """Score and age."""
        return f"{value.value} {value.age}"

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Paint the tile."""
        tile_ground(sketch, rect)
        width, height = rect.width(), rect.height()
        shown = self._shown
        sketch.text(16, 30, "MOAA/S", "title.small", "text")
        paint_rows(sketch, (self.tr("of 5"), shown.age), width - 128, height)
        role = "text3" if shown.value == formats.DASHES else "text"
        sketch.text(width - 18, height - 20, shown.value, "num.md", role, align=RIGHT)


@dataclass(frozen=True, slots=True)
class Rows:
    """Icon, words and age of each row."""

    rows: tuple[tuple[str, str, str], ...] = ()


class LastEntries(Painted[Rows]):
    """The three newest entries, so that a nurse sees at once what has been written down."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, 560, 96, Rows(), parent)
        self.setAccessibleName(self.tr("Last entries"))

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest entries."""
        rows = []
        for entry, icon, words in last_entries(update, 3):
            ago = self.tr("{age} ago").format(age=formats.age(max(0.0, update.now - entry.t)))
            rows.append((icon, words, ago))
        self.show_value(Rows(tuple(rows)))

    def spoken(self, value: Rows) -> str:
        """The rows as one line."""
        return "; ".join(f"{words} {ago}" for _, words, ago in value.rows)

    def paint(self, sketch: Sketch, rect: QRectF) -> None:
        """Paint up to three rows."""
        tile_ground(sketch, rect)
        width = rect.width()
        if not self._shown.rows:
            sketch.text(16, 30, self.tr("Nothing entered yet"), "body", "text3")
            return
        sketch.text(16, 17, self.tr("Last entries"), "small.medium", "text2")
        pitch = (rect.height() - 24) / 3
        for n, (icon, words, ago) in enumerate(self._shown.rows):
            y = 22 + n * pitch
            sketch.line(16, y, width - 16, y, "line")
            role = "text" if n == 0 else "text2"
            sketch.icon(16, y + 3, icon, role, 18)
            token = "label.medium" if n == 0 else "label"
            ago_width = sketch.text(width - 16, y + 18, ago, "num.sm.small", role, align=RIGHT)
            sketch.text(46, y + 18, words, token, role, room=width - 16 - ago_width - 16 - 46)
