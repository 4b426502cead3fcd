"""A line over a form whose words come from before the program ended: look before you save, or throw them away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.ui.draft_words import when_words
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.session.drafts import Drafts
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme, layout

_AT: Final = layout("typed_before")
THROW_KEY: Final = "Ctrl+T"


class TypedBefore(QWidget):
    """No room where there is nothing to say.

    Signals:
        thrown: what was typed before the program ended is not wanted; it is gone from the drafts already.
    """

    thrown = Signal()

    def __init__(self, theme: Theme, drafts: Drafts, prefixes: tuple[str, ...], form: QWidget) -> None:
        """`prefixes`: of the fields it is about. `form`: its key is heard everywhere in there."""
        super().__init__()
        self._theme = theme
        self.drafts = drafts
        self.prefixes = prefixes
        self._owner = ""
        self.words = Words(theme, "", "body.bold", "text", wrap=True)
        self.throw_key = PanelKey(
            theme, self.tr("Throw it away"), icon="close", key=THROW_KEY, least=_AT.key_size
        )
        self.throw_key.clicked.connect(self._throw)
        self.lost = Words(theme, "", "body.bold", "text", wrap=True)
        self.read_key = PanelKey(theme, self.tr("Understood"), icon="check", least=_AT.key_size)
        self.read_key.clicked.connect(self._read)
        shortcut = QShortcut(QKeySequence(THROW_KEY), form)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._throw)
        said = QVBoxLayout()
        said.setSpacing(int(_AT.gap))
        said.addWidget(self.words)
        said.addWidget(self.lost)
        keys = QVBoxLayout()
        keys.setSpacing(int(_AT.gap))
        for key in (self.throw_key, self.read_key):
            keys.addWidget(key)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(int(_AT.gap))
        self._row.addLayout(said, 1)
        self._row.addLayout(keys)
        self._low = False
        self._margins()
        self.hide()

    def show_owner(self, owner: str, now: datetime) -> None:
        """What there is to say of this session, patient or protocol; `now`: wall time."""
        self._owner = owner
        before = self.drafts.typed_before(owner, self.prefixes)
        lost = self.drafts.noted(owner)
        if before is not None:
            said = self.tr("Typed before the program ended, {when} — look at it before you save.")
            self._put(self.words, said.format(when=when_words(before, now)))
        self._put(self.lost, lost)
        both = before is not None and bool(lost)
        second = bool(lost) and not (both and self._low)  # one after the other, where there is little room
        parts = ((self.words, before is not None), (self.throw_key, before is not None))
        for widget, shown in (*parts, (self.lost, second), (self.read_key, second)):
            if widget.isHidden() is shown:
                widget.setVisible(shown)
        self.setVisible(before is not None or bool(lost))
        self._fit()

    def set_low(self, *, low: bool) -> None:
        """Little height: small words, keys as low as a mouse needs them."""
        if low != self._low:
            self._low = low
            for key in (self.throw_key, self.read_key):
                key.set_least(*(_AT.low_key if low else _AT.key_size))
            for label in (self.words, self.lost):
                label.set_look("small.medium" if low else "body.bold", "text")
            self._margins()
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height; its words are never cut."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(max(0, self._row.totalHeightForWidth(self.width())))

    def _margins(self) -> None:
        pad = int(_AT.low_pad if self._low else _AT.pad)
        left = int(_AT.low_words_x if self._low else _AT.words_x)
        self._row.setContentsMargins(left, pad, pad, pad)

    @property
    def said(self) -> str:
        """What it says; "" = nothing."""
        parts = (each.text() for each in (self.words, self.lost) if not each.isHidden())
        return "" if self.isHidden() else " ".join(parts)

    def _put(self, label: Words, text: str) -> None:
        if label.text() != text:
            label.setText(text)
            self.setAccessibleName(text)

    def _throw(self) -> None:
        if self.drafts.typed_before(self._owner, self.prefixes) is not None:
            self.drafts.throw_away(self._owner, self.prefixes)
            self.thrown.emit()

    def _read(self) -> None:
        self.drafts.read_note(self._owner)
        self.thrown.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A heavy edge and the sign, as every warning of a form has; no alarm colour."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        sketch.fill(rect, "surface", _AT.radius)
        sketch.edge(rect, "text", _AT.edge, _AT.radius)
        side = int(_AT.low_icon if self._low else _AT.icon)
        x = int(_AT.low_icon_x if self._low else _AT.icon_x)
        sketch.icon(x, (self.height() - side) / 2, "alert-outline", "text", side)
        painter.end()
