"""The session's alarms in numbers, up to now (ALM-65)."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.review.statistics import of_update
from bedside.ui.panels.panel import Panel
from bedside.ui.profile_source import profile_limits
from bedside.ui.statistics_table import StatisticsTable
from bedside.ui.theme import Theme

_AGAIN_S: Final = 5.0  # the counts of a running session are looked at this often


class StatisticsPanel(Panel):
    """Counts per code and priority, time to acknowledge, minutes beyond each limit, minutes paused."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="information-outline", title="", parent=parent)
        self.set_head(title=self.tr("Alarm statistics"), hint=self.tr("this session, until now"))
        self.table = StatisticsTable(theme)
        self.body.addWidget(self.table, 1)
        self._counted_t: float | None = None

    def prepare(self, update: MonitorUpdate) -> None:
        """Count at once."""
        self._counted_t = None

    def refresh(self, update: MonitorUpdate) -> None:
        """Count again every few seconds."""
        if self._counted_t is None or not 0 <= update.now - self._counted_t < _AGAIN_S:
            self._counted_t = update.now
            self.table.show_statistics(of_update(update, profile_limits(update)))

    def first_focus(self) -> QWidget:
        """The table, so that the keyboard scrolls it."""
        return self.table
