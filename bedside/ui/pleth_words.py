"""What the head of the pleth says of its wave: whether there is one, and how good the signal is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.parameters import Parameter


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlethPanel", text)


def level_words(level: int) -> str:
    """How good a signal of this level is, 0…4."""
    levels = (
        _tr("No signal"),
        _tr("Signal poor"),
        _tr("Signal weak"),
        _tr("Signal fair"),
        _tr("Signal good"),
    )
    return levels[min(level, len(levels) - 1)]


def signal_words(update: MonitorUpdate, flat: Callable[[], bool]) -> str:
    """The words of one update; `flat`: whether the wave that is drawn stands still, asked only where it matters."""
    if Parameter.PLETH not in update.waves:
        return _tr("No oximeter")
    level = update.signal_level
    words = _tr("No finger") if level is None else level_words(level)
    if update.signal_level and flat():
        return _tr("{signal}, wave flat").format(signal=words)
    return words
