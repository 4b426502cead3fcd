"""What another weight does to a session in which something was given or planned: facts in words, nothing is changed.

What was given, and what the pump was told, stays as it is; only what is told per kg changes (DOSE-02).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bedside.therapy.dose import divided, exact, shown
from bedside.therapy.dose_cautions import written
from bedside.therapy.infusion_state import InfusionState
from bedside.vitals.patients import SessionPlan


def weight_change_words(
    before_kg: float | None,
    after_kg: float | None,
    *,
    infusion: InfusionState | None,
    plan: SessionPlan | None,
    now: float,
) -> tuple[str, ...]:
    """Sentences, none where the weight stays or nothing hangs on it.

    Args:
        before_kg: what doses per kg are told by now. after_kg: what they would be told by; None = none.
        infusion: None: nothing was given. plan: None: nothing is planned. now: session time, s.
    """
    if before_kg == after_kg:
        return ()
    said = (*_given(before_kg, after_kg, infusion, now), plan_weight_words(plan, after_kg))
    return tuple(sentence for sentence in said if sentence)


def plan_weight_words(plan: SessionPlan | None, weight_kg: float | None) -> str:
    """One sentence where a plan was made per kg with another weight than this one; "" where it was not."""
    if plan is None or plan.dose_mg_kg is None or plan.dose_mg is None or not weight_kg:
        return ""
    meant = shown(exact(plan.dose_mg_kg) * exact(weight_kg), 1).text
    if meant == shown(exact(plan.dose_mg), 1).text:
        return ""
    dose, per_kg, weight = written(plan.dose_mg), written(plan.dose_mg_kg), written(weight_kg)
    return f"The plan stays {dose} mg until it is saved again; {per_kg} mg/kg at {weight} kg are {meant} mg."


def _given(
    before: float | None, after: float | None, infusion: InfusionState | None, now: float
) -> Iterator[str]:
    if infusion is None:
        return
    mg = infusion.delivered_exact(now)
    given = shown(mg, 1).text
    if not after:
        yield f"The {given} mg given stay {given} mg; without a weight nothing is told per kg."
        return
    dose, weight = _per_kg(mg, after), written(after)
    if before:
        earlier, was = _per_kg(mg, before), written(before)
        yield f"The {given} mg given stay {given} mg: {dose} mg/kg at {weight} kg, no longer {earlier} at {was} kg."
    else:
        yield f"The {given} mg given stay {given} mg: {dose} mg/kg at {weight} kg."
    step = infusion.step_at(now)
    if step is not None and step.flow_mg_h > 0:
        rate, per_kg = written(step.rate_ml_h), _per_kg(step.flow_mg_h, after)
        yield f"The pump goes on at {rate} mL/h: {per_kg} mg/kg/h at {weight} kg."


def _per_kg(amount: Decimal, weight_kg: float) -> str:
    return shown(divided(amount, exact(weight_kg)), 2).text
