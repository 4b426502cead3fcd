"""What the session chart shows at one moment: everything computed once, then only painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.infusion import InfusionState, RateStep
from bedside.ui.catalogue import LANE_SCALES, Catalogue, Scale
from bedside.ui.chart_lanes import Lanes, lay_out
from bedside.ui.chart_marks import Mark, alarm_marks, entry_marks, nibp_words, number
from bedside.ui.chart_trend import Line, trend_line, value_at
from bedside.ui.chart_window import Window
from bedside.vitals.alarms import LimitView, Priority
from bedside.vitals.commands import GiveRating
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination

_CHARTED_LIMITS = {
    Parameter.SPO2: (Priority.MEDIUM, Priority.HIGH),
    Parameter.NIBP_SYS: (Priority.MEDIUM,),
    Parameter.PR: (Priority.MEDIUM,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """A rating in its lane."""

    t: float  # session time, s
    row: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One state of the chart, in session time (s) and px."""

    window: Window
    lanes: Lanes
    now: float
    started_utc: datetime
    compact: bool
    scales: tuple[Scale, ...]
    spo2: Line
    pr: Line
    determinations: tuple[Determination, ...]
    limits: tuple[LimitView, ...]
    infusion: InfusionState | None
    weight_kg: float | None
    discs: tuple[Disc, ...]
    marks: tuple[Mark, ...]
    interrupted: tuple[tuple[float, float], ...]
    preview_ml_h: float | None = None

    def x(self, t: float) -> float:
        """Position of a session time, px."""
        share = (t - self.window.first) / self.window.seconds
        return self.lanes.left + share * self.lanes.width

    def t(self, x: float) -> float:
        """Session time at a position, s."""
        return self.window.first + (x - self.lanes.left) / self.lanes.width * self.window.seconds

    @property
    def planned_end(self) -> float | None:
        """Session time the running infusion should end, s."""
        return planned_end(self.infusion)

    def steps(self) -> list[tuple[float, float, RateStep]]:
        """(from, to, step) of the infusion up to now, in session time."""
        if self.infusion is None:
            return []
        steps = [step for step in self.infusion.steps if step.t <= self.now]
        ends = [step.t for step in steps[1:]] + [self.now]
        return [(step.t, end, step) for step, end in zip(steps, ends, strict=True)]


def planned_end(infusion: InfusionState | None) -> float | None:
    """Session time the infusion should end by its plan, s; None without a plan or after the stop."""
    if infusion is None or infusion.stopped_t is not None or infusion.planned_min is None:
        return None
    return infusion.started_t + infusion.planned_min * 60.0


def compute(
    update: MonitorUpdate,
    catalogue: Catalogue,
    *,
    window: Window,
    width: float,
    height: float,
    compact: bool,
    preview_ml_h: float | None = None,
) -> Picture | None:
    """The picture of an update, or None without a session.

    Args:
        update: what the bed may show.
        catalogue: scales with a lane, words of events.
        window: session time to show. width, height: size of the chart, px.
        compact: the narrow layout beside an open panel.
        preview_ml_h: a typed rate that is not recorded yet.
    """
    session = update.session
    if session is None:
        return None
    scales = catalogue.scales[:LANE_SCALES]
    rows = {scale.key: n for n, scale in enumerate(scales)}
    columns = max(50, int(width))
    spo2, pr = (
        _line(update, parameter, window, columns, session.interrupted)
        for parameter in (Parameter.SPO2, Parameter.PR)
    )
    shown = tuple(d for d in update.determinations if window.first <= d.t <= window.last)
    limits = tuple(
        limit
        for limit in update.limits
        if limit.value is not None and limit.priority in _CHARTED_LIMITS.get(limit.parameter, ())
    )
    pressures = [p for d in shown for p in (d.sys, d.dia, d.map) if p is not None]
    rates = [step.rate_ml_h for step in update.infusion.steps] if update.infusion is not None else []
    lanes = lay_out(
        width,
        height,
        compact=compact,
        spo2_low=_lowest(spo2),
        pressure_low=_least([*pressures, *_finite(pr)]),
        pressure_high=_most([*pressures, *_finite(pr)]),
        rate_high=max(rates, default=None),
    )
    discs = tuple(
        Disc(t=entry.t, row=rows[entry.command.scale], value=entry.command.value)
        for entry in update.entries
        if isinstance(entry.command, GiveRating) and entry.command.scale in rows and not entry.retracted
    )
    # Without any row for them ratings are icons among the events; beside the first row the others are left out.
    laned = frozenset(rows) if lanes.ratings else frozenset[str]()
    marks = sorted(
        [
            *(m for m in entry_marks(update.entries, catalogue, laned=laned) if m.charted),
            *alarm_marks(update.alarm_log),
        ],
        key=lambda mark: mark.t,
    )
    return Picture(
        window=window,
        lanes=lanes,
        now=update.now,
        started_utc=session.started_utc,
        compact=compact,
        scales=scales,
        spo2=spo2,
        pr=pr,
        determinations=shown,
        limits=limits,
        infusion=update.infusion,
        weight_kg=session.weight_kg,
        discs=tuple(d for d in discs if window.first <= d.t <= window.last),
        marks=tuple(mark for mark in marks if window.first <= mark.t <= window.last),
        interrupted=session.interrupted,
        preview_ml_h=preview_ml_h,
    )


