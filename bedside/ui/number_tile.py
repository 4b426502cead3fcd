"""The tile of one number on the bed screen, in every state a number can be in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.held_text import held, held_to
from bedside.ui.limit_span import paint_span, span_of
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.spoken import marked_in
from bedside.ui.theme import Theme, layout
from bedside.ui.tile_edges import paint_ground
from bedside.ui.tile_marks import baseline_note, marked
from bedside.ui.tile_paint import (
    paint_limits,
    paint_name,
    paint_number,
    paint_rows,
    paint_state,
    room_clear_of,
    with_whole_numbers,
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


_AT: Final = layout("number_tile")


def _shape(
    size: tuple[float, float], number: tuple[float, float], token: str, *, small: bool = False
) -> TileShape:
    return TileShape(
        width=size[0], height=size[1], token=token, number_right=number[0], baseline=number[1], small=small
    )


SPO2: Final = _shape(_AT.spo2_size, _AT.spo2_number, "num.xxl")
PR: Final = _shape(_AT.pr_size, _AT.pr_number, "num.xl")
PERFUSION: Final = _shape(_AT.perfusion_size, _AT.perfusion_number, "num.md")
SMALL: Final = _shape(_AT.small_size, _AT.small_number, "num.md", small=True)
_NARROW_TEXT_RATIO: Final = 1.2  # where the tile shares its row
FRESH_S: Final = 10.0  # a small tile says how old its number is; younger than this it is "now"


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
        self._calm_note = calm_note  # its numbers with a point
        self._baseline = ""
        self._look = look(None, None, Moment(now=0.0))
        self._limits: tuple[LimitView, ...] = ()
        self._age = ""  # of a number in a small tile
        self._short = ""  # the same in two words
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
        age = self._age_words(update) if self._shape.small else ""
        shown = (fresh, update.limits, baseline, age)
        if shown != (self._look, self._limits, self._baseline, self._age):
            self._look = fresh
            self._age = age
            self._short = age.removesuffix(self.tr(" ago"))
            self._limits = update.limits
            self._baseline = baseline
            self.setAccessibleDescription(self._spoken())
            self.update()

    def _age_words(self, update: MonitorUpdate) -> str:
        state = update.numerics.get(self._parameter)
        if state is None or state.value is None or state.t is None:
            return ""
        since = update.now - state.t
        return self.tr("now") if since < FRESH_S else self.tr("{age} ago").format(age=formats.age(since))

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
        parts = (f"{shown.number} {unit}", shown.word, shown.note, self._age, near, against, limits)
        return " ".join(part for part in parts if part)

    def sizeHint(self) -> QSize:
        """The nominal size."""
        return QSize(int(self._shape.width), int(self._shape.height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tile."""
        shape, shown = self._shape, self._look
        scale = self.height() / shape.height  # a small tile shares its row
        if not shape.small:
            scale = min(self.width() / shape.width, scale)
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
        edges = shown.outer_px + (_AT.inner_edge if shown.inner else 0.0)
        top = sketch.first(_AT.name_base, "title.name", edges + 2)
        name = held_to(sketch, formats.short_name(self._parameter), "title.name", width - 2 * _AT.pad)
        name_end = paint_name(name, _AT.pad, top, self._parameter, shown, "" if narrow else unit)
        if narrow and name_end + sketch.width(unit, "body") + _AT.unit_gap <= width - _AT.pad:
            sketch.text(width - _AT.pad, top, unit, "body", shown.words_role, align=RIGHT)
        right = width - shape.number_right
        number_room = right - _AT.number_left
        paint_number(sketch, right, height - shape.baseline, shown, shape.token, room=number_room)
        limit_room = _AT.limit_room
        if not narrow:
            limit_room = max(_AT.limit_room_least, sketch.width("888", "num.sm") + _AT.limit_shape)
        start = name_end + _AT.state_gap_close
        if shape is SPO2:
            start = max(_AT.state_x, name_end + _AT.state_gap)
        room = width - limit_room - start
        paint_state(sketch, start, top, shown, room, pinned=self.tr("stays until acknowledged"))
        badge = False
        if not narrow:
            room = shape.number_right - _AT.pad - _AT.badge_gap
            badge = paint_limits(
                sketch,
                width - _AT.pad,
                shown,
                self._limits,
                self._parameter,
                height,
                room,
                both=shape is SPO2,
            )
        self._paint_note(sketch, rect, shown, badge=badge)

    def _paint_note(self, sketch: Sketch, rect: QRectF, shown: TileLook, *, badge: bool) -> None:
        """What is said under the number, left of it or below it."""
        shape, width, height = self._shape, rect.width(), rect.height()
        note = shown.note or ("" if badge else shown.badge) or self._baseline or marked_in(self._calm_note)
        right = width - shape.number_right
        px = sketch.fits(shown.number, shape.token, right - _AT.number_left)
        advance = self._theme.metrics(shape.token, px).horizontalAdvance(shown.number) / sketch.scale
        room = max(right - advance - _AT.note_gap, _AT.note_least)
        if shape is PERFUSION:  # its number stands above
            room = width - 2 * _AT.pad
        token = "label" if width > _AT.note_wide else "small"
        note = sketch.shortened(note, token, room)
        if shown.brief_note and sketch.width(note, token) > room:
            note = shown.brief_note
        note = with_whole_numbers(sketch, note, token, room)
        if shown.note or sketch.width(note, token) <= room:
            sketch.text(_AT.pad, height - _AT.pad, note, token, shown.words_role, room=room)

    def _paint_small(self, sketch: Sketch, rect: QRectF, shown: TileLook) -> None:
        width, height = rect.width(), rect.height()
        if width < _AT.small_narrow:
            sketch = held(sketch, _NARROW_TEXT_RATIO)
        top = sketch.first(_AT.name_base, "title.name")
        name_end = paint_name(sketch, _AT.pad, top, self._parameter, shown, "")
        span = span_of(self._limits, self._parameter)
        right = width - self._shape.number_right
        room = min(right - _AT.pad - _AT.small_left, right * _AT.small_number_part)
        baseline = height - self._shape.baseline
        head_end = name_end
        if span.known:
            head_end += _AT.span_gap
            head_end += paint_span(sketch, head_end, top, span, "num.sm.small", shown.words_role)
        room = room_clear_of(sketch, shown.number, self._shape.token, right, baseline, (head_end, top), room)
        paint_number(sketch, right, baseline, shown, self._shape.token, room=room)
        px = sketch.fits(shown.number, self._shape.token, room)
        advance = self._theme.metrics(self._shape.token, px).horizontalAdvance(shown.number) / sketch.scale
        unit = PARAMETERS[self._parameter].unit
        # A note that is no more than an age gives way to the age itself.
        note = shown.note if shown.word or shown.icon or not self._age else self._age
        note = note or marked_in(self._calm_note)
        room = right - advance - _AT.pad - _AT.span_gap
        if note and sketch.width(note, "label") > room >= sketch.width(self._short, "label") and self._short:
            note = self._short
        elif note and sketch.width(note, "label") > room:  # too narrow: under everything
            base = height - _AT.small_bottom
            sketch.text(_AT.pad, base, note, "small", "text2", room=width - 2 * _AT.pad)
            note = ""
        paint_rows(sketch, (unit if sketch.width(unit, "label") <= room else "", note), room, height)
