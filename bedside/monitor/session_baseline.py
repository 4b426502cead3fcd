"""A session's baseline, looked at as seldom as can be: again and again until the infusion begins, then never more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from bedside.monitor.session_trends import SessionTrends
from bedside.therapy.baseline import WINDOW_S, Baseline, baseline_of
from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.commands import Entry, StartInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination

_LOOK_S: Final = 5.0  # it is looked at again at every whole multiple of this,
_SETTLED_S: Final = 1.0  # and not sooner than this after it: by then all that was measured before has come
_CONTINUOUS: Final = (Parameter.SPO2, Parameter.PR, Parameter.HR)


class SessionBaseline:
    """What the values were before the infusion, as it was last looked at. Times are session times, s."""

    def __init__(self) -> None:
        self.value: Baseline | None = None
        self._looked_t: float | None = (
            None  # until when its continuous values were looked at; None: look again
        )
        self._until: float | None = None  # it holds what was measured before

    def look_again(self) -> None:
        """A cuff measurement came: the next look is one, whenever it is."""
        self._looked_t = None

    def look(
        self,
        entries: Sequence[Entry],
        now: float,
        determinations: Sequence[Determination],
        trends: SessionTrends,
    ) -> None:
        """Find it anew if it may be another by now."""
        until = settled(now)
        if self._looked_t != until:
            self._looked_t = until
            self.value = self._measured(entries, now, determinations, trends)

    def entered(
        self,
        entries: Sequence[Entry],
        at: float,
        determinations: Sequence[Determination],
        trends: SessionTrends,
    ) -> None:
        """The timeline has another line since `at`; if the infusion began with it, the baseline is found at once.

        A restart hours later finds no seconds any more so far back, and has to know the same.
        """
        started_t = _started_t(entries)
        if started_t is not None and started_t != self._until:
            self.value = self._measured(entries, at, determinations, trends)

    def _measured(
        self,
        entries: Sequence[Entry],
        now: float,
        determinations: Sequence[Determination],
        trends: SessionTrends,
    ) -> Baseline | None:
        """What the values were before the first infusion that was not taken back; until then, up to now."""
        started_t = _started_t(entries)
        until = now if started_t is None else started_t
        if self.value is not None and until < now and self._until == until:
            return self.value
        self._until = until
        window_s = _window_s(entries)
        since = until - window_s - _LOOK_S - _SETTLED_S
        rows: dict[Parameter, tuple[list[float], list[float]]] = {
            parameter: trends.by_parameter[parameter].view().since(since)
            for parameter in _CONTINUOUS
            if parameter in trends.by_parameter
        }
        return baseline_of(determinations, rows, until, settled_t=settled(until), window_s=window_s)


def _started_t(entries: Sequence[Entry]) -> float | None:
    """When the first infusion began that was not taken back."""
    starts = (e.t for e in entries if isinstance(e.command, StartInfusion) and not e.retracted)
    return min(starts, default=None)


def _window_s(entries: Sequence[Entry]) -> float:
    """For how long the protocol wants the continuous values, s."""
    told = (e.command for e in reversed(entries) if not e.retracted)
    protocol = next((command.protocol for command in told if isinstance(command, AdoptProtocol)), None)
    return WINDOW_S if protocol is None else protocol.baseline_continuous_min * 60.0


def settled(now: float) -> float:
    """Up to when continuous values count at `now`: the same however often and late one looks."""
    return math.floor((now - _SETTLED_S) / _LOOK_S) * _LOOK_S
