"""The plot of the session chart: pyqtgraph draws the two trends, a painter everything around and on top.

The ground, which is most of the work, is painted once for each picture and kept. A picture that nobody waits for can be
drawn in parts, one a frame, so that no frame is late for it: see `prepare`.
"""

from __future__ import annotations

from math import isnan
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.polyline import Line
from bedside.ui.chart_hover import paint_hover
from bedside.ui.chart_kept import KeptGround
from bedside.ui.chart_lanes import Lane
from bedside.ui.chart_paint import ChartPainter
from bedside.ui.chart_picture import Picture
from bedside.ui.theme import Theme, layout

_AT: Final = layout("chart_view")
_ZOOM_SCALE: Final = 1.25  # per notch of the wheel
_NOTCH_DEGREES: Final = 120.0  # of the wheel, in eighths
_MOVE_SCALE: Final = 0.1  # of the window per notch sideways
_STEP_SCALE: Final = 0.01  # of the window: how far the keys move the reading line
_BY_KEY: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class ChartView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """Shows a `Picture`; reports what the hand does on it in session time."""

    zoomed = Signal(float, float)  # factor (> 1 shows more), around session time, s
    dragged = Signal(float)  # by so many seconds towards later
    clicked = Signal(float)  # session time, s
    hovered = Signal(object)  # session time, s, or None
    homed = Signal()  # to the beginning
    ended = Signal()  # back to now
    resized = Signal()

    def __init__(self, theme: Theme, painter: ChartPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # what is to be kept is kept here
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._painter = painter
        self._theme = theme
        self._picture: Picture | None = None
        self._next: Picture | None = None  # is being prepared
        self._ground = KeptGround(self.viewport(), self._paint_ground)
        self._cursor: float | None = None
        self._hover: tuple[float, list[str]] | None = None
        self._press: QPoint | None = None
        self._drag_from: float | None = None
        self._ringed = False
        self._empty = ""
        self._scale = 1.0  # px per px of the picture
        self._insides: dict[str, QRectF] = {}  # where each lane's box lies, px
        self._boxes = {name: self._add_lane() for name in ("spo2", "pr")}
        self._curves = {name: pg.PlotCurveItem(antialias=True, connect="finite") for name in self._boxes}
        for name, box in self._boxes.items():
            self._curves[name].setSegmentedLineMode("on")
            box.addItem(self._curves[name], ignoreBounds=True)
        self._ink_curves()

    def _ink_curves(self) -> None:
        for name, curve in self._curves.items():
            pen = QPen(self._theme.color(name), self._theme.length("trend") * self._scale)
            pen.setCosmetic(True)  # px, whatever the scale of the lane
            curve.setPen(pen)

    def _add_lane(self) -> pg.ViewBox:
        box = pg.ViewBox(enableMenu=False, enableMouse=False)
        box.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.setAcceptHoverEvents(False)
        self.scene().addItem(box)
        return box

    def set_scale(self, scale: float) -> None:
        """Draw pictures so many times larger; they are computed for a view so many times smaller."""
        self._scale = scale
        self._ink_curves()
        self._ground.forget()

    def show_picture(self, picture: Picture | None, empty: str = "") -> None:
        """Draw a new picture; without one the sentence `empty`, which says what to do."""
        self._empty, self._next = empty, None
        self._ground.forget()
        self._take(picture)

    def prepare(self, picture: Picture) -> None:
        """Draw a new picture in parts: `go_on` paints its ground and then shows it, one part with each call."""
        self._next = picture
        self._ground.drop_next()

    def go_on(self) -> bool:
        """The next part of the picture that is being prepared; False: none is."""
        if self._next is None:
            return False
        if not self._ground.prepare(self._next):
            picture, self._next = self._next, None
            self._ground.turn()
            self._take(picture)
        return True

    def _take(self, picture: Picture | None) -> None:
        self._picture = picture
        if picture is not None:
            lanes = picture.lanes
            for name, lane, line in (("spo2", lanes.spo2, picture.spo2), ("pr", lanes.pressure, picture.pr)):
                self._place(name, lane, line, picture)
        for box in self._boxes.values():
            box.setVisible(picture is not None)
        self.viewport().update()

    def _place(self, name: str, lane: Lane, line: Line, picture: Picture) -> None:
        scale, lanes = self._scale, picture.lanes
        inside = QRectF(
            lanes.left * scale,
            (lane.top + lane.inset_top) * scale,
            lanes.width * scale,
            (lane.height - lane.inset_top - lane.inset_bottom) * scale,
        )
        box = self._boxes[name]
        if self._insides.get(name) != inside:
            self._insides[name] = inside
            box.setGeometry(inside)
            box.setRange(xRange=(0.0, inside.width()), yRange=(0.0, inside.height()), padding=0)
        # in px: Qt draws lines four times as fast where nothing is left to scale
        t, y = line
        across = (t - picture.window.first) * (inside.width() / picture.window.seconds)
        up = (y - lane.low) * (inside.height() / (lane.high - lane.low))
        whole = len(up) > 0 and not isnan(up.min())  # then pyqtgraph need not look for gaps
        self._curves[name].setData(across, up, connect="all" if whole else "finite", skipFiniteCheck=whole)

    def set_cursor(self, t: float | None) -> None:
        """Put the replay cursor at session time `t`, s; None takes it away."""
        if t != self._cursor:
            self._cursor = t
            self.viewport().update()

    def set_hover(self, t: float | None, lines: list[str]) -> None:
        """Show the readout at session time `t`; None takes it away."""
        hover = None if t is None else (t, lines)
        if hover != self._hover:
            self._hover = hover
            self.viewport().update()

    # -- painting --------------------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, _rect: QRectF) -> None:
        """Everything behind the trends; kept until the next picture."""
        painter.drawPixmap(0, 0, self._ground.shown(self._picture))

    def _paint_ground(self, painter: QPainter, picture: Picture | None) -> None:
        painter.scale(self._scale, self._scale)
        self._painter.background(painter, self._whole(), picture, self._empty)

    def _whole(self) -> QRectF:
        """The view in px of the picture."""
        return QRectF(0, 0, self.viewport().width() / self._scale, self.viewport().height() / self._scale)

    def drawForeground(self, painter: QPainter, _rect: QRectF) -> None:
        """Marks, now line or cursor, readout, focus."""
        painter.save()
        painter.scale(self._scale, self._scale)
        if self._picture is not None:
            self._painter.foreground(painter, self._picture, cursor=self._cursor)
            if self._hover is not None:
                paint_hover(painter, self._theme, self._picture, *self._hover)
        if self._ringed and self.hasFocus():
            width, radius = self._theme.length("focus"), self._theme.length("radius_tile")
            painter.setPen(QPen(self._theme.color("focus"), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inside = self._whole().adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(inside, radius, radius)
        painter.restore()

    def changeEvent(self, event: QEvent) -> None:
        """Another look: the curves have pens of their own, and the ground is kept."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_curves"):
            self._ink_curves()
            self._ground.forget()
            self.viewport().update()

    # -- the hand --------------------------------------------------------------------------------------

    def _time_at(self, position: QPointF) -> float | None:
        picture = self._picture
        x = position.x() / self._scale
        if picture is None or not picture.lanes.left <= x <= picture.lanes.right:
            return None
        return picture.t(x)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; sideways, or with Shift, move."""
        around, picture = self._time_at(event.position()), self._picture
        turned = event.angleDelta()
        sideways = abs(turned.x()) > abs(turned.y()) or event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        notches = (turned.y() or turned.x()) / _NOTCH_DEGREES
        if sideways and picture is not None:
            notches = (turned.x() or turned.y()) / _NOTCH_DEGREES
            self.dragged.emit(-notches * _MOVE_SCALE * picture.window.seconds)
        elif around is not None and notches:
            self.zoomed.emit(_ZOOM_SCALE**-notches, around)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._press = event.position().toPoint()
            self._drag_from = event.position().x()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the window, or read the lanes under the pointer."""
        position = event.position()
        picture = self._picture
        if self._press is None or picture is None or self._drag_from is None:
            self.hovered.emit(self._time_at(position))
            return
        moved = (position.toPoint() - self._press).manhattanLength()
        if moved >= _AT.click or self._drag_from != self._press.x():
            per_px = picture.window.seconds / (picture.lanes.width * self._scale)
            self.dragged.emit((self._drag_from - position.x()) * per_px)
            self._drag_from = position.x()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or click."""
        press, self._press = self._press, None
        if press is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if (event.position().toPoint() - press).manhattanLength() < _AT.click:
            t = self._time_at(event.position())
            if t is not None:
                self.clicked.emit(t)

    def leaveEvent(self, event: QEvent) -> None:
        """The readout goes with the pointer."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    # -- the keyboard ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ − zoom, Page keys move, Home End go to the ends, Ctrl ← → read; all other keys belong to the screen."""
        picture, key = self._picture, event.key()
        if picture is None:
            event.ignore()
            return
        window = picture.window
        reading = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        match key:
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoomed.emit(1 / _ZOOM_SCALE, (window.first + window.last) / 2)
            case Qt.Key.Key_Minus:
                self.zoomed.emit(_ZOOM_SCALE, (window.first + window.last) / 2)
            case Qt.Key.Key_PageUp:
                self.dragged.emit(-window.seconds / 2)
            case Qt.Key.Key_PageDown:
                self.dragged.emit(window.seconds / 2)
            case Qt.Key.Key_Home:
                self.homed.emit()
            case Qt.Key.Key_End:
                self.ended.emit()
            case Qt.Key.Key_Left | Qt.Key.Key_Right if reading:
                self._read(picture, -1 if key == Qt.Key.Key_Left else 1)
            case Qt.Key.Key_Escape if self._hover is not None:
                self.hovered.emit(None)
            case _:
                event.ignore()

    def _read(self, picture: Picture, steps: int) -> None:
        """Move the reading line, as the pointer would."""
        window = picture.window
        start = min(picture.now, window.last) if self._hover is None else self._hover[0]
        t = start + steps * _STEP_SCALE * window.seconds
        self.hovered.emit(min(window.last, max(window.first, t)))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Not ours."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring for who came here by the keyboard."""
        self._ringed = event.reason() in _BY_KEY
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        if self._ringed:
            self._ringed = False
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture depends on the size."""
        super().resizeEvent(event)
        self.resized.emit()
