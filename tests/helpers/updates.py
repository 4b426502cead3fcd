"""Synthetic updates: the story of the mock-ups (Marta Reyes, bed 3) and whole stations of beds."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bedside.monitor.history import Series, SeriesView, WaveRing, WaveView
from bedside.monitor.updates import Age, MonitorUpdate, NibpState, NumericState, SessionView, StationUpdate
from bedside.therapy.infusion import infusion_of
from bedside.vitals.alarms import (
    ActiveAlarm,
    AlarmChange,
    Change,
    Direction,
    Kind,
    LimitView,
    Presence,
    Priority,
)
from bedside.vitals.commands import (
    ChangeRate,
    Command,
    Entry,
    GiveRating,
    MarkEvent,
    NamePatient,
    SetPhase,
    StartInfusion,
)
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, Determination, Quality, Wave
from bedside.vitals.records import RecordingState
from bedside.vitals.sessions import Actor, Mode, PatientType, Phase, Role

STARTED = datetime(2026, 3, 2, 9, 45, tzinfo=UTC)
CALM_T = 2592.0  # 10:28:12, infusion 23:12
ALARM_T = 2818.0  # 10:31:58, infusion 26:58
MORENO = Actor(name="A. Moreno, RN", role=Role.NURSE)


def limits() -> tuple[LimitView, ...]:
    """The default profile, as far as the screens show it."""
    rows = (
        (Parameter.SPO2, 88, 92, None, None),
        (Parameter.PR, 40, 50, 120, 150),
        (Parameter.NIBP_SYS, 80, 90, 160, 180),
        (Parameter.NIBP_DIA, 40, 50, 100, 110),
        (Parameter.NIBP_MAP, 55, 60, 120, 130),
    )
    found = []
    for parameter, high_low, med_low, med_high, high_high in rows:
        for direction, priority, value in (
            (Direction.LOW, Priority.HIGH, high_low),
            (Direction.LOW, Priority.MEDIUM, med_low),
            (Direction.HIGH, Priority.MEDIUM, med_high),
            (Direction.HIGH, Priority.HIGH, high_high),
        ):
            found.append(LimitView(parameter=parameter, direction=direction, priority=priority, value=value))
    return tuple(found)


def pleth(t: float, rate_per_min: float = 76.0, size: float = 1.0) -> int:
    """A pleth sample, 0…255."""
    beat = t * rate_per_min / 60 % 1.0
    shape = math.exp(-(((beat - 0.22) / 0.1) ** 2)) + 0.42 * math.exp(-(((beat - 0.52) / 0.13) ** 2))
    return round(60 + size * (150 * shape + 25 * (1 - beat)) * (1 + 0.12 * math.sin(t / 3.1)))


def wave(
    until: float, *, seconds: float = 20.0, rate_hz: float = 60.0, bpm: float = 76.0, size: float = 1.0
) -> WaveView:
    """A ring with the pleth of the last seconds."""
    ring = WaveRing(rate_hz)
    count = int(seconds * rate_hz)
    first = until - count / rate_hz
    samples = tuple(pleth(first + n / rate_hz, bpm, size) for n in range(count))
    ring.append(
        Wave(
            parameter=Parameter.PLETH,
            t=first,
            rate_hz=rate_hz,
            samples=samples,
            quality=(Quality.NONE,) * count,
        )
    )
    return ring.view()


def series(pairs: list[tuple[float, float | None]]) -> SeriesView:
    """A numeric series."""
    kept = Series()
    for t, value in pairs:
        kept.append(t, value)
    return kept.view()


def numeric(
    parameter: Parameter, value: float | None, t: float, age: Age = Age.VALID, **more: object
) -> NumericState:
    """One number as a monitor would say it."""
    return NumericState(parameter=parameter, value=value, t=t, age=age, **more)  # type: ignore[arg-type]


def determination(t: float, sys: float, dia: float, mean: float, pr: float = 76.0) -> Determination:
    """One cuff reading."""
    return Determination(t=t, sys=sys, dia=dia, map=mean, pr=pr)


def entries(until: float) -> tuple[Entry, ...]:
    """What was entered for Marta Reyes up to a session time."""
    made: list[tuple[float, Command]] = [
        (60.0, NamePatient(bed=3, label="Reyes, Marta", patient_type=PatientType.ADULT, weight_kg=70.0)),
        (360.0, SetPhase(bed=3, phase=Phase.BASELINE)),
        (770.0, GiveRating(bed=3, scale="dissociation", value=0)),
        (772.0, GiveRating(bed=3, scale="anxiety", value=3)),
        (775.0, GiveRating(bed=3, scale="nausea", value=0)),
        (1200.0, StartInfusion(bed=3, rate_ml_h=45, concentration_mg_ml=1, planned_mg=35, planned_min=40)),
        (1670.0, GiveRating(bed=3, scale="dissociation", value=2)),
        (1672.0, GiveRating(bed=3, scale="anxiety", value=3)),
        (1675.0, GiveRating(bed=3, scale="nausea", value=0)),
        (1800.0, ChangeRate(bed=3, rate_ml_h=55, reason="as planned")),
        (1934.0, MarkEvent(bed=3, event="dizziness", severity=1)),
        (2090.0, GiveRating(bed=3, scale="dissociation", value=5)),
        (2092.0, GiveRating(bed=3, scale="anxiety", value=2)),
        (2095.0, GiveRating(bed=3, scale="nausea", value=1)),
        (2460.0, GiveRating(bed=3, scale="dissociation", value=6)),
        (2462.0, GiveRating(bed=3, scale="anxiety", value=2)),
        (2465.0, GiveRating(bed=3, scale="nausea", value=1)),
    ]
    return tuple(
        Entry(number=n + 1, t=t, entered_t=t, command=replace(command, actor=MORENO))
        for n, (t, command) in enumerate(made)
        if t <= until
    )


def cuff_readings(until: float) -> tuple[Determination, ...]:
    """The determinations of the story up to a session time."""
    made = (
        determination(360, 119, 73, 88),
        determination(600, 117, 71, 86),
        determination(1200, 120, 74, 89),
        determination(1500, 124, 77, 93),
        determination(1800, 126, 78, 94),
        determination(2100, 131, 81, 98),
        determination(2400, 134, 83, 100),
        determination(2700, 136, 84, 101),
    )
    return tuple(d for d in made if d.t <= until)


def reyes(now: float = CALM_T, *, mode: Mode = Mode.LIVE) -> MonitorUpdate:
    """Marta Reyes on bed 3, calm."""
    alarm = now > 2780
    spo2, pr = (86.0, 88.0) if alarm else (97.0, 76.0)
    done = entries(now)
    cuff = cuff_readings(now)
    dense = [float(t) for t in range(0, int(now) + 1)]
    trend_spo2 = [(t, spo2 if alarm and t > 2790 else 97.0 + (math.sin(t / 170) > -0.3)) for t in dense]
    trend_pr = [(t, 68 + 6 * math.sin(t / 400) + t / 400 + 1.5 * math.sin(t / 13)) for t in dense]
    return MonitorUpdate(
        bed=3,
        now=now,
        station_now=50_000.0 + now,
        session=SessionView(
            id="2026-03-02-bed3-0945",
            started_utc=STARTED,
            mode=mode,
            label="Reyes, Marta",
            patient_type=PatientType.ADULT,
            weight_kg=70.0,
            phase=Phase.INFUSION,
            phase_t=1200.0,
            profile="adult-subanaesthetic v1",
        ),
        mode=mode,
        numerics={
            Parameter.SPO2: numeric(Parameter.SPO2, spo2, now),
            Parameter.PR: numeric(Parameter.PR, pr, now),
            Parameter.PI: numeric(Parameter.PI, 2.6 if alarm else 3.4, now),
        },
        waves={Parameter.PLETH: wave(now, bpm=pr, size=0.7 if alarm else 1.0)},
        trends={
            Parameter.SPO2: series(trend_spo2),
            Parameter.PR: series(trend_pr),
        },
        determinations=cuff,
        nibp=NibpState(
            last=cuff[-1],
            age=Age.VALID,
            status=CuffStatus(t=now, state=CuffState.IDLE),
            can_start=True,
        ),
        signal_level=4,
        limits=limits(),
        entries=done,
        infusion=infusion_of(done),
    )


def change(
    condition: int,
    priority: Priority,
    parameter: Parameter | None,
    onset_t: float,
    *,
    t: float | None = None,
    kind: Kind = Kind.PHYSIOLOGICAL,
    presence: Presence = Presence.ON,
    present: bool = True,
    direction: Direction | None = Direction.LOW,
    value: float | None = None,
    limit: float | None = None,
    words: str = "",
    code: str = "",
    what: Change = Change.ONSET,
) -> AlarmChange:
    """One step in an alarm's life."""
    return AlarmChange(
        t=onset_t if t is None else t,
        number=condition,
        condition=condition,
        change=what,
        presence=presence,
        present=present,
        code=code or "TEST",
        kind=kind,
        priority=priority,
        words=words,
        onset_t=onset_t,
        parameter=parameter,
        direction=direction,
        value=value,
        worst=value,
        limit=limit,
    )


