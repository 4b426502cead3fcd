"""The session chart: vitals, infusion, experience and events on one time axis, drawn from the start.

It follows by itself; wheel, drag and the keys look elsewhere, and then "Back to now" appears. It is drawn at most
twice a second of session time, and not at all while nothing on it would move by a pixel. Its trend table stands
beside it, or in its place where there is no room for both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.review.trend_rows import NUMBERS
from bedside.ui.catalogue import Catalogue
from bedside.ui.chart_base import ChartBase
from bedside.ui.chart_lanes import header_px
from bedside.ui.chart_window import Span
from bedside.ui.theme import Theme, layout
from bedside.ui.trend_table import TrendTable
from bedside.vitals.display import BedView

_AT: Final = layout("session_chart")


class SessionChart(ChartBase):
    """The chart, and its trend table beside it or in its place.

    Signals:
        view_changed: the `BedView` a person chose: span, table, its interval.
    """

    view_changed = Signal(object)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, words: Catalogue | None = None
    ) -> None:
        super().__init__(theme, parent, words=words)
        self._bed_view = BedView(bed=0)
        self.table = table = TrendTable(theme, self._catalogue, self)
        table.hide()
        table.time_reached.connect(self._read_row)
        table.time_pressed.connect(self._go_to_row)
        table.interval_chosen.connect(self._choose_interval)
        table.chart_asked.connect(self._show_chart_alone)
        table.exact_wanted.connect(self._ask_rows)
        self._header.table_key.clicked.connect(self.show_table)

    # -- what it shows ---------------------------------------------------------------------------------

    def show_update(self, update: MonitorUpdate, *, in_parts: bool = False) -> None:
        """Take the newest update, as `ChartBase` does; the table follows the chart at once."""
        super().show_update(update, in_parts=in_parts)
        if self.table.isVisible():
            self._trends.show(update)
            self.table.show_update(update, self._trends)

    def set_compact(self, compact: bool) -> None:
        """Use the narrow layout beside an open panel: the newest half hour, icons without words, no table."""
        changed = compact != self._compact
        self._compact = compact
        if changed:
            self._arrange()
            self.redraw()

    def choose(self, span: Span) -> None:
        """Follow with all of the session, the newest 30 or the newest 10 minutes."""
        self._remember(replace(self._bed_view, chart_span=span.key))
        super().choose(span)

    def _values_came(self) -> None:
        super()._values_came()
        if self.table.isVisible():
            self.table.values_came()

    def _hover(self, t: float | None) -> None:
        super()._hover(t)
        if self.table.isVisible():
            self.table.set_hover(t)

    def _ask_rows(self, first: float, last: float) -> None:
        self._ask(NUMBERS, first, last)

    # -- how it is looked at ---------------------------------------------------------------------------

    def set_view(self, view: BedView) -> None:
        """Look at a bed as it was looked at before; says nothing back."""
        if view == self._bed_view:
            return
        other_bed, self._bed_view = view.bed != self._bed_view.bed, view
        span = next((span for span in Span if span.key == view.chart_span), Span.ALL)
        self.table.set_interval(view.table_interval_s)
        if span is not self._viewpoint.span or other_bed:
            self._viewpoint.span = span
            self._viewpoint.follow()
        self._show_choice()
        self._arrange()
        self.redraw()

    def _remember(self, view: BedView) -> None:
        if view != self._bed_view:
            self._bed_view = view
            self.view_changed.emit(view)

    def show_table(self, shown: bool) -> None:
        """Show the trend table beside the chart, or in its place where there is no room for both."""
        self._remember(replace(self._bed_view, table=shown))
        self._arrange()
        self.redraw()

    def _show_chart_alone(self) -> None:
        self.show_table(False)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_interval(self, seconds: float) -> None:
        self._remember(replace(self._bed_view, table_interval_s=seconds))

    def _read_row(self, t: float) -> None:
        """The keyboard came to a row: the line of the chart stands there, and the chart shows it."""
        if not self._view.isVisible():
            return
        window = self.window_shown
        if window is not None and not window.first <= t <= window.last:
            self._centre(t)
        self._hover(t)

    def _go_to_row(self, t: float) -> None:
        if self._view.isVisible():
            self._centre(t)
            self._hover(t)
        self.time_clicked.emit(t)

    # -- layout ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Its place on the bed screen at 1920×1080."""
        return QSize(*_AT.nominal)

    def minimumSizeHint(self) -> QSize:
        """Smaller than this the lanes cannot be told apart."""
        return QSize(*_AT.least)

    def _arrange(self) -> None:
        wanted = self._bed_view.table and not self._compact
        self.table.set_scale(self._scale)
        beside = self.table.wanted_width() + int(_AT.gap)
        alone = wanted and self.width() - beside < _AT.beside_least * self._scale
        chart = self.width() - (beside if wanted and not alone else 0)
        self._view.setGeometry(0, 0, chart, self.height())
        header = self._header
        high = header_px(self.height() / self._scale, self._look.text_scale) * self._scale
        header.setGeometry(0, 0, chart, round(high))
        header.set_compact(self._compact, table=not self._compact)
        header.table_key.setChecked(wanted)
        self._view.setVisible(not alone)
        header.setVisible(not alone)
        self.table.set_alone(alone)
        left = 0 if alone else chart + int(_AT.gap)
        self.table.setGeometry(left, 0, self.width() - left, self.height())
        self.table.setVisible(wanted)
        if wanted and self._update is not None:
            self._trends.show(self._update)
            self.table.show_update(self._update, self._trends)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out; the view redraws when it has its size."""
        self._fit_words()
        self._arrange()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while it was hidden."""
        super().showEvent(event)
        self._arrange()
        self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Another look, size of words or unit: places and words are made anew."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "table"):
            self._fit_words()
            self._arrange()
            self.redraw()
