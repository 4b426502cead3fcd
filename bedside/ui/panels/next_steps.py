"""What to do next as a side panel: the steps of the first start again, at any time (F1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import StationUpdate
from bedside.ui.first_start_list import StepList
from bedside.ui.first_start_steps import counted, steps_of
from bedside.ui.lots_glance import LotsSeen, nothing_seen
from bedside.ui.panels.station_panel import StationPanel
from bedside.ui.theme import Theme

_ELSEWHERE: Final = frozenset({"devices", "settings", "simulator"})  # not a panel: this one has to go


class NextStepsPanel(StationPanel):
    """The steps with their states. A key leads where its step is done; this panel closes then."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="check-circle-outline", title="", parent=parent)
        self.set_head(title=self.tr("What to do next"))
        self._lots: Callable[[], LotsSeen] = nothing_seen
        self.steps = StepList(theme, headed=False)
        self.steps.asked.connect(self._ask)
        self.body.addWidget(self.steps, 1)

    def use_lots(self, read: Callable[[], LotsSeen]) -> None:
        """`read` gives the lots in use, as they are now."""
        self._lots = read

    def refresh_station(self, station: StationUpdate) -> None:
        """The newest states."""
        steps = steps_of(station, self._lots(), keys_read=True)
        self.steps.show_steps(steps)
        self.set_head(hint=counted(steps))

    def first_focus(self) -> QWidget:
        """The key of the first open step."""
        return next((row.keys[0] for row in self.steps.rows.values() if row.keys), self)

    def _ask(self, act: str) -> None:
        leaves = act.partition("/")[0] in _ELSEWHERE
        self.wants.emit(act)
        if leaves:
            self.close_panel()
