"""The doctor's evidence: what came at each line setting that was tried, the one that fits marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.spoken import decimal, spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.devices import PortSearch, SearchState, TriedLine

_AT: Final = layout("device_tried")


def grouped(count: int) -> str:
    """A count with a thin space between its thousands: 1 860."""
    return decimal(count, thousands="\u2009")


class TriedTable(QWidget):
    """Line, bytes, seconds and verdict of every setting; the last row is being tried while the search runs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[TriedLine, ...] = ()
        self._found = ""
        self._trying = ""
        self._low = False
        self.setAccessibleName(self.tr("Line settings that were tried"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_search(self, search: PortSearch | None) -> None:
        """Another search, or news of the same."""
        rows = () if search is None else search.tried
        found = search.line if search is not None and search.state is SearchState.FOUND else ""
        busy = search is not None and search.state in (SearchState.LISTENING, SearchState.ASKING)
        trying = search.line if search is not None and busy else ""
        if (rows, found, trying) != (self._rows, self._found, self._trying):
            self._rows, self._found, self._trying = rows, found, trying
            self.setAccessibleDescription("; ".join(self.words()))
            self.updateGeometry()
            self.update()
        self.setVisible(bool(rows or trying))

    def set_low(self, *, low: bool) -> None:
        """Lower rows where the window is low."""
        self._low = low
        self.updateGeometry()

    def words(self) -> list[str]:
        """Every row in words."""
        said = [
            self.tr("{line}: {n} bytes in {s} s, {verdict}").format(
                line=row.line, n=row.count, s=decimal(row.seconds, 1), verdict=spoken(row.verdict)
            )
            for row in self._rows
        ]
        if self._trying:
            said.append(self.tr("{line}: being tried now").format(line=self._trying))
        return said

    def sizeHint(self) -> QSize:
        """Its rows."""
        count = len(self._rows) + 1 + bool(self._trying)
        return QSize(_AT.width, count * self._high() + _AT.below)

    def minimumSizeHint(self) -> QSize:
        """All its rows; the verdict is shortened."""
        return QSize(_AT.least_width, self.sizeHint().height())

    def _high(self) -> int:
        return self._theme.grown(_AT.row_low if self._low else _AT.row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Head and rows."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        left = float(_AT.inset)
        wide = self.width() - 2 * left
        grown = self._theme.text_scale
        squeeze = min(1.0, wide / (_AT.full * grown)) * grown
        columns = (_AT.bytes, _AT.seconds, _AT.verdict)
        numbers, seconds, verdict = (left + x * squeeze for x in columns)
        high = self._high()
        base = high / 2 + _AT.baseline
        px = self._theme.px("label")  # of the numbers
        sketch.text(left + _AT.line, base, self.tr("Tried"), "small.medium", "text3")
        sketch.text(numbers, base, self.tr("Bytes"), "small.medium", "text3", align=RIGHT)
        sketch.text(seconds, base, self.tr("Seconds"), "small.medium", "text3", align=RIGHT)
        sketch.text(verdict, base, self.tr("Verdict"), "small.medium", "text3")
        sketch.line(left, high - 0.5, left + wide, high - 0.5, "line")
        for n, row in enumerate(self._shown()):
            top = (n + 1) * high
            here, fits = base + top, bool(self._found) and row.line == self._found
            if fits:
                box = QRectF(1, top + 1, self.width() - 2, high - 2)
                sketch.fill(box, "raised", _AT.radius)
                sketch.edge(box, "line2", 1.0, _AT.radius)
                icon_y = top + (high - _AT.icon) / 2
                sketch.icon(self.width() - _AT.icon_room, icon_y, "check", "text", _AT.icon)
            else:
                sketch.line(left, top + high - 0.5, left + wide, top + high - 0.5, "line")
            role = "text" if fits else "text2"
            sketch.text(left + _AT.line, here, row.line, "num.sm", role, px=px)
            if row.verdict:
                sketch.text(numbers, here, grouped(row.count), "num.sm", role, align=RIGHT, px=px)
                sketch.text(seconds, here, decimal(row.seconds, 1), "num.sm", role, align=RIGHT, px=px)
            words = spoken(row.verdict) or self.tr("being tried now")
            room = left + wide - verdict - (_AT.icon_room if fits else 0)
            sketch.text(verdict, here, words, "label.bold" if fits else "label", role, room=room)
        painter.end()

    def _shown(self) -> Sequence[TriedLine]:
        if not self._trying:
            # Where not every row can be seen, the one that fits comes first.
            return sorted(self._rows, key=lambda row: row.line != self._found) if self._low else self._rows
        return (*self._rows, TriedLine(line=self._trying, count=0, seconds=0.0, verdict=""))
