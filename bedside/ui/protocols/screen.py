"""Settings → Protocol: the versions of this site, a draft with every fault in words at its place, and its approval.

Nothing here reaches a session that runs: it keeps the version it began with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QScrollArea, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.profile_list import TileColumn, scrolled
from bedside.ui.protocols import words
from bedside.ui.protocols.changes_part import ChangesPart
from bedside.ui.protocols.draft import ProtocolDraft
from bedside.ui.protocols.fields import Part
from bedside.ui.protocols.parts import new_part
from bedside.ui.protocols.protocol_list import ProtocolList, name_of
from bedside.ui.settings_page import NO_BEDS
from bedside.ui.theme import Theme
from bedside.vitals.commands import STATION_BED
from bedside.vitals.protocol import Protocol
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import ChooseProtocol

_AT: Final = themes.layout("protocol_editor")
_SECTIONS_OF: Final = {  # sections of the judge in each part
    "general": ("general", "texts"),
    "choices": ("indications", "history"),
    "discharge": ("discharge", "discharge.items"),
}


class ProtocolScreen(QWidget):
    """The supervisor's page; others may look.

    Signals:
        command: `ChooseProtocol`.
        approve_asked: (protocol as drafted, who approves): save it as the next version and use it; answer with
            `set_protocols` or `show_refusal`.
    """

    command = Signal(object)
    approve_asked = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actor: Actor = UNNAMED
        self._protocols: tuple[Protocol, ...] = ()
        self._in_use = self._chosen = ""  # names
        self._draft: ProtocolDraft | None = None
        self._refusal = ""
        self.setAccessibleName(self.tr("Protocol"))
        self.list = ProtocolList(theme)
        self.list.chosen.connect(self._choose)
        self.list.use_key.clicked.connect(self._use)
        self.list.draft_key.clicked.connect(self._begin_draft)
        self.list.copy_key.clicked.connect(self._begin_copy)
        self.parts: dict[str, Part] = {}
        self._areas: dict[str, QScrollArea] = {}
        self.tabs: dict[str, PanelKey] = {}
        self._part = ""
        self._tile = self._made_tile()
        inside = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(int(_AT.gap))
        self._columns.addWidget(self.list)
        self._columns.addWidget(self._tile, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(theme, inside))
        self.go("general")

    def _made_tile(self) -> TileColumn:
        tile = TileColumn(self._theme)
        self._title = Words(
            self._theme, self.tr("No protocol can be read."), "title.panel", "text", wrap=True
        )
        self._hint = Words(self._theme, "", "label", "text2", wrap=True)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(int(_AT.hint_gap))
        self._head.addWidget(self._title)
        self._head.addWidget(self._hint, 1)
        tabs, group = Flow(int(_AT.gap)), QButtonGroup(self)
        for name, label in words.parts().items():
            key = self.tabs[name] = PanelKey(
                self._theme, label, least=(int(_AT.key_width), int(_AT.key_height))
            )
            key.setCheckable(True)
            key.setProperty("part", name)
            key.clicked.connect(self._tab_pressed)
            group.addButton(key)
            tabs.addWidget(key)
        tile.column.addLayout(self._head)
        tile.column.addLayout(tabs)
        return tile

    # -- for the window --------------------------------------------------------------------------------

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        self._actor = actor
        self._judge()

    def set_protocols(
        self, protocols: Sequence[Protocol], faults: Sequence[str] = (), saved: str = ""
    ) -> None:
        """Every version that can be read.

        Args:
            protocols: newest version of each first, its older ones after it.
            faults: files that could not be used, one sentence each.
            saved: name of the version that was just approved: its draft is done.
        """
        self._protocols = tuple(protocols)
        self._refusal = " ".join(faults)
        if saved:
            self._draft = None
            self._chosen = saved
        names = [name_of(protocol) for protocol in protocols]
        if self._chosen not in names:
            self._chosen = self._in_use if self._in_use in names else next(iter(names), "")
        self._show()

    def show_update(self, station: StationUpdate, _updates: Mapping[int, MonitorUpdate] = NO_BEDS) -> None:
        """Which protocol new sessions follow."""
        if station.protocol != self._in_use:
            self._in_use = station.protocol
            self._show()

    def show_refusal(self, sentence: str) -> None:
        """Say why something was not done; it stays until the next act."""
        self._refusal = sentence
        self._judge()

    @property
    def words(self) -> str:
        """What is missing before the draft can be approved, or what was refused."""
        return self._hint.text()

    @property
    def draft(self) -> ProtocolDraft | None:
        """The draft, while there is one."""
        return self._draft

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
            if isinstance(part, ChangesPart):
                part.discard_key.clicked.connect(self._discard)
                part.approve_key.clicked.connect(self._ask_approval)
            area = self._areas[name] = scrolled(self._theme, part)
            area.setVisible(name == self._part)
            self._tile.column.addWidget(area, 1)
        return part

    @property
    def _protocol(self) -> Protocol | None:
        return next((each for each in self._protocols if name_of(each) == self._chosen), None)

    def _newest(self, protocol: Protocol) -> bool:
        return not any(
            other.key == protocol.key and other.version > protocol.version for other in self._protocols
        )

    def _show(self) -> None:
        self.list.show_protocols(self._protocols, self._in_use, self._chosen)
        protocol, draft = self._protocol, self._draft
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
        protocol, draft = self._protocol, self._draft
        shown = draft or (None if protocol is None else ProtocolDraft(protocol))
        part = self.parts[self._part]
        part.setVisible(shown is not None)
        if shown is not None:
            part.show_draft(shown, editable=draft is not None)

    def _judge(self) -> None:
        """What stands between the draft and its approval, and who may choose."""
        supervisor = self._actor.role is Role.SUPERVISOR and self._actor != UNNAMED
        protocol, draft = self._protocol, self._draft
        can_use = protocol is not None and self._newest(protocol) and name_of(protocol) != self._in_use
        self.list.use_key.setEnabled(can_use and supervisor)
        self.list.use_key.setToolTip("" if supervisor else self.tr("Only a supervisor chooses the protocol."))
        for key in (self.list.draft_key, self.list.copy_key):
            key.setEnabled(protocol is not None and draft is None)
        self._show_tabs()
        missing = self._refusal or ("" if draft is None else self._missing(draft, supervisor=supervisor))
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

    def _missing(self, draft: ProtocolDraft, *, supervisor: bool) -> str:
        if draft.faults:
            return self.tr("{n} thing(s) to be corrected first: they stand at their places.").format(
                n=len(draft.faults)
            )
        if draft.new and draft.called.strip() in {each.title for each in self._protocols}:
            return self.tr("There is a protocol of this title: give the new one another.")
        if not draft.changes() and draft.base.approved_by:
            return self.tr("Nothing differs from {title}.").format(
                title=f"{draft.base.title} v{draft.base.version}"
            )
        if not supervisor:
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
        if self._draft is not None:
            self._refusal = self.tr("Approve or discard the draft before another version is shown.")
        else:
            self._refusal = ""
            self._chosen = name
        self._show()

    def _use(self) -> None:
        protocol = self._protocol
        if protocol is not None:
            self._refusal = ""
            self.command.emit(ChooseProtocol(bed=STATION_BED, actor=self._actor, key=protocol.key))

    def _begin_draft(self) -> None:
        if self._protocol is not None:
            self._begin(ProtocolDraft(self._protocol))

    def _begin_copy(self) -> None:
        if self._protocol is not None:
            draft = ProtocolDraft(self._protocol, new=True, taken={each.key for each in self._protocols})
            draft.put("title", self.tr("{title}, own").format(title=self._protocol.title))
            self._begin(draft)

    def _begin(self, draft: ProtocolDraft) -> None:
        self._refusal = ""
        self._draft = draft
        self._show()
        self.tabs[self._part].setFocus()

    def _edited(self) -> None:
        if self._draft is not None:
            self._refusal = ""
            self._title.setText(self.tr("{title}, draft").format(title=self._draft.called))
            self._show_part()
            self._judge()

    def _discard(self) -> None:
        self._draft = None
        self._refusal = ""
        self._show()
        self.list.draft_key.setFocus()

    def _ask_approval(self) -> None:
        if self._draft is not None and self.changes.approve_key.isEnabled():
            self.approve_asked.emit(self._draft.protocol(), self._actor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the list gives way, then both stand in one column."""
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_columns"):
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
        self.list.setMinimumHeight(int(_AT.list_least) + grown(_AT.list_rows) if single else 0)
        self._tile.setMinimumHeight(grown(_AT.part_least))

    def sizeHint(self) -> QSize:
        """The content area at 1920×1080."""
        return QSize(int(_AT.width), int(_AT.height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The window's ground between the tiles."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("bg"))
        painter.end()
