"""The plot of the session chart: pyqtgraph draws the two trends, a painter everything around and on top."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.chart_hover import paint_hover
from bedside.ui.chart_lanes import Lane
from bedside.ui.chart_paint import ChartPainter
from bedside.ui.chart_picture import Picture
from bedside.ui.chart_trend import Line
from bedside.ui.theme import Theme

_CLICK_PX = 4  # a press that moved less is a click
_ZOOM_STEP = 1.25  # per notch of the wheel


class ChartView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """Shows a `Picture`; reports what the hand does on it in session time."""

    zoomed = Signal(float, float)  # factor (> 1 shows more), around session time, s
    dragged = Signal(float)  # by so many seconds towards later
    clicked = Signal(float)  # session time, s
    hovered = Signal(object)  # session time, s, or None
    resized = Signal()

    def __init__(self, theme: Theme, painter: ChartPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent, useOpenGL=False, background=None)
        self.setCacheMode(self.CacheModeFlag.CacheBackground)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._painter = painter
        self._theme = theme
        self._picture: Picture | None = None
        self._cursor: float | None = None
        self._hover: tuple[float, list[str]] | None = None
        self._press: QPoint | None = None
        self._drag_from: float | None = None
        width = theme.length("trend")
        self._boxes = {name: self._add_lane() for name in ("spo2", "pr")}
        self._curves = {}
        for name, box in self._boxes.items():
            pen = QPen(theme.color(name), width)
            pen.setCosmetic(True)  # px, whatever the scale of the lane
            curve = pg.PlotCurveItem(pen=pen, antialias=True, connect="finite")
            curve.setSegmentedLineMode("on")
            box.addItem(curve, ignoreBounds=True)
            self._curves[name] = curve

    def _add_lane(self) -> pg.ViewBox:
        box = pg.ViewBox(enableMenu=False, enableMouse=False)
        box.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.setAcceptHoverEvents(False)
        self.scene().addItem(box)
        return box

    def show_picture(self, picture: Picture | None) -> None:
        """Draw a new picture."""
        self._picture = picture
        if picture is not None:
            lanes = picture.lanes
            for name, lane, line in (("spo2", lanes.spo2, picture.spo2), ("pr", lanes.pressure, picture.pr)):
                self._place(name, lane, line)
        for box in self._boxes.values():
            box.setVisible(picture is not None)
        self.resetCachedContent()
        self.viewport().update()

    def _place(self, name: str, lane: Lane, line: Line) -> None:
        picture = self._picture
        if picture is None:
            return
        inside = QRectF(
            picture.lanes.left,
            lane.top + lane.inset_top,
            picture.lanes.width,
            lane.height - lane.inset_top - lane.inset_bottom,
        )
        box = self._boxes[name]
        box.setGeometry(inside)
        box.setRange(
            xRange=(picture.window.first, picture.window.last), yRange=(lane.low, lane.high), padding=0
        )
        self._curves[name].setData(*line, connect="finite")

    def set_cursor(self, t: float | None) -> None:
        """Put the replay cursor at session time `t`, s; None takes it away."""
        if t != self._cursor:
            self._cursor = t
            self.viewport().update()

    def set_hover(self, t: float | None, lines: list[str]) -> None:
        """Show the readout at session time `t`; None takes it away."""
        self._hover = None if t is None else (t, lines)
        self.viewport().update()

    # -- painting --------------------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, _rect: QRectF) -> None:
        """Everything behind the trends; kept by Qt until the next picture."""
        self._painter.background(painter, QRectF(self.viewport().rect()), self._picture)

    def drawForeground(self, painter: QPainter, _rect: QRectF) -> None:
        """Marks, now line or cursor, readout."""
        if self._picture is None:
            return
        self._painter.foreground(painter, self._picture, cursor=self._cursor)
        if self._hover is not None:
            paint_hover(painter, self._theme, self._picture, *self._hover)

    # -- the hand --------------------------------------------------------------------------------------

    def _time_at(self, position: QPointF) -> float | None:
        picture = self._picture
        if picture is None or not picture.lanes.left <= position.x() <= picture.lanes.right:
            return None
        return picture.t(position.x())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        around = self._time_at(event.position())
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120.0
        if around is not None and notches:
            self.zoomed.emit(_ZOOM_STEP**-notches, around)
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
        if moved >= _CLICK_PX or self._drag_from != self._press.x():
            per_px = picture.window.seconds / picture.lanes.width
            self.dragged.emit((self._drag_from - position.x()) * per_px)
            self._drag_from = position.x()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or click."""
        press, self._press = self._press, None
        if press is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if (event.position().toPoint() - press).manhattanLength() < _CLICK_PX:
            t = self._time_at(event.position())
            if t is not None:
                self.clicked.emit(t)

    def leaveEvent(self, event: QEvent) -> None:
        """The readout goes with the pointer."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ and − zoom around the middle, Page Up and Down move; all other keys belong to the screen."""
        picture = self._picture
        key = event.key()
        if picture is None:
            event.ignore()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            factor = _ZOOM_STEP if key == Qt.Key.Key_Minus else 1 / _ZOOM_STEP
            self.zoomed.emit(factor, (picture.window.first + picture.window.last) / 2)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.dragged.emit(picture.window.seconds * (-0.5 if key == Qt.Key.Key_PageUp else 0.5))
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Not ours."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture depends on the size."""
        super().resizeEvent(event)
        self.resized.emit()
