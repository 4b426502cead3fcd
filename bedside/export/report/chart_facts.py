"""What the report's chart is drawn from: values reduced to the columns it has, however long the session was."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.export.report.gathered import Gathered, Step, unhurried
from bedside.store.recorded import RecordedSession
from bedside.vitals.parameters import Parameter

TRENDS: Final = (Parameter.SPO2, Parameter.PR)
PIECE_S: Final = 3600.0  # so much of the record is read at a time
HOLD_S: Final = 10.0  # a longer time between two values is a hole,
_TIMES: Final = 2.5  # or so many times the usual one

Span = tuple[float, float, float, float]  # first and last time, s, lowest and highest value


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One continuous value: stretches without a hole, each of columns with their lowest and highest value."""

    stretches: tuple[tuple[Span, ...], ...] = ()

    @property
    def lowest(self) -> float | None:
        """Of all."""
        return min((span[2] for stretch in self.stretches for span in stretch), default=None)

    @property
    def highest(self) -> float | None:
        """Of all."""
        return max((span[3] for stretch in self.stretches for span in stretch), default=None)


def trends_of(
    recorded: RecordedSession, g: Gathered, columns: int, step: Step = unhurried
) -> dict[Parameter, Trend]:
    """The trends of a session in at most so many columns each; read an hour at a time."""
    duration_s = max(g.duration_s, 1.0)
    pieces = max(1, math.ceil(duration_s / PIECE_S))
    found = {}
    for parameter in TRENDS:
        folds = _Fold(duration_s / columns)
        for n in range(pieces):
            step(n / pieces)
            last = min((n + 1) * PIECE_S, duration_s)
            if n + 1 < pieces:
                last = math.nextafter(last, 0.0)
            folds.take(*recorded.numbers_between(parameter, n * PIECE_S, last))
        found[parameter] = folds.trend()
    return found


class _Fold:
    """Values into columns, while they come."""

    def __init__(self, column_s: float) -> None:
        self._column_s = column_s
        self._stretches: list[list[Span]] = []
        self._usual_s: float | None = None

    def take(self, times: NDArray[np.float64], values: NDArray[np.float64]) -> None:
        good = np.isfinite(values)
        times, values = times[good], values[good]
        if self._usual_s is None and len(times) > 2:
            self._usual_s = float(np.median(np.diff(times)))
        for t, value in zip(times.tolist(), values.tolist(), strict=True):
            self._add(t, value)

    def _add(self, t: float, value: float) -> None:
        hole_s = max(HOLD_S, _TIMES * (self._usual_s or 0.0))
        if not self._stretches or t - self._stretches[-1][-1][1] > hole_s:
            self._stretches.append([(t, t, value, value)])
            return
        stretch = self._stretches[-1]
        first, _, low, high = stretch[-1]
        if t - first < self._column_s:
            stretch[-1] = (first, t, min(low, value), max(high, value))
        else:
            stretch.append((t, t, value, value))

    def trend(self) -> Trend:
        return Trend(stretches=tuple(tuple(stretch) for stretch in self._stretches))
