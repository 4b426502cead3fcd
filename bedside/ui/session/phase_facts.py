"""What is done and what is still to be in a phase without a form of its own: a list of items turning done. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.baseline import Baseline
from bedside.therapy.care import Care
from bedside.ui import formats
from bedside.ui.session.fact import Fact
from bedside.ui.session.infusion_facts import infusion_facts
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import DueKind
from bedside.vitals.sessions import Phase

__all__ = ["Fact", "facts_of"]


def _tr(text: str) -> str:
    return QCoreApplication.translate("PhaseFacts", text)


def facts_of(phase: Phase, update: MonitorUpdate) -> list[Fact]:
    """The items of a phase as they are now; of the phases with a form of their own there are none here."""
    if phase is Phase.INFUSION:
        return [*infusion_facts(update), *_due(update, update.care or Care())]
    return []


def continuous_fact(baseline: Baseline | None, parameter: Parameter, words: str) -> Fact:
    """A value of the baseline that is measured all the time: done when it was, for as long as is planned."""
    value = None if baseline is None else baseline.values.get(parameter)
    if baseline is None or value is None:
        return Fact(done=False, words=words, found="")
    found, short_s = formats.number(value, parameter), baseline.short_of(parameter)
    if short_s is not None:
        found = _tr("{value}, of {time} so far").format(value=found, time=formats.duration(short_s))
    return Fact(done=short_s is None, words=words, found=found)


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
