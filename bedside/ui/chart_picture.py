"""What the session chart shows at one moment: everything computed once, then only painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np

from bedside.monitor.polyline import Line
from bedside.monitor.pump_beside import pump_beside
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.therapy.infusion import InfusionState, RateStep, never_stopped
from bedside.ui.catalogue import LANE_SCALES, Catalogue, Scale
from bedside.ui.chart_exact import FINEST_S, LONGEST_S, Trends
from bedside.ui.chart_index import ChartIndex, Disc
from bedside.ui.chart_lanes import Lanes, lay_out
from bedside.ui.chart_marks import Mark
from bedside.ui.chart_plasma import PlasmaLine
from bedside.ui.chart_window import MINUTE, Window
from bedside.ui.due_rows import due_items
from bedside.ui.spoken import told
from bedside.ui.theme import Theme
from bedside.vitals.alarms import LimitView, Priority
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueItem, DueKind
from bedside.vitals.readings import Determination

TRENDS: Final = (Parameter.SPO2, Parameter.PR)  # what has a line
_LEAST_COLUMNS: Final = 50
_CHARTED_LIMITS = {
    Parameter.SPO2: (Priority.MEDIUM, Priority.HIGH),
    Parameter.NIBP_SYS: (Priority.MEDIUM,),
    Parameter.PR: (Priority.MEDIUM,),
}


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
    unit: PressureUnit = PressureUnit.MMHG
    text_scale: float = 1.0
    baseline: Baseline | None = None
    due: tuple[DueItem, ...] = ()  # what is asked for next, soonest first
    plasma: PlasmaLine | None = None  # None: off
    pump: str = (
        ""  # how the connected pump differs from the record, else a stop nobody recorded; "" = neither
    )
    inexact: bool = (
        False  # a part shows the least and greatest of every few seconds, where it could show each value
    )
    unmeasured: bool = False  # nothing ever gave a saturation or a pulse in this session

    def x(self, t: Any) -> Any:
        """Position of a session time (s) or of many, px."""
        share = (t - self.window.first) / self.window.seconds
        return self.lanes.left + share * self.lanes.width

    def t(self, x: float) -> float:
        """Session time at a position, s."""
        return self.window.first + (x - self.lanes.left) / self.lanes.width * self.window.seconds

    @property
    def nibp_due_t(self) -> float | None:
        """Session time the next cuff reading is due, s."""
        return next((item.due_t for item in self.due if item.kind is DueKind.NIBP), None)

    @property
    def planned_end(self) -> float | None:
        """Session time the running infusion should end, s."""
        return planned_end(self.infusion)

    def steps(self) -> list[tuple[float, float, RateStep]]:
        """(from, to, step) of the infusion up to now, in session time, as far as the window shows them."""
        if self.infusion is None:
            return []
        steps = [step for step in self.infusion.steps if step.t <= self.now]
        ends = [*(step.t for step in steps[1:]), self.now][: len(steps)]
        return [
            (step.t, end, step)
            for step, end in zip(steps, ends, strict=True)
            if end >= self.window.first and step.t <= self.window.last
        ]


def planned_end(infusion: InfusionState | None) -> float | None:
    """Session time the infusion should end by its plan, s; None without a plan or after the stop."""
    if infusion is None or infusion.stopped_t is not None or infusion.planned_min is None:
        return None
    return infusion.started_t + infusion.planned_min * MINUTE


def compute(
    update: MonitorUpdate,
    catalogue: Catalogue,
    index: ChartIndex,
    trends: Trends,
    theme: Theme,
    *,
    window: Window,
    width: float,
    height: float,
    compact: bool,
    preview_ml_h: float | None = None,
    plasma: PlasmaLine | None = None,
) -> Picture | None:
    """The picture of an update, or None without a session.

    Args:
        update: what the bed may show.
        catalogue: scales with a lane, words of events.
        index, trends: of this chart; they take the update.
        theme: says how wide a line, how large a word and which unit of pressure.
        window: session time to show. width, height: size of the chart, px.
        compact: the narrow layout beside an open panel.
        preview_ml_h: a typed rate that is not recorded yet.
        plasma: the estimate as it was computed last; None while it is off.
    """
    session = update.session
    if session is None:
        return None
    first, last = window.first, window.last
    trends.show(update)
    scales = catalogue.scales[:LANE_SCALES]
    rows = {scale.key: n for n, scale in enumerate(scales)}
    columns = max(_LEAST_COLUMNS, int(width))
    if (
        window.seconds > columns * FINEST_S
    ):  # of hours no finer than the pen is wide: it costs as much as an hour
        columns = max(_LEAST_COLUMNS, int(width / theme.length("trend")))
    spo2, pr = (
        trends.line(parameter, first, last, columns, session.interrupted, until=update.now)
        for parameter in TRENDS
    )
    limits = tuple(
        limit
        for limit in update.limits
        if limit.value is not None and limit.priority in _CHARTED_LIMITS.get(limit.parameter, ())
    )
    shown = index.known_cuffs(update.determinations, first, last)
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
        text_scale=theme.text_scale,
        two_scales=theme.pressure_unit is PressureUnit.KPA,
    )
    index.show(update, rows, laned=bool(lanes.ratings), unit=theme.pressure_unit)
    per_px = window.seconds / max(1.0, lanes.width)
    return Picture(
        window=window,
        lanes=lanes,
        now=update.now,
        started_utc=session.started_utc,
        compact=compact,
        scales=scales,
        spo2=spo2,
        pr=pr,
        determinations=tuple(shown),
        limits=limits,
        infusion=update.infusion,
        weight_kg=session.weight_kg,
        discs=tuple(index.discs(first, last)),
        marks=tuple(index.marks(first, last)),
        interrupted=tuple((b, e) for b, e in session.interrupted if e >= first and b <= last),
        preview_ml_h=preview_ml_h,
        unit=theme.pressure_unit,
        text_scale=theme.text_scale,
        baseline=update.baseline,
        due=due_items(update),
        plasma=plasma,
        pump=told(pump_beside(update).words or never_stopped(update.infusion, update.now)),
        inexact=per_px < FINEST_S
        and window.seconds <= LONGEST_S
        and trends.missing(TRENDS, max(0.0, first), min(last, update.now)),
        unmeasured=not any(trends.known(parameter) for parameter in TRENDS),
    )


def _finite(line: Line) -> list[float]:
    """Its lowest and highest value; none, if all are missing."""
    values = line[1]
    if len(values) == 0 or np.isnan(low := float(np.fmin.reduce(values))):
        return []
    return [low, float(np.fmax.reduce(values))]


def _lowest(line: Line) -> float | None:
    return _least(_finite(line))


def _least(values: Sequence[float]) -> float | None:
    return min(values, default=None)


def _most(values: Sequence[float]) -> float | None:
    return max(values, default=None)
