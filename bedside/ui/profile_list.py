"""The list of alarm profiles and their versions, who approved the chosen one, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from bedside.alarms.profile import Profile
from bedside.ui import theme as themes
from bedside.ui.follow_focus import FollowFocus
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words, quiet_scroll
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme

_AT: Final = themes.layout("profile_list")


class TileColumn(QWidget):
    """A tile's ground behind a column."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(int(_AT.side), int(_AT.top), int(_AT.side), int(_AT.bottom))
        self.column.setSpacing(int(_AT.spacing))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()


def scrolled(theme: Theme, inside: QWidget, *, sideways: bool = False) -> QScrollArea:
    """`inside` with the theme's scroll bar, on the ground it stands on."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.viewport().setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    quiet_scroll(area, theme)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # as high as there is room
    area.setWidget(inside)
    inside.setAutoFillBackground(False)  # the tile's ground shows through
    FollowFocus(area)
    return area


class ProfileList(TileColumn):
    """Signals:
    chosen: title of the version that was chosen.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.keys: dict[str, ChoiceKey] = {}
        self._group = QButtonGroup(self)
        self.column.addWidget(Words(theme, self.tr("Alarm profiles"), "title.panel", "text"))
        self._list = QVBoxLayout()
        self._list.setSpacing(int(_AT.row_spacing))
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, int(_AT.scroll_room), 0)
        column.addLayout(self._list)
        column.addStretch(1)
        self.column.addWidget(scrolled(theme, rows), 1)
        self._approval = Words(theme, "", "label", "text2", wrap=True)
        least = (int(_AT.key_width), int(theme.length("touch")))
        self.use_key = PanelKey(theme, self.tr("Use for new sessions"), icon="check", least=least)
        self.draft_key = PanelKey(theme, self.tr("New draft from this version"), icon="plus", least=least)
        for part in (self._approval, self.use_key, self.draft_key):
            self.column.addWidget(part)

    @property
    def approval(self) -> str:
        """Who approved the chosen version, when and why."""
        return self._approval.text()

    def show_profiles(self, profiles: Sequence[Profile], in_use: str, chosen: str) -> None:
        """The versions.

        Args:
            profiles: newest version of each name first, its older ones after it.
            in_use: title of the one new sessions begin with.
            chosen: title of the one that is shown.
        """
        titles = tuple(profile.title for profile in profiles)
        if tuple(self.keys) != titles:
            self._make(titles)
        newest = {profile.name: profile.version for profile in reversed(profiles)}
        for profile in profiles:
            if profile.title == in_use:
                meaning, icon = self.tr("new sessions begin with it"), "check"
            elif profile.version == newest[profile.name]:
                meaning, icon = self.tr("can be chosen"), "tune-vertical"
            else:
                meaning, icon = self.tr("older version"), "history"
            key = self.keys[profile.title]
            key.set_meaning(meaning)
            key.set_icon(icon)
            key.set_primary(profile.title == chosen)
            key.setChecked(profile.title == chosen)
        self._show_approval(next((profile for profile in profiles if profile.title == chosen), None))

    def _make(self, titles: Sequence[str]) -> None:
        for key in self.keys.values():
            self._group.removeButton(key)
            self._list.removeWidget(key)
            key.hide()
            key.deleteLater()
        self.keys = {}
        for title in titles:
            key = ChoiceKey(self._theme, title, "", icon="history")
            key.setCheckable(True)
            key.setProperty("title", title)
            key.clicked.connect(self._choose)
            self._group.addButton(key)
            self._list.addWidget(key)
            self.keys[title] = key
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Rows as high as their words ask for."""
        high = self._theme.grown(_AT.row_height)
        for key in self.keys.values():
            key.set_least(int(_AT.row_width), high)
            key.setFixedHeight(high)

    def changeEvent(self, event: QEvent) -> None:
        """The text size changed."""
        if event.type() is QEvent.Type.FontChange and hasattr(self, "keys"):
            self._fit_rows()
        super().changeEvent(event)

    def _show_approval(self, profile: Profile | None) -> None:
        if profile is None:
            self._approval.setText(self.tr("No profile can be read."))
        elif not profile.approved_by:
            self._approval.setText(
                self.tr("{title} is a proposal: nobody here has approved it.").format(title=profile.title)
            )
        else:
            words = self.tr("{title} approved by {name} on {day}.").format(
                title=profile.title, name=profile.approved_by, day=profile.approved_on
            )
            self._approval.setText(f"{words} “{profile.reason}”" if profile.reason else words)

    def _choose(self) -> None:
        key = self.sender()
        if key is not None:
            self.chosen.emit(str(key.property("title")))
