"""What correcting an entry does to the doses of the session: facts in words, said before it is saved (DOSE-02).

A corrected concentration, rate or time is what the pump really did: what was given is reckoned anew from it. The rate
the pump was told in mL/h, the plan, and a bolus that was entered by itself stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bedside.therapy.dose import DoseUnit, exact, shown
from bedside.therapy.dose_cautions import written
from bedside.therapy.infusion import DOSING, InfusionState, infusion_of, living
from bedside.vitals.care_commands import GiveBolus
from bedside.vitals.commands import Command, Entry
from bedside.vitals.timeline import with_entry


def correction_words(entries: Sequence[Entry], command: Command, now: float) -> tuple[str, ...]:
    """Sentences, none where no dose hangs on it.

    Args:
        entries: the timeline as it is. command: what would take the place of one of them. now: session time, s.
    """
    if not isinstance(command, DOSING):
        return ()
    t = now if command.observed_t is None else command.observed_t
    number = 1 + max((entry.number for entry in entries), default=0)
    made = Entry(number=number, t=t, entered_t=now, command=command)
    was, would = infusion_of(entries), infusion_of(with_entry(tuple(entries), made))
    return () if was is None or would is None else tuple(_said(was, would, entries, now))


def _said(was: InfusionState, would: InfusionState, entries: Sequence[Entry], now: float) -> Iterator[str]:
    before, after = (shown(each.delivered_exact(now), 2).text for each in (was, would))
    if before != after:
        yield f"Given until now: {after} mg, no longer {before} mg."
    if was.concentration_mg_ml == would.concentration_mg_ml:
        return
    ran, runs = was.step_at(now), would.step_at(now)
    if ran is not None and runs is not None and runs.flow_mg_h > 0:
        rate, per_h, earlier = (
            written(runs.rate_ml_h),
            shown(runs.flow_mg_h, 2).text,
            shown(ran.flow_mg_h, 2).text,
        )
        yield f"The pump goes on at {rate} mL/h: {per_h} mg/h, no longer {earlier} mg/h."
    if would.planned_mg is not None:
        yield f"The plan stays {written(would.planned_mg)} mg."
    for entry in living(entries):
        bolus = entry.command
        if isinstance(bolus, GiveBolus) and bolus.entered_unit == DoseUnit.ML and bolus.entered_value:
            volume, mg = written(bolus.entered_value), shown(exact(bolus.mg), 2).text
            yield f"The bolus of {volume} mL stays {mg} mg: correct it too if it came from this syringe."
