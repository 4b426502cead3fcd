"""The station screen while no bed has a session: the beds there are, and what to do next, in place.

Nothing waits for it. It goes by itself with the first patient; F1 shows the same steps again at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import theme as themes
from bedside.ui.first_start_bed import FirstBed
from bedside.ui.first_start_list import StepList
from bedside.ui.first_start_steps import steps_of
from bedside.ui.ground import Ground
from bedside.ui.lots_glance import LotsSeen, nothing_seen
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme

_AT: Final = themes.layout("first_start")


def has_beds(updates: Mapping[int, MonitorUpdate]) -> bool:
    """Whether the grid has something to show beside the steps: several beds, or a device on the only one."""
    return len(updates) > 1 or any(update.devices or update.waiting for update in updates.values())


class FirstStart(Ground):
    """The steps at the right; at the left the empty bed, or room for the grid where there are beds to show.

    Attributes:
        lots: gives those in use, as they are now.

    Signals:
        asked: name of the act that was pressed (`first_start_step.Act`).
    """

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._gap = round(theme.length("gutter"))
        self._grid_shown = False
        self.lots: Callable[[], LotsSeen] = nothing_seen
        self.keys_read = False  # somebody opened the list of keys since the program started
        self.bed = FirstBed(theme)
        self.bed.setParent(self)
        self.bed.asked.connect(self.asked)
        self.steps = _Tile(theme, self)
        self.steps.list.asked.connect(self.asked)

    def show_station(self, station: StationUpdate, updates: Mapping[int, MonitorUpdate]) -> bool:
        """Take the newest state; whether the places have to be shared anew."""
        shown = has_beds(updates)
        simulator = shown or self._columns(self.width()) == 1  # else the empty bed has that key
        steps = steps_of(station, self.lots(), keys_read=self.keys_read, simulator=simulator)
        self.steps.list.show_steps(steps)
        if not shown:
            self.bed.show_station(station)
        changed = shown != self._grid_shown
        self._grid_shown = shown
        if changed:
            self._arrange()
        return changed

    def places(self, whole: QRect, gap: int) -> tuple[QRect, QRect]:
        """Where the grid of beds stands, empty where there is none, and where this page does."""
        self._gap = gap
        if not self._grid_shown:
            return QRect(), whole
        if self._columns(whole.width()) == 1:
            return whole, QRect()  # beds are never covered; F1 shows the steps
        left = round((whole.width() - gap) * self._share(whole.width()))
        grid = QRect(whole.x(), whole.y(), left, whole.height())
        return grid, whole.adjusted(left, 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width."""
        self._arrange()
        super().resizeEvent(event)

    def _columns(self, width: int) -> int:
        return 2 if width >= _AT.two_columns_from * self._theme.text_scale else 1

    def _share(self, width: int) -> float:
        narrow = width < _AT.narrow_under * self._theme.text_scale
        return _AT.bed_share_narrow if narrow else _AT.bed_share

    def _arrange(self) -> None:
        inside = self.rect().adjusted(self._gap, self._gap, -self._gap, -self._gap)
        if self._grid_shown:
            inside.setLeft(0)
        both = not self._grid_shown and self._columns(self.width()) > 1
        self.bed.setVisible(both)
        if both:
            left = round((inside.width() - self._gap) * self._share(self.width()))
            self.bed.setGeometry(inside.x(), inside.y(), left, inside.height())
            inside.setLeft(inside.x() + left + self._gap)
        self.steps.setGeometry(inside)


class _Tile(QWidget):
    """The ground of the list."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.list = StepList(theme)
        self.list.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list fills it."""
        self.list.setGeometry(self.rect())
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()
