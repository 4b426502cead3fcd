"""What lies behind the lines of the session chart: tile, plot, grid, baseline, limits, and what the gutters say."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter

from bedside.ui import formats
from bedside.ui.chart_baseline import paint_band, paint_label
from bedside.ui.chart_infusion import InfusionPainter
from bedside.ui.chart_ink import CENTER, RIGHT, Ink, mix, text, width_of
from bedside.ui.chart_lanes import Lane, value_ticks
from bedside.ui.chart_picture import Picture
from bedside.ui.chart_window import axis_anchor, ticks
from bedside.ui.theme import layout
from bedside.vitals.alarms import LimitView, Priority
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueKind

_AT: Final = layout("chart_paint")
_DASH: Final = {Priority.MEDIUM: _AT.limit_dash_medium, Priority.HIGH: _AT.limit_dash_high}
_LABEL_ROLES: Final = {Parameter.SPO2: "text2", Parameter.NIBP_SYS: "nibp", Parameter.PR: "pr"}
_LINE_ROLES: Final = {Parameter.SPO2: "spo2", Parameter.NIBP_SYS: "nibp", Parameter.PR: "pr"}
_DUE_TOP: Final = 0.38  # shares of the pressure lane
_DUE_BOTTOM: Final = 0.64
_NAME_SHARES: Final = (0.27, 0.73)  # where names alone stand in a low lane


def time_ticks(picture: Picture) -> list[float]:
    """Session times marked on the axis."""
    apart = _AT.time_apart_compact if picture.compact else _AT.time_apart
    width = picture.lanes.width
    anchor = axis_anchor(picture.started_utc, picture.window)
    return ticks(picture.window, anchor=anchor, width_px=width, apart_px=apart * picture.text_scale)


class Ground:
    """Paints it in one theme."""

    def __init__(self, ink: Ink, words: dict[str, str]) -> None:
        self._ink = ink
        self._words = words
        self._infusion = InfusionPainter(ink, words)

    def paint(self, painter: QPainter, rect: QRectF, picture: Picture | None, empty: str = "") -> None:
        """The whole ground of a chart that fills `rect`; `empty`: what has to happen for there to be a picture."""
        theme = self._ink.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.color("bg"))
        painter.setPen(self._ink.pen("line") if theme.tile_edge else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface"))
        inset = 0.5 if theme.tile_edge else 0.0
        radius = theme.length("radius_tile")
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
        if picture is None:
            self._lines(painter, rect, empty or self._words["next"])
            return
        lanes = picture.lanes
        plot = QRectF(lanes.left, lanes.spo2.top, lanes.width, lanes.experience.bottom - lanes.spo2.top)
        painter.fillRect(plot, mix(theme.color("plot"), theme.color("surface"), 0.5))
        past = min(plot.right(), max(plot.left(), picture.x(picture.now)))
        painter.fillRect(
            QRectF(plot.left(), plot.top(), past - plot.left(), plot.height()), theme.color("plot")
        )
        paint_band(painter, self._ink, picture)
        self._grid(painter, picture)
        self._interrupted(painter, picture)
        self._infusion.paint(painter, picture)
        for limit in picture.limits:
            self._limit_line(painter, picture, limit)
        self._due(painter, picture)
        paint_label(painter, self._ink, picture, self._words["baseline"])
        self._separators(painter, rect, picture)
        self._names(painter, picture)
        if picture.unmeasured:
            place = QRectF(lanes.left, lanes.spo2.top, lanes.width, lanes.spo2.height)
            self._lines(painter, place, self._words["no_oximeter"])
        if not picture.compact:
            self._limit_labels(painter, rect, picture)

    def _lane_of(self, picture: Picture, parameter: Parameter) -> Lane:
        return picture.lanes.spo2 if parameter is Parameter.SPO2 else picture.lanes.pressure

    def _lines(self, painter: QPainter, place: QRectF, words: str) -> None:
        """A sentence in the middle of a place that would be empty; one shortened line where it would not fit."""
        theme = self._ink.theme
        inside = place.adjusted(_AT.name_x, 0, -_AT.name_x, 0)
        font = theme.font("label")
        metrics, flags = QFontMetricsF(font), int(CENTER | Qt.TextFlag.TextWordWrap)
        if metrics.boundingRect(inside, flags, words).height() > place.height():
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
        painter.setFont(font)
        painter.setPen(theme.color("text2"))
        painter.drawText(inside, flags, words)

    # -- scales ----------------------------------------------------------------------------------------

    def _grid(self, painter: QPainter, picture: Picture) -> None:
        lanes = picture.lanes
        two_scales = picture.unit is PressureUnit.KPA
        apart = _AT.tick_apart * picture.text_scale
        grid = self._ink.pen("grid", self._ink.theme.length("grid"))
        for lane in (lanes.spo2, lanes.pressure, lanes.infusion):
            if two_scales and lane is lanes.pressure:
                self._two_scales(painter, picture, apart)
                continue
            for value in value_ticks(lane, apart):
                self._line_across(painter, picture, lane, value)
                self._tick(
                    painter, lanes.left - _AT.tick_gap, lane.y(value), formats.plain(value, 2), "text3"
                )
        painter.setPen(grid)
        for n in range(lanes.ratings):
            y = round(lanes.row(n)) + 0.5
            painter.drawLine(QPointF(lanes.left, y), QPointF(lanes.right, y))
        for t in time_ticks(picture):
            x = round(picture.x(t)) + 0.5
            painter.drawLine(QPointF(x, lanes.spo2.top), QPointF(x, lanes.experience.bottom))

    def _two_scales(self, painter: QPainter, picture: Picture, apart: float) -> None:
        """Round kPa with the grid's lines, and the pulse's own numbers in its colour beside them."""
        lane, left = picture.lanes.pressure, picture.lanes.left
        gap = _AT.tick_gap_kpa * picture.text_scale
        for value in value_ticks(lane, apart, formats.MMHG_PER_KPA):
            self._line_across(painter, picture, lane, value)
            self._tick(
                painter, left - gap, lane.y(value), formats.plain(value / formats.MMHG_PER_KPA, 2), "text3"
            )
        for value in value_ticks(lane, apart):
            y = round(lane.y(value)) + 0.5
            painter.setPen(self._ink.pen("pr"))
            painter.drawLine(QPointF(left - _AT.tick_gap / 2, y), QPointF(left, y))
            self._tick(painter, left - _AT.tick_gap, lane.y(value), formats.plain(value, 2), "pr")

    def _line_across(self, painter: QPainter, picture: Picture, lane: Lane, value: float) -> None:
        y = round(lane.y(value)) + 0.5
        painter.setPen(self._ink.pen("grid"))
        painter.drawLine(QPointF(picture.lanes.left, y), QPointF(picture.lanes.right, y))

    def _tick(self, painter: QPainter, x: float, y: float, words: str, role: str) -> None:
        theme = self._ink.theme
        text(painter, x, round(y) + 0.5, words, theme.font("num.key"), theme.color(role), RIGHT)

    # -- what is true of the whole session -------------------------------------------------------------

    def _due(self, painter: QPainter, picture: Picture) -> None:
        """When the next cuff reading is due: a dashed line ahead, with its time."""
        item = next((each for each in picture.due if each.kind is DueKind.NIBP), None)
        if item is None:
            return
        if item.interval_s > 0 and item.due_t > picture.now:  # and the one after it, if nothing changes
            self._due_line(painter, picture, item.due_t + item.interval_s, label=False)
        self._due_line(painter, picture, item.due_t, label=True)

    def _due_line(self, painter: QPainter, picture: Picture, due: float, *, label: bool) -> None:
        lanes, theme = picture.lanes, self._ink.theme
        if not picture.window.first <= due <= picture.window.last:
            return
        x, lane = round(picture.x(due)) + 0.5, lanes.pressure
        top, bottom = lane.top + _DUE_TOP * lane.height, lane.top + _DUE_BOTTOM * lane.height
        painter.setPen(self._ink.pen("text2", 1.0, _AT.due_dash))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        if not label:
            return
        words = self._words["due"].replace("%1", formats.clock_minute_at(picture.started_utc, due))
        font = theme.font("tiny")
        if lane.height < _AT.pressure_units_fit * picture.text_scale:
            return  # a low lane has the line alone
        end = x + _AT.due_gap + width_of(words, font)
        if x <= picture.x(picture.now) <= end:
            return  # overdue, and the now line would run through the words: the tile says by how much
        if end <= lanes.right:
            text(painter, x + _AT.due_gap, top, words, font, theme.color("text2"))
        else:
            text(painter, lanes.right, top - _AT.line_px / 2, words, font, theme.color("text2"), RIGHT)

    def _interrupted(self, painter: QPainter, picture: Picture) -> None:
        lanes, theme = picture.lanes, self._ink.theme
        for begin, end in picture.interrupted:
            left, right = max(lanes.left, picture.x(begin)), min(lanes.right, picture.x(end))
            if right <= left and not lanes.left <= left <= lanes.right:
                continue
            hole = QRectF(
                left, lanes.spo2.top, max(_AT.hole_least, right - left), lanes.events_top - lanes.spo2.top
            )
            painter.fillRect(hole, theme.color("surface"))
            painter.fillRect(hole, QBrush(theme.color("line"), Qt.BrushStyle.BDiagPattern))
            painter.setPen(self._ink.pen("line2", 1.0, _AT.hole_dash))
            painter.drawLine(hole.topLeft(), hole.bottomLeft())
            painter.drawLine(hole.topRight(), hole.bottomRight())
            words, font = self._words["interrupted"], theme.font("tiny")
            needed = width_of(words, font) + _AT.hole_label_pad
            if hole.width() >= needed:
                y, half = lanes.pressure.top + _AT.hole_label_y, _AT.hole_label_half * picture.text_scale
                label = QRectF(hole.center().x() - needed / 2, y - half, needed, 2 * half)
                painter.fillRect(label, theme.color("surface"))
                text(painter, label.center().x(), y, words, font, theme.color("text3"), CENTER)

    def _limit_line(self, painter: QPainter, picture: Picture, limit: LimitView) -> None:
        if limit.value is None or limit.priority not in _DASH:
            return
        lane = self._lane_of(picture, limit.parameter)
        if not lane.low <= limit.value <= lane.high:
            return
        y = round(lane.y(limit.value)) + 0.5
        alpha = 0.6 if limit.parameter is Parameter.NIBP_SYS else 0.72
        width = self._ink.theme.length("limit")
        painter.setPen(self._ink.pen(_LINE_ROLES[limit.parameter], width, _DASH[limit.priority], alpha))
        painter.drawLine(QPointF(picture.lanes.left, y), QPointF(picture.lanes.right, y))

    # -- gutters ---------------------------------------------------------------------------------------

    def _separators(self, painter: QPainter, rect: QRectF, picture: Picture) -> None:
        lanes = picture.lanes
        painter.setPen(self._ink.pen("line"))
        for lane in (lanes.pressure, lanes.infusion, lanes.experience):
            y = round(lane.top) + 0.5
            painter.drawLine(QPointF(rect.left() + 1, y), QPointF(rect.right() - 1, y))
        for height in (lanes.events_top, lanes.experience.bottom):
            y = round(height) + 0.5
            painter.drawLine(QPointF(lanes.left, y), QPointF(lanes.right, y))

    def _names(self, painter: QPainter, picture: Picture) -> None:
        theme, lanes, words, grown = self._ink.theme, picture.lanes, self._words, picture.text_scale
        name, unit, x = theme.font("label.bold"), theme.font("tiny"), _AT.name_x
        y = lanes.spo2.top + min(_AT.name_y * grown, lanes.spo2.height / 2)
        width = text(painter, x, y, words["spo2"], name, theme.color("spo2"))
        text(painter, x + width + _AT.unit_gap, y, "%", unit, theme.color("text3"))
        lane, infusion = lanes.pressure, lanes.infusion
        top, high = lane.top, lane.height
        first = infusion.top + min(_AT.infusion_row * grown, infusion.height / 2)
        rows = [(first, words["infusion"], "infusion", name)]
        if infusion.height >= _AT.infusion_unit_fits * grown:
            rows.append((infusion.top + _AT.infusion_unit_row * grown, "mL/h", "text3", unit))
        if high >= _AT.pressure_units_fit * grown:
            nibp, nibp_unit, pr, pr_unit = (top + offset * grown for offset in _AT.pressure_rows)
            rows += [
                (nibp, words["nibp"], "nibp", name),
                (nibp_unit, picture.unit.value, "text3", unit),
                (pr, words["pr"], "pr", name),
                (pr_unit, "/min", "text3", unit),
            ]
        else:  # a low lane keeps the names alone
            first, second = (top + high * share for share in _NAME_SHARES)
            rows += [(first, words["nibp"], "nibp", name), (second, words["pr"], "pr", name)]
        for y, label, role, font in rows:
            text(painter, x, y, label, font, theme.color(role))
        row, room = theme.font("small.medium"), lanes.left - x - _AT.name_gap
        for n, scale in enumerate(picture.scales[: lanes.ratings]):
            label = words[f"scale.{scale.key}"]
            text(painter, x, lanes.row(n), label, row, theme.color("experience"), room=room)
        text(painter, x, lanes.events_row, words["events"], theme.font("small"), theme.color("text2"))

    def _limit_labels(self, painter: QPainter, rect: QRectF, picture: Picture) -> None:
        right, theme, grown = rect.right() - _AT.limit_x, self._ink.theme, picture.text_scale
        labels: list[tuple[float, LimitView]] = []
        for limit in picture.limits:
            lane = self._lane_of(picture, limit.parameter)
            if limit.value is not None and lane.low <= limit.value <= lane.high:
                labels.append((lane.y(limit.value), limit))
        labels.sort(key=lambda item: item[0])
        last = rect.top() - rect.height()
        for at, limit in labels:
            y = max(at, last + _AT.limit_apart * grown)
            if y - at > _AT.limit_off:
                continue  # it would stand beside another line; the number's tile has it
            last = y
            role, font = _LABEL_ROLES[limit.parameter], theme.font("num.key")
            words = formats.limit_text(limit, picture.unit)
            width = text(painter, right, y, words, font, theme.color(role), RIGHT)
            place = right - width - _AT.limit_icon_gap * grown
            self._ink.icon(
                painter, formats.priority_icon(limit.priority), role, _AT.limit_icon * grown, place, y
            )
        self._infusion.paint_planned(painter, right, picture, clear_of=last)
