"""What every lane shows at one moment, in words: for the hover line, and for who cannot see it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.catalogue import Catalogue, spoken
from bedside.ui.chart_exact import Reading, Trends
from bedside.ui.chart_index import ChartIndex
from bedside.ui.chart_marks import clock_span, nibp_words
from bedside.ui.chart_picture import Picture
from bedside.ui.chart_window import Window, local
from bedside.ui.spoken import decimal
from bedside.vitals.parameters import Parameter

NAMED_COUNT: Final = 4  # events under the pointer; the rest are counted
_LINES: Final = ((Parameter.SPO2, " %"), (Parameter.PR, " /min"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChartReadout", text)


def readout(
    update: MonitorUpdate,
    picture: Picture,
    catalogue: Catalogue,
    index: ChartIndex,
    trends: Trends,
    t: float,
    near_s: float,
) -> list[str]:
    """All lanes at session time `t`, one line each; a lane without a value then says so with a dash.

    Args:
        update: where the values come from. picture: what is drawn. catalogue: words.
        index, trends: of the chart.
        t: session time, s. near_s: events at most this far away are named, s.
    """
    if t > update.now:
        return _ahead(picture, t, near_s)
    lines = []
    for parameter, unit in _LINES:
        words = value_words(trends.reading(parameter, t, picture.interrupted))
        lines.append(f"{formats.full_name(parameter)} {words}" + (unit if words != "–" else ""))
    if any(begin <= t < end for begin, end in picture.interrupted):
        lines.append(_tr("bedside was not running"))
    cuff = index.cuff_before(t)
    if cuff is not None:
        pressures = nibp_words(cuff, picture.unit)
        before = _tr("{time} before").format(time=clock_span(t - cuff.t))
        lines.append(f"NIBP {pressures} {picture.unit}, {before}")
    infusion = update.infusion
    if infusion is not None and infusion.steps and infusion.steps[0].t <= t:
        rate = next(step.rate_ml_h for step in reversed(infusion.steps) if step.t <= t)
        given = infusion.delivered_mg(t)
        per_kg = infusion.mg_per_kg(t, picture.weight_kg)
        told = "" if per_kg is None else f" ({decimal(per_kg, 2)} mg/kg)"
        lines.append(f"{formats.plain(rate, 2)} mL/h, {decimal(given, 1)} mg{told}")
    ratings = [
        f"{catalogue.scale_words(picture.scales[row].key)} {value}"
        for row, value in index.ratings_at(t).items()
    ]
    if ratings:
        lines.append(" · ".join(ratings))
    near = index.marks(t - near_s, t + near_s)
    lines += [mark.words for mark in near[:NAMED_COUNT]]
    if len(near) > NAMED_COUNT:
        lines.append(_tr("and {n} more").format(n=len(near) - NAMED_COUNT))
    return lines


def value_words(reading: Reading) -> str:
    """A value, "96–98" where only that is known, or a dash."""
    if reading.value is not None:
        return f"{reading.value:.0f}"
    if reading.extent is None:
        return "–"
    low, high = reading.extent
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"


def _ahead(picture: Picture, t: float, near_s: float) -> list[str]:
    """What is planned at a session time that is still to come."""
    lines = [_tr("in {time}").format(time=clock_span(t - picture.now))]
    if picture.nibp_due_t is not None and abs(picture.nibp_due_t - t) <= near_s:
        at = formats.clock_minute_at(picture.started_utc, picture.nibp_due_t)
        lines.append(_tr("NIBP due {time}").format(time=at))
    end = picture.planned_end
    if end is not None and picture.infusion is not None and t <= end:
        then = decimal(picture.infusion.projected_mg(t, picture.now), 1)
        words = _tr("planned {rate} mL/h, {mg} mg by then")
        lines.append(words.format(rate=formats.plain(picture.infusion.rate_ml_h, 2), mg=then))
    return lines


def day_words(started_utc: datetime, t: float) -> str:
    """The day of session time `t` (s) where the screen stands: "15 Nov"."""
    moment = local(started_utc, t + 0.5)
    return QLocale().toString(QDate(moment.year, moment.month, moment.day), "d MMM")


def span_words(started_utc: datetime, window: Window) -> str:
    """What a window shows: "09:45–10:45"; over midnight with both days."""
    edges = (window.first, window.last)
    times = [local(started_utc, t + 0.5) for t in edges]
    clocks = [moment.strftime("%H:%M") for moment in times]
    if times[0].date() != times[1].date():
        clocks = [f"{day_words(started_utc, t)} {clock}" for t, clock in zip(edges, clocks, strict=True)]
        return " – ".join(clocks)
    return "–".join(clocks)


def chart_words(catalogue: Catalogue) -> dict[str, str]:
    """The words painted on the chart, by key."""
    words = {
        "spo2": "SpO2",
        "nibp": "NIBP",
        "pr": "PR",
        "infusion": _tr("Infusion"),
        "events": _tr("Events"),
        "planned": _tr("planned"),
        "to_go": _tr("%1 to go"),
        "due": _tr("due %1"),
        "baseline": _tr("baseline"),
        "interrupted": _tr("not running"),
        "next": _tr("The chart begins with the first value: connect a device, or put the probe on."),
        "no_oximeter": _tr("No saturation or pulse yet: connect an oximeter, or put the probe on."),
    }
    return words | {f"scale.{scale.key}": spoken(scale.words) for scale in catalogue.scales}
