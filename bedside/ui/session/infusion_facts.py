"""The infusion in the session's overview: what was given, of how much, how long still, where the rate leads. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from bedside.monitor.pump_beside import counted_ml
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.infusion import InfusionState, living, never_stopped
from bedside.ui import formats
from bedside.ui.session.fact import Fact
from bedside.ui.spoken import decimal, told
from bedside.vitals.commands import StartInfusion


def _tr(text: str) -> str:
    return QCoreApplication.translate("PhaseFacts", text)


def infusion_facts(update: MonitorUpdate) -> list[Fact]:
    """Its lines as they are now."""
    infusion = update.infusion
    if infusion is None or not infusion.begun:
        bolus = () if infusion is None else (_dose(infusion, update),)
        return [Fact(done=False, words=_tr("Start of the infusion"), opens="rate"), *bolus]
    return [
        Fact(done=True, words=_tr("Start of the infusion"), found=_start(infusion, update)),
        _dose(infusion, update),
        _volume(infusion, update),
        *_time(infusion, update),
        *_ahead(infusion, update),
        _stop(infusion, update),
    ]


def dose_words(infusion: InfusionState, t: float, weight_kg: float | None) -> str:
    """What was given by session time `t`: "19.6 mg of 35 mg, 56 %, 0.28 mg/kg"."""
    said = _tr("{mg} mg").format(mg=decimal(infusion.delivered_mg(t), 1))
    if infusion.planned_mg:
        said = _tr("{given} of {mg} mg").format(given=said, mg=formats.plain(infusion.planned_mg))
    share, per_kg = infusion.percent_of_plan(t), infusion.mg_per_kg(t, weight_kg)
    parts = [said, "" if share is None else f"{decimal(share)} %"]
    parts.append("" if per_kg is None else f"{decimal(per_kg, 2)} mg/kg")
    return ", ".join(part for part in parts if part)


def reached_words(infusion: InfusionState, update: MonitorUpdate) -> str:
    """When the planned dose will have been given at the rate that runs: "35 mg at 10:44"; "" = it cannot be told."""
    reached = infusion.reaches_plan_t(update.now)
    if reached is None or infusion.planned_mg is None:
        return ""
    words = _tr("{mg} mg at {time}")
    return words.format(mg=formats.plain(infusion.planned_mg), time=_clock(update, reached))


def _start(infusion: InfusionState, update: MonitorUpdate) -> str:
    """When, and who else checked syringe and rate: "10:05, checked by L. Hartmann"."""
    found = _clock(update, infusion.started_t)
    starts = [entry.command for entry in living(update.entries) if entry.t == infusion.started_t]
    for command in starts:
        if isinstance(command, StartInfusion) and command.checked_by:
            found += ", " + _tr("checked by {name}").format(name=command.checked_by)
    return found


def _dose(infusion: InfusionState, update: MonitorUpdate) -> Fact:
    weight = None if update.session is None else update.session.weight_kg
    found = dose_words(infusion, update.now, weight)
    return Fact(done=None, words=_tr("Dose"), found=found)


def _volume(infusion: InfusionState, update: MonitorUpdate) -> Fact:
    """mL as recorded, and as the pump itself counted where it says so."""
    given = infusion.given_ml(update.now)
    if given is None:
        through = decimal(float(infusion.infused_ml(update.now)), 1)
        found = _tr("{ml} mL through the pump; of a bolus the volume is not known").format(ml=through)
    else:
        found = _tr("{ml} mL").format(ml=decimal(float(given), 1))
    counted = counted_ml(update)
    if counted is not None:
        found += "; " + _tr("the pump counted {ml} mL").format(ml=decimal(counted, 1))
    return Fact(done=None, words=_tr("Volume"), found=found)


def _time(infusion: InfusionState, update: MonitorUpdate) -> Iterator[Fact]:
    elapsed = formats.duration(infusion.elapsed_s(update.now))
    left = infusion.remaining_s(update.now)
    if left is None or infusion.planned_min is None:
        found = _tr("{time} elapsed").format(time=elapsed)
    else:
        whole = formats.duration(infusion.planned_min * formats.MINUTE)
        found = _tr("{time} of {whole}").format(time=elapsed, whole=whole)
        if infusion.stopped_t is None:
            over, to_go = _tr("{time} over the plan"), _tr("{time} remaining")
            found += ", " + (
                over.format(time=formats.duration(-left))
                if left < 0
                else to_go.format(time=formats.time_left(left))
            )
    if infusion.paused:
        found += ", " + _tr("paused")
    yield Fact(done=None, words=_tr("Time"), found=found)


def _ahead(infusion: InfusionState, update: MonitorUpdate) -> Iterator[Fact]:
    """Where it leads if nothing changes."""
    if infusion.stopped_t is not None or not infusion.planned_mg:
        return
    parts = [reached_words(infusion, update)]
    left = infusion.remaining_s(update.now)
    if left is not None and left > 0 and not infusion.paused:
        end = update.now + left
        words = _tr("{mg} mg by the planned end, {time}")
        mg = decimal(infusion.projected_mg(end, update.now), 1)
        parts.append(words.format(mg=mg, time=_clock(update, end)))
    if infusion.paused:
        parts = [_tr("paused: nothing is given")]
    whole = infusion.delivered_mg(update.now) >= infusion.planned_mg
    found = "; ".join(part for part in parts if part)
    yield Fact(
        done=None,
        words=_tr("Planned dose, at this rate"),
        found=_tr("all of it is given") if whole and not infusion.paused else found,
    )


def _stop(infusion: InfusionState, update: MonitorUpdate) -> Fact:
    ended = infusion.stopped_t
    words = told(never_stopped(infusion, update.now))
    return Fact(
        done=ended is not None,
        words=_tr("Stop of the infusion"),
        found=_clock(update, ended) if ended is not None else words or _tr("not recorded yet"),
        opens="rate" if words else "",
    )


def _clock(update: MonitorUpdate, t: float) -> str:
    session = update.session
    return "" if session is None else formats.clock_minute_at(session.started_utc, t, update.now)
