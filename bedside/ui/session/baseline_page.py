"""The baseline: cuff and probe, two cuff readings, what is asked once, limits from it, lying and standing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.earlier_scores import NOTHING_EARLIER
from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.therapy.orthostatic import LYING, STANDING
from bedside.ui.panels.check_box import CheckBox
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_check import Check
from bedside.ui.panels.words import Words
from bedside.ui.session.arms_facts import arms_fact, arms_warning, same_arm
from bedside.ui.session.baseline_facts import Lines, lines_of
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.earlier_words import EarlierSource, nothing_earlier
from bedside.ui.session.form import SessionForm
from bedside.ui.session.phase_facts import Fact
from bedside.ui.session.phase_form import FactRow
from bedside.ui.session.safety_card import SafetyCards
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import DeclareSameArm, MarkEvent, SetPhase, StartNibp
from bedside.vitals.sessions import Mode, Phase

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
        words = self.title.fontMetrics().horizontalAdvance(self.title.text())
        beside = words + _AT.gap + self.keys.sizeHint().width() <= room
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
        self.two_arms_key = self._arm_key(self.tr("Two arms"), self._two_arms)
        self.one_arm_key = self._arm_key(self.tr("One arm"), self._one_arm)
        self.cuff_key = self._key(self.tr("Start cuff"), "arm-flex-outline", self._start)
        self.limits_key = self._key(self.tr("Set limits from baseline"), "tune-vertical", self._limits)
        self.lying_key = self._key(self.tr("Lying, start cuff"), "bed-outline", self._lying)
        self.standing_key = self._key(self.tr("Standing, start cuff"), "account-outline", self._standing)
        self.move_key = self._key(self.tr("Move the session to baseline"), "arrow-collapse-right", self._move)
        self.why = Words(theme, "", "label", "text2", wrap=True)
        self.arms = self._section(self.tr("Cuff and probe"), self.two_arms_key, self.one_arm_key)
        self.arm_note = CheckBox(theme)
        self.arm_note.set_lines(0)
        self.cuff = self._section(self.tr("Cuff readings and values at rest"), self.cuff_key)
        self.once = self._section(self.tr("Asked once before the infusion"))
        self.limits = self._section(self.tr("Limits"), self.limits_key)
        self.scales = self._section(self.tr("Questionnaires of the protocol"))
        self.stand = self._section(
            self.tr("Lying and standing, where it is wanted"), self.lying_key, self.standing_key
        )
        self.body.setSpacing(int(_AT.section_gap))
        self.body.addWidget(self.safety)
        for widget in (self.arms, self.arm_note, self.cuff):
            self.body.addWidget(widget)
        self.body.addWidget(self.why)
        for section in (self.once, self.limits, self.scales, self.stand):
            self.body.addWidget(section)
        self.body.addWidget(self.move_key)
        self.body.addStretch(1)

    @property
    def sections(self) -> tuple[_Section, ...]:
        """In the order of the page."""
        return (self.arms, self.cuff, self.once, self.limits, self.scales, self.stand)

    def refresh(self, update: MonitorUpdate) -> None:
        """Every line as it is now."""
        care = update.care or Care()
        earlier = NOTHING_EARLIER if care.patient is None else self.earlier(care.patient.id, self._session)
        lines: Lines = lines_of(update, care, earlier, self._theme.pressure_unit)
        facts = ((arms_fact(update),), lines.cuff, lines.asked, lines.limits, lines.scales, lines.stand)
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
        self._show_arms(update)
        self.safety.show_update(update, self._actor, self._session)

    def fit(self, room: int) -> None:
        """Every section."""
        self._room = room
        for section in self.sections:
            section.fit(room)

    def first_focus(self) -> QWidget:
        """The cuff, or the first thing that can be entered; in a low page the arms, else nobody sees them."""
        unsaid = self._update is not None and same_arm(self._update) is None
        if self._low and unsaid and self.two_arms_key.isEnabled():
            return self.two_arms_key
        if self.cuff_key.isEnabled():
            return self.cuff_key
        keys = [
            row.key
            for section in self.sections
            for row in section.rows
            if not row.isHidden() and not row.key.isHidden()
        ]
        return keys[0] if keys else self.limits_key

    def _show_arms(self, update: MonitorUpdate) -> None:
        """What was said stands out; nothing waits for it."""
        said, warning = same_arm(update), arms_warning(update)
        live = update.session is not None and update.mode is not Mode.REPLAY
        for key, chosen in ((self.two_arms_key, said is False), (self.one_arm_key, said is True)):
            key.setEnabled(live)
            key.setChecked(chosen)
        self.arm_note.show_check(Check(headline=warning, refused=True))
        self.arm_note.setVisible(bool(warning))

    def _arm_key(self, label: str, act: object) -> PanelKey:
        key = self._key(label, "", act, _AT.arm_size)
        key.setCheckable(True)
        key.setAccessibleName(self.tr("Cuff and probe: {answer}").format(answer=label))
        return key

    def _key(self, label: str, icon: str, act: object, least: tuple[int, int] = _AT.key_size) -> PanelKey:
        key = PanelKey(self._theme, label, icon=icon, least=least)
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

    def _two_arms(self) -> None:
        self._declare(same=False)

    def _one_arm(self) -> None:
        self._declare(same=True)

    def _declare(self, *, same: bool) -> None:
        """What was said already is not said again."""
        update = self._update
        if update is None:
            return
        if same_arm(update) is not same:
            self.send(DeclareSameArm(bed=update.bed, actor=self._actor, same_arm=same))
        self._show_arms(update)  # a key shows what the record says, not what was pressed

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
