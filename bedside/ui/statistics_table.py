"""The alarms of a session in numbers (ALM-65): counts, time to acknowledge, time beyond each limit, time paused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from bedside.review.statistics import AlarmStatistics, Answered, CodeCount
from bedside.ui import formats
from bedside.ui.held_text import held_to
from bedside.ui.painted_list import PaintedList, RowDelegate, RowModel
from bedside.ui.sketch import RIGHT, Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.display import PressureUnit

_AT: Final = layout("statistics_table")

_LINES = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("AlarmStatistics", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: what, and how much."""

    words: str
    value: str = ""
    detail: str = ""
    priority: Priority | None = None
    heading: bool = False

    @property
    def spoken(self) -> str:
        """The row in words."""
        return ": ".join(
            part for part in (self.words, ", ".join(filter(None, (self.value, self.detail)))) if part
        )


def statistics_lines(found: AlarmStatistics, unit: PressureUnit = PressureUnit.MMHG) -> list[Line]:
    """The whole table, with pressures in `unit`."""
    total = sum(found.by_priority.values())
    length = formats.duration(found.duration_s)
    lines = [
        Line(words=_tr("Alarms in {time}").format(time=length), value=str(total), heading=True),
        *map(_count_line, found.counts),
        Line(words=_tr("Time to acknowledge"), value=_answered(found.answered), heading=True),
    ]
    lines += [
        Line(words=_priority_name(priority), value=_answered(answered), priority=priority)
        for priority, answered in found.answered_by_priority.items()
        if answered.asked
    ]
    beyond = [row for row in found.beyond if row.seconds > 0]
    lines.append(
        Line(
            words=_tr("Time beyond the limits"),
            value="" if beyond else _tr("none"),
            heading=True,
        )
    )
    lines += [
        Line(words=limit_words(row.limit, unit), value=_minutes(row.seconds), priority=row.limit.priority)
        for row in beyond
    ]
    lines += [
        Line(words=_tr("Paused and escalated"), heading=True),
        Line(words=_tr("Sound paused"), value=_minutes(found.audio_paused_s)),
        Line(words=_tr("Care pauses"), value=_minutes(found.care_paused_s)),
        Line(words=_tr("Escalated, because nobody acknowledged"), value=str(found.escalated)),
    ]
    return lines


def summary_words(found: AlarmStatistics) -> str:
    """The statistics in two sentences, for the end of a session."""
    total = sum(found.by_priority.values())
    if not total:
        return _tr("No alarm in this session.")
    counts = ", ".join(f"{n} {_priority_name(priority)}" for priority, n in found.by_priority.items() if n)
    said = [_tr("Alarms: {n} ({counts}).").format(n=total, counts=counts)]
    if found.answered.acknowledged:
        said.append(_tr("Acknowledged {words}.").format(words=_answered(found.answered)))
    paused = found.audio_paused_s + found.care_paused_s
    if paused:
        said.append(_tr("Paused {time}.").format(time=_minutes(paused)))
    return " ".join(said)


def limit_words(limit: LimitView, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """ "SpO2 < 92"; "off" where it was off at the end."""
    sign = "<" if limit.direction is Direction.LOW else ">"
    return f"{formats.full_name(limit.parameter)} {sign} {formats.limit_text(limit, unit)}"


def _count_line(count: CodeCount) -> Line:
    episodes = _tr("in {n} episodes").format(n=count.episodes) if count.episodes != count.conditions else ""
    words = f"{count.words[:1].upper()}{count.words[1:]} ({count.code})"
    return Line(words=words, value=f"{count.conditions}×", detail=episodes, priority=count.priority)


def _answered(answered: Answered) -> str:
    if answered.median_s is None or answered.longest_s is None:
        return (
            _tr("none of {n}").format(n=answered.asked) if answered.asked else _tr("nothing to acknowledge")
        )
    return _tr("{n} of {all}, median {median}, longest {longest}").format(
        n=answered.acknowledged,
        all=answered.asked,
        median=formats.duration(answered.median_s),
        longest=formats.duration(answered.longest_s),
    )


def _minutes(seconds: float) -> str:
    return _tr("{time} min").format(time=formats.duration(seconds))


def _priority_name(priority: Priority) -> str:
    return {Priority.HIGH: _tr("High"), Priority.MEDIUM: _tr("Medium"), Priority.LOW: _tr("Low")}[priority]


class _Model(RowModel[Line]):
    def row_words(self, row: Line) -> str:
        """What, and how much."""
        return row.spoken


class _Delegate(RowDelegate):
    def __init__(self, theme: Theme, model: _Model, parent: QWidget) -> None:
        super().__init__(theme, QSize(), parent)
        self._model = model
        self.fit()

    def fit(self) -> None:
        """Rows are as high as their words."""
        wide, high = _AT.size
        self._size = QSize(wide, self._theme.grown(high))

    def paint_row(self, sketch: Sketch, n: int, box: QRectF) -> None:
        """Words at the left, numbers at the right."""
        row, right, grown = self._model.rows[n], box.width() - _AT.right, self._theme.grown
        if row.heading:
            if n:
                sketch.line(_AT.words_x, 2, right + _AT.rule_more, 2, "line")
            base = grown(_AT.head_y)
            used = sketch.text(right, base, row.value, "num.sm.small.bold", "text", align=RIGHT)
            room = right - used - _AT.words_gap
            sketch.text(_AT.words_x, base, row.words, "label.bold", "text", room=room)
            return
        if row.priority is not None:
            icon, side = formats.priority_icon(row.priority), grown(_AT.icon_side)
            sketch.icon(grown(_AT.icon_x), grown(_AT.icon_y), icon, _LINES[row.priority], side)
        x, base = grown(_AT.words_from), grown(_AT.row_y)
        used = sketch.text(right, base, row.value, "num.sm.small", "text", align=RIGHT)
        if row.detail:
            used += _AT.detail_gap + sketch.text(
                right - used - _AT.detail_gap, base, row.detail, "small", "text2", align=RIGHT
            )
        room = right - used - _AT.row_gap - x
        held_to(sketch, row.words, "label", room).text(x, base, row.words, "label", "text", room=room)


class StatisticsTable(PaintedList):
    """The table; read only."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._look = theme
        self.setAccessibleName(self.tr("Alarm statistics"))
        self._lines = _Model(self)
        self.show_model(self._lines, _Delegate(theme, self._lines, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)

    def show_statistics(self, found: AlarmStatistics) -> None:
        """Other numbers."""
        lines = statistics_lines(found, self._look.pressure_unit)
        if tuple(lines) != self._lines.rows:
            at = self.verticalScrollBar().value()
            self._lines.set_rows(lines)
            self.verticalScrollBar().setValue(at)

    def row_words(self) -> list[str]:
        """The rows in words."""
        return self._lines.all_words()