def desaturation(now: float = ALARM_T, **more: object) -> MonitorUpdate:
    """Marta Reyes with SpO2 86 < 88 since 10:31:22; `more` goes into the alarm change."""
    made = {"value": 86.0, "limit": 88.0, "words": "oxygen saturation low", **more}
    alarm = ActiveAlarm(change=change(7, Priority.HIGH, Parameter.SPO2, 2782.0, **made))  # type: ignore[arg-type]
    update = reyes(now)
    return replace(update, alarms=(alarm,), alarm_log=(alarm.change,))


BEDS = (
    ("Okafor, Daniel", Phase.INFUSION, 760, 40, 98, 82, (126, 78, 94)),
    ("Lindqvist, Astrid", Phase.INFUSION, 1865, 40, 97, 71, (138, 84, 102)),
    ("Reyes, Marta", Phase.INFUSION, 1392, 40, 97, 76, (134, 83, 100)),
    ("Haddad, Samir", Phase.RECOVERY, 1102, 60, 98, 66, (122, 74, 90)),
    ("Novak, Petra", Phase.BASELINE, 370, 10, 99, 74, (131, 82, 98)),
    ("Tanaka, Ryo", Phase.INFUSION, 130, 40, 98, 69, (118, 70, 86)),
    ("Brandt, Karin", Phase.INFUSION, 1600, 40, 96, 94, (168, 96, 120)),
    ("Silva, Tiago", Phase.INFUSION, 6240, 240, 97, 78, (128, 76, 93)),
    ("Mbeki, Lindiwe", Phase.RECOVERY, 2535, 60, 97, 62, (116, 70, 85)),
    ("Ferrari, Gino", Phase.INFUSION, 1173, 40, 98, 85, (133, 80, 98)),
    ("Dubois, Claire", Phase.INFUSION, 300, 40, 97, 70, (124, 76, 92)),
    ("Kowalski, Jan", Phase.INFUSION, 495, 40, 100, 59, (124, 78, 93)),
    ("Nguyen, Hoa", Phase.DISCHARGE, 4300, 0, 98, 70, (120, 76, 91)),
    ("Ivanova, Elena", Phase.INFUSION, 1370, 40, 95, 91, (142, 88, 106)),
    ("Adeyemi, Femi", Phase.INFUSION, 902, 40, 97, 77, (129, 81, 97)),
)


