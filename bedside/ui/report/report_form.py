"""Asks how a session's report is to be written, says how far it is, and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from bedside.export.report.saving import Format, Wanted, free_file
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.paper import documents_folder
from bedside.ui.report.report_job import ReportJob
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout

_AT: Final = layout("report_form")


class Progress(QWidget):
    """How much of it is done."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.share = 0.0
        self.setFixedHeight(int(_AT.bar_height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("How much of the report is written"))
        self.show_share(0.0)

    def show_share(self, share: float) -> None:
        """0…1."""
        self.share = share
        self.setAccessibleDescription(self.tr("{n} %").format(n=round(100 * share)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A bar."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        sketch.fill(rect, "line", _AT.bar_radius)
        sketch.fill(rect.adjusted(0, 0, -(1.0 - self.share) * rect.width(), 0), "primary", _AT.bar_radius)
        painter.end()


class ReportForm(QWidget):
    """The format, the folder, the switch for identifiers; then a bar that can be stopped."""

    def __init__(self, theme: Theme, store: Path | None, job: ReportJob | None = None) -> None:
        """`store`: the record it is written from; None: there is none. `job`: writes it; None: a process of its own."""
        super().__init__()
        self._store = store
        self._session = ""
        self.job = job or ReportJob(self)
        self.job.setParent(self)
        self.job.done.connect(self._show_share)
        self.job.written.connect(self._show_written)
        self.job.failed.connect(self.say)
        self.setAccessibleName(self.tr("Session report"))
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        words = {
            Format.PDF: self.tr("PDF, to print"),
            Format.HTML: self.tr("HTML, to read"),
            Format.CSV: self.tr("CSV, the numbers"),
        }
        self.format_keys: dict[Format, PanelKey] = {}
        formats, group = Flow(int(_AT.gap)), QButtonGroup(self)
        for kind, label in words.items():
            key = PanelKey(theme, label, least=_AT.key_size)
            key.setCheckable(True)
            group.addButton(key)
            formats.addWidget(key)
            self.format_keys[kind] = key
        self.format_keys[Format.PDF].setChecked(True)
        self.folder = Field(theme, self.tr("Folder"), token="body.medium", height=_AT.field_height)
        self.folder.edit.setText(str(documents_folder()))
        self.remove_key = PanelKey(
            theme, self.tr("Remove identifiers"), icon="eye-outline", least=_AT.key_size
        )
        self.remove_key.setCheckable(True)
        self.remove_key.toggled.connect(self._say_identifiers)
        self.identifiers = Words(theme, "", "label", "text2", wrap=True)
        self.write_key = PanelKey(
            theme, self.tr("Write the report"), icon="content-save-outline", least=_AT.key_size, primary=True
        )
        self.cancel_key = PanelKey(theme, self.tr("Cancel"), icon="close", least=_AT.key_size)
        self.progress = Progress(theme)
        self.said = Words(theme, "", "label.medium", "text", wrap=True)
        self.write_key.clicked.connect(self.write)
        self.cancel_key.clicked.connect(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(*_AT.margins)
        column.setSpacing(int(_AT.gap))
        column.addLayout(formats)
        column.addWidget(self.folder)
        acts = Flow(int(_AT.gap))
        for key in (self.remove_key, self.write_key, self.cancel_key):
            acts.addWidget(key)
        column.addWidget(self.identifiers)
        column.addLayout(acts)
        column.addWidget(self.progress)
        column.addWidget(self.said)
        column.addStretch(1)
        self._say_identifiers()
        self._show_running()

    # -- for whoever shows it ----------------------------------------------------------------------------

    def set_session(self, session: str) -> None:
        """Which one the next report is of."""
        if session != self._session:
            self._session = session
            self.write_key.setEnabled(bool(session) and self._store is not None)
            if not self.job.running:
                self.say("" if session else self.tr("There is no session here to tell of."))
            if self._store is None:
                self.say(self.tr("The record cannot be used now: no report can be written."))

    @property
    def wanted(self) -> Wanted:
        """What is asked for now."""
        kind = next(kind for kind, key in self.format_keys.items() if key.isChecked())
        identifiers = not self.remove_key.isChecked()
        folder = Path(self.folder.text().strip() or str(documents_folder())).expanduser()
        file = free_file(folder, self._session, kind, identifiers=identifiers)
        return Wanted(session=self._session, to=file, identifiers=identifiers)

    def say(self, words: str) -> None:
        """What became of it."""
        self.said.setText(spoken(words))
        self.said.setVisible(bool(words))
        self._show_running()

    @Slot()
    def write(self) -> None:
        """Begin."""
        if self._session and self._store is not None:
            self.progress.show_share(0.0)
            if self.job.begin(self.wanted, self._store):
                self.say(self.tr("The report is being written …"))
                self.cancel_key.setFocus()

    @Slot()
    def cancel(self) -> None:
        """No more of it."""
        if self.job.running:
            finished = self.job.stop()
            words = self.tr("Stopped. Nothing was written.")
            if finished:
                words = self._saved(self.tr("Stopped. Saved before that: {file}."), finished)
            self.say(words)
            self.write_key.setFocus()

    # -- what happens ------------------------------------------------------------------------------------

    @Slot(float)
    def _show_share(self, share: float) -> None:
        self.progress.show_share(share)

    @Slot(list)
    def _show_written(self, files: list[str]) -> None:
        self.say(self._saved(self.tr("Saved as {file}."), files))

    def _saved(self, words: str, files: Sequence[str | Path]) -> str:
        """With the paths, and whether they name the patient."""
        named = "" if self.remove_key.isChecked() else self.tr("It names the patient.")
        return f"{words.format(file=', '.join(map(str, files)))} {named}".strip()

    def _show_running(self) -> None:
        running = self.job.running
        self.cancel_key.setVisible(running)
        self.progress.setVisible(running)
        self.write_key.setVisible(not running)
        for key in (*self.format_keys.values(), self.remove_key, self.folder):
            key.setEnabled(not running)

    @Slot()
    def _say_identifiers(self) -> None:
        removed = self.tr(
            "Without names, record number, days and every typed text; an age as a band of ten years, times from "
            "the beginning of the session. Read it before you give it away."
        )
        kept = self.tr(
            "With name, record number, days and every typed text. The file's own name says no patient."
        )
        self.identifiers.setText(removed if self.remove_key.isChecked() else kept)
