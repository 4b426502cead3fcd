"""The report of the session on this bed, also while it runs: then it tells what is recorded by now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.report.report_form import ReportForm
from bedside.ui.theme import Theme


class ReportPanel(Panel):
    """Closing it stops a report that is being written."""

    def __init__(self, theme: Theme, store: Path | None = None, parent: QWidget | None = None) -> None:
        """`store`: the record; None: there is none, and the form says so."""
        super().__init__(theme, icon="clipboard-list", title="", parent=parent)
        self.set_head(title=self.tr("Session report"))
        self.form = ReportForm(theme, store)
        self.body.addWidget(self.form, 1)

    def refresh(self, update: MonitorUpdate) -> None:
        """Another session, another report."""
        session = update.session
        self.form.set_session("" if session is None else session.id)
        if session is not None:
            self.set_head(hint=self.tr("still running: it tells what is recorded by now"))

    def accept_key(self) -> PanelKey:
        """Enter writes it."""
        return self.form.write_key

    def first_focus(self) -> QWidget:
        """The key that takes Enter."""
        return self.form.write_key

    def close_panel(self) -> None:
        """Nothing half is left."""
        self.form.job.stop()
        super().close_panel()
