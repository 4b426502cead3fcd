"""Settings → Alarm profiles: the versions of this site, a draft with its refused rows in words, and its approval.

Nothing here reaches a session that runs: it keeps the version it began with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.alarms.profile import Profile
from bedside.alarms.profiles import name_fault
from bedside.monitor.updates import StationUpdate
from bedside.ui import theme as themes
from bedside.ui.panels.words import Words
from bedside.ui.profile_approval import ApproveTile, ChangesTile
from bedside.ui.profile_draft import Draft
from bedside.ui.profile_list import ProfileList, TileColumn, scrolled
from bedside.ui.profile_table import ProfileTable
from bedside.ui.theme import Theme
from bedside.vitals.commands import STATION_BED
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import ChooseProfile

_AT: Final = themes.layout("profiles_screen")


class ProfilesScreen(QWidget):
    """The supervisor's page; others may look.

    Signals:
        command: `ChooseProfile`.
        approve_asked: (profile as drafted, who approves, reason): save it as the next version; answer with
            `set_profiles` or `show_refusal`.
    """

    command = Signal(object)
    approve_asked = Signal(object, str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actor: Actor = UNNAMED
        self._profiles: tuple[Profile, ...] = ()
        self._in_use = ""
        self._chosen = ""  # title
        self._draft: Draft | None = None
        self._refusal = ""
        self.setAccessibleName(self.tr("Alarm profiles"))
        self.list = ProfileList(theme)
        self.list.chosen.connect(self._choose)
        self.list.use_key.clicked.connect(self._use)
        self.list.draft_key.clicked.connect(self._begin_draft)
        self.table = ProfileTable(theme)
        self.table.edited.connect(self._edited)
        columns = self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(int(_AT.gap))
        columns.addWidget(self.list)
        right = QVBoxLayout()
        right.setSpacing(int(_AT.gap))
        self._table_tile = self._made_table_tile()
        right.addWidget(self._table_tile, 1)
        foot = QHBoxLayout()
        foot.setSpacing(int(_AT.gap))
        self._changes = ChangesTile(theme)
        self._approve = ApproveTile(theme)
        foot.addWidget(self._changes, 1)
        foot.addWidget(self._approve, 1)
        right.addLayout(foot)
        columns.addLayout(right, 1)
        self.name, self.reason = self._approve.name, self._approve.reason
        self.approve_key, self.discard_key = self._approve.approve_key, self._approve.discard_key
        self.name.textEdited.connect(self._named)
        self.reason.textChanged.connect(self._judge)
        self.discard_key.clicked.connect(self._discard)
        self.approve_key.clicked.connect(self._ask_approval)

    # -- parts -----------------------------------------------------------------------------------------

    def _made_table_tile(self) -> QWidget:
        tile = TileColumn(self._theme)
        head = self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._title = Words(self._theme, self.tr("No profile can be read."), "title.panel", "text", wrap=True)
        self._hint = Words(self._theme, "", "label", "text2", wrap=True)
        head.setSpacing(int(_AT.hint_gap))
        head.addWidget(self._title)
        head.addWidget(self._hint, 1)
        self._hint.hide()  # until it says something
        tile.column.addLayout(head)
        tile.column.addWidget(scrolled(self._theme, self.table, sideways=True), 1)
        return tile

    # -- for the window --------------------------------------------------------------------------------

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        self._actor = actor
        self._judge()

    def set_profiles(self, profiles: Sequence[Profile], faults: Sequence[str] = (), saved: str = "") -> None:
        """Every version that can be read.

        Args:
            profiles: newest version of each name first, its older ones after it.
            faults: files that could not be used, one sentence each.
            saved: title of the version that was just approved: its draft is done.
        """
        self._profiles = tuple(profiles)
        self._refusal = " ".join(faults)
        if saved:
            self._draft = None
            self._chosen = saved
        titles = [profile.title for profile in profiles]
        if self._chosen not in titles:
            self._chosen = self._in_use if self._in_use in titles else next(iter(titles), "")
        self._show_list()
        self._show()

    def show_update(self, station: StationUpdate) -> None:
        """Which profile new sessions begin with."""
        in_use = next(iter(station.profiles), "")
        if in_use != self._in_use:
            self._in_use = in_use
            self._show_list()
            self._show()

    def show_refusal(self, sentence: str) -> None:
        """Say why something was not done; it stays until the next act."""
        self._refusal = sentence
        self._judge()

    @property
    def words(self) -> str:
        """What is missing before the draft can be approved, or what was refused."""
        return self._approve.missing.text()

    @property
    def draft(self) -> Draft | None:
        """The draft, while there is one."""
        return self._draft

    # -- inside ----------------------------------------------------------------------------------------

    @property
    def _profile(self) -> Profile | None:
        return next((profile for profile in self._profiles if profile.title == self._chosen), None)

    def _newest(self, profile: Profile) -> bool:
        return not any(
            other.name == profile.name and other.version > profile.version for other in self._profiles
        )

    def _show_list(self) -> None:
        self.list.show_profiles(self._profiles, self._in_use, self._chosen)

    def _show(self) -> None:
        profile, draft = self._profile, self._draft
        if draft is not None:
            self._title.setText(self.tr("{title}, draft").format(title=draft.base.title))
            self._explain(
                self.tr(
                    "bold = differs from {title} · small = bounds no one can pass · "
                    "running sessions keep their version"
                ).format(title=draft.base.title)
            )
        elif profile is not None:
            self._title.setText(profile.title)
            self._explain(self.tr("a version is never changed again: begin a draft from it"))
        shown = draft or (None if profile is None else Draft.of(profile))
        if shown is not None:
            self.table.show_draft(shown, editable=draft is not None)
        self.name.setText("" if draft is None else draft.name)
        self._changes.show_draft(self._draft)
        self._show_foot()
        self._judge()

    def _show_foot(self) -> None:
        """Approval belongs to a draft; in a narrow window what changed is said in its cells alone."""
        self._approve.setVisible(self._draft is not None)
        self._changes.setVisible(self._draft is not None and self.width() >= _AT.narrow)

    def _explain(self, words: str) -> None:
        self._hint.setText(words)
        self._hint.setHidden(not words)

    def _judge(self) -> None:
        """What stands between the draft and its approval, and who may choose."""
        supervisor = self._actor.role is Role.SUPERVISOR and self._actor != UNNAMED
        profile, draft = self._profile, self._draft
        can_use = profile is not None and self._newest(profile) and profile.title != self._in_use
        self.list.use_key.setEnabled(can_use and supervisor)
        self.list.use_key.setToolTip(
            "" if supervisor else self.tr("Only a supervisor chooses the alarm profile.")
        )
        self.list.draft_key.setEnabled(profile is not None and draft is None)
        missing = self._refusal
        if draft is not None and not missing:
            faults = draft.faults()
            if faults:
                missing = self.tr("{n} row(s) refused: correct them first.").format(n=len(faults))
            elif wrong := name_fault(draft.name):
                missing = wrong
            elif draft.base.approved_by and not draft.changes() and draft.name == draft.base.name:
                missing = self.tr("Nothing differs from {title}.").format(title=draft.base.title)
            elif not self.reason.text().strip():
                missing = self.tr("Say why there is to be a new version.")
            elif not supervisor:
                missing = self.tr("Only a supervisor approves a profile: say who works here first (Ctrl+O).")
        self.approve_key.setEnabled(draft is not None and not missing)
        if draft is None:
            if self._refusal:
                self._explain(self._refusal)
        elif not missing:
            missing = self.tr(
                "Will be approved by {name}; new sessions can begin with it once it is chosen."
            ).format(name=self._actor.name)
        self._approve.missing.setText(missing)

    def _choose(self, title: str) -> None:
        self._refusal = ""
        self._chosen = title
        self._show_list()
        self._show()

    def _use(self) -> None:
        profile = self._profile
        if profile is not None:
            self._refusal = ""
            self.command.emit(ChooseProfile(bed=STATION_BED, actor=self._actor, name=profile.name))

    def _begin_draft(self) -> None:
        profile = self._profile
        if profile is not None:
            self._refusal = ""
            self._draft = Draft.of(profile)
            self.reason.clear()
            self._show()
            next(iter(self.table.cells.values())).edit.setFocus()

    def _edited(self) -> None:
        if self._draft is not None:
            self._refusal = ""
            self.table.show_draft(self._draft, editable=True)
            self._changes.show_draft(self._draft)
            self._judge()

    def _named(self, name: str) -> None:
        if self._draft is not None:
            self._refusal = ""
            self._draft.name = name.strip()
            self._judge()

    def _discard(self) -> None:
        self._draft = None
        self._refusal = ""
        self._show()
        self.list.draft_key.setFocus()

    def _ask_approval(self) -> None:
        if self._draft is not None and self.approve_key.isEnabled():
            self.approve_asked.emit(self._draft.profile(), self._actor.name, self.reason.text().strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the list gives way, then the column that only informs, then all stand in one column."""
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange and hasattr(self, "discard_key"):
            self._arrange()
        super().changeEvent(event)

    def _arrange(self) -> None:
        width, grown = self.width(), self._theme.grown
        narrow, single = width < _AT.narrow, width < grown(_AT.one_column_under)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(below if single else beside)
        self._head.setDirection(below if narrow else beside)
        self._head.setSpacing(0 if narrow else int(_AT.hint_gap))
        if single:
            self.list.setMinimumWidth(0)
            self.list.setMaximumWidth(int(_AT.unlimited))
        else:
            usual = _AT.narrow_list_width if narrow else _AT.list_width
            self.list.setFixedWidth(max(int(usual), min(grown(usual), int(_AT.list_most_share * width))))
        self.list.setMinimumHeight(int(_AT.list_keys) + grown(_AT.list_rows) if single else 0)
        self._table_tile.setMinimumHeight(grown(_AT.table_least) if single else 0)
        self.table.set_narrow(narrow)
        self._show_foot()

    def sizeHint(self) -> QSize:
        """The content area at 1920×1080."""
        return QSize(int(_AT.width), int(_AT.height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The window's ground between the tiles."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("bg"))
        painter.end()
