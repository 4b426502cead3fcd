"""End of a session: end it, make room for the next patient, or keep monitoring."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.review.statistics import of_update
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.rate import is_running
from bedside.ui.panels.words import Words
from bedside.ui.statistics_table import summary_words
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import EndSession
from bedside.vitals.readings import CuffState

_AT: Final = layout("panel_end_session")


def cuff_is_running(update: MonitorUpdate) -> bool:
    """Whether the bed's cuff measures now."""
    nibp = update.nibp
    return nibp is not None and nibp.status is not None and nibp.status.state is CuffState.MEASURING


def lines_before_home(update: MonitorUpdate) -> int:
    """How many lines of the discharge are neither met nor let pass; 0 where nothing was given."""
    care = update.care
    return 0 if care is None or update.infusion is None else len(care.discharge.missing)


class EndSessionPanel(Panel):
    """Says what is still going on before anything is ended, and what the alarms of the session came to (ALM-65).

    Signals:
        panel_asked: name of the panel to open in place of this one.
    """

    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="exit-to-app", title="", parent=parent)
        self.set_head(title=self.tr("End session"))
        self._still = Words(theme, "", "body.medium", "text", wrap=True)
        self.keep_key = ChoiceKey(
            theme,
            self.tr("Keep monitoring"),
            self.tr("Nothing changes. Enter and Esc do the same."),
            icon="bed-outline",
            primary=True,
        )
        self.next_key = ChoiceKey(
            theme,
            self.tr("Next patient"),
            self.tr("Ends this session; the devices stay on the bed, limits return to the profile."),
            icon="account-outline",
        )
        self.end_key = ChoiceKey(
            theme,
            self.tr("End session"),
            self.tr("Closes the record and takes the devices off the bed."),
            icon="exit-to-app",
        )
        self._alarms = Words(theme, "", "label", "text2", wrap=True)
        self.statistics_key = PanelKey(theme, self.tr("Alarm statistics"), least=_AT.statistics_size)
        self.statistics_key.clicked.connect(self._ask_statistics)
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self._still)
        for key in (self.keep_key, self.next_key, self.end_key):
            self.body.addWidget(key)
        self.body.addStretch(1)
        self.discharge_key = PanelKey(theme, self.tr("Open discharge"), least=_AT.statistics_size)
        self.discharge_key.clicked.connect(self._ask_discharge)
        self.report_key = PanelKey(theme, self.tr("Report…"), least=_AT.statistics_size)
        self.report_key.clicked.connect(self._ask_report)
        keys = Flow()
        keys.addWidget(self.discharge_key)
        keys.addWidget(self.statistics_key)
        keys.addWidget(self.report_key)
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.addWidget(self._alarms, 1)
        foot.addLayout(keys)
        self.body.addLayout(foot)
        self.keep_key.clicked.connect(self.close_panel)
        self.next_key.clicked.connect(self._next_patient)
        self.end_key.clicked.connect(self._end)

    def prepare(self, update: MonitorUpdate) -> None:
        """The alarms in two sentences, as they stand when the panel opens."""
        self._alarms.setText("" if update.session is None else summary_words(of_update(update, ())))
        for key in (self.statistics_key, self.report_key):
            key.setVisible(update.session is not None)

    def _ask_statistics(self) -> None:
        self.panel_asked.emit("statistics")

    def _ask_report(self) -> None:
        self.panel_asked.emit("report")

    def _ask_discharge(self) -> None:
        self.panel_asked.emit("session:discharge")

    def refresh(self, update: MonitorUpdate) -> None:
        """Say who it is about and what is still going on."""
        session = update.session
        name = session.label if session is not None and session.label else self.tr("not named yet")
        self.set_head(hint=self.tr("bed {n}, {name}").format(n=update.bed, name=name))
        said = []
        if session is None:
            said.append(update.waiting or self.tr("There is no session on this bed."))
        if is_running(update):
            said.append(
                self.tr("The infusion is recorded as running: record its stop first if it has ended.")
            )
        if cuff_is_running(update):
            said.append(self.tr("The cuff is measuring: it is deflated first."))
        missing = lines_before_home(update)
        self.discharge_key.setVisible(missing > 0)
        if missing:
            said.append(self.tr("Lines of the discharge that are not met: {n}.").format(n=missing))
        if update.alarms:
            said.append(self.tr("Alarms still shown: {n}.").format(n=len(update.alarms)))
        self._still.setText(
            "\n".join(said) if said else self.tr("No infusion runs, no cuff measures, no alarm is shown.")
        )
        self.next_key.setEnabled(session is not None or bool(update.waiting))
        self.end_key.setEnabled(session is not None)

    def fit(self, room: int) -> None:
        """The keys under what the alarms came to, where they do not fit beside it."""
        beside = room >= self._theme.grown(_AT.keys_beside_from)
        self._foot.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def first_focus(self) -> QWidget:
        """The harmless one."""
        return self.keep_key

    def accept_key(self) -> ChoiceKey:
        """Enter keeps monitoring."""
        return self.keep_key

    def _next_patient(self) -> None:
        self._send_end(next_patient=True)

    def _end(self) -> None:
        self._send_end(next_patient=False)

    def _send_end(self, *, next_patient: bool) -> None:
        if self._update is not None:
            self.send(EndSession(bed=self._update.bed, actor=self._actor, next_patient=next_patient))
            self.close_panel()
