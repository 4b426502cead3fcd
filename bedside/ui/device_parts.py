"""Small parts that the panels of the Devices screen share."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayoutItem,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import dress, quiet_scroll
from bedside.ui.sketch import RIGHT, Sketch, tile_ground
from bedside.ui.theme import Theme, layout

_AT: Final = layout("device_parts")


class Tile(QWidget):
    """A tile's ground behind one widget, with `below` px of it under the widget."""

    def __init__(self, theme: Theme, inside: QWidget, parent: QWidget, below: int = 0) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, below)
        column.addWidget(inside)
        self.setParent(parent)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()


class OneLine(QWidget):
    """Words on one line, shortened with an ellipsis where the room is too small; never asks for room."""

    def __init__(
        self, theme: Theme, text: str = "", token: str = "label", role: str = "text2", *, right: bool = False
    ) -> None:
        super().__init__()
        self._theme = theme
        self._text = ""
        self._token = token
        self._role = role
        self._right = right
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        """What it says, whole."""
        return self._text

    def setText(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Its words."""
        px = self._theme.px(self._token)
        measure = self._theme.metrics(self._token, px)
        return QSize(int(measure.horizontalAdvance(self._text)) + 2, round(px * 1.4))

    def minimumSizeHint(self) -> QSize:
        """Next to nothing: it is shortened instead."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        base = self.height() / 2 + self._theme.px(self._token) * 0.36
        x, align = (self.width(), RIGHT) if self._right else (0, -1)
        sketch.text(x, base, self._text, self._token, self._role, align=align, room=self.width())
        painter.end()


class Spread(Flow):
    """Like `Flow`, but the items of a line share its whole width: keys at the foot of a panel."""

    def _place(self, rect: QRect, *, move: bool) -> int:
        gap = self.spacing()
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._shown():
            size = item.sizeHint().expandedTo(item.minimumSize())
            if lines and used + gap + size.width() <= rect.width():
                lines[-1].append((item, size))
                used += gap + size.width()
            else:
                lines.append([(item, size)])
                used = size.width()
        y = rect.y()
        for line in lines:
            high = max(size.height() for _, size in line)
            spare = rect.width() - sum(size.width() for _, size in line) - gap * (len(line) - 1)
            x = rect.x()
            for n, (item, size) in enumerate(line):
                more = spare // len(line) if n < len(line) - 1 else rect.x() + rect.width() - x - size.width()
                if move:
                    item.setGeometry(QRect(QPoint(x, y), QSize(size.width() + more, high)))
                x += size.width() + more + gap
            y += high + gap
        return max(0, y - gap - rect.y())


class Scrolled(QScrollArea):
    """A page that scrolls downwards where its room is too low. See-through, without a frame."""

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        quiet_scroll(self, theme)
        self.setWidget(page)
        for ground in (self.viewport(), page):
            ground.setAutoFillBackground(False)
        QGuiApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]  # a QApplication

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """What gets the keyboard comes into view, however it got it."""
        page = self.widget()
        if new is not None and page is not None and page.isAncestorOf(new):
            self.ensureWidgetVisible(new, 0, _AT.scrolled_margin)

    def minimumSizeHint(self) -> QSize:
        """Low and narrow: it scrolls."""
        return QSize(*_AT.scrolled_least)


class CommandLine(QWidget):
    """A command to type in a terminal: in one width for every letter, to be marked or copied with a key."""

    def __init__(self, theme: Theme, command: str) -> None:
        super().__init__()
        self._theme = theme
        self.edit = QLineEdit(command)
        self.edit.setReadOnly(True)
        self.edit.setFrame(False)
        self.edit.setAccessibleName(self.tr("Command to type"))
        dress(self.edit, theme, "label")
        font = QFont(theme.font("label"))
        font.setFamilies(["DejaVu Sans Mono", "Menlo", "Consolas", "monospace"])
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.edit.setFont(font)
        self.edit.setCursorPosition(0)
        self.edit.setToolTip(command)
        self.copy_key = PanelKey(theme, self.tr("Copy"), token="small.medium", least=_AT.copy_key)
        self.copy_key.clicked.connect(self._copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(*_AT.command_margins)
        row.setSpacing(_AT.command_gap)
        row.addWidget(self.edit, 1)
        row.addWidget(self.copy_key)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.edit.text())
        self.copy_key.set_label(self.tr("Copied"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of the line."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        sketch.fill(QRectF(self.rect()), "surface", _AT.radius)
        sketch.edge(QRectF(self.rect()), "focus" if self.edit.hasFocus() else "line2", 1.0, _AT.radius)
        painter.end()
