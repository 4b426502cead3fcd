"""What has to be so before the patient goes home (DIS-01), line by line, from the timeline and the numbers.

Only what was seen after the last of the drug counts: a score, a walk or an override from before it is asked for again.
A site's protocol has the numbers; a supervisor may let a line pass, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bedside.therapy.awake import Awake, awake_of
from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Criterion, DischargeGate, Override
from bedside.therapy.discharge_items import Timeline, item_lines
from bedside.therapy.infusion import InfusionState
from bedside.therapy.last_dose import LastDose, last_dose_of
from bedside.therapy.oxygen import oxygen_of
from bedside.therapy.pressure import judge
from bedside.therapy.scale_file import scale_title
from bedside.therapy.scale_rules import ratings_of, result_of_entry, scores_of
from bedside.vitals.care_commands import OverrideItem
from bedside.vitals.commands import Entry
from bedside.vitals.parameters import Parameter
from bedside.vitals.patients import PatientRecord
from bedside.vitals.protocol import DischargeRules, GateItem, Protocol
from bedside.vitals.readings import Determination
from bedside.vitals.sessions import Role

FORM: Final = "discharge"  # of AnswerItem and OverrideItem

SPOT_VALID_S: Final = 600.0  # a saturation on air stays a measured one for so long
_MILD: Final = 3  # of nausea 0–10: what is called mild
_GAIT: Final = "gait"  # key of the item that nausea follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the lines are judged by, at one moment. Times are session times, s."""

    timeline: Timeline  # up to now
    now: float
    last: LastDose
    rules: DischargeRules
    awake: Awake
    baseline: Baseline | None
    determinations: Sequence[Determination]  # oldest first
    spo2: float | None  # the newest good value, %
    spo2_t: float | None
    pressure_valid_s: float | None  # a cuff reading counts for so long; None = however old


def discharge_of(
    protocol: Protocol | None,
    entries: Iterable[Entry] | Timeline,
    infusion: InfusionState | None,
    baseline: Baseline | None,
    determinations: Sequence[Determination],
    *,
    spo2: float | None,
    spo2_t: float | None,
    patient: PatientRecord | None,
    now: float,
    pressure_valid_s: float | None = None,
) -> DischargeGate:
    """The gate at session time `now`, s; without a protocol there is none.

    Args:
        protocol: its `discharge` has the numbers and the lines that a person answers.
        entries: the timeline; who asks again and again has gone through it once.
        infusion: as the entries tell it (`infusion_of`).
        baseline: values before the infusion.
        determinations: cuff readings of the session, oldest first.
        spo2: the newest good saturation, %, and `spo2_t` when it was measured.
        patient: names the escort.
        pressure_valid_s: older cuff readings do not count, s.
    """
    if protocol is None:
        return DischargeGate()
    timeline = (entries if isinstance(entries, Timeline) else Timeline(entries)).until(now)
    seen = Seen(
        timeline=timeline,
        now=now,
        last=last_dose_of(infusion),
        rules=protocol.discharge,
        awake=awake_of(protocol),
        baseline=baseline,
        determinations=determinations,
        spo2=spo2,
        spo2_t=spo2_t,
        pressure_valid_s=pressure_valid_s,
    )
    items = item_lines(protocol.discharge.items, timeline, seen.last, patient)
    walks = [line for line in items if line.key == _GAIT]
    others = [line for line in items if line.key != _GAIT]
    lines = [
        _since_stop(seen),
        _score(seen),
        _sedation(seen),
        _dissociation(seen),
        _pressure(seen),
        _spo2(seen),
    ]
    lines += [*walks, _nausea(seen), *others]
    overrides = overrides_of(protocol.discharge.items, timeline, seen.last)
    return DischargeGate(criteria=tuple(replace(line, override=overrides.get(line.key)) for line in lines))


def refusal_of_discharge(gate: DischargeGate) -> str:
    """Why the patient cannot be discharged yet, one sentence; "" when nothing is missing."""
    if not gate.missing:
        return ""
    lines = ", ".join(line.words for line in gate.missing)
    return f"Not yet done: {lines}. Do what is missing, or let a supervisor override it with a reason."


def refusal_of_override(command: OverrideItem) -> str:
    """Why this override of a checklist's line cannot be entered, one sentence; "" when it can."""
    if command.actor.role is not Role.SUPERVISOR or not command.actor.named:
        return "Only a supervisor may override a line: ask one to do it under their own name."
    if not command.reason.strip():
        return "An override needs a reason: write why it may pass."
    return ""


def overrides_of(items: Iterable[GateItem], timeline: Timeline, last: LastDose) -> dict[str, Override]:
    """Overrides of the discharge form by line, the newest each; only a supervisor's with a reason count."""
    found: dict[str, Override] = {}
    by_key, asked = {item.key: item for item in items}, timeline.asked
    for entry in timeline.said:
        command = entry.command
        if not isinstance(command, OverrideItem) or command.form != FORM:
            continue
        item = by_key.get(command.item)
        if item is not None and not asked.same(item, entry):
            continue
        if not refusal_of_override(command) and last.is_before(entry.t):
            found[command.item] = Override(by=command.actor, reason=command.reason.strip(), t=entry.t)
    return found


