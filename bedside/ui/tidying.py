"""Python's cyclic garbage collector, kept to the window's thread and out of every paint.

Left to itself the collector runs wherever an allocation happens: in a reader's thread, or half-way through a
paintEvent. If its garbage holds a widget or a pixmap, Qt's object is then destroyed in a foreign thread or under
a running painter, and the program dies. So it is switched off and asked here, between two events.

What is there once everything is loaded (code, classes, the first screens) stays to the end. Looked through again every
two minutes it would hold up the frames for some 50 ms each time, so it is set apart once.

A panel that was closed is thousands of objects that only the collector frees. By the collector's own counts they would
lie about until many more came, and memory would be kept for several panels that nobody sees: whoever lets go of one
says so.
"""

from __future__ import annotations

import gc
from typing import ClassVar, Final

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS: Final = 1000
_YOUNG: Final = 1  # generation of what came in the last minutes; all that came since the start takes 5–20 ms
_THRESHOLDS: Final = (700, 10, 10)  # Python's own


class Tidying(QObject):
    """Collects garbage in the thread it lives in, from `start` to `stop`."""

    _much_was_let_go: ClassVar[bool] = False  # of the process, as the collector is

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take the collector over."""
        gc.disable()
        Tidying._much_was_let_go = False
        self._timer.start()

    @classmethod
    def soon(cls) -> None:
        """Something large was let go: the next look goes through all that came lately."""
        cls._much_was_let_go = True

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
        """Collect the oldest generation that is due, as Python would have done; if much was let go, the young."""
        if Tidying._much_was_let_go:
            Tidying._much_was_let_go = False
            gc.collect(_YOUNG)
            return
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > _THRESHOLDS[generation]:
                gc.collect(generation)
                return
