"""The form of a QA note: which moment it is about, what it is for, its words. The same form puts one right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QWidget

from bedside.ui.course.course_form import CourseForm
from bedside.ui.course.said_when import shown_time
from bedside.ui.form_drafts import FormDrafts
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.text_frame import TextFrame
from bedside.ui.panels.words import Field, dress, quiet_scroll
from bedside.ui.qa.qa_moment import MomentKeys, at_text
from bedside.ui.qa.qa_words import mark_words, who_words
from bedside.ui.session.drafts import QA, Drafts
from bedside.ui.theme import Theme, layout
from bedside.ui.typed_before import TypedBefore
from bedside.vitals.commands import STATION_BED
from bedside.vitals.records import QaNoteWritten
from bedside.vitals.review_commands import QaMark, QaNote, WriteQaNote
from bedside.vitals.sessions import UNNAMED, Actor

_AT: Final = layout("qa")
_FORM: Final = layout("course_form")
_MARKS: Final = tuple(mark for mark in QaMark if mark.value)


class QaForm(CourseForm):
    """About one note of one session at a time; what was typed stays until it is in the record.

    Signals:
        asked: a `WriteQaNote` for the station.
        who_asked: nobody said yet who works here.
    """

    asked = Signal(object)
    who_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Add QA note"), self.tr("Save the note"))
        self._session = ""
        self._started: datetime | None = None
        self._shown_t = 0.0  # where the replay stands, s
        self._mark = QaMark.NONE
        self._actor: Actor = UNNAMED
        self._waiting = False
        self.corrects: QaNoteWritten | None = None
        self._kept = FormDrafts(self._texts, self._put, kind=QA, form="qa")
        self.before = TypedBefore(theme, self._kept.drafts, ("qa/",), self)
        self.before.thrown.connect(self._thrown)
        self.moment = MomentKeys(theme, self)
        self.moment.changed.connect(self._typed)
        self.marks = {
            mark: PanelKey(theme, mark_words(mark), least=_AT.key, pad=_AT.key_pad) for mark in _MARKS
        }
        for mark, key in self.marks.items():
            key.setAccessibleName(self.tr("Mark: {mark}").format(mark=mark_words(mark)))
            key.setCheckable(True)
            key.clicked.connect(self._pick)
        self._choices = Flow(_AT.gap)
        for key in (*self.moment.keys, *self.marks.values()):
            self._choices.addWidget(key)
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(self.tr("Words of the note"))
        self.words.setPlaceholderText(self.tr("What went well, or what to change"))
        self.words.setTabChangesFocus(True)
        quiet_scroll(self.words, theme)
        dress(self.words, theme, "body.large")
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.words.textChanged.connect(self._typed)
        self.reason = Field(
            theme, self.tr("Why it is corrected or taken back"), token="body", height=_FORM.field
        )
        self.reason.edit.textChanged.connect(self._typed)
        self.withdraw_key = PanelKey(theme, self.tr("Take this note back"), icon="undo", least=_AT.key)
        self.withdraw_key.clicked.connect(self.withdraw)
        self.who_key = PanelKey(
            theme, self.tr("Say who you are"), icon="account-outline", key=self.tr("Ctrl+O")
        )
        self.who_key.clicked.connect(self.who_asked)
        self._frame = TextFrame(theme, self.words)
        self.body.addWidget(self.before)
        self.body.addWidget(self.who_key)
        self.body.addLayout(self._choices)
        self.body.addWidget(self._frame, 1)
        self._back = QWidget()
        back = QHBoxLayout(self._back)
        back.setContentsMargins(0, 0, 0, 0)
        back.setSpacing(_AT.gap)
        back.addWidget(self.reason, 1)
        back.addWidget(self.withdraw_key)
        self.body.addWidget(self._back)

    # -- for the page ----------------------------------------------------------------------------------

    def use_drafts(self, drafts: Drafts) -> None:
        """What is typed is kept here, for all windows and the next start."""
        self._kept.drafts = self.before.drafts = drafts

    def begin(self, session: str, started_utc: datetime, t: float) -> None:
        """A new note, about the moment `t` of the session, s, until another is chosen."""
        self.corrects = None
        self._open(session, started_utc, t, {"at": "", "mark": "", "words": "", "reason": ""})
        self.title.setText(self.tr("Add QA note"))
        self.save_key.set_label(self.tr("Save the note"))

    def begin_correction(self, note: QaNoteWritten, started_utc: datetime, t: float) -> None:
        """Put a note right; `t`: what the replay shows, s."""
        said = note.command.note
        self.corrects = note
        at = at_text(said.t)
        self._open(
            said.session,
            started_utc,
            t,
            {"at": at, "mark": said.mark.value, "words": said.words, "reason": ""},
        )
        self.title.setText(self.tr("Correct a QA note"))
        self.save_key.set_label(self.tr("Save the correction"))

    def _open(self, session: str, started_utc: datetime, t: float, usual: Mapping[str, str]) -> None:
        self._kept.leave()
        self._session, self._started, self._shown_t = session, started_utc, t
        self.moment.begin(started_utc, t)
        self._kept.begin(session, "" if self.corrects is None else self.corrects.written, usual)
        self._back.setVisible(self.corrects is not None)
        self.say("")
        self.set_waiting(False)
        self._show()

    def set_shown(self, t: float) -> None:
        """The replay shows another moment, s. For every frame."""
        self._shown_t = t
        self.moment.set_shown(t)

    def set_actor(self, actor: Actor) -> None:
        """Who would have written it."""
        if actor != self._actor:
            self._actor = actor
            self._show()

    def look(self, now: datetime) -> None:
        """What was typed at another window, or before the program ended, is shown here too. Cheap."""
        self._kept.renew()
        self.before.show_owner(self._kept.owner, now)

    @property
    def kept_as(self) -> tuple[str, str]:
        """Owner and fields of what is typed here."""
        return self._kept.owner, self._kept.prefix

    def forget(self, kept_as: tuple[str, str]) -> bool:
        """That note is in the record: what was typed for it goes. True: it is the one that is shown."""
        self._kept.drafts.drop_all(*kept_as)
        if kept_as != self.kept_as:
            return False
        self._kept.leave()
        return True

    def first_focus(self) -> QWidget:
        """The words."""
        return self.words

    def set_waiting(self, waiting: bool) -> None:
        """The station has it: no second press."""
        self._waiting = waiting
        self._show()

    # -- acts ------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Give it away; what is missing is said, and the keyboard goes there."""
        note = QaNote(session=self._session, words=self._text, t=self.moment.t, mark=self._mark)
        if not note.words and note.mark is QaMark.NONE:
            self._refuse(self.tr("Write some words, or choose a mark."), self.words)
        else:
            self._give(note, withdrawn=False)

    def withdraw(self) -> None:
        """Take the note back that is shown."""
        if self.corrects is None:
            return
        if not self.reason.text().strip():
            self._refuse(
                self.tr("Say why the note is taken back, then press the key again."), self.reason.edit
            )
            return
        self._give(self.corrects.command.note, withdrawn=True)

    def _give(self, note: QaNote, *, withdrawn: bool) -> None:
        if not self._actor.named:
            self._refuse(self.tr("A name is missing: say who you are, then save."), self.who_key)
            return
        self.say("")
        self.set_waiting(True)
        corrects = self.corrects
        self.asked.emit(
            WriteQaNote(
                bed=STATION_BED,
                actor=self._actor,
                note=note,
                replaces="" if corrects is None else corrects.written,
                withdrawn=withdrawn,
                reason="" if corrects is None else self.reason.text().strip(),
            )
        )

    def _refuse(self, sentence: str, where: QWidget) -> None:
        self.say(sentence)
        where.setFocus()

    def _pick(self) -> None:
        """Pressed once more it is none."""
        mark = next(each for each, key in self.marks.items() if key is self.sender())
        self._mark = QaMark.NONE if self._mark is mark else mark
        self._typed()

    # -- what stands in it -----------------------------------------------------------------------------

    @property
    def _text(self) -> str:
        return self.words.toPlainText().strip()

    def _typed(self) -> None:
        self._kept.typed()
        self._show()

    def _texts(self) -> dict[str, str]:
        """Also the moment a note was begun at, as soon as anything is typed: it is about that moment."""
        return {
            "at": self.moment.text(),
            "mark": self._mark.value,
            "words": self.words.toPlainText(),
            "reason": self.reason.text(),
        }

    def _put(self, texts: Mapping[str, str]) -> None:
        self.moment.put(texts.get("at", ""))
        mark = texts.get("mark", "")
        self._mark = QaMark(mark) if mark in set(QaMark) else QaMark.NONE
        if self.words.toPlainText() != texts.get("words", ""):
            self.words.setPlainText(texts.get("words", ""))
            self.words.moveCursor(QTextCursor.MoveOperation.End)
        if self.reason.text() != texts.get("reason", ""):
            self.reason.edit.setText(texts.get("reason", ""))
        self._show()

    def _thrown(self) -> None:
        if self._started is None:
            return
        if self.corrects is None:
            self.begin(self._session, self._started, self._shown_t)
        else:
            self.begin_correction(self.corrects, self._started, self._shown_t)
        self.words.setFocus()

    def _show(self) -> None:
        for mark, key in self.marks.items():
            key.setChecked(mark is self._mark)
        named = self._actor.named
        self.who_key.setVisible(not named)
        words = self.tr("A name is missing: a note is written with it.")
        if named:
            words = self.tr("Written as {who}; not part of the record.").format(who=who_words(self._actor))
        original = self.corrects
        if named and original is not None:
            words = self.tr("Written by {who}, {time}; the original stays, struck through.").format(
                who=who_words(original.command.actor), time=shown_time(original.utc)
            )
        self.hint.setText(words)
        self.save_key.setEnabled(not self._waiting)
        self.withdraw_key.setEnabled(not self._waiting)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Little height: lower keys, so that choices and words are in sight together."""
        low = event.size().height() < _AT.low_from * self._theme.text_scale
        for key in (*self.moment.keys, *self.marks.values(), self.withdraw_key):
            key.set_least(*(_AT.low_key if low else _AT.key))
        for key in (self.save_key, self.close_key):
            key.set_least(_AT.key[0], (_AT.low_save if low else _AT.save)[1])
        self._frame.setMinimumHeight(self._theme.grown(_AT.text_least))
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """It stands on the tile of the lists, which paints the ground."""
