"""The baseline against the values with which the site lets an infusion begin: what lies outside, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bedside.therapy.baseline import Baseline
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.protocol import Protocol, StartLimits

ASKED: Final = (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.PR, Parameter.SPO2)
_CALLED: Final = {
    Parameter.NIBP_SYS: "systolic",
    Parameter.NIBP_DIA: "diastolic",
    Parameter.PR: "pulse",
    Parameter.SPO2: "SpO2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """One value of the baseline that lies outside."""

    parameter: Parameter
    words: str  # the value, by how much it is outside, and the limit


def outside(baseline: Baseline, limits: StartLimits) -> tuple[Outside, ...]:
    """What lies outside, pressure first; a value that was not measured is not judged."""
    values = baseline.values
    found: list[Outside] = []
    for parameter, below in ((Parameter.NIBP_SYS, limits.sys_below), (Parameter.NIBP_DIA, limits.dia_below)):
        value = values.get(parameter)
        if value is not None and value >= below:
            found.append(_outside(parameter, value, value - below, f"under {below:g} mmHg", " mmHg"))
    pulse, saturation = values.get(Parameter.PR), values.get(Parameter.SPO2)
    if pulse is not None and not limits.pr_low <= pulse <= limits.pr_high:
        by = pulse - (limits.pr_low if pulse < limits.pr_low else limits.pr_high)
        found.append(_outside(Parameter.PR, pulse, by, f"{limits.pr_low:g} to {limits.pr_high:g}"))
    if saturation is not None and saturation < limits.spo2_least:
        by = saturation - limits.spo2_least
        found.append(_outside(Parameter.SPO2, saturation, by, f"{limits.spo2_least:g} or more"))
    return tuple(found)


def waits_for(protocol: Protocol, baseline: Baseline | None) -> str:
    """What a judgement of the baseline still needs, one sentence; "" when it can be made."""
    readings = 0 if baseline is None else baseline.readings
    apart_min = protocol.baseline_apart_s / 60
    missing = protocol.baseline_readings - readings
    if missing > 0:
        words = "reading is" if missing == 1 else "readings are"
        return f"{missing} baseline NIBP {words} missing, at least {apart_min:g} min apart."
    assert baseline is not None  # it has readings, unless the protocol asks for none
    apart = baseline.complete and (baseline.span_s is None or baseline.span_s >= protocol.baseline_apart_s)
    if not apart:
        return f"The baseline NIBP readings are less than {apart_min:g} min apart: measure once more."
    unknown = [_CALLED[parameter] for parameter in ASKED if parameter not in baseline.values]
    if unknown:
        return f"The baseline has no value of {' and '.join(unknown)} yet."
    return ""


def measured(baseline: Baseline) -> str:
    """The judged values in one line."""
    values = {parameter: baseline.values.get(parameter) for parameter in ASKED}
    sys, dia, pulse, saturation = (_shown(values[parameter]) for parameter in ASKED)
    return f"{sys}/{dia} mmHg, pulse {pulse} /min, SpO2 {saturation} %"


def _outside(parameter: Parameter, value: float, by: float, limit: str, unit_of_by: str = "") -> Outside:
    """A pressure has its unit wherever it stands: a screen may show another one."""
    name, unit = _CALLED[parameter], PARAMETERS[parameter].unit
    side = "above" if by > 0 else "below"
    how = f"{_shown(abs(by))}{unit_of_by} {side} the limit" if by else "at the limit"
    words = f"{name} {_shown(value)} {unit}, {how} (site: {limit})"
    return Outside(parameter=parameter, words=words)


def _shown(value: float | None) -> str:
    """A tenth where the mean has one; never rounded onto a limit it does not reach."""
    if value is None:
        return "–"
    tenth = round(value, 1)
    return (
        f"{tenth:g}"
        if tenth == value or abs(tenth - round(tenth)) > 0
        else f"{value:.2f}".rstrip("0").rstrip(".")
    )
