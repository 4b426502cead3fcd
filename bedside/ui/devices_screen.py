"""Devices: what hangs on which port, what state it is in and why; connect by hand, detach. No dialogs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from bedside.monitor.updates import StationUpdate
from bedside.ui.device_list import DeviceList, words_of_state
from bedside.ui.key_button import KeyButton
from bedside.ui.panels.connect import ConnectForm
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch, tile_ground
from bedside.ui.theme import Theme
from bedside.vitals.commands import AttachDevice, DetachDevice
from bedside.vitals.devices import DeviceRow, LinkState
from bedside.vitals.sessions import UNNAMED, Actor

_HEADER_PX = 56
_FOOT_PX = 452


class _Tile(QWidget):
    """A tile's ground behind a layout."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        tile_ground(Sketch(painter, self._theme), QRectF(self.rect()))
        painter.end()


class _Empty(QWidget):
    """What to do when nothing is connected."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 40, 40, 40)
        column.setSpacing(10)
        column.addStretch(1)
        for text, token, role in (
            (self.tr("No device is connected"), "title.panel", "text"),
            (
                self.tr(
                    "Plug the oximeter or blood-pressure monitor into a USB port, press “Add by hand”, "
                    "choose its port, what it is and the bed."
                ),
                "body",
                "text2",
            ),
            (
                self.tr("To look around without a device, start bedside with --simulate 4."),
                "body",
                "text2",
            ),
        ):
            words = Words(theme, text, token, role, wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(words)
        column.addStretch(2)


class _Detail(QWidget):
    """The chosen device in full sentences, and the key that takes it off its bed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name = Words(theme, "", "title.small", "text")
        self._where = Words(theme, "", "label", "text2")
        self._sentence = Words(theme, "", "title.name", "text", wrap=True)
        self._counts = Words(theme, "", "body", "text2", wrap=True)
        self.detach_key = KeyButton(theme, "", "power-plug-off-outline", token="body.medium")
        self.detach_key.setFixedHeight(48)
        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._where)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._sentence)
        column.addWidget(self._counts)
        column.addStretch(1)
        column.addWidget(self.detach_key)

    def show_row(self, row: DeviceRow | None) -> None:
        """Another device, or none chosen."""
        self.detach_key.setVisible(row is not None)
        if row is None:
            self._name.setText(self.tr("No device chosen"))
            for words in (self._where, self._counts):
                words.setText("")
            self._sentence.setText(self.tr("Choose a row to see what was heard from it."))
            return
        self._name.setText(row.identity or row.title)
        self._where.setText(f"{row.port} · {row.line}")
        self._sentence.setText(row.sentence or words_of_state(row.state))
        counters = row.counters
        self._counts.setText(
            self.tr("{bytes} bytes received, {frames} whole frames, {bad} pieces thrown away.").format(
                bytes=counters.bytes_in, frames=counters.frames, bad=counters.bad_frames
            )
        )
        self.detach_key.set_label(self.tr("Detach from bed {bed}").format(bed=row.bed))


