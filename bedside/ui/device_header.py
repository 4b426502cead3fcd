"""The head of the Devices screen: title, counts, a refusal, and the keys that open its pages."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bedside.ui.device_parts import OneLine
from bedside.ui.key_button import KeyButton
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme, layout
from bedside.vitals.devices import DeviceRow

_AT: Final = layout("device_header")

HEIGHT: Final[int] = _AT.height
LOW_HEIGHT: Final[int] = _AT.height_low


class DevicesHeader(QWidget):
    """Lays itself out in any width: the words of the keys go before those of the counts.

    Signals:
        record_asked: keep the raw bytes of the chosen device from now on, or stop it.
        page_asked: open or close the page of that name: add, replay, bundle.
    """

    record_asked = Signal(bool)
    page_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._capture = ""
        self._title = OneLine(theme, self.tr("Devices"), "title.panel", "text")
        self.summary = OneLine(theme, "", "label", "text2")
        self.refusal = OneLine(theme, "", "label.bold", "text")
        self.add_key = self._key(self.tr("Add by hand"), "plus", "add")
        self.record_key = KeyButton(theme, self.tr("Record raw"), "record-circle-outline", parent=self)
        self.record_key.clicked.connect(self._record)
        self.replay_key = self._key(self.tr("Replay a capture as device"), "play-box-outline", "replay")
        self.bundle_key = self._key(self.tr("Support bundle"), "content-save-outline", "bundle")
        self._keys = (self.add_key, self.record_key, self.replay_key, self.bundle_key)
        self._words = {key: key.text() for key in self._keys}
        for widget in (self._title, self.summary, self.refusal):
            widget.setParent(self)
        self.setTabOrder(self.add_key, self.record_key)
        self.setTabOrder(self.record_key, self.replay_key)
        self.show_chosen(None)

    def _key(self, label: str, icon: str, page: str) -> KeyButton:
        key = KeyButton(self._theme, label, icon, parent=self)
        key.setToolTip(label)
        key.setProperty("page", page)
        key.clicked.connect(self._ask_page)
        return key

    # -- for the screen --------------------------------------------------------------------------------

    def show_page(self, name: str) -> None:
        """Which page is open; "" = none."""
        for key in (self.add_key, self.replay_key, self.bundle_key):
            key.set_primary(key.property("page") == name)

    def key_of(self, page: str) -> KeyButton:
        """The key that opens a page."""
        return {"replay": self.replay_key, "bundle": self.bundle_key}.get(page, self.add_key)

    def show_chosen(self, row: DeviceRow | None) -> None:
        """The device whose bytes would be recorded; None: none that can."""
        self._capture = row.capture if row is not None else ""
        words = self.tr("Stop recording") if self._capture else self.tr("Record raw")
        self.record_key.setEnabled(row is not None)
        self.record_key.set_primary(bool(self._capture))
        tip = self.tr("Keep every byte of the chosen device in a file")
        if row is None:
            tip = self.tr("Choose a device first: its bytes are kept in a file")
        elif self._capture:
            tip = self.tr("Every byte is kept in {file}").format(file=self._capture)
        self.record_key.setToolTip(tip)
        self.record_key.setAccessibleDescription(tip)
        if self._words[self.record_key] != words:
            self._words[self.record_key] = words
            self.record_key.setAccessibleName(words)
            self._arrange()

    @property
    def capture(self) -> str:
        """File in which the bytes of the chosen device are kept; "" = none."""
        return self._capture

    def say(self, sentence: str) -> None:
        """A refusal, in place of the counts; "" brings them back."""
        self.refusal.setText(sentence)
        self._arrange()

    def set_summary(self, words: str) -> None:
        """The counts."""
        self.summary.setText(words)
        self._arrange()

    # -- inside ----------------------------------------------------------------------------------------

    def _record(self) -> None:
        self.record_asked.emit(not self._capture)

    def _ask_page(self) -> None:
        key = self.sender()
        if key is not None:
            self.page_asked.emit(str(key.property("page")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        pad, gap, zoom = _AT.padding, _AT.gap, self._theme.zoom
        high = round(min(_AT.key_height * zoom, self.height() - _AT.key_room * zoom))
        top = (self.height() - high) // 2
        title = self._title.sizeHint().width()
        line = self.refusal if self.refusal.text() else self.summary
        said = min(line.sizeHint().width() + _AT.said_more, self.width() // 2)
        room = self.width() - 2 * pad - title - _AT.title_gap - said
        whole = [self._width_of(self._words[key]) for key in self._keys]
        bare = [high + _AT.bare_more] * len(self._keys)
        widths = list(bare)
        # As many keys as possible keep their words, the first ones first.
        for n in range(len(widths)):
            tried = [whole[k] if k <= n else widths[k] for k in range(len(widths))]
            if sum(tried) + gap * len(widths) <= room:
                widths = tried
        x = self.width() - pad
        for key, width, full in reversed(list(zip(self._keys, widths, whole, strict=True))):
            words = self._words[key]
            name = key.accessibleName()
            key.setText(words if width == full else "")
            key.setAccessibleName(name)
            x -= width
            key.setGeometry(x, top, width, high)
            x -= gap
        left = pad + title + _AT.title_gap
        self._title.setGeometry(pad, top, title, high)
        self.summary.setVisible(line is self.summary)
        self.refusal.setVisible(line is self.refusal)
        for each in (self.summary, self.refusal):
            each.setGeometry(left, top, max(0, x - left), high)

    def _width_of(self, words: str) -> int:
        measure = self._theme.metrics("label.medium", self._theme.px("label.medium"))
        around = (_AT.key_padding + _AT.key_icon) * self._theme.zoom
        return round(measure.horizontalAdvance(words) + around)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Its ground."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()
