"""The connection doctor: what was heard on the chosen port, what it means, what to try, and the keys that do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.driver_api import DriverInfo
from bedside.monitor.search_row import USB
from bedside.ui import device_words
from bedside.ui.device_advice import Advice
from bedside.ui.device_beds import free_bed
from bedside.ui.device_doctor_keys import DoctorKeys
from bedside.ui.device_facts import advice_of, arms_of, counts_of
from bedside.ui.device_parts import OneLine, Scrolled
from bedside.ui.device_tried import TriedTable
from bedside.ui.device_words import Row
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import STATION_BED, Command
from bedside.vitals.devices import DeviceRow, PortSearch, SearchState
from bedside.vitals.sessions import UNNAMED, Actor
from bedside.vitals.station_commands import AttachDevice, DetachDevice, SearchPort, StopSearch

_AT: Final = layout("device_doctor")


class _Icon(QWidget):
    """The stethoscope in front of the title."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self.setFixedSize(_AT.icon, _AT.icon)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        Sketch(painter, self._theme).icon(0, 0, self._name, "text2", _AT.icon)
        painter.end()


class DoctorPanel(QWidget):
    """The chosen row in full sentences.

    Signals:
        command: `AttachDevice`, `DetachDevice`, `SearchPort` or `StopSearch`.
        by_hand: another bed or name: (port, driver key or "", line or "").
    """

    command = Signal(object)
    by_hand = Signal(str, str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._row: Row | None = None
        self._bed: int | None = None
        self._infos: Mapping[str, DriverInfo] = {}
        self.actor: Actor = UNNAMED
        self.setAccessibleName(self.tr("Connection doctor"))
        self._title = OneLine(theme, self.tr("Connection doctor"), "title.small", "text")
        self.where = OneLine(theme, "", "label", "text2", right=True)
        self.sentence = Words(theme, "", "title.name", "text", wrap=True)
        self.advice = Advice(theme)
        self.tried = TriedTable(theme)
        self.counts = Words(theme, "", "body", "text2", wrap=True)
        self.hint = Words(theme, "", "label", "text2", wrap=True)
        self.keys = DoctorKeys(theme, self.hint)
        for key, act in (
            (self.keys.use, self._use),
            (self.keys.other, self._by_hand),
            (self.keys.ask, self._ask),
            (self.keys.again, self._listen),
            (self.keys.leave, self._leave),
            (self.keys.detach, self._detach),
        ):
            key.clicked.connect(act)
        self._lay_out()
        self.show_row(None, ())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(_AT.head_gap)
        head.addWidget(_Icon(self._theme, "stethoscope"))
        head.addWidget(self._title)
        head.addWidget(self.where, 1)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, _AT.page_right, 0)
        inside.setSpacing(_AT.page_gap)
        for widget in (self.sentence, self.advice, self.tried, self.counts):
            inside.addWidget(widget)
        inside.addStretch(1)
        self._scrolled = Scrolled(self._theme, page)
        column = QVBoxLayout(self)
        column.setContentsMargins(*_AT.margins)
        column.setSpacing(_AT.gap)
        column.addLayout(head)
        column.addWidget(self._scrolled, 1)
        column.addLayout(self.keys.above)
        column.addLayout(self.keys.foot)
        self._column = column

    # -- for the screen --------------------------------------------------------------------------------

    def set_infos(self, infos: Mapping[str, DriverInfo]) -> None:
        """The drivers, by key: what they measure decides which bed is offered."""
        self._infos = infos

    def set_low(self, *, low: bool) -> None:
        """Lower rows and keys where the window is low."""
        self.tried.set_low(low=low)
        self.keys.set_low(low=low)
        self._column.setContentsMargins(*(_AT.margins_low if low else _AT.margins))
        self._column.setSpacing(_AT.gap_low if low else _AT.gap)
        self.sentence.set_look("body.bold" if low else "title.name", "text")

    def show_row(self, row: Row | None, devices: Sequence[DeviceRow]) -> None:
        """Another row, or news of the same.

        Args:
            row: the chosen one; None: none is.
            devices: all that are attached: their beds are taken.
        """
        self._row = row
        if isinstance(row, PortSearch):
            self._show_search(row, devices)
        elif row is not None:
            self._show_device(row, devices)
        else:
            self._show_none()
        for words in (self.counts, self.hint):
            words.setVisible(bool(words.text()))

    # -- what it says ----------------------------------------------------------------------------------

    def _show_none(self) -> None:
        self.where.setText("")
        self.sentence.setText(self.tr("No device chosen"))
        self.advice.say(self.tr("Choose a row to see what was heard from it."))
        self.counts.setText("")
        self.hint.setText("")
        self.tried.show_search(None)
        self.keys.show()

    def _show_device(self, row: DeviceRow, devices: Sequence[DeviceRow]) -> None:
        port = device_words.short_port(row.port)
        if row.port_now and row.port_now != row.port:
            now = device_words.short_port(row.port_now)
            port = self.tr("{now}, attached at {port}").format(now=now, port=port)
        self.where.setText(f"{port} · {row.line}" if row.line else port)
        sentence = device_words.sentence_of(row)
        if any(command for _, command in device_words.in_parts(sentence)):
            self.sentence.setText(device_words.words_of_state(row.state))
            self.advice.say(sentence)
        else:
            self.sentence.setText(sentence)
            self.advice.say(advice_of(row))
        self.counts.setText(counts_of(row))
        self.hint.setText(arms_of(row, devices))
        self.tried.show_search(None)
        self.keys.detach.set_label(self.tr("Detach from bed {bed}").format(bed=row.bed))
        self.keys.show(self.keys.detach)

    def _show_search(self, row: PortSearch, devices: Sequence[DeviceRow]) -> None:
        port = device_words.short_port(row.port)
        self.where.setText(f"{port} · {row.words}" if row.words and row.words != port else port)
        self.sentence.setText(device_words.sentence_of(row))
        self.advice.say(spoken(row.advice))
        self.counts.setText("")
        self.tried.show_search(row)
        self.hint.setText("")
        match row.state:
            case SearchState.LISTENING | SearchState.ASKING:
                self.hint.setText(self.tr("Nothing has to be done: this page says what is found."))
                self.keys.show(self.keys.leave)
            case SearchState.FOUND:
                self._offer(row, devices)
            case SearchState.NOT_FOUND:
                if row.port == USB:  # a device that has no port: nothing can be tried
                    self.keys.show(self.keys.leave)
                    return
                self.keys.other.set_label(self.tr("Name it by hand"))
                keys = [self.keys.again, self.keys.other, self.keys.leave]
                if row.may_ask:
                    self.hint.setText(
                        self.tr(
                            "Asking sends requests that only read. Some devices react to any byte: never ask where a "
                            "pump or a ventilator hangs on this port."
                        )
                    )
                    keys.insert(0, self.keys.ask)
                self.keys.show(*keys)

    def _offer(self, row: PortSearch, devices: Sequence[DeviceRow]) -> None:
        info = self._infos.get(row.driver)
        parameters = info.parameters if info is not None else ()
        self._bed = free_bed(devices, parameters, simulated=row.simulated)
        if self._bed is None:
            self.keys.use.set_label(self.tr("Use it"))
            self.hint.setText(
                self.tr("Every bed has a source of what it measures: detach one of them, or choose the bed.")
            )
        else:
            self.keys.use.set_label(self.tr("Use it for Bed {bed}").format(bed=self._bed))
            self.hint.setText(
                self.tr("Bed {bed} is free. Nothing is recorded until a bed is chosen.").format(bed=self._bed)
            )
        self.keys.use.setEnabled(self._bed is not None)
        self.keys.other.set_label(self.tr("Another bed or name"))
        self.keys.show(self.keys.use, self.keys.other, self.keys.leave)

    # -- what it does ----------------------------------------------------------------------------------

    def _send(self, command: Command) -> None:
        self.command.emit(command)

    def _use(self) -> None:
        row = self._row
        if isinstance(row, PortSearch) and row.driver and self._bed is not None:
            self._send(
                AttachDevice(bed=self._bed, actor=self.actor, driver=row.driver, port=row.port, line=row.line)
            )

    def _by_hand(self) -> None:
        row = self._row
        if isinstance(row, PortSearch):
            found = row.state is SearchState.FOUND
            self.by_hand.emit(row.port, row.driver if found else "", row.line if found else "")

    def _ask(self) -> None:
        self._search(may_ask=True)

    def _listen(self) -> None:
        self._search(may_ask=False)

    def _search(self, *, may_ask: bool) -> None:
        if isinstance(self._row, PortSearch):
            port = self._row.port
            self._send(SearchPort(bed=STATION_BED, actor=self.actor, port=port, may_ask=may_ask))

    def _leave(self) -> None:
        if isinstance(self._row, PortSearch):
            self._send(StopSearch(bed=STATION_BED, actor=self.actor, port=self._row.port))

    def _detach(self) -> None:
        if isinstance(self._row, DeviceRow):
            row = self._row
            self._send(DetachDevice(bed=row.bed, actor=self.actor, device=row.device))

    def sizeHint(self) -> QSize:
        """Its place beside the raw bytes at 1920×1080."""
        return QSize(*_AT.size)

    def minimumSizeHint(self) -> QSize:
        """Its sentences scroll; its keys do not."""
        return QSize(*_AT.least)
