"""Devices: what hangs on which port and in which state, the connection doctor, raw bytes, replays. No dialogs.

    table of devices and searched ports
    doctor of the chosen row │ its raw bytes         or, in their place, the page of a key of the header

In a small window one of the three is shown at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from bedside.driver_api import DriverInfo
from bedside.link.raw_tap import RawTap
from bedside.monitor.updates import StationUpdate
from bedside.ui import device_words
from bedside.ui.device_choice import RowChoice
from bedside.ui.device_doctor import DoctorPanel
from bedside.ui.device_empty import EmptyPage
from bedside.ui.device_foot import Foot
from bedside.ui.device_header import DevicesHeader
from bedside.ui.device_layout import Pages, place
from bedside.ui.device_list import REPAINT_S, DeviceList
from bedside.ui.device_parts import Tile
from bedside.ui.device_raw import RawPanel
from bedside.ui.device_words import Row
from bedside.ui.ground import Ground
from bedside.ui.theme import Theme, layout
from bedside.vitals.devices import DeviceRow, LinkState
from bedside.vitals.sessions import UNNAMED, Actor
from bedside.vitals.station_commands import AttachDevice, CaptureDevice

_AT: Final = layout("devices")

_MOST_ROWS: Final = 9  # the table takes no more room than this before it scrolls
_LEAST_ROWS: Final = 3


class DevicesScreen(Ground):
    """The technician's screen.

    Signals:
        command: `AttachDevice`, `DetachDevice`, `SearchPort`, `StopSearch` or `CaptureDevice`.
        replay_asked: file, driver key, bed, faults ((kind, start s, end s, amount), …): play a capture as a device.
            Kinds are those of `simulation.faults.FaultKind`: unplug, byte_loss and noise (amount: share 0…1), stuck,
            held (a jump of the clock, as far as a line knows one).
    """

    command = Signal(object)
    replay_asked = Signal(str, str, int, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._ready = False
        self._actor: Actor = UNNAMED
        self._rows: tuple[Row, ...] = ()
        self._detail_t = -1.0
        self._choice = RowChoice()
        self._take_tap: Callable[[str], RawTap | None] = _no_tap
        self.setAccessibleName(self.tr("Devices"))
        self.header = DevicesHeader(theme)
        self.add_key = self.header.add_key
        self.list = DeviceList(theme)
        self.doctor = DoctorPanel(theme)
        self.detach_key = self.doctor.keys.detach
        self.raw = RawPanel(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(EmptyPage(theme))
        self._pages.setCurrentIndex(1)
        self.tabs = Pages(theme)
        self._table_tile = Tile(theme, self._pages, self, _AT.tile_padding)
        self._doctor_tile = Tile(theme, self.doctor, self)
        self._raw_tile = Tile(theme, self.raw, self)
        self.foot = Foot(theme, self)
        self.form, self.replay, self.bundle = self.foot.form, self.foot.replay, self.foot.bundle
        for widget in (self.header, self.tabs):
            widget.setParent(self)
        self._connect_parts()
        self._ready = True
        self._arrange()

    def _connect_parts(self) -> None:
        self.list.chosen.connect(self._choose)
        self.list.entered.connect(self._enter_row)
        self.doctor.command.connect(self._send)
        self.doctor.by_hand.connect(self.foot.add)
        self.header.page_asked.connect(self.foot.toggle)
        self.header.record_asked.connect(self._record)
        self.tabs.changed.connect(self._arrange)
        self.form.connect_asked.connect(self._attach)
        self.replay.replay_asked.connect(self._replay)
        self.foot.opened.connect(self._page_opened)
        self.foot.closed.connect(self._page_closed)

    # -- for the window --------------------------------------------------------------------------------

    def set_actor(self, actor: Actor) -> None:
        """Who acts from here on."""
        self._actor = self.doctor.actor = actor

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self._actor

    def set_drivers(self, infos: Sequence[DriverInfo]) -> None:
        """Drivers that can be chosen."""
        self.form.set_infos(infos)
        self.replay.set_infos(infos)
        self.doctor.set_infos({info.key: info for info in infos})

    def set_taps(self, take_tap: Callable[[str], RawTap | None]) -> None:
        """Where the newest bytes of a device are: device id → its tap; None while there is none."""
        self._take_tap = take_tap

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
        self.foot.show_refusal(sentence)

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
        idle = not self.foot.name and not self.raw.paused
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
        key = self.doctor.keys.first()
        if key is not None and not self.foot.name:
            key.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page_opened(self, _name: str) -> None:
        self.header.say("")
        self._arrange()

    def _page_closed(self, name: str) -> None:
        self._arrange()
        if name:
            self.header.key_of(name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _send(self, command: object) -> None:
        self._choice.touch()
        if isinstance(command, AttachDevice):
            self._choice.expect(command.port)
            if self.list.isVisible():  # where “Use it” was comes “Detach”: no second press may mean that
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
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
        self.header.show_page(self.foot.name)
        places = place(
            self.width(),
            self.height(),
            rows=min(_MOST_ROWS, max(_LEAST_ROWS, len(self._rows))),
            empty=not self._rows,
            form=bool(self.foot.name),
            tab=self.tabs.page,
            text_scale=self._theme.text_scale,
            zoom=self._theme.zoom,
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
        self.foot.place(places.rects.get("form"))

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the open page, or goes back to the table."""
        if event.key() == Qt.Key.Key_Escape and self.foot.name:
            self.foot.close_page()
        elif event.key() == Qt.Key.Key_Escape and self.tabs.isVisible() and self.tabs.page != "table":
            self.tabs.show_page("table")
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            event.ignore()


def _no_tap(_device: str) -> RawTap | None:
    """Before the station stands there are no bytes."""
    return None