def readout(
    update: MonitorUpdate, picture: Picture, catalogue: Catalogue, t: float, near_s: float
) -> list[str]:
    """All lanes at session time `t`, one line each; a lane without a value then says so with a dash.

    Args:
        update: where the values come from. picture: what is drawn. catalogue: words.
        t: session time, s. near_s: events at most this far away are named, s.
    """
    lines = []
    for parameter, label, unit in ((Parameter.SPO2, "SpO2", " %"), (Parameter.PR, "PR", " /min")):
        series = update.trends.get(parameter)
        value = None if series is None else value_at(*series.rows(), t, picture.interrupted)
        lines.append(f"{label} –" if value is None else f"{label} {value:.0f}{unit}")
    before = [d for d in update.determinations if d.t <= t]
    if before:
        ago = t - before[-1].t
        lines.append(f"NIBP {nibp_words(before[-1])}, {int(ago // 60)}:{int(ago % 60):02d} before")
    infusion = update.infusion
    if infusion is not None and infusion.steps and infusion.steps[0].t <= t <= update.now:
        rate = next(step.rate_ml_h for step in reversed(infusion.steps) if step.t <= t)
        lines.append(f"{number(rate)} mL/h, {infusion.delivered_mg(t):.1f} mg")
    latest = {disc.row: disc for disc in sorted(picture.discs, key=lambda d: d.t) if disc.t <= t}
    ratings = [
        f"{catalogue.scale_words(picture.scales[row].key)} {latest[row].value}" for row in sorted(latest)
    ]
    if ratings:
        lines.append(" · ".join(ratings))
    lines += [mark.words for mark in picture.marks if abs(mark.t - t) <= near_s]
    return lines


def _line(
    update: MonitorUpdate,
    parameter: Parameter,
    window: Window,
    columns: int,
    interrupted: tuple[tuple[float, float], ...],
) -> Line:
    series = update.trends.get(parameter)
    if series is None:
        return np.empty(0), np.empty(0)
    t, y = series.rows()
    upto = int(np.searchsorted(t, update.now, side="right"))
    return trend_line(
        t[:upto],
        y[:upto],
        first=window.first,
        last=window.last,
        columns=columns,
        interrupted=interrupted,
    )


def _finite(line: Line) -> list[float]:
    values = line[1][np.isfinite(line[1])]
    return [float(values.min()), float(values.max())] if len(values) else []


def _lowest(line: Line) -> float | None:
    return _least(_finite(line))


def _least(values: Sequence[float]) -> float | None:
    return min(values, default=None)


def _most(values: Sequence[float]) -> float | None:
    return max(values, default=None)
