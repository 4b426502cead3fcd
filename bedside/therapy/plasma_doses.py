"""Whether every dose of ketamine is on the record: an estimate of the plasma needs all of them (PK-01)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bedside.therapy.infusion import infusion_of
from bedside.therapy.medicines import plain_words
from bedside.vitals.care_commands import RecordTreatment
from bedside.vitals.commands import Entry, SetPhase
from bedside.vitals.sessions import Phase

_DRUGS: Final = ("ketamin", "ketalar", "ketanest", "ketaset", "ketolar", "spravato")  # as people write it


def doses_unknown(entries: Iterable[Entry]) -> str:
    """One sentence why the recorded doses are not all there is; "" when nothing says so."""
    entries = tuple(entries)
    kept = [entry for entry in entries if not entry.retracted]
    for entry in kept:
        command = entry.command
        if isinstance(command, RecordTreatment) and _is_ketamine(command):
            if not _by_vein(command.route):
                return "No plasma estimate: ketamine was given another way than by vein."
            return "No plasma estimate: ketamine was recorded as a treatment. Record it as a bolus with its dose in mg."
    infusion = infusion_of(entries)
    if infusion is not None and infusion.unheard:
        return (
            "No plasma estimate: some entries of the infusion do not fit together. Correct their times first."
        )
    begun = any(isinstance(e.command, SetPhase) and e.command.phase is Phase.INFUSION for e in kept)
    if begun and (infusion is None or not infusion.begun):
        return "No plasma estimate: the phase says infusion, but no start is recorded."
    return ""


def _is_ketamine(command: RecordTreatment) -> bool:
    words = plain_words(f"{command.treatment} {command.text}")
    return any(drug in word for word in words for drug in _DRUGS)


def _by_vein(route: str) -> bool:
    return route.casefold().replace(".", "").strip() in ("iv", "intravenous", "by vein", "intravenously")
