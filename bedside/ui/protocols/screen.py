"""Settings → Protocol: the versions of this site, a draft with every fault in words at its place, and its approval.

Nothing here reaches a session that runs: it keeps the version it began with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QScrollArea, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.protocols import words
from bedside.ui.protocols.change_log import LogPart
from bedside.ui.protocols.changes_part import ChangesPart
from bedside.ui.protocols.draft import ProtocolDraft
from bedside.ui.protocols.fields import Part
from bedside.ui.protocols.parts import new_part
from bedside.ui.protocols.protocol_list import ProtocolList
from bedside.ui.protocols.resumed import DRAFT
from bedside.ui.session.drafts import Drafts
from bedside.ui.settings_page import NO_BEDS
from bedside.ui.theme import Theme
from bedside.ui.tile_column import TileColumn, scrolled
from bedside.ui.typed_before import TypedBefore
from bedside.ui.version_screen import VersionScreen
from bedside.vitals.commands import STATION_BED
from bedside.vitals.protocol import Protocol
from bedside.vitals.records import StationEvent
from bedside.vitals.station_commands import ChooseProtocol

_AT: Final = themes.layout("protocol_editor")
_SECTIONS_OF: Final = {  # sections of the judge in each part
    "general": ("general", "texts"),
    "choices": ("indications", "history"),
    "discharge": ("discharge", "discharge.items"),
}


class ProtocolScreen(VersionScreen[Protocol, ProtocolDraft]):
    """The list, and the parts of the version that is shown; the last ones are what a draft changes, and the log.

    Signals:
        drafted: the `ProtocolDraft` as it is now, or None: it was given up.
    """

    drafted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        versions = ProtocolList(theme)
        super().__init__(theme, versions, versions.row, one_column_under=_AT.one_column_under, parent=parent)
        self.list = versions
        self.setAccessibleName(self.tr("Protocol"))
        self._title.setText(self.tr("No protocol can be read."))
        self.list.copy_key.clicked.connect(self._begin_copy)
        self._keys_of_drafts.append(self.list.copy_key)
        self.parts: dict[str, Part] = {}
        self._areas: dict[str, QScrollArea] = {}
        self.tabs: dict[str, PanelKey] = {}
        self._part = ""
        self._log: tuple[Sequence[StationEvent], str] = ((), "")
        self.before = TypedBefore(theme, Drafts(), (DRAFT,), self)
        self.before.thrown.connect(self._discard)
        self._tile = self._made_tile()
        inside = QWidget()
        self._columns.addWidget(self._tile, 1)
        inside.setLayout(self._columns)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(theme, inside))
        self.go("general")

    def _made_tile(self) -> TileColumn:
        tile = TileColumn(self._theme)
        tabs, group = Flow(int(_AT.gap)), QButtonGroup(self)
        for name, label in words.parts().items():
            key = self.tabs[name] = PanelKey(
                self._theme, label, least=(int(_AT.tab_width), int(_AT.key_height))
            )
            key.setCheckable(True)
            key.setProperty("part", name)
            key.clicked.connect(self._tab_pressed)
            group.addButton(key)
            tabs.addWidget(key)
        tile.column.addLayout(self._head)
        tile.column.addWidget(self.before)
        tile.column.addLayout(tabs)
        return tile

    # -- for the window --------------------------------------------------------------------------------

    def show_update(self, station: StationUpdate, _updates: Mapping[int, MonitorUpdate] = NO_BEDS) -> None:
        """Which protocol new sessions follow."""
        self.set_in_use(station.protocol)

    def resume_draft(self, draft: ProtocolDraft | None, sentence: str = "") -> None:
        """Go on with a draft of the program before, or of another window; None: it was given up there."""
        self._draft, self._refusal = draft, sentence
        self._show_all()

    def show_log(self, events: Sequence[StationEvent], fault: str = "") -> None:
        """What was changed, newest first; `fault`: why that cannot be read."""
        self._log = (events, fault)
        if isinstance(part := self.parts.get("log"), LogPart):
            part.log.show_events(events, fault)

    @property
    def versions(self) -> tuple[Protocol, ...]:
        """Every version that can be read."""
        return self._versions

    @property
    def words(self) -> str:
        """What is missing before the draft can be approved, or what was refused."""
        return self._hint.text()

    @property
    def changes(self) -> ChangesPart:
        """What changes, and the keys of the approval."""
        part = self._made_part("changes")
        assert isinstance(part, ChangesPart)
        return part

    def go(self, name: str) -> None:
        """Show a part; made when first needed."""
        self._part = name
        self.tabs[name].setChecked(True)
        self._made_part(name)
        for other, area in self._areas.items():
            area.setVisible(other == name)
        self._show_part()

    # -- inside ----------------------------------------------------------------------------------------

    def _made_part(self, name: str) -> Part:
        part = self.parts.get(name)
        if part is None:
            part = self.parts[name] = new_part(self._theme, name)
            part.edited.connect(self._edited)
            if isinstance(part, LogPart):
                part.log.show_events(*self._log)
            if isinstance(part, ChangesPart):
                part.discard_key.clicked.connect(self._discard)
                part.approve_key.clicked.connect(self._ask_approval)
            area = self._areas[name] = scrolled(self._theme, part)
            area.setVisible(name == self._part)
            self._tile.column.addWidget(area, 1)
        return part

    def _choice_of(self, version: Protocol) -> ChooseProtocol:
        return ChooseProtocol(bed=STATION_BED, actor=self._actor, key=version.key)

    def _draft_of(self, version: Protocol) -> ProtocolDraft:
        return ProtocolDraft(version)

    def _show(self) -> None:
        protocol, draft = self._version, self._draft
        if draft is not None:
            self._title.setText(self.tr("{title}, draft").format(title=draft.called))
        elif protocol is not None:
            self._title.setText(f"{protocol.title} v{protocol.version}")
        self.tabs["changes"].setVisible(draft is not None)
        if draft is None and self._part == "changes":
            self.go("general")
        else:
            self._show_part()
        self._judge()

    def _show_part(self) -> None:
        protocol, draft = self._version, self._draft
        shown = draft or (None if protocol is None else ProtocolDraft(protocol))
        part = self.parts[self._part]
        part.setVisible(shown is not None)
        if shown is not None:
            part.show_draft(shown, editable=draft is not None)

    def _judge(self) -> None:
        """What stands between the draft and its approval, and who may choose."""
        draft = self._draft
        self._judge_keys(self.tr("Only a supervisor chooses the protocol."))
        self._show_tabs()
        missing = self._refusal or ("" if draft is None else self._missing(draft))
        if draft is not None:
            self.changes.approve_key.setEnabled(not missing)
            self.changes.missing.setText(
                missing
                or self.tr(
                    "Will be approved by {name} today, and new sessions follow it; running sessions keep theirs."
                ).format(name=self._actor.name)
            )
        calm = (
            self.tr("a version is never changed again: begin a draft from it")
            if draft is None
            else self.tr("ready: read what changes, then approve it")
        )
        self._hint.setText(missing or calm)

    def _missing(self, draft: ProtocolDraft) -> str:
        if draft.faults:
            return self.tr("{n} thing(s) to be corrected first: they stand at their places.").format(
                n=len(draft.faults)
            )
        if draft.new and draft.called.strip() in {each.title for each in self._versions}:
            return self.tr("There is a protocol of this title: give the new one another.")
        if not draft.changes() and draft.base.approved_by:
            return self.tr("Nothing differs from {title}.").format(
                title=f"{draft.base.title} v{draft.base.version}"
            )
        if not self._supervised:
            return self.tr("Only a supervisor approves a protocol: say who works here first (Ctrl+O).")
        return ""

    def _show_tabs(self) -> None:
        """A tab says how many faults stand behind it, the last one how much changes."""
        draft = self._draft
        for name, label in words.parts().items():
            count = 0
            if draft is not None:
                sections = _SECTIONS_OF.get(name, (name,))
                count = len(draft.changes()) if name == "changes" else len(draft.faults_in(*sections))
            said = self.tr("{part}: {n} to correct")
            if name == "changes":
                said = "{part} ({n})"
            self.tabs[name].set_label(said.format(part=label, n=count) if count else label)

    def _tab_pressed(self) -> None:
        key = self.sender()
        if isinstance(key, PanelKey):
            self.go(str(key.property("part")))
            self._judge()

    def _choose(self, name: str) -> None:
        if self._draft is None:
            super()._choose(name)
            return
        self._refusal = self.tr("Approve or discard the draft before another version is shown.")
        self._show_all()

    def _begin_copy(self) -> None:
        version = self._version
        if version is not None:
            draft = ProtocolDraft(version, new=True, taken={each.key for each in self._versions})
            draft.put("title", self.tr("{title}, own").format(title=version.title))
            self._begin(draft)

    def _begin(self, draft: ProtocolDraft) -> None:
        self.drafted.emit(draft)
        super()._begin(draft)
        self.tabs[self._part].setFocus()

    def _discard(self) -> None:
        self.drafted.emit(None)
        super()._discard()

    def _edited(self) -> None:
        if self._draft is not None:
            self.drafted.emit(self._draft)
            self._refusal = ""
            self._title.setText(self.tr("{title}, draft").format(title=self._draft.called))
            self._show_part()
            self._judge()

    def _ask_approval(self) -> None:
        if self._draft is not None and self.changes.approve_key.isEnabled():
            self.approve_asked.emit(self._draft.protocol(), self._actor, "")

    def _fit(self, *, narrow: bool, single: bool) -> None:
        self.list.setMinimumHeight(self._list_height(_AT.list_least) if single else 0)
        self._tile.setMinimumHeight(self._theme.grown(_AT.part_least))
