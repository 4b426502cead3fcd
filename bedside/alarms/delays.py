"""The manual's page "How long until it sounds", written from a profile (ALM-24).

What a person has to know: the device averages, the profile waits, the station needs a moment. All three add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bedside.alarms.profile import Profile
from bedside.alarms.rates import rate_row
from bedside.alarms.rows import Onset, Way, limit_rows
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.parameters import Parameter

SEEN_S: Final = 0.5  # s at most from the value that completes the wait to the screen (ALM-21)
HEARD_S: Final = 1.0  # s at most from there to the first tone
_AVERAGED: Final = frozenset({Parameter.SPO2, Parameter.PR})
_PRIORITIES: Final = {Priority.HIGH: "High", Priority.MEDIUM: "Medium", Priority.LOW: "Low"}


@dataclass(frozen=True, slots=True)
class _Line:
    """One way to alarm."""

    parameter: Parameter
    priority: Priority
    rule: str
    wait_s: float | None  # None: not a time
    wait: str


def page(profile: Profile, averaging_s: Mapping[str, float | None]) -> str:
    """The page, as Markdown.

    Args:
        profile: whose limits and delays.
        averaging_s: name of each oximeter → s over which it averages SpO2 and pulse; None = its maker does not say.
    """
    devices = list(averaging_s)
    head = ["Alarm", "Priority", "Wait", "Seen after", "Heard after", *(f"Heard with {d}" for d in devices)]
    lines = [
        "# How long until it sounds",
        "",
        f"Profile {profile.title}. Written from the profile; limits changed for a patient keep these times.",
        "",
        "The time from the patient to the alarm is made of three parts:",
        "",
        "1. **The device averages.** An oximeter shows the mean of the last seconds. A cuff shows one reading.",
        "2. **The profile waits**, so that a short dip is no alarm. A value that is back inside starts the wait again;",
        "   a missing value stops it.",
        f"3. **bedside shows it** within {SEEN_S:g} s and sounds within {HEARD_S:g} s.",
        "",
        "“Seen after” and “Heard after” count from the first value beyond the limit that the device sends, at most;",
        "the columns of the oximeters add their averaging.",
        "",
        _table_row(head),
        _table_row(["---"] * len(head)),
    ]
    lines += [_table_row(_cells(line, averaging_s)) for line in _lines(profile)]
    lines += [
        "",
        "A cuff reading is evaluated when it arrives; between two readings nothing can be noticed. A respiratory rate",
        "that a person enters counts at once. While the device calls its values disturbed, Medium and Low alarms of",
        "SpO2 and pulse may come up to 30 s later. After a probe was off, evaluation begins 10 s after the first valid",
        "value.",
    ]
    return "\n".join(lines) + "\n"


def _lines(profile: Profile) -> Iterator[_Line]:
    for parameter in profile.limit_sets:
        for direction in Direction:
            for row in limit_rows(profile, parameter, direction):
                for onset in row.onsets:
                    wait_s, wait = _wait(onset)
                    yield _Line(parameter, row.priority, onset.rule, wait_s, wait)
            rate = rate_row(profile, parameter, direction)
            if rate is not None:
                wait = f"{rate.persistence_s:g} s" if rate.persistence_s else "none"
                yield _Line(parameter, rate.priority, rate.rule, rate.persistence_s, wait)


def _wait(onset: Onset) -> tuple[float | None, str]:
    match onset.way:
        case Way.POINTS:
            deep, shallow = onset.amount / 5, onset.amount
            return None, f"{shallow:g} s at 1 point under, {deep:g} s at 5"
        case Way.CROSSINGS:
            return 0.0, "none at the third crossing"
        case Way.CONFIRMED:
            return 0.0, "none at the second reading"
    return onset.amount, f"{onset.amount:g} s" if onset.amount else "none"


def _cells(line: _Line, averaging_s: Mapping[str, float | None]) -> list[str]:
    def after(*parts_s: float | None) -> str:
        known = [part for part in parts_s if part is not None]
        return f"{sum(known):g} s" if len(known) == len(parts_s) else "–"

    heard = [
        ("not stated" if average_s is None else after(average_s, line.wait_s, HEARD_S))
        if line.parameter in _AVERAGED
        else "–"
        for average_s in averaging_s.values()
    ]
    return [
        line.rule,
        _PRIORITIES[line.priority],
        line.wait,
        after(line.wait_s, SEEN_S),
        after(line.wait_s, HEARD_S),
        *heard,
    ]


def _table_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
