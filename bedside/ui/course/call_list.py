"""Follow-up calls, each with its day and all that was said; keys for a further one and for the report."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.course.course_data import CourseData, moment, numbered
from bedside.ui.course.course_words import call_note, call_words, day, tr
from bedside.ui.course.fact_line import Fact
from bedside.ui.course.fact_list import FactList
from bedside.ui.course.said_when import shown_time
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.vitals.records import FollowUpWritten

_AT: Final = layout("course_lines")


class CallList(QWidget):
    """Newest call first.

    Signals:
        add_asked: write down a call.
        correct_asked: put one right that was written down.
        report_asked: print the course.
    """

    add_asked = Signal()
    correct_asked = Signal()
    report_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.list = FactList(theme, self.tr("Follow-up calls, newest first"))
        self.list.setMinimumHeight(2 * round(_AT.row))
        self.said = Words(theme, "", "label", "text", wrap=True)
        self.said.hide()
        self.add_key = PanelKey(theme, self.tr("Add a call"), icon="plus")
        self.add_key.clicked.connect(self.add_asked)
        self.correct_key = PanelKey(theme, self.tr("Correct a call"), icon="note-edit-outline")
        self.correct_key.clicked.connect(self.correct_asked)
        self.report_key = PanelKey(theme, self.tr("Course report"), icon="printer-outline")
        self.report_key.clicked.connect(self.report_asked)
        keys = Flow(_AT.top)
        keys.addWidget(self.add_key)
        keys.addWidget(self.correct_key)
        keys.addWidget(self.report_key)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_AT.pad, _AT.gap, _AT.pad, _AT.gap)
        rows.setSpacing(_AT.top)
        rows.addWidget(Words(theme, self.tr("Follow-up calls"), "title.small", "text"))
        rows.addWidget(self.list, 1)
        rows.addWidget(self.said)
        rows.addLayout(keys)

    def set_course(self, data: CourseData | None) -> None:
        """The calls of a course."""
        facts = [] if data is None else _facts(data)
        self.correct_key.setEnabled(data is not None and bool(data.calls))
        self.correct_key.setToolTip(
            "" if self.correct_key.isEnabled() else self.tr("No call stands here that could be corrected.")
        )
        if data is not None and not facts:
            facts = [Fact(words=self.tr("No call is written down yet."))]
        self.list.show_facts(facts)

    def say(self, sentence: str) -> None:
        """What has become of the report, in place."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()


def _facts(data: CourseData) -> list[Fact]:
    """Newest first; under what stands, struck through, what it stands for."""
    calls = [
        *((written, None) for written in data.calls),
        *((each.original, each.by) for each in data.struck),
    ]
    calls.sort(key=lambda each: (moment(each[0].command.follow_up.utc), each[0].utc), reverse=True)
    facts = []
    for written, by in calls:
        (call,) = numbered([written])
        note = call_note(call) if by is None else f"{call_note(call)}; {struck_words(by)}"
        if by is None and written.command.replaces:
            note = tr("{note}; corrects what is struck through").format(note=note)
        facts.append(
            Fact(
                label=day(moment(call.call.utc)),
                words=call_words(call.call),
                note=note,
                struck=by is not None,
            )
        )
    return facts


def struck_words(by: FollowUpWritten) -> str:
    """ "corrected by A. Moreno, 2026-11-29 10:20: another patient's words"."""
    words = tr("taken back by {name}, {time}") if by.command.withdrawn else tr("corrected by {name}, {time}")
    said = words.format(name=by.command.actor.name, time=shown_time(by.utc))
    return f"{said}: {by.command.reason.strip()}" if by.command.reason.strip() else said
