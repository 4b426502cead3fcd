"""Ratings by the patient: six rows of 0–10, a tap is saved with its own time (F7)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.scale_rules import stamped
from bedside.ui import formats
from bedside.ui.catalogue import Scale, catalogue, spoken
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.saved_row import SavedRow
from bedside.ui.panels.words import Rule, Words
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import GiveRating
from bedside.vitals.protocol import DueKind

_AT: Final = layout("panel_ratings")
RATING_COUNT: Final = 11  # 0 … 10

_NAMES = _AT.names_width  # px
_BESIDE = _AT.beside  # px that hold a name and its eleven keys


class _LastLegend(QWidget):
    """Explains the dashed square."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.words = ""
        self.fit()

    def fit(self) -> None:
        """As wide as its words may become."""
        self.setFixedWidth(self._theme.grown(_AT.dashed_width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A small dashed square and its words."""
        if not self.words:
            return
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        middle = QPointF(self.rect().center()).y()
        sketch.edge(
            QRectF(0, middle - _AT.dashed_up, _AT.dashed_side, _AT.dashed_side),
            "text2",
            2.0,
            _AT.dashed_radius,
            dash=_AT.dashed_dash,
        )
        sketch.text(
            _AT.dashed_words_x,
            middle + _AT.words_down,
            self.words,
            "label",
            "text2",
            room=self.width() - _AT.dashed_words_x,
        )
        painter.end()


class RatingsPanel(Panel):
    """One tap or digit, one rating. There is no "same as last" key: it would invite ratings nobody gave.

    Signals:
        panel_asked: name of the panel to open in place of this one.
    """

    panel_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="emoticon-outline", title="", parent=parent)
        self.set_head(title=self.tr("Ratings"), hint=self._hint())
        self.observe_key = PanelKey(
            theme, self.tr("MOAA/S, RR"), key="O", token="small.medium", least=_AT.head_key
        )
        self.observe_key.clicked.connect(self._ask_observation)
        self.defer_key = PanelKey(theme, self.tr("Not now"), token="small.medium", least=_AT.head_key)
        self.defer_key.clicked.connect(self._ask_defer)
        self.add_head_keys(self.observe_key, self.defer_key)
        self.keys: dict[tuple[str, int], PanelKey] = {}
        self._rows: list[QBoxLayout] = []
        self._names: list[Words] = []
        self.body.setSpacing(0)
        for scale in catalogue().scales:
            self.body.addLayout(self._row(scale))
            self.body.addWidget(Rule(theme))
        self.body.addStretch(1)
        self._legend = _LastLegend(theme)
        self.foot = SavedRow(theme, done_key=self.tr("Enter"))
        self.foot.done_key.setMinimumWidth(_AT.done_width)
        self.foot.row.insertWidget(0, self._legend)
        self.foot.retract.connect(self.send)
        self.foot.done.connect(self.close_panel)
        self.pin(self.foot)

    def _row(self, scale: Scale) -> QBoxLayout:
        theme = self._theme
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        name = Words(theme, spoken(scale.words), "body.bold", "experience")
        ends = self.tr("0 {low} · 10 {high}").format(low=spoken(scale.low), high=spoken(scale.high))
        between = Words(theme, ends, "tiny", "text2")
        for words in (name, between):
            self._names.append(words)
            names.addWidget(words)
        names.addStretch(1)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setContentsMargins(*_AT.row_margins)
        row.setSpacing(_AT.key_gap)
        row.addLayout(names, 1)
        keys = QHBoxLayout()
        keys.setSpacing(_AT.key_gap)
        row.addLayout(keys)
        self._rows.append(row)
        group = QButtonGroup(self)
        group.setExclusive(True)
        for value in range(RATING_COUNT):
            key = PanelKey(theme, str(value), token="num.sm.large", least=_AT.key_size)
            key.setFixedSize(*_AT.key_size)
            key.setCheckable(True)
            key.setAccessibleName(f"{spoken(scale.words)} {value}")
            key.setProperty("scale", scale.key)
            key.setProperty("value", value)
            key.clicked.connect(self._tapped)
            group.addButton(key)
            keys.addWidget(key)
            self.keys[scale.key, value] = key
        keys.addStretch(0)
        return row

    def fit(self, room: int) -> None:
        """Names beside the keys or above them; keys as large as the width allows."""
        names = max(_NAMES, *(words.sizeHint().width() for words in self._names))
        narrow = room < _BESIDE + names - _NAMES
        names = 0 if narrow else names
        zoom = self._theme.zoom
        least = min(
            _AT.key_side, (room - _AT.row_extra - _AT.row_keys_extra - names) / zoom // RATING_COUNT
        )  # px at 100 %
        for row in self._rows:
            row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        for key in self.keys.values():
            key.set_least(least, min(_AT.key_side, max(_AT.key_least, least)))
            key.setFixedSize(key.minimumSize())
        self.foot.fit(room)
        self._legend.fit()
        self._legend.setVisible(not narrow)

    def prepare(self, update: MonitorUpdate) -> None:
        """Show the last values dashed, nothing chosen."""
        self.foot.clear()
        self.foot.actor = self._actor
        self.set_head(hint=self._hint())
        last = {}
        newest = None
        for entry in sorted(update.entries, key=lambda e: (e.t, e.number)):
            if isinstance(entry.command, GiveRating) and not entry.retracted:
                last[entry.command.scale] = entry.command.value
                newest = entry.t
        for (scale, value), key in self.keys.items():
            group = key.group()
            group.setExclusive(False)
            key.setChecked(False)
            group.setExclusive(True)
            key.set_last(last.get(scale) == value)
        self._legend.words = (
            ""
            if newest is None
            else self.tr("last value, {clock}").format(clock=formats.to_minute(self.clock(newest)))
        )
        self._legend.update()

    def refresh(self, update: MonitorUpdate) -> None:
        """Count undo down; what is due can be put off."""
        self.foot.update_from(update)
        due = () if update.care is None else update.care.due
        self.defer_key.setVisible(any(item.kind is DueKind.RATINGS for item in due))

    def _hint(self) -> str:
        return self.tr("a tap, or a digit: X is 10")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit rates the row that has the keyboard and goes on to the next; X is 10."""
        typed = event.text().lower()
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if not held and typed == "o":
            self._ask_observation()
        elif not held and ((typed.isascii() and typed.isdigit()) or typed == "x"):
            self._type(RATING_COUNT - 1 if typed == "x" else int(typed))
        else:
            super().keyPressEvent(event)

    def _type(self, value: int) -> None:
        rows = [scale.key for scale in catalogue().scales]
        here = self.focusWidget()
        row = (
            str(here.property("scale")) if isinstance(here, PanelKey) and here.property("scale") else rows[0]
        )
        self.keys[row, value].click()
        following = rows[min(rows.index(row) + 1, len(rows) - 1)]
        self._key_of_row(following).setFocus(Qt.FocusReason.TabFocusReason)

    def _key_of_row(self, row: str) -> PanelKey:
        """The key of a row with its last value, else its first."""
        values = [self.keys[row, value] for value in range(RATING_COUNT)]
        return next((key for key in values if key.last), values[0])

    def _ask_observation(self) -> None:
        self.panel_asked.emit("observation")

    def _ask_defer(self) -> None:
        self.panel_asked.emit("defer:ratings")

    def accept_key(self) -> PanelKey:
        """Enter closes."""
        return self.foot.done_key

    def _tapped(self) -> None:
        key, update = self.sender(), self._update
        if update is None or not isinstance(key, PanelKey):
            return
        scale, value = str(key.property("scale")), int(key.property("value"))
        command = stamped(GiveRating(bed=update.bed, actor=self._actor, scale=scale, value=value))
        words = f"{catalogue().scale_words(scale)} {value}"
        said = self.tr("{what} saved {clock}").format(what=words, clock=self.clock(update.now))
        self.foot.tapped(command, said, "")
        self.send(command)

    def first_focus(self) -> QWidget:
        """The first scale's row, at its last value."""
        return self._key_of_row(catalogue().scales[0].key)
