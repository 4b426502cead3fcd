"""Connect a device by hand: which port, what it is, at which line setting, which bed. The key says what it will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bedside.driver_api import DriverInfo
from bedside.ui.device_choosers import BedChooser, DriverChooser, LineChooser
from bedside.ui.device_page import FootPage
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("panel_connect")

_PORT_KEYS_COUNT = 8


class ConnectForm(FootPage):
    """Asks four things, in any order.

    Signals:
        connect_asked: driver key, port, bed, line ("" = the driver's own).
        closed: Close was pressed.
    """

    connect_asked = Signal(str, str, int, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            self.tr("Add by hand"),
            self.tr("remembered for the next start"),
            self.tr("Connect"),
            "power-plug-outline",
        )
        self._taken: Mapping[str, int] = {}
        self.is_open = False
        self.port = Field(
            theme,
            self.tr("Port, socket:// address or capture file"),
            token="body.medium",
            height=_AT.field_height,
        )
        self.port.edit.textChanged.connect(self.refresh)
        self.port_keys: list[PanelKey] = []
        self._ports = Flow(_AT.gap)
        self._no_port = Words(
            theme,
            self.tr("No serial port was found: plug the device in, or type one."),
            "label",
            "text2",
            wrap=True,
        )
        self.drivers = DriverChooser(theme)
        self.drivers.changed.connect(self._driver_changed)
        self.lines = LineChooser(theme)
        self.lines.changed.connect(self.refresh)
        self.beds = BedChooser(theme)
        self.beds.changed.connect(self.refresh)
        self.left.addWidget(self.port)
        self.left.addLayout(self._ports)
        self.left.addWidget(self._no_port)
        self.left.addWidget(self.labelled(self.tr("Bed"), self.beds))
        self.left.addStretch(1)
        self.right.addWidget(self.labelled(self.tr("Device"), self.drivers))
        self.right.addWidget(self.labelled(self.tr("Line"), self.lines))
        self.right.addStretch(1)

    # -- choices ---------------------------------------------------------------------------------------

    def set_ports(self, ports: Sequence[tuple[str, str]]) -> None:
        """Ports to offer: (path, description). Any other can be typed."""
        for key in self.port_keys:
            self._ports.removeWidget(key)
            key.deleteLater()
        self.port_keys = []
        for path, description in ports[:_PORT_KEYS_COUNT]:
            key = PanelKey(self._theme, path, icon="serial-port", token="small.medium", least=_AT.key)
            key.IDLE = "raised"
            key.setAccessibleDescription(description)
            key.setToolTip(description)
            key.setProperty("path", path)
            key.clicked.connect(self._take_port)
            self.port_keys.append(key)
            self._ports.addWidget(key)
        self._no_port.setVisible(not ports)

    def set_infos(self, infos: Sequence[DriverInfo]) -> None:
        """Drivers to offer."""
        self.drivers.set_infos(infos)

    def set_taken(self, taken: Mapping[str, int]) -> None:
        """Ports in use and the bed each belongs to."""
        if taken != self._taken:
            self._taken = taken
            self.refresh()

    def begin(self, port: str = "", driver: str = "", line: str = "") -> None:
        """A newly opened form, empty or with what is known already."""
        self.is_open = True
        self.port.edit.setText(port)
        self.drivers.choose(driver)
        info = self.drivers.info
        if line and not (info is not None and line == str(info.port)):
            self.lines.choose(line)
        self.beds.choose(None)
        self.refresh()

    def first_focus(self) -> QWidget:
        """The port; the bed where the port is known."""
        return self.beds.keys[1] if self.port.text() and self.drivers.info is not None else self.port.edit

    # -- acts ------------------------------------------------------------------------------------------

    def lacks(self) -> str:
        """What is missing."""
        port = self.port.text().strip()
        if not port:
            return self.tr("Choose or type a port.")
        if port in self._taken:
            return self.tr("{port} is already connected for bed {bed}: detach it there first.").format(
                port=port, bed=self._taken[port]
            )
        if self.drivers.info is None:
            return self.tr("Choose what the device is.")
        if self.lines.fault():
            return self.lines.fault()
        if self.beds.bed is None:
            return self.tr("Choose a bed.")
        return ""

    def refresh(self) -> None:
        """Say what is missing, or what the key will do."""
        super().refresh()
        info = self.drivers.info
        if self.lacks() or info is None:
            self.act_key.set_label(self.tr("Connect"), "")
        else:
            words = self.tr("Connect {device} to bed {bed}").format(device=info.title, bed=self.beds.bed)
            self.act_key.set_label(words, self.tr("Enter"))

    def act(self) -> None:
        """Ask for it."""
        info, bed = self.drivers.info, self.beds.bed
        if not self.lacks() and info is not None and bed is not None:
            self.connect_asked.emit(info.key, self.port.text().strip(), bed, self.lines.line)

    def _driver_changed(self) -> None:
        self.lines.set_info(self.drivers.info)
        self.refresh()

    def _take_port(self) -> None:
        key = self.sender()
        if key is not None:
            self.port.edit.setText(str(key.property("path")))
