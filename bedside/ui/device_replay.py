"""Replay a capture as a device: which file, what it was captured from, the bed, and what is to go wrong meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bedside.driver_api import DriverInfo
from bedside.ui.device_choosers import BedChooser, DriverChooser
from bedside.ui.device_faults import FaultChooser
from bedside.ui.device_page import FootPage
from bedside.ui.panels.flow import Flow
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field
from bedside.ui.theme import Theme, layout

_AT: Final = layout("device_replay")

_FILES_COUNT: Final = 8


class ReplayForm(FootPage):
    """Asks for a replay.

    Signals:
        replay_asked: file, driver key, bed, ((fault kind, start s, end s, amount), …).
    """

    replay_asked = Signal(str, str, int, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            self.tr("Replay a capture as device"),
            self.tr("shown as a simulation, never as a patient"),
            self.tr("Replay"),
            "play-circle-outline",
        )
        self._drivers_of: Mapping[str, str] = {}
        self._mixed: Mapping[int, str] = {}
        self.file = Field(
            theme,
            self.tr("Capture file, or bytes as a binary file"),
            token="body.medium",
            height=_AT.field_height,
        )
        self.file.edit.textChanged.connect(self._typed)
        self.file_keys: list[PanelKey] = []
        self._files = Flow(_AT.gap)
        self.drivers = DriverChooser(theme)
        self.drivers.changed.connect(self.refresh)
        self.beds = BedChooser(theme)
        self.beds.changed.connect(self.refresh)
        self.faults = FaultChooser(theme)
        self.faults.changed.connect(self.refresh)
        self.left.addWidget(self.file)
        self.left.addLayout(self._files)
        self.left.addWidget(self.labelled(self.tr("Bed"), self.beds))
        self.left.addWidget(self.labelled(self.tr("Faults"), self.faults))
        self.left.addStretch(1)
        self.right.addWidget(self.labelled(self.tr("Device"), self.drivers))
        self.right.addStretch(1)
        self.refresh()

    def set_infos(self, infos: Sequence[DriverInfo]) -> None:
        """Drivers to offer."""
        self.drivers.set_infos(infos)

    def set_files(self, files: Sequence[tuple[str, str]]) -> None:
        """Captures to offer, newest first: (path, driver key it was captured with or "")."""
        for key in self.file_keys:
            self._files.removeWidget(key)
            key.deleteLater()
        self.file_keys = []
        self._drivers_of = dict(files)
        for path, _driver in files[:_FILES_COUNT]:
            key = PanelKey(
                self._theme, Path(path).name, icon="play-box-outline", token="small.medium", least=_AT.key
            )
            key.IDLE = "raised"
            key.setToolTip(path)
            key.setAccessibleDescription(path)
            key.setProperty("path", path)
            key.clicked.connect(self._take_file)
            self.file_keys.append(key)
            self._files.addWidget(key)

    def set_live(self, live: Mapping[int, str]) -> None:
        """Beds with real devices, and the name of one of them: nothing simulated may join them (SAFE-01)."""
        if live != self._mixed:
            self._mixed = live
            self.refresh()

    def begin(self) -> None:
        """A newly opened form."""
        self.file.edit.clear()
        self.drivers.choose("")
        self.beds.choose(None)
        self.faults.clear()
        self.refresh()

    def first_focus(self) -> QWidget:
        """The newest capture; where there is none, the field."""
        return self.file_keys[0] if self.file_keys else self.file.edit

    def lacks(self) -> str:
        """What is missing."""
        file = self.file.text().strip()
        if not file:
            return self.tr("Choose or type a file.")
        if self.drivers.info is None:
            return self.tr("Choose which device it was captured from.")
        if self.beds.bed is None:
            return self.tr("Choose a bed.")
        if self.beds.bed in self._mixed:
            return self.tr("Bed {bed} has a real device ({device}): a replay needs a bed of its own.").format(
                bed=self.beds.bed, device=self._mixed[self.beds.bed]
            )
        return self.faults.lacks()

    def refresh(self) -> None:
        """Say what is missing, or what the key will do."""
        super().refresh()
        if self.lacks():
            self.act_key.set_label(self.tr("Replay"), "")
        else:
            self.act_key.set_label(self.tr("Replay on bed {bed}").format(bed=self.beds.bed), self.tr("Enter"))

    def act(self) -> None:
        """Ask for it."""
        info, bed = self.drivers.info, self.beds.bed
        if not self.lacks() and info is not None and bed is not None:
            self.replay_asked.emit(self.file.text().strip(), info.key, bed, self.faults.faults())

    def _typed(self, text: str) -> None:
        driver = self._drivers_of.get(text.strip(), "")
        if driver:
            self.drivers.choose(driver)
        self.refresh()

    def _take_file(self) -> None:
        key = self.sender()
        if key is not None:
            self.file.edit.setText(str(key.property("path")))
