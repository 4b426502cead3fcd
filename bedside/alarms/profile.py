"""What an alarm profile is: the limits, delays and options of each parameter (ALM-20).

What a profile may say is in `profile_bounds`, how it is read from its file in `profile_file`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.parameters import Parameter

LIMITS: Final = ("high_low", "med_low", "med_high", "high_high")
"""The limit cells of a parameter, lowest first."""

AT_ONCE: Final = "at_once_under_med_low"

SIDES: Mapping[str, tuple[Direction, Priority]] = MappingProxyType(
    {
        "high_low": (Direction.LOW, Priority.HIGH),
        "med_low": (Direction.LOW, Priority.MEDIUM),
        "med_high": (Direction.HIGH, Priority.MEDIUM),
        "high_high": (Direction.HIGH, Priority.HIGH),
    }
)
"""Side and priority of each limit cell."""

PARAMETERS_WITH_LIMITS: Final = (
    Parameter.SPO2,
    Parameter.PR,
    Parameter.NIBP_SYS,
    Parameter.NIBP_DIA,
    Parameter.NIBP_MAP,
    Parameter.RR,
)

NIBP_EVERY_MIN: Mapping[str, float] = MappingProxyType(
    {"infusion_start": 5.0, "infusion": 10.0, "recovery_start": 15.0, "recovery": 30.0}
)
"""Minutes between cuff readings by part of the session, where a profile does not say."""

SAT_SECONDS: Final = (0, 10, 25, 50, 100)
"""Points × seconds under the Medium SpO2 limit that a profile may ask for; 0 = its persistence counts (ALM-23)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSet:
    """One parameter's line of a profile. Limits in the parameter's unit, None = off."""

    high_low: float | None
    med_low: float | None
    med_high: float | None
    high_high: float | None
    persistence_med_s: float
    persistence_high_s: float
    clear_by: float  # in the parameter's unit
    clear_for_s: float
    at_once_under_med_low: float | None = None  # None = this parameter has no such rule

    def limit(self, direction: Direction, priority: Priority) -> float | None:
        """The limit of one side and priority; None = off."""
        for cell, side in SIDES.items():
            if side == (direction, priority):
                return self.cell(cell)
        return None

    def cell(self, name: str) -> float | None:
        """The limit in one of `LIMITS`; None = off."""
        value: float | None = getattr(self, name)
        return value

    def persistence_s(self, priority: Priority) -> float:
        """How long a limit of this priority must stay violated, s."""
        return self.persistence_high_s if priority is Priority.HIGH else self.persistence_med_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What counts as a change that is too fast, and for how long it must stand (ALM-64). None = off."""

    spo2_fall: float | None = 4.0  # points within 60 s
    spo2_fall_persistence_s: float = 10.0
    pr_rise: float | None = 30.0  # /min within 60 s
    pr_drop: float | None = 30.0  # /min within 60 s
    pr_persistence_s: float = 10.0
    nibp_sys_rise: float | None = 30.0  # mmHg between two readings at most 10 min apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A checked alarm profile."""

    name: str
    version: int
    limit_sets: Mapping[Parameter, LimitSet]
    approved_by: str = ""  # "" = as it came with bedside, nobody here approved it
    approved_on: str = ""  # ISO date
    reason: str = ""
    rates: Rates = field(default_factory=Rates)
    nibp_every_min: Mapping[str, float] = field(default_factory=lambda: NIBP_EVERY_MIN)
    confirm_high_nibp: bool = False  # ALM-43
    sat_seconds: int = 0  # one of `SAT_SECONDS`

    @property
    def title(self) -> str:
        """As a header shows it, e.g. "adult-subanaesthetic v1"."""
        return f"{self.name} v{self.version}"

    def limits(self) -> tuple[LimitView, ...]:
        """Every limit of the profile, off ones too, lowest first within a parameter."""
        return tuple(
            LimitView(parameter=parameter, direction=direction, priority=priority, value=row.cell(cell))
            for parameter, row in self.limit_sets.items()
            for cell, (direction, priority) in SIDES.items()
        )
