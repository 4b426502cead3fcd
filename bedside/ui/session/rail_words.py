"""What the rail says of each phase, of the patient and of the plan. Pure: nothing is painted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Care
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_rules import result_of_entry
from bedside.ui import formats
from bedside.ui.session.scale_words import offered
from bedside.ui.spoken import plural, told
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import GiveRating
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Phase

_MINUTE_S: Final = 60.0
_SCORES_COUNT: Final = 3  # totals in one line
_NAMED_COUNT: Final = 2  # lines that are missing, by name


class Mark(StrEnum):
    """How far a phase is; each has a shape of its own."""

    DONE = "done"  # a check in a circle
    NOW = "now"  # the picture of the phase
    NEXT = "next"  # an empty circle
    LOCKED = "locked"  # a lock: the gate is closed


@dataclass(frozen=True, slots=True, kw_only=True)
class RailLine:
    """One row of the rail."""

    title: str
    state: str = ""
    mark: Mark = Mark.NEXT


def _tr(text: str) -> str:
    return QCoreApplication.translate("SessionRail", text)


def phase_lines(update: MonitorUpdate) -> dict[Phase, RailLine]:
    """Every phase with its state."""
    session, care = update.session, update.care or Care()
    now = list(Phase).index(session.phase) if session is not None else 0
    said = {
        Phase.SCREENING: _screening(care),
        Phase.BASELINE: _baseline(update, care),
        Phase.INFUSION: _infusion(update, care),
        Phase.RECOVERY: _recovery(update, care),
        Phase.DISCHARGE: _discharge(update, care),
    }
    lines = {}
    for n, phase in enumerate(Phase):
        mark = Mark.NOW if n == now else Mark.DONE if n < now else Mark.NEXT
        if phase is Phase.INFUSION and mark is Mark.NEXT and not care.gate.ready:
            mark = Mark.LOCKED
        if phase is Phase.SCREENING and mark is Mark.DONE and not screened(care):
            mark = Mark.NEXT  # monitoring began first: the list is still to be asked
        lines[phase] = RailLine(title=formats.phase_name(phase), state=said[phase], mark=mark)
    return lines


def screened(care: Care) -> bool:
    """Whether nothing of the screening holds anything up."""
    return all(row.passed for row in care.gate.rows)


def patient_line(update: MonitorUpdate) -> RailLine:
    """Whose session it is."""
    session, care = update.session, update.care or Care()
    patient = care.patient
    if patient is not None:
        state = plural("SessionRail", "%n identifier", "%n identifiers", patient.identifiers)
        return RailLine(title=patient.label or _tr("Patient"), state=state, mark=Mark.DONE)
    label = session.label if session is not None else ""
    return RailLine(
        title=label or _tr("Patient"),
        state=_tr("named, not identified yet") if label else _tr("not named yet"),
    )


def plan_line(update: MonitorUpdate) -> RailLine:
    """What is planned."""
    plan = (update.care or Care()).plan
    if plan is None:
        return RailLine(title=_tr("Plan"), state=_tr("nothing planned yet"))
    parts = []
    if plan.dose_mg is not None:
        parts.append(f"{formats.plain(plan.dose_mg, 2)} mg")
    if plan.minutes is not None:
        parts.append(f"{formats.plain(plan.minutes)} min")
    if plan.concentration_mg_ml is not None:
        parts.append(f"{formats.plain(plan.concentration_mg_ml, 2)} mg/mL")
    return RailLine(title=_tr("Plan"), state=" · ".join(parts) or _tr("notes only"), mark=Mark.DONE)


def scales_line(update: MonitorUpdate) -> RailLine:
    """The questionnaires: those the protocol asks for before, and what was filled in."""
    care = update.care or Care()
    wanted = care.protocol.scales_before if care.protocol is not None else ()
    given = _totals_given(update)
    title = _tr("Questionnaires")
    if not wanted:
        named = [_score(scale, given[scale]) for scale in (each.key for each in offered()) if scale in given]
        state = ", ".join(named[-_SCORES_COUNT:]) or _tr("none asked for")
        return RailLine(title=title, state=state, mark=Mark.DONE if named else Mark.NEXT)
    missing = [scale for scale in wanted if given.get(scale) is None]
    if not missing:
        state = ", ".join(_score(scale, given[scale]) for scale in wanted[:_SCORES_COUNT])
        return RailLine(title=title, state=state, mark=Mark.DONE)
    words = _tr("{n} of {all}, next {scale}")
    done = len(wanted) - len(missing)
    return RailLine(title=title, state=words.format(n=done, all=len(wanted), scale=_name(missing[0])))


def _totals_given(update: MonitorUpdate) -> dict[str, int | None]:
    """The newest of each scale in this session, a single rating too; None where an item of it is missing."""
    newest: dict[str, tuple[float, int | None]] = {}
    for entry in update.entries:
        command = entry.command
        if entry.retracted or not isinstance(command, GiveScore | GiveRating):
            continue
        t, _ = newest.get(command.scale, (entry.t, None))
        if entry.t >= t:
            total = command.value if isinstance(command, GiveRating) else _total(command)
            newest[command.scale] = (entry.t, total)
    return {scale: total for scale, (_, total) in newest.items()}


def _total(command: GiveScore) -> int | None:
    result = result_of_entry(command)
    return command.total if result is None else result.total


def _name(scale: str) -> str:
    known = scales().get(scale)
    return scale if known is None else known.title


def _score(scale: str, total: int | None) -> str:
    return (
        _tr("{scale} not complete").format(scale=_name(scale)) if total is None else f"{_name(scale)} {total}"
    )


def missing_lines(care: Care) -> list[tuple[str, str]]:
    """What stands before the infusion: its number, "" where it has none, and the words.

    Of many lines the number says enough: the checklist itself names them.
    """
    lines = []
    for sentence in care.gate.missing:
        said = told(sentence)
        number, _, words = said.partition(" ")
        if not number.isdigit() or not words:
            lines.append(("", said))
            continue
        many = int(number) > _NAMED_COUNT
        lines.append((number, words.partition(": ")[0] if many else words))
    return lines


def start_words(update: MonitorUpdate) -> tuple[bool, str]:
    """Whether the infusion may be started from here, and why not."""
    infusion, care = update.infusion, update.care or Care()
    if update.session is None:
        return False, _tr("No session runs on this bed.")
    if infusion is not None and infusion.stopped_t is None:
        return False, _tr("The infusion runs: its keys are under this page.")
    if not care.gate.ready:
        return False, _tr("Closed by the gate: the list above says what is missing.")
    if care.gate.missing and care.gate.emergency is not None:
        by = care.gate.emergency.by.name
        return True, _tr("Open by an emergency start of {name}.").format(name=by)
    return True, ""


def _screening(care: Care) -> str:
    rows = care.gate.rows
    if not rows:
        return _tr("no list of the site")
    answered = sum(not row.open for row in rows)
    words = _tr("{n} of {all} answered")
    if late := sum(row.late for row in rows):
        words = _tr("{n} of {all}, {late} late")
    return words.format(n=answered, all=len(rows), late=late)


def _baseline(update: MonitorUpdate, care: Care) -> str:
    baseline = update.baseline
    needed = care.protocol.baseline_readings if care.protocol is not None else 0
    missing = needed - (baseline.readings if baseline is not None else 0)
    if missing > 0:
        return _tr("waits for {n} NIBP").format(n=missing)
    if baseline is not None and not baseline.complete:
        return _tr("waits for NIBP further apart")
    if baseline is not None and care.protocol is not None:
        for parameter in (Parameter.SPO2, Parameter.PR):
            if short := _too_short(baseline, parameter):
                return short
    return plural("SessionRail", "%n NIBP reading", "%n NIBP readings", baseline.readings if baseline else 0)


def _too_short(baseline: Baseline, parameter: Parameter) -> str:
    """What a continuous value lacks of its time before the infusion: "SpO2 2:10 of 5:00"; "" = nothing."""
    name = formats.short_name(parameter)
    if parameter not in baseline.values:
        return _tr("waits for {name}").format(name=name)
    measured_s = baseline.short_of(parameter)
    if measured_s is None:
        return ""
    time, whole = formats.duration(measured_s), formats.duration(baseline.window_s)
    return _tr("{name} {time} of {whole}").format(name=name, time=time, whole=whole)


def _infusion(update: MonitorUpdate, care: Care) -> str:
    infusion = update.infusion
    if infusion is None:
        if not care.gate.ready:
            return _tr("closed by the gate")
        return _tr("open by emergency start") if care.gate.missing else _tr("may start")
    given = _tr("{mg} mg given").format(mg=formats.plain(infusion.delivered_mg(update.now)))
    if infusion.stopped_t is not None:
        return _tr("stopped, {given}").format(given=given)
    elapsed = formats.duration(infusion.elapsed_s(update.now))
    if infusion.planned_min:
        whole = formats.duration(infusion.planned_min * _MINUTE_S)
        elapsed = _tr("{time} of {whole}").format(time=elapsed, whole=whole)
    return f"{elapsed}, {formats.plain(infusion.delivered_mg(update.now))} mg"


def _recovery(update: MonitorUpdate, care: Care) -> str:
    infusion = update.infusion
    if infusion is None or infusion.stopped_t is None:
        return ""
    since = formats.duration(update.now - infusion.stopped_t)
    if care.protocol is None:
        return _tr("{time} since stop").format(time=since)
    whole = formats.duration(care.protocol.discharge.minutes_since_stop * _MINUTE_S)
    return _tr("{time} of {whole} since stop").format(time=since, whole=whole)


def _discharge(update: MonitorUpdate, care: Care) -> str:
    criteria = care.discharge.criteria
    infusion = update.infusion
    if not criteria or infusion is None or infusion.stopped_t is None:
        return ""
    met = len(criteria) - len(care.discharge.missing)
    return _tr("{n} of {all} met").format(n=met, all=len(criteria))
