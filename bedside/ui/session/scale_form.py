"""Questionnaires by item number, and totals of those whose items are not kept (SCALE-01)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.scale_file import scales
from bedside.therapy.scale_texts import version_with
from bedside.therapy.scales import Kind, Result, Scale, result_of
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.picks import Picks
from bedside.ui.panels.when import When
from bedside.ui.panels.words import Words
from bedside.ui.session import earlier_words, scale_words
from bedside.ui.session.answer_grid import AnswerGrid
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.earlier_words import EarlierSource, nothing_earlier
from bedside.ui.session.form import SessionForm
from bedside.ui.session.safety_card import SafetyCards
from bedside.ui.session.scale_drafts import answers_kept, keep_answers
from bedside.ui.session.scale_grids import ScaleGrids, Texts, no_texts
from bedside.ui.session.total_fields import TotalFields
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import GiveScore

_AT: Final = layout("session_scale")


class ScaleForm(SessionForm):
    """One scale at a time; what is half filled stays, whatever is opened or measured meanwhile."""

    def __init__(
        self, theme: Theme, drafts: Drafts, texts: Texts = no_texts, earlier: EarlierSource = nothing_earlier
    ) -> None:
        """`texts`: the site's own; `earlier`: what the patient's questionnaires came to before this session."""
        super().__init__(theme, drafts, "", "scales", ("scale/", "safety/"))
        self.setAccessibleName(self.tr("Questionnaires"))
        self._earlier = earlier
        self._sent: tuple[str, int] | None = None  # scale, and how many of it stood on the timeline before
        self._replaces: int | None = None  # number of the entry that is corrected
        self.scale: Scale = scale_words.offered()[0]
        self.picks = Picks(theme, self.tr("Questionnaire"), least=_AT.pick_size)
        self.picks.picked.connect(self.pick)
        self.picks.setParent(self)  # it shows itself: never as a window of its own
        self.picks.show_picks(self._titles(), self.scale.key)
        self.safety = SafetyCards(theme, drafts)
        self.safety.command.connect(self.send)
        self.prompts = Words(theme, "", "body.bold", "text", wrap=True)
        self._grids = ScaleGrids(theme, texts)
        self._grids.answered.connect(self._answered)
        self.totals = TotalFields(theme, drafts)
        self.totals.changed.connect(self._show_result)
        self.totals.accepted.connect(self.keep_it)
        self.total = Words(theme, "", "num.elapsed", "text")
        self.of = Words(theme, "", "label.medium", "text2", wrap=True)
        self.clusters = Words(theme, "", "label", "text2", wrap=True)
        self.when = When(theme, shortcut=False)
        self.when.changed.connect(self._show_result)
        self.send_key = PanelKey(theme, "", least=_AT.send_size, token="body.medium")
        self.send_key.clicked.connect(self.keep_it)
        self.correct_key = PanelKey(theme, self.tr("Correct the last"), least=_AT.send_size)
        self.correct_key.clicked.connect(self._correct)
        self.earlier = Words(theme, "", "label", "text2", wrap=True)
        self.before_title = Words(theme, self.tr("Before this session"), "label.bold", "text", wrap=True)
        self.course = Words(theme, "", "label", "text2", wrap=True)
        self.credit = Words(theme, "", "small", "text2", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        result = QHBoxLayout()
        result.setSpacing(int(_AT.gap))
        result.addWidget(self.total)
        result.addWidget(self.of, 1)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(int(_AT.gap))
        self._foot.addWidget(self.when)
        self._foot.addWidget(self.send_key)
        self._foot.addWidget(self.correct_key)
        self._foot.addStretch(1)
        for widget in (self.picks, self.safety, self.prompts):
            self.body.addWidget(widget)
        self.body.addWidget(self._grids)
        self.body.addWidget(self.totals)
        self.body.addLayout(result)
        self.body.addWidget(self.clusters)
        self.body.addLayout(self._foot)
        self.body.addWidget(self.earlier)
        self.body.addWidget(self.before_title)
        self.body.addWidget(self.course)
        self.body.addWidget(self.credit)
        self.body.addStretch(1)

    # -- what is shown -----------------------------------------------------------------------------------

    def pick(self, key: str) -> None:
        """Open this scale; what is half filled of another stays."""
        scale = scales().get(key)
        if scale is None or scale not in scale_words.offered():
            return
        if scale.key != self.scale.key:
            self._replaces = None
            self.say("")
        self.scale = scale
        if self._update is not None:
            self._load_totals()
            self.refresh(self._update)
            if self.isVisible():
                self.first_focus().setFocus()

    def begin(self, update: MonitorUpdate) -> None:
        """Another session: nothing of the one before."""
        self._sent, self._replaces = None, None
        self.when.begin(update)
        self._load_totals()

    def renew(self) -> None:
        """Another window typed here, or it was thrown away."""
        super().renew()
        self._load_totals()

    def refresh(self, update: MonitorUpdate) -> None:
        """What is answered, what it comes to, what was given earlier."""
        scale = self.scale
        self._forget_sent(update)
        self.when.refresh(update)
        self.safety.show_update(update, self._actor, self._session)
        self.picks.show_picks(self._titles(), scale.key)
        self.title.setText(scale.title)
        self.hint.setText(scale_words.hint_of(scale, self._grids.texts_of(scale)))
        items = scale.kind is Kind.ITEMS
        given = scale_words.given_of(update.entries, scale.key)
        self._grids.setVisible(items)
        self._grids.show_scale(scale, self.answers, given[0][1].answers if given else ())
        self.totals.setVisible(not items)
        lines = earlier_words.here_words(update, scale)
        self.earlier.setText("\n".join(lines))
        self.earlier.setVisible(bool(lines))
        self.correct_key.setVisible(bool(lines) and items)
        self.credit.setText(spoken(scale.credit))
        self.credit.setVisible(bool(scale.credit))
        self._show_result()

    def fit(self, room: int) -> None:
        """Rows, fields and keys under each other where they do not fit."""
        self._grids.fit(room)
        narrow = int(room / self._theme.text_scale) < _AT.names_beside_from
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.totals.turn(direction)
        self._foot.setDirection(direction)

    def first_focus(self) -> QWidget:
        """The first item without an answer, or the total."""
        grid = self.grids.get(self.scale.key)
        return grid.first_focus() if grid is not None else self.totals.total.edit

    def say(self, sentence: str) -> None:
        """What was refused may be given again."""
        if sentence:
            self._sent = None
        super().say(sentence)

    @property
    def grids(self) -> dict[str, AnswerGrid]:
        """The rows of each scale with items, by its key."""
        return self._grids.grids

    @property
    def answers(self) -> tuple[int | None, ...]:
        """What is answered and not sent."""
        count = self.scale.items
        return answers_kept(self._drafts, self._session, self._field, count) or (None,) * count

    @property
    def result(self) -> Result:
        """What it comes to so far."""
        if self.scale.kind is Kind.ITEMS:
            return result_of(self.scale, self.answers)
        return result_of(self.scale, (), self.totals.typed(self.scale)[0])

    # -- inside ------------------------------------------------------------------------------------------

    @property
    def _field(self) -> str:
        return f"scale/{self.scale.key}"

    def _titles(self) -> dict[str, str]:
        return {each.key: each.title for each in scale_words.offered()}

    def _show_result(self) -> None:
        update = self._update
        if update is None:
            return
        scale, result = self.scale, self.result
        items = scale.kind is Kind.ITEMS
        self._show_course(update, result.total)
        self.total.setText(scale_words.total_words(scale, result))
        self.of.setText(scale_words.of_words(scale, result))
        clusters = scale_words.cluster_words(result)
        self.clusters.setText(clusters)
        self.clusters.setVisible(bool(clusters))
        prompts = "\n".join(spoken(prompt.words) for prompt in result.prompts) if self._anything else ""
        self.prompts.setText(prompts)
        self.prompts.setVisible(bool(prompts))
        missing = len(result.missing)
        words = self.tr("Keep") if not (items and missing) else self.tr("Keep without a total")
        self.send_key.set_label(self.tr("Keep the correction") if self._replaces is not None else words)
        ready = self._anything and self._sent is None
        self.send_key.setEnabled(ready)
        self.send_key.set_primary(ready and not (items and missing))

    @property
    def _anything(self) -> bool:
        if self.scale.kind is Kind.ITEMS:
            return any(answer is not None for answer in self.answers)
        return self.totals.anything

    def _answered(self, n: int, value: int | None) -> None:
        answers = list(self.answers)
        answers[n] = value
        skipped = scale_words.skipped_of(self.scale, answers)
        answers = [None if at in skipped else answer for at, answer in enumerate(answers)]
        keep_answers(self._drafts, self._session, self._field, answers)
        self.say("")
        if self._update is not None:
            self.refresh(self._update)
        if value is not None and n == max({*range(len(answers))} - skipped) and not self.result.missing:
            self.send_key.setFocus(Qt.FocusReason.OtherFocusReason)  # Enter keeps it

    def _load_totals(self) -> None:
        self.totals.load(self._session, self._field)

    def _show_course(self, update: MonitorUpdate, now: int | None) -> None:
        """What it came to before this session; the record is read beside the window."""
        patient = None if update.care is None else update.care.patient
        lines: list[str] = []
        if patient is not None:
            found = self._earlier(patient.id, self._session)
            lines = earlier_words.before_words(self.scale, found, now, self.today)
        self.course.setText("\n".join(lines))
        for words in (self.before_title, self.course):
            words.setVisible(bool(lines))

    def keep_it(self) -> None:
        """Send what is filled in, whole or not."""
        update, scale = self._update, self.scale
        if update is None or not self._anything or self._sent is not None:
            return
        moment = self.when.moment
        items = scale.kind is Kind.ITEMS
        total, wrong = (self.result.total, "") if items else self.totals.typed(scale)
        if wrong or moment.wrong:
            self.say(wrong or moment.wrong)
            return
        command = GiveScore(
            bed=update.bed,
            actor=self._actor,
            scale=scale.key,
            version=version_with(scale, self._grids.texts_of(scale)),
            answers=self.answers if items else (),
            total=total,
            where="" if items else self.totals.place,
            observed_t=moment.t,
            replaces=self._replaces,
        )
        self._sent = (scale.key, scale_words.said_of(update.entries, scale.key))
        self.send(command)
        self._show_result()

    def _forget_sent(self, update: MonitorUpdate) -> None:
        """What stands on the timeline is no draft any more."""
        if self._sent is None or scale_words.said_of(update.entries, self._sent[0]) <= self._sent[1]:
            return
        key, self._sent, self._replaces = self._sent[0], None, None
        self._drafts.drop_all(self._session, f"scale/{key}")
        self.when.begin(update)
        if key == self.scale.key:
            self._load_totals()
        kept = scale_words.given_of(update.entries, key)
        if kept and not result_of(scales()[key], kept[0][1].answers, kept[0][1].total).prompts:
            self.asked.emit("back")

    def _correct(self) -> None:
        """Take the last one up again; the original stays in the record, struck through."""
        update = self._update
        if update is None:
            return
        given = scale_words.given_of(update.entries, self.scale.key)
        if given and given[0][1].answers:
            entry, command = given[0]
            self._replaces = entry.number
            keep_answers(self._drafts, self._session, self._field, command.answers)
            self.when.write(entry.t)
            self.refresh(update)
            self.first_focus().setFocus()
