"""The patient's own button: one reserved key of a button box. It only ever marks "patient pressed".

It is heard before any field, key or panel of the window, and by none of them: it moves no focus, closes nothing,
acknowledges nothing, and is never typed. A held key is one press.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import formats
from bedside.ui.catalogue import PATIENT_PRESSED
from bedside.vitals.commands import MarkEvent
from bedside.vitals.sessions import THE_PATIENT, Mode

RESERVED: Final = Qt.Key.Key_F13  # what button boxes send, and no keyboard has
APART_S: Final = 2.0  # presses nearer to each other are one
_HEARD: Final = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)


class PatientButton(QObject):
    """Listens in one window.

    Signals:
        command: the `MarkEvent` of a press.
        said: one sentence for the nurse.
    """

    command = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        window: QWidget,
        *,
        update: Callable[[], MonitorUpdate | None],
        now: Callable[[], float],
        key: Qt.Key = RESERVED,
    ) -> None:
        """`update`: of the bed the window belongs to, None without one; `now`: station time, s."""
        super().__init__(window)
        self._window = window
        self._update = update
        self._now = now
        self.key = key
        self._last: float | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the reserved key out before anything in this window hears it.

        Keys come to the system's window first, which is there once ours is shown; whatever has the focus in it gets
        them from there.
        """
        if event.type() is QEvent.Type.Show and watched is self._window:
            handle = self._window.windowHandle()
            if handle is not None:
                handle.installEventFilter(self)
            return False
        if event.type() not in _HEARD or not isinstance(event, QKeyEvent) or event.key() != self.key:
            return False
        if event.type() is QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._press()
        event.accept()
        return True

    def _press(self) -> None:
        now = self._now()
        if self._last is not None and 0 <= now - self._last < APART_S:
            return
        self._last = now
        update = self._update()
        if update is None or update.session is None or update.mode is Mode.REPLAY:
            self.said.emit(
                self.tr("The patient's button was pressed, and no session is open: nothing was recorded.")
            )
            return
        self.command.emit(MarkEvent(bed=update.bed, actor=THE_PATIENT, event=PATIENT_PRESSED))
        clock = formats.clock_at(update.session.started_utc, update.now)
        words = self.tr("Bed {bed}: the patient pressed the button, {clock}.")
        self.said.emit(words.format(bed=formats.bed_name(update.bed, update.mode), clock=clock))


def bed_of(bed: int | None, updates: Mapping[int, MonitorUpdate]) -> MonitorUpdate | None:
    """The bed a window belongs to: the one it shows or showed last, else the only one with a session."""
    if bed is not None and bed in updates:
        return updates[bed]
    open_beds = [update for update in updates.values() if update.session is not None]
    return open_beds[0] if len(open_beds) == 1 else None
