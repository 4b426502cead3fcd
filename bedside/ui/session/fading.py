"""What the charts of recovery show: ratings since the peak, and the vital signs against the baseline. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import Age, MonitorUpdate
from bedside.therapy.back_to_baseline import PULSE_PERCENT
from bedside.therapy.care import Care
from bedside.therapy.scale_rules import ratings_of
from bedside.ui import formats
from bedside.ui.catalogue import catalogue
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter

LANES_COUNT: Final = 4
_BEFORE_STOP_S: Final = 600.0  # so much of the infusion is shown where no peak lies earlier
_LEAST_SPAN_S: Final = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One rating over the time since the peak."""

    scale: str
    words: str
    points: tuple[tuple[float, int], ...]  # session time, s, and value
    most: int | None = None  # the gate's line; None: it asks for nothing

    @property
    def last(self) -> int | None:
        """The newest value; None: never rated."""
        return self.points[-1][1] if self.points else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fading:
    """Session times, s."""

    lanes: tuple[Lane, ...] = ()
    from_t: float = 0.0
    until_t: float = 0.0
    stop_t: float | None = None
    ticks: tuple[tuple[float, str], ...] = ()
    stop_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """One vital sign: as it was before the infusion, at its farthest, and now."""

    words: str
    role: str
    base: float | None
    now: float | None
    peak: float | None
    low_percent: float  # of the band, against the baseline
    high_percent: float | None  # None: no upper end
    now_words: str
    base_words: str
    old: str = ""  # why what is shown is not of now; "" = it is
    points: bool = False  # what differs is told in points, not in per cent

    def percent(self, value: float | None) -> float | None:
        """How far from the baseline, %; None where either is unknown."""
        if value is None or not self.base:
            return None
        return (value - self.base) * 100 / self.base

    @property
    def off(self) -> str:
        """How far now is from the baseline: "+2 %", "0"; "" where it is unknown."""
        percent = self.percent(self.now)
        if percent is None or self.now is None or self.base is None:
            return ""
        whole = round(self.now - self.base) if self.points else round(percent)
        sign = "+" if whole > 0 else "−" if whole < 0 else ""
        return f"{sign}{abs(whole)}" if self.points or not whole else f"{sign}{abs(whole)} %"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Fading", text)


def fading_of(update: MonitorUpdate, care: Care) -> Fading:
    """Ratings from the peak of dissociation, or 10 min before the stop, on; four lanes, those of the gate first."""
    infusion = update.infusion
    stop = None if infusion is None else infusion.stopped_t
    since = 0.0 if infusion is None else infusion.started_t
    rules = care.protocol.discharge if care.protocol is not None else None
    gates = {} if rules is None else {"dissociation": rules.dissociation_most, "nausea": rules.nausea_most}
    given = {
        scale.key: tuple(
            (entry.t, rating.value)
            for entry, rating in ratings_of(update.entries, scale.key)
            if entry.t <= update.now
        )
        for scale in catalogue().scales
    }
    during = [(value, -t) for t, value in given.get("dissociation", ()) if t >= since]
    peak_t = -max(during)[1] if during else None
    times = [t for t in (peak_t, None if stop is None else stop - _BEFORE_STOP_S) if t is not None]
    start = max(0.0, min(times, default=since))
    if update.now - start < _LEAST_SPAN_S:
        start = max(0.0, update.now - _LEAST_SPAN_S)
    rated = sorted(
        (key for key, points in given.items() if points and key not in ("dissociation", "nausea")),
        key=lambda key: -max(value for _, value in given[key]),
    )
    chosen = ["dissociation", "nausea", *rated]
    chosen += [scale.key for scale in catalogue().scales if scale.key not in chosen]
    shown = set(chosen[:LANES_COUNT])
    lanes = [
        Lane(
            scale=scale,
            words=catalogue().scale_words(scale),
            points=_from(given[scale], start),
            most=gates.get(scale),
        )
        for scale in chosen
        if scale in shown
    ]
    session = update.session
    words = ""
    if stop is not None and session is not None:
        words = _tr("stop {time}").format(time=formats.clock_minute_at(session.started_utc, stop, update.now))
    return Fading(
        lanes=tuple(lanes),
        from_t=start,
        until_t=max(update.now, start + 1),
        stop_t=stop,
        ticks=_ticks(update, start),
        stop_words=words,
    )


def _from(points: tuple[tuple[float, int], ...], start: float) -> tuple[tuple[float, int], ...]:
    """Points from `start` on; the newest one always, as it says how the patient is."""
    kept = tuple(point for point in points if point[0] >= start)
    return kept or points[-1:]


_QUARTER_S: Final = 900.0


