"""All alarms of the session, newest first, each with its priority in signs, words and shape, and what was done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.alarm_history import AlarmHistory
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Words
from bedside.ui.protocols.rule_words import said_beside, with_rule
from bedside.ui.theme import Theme, layout
from bedside.ui.what_to_try import what_to_try
from bedside.vitals.alarms import Presence
from bedside.vitals.commands import Acknowledge

_AT: Final = layout("panel_alarm_list")

_NARROW_PX: Final = _AT.narrow


class AlarmListPanel(Panel):
    """The list behind the alarm bar.

    Signals:
        time_clicked: session time of the row that was chosen, s (the chart may show it).
        panel_asked: name of the panel to open in place of this one.
    """

    time_clicked = Signal(float)
    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="format-list-bulleted", title="", parent=parent)
        self.set_head(title=self.tr("Alarms of this session"), hint=self.tr("newest first"))
        self.history = AlarmHistory(theme)
        self.history.time_clicked.connect(self.time_clicked)
        self.body.addWidget(self.history, 1)
        self.rule = Words(theme, "", "label.medium", "text", wrap=True)
        self.rule.hide()
        self.body.addWidget(self.rule)
        self.to_try = Words(theme, "", "label.medium", "text", wrap=True)
        self.to_try.hide()
        self.body.addWidget(self.to_try)
        self._open_words = Words(theme, "", "label", "text2", wrap=True)
        self.statistics_key = PanelKey(theme, self.tr("Statistics"), least=_AT.statistics_size)
        self.statistics_key.clicked.connect(self._ask_statistics)
        self.acknowledge_key = PanelKey(
            theme, self.tr("Acknowledge"), icon="check", key="F3", least=_AT.acknowledge_size, primary=True
        )
        self.acknowledge_key.clicked.connect(self._acknowledge)
        foot = QHBoxLayout()
        foot.addWidget(self._open_words, 1)
        foot.addWidget(self.statistics_key)
        foot.addWidget(self.acknowledge_key)
        self.body.addLayout(foot)

    def prepare(self, update: MonitorUpdate) -> None:
        """The list of this bed."""
        self.set_head(hint=self.tr("newest first"))

    def refresh(self, update: MonitorUpdate) -> None:
        """New alarms come on top."""
        session = update.session
        self.history.show_log(update.alarm_log, update.now, None if session is None else session.started_utc)
        self._show_rules(update)
        self._show_to_try(update)
        waiting = self._waiting(update)
        self.acknowledge_key.setEnabled(bool(waiting))
        self._open_words.setText(
            self.tr("{n} not acknowledged").format(n=len(waiting))
            if waiting
            else self.tr("Nothing to acknowledge")
        )

    def _show_rules(self, update: MonitorUpdate) -> None:
        """What this site wants done at the alarms that are shown now, in its own words (PROT-01); most urgent first."""
        protocol = None if update.care is None else update.care.protocol
        changes = with_rule(protocol, (alarm.change for alarm in update.alarms))
        said = "\n".join(dict.fromkeys(said_beside(protocol, change) for change in changes))
        if said != self.rule.text():
            self.rule.setText(said)
        self.rule.setVisible(bool(said))

    def _show_to_try(self, update: MonitorUpdate) -> None:
        """Where the equipment cannot measure: what to look at, and when it last did."""
        said = what_to_try(update)
        if said != self.to_try.text():
            self.to_try.setText(said)
        self.to_try.setVisible(bool(said))

    def fit(self, room: int) -> None:
        """Smaller keys where there is little room; what is open is said by the rows."""
        narrow = room < _NARROW_PX
        self.history.fit(narrow=narrow)
        self.statistics_key.set_least(*(_AT.statistics_size_narrow if narrow else _AT.statistics_size))
        self.acknowledge_key.set_least(*(_AT.acknowledge_size_narrow if narrow else _AT.acknowledge_size))
        self._open_words.setHidden(narrow)

    def accept_key(self) -> PanelKey:
        """Enter acknowledges."""
        return self.acknowledge_key

    @staticmethod
    def _waiting(update: MonitorUpdate) -> list[int]:
        return [
            alarm.change.condition
            for alarm in update.alarms
            if alarm.change.presence in (Presence.ON, Presence.LATCHED)
        ]

    def _acknowledge(self) -> None:
        """Acknowledge the first in display order; each condition is acknowledged on its own (ALM-31)."""
        if self._update is not None and (waiting := self._waiting(self._update)):
            self.send(Acknowledge(bed=self._update.bed, actor=self._actor, condition=waiting[0]))

    def _ask_statistics(self) -> None:
        self.panel_asked.emit("statistics")
