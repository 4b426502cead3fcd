"""Plain words, rules and edges on a panel, in the theme."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from bedside.ui.held_text import set_words
from bedside.ui.renewing import LOOK_EVENTS, renew_with_look, same_type
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_words")


class Words(QLabel):
    """A label in a type token and a colour role."""

    def __init__(
        self, theme: Theme, text: str = "", token: str = "label", role: str = "text2", *, wrap: bool = False
    ) -> None:
        super().__init__(text)
        self._theme = theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.set_look(token, role)

    def set_look(self, token: str, role: str) -> None:
        """Change font and colour."""
        self._look = (token, role)
        self._given = self._theme.font(token)
        self.setFont(self._given)
        self._color(role)

    def _color(self, role: str) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.color(role))
        self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """The theme or the text size changed."""
        if event.type() in LOOK_EVENTS and hasattr(self, "_look"):
            token, role = self._look
            if same_type(self.font(), self._given):  # a size of its own is left alone
                self._given = self._theme.font(token)
                self.setFont(self._given)
            self._color(role)
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and not self.text():
            self.setWordWrap(self.wordWrap())  # else Qt keeps the height an empty label had


class Rule(QFrame):
    """A 1 px line across or down."""

    def __init__(self, theme: Theme, *, upright: bool = False) -> None:
        super().__init__()
        self._theme = theme
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("line"))
        painter.end()


def dress(edit: QLineEdit | QPlainTextEdit, theme: Theme, token: str, role: str = "text") -> None:
    """Give a text field the theme's font and colours on the ground it stands on, in every theme to come too."""
    given = [theme.font(token)]
    edit.setFont(given[0])

    def renew(it: QLineEdit | QPlainTextEdit) -> None:
        if same_type(it.font(), given[0]):  # a size of its own is left alone
            given[0] = theme.font(token)
            it.setFont(given[0])
        _color(it, theme, role)

    renew_with_look(edit, renew)


def _color(edit: QLineEdit | QPlainTextEdit, theme: Theme, role: str) -> None:
    palette = QPalette()
    for place in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
        palette.setColor(place, theme.color("surface"))
    palette.setColor(QPalette.ColorRole.Text, theme.color(role))
    palette.setColor(QPalette.ColorRole.PlaceholderText, theme.color("text3"))
    palette.setColor(QPalette.ColorRole.Highlight, theme.color("primary"))
    palette.setColor(QPalette.ColorRole.HighlightedText, theme.color("on_primary"))
    edit.setPalette(palette)


