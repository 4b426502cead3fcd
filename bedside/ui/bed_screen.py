"""One bed: at the left time (pleth, session chart), at the right now (numbers), under it the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from bedside.alarms.oximeter import LOW_PI
from bedside.monitor.updates import MonitorUpdate
from bedside.ui import flash
from bedside.ui.bed_arrangement import BedArrangement
from bedside.ui.bed_header import BedHeader
from bedside.ui.due_list import LastEntries
from bedside.ui.extent import Extent
from bedside.ui.keys import KeysRow
from bedside.ui.nibp_tile import NibpTile
from bedside.ui.number_tile import PERFUSION, PR, SMALL, SPO2, NumberTile
from bedside.ui.panel_host import PanelHost
from bedside.ui.panels.limits_offer import OfferStrip
from bedside.ui.pleth_panel import PlethPanel
from bedside.ui.session_chart import SessionChart
from bedside.ui.small_tiles import OtherTile, ScoreTile
from bedside.ui.theme import Theme
from bedside.ui.tile_state import moment_of
from bedside.vitals.care_commands import ShowPlasma
from bedside.vitals.commands import CancelNibp, StartNibp
from bedside.vitals.display import BedView
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import UNNAMED, Actor

if TYPE_CHECKING:
    from bedside.ui.session.session_page import SessionPage

REFRESH_S: Final = 0.1  # numbers and words; the wave moves with every frame
HISTORY_KEY: Final = "H"  # opens the readings of the cuff


class BedScreen(QWidget):
    """Nominal 1840×968, content of a `ModeFrame`.

    Live it carries the keys row; a replay (`keys=False`) shows the same without anything to press.

    Signals:
        command: a `Command` the person asked for.
        key_asked: name of a panel: of a key of the row (see `bedside.ui.keys.ORDER`), "patient" or "nibp-history".
        view_changed: a `BedView`: the person looks at this bed in another way from now on.
        session_made: the `SessionPage`, when it is first opened.
        session_left: the session flow was closed, the chart is back.
    """

    command = Signal(object)
    key_asked = Signal(str)
    view_changed = Signal(object)
    session_made = Signal(object)
    session_left = Signal()

    def __init__(
        self,
        theme: Theme,
        actor: Actor = UNNAMED,
        *,
        pages: Theme | None = None,
        keys: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """`pages`: the look of what is no part of the picture: panels, questions, the session flow."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._pages = pages or theme
        self.actor = actor
        self._update: MonitorUpdate | None = None
        self._refreshed: tuple[MonitorUpdate, float, tuple[bool, bool]] | None = None
        # For the frame after the numbers: both in one would be the longest frame of all.
        self._chart_waits = False
        self._arrangement = BedArrangement(self, theme)
        self.header = BedHeader(theme, self)
        self.pleth = PlethPanel(theme, self)
        self.spo2 = NumberTile(theme, Parameter.SPO2, SPO2, parent=self)
        self.pr = NumberTile(theme, Parameter.PR, PR, calm_note=self.tr("from SpO2"), parent=self)
        low = self.tr("low < {n}").format(n=LOW_PI)
        self.perfusion = NumberTile(theme, Parameter.PI, PERFUSION, calm_note=low, parent=self)
        self.nibp = NibpTile(theme, self)
        self.rr = NumberTile(theme, Parameter.RR, SMALL, parent=self)
        self.moaas = ScoreTile(theme, self)
        self.others = OtherTile(theme, self)
        self.last = LastEntries(theme, self)
        self.chart = SessionChart(theme, self)
        self.keys: KeysRow | None = KeysRow(theme, self) if keys else None
        self.offer: OfferStrip | None = OfferStrip(self._pages, self) if keys else None
        self._session: SessionPage | None = None  # made when it is first opened
        self.panels = PanelHost(self._pages, self)
        self.panels.opened.connect(self._panel_opened)
        self.panels.closed.connect(self._panel_closed)
        self.chart.plasma_asked.connect(self.show_plasma)
        self.chart.model_asked.connect(self._ask_model)
        self.nibp.start_asked.connect(self.start_nibp)
        self.nibp.stop_asked.connect(self.cancel_nibp)
        for part in (self.pleth, self.chart):
            part.view_changed.connect(self._part_viewed)
        self.header.open_patient(keys)
        self.nibp.open_history(keys)
        self.last.open_panels(keys)
        if self.keys is not None:
            self.keys.asked.connect(self._key_pressed)
            self.header.patient_asked.connect(self._ask_patient)
            self.header.session_asked.connect(self._ask_session)
            self.nibp.history_asked.connect(self.ask_history)
            self.last.asked.connect(self.key_asked)
            shortcut = QShortcut(QKeySequence(HISTORY_KEY), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.ask_history)
        if self.offer is not None:
            self.offer.command.connect(self.command)
            self.offer.put_off.connect(self._arrangement.place_chart)

    @property
    def shown(self) -> MonitorUpdate | None:
        """The update that is shown."""
        return self._update

    def frame(self, update: MonitorUpdate, now: float) -> None:
        """Show one frame at station time `now`, s: the wave always, numbers when due, the chart in the frames after."""
        before = self._update
        self._update = update
        if before is not None and before.bed != update.bed:
            self.panels.clear()
            self._refreshed = None
        self.pleth.frame(update)
        lit = flash.phase(now)
        due, at_once = self._is_due(update, now, lit), self._refreshed is None
        if due:
            self._refreshed = (update, now, lit)
            self._refresh(update, lit)
        chart_now = at_once or (not self.chart.go_on() and self._chart_waits)
        if chart_now and not self.session_open:
            self.chart.show_update(update, in_parts=not at_once)
        self._chart_waits = (due or self._chart_waits) and not chart_now

    def start_nibp(self) -> None:
        """Ask for a cuff measurement now."""
        if self._update is not None:
            self.command.emit(StartNibp(bed=self._update.bed, actor=self.actor))

    def show_plasma(self, on: bool) -> None:
        """Ask for the plasma estimate of this bed's chart, or for its end."""
        if self._update is not None:
            self.command.emit(ShowPlasma(bed=self._update.bed, actor=self.actor, on=on))

    def cancel_nibp(self) -> None:
        """Ask for the cuff to be deflated now."""
        if self._update is not None:
            self.command.emit(CancelNibp(bed=self._update.bed, actor=self.actor))

    def set_view(self, view: BedView) -> None:
        """Look at this bed as it was looked at before: sweep, gain, span of the chart, table."""
        for part in (self.pleth, self.chart):
            part.set_view(view)

    def set_calibration(self, px_per_mm: float | None, mm_s: float) -> None:
        """The screen has this many logical px per mm (None: not calibrated), waves run at so many mm/s."""
        self.pleth.set_calibration(px_per_mm, mm_s)

    def show_quiet_room(self, quiet: bool) -> None:
        """Whether the quiet room of this station is on: the header says so."""
        self.header.set_quiet(quiet)

    def ask_history(self) -> None:
        """Ask for the earlier readings of the cuff."""
        self.key_asked.emit("nibp-history")

    @property
    def session_page(self) -> SessionPage:
        """Rail and forms of the session flow."""
        if self._session is None:
            from bedside.ui.session.session_page import SessionPage  # noqa: PLC0415 - the chart first

            page = self._session = SessionPage(self._pages, self)
            page.hide()
            page.command.connect(self.command)
            page.panel_asked.connect(self.key_asked)
            page.closed.connect(self.close_session)
            self.session_made.emit(page)
        return self._session

    @property
    def session_open(self) -> bool:
        """Whether the session flow stands in the place of wave and chart; the wave is over the numbers then."""
        return self._session is not None and not self._session.isHidden()

    def open_session(self, form: str = "") -> None:
        """Open the session flow, at this form of it (a phase, "patient", "plan") or at what is to be done first."""
        if self._update is None or self._update.session is None or self.keys is None:
            return
        page = self.session_page
        page.show_update(self._update, self.actor)
        if form:
            page.open(form)
        page.show()
        self._arrangement.arrange()
        page.take_focus()

    def close_session(self) -> bool:
        """Back to the chart; False when the session flow was not open. What was typed there stays."""
        if not self.session_open:
            return False
        self.session_page.hide()
        self._arrangement.arrange()
        self.session_left.emit()
        return True

    def set_extent(self, extent: Extent) -> None:
        """Scale and layout of the window."""
        self._arrangement.set_extent(extent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out."""
        self._arrangement.arrange()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The gutters; everything else is painted by the parts."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("bg"))
        painter.end()

    def _is_due(self, update: MonitorUpdate, now: float, lit: tuple[bool, bool]) -> bool:
        if self._refreshed is None:
            return True
        shown, at, shown_lit = self._refreshed
        if update.alarms is not shown.alarms and update.alarms != shown.alarms:
            return True
        return abs(now - at) >= REFRESH_S or (bool(update.alarms) and lit != shown_lit)

    def _refresh(self, update: MonitorUpdate, lit: tuple[bool, bool]) -> None:
        moment = moment_of(update, lit, self._theme.pressure_unit)
        self.header.show_update(update)
        self.pleth.show_update(update)
        for tile in (self.spo2, self.pr, self.perfusion, self.rr):
            tile.show_update(update, moment)
        self.nibp.show_update(update, moment)
        self.moaas.show_update(update)
        count = len(self.others.shown)
        self.others.show_update(update)
        if len(self.others.shown) != count:
            self._arrangement.place_scores()
        if self.last.isVisible():
            self.last.show_update(update)
        if update.session is None:
            self.close_session()
        if self.session_open:
            self.session_page.show_update(update, self.actor)
        if self.keys is not None:
            self.keys.show_update(update)
        if self.offer is not None:
            self.offer.actor = self.actor
            if self.offer.show_update(update):
                self._arrangement.place_chart()
        panel = self.panels.panel
        if panel is not None and hasattr(panel, "show_update"):
            panel.show_update(update)

    def _panel_opened(self, name: str) -> None:
        if self.keys is not None:
            self.keys.set_open(name)
        self._arrangement.place_chart()
        self.panels.raise_()

    def _panel_closed(self) -> None:
        if self.keys is not None:
            self.keys.set_open("")
        self.chart.set_preview_rate(None)
        self._arrangement.place_chart()

    def _part_viewed(self, view: BedView) -> None:
        """Wave and chart keep one view between them: what was chosen at one is told to the other."""
        for part in (self.pleth, self.chart):
            if part is not self.sender():
                part.set_view(view)
        self.view_changed.emit(view)

    def _ask_model(self) -> None:
        self.key_asked.emit("plasma")

    def _ask_patient(self) -> None:
        self.key_asked.emit("patient")

    def _ask_session(self) -> None:
        self.key_asked.emit("session")

    def _key_pressed(self, name: str) -> None:
        if name == "nibp":
            self.start_nibp()
        else:
            self.key_asked.emit(name)
