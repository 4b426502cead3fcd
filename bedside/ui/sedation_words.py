"""Sedation scores in words: which scales are offered, and how their numbers are written."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.scale_file import SEDATION, SEDATION_SCALES, scales
from bedside.therapy.scales import Scale

OFFERED: Final = SEDATION_SCALES
MINUS: Final = "\N{MINUS SIGN}"


def usual_scale(update: MonitorUpdate) -> Scale:
    """The sedation scale of the session's protocol; MOAA/S without one."""
    protocol = None if update.care is None else update.care.protocol
    return scales()[SEDATION if protocol is None else protocol.sedation]


def signed(value: int) -> str:
    """A number of a scale that has both signs: −2, 0, +1."""
    return f"{MINUS}{-value}" if value < 0 else f"+{value}" if value else "0"


def number_words(value: int, scale: Scale) -> str:
    """A number as people write it on this scale."""
    return str(value) if scale.low >= 0 else signed(value)


def of_words(scale: Scale) -> str:
    """Between which numbers it lies: "of 5"; "−5 to +4" where it has both signs."""
    if scale.low >= 0:
        return QCoreApplication.translate("ScoreTile", "of {n}").format(n=scale.high)
    words = QCoreApplication.translate("ScoreTile", "{low} to {high}")
    return words.format(low=signed(scale.low), high=signed(scale.high))
