"""The outcome ratings of one session: what the patient said before the drug, and right after it (S1, T3, T5). Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from bedside.therapy.course import OUTCOME_RATINGS, Rated
from bedside.therapy.infusion import InfusionState
from bedside.therapy.last_dose import last_dose_of
from bedside.vitals.commands import Entry, GiveRating


def outcome_ratings(
    counting: Sequence[Entry], infusion: InfusionState | None, started_utc: datetime
) -> tuple[Rated, ...]:
    """Of each rating the last one before anything was given, and the last one after the end of it all.

    What was said while the drug ran is neither. Without a drug there is no after; without its recorded end neither.

    Args:
        counting: entries that count.
        infusion: None: nothing was given.
        started_utc: when the session began.
    """
    given = [] if infusion is None else [bolus.t for bolus in infusion.boluses]
    if infusion is not None and infusion.begun:
        given.append(infusion.first_t)
    first_t, last = min(given, default=math.inf), last_dose_of(infusion)
    newest: dict[tuple[str, bool], Rated] = {}
    for entry in sorted(counting, key=lambda each: (each.t, each.number)):
        command = entry.command
        if not isinstance(command, GiveRating) or command.scale not in OUTCOME_RATINGS:
            continue
        after = last.given and last.is_before(entry.t)
        if after or entry.t <= first_t:
            utc = (started_utc + timedelta(seconds=entry.t)).isoformat()
            newest[command.scale, after] = Rated(
                scale=command.scale, utc=utc, value=command.value, after=after
            )
    return tuple(newest.values())
