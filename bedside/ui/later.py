"""What no first screen shows is loaded a little after the start, so that the first look at it waits for nothing.

The start loads what stands on the first screens and no more; panels, forms and the other screens are imported where
they are opened. Without this the first F-key of a day would find some sixty modules still on the disk.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

import bedside.ui

FIRST_MS: Final = 3000  # after the start: by then the first screens are there
PAUSE_MS: Final = 50  # between two modules: frames come in between
_ANOTHER_PROCESS: Final = "bedside.ui.watchdog"  # and what it is made of


class Later(QObject):
    """Imports the modules of the window one by one, from `start` on."""

    def __init__(self, done: Callable[[], None], parent: QObject | None = None) -> None:
        """Nothing is loaded yet; `done` is called when everything is."""
        super().__init__(parent)
        self._done = done
        self._names = missing()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._load_one)

    def start(self) -> None:
        """Begin in a moment."""
        self._timer.start(FIRST_MS)

    @Slot()
    def _load_one(self) -> None:
        name = next(self._names, None)
        if name is None:
            self._done()
            return
        import_module(name)
        self._timer.start(PAUSE_MS)


def missing() -> Iterator[str]:
    """Names of the window's modules that are not loaded when it is their turn."""
    for module in pkgutil.walk_packages(bedside.ui.__path__, "bedside.ui."):
        if module.name not in sys.modules and not module.name.startswith(_ANOTHER_PROCESS):
            yield module.name
