"""Connect a device by hand: which port, what it is, which bed. The key says what it will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme

BEDS = 16
_PORT_KEYS = 6
_DRIVER_COLUMNS = 3


class ConnectForm(QWidget):
    """Asks three things, in any order.

    Signals:
        connect_asked: driver key, port, bed.
        closed: Close was pressed.
    """

    connect_asked = Signal(str, str, int)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._taken: Mapping[str, int] = {}
        self.is_open = False
        self.port = Field(
            theme, self.tr("Port, socket:// address or capture file"), token="body.medium", height=64
        )
        self.port.edit.textChanged.connect(self._show)
        self.port.edit.returnPressed.connect(self._connect)
        self.port_keys: list[PanelKey] = []
        self.driver_keys: dict[str, PanelKey] = {}
        self.bed_keys: dict[int, PanelKey] = {}
        self._ports = QHBoxLayout()
        self._drivers = QGridLayout()
        self._driver_group = QButtonGroup(self)
        self._missing = Words(theme, "", "label", "text", wrap=True)
        self.connect_key = PanelKey(
            theme,
            self.tr("Connect"),
            icon="power-plug-outline",
            primary=True,
            token="body.medium",
            least=(320, 56),
        )
        self.connect_key.clicked.connect(self._connect)
        self.close_key = PanelKey(theme, self.tr("Esc"), icon="close", least=(92, 36), token="small.medium")
        self.close_key.setAccessibleName(self.tr("Close the form"))
        self.close_key.clicked.connect(self.closed)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Words(self._theme, self.tr("Add by hand"), "title.small", "text"))
        head.addWidget(Words(self._theme, self.tr("remembered for the next start"), "label", "text2"), 1)
        head.addWidget(self.close_key)
        head.setSpacing(15)
        for row in (self._ports, self._drivers):
            row.setSpacing(8)
        beds = QHBoxLayout()
        beds.setSpacing(6)
        group = QButtonGroup(self)
        for bed in range(1, BEDS + 1):
            key = PanelKey(self._theme, str(bed), token="num.sm")
            key.setCheckable(True)
            key.setAccessibleName(self.tr("Bed {bed}").format(bed=bed))
            key.clicked.connect(self._show)
            group.addButton(key)
            self.bed_keys[bed] = key
            beds.addWidget(key)
        beds.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self._missing, 1)
        foot.addWidget(self.connect_key)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.port)
        column.addLayout(self._ports)
        column.addLayout(self._labelled(self.tr("Device"), self._drivers))
        column.addLayout(self._labelled(self.tr("Bed"), beds))
        column.addStretch(1)
        column.addLayout(foot)

    def _labelled(self, words: str, row: QHBoxLayout | QGridLayout) -> QHBoxLayout:
        line = QHBoxLayout()
        label = Words(self._theme, words, "label", "text2")
        label.setFixedWidth(64)
        line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(row, 1)
        return line

    # -- choices ---------------------------------------------------------------------------------------

    def set_ports(self, ports: Sequence[tuple[str, str]]) -> None:
        """Ports to offer: (path, description). Any other can be typed."""
        for key in self.port_keys:
            self._ports.removeWidget(key)
            key.deleteLater()
        self.port_keys = []
        while self._ports.count():
            self._ports.takeAt(0)
        for path, description in ports[:_PORT_KEYS]:
            key = PanelKey(self._theme, path, icon="serial-port", token="small.medium")
            key.setAccessibleDescription(description)
            key.setToolTip(description)
            key.setProperty("path", path)
            key.clicked.connect(self._take_port)
            self.port_keys.append(key)
            self._ports.addWidget(key)
        if not ports:
            self._ports.addWidget(
                Words(
                    self._theme,
                    self.tr("No serial port was found: plug the device in, or type one."),
                    "label",
                    "text2",
                )
            )
        self._ports.addStretch(1)

    def set_drivers(self, drivers: Sequence[tuple[str, str]]) -> None:
        """Drivers to offer: (key, title)."""
        for key in self.driver_keys.values():
            self._drivers.removeWidget(key)
            self._driver_group.removeButton(key)
            key.deleteLater()
        self.driver_keys = {}
        for n, (name, title) in enumerate(drivers):
            key = PanelKey(self._theme, title)
            key.setCheckable(True)
            key.clicked.connect(self._show)
            self._driver_group.addButton(key)
            self.driver_keys[name] = key
            self._drivers.addWidget(key, n // _DRIVER_COLUMNS, n % _DRIVER_COLUMNS)
        self._drivers.setColumnStretch(_DRIVER_COLUMNS, 1)

    def set_taken(self, taken: Mapping[str, int]) -> None:
        """Ports in use and the bed each belongs to."""
        self._taken = taken
        self._show()

    def begin(self) -> None:
        """A newly opened form."""
        self.is_open = True
        self.port.edit.clear()
        for group in (self._driver_group, *(key.group() for key in list(self.bed_keys.values())[:1])):
            group.setExclusive(False)
            for key in group.buttons():
                key.setChecked(False)
            group.setExclusive(True)
        self._show()

    def first_focus(self) -> QWidget:
        """The port."""
        return self.port.edit

    def show_refusal(self, sentence: str) -> None:
        """Why the station refused."""
        self._missing.setText(sentence)

    # -- acts ------------------------------------------------------------------------------------------

    @property
    def driver(self) -> str:
        """Key of the chosen driver; "" = none."""
        return next((name for name, key in self.driver_keys.items() if key.isChecked()), "")

    @property
    def bed(self) -> int | None:
        """The chosen bed."""
        return next((bed for bed, key in self.bed_keys.items() if key.isChecked()), None)

    def _lacks(self) -> str:
        port = self.port.text().strip()
        if not port:
            return self.tr("Choose or type a port.")
        if port in self._taken:
            return self.tr("{port} is already connected for bed {bed}: detach it there first.").format(
                port=port, bed=self._taken[port]
            )
        if not self.driver:
            return self.tr("Choose what the device is.")
        if self.bed is None:
            return self.tr("Choose a bed.")
        return ""

    def _show(self) -> None:
        lacks = self._lacks()
        self._missing.setText(lacks)
        self.connect_key.setEnabled(not lacks)
        if lacks:
            self.connect_key.set_label(self.tr("Connect"), "")
        else:
            title = self.driver_keys[self.driver].text()
            words = self.tr("Connect {device} to bed {bed}").format(device=title, bed=self.bed)
            self.connect_key.set_label(words, self.tr("Enter"))

    def _take_port(self) -> None:
        key = self.sender()
        if key is not None:
            self.port.edit.setText(str(key.property("path")))

    def _connect(self) -> None:
        if not self._lacks() and self.bed is not None:
            self.connect_asked.emit(self.driver, self.port.text().strip(), self.bed)
