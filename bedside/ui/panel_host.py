"""Where side panels live: beside the number column, over the older part of the chart, never over wave or numbers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEasingCurve, QEvent, QPoint, QPropertyAnimation, QRect, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from bedside.ui.follow_focus import FollowFocus
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.pinned import PinnedPlaces
from bedside.ui.panels.words import quiet_scroll
from bedside.ui.theme import Theme, layout
from bedside.ui.tidying import Tidying

_AT: Final = layout("panel_frame")


class PanelHost(QScrollArea):
    """Holds at most one panel and slides it in. A panel larger than its room (small windows) scrolls.

    Signals:
        opened: name of the panel that came.
        closed: it went; the chart may have its room back.
    """

    opened = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = ""
        self._place = QRect()
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        quiet_scroll(self, theme)
        self._pinned = PinnedPlaces(self)
        self._follow = FollowFocus(self, self._pinned.covered_for)
        self._pinned.covers.connect(self._follow.show_focus, Qt.ConnectionType.QueuedConnection)
        self.hide()

    @property
    def name(self) -> str:
        """Name of the open panel; "" = none."""
        return self._name

    @property
    def panel(self) -> QWidget | None:
        """The open panel."""
        return self.widget() if self._name else None

    def open(self, name: str, panel: QWidget) -> None:
        """Show `panel` (with signals `command(object)` and `closed()`) in place of the one that is open."""
        self.clear()
        self._name = name
        self._tell_room(panel)
        self.setWidget(panel)
        panel.closed.connect(self._panel_closed)  # type: ignore[attr-defined]
        panel.show()
        self._pinned.hold(panel)
        self.opened.emit(name)  # whoever hears it may give it another place
        self._come()

    def clear(self) -> None:
        """Take the open panel away, without asking it."""
        self._pinned.hold(None)
        panel = self.takeWidget()
        self._slide.stop()
        self.hide()
        was, self._name = self._name, ""
        if panel is not None:
            panel.hide()
            panel.setParent(None)
            panel.deleteLater()
            Tidying.soon()
        if was:
            self.closed.emit()

    def set_place(self, place: QRect) -> None:
        """Where the panel stands, in the parent's px; one that is on its way to there goes on."""
        if place == self._place and self._slide.state() == QPropertyAnimation.State.Running:
            return
        self._place = place
        self._slide.stop()
        self.setGeometry(place)
        panel = self.panel
        if panel is not None:
            self._tell_room(panel)

    def settle(self) -> None:
        """What the panel hid or wrote since it came counts at once: it never shows a scroll bar it does not need."""
        panel = self.panel
        if panel is None:
            return
        inner_first = [*reversed(panel.findChildren(QWidget)), panel]
        for _round in range(2):  # words may come to other lines by the first
            for widget in inner_first:
                placed = widget.layout()
                if placed is not None:
                    placed.invalidate()
                    placed.activate()
            QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
        self._follow.show_focus()

    def _tell_room(self, panel: QWidget) -> None:
        if isinstance(panel, Panel):
            panel.set_room(self._place.width() - self.verticalScrollBar().sizeHint().width())

    def _come(self) -> None:
        self.setGeometry(self._place)
        self.show()
        self.raise_()
        if (
            self._theme.reduced_motion or self._theme.plain.text_scale > 1.5
        ):  # movement is for those who do not need large type
            return
        self._slide.setDuration(int(self._theme.length("panel_slide_ms")))
        self._slide.setStartValue(QPoint(self._from_x(), self._place.y()))
        self._slide.setEndValue(self._place.topLeft())
        self._slide.start()

    def _from_x(self) -> int:
        """Where it comes from, x in px: the right edge if it stands there, else from the left, over the chart alone."""
        parent = self.parentWidget()
        assert parent is not None  # it is made inside the screen it stands on
        across = parent.width()
        at_right = across - self._place.x() - self._place.width() <= _AT.right_edge
        return across if at_right else -self._place.width()

    def _panel_closed(self) -> None:
        self.clear()
