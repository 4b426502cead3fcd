"""What an entry of the timeline is called in a report: its kind and a few words. Nothing of it is advice."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from bedside import resources
from bedside.export.report.tell import Tell, number
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_rules import result_of_entry
from bedside.vitals import care_commands as care
from bedside.vitals import commands as basic
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.commands import Command, LimitEdit
from bedside.vitals.parameters import PARAMETERS
from bedside.vitals.protocol import DueKind

_UNITS: Final = frozenset({"mg", "mcg", "µg", "g", "mL", "L/min", "mmol", "IU", "units", "mg/kg"})
_ROUTES: Final = frozenset({"IV", "IM", "PO", "SL", "SC", "IN", "oral", "inhaled", "mask", "nasal"})
_CELLS: Final = {
    "high_low": (Direction.LOW, Priority.HIGH),
    "med_low": (Direction.LOW, Priority.MEDIUM),
    "med_high": (Direction.HIGH, Priority.MEDIUM),
    "high_high": (Direction.HIGH, Priority.HIGH),
}
_SEVERITY: Final = {1: "mild", 2: "moderate", 3: "severe"}
_DUE: Final = {
    DueKind.NIBP: "NIBP",
    DueKind.OBSERVATION: "RR and sedation",
    DueKind.RATINGS: "ratings",
}


@cache
def _listed() -> Mapping[str, str]:
    """Key → words of everything that can be tapped."""
    table = resources.read_toml(resources.path("events.toml"))
    return {
        row["key"]: row["words"] for name in ("event", "treatment", "other") for row in table.get(name, ())
    }


@cache
def rating_scales() -> tuple[str, ...]:
    """Keys of the 0–10 ratings, in the order of the screens."""
    table = resources.read_toml(resources.path("events.toml"))
    return tuple(row["key"] for row in table["scale"])


def event_words(tell: Tell, key: str) -> str:
    """Words of an event or a treatment; of one this version does not know its key, which may be a typed word."""
    words = _listed().get(key)
    return tell.free(key) if words is None else tell.spoken(words)


def scale_words(tell: Tell, key: str) -> str:
    """Title of a scale."""
    scale = scales().get(key)
    return tell.free(key) if scale is None else tell.spoken(scale.title)


def said(tell: Tell, command: Command) -> str:
    """Words of any command on a timeline; of one without words of its own its kind."""
    return _basic(tell, command) or _care(tell, command) or type(command).__name__


def _with(tell: Tell, words: str, *typed: str) -> str:
    return ", ".join([words, *(each for text in typed if (each := tell.free(text)))])


def _basic(tell: Tell, command: Command) -> str:  # a table of kinds
    match command:
        case basic.StartInfusion():
            return _start(tell, command)
        case basic.ChangeRate(rate_ml_h=rate, reason=reason):
            return _with(tell, tell.tr("Rate {rate} mL/h", rate=number(rate, 2)), reason)
        case basic.PauseInfusion(reason=reason):
            return _with(tell, tell.tr("Infusion paused"), reason)
        case basic.ResumeInfusion():
            return tell.tr("Infusion resumed")
        case basic.StopInfusion(reason=reason):
            return _with(tell, tell.tr("Infusion stopped"), reason)
        case basic.MarkEvent():
            return _event(tell, command)
        case basic.GiveRating(scale=scale, value=value):
            return f"{scale_words(tell, scale)} {value}"
        case basic.WriteNote(text=text):
            return tell.free(text)
        case basic.SetPhase(phase=phase):
            return tell.tr("Phase: {phase}", phase=tell.phase(phase))
        case basic.NamePatient(label=label, reason=reason):
            name = tell.free(label) or tell.tr("nobody")
            return _with(tell, tell.tr("Bed named {name}", name=name), reason)
        case basic.StartNibp():
            return tell.tr("NIBP measurement asked for")
        case basic.CancelNibp():
            return tell.tr("NIBP measurement cancelled")
        case basic.Acknowledge():
            return tell.tr("Alarm acknowledged")
        case basic.ChangeLimits(edits=edits, reason=reason):
            limits = "; ".join(edit_words(tell, edit) for edit in edits)
            return _with(tell, tell.tr("Limits changed: {limits}", limits=limits), reason)
        case basic.KeepProfileLimits():
            return tell.tr("Limits of the earlier session offered and not taken")
        case basic.DeclareSameArm(same_arm=same):
            return tell.tr("Cuff and probe on one arm") if same else tell.tr("Cuff and probe on two arms")
        case basic.AudioPause(seconds=seconds):
            return tell.tr("Sound paused for {n} s at most", n=number(seconds, 0))
        case basic.EndAudioPause():
            return tell.tr("Sound pause ended")
        case basic.CarePause(seconds=seconds, reason=reason):
            words = tell.tr("Care pause of {n} s at most", n=number(seconds, 0))
            return _with(tell, words, reason)
        case basic.EndCarePause():
            return tell.tr("Care pause ended")
        case basic.EndSession(reason=reason):
            return _with(tell, tell.tr("Session ended"), reason)
        case basic.SetAges():
            return tell.tr("Ages of numbers changed")
        case basic.Retract(entry=entry):
            return tell.tr("Line {n} taken back", n=entry)
    return ""


def _care(tell: Tell, command: Command) -> str:  # a table of kinds
    match command:
        case care.AdoptProtocol(protocol=protocol, reason=reason):
            words = tell.tr("Protocol {title}, version {n}", title=protocol.title, n=protocol.version)
            return _with(tell, words, reason)
        case care.IdentifyPatient(patient=patient, reason=reason):
            return _with(tell, tell.tr("Patient {name}", name=tell.patient(patient)), reason)
        case care.SetPlan(plan=plan, reason=reason):
            dose = tell.missing if plan.dose_mg is None else f"{number(plan.dose_mg, 2)} mg"
            time = tell.missing if plan.minutes is None else f"{number(plan.minutes)} min"
            return _with(tell, tell.tr("Plan: dose {dose}, time {time}", dose=dose, time=time), reason)
        case care.AnswerItem(item=item, answer=answer, text=text):
            return _with(tell, f"{item.replace('_', ' ')}: {answer or tell.tr('opened again')}", text)
        case care.OverrideItem(item=item, reason=reason):
            return _with(tell, tell.tr("Let pass: {item}", item=item.replace("_", " ")), reason)
        case care.DecideGo(go=go, reason=reason):
            return _with(tell, tell.tr("Decision: go") if go else tell.tr("Decision: no go"), reason)
        case care.AllowEmergencyStart(reason=reason):
            return _with(tell, tell.tr("EMERGENCY START allowed"), reason)
        case care.GiveScore():
            return score_words(tell, command)
        case care.EnterRespiration(rate_per_min=rate):
            return tell.tr("RR {rate} /min", rate=number(rate))
        case care.GiveBolus(mg=mg, reason=reason):
            return _with(tell, tell.tr("Bolus {mg} mg", mg=number(mg, 2)), reason)
        case care.RecordTreatment():
            return _treatment(tell, command)
        case care.AccountVial(vial=vial):
            return tell.tr("Vial {n} accounted for", n=tell.free(vial) if not vial.isdigit() else vial)
        case care.DeferDue(kind=kind, minutes=minutes, reason=reason):
            words = tell.tr("{what} put off {n} min", what=tell.tr(_DUE[kind]), n=number(minutes))
            return _with(tell, words, reason)
        case care.SetAutoCuff(on=on):
            return tell.tr("bedside starts the cuff") if on else tell.tr("bedside no longer starts the cuff")
        case care.DeclareNoCuff(no_cuff=no_cuff, reason=reason):
            words = tell.tr("No cuff on this patient") if no_cuff else tell.tr("Cuff allowed again")
            return _with(tell, words, reason)
        case care.ShowPlasma(on=on):
            return tell.tr("Plasma estimate shown") if on else tell.tr("Plasma estimate hidden")
    return ""


def _start(tell: Tell, command: basic.StartInfusion) -> str:
    rate, strength = number(command.rate_ml_h, 2), number(command.concentration_mg_ml, 3)
    words = tell.tr("Infusion started, {rate} mL/h of {strength} mg/mL", rate=rate, strength=strength)
    other = tell.name(command.checked_by) or tell.missing
    return _with(tell, words + ", " + tell.tr("checked by: {name}", name=other), command.reason)


def _event(tell: Tell, command: basic.MarkEvent) -> str:
    words = event_words(tell, command.event)
    if command.severity is not None:
        words += f", {tell.tr(_SEVERITY.get(command.severity, str(command.severity)))}"
    if command.ended_t is not None:
        words += ", " + tell.tr("until {time}", time=tell.at(command.ended_t))
    return _with(tell, words, command.text, command.action, command.outcome)


def _treatment(tell: Tell, command: care.RecordTreatment) -> str:
    words = [event_words(tell, command.treatment)]
    if command.dose is not None:
        words.append(number(command.dose, 2))
    for text, known in ((command.unit, _UNITS), (command.route, _ROUTES)):
        if text:
            words.append(text if text in known else tell.free(text))
    said_so = [" ".join(words)]
    if command.given_by:
        said_so.append(tell.tr("given by {name}", name=tell.name(command.given_by)))
    if command.witness:
        said_so.append(tell.tr("witness {name}", name=tell.name(command.witness)))
    return _with(tell, ", ".join(said_so), command.text)


def score_words(tell: Tell, command: care.GiveScore) -> str:
    """Title and total of a scale of several items."""
    result = result_of_entry(command)
    total = command.total if result is None else result.total
    title = scale_words(tell, command.scale)
    if total is None:
        return tell.tr("{scale} not complete", scale=title)
    return _with(tell, f"{title} {total}", command.where)


def edit_words(tell: Tell, edit: LimitEdit) -> str:
    """ "SpO2 low, Medium: 92 %"."""
    info = PARAMETERS[edit.parameter]
    direction, priority = _CELLS.get(edit.cell, (Direction.LOW, Priority.MEDIUM))
    value = tell.tr("off") if edit.value is None else tell.value(edit.value, edit.parameter)
    side = tell.tr("low") if direction is Direction.LOW else tell.tr("high")
    return f"{tell.spoken(info.name)} {side}, {priority_word(tell, priority)}: {value}"


def priority_word(tell: Tell, priority: Priority) -> str:
    """High, Medium, Low."""
    return {
        Priority.HIGH: tell.tr("High"),
        Priority.MEDIUM: tell.tr("Medium"),
        Priority.LOW: tell.tr("Low"),
    }[priority]
