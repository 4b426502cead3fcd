"""The trends of one session: of what devices measured, and of what people counted where no device measures it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bedside.monitor.trends import EXACT_ROWS, FEW_ROWS, Trend, TrendView
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination

_SELDOM: Final = (Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR)


class SessionTrends:
    """A trend for each parameter that was ever measured. Times are session times, s; a value of None is no value."""

    def __init__(self) -> None:
        self.by_parameter: dict[Parameter, Trend] = {}
        self._breathed = False  # a device gave a respiratory rate: its trend is the device's

    def take(self, parameter: Parameter, row: tuple[float, float | None] | None) -> None:
        """A device said something of a numeric; None: without a row for the trend."""
        if parameter is Parameter.RR:
            self._breathed = True
        if row is not None:
            self._trend(parameter).append(*row)

    def measured(self, determination: Determination) -> None:
        """A cuff measurement ended."""
        for numeric in determination.numerics():
            self._trend(numeric.parameter).append(numeric.t, numeric.value)

    def breaths(self, rows: Sequence[tuple[float, float]]) -> None:
        """The respiratory rates that people counted, all that stand: a trend unless a device measures it."""
        if not self._breathed:
            times, rates = np.array([t for t, _ in rows]), np.array([rate for _, rate in rows])
            self.by_parameter[Parameter.RR] = Trend.of(times, rates)

    def preload(
        self,
        trends: Mapping[Parameter, tuple[NDArray[np.float64], NDArray[np.float64]]],
        determinations: Sequence[Determination],
    ) -> None:
        """Those of the record, before anything else is taken."""
        for parameter, (times, values) in trends.items():
            self.by_parameter[parameter] = Trend.of(times, values, max(len(times), EXACT_ROWS))
        self._breathed |= Parameter.RR in trends
        for determination in determinations:
            self.measured(determination)

    def views(self) -> dict[Parameter, TrendView]:
        """All of them, as they may be shown."""
        return {key: trend.view() for key, trend in self.by_parameter.items()}

    def _trend(self, parameter: Parameter) -> Trend:
        trend = self.by_parameter.get(parameter)
        if trend is None:
            trend = Trend(FEW_ROWS, often=False) if parameter in _SELDOM else Trend()
            self.by_parameter[parameter] = trend
        return trend
