"""What every side panel is: a head with its name and Esc, a raised ground, and two signals.

A panel never hides a live wave, number or alarm, and closing one loses nothing that was saved.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.held_text import lines_of
from bedside.ui.panels.key import PanelKey
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import Command
from bedside.vitals.sessions import UNNAMED, Actor

_AT: Final = layout("panel_frame")

PADDING = _AT.padding


class _Head(QWidget):
    """Icon, title and hint of a panel."""

    def __init__(self, theme: Theme, icon: str, title: str, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self.icon = icon
        self.title = title
        self.hint = hint
        self.fit()

    def fit(self) -> None:
        """A hint that has no room beside the title stands under it, in lines of its own."""
        theme, lines = self._theme, self._lines()
        under = theme.px("label") * _AT.hint_line * len(lines) + (_AT.hint_under if lines else 0)
        least = max(theme.length("panel_head"), theme.px("title.name") * _AT.title_line)
        high = round(least + under)
        if high != self.height():
            self.setFixedHeight(high)
        self.update()

    def _lines(self) -> list[str]:
        """The hint's lines under the title; none where it stands beside it."""
        theme, room = self._theme, self.width() - _AT.title_x - _AT.hint_right
        title = theme.metrics("title.name", theme.px("title.name")).horizontalAdvance(self.title)
        hint = theme.metrics("label", theme.px("label")).horizontalAdvance(self.hint)
        if title + _AT.hint_gap + hint <= room:
            return []
        return lines_of(theme, self.hint, "label", room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size, other lines."""
        super().changeEvent(event)
        if event.type() in LOOK_EVENTS and hasattr(self, "hint"):
            self.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        sketch.icon(_AT.icon_x, _AT.icon_y, self.icon, "text", _AT.icon_side)
        room = self.width() - _AT.title_x
        lines = self._lines()
        px = sketch.fits(self.title, "title.name", room)
        width = sketch.text(_AT.title_x, _AT.title_y, self.title, "title.name", "text", px=px)
        if not lines:
            sketch.text(_AT.title_x + width + _AT.hint_gap, _AT.title_y, self.hint, "label", "text2")
        high = self._theme.px("label")
        for n, line in enumerate(lines, start=1):
            base = _AT.title_y + _AT.hint_under + n * high * _AT.hint_line
            sketch.text(_AT.title_x, base, line, "label", "text2")
        painter.end()


class Panel(QWidget):
    """Base of all side panels.

    Signals:
        command: a `Command` for the station.
        closed: the panel was closed (Esc, Done, or after its one act).
    """

    command = Signal(object)
    closed = Signal()

    def __init__(
        self, theme: Theme, *, icon: str, title: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._update: MonitorUpdate | None = None
        self._actor: Actor = UNNAMED
        self._refused = False  # the head says why the station did not take the last command
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # its keys are what the Tab key stops at
        self._head = _Head(theme, icon, title, hint)
        self.close_key = PanelKey(
            theme, self.tr("Esc"), icon="close", least=_AT.close_size, token="small.medium"
        )
        self.close_key.setAccessibleName(self.tr("Close {panel}").format(panel=title))
        self.close_key.clicked.connect(self.close_panel)
        top = self._top = QHBoxLayout()
        top.setContentsMargins(*_AT.head_margins)
        top.setSpacing(_AT.gap)
        top.addWidget(self._head, 1)
        top.addWidget(self.close_key, 0, Qt.AlignmentFlag.AlignVCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(top)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(PADDING, _AT.body_top, PADDING, PADDING)
        self.body.setSpacing(_AT.gap)
        outer.addLayout(self.body, 1)

    # -- for the window --------------------------------------------------------------------------------

    def open_for(self, update: MonitorUpdate, actor: Actor) -> None:
        """Show the panel for the bed of `update`, for acts of `actor`."""
        self._actor = actor
        self._update = update
        self._refused = False
        self.prepare(update)
        self.show_update(update)
        self.show()
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def set_actor(self, actor: Actor) -> None:
        """Whose acts these are from now on: somebody said who works here while the panel was open."""
        self._actor = actor

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest update of the bed; call it for every one while the panel is open."""
        self._update = update
        self.refresh(update)

    def set_room(self, width: int) -> None:
        """Lay out for a panel `width` px wide; nothing may need scrolling sideways."""
        self.fit(width - 2 * PADDING)

    def show_refusal(self, sentence: str) -> None:
        """Say in words that the station refused the last command, where the panel's hint stands."""
        self._refused = True
        self.set_head(hint=sentence)

    def close_panel(self) -> None:
        """Close it; nothing that was saved is lost."""
        self.hide()
        self.closed.emit()

    def typed_so_far(self) -> object | None:
        """What is typed and not sent, where the person leaves the panel only to come back; None: nothing to keep."""

    def take_up(self, typed: object) -> None:
        """Go on with what `typed_so_far` gave, after `open_for`."""

    def aim(self, detail: str) -> None:
        """What of its kind it is to show, before it opens: the part behind the colon of the name it is asked by."""

    # -- for the panels --------------------------------------------------------------------------------

    def prepare(self, update: MonitorUpdate) -> None:
        """Set everything up for a newly opened panel."""

    def refresh(self, update: MonitorUpdate) -> None:
        """Show what changed; cheap."""

    def fit(self, room: int) -> None:
        """Rearrange what does not fit into `room` px beside each other."""

    def first_focus(self) -> QWidget:
        """Where the keyboard goes when the panel opens."""
        return self

    def accept_key(self) -> PanelKey | None:
        """The key that takes Enter; None = none."""
        return None

    def add_head_keys(self, *keys: QWidget) -> None:
        """Ways from this panel to its neighbours, in front of Esc."""
        for key in keys:
            self._top.insertWidget(self._top.count() - 1, key, 0, Qt.AlignmentFlag.AlignVCenter)
        stops = [self.close_key, *(key.focusProxy() or key for key in keys), self.close_key]
        for before, after in pairwise(stops):  # by Tab from left to right
            self.setTabOrder(before, after)

    def set_head(self, *, icon: str | None = None, title: str | None = None, hint: str | None = None) -> None:
        """Change what the head says."""
        head = self._head
        head.icon = head.icon if icon is None else icon
        head.hint = head.hint if hint is None else hint
        if title is not None:
            head.title = title
            self.setAccessibleName(title)
            self.close_key.setAccessibleName(self.tr("Close {panel}").format(panel=title))
        head.fit()

    def send(self, command: Command) -> None:
        """Give a command to the station."""
        self._refused = False
        self.command.emit(command)

    def clock(self, t: float) -> str:
        """Wall-clock time of session time `t`, "10:34:16", with its day if not of today; "" without a session."""
        update = self._update
        if update is None or update.session is None:
            return ""
        return formats.clock_at(update.session.started_utc, t, update.now)

    # -- Qt ------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Its place on the bed screen."""
        return QSize(int(self._theme.length("panel_width")), int(self._theme.length("panel_height")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Enter presses the primary key; the rest belongs to the screen."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            key = self.accept_key()
            if key is not None and key.isEnabled():
                key.click()
                return
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The raised ground and its edge."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        radius = self._theme.length("radius_tile")
        sketch.fill(rect, "bg")
        sketch.fill(rect, "raised", radius)
        sketch.edge(rect, "line2", 1.0, radius)
        painter.end()
