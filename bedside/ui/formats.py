"""Values and times as a person reads them. Pure: text out, nothing painted.

Decimals are written by `spoken`, with the mark that the station chose in Settings, Units.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from bedside.ui.spoken import decimal, marked, spoken, told
from bedside.vitals.alarms import AlarmChange, Direction, Kind, LimitView, Priority
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.sessions import Mode, Phase

DASHES: Final = "--"
MINUTE: Final = 60  # s
_ROUNDING_S: Final = 1e-6  # of a difference of times
_MINUTES_ALONE_S: Final = 180.0  # an age is told in whole minutes from here on
KB_BYTES: Final = 1000
MB_BYTES: Final = 1000 * KB_BYTES
GB_BYTES: Final = 1000 * MB_BYTES
_WHOLE_MB_BYTES: Final = 100 * MB_BYTES
MMHG_PER_KPA: Final = 7.50062  # 1 mmHg = 133.322 Pa (ISO 80000-4)
BLOOD_PRESSURES: Final = frozenset(
    {Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.CUFF}
)
"""What is shown in the unit of the settings; an EtCO2 stays in mmHg."""
_NARROW_NAMES: Final = {
    Parameter.NIBP_SYS: "NIBP",
    Parameter.NIBP_DIA: str(QT_TRANSLATE_NOOP("formats", "NIBP dia")),
    Parameter.NIBP_MAP: str(QT_TRANSLATE_NOOP("formats", "NIBP mean")),
    Parameter.NIBP_PR: "PR",
    Parameter.PI: "Perfusion",
}
_BRIEF_NAMES: Final = {
    Parameter.INFUSION_RATE: str(QT_TRANSLATE_NOOP("formats", "Pump")),
    Parameter.INFUSION_VOLUME: str(QT_TRANSLATE_NOOP("formats", "Volume")),
}
_ROLES: Final = {
    Parameter.SPO2: "spo2",
    Parameter.PI: "spo2",
    Parameter.PLETH: "spo2",
    Parameter.PR: "pr",
    Parameter.HR: "pr",
    Parameter.NIBP_PR: "pr",
    Parameter.RR: "rr",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("formats", text)


def role_of(parameter: Parameter) -> str:
    """The theme role that means this parameter on every screen."""
    return _ROLES.get(parameter, "nibp")


def short_name(parameter: Parameter) -> str:
    """Name beside a number or in an alarm message, e.g. "SpO2", "NIBP"."""
    return _tr(_NARROW_NAMES.get(parameter, PARAMETERS[parameter].name))


def brief_name(parameter: Parameter) -> str:
    """Name in one word, beside a number with its unit: "Pump 55.0 mL/h"."""
    return _tr(_BRIEF_NAMES[parameter]) if parameter in _BRIEF_NAMES else short_name(parameter)


def full_name(parameter: Parameter) -> str:
    """Name where there is room for it, e.g. "NIBP systolic"."""
    return spoken(PARAMETERS[parameter].name)


def number(value: float | None, parameter: Parameter, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """A value with the decimals of its parameter, a blood pressure in `unit`; dashes when there is none."""
    if value is None:
        return DASHES
    if parameter in BLOOD_PRESSURES and unit is PressureUnit.KPA:
        return pressure(value, unit)
    return decimal(value, PARAMETERS[parameter].decimals)


def plain(value: float, decimals: int = 1) -> str:
    """A value with at most `decimals`, without trailing zeros: 45, 0.5."""
    text = f"{value:.{decimals}f}"
    return marked(text.rstrip("0").rstrip(".") if "." in text else text)


def pressure(mmhg: float | None, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """A pressure given in mmHg as it is shown: whole mmHg, or kPa with one decimal; dashes when there is none."""
    if mmhg is None:
        return DASHES
    return decimal(mmhg / MMHG_PER_KPA, 1) if unit is PressureUnit.KPA else decimal(mmhg)


def pressures(sys: float | None, dia: float | None, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """Both pressures of a cuff reading, given in mmHg: "134/83", "17.9/11.1"; a missing part is dashes."""
    return f"{pressure(sys, unit)}/{pressure(dia, unit)}"


def duration(seconds: float) -> str:
    """Elapsed or remaining time: "0:36", "23:12", "104:00"; negative with a minus sign."""
    whole = int(abs(seconds))
    sign = "−" if seconds < 0 and whole else ""
    return f"{sign}{whole // MINUTE}:{whole % MINUTE:02d}"


def time_left(seconds: float) -> str:
    """Time to go, rounded up, so that it and the time that went by make the whole; over it as `duration` says it."""
    return duration(math.ceil(seconds - _ROUNDING_S) if seconds > 0 else seconds)


def age(seconds: float) -> str:
    """Age of a value: "41 s" under a minute, "1:58" under 3 min, else "7 min"."""
    if seconds < MINUTE:
        return _tr("{n} s").format(n=max(0, int(seconds)))
    if seconds < _MINUTES_ALONE_S:
        return duration(seconds)
    return _tr("{n} min").format(n=int(seconds // MINUTE))


def minutes_old(seconds: float) -> str:
    """Age of a value in whole minutes, for a small tile: "0 min", "18 min"."""
    return _tr("{n} min").format(n=max(0, int(seconds // MINUTE)))


def size(count: int) -> str:
    """Bytes on disk: "812 kB", "38.4 MB", "151 MB", "2.1 GB"."""
    if count < MB_BYTES:
        return f"{count / KB_BYTES:.0f} kB"
    if count < _WHOLE_MB_BYTES:
        return f"{decimal(count / MB_BYTES, 1)} MB"
    return f"{count / MB_BYTES:.0f} MB" if count < GB_BYTES else f"{decimal(count / GB_BYTES, 1)} GB"


def clock(utc: datetime) -> str:
    """Wall time of this place, "10:28:12"."""
    return utc.astimezone().strftime("%H:%M:%S")


def length_words(seconds: float) -> str:
    """A session's length: "2 h 14 min", "43 min"."""
    minutes = int(seconds // 60)
    hours, rest = minutes // 60, minutes % 60
    return f"{hours} h {rest:02d} min" if hours else f"{minutes} min" if minutes else f"{int(seconds)} s"


def clock_at(started_utc: datetime, t: float, now: float | None = None) -> str:
    """Wall time of this place at session time `t`, s: "10:31:22".

    With `now`, the session time of now, the day is said where it is another one: "21 Nov 23:58:02".
    """
    said = clock(started_utc + timedelta(seconds=t))
    return f"{day_at(started_utc, t, now)} {said}".lstrip()


def to_minute(said: str) -> str:
    """A clock as it is told, without its seconds: "21 Nov 23:58:02" is "21 Nov 23:58"."""
    return said.rpartition(":")[0]


def clock_minute_at(started_utc: datetime, t: float, now: float | None = None) -> str:
    """The same to the minute: "10:31"."""
    return to_minute(clock_at(started_utc, t, now))


def day_at(started_utc: datetime, t: float, now: float | None) -> str:
    """Day of session time `t`, "21 Nov", where it is not the day of `now`; else "", also without `now`."""
    if now is None:
        return ""
    then, today = (_place_time(started_utc, each) for each in (t, now))
    if then.date() == today.date():
        return ""
    return f"{then.day} {QLocale().standaloneMonthName(then.month, QLocale.FormatType.ShortFormat)}"


def _place_time(started_utc: datetime, t: float) -> datetime:
    return (started_utc + timedelta(seconds=t)).astimezone()


def phase_name(phase: Phase) -> str:
    """Name of a phase."""
    return {
        Phase.SCREENING: _tr("Screening"),
        Phase.BASELINE: _tr("Baseline"),
        Phase.INFUSION: _tr("Infusion"),
        Phase.RECOVERY: _tr("Recovery"),
        Phase.DISCHARGE: _tr("Discharge"),
    }[phase]


def priority_word(priority: Priority) -> str:
    """HIGH, MEDIUM, LOW."""
    return {Priority.HIGH: _tr("HIGH"), Priority.MEDIUM: _tr("MEDIUM"), Priority.LOW: _tr("LOW")}[priority]


def priority_icon(priority: Priority) -> str:
    """The shape that means this priority everywhere: octagon, triangle, circle."""
    return {Priority.HIGH: "alert-octagon", Priority.MEDIUM: "alert", Priority.LOW: "alert-circle"}[priority]


def priority_mark(priority: Priority, kind: Kind) -> str:
    """`***`, `**`, `*` for a patient alarm, `!!!`, `!!`, `!` for equipment (ALM-03)."""
    return ("*" if kind is Kind.PHYSIOLOGICAL else "!") * int(priority)


def alarm_message(change: AlarmChange, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """What the bar says first: "*** SpO2 86 < 88", "!! No data from Nonin 3150" (ALM-04); pressures in `unit`."""
    mark = priority_mark(change.priority, change.kind)
    if change.parameter is not None and change.limit is not None and change.direction is not None:
        beyond = "<" if change.direction is Direction.LOW else ">"
        worst = change.worst if change.worst is not None else change.value
        value = number(worst, change.parameter, unit)
        if worst == change.limit:  # the inclusive rule: at the limit already counts
            beyond = "≤" if change.direction is Direction.LOW else "≥"
        name = short_name(change.parameter)
        return f"{mark} {name} {value} {beyond} {number(change.limit, change.parameter, unit)}"
    words = told(change.words)
    return f"{mark} {words[:1].upper()}{words[1:]}"


def limit_text(limit: LimitView, unit: PressureUnit = PressureUnit.MMHG) -> str:
    """A limit's value, a pressure in `unit`; "off" when it is off."""
    return _tr("off") if limit.value is None else number(limit.value, limit.parameter, unit)


def limit_of(
    limits: tuple[LimitView, ...], parameter: Parameter, direction: Direction, priority: Priority
) -> LimitView | None:
    """The limit of one row and side, or None when the profile has none."""
    for limit in limits:
        if (limit.parameter, limit.direction, limit.priority) == (parameter, direction, priority):
            return limit
    return None


def limit_range(
    limits: tuple[LimitView, ...], parameter: Parameter, unit: PressureUnit = PressureUnit.MMHG
) -> tuple[str | None, str | None]:
    """The Medium limits of a parameter, low and high, as text; None where off or not set."""
    found: list[str | None] = []
    for direction in (Direction.LOW, Direction.HIGH):
        limit = limit_of(limits, parameter, direction, Priority.MEDIUM)
        found.append(None if limit is None or limit.value is None else number(limit.value, parameter, unit))
    return found[0], found[1]


def bed_name(bed: int, mode: Mode) -> str:
    """ "3"; "S3" when what is on it is simulated."""
    return f"S{bed}" if mode is Mode.SIMULATION else str(bed)
