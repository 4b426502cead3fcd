"""Events and treatments: one tap saves it with the time of the tap (F5, EVT-01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.catalogue import PANEL_EVENTS, Item, catalogue, spoken
from bedside.ui.panels.event_search import EventSearch
from bedside.ui.panels.flow import Flow, show_only
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.saved_row import SavedRow
from bedside.ui.panels.when import When
from bedside.ui.panels.words import Rule, Words
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import MarkEvent

_AT: Final = layout("panel_event")

_TARGET = _AT.target
_CHIP = _AT.chip  # of the page of all treatments
_TWO_COLUMNS = _AT.two_columns
_SEVERITIES_COUNT: Final = 3


class EventPanel(Panel):
    """Twelve events × three severities at once, treatments as chips, the rest one tap or a few letters further.

    Signals:
        panel_asked: name of the panel to open in place of this one.
    """

    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="flag-outline", title="", parent=parent)
        self.set_head(title=self.tr("Event or treatment"))
        self.keys: dict[tuple[str, int | None], PanelKey] = {}
        self._chosen: PanelKey | None = None
        self._grids: list[tuple[QBoxLayout, Rule]] = []
        self._names: list[Words] = []
        lists = catalogue()
        self._pages = QStackedWidget()
        self._page_list = (
            self._first_page(lists.events[:PANEL_EVENTS], lists.treatments),
            self._events_page(lists.events[PANEL_EVENTS:], _AT.more_row),
            self._treatments_page(lists.treatments),
            self._search_page(),
        )
        for page in self._page_list:
            self._pages.addWidget(page)
        self.body.setContentsMargins(*(round(px * theme.zoom) for px in _AT.margins))
        self.body.setSpacing(_AT.gap)
        self.body.addWidget(self._pages, 1)
        self.body.addLayout(self._more_row())
        self.body.addWidget(Rule(theme))
        self.foot = SavedRow(theme, done_key=self.tr("Esc"), more=True)
        self.foot.more_asked.connect(self._ask_more)
        self.foot.setMinimumHeight(_AT.foot_height)
        self.foot.retract.connect(self.send)
        self.foot.done.connect(self.close_panel)
        self.pin(self.foot)
        self.entries_key = PanelKey(theme, self.tr("Entries"), token="small.medium", least=_AT.head_key)
        self.entries_key.clicked.connect(self._ask_entries)
        self.when = When(theme, shortcut=False)
        self.add_head_keys(self.when, self.entries_key)

    # -- pages -----------------------------------------------------------------------------------------

    def _first_page(self, events: Sequence[Item], treatments: Sequence[Item]) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addLayout(self._grid(events, _AT.row_height))
        column.addStretch(1)
        column.addWidget(Rule(self._theme))
        row = Flow()
        label = Words(self._theme, self.tr("Treatment"), "label", "text2")
        label.setMinimumSize(*_AT.label_size)
        row.addWidget(label)
        for item in treatments:
            if item.quick:
                row.addWidget(self._chip(item, pad=_AT.chip_pad))
        column.addLayout(row)
        return page

    def _events_page(self, events: Sequence[Item], target: int) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid(events, target))
        column.addStretch(1)
        return page

    def _treatments_page(self, treatments: Sequence[Item]) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(*_AT.page_margins)
        chips = Flow()
        for item in treatments:
            chip = self._chip(item, quick=False)
            chip.set_least(*_CHIP)
            chips.addWidget(chip)
        column.addLayout(chips)
        column.addStretch(1)
        return page

    def _search_page(self) -> QWidget:
        self.search = EventSearch(self._theme)
        self.search.chosen.connect(self._save)
        return self.search

    def _grid(self, events: Sequence[Item], target: int) -> QBoxLayout:
        half = (len(events) + 1) // 2
        columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(_AT.column_gap)
        columns.addLayout(self._column(events[:half], target), 1)
        rule = Rule(self._theme, upright=True)
        columns.addWidget(rule)
        self._grids.append((columns, rule))
        columns.addLayout(self._column(events[half:], target), 1)
        return columns

    def _column(self, events: Sequence[Item], target: int) -> QGridLayout:
        theme = self._theme
        grid = QGridLayout()
        grid.setHorizontalSpacing(_AT.gap)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        head = Words(theme, self.tr("1 mild   2 moderate   3 severe"), "tiny", "text2")
        grid.addWidget(head, 0, 0, 1, 4, Qt.AlignmentFlag.AlignRight)
        for n, item in enumerate(events):
            box = QVBoxLayout()
            box.setContentsMargins(*_AT.box_margins)
            name = Words(theme, spoken(item.words), "body.medium", "text", wrap=True)
            self._names.append(name)
            box.addWidget(name, 1)
            box.addWidget(Rule(theme))
            grid.addLayout(box, n + 1, 0)
            for severity in range(1, 4):
                key = PanelKey(theme, str(severity), token="num.sm.large", least=(_TARGET[0], target))
                key.setFixedSize(key.minimumSize())
                key.setAccessibleName(f"{spoken(item.words)} {severity}")
                self._register(key, item.key, severity)
                grid.addWidget(key, n + 1, severity)
        grid.setRowStretch(len(events) + 1, 1)
        return grid

    def _chip(self, item: Item, *, quick: bool = True, pad: int = _AT.chip_pad_usual) -> PanelKey:
        key = PanelKey(self._theme, spoken(item.words), pad=pad)
        self._register(key, item.key, None, keep=quick or (item.key, None) not in self.keys)
        return key

    def _register(self, key: PanelKey, event: str, severity: int | None, *, keep: bool = True) -> None:
        key.setCheckable(True)
        key.setProperty("event", event)
        key.setProperty("severity", severity)
        key.clicked.connect(self._tapped)
        if keep:
            self.keys[event, severity] = key

    def _more_row(self) -> Flow:
        lists = catalogue()
        row = Flow()
        label = Words(self._theme, self.tr("More"), "label", "text2")
        label.setMinimumSize(*_AT.label_size)
        row.addWidget(label)
        self._page_keys = []
        for n, (words, icon) in enumerate(
            (
                (self.tr("Most used"), "flag-outline"),
                (
                    self.tr("{n} more events").format(n=len(lists.events) - PANEL_EVENTS),
                    "format-list-bulleted",
                ),
                (self.tr("All {n} treatments").format(n=len(lists.treatments)), "format-list-bulleted"),
                (self.tr("Search"), "magnify"),
            )
        ):
            key = PanelKey(self._theme, words, icon=icon)
            key.setCheckable(True)
            key.setProperty("page", n)
            key.clicked.connect(self._turn_page)
            self._page_keys.append(key)
            row.addWidget(key)
        return row

    def _turn_page(self) -> None:
        key = self.sender()
        self._show_page(int(key.property("page")) if key is not None else 0)
        if self._pages.currentWidget() is self.search:
            self.search.begin()

    def _show_page(self, n: int) -> None:
        show_only(self._page_list, self._page_list[n])
        self._pages.setCurrentIndex(n)
        for place, key in enumerate(self._page_keys):
            key.setChecked(place == n)

    # -- taps ------------------------------------------------------------------------------------------

    def prepare(self, update: MonitorUpdate) -> None:
        """The twelve, nothing chosen."""
        self._show_page(0)
        self._choose(None)
        self.foot.clear()
        self.foot.actor = self._actor
        self.when.begin(update)
        self.set_head(hint=self.tr("one tap saves it"))

    def fit(self, room: int) -> None:
        """Two columns of events, or one. A name that is longer than its place takes two lines."""
        widest = max(name.fontMetrics().horizontalAdvance(name.text()) for name in self._names)
        zoom = self._theme.zoom
        keys = (_TARGET[0] * zoom + _AT.gap) * _SEVERITIES_COUNT + _AT.box_margins[2]
        narrow = room < _TWO_COLUMNS * zoom or room < 2 * (widest + keys) + 2 * _AT.column_gap
        self.foot.fit(room)
        for name in self._names:
            name.setMinimumWidth(min(widest, max(0, round(room - keys)) if narrow else widest))
        for columns, rule in self._grids:
            rule.setVisible(not narrow)
            columns.setDirection(
                QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
            )

    def refresh(self, update: MonitorUpdate) -> None:
        """Count undo down; the clock goes on."""
        self.foot.update_from(update)
        self.when.refresh(update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters search."""
        typed = event.text()
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if typed.isalpha() and not held:
            self._show_page(self._page_list.index(self.search))
            self.search.begin(typed)
            return
        super().keyPressEvent(event)

    def accept_key(self) -> PanelKey:
        """Enter closes."""
        return self.foot.done_key

    def first_focus(self) -> QWidget:
        """The first target."""
        return self.keys[catalogue().events[0].key, 1]

    def _choose(self, key: PanelKey | None) -> None:
        if self._chosen is not None:
            self._chosen.setChecked(False)
        self._chosen = key
        if key is not None:
            key.setChecked(True)

    def _tapped(self) -> None:
        key, update = self.sender(), self._update
        if update is None or not isinstance(key, PanelKey):
            return
        self._choose(None if key is self._chosen else key)
        self._choose(key)
        severity = key.property("severity")
        self._save(str(key.property("event")), None if severity is None else int(severity))

    def _save(self, event: str, severity: int | None) -> None:
        update = self._update
        if update is None:
            return
        moment = self.when.moment
        if moment.wrong:
            self.set_head(hint=moment.wrong)
            return
        command = MarkEvent(
            bed=update.bed, actor=self._actor, event=event, severity=severity, observed_t=moment.t
        )
        degree = dict(enumerate((self.tr("mild"), self.tr("moderate"), self.tr("severe")), start=1))
        words = catalogue().event_words(event)
        if severity is not None:
            words = f"{words}, {degree[severity]}"
        t = update.now if moment.t is None else moment.t
        said = self.tr("{what}, saved {clock}").format(what=words, clock=self.clock(t))
        self.foot.tapped(command, said, self.tr("by {name}").format(name=self._actor.name))
        self.when.begin(update)  # the next one is now again
        self.send(command)

    def _ask_more(self, number: int) -> None:
        self.panel_asked.emit(f"entry:{number}")

    def _ask_entries(self) -> None:
        self.panel_asked.emit("entries")