def _ticks(update: MonitorUpdate, start: float) -> tuple[tuple[float, str], ...]:
    """Quarters of an hour of the wall clock."""
    session = update.session
    if session is None:
        return ()
    began = session.started_utc.timestamp()
    first = np.ceil((began + start) / _QUARTER_S) * _QUARTER_S - began
    times = np.arange(first, update.now, _QUARTER_S)
    return tuple((float(t), formats.clock_minute_at(session.started_utc, float(t))) for t in times)


def against_of(
    update: MonitorUpdate, care: Care, unit: PressureUnit = PressureUnit.MMHG
) -> tuple[Against, ...]:
    """Systolic and diastolic pressure in `unit`, pulse and saturation against what they were before the infusion."""
    base: Mapping[Parameter, float] = {} if update.baseline is None else update.baseline.values
    rules = care.protocol.discharge if care.protocol is not None else None
    band = rules.pressure_percent if rules is not None else PULSE_PERCENT
    since = 0.0 if update.infusion is None else update.infusion.started_t
    rows = []
    for parameter, words, name in (
        (Parameter.NIBP_SYS, _tr("Systolic"), "sys"),
        (Parameter.NIBP_DIA, _tr("Diastolic"), "dia"),
    ):
        readings = [
            (d.t, value)
            for d in update.determinations
            if (value := getattr(d, name)) is not None and d.t <= update.now
        ]
        during = [value for t, value in readings if t >= since]
        newest = readings[-1] if readings else None
        rows.append(
            Against(
                words=words,
                role="nibp",
                base=base.get(parameter),
                now=None if newest is None else newest[1],
                peak=max(during, default=None),
                low_percent=-band,
                high_percent=band,
                now_words=formats.pressure(None if newest is None else newest[1], unit),
                base_words=formats.pressure(base.get(parameter), unit),
                old="" if newest is None or newest[0] >= _stop(update) else _tr("before the stop"),
            )
        )
    pulse = Parameter.PR if Parameter.PR in base or Parameter.PR in update.numerics else Parameter.HR
    rows.append(_continuous(update, pulse, _tr("Pulse"), base.get(pulse), since, max))
    saturation = _continuous(update, Parameter.SPO2, "SpO2", base.get(Parameter.SPO2), since, min)
    rows.append(saturation)
    below = rules.spo2_below_baseline if rules is not None else None
    if below is not None and saturation.base:
        low = -below * 100 / saturation.base
        rows[-1] = Against(
            words=saturation.words,
            role=saturation.role,
            base=saturation.base,
            now=saturation.now,
            peak=saturation.peak,
            low_percent=low,
            high_percent=None,
            now_words=saturation.now_words,
            base_words=saturation.base_words,
            old=saturation.old,
            points=True,
        )
    return tuple(rows)


def _stop(update: MonitorUpdate) -> float:
    infusion = update.infusion
    return 0.0 if infusion is None or infusion.stopped_t is None else infusion.stopped_t


def _continuous(
    update: MonitorUpdate,
    parameter: Parameter,
    words: str,
    base: float | None,
    since: float,
    farthest: object,
) -> Against:
    state, trend = update.numerics.get(parameter), update.trends.get(parameter)
    valid = state is not None and state.age in (Age.VALID, Age.FADED)
    now = state.value if state is not None and valid else None
    peak = None
    if trend is not None:
        _, y = trend.since(since)
        known = [value for value in y if value == value]  # noqa: PLR0124 - NaN is not itself
        if known:
            peak = max(known) if farthest is max else min(known)
    return Against(
        words=words,
        role=formats.role_of(parameter),
        base=base,
        now=now,
        peak=peak,
        low_percent=-PULSE_PERCENT,
        high_percent=PULSE_PERCENT,
        now_words=formats.number(now, parameter),
        base_words=formats.number(base, parameter),
        old="" if now is not None else (state.reason if state is not None else ""),
        points=parameter is Parameter.SPO2,
    )


def back_words(update: MonitorUpdate, care: Care) -> str:
    """Whether pressure and pulse are back where they were, and for how long, one sentence."""
    minutes = care.protocol.back_to_baseline_min if care.protocol is not None else None
    session, since = update.session, care.back_since_t
    if minutes is None or session is None:
        return ""
    if since is None:
        return _tr("Pressure and pulse are not back at the baseline yet.")
    at = formats.clock_minute_at(session.started_utc, since, update.now)
    if care.back_done:
        words = _tr("Pressure and pulse back at the baseline for {min} min, since {time}.")
        return words.format(min=formats.plain(minutes), time=at)
    left = max(0.0, since + minutes * formats.MINUTE - update.now)
    words = _tr("Pressure and pulse back since {time}; {left} to go of {min} min.")
    return words.format(time=at, left=formats.duration(left), min=formats.plain(minutes))
