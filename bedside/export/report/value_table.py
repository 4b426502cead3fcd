"""The values of a session as CSV, a row for each second; and everything that happened, a row for each thing.

UTF-8, dot decimals, units in the head, an empty cell for what is missing: never a zero, never the value before. A cuff
reading stands in the second it was measured, and nowhere else. Times are seconds of the session and, with identifiers,
ISO 8601 with the offset of this place. Read an hour at a time: a day takes no more memory than that.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TextIO

import numpy as np

from bedside.export.report.alarming import alarm_words
from bedside.export.report.gathered import Gathered, Step, unhurried
from bedside.export.report.said import said
from bedside.export.report.tell import Tell, number
from bedside.store.recorded import RecordedSession
from bedside.therapy.scale_file import scales
from bedside.vitals.alarms import AlarmChange
from bedside.vitals.care_commands import EnterRespiration, GiveBolus, GiveScore
from bedside.vitals.command_records import name_of
from bedside.vitals.commands import ChangeRate, Command, Entry, GiveRating, StartInfusion
from bedside.vitals.parameters import PARAMETERS, Parameter

CUFF: Final = (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR)
PIECE_S: Final = 3600
_ALWAYS: Final = frozenset({Parameter.SPO2, Parameter.PR, *CUFF[:3]})
_PARTS: Final = {
    Parameter.NIBP_SYS: "sys",
    Parameter.NIBP_DIA: "dia",
    Parameter.NIBP_MAP: "map",
    Parameter.NIBP_PR: "pr",
}
_DIGITS: Final = 3
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a table program would take for a formula
EVENT_HEAD: Final = (
    *("t_s", "time", "entered_t_s", "kind", "words", "priority", "parameter", "value", "limit", "until_t_s"),
    *("by", "counts"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What was written."""

    rows: int  # without the head
    recorded: int  # numbers in the record, those of the cuff included; or things that happened
    told: int  # of these in the file; fewer where several fell into one second: the last of it stands


def write_values(
    stream: TextIO, recorded: RecordedSession, g: Gathered, tell: Tell, step: Step = unhurried
) -> Table:
    """A row for each second of the session."""
    heard = set(recorded.sources())
    cuffs = {part for d in g.determinations for part in CUFF if getattr(d, _PARTS[part]) is not None}
    columns = [p for p in Parameter if not PARAMETERS[p].wave and (p in _ALWAYS or p in heard or p in cuffs)]
    writer = csv.writer(stream, lineterminator="\n")
    times = ["t_s", *(["time"] if tell.identifiers else [])]
    units = [f"{p.value} ({PARAMETERS[p].unit})" for p in columns]
    writer.writerow([*times, "mode", "phase", *units, "rate_entered (mL/h)", "dose_given (mg)"])
    rows = in_record = told = 0
    seconds = math.floor(g.duration_s) + 1
    for begin in range(0, seconds, PIECE_S):
        step(begin / seconds)
        count = min(PIECE_S, seconds - begin)
        cells = np.full((len(columns), count), np.nan)
        for n, parameter in enumerate(columns):
            found = _values(recorded, g, parameter, begin, begin + count)
            in_record += len(found)
            for t, value in found:
                told += math.isnan(cells[n, math.floor(t) - begin])
                cells[n, math.floor(t) - begin] = value
        for second in range(count):
            writer.writerow(_row(g, tell, begin + second, cells[:, second].tolist()))
        rows += count
    return Table(rows=rows, recorded=in_record, told=told)


def _values(
    recorded: RecordedSession, g: Gathered, parameter: Parameter, begin: int, end: int
) -> list[tuple[float, float]]:
    """Valid values from `begin` to before `end`, s, by time."""
    if parameter in _PARTS:
        part = _PARTS[parameter]
        cuff = [(d.t, getattr(d, part)) for d in g.determinations if begin <= d.t < end]
        return [(t, value) for t, value in cuff if value is not None]
    times, values = recorded.numbers_between(parameter, begin, math.nextafter(end, 0.0))
    return [(t, v) for t, v in zip(times.tolist(), values.tolist(), strict=True) if not math.isnan(v)]


