"""What was given: the plan, every step of the infusion, boluses, the total, and the account of the vials (DOSE-04)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from bedside.export.report.gathered import Gathered
from bedside.export.report.model import Row, Section
from bedside.export.report.said import said
from bedside.export.report.tell import Tell, clock, number
from bedside.therapy.infusion import DOSING
from bedside.therapy.vials import Vial, expired_words, faults_of, given_words
from bedside.vitals.patients import VialUse

_MG: Final = 2  # decimals


def dose_rows(g: Gathered, tell: Tell) -> Iterator[Row]:
    """Given against planned: mg, mg/kg, minutes."""
    numbers, plan = g.facts.numbers, g.facts.plan
    planned = _mg(numbers.mg_planned, tell)
    if numbers.mg_given is None:
        words = tell.tr("nothing: no infusion and no bolus is recorded; planned {mg}", mg=planned)
        yield Row(cells=(tell.tr("Dose"), words), grave=numbers.mg_planned is not None and g.facts.ended)
        return
    words = tell.tr("{mg} given, {planned} planned", mg=_mg(numbers.mg_given, tell), planned=planned)
    if numbers.share_of_plan is not None:
        words += f" ({100 * numbers.share_of_plan:.0f} %)"
    yield Row(cells=(tell.tr("Dose"), words))
    kg = None if plan is None else plan.dose_mg_kg
    yield Row(
        cells=(
            tell.tr("Dose per kg"),
            tell.tr(
                "{n} given, {planned} planned", n=_mg_kg(numbers.mg_kg_given, tell), planned=_mg_kg(kg, tell)
            ),
        )
    )
    taken = tell.tr("no infusion") if g.facts.infused_s is None else clock(g.facts.infused_s)
    minutes = g.facts.planned_min
    meant = tell.missing if minutes is None else clock(minutes * 60.0)
    if g.infusion is not None and g.infusion.infusions > 1:
        taken = tell.tr("{time} in {n} infusions", time=taken, n=g.infusion.infusions)
    words = tell.tr("{time} from start to stop, {planned} planned", time=taken, planned=meant)
    if g.facts.stopped_early:
        words += ", " + tell.tr("stopped early")
    if reason := tell.free(g.facts.stop_reason):
        words += f": {reason}"
    yield Row(cells=(tell.tr("Infusion time"), words))
    if g.facts.never_stopped:
        words = tell.tr("No stop of the infusion is recorded: its dose counts to the end of the record.")
        yield Row(cells=(tell.tr("Stop"), words), grave=True)


def _mg(mg: float | None, tell: Tell) -> str:
    return tell.missing if mg is None else f"{number(mg, _MG)} mg"


def _mg_kg(value: float | None, tell: Tell) -> str:
    return tell.missing if value is None else f"{number(value, _MG)} mg/kg"


def plan(g: Gathered, tell: Tell) -> Section:
    """What was planned for this session, as a person entered it."""
    planned = g.facts.plan
    rows: list[Row] = []
    if planned is not None:
        strength, every = planned.concentration_mg_ml, planned.nibp_every_min
        weight = planned.weight_kg
        rows = [
            Row(cells=(label, words))
            for label, words in (
                (tell.tr("Dose"), f"{_mg(planned.dose_mg, tell)}, {_mg_kg(planned.dose_mg_kg, tell)}"),
                (tell.tr("Weight"), tell.missing if weight is None else f"{number(weight)} kg"),
                (
                    tell.tr("Time"),
                    tell.missing if planned.minutes is None else f"{number(planned.minutes)} min",
                ),
                (
                    tell.tr("Concentration"),
                    tell.missing if strength is None else f"{number(strength, 3)} mg/mL",
                ),
                (
                    tell.tr("NIBP every"),
                    tell.tr("as the protocol says") if every is None else f"{number(every)} min",
                ),
                (tell.tr("Notes"), tell.free(planned.notes) or tell.tr("none")),
            )
        ]
    return Section(
        key="plan",
        title=tell.tr("Plan"),
        rows=tuple(rows),
        nothing=tell.tr("No plan was entered for this session."),
    )


def infusion(g: Gathered, tell: Tell) -> Section:
    """Every step of the rate, pauses and boluses, with what had been given by then."""
    state = g.infusion
    rows = [] if state is None else list(_steps(g, tell))
    if state is not None:
        rows.append(Row(cells=(tell.at(g.duration_s), _total(g, tell), _given(g, g.duration_s), "")))
    return Section(
        key="infusion",
        title=tell.tr("Infusion and boluses"),
        columns=(tell.tr("Time"), tell.tr("What"), tell.tr("Given until then (mg)"), tell.tr("By")),
        rows=tuple(rows),
        nothing=tell.tr("No infusion and no bolus is recorded."),
        recorded=sum(isinstance(e.command, DOSING) for e in g.living),
        told=sum(isinstance(e.command, DOSING) for e in g.living),
    )


def _steps(g: Gathered, tell: Tell) -> Iterator[Row]:
    unheard = () if g.infusion is None else g.infusion.unheard
    for entry in g.living:
        if not isinstance(entry.command, DOSING):
            continue
        words = said(tell, entry.command)
        if entry.number in unheard:
            words += ", " + tell.tr("which changed nothing where it stands")
        yield Row(cells=(tell.at(entry.t), words, _given(g, entry.t), tell.who(entry.command.actor)))


def _total(g: Gathered, tell: Tell) -> str:
    assert g.infusion is not None
    volume, paused = g.facts.given_ml, g.infusion.stood_s(g.duration_s)
    words = [tell.tr("Total"), tell.tr("volume not known") if volume is None else f"{number(volume, _MG)} mL"]
    if g.facts.pumped_ml is not None:
        words.append(tell.tr("the pump itself counted {ml} mL", ml=number(g.facts.pumped_ml, _MG)))
    if paused:
        words.append(tell.tr("paused for {time}", time=clock(paused)))
    return ", ".join(words)


def _given(g: Gathered, t: float) -> str:
    assert g.infusion is not None
    return number(g.infusion.delivered_mg(t), _MG)


def vials(g: Gathered, tell: Tell) -> Section:
    """What was opened, drawn, given and wasted, who saw the waste, and what does not add up."""
    rows = []
    for vial in g.vials:
        use = vial.use
        witness = tell.who(vial.witness) if vial.witness is not None else tell.missing
        if not use.wasted_mg and vial.witness is None:
            witness = tell.tr("nothing wasted")
        lot = ", ".join(part for part in (tell.free(use.lot), tell.day(use.expiry)) if part)
        rows.append(Row(cells=(_name(vial, tell), lot, _amounts(use), tell.who(vial.by), witness)))
    day = g.started_utc.astimezone().date()
    faults = [fault for vial in g.vials for fault in _faults(vial, day, tell)]
    if g.infusion is not None and (apart := given_words(g.vials, g.infusion.delivered_mg(g.duration_s))):
        faults.append(tell.spoken(apart))
    rows += [Row(cells=(tell.tr("Check"), fault), grave=True) for fault in faults]
    return Section(
        key="vials",
        title=tell.tr("Vials"),
        columns=(
            tell.tr("Vial"),
            tell.tr("Lot and expiry"),
            tell.tr("Opened / drawn / given / wasted (mg)"),
            tell.tr("Entered by"),
            tell.tr("Witness of waste"),
        ),
        rows=tuple(rows),
        nothing=tell.tr("No vial was accounted for."),
        recorded=len(g.vials),
        told=len(g.vials),
    )


def _name(vial: Vial, tell: Tell) -> str:
    return vial.number if vial.number.isdigit() else tell.free(vial.number)


def _faults(vial: Vial, day: date, tell: Tell) -> Iterator[str]:
    """What is not right with a vial; without identifiers neither its lot nor the day it expired."""
    told = faults_of(replace(vial, number=_name(vial, tell)), day if tell.identifiers else None)
    yield from (tell.spoken(fault) for fault in told)
    if not tell.identifiers and expired_words(vial.use.lot, vial.use.expiry, day):
        yield tell.tr("A vial was past its expiry.")


def _amounts(use: VialUse) -> str:
    amounts = (use.opened_mg, use.drawn_mg, use.given_mg, use.wasted_mg)
    return " / ".join(number(mg, _MG) for mg in amounts) + f" ({number(use.strength_mg_ml, 3)} mg/mL)"
