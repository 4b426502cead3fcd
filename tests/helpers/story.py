"""The one made-up session of the tests: the story the mock-ups tell (Marta Reyes, bed 3), at any moment of it.

70 kg, 35 mg at 1 mg/mL: 45 mL/h from 10:05, 55 mL/h from 10:15, planned for 40 minutes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np

from bedside.monitor.trends import Trend, TrendView
from bedside.monitor.updates import Age, MonitorUpdate, NibpState, SessionView
from bedside.therapy.infusion import infusion_of
from bedside.vitals.alarms import ActiveAlarm, AlarmChange, Change, Kind, Presence, Priority
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    MarkEvent,
    StartInfusion,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus
from bedside.vitals.sessions import Actor, Mode, PatientType, Phase, Role
from tests.helpers.parts import change, determination, limits, numeric

BED = 3
NURSE = Actor(name="A. Moreno, RN", role=Role.NURSE)
STARTED = datetime(2026, 11, 14, 9, 45).astimezone(UTC)


def at(clock: str) -> float:
    """Session time of a wall-clock time of the story, e.g. at("10:28:12"), s."""
    hours, minutes, *seconds = (int(part) for part in clock.split(":"))
    return (hours * 60 + minutes) * 60 + (seconds[0] if seconds else 0) - (9 * 60 + 45) * 60


def entries_of(*commands: tuple[str, Command]) -> tuple[Entry, ...]:
    """Timeline entries, numbered from 1."""
    return tuple(
        Entry(number=n, t=at(clock), entered_t=at(clock), command=command)
        for n, (clock, command) in enumerate(commands, start=1)
    )


def rating(scale: str, value: int) -> GiveRating:
    return GiveRating(bed=BED, actor=NURSE, scale=scale, value=value)


STORY = entries_of(
    ("09:58", rating("dissociation", 0)),
    ("09:58:05", rating("anxiety", 3)),
    ("09:58:10", rating("nausea", 0)),
    (
        "10:05",
        StartInfusion(
            bed=BED, actor=NURSE, rate_ml_h=45, concentration_mg_ml=1, planned_mg=35, planned_min=40
        ),
    ),
    ("10:13", rating("dissociation", 2)),
    ("10:13:04", rating("anxiety", 3)),
    ("10:13:08", rating("nausea", 0)),
    ("10:15", ChangeRate(bed=BED, actor=NURSE, rate_ml_h=55, reason="Low response")),
    ("10:17:10", MarkEvent(bed=BED, actor=NURSE, event="dizziness", severity=1)),
    ("10:20", rating("dissociation", 5)),
    ("10:20:04", rating("anxiety", 2)),
    ("10:20:08", rating("nausea", 1)),
    ("10:22:06", MarkEvent(bed=BED, actor=NURSE, event="eye_mask")),
    ("10:26", rating("dissociation", 6)),
    ("10:26:04", rating("anxiety", 2)),
    ("10:26:08", rating("nausea", 1)),
)
CUFFS = tuple(
    determination(at(clock), sys, dia, mean, pr=72)
    for clock, sys, dia, mean in (
        ("09:51", 119, 73, 88),
        ("09:55", 117, 71, 86),
        ("10:05", 120, 74, 89),
        ("10:10", 124, 77, 93),
        ("10:15", 126, 78, 94),
        ("10:20", 131, 81, 98),
        ("10:25", 134, 83, 100),
        ("10:30", 136, 84, 101),
        ("10:40", 139, 86, 104),
    )
)


def series(t: np.ndarray, y: np.ndarray) -> TrendView:
    return Trend.of(np.asarray(t, dtype=float), np.asarray(y, dtype=float)).view()


def trends(now: float) -> dict[Parameter, TrendView]:
    """A numeric a second, with the probe off from 10:11:12 for 33 s and a dip at 10:31:22."""
    return dict(_trends(now))


@lru_cache(maxsize=16)
def _trends(now: float) -> dict[Parameter, TrendView]:
    t = np.arange(0.0, now + 1e-9, 1.0)
    minute = t / 60
    spo2 = 98 + np.round(0.7 * np.sin(minute / 1.7) * np.sin(minute / 5.3))
    spo2 -= (minute > 39).astype(float)
    dip = at("10:31:30")
    spo2 -= np.round(11 * np.exp(-(((t - dip) / 35) ** 4)))
    wander = np.convolve(np.random.default_rng(3).normal(0, 1, len(t) + 240), np.ones(240) / 240, "valid")
    pr = 67 + 10 * np.clip((minute - 20) / 25, 0, 1) + 30 * wander[: len(t)]
    pr += 12 * np.exp(-(((t - dip - 30) / 45) ** 2))
    off = (t >= at("10:11:12")) & (t < at("10:11:45"))
    spo2[off] = np.nan
    pr[off] = np.nan
    return {Parameter.SPO2: series(t, spo2), Parameter.PR: series(t, np.round(pr))}


def probe_off(now: float) -> tuple[AlarmChange, ...]:
    """The probe off and on again, as far as it has come by `now`."""
    onset = change(
        1,
        Priority.LOW,
        None,
        at("10:11:12"),
        kind=Kind.TECHNICAL,
        direction=None,
        words="SpO2 no signal",
        code="T-SPO2-OFF",
    )
    end = replace(
        onset, t=at("10:11:45"), number=2, change=Change.CLEARED, presence=Presence.OFF, present=False
    )
    return tuple(step for step in (onset, end) if step.t <= now)


def dip(now: float) -> tuple[AlarmChange, ...]:
    """The low saturation, as far as it has come by `now`: onset, worse, over and latched."""
    onset = change(
        2,
        Priority.HIGH,
        Parameter.SPO2,
        at("10:31:22"),
        value=87,
        limit=88,
        words="oxygen saturation low",
        code="SPO2-LOW",
    )
    onset = replace(onset, number=3)
    worse = replace(onset, t=at("10:31:31"), number=4, change=Change.WORSE, value=86, worst=86)
    end = replace(
        worse, t=at("10:32:20"), number=5, change=Change.CLEARED, presence=Presence.LATCHED, present=False
    )
    return tuple(step for step in (onset, worse, end) if step.t <= now)


def story(
    when: str | float = "10:28:12", *, mode: Mode = Mode.LIVE, extra: tuple[Entry, ...] = ()
) -> MonitorUpdate:
    """The session as it stands at a wall-clock time, or at a session time, s."""
    now = at(when) if isinstance(when, str) else when
    entries = tuple(entry for entry in STORY if entry.t <= now) + extra
    curves = trends(now)
    cuffs = tuple(d for d in CUFFS if d.t <= now)
    log = probe_off(now) + dip(now)
    alarms = tuple(ActiveAlarm(change=c) for c in log[-1:] if c.presence is not Presence.OFF)
    numerics = {
        parameter: numeric(parameter, float(np.nan_to_num(curve.rows()[1][-1])), float(curve.rows()[0][-1]))
        for parameter, curve in curves.items()
    }
    numerics[Parameter.PI] = numeric(Parameter.PI, 3.4, now)
    return MonitorUpdate(
        bed=BED,
        now=now,
        station_now=1000.0 + now,
        session=SessionView(
            id="2026-11-14-3",
            started_utc=STARTED,
            mode=mode,
            label="Reyes, Marta",
            patient_type=PatientType.ADULT,
            weight_kg=70,
            phase=Phase.INFUSION,
            phase_t=at("10:05"),
            profile="adult-subanaesthetic v4",
        ),
        mode=mode,
        numerics=numerics,
        trends=curves,
        determinations=cuffs,
        nibp=NibpState(
            last=cuffs[-1] if cuffs else None,
            age=Age.VALID,
            status=CuffStatus(t=now, state=CuffState.IDLE),
            can_start=True,
        ),
        signal_level=4,
        limits=limits(),
        entries=entries,
        infusion=infusion_of(entries),
        alarms=alarms,
        alarm_log=log,
    )


def empty(bed: int = BED) -> MonitorUpdate:
    """A bed without a session."""
    return MonitorUpdate(bed=bed, now=0.0, station_now=5.0, session=None, mode=Mode.LIVE)


def later(update: MonitorUpdate, seconds: float, *made: Command) -> MonitorUpdate:
    """The same bed some seconds later, with entries the station made of `made` in between."""
    now = update.now + seconds
    number = max((entry.number for entry in update.entries), default=0)
    entries = update.entries + tuple(
        Entry(number=number + n, t=update.now, entered_t=update.now, command=command)
        for n, command in enumerate(made, start=1)
    )
    return replace(
        update,
        now=now,
        station_now=update.station_now + seconds,
        entries=entries,
        infusion=infusion_of(entries),
    )
