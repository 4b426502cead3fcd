"""The dose on the handover card: what was given so far and what runs. Pure: nothing is painted here."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.infusion import InfusionState
from bedside.ui import formats
from bedside.ui.handover_words import DoseRow
from bedside.ui.spoken import decimal
from bedside.vitals.commands import ChangeRate


def _tr(text: str) -> str:
    return QCoreApplication.translate("Handover", text)


def dose_row(update: MonitorUpdate) -> DoseRow:
    """What was given by `update`, how it runs, and when it should end."""
    infusion, session = update.infusion, update.session
    if infusion is None or session is None:
        return DoseRow()
    given = infusion.delivered_mg(update.now)
    planned = infusion.planned_mg
    per_kg = infusion.mg_per_kg(update.now, session.weight_kg)
    percent = infusion.percent_of_plan(update.now)
    elapsed = formats.duration(infusion.elapsed_s(update.now)) if infusion.begun else ""
    whole = infusion.planned_min
    return DoseRow(
        given=decimal(given, 1),
        of=_tr("of {mg} mg").format(mg=decimal(planned, 1)) if planned else _tr("mg given"),
        per_kg=_tr("no weight entered") if per_kg is None else f"{decimal(per_kg, 2)} mg/kg",
        percent="" if percent is None else f"{percent:.0f} %",
        share=None if percent is None else percent / 100,
        running=_running(update, infusion),
        reason=_reason(update, infusion),
        time=_tr("{time} of {whole}").format(time=elapsed, whole=formats.duration(whole * formats.MINUTE))
        if whole
        else elapsed,
        stops=_stops(update, infusion),
    )


def _running(update: MonitorUpdate, infusion: InfusionState) -> str:
    def clock(t: float) -> str:
        session = update.session
        return "" if session is None else formats.clock_minute_at(session.started_utc, t, update.now)

    if not infusion.begun:
        return _tr("bolus at {time}, no infusion recorded").format(time=clock(infusion.started_t))
    if infusion.stopped_t is not None:
        return _tr("stopped at {time}").format(time=clock(infusion.stopped_t))
    step = infusion.steps[-1]
    rate = formats.plain(infusion.rate_ml_h)
    if infusion.paused:
        return _tr("paused at {time}, was {rate} mL/h").format(time=clock(step.t), rate=rate)
    return _tr("{rate} mL/h since {time}").format(rate=rate, time=clock(step.t))


def _reason(update: MonitorUpdate, infusion: InfusionState) -> str:
    if infusion.stopped_t is not None or infusion.paused:
        return ""
    step = infusion.steps[-1]
    reason = next(
        (
            entry.command.reason
            for entry in reversed(update.entries)
            if not entry.retracted and isinstance(entry.command, ChangeRate) and entry.t == step.t
        ),
        "",
    )
    return reason if reason[1:2].isupper() else f"{reason[:1].lower()}{reason[1:]}"  # "PR too high" stays


def _stops(update: MonitorUpdate, infusion: InfusionState) -> str:
    left = infusion.remaining_s(update.now)
    if left is None or infusion.stopped_t is not None or update.session is None:
        return ""
    if left < 0:
        return _tr("{time} over the plan").format(time=formats.duration(-left))
    clock = formats.clock_at(update.session.started_utc, update.now + left, update.now)
    return _tr("planned end {clock}, {left} left").format(clock=clock, left=formats.time_left(left))
