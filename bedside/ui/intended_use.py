"""What bedside is, and is not: shown on first start under the alarm bar, never over it; nothing waits for it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QWidget

from bedside.export.intended_use import INTENDED_USE
from bedside.ui.held_text import held_to
from bedside.ui.key_button import KeyButton
from bedside.ui.panels.words import quiet_scroll
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout

_AT: Final = layout("intended_use")


class _Statement(QWidget):
    """The statement as it is read, wrapped."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme = theme
        self.text = text
        self.scale = 1.0

    def height_for(self, width: int) -> int:
        """Px it needs at this width."""
        metrics = self._theme.metrics("body", self._theme.px("body", self.scale))
        box = QRectF(0, 0, width, _AT.endless)
        return round(metrics.boundingRect(box, int(Qt.TextFlag.TextWordWrap), self.text).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setFont(self._theme.font("body", self.scale))
        painter.setPen(self._theme.color("text"))
        painter.drawText(self.rect(), int(Qt.TextFlag.TextWordWrap), self.text)
        painter.end()


class _Reading(QScrollArea):
    """Where the statement is read; it scrolls where its room is too low, with the keyboard too."""

    def __init__(self, theme: Theme, statement: _Statement, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        quiet_scroll(self, theme)
        self.setWidget(statement)
        for ground in (self.viewport(), statement):
            ground.setAutoFillBackground(False)

    def fit(self, statement: _Statement) -> None:
        """Give the statement its width; the keyboard stops here only where there is something to scroll."""
        whole = statement.height_for(self.width())
        scrolls = whole > self.height()
        width = self.width() - (self.verticalScrollBar().sizeHint().width() if scrolls else 0)
        statement.resize(QSize(width, max(statement.height_for(width), self.height() if not scrolls else 0)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring while the arrow keys scroll it."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            sketch = Sketch(painter, self._theme)
            sketch.edge(QRectF(self.viewport().rect()), "focus", self._theme.length("focus"))
            painter.end()


class IntendedUse(QWidget):
    """Signals:
    accepted: the person read it.
    """

    accepted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._scale = 1.0
        self._statement = _Statement(theme, self.text())
        self._reading = _Reading(theme, self._statement, self)
        self._reading.setAccessibleName(self.tr("What bedside is, and is not"))
        self._reading.setAccessibleDescription(self.text())
        self._accept = KeyButton(theme, self.tr("Accept"), primary=True, token="body.bold", parent=self)
        self._accept.setAccessibleDescription(self.tr("logged with time"))
        self._accept.clicked.connect(self.accepted)
        self.setAccessibleName(self.tr("What bedside is, and is not"))
        self.setAccessibleDescription(self.text())

    def text(self) -> str:
        """The statement in the language of the screen."""
        return spoken(INTENDED_USE)

    @property
    def text_scale(self) -> float:
        """Of its words, as the person chose it."""
        return self._theme.text_scale

    def height_for(self, width: int, scale: float) -> int:
        """Px it needs at this width."""
        if scale != self._scale:
            self._scale = scale
            self._arrange()
        self._statement.scale = scale
        used = self._statement.height_for(self._text_width(width))
        more = _AT.narrow_key_height * scale if self._is_narrow(width) else 0.0
        return round(used + _AT.around * scale + _AT.note_lines * self._theme.px("small", scale) + more)

    def changeEvent(self, event: QEvent) -> None:
        """Another text size breaks the lines elsewhere."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._arrange()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key at the right, or under the words."""
        self._arrange()
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground, the title and the note; the statement and the key paint themselves."""
        painter = QPainter(self)
        s = self._scale
        sketch = Sketch(painter, self._theme, s)
        rect = QRectF(0, 0, self.width() / s, self.height() / s)
        radius = self._theme.length("radius_tile")
        sketch.fill(rect, "bg")
        sketch.fill(rect, "raised", radius)
        sketch.edge(rect, "line2", 1.0, radius)
        sketch.icon(_AT.icon_x, _AT.icon_y, "information-outline", "text", _AT.icon)
        narrow = self._is_narrow(self.width())
        title_room = rect.width() - _AT.text_x - (_AT.icon_x if narrow else _AT.right)
        title = self.tr("What bedside is, and is not")
        sketch.text(
            _AT.text_x,
            sketch.first(_AT.title_y, "title.name", _AT.title_pad),
            title,
            "title.name",
            "text",
            room=title_room,
        )
        note = self.tr("Monitoring and recording start whether or not this is accepted.")
        if narrow:
            room = self._accept.x() / s - _AT.text_x - _AT.note_up
            sketch.text(_AT.text_x, rect.height() - _AT.note_up, note, "small", "text2", room=room)
        else:
            room = rect.width() - _AT.note_right
            sketch.text(_AT.text_x, rect.height() - _AT.note_up, note, "small", "text2", room=room)
            words, x = self.tr("logged with time"), rect.width() - _AT.logged_x
            sketch = held_to(sketch, words, "small", _AT.logged_room)
            under = (self._accept.geometry().bottom() + self._theme.px("small", s)) / s
            y = max(_AT.logged_y, under)
            sketch.text(x, y, words, "small", "text2", align=CENTRE, room=_AT.logged_room)
        painter.end()

    def _is_narrow(self, width: int) -> bool:
        return width / self._scale < _AT.narrow_under * self._theme.text_scale

    def _text_width(self, width: int) -> int:
        s = self._scale
        right = _AT.icon_x if self._is_narrow(width) else _AT.right
        room = round(width - (_AT.text_x + right) * s)
        most = round(_AT.statement_most * s * self._theme.text_scale)
        return max(int(_AT.statement_least), min(room, most))

    def _arrange(self) -> None:
        s = self._scale
        self._statement.scale = s
        x, y, wide, high = (each * s for each in _AT.key)
        foot = _AT.note_lines * self._theme.px("small", s)
        if self._is_narrow(self.width()):
            high = _AT.narrow_key_height * s
            y = self.height() - high - _AT.note_up * s / 2
            foot = max(foot, self.height() - y)
        self._accept.setGeometry(QRect(round(self.width() - x), round(y), round(wide), round(high)))
        self._accept.set_scale(s)
        top = round(max(_AT.statement_y * s, self._theme.px("title.name", s) + _AT.note_up * s))
        height = max(1, round(self.height() - top - foot))
        self._reading.setGeometry(round(_AT.text_x * s), top, self._text_width(self.width()), height)
        self._reading.fit(self._statement)
