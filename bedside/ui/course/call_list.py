"""Follow-up calls, each with its day and all that was said; keys for a further one and for the report."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bedside.ui.course.course_data import CourseData, moment, numbered
from bedside.ui.course.course_words import call_note, call_words, day
from bedside.ui.course.fact_line import Fact
from bedside.ui.course.fact_list import FactList
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme, layout

_AT: Final = layout("course_lines")


class CallList(QWidget):
    """Newest call first.

    Signals:
        add_asked: write down a call.
        report_asked: print the course.
    """

    add_asked = Signal()
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
        self.report_key = PanelKey(theme, self.tr("Course report"), icon="printer-outline")
        self.report_key.clicked.connect(self.report_asked)
        keys = Flow(_AT.top)
        keys.addWidget(self.add_key)
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
        calls = [] if data is None else numbered(data.calls)
        facts = [
            Fact(label=day(moment(each.call.utc)), words=call_words(each.call), note=call_note(each))
            for each in reversed(calls)
        ]
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
