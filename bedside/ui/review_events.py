"""What happened in a recorded session, beside its chart: every event, its alarms, their statistics; read only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.review.statistics import of_update
from bedside.ui.alarm_history import AlarmHistory
from bedside.ui.catalogue import catalogue
from bedside.ui.chart_key import ChartKey
from bedside.ui.chart_marks import Mark, alarm_marks, determination_marks, joined_ratings
from bedside.ui.course.fact_line import Fact
from bedside.ui.course.fact_list import FactList
from bedside.ui.mark_list import MarkList
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.profile_source import profile_limits
from bedside.ui.report.report_form import ReportForm
from bedside.ui.session.form import scrolled
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.statistics_table import StatisticsTable
from bedside.ui.theme import Theme, layout

if TYPE_CHECKING:
    from bedside.ui.qa.qa_page import QaPage

_AT: Final = layout("review_events")


class EventTile(QWidget):
    """The list beside the chart, with the keys that narrow it.

    Signals:
        turned: another list, or what is said of the session, stands there.
    """

    turned = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._marks: tuple[Mark, ...] = ()
        self._whole: MonitorUpdate | None = None
        self._keep = "all"
        self._grave = 0
        self.list = MarkList(theme, edge="replayline")
        self.list.setAccessibleName(self.tr("What happened, oldest first"))
        self.keys: dict[str, ChartKey] = {}
        self._keys = QWidget()
        beside = QHBoxLayout(self._keys)
        beside.setContentsMargins(*_AT.keys_margins)
        row = Flow(_AT.keys_gap)
        beside.addLayout(row)
        for name in ("all", "alarms", "ratings", "notes", "statistics", "record", "qa"):
            key = ChartKey(theme, "")
            key.setCheckable(True)
            key.setProperty("keep", name)
            key.clicked.connect(self._narrow)
            self.keys[name] = key
            row.addWidget(key)
        self.alarms = AlarmHistory(theme)  # a recorded alarm is read, never acted upon (ALM-36)
        self.statistics = StatisticsTable(theme)
        self.record = FactList(theme, self.tr("The session in words"), inset=True)
        self.keys["record"].hide()  # until somebody reads it
        self.keys["qa"].hide()  # until somebody keeps it
        self.qa: QaPage | None = None
        self._pages = QStackedWidget()
        # In a low tile the lists give way, not the keys over them.
        self._pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._whole_record = self._record_page(theme)
        for page in (self.list, self.alarms, self.statistics, self._whole_record):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(*_AT.list_margins)
        column.setSpacing(0)
        column.addWidget(self._keys)
        column.addWidget(self._pages, 1)

    def set_keys_shown(self, *, shown: bool) -> None:
        """Without them a form has a little more room."""
        self._keys.setVisible(shown)

    def _record_page(self, theme: Theme) -> QWidget:
        """The facts, and below them the key for the report; its form takes their place."""
        self.report: ReportForm | None = None
        self.report_key = PanelKey(theme, self.tr("Report…"), icon="clipboard-list", least=_AT.report_key)
        self.report_key.setCheckable(True)
        self.report_key.hide()  # until there is a record to write it from
        self.report_key.toggled.connect(self._turn_report)
        self._told = QStackedWidget()
        self._told.addWidget(self.record)
        foot = Flow(int(_AT.keys_gap))
        foot.addWidget(self.report_key)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*_AT.record_margins)
        column.addWidget(self._told, 1)
        column.addLayout(foot)
        return page

    def offer_report(self, store: Path) -> None:
        """Reports can be written from this record."""
        form = self.report = ReportForm(self._theme, store)
        self._told.addWidget(scrolled(self._theme, form))
        form.setAutoFillBackground(False)  # it stands on the tile
        self.report_key.show()
        self._aim_report()

    def _aim_report(self) -> None:
        session = None if self._whole is None else self._whole.session
        if self.report is not None:
            self.report.set_session("" if session is None else session.id)

    def _turn_report(self, on: bool) -> None:
        self._told.setCurrentIndex(1 if on else 0)
        if on and self.report is not None:
            self.report.write_key.setFocus()

    def set_session(self, whole: MonitorUpdate) -> None:
        """All rows of a session."""
        self.report_key.setChecked(False)
        self._whole = whole
        self._grave = 0
        self._aim_report()
        self.record.show_facts([Fact(words=self.tr("The record is being read …"))])
        self._marks = tuple(
            sorted(
                [
                    *joined_ratings(whole.entries, catalogue()),
                    *alarm_marks(whole.alarm_log),
                    *determination_marks(whole.determinations),
                ],
                key=lambda mark: mark.t,
            )
        )
        session = whole.session
        self.alarms.show_log(whole.alarm_log, whole.now, None if session is None else session.started_utc)
        self.statistics.show_statistics(of_update(whole, profile_limits(whole)))
        self._show()

    def offer_record(self) -> None:
        """The session's facts will come with `set_record`."""
        self.keys["record"].show()

    def set_record(self, facts: Sequence[Fact]) -> None:
        """The session in words; what must be seen marks the key."""
        self.record.show_facts(facts)
        self._grave = sum(fact.grave for fact in facts)
        self._show()

    def offer_qa(self, page: QaPage) -> None:
        """Sessions can be reviewed: what was said of this one is a list of its own, apart from what was recorded."""
        self.qa = page
        self._pages.addWidget(page)
        page.renewed.connect(self._show)
        self.keys["qa"].show()

    def show_qa(self) -> None:
        """Bring that list, or its form, to the front."""
        self._keep = "qa"
        self._show()
        self.turned.emit()

    @property
    def qa_shown(self) -> bool:
        """What is said of the session stands there, or the form of a note."""
        return self._keep == "qa"

    def _narrow(self) -> None:
        key = self.sender()
        self._keep = "all" if key is None else str(key.property("keep"))
        self._show()
        self.turned.emit()

    def _show(self) -> None:
        words = {
            "all": self.tr("Events {n}"),
            "alarms": self.tr("Alarms {n}"),
            "ratings": self.tr("Ratings {n}"),
            "notes": self.tr("Notes {n}"),
            "statistics": self.tr("Statistics"),
            "record": self.tr("Record !{n}").format(n=self._grave) if self._grave else self.tr("Record"),
            "qa": self.tr("QA {n}").format(n=0 if self.qa is None else len(self.qa.review.notes)),
        }
        tests: dict[str, Callable[[Mark], bool]] = {
            "all": lambda _mark: True,
            "alarms": lambda mark: mark.alarm is not None,
            "ratings": lambda mark: mark.icon == "emoticon-outline",
            "notes": lambda mark: mark.icon == "note-edit-outline",
            "statistics": lambda _mark: False,
            "record": lambda _mark: False,
            "qa": lambda _mark: False,
        }
        for name, key in self.keys.items():
            key.set_label(words[name].format(n=sum(map(tests[name], self._marks))))
            key.setChecked(name == self._keep)
        session = self._whole.session if self._whole is not None else None
        rows = [mark for mark in self._marks if tests[self._keep](mark)]
        pages: dict[str, QWidget] = {
            "alarms": self.alarms,
            "statistics": self.statistics,
            "record": self._whole_record,
            "qa": self.qa or self.list,
        }
        self._pages.setCurrentWidget(pages.get(self._keep, self.list))
        self.list.set_marks(rows, None if session is None else session.started_utc)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()
