"""The first bed while nothing is connected: where to plug a monitor in, and what is heard on the ports."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import StationUpdate
from bedside.ui import theme as themes
from bedside.ui.device_parts import Scrolled
from bedside.ui.first_start_steps import limits_in_force, ports_of, ports_title
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Words
from bedside.ui.sketch import Sketch
from bedside.ui.theme import Theme

_AT: Final = themes.layout("first_start")
_MOST_PORTS_ROWS: Final = 8


class _Icon(QWidget):
    """A glyph of the theme."""

    def __init__(self, theme: Theme, name: str, px: float) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self.setFixedSize(int(px), int(px))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        Sketch(painter, self._theme).icon(0, 0, self._name, "text2", self.width())
        painter.end()


class _Ports(QWidget):
    """What is heard on each port, a line or more for each."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[tuple[str, str], ...] | None = None
        self.title = Words(theme, "", "body.bold", "text", wrap=True)
        self.lines: list[Words] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(int(_AT.port_gap))
        self._grid.setVerticalSpacing(int(_AT.port_row_gap))
        self._grid.setColumnMinimumWidth(0, int(_AT.port_name))
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout()
        column.setSpacing(int(_AT.port_row_gap))
        column.addWidget(self.title)
        column.addLayout(self._grid)
        row = QHBoxLayout(self)
        pad = int(_AT.ports_padding)
        row.setContentsMargins(pad, pad, pad, pad)
        row.setSpacing(int(_AT.port_gap))
        row.addWidget(_Icon(theme, "ear-hearing", _AT.ports_icon), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def show_ports(self, title: str, ports: tuple[tuple[str, str], ...]) -> None:
        """The newest state; ports in excess of the room are counted."""
        self.title.setText(title)
        if ports == self._shown:
            return
        self._shown = ports
        for words in self.lines:
            self._grid.removeWidget(words)
            words.hide()
            words.deleteLater()
        self.lines = []
        for n, (port, sentence) in enumerate(ports[:_MOST_PORTS_ROWS]):
            name = Words(self._theme, port, "num.sm.small", "text")
            said = Words(self._theme, sentence, "label", "text2", wrap=True)
            self._grid.addWidget(name, n, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(said, n, 1)
            self.lines += [name, said]
        more = len(ports) - _MOST_PORTS_ROWS
        if more > 0:
            said = Words(self._theme, self.tr("and {n} more: see Devices").format(n=more), "label", "text2")
            self._grid.addWidget(said, _MOST_PORTS_ROWS, 1)
            self.lines.append(said)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        radius = self._theme.length("radius_tile")
        sketch.fill(QRectF(self.rect()), "surface", radius)
        if self._theme.tile_edge:
            sketch.edge(QRectF(self.rect()), "line", 1.0, radius)
        painter.end()


class FirstBed(QWidget):
    """A dashed place for a patient, and how one comes to it.

    Signals:
        asked: devices or simulator.
    """

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(self.tr("Bed 1: empty"))
        self._plug = _Icon(theme, "power-plug-outline", _AT.plug)
        self.devices_key = self._key(self.tr("Devices"), "serial-port", "devices", primary=True)
        self.simulator_key = self._key(self.tr("Start the simulator"), "test-tube", "simulator")
        self.ports = _Ports(theme)
        self._limits = self._centred("label", "text2")
        self.simulation_note = self._centred("label", "text2")
        self.simulation_note.setText(self.tr("A patient can be named later; the recording keeps its place."))
        page = QWidget()
        column = QVBoxLayout(page)
        pad, gap = int(_AT.bed_padding), int(_AT.bed_gap)
        column.setContentsMargins(pad, 0, pad, pad)
        column.setSpacing(gap)
        column.addStretch(1)
        column.addWidget(self._plug, 0, Qt.AlignmentFlag.AlignHCenter)
        title, said = self._centred("title", "text"), self._centred("body", "text2")
        title.setText(self.tr("Plug a monitor into this computer"))
        said.setText(self.tr("bedside listens, names it and offers this bed. Nothing has to be set first."))
        column.addWidget(title)
        column.addWidget(said)
        column.addSpacing(gap)
        self._keys = QHBoxLayout()
        self._keys.setSpacing(int(_AT.key_gap))
        self._keys.addStretch(1)
        self._keys.addWidget(self.devices_key)
        self._keys.addWidget(self.simulator_key)
        self._keys.addStretch(1)
        column.addLayout(self._keys)
        column.addSpacing(int(_AT.ports_above))
        column.addWidget(self.ports)
        column.addSpacing(gap)
        column.addWidget(self._limits)
        column.addWidget(self.simulation_note)
        column.addStretch(1)
        head = QHBoxLayout()
        head.setContentsMargins(pad, int(_AT.head_above), pad, 0)
        head.setSpacing(int(_AT.number_gap))
        head.addWidget(Words(theme, "1", "num.bed", "text2"))
        head.addWidget(Words(theme, self.tr("Empty bed"), "title.panel", "text2"))
        head.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, int(_AT.bed_dash))
        outer.setSpacing(gap)
        outer.addLayout(head)
        outer.addWidget(Scrolled(theme, page), 1)

    def show_station(self, station: StationUpdate) -> None:
        """The newest state."""
        self.ports.show_ports(ports_title(station), ports_of(station))
        self._limits.setText(limits_in_force(station))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is only nice to see goes first."""
        low = self.height() < _AT.plug_from
        self._plug.setVisible(not low)
        self._limits.setVisible(not low)
        self.simulation_note.setVisible(not low)
        for key in (self.devices_key, self.simulator_key):
            room = (self.width() - 2 * _AT.bed_padding - _AT.key_gap) / 2 - _AT.key_gap
            wide = min(_AT.key_wide * self._theme.text_scale, room)
            key.set_least(wide / self._theme.zoom, _AT.key_high_low if low else _AT.key_high)
        super().resizeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed edge: nobody lies here."""
        painter = QPainter(self)
        sketch = Sketch(painter, self._theme)
        rect = QRectF(self.rect())
        sketch.fill(rect, "bg")
        dash = (_AT.bed_dash, _AT.bed_dash_gap)
        sketch.edge(rect, "line2", _AT.bed_edge, self._theme.length("radius_tile"), dash=dash)
        painter.end()

    def minimumSizeHint(self) -> QSize:
        """It scrolls."""
        return QSize(int(_AT.page_width), int(_AT.page_height))

    def _key(self, label: str, icon: str, act: str, *, primary: bool = False) -> PanelKey:
        key = PanelKey(self._theme, label, icon=icon, primary=primary, token="body.large")
        key.IDLE = "raised"
        key.setProperty("act", act)
        key.clicked.connect(self._ask)
        return key

    def _centred(self, token: str, role: str) -> Words:
        words = Words(self._theme, "", token, role, wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return words

    def _ask(self) -> None:
        key = self.sender()
        if key is not None:
            self.asked.emit(str(key.property("act")))