def _since_stop(seen: Seen) -> Criterion:
    minutes, last = seen.rules.minutes_since_stop, seen.last
    words = f"{minutes:g} min since the infusion stopped"
    key = "since_stop"
    if not last.given:
        return Criterion(key=key, words=words, met=True, found="no infusion was given")
    if last.ended_t is None:
        found = f"the infusion is {'paused' if last.paused else 'running'}: record its stop"
        return Criterion(key=key, words=words, met=False, found=found)
    done_t = last.ended_t + minutes * 60
    found = "last bolus" if last.bolus else "stopped"
    return Criterion(
        key=key, words=words, met=seen.now >= done_t, found=found, found_t=last.ended_t, done_t=done_t
    )


def _score(seen: Seen) -> Criterion:
    """One of the two recovery scores is enough; the newest of each counts."""
    least = {"aldrete": seen.rules.aldrete_least, "padss": seen.rules.padss_least}
    words = " or ".join(f"{scale_title(key)} ≥ {at}" for key, at in least.items())
    tried: list[Criterion] = []
    for key, at in least.items():
        given = [each for each in scores_of(seen.timeline.scored, key) if seen.last.is_before(each[0].t)]
        if not given:
            continue
        entry, command = given[-1]
        result = result_of_entry(command)
        total = result.total if result is not None else None
        says = "has items missing" if total is None else f"{total}"
        met = total is not None and total >= at
        found = f"{scale_title(key)} {says}"
        tried.append(Criterion(key="score", words=words, met=met, found=found, found_t=entry.t))
    if not tried:
        return Criterion(key="score", words=words, met=False)
    return max(tried, key=lambda line: (line.met, line.found_t or 0.0))


def _sedation(seen: Seen) -> Criterion:
    asked = seen.awake
    return _rating(seen, asked.scale, asked.scale, asked.words, asked.enough, asked.said)


def _dissociation(seen: Seen) -> Criterion:
    most = seen.rules.dissociation_most
    return _rating(
        seen, "dissociation", "dissociation", f"Dissociation ≤ {most}", lambda value: value <= most
    )


def _nausea(seen: Seen) -> Criterion:
    most = seen.rules.nausea_most
    words = "Nausea mild at most" if most == _MILD else f"Nausea ≤ {most}"
    return _rating(seen, "nausea", "nausea", words, lambda value: value <= most)


def _rating(
    seen: Seen,
    key: str,
    scale: str,
    words: str,
    enough: Callable[[int], bool],
    said: Callable[[int], str] = str,
) -> Criterion:
    given = [each for each in ratings_of(seen.timeline.scored, scale) if seen.last.is_before(each[0].t)]
    if not given:
        return Criterion(key=key, words=words, met=False)
    entry, rating = given[-1]
    value = rating.value
    return Criterion(key=key, words=words, met=enough(value), found=said(value), found_t=entry.t)


def _pressure(seen: Seen) -> Criterion:
    words = f"Pressure within {seen.rules.pressure_percent:g} % of baseline"
    after = [
        (d.t, d.sys, d.dia)
        for d in seen.determinations
        if d.sys is not None and d.dia is not None and d.t <= seen.now and seen.last.is_before(d.t)
    ]
    if not after:
        return Criterion(key="pressure", words=words, met=False)
    t, sys, dia = after[-1]
    met, found = judge(sys, dia, seen.baseline, seen.rules)
    if seen.pressure_valid_s is not None and seen.now - t > seen.pressure_valid_s:
        met, found = False, f"{found}, too old: measure again"
    return Criterion(key="pressure", words=words, met=met, found=found, found_t=t)


def _spo2(seen: Seen) -> Criterion:
    base = None if seen.baseline is None else seen.baseline.values.get(Parameter.SPO2)
    below = seen.rules.spo2_below_baseline
    if base is None:
        words = f"SpO2 ≥ baseline − {below:g} on air"
        return Criterion(key="spo2", words=words, met=False, found="no baseline: a supervisor decides")
    least = base - below
    words = f"SpO2 ≥ {least:g} on air"
    oxygen = oxygen_of(seen.timeline.treated, seen.now)
    value, t = seen.spo2, seen.spo2_t
    if oxygen.on:
        now = "" if value is None else f"{value:g} now, "
        return Criterion(
            key="spo2", words=words, met=False, found=f"{now}oxygen running", found_t=oxygen.since_t
        )
    if value is None or t is None or not seen.last.is_before(t):
        return Criterion(key="spo2", words=words, met=False)
    if oxygen.off_t is not None and t <= oxygen.off_t:
        found = f"{value:g} was on oxygen: measure on air"
        return Criterion(key="spo2", words=words, met=False, found=found, found_t=t)
    if seen.now - t > SPOT_VALID_S:
        found = f"{value:g}, too old: measure again"
        return Criterion(key="spo2", words=words, met=False, found=found, found_t=t)
    met = value >= least
    if oxygen.off_t is None:
        return Criterion(key="spo2", words=words, met=met, found=f"{value:g} now", found_t=t)
    found = f"{value:g} now, oxygen off"
    return Criterion(key="spo2", words=words, met=met, found=found, found_t=oxygen.off_t)
