"""Settings → Alarm profiles: the versions of this site, a draft with its refused rows in words, and its approval.

Nothing here reaches a session that runs: it keeps the version it began with.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.alarms.profile import Profile
from bedside.alarms.profiles import name_fault
from bedside.monitor.updates import StationUpdate
from bedside.ui import theme as themes
from bedside.ui.profile_approval import ApproveTile, ChangesTile
from bedside.ui.profile_draft import Draft
from bedside.ui.profile_list import ProfileList
from bedside.ui.profile_table import ProfileTable
from bedside.ui.theme import Theme
from bedside.ui.tile_column import TileColumn, scrolled
from bedside.ui.version_screen import VersionScreen
from bedside.vitals.commands import STATION_BED
from bedside.vitals.station_commands import ChooseProfile

_AT: Final = themes.layout("profiles_screen")


class ProfilesScreen(VersionScreen[Profile, Draft]):
    """The list, the limits of the version that is shown, and below them what a draft changes and its approval."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        versions = ProfileList(theme)
        super().__init__(theme, versions, versions.row, one_column_under=_AT.one_column_under, parent=parent)
        self.list = versions
        self.setAccessibleName(self.tr("Alarm profiles"))
        self._title.setText(self.tr("No profile can be read."))
        self._hint.hide()  # until it says something
        self.table = ProfileTable(theme)
        self.table.edited.connect(self._edited)
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
        self._columns.addLayout(right, 1)
        self.setLayout(self._columns)
        self.name, self.reason = self._approve.name, self._approve.reason
        self.approve_key, self.discard_key = self._approve.approve_key, self._approve.discard_key
        self.name.textEdited.connect(self._named)
        self.reason.textChanged.connect(self._judge)
        self.discard_key.clicked.connect(self._discard)
        self.approve_key.clicked.connect(self._ask_approval)

    def _made_table_tile(self) -> QWidget:
        tile = TileColumn(self._theme)
        tile.column.addLayout(self._head)
        tile.column.addWidget(scrolled(self._theme, self.table, sideways=True), 1)
        return tile

    def show_update(self, station: StationUpdate) -> None:
        """Which profile new sessions begin with."""
        self.set_in_use(next(iter(station.profiles), ""))

    @property
    def words(self) -> str:
        """What is missing before the draft can be approved, or what was refused."""
        return self._approve.missing.text()

    # -- inside ----------------------------------------------------------------------------------------

    def _choice_of(self, version: Profile) -> ChooseProfile:
        return ChooseProfile(bed=STATION_BED, actor=self._actor, name=version.name)

    def _draft_of(self, version: Profile) -> Draft:
        return Draft.of(version)

    def _show(self) -> None:
        profile, draft = self._version, self._draft
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
        self._changes.setVisible(self._draft is not None and not self._narrow)

    def _explain(self, words: str) -> None:
        self._hint.setText(words)
        self._hint.setHidden(not words)

    def _judge(self) -> None:
        """What stands between the draft and its approval, and who may choose."""
        draft = self._draft
        self._judge_keys(self.tr("Only a supervisor chooses the alarm profile."))
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
            elif not self._supervised:
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

    def _begin(self, draft: Draft) -> None:
        self.reason.clear()
        super()._begin(draft)
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

    def _ask_approval(self) -> None:
        if self._draft is not None and self.approve_key.isEnabled():
            self.approve_asked.emit(self._draft.profile(), self._actor, self.reason.text().strip())

    def _fit(self, *, narrow: bool, single: bool) -> None:
        self.list.setMinimumHeight(self._list_height(_AT.list_keys) if single else 0)
        self._table_tile.setMinimumHeight(self._theme.grown(_AT.table_least) if single else 0)
        self.table.set_narrow(narrow)
        self._approve.set_alone(narrow)
        self._show_foot()
