"""The 30-second handover: five rows, frozen at the time the card was opened, and a page to print (F9)."""

from __future__ import annotations

import logging
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.handover_card import handover_card
from bedside.ui.handover_page import print_page, save_pdf
from bedside.ui.handover_words import HandoverCard
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.handover_rows import HandoverRows
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Words
from bedside.ui.paper import NotPrintedError, default_printer, documents_folder
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.theme import Theme, layout
from bedside.vitals.sessions import Actor

_AT: Final = layout("panel_handover")
_log = logging.getLogger(__name__)


class HandoverPanel(Panel):
    """What one nurse tells the next, and the same on paper. The live numbers go on beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="card-account-details-outline", title="", parent=parent)
        self.set_head(title=self.tr("Handover"))
        self.card: HandoverCard | None = None
        self._taken: tuple[MonitorUpdate, Actor] | None = None  # what the card was made of
        self._narrow = False
        self._room = int(theme.length("panel_width"))
        self._rows = QWidget()  # until there is a card
        self.body.addWidget(self._rows, 1)
        self._said = Words(theme, "", "label.medium", "text", wrap=True)
        self.refresh_key = PanelKey(theme, self.tr("As of now"), icon="clock-outline", key="R")
        self.save_key = PanelKey(theme, self.tr("Save PDF"), icon="content-save-outline")
        self.print_key = PanelKey(
            theme, self.tr("Print A5"), icon="printer-outline", key="Ctrl+P", primary=True
        )
        self.refresh_key.clicked.connect(self.renew)
        self.save_key.clicked.connect(self.save)
        self.print_key.clicked.connect(self.print)
        keys = Flow(int(_AT.foot_gap))
        for key in (self.refresh_key, self.save_key, self.print_key):
            keys.addWidget(key)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(int(_AT.foot_gap))
        self._foot.addWidget(self._said, 1)
        self._foot.addLayout(keys)
        self.body.addLayout(self._foot)
        for combination, act in (("Ctrl+P", self.print), ("R", self.renew)):
            shortcut = QShortcut(QKeySequence(combination), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._fit_keys()

    @property
    def words(self) -> str:
        """Everything the card says, for assistive tools and tests."""
        return self._rows.words if isinstance(self._rows, HandoverRows) else ""

    @property
    def said(self) -> str:
        """What became of printing or saving."""
        return self._said.text()

    def prepare(self, update: MonitorUpdate) -> None:
        """The card as of now."""
        self._take(update)

    def refresh(self, update: MonitorUpdate) -> None:
        """The card stays as it was; its head says how old it is, and whether alarms came or went since."""
        card, taken = self.card, self._taken
        if card is None or taken is None or update.session is None or not card.clock:
            return
        parts = [self.tr("as of {clock}").format(clock=card.clock)]
        if (since := update.now - taken[0].now) >= 1.0:
            parts.append(self.tr("{age} ago").format(age=formats.age(since)))
        if tuple(alarm.change.condition for alarm in update.alarms) != self._alarms:
            parts.append(self.tr("the alarms have changed since: press R"))
        if card.mode_words:
            parts.insert(0, card.mode_words)
        self.set_head(hint=" · ".join(parts))

    def renew(self) -> None:
        """Write the card again as of now."""
        if self._update is not None:
            self._say("")
            self._take(self._update)
            self.refresh(self._update)

    def print(self) -> None:
        """Give the page to the default printer and say so."""
        if self.card is None:
            return
        try:
            self._say(self.tr("Sent to the printer {name}.").format(name=print_page(self.card, self._theme)))
        except NotPrintedError as error:
            self._say(str(error))

    def save(self) -> None:
        """Save the page among the person's documents and say where."""
        if self.card is None:
            return
        try:
            file = save_pdf(self.card, self._theme, documents_folder())
        except NotPrintedError as error:
            self._say(str(error))
            return
        _log.info("A handover was saved as a PDF.")
        self._say(self.tr("Saved as {file}. It names the patient.").format(file=file))

    def accept_key(self) -> PanelKey:
        """Enter prints."""
        return self.print_key

    def fit(self, room: int) -> None:
        """Names of the rows give way to their icons, and the keys shrink, where there is little room."""
        narrow = room < self._theme.grown(_AT.narrow)
        turned, self._narrow = narrow != self._narrow, narrow
        before, self._room = self._room, room
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._foot.setDirection(down if narrow else right)
        if turned:
            self._fit_keys()
        if self.card is not None and (turned or before != room):
            self._show(self.card)

    def changeEvent(self, event: QEvent) -> None:
        """Another look: the rows are made of pictures and of pieces of a size of their own."""
        super().changeEvent(event)
        taken = getattr(self, "_taken", None)
        if event.type() in LOOK_EVENTS and taken is not None:
            update, actor = taken
            self.card = handover_card(
                update, actor, self._theme.pressure_unit
            )  # the same, in the unit of now
            self._show(self.card)

    def _fit_keys(self) -> None:
        for key, wide in (
            (self.refresh_key, _AT.key_refresh),
            (self.save_key, _AT.key_save),
            (self.print_key, _AT.key_print),
        ):
            width, height = _AT.key_narrow if self._narrow else wide
            key.set_least(int(width), int(height))

    def _take(self, update: MonitorUpdate) -> None:
        self._taken = (update, self._actor)
        self._alarms = tuple(alarm.change.condition for alarm in update.alarms)
        self.card = handover_card(update, self._actor, self._theme.pressure_unit)
        has_session = bool(self.card.clock)
        for key in (self.save_key, self.print_key, self.refresh_key):
            key.setEnabled(has_session)
        if has_session and not default_printer():
            self.print_key.setEnabled(False)
            self._say(self.tr("No printer here: save the PDF and print it where there is one."))
        self._show(self.card)

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setToolTip(words)

    def _show(self, card: HandoverCard) -> None:
        fresh = HandoverRows(self._theme, card, self._room, narrow=self._narrow)
        self.body.replaceWidget(self._rows, fresh)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = fresh
        fresh.show()
