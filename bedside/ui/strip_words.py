"""What the status strip says about recording, store and clock, as a value that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from bedside.ui import formats
from bedside.ui.spoken import decimal, told
from bedside.vitals.sessions import Mode

if TYPE_CHECKING:
    from bedside.monitor.updates import MonitorUpdate, StationUpdate

TICKS_COUNT: Final = 8
LATE_S: Final = 3.0  # commits come once a second: after this a stop is said in words
BUSY_ENTRIES: Final = 5_000  # waiting; what 16 beds bring between two commits is far less


@dataclass(frozen=True, slots=True, kw_only=True)
class StripWords:
    """Equal means nothing to paint."""

    recording: str
    icon: str
    tick: int  # -1: no ticks
    detail: str
    loud: bool
    store: str
    clock: str
    notice: str
    said: (
        bool  # the notice is new, an answer to somebody: it goes before everything but the proof of recording
    )


def strip_words(
    station: StationUpdate, updates: Mapping[int, MonitorUpdate], now: float, notice: str
) -> StripWords:
    """The words at station time `now`, s; `notice` goes before the station's own."""
    state = station.recording
    live = [u for u in updates.values() if u.session is not None and u.mode is not Mode.REPLAY]
    since = None if state.last_commit_t is None else max(0.0, now - state.last_commit_t)
    loud, icon, tick = False, "record-circle-outline", -1
    if state.fault:
        recording, detail, loud, icon = (
            _tr("Not recording"),
            told(state.fault),
            True,
            "alert-outline",
        )
    elif not live:
        recording, detail = _tr("Not recording"), _tr("no device yet")
    else:
        tick = state.commits % TICKS_COUNT
        simulated = all(u.mode is Mode.SIMULATION for u in live)
        recording = _tr("Simulation") if simulated else _tr("Recording")
        if len(live) > 1:
            recording += " " + _tr("{n} beds").format(n=len(live))
        parts = [formats.size(state.bytes_on_disk)]
        if simulated:
            parts.insert(0, _tr("kept apart from patients"))
        if since is None:
            parts.append(_tr("nothing saved yet"))
            if max(u.now for u in live) > LATE_S:  # the first commit is due a second after the session began
                loud, icon = True, "alert-outline"
        elif since > LATE_S:
            parts.append(_tr("nothing saved for {n} s").format(n=int(since)))
            loud, icon = True, "alert-outline"
        else:
            parts.append(_tr("saved {n} s ago").format(n=decimal(since, 1)))
        if state.dropped:
            parts.append(_tr("{n} records lost").format(n=state.dropped))
            loud, icon = True, "alert-outline"
        detail = " · ".join(parts)
    store = _tr("Local store")
    if state.backlog > BUSY_ENTRIES:
        store += " · " + _tr("{n} waiting").format(n=state.backlog)
    elif not live:
        store += " · " + _tr("nothing shared")
    return StripWords(
        recording=recording,
        icon=icon,
        tick=tick,
        detail=detail,
        loud=loud,
        store=store,
        clock=formats.clock(station.utc),
        notice=notice or (told(station.notices[-1]) if station.notices else ""),
        said=bool(notice),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("StatusStrip", text)
