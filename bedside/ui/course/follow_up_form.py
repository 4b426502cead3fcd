"""What was said at the call of the next day or later: ratings, totals, sleep, side effects, functioning, next visit.

The same form puts a call right that was written down before: the original stays in the record, struck through.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bedside.therapy.scale_file import scales
from bedside.ui.course.call_fields import CallFields, others_of, texts_of, whole
from bedside.ui.course.course_data import CourseData, moment
from bedside.ui.course.course_form import CourseForm
from bedside.ui.course.course_words import RATINGS, day
from bedside.ui.course.said_when import Said, read_said, shown_time
from bedside.ui.course.which_call import WhichCall
from bedside.ui.form_drafts import FormDrafts
from bedside.ui.session.drafts import PATIENT, Drafts
from bedside.ui.session.next_visit import read_visit
from bedside.ui.theme import Theme
from bedside.ui.typed_before import TypedBefore
from bedside.vitals.care_commands import WriteFollowUp
from bedside.vitals.commands import STATION_BED
from bedside.vitals.patients import FollowUp
from bedside.vitals.records import FollowUpWritten
from bedside.vitals.sessions import Actor


class FollowUpForm(CourseForm):
    """Belongs to one patient's course at a time; what was typed stays until it is kept.

    Signals:
        entered: a `FollowUp` to be written down.
    """

    entered = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Add a call"), self.tr("Save the call"))
        self._sessions: list[tuple[str, str]] = []  # id and words
        self._starts: dict[str, datetime] = {}  # when the sessions began, by id
        self._now: datetime | None = None
        self._data: CourseData | None = None
        self.corrects: FollowUpWritten | None = None  # the call that is put right; None: a new one
        self.withdraws = False  # what was given away last takes that call back
        self._kept = FormDrafts(self._texts, self._put, kind=PATIENT, form="call")
        self.which = WhichCall(theme)
        self.which.chosen.connect(self._correct)
        self.which.withdrawn.connect(self.withdraw)
        self.which.hide()
        fields = self.fields = CallFields(theme)
        self.session, self.when, self.ratings, self.totals = (
            fields.session,
            fields.when,
            fields.ratings,
            fields.totals,
        )
        self.sleep, self.side_effects, self.functioning = (
            fields.sleep,
            fields.side_effects,
            fields.functioning,
        )
        self.psychotherapy, self.support = fields.psychotherapy, fields.support
        self.words, self.next_visit = fields.words, fields.next_visit
        self.before = TypedBefore(theme, self._kept.drafts, ("call/",), self)
        self.before.thrown.connect(self._thrown)
        self.body.addWidget(self.before)
        self.body.addWidget(self.which)
        self.body.addWidget(fields)
        self.body.addStretch(1)
        self.which.reason.edit.textChanged.connect(self._typed)
        fields.changed.connect(self._typed)

    # -- for the screen --------------------------------------------------------------------------------

    def use_drafts(self, drafts: Drafts) -> None:
        """What is typed is kept here, for all windows and the next start."""
        self._kept.drafts = self.before.drafts = drafts

    def begin(self, data: CourseData, now: datetime, session: str = "") -> None:
        """Open it for a patient.

        Args:
            data: the course.
            now: UTC; "when" is now until somebody says otherwise.
            session: id of the session the call follows; "" = the newest one.
        """
        self.corrects = None
        self._open(data, now)
        ids = [each for each, _ in self._sessions]
        at = session if session and session in ids else ids[max(0, len(ids) - 2)]
        usual = {**dict.fromkeys(self._texts(), ""), "session": at, "when": shown_time(now)}
        self._kept.begin(data.patient.id, "", usual)
        self.hint.setText(
            self.tr("{patient}: asked on the next day or later").format(patient=data.patient.label)
        )
        self._say_what(self.tr("Add a call"), self.tr("Save the call"))

    def begin_correction(self, data: CourseData, now: datetime) -> None:
        """Put a call right that was written down: the newest, until another is chosen."""
        self._open(data, now)
        self._correct(data.calls[-1])

    def _correct(self, call: FollowUpWritten) -> None:
        data, said = self._data, call.command.follow_up
        assert data is not None and self._now is not None  # a form is opened with a course
        self.corrects = call
        self.which.offer(tuple(reversed(data.calls)), call)
        if said.session not in [each for each, _ in self._sessions]:
            self._sessions.append((said.session, self.tr("after a session that is not in this course")))
            self.fields.offer_sessions(self._sessions)
        self._kept.begin(
            data.patient.id, call.written, {**dict.fromkeys(self._texts(), ""), **texts_of(said)}
        )
        words = self.tr("{patient}: written down by {name}, {time}")
        who, when = call.command.actor.name, shown_time(call.utc)
        self.hint.setText(words.format(patient=data.patient.label, name=who, time=when))
        self._say_what(self.tr("Correct a call"), self.tr("Save the correction"))

    def _open(self, data: CourseData, now: datetime) -> None:
        self._kept.leave()
        self._data, self._now = data, now
        words = self.tr("after session {n}, {day}")
        self._sessions = [
            (one.id, words.format(n=n, day=day(one.line.started_utc)))
            for n, one in enumerate(data.sessions, 1)
        ]
        self._starts = {one.id: one.line.started_utc for one in data.sessions}
        self._sessions.append(("", self.tr("about the whole course")))
        self.fields.offer_sessions(self._sessions)
        self.fields.offer_totals([each.scale for each in data.course.trends if each.item is None])

    def _say_what(self, title: str, save: str) -> None:
        self.title.setText(title)
        self.setAccessibleName(title)
        self.save_key.set_label(save)
        self.which.setVisible(self.corrects is not None)
        self.withdraws = False
        self.say("")
        self.set_waiting(False)
        self.look()

    def look(self) -> None:
        """What was typed at another window, or before the program ended, is shown here too. Cheap."""
        if self._now is not None:
            self._kept.renew()
            self.before.show_owner(self._kept.owner, self._now)

    def clear(self) -> None:
        """It was written down."""
        self._kept.done()
        self._kept.begin("", "", dict.fromkeys(self._texts(), ""))

    def command_for(self, follow_up: FollowUp, patient: str, actor: Actor) -> WriteFollowUp:
        """What the station is asked for: to write it down, to put a call right, or to take it back."""
        return WriteFollowUp(
            bed=STATION_BED,
            actor=actor,
            patient=patient,
            follow_up=follow_up,
            replaces="" if self.corrects is None else self.corrects.written,
            withdrawn=self.withdraws,
            reason=self.reason,
        )

    @property
    def reason(self) -> str:
        """Why a call is corrected or taken back, as it was typed."""
        return self.which.reason.text().strip() if self.corrects is not None else ""

    def first_focus(self) -> QWidget:
        """The time: whoever asks now goes on with Tab."""
        return self.when.edit

    # -- inside ----------------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._kept.typed()

    def _thrown(self) -> None:
        """Back to what the form shows by itself."""
        if self._data is not None and self._now is not None:
            if self.corrects is None:
                self.begin(self._data, self._now)
            else:
                self._correct(self.corrects)
        self.first_focus().setFocus()

    def _texts(self) -> dict[str, str]:
        return {**self.fields.texts(), "reason": self.which.reason.text()}

    def _put(self, texts: Mapping[str, str]) -> None:
        self.fields.put(texts)
        if self.which.reason.text() != texts.get("reason", ""):
            self.which.reason.edit.setText(texts.get("reason", ""))

    def save(self) -> None:
        """Give it away when it can be understood; else say what is wrong and go there."""
        assert self._now is not None
        original = None if self.corrects is None else self.corrects.command.follow_up
        said = read_said(self.when.text(), self._now)
        if original is not None and self._kept.is_usual("when"):
            said = Said(utc=moment(original.utc))  # to the second, as it was
        if said.utc is None:
            self._refuse(said.wrong, self.when.edit)
            return
        totals: list[tuple[str, int]] = []
        for key, field in self.totals.items():
            if not field.text().strip():
                continue
            total, scale = whole(field.text()), scales()[key]
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
        if visit and not (original is not None and self._kept.is_usual("next_visit")):
            found = read_visit(visit, self._now.astimezone().date())
            if found.wrong:
                self._refuse(found.wrong, self.next_visit.edit)
                return
            visit = found.text
        follow_up = FollowUp(
            session=self.fields.session_id,
            utc=said.utc.isoformat(),
            ratings=(*self.fields.rated, *others_of(original, "ratings", RATINGS)),
            totals=(*totals, *others_of(original, "totals", self.totals)),
            sleep=self.sleep.text().strip(),
            side_effects=self.side_effects.text().strip(),
            functioning=self.functioning.text().strip(),
            psychotherapy=self.psychotherapy.text().strip(),
            support=self.support.text().strip(),
            words=self.words.text().strip(),
            next_visit=visit,
        )
        if wrong := self._before_session(said.utc):
            self._refuse(wrong, self.when.edit)
            return
        self._give(follow_up, withdraws=False)

    def withdraw(self) -> None:
        """Take the call back that is shown: it was never said, or not of this patient."""
        if self.corrects is None:
            return
        if not self.reason:
            self._refuse(
                self.tr("Say why the call is taken back, then press the key again."), self.which.reason.edit
            )
            return
        self._give(self.corrects.command.follow_up, withdraws=True)

    def _give(self, follow_up: FollowUp, *, withdraws: bool) -> None:
        self.withdraws = withdraws
        self.say("")
        self.set_waiting(True)
        self.entered.emit(follow_up)

    def _before_session(self, said: datetime) -> str:
        session = self.fields.session_id
        began = self._starts.get(session)
        if began is None or said >= began:
            return ""
        words = self.tr(
            "That is before the session, which began on {time}: correct the time, or choose its session."
        )
        return words.format(time=shown_time(began))

    def _refuse(self, sentence: str, where: QWidget) -> None:
        self.say(sentence)
        where.setFocus()
