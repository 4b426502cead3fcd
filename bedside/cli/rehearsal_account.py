"""What came of a rehearsed session, for whoever supervises: phases, dose, numbers, alarms, the way home; and checks.

The dose is computed twice more than by the session itself: from the script's words alone, and from the record. All
three must be the same, to the last digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from statistics import fmean
from typing import Final

from bedside.cli.rehearsal_script import Step
from bedside.cli.rehearsal_stage import Done
from bedside.monitor.updates import MonitorUpdate
from bedside.review.completeness import CONTINUOUS, Row, What
from bedside.review.planned_times import Plan
from bedside.review.recorded_completeness import completeness_of
from bedside.store.recorded import RecordedSession
from bedside.therapy.dose import DoseUnit, RateUnit, bolus_mg, divided, exact, shown, to_mg_h
from bedside.therapy.infusion import infusion_of
from bedside.vitals.alarms import Change, Priority
from bedside.vitals.commands import Entry, StartInfusion

_TAKEN_WORDS: Final = {
    What.SPO2: "SpO2",
    What.PR: "PR",
    What.NIBP: "NIBP",
    What.OBSERVATION: "breathing and sedation",
    What.RATINGS: "ratings",
}
_DIGITS: Final = 120  # of a sum of products of typed numbers: none is ever cut off
_SECONDS_PER_H: Final = Decimal(3600)
_MG_DECIMALS: Final = 4  # as far as a dose is told; compared are all of its digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Sentences for people, and what is wrong."""

    told: tuple[str, ...]
    faults: tuple[str, ...]  # () = the rehearsal is as it should be


def account(
    done: Sequence[Done], last: MonitorUpdate | None, recorded: RecordedSession, until_s: float
) -> Account:
    """What came of it.

    Args:
        done: the steps that were played.
        last: the bed right before the session was ended, or the rehearsal stopped.
        recorded: the session as the record has it.
        until_s: session time the rehearsal went to.
    """
    entries = recorded.entries()
    faults = [*_not_as_asked(done)]
    told = [*_phases(entries, recorded.duration_s)]
    dose, wrong = _dose(done, last, entries, until_s)
    told += dose
    faults += wrong
    told += [*_pressures(recorded, entries), *_completeness(recorded), _alarms(recorded), *_way_home(last)]
    return Account(told=tuple(told), faults=tuple(faults))


