"""Between a session chart and the record: its questions go to the reading thread, the answers come back to it."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Qt, Signal

from bedside.monitor.past import Answer, Past, Window
from bedside.ui.chart_base import ChartBase
from bedside.vitals.parameters import Parameter

_log = logging.getLogger(__name__)


class ChartRecord(QObject):
    """One for each chart; lives as long as it.

    Signals:
        told: an answer is there; emitted by the reading thread, taken by the window's.
    """

    told = Signal()

    def __init__(self, past: Past, chart: ChartBase) -> None:
        super().__init__(chart)
        self._past = past
        self._chart = chart
        self._windows: dict[Parameter, Window] = {}
        self._seen: dict[Parameter, Answer] = {}
        self.told.connect(self._take, Qt.ConnectionType.QueuedConnection)
        chart.exact_asked.connect(self._ask)

    def _ask(self, parameters: tuple[Parameter, ...], first: float, last: float) -> None:
        for parameter in parameters:
            window = self._windows.get(parameter)
            if window is None:
                window = self._windows[parameter] = self._past.window(self.told.emit)
            window.ask(self._chart.session, parameter, first, last)

    def _take(self) -> None:
        """Hand on the answers that are new; one for a session that is no longer shown is dropped."""
        for parameter, window in tuple(self._windows.items()):  # an answer may ask for more
            answer = window.answer()
            if answer is None or answer is self._seen.get(parameter):
                continue
            self._seen[parameter] = answer
            if answer.question.session != self._chart.session:
                continue
            if answer.fault:
                _log.info("No exact values of %s for the chart: %s", parameter, answer.fault)
                window.forget()
                self._chart.exact_refused(answer.fault)
            else:
                self._chart.set_exact(parameter, *answer.rows)
