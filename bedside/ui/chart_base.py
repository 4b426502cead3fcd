"""One bed's session on one time axis: what is drawn, when, and what the hand moves. Its table is added elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from bedside.monitor.polyline import Floats
from bedside.monitor.updates import MonitorUpdate
from bedside.ui.catalogue import Catalogue, catalogue
from bedside.ui.chart_exact import Trends
from bedside.ui.chart_header import ChartHeader
from bedside.ui.chart_index import ChartIndex
from bedside.ui.chart_lanes import held_words
from bedside.ui.chart_pace import is_due
from bedside.ui.chart_paint import ChartPainter
from bedside.ui.chart_picture import TRENDS, Picture, compute
from bedside.ui.chart_plasma import PlasmaSource
from bedside.ui.chart_plasma_choice import PlasmaChoice
from bedside.ui.chart_readout import chart_words, readout, span_words
from bedside.ui.chart_view import ChartView
from bedside.ui.chart_viewpoint import Viewpoint
from bedside.ui.chart_window import Span, Window
from bedside.ui.theme import Theme, layout
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Mode

_AT: Final = layout("session_chart")
_MODE_ROLES: Final = {Mode.REPLAY: "replay", Mode.SIMULATION: "sim"}


class ChartBase(QWidget):
    """The chart with its header.

    Signals:
        time_clicked: session time of a click on the plot or on a row, s (review seeks there).
        exact_asked: parameters, and the session times (s) between which their values are not in memory any more;
            answer with `set_exact` for each of them, or with `exact_refused`.
        plasma_asked: the plasma estimate is wanted, or no longer; live it is recorded, a replay looks at it here.
        model_asked: another model of it is to be chosen; a replay takes the next one by itself.
    """

    time_clicked = Signal(float)
    exact_asked = Signal(object, float, float)
    plasma_asked = Signal(bool)
    model_asked = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, words: Catalogue | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._look = look = copy(theme)  # words of its own size: see `_fit_words`
        self._catalogue = words if words is not None else catalogue()
        self._index = ChartIndex(self._catalogue)
        self._trends = Trends()
        self._plasma = PlasmaSource()
        self._plasma_choice = choice = PlasmaChoice(self)
        choice.changed.connect(self.redraw)
        choice.asked.connect(self.plasma_asked)
        choice.model_asked.connect(self.model_asked)
        self._update: MonitorUpdate | None = None
        self._drawn: MonitorUpdate | None = None
        self._picture: Picture | None = None
        self._viewpoint = Viewpoint()
        self._compact = False
        self._preview: float | None = None
        self._hover_t: float | None = None
        self._scale = 1.0
        self.setAccessibleName(self.tr("Session chart"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._header = header = ChartHeader(look, self)
        self._keys, self._follow_key = header.keys, header.follow_key
        self._view = view = ChartView(look, ChartPainter(look, chart_words(self._catalogue)), self)
        view.setAccessibleName(
            self.tr("Session chart: plus and minus zoom, page keys move, Control with left and right reads")
        )
        view.lower()
        view.zoomed.connect(self._zoom)
        view.dragged.connect(self._drag)
        view.clicked.connect(self.time_clicked)
        view.hovered.connect(self._hover)
        view.homed.connect(self._go_home)
        view.ended.connect(self.follow)
        view.resized.connect(self.redraw)
        header.span_chosen.connect(self.choose)
        header.follow_key.clicked.connect(self.follow)
        header.plasma_key.clicked.connect(choice.switch)
        header.model_key.clicked.connect(choice.take_next)
        self._show_choice()

    # -- what it shows ---------------------------------------------------------------------------------

    @property
    def following(self) -> bool:
        """Whether the window moves with the session."""
        return self._viewpoint.following

    @property
    def window_shown(self) -> Window | None:
        """The stretch of session time on screen, s; None before the first picture."""
        return None if self._picture is None else self._picture.window

    @property
    def picture(self) -> Picture | None:
        """What is drawn now; None without a session."""
        return self._picture

    def show_update(self, update: MonitorUpdate, *, in_parts: bool = False) -> None:
        """Take the newest update. May be called for every frame: most calls cost a comparison.

        Args:
            update: of the bed.
            in_parts: what is new of the same session may be drawn a part a frame, by `go_on`.
        """
        before, self._update = self._update, update
        self._plasma_choice.show_update(update)
        if before is not None and before.bed != update.bed:
            self._viewpoint.follow()  # another bed is not looked at where this one was
            self._show_choice()
        if self._view.isVisible() and is_due(update, self._drawn, self._picture, self._scale):
            self._draw(in_parts=in_parts and self._shows_session_of(update))

    def _shows_session_of(self, update: MonitorUpdate) -> bool:
        drawn = None if self._picture is None or self._drawn is None else self._drawn.session
        return drawn is not None and update.session is not None and drawn.id == update.session.id

    def go_on(self) -> bool:
        """Draw the next part of what `show_update` began; False: nothing is left to draw."""
        return self._view.go_on()

    def set_cursor(self, t: float | None) -> None:
        """Show the violet replay cursor at session time `t`, s, in place of the now line; None = live.

        A window that was chosen by hand stays; a following one turns its page when the cursor leaves it.
        """
        self._viewpoint.cursor = t
        window = self.window_shown
        if t is not None and window is not None and self.following and not window.first <= t <= window.last:
            self.redraw()
        self._view.set_cursor(t)

    @property
    def plasma_model(self) -> str:
        """Key of the model whose estimate is drawn; "" = none: off by itself, live as in replay."""
        return self._plasma_choice.model

    def set_preview_rate(self, rate_ml_h: float | None) -> None:
        """Draw a typed rate (mL/h) ahead of now, as a dashed line, until it is recorded or given up (None)."""
        if rate_ml_h != self._preview:
            self._preview = rate_ml_h
            self.redraw()

    def set_compact(self, compact: bool) -> None:
        """Use the narrow layout beside an open panel: the newest half hour, icons without words, no table."""
        if compact != self._compact:
            self._compact = compact
            self.redraw()

    def set_scale(self, scale: float) -> None:
        """Scale of the window. A larger one has larger type and lines; in a smaller one they stay readable."""
        scale = max(1.0, scale)
        if scale != self._scale:
            self._scale = scale
            self._header.set_scale(scale)
            self._fit_words()
            self._arrange()
            self.redraw()

    def _fit_words(self) -> None:
        """Draw in the look of the window, with words as large as a chart of this height can hold."""
        self._take_look()
        self._view.set_scale(self._scale)

    def _take_look(self) -> None:
        vars(self._look).update(vars(self._theme))
        self._look.text_scale = held_words(self.height() / self._scale, self._theme.text_scale)

    def _arrange(self) -> None:
        """Put view and header where they belong; who adds a table does it."""

    @property
    def compact(self) -> bool:
        """Whether limit labels and event words are left out (beside a panel, or because the chart is narrow)."""
        return self._compact or self._view.width() < _AT.compact * self._scale

    def redraw(self) -> None:
        """Draw the newest update now."""
        self._draw()

    def _draw(self, *, in_parts: bool = False) -> None:
        update = self._update
        if update is None:
            return
        self._drawn = update
        self._take_look()
        window = self._viewpoint.window(update, compact=self._compact)
        self._picture = compute(
            update,
            self._catalogue,
            self._index,
            self._trends,
            self._look,
            window=window,
            width=self._view.width() / self._scale,
            height=self._view.height() / self._scale,
            compact=self.compact,
            preview_ml_h=self._preview,
            plasma=self._plasma.line(update, self.plasma_model, window),
        )
        self._show_header(update)
        if in_parts and self._picture is not None:
            self._view.prepare(self._picture)
        else:
            self._view.show_picture(self._picture, update.waiting)
        if self._hover_t is not None:
            self._hover(self._hover_t)
        if self._picture is not None and self._picture.inexact and self._view.isVisible():
            window = self._picture.window
            self._ask(TRENDS, max(0.0, window.first), min(window.last, update.now))

    def _show_header(self, update: MonitorUpdate) -> None:
        header, session, picture = self._header, update.session, self._picture
        header.span = span_words(session.started_utc, picture.window) if session and picture else ""
        inexact = session is not None and picture is not None and picture.inexact
        waits = self._trends.fault or self.tr("exact values are being read")
        header.note = self.tr("lowest and highest only: {why}").format(why=waits) if inexact else ""
        header.tag = {Mode.REPLAY: self.tr("REPLAY"), Mode.SIMULATION: self.tr("SIMULATION")}.get(
            update.mode, ""
        )
        header.show_plasma(self._plasma_choice.title)
        header.tag_role = _MODE_ROLES.get(update.mode, "replay")
        header.arrange()

    # -- values from the record ------------------------------------------------------------------------

    def set_exact(self, parameter: Parameter, t: Floats, y: Floats) -> None:
        """What the record has of a parameter in the stretch that was asked for; NaN = missing."""
        self._trends.take(parameter, t, y)
        self._values_came()

    def exact_refused(self, words: str) -> None:
        """The record could not be read; `words` says why. Lowest and highest values stay, and are called so."""
        self._trends.refused(words)
        self._values_came()

    def _values_came(self) -> None:
        if self._view.isVisible():
            self.redraw()

    @property
    def session(self) -> str:
        """Id of the session that is shown; "" without one."""
        return "" if self._update is None or self._update.session is None else self._update.session.id

    def _ask(self, parameters: tuple[Parameter, ...], first: float, last: float) -> None:
        asked = self._trends.ask(parameters, first, last)
        if asked is not None:
            self.exact_asked.emit(*asked)

    # -- moving about ----------------------------------------------------------------------------------

    def follow(self) -> None:
        """Go back to the newest data and move with them."""
        self._viewpoint.follow()
        self._show_choice()
        self.redraw()

    def choose(self, span: Span) -> None:
        """Follow with all of the session, the newest 30 or the newest 10 minutes."""
        self._viewpoint.span = span
        self.follow()

    def _zoom(self, factor: float, around: float) -> None:
        self._move(lambda window: window.zoomed(factor, around))

    def _drag(self, seconds: float) -> None:
        self._move(lambda window: window.moved(seconds))

    def _go_home(self) -> None:
        self._move(lambda window: window.moved(-window.first))

    def _centre(self, t: float) -> None:
        self._move(lambda window: window.moved(t - (window.first + window.last) / 2))

    def _move(self, to: Callable[[Window], Window]) -> None:
        if (window := self.window_shown) is not None:
            self._go(to(window))

    def _go(self, window: Window) -> None:
        if self._update is not None:
            self._viewpoint.go(window, self._update)
            self._show_choice()
            self.redraw()

    def _show_choice(self) -> None:
        self._header.show_choice(self._viewpoint.chosen)

    def _hover(self, t: float | None) -> None:
        self._hover_t = t
        update, picture = self._update, self._picture
        if t is None or update is None or picture is None:
            self._view.set_hover(None, [])
        else:
            near = _AT.near * picture.window.seconds / picture.lanes.width
            lines = readout(update, picture, self._catalogue, self._index, self._trends, t, near)
            self._view.set_hover(t, lines)
            self._view.setAccessibleDescription(", ".join(lines))
