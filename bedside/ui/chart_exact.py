"""The numbers of the chart and of the table: what is in memory, and for older stretches what the record gave back.

The newest hours are in memory as they came; before them memory knows the least and the greatest value of every few
seconds (`bedside.monitor.trends`). Where a window looks closer than that, the exact values are asked for, and until
they are here the least and greatest ones are shown and called so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from bedside.monitor.past import MOST_S
from bedside.monitor.polyline import Floats, Holes, Line, breaks, polyline
from bedside.monitor.trends import TrendView
from bedside.monitor.updates import MonitorUpdate
from bedside.vitals.parameters import Parameter

FINEST_S: Final = (
    8.0  # the least and greatest of so many seconds is kept for ever: looking closer needs the record
)
LONGEST_S: Final = MOST_S  # so much is asked for at once
AGAIN_S: Final = 10.0  # after the record could not be read it is left alone for so long
KEPT_COUNT: Final = 6  # stretches that are kept of each parameter: together more than a day
NOWHERE: Final = (np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patch:
    """A stretch as the record has it."""

    first: float  # session time, s
    last: float
    t: Floats
    y: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What stood at one moment: the value, or only between which values it lay."""

    value: float | None = None
    extent: tuple[float, float] | None = None


class Trends:
    """The trends of the update that is shown, with what the record gave back."""

    def __init__(self) -> None:
        self._session = ""
        self.fault = ""  # why the record could not be read, in words
        self._now = 0.0
        self._refused_at = -np.inf
        self._views: Mapping[Parameter, TrendView] = {}
        self._patches: dict[Parameter, list[_Patch]] = {}  # newest first
        self._waiting: set[Parameter] = set()  # that are asked for
        self._asked = (0.0, 0.0)  # the stretch, session time, s

    def show(self, update: MonitorUpdate) -> None:
        """The newest update; those of another session have no business with what was fetched."""
        session = "" if update.session is None else update.session.id
        if session != self._session:
            self._session = session
            self._patches.clear()
            self._waiting.clear()
            self.fault, self._refused_at = "", -np.inf
        self._views, self._now = update.trends, update.now

    # -- what the record gives -------------------------------------------------------------------------

    def missing(self, parameters: Iterable[Parameter], first: float, last: float) -> bool:
        """Whether some of these are not known exactly between two session times, s."""
        return any(self._lacks(parameter, first, last) for parameter in parameters)

    def _lacks(self, parameter: Parameter, first: float, last: float) -> bool:
        view = self._views.get(parameter)
        if view is None or first >= view.exact_since or last <= 0:
            return False
        return self._patch(parameter, first, min(last, view.exact_since)) is None

    def _patch(self, parameter: Parameter, first: float, last: float) -> _Patch | None:
        """What the record gave back that holds a whole stretch."""
        kept = self._patches.get(parameter, ())
        return next((patch for patch in kept if patch.first <= first and last <= patch.last), None)

    def ask(
        self, parameters: Iterable[Parameter], first: float, last: float
    ) -> tuple[tuple[Parameter, ...], float, float] | None:
        """What to ask the record for, so that a stretch is known; None: nothing, or an answer is still on its way.

        Whoever needs more asks again when that answer has come.
        """
        wanted = tuple(parameter for parameter in parameters if self._lacks(parameter, first, last))
        if not wanted or self._waiting or last - first > LONGEST_S:
            return None
        if 0 <= self._now - self._refused_at < AGAIN_S:
            return None
        spare = min((LONGEST_S - (last - first)) / 2, last - first)
        self._asked = max(0.0, first - spare), last + spare
        self._waiting = set(wanted)
        return wanted, *self._asked

    def take(self, parameter: Parameter, t: Floats, y: Floats) -> None:
        """What the record has for the stretch that was asked for."""
        if parameter not in self._waiting:
            return  # it was for the session before
        self._waiting.discard(parameter)
        self.fault = ""
        first, last = self._asked
        times, values = np.asarray(t, dtype=float), np.asarray(y, dtype=float)
        kept = self._patches.setdefault(parameter, [])
        kept.insert(0, _Patch(first=first, last=last, t=times, y=values))
        del kept[KEPT_COUNT:]

    def refused(self, words: str) -> None:
        """The record could not be read; `words` says why. It may be asked again after a while."""
        self._waiting.clear()
        self.fault = words
        self._refused_at = self._now

    # -- what is shown ---------------------------------------------------------------------------------

    def line(
        self,
        parameter: Parameter,
        first: float,
        last: float,
        columns: int,
        interrupted: Holes = (),
        *,
        until: float = np.inf,
    ) -> Line:
        """A line to draw: exact where that is known and the window shows it."""
        view = self._views.get(parameter)
        if view is None:
            return NOWHERE
        patch = self._patch(parameter, max(0.0, first), min(last, view.exact_since))
        if patch is None or first >= view.exact_since:
            return view.line(first, last, columns, interrupted, until=until)
        t, y = self._joined(view, patch, first, min(last, until))
        return polyline(t, y, breaks(t, interrupted), first=first, last=last, columns=columns)

    def reading(self, parameter: Parameter, t: float, interrupted: Holes = ()) -> Reading:
        """What stood at a session time, s."""
        view = self._views.get(parameter)
        if view is None:
            return Reading()
        if t >= view.exact_since:
            return Reading(value=view.value_at(t, interrupted))
        if view.value_at(t, interrupted) is None:
            return Reading()
        patch = self._patch(parameter, t, t)
        if patch is not None:
            row = int(np.searchsorted(patch.t, t, side="right")) - 1
            value = patch.y[row] if row >= 0 else np.nan
            return Reading() if np.isnan(value) else Reading(value=float(value))
        return Reading(extent=self.extent(parameter, t - FINEST_S / 2, t + FINEST_S / 2))

    def between(self, parameter: Parameter, first: float, last: float) -> Line | None:
        """Exact times and values first < t ≤ last, NaN = missing; None: not known exactly (any more)."""
        view = self._views.get(parameter)
        if view is None:
            return NOWHERE
        if first >= view.exact_since:
            return view.between(first, last)
        patch = self._patch(parameter, max(0.0, first), min(last, view.exact_since))
        if patch is None:
            return None
        t, y = self._joined(view, patch, first, last)
        begin, end = (int(np.searchsorted(t, edge, side="right")) for edge in (first, last))
        return t[begin:end], y[begin:end]

    def extent(self, parameter: Parameter, first: float, last: float) -> tuple[float, float] | None:
        """Least and greatest value between two session times as far as memory knows; None: there was none."""
        view = self._views.get(parameter)
        if view is None:
            return None
        t, y = view.line(first, last, 1)
        known = y[(t >= first - FINEST_S) & (t <= last + FINEST_S) & np.isfinite(y)]
        return (float(known.min()), float(known.max())) if len(known) else None

    def known(self, parameter: Parameter) -> bool:
        """Whether this session has ever had a value of it."""
        view = self._views.get(parameter)
        return view is not None and view.end > 0

    @staticmethod
    def _joined(view: TrendView, patch: _Patch, first: float, last: float) -> Line:
        """The record's rows of a stretch and, behind them, those in memory; one row beyond each edge is in it."""
        t, y = view.around(first, last)
        since = max(0, int(np.searchsorted(patch.t, first, side="left")) - 1)
        older = slice(since, int(np.searchsorted(patch.t, t[0] if len(t) else np.inf, side="left")))
        times, values = np.concatenate([patch.t[older], t]), np.concatenate([patch.y[older], y])
        begin = max(0, int(np.searchsorted(times, first, side="left")) - 1)
        end = min(len(times), int(np.searchsorted(times, last, side="right")) + 1)
        return times[begin:end], values[begin:end]
