"""Where the parts of the bed screen stand: its wave, numbers, chart and keys, and the panel over or beside the chart.

Nothing is shown or asked here: a window of another size, a panel, the session flow or another number only moves parts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect

from bedside.ui.extent import NOMINAL, Extent, bed_places, extent_of
from bedside.ui.theme import Theme, layout

if TYPE_CHECKING:
    from bedside.ui.bed_screen import BedScreen

_AT: Final = layout("bed_screen")
_SMALL_PLETH: Final = 0.72  # the head of the pleth in a small window
_LEAST_PLETH: Final = 0.6  # smaller and its words would be cut
_LEAST_BESIDE: Final = 0.8  # of the room the chart should keep beside a panel; less, and it stays under it
_MANY_OTHERS: Final = 2  # columns of other numbers that need half of the row


class BedArrangement:
    """The places of one bed screen's parts."""

    def __init__(self, screen: BedScreen, theme: Theme) -> None:
        self._screen = screen
        self._theme = theme
        self._extent = extent_of(*NOMINAL)
        self._places: dict[str, QRect] = {}

    def set_extent(self, extent: Extent) -> None:
        """Scale and layout of the window."""
        if extent != self._extent:
            self._extent = extent
            self.arrange()

    def arrange(self) -> None:
        """Put everything where it belongs."""
        screen = self._screen
        places: Callable[..., dict[str, QRect]] = bed_places
        if screen.session_open:
            from bedside.ui.session.places import session_places  # noqa: PLC0415 - the chart first

            places = session_places
        self._places = places(screen.width(), screen.height(), self._extent, keys=screen.keys is not None)
        small = self._extent.small
        screen.header.set_small(small)
        screen.pleth.set_scale(max(_LEAST_PLETH, self._extent.scale * (_SMALL_PLETH if small else 1.0)))
        screen.chart.set_scale(self._extent.scale)
        for name in ("rr", "moaas", "last"):
            getattr(screen, name).setVisible(name in self._places)
        for name, place in self._places.items():
            if name != "chart":
                getattr(screen, name).setGeometry(place)
        self.place_scores()
        self.place_chart()

    def place_scores(self) -> None:
        """RR and score share their row with the other numbers of this bed, if there are any."""
        screen = self._screen
        count, row = len(screen.others.shown), self._places.get("rr")
        screen.others.setVisible(count > 0 and row is not None)
        if row is None or not (score := self._places.get("moaas")):
            return
        if not count:
            screen.rr.setGeometry(row)
            screen.moaas.setGeometry(score)
            return
        gap = self._extent.gap
        whole = score.x() + score.width() - row.x()
        share = _AT.others_many if screen.others.columns(count) >= _MANY_OTHERS else _AT.others_few
        each = round((whole - 2 * gap) * share)
        screen.rr.setGeometry(row.x(), row.y(), each, row.height())
        screen.moaas.setGeometry(row.x() + each + gap, row.y(), each, row.height())
        left = row.x() + 2 * (each + gap)
        screen.others.setGeometry(left, row.y(), row.x() + whole - left, row.height())

    def place_chart(self) -> None:
        """Chart or session flow, the question about limits over it, the panel on it or beside it."""
        screen = self._screen
        chart, keys = QRect(self._places["chart"]), self._places.get("keys")
        s = self._extent.scale
        screen.chart.setVisible(not screen.session_open)
        if screen.offer is not None and not screen.offer.isHidden():
            high = screen.offer.height_at(chart.width(), chart.height())  # over the chart's top
            if chart.height() - high < _AT.chart_under:
                high = chart.height()  # nobody could read what is left of the chart
            screen.offer.setGeometry(chart.x(), chart.y(), chart.width(), high)
            screen.offer.raise_()
            if screen.panels.name and chart.height() - high < _AT.panel_least:
                screen.panels.raise_()  # what was opened is not half covered; the question waits behind it
            else:
                chart.setTop(min(chart.bottom() - int(_AT.chart_least), chart.y() + high + self._extent.gap))
        least = int(self._theme.length("panel_width"))
        width = min(chart.width(), max(round(least * s), least))
        if chart.width() - width < _AT.chart_beside_least:
            width = chart.width()  # what is left of the chart would be names cut in two
        bottom = chart.y() + chart.height()
        panel = screen.panels.panel
        needed = least if panel is None else panel.minimumSizeHint().height()
        low = self._extent.small or self._theme.text_scale > 1.0
        over = low and chart.height() < needed and keys is not None
        if over and keys is not None:
            bottom = (
                keys.y() + keys.height()
            )  # where there is little room a panel may cover the keys, never the wave
        place = QRect(chart.x() + chart.width() - width, chart.y(), width, bottom - chart.y())
        screen.panels.set_place(place)
        if screen.keys is not None:
            from_x = place.x() - screen.keys.x()
            covers = over and bool(screen.panels.name)
            screen.keys.cover(*((from_x, from_x + place.width()) if covers else (0, 0)))
        if screen.panels.name and not screen.session_open:
            beside = chart.width() - width - self._extent.gap
            compact = beside >= _AT.chart_beside_panel * min(1.0, s) * _LEAST_BESIDE
            screen.chart.set_compact(compact)
            if compact:
                chart = QRect(chart.x(), chart.y(), beside, chart.height())
        else:
            screen.chart.set_compact(False)
        if screen.session_open:
            screen.session_page.setGeometry(chart)
        screen.chart.setGeometry(chart)
