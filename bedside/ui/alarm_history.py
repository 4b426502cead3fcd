"""The list of a session's alarms with its filters; the same live and in review, where nothing can be acted on."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.alarms.flood import Grouped, hints
from bedside.ui.alarm_history_list import AlarmRows
from bedside.ui.alarm_rows import GROUPS, AlarmFilter, AlarmRow, alarm_rows, grouped, hint_words
from bedside.ui.chart_key import ChartKey
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme, layout
from bedside.vitals.alarms import AlarmChange, Kind, Priority

_AT: Final = layout("alarm_history")


class AlarmHistory(QWidget):
    """Filters, what so many alarms suggest, and the rows.

    Signals:
        time_clicked: onset of the row that was chosen, session time, s.
    """

    time_clicked = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._log: tuple[AlarmChange, ...] = ()
        self._now = 0.0
        self._started: datetime | None = None
        self._rows: list[AlarmRow] = []
        self.keys: dict[Priority | Kind | str, ChartKey] = {}
        self._hint = Words(theme, "", "label.medium", "text", wrap=True)
        self._none = Words(theme, "", "body", "text2", wrap=True)
        self._none.setContentsMargins(*_AT.none_margins)
        self.list = AlarmRows(theme, self.tr("Alarms, newest first"))
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addLayout(self._filter_keys(theme))
        column.addWidget(self._hint)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)

    def _filter_keys(self, theme: Theme) -> Flow:
        row = Flow(_AT.key_gap)
        words: list[tuple[Priority | Kind | str, str]] = [
            (Priority.HIGH, self.tr("High")),
            (Priority.MEDIUM, self.tr("Medium")),
            (Priority.LOW, self.tr("Low")),
            (Kind.PHYSIOLOGICAL, self.tr("Patient")),
            (Kind.TECHNICAL, self.tr("Equipment")),
            *((group, group) for group in GROUPS),
            ("open", self.tr("Only open")),
        ]
        for name, label in words:
            key = ChartKey(theme, label)
            key.setCheckable(True)
            key.setAccessibleName(self.tr("Show only {what}").format(what=label))
            key.setMinimumHeight(_AT.key_least)
            key.clicked.connect(self._show)
            self.keys[name] = key
            row.addWidget(key)
        return row

    def fit(self, *, narrow: bool) -> None:
        """Where there is little room the alarms come first, the filters under them."""
        ends = QBoxLayout.Direction
        self._column.setDirection(ends.BottomToTop if narrow else ends.TopToBottom)

    @property
    def filter(self) -> AlarmFilter:
        """What the keys keep."""
        chosen = {name for name, key in self.keys.items() if key.isChecked()}
        return AlarmFilter(
            priorities=frozenset(name for name in chosen if isinstance(name, Priority)),
            kinds=frozenset(name for name in chosen if isinstance(name, Kind)),
            groups=frozenset(group for group in GROUPS if group in chosen),
            only_open="open" in chosen,
        )

    def show_log(self, log: tuple[AlarmChange, ...], now: float, started_utc: datetime | None) -> None:
        """The alarm changes of a session up to session time `now`, s."""
        if log is not self._log:
            self._rows = alarm_rows(log)
        self._log, self._now, self._started = log, now, started_utc
        self._show()

    def row_words(self) -> list[str]:
        """The rows that are shown, in words."""
        return self.list.model_kept.all_words()

    @property
    def hint(self) -> str:
        """What so many alarms suggest."""
        return self._hint.text()

    def _show(self) -> None:
        kept = self.filter
        rows = [row for row in self._rows if kept.keeps(row)]
        found = hints(self._log, self._now)
        by_parameter = any(isinstance(hint, Grouped) for hint in found)
        self.list.show_rows(grouped(rows) if by_parameter else rows, self._now, self._started)
        said = hint_words(found)
        if said != self._hint.text():
            self._hint.setText(said)
        self._hint.setVisible(bool(said))
        self._none.setText(
            self.tr("No alarm of this kind.") if self._rows else self.tr("No alarm in this session.")
        )
        self._none.setVisible(not rows)
        self.list.setVisible(bool(rows))

    def _chosen(self, index: QModelIndex) -> None:
        row = self.list.model_kept.rows[index.row()]
        if isinstance(row, AlarmRow):
            self.time_clicked.emit(row.change.onset_t)
