"""The table of what can be wrong with the equipment: code, priority, delay, and the rise in some phases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from bedside.vitals.alarms import Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Phase

INFUSING: Final = frozenset({Phase.INFUSION})
WATCHED: Final = frozenset({Phase.INFUSION, Phase.RECOVERY})
ANY: Final = frozenset(Phase)


class CountFrom(Enum):
    """From when the delay of a rise counts."""

    PHASE = "the phase began"
    BOTH = "the phase began and the cause was there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """A higher priority in some phases."""

    priority: Priority
    phases: frozenset[Phase]
    after_s: float
    count_from: CountFrom
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalRow:
    """One technical condition."""

    code: str
    priority: Priority
    onset_after_s: float
    rule: str
    parameter: Parameter | None = None
    rise: Rise | None = None
    latching: bool = False  # the signal stays until someone acknowledged it, though the condition is over


def _table(*rows: TechnicalRow) -> Mapping[str, TechnicalRow]:
    return MappingProxyType({row.code: row for row in rows})


ROWS: Mapping[str, TechnicalRow] = _table(
    TechnicalRow(
        code="T-SPO2-OFF",
        priority=Priority.LOW,
        onset_after_s=3.0,
        rule="probe off for 3 s",
        parameter=Parameter.SPO2,
        rise=Rise(
            priority=Priority.MEDIUM,
            phases=WATCHED,
            after_s=15.0,
            count_from=CountFrom.BOTH,
            rule="probe off for 15 s in infusion or recovery",
        ),
    ),
    TechnicalRow(
        code="T-SPO2-SIG",
        priority=Priority.LOW,
        onset_after_s=30.0,
        rule="no value, or a weak or disturbed one, for 30 s",
        parameter=Parameter.SPO2,
        rise=Rise(
            priority=Priority.MEDIUM,
            phases=INFUSING,
            after_s=60.0,
            count_from=CountFrom.BOTH,
            rule="no value, or a weak or disturbed one, for 60 s in the infusion",
        ),
    ),
    TechnicalRow(
        code="T-PERF",
        priority=Priority.LOW,
        onset_after_s=30.0,
        rule="perfusion index < 0.3 % for 30 s",
        parameter=Parameter.PI,
    ),
    TechnicalRow(
        code="T-COM",
        priority=Priority.MEDIUM,
        onset_after_s=0.0,  # the link's own silence time is in the time it gives
        rule="link lost",
        rise=Rise(
            priority=Priority.HIGH,
            phases=INFUSING,
            after_s=30.0,
            count_from=CountFrom.PHASE,
            rule="only device lost, infusing for over 30 s",
        ),
    ),
    TechnicalRow(
        code="T-BATT",
        priority=Priority.LOW,
        onset_after_s=0.0,
        rule="device says: battery low",
    ),
    TechnicalRow(
        code="T-NIBP-FAIL",
        priority=Priority.LOW,
        onset_after_s=0.0,
        rule="cuff measurement failed",
        parameter=Parameter.NIBP_SYS,
    ),
    TechnicalRow(
        code="T-NIBP-DUE",
        priority=Priority.LOW,
        onset_after_s=60.0,
        rule="cuff reading 60 s overdue",
        parameter=Parameter.NIBP_SYS,
    ),
    TechnicalRow(
        code="T-OBSERVATION-DUE",
        priority=Priority.LOW,
        onset_after_s=60.0,
        rule="respiratory rate and sedation 60 s overdue",
    ),
    TechnicalRow(
        code="T-RATINGS-DUE",
        priority=Priority.LOW,
        onset_after_s=60.0,
        rule="ratings 60 s overdue",
    ),
    TechnicalRow(
        code="T-INFUSION-END",
        priority=Priority.LOW,
        onset_after_s=300.0,
        rule="running 5 min past its planned end, no stop recorded",
        rise=Rise(
            priority=Priority.MEDIUM,
            phases=ANY,
            after_s=900.0,
            count_from=CountFrom.BOTH,
            rule="running 15 min past its planned end, no stop recorded",
        ),
    ),
    TechnicalRow(
        code="T-PUMP",
        priority=Priority.LOW,
        onset_after_s=15.0,
        rule="pump and record differ by over 2 % (at least 0.1 mL/h) for 15 s",
        parameter=Parameter.INFUSION_RATE,
    ),
    TechnicalRow(
        code="T-INTERRUPTED",
        priority=Priority.MEDIUM,
        onset_after_s=0.0,
        rule="nobody watched: restart, or the computer slept",
        latching=True,
    ),
)
"""Of one bed."""

STATION_ROWS: Mapping[str, TechnicalRow] = _table(
    TechnicalRow(
        code="T-AUDIO", priority=Priority.MEDIUM, onset_after_s=0.0, rule="no sound output, or it fails"
    ),
    TechnicalRow(code="T-DISK", priority=Priority.LOW, onset_after_s=0.0, rule="under 500 MB free"),
    TechnicalRow(
        code="T-CLOCK", priority=Priority.LOW, onset_after_s=0.0, rule="the computer's clock was set"
    ),
    TechnicalRow(
        code="T-UI", priority=Priority.HIGH, onset_after_s=2.0, rule="the window stood still for 2 s"
    ),
    TechnicalRow(code="T-PWR", priority=Priority.LOW, onset_after_s=0.0, rule="running on battery"),
    TechnicalRow(
        code="T-WATCHDOG", priority=Priority.MEDIUM, onset_after_s=0.0, rule="the watchdog does not run"
    ),
)
"""Of the station itself; none depends on the phase of a session."""
