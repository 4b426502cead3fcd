"""Python's cyclic garbage collector, kept to the window's thread and out of every paint.

Left to itself the collector runs wherever an allocation happens: in a reader's thread, or half-way through a
paintEvent. If its garbage holds a widget or a pixmap, Qt's object is then destroyed in a foreign thread or under
a running painter, and the program dies. So it is switched off and asked here, between two events.

What is there once everything is loaded (code, classes, the first screens) stays to the end. Looked through again every
two minutes it would hold up the frames for some 50 ms each time, so it is set apart once.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS: Final = 1000
_THRESHOLDS: Final = (700, 10, 10)  # Python's own


class Tidying(QObject):
    """Collects garbage in the thread it lives in, from `start` to `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take the collector over."""
        gc.disable()
        self._timer.start()

    @Slot()
    def settle(self) -> None:
        """What is there now stays: it is cleared of garbage and not looked through again."""
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Give it back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, as Python would have done by itself."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > _THRESHOLDS[generation]:
                gc.collect(generation)
                return