def _row(g: Gathered, tell: Tell, second: int, values: Sequence[float]) -> list[str]:
    phase = next((p.value for p, start, end in g.facts.phases if start <= second < end), "")
    rate = given = ""
    if g.infusion is not None:
        ran = g.infusion.step_at(second)
        if ran is not None:
            rate = number(ran.rate_ml_h, _DIGITS)
        given = number(g.infusion.delivered_mg(second), _DIGITS)
    return [
        str(second),
        *([tell.iso(second)] if tell.identifiers else []),
        g.opened.mode.value,
        phase,
        *("" if math.isnan(value) else number(value, _DIGITS) for value in values),
        rate,
        given,
    ]


# -- what happened ----------------------------------------------------------------------------------------


def write_events(stream: TextIO, g: Gathered, tell: Tell) -> Table:
    """A row for each line of the timeline, each alarm change, each gap and each interruption, by time."""
    writer = csv.writer(stream, lineterminator="\n")
    drop = () if tell.identifiers else (EVENT_HEAD.index("time"),)

    def write(row: Sequence[str]) -> None:
        writer.writerow([safe(cell) for n, cell in enumerate(row) if n not in drop])

    write(EVENT_HEAD)
    found = sorted(
        [
            *((e.t, row) for e, row in _entries(g, tell)),
            *((c.t, row) for c, row in _alarms(g, tell)),
            *_gaps(g, tell),
        ],
        key=lambda each: each[0],
    )
    for _, row in found:
        write(row)
    recorded = len(g.entries) + len(g.changes) + len(g.gaps) + len(g.interruptions)
    return Table(rows=len(found), recorded=recorded, told=len(found))


def safe(cell: str) -> str:
    """Typed words as words: a cell that a table program would reckon with gets an apostrophe before it."""
    if not cell.startswith(_FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def _entries(g: Gathered, tell: Tell) -> Iterator[tuple[Entry, list[str]]]:
    counting = {entry.number for entry in g.living}
    for entry in g.entries:
        counts = "yes" if entry.number in counting else "no: taken back or corrected"
        row = [_t(entry.t), tell.iso(entry.t), _t(entry.entered_t), name_of(entry.command)]
        what, value = _number(entry.command)
        row += [said(tell, entry.command), "", what, value, "", "", tell.who(entry.command.actor), counts]
        yield entry, row


def _number(command: Command) -> tuple[str, str]:
    """What an entry gives a number of, with its unit, and the number; "" where there is none."""
    match command:
        case GiveRating(scale=scale, value=value):
            return scale if scale in scales() else "", str(value)
        case GiveScore(scale=scale, total=total):
            return scale if scale in scales() else "", "" if total is None else str(total)
        case EnterRespiration(rate_per_min=rate):
            return "rr (/min)", number(rate, _DIGITS)
        case StartInfusion(rate_ml_h=rate) | ChangeRate(rate_ml_h=rate):
            return "rate (mL/h)", number(rate, _DIGITS)
        case GiveBolus(mg=mg):
            return "bolus (mg)", number(mg, _DIGITS)
    return "", ""


def _alarms(g: Gathered, tell: Tell) -> Iterator[tuple[AlarmChange, list[str]]]:
    words = {one.id: alarm_words(one, tell) for one in g.conditions}
    for change in g.changes:
        row = [_t(change.t), tell.iso(change.t), "", f"alarm {change.change.value}"]
        row += [
            f"{change.code}: {words.get(change.condition, tell.spoken(change.words))}",
            change.priority.name.lower(),
            "" if change.parameter is None else change.parameter.value,
            *("" if v is None else number(v, _DIGITS) for v in (change.value, change.limit)),
            "",
            "" if change.actor is None else tell.who(change.actor),
            "yes",
        ]
        yield change, row


def _gaps(g: Gathered, tell: Tell) -> Iterator[tuple[float, list[str]]]:
    for gap in g.gaps:
        row = [_t(gap.start_t), tell.iso(gap.start_t), "", "gap", tell.cause(gap.cause), ""]
        yield gap.start_t, [*row, gap.parameter.value, "", "", _t(gap.end_t), "", "yes"]
    for start, end in g.interruptions:
        row = [_t(start), tell.iso(start), "", "interruption", tell.tr("bedside was not running"), ""]
        yield start, [*row, "", "", "", _t(end), "", "yes"]


def _t(t: float) -> str:
    return number(t, _DIGITS)
