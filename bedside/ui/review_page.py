"""One recorded session on the review screen: the overview, the bed's own look at the cursor, list and transport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.ui.ground import Ground
from bedside.ui.nibp_tile import NibpTile
from bedside.ui.number_tile import PR, SPO2, NumberTile
from bedside.ui.pleth_panel import PlethPanel
from bedside.ui.replay_transport import Transport
from bedside.ui.review_events import EventTile
from bedside.ui.session_chart import SessionChart
from bedside.ui.session_overview import Overview
from bedside.ui.theme import Theme, layout
from bedside.vitals.parameters import Parameter

if TYPE_CHECKING:
    from bedside.ui.qa.qa_page import QaPage

_AT: Final = layout("review_screen")
_TILES_COUNT: Final = 3  # SpO2, PR and NIBP
_COLUMN_PX: Final = _AT.column
_TOP_PX: Final = _AT.top
_COLUMN_SHARE: Final = 0.42  # of a narrow window
_UPPER_SHARE: Final = 0.51  # of the numbers' height
_LOW_PX, _LOWEST_PX = _AT.low_and_lowest  # heights of the page
_SMALL_PLETH: Final = 0.72


class ReviewPage(Ground):
    """One session: overview, the bed's look at the cursor, list, transport."""

    def __init__(self, theme: Theme, owner: QWidget, pages: Theme) -> None:
        super().__init__(theme)
        self._scale = 1.0
        self.overview = Overview(theme)
        self.pleth = PlethPanel(theme)
        self.spo2 = NumberTile(theme, Parameter.SPO2, SPO2)
        self.pr = NumberTile(theme, Parameter.PR, PR)
        self.nibp = NibpTile(theme)
        self.chart = SessionChart(theme)
        self.events = EventTile(pages)
        self.transport = Transport(pages, owner)
        self._qa: QaPage | None = None
        self._qa_wanted = False  # in a window too low for lists: instead of the numbers
        self._numbers = numbers = QWidget()
        for tile in (self.spo2, self.pr, self.nibp):
            tile.setParent(numbers)
        top, middle = QHBoxLayout(), QHBoxLayout()
        for row, left, right in ((top, self.pleth, numbers), (middle, self.chart, self.events)):
            row.setSpacing(_AT.gap)
            row.addWidget(left, 1)
            row.addWidget(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addWidget(self.overview)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addWidget(self.transport)

    def set_scale(self, scale: float) -> None:
        """Px per px at 100 %, from 1.0 on: overview, wave, numbers and chart grow; lists and keys keep their size."""
        if scale != self._scale:
            self._scale = scale
            self.overview.set_scale(scale)
            self.chart.set_scale(scale)
            self._arrange()

    def offer_qa(self, page: QaPage) -> None:
        """QA notes are kept from now on: a list beside the others, marks on the overview, a key for a new one."""
        self._qa = page
        self.events.offer_qa(page)
        self.transport.offer_notes()
        self.transport.note_key.clicked.connect(self._write_note)
        page.renewed.connect(self._show_notes)
        self.events.turned.connect(self._arrange)
        self._arrange()

    def close_qa(self) -> bool:
        """Give the numbers their place back; False: they have it."""
        shown = self._qa_wanted and self._without_chart
        self._qa_wanted = False
        self._arrange()
        return shown

    def _write_note(self) -> None:
        if self._qa is not None and self.isVisible():  # its key is heard over the list of sessions too
            self._qa_wanted = True
            self.events.show_qa()
            self._qa.add()

    def _show_notes(self) -> None:
        if self._qa is not None:
            self.overview.set_notes(self._qa.moments)
            self._arrange()

    @property
    def _without_chart(self) -> bool:
        return self.height() < _LOWEST_PX

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        """The column gives way in a narrow window, the upper row in a low one; the lowest keeps the numbers alone.

        QA notes have the place of the upper row in a low one, and of the numbers in the lowest.
        """
        scale = self._scale
        width, height = self.width(), self.height()
        column = min(round(_COLUMN_PX * scale), round(width * _COLUMN_SHARE))
        without_chart = self._without_chart
        lists = without_chart and self._qa_wanted
        low = height < _LOW_PX
        writes = low and self._qa is not None and self._qa.form_open
        self.transport.fit(width, low=low)
        self.overview.set_low(low=without_chart)
        kept = self.overview.height() + self.transport.height() + _AT.kept_gaps
        top = (
            max(_AT.top_least, height - kept)
            if without_chart
            else min(round(_TOP_PX * scale), max(_AT.top_low, height - kept - round(_AT.chart_least * scale)))
            if height >= _LOW_PX
            else _AT.top_low
        )
        self.chart.setVisible(not without_chart)
        self.events.setVisible(lists or not without_chart)
        self.events.setFixedWidth(width if lists else column)
        self.events.set_keys_shown(shown=not (writes and self.events.qa_shown))
        room = not lists and (not low or without_chart or not self.events.qa_shown)
        self._numbers.setVisible(room)
        self.pleth.setVisible(room and not without_chart)
        self.overview.setVisible(not lists)
        self.pleth.setFixedHeight(top)
        self.pleth.set_scale(scale if top > _AT.top_low else _SMALL_PLETH)
        if without_chart:
            third = (width - _AT.tile_gaps) // _TILES_COUNT
            self._numbers.setFixedSize(width, top)
            for n, tile in enumerate((self.spo2, self.pr, self.nibp)):
                tile.setGeometry(n * (third + _AT.gap), 0, third, top)
        else:
            self._numbers.setFixedSize(column, top)
            half, upper = (column - _AT.gap) // 2, round((top - _AT.gap) * _UPPER_SHARE)
            self.spo2.setGeometry(0, 0, half, upper)
            self.pr.setGeometry(half + _AT.gap, 0, column - half - _AT.gap, upper)
            self.nibp.setGeometry(0, upper + _AT.gap, column, top - upper - _AT.gap)
