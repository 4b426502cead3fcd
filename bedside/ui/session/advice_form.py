"""The advice sheet before it is printed: its preview, what is missing on it, and the key that records it as given."""

from __future__ import annotations

import logging
from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui import formats
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.paper import NotPrintedError, default_printer, documents_folder
from bedside.ui.session.advice_page import Laid, laid_out, page_size, paint_preview, print_sheet, save_sheet
from bedside.ui.session.advice_words import AdviceSheet, advice_line, file_stem, missing_words, sheet_of
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.form import SessionForm
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import AnswerItem

_AT: Final = layout("session_advice")
_log = logging.getLogger(__name__)


class Preview(QWidget):
    """The page as it will be."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.sheet: AdviceSheet | None = None
        self._laid: Laid | None = None
        self.setAccessibleName(self.tr("Preview of the advice sheet"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(int(_AT.preview_most))

    def show_sheet(self, sheet: AdviceSheet | None) -> None:
        """Another page."""
        if sheet != self.sheet:
            self.sheet = sheet
            self._laid = None if sheet is None else laid_out(self._theme, sheet)
            self.setAccessibleDescription("" if sheet is None else sheet.words)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """A page as wide as may be."""
        return QSize(int(_AT.preview_most), self.heightForWidth(int(_AT.preview_most)))

    def minimumSizeHint(self) -> QSize:
        """Never unreadably small."""
        least = int(_AT.preview_least)
        return QSize(least, self.heightForWidth(least))

    def heightForWidth(self, width: int) -> int:
        """The paper's own shape, as often as there are pages."""
        wide, high = page_size()
        return round(width * high / wide) * (1 if self._laid is None else len(self._laid.pages))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """White paper."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.sheet is not None and self._laid is not None:
            paint_preview(painter, self._theme, self.sheet, self._laid, QRectF(self.rect()))
        painter.end()


class AdviceForm(SessionForm):
    """Printed or saved it is paper; "Given" is what the discharge gate asks for."""

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__(theme, drafts, "", "advice")
        self.title.setText(self.tr("Advice sheet"))
        self.hint.setText(self.tr("the site's own words; the patient takes it home"))
        self.setAccessibleName(self.tr("Advice sheet"))
        self.missing = Words(theme, "", "label.medium", "text", wrap=True)
        self.state = Words(theme, "", "label.medium", "text", wrap=True)
        self.print_key = PanelKey(
            theme, self.tr("Print A5"), icon="printer-outline", least=_AT.key_size, primary=True
        )
        self.save_key = PanelKey(theme, self.tr("Save PDF"), icon="content-save-outline", least=_AT.key_size)
        self.given_key = PanelKey(theme, self.tr("Given"), icon="check", least=_AT.key_size)
        self.given_key.setAccessibleName(self.tr("Written advice was given"))
        self.back_key = PanelKey(theme, self.tr("Discharge gate"), icon="exit-to-app", least=_AT.key_size)
        for key, act in (
            (self.print_key, self.print),
            (self.save_key, self.save),
            (self.given_key, self.give),
            (self.back_key, self.back),
        ):
            key.clicked.connect(act)
        keys = Flow(int(_AT.foot_gap))
        for key in (self.print_key, self.save_key, self.given_key, self.back_key):
            keys.addWidget(key)
        self.preview = Preview(theme)
        row = QHBoxLayout()
        row.addWidget(self.preview, 1)
        row.addStretch()
        self.body.addWidget(self.missing)
        self.body.addLayout(keys)
        self.body.addWidget(self.state)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self._shown: tuple[object, ...] | None = None
        self._said_last = ""

    def begin(self, update: MonitorUpdate) -> None:
        """Another session: another sheet."""
        self._shown, self._said_last = None, ""

    def refresh(self, update: MonitorUpdate) -> None:
        """The sheet as of now."""
        care = update.care or Care()
        sheet = sheet_of(update, care, self._actor)
        line = advice_line(care)
        given = "" if line is None or not line.met else self.clock(line.found_t)
        printer = bool(default_printer()) if self._shown is None else self._printer
        shown = (sheet, given, self._said_last, line is None)
        if shown == self._shown:
            return
        self._shown, self._printer = shown, printer
        self.preview.show_sheet(sheet)
        words = "" if sheet is None else missing_words(sheet)
        self.missing.setText(words)
        self.missing.setVisible(bool(words))
        written = sheet is not None and bool(sheet.words)
        self.print_key.setEnabled(written and printer)
        self.save_key.setEnabled(written)
        self.given_key.setVisible(line is not None)
        self.given_key.setEnabled(not given)
        self.preview.setVisible(written)
        parts = [self._said_last]
        if written and not printer:
            parts.append(self.tr("No printer here: save the PDF and print it where there is one."))
        if given:
            parts.append(self.tr("Given at {time}.").format(time=formats.to_minute(given)))
        said = " ".join(part for part in parts if part)
        self.state.setText(said)
        self.state.setVisible(bool(said))

    _printer = False

    def first_focus(self) -> QWidget:
        """The key to press next."""
        keys = (self.print_key, self.save_key, self.given_key, self.back_key)
        return next((key for key in keys if key.isEnabled() and not key.isHidden()), self.back_key)

    def print(self) -> None:
        """Give the page to the default printer and say so."""
        sheet = self.preview.sheet
        if sheet is None:
            return
        try:
            self._tell(self.tr("Sent to the printer {name}.").format(name=print_sheet(sheet, self._theme)))
        except NotPrintedError as error:
            self._tell(str(error))

    def save(self) -> None:
        """Save the page among the person's documents and say where."""
        sheet, update = self.preview.sheet, self._update
        if sheet is None or update is None:
            return
        try:
            file = save_sheet(sheet, self._theme, documents_folder(), file_stem(sheet, update))
        except NotPrintedError as error:
            self._tell(str(error))
            return
        _log.info("An advice sheet was saved as a PDF.")
        self._tell(self.tr("Saved as {file}. It names the patient.").format(file=file))

    def give(self) -> None:
        """The patient has it: the line of the gate is answered."""
        update = self._update
        line = advice_line((update.care or Care()) if update is not None else Care())
        if update is None or line is None or line.item is None:
            return
        answer = next(iter(line.item.clear), "")
        self.send(
            AnswerItem(bed=update.bed, actor=self._actor, form="discharge", item=line.key, answer=answer)
        )

    def back(self) -> None:
        """To the gate."""
        self.asked.emit("discharge")

    def _tell(self, words: str) -> None:
        self._said_last = words
        if self._update is not None:
            self.refresh(self._update)
