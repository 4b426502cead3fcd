"""A phase as a list of items turning done, and the key that moves the session into it by hand."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui import formats
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.form import SessionForm
from bedside.ui.session.phase_facts import Fact, facts_of
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import SetPhase
from bedside.vitals.sessions import Phase

_AT: Final = layout("session_gate")


class FactRow(QWidget):
    """One item: its mark, its words, what is so, and a key where it is entered.

    Signals:
        asked: name of the panel.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._fact = Fact(done=False, words="")
        self._words = Words(theme, "", "body.medium", "text", wrap=True)
        self._found = Words(theme, "", "label", "text2", wrap=True)
        self.key = PanelKey(theme, self.tr("Enter it"), least=_AT.answer_size)
        self.key.clicked.connect(self._ask)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(_AT.words_x - _AT.pad_x, _AT.line_gap, 0, _AT.line_gap)
        row.setSpacing(_AT.gap)
        row.addWidget(self._words, 1)
        row.addWidget(self._found, 1)
        row.addWidget(self.key)
        self.setMinimumHeight(int(_AT.open_height))

    def show_fact(self, fact: Fact) -> None:
        """Say it; repaints only where it differs."""
        if fact == self._fact:
            return
        self._fact = fact
        self._words.setText(fact.words.replace("≥ ", "≥\u00a0"))  # a sign stays with its number
        self._found.setText(fact.found)
        self.key.setVisible(bool(fact.opens))
        self.key.setAccessibleName(self.tr("Enter: {item}").format(item=fact.words))
        self.update()

    def fit(self, room: int) -> None:
        """Under each other where they do not fit."""
        beside = int(room / self._theme.text_scale) >= _AT.keys_beside_from
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._row.setSpacing(_AT.gap if beside else 0)
        share = round(room * _AT.fact_share) if beside else 0  # what is so stands in one column
        self._words.setMinimumWidth(share)
        self._words.setMaximumWidth(share or max(1, room))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line above, and the mark: a check is done, a circle is not."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        sketch.line(0, 0, self.width(), 0, "line")
        middle = _AT.open_height / 2
        if self._fact.done is None:
            pass  # only told
        elif self._fact.done:
            sketch.icon(0, middle - _AT.icon_side / 2, "check-circle-outline", "text2", _AT.icon_side)
        else:
            sketch.circle(_AT.icon_side / 2, middle, _AT.icon_side / 2 - 2, "text2", 2.0)
        painter.end()

    def _ask(self) -> None:
        self.asked.emit(self._fact.opens)


class PhaseForm(SessionForm):
    """Baseline, infusion, recovery, discharge until one of them has a form of its own."""

    def __init__(self, theme: Theme, drafts: Drafts, phase: Phase) -> None:
        super().__init__(theme, drafts, formats.phase_name(phase), phase.value)
        self._phase = phase
        self._rows: list[FactRow] = []
        self._room = 0
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._empty = Words(
            theme, self.tr("The protocol of the site asks for nothing here yet."), "label", "text2", wrap=True
        )
        self.move_key = PanelKey(theme, "", icon="arrow-collapse-right", least=_AT.override_size)
        self.move_key.clicked.connect(self._move)
        self.body.addLayout(self._list)
        self.body.addWidget(self._empty)
        self.plasma_key = PanelKey(theme, self.tr("Plasma estimate"), icon="pulse", least=_AT.answer_size)
        self.plasma_key.clicked.connect(self._ask_plasma)
        self.body.addWidget(self.move_key, 0, Qt.AlignmentFlag.AlignLeft)
        self.foot_place.addWidget(
            self.plasma_key, 0, Qt.AlignmentFlag.AlignLeft
        )  # before it is shown: it would be a window of its own
        self.plasma_key.setVisible(phase is Phase.INFUSION)  # the chart's header may have no room for its key
        self.body.addStretch(1)

    def refresh(self, update: MonitorUpdate) -> None:
        """Items as they are, and whether the session is in this phase."""
        name = formats.phase_name(self._phase)
        here = update.session is not None and update.session.phase is self._phase
        self.hint.setText(
            self.tr("the session is here") if here else self.tr("the session is in another phase")
        )
        care = update.care or Care()
        by_start = (
            self._phase is Phase.INFUSION and care.protocol is not None
        )  # it begins with the recorded start
        self.move_key.setVisible(not here and update.session is not None and not by_start)
        self.move_key.set_label(self.tr("Move the session to: {phase}").format(phase=name))
        facts = facts_of(self._phase, update)
        tasks = [fact.done for fact in facts if fact.done is not None]
        said = self.tr("{n} of {all} done").format(n=sum(tasks), all=len(tasks))
        self.counts.setText(said if tasks else "")
        self._empty.setVisible(not facts)
        while len(self._rows) < len(facts):
            row = FactRow(self._theme)
            row.asked.connect(self.asked)
            row.fit(self._room)
            self._rows.append(row)
            self._list.addWidget(row)
        for n, row in enumerate(self._rows):
            row.setVisible(n < len(facts))
            if n < len(facts):
                row.show_fact(facts[n])

    def fit(self, room: int) -> None:
        """Every row."""
        self._room = room
        for row in self._rows:
            row.fit(room)

    def first_focus(self) -> QWidget:
        """The first thing that can be entered."""
        keys = [row.key for row in self._rows if not row.isHidden() and not row.key.isHidden()]
        return next((key for key in (*keys, self.move_key) if not key.isHidden()), self.plasma_key)

    def _ask_plasma(self) -> None:
        self.asked.emit("plasma")

    def _move(self) -> None:
        if self._update is not None:
            self.send(SetPhase(bed=self._update.bed, actor=self._actor, phase=self._phase))
