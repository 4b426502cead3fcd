"""What a station as a whole shows: the frame a live screen wears with its words (SAFE-01), its only bed, no bed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from bedside.vitals.sessions import Mode

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate


def mode_shown(updates: Iterable[MonitorUpdate], bed: MonitorUpdate | None) -> tuple[Mode, tuple[str, str]]:
    """Mode and the words at the left and right of its strip.

    Args:
        updates: of every bed.
        bed: of the one bed that is shown; None: the screen shows all of them.
    """
    beds = [update for update in updates if update.session is not None or update.devices]
    simulated = [update for update in beds if update.mode is Mode.SIMULATION]
    mode = Mode.SIMULATION if beds and len(simulated) == len(beds) else Mode.LIVE
    if bed is not None:
        mode = bed.mode
    if mode is not Mode.SIMULATION:
        return mode, ("", "")
    many = _tr("{n} simulated patients").format(n=len(simulated))
    return mode, (
        _tr("1 simulated patient") if len(simulated) == 1 else many,
        _tr("Not a patient. Can never be filed under one."),
    )


def only_bed(updates: Mapping[int, MonitorUpdate]) -> int | None:
    """The bed of a station that has one and monitors it: its own screen is shown, not the grid."""
    if len(updates) != 1:
        return None
    bed, update = next(iter(updates.items()))
    return bed if update.session is not None or update.devices else None


def open_sessions(updates: Mapping[int, MonitorUpdate]) -> list[MonitorUpdate]:
    """The beds whose session somebody has to decide about before bedside ends."""
    return [each for each in updates.values() if each.session is not None and each.mode is not Mode.REPLAY]


def empty_station(now: float) -> Mapping[int, MonitorUpdate]:
    """A first bed to connect something to, at station time `now`, s."""
    from bedside.monitor.updates import MonitorUpdate  # noqa: PLC0415 - window first

    return {1: MonitorUpdate(bed=1, now=0.0, station_now=now, session=None, mode=Mode.LIVE)}


def _tr(text: str) -> str:
    return QCoreApplication.translate("mode", text)
