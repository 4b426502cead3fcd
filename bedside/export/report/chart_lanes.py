"""The lower lanes of the report's chart: infusion, experience, alarms, events."""

from __future__ import annotations

from typing import Final

from bedside.export.report.gathered import Gathered
from bedside.export.report.look import chart_measures
from bedside.export.report.said import priority_word, rating_scales, scale_words
from bedside.export.report.scale import Lane, Scale
from bedside.export.report.svg import Drawing, Point
from bedside.export.report.tell import Tell, number
from bedside.vitals.alarms import Priority
from bedside.vitals.care_commands import RecordTreatment
from bedside.vitals.commands import GiveRating, MarkEvent, WriteNote

_DASHES: Final = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 3")
_ALARM_ROLES: Final = {Priority.HIGH: "high", Priority.MEDIUM: "medline", Priority.LOW: "lowline"}


def _name(drawing: Drawing, lane: Lane, name: str, unit: str, role: str) -> None:
    at = chart_measures()
    drawing.text(0, lane.top + at["font"], name, role, bold=True)
    if unit:
        drawing.text(0, lane.top + 2 * at["font"] + at["letter"], unit, "text3", size=at["small"])
    drawing.line((at["left"], lane.bottom), (at["right"], lane.bottom), "line")


def infusion_lane(drawing: Drawing, g: Gathered, tell: Tell, scale: Scale, lane: Lane) -> None:
    """The rate as steps, written out where there is room; boluses; what was given in all."""
    at = chart_measures()
    _name(drawing, lane, tell.tr("Infusion"), "mL/h", "infusion")
    state = g.infusion
    if state is None:
        middle = (at["left"] + at["right"]) / 2
        words = tell.tr("no infusion is recorded")
        drawing.text(middle, (lane.top + lane.bottom) / 2, words, "text3", anchor="middle")
        return
    points: list[Point] = []
    written = -at["least_label"]
    ends = [*(step.t for step in state.steps[1:]), g.duration_s]
    for step, end in zip(state.steps, ends, strict=True):
        x, y = scale.x(step.t), lane.y(step.rate_ml_h)
        points += [(x, y), (scale.x(end), y)]
        if x - written >= at["least_label"] or not written:
            words = number(step.rate_ml_h, 2) if step.rate_ml_h else tell.tr("stop")
            words = tell.tr("paused") if step.paused else words
            drawing.text(x + at["letter"], y - at["letter"], words, "text2", size=at["small"])
            written = x
    if points:
        floor = [(points[-1][0], lane.bottom), (points[0][0], lane.bottom)]
        drawing.area([*points, *floor], "infusion", at["area_opacity"])
        drawing.path([points], "infusion")
    for bolus in state.boluses:
        x = scale.x(bolus.t)
        drawing.line((x, lane.bottom), (x, lane.top + at["font"]), "infusion", width=2 * at["line"])
        words = tell.tr("bolus {mg} mg", mg=number(float(bolus.mg), 2))
        middle = (lane.top + lane.bottom) / 2 + at["font"]
        drawing.text(x + at["letter"], middle, words, "text2", size=at["small"])
    total = tell.tr("{mg} mg in all", mg=number(state.delivered_mg(g.duration_s), 2))
    drawing.text(
        at["right"], lane.top + at["font"], total, "text2", size=at["small"], anchor="end", bold=True
    )


def experience_lane(drawing: Drawing, g: Gathered, tell: Tell, scale: Scale, lane: Lane) -> None:
    """Every 0–10 rating as a line of its own pattern; sedation scores as numbers."""
    at = chart_measures()
    _name(drawing, lane, tell.tr("Experience"), tell.tr("0–10"), "experience")
    for tick in (0.0, 5.0, 10.0):
        y = lane.y(tick)
        drawing.line((at["left"], y), (at["right"], y), "grid")
        drawing.text(
            at["left"] - at["letter"], y + at["letter"], f"{tick:g}", "text3", size=at["small"], anchor="end"
        )
    rows: dict[str, list[tuple[float, int]]] = {}
    for entry in g.living:
        if isinstance(entry.command, GiveRating):
            rows.setdefault(entry.command.scale, []).append((entry.t, entry.command.value))
    if not rows:
        middle = (at["left"] + at["right"]) / 2
        words = tell.tr("nothing was rated")
        drawing.text(middle, (lane.top + lane.bottom) / 2, words, "text3", anchor="middle")
    legend = float(at["left"]) + at["letter"]
    for n, (scale_key, values) in enumerate(rows.items()):
        title = scale_words(tell, scale_key)
        if scale_key not in rating_scales():
            for t, value in values:
                drawing.text(
                    scale.x(t),
                    lane.bottom - at["letter"],
                    str(value),
                    "text2",
                    size=at["small"],
                    anchor="middle",
                )
            drawing.text(0, lane.bottom - at["letter"], title, "text3", size=at["small"])
            continue
        dashes = _DASHES[n % len(_DASHES)]
        drawn = [(scale.x(t), lane.y(value)) for t, value in values]
        drawing.path([drawn], "experience", dashes=dashes)
        for x, y in drawn:
            drawing.dot(x, y, "experience", at["dot"] * 0.8)
        y = lane.top + at["small"]
        reach = 3 * at["font"]
        drawing.path(
            [[(legend, y - at["letter"]), (legend + reach, y - at["letter"])]], "experience", dashes=dashes
        )
        drawing.text(legend + reach + at["letter"], y, title, "experience", size=at["small"])
        legend += reach + 3 * at["letter"] + len(title) * at["small"] * 0.62


def alarm_lane(drawing: Drawing, g: Gathered, tell: Tell, scale: Scale, lane: Lane) -> None:
    """From onset to end, a row for each priority."""
    at = chart_measures()
    _name(drawing, lane, tell.tr("Alarms"), "", "text2")
    high = (lane.bottom - lane.top) / len(Priority)
    tops = {p: lane.top + n * high for n, p in enumerate(sorted(Priority, reverse=True))}
    for priority, top in tops.items():
        words = priority_word(tell, priority)
        drawing.text(
            at["left"] - at["letter"],
            top + high - at["letter"] * 1.5,
            words,
            "text3",
            size=at["small"],
            anchor="end",
        )
        drawing.line((at["left"], top + high), (at["right"], top + high), "grid")
    for one in g.conditions:
        x = scale.x(one.onset_t)
        end = scale.x(g.duration_s if one.cleared_t is None else one.cleared_t)
        top = tops[one.priority]
        drawing.box(
            x, top + at["letter"] / 2, max(1.5, end - x), high - at["letter"], _ALARM_ROLES[one.priority]
        )


def event_lane(drawing: Drawing, g: Gathered, tell: Tell, scale: Scale, lane: Lane) -> None:
    """A mark for each event, treatment and note."""
    at = chart_measures()
    _name(drawing, lane, tell.tr("Events"), "", "text2")
    for entry in g.living:
        if isinstance(entry.command, MarkEvent | RecordTreatment | WriteNote):
            x = scale.x(entry.t)
            drawing.line((x, lane.bottom), (x, lane.top + at["letter"]), "text2", width=at["line"])
            drawing.dot(x, lane.top + at["letter"], "text2", at["dot"] * 0.8)
