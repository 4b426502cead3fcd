"""The baseline: two cuff readings, what is asked once, limits from it, start limits, lying and standing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.earlier_scores import NOTHING_EARLIER
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.therapy.orthostatic import LYING, STANDING
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.session.baseline_facts import Lines, lines_of
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.earlier_words import EarlierSource, nothing_earlier
from bedside.ui.session.form import SessionForm
from bedside.ui.session.phase_facts import Fact
from bedside.ui.session.phase_form import FactRow
from bedside.ui.session.safety_card import SafetyCards
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import MarkEvent, SetPhase, StartNibp
from bedside.vitals.sessions import Phase

_AT: Final = layout("session_baseline")


class _Section(QWidget):
    """A title, its keys, its lines."""

    def __init__(self, theme: Theme, form: BaselinePage, title: str) -> None:
        super().__init__()
        self._theme = theme
        self._form = form
        self.rows: list[FactRow] = []
        self.title = Words(theme, title, "body.bold", "text", wrap=True)
        self.keys = Flow(int(_AT.gap))
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(int(_AT.gap))
        self._head.addWidget(self.title, 1)
        self._head.addLayout(self.keys)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(int(_AT.head_gap))
        column.addLayout(self._head)
        column.addLayout(self._list)

    def show_facts(self, facts: Sequence[Fact], room: int) -> None:
        """A row each; those no longer needed are hidden."""
        while len(self.rows) < len(facts):
            row = FactRow(self._theme)
            row.asked.connect(self._form.asked)
            row.fit(room)
            self.rows.append(row)
            self._list.addWidget(row)
        for n, row in enumerate(self.rows):
            row.setVisible(n < len(facts))
            if n < len(facts):
                row.show_fact(facts[n])
        self.setVisible(bool(facts))

    def fit(self, room: int) -> None:
        """Keys under the title where they do not fit beside it."""
        beside = int(room / self._theme.text_scale) >= _AT.wide_from
        self._head.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        for row in self.rows:
            row.fit(room)


class BaselinePage(SessionForm):
    """What is measured and asked before the infusion, each turning done."""

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__(theme, drafts, "", Phase.BASELINE.value, ("safety/",))
        self.title.setText(self.tr("Baseline"))
        self.setAccessibleName(self.tr("Baseline"))
        self.earlier: EarlierSource = nothing_earlier  # what questionnaires came to before this session
        self._room = 0
        self.safety = SafetyCards(theme, drafts)
        self.safety.command.connect(self.send)
        self.cuff_key = self._key(self.tr("Start cuff"), "arm-flex-outline", self._start)
        self.limits_key = self._key(self.tr("Set limits from baseline"), "tune-vertical", self._limits)
        self.lying_key = self._key(self.tr("Lying, start cuff"), "bed-outline", self._lying)
        self.standing_key = self._key(self.tr("Standing, start cuff"), "account-outline", self._standing)
        self.move_key = self._key(self.tr("Move the session to baseline"), "arrow-collapse-right", self._move)
        self.why = Words(theme, "", "label", "text2", wrap=True)
        self.cuff = self._section(self.tr("Cuff readings and values at rest"), self.cuff_key)
        self.once = self._section(self.tr("Asked once before the infusion"))
        self.limits = self._section(self.tr("Limits"), self.limits_key)
        self.scales = self._section(self.tr("Questionnaires of the protocol"))
        self.stand = self._section(
            self.tr("Lying and standing, where it is wanted"), self.lying_key, self.standing_key
        )
        self.body.setSpacing(int(_AT.section_gap))
        self.body.addWidget(self.safety)
        self.body.addWidget(self.cuff)
        self.body.addWidget(self.why)
        for section in (self.once, self.limits, self.scales, self.stand):
            self.body.addWidget(section)
        self.body.addWidget(self.move_key)
        self.body.addStretch(1)

    @property
    def sections(self) -> tuple[_Section, ...]:
        """In the order of the page."""
        return (self.cuff, self.once, self.limits, self.scales, self.stand)

    def refresh(self, update: MonitorUpdate) -> None:
        """Every line as it is now."""
        care = update.care or Care()
        earlier = NOTHING_EARLIER if care.patient is None else self.earlier(care.patient.id, self._session)
        lines: Lines = lines_of(update, care, earlier, self._theme.pressure_unit)
        facts = (lines.cuff, lines.asked, lines.limits, lines.scales, lines.stand)
        for section, shown in zip(self.sections, facts, strict=True):
            section.show_facts(shown, self._room)
        done = sum(bool(fact.done) for fact in lines.all)
        self.counts.setText(self.tr("{n} of {all} done").format(n=done, all=len(lines.all)))
        phase = update.session.phase if update.session is not None else None
        here = phase is Phase.BASELINE
        self.hint.setText(
            self.tr("before the infusion") if here else self.tr("the session is in another phase")
        )
        self.move_key.setVisible(phase is Phase.SCREENING)
        refusal = told(update.nibp.refusal) if update.nibp is not None else self.tr("No cuff is at this bed.")
        ready = update.nibp is not None and update.nibp.can_start and not refusal
        for key in (self.cuff_key, self.lying_key, self.standing_key):
            key.setEnabled(ready)
            key.setAccessibleDescription(refusal)
        self.why.setText(refusal)
        self.why.setVisible(bool(refusal))
        self.limits_key.setEnabled(update.baseline is not None)
        self.safety.show_update(update, self._actor, self._session)

    def fit(self, room: int) -> None:
        """Every section."""
        self._room = room
        for section in self.sections:
            section.fit(room)

    def first_focus(self) -> QWidget:
        """The cuff, or the first thing that can be entered."""
        if self.cuff_key.isEnabled():
            return self.cuff_key
        keys = [
            row.key
            for section in self.sections
            for row in section.rows
            if not row.isHidden() and not row.key.isHidden()
        ]
        return keys[0] if keys else self.limits_key

    def _key(self, label: str, icon: str, act: object) -> PanelKey:
        key = PanelKey(self._theme, label, icon=icon, least=_AT.key_size)
        assert callable(act)
        key.clicked.connect(act)
        return key

    def _section(self, title: str, *keys: PanelKey) -> _Section:
        made = _Section(self._theme, self, title)
        for key in keys:
            made.keys.addWidget(key)
        return made

    def _start(self) -> None:
        if self._update is not None:
            self.send(StartNibp(bed=self._update.bed, actor=self._actor))

    def _limits(self) -> None:
        self.asked.emit("limits")

    def _lying(self) -> None:
        self._mark(LYING)

    def _standing(self) -> None:
        self._mark(STANDING)

    def _mark(self, event: str) -> None:
        """The mark first: the reading that follows it belongs to it."""
        if self._update is not None:
            self.send(MarkEvent(bed=self._update.bed, actor=self._actor, event=event))
            self.send(StartNibp(bed=self._update.bed, actor=self._actor))

    def _move(self) -> None:
        if self._update is not None:
            self.send(SetPhase(bed=self._update.bed, actor=self._actor, phase=Phase.BASELINE))
