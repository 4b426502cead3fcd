"""What the forms of a start and of a bolus say while the screening holds them up (GATE-01). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.gate import refusal_of_bolus
from bedside.ui.panels.rate_check import Check
from bedside.ui.spoken import told
from bedside.vitals.care_commands import GiveBolus

SCREENING = "session:screening"
"""The panel that is asked for: the session page at the first line that is open."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("RateStart", text)


def missing_of(update: MonitorUpdate | None) -> tuple[str, ...]:
    """What the screening still asks for before a start, sentence by sentence; () = the start is open."""
    care = None if update is None else update.care
    return () if care is None or care.gate.ready else care.gate.missing


def missing_of_bolus(update: MonitorUpdate | None) -> tuple[str, ...]:
    """What the screening asks for, sentence by sentence."""
    return () if update is None or update.care is None else update.care.gate.missing


def refusal_of_bolus_at(update: MonitorUpdate | None, given_t: float | None, reason: str) -> str:
    """Why a bolus of session time `given_t`, s (None = now) is not recorded as given; "" = it is."""
    if update is None or update.care is None:
        return ""
    command = GiveBolus(bed=update.bed, mg=0.0, reason=reason, observed_t=given_t)
    return refusal_of_bolus(command, update.care.gate, update.entries, update.now)


def gate_check(missing: Sequence[str]) -> Check:
    """The first sentence whole, the others counted."""
    more = len(missing) - 1
    if more:
        holds = _tr("This and {n} more hold the start up: see the screening.").format(n=more)
    else:
        holds = _tr("This holds the start up: see the screening.")
    return Check(headline=told(missing[0]), detail=holds, refused=True)
