"""Ratings by the patient: six rows of 0–10, a tap is saved with its own time (F7)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui.catalogue import Scale, catalogue, spoken
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.saved_row import SavedRow
from bedside.ui.panels.words import Rule, Words
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import GiveRating

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
    """One tap, one rating. There is no "same as last" key: it would invite ratings nobody gave."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, icon="emoticon-outline", title="", parent=parent)
        self.set_head(title=self.tr("Ratings"), hint=self.tr("each tap is saved with its own time"))
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
        self.body.addWidget(self.foot)
        self.body.addSpacing(_AT.spacing)

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
        least = min(_AT.key_side, (room - _AT.row_extra - _AT.row_keys_extra - names) // RATING_COUNT)
        for row in self._rows:
            row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        for key in self.keys.values():
            key.set_least(least, min(_AT.key_side, max(_AT.key_least, least)))
            key.setFixedSize(least, min(_AT.key_side, max(_AT.key_least, least)))
        self.foot.fit(room)
        self._legend.fit()
        self._legend.setVisible(not narrow)

    def prepare(self, update: MonitorUpdate) -> None:
        """Show the last values dashed, nothing chosen."""
        self.foot.clear()
        self.foot.actor = self._actor
        self.set_head(hint=self.tr("each tap is saved with its own time"))
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
            "" if newest is None else self.tr("last value, {clock}").format(clock=self.clock(newest)[:5])
        )
        self._legend.update()

    def refresh(self, update: MonitorUpdate) -> None:
        """Count undo down."""
        self.foot.update_from(update)

    def accept_key(self) -> PanelKey:
        """Enter closes."""
        return self.foot.done_key

    def _tapped(self) -> None:
        key, update = self.sender(), self._update
        if update is None or not isinstance(key, PanelKey):
            return
        scale, value = str(key.property("scale")), int(key.property("value"))
        command = GiveRating(bed=update.bed, actor=self._actor, scale=scale, value=value)
        words = f"{catalogue().scale_words(scale)} {value}"
        said = self.tr("{what} saved {clock}").format(what=words, clock=self.clock(update.now))
        self.foot.tapped(command, said, "")
        self.send(command)

    def first_focus(self) -> QWidget:
        """The first scale's row, at its last value."""
        for (scale, _), key in self.keys.items():
            if scale == catalogue().scales[0].key and key.last:
                return key
        return self.keys[catalogue().scales[0].key, 0]
