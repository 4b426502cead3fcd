"""What a row of the trend table reads as: short in its cells, whole in words below it and for who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.review.conditions import Condition
from bedside.review.trend_rows import CUFF, Cell, Row, RowKind, RowMaker, Why
from bedside.ui import formats
from bedside.ui.catalogue import LANE_SCALES, Catalogue, spoken
from bedside.ui.entry_words import entry_words
from bedside.ui.spoken import spoken as spoken_sentence
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import PARAMETERS, Parameter

DASH: Final = "–"
_ENTRY_COUNT: Final = 3  # entries named in the sentence of a row; the rest are counted


class Column(IntEnum):
    """From the left."""

    TIME = 0
    PR = 1
    SPO2 = 2
    NIBP = 3
    PI = 4
    RR = 5
    RATE = 6
    RATINGS = 7


PARAMETER_OF: Final = {
    Column.PR: Parameter.PR,
    Column.SPO2: Parameter.SPO2,
    Column.PI: Parameter.PI,
    Column.RR: Parameter.RR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellWords:
    """One cell as it is painted and spoken."""

    text: str = ""
    spoken: str = ""
    priority: Priority | None = None  # of the limit alarm that was true: its shape stands before the number
    quiet: bool = False  # a dash or an empty place


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWords:
    """One row in words."""

    cells: tuple[CellWords, ...]
    marks: tuple[tuple[str, str], ...]  # icon and role, or a letter and ""; beside the time
    sentence: str
    live: bool


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrendTable", text)


def headings(unit: PressureUnit) -> tuple[tuple[str, str], ...]:
    """Short and spoken heading of each column."""
    return (
        (_tr("Time"), _tr("Time")),
        ("PR", _tr("Pulse rate, per minute")),
        ("SpO2", _tr("Oxygen saturation, per cent")),
        ("NIBP", _tr("Blood pressure, {unit}: systolic, diastolic, mean").format(unit=unit.value)),
        ("PI", _tr("Perfusion index, per cent")),
        ("RR", _tr("Respiratory rate, per minute")),
        ("mL/h", _tr("Infusion rate, millilitres per hour")),
        (_tr("Ratings"), _tr("Ratings since the row before")),
    )


class RowWriter:
    """Writes the rows of one session."""

    def __init__(
        self, maker: RowMaker, catalogue: Catalogue, started_utc: datetime, unit: PressureUnit
    ) -> None:
        self._maker = maker
        self._catalogue = catalogue
        self._started = started_utc
        self._unit = unit

    def write(self, row: Row) -> RowWords:
        """A row in words."""
        live = row.place.kind is RowKind.LIVE
        cells = [CellWords(text=self._clock(row, live=live), spoken=self._time_words(row))]
        cells += [self._number(row, Column.PR), self._number(row, Column.SPO2), self._nibp(row)]
        cells += [self._number(row, Column.PI), self._number(row, Column.RR)]
        cells += [self._rate(row), self._ratings(row)]
        return RowWords(
            cells=tuple(cells), marks=self._marks(row), sentence=self._sentence(row, cells), live=live
        )

    def _clock(self, row: Row, *, live: bool) -> str:
        return _tr("now") if live else formats.clock_minute_at(self._started, row.place.t)

    def _time_words(self, row: Row) -> str:
        clock = formats.clock_at(self._started, row.place.t)
        match row.place.kind:
            case RowKind.LIVE:
                return _tr("{time}, now, still changing").format(time=clock)
            case RowKind.CUFF if row.cuff_by_hand:
                return _tr("{time}, cuff reading started here").format(time=clock)
            case RowKind.CUFF:
                return _tr("{time}, cuff reading started by the monitor").format(time=clock)
            case _:
                return clock

    def _number(self, row: Row, column: Column) -> CellWords:
        parameter = PARAMETER_OF[column]
        cell, info = row.cells[parameter], PARAMETERS[parameter]
        if cell.value is not None:
            text = formats.number(cell.value, parameter)
            said = f"{formats.full_name(parameter)} {text} {info.unit}"
        elif cell.extent is not None:
            text = "–".join(dict.fromkeys(formats.number(part, parameter) for part in cell.extent))
            said = _tr("{name} between {text} {unit}, exact value is being read").format(
                name=formats.full_name(parameter), text=text, unit=info.unit
            )
        else:
            said = f"{formats.full_name(parameter)} {DASH}: {self._why(cell, row.place.t)}"
            return CellWords(text=DASH, spoken=said, quiet=True, priority=_priority(cell))
        if cell.doubtful:
            text += "?"
            said += ", " + _tr("doubtful: for less than half of the minute")
        return self._alarmed(text, said, cell.alarm)

    def _alarmed(self, text: str, said: str, alarm: Condition | None) -> CellWords:
        if alarm is None:
            return CellWords(text=text, spoken=said)
        priority = formats.priority_word(alarm.priority)
        said += ", " + _tr("{priority} alarm: {words}").format(
            priority=priority, words=self.alarm_words(alarm)
        )
        return CellWords(text=text, spoken=said, priority=alarm.priority)

    def _why(self, cell: Cell, t: float) -> str:
        match cell.why:
            case Why.NOT_RUNNING:
                return _tr("bedside was not running")
            case Why.ALARM:
                alarm = self._maker.equipment_alarm(t)
                return spoken_sentence(alarm.words) if alarm is not None else _tr("no value came")
            case Why.NEVER:
                return _tr("nothing measures it")
            case _:
                return _tr("no value came")

    def _nibp(self, row: Row) -> CellWords:
        cuff = row.place.cuff
        if cuff is None:
            return CellWords(spoken=_tr("no cuff reading"), quiet=True)
        parts = [
            DASH if part is None else formats.pressure(part, self._unit) for part in (cuff.sys, cuff.dia)
        ]
        mean = DASH if cuff.map is None else formats.pressure(cuff.map, self._unit)
        text = f"{'/'.join(parts)} ({mean})"
        said = f"NIBP {text} {self._unit.value}"
        if row.cuff_doubtful:
            text += "?"
            said += ", " + _tr("doubtful: {words}").format(words=", ".join(cuff.quality.words()))
        alarms = [cell.alarm for p in CUFF if (cell := row.cells[p]).alarm is not None]
        worst = max((a for a in alarms if a is not None), key=lambda a: a.priority, default=None)
        return self._alarmed(text, said, worst)

    def _rate(self, row: Row) -> CellWords:
        if row.rate_ml_h is None:
            return CellWords(spoken=_tr("no infusion yet"), quiet=True)
        text = formats.plain(row.rate_ml_h, 2)
        return CellWords(text=text, spoken=_tr("infusion {rate} mL/h").format(rate=text))

    def _ratings(self, row: Row) -> CellWords:
        laned = self._catalogue.scales[:LANE_SCALES]
        found = [(scale, row.ratings[scale.key]) for scale in laned if scale.key in row.ratings]
        short = " ".join(f"{spoken(scale.words)[:1]}{value}" for scale, value in found)
        said = ", ".join(f"{self._catalogue.scale_words(key)} {value}" for key, value in row.ratings.items())
        if not short and said:
            short = "+"
        return CellWords(text=short, spoken=said or _tr("no ratings"), quiet=not said)

    def _marks(self, row: Row) -> tuple[tuple[str, str], ...]:
        found = []
        if row.priority is not None:
            role = {Priority.HIGH: "highline", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}
            found.append((formats.priority_icon(row.priority), role[row.priority]))
        if row.place.cuff is not None:
            found.append((_tr("m") if row.cuff_by_hand else _tr("a"), ""))
        if row.entered:
            found.append(("note-edit-outline", "text2"))
        if row.interrupted:
            found.append(("power-plug-off-outline", "text2"))
        return tuple(found)

    def _sentence(self, row: Row, cells: list[CellWords]) -> str:
        said = [cells[Column.TIME].spoken]
        absent = {c for c, p in PARAMETER_OF.items() if row.cells[p].why is Why.NEVER}
        said += [cells[column].spoken for column in Column if column not in absent and cells[column].text][1:]
        told = {cell.alarm.id for cell in row.cells.values() if cell.alarm is not None}
        for alarm in (one for one in row.alarms if one.id not in told):
            said.append(_tr("alarm {words}").format(words=self.alarm_words(alarm)))
        entered = [words[1] for entry in row.entered if (words := entry_words(entry.command)) is not None]
        said += entered[:_ENTRY_COUNT]
        if len(entered) > _ENTRY_COUNT:
            said.append(_tr("{n} more entries").format(n=len(entered) - _ENTRY_COUNT))
        if row.interrupted:
            said.append(_tr("bedside was not running for a part of it"))
        return " · ".join(said)

    def alarm_words(self, alarm: Condition) -> str:
        """ "SpO2 86 < 88", or what the equipment says."""
        if alarm.parameter is None or alarm.limit is None or alarm.direction is None:
            return spoken_sentence(alarm.words)
        worst = alarm.value if alarm.worst is None else alarm.worst
        sign = "<" if alarm.direction is Direction.LOW else ">"
        if worst == alarm.limit:  # the inclusive rule: at the limit already counts
            sign = "≤" if alarm.direction is Direction.LOW else "≥"
        value, limit = (formats.number(v, alarm.parameter, self._unit) for v in (worst, alarm.limit))
        return f"{formats.short_name(alarm.parameter)} {value} {sign} {limit}"


def _priority(cell: Cell) -> Priority | None:
    return None if cell.alarm is None else cell.alarm.priority


def legend() -> str:
    """What the letters and signs of the table mean, one line."""
    return _tr("m cuff started here · a by the monitor · ? doubtful · – no value")