class _QuietScrollBar(QScrollBar):
    """A thin handle without arrows, in the theme."""

    def __init__(self, theme: Theme, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self._theme = theme

    def sizeHint(self) -> QSize:
        """Narrow: rows are what one looks at."""
        return (
            QSize(*_AT.bar_vertical)
            if self.orientation() is Qt.Orientation.Vertical
            else QSize(*_AT.bar_horizontal)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The handle on the ground of the tile."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        sketch = Sketch(painter, self._theme)
        inset = (
            _AT.handle_vertical if self.orientation() is Qt.Orientation.Vertical else _AT.handle_horizontal
        )
        sketch.fill(
            QRectF(handle).adjusted(inset[0], inset[1], -inset[0], -inset[1]), "line2", _AT.handle_radius
        )
        painter.end()


def quiet_scroll(area: QAbstractScrollArea, theme: Theme) -> None:
    """Give a list or text the theme's scroll bar and a see-through ground."""
    area.setVerticalScrollBar(_QuietScrollBar(theme, Qt.Orientation.Vertical, area))
    area.setHorizontalScrollBar(_QuietScrollBar(theme, Qt.Orientation.Horizontal, area))
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
    area.setPalette(palette)


class Field(QWidget):
    """A typed value: its name above, its unit behind, a 2 px edge while it has the keyboard.

    With `search` it is one low line: a lens or `icon` in front, the name as what stands there while it is empty.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        unit: str = "",
        *,
        token: str = "num.elapsed",
        height: int = _AT.field_height,
        search: bool = False,
        icon: str = "",
    ) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._unit = unit
        self._search = search
        self._icon = icon
        self._token = token
        self._least = height
        self.edit = QLineEdit(self)
        self.edit.setFrame(False)
        self.edit.setAccessibleName(f"{name} {unit}".strip())
        dress(self.edit, theme, token)
        if search:
            self.edit.setPlaceholderText(name)
        self.edit.textChanged.connect(self._repaint)
        self.edit.cursorPositionChanged.connect(self._repaint)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self._fit()

    @property
    def name(self) -> str:
        """What is to be typed."""
        return self._name

    def set_name(self, name: str) -> None:
        """Something else is to be typed."""
        if name != self._name:
            self._name = name
            self.edit.setAccessibleName(f"{name} {self._unit}".strip())
            self.update()

    def set_unit(self, unit: str) -> None:
        """Another unit behind what is typed."""
        if unit != self._unit:
            self._unit = unit
            self.edit.setAccessibleName(f"{self._name} {unit}".strip())
            self.resizeEvent(None)
            self.update()

    @property
    def name_width(self) -> int:
        """How wide the field must be to write its name in the size of the text, px."""
        name = self._theme.metrics("small.medium", self._theme.px("small.medium"))
        return int(name.horizontalAdvance(self._name)) + 1 + 2 * int(_AT.name_x)

    def _fit(self) -> None:
        """As high as its name and what is typed."""
        typed = self._theme.metrics(self._token, self._theme.px(self._token)).height()
        if self._search:
            self.setFixedHeight(max(self._least, round(typed + _AT.search_low)))
            return
        more = self._edit_y - int(_AT.field_y)
        self.setFixedHeight(max(self._least + more, round(self._edit_y + typed + _AT.field_under)))

    @property
    def _edit_y(self) -> int:
        return self._theme.grown(_AT.field_y)

    def changeEvent(self, event: QEvent) -> None:
        """Another text size needs another height."""
        if event.type() in LOOK_EVENTS and hasattr(self, "edit"):
            self._fit()
        super().changeEvent(event)

    def text(self) -> str:
        """What was typed."""
        return self.edit.text()

    def eventFilter(self, _watched: object, _event: object) -> bool:
        """The edge follows the keyboard focus of the text."""
        self.update()
        return False

    def _repaint(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for a name or a few digits."""
        return QSize(_AT.list_width, self.height())

    def resizeEvent(self, _event: object) -> None:
        """The text lies under its name, or in the middle behind the lens."""
        if self._search:
            self.edit.setGeometry(
                _AT.search_x,
                _AT.search_y,
                max(_AT.least_room, self.width() - _AT.search_spare),
                self.height() - _AT.search_low,
            )
            return
        unit = self._theme.metrics("body", self._theme.px("body")).horizontalAdvance(self._unit)
        self.edit.setGeometry(
            _AT.field_x,
            self._edit_y,
            max(_AT.least_room, int(self.width() - _AT.field_spare - unit)),
            self.height() - self._edit_y - int(_AT.field_under),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, name and unit."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        focused = self.edit.hasFocus()
        sketch.fill(rect, "surface", _AT.radius)
        sketch.edge(rect, "text" if focused else "line2", 2.0 if focused else 1.0, _AT.radius)
        if self._search:
            middle = self.height() / 2
            if self._icon:
                side = _AT.icon_side
                sketch.icon(_AT.lens_x - side / 2, middle - side / 2, self._icon, "text2", side)
                painter.end()
                return
            sketch.circle(_AT.lens_x, middle - 2, _AT.lens_radius, "text2", 2.0)
            sketch.line(
                _AT.handle_x,
                middle + _AT.handle_dy,
                _AT.handle_end_x,
                middle + _AT.handle_end_dy,
                "text2",
                2.0,
            )
            painter.end()
            return
        token, role = ("small.medium", "text") if focused else ("small", "text2")
        lines, px = set_words(
            sketch, self._name, token, self.width() - 2 * _AT.name_x, self._edit_y - _AT.name_top
        )
        base = self._theme.grown(_AT.name_y) - px * _AT.name_line * (len(lines) - 1)
        for n, line in enumerate(lines):
            sketch.text(_AT.name_x, base + n * px * _AT.name_line, line, token, role, px=px)
        sketch.text(
            self.width() - _AT.name_x, self.height() - _AT.unit_up, self._unit, "body", "text2", align=1
        )
        painter.end()
