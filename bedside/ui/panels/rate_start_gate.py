"""What the form of a start says while the screening holds it up (GATE-01). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.rate_check import Check
from bedside.ui.spoken import spoken

SCREENING = "session:screening"
"""The panel that is asked for: the session page at the first line that is open."""


def missing_of(update: MonitorUpdate | None) -> tuple[str, ...]:
    """What the screening still asks for before a start, sentence by sentence; () = the start is open."""
    care = None if update is None else update.care
    return () if care is None or care.gate.ready else care.gate.missing


def gate_check(missing: Sequence[str]) -> Check:
    """The first sentence whole, the others counted."""
    more = len(missing) - 1
    also = QCoreApplication.translate("RateStart", "and {n} more: see the screening.").format(n=more)
    return Check(headline=spoken(missing[0]), detail=also if more else "", refused=True)
