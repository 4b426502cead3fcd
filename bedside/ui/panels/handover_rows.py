"""The five rows of the handover panel, made of one card: Now, Dose, Alarms, Patient, Due."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from bedside.ui import formats
from bedside.ui.handover_words import AlarmLine, HandoverCard
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.handover_parts import RatedDisc, ShareBar, ValueBlock
from bedside.ui.panels.words import Rule, Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_handover")
_LINES: Final = {1: "lowline", 2: "medline"}


class HandoverRows(QWidget):
    """One card, read from top to bottom; made anew for another card, room or look."""

    def __init__(self, theme: Theme, card: HandoverCard, room: int, *, narrow: bool) -> None:
        """`room`: px the panel has; `narrow`: icons without the names of the rows."""
        super().__init__()
        self._theme = theme
        self._narrow = narrow
        self._name_width = 0 if narrow else theme.grown(_AT.name_width - _AT.icon - _AT.column_gap)
        self._content_room = int(room - _AT.icon - 2 * _AT.column_gap - self._name_width)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(int(_AT.row_gap))
        if not card.clock:
            said = self.tr("No session on this bed: there is nothing to hand over.")
            column.addWidget(Words(theme, said, "body", "text", wrap=True))
        else:
            for icon, name, content in (
                ("pulse", self.tr("Now"), self._now(card)),
                ("water-outline", self.tr("Dose"), self._dose(card)),
                ("bell-outline", self.tr("Alarms"), self._alarm_lines(card)),
                ("emoticon-outline", self.tr("Patient"), self._patient(card)),
                ("clock-outline", self.tr("Due"), self._due(card)),
            ):
                column.addWidget(Rule(theme))
                column.addLayout(self._row(icon, name, content))
        column.addStretch(1)

    @property
    def words(self) -> str:
        """Everything the card says, for assistive tools and tests."""
        labels = (label.text() for label in self.findChildren(Words))
        blocks = (
            piece.accessibleName()
            for piece in self.findChildren(QWidget)
            if isinstance(piece, (ValueBlock, RatedDisc))
        )
        return "\n".join((*labels, *blocks))

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
        runs = f"{dose.running} ({dose.reason})" if dose.reason else dose.running
        column.addWidget(self._line(" · ".join(part for part in (runs, dose.stops) if part)))
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
        for late, token in ((True, "body.bold"), (False, "body.medium")):  # all of it in sight at once
            said = [f"{due.clock} {due.words}, {due.left}" for due in card.due if due.soon is late]
            if said:
                column.addWidget(self._line(" · ".join(said), token, "text"))
        return column
