"""A typed rate beside the infusion that runs: what has to be known to judge it, and where it leads. Pure."""

from __future__ import annotations

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.panels.rate_check import RateQuestion
from bedside.ui.panels.rate_units import RateUnit
from bedside.vitals.protocol import DoseCautions


def question_of(update: MonitorUpdate, typed: str, unit: RateUnit) -> RateQuestion | None:
    """What is asked with a rate typed so far, in `unit`; None while no infusion is recorded."""
    if update.session is None or update.infusion is None:
        return None
    infusion, session = update.infusion, update.session
    protocol = None if update.care is None else update.care.protocol
    remaining = infusion.remaining_s(update.now)
    end = ""
    if remaining is not None:
        end = formats.clock_minute_at(session.started_utc, update.now + remaining, update.now)
    return RateQuestion(
        typed=typed.strip(),
        unit=unit,
        now_ml_h=infusion.rate_ml_h,
        paused=infusion.paused,
        concentration_mg_ml=infusion.concentration_mg_ml,
        weight_kg=session.weight_kg,
        delivered_mg=infusion.delivered_mg(update.now),
        planned_mg=infusion.planned_mg,
        remaining_s=remaining,
        end_clock=end,
        limits=DoseCautions() if protocol is None else protocol.cautions,
        percent_of_plan=infusion.percent_of_plan(update.now),
    )


def reached_clock(update: MonitorUpdate, question: RateQuestion) -> str:
    """When the planned dose is given at the typed rate, or at the one that runs, "10:44"; "" = never, or it was."""
    if update.session is None or update.infusion is None:
        return ""
    reached = update.infusion.reaches_plan_t(update.now, question.new_mg_h)
    if reached is None:
        return ""
    return formats.clock_minute_at(update.session.started_utc, reached, update.now)
