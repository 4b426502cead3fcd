"""The session chart: vitals, infusion, experience and events on one time axis, drawn from the start.

It follows by itself; wheel, drag and the keys look elsewhere, and then "Back to now" appears. It is drawn at most
twice a second of session time, and not at all while nothing on it would move by a pixel.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.catalogue import Catalogue, catalogue, spoken
from bedside.ui.chart_key import ChartKey
from bedside.ui.chart_lanes import header_px
from bedside.ui.chart_paint import ChartPainter
from bedside.ui.chart_picture import Picture, compute, planned_end, readout
from bedside.ui.chart_view import ChartView
from bedside.ui.chart_window import MINUTE, Span, Window, anchor_of, follow_window, local
from bedside.ui.sketch import CENTRE, Sketch
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Mode

COMPACT_PX = 700  # narrower than this the chart leaves out limit labels and event words
REDRAW_S = 0.5
NEAR_PX = 8.0  # events this close to the pointer are named in the readout


class _Header(QWidget):
    """Title, shown span, and what mode the data come from. Lets clicks through to the plot's own keys."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self.title = ""
        self.span = ""
        self.tag = ""
        self.tag_role = "replay"
        self.room = 1e6  # px up to the keys

    @property
    def tag_width(self) -> float:
        """px the mode tag takes at the right, with its gap."""
        if not self.tag:
            return 0.0
        return (
            self._theme.metrics("small.bold", self._theme.px("small.bold")).horizontalAdvance(self.tag) + 44
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        middle = self.height() / 2
        if 16 + sketch.width(self.title, "label.bold") <= self.room:
            sketch.text(16, middle + 6, self.title, "label.bold", "text2")
        if 112 + sketch.width(self.span, "num.key") <= self.room:
            sketch.text(112, middle + 5, self.span, "num.key", "text3")
        if self.tag:
            width = self.tag_width - 12
            rect = QRectF(self.width() - width - 12, middle - 12, width, 24)
            sketch.fill(rect, self.tag_role, self._theme.length("radius_plot"))
            sketch.text(
                rect.center().x(), middle + 5, self.tag, "small.bold", f"on_{self.tag_role}", align=CENTRE
            )
        painter.end()


class SessionChart(QWidget):
    """One bed's session on one time axis.

    Signals:
        time_clicked: session time of a click on the plot, s (review seeks there).
    """

    time_clicked = Signal(float)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, words: Catalogue | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._catalogue = words if words is not None else catalogue()
        self._update: MonitorUpdate | None = None
        self._drawn: MonitorUpdate | None = None
        self._picture: Picture | None = None
        self._span = Span.ALL
        self._own: Window | None = None  # what wheel and drag chose; None = following
        self._compact = False
        self._cursor: float | None = None
        self._preview: float | None = None
        self._hover_t: float | None = None
        self.setAccessibleName(self.tr("Session chart"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view = ChartView(theme, ChartPainter(theme, self._labels()), self)
        self._view.setAccessibleName(self.tr("Session chart: plus and minus zoom, page keys move"))
        self._view.zoomed.connect(self._zoom)
        self._view.dragged.connect(self._drag)
        self._view.clicked.connect(self.time_clicked)
        self._view.hovered.connect(self._hover)
        self._view.resized.connect(self.redraw)
        self._header = _Header(theme, self)
        self._header.title = self.tr("Session")
        self._keys: dict[Span, ChartKey] = {}
        for span, label in (
            (Span.ALL, self.tr("All")),
            (Span.HALF_HOUR, self.tr("30 min")),
            (Span.TEN_MINUTES, self.tr("10 min")),
        ):
            key = ChartKey(theme, label, parent=self)
            key.setCheckable(True)
            key.setAccessibleName(self.tr("Show: {span}").format(span=label))
            self._keys[span] = key
        self._keys[Span.ALL].clicked.connect(self._choose_all)
        self._keys[Span.HALF_HOUR].clicked.connect(self._choose_half_hour)
        self._keys[Span.TEN_MINUTES].clicked.connect(self._choose_ten_minutes)
        self._follow_key = ChartKey(theme, self.tr("Following"), icon="arrow-collapse-right", parent=self)
        self._follow_key.clicked.connect(self.follow)
        self._show_choice()

    def _labels(self) -> dict[str, str]:
        words = {
            "spo2": "SpO2",
            "nibp": "NIBP",
            "pr": "PR",
            "infusion": self.tr("Infusion"),
            "events": self.tr("Events"),
            "planned": self.tr("planned"),
            "to_go": self.tr("%1 to go"),
            "interrupted": self.tr("not running"),
        }
        return words | {f"scale.{scale.key}": spoken(scale.words) for scale in self._catalogue.scales}

    # -- what it shows ---------------------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Whether the window moves with the session."""
        return self._own is None

    @property
    def window_shown(self) -> Window | None:
        """The stretch of session time on screen, s; None before the first picture."""
        return None if self._picture is None else self._picture.window

    @property
    def picture(self) -> Picture | None:
        """What is drawn now; None without a session."""
        return self._picture

    def show_update(self, update: MonitorUpdate) -> None:
        """Take the newest update. May be called for every frame: most calls cost a comparison."""
        self._update = update
        if self.isVisible() and self._is_due(update):
            self.redraw()

    def _is_due(self, update: MonitorUpdate) -> bool:
        drawn = self._drawn
        if drawn is None or update.session is None or drawn.session is None:
            return drawn is not update
        if _content(update) != _content(drawn) or update.now < drawn.now:
            return True
        window = self.window_shown
        width = 1.0 if self._picture is None else max(1.0, self._picture.lanes.width)
        per_px = 0.0 if window is None else window.seconds / width
        return update.now - drawn.now >= max(REDRAW_S, min(per_px, 2.0))

    def set_cursor(self, t: float | None) -> None:
        """Show the violet replay cursor at session time `t`, s, in place of the now line; None = live.

        A window that was chosen by hand stays; a following one turns its page when the cursor leaves it.
        """
        self._cursor = t
        window = self.window_shown
        if t is not None and window is not None and self.following and not window.first <= t <= window.last:
            self.redraw()
        self._view.set_cursor(t)

    def set_preview_rate(self, rate_ml_h: float | None) -> None:
        """Draw a typed rate (mL/h) ahead of now, as a dashed line, until it is recorded or given up (None)."""
        if rate_ml_h != self._preview:
            self._preview = rate_ml_h
            self.redraw()

    def set_compact(self, compact: bool) -> None:
        """Use the narrow layout beside an open panel: the newest half hour, icons without words."""
        if compact != self._compact:
            self._compact = compact
            self._arrange()
            self.redraw()

    @property
    def compact(self) -> bool:
        """Whether the narrow layout is used (asked for, or because the chart is narrow)."""
        return self._compact or self.width() < COMPACT_PX

    def redraw(self) -> None:
        """Draw the newest update now."""
        update = self._update
        if update is None:
            return
        self._drawn = update
        self._picture = None
        if update.session is not None:
            self._picture = compute(
                update,
                self._catalogue,
                window=self._window(update),
                width=self.width(),
                height=self.height(),
                compact=self.compact,
                preview_ml_h=self._preview,
            )
        self._show_header(update)
        self._view.show_picture(self._picture)
        if self._hover_t is not None:
            self._hover(self._hover_t)

    def _window(self, update: MonitorUpdate) -> Window:
        if self._own is not None:
            return self._own
        session = update.session
        anchor = 0.0 if session is None else anchor_of(session.started_utc)
        span = Span.HALF_HOUR if self.compact and self._span is Span.ALL else self._span
        moment = update.now if self._cursor is None or span is Span.ALL else self._cursor
        return follow_window(span, anchor=anchor, now=moment, planned_end=planned_end(update.infusion))

    def _show_header(self, update: MonitorUpdate) -> None:
        header, session, picture = self._header, update.session, self._picture
        header.span = ""
        if session is not None and picture is not None:
            first, last = (
                local(session.started_utc, t + 0.5).strftime("%H:%M")
                for t in (picture.window.first, picture.window.last)
            )
            header.span = f"{first}–{last}"
        header.tag = {Mode.REPLAY: self.tr("REPLAY"), Mode.SIMULATION: self.tr("SIMULATION")}.get(
            update.mode, ""
        )
        header.tag_role = "replay" if update.mode is Mode.REPLAY else "sim"
        header.update()
        self._arrange()

    # -- moving about ----------------------------------------------------------------------------------

    def follow(self) -> None:
        """Go back to the newest data and move with them."""
        self._own = None
        self._show_choice()
        self.redraw()

    def choose(self, span: Span) -> None:
        """Follow with all of the session, the newest 30 or the newest 10 minutes."""
        self._span = span
        self.follow()

    def _choose_all(self) -> None:
        self.choose(Span.ALL)

    def _choose_half_hour(self) -> None:
        self.choose(Span.HALF_HOUR)

    def _choose_ten_minutes(self) -> None:
        self.choose(Span.TEN_MINUTES)

    def _zoom(self, factor: float, around: float) -> None:
        window = self.window_shown
        if window is not None:
            self._go(window.zoomed(factor, around))

    def _drag(self, seconds: float) -> None:
        window = self.window_shown
        if window is not None:
            self._go(window.moved(seconds))

    def _go(self, window: Window) -> None:
        update = self._update
        if update is None:
            return
        # never so far that nothing of the session is left on screen
        end = max(update.now, planned_end(update.infusion) or 0.0) + MINUTE
        first = min(max(window.first, -window.seconds + MINUTE), end - MINUTE)
        self._own = replace(window, first=first, last=first + window.seconds)
        self._show_choice()
        self.redraw()

    def _show_choice(self) -> None:
        for span, key in self._keys.items():
            key.setChecked(self.following and span is self._span)
        self._follow_key.set_primary(not self.following)
        self._follow_key.set_label(self.tr("Following") if self.following else self.tr("Back to now"))
        self._arrange()

    def _hover(self, t: float | None) -> None:
        self._hover_t = t
        update, picture = self._update, self._picture
        if t is None or update is None or picture is None:
            self._view.set_hover(None, [])
            return
        near = NEAR_PX * picture.window.seconds / picture.lanes.width
        lines = readout(update, picture, self._catalogue, t, near)
        self._view.set_hover(t, lines)
        self._view.setAccessibleDescription(", ".join(lines))

    # -- layout ----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Its place on the bed screen at 1920×1080."""
        return QSize(1272, 568)

    def minimumSizeHint(self) -> QSize:
        """Smaller than this the lanes cannot be told apart."""
        return QSize(360, 260)

    def _arrange(self) -> None:
        self._view.setGeometry(self.rect())
        header = header_px(self.height())
        self._header.setGeometry(0, 0, self.width(), int(header))
        right = self.width() - 12.0 - self._header.tag_width
        self._follow_key.resize(self._follow_key.sizeHint())
        right -= self._follow_key.width()
        top = int((header - self._follow_key.height()) / 2)
        self._follow_key.move(int(right), top)
        right -= 8
        for span in (Span.TEN_MINUTES, Span.HALF_HOUR, Span.ALL):
            key = self._keys[span]
            key.setVisible(not self.compact)
            if self.compact:
                continue
            key.resize(key.sizeHint())
            right -= key.width()
            key.move(int(right), top)
            right -= 2
        self._header.room = right - 8

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the lanes out anew."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while the chart was hidden."""
        super().showEvent(event)
        if self._update is not self._drawn:
            self.redraw()


def _content(update: MonitorUpdate) -> tuple[object, ...]:
    """Everything whose change has to be seen at once."""
    return (
        update.bed,
        update.session,
        update.mode,
        update.entries,
        update.determinations,
        len(update.alarm_log),
        update.limits,
    )