class DevicesScreen(QWidget):
    """The technician's screen.

    Signals:
        command: `AttachDevice` or `DetachDevice`.
        ports_wanted: the form was opened; answer with `set_ports`.
    """

    command = Signal(object)
    ports_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actor: Actor = UNNAMED
        self._rows: tuple[DeviceRow, ...] = ()
        self.setAccessibleName(self.tr("Devices"))
        self._summary = Words(theme, "", "label", "text2")
        self._refusal = Words(theme, "", "label.bold", "text")
        self.add_key = KeyButton(theme, self.tr("Add by hand"), "power-plug-outline")
        self.add_key.setFixedSize(176, 40)
        self.add_key.clicked.connect(self._toggle_form)
        self.list = DeviceList(theme)
        self.list.chosen.connect(self._choose)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(_Empty(theme))
        self._pages.setCurrentIndex(1)
        self.form = ConnectForm(theme)
        self.form.connect_asked.connect(self._attach)
        self.form.closed.connect(self._close_form)
        self._detail = _Detail(theme)
        self.detach_key = self._detail.detach_key
        self.detach_key.clicked.connect(self._detach)
        self._lay_out()
        self._show_foot()

    def _lay_out(self) -> None:
        header = _Tile(self._theme)
        header.setFixedHeight(_HEADER_PX)
        row = QHBoxLayout(header)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(20)
        row.addWidget(Words(self._theme, self.tr("Devices"), "title.panel", "text"))
        row.addWidget(self._summary)
        row.addStretch(1)
        row.addWidget(self._refusal)
        row.addWidget(self.add_key)
        table = _Tile(self._theme)
        inside = QVBoxLayout(table)
        inside.setContentsMargins(0, 0, 0, 8)
        inside.addWidget(self._pages)
        self._detail_tile, self._form_tile = _Tile(self._theme), _Tile(self._theme)
        for tile, widget in ((self._detail_tile, self._detail), (self._form_tile, self.form)):
            box = QVBoxLayout(tile)
            box.setContentsMargins(0, 0, 0, 0)
            box.addWidget(widget)
            tile.setMaximumHeight(_FOOT_PX)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._detail_tile, 616)
        foot.addWidget(self._form_tile, 1216)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(header)
        column.addWidget(table, 1)
        column.addLayout(foot)

    # -- for the window --------------------------------------------------------------------------------

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        self._actor = actor

    def set_ports(self, ports: Sequence[tuple[str, str]]) -> None:
        """Ports of this machine: (path, description)."""
        self.form.set_ports(ports)

    def set_drivers(self, drivers: Sequence[tuple[str, str]]) -> None:
        """Drivers that can be chosen: (key, title)."""
        self.form.set_drivers(drivers)

    def show_update(self, update: StationUpdate) -> None:
        """The newest state of all links. May be called for every frame."""
        self.list.show_rows(update.devices, update.station_now)
        if update.devices == self._rows:
            return
        known = {row.device for row in self._rows}
        if known and any(row.device not in known for row in update.devices):
            self._refusal.setText("")
        self._rows = update.devices
        self._pages.setCurrentIndex(0 if self._rows else 1)
        self._summary.setText(self._counted())
        self.form.set_taken({row.port: row.bed for row in self._rows if row.state is not LinkState.DETACHED})
        self._show_detail()

    def show_refusal(self, sentence: str) -> None:
        """Say why the last command was refused; it stays until the next one."""
        self._refusal.setText(sentence)
        self.form.show_refusal(sentence)

    @property
    def refusal(self) -> str:
        """The sentence that is shown; "" = none."""
        return self._refusal.text()

    # -- inside ----------------------------------------------------------------------------------------

    def _counted(self) -> str:
        counts = [self.tr("{n} known").format(n=len(self._rows))]
        for words, states in (
            (self.tr("{n} sending"), {LinkState.MEASURING}),
            (self.tr("{n} waiting"), {LinkState.OPENING, LinkState.WAITING}),
            (self.tr("{n} silent"), {LinkState.SILENT}),
            (self.tr("{n} not understood"), {LinkState.GARBLED}),
            (self.tr("{n} unplugged"), {LinkState.GONE}),
            (self.tr("{n} refused"), {LinkState.REFUSED}),
        ):
            n = sum(row.state in states for row in self._rows)
            if n:
                counts.append(words.format(n=n))
        return " · ".join(counts) if self._rows else ""

    @property
    def chosen(self) -> DeviceRow | None:
        """The device of the chosen row."""
        return next((row for row in self._rows if row.device == self.list.chosen_device), None)

    def _choose(self, _device: str) -> None:
        self._show_detail()

    def _show_detail(self) -> None:
        self._detail.show_row(self.chosen)
        self._show_foot()

    def _toggle_form(self) -> None:
        if self.form.is_open:
            self._close_form()
            return
        self.ports_wanted.emit()
        self._refusal.setText("")
        self.form.begin()
        self._show_foot()
        self.form.first_focus().setFocus()

    def _close_form(self) -> None:
        self.form.is_open = False
        self._show_foot()
        self.add_key.setFocus()

    def _show_foot(self) -> None:
        shown, detail = self.form.is_open, bool(self._rows)
        self.add_key.set_primary(shown)
        self._form_tile.setVisible(shown)
        self._detail_tile.setVisible(detail)

    def _attach(self, driver: str, port: str, bed: int) -> None:
        self._refusal.setText("")
        self.command.emit(AttachDevice(bed=bed, actor=self._actor, driver=driver, port=port))

    def _detach(self) -> None:
        row = self.chosen
        if row is not None:
            self._refusal.setText("")
            self.command.emit(DetachDevice(bed=row.bed, actor=self._actor, device=row.device))

    def sizeHint(self) -> QSize:
        """The content area at 1920×1080."""
        return QSize(1840, 968)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The window's ground between the tiles."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("bg"))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the form."""
        if event.key() == Qt.Key.Key_Escape and self.form.is_open:
            self._close_form()
        else:
            event.ignore()
