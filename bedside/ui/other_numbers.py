"""Numbers of a bed that have no tile of their own: what a combined monitor or a pump tells besides. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import Age, MonitorUpdate, NumericState
from bedside.ui import formats
from bedside.ui.spoken import spoken
from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.readings import Quality

WITH_A_TILE: Final = frozenset(
    {
        Parameter.SPO2,
        Parameter.PR,
        Parameter.PI,
        Parameter.RR,
        Parameter.NIBP_SYS,
        Parameter.NIBP_DIA,
        Parameter.NIBP_MAP,
        Parameter.NIBP_PR,  # stands in the list of cuff readings
        Parameter.CUFF,
    }
)
FRESH_S: Final = 10.0  # younger than this a valid number needs no age beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherNumber:
    """One of them as it is shown."""

    name: str
    brief: str  # the same where there is little room
    value: str
    unit: str
    age: str = ""  # how old, or why there is none; "" = current
    short_age: str = ""  # the same in two words
    role: str = "text"

    @property
    def spoken(self) -> str:
        """For assistive tools and tests."""
        return " ".join(part for part in (self.name, self.value, self.unit, self.age) if part)


def other_numbers(update: MonitorUpdate) -> tuple[OtherNumber, ...]:
    """All of them, in the order of the vocabulary; one that is gone keeps its place with dashes."""
    return tuple(
        shown_number(update, parameter)
        for parameter in Parameter
        if parameter in update.numerics and parameter not in WITH_A_TILE and not PARAMETERS[parameter].wave
    )


def shown_number(update: MonitorUpdate, parameter: Parameter) -> OtherNumber:
    """One number with its unit, and its age where that is not simply now."""
    state = update.numerics.get(parameter)
    info = PARAMETERS[parameter]
    name, brief = formats.short_name(parameter), formats.brief_name(parameter)
    if state is None or state.value is None or state.t is None or state.age is Age.NONE:
        reason = spoken(state.reason) if state is not None else ""
        return OtherNumber(
            name=name,
            brief=brief,
            value=formats.DASHES,
            unit=info.unit,
            age=reason or _tr("no reading yet"),
            short_age=reason or _tr("none yet"),
            role="text3",
        )
    since = max(0.0, update.now - state.t)
    short = formats.age(since)
    ago = _tr("{age} ago").format(age=short)
    if state.age is Age.GONE:
        why = f"{spoken(state.reason)}, {ago}" if state.reason else ago
        return OtherNumber(
            name=name,
            brief=brief,
            value=formats.DASHES,
            unit=info.unit,
            age=why,
            short_age=short,
            role="text3",
        )
    current = state.age is Age.VALID and not Quality.ARTEFACT & state.quality
    fresh = current and since < FRESH_S
    return OtherNumber(
        name=name,
        brief=brief,
        value=formats.number(state.value, parameter),
        unit=info.unit,
        age="" if fresh else ago,
        short_age="" if fresh else short,
        role=_role(state) if current else "text3",
    )


def _role(state: NumericState) -> str:
    role = formats.role_of(state.parameter)
    return "text" if role == "nibp" else role


def _tr(text: str) -> str:
    return QCoreApplication.translate("OtherNumbers", text)
