"""Updates as a live station shows them: the demo story on bed 3 with its waves, and whole stations of beds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bedside.monitor.updates import Age, MonitorUpdate, NibpState, SessionView, StationUpdate
from bedside.therapy.infusion import infusion_of
from bedside.vitals.alarms import ActiveAlarm, Priority
from bedside.vitals.commands import Command, Entry, NamePatient, StartInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.records import RecordingState
from bedside.vitals.sessions import Mode, PatientType, Phase
from tests.helpers.parts import change, determination, limits, numeric, wave
from tests.helpers.story import STARTED, at, story

CALM_T = at("10:28:12")  # infusion 23:12
ALARM_T = at("10:31:58")  # infusion 26:58


def reyes(now: float = CALM_T, *, mode: Mode = Mode.LIVE) -> MonitorUpdate:
    """Marta Reyes on bed 3 with waves and without alarms; her numbers are those of the dip after 10:31:20."""
    alarm = now > at("10:31:20")
    spo2, pr = (86.0, 88.0) if alarm else (97.0, 76.0)
    return replace(
        story(now, mode=mode),
        station_now=50_000.0 + now,
        numerics={
            Parameter.SPO2: numeric(Parameter.SPO2, spo2, now),
            Parameter.PR: numeric(Parameter.PR, pr, now),
            Parameter.PI: numeric(Parameter.PI, 2.6 if alarm else 3.4, now),
        },
        waves={Parameter.PLETH: wave(now, bpm=pr, size=0.7 if alarm else 1.0)},
        alarms=(),
        alarm_log=(),
    )


def desaturation(now: float = ALARM_T, **more: object) -> MonitorUpdate:
    """Marta Reyes with SpO2 86 < 88 since 10:31:22; `more` goes into the alarm change."""
    made = {"value": 86.0, "limit": 88.0, "words": "oxygen saturation low", **more}
    alarm = ActiveAlarm(change=change(7, Priority.HIGH, Parameter.SPO2, at("10:31:22"), **made))  # type: ignore[arg-type]
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
