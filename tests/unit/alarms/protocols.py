"""A protocol for tests: the intervals of the default table."""

from __future__ import annotations

from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.protocol import Intervals, Protocol

MIN = 60.0
MOOD = Protocol(
    key="mood",
    title="Mood",
    version=1,
    family="mood",
    nibp=Intervals(infusion_start=5, infusion=10, recovery_start=15, recovery=30),
    observation=Intervals(infusion_start=10, infusion=15, recovery_start=15, recovery=30),
    ratings=Intervals(infusion_start=15, infusion=15, recovery_start=15, recovery=30),
)
ADOPT = AdoptProtocol(bed=1, protocol=MOOD)
