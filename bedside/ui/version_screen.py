"""A page of the settings for what a site has in versions: the list, and beside it the chosen version or a draft.

A draft is judged while it is typed and becomes the next version when a supervisor approves it; which version new
sessions begin with is another act. Nothing here reaches a session that runs: it keeps the version it began with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from bedside.ui import theme as themes
from bedside.ui.ground import Ground
from bedside.ui.panels.words import Words
from bedside.ui.theme import Theme
from bedside.ui.version_list import VersionList, VersionRow
from bedside.vitals.sessions import UNNAMED, Actor, Role

_AT: Final = themes.layout("version_screen")
T = TypeVar("T")  # what stands in versions
D = TypeVar("D")  # a draft of it


class VersionScreen(Ground, Generic[T, D]):
    """The supervisor's page; others may look.

    Signals:
        command: which one new sessions begin with.
        approve_asked: (what was drafted, who approves, why): save it as the next version; answer with `set_versions`
            or `show_refusal`.
    """

    command = Signal(object)
    approve_asked = Signal(object, object, str)

    def __init__(
        self,
        theme: Theme,
        versions: VersionList,
        row: Callable[[T], VersionRow],
        *,
        one_column_under: float,
        parent: QWidget | None = None,
    ) -> None:
        """A page without versions.

        Args:
            theme: of the window.
            versions: the list.
            row: how it shows a version.
            one_column_under: a page narrower than this shows list and version under each other, px at 100 %.
            parent: of the page.
        """
        super().__init__(theme, parent)
        self._row = row
        self._one_column_under = one_column_under
        self._actor: Actor = UNNAMED
        self._versions: tuple[T, ...] = ()
        self._in_use = self._chosen = ""  # names
        self._draft: D | None = None
        self._refusal = ""
        self._title = Words(theme, "", "title.panel", "text", wrap=True)
        self._hint = Words(theme, "", "label", "text2", wrap=True)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(int(_AT.hint_gap))
        self._head.addWidget(self._title)
        self._head.addWidget(self._hint, 1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(int(_AT.gap))
        self._columns.addWidget(versions)
        self._keys_of_drafts = [versions.draft_key]
        versions.chosen.connect(self._choose)
        versions.use_key.clicked.connect(self._use)
        versions.draft_key.clicked.connect(self._begin_draft)
        self._listed = versions

    # -- for the window --------------------------------------------------------------------------------

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        self._actor = actor
        self._judge()

    def set_versions(self, versions: Sequence[T], faults: Sequence[str] = (), saved: str = "") -> None:
        """Every version that can be read.

        Args:
            versions: newest version of each first, its older ones after it.
            faults: files that could not be used, one sentence each.
            saved: name of the version that was just approved: its draft is done.
        """
        self._versions = tuple(versions)
        self._refusal = " ".join(faults)
        if saved:
            self._draft, self._chosen = None, saved
            self._arrange()
        names = [self._row(version).name for version in versions]
        if self._chosen not in names:
            self._chosen = self._in_use if self._in_use in names else next(iter(names), "")
        self._show_all()

    def set_in_use(self, name: str) -> None:
        """Which version new sessions begin with."""
        if name != self._in_use:
            self._in_use = name
            self._show_all()

    def show_refusal(self, sentence: str) -> None:
        """Say why something was not done; it stays until the next act."""
        self._refusal = sentence
        self._judge()

    @property
    def draft(self) -> D | None:
        """The draft, while there is one."""
        return self._draft

    # -- its own: what stands beside the list ------------------------------------------------------------

    def _show(self) -> None:
        """The chosen version, or the draft."""
        raise NotImplementedError

    def _judge(self) -> None:
        """What stands between the draft and its approval, and who may choose."""
        raise NotImplementedError

    def _choice_of(self, version: T) -> object:
        """The command that makes new sessions begin with it."""
        raise NotImplementedError

    def _draft_of(self, version: T) -> D:
        """A new draft."""
        raise NotImplementedError

    def _fit(self, *, narrow: bool, single: bool) -> None:
        """Another width: less room, or everything in one column."""
        raise NotImplementedError

    # -- inside ----------------------------------------------------------------------------------------

    @property
    def _version(self) -> T | None:
        return next((each for each in self._versions if self._row(each).name == self._chosen), None)

    def _newest(self, version: T) -> bool:
        row, rows = self._row(version), (self._row(each) for each in self._versions)
        return not any(other.of == row.of and other.number > row.number for other in rows)

    @property
    def _narrow(self) -> bool:
        """Whether the list has to give way: it is smaller, and gone while a draft is edited."""
        return self.width() < self._theme.grown(_AT.narrow)

    @property
    def _supervised(self) -> bool:
        """Whether a supervisor with a name is at work."""
        return self._actor.role is Role.SUPERVISOR and self._actor != UNNAMED

    def _show_all(self) -> None:
        rows = [self._row(version) for version in self._versions]
        self._listed.show_versions(rows, self._in_use, self._chosen)
        self._show()

    def _judge_keys(self, why_not: str) -> None:
        """The keys below the list; `why_not`: why only a supervisor chooses."""
        version = self._version
        can_use = version is not None and self._newest(version) and self._row(version).name != self._in_use
        self._listed.use_key.setEnabled(can_use and self._supervised)
        self._listed.use_key.setToolTip("" if self._supervised else why_not)
        for key in self._keys_of_drafts:
            key.setEnabled(version is not None and self._draft is None)

    def _choose(self, name: str) -> None:
        self._refusal = ""
        self._chosen = name
        self._show_all()

    def _use(self) -> None:
        version = self._version
        if version is not None:
            self._refusal = ""
            self.command.emit(self._choice_of(version))

    def _begin_draft(self) -> None:
        version = self._version
        if version is not None:
            self._begin(self._draft_of(version))

    def _begin(self, draft: D) -> None:
        self._refusal = ""
        self._draft = draft
        self._arrange()
        self._show()

    def _discard(self) -> None:
        self._draft = None
        self._refusal = ""
        self._arrange()
        self._show()
        self._listed.draft_key.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the list gives way, then all stands in one column."""
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_arranged"):
            self._arrange()
        super().changeEvent(event)

    def _arrange(self) -> None:
        self._arranged = True
        width, grown = self.width(), self._theme.grown
        narrow, single = self._narrow, width < grown(self._one_column_under)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(below if single else beside)
        self._head.setDirection(below if narrow else beside)
        self._head.setSpacing(0 if narrow else int(_AT.hint_gap))
        if single:
            self._listed.setMinimumWidth(0)
            self._listed.setMaximumWidth(int(_AT.unlimited))
        else:
            usual = _AT.narrow_list_width if narrow else _AT.list_width
            self._listed.setFixedWidth(max(int(usual), min(grown(usual), int(_AT.list_most_share * width))))
        self._listed.setHidden(narrow and not single and self._draft is not None)
        self._fit(narrow=narrow, single=single)

    def _list_height(self, keys: float) -> int:
        """Least height of the list in one column, with keys of `keys` px in all, which do not grow."""
        return int(keys) + self._theme.grown(_AT.list_rows)

    def sizeHint(self) -> QSize:
        """The content area at 1920×1080."""
        return QSize(int(_AT.width), int(_AT.height))
