"""The session's chart for the report: lanes over one time axis, drawn as SVG without a screen.

Saturation; pulse and cuff readings with limits and the baseline; the infusion; ratings; alarms; events. As many numbers
as a picture of its width can show: a day takes no more room than an hour.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from bedside.export.report.beginning import SIMULATION
from bedside.export.report.chart_facts import Trend
from bedside.export.report.chart_lanes import alarm_lane, event_lane, experience_lane, infusion_lane
from bedside.export.report.gathered import Gathered
from bedside.export.report.look import chart_measures
from bedside.export.report.scale import Lane, Scale
from bedside.export.report.svg import Drawing
from bedside.export.report.tell import Tell, clock
from bedside.review.beyond import limit_stretches
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode

_STEPS_MIN: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440)
_SPO2_TOP: Final = 100.0
_SPO2_LEAST: Final = 84.0
_PRESSURES: Final = (40.0, 180.0)
_LIMITS: Final = {
    Parameter.SPO2: (Priority.MEDIUM, Priority.HIGH),
    Parameter.NIBP_SYS: (Priority.MEDIUM, Priority.HIGH),
    Parameter.PR: (Priority.MEDIUM,),
}
_ROLES: Final = {Parameter.SPO2: "spo2", Parameter.PR: "pr", Parameter.NIBP_SYS: "nibp"}


def chart_of(g: Gathered, trends: Mapping[Parameter, Trend], tell: Tell) -> str:
    """The SVG element."""
    at = chart_measures()
    drawing, scale = Drawing(), Scale(g.duration_s)
    lanes = _lanes(g, trends, at)
    bottom = max(lane.bottom for lane in lanes.values())
    for start, end in g.interruptions:
        x = scale.x(start)
        drawing.box(x, at["top"], max(1.0, scale.x(end) - x), bottom - at["top"], "line", 0.5)
        drawing.text(
            x + at["letter"], at["top"] + at["font"], tell.tr("not running"), "text2", size=at["small"]
        )
    _time(drawing, g, tell, scale, bottom)
    _saturation(drawing, g, trends, tell, scale, lanes["spo2"])
    _pressure(drawing, g, trends, tell, scale, lanes["pressure"])
    infusion_lane(drawing, g, tell, scale, lanes["infusion"])
    experience_lane(drawing, g, tell, scale, lanes["experience"])
    alarm_lane(drawing, g, tell, scale, lanes["alarms"])
    event_lane(drawing, g, tell, scale, lanes["events"])
    if g.opened.mode is Mode.SIMULATION:
        middle = (at["left"] + at["right"]) / 2
        word = tell.tr(SIMULATION).partition(",")[0]
        drawing.text(
            middle,
            (lanes["pressure"].top + lanes["pressure"].bottom + at["watermark"]) / 2,
            word,
            "sim",
            size=at["watermark"],
            anchor="middle",
            bold=True,
            opacity=at["watermark_opacity"],
        )
    title = tell.tr("Chart of the session")
    return drawing.document(bottom + at["time_axis"], title, _description(g, tell))


def _description(g: Gathered, tell: Tell) -> str:
    numbers = g.facts.numbers
    words = tell.tr("{length} of session; lowest SpO2 {spo2}; {n} cuff readings; {alarms} alarms.")
    return words.format(
        length=clock(g.duration_s),
        spo2=tell.value(numbers.lowest_spo2, Parameter.SPO2),
        n=len(g.determinations),
        alarms=len(g.conditions),
    )


def _lanes(g: Gathered, trends: Mapping[Parameter, Trend], at: Mapping[str, Any]) -> dict[str, Lane]:
    spo2_low = trends[Parameter.SPO2].lowest
    low = _SPO2_LEAST if spo2_low is None else min(_SPO2_LEAST, math.floor((spo2_low - 1) / 4) * 4.0)
    cuffs = [v for d in g.determinations for v in (d.sys, d.dia) if v is not None]
    pulses = [v for v in (trends[Parameter.PR].lowest, trends[Parameter.PR].highest) if v is not None]
    seen = [*cuffs, *pulses, *_PRESSURES]
    ranges = {
        "spo2": (low, _SPO2_TOP),
        "pressure": (math.floor(min(seen) / 20) * 20.0, math.ceil(max(seen) / 20) * 20.0),
        "infusion": (0.0, max([1.0, *(s.rate_ml_h for s in (g.infusion.steps if g.infusion else ()))]) * 1.3),
        "experience": (0.0, 10.0),
        "alarms": (0.0, 3.0),
        "events": (0.0, 1.0),
    }
    lanes, y = {}, float(at["top"])
    for name, (least, most) in ranges.items():
        height = float(at["lanes"][name])
        lanes[name] = Lane(top=y, bottom=y + height, low=least, high=most)
        y += height + at["gap"]
    return lanes


def _time(drawing: Drawing, g: Gathered, tell: Tell, scale: Scale, bottom: float) -> None:
    at = chart_measures()
    drawing.line((at["left"], bottom), (at["right"], bottom), "line2")
    minutes = g.duration_s / 60.0
    step = next((s for s in _STEPS_MIN if minutes / s <= at["ticks_most"]), _STEPS_MIN[-1]) * 60
    local = g.started_utc.astimezone()
    past = (local - local.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    first = (math.ceil(past / step) * step - past) if tell.identifiers else 0.0
    t = first
    while t <= g.duration_s:
        x = scale.x(t)
        drawing.line((x, at["top"]), (x, bottom), "grid")
        words = (
            clock(t)[:-3]
            if not tell.identifiers
            else f"{(g.started_utc + timedelta(seconds=t)).astimezone():%H:%M}"
        )
        drawing.text(x, bottom + at["font"] + at["letter"], words, anchor="middle", size=at["small"])
        t += step


def _frame(drawing: Drawing, lane: Lane, name: str, unit: str, role: str, ticks: tuple[float, ...]) -> None:
    at = chart_measures()
    drawing.text(0, lane.top + at["font"], name, role, bold=True)
    drawing.text(0, lane.top + 2 * at["font"] + at["letter"], unit, "text3", size=at["small"])
    for tick in ticks:
        y = lane.y(tick)
        drawing.line((at["left"], y), (at["right"], y), "grid")
        drawing.text(
            at["left"] - at["letter"], y + at["letter"], f"{tick:g}", "text3", size=at["small"], anchor="end"
        )


def _trend(drawing: Drawing, trend: Trend, role: str, scale: Scale, lane: Lane) -> None:
    stretches = []
    for stretch in trend.stretches:
        points = []
        for first, last, low, high in stretch:
            x = scale.x((first + last) / 2)
            points.append((x, lane.y(high)))
            if high > low:
                points.append((x, lane.y(low)))
        stretches.append(points)
    drawing.path(stretches, role)


def _limits(
    drawing: Drawing, g: Gathered, scale: Scale, lane: Lane, parameters: tuple[Parameter, ...]
) -> None:
    at = chart_measures()
    names: list[tuple[float, str, str]] = []  # base line, words, role
    for stretch in limit_stretches(g.limits, g.living, g.duration_s):
        limit = stretch.limit
        wanted = limit.parameter in parameters and limit.priority in _LIMITS[limit.parameter]
        if not wanted or limit.value is None or not lane.low <= limit.value <= lane.high:
            continue
        y = lane.y(limit.value)
        dashes = at["dash"] if limit.priority is Priority.HIGH else at["dots"]
        ends = (scale.x(stretch.from_t), y), (scale.x(stretch.until_t), y)
        drawing.line(*ends, _ROLES[limit.parameter], dashes=dashes, width=at["line"])
        side = "<" if limit.direction is Direction.LOW else ">"
        if stretch.until_t >= g.duration_s:
            names.append((y - at["letter"] / 2, f"{side} {limit.value:g}", _ROLES[limit.parameter]))
    free = -math.inf
    for base, words, role in sorted(names):  # from the top; one that would lie on another goes under it
        base = max(base, free)  # noqa: PLW2901
        free = base + at["small"]
        drawing.text(at["right"], base, words, role, size=at["small"], anchor="end")


def _saturation(
    drawing: Drawing, g: Gathered, trends: Mapping[Parameter, Trend], tell: Tell, scale: Scale, lane: Lane
) -> None:
    ticks = tuple(v for v in (100.0, 96.0, 92.0, 88.0, 84.0, 80.0, 70.0, 60.0, 50.0) if v >= lane.low)
    _frame(drawing, lane, "SpO2", "%", "spo2", ticks[:6] if len(ticks) > 6 else ticks)
    _limits(drawing, g, scale, lane, (Parameter.SPO2,))
    _trend(drawing, trends[Parameter.SPO2], "spo2", scale, lane)
    if not trends[Parameter.SPO2].stretches:
        _nothing(drawing, tell, lane)


def _pressure(
    drawing: Drawing, g: Gathered, trends: Mapping[Parameter, Trend], tell: Tell, scale: Scale, lane: Lane
) -> None:
    at = chart_measures()
    ticks = tuple(float(v) for v in range(int(lane.low), int(lane.high) + 1, 40))
    _frame(drawing, lane, "NIBP", "mmHg", "nibp", ticks)
    drawing.text(0, lane.top + 4 * at["font"], "PR", "pr", bold=True)
    drawing.text(0, lane.top + 5 * at["font"] + at["letter"], "/min", "text3", size=at["small"])
    base = g.baseline
    if base is not None and {Parameter.NIBP_SYS, Parameter.NIBP_DIA} <= base.values.keys():
        top, low = lane.y(base.values[Parameter.NIBP_SYS]), lane.y(base.values[Parameter.NIBP_DIA])
        drawing.box(at["left"], top, at["right"] - at["left"], low - top, "nibp", at["band_opacity"])
        words = tell.tr(
            "baseline {sys}/{dia}",
            sys=f"{base.values[Parameter.NIBP_SYS]:.0f}",
            dia=f"{base.values[Parameter.NIBP_DIA]:.0f}",
        )
        drawing.text(at["left"] + at["letter"], top + at["font"], words, "text3", size=at["small"])
    _limits(drawing, g, scale, lane, (Parameter.NIBP_SYS, Parameter.PR))
    _trend(drawing, trends[Parameter.PR], "pr", scale, lane)
    for reading in g.determinations:
        if reading.sys is None or reading.dia is None:
            continue
        x, top, low = scale.x(reading.t), lane.y(reading.sys), lane.y(reading.dia)
        drawing.line((x, top), (x, low), "nibp", width=at["line"])
        for y in (top, low):
            drawing.line((x - at["cap"], y), (x + at["cap"], y), "nibp", width=at["line"])
        if reading.map is not None:
            drawing.dot(x, lane.y(reading.map), "nibp", at["dot"] / 2)
    if not g.determinations and not trends[Parameter.PR].stretches:
        _nothing(drawing, tell, lane)


def _nothing(drawing: Drawing, tell: Tell, lane: Lane) -> None:
    at = chart_measures()
    middle = (at["left"] + at["right"]) / 2
    drawing.text(middle, (lane.top + lane.bottom) / 2, tell.tr("not measured"), "text3", anchor="middle")
