"""What was said at the call of the next day or later: ratings, totals, sleep, side effects, functioning, next visit."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.therapy.scale_file import scales
from bedside.therapy.scales import result_of
from bedside.ui.choice_key import ChoiceKey
from bedside.ui.course.course_data import CourseData
from bedside.ui.course.course_form import CourseForm
from bedside.ui.course.course_words import RATINGS, day, rating_title, scale_title
from bedside.ui.course.rating_row import RatingRow
from bedside.ui.course.said_when import read_said, shown_time
from bedside.ui.panels.words import Field, Words
from bedside.ui.session.field_grid import FieldGrid
from bedside.ui.session.next_visit import read_visit
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.patients import FollowUp

_AT: Final = layout("course_form")
_ALWAYS: Final = ("phq9", "gad7", "pcl5")
_LONGEST_CHARS: Final = 2000


class FollowUpForm(CourseForm):
    """Belongs to one patient's course at a time; what was typed stays until it is kept.

    Signals:
        entered: a `FollowUp` to be written down.
    """

    entered = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Add a call"), self.tr("Save the call"))
        self._patient = ""
        self._sessions: list[tuple[str, str]] = []  # id and words
        self._starts: dict[str, datetime] = {}  # when the sessions began, by id
        self._now: datetime | None = None
        self._shown_now = ""
        self.session = ChoiceKey(theme, self.tr("After which session"))
        self.session.chosen.connect(self._choose)
        self.when = self._field(self.tr("When it was said (15.11. 10:15)"), token="body.large")
        self.ratings = {key: RatingRow(theme, rating_title(key)) for key in RATINGS}
        self.totals: dict[str, Field] = {}
        self._prompts = Words(theme, "", "body.bold", "text", wrap=True)
        self._prompts.hide()
        self.sleep = self._field(self.tr("Sleep"))
        self.side_effects = self._field(self.tr("Side effects"))
        self.functioning = self._field(self.tr("Everyday life: work, home, people"))
        self.words = self._field(self.tr("Other words of the patient"))
        self.next_visit = self._field(self.tr("Next visit (18.11. 09:30)"))
        self.body.addWidget(self.session)
        self.body.addWidget(self.when)
        for row in self.ratings.values():
            self.body.addWidget(row)
        self.body.addWidget(Words(theme, self.tr("Totals of questionnaires"), "small.medium", "text2"))
        self._grid: FieldGrid | None = None
        self._grid_at = self.body.count()
        self.body.addWidget(self._prompts)
        for field in (self.sleep, self.side_effects, self.functioning, self.words, self.next_visit):
            self.body.addWidget(field)
        self.body.addStretch(1)

    def _field(self, name: str, token: str = "body") -> Field:
        field = Field(self._theme, name, token=token, height=_AT.field)
        field.edit.setMaxLength(_LONGEST_CHARS)
        return field

    # -- for the screen --------------------------------------------------------------------------------

    def begin(self, data: CourseData, now: datetime, session: str = "") -> None:
        """Open it for a patient.

        Args:
            data: the course.
            now: UTC; "when" is now until somebody says otherwise.
            session: id of the session the call follows; "" = the newest one.
        """
        if data.patient.id != self._patient:
            self.clear()
        self._patient = data.patient.id
        self._now = now
        if self.when.text() == self._shown_now:  # nobody typed another time
            self._shown_now = shown_time(now)
            self.when.edit.setText(self._shown_now)
        words = self.tr("after session {n}, {day}")
        self._sessions = [
            (one.id, words.format(n=n, day=day(one.line.started_utc)))
            for n, one in enumerate(data.sessions, 1)
        ]
        self._starts = {one.id: one.line.started_utc for one in data.sessions}
        self._sessions.append(("", self.tr("about the whole course")))
        ids = [each for each, _ in self._sessions]
        newest = max(0, len(ids) - 2)
        at = ids.index(session) if session and session in ids else newest
        labels = [label for _, label in self._sessions]
        self.session.offer(labels, labels, at)
        self._offer_totals(data)
        self.hint.setText(
            self.tr("{patient}: asked on the next day or later").format(patient=data.patient.label)
        )
        self.say("")
        self.set_waiting(False)

    def clear(self) -> None:
        """It was kept, or it is about somebody else now."""
        for row in self.ratings.values():
            row.clear()
        for field in (self.sleep, self.side_effects, self.functioning, self.words, self.next_visit):
            field.edit.clear()
        for field in self.totals.values():
            field.edit.clear()
        self.when.edit.clear()
        self._shown_now = ""

    def first_focus(self) -> QWidget:
        """The time: whoever asks now goes on with Tab."""
        return self.when.edit

    # -- inside ----------------------------------------------------------------------------------------

    def _choose(self, number: int) -> None:
        labels = [label for _, label in self._sessions]
        self.session.offer(labels, labels, number)

    def _offer_totals(self, data: CourseData) -> None:
        wanted = list(dict.fromkeys((*_ALWAYS, *(t.scale for t in data.course.trends if t.item is None))))
        wanted = [key for key in wanted if key in scales()]
        if wanted == list(self.totals):
            return
        kept = {key: field.text() for key, field in self.totals.items()}
        if self._grid is not None:
            self.body.removeWidget(self._grid)
            self._grid.hide()
            self._grid.deleteLater()
        self.totals = {}
        for key in wanted:
            field = self.totals[key] = Field(
                self._theme, scale_title(key), token="num.sm.large", height=_AT.field
            )
            field.edit.setText(kept.get(key, ""))
            field.edit.textChanged.connect(self._show_prompts)
        self._grid = FieldGrid(self._theme, list(self.totals.values()), column=_AT.total)
        self._grid.fit(self._room)
        self.body.insertWidget(self._grid_at, self._grid)

    @property
    def _room(self) -> int:
        return max(_AT.total, self.width() - 2 * _AT.pad)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Totals stand beside each other where there is room."""
        super().resizeEvent(event)
        if self._grid is not None:
            self._grid.fit(self._room)

    def _show_prompts(self) -> None:
        """What a total asks for whatever it is: a screen for self-harm is not passed over on the telephone."""
        said = []
        for key, field in self.totals.items():
            total = _whole(field.text())
            scale = scales()[key]
            if total is not None and scale.lowest <= total <= scale.highest:
                said += [
                    f"{scale.title}: {spoken(prompt.words)}"
                    for prompt in result_of(scale, total=total).prompts
                ]
        self._prompts.setText("\n".join(said))
        self._prompts.setVisible(bool(said))

    def save(self) -> None:
        """Give it away when it can be understood; else say what is wrong and go there."""
        assert self._now is not None
        said = read_said(self.when.text(), self._now)
        if said.utc is None:
            self._refuse(said.wrong, self.when.edit)
            return
        totals: list[tuple[str, int]] = []
        for key, field in self.totals.items():
            if not field.text().strip():
                continue
            total, scale = _whole(field.text()), scales()[key]
            if total is None or not scale.lowest <= total <= scale.highest:
                words = self.tr(
                    "The total of {scale} is a whole number from {low} to {high}: correct “{typed}”."
                )
                typed = field.text().strip()
                self._refuse(
                    words.format(scale=scale.title, low=scale.lowest, high=scale.highest, typed=typed),
                    field.edit,
                )
                return
            totals.append((key, total))
        visit = self.next_visit.text().strip()
        if visit:
            found = read_visit(visit, self._now.astimezone().date())
            if found.wrong:
                self._refuse(found.wrong, self.next_visit.edit)
                return
            visit = found.text
        follow_up = FollowUp(
            session=self._sessions[self.session.at][0],
            utc=said.utc.isoformat(),
            ratings=self._rated(),
            totals=tuple(totals),
            sleep=self.sleep.text().strip(),
            side_effects=self.side_effects.text().strip(),
            functioning=self.functioning.text().strip(),
            words=self.words.text().strip(),
            next_visit=visit,
        )
        if wrong := self._before_session(said.utc):
            self._refuse(wrong, self.when.edit)
            return
        self.say("")
        self.set_waiting(True)
        self.entered.emit(follow_up)

    def _before_session(self, said: datetime) -> str:
        session = self._sessions[self.session.at][0]
        began = self._starts.get(session)
        if began is None or said >= began:
            return ""
        words = self.tr(
            "That is before the session, which began on {time}: correct the time, or choose its session."
        )
        return words.format(time=shown_time(began))

    def _rated(self) -> tuple[tuple[str, int], ...]:
        return tuple((key, row.value) for key, row in self.ratings.items() if row.value is not None)

    def _refuse(self, sentence: str, where: QWidget) -> None:
        self.say(sentence)
        where.setFocus()


def _whole(typed: str) -> int | None:
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() else None
