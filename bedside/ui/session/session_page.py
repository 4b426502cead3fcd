"""The page of the session flow on the bed screen: the rail, and the form that is open.

No wizard: any form can be opened at any time. What was typed stays, whatever is opened next.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.session import rail_words
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.form import SessionForm
from bedside.ui.session.page_forms import ADVICE, PROTOCOL, PageForms
from bedside.ui.session.page_sources import PageSources
from bedside.ui.session.protocol_form import ProtocolForm
from bedside.ui.session.recovery_page import RecoveryPage
from bedside.ui.session.scale_form import ScaleForm
from bedside.ui.session.score_form import SCORES
from bedside.ui.session.session_rail import PATIENT, PLAN, SCALES, SessionRail
from bedside.ui.session.swap_key import SwapKey
from bedside.ui.theme import Theme, layout
from bedside.vitals.sessions import UNNAMED, Actor, Phase

_AT: Final = layout("session_page")
_RAIL: Final = "rail"
NEXT: Final = "start"
BACK: Final = "back"
_LARGE_RATIO: Final = 1.5  # larger text leaves a small window no room for hints
_SCALE: Final = "scale:"  # and the key of one


class SessionPage(QWidget):
    """Rail and form beside each other; in a narrow page a menu key over the form opens the rail in its place.

    Attributes:
        forms: every form by its name.
        asks: what the forms ask of others.

    Signals:
        command: a `Command` for the station.
        panel_asked: name of a panel of the bed, or "operator": who works here.
        closed: back to the chart.
    """

    command = Signal(object)
    panel_asked = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._update: MonitorUpdate | None = None
        self._actor: Actor = UNNAMED
        self._session = ""
        self._before = PATIENT  # the form under the menu
        self._asker = ""  # the form that asked for the one that is open
        self.name = ""  # of the open form, or "rail" where the menu is open
        self._rail_asked = False  # beside a form that takes the whole page
        self.asks = PageSources()
        self.forms = PageForms(theme, self.asks, self._take_form)
        self.setAccessibleName(self.tr("Session"))
        self.rail = SessionRail(theme)
        self.rail.asked.connect(self.ask)
        self.menu_key = SwapKey(theme, "", icon="menu", token="body.medium")
        self.menu_key.clicked.connect(self._turn_menu)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._column.addWidget(self.menu_key)
        across = self._across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(_AT.gap)
        across.addWidget(self.rail)
        across.addLayout(self._column, 1)

    # -- for the bed screen ----------------------------------------------------------------------------

    def show_update(self, update: MonitorUpdate, actor: Actor) -> None:
        """The newest update of the bed, and who acts; call it for every one while the page is open."""
        self._update, self._actor = update, actor
        session = "" if update.session is None else update.session.id
        if session != self._session or not self.name:
            self._session = session
            self.open(self._wanted(update))
        self.rail.show_update(update, pin=self.asks.check_pin is not None)
        self._say_menu()
        form = self.form
        if form is not None:
            form.show_update(update, actor)

    def use_drafts(self, drafts: Drafts) -> None:
        """What is typed is kept here, for all windows and the next start; call it before a form is opened."""
        self.asks.drafts = drafts

    def open(self, name: str) -> None:
        """Open a form: of a phase by its name, one of the others ("patient", "protocol" …), or "scale:<key>"."""
        name, scale = (SCALES, name.removeprefix(_SCALE)) if name.startswith(_SCALE) else (name, "")
        if scale in SCORES:  # a recovery score has its place on the page of the recovery
            name = Phase.RECOVERY.value
        self.name, self._rail_asked, self._asker = name, False, ""
        self.asks.look_for_pin()
        form = None if name == _RAIL else self.forms.of(name)
        for other in self.forms.all():
            if other is not form:
                other.hide()
        if isinstance(form, ProtocolForm):
            form.look()
        if form is not None:
            if self._update is not None:
                form.show_update(self._update, self._actor)
            if isinstance(form, ScaleForm) and scale:
                form.pick(scale)
            if isinstance(form, RecoveryPage) and scale:
                form.score.pick(scale)
            form.show()
        self.rail.set_open(name)
        self._arrange()
        self._say_menu()
        if self.isVisible():
            self.take_focus()

    def take_focus(self) -> None:
        """The keyboard goes to the first thing to do here."""
        form = self.form
        here = self.rail.rows.get(self._before, self.rail.rows[PATIENT])
        (here if form is None else form.first_focus()).setFocus()
        QTimer.singleShot(0, self._follow)

    @Slot()
    def _follow(self) -> None:
        """Once everything has its place: where the keyboard is, is seen."""
        focus, form = QApplication.focusWidget(), self.form
        if form is not None and focus is not None and form.area.isAncestorOf(focus):
            form.area.ensureWidgetVisible(focus)

    @property
    def form(self) -> SessionForm | None:
        """The form that is open; None: the menu."""
        if not self.name or self.name == _RAIL:
            return None
        return self.forms.of(self.name)

    def ask(self, name: str) -> None:
        """Open a form of this page, or hand on the name of a panel."""
        asker = "" if self.sender() is self.rail else self.name
        if self.forms.has(name) or name.startswith(_SCALE):
            self.open(name)
            self._asker = asker
        elif name == BACK:
            self._go_back()
        elif name == _RAIL:
            self._turn_rail()
        elif name == NEXT:
            self._go_on()
        else:
            self.panel_asked.emit(name)

    def show_refusal(self, sentence: str) -> None:
        """Say in the form why the station refused."""
        form = self.form
        if form is not None:
            form.say(sentence)

    def close_page(self) -> None:
        """Back to the chart; what was typed stays."""
        self.closed.emit()

    # -- Qt ----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rail, or menu."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The gutter between rail and form."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("bg"))
        painter.end()

    # -- inside --------------------------------------------------------------------------------------------

    def _take_form(self, made: SessionForm) -> None:
        """A form was just made: it speaks through the page and has its place."""
        made.command.connect(self.command)
        made.asked.connect(self.ask)
        self._column.addWidget(made, 1)

    def _wanted(self, update: MonitorUpdate) -> str:
        """What is to be done first: whose session, what is asked before, then what the phase needs."""
        session, care = update.session, update.care or Care()
        if session is None or care.patient is None:
            return PATIENT
        if session.phase not in (Phase.SCREENING, Phase.BASELINE):
            return session.phase.value
        if not rail_words.screened(care):
            return Phase.SCREENING.value
        return PLAN if care.plan is None else session.phase.value

    def _go_back(self) -> None:
        """What one form wanted of another is done: on with the first one."""
        if self._asker:
            self.open(self._asker)

    def _go_on(self) -> None:
        """What a form was about is done: on with the plan, else with the start where it is open."""
        care = None if self._update is None else self._update.care
        if care is not None and care.plan is None and self.name != PLAN:
            self.open(PLAN)
        elif self.rail.isVisible() and self.rail.start_key.isEnabled():
            self.rail.start_key.setFocus()

    @property
    def _narrow(self) -> bool:
        grown = min(self._theme.plain.text_scale, float(_AT.most_grown)) * self._theme.zoom
        return self.width() < _AT.beside_from * grown

    def _arrange(self) -> None:
        narrow = self._narrow
        if not narrow and self.name == _RAIL:
            self.open(Phase.SCREENING.value)
            return
        self.menu_key.setVisible(narrow)
        low = self.height() < _AT.low_page
        self.menu_key.set_least(_AT.menu_height, _AT.menu_low if low else _AT.menu_height)
        menu = narrow and self.name == _RAIL
        form = self.form
        whole = isinstance(form, RecoveryPage)
        if isinstance(form, RecoveryPage):
            form.offer_menu(offered=not narrow)
        beside = not narrow and (not whole or self._rail_asked)
        self.rail.setVisible(menu or beside)
        wide = self._theme.grown(_AT.rail)
        share = max(_AT.rail_least, min(wide, round(self.width() * _AT.rail_share)))
        place = self._across if not narrow else self._column
        if place.indexOf(self.rail) < 0:
            if narrow:
                self._column.addWidget(self.rail, 1)
            else:
                self._across.insertWidget(0, self.rail)
        if narrow:
            self.rail.setMinimumWidth(0)
            self.rail.setMaximumWidth(self.width())
        else:
            self.rail.setFixedWidth(share)
        room = self.width() - share - _AT.gap if beside else self.width()
        for form in self.forms.all():
            form.set_room(
                room, menu=narrow, low=low or (narrow and self._theme.plain.text_scale > _LARGE_RATIO)
            )

    def _turn_rail(self) -> None:
        """The rail beside a form that takes the whole page, or away again."""
        self._rail_asked = not self._rail_asked
        self._arrange()
        if self._rail_asked:
            row = self.rail.rows.get(self.name)
            (self.rail.rows[PATIENT] if row is None else row).setFocus()

    def _turn_menu(self) -> None:
        if self.name == _RAIL:
            self.open(self._before)
        else:
            self._before = self.name
            self.open(_RAIL)

    def _say_menu(self) -> None:
        if not self.name:
            return
        if self.name == _RAIL:
            self.menu_key.set_label(self.tr("Back"))
            self.menu_key.set_icon_name("close")
            return
        if self.name in (ADVICE, PROTOCOL) and (form := self.form) is not None:
            self.menu_key.set_icon_name("menu")
            self.menu_key.set_label(form.accessibleName())
            return
        line = self.rail.line(self.name)
        self.menu_key.set_icon_name("menu")
        self.menu_key.set_label(" · ".join(part for part in (line.title, line.state) if part))

    def changeEvent(self, event: QEvent) -> None:
        """Another text size may need the menu."""
        super().changeEvent(event)
        if event.type() in LOOK_EVENTS and hasattr(self, "rail"):
            self._arrange()
