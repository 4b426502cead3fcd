"""The first parts of the report: what this is, what it came to at a glance, the screening, the emergency start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bedside import __version__
from bedside.export.report.dosing import dose_rows
from bedside.export.report.gathered import Gathered
from bedside.export.report.model import Row, Section
from bedside.export.report.monitoring import missing_rows, worst_rows
from bedside.export.report.said import priority_word
from bedside.export.report.tell import Tell, clock, number
from bedside.therapy.care import GateRow, Override
from bedside.therapy.gate_fill import FORM
from bedside.vitals.alarms import Kind, Priority
from bedside.vitals.patients import PatientRecord, Sex
from bedside.vitals.sessions import Actor, Mode

SIMULATION: Final = "SIMULATION, not a patient"


def what_it_is(g: Gathered, tell: Tell) -> Section:
    """Session, patient, protocol, devices, program, times."""
    return Section(key="what", title=tell.tr("What this is"), rows=tuple(_what(g, tell)))


def _what(g: Gathered, tell: Tell) -> Iterator[Row]:
    if g.opened.mode is Mode.SIMULATION:
        yield _row(tell.tr("Kind"), tell.tr(SIMULATION))
    else:
        yield _row(tell.tr("Kind"), tell.tr("a real patient, recorded live"))
    if tell.identifiers:
        yield _row(tell.tr("Session"), g.opened.session)
    else:
        yield _row(
            tell.tr("Identifiers"),
            tell.tr(
                "Removed: names, record number, date of birth, days, and every text that somebody typed. "
                "Times count from the beginning of the session."
            ),
        )
    yield _row(tell.tr("State"), state_words(g, tell), grave=not g.facts.ended)
    yield from _patient(g, tell)
    yield from _protocol(g, tell)
    yield _row(tell.tr("Alarm profile"), _profile(g, tell))
    devices = [device.partition("@")[0] if not tell.identifiers else device for device in g.devices]
    yield _row(tell.tr("Devices"), ", ".join(devices) or tell.tr("no device was heard"))
    yield _row(tell.tr("Bed"), str(g.opened.bed))
    recorded = g.opened.version
    words = (
        recorded if recorded == __version__ else tell.tr("{n}, this report by {m}", n=recorded, m=__version__)
    )
    yield _row(tell.tr("bedside"), words)
    yield from _times(g, tell)


def _row(label: str, words: str, *, grave: bool = False) -> Row:
    return Row(cells=(label, words), grave=grave)


def state_words(g: Gathered, tell: Tell) -> str:
    """How it ended; while it runs, that it does; where it was cut short, that no end is recorded."""
    if g.running:
        words = tell.tr("STILL RUNNING: this report tells what was recorded by {time}. More will come.")
        return words.format(time=tell.at(g.duration_s))
    if not g.facts.ended:
        words = tell.tr("INTERRUPTED: no end is recorded. The last that was recorded is of {time}.")
        return words.format(time=tell.at(g.duration_s))
    reason = g.facts.end_reason
    usual = reason in ("", "ended by the operator")
    return tell.tr("ended") if not reason else tell.spoken(reason) if usual else tell.free(reason)


def _patient(g: Gathered, tell: Tell) -> Iterator[Row]:
    patient = g.patient
    if patient is None:
        yield _row(tell.tr("Patient"), tell.tr("nobody was identified"), grave=True)
        if g.facts.label:
            yield _row(tell.tr("Name at the bed"), tell.free(g.facts.label))
        return
    name = tell.free(patient.label) or tell.missing
    yield _row(tell.tr("Patient"), ", ".join(p for p in (name, tell.spoken(g.patient_said)) if p))
    yield _row(tell.tr("Record number"), tell.free(patient.record_no) or tell.missing)
    yield _row(tell.tr("Date of birth"), tell.age(patient, g.started_utc.astimezone().date()) or tell.missing)
    sex = tell.missing if patient.sex is Sex.NOT_SAID else tell.tr(patient.sex.value)
    yield _row(tell.tr("Sex"), sex)
    yield _row(tell.tr("Weight"), _weight(patient, tell))
    yield _row(tell.tr("Allergies"), tell.free(patient.allergies) or tell.missing)


def _weight(patient: PatientRecord, tell: Tell) -> str:
    if patient.weight_kg is None:
        return tell.missing
    words = f"{number(patient.weight_kg)} kg"
    used = patient.weight_used_kg
    if used is not None and used != patient.weight_kg:
        words += ", " + tell.tr("doses per kg by {n} kg ({basis})").format(
            n=number(used), basis=tell.tr(patient.weight_basis.value)
        )
    return words


def _protocol(g: Gathered, tell: Tell) -> Iterator[Row]:
    protocol = g.facts.protocol
    if protocol is None:
        yield _row(tell.tr("Protocol"), tell.tr("none: there was no plan of readings and no checklist"))
        return
    yield _row(tell.tr("Protocol"), tell.tr("{title}, version {n}", title=protocol.title, n=protocol.version))
    if protocol.approved_by:
        by, on = tell.name(protocol.approved_by), tell.day(protocol.approved_on)
        yield _row(tell.tr("Approved by"), ", ".join(part for part in (by, on) if part))
    else:
        yield _row(tell.tr("Approved by"), tell.tr("nobody: it is the default that came with bedside"))


def _profile(g: Gathered, tell: Tell) -> str:
    return g.opened.profile if g.limits_known else tell.tr("{title}, no longer there", title=g.opened.profile)


def _times(g: Gathered, tell: Tell) -> Iterator[Row]:
    facts = g.facts
    yield _row(tell.tr("Began"), tell.moment(g.started_utc) if tell.identifiers else tell.at(0.0))
    yield _row(tell.tr("Ended") if facts.ended else tell.tr("Recorded until"), tell.at(facts.duration_s))
    yield _row(tell.tr("Length"), clock(facts.duration_s))
    for phase, start, end in facts.phases:
        words = f"{tell.at(start)} – {tell.at(end)}, {clock(end - start)}"
        yield _row(tell.phase(phase), words)
    if not facts.phases:
        yield _row(tell.tr("Phases"), tell.missing)


# -- at a glance ------------------------------------------------------------------------------------------


def at_a_glance(g: Gathered, tell: Tell) -> Section:
    """Given against planned, the worst values, alarms, and what is missing."""
    rows = [*dose_rows(g, tell), *worst_rows(g, tell), _alarms(g, tell), *_graves(g, tell)]
    rows += missing_rows(g, tell)
    return Section(key="glance", title=tell.tr("At a glance"), rows=tuple(rows))


def _alarms(g: Gathered, tell: Tell) -> Row:
    began = [c.priority for c in g.conditions if c.kind is Kind.PHYSIOLOGICAL]
    counted = ", ".join(
        f"{began.count(priority)} {priority_word(tell, priority)}"
        for priority in sorted(Priority, reverse=True)
    )
    technical = len(g.conditions) - len(began)
    return _row(
        tell.tr("Alarms"), tell.tr("{n} of the patient, {m} of the equipment", n=counted, m=technical)
    )


def _graves(g: Gathered, tell: Tell) -> Iterator[Row]:
    facts = g.facts
    if _emergencies(g):
        words = tell.tr("EMERGENCY START: the screening was passed by, see below")
        yield _row(tell.tr("Emergency"), words, grave=True)
    if facts.decision is not None and not facts.decision.go:
        yield _row(tell.tr("Decision"), tell.tr("NO GO, see Screening"), grave=True)
    if facts.passed:
        words = tell.tr("by a supervisor, lines: {n}, see below", n=len(facts.passed))
        yield _row(tell.tr("Let pass"), words, grave=True)


# -- screening --------------------------------------------------------------------------------------------


def screening(g: Gathered, tell: Tell) -> Section:
    """Answers that raised a flag, who let them pass and why, what was not answered, and the decision."""
    rows = [*_gate(g, tell), _decision(g, tell)] if g.gate.rows else []
    nothing = tell.tr("This session had no protocol: there was no screening list.")
    return Section(key="screening", title=tell.tr("Screening"), rows=tuple(rows), nothing=nothing)


def _gate(g: Gathered, tell: Tell) -> Iterator[Row]:
    rows = g.gate.rows
    answered = sum(1 for row in rows if row.answer)
    clear = sum(1 for row in rows if row.answer and not row.flagged)
    late = sum(row.late for row in rows)
    words = tell.tr("{n} of {all} lines, {clear} without a flag", n=answered, all=len(rows), clear=clear)
    if late:
        words += ", " + tell.tr("{n} AFTER THE START", n=late)
    yield _row(tell.tr("Answered"), words, grave=bool(late))
    flagged = [row for row in rows if row.flagged]
    for row in flagged:
        yield _row(tell.spoken(row.item.words), _flag(row, tell), grave=True)
    if not flagged:
        yield _row(tell.tr("Flags"), tell.tr("no answer raised a flag"))
    missing = [tell.spoken(row.item.words) for row in rows if row.open and row.item.required]
    if missing:
        words = tell.tr("NOT ENTERED, {n} lines: {lines}", n=len(missing), lines="; ".join(missing))
        yield _row(tell.tr("Not answered"), words, grave=True)
    standing = {row.item.key for row in flagged if row.override is not None}
    for passed in g.facts.passed:
        if passed.form == FORM and passed.item not in standing:
            words = tell.spoken(passed.words) if passed.words else passed.item.replace("_", " ")
            said = tell.tr("no longer flagged. {words}", words=passed_words(passed.override, tell))
            yield _row(words, said, grave=True)


def _flag(row: GateRow, tell: Tell) -> str:
    text = row.text if row.automatic and row.item.fills == "start_limits" else tell.free(row.text)
    said = ": ".join(part for part in (tell.spoken(row.answer), tell.spoken(text)) if part)
    by = "" if row.by is None or row.t is None else f" ({_said_by(row.by, row.t, tell, late=row.late)})"
    if row.override is None:
        return f"{said}{by}. " + tell.tr("NOT let pass by anybody.")
    return f"{said}{by}. " + passed_words(row.override, tell)


def passed_words(override: Override, tell: Tell) -> str:
    """Who let something pass, when and why."""
    words = tell.tr("Let pass by {name}, {time}: {why}")
    if override.late:
        words = tell.tr("Let pass by {name}, {time}, AFTER THE START: {why}")
    reason = tell.free(override.reason) or tell.missing
    return words.format(name=tell.who(override.by), time=tell.at(override.t), why=reason)


def _said_by(by: Actor, t: float, tell: Tell, *, late: bool) -> str:
    who, time = tell.who(by), tell.at(t)
    return tell.tr("{who}, {time}, AFTER THE START", who=who, time=time) if late else f"{who}, {time}"


def _decision(g: Gathered, tell: Tell) -> Row:
    decision = g.facts.decision
    if decision is None:
        return _row(tell.tr("Go or no-go"), tell.missing, grave=True)
    words = tell.tr("GO") if decision.go else tell.tr("NO GO")
    reason = tell.free(decision.reason)
    by = _said_by(decision.by, decision.t, tell, late=decision.late)
    said = f"{words}, {by}" + (f": {reason}" if reason else "")
    return _row(tell.tr("Go or no-go"), said, grave=not decision.go)


def _emergencies(g: Gathered) -> tuple[Override, ...]:
    """All that were used, and the last that was allowed, used or not; oldest first."""
    used, last = g.facts.emergencies, g.facts.emergency
    return used if last is None or last in used else (*used, last)


def emergency_start(g: Gathered, tell: Tell) -> Section:
    """The gate was passed by (GATE-01): in red, with its reason."""
    rows: list[Row] = []
    words = tell.tr("The infusion was allowed without a finished screening, by {name}, {time}.")
    for allowed in _emergencies(g):
        said = words.format(name=tell.who(allowed.by), time=tell.at(allowed.t))
        rows.append(_row(tell.tr("EMERGENCY START"), said, grave=True))
        rows.append(_row(tell.tr("Reason"), tell.free(allowed.reason) or tell.missing, grave=True))
        pin = tell.tr("checked") if allowed.pin_checked else tell.tr("not asked for: the site had none")
        rows.append(_row(tell.tr("PIN of the site"), pin))
    return Section(
        key="emergency",
        title=tell.tr("Emergency start"),
        rows=tuple(rows),
        nothing=tell.tr("There was no emergency start."),
        grave=bool(rows),
    )
