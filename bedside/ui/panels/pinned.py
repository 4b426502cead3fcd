"""The end of a panel that stays in sight while the rest scrolls: what is said of a number, and the key that takes it.

Without it a small window would hide the caution of a slipped digit under the fold. In the smallest, where the end is
higher than its room, the caution about the number stays alone.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QVBoxLayout, QWidget

from bedside.ui.panels.check_box import CheckBox
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_frame")
_LAID_OUT: Final = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest)


class Pinned(QWidget):
    """Its parts one under the other, on the panel's ground so that nothing shines through what it covers."""

    UNDER: Final = int(_AT.pinned_under)  # px of the panel's padding that it brings itself

    def __init__(self, theme: Theme, *parts: QWidget | QLayout) -> None:
        super().__init__()
        self._theme = theme
        self._parts = parts
        self._seen = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, self.UNDER)
        column.setSpacing(_AT.pinned_gap)
        for part in parts:
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part)

    def set_seen(self, px: int) -> None:
        """How much of it stands before what lies behind it; 0: it is at its own place."""
        if px != self._seen:
            self._seen = px
            self.update()

    @property
    def seen(self) -> int:
        """How much of it covers the rest, px from its top."""
        return self._seen

    @property
    def stuck(self) -> bool:
        """Whether something of the panel lies behind it."""
        return self._seen > 0

    @property
    def said(self) -> int:
        """Height of what it begins with, where that is a caution about a number, px; else 0."""
        first = self._parts[0]
        if not isinstance(first, CheckBox) or first.isHidden() or not first.grave:
            return 0
        return first.y() + first.height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground, and a line where it covers something."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("raised"))
        if self.stuck:
            painter.fillRect(0, 0, self.width(), 1, self._theme.color("line"))
        painter.end()


class PinnedPlaces(QObject):
    """Keeps the pinned ends of what one scroll area shows at its lower edge, where there is room for more than them.

    Signals:
        covers: they cover more or less than before, and nobody has scrolled.
    """

    covers = Signal()

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._homes: dict[Pinned, QPoint] = {}  # where the layouts put them
        self._placing = False
        self._told = 0  # px that were covered when somebody was told last
        QGuiApplication.instance().focusChanged.connect(self._laid_out)  # type: ignore[union-attr]  # a QApplication
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._scrolled)
        bar.rangeChanged.connect(self._laid_out)

    def hold(self, panel: QWidget | None) -> None:
        """These from now on."""
        for old in self._homes:
            old.removeEventFilter(self)
        self._homes = {} if panel is None else {each: each.pos() for each in panel.findChildren(Pinned)}
        for each in self._homes:
            each.installEventFilter(self)
        self._laid_out()

    @property
    def covered(self) -> int:
        """How much of the area's lower edge they take, px."""
        return max((each.seen for each in self._homes if each.isVisible()), default=0)

    def covered_for(self, widget: QWidget) -> int:
        """How much of the lower edge hides this widget; what is pinned itself is always seen, px."""
        return 0 if any(each.isAncestorOf(widget) for each in self._homes) else self.covered

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The layout put one anew, or it grew."""
        if not self._placing and event.type() in _LAID_OUT:
            if event.type() is QEvent.Type.Move and isinstance(watched, Pinned):
                self._homes[watched] = watched.pos()
            self._laid_out()
        return False

    @Slot()
    def _laid_out(self) -> None:
        self.place()
        if self.covered != self._told:
            self._told = self.covered
            self.covers.emit()

    @Slot()
    def _scrolled(self) -> None:
        self.place()
        self._told = self.covered

    def place(self) -> None:
        """Each at its own place, or at the lower edge where that is higher."""
        inside, room = self._area.widget(), self._area.viewport().height()
        if inside is None:
            return
        self._placing = True
        edge = self._area.verticalScrollBar().value() + room
        for each, home in self._homes.items():
            parent = each.parentWidget()
            if parent is None or not inside.isAncestorOf(each):
                continue
            seen = _seen_of(each, room)
            highest = edge - seen - parent.mapTo(inside, QPoint(0, 0)).y()
            stuck = seen > 0 and highest < home.y()
            each.move(home.x(), max(0, highest) if stuck else home.y())
            each.set_seen(seen if stuck else 0)
            if stuck:
                each.raise_()
        self._placing = False


def _seen_of(end: Pinned, room: int) -> int:
    """How much of an end may stand at the lower edge of `room` px: all, what it says of a number, or nothing."""
    if room - end.height() >= _AT.pinned_room:
        return end.height()
    focus = QApplication.focusWidget()
    if focus is not None and end.isAncestorOf(focus):
        return 0  # one of its keys has the keyboard: the panel scrolls there
    return max(0, min(end.said, int(room - _AT.pinned_said_room)))
