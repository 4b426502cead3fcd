"""The 30-second handover: five rows, frozen at the time the card was opened, and a page to print (F9)."""

from __future__ import annotations

import logging
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.handover_card import handover_card
from bedside.ui.handover_page import NotPrintedError, default_printer, documents_folder, print_page, save_pdf
from bedside.ui.handover_words import AlarmLine, HandoverCard
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.handover_parts import RatedDisc, ShareBar, ValueBlock
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.words import Rule, Words
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.theme import Theme, layout
from bedside.vitals.sessions import Actor

_AT: Final = layout("panel_handover")
_LINES: Final = {1: "lowline", 2: "medline"}
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
        self._rows = QWidget()
        QVBoxLayout(self._rows).setContentsMargins(0, 0, 0, 0)
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
        labels = (label.text() for label in self._rows.findChildren(Words))
        blocks = (
            piece.accessibleName()
            for piece in self._rows.findChildren(QWidget)
            if isinstance(piece, (ValueBlock, RatedDisc))
        )
        return "\n".join((*labels, *blocks))

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

    def first_focus(self) -> QWidget:
        """The key that takes Enter, or the one that saves where nothing can print."""
        return self.print_key if self.print_key.isEnabled() else self.save_key

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

    @property
    def _name_width(self) -> int:
        """Of the names of the rows, px."""
        return 0 if self._narrow else self._theme.grown(_AT.name_width - _AT.icon - _AT.column_gap)

    @property
    def _content_room(self) -> int:
        """Beside the icons and names of the rows, px."""
        return int(self._room - _AT.icon - 2 * _AT.column_gap - self._name_width)

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

    # -- the rows ------------------------------------------------------------------------------------------

    def _show(self, card: HandoverCard) -> None:
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(int(_AT.row_gap))
        if not card.clock:
            column.addWidget(
                Words(
                    self._theme,
                    self.tr("No session on this bed: there is nothing to hand over."),
                    "body",
                    "text",
                    wrap=True,
                )
            )
        else:
            for icon, name, content in (
                ("pulse", self.tr("Now"), self._now(card)),
                ("water-outline", self.tr("Dose"), self._dose(card)),
                ("bell-outline", self.tr("Alarms"), self._alarm_lines(card)),
                ("emoticon-outline", self.tr("Patient"), self._patient(card)),
                ("clock-outline", self.tr("Due"), self._due(card)),
            ):
                column.addWidget(Rule(self._theme))
                column.addLayout(self._row(icon, name, content))
        column.addStretch(1)
        self.body.replaceWidget(self._rows, fresh)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = fresh
        fresh.show()

    def _row(self, icon: str, name: str, content: QLayout) -> QGridLayout:
        row = QGridLayout()
        row.setHorizontalSpacing(int(_AT.column_gap))
        side = int(_AT.icon)
        mark = QLabel()
        mark.setPixmap(self._pixmap(icon, side))
        row.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        label = Words(self._theme, name, "body", "text2")
        label.setVisible(not self._narrow)
        row.addWidget(label, 0, 1, Qt.AlignmentFlag.AlignTop)
        row.addLayout(content, 0, 2)
        row.setColumnMinimumWidth(0, side)
        row.setColumnMinimumWidth(1, self._name_width)
        row.setColumnStretch(2, 1)
        if self._narrow:
            mark.setToolTip(name)
            mark.setAccessibleName(name)
        return row

    def _pixmap(self, icon: str, side: int) -> QPixmap:
        return self._theme.icons.pixmap(icon, "text2", side, self.devicePixelRatioF())

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(int(_AT.line_gap))
        return column

    def _line(self, words: str, token: str = "label", role: str = "text2") -> Words:
        return Words(self._theme, words, token, role, wrap=True)

    def _now(self, card: HandoverCard) -> QLayout:
        column, flow = self._column(), Flow(int(_AT.value_gap))
        for value in card.now:
            flow.addWidget(ValueBlock(self._theme, value, self._content_room))
        column.addLayout(flow)
        if card.others:
            column.addWidget(self._line(" · ".join(other.spoken for other in card.others)))
        return column

    def _dose(self, card: HandoverCard) -> QLayout:
        column, dose = self._column(), card.dose
        if not dose.given:
            column.addWidget(self._line(self.tr("No infusion was recorded."), "body.medium", "text"))
            return column
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        line = QBoxLayout(down if self._narrow else right)
        said = " · ".join(part for part in (f"{dose.given} {dose.of}", dose.per_kg, dose.percent) if part)
        line.addWidget(self._line(said, "num.sm.large", "text"), 1)
        if dose.share is not None:
            line.addWidget(ShareBar(self._theme, dose.share))
        column.addLayout(line)
        column.addWidget(self._line(" · ".join(part for part in (dose.running, dose.stops) if part)))
        return column

    def _alarm_lines(self, card: HandoverCard) -> QLayout:
        column = self._column()
        state = f"{card.quiet} · {card.limits}"
        if not card.open_alarms:
            column.addWidget(self._line(self.tr("None open."), "body.bold", "text"))
        for alarm in card.open_alarms:
            column.addLayout(self._alarm(alarm, "body.bold"))
        column.addWidget(self._line(state))
        for alarm in card.ended_alarms:
            column.addLayout(self._alarm(alarm, "label"))
        return column

    def _alarm(self, alarm: AlarmLine, token: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(int(_AT.disc_gap))
        side = self._theme.px(token)
        mark = QLabel()
        role = _LINES.get(int(alarm.priority), "highline")
        icon = formats.priority_icon(alarm.priority)
        mark.setPixmap(self._theme.icons.pixmap(icon, role, side, self.devicePixelRatioF()))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._line(alarm.line, token, "text"), 1)
        return line

    def _patient(self, card: HandoverCard) -> QLayout:
        column = self._column()
        if card.rated:
            flow = Flow(int(_AT.rated_gap))
            for rated in card.rated:
                flow.addWidget(RatedDisc(self._theme, rated, self._content_room))
            column.addLayout(flow)
        else:
            column.addWidget(self._line(self.tr("No ratings entered."), "body.medium", "text"))
        said = " · ".join(self.tr("{words} at {clock}").format(words=w, clock=c) for w, c in card.events)
        column.addWidget(self._line(said or self.tr("No events entered.")))
        return column

    def _due(self, card: HandoverCard) -> QLayout:
        column = self._column()
        if not card.due:
            column.addWidget(self._line(self.tr("Nothing is planned."), "body.medium", "text"))
        for due in card.due:
            token = "body.bold" if due.soon else "body.medium"
            column.addWidget(self._line(f"{due.clock}  {due.words}, {due.left}", token, "text"))
        return column
