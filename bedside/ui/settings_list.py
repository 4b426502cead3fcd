"""The list of the settings' pages: a column of rows beside the page, or one line of keys above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from bedside.ui import theme as themes
from bedside.ui.painted_key import KeyInk, PaintedKey
from bedside.ui.sketch import CENTRE, Sketch, tile_ground
from bedside.ui.theme import Theme

_AT: Final = themes.layout("settings_list")


class PageKey(PaintedKey):
    """A row: icon, name of the page, and under it what is set now."""

    def __init__(self, theme: Theme, name: str, label: str, icon: str, parent: QWidget) -> None:
        super().__init__(theme, label, icon, parent=parent)
        self.name = name
        self.flat = False  # one line, words alone
        self._state = ""
        self.setCheckable(True)

    @property
    def state(self) -> str:
        """What is set now, in words."""
        return self._state

    def set_state(self, words: str) -> None:
        """What is set now, in words."""
        if words != self._state:
            self._state = words
            self.setAccessibleDescription(words)
            self.update()

    def flat_width(self) -> int:
        """How wide it is as a key of one line."""
        return int(self._width(self.text(), "label.medium") + 2 * _AT.flat_side)

    def _ink(self) -> KeyInk:
        if self.isChecked():
            return KeyInk("raised", "text", "text2")
        return KeyInk("hover" if self._hovered or self.isDown() else "", "text", "text2")

    def _paint_edge(self, sketch: Sketch, rect: QRectF, radius: float) -> None:
        if self.isChecked():
            sketch.edge(rect, "line2", 1.0, radius)

    def _paint_face(self, sketch: Sketch, rect: QRectF, ink: KeyInk) -> None:
        middle = rect.height() / 2
        grown = self._theme.grown
        if self.flat:
            base = middle + grown(_AT.one_down)
            sketch.text(
                rect.width() / 2,
                base,
                self.text(),
                "label.medium",
                ink.words,
                align=CENTRE,
                room=rect.width(),
            )
            if self.isChecked():
                line = QRectF(
                    _AT.flat_side, rect.height() - _AT.bar_width, rect.width() - 2 * _AT.flat_side, 2
                )
                sketch.fill(line, "text")
            return
        if self.isChecked():
            high = min(_AT.bar_height, rect.height() / 2)
            sketch.fill(QRectF(_AT.bar_x, middle - high / 2, _AT.bar_width, high), "text", 2)
        sketch.icon(_AT.icon_x, middle - _AT.icon / 2, self._icon, ink.words, _AT.icon)
        room = rect.width() - _AT.words_x - _AT.right
        if self._state and rect.height() >= grown(_AT.row_low):
            top = middle - grown(_AT.two_up)
            state = sketch.shortened(self._state, "small", room)
            sketch.text(_AT.words_x, top, self.text(), "body.bold", ink.words, room=room)
            sketch.text(_AT.words_x, middle + grown(_AT.two_down), state, "small", ink.hint, room=room)
        else:
            base = middle + grown(_AT.one_down)
            sketch.text(_AT.words_x, base, self.text(), "body.bold", ink.words, room=room)


class PageList(QWidget):
    """Signals:
    chosen: name of the page.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, title: str, pages: Mapping[str, tuple[str, str]]) -> None:
        """The list.

        Args:
            theme: the look.
            title: of the settings.
            pages: label and icon of each page by its name, in order.
        """
        super().__init__()
        self._theme = theme
        self._title = title
        self._flat = False
        self.setAccessibleName(title)
        self._group = QButtonGroup(self)
        self.keys: dict[str, PageKey] = {}
        for name, (label, icon) in pages.items():
            key = PageKey(theme, name, label, icon, self)
            key.clicked.connect(self._on_key)
            self._group.addButton(key)
            self.keys[name] = key

    def set_chosen(self, name: str) -> None:
        """Which page is shown."""
        self.keys[name].setChecked(True)

    def height_of_flat(self, width: int) -> int:
        """Height as lines of keys in a room this wide, px."""
        return self._place_flat(width, move=False)

    def set_place(self, rect: QRect, *, flat: bool) -> None:
        """Lie here, as a column or as lines of keys."""
        self._flat = flat
        self.setGeometry(rect)
        for key in self.keys.values():
            key.flat = flat
        if flat:
            self._place_flat(rect.width(), move=True)
        else:
            self._place_rows(rect)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile's ground, and the title over the rows."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        tile_ground(sketch, QRectF(self.rect()))
        if not self._flat:
            base = _AT.top + self._theme.px("title.panel")
            room = self.width() - 2 * _AT.title_x
            sketch.text(_AT.side + _AT.title_x, base, self._title, "title.panel", "text", room=room)
        painter.end()

    def _place_rows(self, rect: QRect) -> None:
        top = _AT.top + self._theme.grown(_AT.title_height)
        room = (rect.height() - top - _AT.side) // max(1, len(self.keys)) - _AT.row_gap
        high = max(1, min(self._theme.grown(_AT.row_height), room))
        for n, key in enumerate(self.keys.values()):
            y = top + n * (high + _AT.row_gap)
            key.setGeometry(_AT.side, y, rect.width() - 2 * _AT.side, high)

    def _place_flat(self, width: int, *, move: bool) -> int:
        line = _AT.flat_line_share * self._theme.px("label.medium")
        high, gap = max(_AT.flat_height, round(line)), _AT.flat_gap
        x = y = gap
        for key in self.keys.values():
            wide = min(key.flat_width(), width - 2 * gap)
            if x > gap and x + wide > width - gap:
                x, y = gap, y + high + gap
            if move:
                key.setGeometry(x, y, wide, high)
            x += wide + gap
        return int(y + high + gap)

    def _on_key(self) -> None:
        key = self.sender()
        if isinstance(key, PageKey):
            self.chosen.emit(key.name)