def clock_text(t: float) -> str:
    """Session time as h:mm:ss."""
    minutes, seconds = divmod(round(t), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"


def _not_as_asked(done: Sequence[Done]) -> Iterator[str]:
    for each in done:
        if each.as_asked:
            continue
        where = (
            f"Line {each.step.line}, {clock_text(each.step.at_s)}, {each.step.words} by {each.step.by.name}"
        )
        if each.step.must_be_refused:
            yield f"{where}: it was accepted, and the script says that it must not be."
        else:
            yield f"{where}: refused: {' '.join(each.refusals)}"


def _phases(entries: Sequence[Entry], end_t: float) -> Iterator[str]:
    yield "Phases"
    for phase, since, until in Plan.of(entries).phases.spans(end_t):
        minutes = (until - since) / 60
        yield f"  {phase.value:10} {clock_text(since)} to {clock_text(until)}  ({minutes:.0f} min)"


def _dose(
    done: Sequence[Done], last: MonitorUpdate | None, entries: Sequence[Entry], until: float
) -> tuple[list[str], list[str]]:
    by_script = scripted_mg([each.step for each in done if not each.refusals], until)
    infusion = infusion_of(entries)
    by_record = Decimal(0) if infusion is None else infusion.delivered_exact(until)
    live = None if last is None or last.infusion is None else last.infusion.delivered_exact(until)
    planned = None if infusion is None or infusion.planned_mg is None else exact(infusion.planned_mg)
    words = f"Dose: {_mg(by_record)} given"
    if planned is not None:
        percent = shown(divided(100 * by_record, planned), 1).marked
        words += f" of {_mg(planned)} planned ({percent} %)"
    faults = []
    if by_record != by_script:
        faults.append(
            f"The record says {_mg(by_record)} were given, and the script's numbers make {_mg(by_script)}."
        )
    if (live or Decimal(0)) != by_script:
        faults.append(
            f"The bed showed {_mg(live or Decimal(0))}, and the script's numbers make {_mg(by_script)}."
        )
    if not faults:
        words += "; the script's own arithmetic gives the same, to the last digit"
    return [f"{words}."], faults


def scripted_mg(steps: Sequence[Step], until_s: float) -> Decimal:
    """What these steps give up to `until_s`, mg, by their own words and nothing else."""
    mg_s = Decimal(0)  # mg/h times s
    given = Decimal(0)
    rate, strength, since = Decimal(0), Decimal(0), Decimal(0)
    weight: float | None = None
    running = False
    with localcontext() as context:
        context.prec = _DIGITS
        for step in (*(step for step in steps if step.at_s <= until_s), None):
            t = exact(until_s if step is None else step.at_s)
            mg_s += (rate if running else 0) * (t - since)
            since = t
            if step is None:
                break
            fields = step.fields
            match step.name:
                case "identify_patient":
                    weight = fields["patient"].get("weight_used_kg") or fields["patient"].get("weight_kg")
                case "name_patient":
                    weight = fields.get("weight_kg")
                case "start_infusion" | "change_rate":
                    strength = exact(fields.get("concentration_mg_ml", strength))
                    rate = _mg_h(step, strength, weight)
                    running = running or step.name == "start_infusion"
                case "pause_infusion" | "stop_infusion":
                    running = False
                case "resume_infusion":
                    running = True
                case "give_bolus":
                    given += _bolus(step, strength, weight)
        return given + divided(mg_s, _SECONDS_PER_H)


def _mg_h(step: Step, strength: Decimal, weight_kg: float | None) -> Decimal:
    fields = step.fields
    unit = RateUnit(fields.get("entered_unit", RateUnit.ML_H))
    typed = fields.get("entered_value")
    if typed is None or unit is RateUnit.ML_H:
        return exact(fields["rate_ml_h"] if typed is None else typed) * strength
    found = to_mg_h(typed, unit, concentration_mg_ml=strength, weight_kg=fields.get("weight_kg", weight_kg))
    return exact(fields["rate_ml_h"]) * strength if found is None else found


def _bolus(step: Step, strength: Decimal, weight_kg: float | None) -> Decimal:
    fields = step.fields
    typed = fields.get("entered_value")
    if typed is None:
        return exact(fields["mg"])
    found = bolus_mg(
        typed,
        DoseUnit(fields.get("entered_unit", DoseUnit.MG)),
        concentration_mg_ml=strength,
        weight_kg=fields.get("weight_kg", weight_kg),
    )
    return exact(fields["mg"]) if found is None else found


def _mg(value: Decimal) -> str:
    return f"{shown(value, _MG_DECIMALS).marked} mg"


def _pressures(recorded: RecordedSession, entries: Sequence[Entry]) -> Iterator[str]:
    """How the patient answered."""
    started = next((e.t for e in entries if isinstance(e.command, StartInfusion) and not e.retracted), None)
    known = [
        (d.t, d.sys, d.dia) for d in recorded.determinations() if d.sys is not None and d.dia is not None
    ]
    if started is None or not known:
        return
    words = f"Pressure: {len(known)} readings"
    if before := [(sys, dia) for t, sys, dia in known if t <= started]:
        words += f", baseline {fmean(sys for sys, _ in before):.0f}/{fmean(dia for _, dia in before):.0f}"
    if after := [each for each in known if each[0] > started]:
        t, sys, dia = max(after, key=lambda each: each[1])
        words += f", highest {sys:.0f}/{dia:.0f} mmHg at {clock_text(t)}"
    yield f"{words}, last {known[-1][1]:.0f}/{known[-1][2]:.0f}."


def _completeness(recorded: RecordedSession) -> Iterator[str]:
    """Taken of what the protocol planned; without a protocol only what was taken."""
    rows = completeness_of(recorded)
    yield "Taken of what was planned" if any(row.planned is not None for row in rows) else "Taken"
    for phase in dict.fromkeys(row.phase for row in rows):
        parts = [_part(row) for row in rows if row.phase is phase]
        yield f"  {phase.value:10} {', '.join(parts)}"


def _part(row: Row) -> str:
    name = _TAKEN_WORDS[row.what]
    if row.what in CONTINUOUS:
        return f"{name} {'not measured' if row.share is None else f'{100 * row.share:.0f} %'}"
    if row.planned is None:
        return f"{name} {row.taken:.0f}×"
    return f"{name} {row.taken:.0f} of {row.planned:.0f}" + (
        f" ({row.deferred} put off)" if row.deferred else ""
    )


def _alarms(recorded: RecordedSession) -> str:
    onsets = [change for change in recorded.alarm_changes() if change.change is Change.ONSET]
    if not onsets:
        return "Alarms: none."
    parts = []
    for priority in sorted(Priority, reverse=True):
        of_it = Counter(change.words for change in onsets if change.priority is priority)
        if of_it:
            words = ", ".join(f"{what}" + (f" {n}×" if n > 1 else "") for what, n in of_it.items())
            parts.append(f"{sum(of_it.values())} {priority.name.lower()} ({words})")
    return f"Alarms: {'; '.join(parts)}."


def _way_home(last: MonitorUpdate | None) -> Iterator[str]:
    gate = None if last is None or last.care is None else last.care.discharge
    if gate is None or not gate.criteria:
        yield "Discharge: the session follows no protocol that asks for anything."
        return
    missing = gate.missing
    state = (
        f"{len(missing)} of {len(gate.criteria)} criteria are open" if missing else "every criterion is met"
    )
    yield f"Discharge: {state}."
    for each in gate.criteria:
        mark = "met" if each.met else "OPEN" if each.override is None else "let pass"
        why = f": {each.override.reason} ({each.override.by.name})" if each.override is not None else ""
        yield f"  {mark:8} {each.words}{f' ({each.found})' if each.found else ''}{why}"
