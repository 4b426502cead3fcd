"""One recorded session in words: whose it was, phases, dose, overrides, completeness, late and corrected entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bedside.review.completeness import CONTINUOUS, Row, What
from bedside.review.corrections import Correction
from bedside.review.session_facts import Passed, SessionFacts
from bedside.therapy.care import Decision
from bedside.therapy.course import OUTCOME_RATINGS, SessionNumbers
from bedside.therapy.late import is_late
from bedside.ui import formats
from bedside.ui.course.against import against_heading, against_lines
from bedside.ui.course.course_data import Trace
from bedside.ui.course.course_words import day_and_year, scale_title, signed, tr
from bedside.ui.course.fact_line import Fact
from bedside.ui.entry_words import entry_words
from bedside.ui.session.next_visit import visit_words
from bedside.ui.spoken import decimal, spoken, told
from bedside.vitals.care_commands import AnswerItem
from bedside.vitals.commands import Entry
from bedside.vitals.display import PressureUnit

_WHOLE_PERCENT: Final = 99.95  # from here on it is written as 100


def record_facts(
    facts: SessionFacts,
    trace: Trace | None,
    unit: PressureUnit,
    earlier: Sequence[SessionNumbers] = (),
) -> list[Fact]:
    """All lines, what must be seen first. `earlier`: sessions of the same patient, to hold it against."""
    return [
        *grave_facts(facts),
        *_patient(facts, trace),
        *_phases(facts),
        *_dose(facts, unit),
        *_against(facts, unit, earlier),
        *_completeness(facts),
        *_entries(facts),
    ]


def _clock(facts: SessionFacts, t: float) -> str:
    return formats.clock_at(facts.started_utc, t)


def _heading(words: str) -> Fact:
    return Fact(words=words, heading=True)


def grave_facts(facts: SessionFacts) -> Iterable[Fact]:
    """What must be seen: an emergency start, what was let pass, a no-go, an infusion without a stop."""
    for emergency in facts.emergencies:
        yield Fact(
            grave=True,
            words=tr("Emergency start: {reason}").format(reason=emergency.reason),
            note=_by(facts, emergency.by.name, emergency.t),
        )
    for passed in facts.passed:
        yield Fact(
            grave=True,
            words=tr("Let pass, {item}: {reason}").format(item=_item(passed), reason=passed.override.reason),
            note=_by(facts, passed.override.by.name, passed.override.t, late=passed.override.late),
        )
    if facts.decision is not None and not facts.decision.go:
        words = tr("Decision: no go") + (f", {facts.decision.reason}" if facts.decision.reason else "")
        yield Fact(grave=True, words=words, note=_decided(facts, facts.decision))
    if facts.never_stopped:
        yield Fact(grave=True, words=tr("No stop of the infusion is recorded: its dose counts to the end."))


def _item(passed: Passed) -> str:
    form = tr("discharge") if passed.form == "discharge" else tr("screening")
    return f"{form}, {spoken(passed.words) if passed.words else passed.item.replace('_', ' ')}"


def _by(facts: SessionFacts, name: str, t: float, *, late: bool = False) -> str:
    words = tr("by {name}, {time}, after the start") if late else tr("by {name}, {time}")
    return words.format(name=name, time=_clock(facts, t))


def _decided(facts: SessionFacts, decision: Decision) -> str:
    return _by(facts, decision.by.name, decision.t, late=decision.late)


def _patient(facts: SessionFacts, trace: Trace | None) -> Iterable[Fact]:
    yield _heading(tr("Patient"))
    label = "" if trace is None else trace.label
    now = label or (facts.patient.label if facts.patient is not None and trace is None else "")
    yield Fact(label=tr("Now under"), words=now or tr("nobody: it can be filed under a patient"))
    if facts.label and facts.label != now:
        yield Fact(label=tr("Name at the bed"), words=facts.label)
    for move in () if trace is None else trace.moves:
        when = f"{day_and_year(move.utc)}, {formats.clock_minute_at(move.utc, 0.0)}"
        if move.before:
            words = tr("was under {other} until {when}: {reason}")
            words = words.format(other=move.before, when=when, reason=move.reason)
        else:
            words = tr("was under nobody until {when}").format(when=when)
        yield Fact(label=tr("Moved"), words=words, note=tr("by {name}").format(name=move.actor))
    if facts.decision is not None and facts.decision.go:
        words = tr("go") + (f", {facts.decision.reason}" if facts.decision.reason else "")
        yield Fact(label=tr("Decision"), words=words, note=_decided(facts, facts.decision))
    if facts.simulated:
        yield Fact(label=tr("Kind"), words=tr("SIMULATION, not a patient"))


def _phases(facts: SessionFacts) -> Iterable[Fact]:
    if not facts.phases:
        return
    yield _heading(tr("Phases"))
    for phase, start, end in facts.phases:
        words = f"{_clock(facts, start)}–{_clock(facts, end)}, {formats.duration(end - start)}"
        yield Fact(label=formats.phase_name(phase), words=words)
    if facts.end_reason:
        yield Fact(label=tr("End"), words=told(facts.end_reason))
    elif not facts.ended:
        yield Fact(label=tr("End"), words=tr("not closed"))
    if facts.next_visit:
        yield Fact(label=tr("Next visit"), words=visit_words(facts.next_visit))


def _dose(facts: SessionFacts, unit: PressureUnit) -> Iterable[Fact]:
    numbers = facts.numbers
    yield _heading(tr("Dose and response"))
    if numbers.mg_given is None:
        planned = numbers.mg_planned
        words = tr("no infusion is recorded")
        if planned is not None:
            words += ", " + tr("{mg} mg planned").format(mg=decimal(planned, 1))
        yield Fact(label=tr("Dose"), words=words)
    else:
        yield Fact(label=tr("Dose"), words=dose_words(facts))
    if facts.given_ml is not None:
        words = tr("{ml} mL").format(ml=decimal(facts.given_ml, 1))
        if facts.pumped_ml is not None:
            words += ", " + tr("the pump counted {ml} mL").format(ml=decimal(facts.pumped_ml, 1))
        yield Fact(label=tr("Volume"), words=words)
    if facts.infused_s is not None:
        words = formats.duration(facts.infused_s)
        if facts.planned_min is not None:
            words += " " + tr("of {time} planned").format(time=formats.duration(facts.planned_min * 60))
        if facts.stopped_early:
            words += ", " + tr("stopped early")
        yield Fact(label=tr("Infusion"), words=words, note=facts.stop_reason)
    if numbers.rise_mmhg is not None:
        peak, base = (formats.pressure(x, unit) for x in (numbers.peak_sys, numbers.baseline_sys))
        words = tr("{base} → {peak} {unit}").format(base=base, peak=peak, unit=unit.value)
        if unit is not PressureUnit.KPA:
            words += f" ({signed(numbers.rise_mmhg)})"
        yield Fact(label=tr("Peak systolic"), words=words)
    if numbers.lowest_spo2 is not None:
        yield Fact(label=tr("Lowest SpO2"), words=f"{decimal(numbers.lowest_spo2)} %")
    if numbers.highest_dissociation is not None:
        yield Fact(label=tr("Dissociation"), words=tr("highest {n}").format(n=numbers.highest_dissociation))
    yield from _rated(numbers)
    for score in numbers.scores:
        total = tr("not complete") if score.total is None else str(score.total)
        yield Fact(label=scale_title(score.scale), words=total)


def _rated(numbers: SessionNumbers) -> Iterable[Fact]:
    """What the patient said before the drug and right after it (S1)."""
    values = {(each.scale, each.after): each.value for each in numbers.ratings}
    for scale in OUTCOME_RATINGS:
        parts = []
        if (before := values.get((scale, False))) is not None:
            parts.append(tr("{n} before").format(n=before))
        if (after := values.get((scale, True))) is not None:
            parts.append(tr("{n} right after").format(n=after))
        if parts:
            yield Fact(label=scale_title(scale), words=", ".join(parts))


def _against(facts: SessionFacts, unit: PressureUnit, earlier: Sequence[SessionNumbers]) -> Iterable[Fact]:
    lines = against_lines(facts.numbers, earlier, unit)
    if lines:
        yield _heading(against_heading(facts.numbers, earlier))
    for line in lines:
        yield Fact(label=line.label, words=f"{line.here}, {line.earlier}", note=line.outside)


def dose_words(facts: SessionFacts) -> str:
    """ "28.6 of 35.0 mg planned, 82 %, 0.41 mg/kg"."""
    numbers = facts.numbers
    if numbers.mg_given is None:
        return "–"
    given = decimal(numbers.mg_given, 1)
    words = tr("{mg} mg").format(mg=given)
    if numbers.mg_planned is not None:
        words = tr("{mg} of {planned} mg planned").format(mg=given, planned=decimal(numbers.mg_planned, 1))
    if numbers.share_of_plan is not None:
        words += ", " + tr("{n} %").format(n=decimal(100 * numbers.share_of_plan))
    if numbers.mg_kg_given is not None:
        words += ", " + tr("{n} mg/kg").format(n=decimal(numbers.mg_kg_given, 2))
    return words


def _completeness(facts: SessionFacts) -> Iterable[Fact]:
    if not facts.completeness:
        return
    yield _heading(tr("Completeness"))
    for row in facts.completeness:
        yield Fact(
            label=f"{formats.phase_name(row.phase)}, {_what(row.what)}",
            words=share_words(row),
            note=_gap(facts, row),
        )


def _what(what: What) -> str:
    return {
        What.SPO2: tr("SpO2"),
        What.PR: tr("PR"),
        What.NIBP: tr("NIBP"),
        What.OBSERVATION: tr("RR and sedation"),
        What.RATINGS: tr("ratings"),
    }[what]


def share_words(row: Row) -> str:
    """Of seconds in per cent, of readings in numbers: "99.1 %", "7 of 8, 1 put off"."""
    if row.what in CONTINUOUS:
        if row.share is None:
            return "–"
        percent = 100 * row.share
        return tr("{n} %").format(n=decimal(percent, 0 if percent >= _WHOLE_PERCENT else 1))
    if row.planned is None:
        return tr("{n} taken, no protocol says how many").format(n=int(row.taken))
    words = tr("{n} of {planned}").format(n=int(row.taken), planned=int(row.planned))
    if row.deferred:
        words += ", " + tr("{n} put off").format(n=row.deferred)
    return words


def _gap(facts: SessionFacts, row: Row) -> str:
    gap = row.longest
    if gap is None:
        return ""
    words = tr("longest gap {length} at {time}: {cause}")
    return words.format(
        length=formats.duration(gap.seconds), time=_clock(facts, gap.start_t), cause=told(gap.cause)
    )


def _entries(facts: SessionFacts) -> Iterable[Fact]:
    late = [(entry, said) for entry in facts.late if (said := _said(entry) or _answered(facts, entry))]
    struck = [(correction, said) for correction in facts.corrections if (said := _said(correction.original))]
    if not late and not struck:
        return
    yield _heading(tr("Late and corrected entries"))
    for entry, said in late:
        words = tr("late: entered {time} by {name}")
        if not is_late(entry.t, entry.entered_t):
            words = tr("late, after the start: {time} by {name}")
        note = words.format(time=_clock(facts, entry.entered_t), name=entry.command.actor.name)
        yield Fact(label=_clock(facts, entry.t), words=said, note=note)
    for correction, said in struck:
        yield Fact(
            label=_clock(facts, correction.original.t),
            words=said,
            struck=True,
            note=_instead(facts, correction),
        )


def _instead(facts: SessionFacts, correction: Correction) -> str:
    by = correction.by
    when = "" if correction.entered_t is None else _clock(facts, correction.entered_t)
    if by is None:
        return tr("taken back {time}").format(time=when).strip()
    words = tr("corrected {time} by {name}: {words}")
    return words.format(time=when, name=by.command.actor.name, words=_said(by))


def _answered(facts: SessionFacts, entry: Entry) -> str:
    """An answer of the screening, which is a line of no list but its own: "Glaucoma: no"."""
    command, items = entry.command, () if facts.protocol is None else facts.protocol.screening
    if not isinstance(command, AnswerItem):
        return ""
    words = next((item.words for item in items if item.key == command.item), command.item)
    return f"{spoken(words)}: {spoken(command.answer)}"


def _said(entry: Entry) -> str:
    said = entry_words(entry.command)
    return "" if said is None else said[1]