def bed(number: int, station_now: float = 52_818.0, *, mode: Mode = Mode.LIVE) -> MonitorUpdate:
    """A calm bed of the station of the mock-ups, 1…15; 16 is empty."""
    if number > len(BEDS):
        return MonitorUpdate(bed=number, now=0.0, station_now=station_now, session=None, mode=Mode.LIVE)
    label, phase, elapsed, minutes, spo2, pr, (sys, dia, mean) = BEDS[number - 1]
    now = 1200.0 + elapsed
    made: list[tuple[float, Command]] = [
        (0.0, NamePatient(bed=number, label=label, patient_type=PatientType.ADULT, weight_kg=70.0)),
    ]
    phase_t = now - elapsed
    if phase in {Phase.INFUSION, Phase.RECOVERY}:
        start = phase_t if phase is Phase.INFUSION else 10.0
        made.append(
            (
                start,
                StartInfusion(
                    bed=number, rate_ml_h=52.5, concentration_mg_ml=1, planned_mg=35, planned_min=minutes
                ),
            )
        )
    done = tuple(Entry(number=n + 1, t=t, entered_t=t, command=c) for n, (t, c) in enumerate(made))
    cuff_t = now - 60.0 * (1 + number % 5)
    return MonitorUpdate(
        bed=number,
        now=now,
        station_now=station_now,
        session=SessionView(
            id=f"bed{number}",
            started_utc=STARTED,
            mode=mode,
            label=label,
            patient_type=PatientType.ADULT,
            weight_kg=70.0,
            phase=phase,
            phase_t=phase_t,
            profile="adult-subanaesthetic v1",
        ),
        mode=mode,
        numerics={
            Parameter.SPO2: numeric(Parameter.SPO2, spo2, now),
            Parameter.PR: numeric(Parameter.PR, pr, now),
            Parameter.PI: numeric(Parameter.PI, 4.1, now),
        },
        waves={Parameter.PLETH: wave(now, bpm=pr)},
        determinations=(determination(cuff_t, sys, dia, mean),),
        nibp=NibpState(
            last=determination(cuff_t, sys, dia, mean), age=Age.VALID, status=None, can_start=True
        ),
        signal_level=4,
        limits=limits(),
        entries=done,
        infusion=infusion_of(done),
    )


def station(now: float = CALM_T, **more: object) -> StationUpdate:
    """The station beside `reyes(now)`."""
    values: dict[str, object] = {
        "station_now": 50_000.0 + now,
        "utc": STARTED + timedelta(seconds=now),
        "recording": RecordingState(
            commits=int(now), last_commit_t=50_000.0 + now - 0.4, bytes_on_disk=38_400_000
        ),
        "devices": (),
        "intended_use_accepted": True,
        **more,
    }
    return StationUpdate(**values)  # type: ignore[arg-type]
