"""Devices: what hangs on which port and in which state, the connection doctor, raw bytes, replays. No dialogs.

    table of devices and searched ports
    doctor of the chosen row │ its raw bytes         or, in their place, the page of a key of the header

In a small window one of the three is shown at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bedside.driver_api import DriverInfo
from bedside.link.raw_tap import RawTap
from bedside.monitor.updates import StationUpdate
from bedside.ui import device_words
from bedside.ui.device_bundle import BundleForm
from bedside.ui.device_choice import RowChoice
from bedside.ui.device_doctor import DoctorPanel
from bedside.ui.device_empty import EmptyPage
from bedside.ui.device_header import DevicesHeader
from bedside.ui.device_layout import Pages, place
from bedside.ui.device_list import REPAINT_S, DeviceList
from bedside.ui.device_page import FootPage
from bedside.ui.device_parts import Tile
from bedside.ui.device_raw import RawPanel
from bedside.ui.device_replay import ReplayForm
from bedside.ui.device_words import Row
from bedside.ui.panels.connect import ConnectForm
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import AttachDevice, CaptureDevice
from bedside.vitals.devices import DeviceRow, LinkState
from bedside.vitals.sessions import UNNAMED, Actor

_AT: Final = layout("devices")

_MOST_ROWS: Final = 9  # the table takes no more room than this before it scrolls
_LEAST_ROWS: Final = 3


class DevicesScreen(QWidget):
    """The technician's screen.

    Signals:
        command: `AttachDevice`, `DetachDevice`, `SearchPort`, `StopSearch` or `CaptureDevice`.
        ports_wanted: the form was opened; answer with `set_ports`.
        captures_wanted: the replay page was opened; answer with `set_captures`.
        replay_asked: file, driver key, bed, faults ((kind, start s, end s, amount), …): play a capture as a device.
            Kinds are those of `simulation.faults.FaultKind`: unplug, byte_loss and noise (amount: share 0…1), stuck,
            held (a jump of the clock, as far as a line knows one).
        bundle_asked: write a support bundle to this path; answer with `show_bundle`.
    """

    command = Signal(object)
    ports_wanted = Signal()
    captures_wanted = Signal()
    replay_asked = Signal(str, str, int, object)
    bundle_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ready = False
        self._theme = theme
        self._actor: Actor = UNNAMED
        self._rows: tuple[Row, ...] = ()
        self._detail_t = -1.0
        self._open = ""  # page of the header's key that is open
        self._choice = RowChoice()
        self._take_tap: Callable[[str], RawTap | None] = _no_tap
        self.setAccessibleName(self.tr("Devices"))
        self.header = DevicesHeader(theme)
        self.add_key = self.header.add_key
        self.list = DeviceList(theme)
        self.doctor = DoctorPanel(theme)
        self.detach_key = self.doctor.detach_key
        self.raw = RawPanel(theme)
        self.form = ConnectForm(theme)
        self.replay = ReplayForm(theme)
        self.bundle = BundleForm(theme)
        self._forms: dict[str, FootPage] = {"add": self.form, "replay": self.replay, "bundle": self.bundle}
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(EmptyPage(theme))
        self._pages.setCurrentIndex(1)
        self.tabs = Pages(theme)
        self._table_tile, self._doctor_tile = (
            self._tile(self._pages, _AT.tile_padding),
            self._tile(self.doctor),
        )
        self._raw_tile = self._tile(self.raw)
        self._form_tiles = {name: self._tile(form) for name, form in self._forms.items()}
        for widget in (self.header, self.tabs):
            widget.setParent(self)
        self._connect_parts()
        self._ready = True
        self._arrange()

    def _tile(self, widget: QWidget, below: int = 0) -> Tile:
        tile = Tile(self._theme)
        box = QVBoxLayout(tile)
        box.setContentsMargins(0, 0, 0, below)
        box.addWidget(widget)
        tile.setParent(self)
        return tile

    def _connect_parts(self) -> None:
        self.list.chosen.connect(self._choose)
        self.list.entered.connect(self._enter_row)
        self.doctor.command.connect(self._send)
        self.doctor.by_hand.connect(self._add_found)
        self.header.page_asked.connect(self._toggle_page)
        self.header.record_asked.connect(self._record)
        self.tabs.changed.connect(self._arrange)
        self.form.connect_asked.connect(self._attach)
        self.replay.replay_asked.connect(self._replay)
        self.bundle.bundle_asked.connect(self.bundle_asked)
        for form in self._forms.values():
            form.closed.connect(self._close_page)

    # -- for the window --------------------------------------------------------------------------------

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        self._actor = self.doctor.actor = actor

    def set_ports(self, ports: Sequence[tuple[str, str]]) -> None:
        """Ports of this machine: (path, description)."""
        self.form.set_ports(ports)

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self._actor

    def set_drivers(self, infos: Sequence[DriverInfo]) -> None:
        """Drivers that can be chosen."""
        self.form.set_infos(infos)
        self.replay.set_infos(infos)
        self.doctor.set_infos({info.key: info for info in infos})

    def set_captures(self, files: Sequence[tuple[str, str]]) -> None:
        """Captures that can be replayed, newest first: (path, driver key or "")."""
        self.replay.set_files(files)

    def set_taps(self, take_tap: Callable[[str], RawTap | None]) -> None:
        """Where the newest bytes of a device are: device id → its tap; None while there is none."""
        self._take_tap = take_tap

    def set_bundle_path(self, path: str) -> None:
        """Where a support bundle is written if nobody says otherwise."""
        self.bundle.set_usual(path)

    def show_bundle(self, sentence: str) -> None:
        """Where the bundle was written, or why it was not."""
        self.bundle.show_written(sentence)

    def show_update(self, update: StationUpdate) -> None:
        """The newest state of all devices and searches. May be called for every frame."""
        idle = tuple(search for search in update.searches if search.idle)
        plugged = tuple(search for search in update.searches if not search.idle)
        rows: tuple[Row, ...] = (*plugged, *update.devices, *idle)  # what was just plugged in is on top
        self.list.show_rows(rows, update.station_now)
        if rows != self._rows:
            self._take_rows(rows, update.station_now)
        self._choice.now = update.station_now
        self.raw.show_row(self.chosen_row, self._take_tap, update.utc, update.station_now)

    def show_refusal(self, sentence: str) -> None:
        """Say why the last command was refused; it stays until the next one."""
        self.header.say(sentence)
        if self._open:
            self._forms[self._open].show_refusal(sentence)

    @property
    def refusal(self) -> str:
        """The sentence that is shown; "" = none."""
        return self.header.refusal.text()

    @property
    def chosen(self) -> DeviceRow | None:
        """The device of the chosen row; None: none, or a port without one."""
        row = self.chosen_row
        return row if isinstance(row, DeviceRow) else None

    @property
    def chosen_row(self) -> Row | None:
        """The chosen row."""
        key = self.list.chosen_key
        return next((row for row in self._rows if device_words.key_of(row) == key), None) if key else None

    # -- news ------------------------------------------------------------------------------------------

    def _take_rows(self, rows: tuple[Row, ...], now: float) -> None:
        before, self._rows = self._rows, rows
        states = [(device_words.key_of(row), row.state, row.sentence) for row in rows]
        news = states != [(device_words.key_of(row), row.state, row.sentence) for row in before]
        devices = [row for row in rows if isinstance(row, DeviceRow)]
        if news:
            if {key for key, _, _ in states} - {device_words.key_of(row) for row in before} and before:
                self.header.say("")
            self._follow(before, rows, now)
            self.form.set_taken({row.port: row.bed for row in devices if row.state is not LinkState.DETACHED})
            self.replay.set_live({row.bed: row.title for row in devices if not row.simulated})
            self.header.set_summary(device_words.counted(rows))
            if bool(rows) != bool(before):
                self._pages.setCurrentIndex(0 if rows else 1)
            if len(rows) != len(before):
                self._arrange()
        chosen = self.chosen
        recording = chosen is not None and chosen.capture != self.header.capture
        if news or recording or abs(now - self._detail_t) >= REPAINT_S:
            self._detail_t = now
            self._show_detail()

    def _follow(self, before: Sequence[Row], rows: Sequence[Row], now: float) -> None:
        """Choose for the person: what was just plugged in, and what it became on a bed."""
        idle = not self._open and not self.raw.paused
        wanted = self._choice.wanted(before, rows, self.list.chosen_key, now, idle=idle)
        if wanted:
            self.list.choose_key(wanted)

    def _show_detail(self) -> None:
        row = self.chosen_row
        self.doctor.show_row(row, [each for each in self._rows if isinstance(each, DeviceRow)])
        self.header.show_chosen(self.chosen)

    # -- what a person does ----------------------------------------------------------------------------

    def _choose(self, _key: str) -> None:
        self._choice.touch()
        self._show_detail()

    def _enter_row(self) -> None:
        self._choice.touch()
        self.tabs.show_page("doctor")
        key = self.doctor.first_key()
        if key is not None and not self._open:
            key.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle_page(self, name: str) -> None:
        if self._open == name:
            self._close_page()
        elif name == "add":
            self._open_add()
        elif name == "replay":
            self.captures_wanted.emit()
            self.replay.begin()
            self._open_page(name)
        else:
            self.bundle.begin()
            self._open_page(name)

    def _open_add(self, port: str = "", driver: str = "", line: str = "") -> None:
        self.ports_wanted.emit()
        self.form.begin(port, driver, line)
        self._open_page("add")

    def _add_found(self, port: str, driver: str, line: str) -> None:
        self._open_add(port, driver, line)

    def _open_page(self, name: str) -> None:
        self.header.say("")
        self._open = name
        self.form.is_open = name == "add"
        self._arrange()
        self._forms[name].take_keyboard()

    def _close_page(self) -> None:
        closed, self._open = self._open, ""
        self.form.is_open = False
        self._arrange()
        if closed:
            self.header.key_of(closed).setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self, command: object) -> None:
        self._choice.touch()
        if isinstance(command, AttachDevice):
            self._choice.expect(command.port)
        self.header.say("")
        self.command.emit(command)

    def _attach(self, driver: str, port: str, bed: int, line: str) -> None:
        self._send(AttachDevice(bed=bed, actor=self._actor, driver=driver, port=port, line=line))

    def _replay(self, file: str, driver: str, bed: int, faults: object) -> None:
        self.header.say("")
        self.replay_asked.emit(file, driver, bed, faults)

    def _record(self, on: bool) -> None:
        row = self.chosen
        if row is not None:
            self._send(CaptureDevice(bed=row.bed, actor=self._actor, device=row.device, on=on))

    # -- Qt --------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.header.show_page(self._open)
        places = place(
            self.width(),
            self.height(),
            rows=min(_MOST_ROWS, max(_LEAST_ROWS, len(self._rows))),
            empty=not self._rows,
            form=bool(self._open),
            tab=self.tabs.page,
            text_scale=self._theme.text_scale,
        )
        low = places.low
        self.list.set_low(low=low)
        self.doctor.set_low(low=low)
        self.raw.set_low(low=low)
        shown: dict[QWidget, str] = {
            self.header: "header",
            self.tabs: "tabs",
            self._table_tile: "table",
            self._doctor_tile: "doctor",
            self._raw_tile: "raw",
        }
        for widget, name in shown.items():
            rect = places.rects.get(name)
            widget.setVisible(rect is not None)
            if rect is not None:
                widget.setGeometry(rect)
        for name, tile in self._form_tiles.items():
            tile.setVisible(name == self._open)
            if name == self._open:
                tile.setGeometry(places.rects["form"])

    def changeEvent(self, event: QEvent) -> None:
        """Another look or text size: other rows."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._ready:
            self._arrange()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room."""
        self._arrange()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        """The content area at 1920×1080."""
        return QSize(_AT.wide, _AT.high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The window's ground between the tiles."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("bg"))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the open page, or goes back to the table."""
        if event.key() == Qt.Key.Key_Escape and self._open:
            self._close_page()
        elif event.key() == Qt.Key.Key_Escape and self.tabs.isVisible() and self.tabs.page != "table":
            self.tabs.show_page("table")
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            event.ignore()


def _no_tap(_device: str) -> RawTap | None:
    """Before the station stands there are no bytes."""
    return None
