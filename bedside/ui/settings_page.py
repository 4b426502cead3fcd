"""What every page of the settings has: a head, sections, and the box in which a refusal is said beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate, StationUpdate
from bedside.ui import theme as themes
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme
from bedside.ui.tile_column import TileColumn, scrolled
from bedside.vitals.commands import STATION_BED
from bedside.vitals.display import Appearance
from bedside.vitals.sessions import UNNAMED, Actor
from bedside.vitals.station_commands import SetAppearance

_AT: Final = themes.layout("settings_page")
NO_BEDS: Final[Mapping[int, MonitorUpdate]] = MappingProxyType({})


class RefusalBox(QWidget):
    """Warning sign, a heavy edge and one sentence; hidden while there is nothing to say. No alarm colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._words = Words(theme, "", "label.bold", "text", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(_AT.box_left, _AT.box_top, _AT.box_right, _AT.box_top)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said; "" = nothing."""
        return self._words.text()

    def say(self, sentence: str) -> None:
        """Say this; "" = nothing any more."""
        if sentence != self.sentence:
            self._words.setText(sentence)
            self.setAccessibleName(sentence)
            self.setVisible(bool(sentence))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Edge and sign."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        sketch.edge(rect, "text", _AT.box_edge, _AT.box_radius)
        top = (rect.height() - _AT.box_icon) / 2
        sketch.icon(_AT.box_icon_x, top, "alert-outline", "text", _AT.box_icon)
        painter.end()


class Section(QVBoxLayout):
    """A heading, what it is about in words, parts, and the place where a refusal of them is said."""

    def __init__(self, theme: Theme, title: str, words: str = "") -> None:
        super().__init__()
        self._theme = theme
        self.setSpacing(_AT.section_gap)
        self.addWidget(Words(theme, title, "title.small", "text"))
        if words:
            self.addWidget(Words(theme, words, "body", "text2", wrap=True))
        self.refusal = RefusalBox(theme)

    def close_with_refusal(self) -> Section:
        """Put the place of a refusal under the parts; call it last."""
        self.addWidget(self.refusal)
        return self


class AppearanceWishes(QObject):
    """What was asked of the look and what the station has taken: several pages change parts of one thing.

    Signals:
        command: a `SetAppearance`.
        changed: what is to be shown differs now.
    """

    command = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.actor: Actor = UNNAMED
        self._kept = Appearance()
        self._asked: Appearance | None = None

    @property
    def appearance(self) -> Appearance:
        """As it is, or as it was just asked for."""
        return self._kept if self._asked is None else self._asked

    @property
    def kept(self) -> Appearance:
        """As the station has it."""
        return self._kept

    def wish(self, **changed: Any) -> None:
        """Ask the station for another look; the rest stays as it was asked for last."""
        wanted = replace(self.appearance, **changed)
        if wanted == self.appearance:
            return
        self._asked = wanted
        self.command.emit(SetAppearance(bed=STATION_BED, actor=self.actor, appearance=wanted))
        self.changed.emit()

    def show_station(self, appearance: Appearance) -> None:
        """What the station has now."""
        before = self.appearance
        if appearance != self._kept or appearance == self._asked:
            self._asked = None
        self._kept = appearance
        if self.appearance != before:
            self.changed.emit()

    def refused(self) -> None:
        """The station did not take it: show what is."""
        self._asked = None
        self.changed.emit()


class SettingsPage(TileColumn):
    """One page: title and hint over sections that scroll where they do not fit.

    Signals:
        command: a `Command` for the station.
    """

    command = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._actor: Actor = UNNAMED
        self._station: StationUpdate | None = None
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(_AT.hint_gap)
        self._title = Words(theme, "", "title.panel", "text")
        head.addWidget(self._title)
        self._hint = Words(theme, "", "label", "text2", wrap=True)
        head.addWidget(self._hint, 1)
        self.column.addWidget(self._head)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, _AT.scroll_room, 0)
        self.body.setSpacing(_AT.spacing)
        self.column.addWidget(scrolled(theme, self._inside), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a very low page the head scrolls with the rest."""
        inside = self.height() < _AT.head_scrolls_under * self._theme.text_scale
        column, other = (self.body, self.column) if inside else (self.column, self.body)
        if column.indexOf(self._head) < 0:
            other.removeWidget(self._head)
            column.insertWidget(0, self._head)
        super().resizeEvent(event)

    def set_head(self, title: str, hint: str) -> None:
        """What the page is called and, beside it, whom it concerns."""
        self._title.setText(title)
        self._hint.setText(hint)
        self.setAccessibleName(title)

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        self._actor = actor

    def show_update(self, station: StationUpdate, updates: Mapping[int, MonitorUpdate] = NO_BEDS) -> None:
        """Take the newest state; call it for every frame while the page is shown."""
        self._station = station
        self.refresh(station, updates)

    def refresh(self, station: StationUpdate, updates: Mapping[int, MonitorUpdate]) -> None:
        """Show what changed; cheap."""

    def show_refusal(self, sentence: str) -> None:
        """Say why the station did not do the last thing asked here; it stays until the next act."""
        self._hint.setText(sentence)
