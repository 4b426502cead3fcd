"""What every form of the session flow is: a head that says where it stands, a body that scrolls, and kept words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.follow_focus import FollowFocus
from bedside.ui.panels.check_box import CheckBox
from bedside.ui.panels.rate_check import Check
from bedside.ui.panels.words import Words, quiet_scroll
from bedside.ui.renewing import LOOK_EVENTS
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.foot_place import FootPlace
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.ui.typed_before import TypedBefore
from bedside.vitals.commands import Command
from bedside.vitals.sessions import UNNAMED, Actor, Role, same_person

_AT: Final = layout("session_page")


class Body(QWidget):
    """What a form scrolls: the ground of its tile."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.end()


def scrolled(theme: Theme, inside: QWidget) -> QScrollArea:
    """An area without a frame that scrolls down only and keeps the keyboard's place in view."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    quiet_scroll(area, theme)
    area.setWidget(inside)
    FollowFocus(area)
    return area


class _Counts(Words):
    """How much is done; in a small window no line is kept for it where nothing is counted."""

    def setText(self, text: str) -> None:
        """Without words it takes no room."""
        super().setText(text)
        self.setVisible(bool(text))


class SessionForm(QWidget):
    """Base of all forms of the session flow. One instance serves every session this window shows.

    Signals:
        command: a `Command` for the station.
        asked: name of another form of the page, or of a panel of the bed.
    """

    command = Signal(object)
    asked = Signal(str)

    def __init__(
        self, theme: Theme, drafts: Drafts, title: str, name: str, prefixes: tuple[str, ...] = ()
    ) -> None:
        """`prefixes`: names of its fields begin with one of these; none: with its own name."""
        super().__init__()
        self._theme = theme
        self._drafts = drafts
        self.name = name
        self._update: MonitorUpdate | None = None
        self._actor: Actor = UNNAMED
        self._session = ""
        self._others = 0  # what other windows typed here, as it was seen last
        self._fields: dict[str, QLineEdit] = {}
        self._loading = False
        self._menu = self._low = False
        self.setAccessibleName(title)
        self.title = Words(theme, title, "title.name", "text")
        self.hint = Words(theme, "", "label", "text2", wrap=True)
        self.counts = _Counts(theme, "", "label", "text2")
        self._said = CheckBox(theme)
        self._said.set_lines(0)
        self._said.hide()
        self.before = TypedBefore(theme, drafts, prefixes or (f"{name}/",), self)
        self.before.thrown.connect(self._thrown)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setContentsMargins(_AT.padding, _AT.head_top, _AT.padding, 0)
        self._head.setSpacing(_AT.head_gap)
        self._head.addWidget(self.title)
        self._head.addWidget(self.hint, 1)
        self._head.addWidget(self.counts)
        self.counts.setVisible(False)
        self._inside = Body(theme)
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(_AT.padding, 0, _AT.padding, _AT.padding)
        self.body.setSpacing(_AT.block_gap)
        self.area = scrolled(theme, self._inside)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(1, 0, 1, 2)
        rows.setSpacing(_AT.block_gap)
        rows.addLayout(self._head)
        for note in (self._said, self.before):
            line = QHBoxLayout()
            line.setContentsMargins(_AT.padding, 0, _AT.padding, 0)
            line.addWidget(note)
            rows.addLayout(line)
        rows.addWidget(self.area, 1)
        self.foot_place = FootPlace()
        rows.addLayout(self.foot_place)

    # -- for the page ----------------------------------------------------------------------------------

    def show_update(self, update: MonitorUpdate, actor: Actor) -> None:
        """Take the newest update of the bed, and who acts."""
        session = "" if update.session is None else update.session.id
        moved = session != self._session
        others = self._drafts.others(session)
        renewed, self._others = others != self._others, others
        self._update, self._actor, self._session = update, actor, session
        if moved:
            self.say("")
            self.begin(update)
        elif renewed:
            self.renew()
        self.refresh(update)
        self._show_before(update)

    def say(self, sentence: str) -> None:
        """Say in place why something was not done; "" = nothing to say."""
        self._said.setVisible(bool(sentence))
        if sentence:
            self._said.show_check(Check(headline=sentence, refused=True))
            self.area.ensureVisible(0, 0)

    @property
    def said(self) -> str:
        """The refusal that is shown; "" = none."""
        return self._said.check.headline if not self._said.isHidden() else ""

    def set_room(self, width: int, *, menu: bool = False, low: bool = False) -> None:
        """Lay out for a form `width` px wide; `menu`: a menu over it says its title, `low`: there is little height."""
        self.title.setVisible(not menu)
        self.hint.setVisible(not low)
        self._menu, self._low = menu, low
        self.before.set_low(low=low)
        narrow = width < _AT.form_least * self._theme.text_scale
        self._head.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )
        self._head.setSpacing(0 if narrow else _AT.head_gap)
        self.fit(width - 2 * _AT.padding - self.area.verticalScrollBar().sizeHint().width())

    # -- for the forms ---------------------------------------------------------------------------------

    def begin(self, update: MonitorUpdate) -> None:
        """Another session: forget the one before."""

    def refresh(self, update: MonitorUpdate) -> None:
        """Show what changed; cheap."""

    def renew(self) -> None:
        """What is typed was changed by another window, or thrown away: everything is shown again."""
        self._shown: tuple[object, ...] | None = None

    def fit(self, room: int) -> None:
        """Rearrange what does not fit into `room` px."""

    def first_focus(self) -> QWidget:
        """Where the keyboard goes when the form opens."""
        return self

    def send(self, command: Command) -> None:
        """Give a command to the station; what was refused before is over."""
        self.say("")
        self.command.emit(command)

    def keep(self, field: str, edit: QLineEdit) -> None:
        """What is typed into `edit` is kept under this name until it is sent."""
        edit.setObjectName(field)
        self._fields[field] = edit
        edit.textChanged.connect(self._typed)

    def load(self, field: str, text: str) -> None:
        """Show what the record says, unless a person typed something else."""
        draft = self._drafts.text(self._session, field)
        if draft == text:
            self._drafts.drop(self._session, field)
        edit = self._fields[field]
        wanted = text if draft is None else draft
        if edit.text() != wanted:
            self._loading = True
            edit.setText(wanted)
            self._loading = False

    def _show_before(self, update: MonitorUpdate) -> None:
        if update.session is not None:
            now = update.session.started_utc + timedelta(seconds=update.now)
            self.before.show_owner(self._session, now)

    def _thrown(self) -> None:
        """Back to what the record says."""
        self.renew()
        if self._update is not None:
            self.refresh(self._update)
            self._show_before(self._update)
        self.first_focus().setFocus()

    def _typed(self, text: str) -> None:
        if not self._loading:
            self._drafts.keep(self._session, self.sender().objectName(), text)
            self.typed()

    def typed(self) -> None:
        """A person typed."""

    @property
    def today(self) -> date:
        """The day of the session at this place."""
        update = self._update
        assert update is not None and update.session is not None  # forms are open for a session
        return (update.session.started_utc + timedelta(seconds=update.now)).astimezone().date()

    def clock(self, t: float | None) -> str:
        """Wall-clock time of session time `t`, "10:34:16", with its day where that is not today."""
        update = self._update
        if update is None or update.session is None or t is None:
            return ""
        return formats.clock_at(update.session.started_utc, t, update.now)

    def supervisor(self, typed: str) -> Actor | None:
        """Who overrides: the person at work if that is a supervisor of this name, else who was named; None: nobody."""
        name = typed.strip()
        own = same_person(name, self._actor.name)
        if self._actor.role is Role.SUPERVISOR and self._actor.named and (own or not name):
            return self._actor
        # nobody makes a supervisor of oneself
        return Actor(name=name, role=Role.SUPERVISOR) if name and not own else None

    def asked_supervisor(self, typed: str) -> Actor | None:
        """The same where a key asks for it: who cannot be one is told so."""
        actor = self.supervisor(typed)
        if actor is None and typed.strip():
            words = self.tr(
                "{name} does not work here as a supervisor: one has to say this under their own name."
            )
            self.say(words.format(name=typed.strip()))
        return actor

    # -- Qt --------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of a row's own keys are heard here first."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.row_key(watched, event)
        return False

    def row_key(self, watched: QObject, event: QKeyEvent) -> bool:
        """Whether a key pressed on a key of a row was meant for the form."""
        del watched, event
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Another text size, other places; another unit or decimal mark, other words."""
        super().changeEvent(event)
        if event.type() in LOOK_EVENTS and hasattr(self, "area"):
            self.renew()
            self.set_room(self.width(), menu=self._menu, low=self._low)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The tile it stands on."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()
