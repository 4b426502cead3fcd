"""The tile of one number on the bed screen, in every state a number can be in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.limit_span import paint_span, span_of
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme
from bedside.ui.tile_marks import baseline_note, marked
from bedside.ui.tile_paint import (
    paint_ground,
    paint_limits,
    paint_name,
    paint_number,
    paint_rows,
    paint_state,
)
from bedside.ui.tile_state import Moment, TileLook, look, worst_of
from bedside.vitals.alarms import Direction, LimitView
from bedside.vitals.parameters import PARAMETERS, Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class TileShape:
    """Where things lie in a tile of this nominal size, px at 100 %."""

    width: float
    height: float
    token: str
    number_right: float  # distance of the number's right edge from the tile's
    baseline: float  # of the number, from the bottom
    small: bool = False  # name over unit over note at the left; no limits


SPO2: Final = TileShape(width=560, height=216, token="num.xxl", number_right=124, baseline=32)
PR: Final = TileShape(width=360, height=152, token="num.xl", number_right=96, baseline=22)
PERFUSION: Final = TileShape(width=192, height=152, token="num.md", number_right=16, baseline=58)
SMALL: Final = TileShape(width=276, height=88, token="num.md", number_right=18, baseline=20, small=True)


class NumberTile(QWidget):
    """One parameter: name, state, number, limits, note. Repaints only when what it shows changed."""

    def __init__(
        self,
        theme: Theme,
        parameter: Parameter,
        shape: TileShape,
        *,
        calm_note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._parameter = parameter
        self._shape = shape
        self._calm_note = calm_note
        self._baseline = ""
        self._look = look(None, None, Moment(now=0.0))
        self._limits: tuple[LimitView, ...] = ()
        self.setAccessibleName(formats.short_name(parameter))

    @property
    def shown(self) -> TileLook:
        """What the tile shows."""
        return self._look

    def show_update(self, update: MonitorUpdate, moment: Moment) -> None:
        """Take the newest state of the parameter."""
        alarm = worst_of(update.alarms, frozenset({self._parameter}))
        fresh = look(update.numerics.get(self._parameter), alarm, moment)
        fresh = marked(fresh, update, self._parameter)
        baseline = baseline_note(update, self._parameter) if self._parameter is Parameter.SPO2 else ""
        if fresh != self._look or update.limits != self._limits or baseline != self._baseline:
            self._look = fresh
            self._limits = update.limits
            self._baseline = baseline
            self.setAccessibleDescription(self._spoken())
            self.update()

    def _spoken(self) -> str:
        shown, unit = self._look, PARAMETERS[self._parameter].unit
        near = {
            None: "",
            Direction.LOW: self.tr("near the lower limit"),
            Direction.HIGH: self.tr("near the upper limit"),
        }[shown.approach]
        against = self.tr("{badge} against the baseline").format(badge=shown.badge) if shown.badge else ""
        limits = span_of(self._limits, self._parameter).spoken
        limits = self.tr("limits {limits}").format(limits=limits) if limits else ""
        parts = (f"{shown.number} {unit}", shown.word, shown.note, near, against, limits)
        return " ".join(part for part in parts if part)

    def sizeHint(self) -> QSize:
        """The nominal size."""
        return QSize(int(self._shape.width), int(self._shape.height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tile."""
        shape, shown = self._shape, self._look
        scale = min(self.width() / shape.width, self.height() / shape.height)
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme, scale)
        rect = QRectF(0, 0, self.width() / scale, self.height() / scale)
        paint_ground(sketch, rect, shown)
        if shape.small:
            self._paint_small(sketch, rect, shown)
        else:
            self._paint_large(sketch, rect, shown)
        painter.end()

    def _paint_large(self, sketch: Sketch, rect: QRectF, shown: TileLook) -> None:
        shape, width, height = self._shape, rect.width(), rect.height()
        unit = PARAMETERS[self._parameter].unit
        narrow = shape is PERFUSION
        top = sketch.first(30, "title.name")
        name_end = paint_name(sketch, 16, top, self._parameter, shown, "" if narrow else unit)
        if narrow and name_end + sketch.width(unit, "body") + 8 <= width - 16:
            sketch.text(width - 16, top, unit, "body", shown.words_role, align=RIGHT)
        right = width - shape.number_right
        paint_number(sketch, right, height - shape.baseline, shown, shape.token, room=right - 12)
        limit_room = 24 if narrow else max(78.0, sketch.width("888", "num.sm") + 40)
        start = max(108.0, name_end + 14) if shape is SPO2 else name_end + 10
        paint_state(
            sketch,
            start,
            top,
            shown,
            width - limit_room - start,
            pinned=self.tr("stays until acknowledged"),
        )
        badge = False
        if not narrow:
            room = shape.number_right - 16 - 10  # beside the number and its outline
            badge = paint_limits(sketch, width - 16, shown, self._limits, self._parameter, height, room)
        note = shown.note or ("" if badge else shown.badge) or self._baseline or self._calm_note
        number_px = sketch.fits(shown.number, shape.token, right - 12)
        number_left = (
            right - self._theme.metrics(shape.token, number_px).horizontalAdvance(shown.number) / sketch.scale
        )
        below = shape is PERFUSION
        room = width - 32 if below else max(number_left - 24, 90.0)
        token = "label" if width > 300 else "small"
        note = sketch.shortened(note, token, room)
        if shown.note or sketch.width(note, token) <= room:
            sketch.text(16, height - 16, note, token, shown.words_role, room=room)

    def _paint_small(self, sketch: Sketch, rect: QRectF, shown: TileLook) -> None:
        width, height = rect.width(), rect.height()
        name_end = paint_name(sketch, 16, 30, self._parameter, shown, "")
        span = span_of(self._limits, self._parameter)
        if span.known:
            paint_span(sketch, name_end + 10, 30, span, "num.sm.small", shown.words_role)
        right = width - self._shape.number_right
        room = right - 16 - 96
        paint_number(sketch, right, height - self._shape.baseline, shown, self._shape.token, room=room)
        unit = PARAMETERS[self._parameter].unit
        paint_rows(sketch, (unit, shown.note or self._calm_note), right - 110, height)
