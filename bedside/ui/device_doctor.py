"""The connection doctor: what was heard on the chosen port, what it means, what to try, and the keys that do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bedside.driver_api import DriverInfo
from bedside.monitor.searches import USB
from bedside.ui import device_words
from bedside.ui.device_advice import Advice
from bedside.ui.device_beds import free_bed
from bedside.ui.device_facts import advice_of, counts_of
from bedside.ui.device_parts import OneLine, Scrolled, Spread
from bedside.ui.device_tried import TriedTable
from bedside.ui.device_words import Row
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch
from bedside.ui.spoken import spoken
from bedside.ui.theme import Theme, layout
from bedside.vitals.commands import (
    STATION_BED,
    AttachDevice,
    Command,
    DetachDevice,
    SearchPort,
    StopSearch,
)
from bedside.vitals.devices import DeviceRow, PortSearch, SearchState
from bedside.vitals.sessions import UNNAMED, Actor

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
        self.use_key = self._key("", self._use, icon="power-plug-outline", primary=True)
        self.other_key = self._key(self.tr("Another bed or name"), self._by_hand)
        self.ask_key = self._key(self.tr("Ask it"), self._ask)
        self.again_key = self._key(self.tr("Listen again"), self._listen, icon="ear-hearing")
        self.leave_key = self._key(self.tr("Leave it alone"), self._leave, token="label.medium")
        self.detach_key = self._key("", self._detach, icon="power-plug-off-outline")
        self.keys = (
            self.use_key,
            self.ask_key,
            self.again_key,
            self.other_key,
            self.detach_key,
            self.leave_key,
        )
        self._lay_out()
        self.show_row(None, ())

    def _key(
        self,
        label: str,
        act: Callable[[], None],
        icon: str = "",
        *,
        primary: bool = False,
        token: str = "body.medium",
    ) -> PanelKey:
        key = PanelKey(self._theme, label, icon=icon, primary=primary, token=token)
        key.IDLE = "raised"
        key.clicked.connect(act)
        return key

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
        self._foot = Spread()
        for key in self.keys:
            if key is not self.leave_key:
                self._foot.addWidget(key)
        self._above = QHBoxLayout()
        self._above.setSpacing(_AT.above_gap)
        self._above.addWidget(self.hint, 1)
        self._above.addWidget(self.leave_key, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self._leave_below = False
        self._scrolled = Scrolled(self._theme, page)
        column = QVBoxLayout(self)
        column.setContentsMargins(*_AT.margins)
        column.setSpacing(_AT.gap)
        column.addLayout(head)
        column.addWidget(self._scrolled, 1)
        column.addLayout(self._above)
        column.addLayout(self._foot)
        self._column = column

    # -- for the screen --------------------------------------------------------------------------------

    def set_infos(self, infos: Mapping[str, DriverInfo]) -> None:
        """The drivers, by key: what they measure decides which bed is offered."""
        self._infos = infos

    def set_low(self, *, low: bool) -> None:
        """Lower rows and keys where the window is low."""
        self.tried.set_low(low=low)
        for key in self.keys:
            key.set_least(*(_AT.key_low if low else _AT.key))
        self.leave_key.set_least(*(_AT.leave_key_low if low else _AT.leave_key))
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
            self._show_device(row)
        else:
            self._show_none()
        for words in (self.counts, self.hint):
            words.setVisible(bool(words.text()))

    def first_key(self) -> QWidget | None:
        """Where Enter on a row leads; None: nothing can be done about it."""
        return next((key for key in self.keys if not key.isHidden() and key.isEnabled()), None)

    # -- what it says ----------------------------------------------------------------------------------

    def _show_none(self) -> None:
        self.where.setText("")
        self.sentence.setText(self.tr("No device chosen"))
        self.advice.say(self.tr("Choose a row to see what was heard from it."))
        self.counts.setText("")
        self.hint.setText("")
        self.tried.show_search(None)
        self._show_keys()

    def _show_device(self, row: DeviceRow) -> None:
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
        self.hint.setText("")
        self.tried.show_search(None)
        self.detach_key.set_label(self.tr("Detach from bed {bed}").format(bed=row.bed))
        self._show_keys(self.detach_key)

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
                self._show_keys(self.leave_key)
            case SearchState.FOUND:
                self._offer(row, devices)
            case SearchState.NOT_FOUND:
                if row.port == USB:  # a device that has no port: nothing can be tried
                    self._show_keys(self.leave_key)
                    return
                self.other_key.set_label(self.tr("Name it by hand"))
                keys = [self.again_key, self.other_key, self.leave_key]
                if row.may_ask:
                    self.hint.setText(
                        self.tr(
                            "Asking sends requests that only read. Some devices react to any byte: never ask where a "
                            "pump or a ventilator hangs on this port."
                        )
                    )
                    keys.insert(0, self.ask_key)
                self._show_keys(*keys)

    def _offer(self, row: PortSearch, devices: Sequence[DeviceRow]) -> None:
        info = self._infos.get(row.driver)
        parameters = info.parameters if info is not None else ()
        self._bed = free_bed(devices, parameters, simulated=row.simulated)
        if self._bed is None:
            self.use_key.set_label(self.tr("Use it"))
            self.hint.setText(
                self.tr("Every bed has a source of what it measures: detach one of them, or choose the bed.")
            )
        else:
            self.use_key.set_label(self.tr("Use it for Bed {bed}").format(bed=self._bed))
            self.hint.setText(
                self.tr("Bed {bed} is free. Nothing is recorded until a bed is chosen.").format(bed=self._bed)
            )
        self.use_key.setEnabled(self._bed is not None)
        self.other_key.set_label(self.tr("Another bed or name"))
        self._show_keys(self.use_key, self.other_key, self.leave_key)

    def _place_leave(self, *, below: bool) -> None:
        """“Leave it alone” stands beside the hint, or among the keys where the hint needs the whole width."""
        if below == self._leave_below:
            return
        self._leave_below = below
        if below:
            self._above.removeWidget(self.leave_key)
            self._foot.addWidget(self.leave_key)
        else:
            self._foot.removeWidget(self.leave_key)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            self._above.addWidget(self.leave_key, 0, side)

    def _show_keys(self, *shown: PanelKey) -> None:
        self._place_leave(below=self.again_key in shown)
        held = any(key.hasFocus() for key in self.keys if key not in shown)
        for key in self.keys:
            key.setVisible(key in shown)
        first = self.first_key()
        if held and first is not None:  # the keyboard stays where it worked
            first.setFocus(Qt.FocusReason.OtherFocusReason)

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
