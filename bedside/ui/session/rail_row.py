"""One row of the rail: its mark, its name, its state in words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from bedside.ui.held_text import lines_of
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.session.rail_words import Mark, RailLine
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("session_rail")


class RailRow(PaintedKey):
    """Opens its form; checked while that is open. `joined`: a line leads down to the next one."""

    def __init__(
        self, theme: Theme, name: str, icon: str, *, joined: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "", icon, parent=parent)
        self.setObjectName(name)
        self.setCheckable(True)
        self._joined = joined
        self._low = False
        self.line = RailLine(title="")
        # Not Fixed: a layout would hold it at the lines that it had in another width.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_line(self, line: RailLine) -> None:
        """Say something else; repaints only where it differs."""
        if line == self.line:
            return
        higher = (line.title, line.state) != (self.line.title, self.line.state)
        self.line = line
        self.setText(line.title)
        mark = {
            Mark.DONE: self.tr("done"),
            Mark.NOW: self.tr("now"),
            Mark.NEXT: "",
            Mark.LOCKED: self.tr("closed"),
        }[line.mark]
        self.setAccessibleName(", ".join(part for part in (line.title, line.state, mark) if part))
        if higher:
            self.updateGeometry()
        self.update()

    def set_low(self, low: bool) -> None:
        """A rail with little room has lower rows."""
        if low != self._low:
            self._low = low
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The rail's width."""
        return QSize(int(self._theme.length("touch")), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """As narrow as it is made; never cut in its height."""
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        """All its lines, px."""
        rows = self._rows(width)
        least, gap = _AT.row_height, _AT.gap
        if self._low:
            least, gap = _AT.row_low if len(rows) > 1 else _AT.row_low_alone, _AT.gap_low
        return round(max(least, sum(self._high(token) for _, token in rows) + 2 * gap))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS:
            self.updateGeometry()
        super().changeEvent(event)

    def _high(self, token: str) -> float:
        return self._theme.px(token) * float(_AT.line)

    def _rows(self, width: int) -> list[tuple[str, str]]:
        room = width - _AT.words_x - _AT.words_right
        title = [(line, "body.large") for line in lines_of(self._theme, self.line.title, "body.large", room)]
        state = [(line, "small") for line in lines_of(self._theme, self.line.state, "small", room)]
        return [*title, *state]

    def _ink(self) -> KeyInk:
        fill = "raised" if self.isChecked() else "hover" if self._hovered or self.isDown() else ""
        return KeyInk(fill, "text", "text2")

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        if self.isChecked():
            sketch.edge(rect, "line2", 1.0, radius)

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        middle = rect.height() / 2
        if self.isChecked():
            high = rect.height() * _AT.bar_share
            sketch.fill(QRectF(0, middle - high / 2, _AT.bar_width, high), "text", 2.0)
        self._paint_mark(sketch, middle)
        if self._joined:
            x = _AT.icon_x + _AT.icon_side / 2
            sketch.line(x, middle + _AT.join_gap, x, rect.height(), "line", 2.0)
        rows = self._rows(self.width())
        top = middle - sum(self._high(token) for _, token in rows) / 2
        quiet = self.line.mark is Mark.NEXT and not self.isChecked()
        for line, token in rows:
            role = ink.hint if token == "small" or quiet else ink.words
            sketch.text(_AT.words_x, top + self._theme.px(token), line, token, role)
            top += self._high(token)

    def _paint_mark(self, sketch: Sketch, middle: float) -> None:
        x = _AT.icon_x
        match self.line.mark:
            case Mark.DONE:
                sketch.icon(x, middle - _AT.icon_side / 2, "check-circle-outline", "text2", _AT.icon_side)
            case Mark.LOCKED:
                sketch.icon(x, middle - _AT.icon_side / 2, "lock-outline", "text2", _AT.icon_side)
            case Mark.NOW:
                sketch.icon(x, middle - _AT.icon_side / 2, self._icon, "text", _AT.icon_side)
            case Mark.NEXT:
                sketch.circle(x + _AT.icon_side / 2, middle, _AT.icon_radius, "text3", 2.0)
