"""A recorded session as the library lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bedside.vitals.sessions import Mode
from tests.helpers.story import STARTED


@dataclass(frozen=True, kw_only=True)
class Line:
    id: str = "2026-11-14-3"
    bed: int = 3
    mode: Mode = Mode.LIVE
    label: str = "Reyes, Marta"
    started_utc: datetime = STARTED
    ended_utc: datetime | None = STARTED + timedelta(minutes=70)
    end_reason: str = "ended by the operator"
    interrupted: bool = False
    duration_s: float = 4200.0
    alarms_high: int = 1
    alarms_medium: int = 0
    alarms_low: int = 1


LINES = (
    Line(),
    Line(id="b", label="", interrupted=True, ended_utc=None, end_reason="", alarms_high=0),
    Line(id="c", label="Simulated patient", mode=Mode.SIMULATION, bed=4),
)
