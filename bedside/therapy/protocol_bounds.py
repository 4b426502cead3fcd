"""The hard bounds of a protocol: what no file and no person may put in a cell. Inclusive, in the cell's own unit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "minutes": (1, 1440),  # a session is kept for a day without loss
        "ratings_until_dissociation": (0, 10),
        "baseline_readings": (2, 6),  # the mean of one reading is no mean
        "baseline_apart_s": (120, 900),
        "baseline_continuous_min": (1, 30),
        "back_to_baseline_min": (1, 60),
        "orthostatic_drop_mmhg": (10, 60),
        "start_limits.sys_below": (120, 200),
        "start_limits.dia_below": (70, 130),
        "start_limits.pr_low": (30, 80),
        "start_limits.pr_high": (80, 150),
        "start_limits.spo2_least": (85, 100),
        "cautions.most_mg_kg": (0.1, 20),
        "cautions.most_mg": (5, 2000),
        "cautions.least_minutes": (2, 120),
        "cautions.concentrated_mg_ml": (0.5, 100),
        "discharge.minutes_since_stop": (30, 120),
        "discharge.aldrete_least": (8, 10),
        "discharge.padss_least": (8, 10),
        "discharge.moaas": (4, 5),
        "discharge.rass": (-1, 0),
        "discharge.ramsay": (2, 3),
        "discharge.dissociation_most": (0, 3),
        "discharge.nausea_most": (0, 5),
        "discharge.pressure_percent": (5, 30),
        "discharge.sys_below": (100, 200),
        "discharge.dia_below": (60, 130),
        "discharge.spo2_below_baseline": (0, 5),
    }
)
"""30 to 120 min since the stop as DIS-01 has it; the others are our own: wide enough for what sites were found to do,
and so narrow that a slipped digit does not pass."""

MAY_BE_OFF: Final = frozenset(
    {"discharge.sys_below", "discharge.dia_below", "discharge.rass", "discharge.ramsay"}
)

INTERVAL_MIN: Final = (1.0, 120.0)  # what the automatic mode of cuff monitors offers
PHASES: Final = ("infusion_start", "infusion", "recovery_start", "recovery")

NEVER_OFF: Final = frozenset({"nibp.infusion_start", "nibp.infusion", "nibp.recovery_start"})
"""Intervals that every protocol has: pressure peaks in this time."""

LIMIT_CELLS: Final = ("high_low", "med_low", "med_high", "high_high")  # of a site rule beside a limit

MOST_WORDS_CHARS: Final = 80  # of one line of a list
MOST_ANSWER_CHARS: Final = 24  # it stands on a key
MOST_HINT_CHARS: Final = 240
MOST_RULE_CHARS: Final = 600  # it stands beside an alarm
MOST_ADVICE_CHARS: Final = 4000
