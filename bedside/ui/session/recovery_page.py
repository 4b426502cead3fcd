"""Recovery and discharge on one page: the gate, the ratings fading, the vital signs against the baseline, the score."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.back_to_baseline import PULSE_PERCENT
from bedside.therapy.care import Care
from bedside.ui import formats
from bedside.ui.ground import Ground
from bedside.ui.session import discharge_words as said
from bedside.ui.session.against_baseline import AgainstBaseline
from bedside.ui.session.discharge_gate import DischargeGateTile
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.fading import against_of, back_words, fading_of
from bedside.ui.session.fading_chart import FadingChart
from bedside.ui.session.form import SessionForm, scrolled
from bedside.ui.session.next_visit import read_visit
from bedside.ui.session.safety_card import SafetyCards
from bedside.ui.session.score_form import ScoreForm
from bedside.ui.spoken import told
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import AnswerItem, OverrideItem
from bedside.vitals.commands import SetPhase, StartNibp
from bedside.vitals.sessions import UNNAMED, Phase, Role

_AT: Final = layout("session_discharge")
_OVERRIDE: Final = "discharge/override"
_DRAFTS: Final = ("discharge/", "scale/aldrete", "scale/padss", "safety/")
_REFRESH_S: Final = 1.0  # the charts follow the numbers so often


class RecoveryPage(SessionForm):
    """It takes the whole page: the rail opens by its menu key.

    Attributes:
        whole: the page leaves its rail out for this form, until the menu key asks for it.
    """

    whole = True

    def __init__(self, theme: Theme, drafts: Drafts) -> None:
        super().__init__(theme, drafts, "", "recovery", _DRAFTS)
        self.setAccessibleName(self.tr("Recovery and discharge"))
        for widget in (self.title, self.hint, self.counts):
            widget.hide()
        self._head.setContentsMargins(0, 0, 0, 0)
        rows = self.layout()
        assert rows is not None
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self._charts_t: float | None = None
        self._charts_of: tuple[object, ...] = ()
        self._sides = False
        self.gate = DischargeGateTile(theme)
        self.fading = FadingChart(theme)
        self.against = AgainstBaseline(theme)
        self.score = ScoreForm(theme, drafts)
        self.safety = SafetyCards(theme, drafts)
        self._right = Ground(theme)
        right = self._right_column = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(int(_AT.gap))
        right.addWidget(self.safety)
        right.addWidget(self.fading, 1)
        right.addWidget(self.against)
        right.addWidget(self.score)
        self._right_area = scrolled(theme, self._right)
        old = self.area.takeWidget()
        if old is not None:
            old.deleteLater()
        inside = Ground(theme)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(int(_AT.gap))
        self._columns.addWidget(self.gate)
        self._columns.addWidget(self._right_area, 1)
        self._all = inside
        self._rows = rows
        self.area.setWidget(inside)
        self.gate.answered.connect(self._answer)
        self.gate.asked.connect(self._ask)
        self.gate.override.connect(self._override)
        self.gate.discharge.connect(self._discharge)
        self.gate.go_on.connect(self._move)
        self.gate.made.connect(self._keep_typed)
        self.score.command.connect(self.send)
        self.safety.command.connect(self.send)
        self.keep(f"{_OVERRIDE}/reason", self.gate.form.reason.edit)
        self.keep(f"{_OVERRIDE}/by", self.gate.form.by.edit)

    # -- what is shown -----------------------------------------------------------------------------------

    def begin(self, update: MonitorUpdate) -> None:
        """Another session: nothing of the one before."""
        self._charts_t, self._charts_of = None, ()
        self.gate.form.hide()

    def refresh(self, update: MonitorUpdate) -> None:
        """The gate with every update, the charts once a second or when something was entered."""
        care = update.care or Care()
        infusion, session = update.infusion, update.session
        running = infusion is not None and infusion.open_ended
        phase = session.phase if session is not None else None
        by = self._actor.name if self._actor.role is Role.SUPERVISOR and self._actor != UNNAMED else ""
        self.gate.show_care(care, phase, self.clock, update.now, running=running, given=infusion is not None)
        self._forget_override(care)
        self.load(f"{_OVERRIDE}/reason", "")
        self.load(f"{_OVERRIDE}/by", by)
        for key, line in self.gate.lines.items():
            if line.field is not None:
                self.load(f"discharge/{key}/text", line.line.found if line.changing else "")
        self.score.show_update(update, self._actor, self._session)
        self.safety.show_update(update, self._actor, self._session)
        charts = (
            update.entries,
            update.determinations,
            infusion,
            update.baseline,
            care.back_since_t,
            care.back_done,
        )
        due = self._charts_t is None or not 0.0 <= update.now - self._charts_t < _REFRESH_S
        if due or any(a is not b for a, b in zip(charts, self._charts_of, strict=False)):
            self._charts_t, self._charts_of = update.now, charts
            self.fading.show_fading(fading_of(update, care))
            band = care.protocol.discharge.pressure_percent if care.protocol is not None else PULSE_PERCENT
            note = back_words(update, care)
            self.against.show_rows(
                against_of(update, care, self._theme.pressure_unit), note, f"{formats.plain(band)} %"
            )

    @property
    def _grown(self) -> float:
        """How many times more room its columns ask for; larger text than twice asks for no more."""
        return min(self._theme.plain.text_scale, 2.0) * self._theme.zoom

    def set_room(self, width: int, *, menu: bool = False, low: bool = False) -> None:
        """Two columns, or one under the other."""
        self.before.set_low(low=low)
        bar = self.area.verticalScrollBar().sizeHint().width()
        sides = int(width / self._grown) >= _AT.columns_from
        if sides != self._sides or self._columns.indexOf(self._right) < 0:
            self._turn(sides=sides)
        if sides:
            share = round(width * float(_AT.gate_share))
            gate = max(int(_AT.gate_least), min(share, round(_AT.gate_most * self._grown)))
            self.gate.setFixedWidth(gate)
            self.gate.fit(gate - bar)
            self.score.fit(width - gate - int(_AT.gap) - bar)
        else:
            self.gate.setMinimumWidth(0)
            self.gate.setMaximumWidth(width)
            self.gate.fit(width - bar)
            self.score.fit(width - bar)

    def first_focus(self) -> QWidget:
        """The first open line of the gate."""
        return self.gate.first_focus()

    def say(self, sentence: str) -> None:
        """Say in place why something was not done."""
        if sentence:
            self.score.refused()
        super().say(sentence)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The gutters; tiles paint themselves."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("bg"))
        painter.end()

    def offer_menu(self, *, offered: bool) -> None:
        """Whether the key stands here that opens the rail."""
        self.gate.menu_key.setVisible(offered)

    def _turn(self, *, sides: bool) -> None:
        """Side by side both scroll for themselves; under each other the page scrolls."""
        self._sides = sides
        self.gate.loosen(loose=not sides)
        holds = self._right_area.widget() is not None
        if sides and not holds:
            self._columns.removeWidget(self._right)
            self._right_area.setWidget(self._right)
            self._right_area.show()
        elif not sides and holds:
            self._right_area.takeWidget()
            self._right_area.hide()
            self._columns.addWidget(self._right, 1)
            self._right.show()
        if sides and self.area.widget() is not None:
            self.area.takeWidget()
            self._rows.addWidget(self._all)
            self._all.show()
            self.area.hide()
        elif not sides and self.area.widget() is None:
            self._rows.removeWidget(self._all)
            self.area.setWidget(self._all)
            self.area.show()
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if sides else QBoxLayout.Direction.TopToBottom
        )

    # -- what a person does --------------------------------------------------------------------------------

    def _keep_typed(self) -> None:
        """What is typed in the lines outlives them."""
        self._fields = {n: edit for n, edit in self._fields.items() if n.startswith(_OVERRIDE)}
        for key, line in self.gate.lines.items():
            if line.field is not None:
                self.keep(f"discharge/{key}/text", line.field.edit)

    def _answer(self, key: str, answer: str) -> None:
        update, line = self._update, self.gate.lines[key]
        item = line.line.item
        if update is None or item is None:
            return
        text = line.typed
        if said.is_visit(item) and answer in item.clear:
            visit = read_visit(text, self.today)
            if not visit.text:
                self.say(visit.wrong)
                if line.field is not None:
                    line.field.edit.setFocus()
                return
            text = visit.text
        elif item.details and answer in item.clear and not text:
            self.say(self.tr("{line}: words are wanted with this answer.").format(line=line.title.text()))
            if line.field is not None:
                line.field.edit.setFocus()
            return
        self._drafts.drop(self._session, f"discharge/{key}/text")
        line.changing = False
        self.send(
            AnswerItem(bed=update.bed, actor=self._actor, form=said.FORM, item=key, answer=answer, text=text)
        )
        self._go_on(key)

    def _go_on(self, key: str) -> None:
        """To the next line somebody can do something about."""
        names = list(self.gate.lines)
        at = names.index(key) + 1
        for name in (*names[at:], *names[:at]):
            line = self.gate.lines[name]
            if name != key and line.raised and (first := line.first_key()) is not None:
                first.setFocus()
                return

    def _ask(self, name: str) -> None:
        update = self._update
        if not name and update is not None:
            self.refresh(update)
            changing = next((line for line in self.gate.lines.values() if line.changing), None)
            if changing is not None and (first := changing.first_key()) is not None:
                first.setFocus()
        elif name == said.SCORE:
            first = self.score.first_focus()
            first.setFocus()
        elif name == said.CUFF and update is not None:
            refusal = update.nibp.refusal if update.nibp is not None else self.tr("No cuff is at this bed.")
            if refusal:
                self.say(told(refusal))
            else:
                self.send(StartNibp(bed=update.bed, actor=self._actor))
        elif name:
            self.asked.emit(name)

    def _override(self, key: str) -> None:
        form, update = self.gate.form, self._update
        actor = self.asked_supervisor(form.by.text())
        if update is None or actor is None:
            return
        reason = form.reason.text().strip()
        self.send(OverrideItem(bed=update.bed, actor=actor, form=said.FORM, item=key, reason=reason))

    def _forget_override(self, care: Care) -> None:
        """A reason that stands in the record is no draft any more."""
        typed = self._drafts.text(self._session, f"{_OVERRIDE}/reason")
        recorded = {line.override.reason for line in care.discharge.criteria if line.override is not None}
        if typed and typed.strip() in recorded:
            self._drafts.drop_all(self._session, f"{_OVERRIDE}/")
            self.gate.close_override()

    def _discharge(self) -> None:
        update = self._update
        if (
            update is not None
            and update.session is not None
            and not (update.care or Care()).discharge.missing
        ):
            self.send(SetPhase(bed=update.bed, actor=self._actor, phase=Phase.DISCHARGE))

    def _move(self) -> None:
        if self._update is not None:
            self.send(SetPhase(bed=self._update.bed, actor=self._actor, phase=Phase.RECOVERY))
