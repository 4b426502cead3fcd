"""What every side panel is: a head with its name and Esc, a raised ground, and two signals.

A panel never hides a live wave, number or alarm, and closing one loses nothing that was saved.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.panels.head import PanelHead
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.pinned import Pinned
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import Command
from bedside.vitals.sessions import UNNAMED, Actor

_AT: Final = layout("panel_frame")

PADDING = _AT.padding


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
        self._awaited: Command | None = None  # on its way to the timeline
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # its keys are what the Tab key stops at
        self._head = PanelHead(theme, icon, title, hint)
        self.close_key = PanelKey(
            theme, self.tr("Esc"), icon="close", least=_AT.close_size, token="small.medium"
        )
        self.close_key.setAccessibleName(self.tr("Close {panel}").format(panel=title))
        self.close_key.clicked.connect(self.close_panel)
        top = self._top = QHBoxLayout()
        zoom = theme.zoom
        top.setContentsMargins(*(round(px * zoom) for px in _AT.head_margins))
        top.setSpacing(_AT.gap)
        top.addWidget(self._head, 1)
        top.addWidget(self.close_key, 0, Qt.AlignmentFlag.AlignVCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(top)
        self._head_keys: tuple[QWidget, ...] = ()
        self._room = 0  # px, as the host said it
        self._ways = QHBoxLayout()  # the head's other keys, where its title has no room beside them
        self._ways.setSpacing(_AT.gap)
        outer.addLayout(self._ways)
        self.body = QVBoxLayout()
        self._padding = round(PADDING * zoom)
        self.body.setContentsMargins(self._padding, _AT.body_top, self._padding, self._padding)
        self.body.setSpacing(_AT.gap)
        outer.addLayout(self.body, 1)

    # -- for the window --------------------------------------------------------------------------------

    def open_for(self, update: MonitorUpdate, actor: Actor) -> None:
        """Show the panel for the bed of `update`, for acts of `actor`."""
        self._actor = actor
        self._update = update
        self._refused = False
        self._awaited = None
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
        if self._awaited is not None and any(e.command is self._awaited for e in reversed(update.entries)):
            self._awaited = None
            self.close_panel()
            return
        self.refresh(update)

    def set_room(self, width: int) -> None:
        """Lay out for a panel `width` px wide; nothing may need scrolling sideways."""
        self._room = width
        self._place_head_keys()
        self.fit(width - 2 * self._padding)

    def show_refusal(self, sentence: str) -> None:
        """Say in words that the station refused the last command, where the panel's hint stands."""
        self._refused, self._awaited = True, None
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
        self._head_keys = keys
        for key in keys:
            self._top.insertWidget(self._top.count() - 1, key, 0, Qt.AlignmentFlag.AlignVCenter)
        stops = [self.close_key, *(key.focusProxy() or key for key in keys), self.close_key]
        for before, after in pairwise(stops):  # by Tab from left to right
            self.setTabOrder(before, after)

    def pin(self, *parts: QWidget | QLayout) -> None:
        """End the body with what stays in sight while the rest scrolls."""
        self.body.addWidget(Pinned(self._theme, *parts))
        self.end_pinned()

    def end_pinned(self) -> None:
        """The body ends with something pinned, which brings the last of the padding itself."""
        edges = self.body.contentsMargins()
        edges.setBottom(max(0, edges.bottom() - Pinned.UNDER))
        self.body.setContentsMargins(edges)

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
        self._place_head_keys()

    def _place_head_keys(self) -> None:
        """Beside the title, or on a line under it where that leaves the body more room."""
        head, keys = self._head, self._head_keys
        if not keys or not self._room:
            return
        alone = self._room - _AT.head_margins[2] - _AT.gap - self.close_key.sizeHint().width()
        wide = sum(key.sizeHint().width() + _AT.gap for key in keys if not key.isHidden())
        high = max(key.sizeHint().height() for key in keys)
        beside = head.title_fits(alone - wide) and head.high_at(alone - wide) <= head.high_at(alone) + high
        if beside == (self._top.indexOf(keys[0]) >= 0):
            return
        for n, key in enumerate(keys):
            (self._ways if beside else self._top).removeWidget(key)
            if beside:
                self._top.insertWidget(1 + n, key, 0, Qt.AlignmentFlag.AlignVCenter)
            else:
                self._ways.insertWidget(n, key)
        self._ways.setContentsMargins(*((0, 0, 0, 0) if beside else _AT.ways_margins))
        if beside:
            self._ways.takeAt(0)  # the stretch
        else:
            self._ways.addStretch(1)

    def send(self, command: Command) -> None:
        """Give a command to the station."""
        self._refused = False
        self.command.emit(command)

    def send_and_wait(self, command: Command) -> None:
        """Give a command to the station and close once it stands on the timeline.

        What is refused is said here, and what was typed is still there. What is on its way is not sent again.
        """
        if self._awaited is None:
            self._awaited = command
            self.send(command)

    def bring_into_view(self, part: QWidget) -> None:
        """Scroll to it, once it is laid out, where the panel is larger than its room."""
        viewport = self.parentWidget()
        area = None if viewport is None else viewport.parentWidget()
        if isinstance(area, QScrollArea):
            QTimer.singleShot(0, part, lambda: area.ensureWidgetVisible(part, 0, 0))

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
        key = self.accept_key()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.takes_enter and key is not None:
            key.click()
            return
        event.ignore()

    @property
    def takes_enter(self) -> bool:
        """Whether Enter means the primary key just now, wherever in the panel the keyboard is."""
        key = self.accept_key()
        return key is not None and key.isEnabled()

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
