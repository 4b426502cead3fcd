"""What a connected pump says beside what people recorded: read only, a difference is told in words and changes nothing.

Times are session times, s; rates mL/h; volumes mL. What counts is what people entered, with a pump or without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from bedside.therapy.infusion_state import InfusionState

Row = tuple[float, float | None]
"""When the pump said it, s, and what; None: it stands, or does not say at what rate it runs."""

PATIENCE_S: Final = 15.0  # a difference for longer than this is told: somebody is at the pump and enters it
SILENT_S: Final = 15.0  # without any word of the pump
TOLERANCE_RATIO: Final = 0.02  # of the recorded rate, or
TOLERANCE_ML_H: Final = 0.1  # what a pump rounds to, whichever is more
HEARD_BY_S: Final = 60.0  # before or after a recorded start or stop
MOST_ROWS: Final = 600  # looked back at for since when
UNKNOWN_AFTER_S: Final = 120.0  # a difference that is over by now and lasted longer left a dose nobody knows


class PumpSays(StrEnum):
    """How pump and record stand to each other."""

    NOTHING = "nothing"  # no pump was ever heard in this session
    AGREES = "agrees"
    DIFFERS = "differs"  # another rate
    UNRECORDED = "unrecorded"  # it runs, and nothing is recorded as running
    STANDS = "stands"  # it stands, and is recorded as running
    SILENT = "silent"  # it was heard, and is not any more


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpReadings:
    """What is known of the pump of a bed."""

    rates: Sequence[Row] = ()  # of its rate, oldest first; one holds until the next
    heard_t: float | None = None  # of its last word, whatever it was; None = never
    silent: Sequence[tuple[float, float]] = ()  # from when until when it said no rate, where that was long


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpMatch:
    """The comparison at one moment."""

    says: PumpSays
    words: str = ""  # one or two sentences for a person; "" = there is nothing to tell
    since_t: float | None = None  # it has been so since then
    pump_ml_h: float | None = None
    recorded_ml_h: float | None = None


def pump_match(pump: PumpReadings, infusion: InfusionState | None, now: float) -> PumpMatch:
    """How the pump's word and the record stand to each other at session time `now`.

    Args:
        pump: what it said so far. infusion: as recorded; None = no start is recorded.
    """
    recorded = _recorded(infusion, now)
    if pump.heard_t is None:
        return PumpMatch(says=PumpSays.NOTHING, recorded_ml_h=recorded)
    if now - pump.heard_t > SILENT_S:
        return PumpMatch(
            says=PumpSays.SILENT,
            words="The pump is not heard any more: check its cable. The record goes on with what people entered.",
            since_t=pump.heard_t,
            recorded_ml_h=recorded,
        )
    heard = [row for row in pump.rates[-MOST_ROWS:] if row[0] <= now]
    if not heard:
        return PumpMatch(says=PumpSays.AGREES, recorded_ml_h=recorded)
    rate = heard[-1][1]
    since = _differs_since(heard, infusion, now)
    if since is None or now - since <= PATIENCE_S:
        return PumpMatch(says=PumpSays.AGREES, pump_ml_h=rate, recorded_ml_h=recorded)
    says, words = _told(rate, recorded, infusion)
    return PumpMatch(says=says, words=words, since_t=since, pump_ml_h=rate, recorded_ml_h=recorded)


def doses_unknown_from(pump: PumpReadings, infusion: InfusionState | None, now: float) -> float | None:
    """Since when, s, what was given is not known because pump and record contradict each other; None = it is known.

    A difference of now counts like any that is told. One that is over counts where it was long: what was given then
    stays unknown until the record is put right for that time. A pump that fell silent goes on as it last said.
    """
    now = now if pump.heard_t is None else min(now, pump.heard_t)
    rows = [row for row in pump.rates[-MOST_ROWS:] if row[0] <= now]
    earliest, until = None, now
    for t, rate in _pieces_back(rows, infusion, now):
        if _same(rate, _recorded(infusion, t)):
            until = t
            continue
        unheard_s = sum(max(0.0, min(b, until) - max(a, t)) for a, b in pump.silent)
        if until - t - unheard_s > (PATIENCE_S if until == now else UNKNOWN_AFTER_S):
            earliest = t
    return earliest


def _told(rate: float | None, recorded: float, infusion: InfusionState | None) -> tuple[PumpSays, str]:
    if not rate:
        words = (
            f"The pump stands, and {recorded:g} mL/h is recorded as running: record the pause or the stop."
        )
        return PumpSays.STANDS, words
    if recorded:
        words = (
            f"The pump runs at {rate:g} mL/h, recorded is {recorded:g} mL/h: record the rate the pump shows."
        )
        return PumpSays.DIFFERS, words
    if infusion is None or not infusion.begun:
        words = f"The pump runs at {rate:g} mL/h, and no start is recorded: record the start with its time."
    elif infusion.stopped_t is not None:
        words = f"The pump runs at {rate:g} mL/h, and the infusion is recorded as stopped: look at the pump."
    else:
        words = (
            f"The pump runs at {rate:g} mL/h, and the infusion is recorded as paused: record that it goes on."
        )
    return PumpSays.UNRECORDED, words


def _recorded(infusion: InfusionState | None, t: float) -> float:
    """The rate that runs at `t` as recorded; 0 where nothing does."""
    step = None if infusion is None else infusion.step_at(t)
    return 0.0 if step is None else step.rate_ml_h


def _same(rate: float | None, recorded: float) -> bool:
    if not rate or not recorded:
        return bool(rate) == bool(recorded)
    return abs(rate - recorded) <= max(TOLERANCE_RATIO * recorded, TOLERANCE_ML_H) + 1e-9


def _differs_since(rows: Sequence[Row], infusion: InfusionState | None, now: float) -> float | None:
    """Since when pump and record have differed without a break; None: they agree now."""
    since = None
    for t, rate in _pieces_back(rows, infusion, now):
        if _same(rate, _recorded(infusion, t)):
            break
        since = t
    return since


def _pieces_back(rows: Sequence[Row], infusion: InfusionState | None, now: float) -> Iterator[Row]:
    """Beginning of each piece in which neither pump nor record changed, the newest first, and what the pump said."""
    steps = [] if infusion is None else [step.t for step in infusion.steps if step.t <= now]
    for n in range(len(rows) - 1, -1, -1):
        begin, rate = rows[n]
        end = rows[n + 1][0] if n + 1 < len(rows) else now
        while steps and steps[-1] > begin:
            step_t = steps.pop()
            if step_t < end or n == len(rows) - 1:
                yield step_t, rate
        yield begin, rate


def pumped_ml(volumes: Sequence[Row], from_t: float, until: float) -> float | None:
    """What a pump's own counter grew by between two times, mL; None where it was not heard twice.

    A counter that was set back goes on from where it begins anew. For the report, beside the recorded volume.
    """
    known = [(t, volume) for t, volume in volumes if volume is not None and from_t <= t <= until]
    if len(known) < 2:
        return None
    total = 0.0
    for (_, before), (_, after) in pairwise(known):
        total += after - before if after >= before else after
    return total


def counted_between(volumes: Sequence[Row], started_t: float, ended_t: float) -> float | None:
    """The same from the start of an infusion to its end, as people recorded them, mL.

    A start is recorded about when the pump is started, not at the same second: `HEARD_BY_S` on either side belongs to
    it. A pump that was heard only later has counted nothing that could be compared: None.
    """
    first = next((t for t, volume in volumes if volume is not None and t >= started_t - HEARD_BY_S), None)
    if first is None or first > started_t + HEARD_BY_S:
        return None
    return pumped_ml(volumes, first, ended_t + HEARD_BY_S)
