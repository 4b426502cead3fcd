"""A lot in the list of the settings: what stands on it, its last count, and the keys to count it again or remove it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.therapy.lots import Lot, count_fault, expiry_words
from bedside.ui import theme as themes
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.rate_units import parse_decimal, typable
from bedside.ui.panels.words import Field, Words
from bedside.ui.spoken import plural, told
from bedside.ui.theme import Theme

_AT: Final = themes.layout("settings_lots")
_LONGEST_CHARS: Final = 4


def when_words(utc: datetime, now: datetime) -> str:
    """A moment as a clock of today says it, with its day when it is of another one."""
    here = utc.astimezone(now.tzinfo)
    return f"{here:%H:%M}" if here.date() == now.date() else f"{here:%Y-%m-%d %H:%M}"


def lot_words(lot: Lot) -> str:
    """What stands on the label: "K2317 · 2027-04 · 10 mg/mL"."""
    return f"{lot.lot} · {lot.expiry} · {typable(lot.strength_mg_ml)} mg/mL"


def as_count(typed: str) -> int | None:
    """The whole number that was typed; None if it is none, or no count."""
    value = parse_decimal(typed)
    if value is None or value != int(value) or count_fault(int(value)):
        return None
    return int(value)


class LotRow(QWidget):
    """One lot.

    Signals:
        counted: (lot, vials).
        removed: lot.
    """

    counted = Signal(str, int)
    removed = Signal(str)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._name = name
        self._allowed = False
        self._label = Words(theme, "", "body.bold", "text", wrap=True)
        self._state = Words(theme, "", "body", "text2", wrap=True)
        self._expiry = Words(theme, "", "label.medium", "text", wrap=True)
        self.vials = Field(theme, self.tr("Vials now"), token="body.large", height=_AT.field_height)
        self.vials.edit.setAccessibleName(self.tr("Vials of lot {lot}").format(lot=name))
        self.vials.edit.setMaxLength(_LONGEST_CHARS)
        self.vials.edit.textChanged.connect(self._judge)
        self.vials.edit.returnPressed.connect(self._count)
        self.vials.setMinimumWidth(_AT.count_width)
        self.vials.setMaximumWidth(_AT.count_width)
        self.count_key = PanelKey(theme, self.tr("Count again"), least=_AT.row_key)
        self.remove_key = PanelKey(theme, self.tr("Remove"), icon="close", least=_AT.row_key)
        for key in (self.count_key, self.remove_key):
            key.setAccessibleName(f"{key.text()}: {name}")
        self.count_key.clicked.connect(self._count)
        self.remove_key.clicked.connect(self._remove)
        words, acts = QVBoxLayout(), Flow(_AT.gap)
        words.setSpacing(0)
        for each in (self._label, self._state, self._expiry):
            words.addWidget(each)
        for part in (self.vials, self.count_key, self.remove_key):
            acts.addWidget(part)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(_AT.gap)
        self._box.addLayout(words, _AT.words_share)
        self._box.addLayout(acts, _AT.acts_share)
        self._judge()

    @property
    def words(self) -> str:
        """What is said of it."""
        return " ".join(each.text() for each in (self._label, self._state, self._expiry) if each.text())

    def show_lot(self, lot: Lot, now: datetime) -> None:
        """Show this; `now` is the wall time of this place."""
        self._label.setText(lot_words(lot))
        vials = plural("LotRow", "%n vial", "%n vials", lot.vials)
        counted = self.tr("{vials}, counted by {who}, {at}")
        self._state.setText(counted.format(vials=vials, who=lot.by, at=when_words(lot.utc, now)))
        expiry = told(expiry_words(lot, now.date()))
        self._expiry.setText(expiry)
        self._expiry.setVisible(bool(expiry))

    def allow(self, allowed: bool) -> None:
        """Whether somebody is named who may change it."""
        self._allowed = allowed
        self._judge()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where there is room."""
        low = self.width() < _AT.narrow
        self._box.setDirection(QBoxLayout.Direction.TopToBottom if low else QBoxLayout.Direction.LeftToRight)
        super().resizeEvent(event)

    def _judge(self) -> None:
        self.count_key.setEnabled(self._allowed and as_count(self.vials.text()) is not None)
        self.remove_key.setEnabled(self._allowed)

    def _count(self) -> None:
        vials = as_count(self.vials.text())
        if vials is not None and self.count_key.isEnabled():
            self.vials.edit.clear()
            self.counted.emit(self._name, vials)

    def _remove(self) -> None:
        self.removed.emit(self._name)
