"""What is done and what is still to be in a phase without a form of its own: a list of items turning done. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Care
from bedside.ui import formats
from bedside.ui.session.fact import Fact
from bedside.ui.session.infusion_facts import infusion_facts
from bedside.ui.spoken import spoken
from bedside.vitals.commands import GiveRating
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueKind
from bedside.vitals.sessions import Phase

__all__ = ["Fact", "facts_of"]

_MOAAS = "moaas"


def _tr(text: str) -> str:
    return QCoreApplication.translate("PhaseFacts", text)


def facts_of(phase: Phase, update: MonitorUpdate) -> list[Fact]:
    """The items of a phase as they are now."""
    care = update.care or Care()
    if phase is Phase.BASELINE:
        return _baseline(update, care)
    if phase is Phase.INFUSION:
        return [*infusion_facts(update), *_due(update, care)]
    if phase is Phase.RECOVERY:
        return [*_recovery(update, care), *_due(update, care)]
    if phase is Phase.DISCHARGE:
        return [
            Fact(
                done=each.met or each.override is not None,
                words=spoken(each.words),
                found=spoken(each.found) if each.override is None else _passed(each.override.by.name),
            )
            for each in care.discharge.criteria
        ]
    return []


def _passed(name: str) -> str:
    return _tr("overridden by {name}").format(name=name)


def continuous_fact(baseline: Baseline | None, parameter: Parameter, words: str) -> Fact:
    """A value of the baseline that is measured all the time: done when it was, for as long as is planned."""
    value = None if baseline is None else baseline.values.get(parameter)
    if baseline is None or value is None:
        return Fact(done=False, words=words, found="")
    found, short_s = formats.number(value, parameter), baseline.short_of(parameter)
    if short_s is not None:
        found = _tr("{value}, of {time} so far").format(value=found, time=formats.duration(short_s))
    return Fact(done=short_s is None, words=words, found=found)


def _baseline(update: MonitorUpdate, care: Care) -> list[Fact]:
    baseline, needed = update.baseline, care.protocol.baseline_readings if care.protocol else 2
    apart = (care.protocol.baseline_apart_s if care.protocol else 120.0) / formats.MINUTE
    readings = baseline.readings if baseline is not None else 0
    words = _tr("{n} NIBP readings, at least {min} min apart")
    values = baseline.values if baseline is not None else {}
    pressure = formats.pressures(values.get(Parameter.NIBP_SYS), values.get(Parameter.NIBP_DIA))
    found = _tr("{n} so far").format(n=readings)
    facts = [
        Fact(
            done=baseline is not None and baseline.complete and readings >= needed,
            words=words.format(n=needed, min=formats.plain(apart)),
            found=_tr("{found}, mean {pressure}").format(found=found, pressure=pressure)
            if readings
            else found,
        )
    ]
    for parameter in (Parameter.SPO2, Parameter.PR):
        name = _tr("{name} before the infusion").format(name=formats.short_name(parameter))
        facts.append(continuous_fact(baseline, parameter, name))
    given = {
        entry.command.scale: entry
        for entry in update.entries
        if isinstance(entry.command, GiveRating) and not entry.retracted
    }
    score = given.pop(_MOAAS, None)
    facts.append(
        Fact(
            done=score is not None,
            words=_tr("Sedation score"),
            found=_rating(score.command, score.t, update) if score is not None else "",
            opens="ratings",
        )
    )
    newest = max(given.values(), key=lambda entry: entry.t, default=None)
    facts.append(
        Fact(
            done=bool(given),
            words=_tr("Ratings of the patient"),
            found=""
            if newest is None
            else _tr("{n}, last {time}").format(n=len(given), time=_clock(update, newest.t)),
            opens="ratings",
        )
    )
    facts.append(
        Fact(
            done=any(limit.edited for limit in update.limits),
            words=_tr("Limits looked at for this patient"),
            found="",
            opens="limits",
        )
    )
    return facts


def _rating(command: object, t: float, update: MonitorUpdate) -> str:
    assert isinstance(command, GiveRating)
    return _tr("{value} at {time}").format(value=command.value, time=_clock(update, t))


def _clock(update: MonitorUpdate, t: float) -> str:
    session = update.session
    return "" if session is None else formats.clock_minute_at(session.started_utc, t, update.now)


def _recovery(update: MonitorUpdate, care: Care) -> list[Fact]:
    infusion = update.infusion
    if infusion is None or infusion.stopped_t is None:
        return [Fact(done=False, words=_tr("Stop of the infusion"), found=_tr("recovery begins with it"))]
    facts = []
    if care.protocol is not None:
        least = care.protocol.discharge.minutes_since_stop * formats.MINUTE
        since = update.now - infusion.stopped_t
        facts.append(
            Fact(
                done=since >= least,
                words=_tr("{time} since the stop").format(time=formats.duration(least)),
                found=formats.duration(since),
            )
        )
    back = care.back_since_t
    minutes = care.protocol.back_to_baseline_min if care.protocol else None
    words = (
        _tr("Pressure and pulse back at the baseline")
        if minutes is None
        else _tr("Pressure and pulse back at the baseline for {min} min").format(min=formats.plain(minutes))
    )
    found = "" if back is None else _tr("since {time}").format(time=_clock(update, back))
    facts.append(Fact(done=care.back_done, words=words, found=found))
    return facts


def _due(update: MonitorUpdate, care: Care) -> list[Fact]:
    names = {
        DueKind.NIBP: (_tr("NIBP"), ""),
        DueKind.OBSERVATION: (_tr("Respiration and sedation"), "ratings"),
        DueKind.RATINGS: (_tr("Ratings of the patient"), "ratings"),
    }
    facts = []
    for due in care.due:
        name, opens = names[due.kind]
        left = due.due_t - update.now
        found = (
            _tr("due in {time}").format(time=formats.duration(left))
            if left > 0
            else _tr("overdue by {time}").format(time=formats.duration(-left))
        )
        if due.deferred:
            found += f", {due.deferred}"
        facts.append(Fact(done=left > 0, words=name, found=found, opens=opens))
    return facts
