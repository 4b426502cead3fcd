"""What the forms of the Devices screen ask: which device, at which line setting, for which bed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from bedside.driver_api import DriverInfo, PortSettings
from bedside.ui.device_beds import BEDS
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.theme import Theme, layout

_AT: Final = layout("device_choosers")


def chip(theme: Theme, label: str, group: QButtonGroup, token: str = "label.medium") -> PanelKey:
    """One of several that exclude each other."""
    key = PanelKey(theme, label, token=token, least=_AT.key)
    key.IDLE = "raised"
    key.setCheckable(True)
    group.addButton(key)
    return key


def clear_choice(group: QButtonGroup) -> None:
    """Nothing is chosen any more."""
    group.setExclusive(False)
    for key in group.buttons():
        key.setChecked(False)
    group.setExclusive(True)


class DriverChooser(QWidget):
    """All drivers as chips; typing a model or a maker leaves those that know it.

    Signals:
        changed: another driver was chosen, or none.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._infos: dict[str, DriverInfo] = {}
        self._group = QButtonGroup(self)
        self.keys: dict[str, PanelKey] = {}
        self.field = Field(
            theme, self.tr("Model or maker, e.g. Rad-8"), token="label", height=_AT.search_height, search=True
        )
        self.field.edit.textChanged.connect(self._narrow)
        self._none = Words(theme, "", "label", "text2", wrap=True)
        self._none.hide()
        self._flow = Flow(_AT.gap)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_AT.gap)
        column.addWidget(self.field)
        column.addLayout(self._flow)
        column.addWidget(self._none)

    def set_infos(self, infos: Sequence[DriverInfo]) -> None:
        """Drivers to offer."""
        for key in self.keys.values():
            self._flow.removeWidget(key)
            self._group.removeButton(key)
            key.deleteLater()
        self._infos = {info.key: info for info in infos}
        self.keys = {}
        for info in sorted(infos, key=lambda info: info.title.casefold()):
            key = chip(self._theme, info.title, self._group)
            key.setToolTip(", ".join(info.devices))
            key.setAccessibleDescription(", ".join(info.devices))
            key.clicked.connect(self.changed)
            self.keys[info.key] = key
            self._flow.addWidget(key)

    @property
    def info(self) -> DriverInfo | None:
        """The chosen driver."""
        return next((self._infos[name] for name, key in self.keys.items() if key.isChecked()), None)

    def choose(self, driver: str) -> None:
        """Choose one by its key; "" or an unknown one: none."""
        clear_choice(self._group)
        self.field.edit.clear()
        if driver in self.keys:
            self.keys[driver].setChecked(True)
        self.changed.emit()

    def _narrow(self, text: str) -> None:
        wanted = text.strip().casefold()
        shown = 0
        for name, key in self.keys.items():
            info = self._infos[name]
            known = " ".join((info.title, info.key, *info.devices)).casefold()
            fits = wanted in known or key.isChecked()
            key.setVisible(fits)
            shown += wanted in known
        self._none.setVisible(not shown)
        if not shown:
            self._none.setText(
                self.tr("No driver knows “{text}”: try the maker, or let bedside listen by itself.").format(
                    text=text.strip()
                )
            )


class LineChooser(QWidget):
    """The line settings: the driver's own, others its devices are known to have, or typed ones.

    Signals:
        changed: another line was chosen or typed.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._group = QButtonGroup(self)
        self.keys: dict[str, PanelKey] = {}  # by line; "" = the driver's own
        self.field = Field(theme, self.tr("Other, e.g. 19200 8O1"), token="body", height=_AT.line_height)
        self.field.setFixedWidth(_AT.line_width)
        self.field.edit.textChanged.connect(self._typed)
        self._flow = Flow(_AT.gap)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._flow)
        self._flow.addWidget(self.field)

    def set_info(self, info: DriverInfo | None) -> None:
        """The lines of a driver; its own is chosen."""
        for key in self.keys.values():
            self._flow.removeWidget(key)
            self._group.removeButton(key)
            key.deleteLater()
        self._flow.removeWidget(self.field)
        self.keys = {}
        if info is not None:
            lines = {"": self.tr("{line}, its usual one").format(line=info.port)}
            lines |= {str(other): str(other) for other in info.other_ports}
            for line, words in lines.items():
                key = chip(self._theme, words, self._group)
                key.clicked.connect(self._picked)
                self.keys[line] = key
                self._flow.addWidget(key)
            self.keys[""].setChecked(True)
        self._flow.addWidget(self.field)
        self.field.edit.clear()

    def choose(self, line: str) -> None:
        """Choose a line; one that no chip has is typed in."""
        if line in self.keys:
            self.keys[line].setChecked(True)
            self.field.edit.clear()
        else:
            self.field.edit.setText(line)

    @property
    def line(self) -> str:
        """The chosen or typed line, as it is written; "" = the driver's own."""
        typed = " ".join(self.field.text().split()).upper()
        return typed or next((line for line, key in self.keys.items() if key.isChecked()), "")

    def fault(self) -> str:
        """What is wrong with what was typed, one sentence; "" = nothing."""
        if not self.line:
            return ""
        try:
            PortSettings.parse(self.line)
        except ValueError:
            return self.tr("“{line}” is no line setting: write speed and form, for example 9600 8N1.").format(
                line=self.line
            )
        return ""

    def _picked(self) -> None:
        self.field.edit.clear()
        self.changed.emit()

    def _typed(self, text: str) -> None:
        if text.strip():
            clear_choice(self._group)
        elif "" in self.keys and not any(key.isChecked() for key in self.keys.values()):
            self.keys[""].setChecked(True)
        self.changed.emit()


class BedChooser(QWidget):
    """Beds 1…16.

    Signals:
        changed: another bed was chosen.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.keys: dict[int, PanelKey] = {}
        flow = Flow(_AT.gap)
        for bed in range(1, BEDS + 1):
            key = chip(theme, str(bed), self._group, "num.sm")
            key.setAccessibleName(self.tr("Bed {bed}").format(bed=bed))
            key.clicked.connect(self.changed)
            self.keys[bed] = key
            flow.addWidget(key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(flow)

    @property
    def bed(self) -> int | None:
        """The chosen bed."""
        return next((bed for bed, key in self.keys.items() if key.isChecked()), None)

    def choose(self, bed: int | None) -> None:
        """Choose one, or none."""
        clear_choice(self._group)
        if bed in self.keys:
            self.keys[bed].setChecked(True)
        self.changed.emit()
